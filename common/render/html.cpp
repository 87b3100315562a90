#include "render/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/read_number.h"
#include "notebook/escape_markdown.h"
#include "render/figure.h"
#include "render/html_prose.h"
#include "render/in_words.h"
#include "render/plain_words.h"
#include "render/svg.h"

namespace book {
namespace {

// Where a value stands, on its way through Markdown: signs that no text has.
constexpr std::string_view kBegin = "\uE000", kNamed = "\uE001", kEnd = "\uE002";

std::string without_signs(std::string text) {
    for (const std::string_view sign : {kBegin, kNamed, kEnd})
        for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign, at))
            text.erase(at, sign.size());
    return text;
}

std::string placeholder(const std::string& name, const std::vector<int>& indices,
                        const std::string& format) {
    std::string inside = name;
    for (const int index : indices) inside += fmt::format("[{}]", index);
    return format.empty() ? inside : inside + ":" + format;
}

// Puts values into Markdown, and remembers which.
class Values {
  public:
    explicit Values(const Document& document) : document_(document) {}

    std::string fill(std::string_view markdown) {
        return interpolate(markdown, [&](const std::string& name, const std::vector<int>& indices,
                                         const std::string& format, bool in_code) {
            const std::string printed =
                without_signs(print_value(document_, name, indices, format));
            const std::size_t number = names_.size();
            names_.push_back({placeholder(name, indices, format), is_timing(name)});
            return fmt::format("{}{}{}{}{}", kBegin, number, kNamed,
                               in_code ? printed : escape_markdown(printed), kEnd);
        });
    }

    // In what became of it, the signs become spans.
    std::string name(std::string_view html) const {
        std::string result;
        while (true) {
            const std::size_t begin = html.find(kBegin);
            result += html.substr(0, begin);
            if (begin == std::string_view::npos) break;
            const std::size_t named = html.find(kNamed, begin);
            const std::string number(
                html.substr(begin + kBegin.size(), named - begin - kBegin.size()));
            const Named& value = names_.at(std::stoul(number));
            result +=
                fmt::format("<span class=\"{}\" data-v=\"{}\">", value.is_timing ? "v timed" : "v",
                            escape_html(value.placeholder));
            html.remove_prefix(named + kNamed.size());
        }
        for (std::size_t at = result.find(kEnd); at != std::string::npos; at = result.find(kEnd))
            result.replace(at, kEnd.size(), "</span>");
        return result;
    }

  private:
    struct Named {
        std::string placeholder;
        bool is_timing;
    };
    bool is_timing(const std::string& name) const {
        const NamedValue* value = document_.find(name);
        return value != nullptr && value->use == Use::timing;
    }

    const Document& document_;
    std::vector<Named> names_;
};

std::string captioned(const std::string& kind, const std::string& what,
                      const std::string& caption) {
    const std::string below = caption.empty() ? "" : "<figcaption>" + caption + "</figcaption>\n";
    return fmt::format("<figure class=\"{}\">\n{}{}</figure>\n", kind, what, below);
}

class HtmlWriter {
  public:
    HtmlWriter(const Document& document, const HtmlSetting& setting)
        : document_(document),
          setting_(setting),
          values_(document),
          sections_(sections_of(document)) {
        prose_.address = setting.address;
        if (setting.words)
            prose_.words = [this](std::string words) {
                return setting_.words(section_, std::move(words));
            };
    }

    std::string write() {
        std::string page;
        for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
            const bool is_next =
                section_ + 1 < sections_.size() && sections_[section_ + 1].first == i;
            if (is_next) ++section_;
            page += std::visit(*this, document_.blocks[i]);
        }
        return values_.name(page);
    }

    std::string operator()(const Heading& h) {
        if (h.level == 1) return "";
        const std::string mark = h.path == Path::shortest
                                     ? fmt::format("<p class=\"short\">{}</p>\n", kShortPathSign)
                                     : "";
        return heading(line(h.text)) + mark;
    }
    std::string operator()(const Prose& p) {
        if (p.markdown == subtitle(document_.chapter))
            return "<p class=\"subtitle\">" + line(p.markdown) + "</p>\n";
        return set(p.markdown);
    }
    std::string operator()(const Quote& q) {
        return fmt::format("<blockquote>\n{}<footer>{}</footer>\n</blockquote>\n",
                           html_prose(q.markdown, as_it_is()), html_line(q.who, as_it_is()));
    }
    std::string operator()(const Formula& f) {
        const std::string source =
            f.source.empty() ? ""
                             : fmt::format("<p class=\"source\">{}</p>\n", escape_html(f.source));
        return fmt::format("<div class=\"formula\" data-latex=\"{}\" data-text=\"{}\">{}</div>\n{}",
                           escape_html(f.latex), escape_html(f.text), escape_html(f.text), source);
    }
    std::string operator()(const Code& c) {
        if (c.text.empty()) return captioned("code", set(missing_source(c)), "");
        return captioned("code", html_code(c.text), "<code>" + escape_html(c.path) + "</code>");
    }
    std::string operator()(const Output& o) {
        return fmt::format("<pre class=\"output\" tabindex=\"0\">{}</pre>\n", escape_html(o.text));
    }
    std::string operator()(const CaptionedTable& t) {
        return captioned("table", to_html(with_timings(document_, t.table)), line(t.caption));
    }
    std::string operator()(const Figure& f) {
        return captioned("picture", to_html(filled_in(document_, f)), "");
    }
    std::string operator()(const Claims& claims) {
        std::string list;
        for (const std::string& words : claims.claims) list += item(document_.claim(words));
        return "<ul class=\"claims\">\n" + list + "</ul>\n";
    }
    std::string operator()(const Guess& g) {
        return fmt::format("<div class=\"guess\">\n{}{}</div>\n",
                           set(fmt::format("**Guess {}.** {}", g.number, g.question)),
                           html_fold("answer", "The answer", set(g.answer)));
    }
    std::string operator()(const ExerciseNote& e) {
        const std::string where = setting_.exercise ? setting_.exercise(e.number) : "";
        const std::string label = fmt::format("Exercise {}", e.number);
        const std::string link =
            where.empty() ? label : fmt::format("<a href=\"{}\">{}</a>", escape_html(where), label);
        return fmt::format(
            "<p class=\"exercise\"><strong>{}.</strong> {} <code>./book exercise {}</code></p>\n",
            link, line(e.task), e.number);
    }
    std::string operator()(const Term&) { return ""; }
    std::string operator()(const DeepDive& d) {
        return fmt::format("<details class=\"deep\"><summary>Deep dive: {}</summary>\n",
                           line(d.title));
    }
    std::string operator()(const EndOfDeepDive&) { return "</details>\n"; }
    std::string operator()(const Recap& recap) {
        return heading(kRecapTitle) + "<div class=\"recap\">\n" + set(in_words(recap)) + "</div>\n";
    }
    std::string operator()(const Questions& questions) {
        std::string list;
        int number = 0;
        for (const Question& q : questions.list)
            list += "<div class=\"guess\">\n" +
                    set(fmt::format("**{}.** {}", ++number, q.question)) +
                    html_fold("answer", "The answer", set(q.answer)) + "</div>\n";
        return heading(kQuestionsTitle) + list;
    }
    std::string operator()(const Ledger&) {
        std::string inside, failed;
        for (const Block& block : ledger_blocks(document_)) inside += std::visit(*this, block);
        for (const Claim& c : failed_claims(document_)) failed += item(c);
        if (!failed.empty()) failed = "<ul class=\"claims\">\n" + failed + "</ul>\n";
        return html_fold("ledger", "Ledger: " + escape_html(ledger_line(document_)), inside) +
               failed;
    }
    std::string operator()(const Sources& s) {
        return heading(kSourcesTitle) + html_prose(values_.fill(in_words(s)), as_it_is());
    }
    std::string operator()(const FoldedAnswers&) { return ""; }
    std::string operator()(const Next& n) { return set("**Next.** " + n.markdown); }

  private:
    // What others have written, and titles: no term is marked in it.
    ProseSetting as_it_is() const { return {setting_.address, {}}; }
    std::string set(const std::string& markdown) {
        return html_prose(values_.fill(markdown), prose_);
    }
    std::string line(const std::string& markdown) {
        return markdown.empty() ? "" : html_line(values_.fill(markdown), as_it_is());
    }
    // The heading of the section that begins.
    std::string heading(const std::string& words) const {
        return fmt::format("<h2 id=\"{}\">{}</h2>\n", escape_html(sections_[section_].anchor),
                           words);
    }
    std::string item(const Claim& c) const {
        const char* kind = c.verdict == Verdict::held     ? "held"
                           : c.verdict == Verdict::failed ? "failed"
                                                          : "not-run";
        std::string text = with_indices(escape_html(c.claim));
        // Names of values are for whoever has to find out what went wrong.
        if (c.verdict == Verdict::failed) {
            const std::string measured = what_was_measured(document_, c);
            text = "<strong>This claim failed: " + text + "</strong>";
            if (!measured.empty()) text += " — " + html_line(measured, {});
        }
        if (c.verdict == Verdict::not_run) text += " <em>(needs the full run)</em>";
        return fmt::format("<li class=\"{}\"><span class=\"sign\">{}</span> {}</li>\n", kind,
                           sign(c.verdict), text);
    }

    const Document& document_;
    const HtmlSetting& setting_;
    Values values_;
    const std::vector<Section> sections_;
    std::size_t section_ = 0;
    ProseSetting prose_;
};

}  // namespace

std::string to_html(const Document& document, const HtmlSetting& setting) {
    return HtmlWriter(document, setting).write();
}

namespace {

std::string html_cell(const Table& table, std::size_t row, std::size_t column) {
    const Cell& cell = table.rows()[row][column];
    std::string text = with_indices(escape_html(table.text(row, column)));
    if (cell.marked) text = fmt::format("<strong>{}</strong>", text);
    const bool names_row = column == 0 && !table.numeric(0) && !text.empty();
    if (names_row) return fmt::format("<th scope=\"row\">{}</th>", text);
    const char* kind = table.numeric(column)
                           ? (cell.timed ? " class=\"number timed\"" : " class=\"number\"")
                       : cell.timed ? " class=\"timed\""
                                    : "";
    return fmt::format("<td{}>{}</td>", kind, text);
}

// A heading that is left out belongs to the column before it: both have one.
std::string html_head(const Table& table) {
    const auto& columns = table.columns();
    std::string head;
    for (std::size_t c = 0; c < columns.size();) {
        const bool is_named = !columns[c].name.empty();
        std::size_t end = c + 1;
        while (is_named && c > 0 && end < columns.size() && columns[end].name.empty()) ++end;
        const std::string span = end - c > 1 ? fmt::format(" colspan=\"{}\"", end - c) : "";
        const char* kind = table.numeric(c) ? " class=\"number\"" : "";
        head += is_named
                    ? fmt::format("<th scope=\"{}\"{}{}>{}</th>", span.empty() ? "col" : "colgroup",
                                  span, kind, with_indices(escape_html(columns[c].name)))
                    : fmt::format("<td{}></td>", kind);
        c = end;
    }
    return head;
}

}  // namespace

std::string to_html(const Table& table) {
    const std::string head = html_head(table);
    std::string body;
    for (std::size_t r = 0; r < table.rows().size(); ++r) {
        body += "<tr>";
        for (std::size_t c = 0; c < table.columns().size(); ++c) body += html_cell(table, r, c);
        body += "</tr>\n";
    }
    return fmt::format(
        "<div class=\"scroll\" "
        "tabindex=\"0\"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n"
        "</table></div>\n",
        head, body);
}

namespace {

// How far a drawing may shrink on a phone, by its width: one class says to which. Letters stay readable, and
// what does not fit then is scrolled to.
const char* shrinking(const std::string& svg) {
    const std::string mark = " width=\"";
    const std::size_t begin = svg.find(mark) + mark.size();
    double width = 0;
    read_number(svg.data() + begin, svg.data() + svg.size(), width);
    if (width <= 520) return "";
    return width <= 600 ? " middling" : " wide";
}

}  // namespace

std::string to_html(const Figure& figure) {
    const std::string svg = to_svg(figure);
    return fmt::format(
        "<div class=\"scroll drawing{}\" id=\"figure-{}\" tabindex=\"0\">\n{}</div>\n",
        shrinking(svg), escape_html(figure.name), svg_within_page(svg, figure.name));
}

}  // namespace book
