#include "teacher/look_alikes.h"

#include <fmt/core.h>

#include "core/display_width.h"

namespace book::teacher {
namespace {

struct Known {
    char32_t sign;
    const char *name, *instead;
};

const Known kKnown[] = {
    {0x00A0, "a no-break space", "a blank"},
    {0x2007, "a figure space", "a blank"},
    {0x2009, "a thin space", "a blank"},
    {0x200A, "a hair space", "a blank"},
    {0x2002, "an en space", "a blank"},
    {0x2003, "an em space", "a blank"},
    {0x202F, "a narrow no-break space", "a blank"},
    {0x3000, "an ideographic space", "a blank"},
    {0x2028, "a line separator", "a new line"},
    {0x2029, "a paragraph separator", "a new line"},
    {0x00AD, "a soft hyphen", ""},
    {0x200B, "a zero-width space", ""},
    {0x200C, "a zero-width non-joiner", ""},
    {0x200D, "a zero-width joiner", ""},
    {0x200E, "a left-to-right mark", ""},
    {0x200F, "a right-to-left mark", ""},
    {0x2060, "a word joiner", ""},
    {0xFEFF, "a byte-order mark", ""},
    {0x2010, "a hyphen of typography", "-"},
    {0x2011, "a no-break hyphen", "-"},
    {0x2013, "an en dash", "-"},
    {0x2014, "an em dash", "-"},
    {0x2212, "a minus sign of mathematics", "-"},
    {0x00D7, "a multiplication sign", "*"},
    {0x00B7, "a middle dot", "*"},
    {0x22C5, "a dot of mathematics", "*"},
    {0x00F7, "a division sign", "/"},
    {0x2260, "a not-equal sign", "!="},
    {0x2264, "a less-or-equal sign", "<="},
    {0x2265, "a greater-or-equal sign", ">="},
    {0x2018, "a curly quotation mark", "'"},
    {0x2019, "a curly quotation mark", "'"},
    {0x201C, "a curly quotation mark", "\""},
    {0x201D, "a curly quotation mark", "\""},
    {0x201E, "a low quotation mark", "\""},
    {0x037E, "a Greek question mark", ";"},
    {0xFF08, "a full-width bracket", "("},
    {0xFF09, "a full-width bracket", ")"},
    {0xFF0C, "a full-width comma", ","},
    {0xFF1B, "a full-width semicolon", ";"},
};

}  // namespace

LookAlike find_look_alike(std::string_view code, std::size_t from) {
    for (std::size_t at = from; at < code.size();) {
        const std::size_t begin = at;
        const char32_t sign = next_code_point(code, at);
        for (const Known& known : kKnown)
            if (sign == known.sign) return {sign, begin, known.name, known.instead};
    }
    return {};
}

std::string LookAlike::words() const {
    const std::string what = fmt::format("There is {} (U+{:04X}) at column {}. ", name,
                                         static_cast<unsigned>(sign), at + 1);
    const std::string typed = instead;
    if (typed.empty())
        return what +
               "It cannot be seen, and C++ does not know it: delete it. Was this line "
               "copied from a web page?";
    return fmt::format(
        "{}C++ does not know it: type {} in its place. Was this line copied from a "
        "web page?",
        what, typed);
}

}  // namespace book::teacher
