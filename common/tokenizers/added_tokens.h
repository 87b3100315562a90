// Tokens that stand in a text by their name, such as <|im_start|>: they are cut out before anything
// else looks at it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace book {

struct AddedToken {
    int id = 0;
    std::string text;
    // Part of no text: <|endoftext|>. One that is not special is a word with a token of its own.
    bool special = true;
    // Looked for only between those for which this is false (Hugging Face's "normalized").
    bool in_second_pass = false;
};

// The name of an added token need not be written in the alphabet of bytes: "" takes its place among the
// tokens of a byte-level vocabulary, of which no text becomes it.
void clear_foreign_names(std::vector<std::string>& tokens, const std::vector<AddedToken>& added);

// Finds the leftmost, and of those that begin there the longest.
class AddedTokens {
  public:
    explicit AddedTokens(std::vector<AddedToken> tokens);

    // Goes through the text from left to right: what lies between tokens, if it is not empty, and each
    // token. Takes as many steps for a byte as the longest token has bytes.
    void cut(std::string_view text, const std::function<void(std::string_view)>& between,
             const std::function<void(const AddedToken&)>& token) const;

  private:
    const AddedToken* longest_at(std::string_view text) const;

    std::vector<AddedToken> tokens_;  // sorted by text
};

}  // namespace book
