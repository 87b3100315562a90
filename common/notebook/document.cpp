#include "notebook/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
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

// Calls `text` with every text of a block that may name values, and `timing` with every timing it names, in the
// order in which they stand there.
struct VisitBlock {
    std::function<void(std::string_view)> text;
    std::function<void(const std::string&)> timing;

    void operator()(const Heading& h) const { text(h.text); }
    void operator()(const Prose& p) const { text(p.markdown); }
    void operator()(const CaptionedTable& t) const {
        for (const auto& row : t.table.rows())
            for (const Cell& cell : row)
                if (!cell.timing.empty()) timing(cell.timing);
        text(t.caption);
    }
    void operator()(const Figure& f) const {
        text(f.title);
        text(f.alt);
        if (!f.timing.empty()) timing(f.timing);
    }
    void operator()(const Guess& g) const {
        text(g.question);
        text(g.answer);
    }
    void operator()(const ExerciseNote& e) const { text(e.task); }
    void operator()(const DeepDive& d) const { text(d.title); }
    void operator()(const Recap& recap) const {
        text(recap.answer);
        text(recap.markdown);
    }
    void operator()(const Questions& questions) const {
        for (const Question& q : questions.list) {
            text(q.question);
            text(q.answer);
        }
    }
    void operator()(const Next& n) const { text(n.markdown); }
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

namespace {

std::string in_short(double x) { return format_value(Value(x), ".3f"); }

}  // namespace

std::string what_was_measured(const Document& document, const Claim& claim) {
    std::string text;
    for (const std::string& item : claim.measured) {
        const auto [name, format] = name_and_format(document, item);
        const std::string printed = escape_markdown(print_value(document, name, {}, format));
        text += fmt::format("{}`{}` = {}", text.empty() ? "" : ", ", name, printed);
    }
    if (!claim.compared) return text;
    const Compared& c = *claim.compared;
    return text + fmt::format("{}{} against {}, a difference of {} (95%: {} to {}; {})",
                              text.empty() ? "" : ", ", in_short(c.a), in_short(c.b),
                              in_short(c.difference), in_short(c.low), in_short(c.high), c.count);
}

std::vector<std::string> names_in(const Block& block) {
    std::vector<std::string> names;
    const auto of_text = [&](std::string_view text) { add_names(text, names); };
    const auto of_timing = [&](const std::string& name) { names.push_back(name); };
    std::visit(VisitBlock{of_text, of_timing}, block);
    return names;
}

void check_texts(const Document& document, const Block& block) {
    const auto of_text = [&](std::string_view text) { fill_in(document, text, Escape::none); };
    std::visit(VisitBlock{of_text, [](const std::string&) {}}, block);
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
