// A setting that cannot be as it is: said by a library that does not know how its reader sets it.
//
// A field is marked by an @ before its name, "@width 15 is not divisible by @heads 4". A program that
// catches the error reads what() without the marks; a command line, which knows, puts its options there
// (cli/command_line.h): "--width 15 is not divisible by --heads 4".
#pragma once

#include <functional>

#include "core/require.h"

namespace book {

class SettingError : public InputError {
  public:
    explicit SettingError(std::string marked);
    // The text with what `say` makes of each name that is marked.
    std::string in_words(const std::function<std::string(const std::string&)>& say) const;

  private:
    std::string marked_;
};

// Throws SettingError with the formatted message unless `ok`.
template <class... Args>
void require_setting(bool ok, fmt::format_string<Args...> message, Args&&... args) {
    if (!ok) [[unlikely]]
        throw SettingError(fmt::format(message, std::forward<Args>(args)...));
}

}  // namespace book
