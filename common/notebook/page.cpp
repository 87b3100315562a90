#include "notebook/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/display_width.h"
#include "core/hash.h"
#include "notebook/files.h"
#include "notebook/markdown.h"
#include "notebook/regions.h"

namespace book {
namespace {

std::vector<Claim>::iterator find_claim(std::vector<Claim>& claims, const std::string& text) {
    return std::find_if(claims.begin(), claims.end(),
                        [&](const Claim& c) { return c.claim == text; });
}

// A repeated claim is one claim: held only if it always held.
void merge(std::vector<Claim>& claims, const Claim& next) {
    const auto same = find_claim(claims, next.claim);
    if (same == claims.end()) {
        claims.push_back(next);
        return;
    }
    if (next.verdict == Verdict::failed || same->verdict == Verdict::held)
        same->verdict = next.verdict;
    if (!next.measured.empty() && next.measured != same->measured)
        same->measured += (same->measured.empty() ? "" : "; ") + next.measured;
}

// A woven page lists its values where nobody sees them, so that a check can name the first that
// differs. Of a long one it keeps the beginning, and a hash of the whole.
std::string values_comment(const NamedValues& values) {
    constexpr std::size_t kLongest = 160;
    std::string text = "\n<!-- values\n";
    for (const auto& [name, value] : values) {
        std::string line = json_value(value);
        if (line.size() > kLongest)
            line = fmt::format("{} … {:016x}", line.substr(0, line.rfind(',', kLongest)),
                               hash_of(line));
        for (std::size_t at; (at = line.find("--")) != std::string::npos;)
            line.replace(at, 2, "-\\u002d");  // two hyphens would end the comment
        text += name + " = " + line + "\n";
    }
    return text + "-->\n";
}

// Is there a file k_*.cpp in the folder?
bool has_exercise(const std::string& folder, const std::string& k) {
    std::error_code none;  // a folder that is not there has no exercises
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        const std::string name = entry.path().filename().string();
        if (name.rfind(k + "_", 0) == 0 && entry.path().extension() == ".cpp") return true;
    }
    return false;
}

}  // namespace

std::string ChapterInfo::folder() const {
    return number == kNoNumber ? "chapters/" + name
                               : fmt::format("chapters/{:02}_{}", number, name);
}
std::string ChapterInfo::label() const {
    return number == kNoNumber ? name : std::to_string(number);
}

Page::Page(ChapterInfo info, PageSettings settings)
    : info_(std::move(info)), settings_(std::move(settings)) {
    if (!settings_.print) settings_.print = [](std::string_view text) { print_to_stdout(text); };
    add(Heading{1, info_.title});
    add(Prose{info_.number == kNoNumber
                  ? "*Attention, Worked Out*, beside the chapters"
                  : fmt::format("*Attention, Worked Out*, chapter {}", info_.number)});
    if (settings_.quick) add(Prose{"*A quick run: claims that need the full one are not judged.*"});
    opened_ = true;
}

bool Page::is_plain() const { return !quick() && !settings_.own_parts; }

// ---- values -------------------------------------------------------------------------------------

void Page::value(const std::string& name, Value value) {
    define(name, std::move(value), Use::prose);
}
void Page::data(const std::string& name, Value value) { define(name, std::move(value), Use::data); }
void Page::timing(const std::string& name, double value) { define(name, value, Use::timing); }

void Page::define(const std::string& name, Value value, Use use) {
    require(!name.empty() && name.find_first_of(":[]{}@ \n`") == std::string::npos,
            "page: '{}' is not a name for a value", name);
    const bool is_new = values_.emplace(name, Named{std::move(value), use, false}).second;
    require(is_new, "page: the value '{}' is given twice", name);
    order_.push_back(name);
}

std::string Page::print_named(const std::string& name, const std::vector<int>& indices,
                              const std::string& format, bool escape) {
    const auto found = values_.find(name);
    require(found != values_.end(), "page: there is no value '{}'", name);
    found->second.used = true;
    const Value* value = &found->second.value;
    for (int i : indices) {
        require(value->is_array() && i >= 0 && static_cast<std::size_t>(i) < value->array().size(),
                "page: the value '{}' has no element [{}]", name, i);
        value = &value->array()[static_cast<std::size_t>(i)];
    }
    std::string text;
    try {
        text = format_value(*value, format);
    } catch (const Error& e) {
        throw Error(fmt::format("page: @{{{}}}: {}", name, e.what()));
    }
    if (escape) text = escape_markdown(text);
    if (found->second.use != Use::timing) return text;
    require(escape, "page: the timing '{}' stands where it cannot be marked", name);
    return mark_timing(name, text);
}

std::string Page::fill_in(std::string_view markdown, bool escape) {
    return interpolate(dedent(markdown), [&](const auto& name, const auto& indices,
                                             const auto& format, bool in_code) {
        return print_named(name, indices, format, escape && !in_code);
    });
}

// ---- pieces -------------------------------------------------------------------------------------

void Page::section(const std::string& title) { add(Heading{2, fill_in(title)}); }
void Page::text(std::string_view markdown) { add(Prose{fill_in(markdown)}); }
void Page::quote(std::string_view markdown, const std::string& who) {
    // Once a page the article is called by its name, and its author by his.
    const bool introduces = who == "the article" && !std::exchange(article_named_, true);
    add(Quote{dedent(markdown),
              introduces ? who + ", *What the Hell is Attention* by Elokusa" : who});
}

void Page::formula(std::string_view latex, std::string_view unicode, const std::string& source) {
    add(Formula{dedent(latex), dedent(unicode), source});
}

void Page::code(const std::string& region, const std::string& path) {
    const std::string file = path.empty() ? info_.folder() + "/main.cpp" : path;
    if (const auto source = read_source(file))
        add(Code{cut_region(*source, file, region), file});
    else
        add(Prose{fmt::format("*(The source {} is not in {}: its code is not shown.)*",
                              escape_markdown(file), escape_markdown(source_root()))});
}

void Page::output(const std::string& text) {
    add(Output{text.empty() || text.back() == '\n' ? text : text + "\n"});
}

void Page::show(const Table& table, std::string_view caption) {
    add(CaptionedTable{table, fill_in(caption)});
}

void Page::show(Figure figure) {
    check_figure(figure);
    for (const Block& block : blocks_)
        if (const Figure* other = std::get_if<Figure>(&block))
            require(other->name != figure.name, "page: two figures are named '{}'", figure.name);
    figure.title = fill_in(figure.title, false);  // drawn as it is, without Markdown
    figure.alt = fill_in(figure.alt, false);
    add(std::move(figure));
}

void Page::guess(std::string_view question, std::string_view answer) {
    add(Guess{++guesses_, fill_in(question),
              dedent(answer)});  // the answer is filled in at the end
}

void Page::exercise(const std::string& number, std::string_view task) {
    const std::string chapter = fmt::format("{}.", info_.number);
    const std::string k = number.substr(std::min(chapter.size(), number.size()));
    require(number == chapter + k && !k.empty() &&
                k.find_first_not_of("0123456789") == std::string::npos,
            "page: '{}' is not the number of an exercise of chapter {}", number, info_.number);
    const std::string folder =
        "exercises/" + std::filesystem::path(info_.folder()).filename().string() + "/checks";
    require(!has_sources() || has_exercise(source_root() + "/" + folder, k),
            "page: exercise {} is not there: {}/{}_*.cpp", number, folder, k);
    add(Prose{
        fmt::format("**Exercise {}.** {} `./book exercise {}`", number, fill_in(task), number)});
}

void Page::source(const std::string& text, const std::string& address) {
    sources_.push_back(address.empty() ? text : fmt::format("[{}]({})", text, address));
}

void Page::end(std::string_view answer, std::string_view next_question) {
    answer_ = fill_in(answer);
    next_question_ = fill_in(next_question);
}

// ---- claims -------------------------------------------------------------------------------------

void Page::check(const std::string& claim, bool holds, const std::vector<std::string>& measured) {
    record({claim, holds ? Verdict::held : Verdict::failed, "", false}, measured);
}

void Page::check_full(const std::string& claim, bool holds,
                      const std::vector<std::string>& measured) {
    const Verdict verdict = holds ? Verdict::held : Verdict::failed;
    record({claim, quick() ? Verdict::not_run : verdict, "", true}, measured);
}

void Page::record(Claim next, const std::vector<std::string>& measured) {
    // A loop repeats its claim before anything else is said. Elsewhere the same words are another
    // claim, and one verdict in the ledger would stand for both.
    if (find_claim(ledger_, next.claim) != ledger_.end()) {
        const auto shown_with = find_claim(pending_, next.claim);
        require(shown_with != pending_.end() && shown_with->needs_full == next.needs_full,
                "page: the claim '{}' is made in two places", next.claim);
    }
    for (std::string item : measured) {  // "name" or "name:format"
        const std::string name = item.substr(0, item.find(':'));
        const auto known = values_.find(name);
        const bool is_real = known != values_.end() && known->second.value.is_real();
        if (item == name && is_real) item += ":.4g";
        next.measured += fmt::format("{}`{}` = {}", next.measured.empty() ? "" : ", ", name,
                                     fill_in("@{" + item + "}"));
    }
    merge(pending_, next);
    merge(ledger_, next);
}

void Page::article_says(const std::string& what, const std::string& says, const std::string& name,
                        const std::string& format) {
    // A cell is plain text, so the value goes in as it is, without Markdown's escapes.
    rounded_.add(what, says, print_named(name, {}, format, false));
}

// ---- the page as a whole ------------------------------------------------------------------------

// Claims wait until prose goes on, so that they stand under the code and tables they are about.
void Page::add(Block block) {
    const bool goes_on =
        !std::holds_alternative<Code>(block) && !std::holds_alternative<Output>(block) &&
        !std::holds_alternative<CaptionedTable>(block) && !std::holds_alternative<Figure>(block) &&
        !std::holds_alternative<Claims>(block);
    if (goes_on) flush_claims();
    blocks_.push_back(std::move(block));
    // A terminal shows each piece as it comes: a chapter that trains has something to read. The title
    // waits for the first: if an option is refused before that, the refusal stands alone.
    const bool shows = settings_.format == Format::terminal && settings_.out.empty();
    for (; shows && opened_ && shown_ < blocks_.size(); ++shown_)
        settings_.print((shown_ == 0 ? "" : "\n") +
                        to_terminal(blocks_[shown_], settings_.terminal));
}

void Page::flush_claims() {
    if (pending_.empty()) return;
    Claims claims{std::move(pending_)};
    pending_.clear();
    add(std::move(claims));
}

void Page::add_ledger() {
    const auto count = [&](Verdict v) {
        return std::count_if(ledger_.begin(), ledger_.end(),
                             [&](const Claim& c) { return c.verdict == v; });
    };
    flush_claims();
    if (!answer_.empty()) add(Prose{"**In one line.** " + answer_});
    if (!ledger_.empty()) {
        add(Heading{2, "Ledger"});
        Table claims{"", "claim"};
        for (const Claim& c : ledger_) claims.add(sign(c.verdict), c.claim);
        std::string sum =
            fmt::format("{} {}, {} held", ledger_.size(), ledger_.size() == 1 ? "claim" : "claims",
                        count(Verdict::held));
        if (const auto n = count(Verdict::failed)) sum += fmt::format(", **{} failed**", n);
        if (const auto n = count(Verdict::not_run)) sum += fmt::format(", {} not run", n);
        add(Prose{sum + "."});
        add(CaptionedTable{claims, ""});
    }
    if (rounded_.rows() > 0) {
        add(Prose{"What the article rounded, or got a little wrong:"});
        add(CaptionedTable{rounded_, ""});
    }
    if (!sources_.empty()) {
        std::string list;
        for (const std::string& s : sources_) list += "- " + s + "\n";
        add(Heading{2, "Sources"});
        add(Prose{dedent(list)});
    }
    std::string answers;
    for (const Block& block : blocks_)
        if (const Guess* g = std::get_if<Guess>(&block))
            answers += fmt::format("{}{}. {}", answers.empty() ? "" : "\n\n", g->number, g->answer);
    if (!answers.empty() && settings_.format == Format::terminal) {
        add(Heading{2, "Your guesses"});
        add(Prose{answers});
    }
    if (!next_question_.empty()) add(Prose{"**Next.** " + next_question_});
}

std::string Page::markdown() {
    std::string text = "<!-- woven from main.cpp by ./book pages; do not edit -->\n";
    for (const Block& block : blocks_)
        text += "\n" + to_markdown(block, info_.folder(), !settings_.out.empty());
    return text;
}

int Page::finish() {
    for (Block& block : blocks_)  // a guess was asked before its answer was known
        if (Guess* g = std::get_if<Guess>(&block)) {
            try {
                g->answer = fill_in(g->answer);
            } catch (const Error& e) {
                check(
                    fmt::format("the answer to guess {} can be filled in: {}", g->number, e.what()),
                    false);
            }
        }
    // Perhaps a long run lies behind this page: what was forgotten costs it a claim, not everything.
    for (const std::string& name : order_)
        if (const Named& named = values_.at(name); named.use == Use::prose && !named.used)
            check("every value is used: " + name, false);
    add_ledger();
    NamedValues values, timings;
    for (const std::string& name : order_) {
        const Named& named = values_.at(name);
        (named.use == Use::timing ? timings : values).emplace_back(name, named.value);
    }
    if (settings_.format == Format::json) {
        write(json_page(info_.number, info_.name, info_.title, values, ledger_, timings) + "\n");
    } else if (settings_.format == Format::markdown) {
        if (!settings_.out.empty())
            for (const Block& block : blocks_)
                if (const Figure* f = std::get_if<Figure>(&block))
                    write_whole(beside(settings_.out, "figures/" + f->name + ".svg"), to_svg(*f));
        write(markdown() + values_comment(values));
    } else if (!settings_.out.empty()) {
        std::string text;
        for (const Block& block : blocks_)
            text += (text.empty() ? "" : "\n") + to_terminal(block, settings_.terminal);
        write(text);
    }
    const bool failed = std::any_of(ledger_.begin(), ledger_.end(),
                                    [](const Claim& c) { return c.verdict == Verdict::failed; });
    return failed ? 1 : 0;
}

void Page::write(const std::string& text) const {
    if (settings_.out.empty())
        settings_.print(text);
    else
        write_whole(settings_.out, text);
}

}  // namespace book
