// A file of JSON that is not to be trusted: read with a bound on its size and depth, no name given twice,
// and asked for nothing that it is not. Every complaint is one line and begins with the file.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace book {

// A value in such a file, which knows where it stands. The file lives as long as one of its items.
class JsonItem {
  public:
    // InputError if it cannot be read or is no JSON.
    static JsonItem read(const std::string& path);

    [[noreturn]] void refuse(const std::string& what) const;  // "tokenizer.json: model.type: ..."

    bool is_null() const;
    bool is_text() const;
    bool is_object() const;
    bool is_list() const;

    // A member. `find` gives nothing for one that is missing or null.
    std::optional<JsonItem> find(const char* name) const;
    JsonItem operator[](const char* name) const;

    const std::string& text() const;
    bool yes_or_no() const;
    int whole(int least, int most) const;
    double number() const;

    // ... of a member that may be missing or null.
    std::string text_or(const char* name, const std::string& otherwise) const;
    bool yes_or(const char* name, bool otherwise) const;

    // Refuses a member that none of the lists names: who does not know it does not know what it changes.
    // One that is null is as good as missing.
    using Names = std::span<const std::string_view>;
    void refuse_all_but(std::initializer_list<Names> known) const;

    std::size_t size() const;                                              // of a list or an object
    void for_each(const std::function<void(const JsonItem&)>& use) const;  // of a list
    void for_each_member(
        const std::function<void(const std::string& name, const JsonItem&)>& use) const;

  private:
    struct File;
    JsonItem(std::shared_ptr<const File> file, const void* value, std::string place);
    JsonItem at(const void* value, const std::string& place) const;
    void require_that(bool ok, const char* what) const;

    std::shared_ptr<const File> file_;
    const void* value_;  // of the JSON library, whose header is heavy
    std::string place_;
};

}  // namespace book
