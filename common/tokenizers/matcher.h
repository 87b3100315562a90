// Regular expressions that are tried at one place of a text: PCRE2's, or a browser's own (site/live).
//
// Both know \p{L} and \p{N}, classes with \x{...} in them, and runs that give nothing back (++).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace book {

// Compiled once; matches do not change it, so all threads may use it. Error if the pattern is none.
class RegularExpression {
  public:
    explicit RegularExpression(const std::string& text);
    ~RegularExpression();
    RegularExpression(const RegularExpression&) = delete;
    RegularExpression& operator=(const RegularExpression&) = delete;

  private:
    friend class Matcher;
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

class Matcher {
  public:
    explicit Matcher(std::string_view utf8);  // valid UTF-8, which outlives this
    ~Matcher();
    Matcher(const Matcher&) = delete;
    Matcher& operator=(const Matcher&) = delete;

    // The match that begins at `at`; nothing from `end` on is looked at. Error if there is none, or an
    // empty one.
    std::string_view match_at(std::size_t at, std::size_t end, const RegularExpression& pattern);

  private:
    struct Found;
    std::string_view text_;
    std::unique_ptr<Found> found_;
};

}  // namespace book
