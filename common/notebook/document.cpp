#include "notebook/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/require.h"
#include "notebook/escape_markdown.h"

namespace book {
namespace {

// "value.b:.2f" as its name and its format.
std::pair<std::string, std::string> name_and_format(const Document& document,
                                                    const std::string& item) {
    const std::size_t colon = std::min(item.find(':'), item.size());
    const std::string name = item.substr(0, colon);
    if (colon < item.size()) return {name, item.substr(colon + 1)};
    const NamedValue* known = document.find(name);
    return {name, known != nullptr ? usual_format(known->value) : ""};
}

void add_names(std::string_view text, std::vector<std::string>& names) {
    interpolate(text, [&](const std::string& name, const auto&, const auto&, bool) {
        names.push_back(name);
        return std::string();
    });
}

struct NamesOfBlock {
    std::vector<std::string>& names;

    void operator()(const Heading& h) const { add_names(h.text, names); }
    void operator()(const Prose& p) const { add_names(p.markdown, names); }
    void operator()(const CaptionedTable& t) const {
        for (const auto& row : t.table.rows())
            for (const Cell& cell : row)
                if (!cell.timing.empty()) names.push_back(cell.timing);
        add_names(t.caption, names);
    }
    void operator()(const Figure& f) const {
        add_names(f.title, names);
        add_names(f.alt, names);
        if (!f.timing.empty()) names.push_back(f.timing);
    }
    void operator()(const Guess& g) const {
        add_names(g.question, names);
        add_names(g.answer, names);
    }
    void operator()(const ExerciseNote& e) const { add_names(e.task, names); }
    void operator()(const DeepDive& d) const { add_names(d.title, names); }
    void operator()(const Recap& recap) const {
        add_names(recap.answer, names);
        add_names(recap.markdown, names);
    }
    void operator()(const Questions& questions) const {
        for (const Question& q : questions.list) {
            add_names(q.question, names);
            add_names(q.answer, names);
        }
    }
    void operator()(const Next& n) const { add_names(n.markdown, names); }
    // What is left holds the words of others, code, or looks at the whole document.
    template <class Other>
    void operator()(const Other&) const {}
};

}  // namespace

std::string ChapterInfo::folder_name() const {
    return number == kNoNumber ? name : fmt::format("{:02}_{}", number, name);
}
std::string ChapterInfo::folder() const { return "chapters/" + folder_name(); }
std::string ChapterInfo::label() const {
    return number == kNoNumber ? name : std::to_string(number);
}

std::string subtitle(const ChapterInfo& chapter) {
    return chapter.number == kNoNumber
               ? "*Attention, Worked Out*, beside the chapters"
               : fmt::format("*Attention, Worked Out*, chapter {}", chapter.number);
}

const NamedValue* Document::find(const std::string& name) const {
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const NamedValue& v) { return v.name == name; });
    return found == values.end() ? nullptr : &*found;
}

const Claim& Document::claim(const std::string& words) const {
    const auto found = std::find_if(claims.begin(), claims.end(),
                                    [&](const Claim& c) { return c.claim == words; });
    require(found != claims.end(), "page: there is no claim '{}'", words);
    return *found;
}

std::vector<Claim> failed_claims(const Document& document) {
    std::vector<Claim> failed;
    std::copy_if(document.claims.begin(), document.claims.end(), std::back_inserter(failed),
                 [](const Claim& c) { return c.verdict == Verdict::failed; });
    return failed;
}

std::string print_value(const Document& document, const std::string& name,
                        const std::vector<int>& indices, const std::string& format) {
    const NamedValue* known = document.find(name);
    require(known != nullptr, "page: there is no value '{}'", name);
    const Value* value = &known->value;
    for (const int i : indices) {
        const bool is_there =
            value->is_array() && i >= 0 && i < static_cast<int>(value->array().size());
        require(is_there, "page: the value '{}' has no element [{}]", name, i);
        value = &value->array()[i];
    }
    try {
        return format_value(*value, format);
    } catch (const Error& e) {
        throw Error(fmt::format("page: @{{{}}}: {}", name, e.what()));
    }
}

std::string fill_in(const Document& document, std::string_view text, Escape escape) {
    return interpolate(text, [&](const std::string& name, const std::vector<int>& indices,
                                 const std::string& format, bool in_code) {
        const std::string printed = print_value(document, name, indices, format);
        return escape == Escape::none || in_code ? printed : escape_markdown(printed);
    });
}

std::string what_was_measured(const Document& document, const Claim& claim) {
    std::string text;
    for (const std::string& item : claim.measured) {
        const auto [name, format] = name_and_format(document, item);
        const std::string printed = escape_markdown(print_value(document, name, {}, format));
        text += fmt::format("{}`{}` = {}", text.empty() ? "" : ", ", name, printed);
    }
    return text;
}

std::vector<std::string> names_in(const Block& block) {
    std::vector<std::string> names;
    std::visit(NamesOfBlock{names}, block);
    return names;
}

Table with_timings(const Document& document, const Table& table) {
    Table result = table;
    for (std::vector<Cell>& row : result.rows())
        for (Cell& cell : row) {
            const NamedValue* timing = document.find(cell.timing);
            if (timing != nullptr) cell.value = timing->value;
        }
    return result;
}

Figure with_timings(const Document& document, const Figure& figure) {
    Figure result = figure;
    const NamedValue* timing = document.find(figure.timing);
    if (timing != nullptr) put_numbers(result, timing->value);
    return result;
}

}  // namespace book
