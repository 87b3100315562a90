#include "core/settings.h"

#include <algorithm>

namespace book {
namespace {

std::string fill_in(const std::string& marked,
                    const std::function<std::string(const std::string&)>& say) {
    constexpr const char* kNames = "abcdefghijklmnopqrstuvwxyz_0123456789";
    std::string text;
    for (std::size_t at = 0; at < marked.size();) {
        const std::size_t mark = std::min(marked.find('@', at), marked.size());
        text.append(marked, at, mark - at);
        if (mark == marked.size()) break;
        const std::size_t end = std::min(marked.find_first_not_of(kNames, mark + 1), marked.size());
        const std::string name = marked.substr(mark + 1, end - mark - 1);
        text += name.empty() ? "@" : say(name);
        at = end;
    }
    return text;
}

}  // namespace

SettingError::SettingError(std::string marked)
    : InputError(fill_in(marked, [](const std::string& name) { return name; })),
      marked_(std::move(marked)) {}

std::string SettingError::in_words(
    const std::function<std::string(const std::string&)>& say) const {
    return fill_in(marked_, say);
}

}  // namespace book
