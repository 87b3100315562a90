#include "notebook/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>

#include "core/require.h"
#include "notebook/regions.h"

namespace book {
namespace {

// A repeated claim is one claim: held only if it always held.
void merge(Claim& known, const Claim& next) {
    if (next.verdict == Verdict::failed || known.verdict == Verdict::held)
        known.verdict = next.verdict;
    for (const std::string& item : next.measured)
        if (std::count(known.measured.begin(), known.measured.end(), item) == 0)
            known.measured.push_back(item);
}

// Claims wait until prose goes on, so that they stand under the code and tables they are about.
bool goes_on(const Block& block) {
    const bool is_shown_for_claims =
        std::holds_alternative<Code>(block) || std::holds_alternative<Output>(block) ||
        std::holds_alternative<CaptionedTable>(block) || std::holds_alternative<Figure>(block) ||
        std::holds_alternative<Claims>(block) || std::holds_alternative<Term>(block);
    return !is_shown_for_claims;
}

bool has_timings(const Table& table) {
    const auto is_timed = [](const Cell& cell) { return cell.timed; };
    return std::any_of(table.rows().begin(), table.rows().end(), [&](const auto& row) {
        return std::any_of(row.begin(), row.end(), is_timed);
    });
}

// Markdown reads such a line as the beginning of a list, a quote or a heading, also in the middle of a paragraph.
bool begins_block(std::string_view line) {
    constexpr std::string_view kMarks[] = {"- ", "* ", "+ ",  "1. ", "1) ",
                                           "> ", "# ", "## ", "### "};
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const bool is_underline = !line.empty() && line.find_first_not_of(line[0]) == line.npos &&
                              (line[0] == '=' || line[0] == '-');
    return is_underline || std::any_of(std::begin(kMarks), std::end(kMarks),
                                       [&](auto mark) { return line.starts_with(mark); });
}

// A sum that was broken before its plus would be torn in two: an author breaks the lines elsewhere, and leaves an
// empty line before a list.
std::string whole_paragraphs(std::string_view markdown) {
    std::string text = dedent(markdown);
    std::istringstream lines(text);
    bool in_prose = false, in_list = false, in_code = false;
    for (std::string line; std::getline(lines, line);) {
        const bool is_fence = line.starts_with("```");
        in_code = in_code != is_fence;
        const bool begins = !in_code && begins_block(line);
        require(!begins || !in_prose,
                "page: in the middle of a paragraph a line begins like a list: \"{}\"", line);
        // What follows the first line of a list or a quote belongs to it, up to an empty line.
        in_list = !line.empty() && (in_list || begins);
        in_prose = !line.empty() && !in_list && !in_code && !is_fence;
    }
    return text;
}

// "5.1" is one of chapter 5.
bool is_exercise_of(const ChapterInfo& chapter, const std::string& number) {
    const std::string before = fmt::format("{}.", chapter.number);
    if (number.rfind(before, 0) != 0 || number.size() == before.size()) return false;
    return number.find_first_not_of("0123456789", before.size()) == std::string::npos;
}

}  // namespace

Page::Page(ChapterInfo info, PageSettings settings)
    : settings_(std::move(settings)), document_{std::move(info)} {
    document_.seed = settings_.seed;
    document_.quick = settings_.quick;
    document_.options = settings_.options;
    // Nobody hears of the title before there is something under it: if an option is refused first, the
    // refusal stands alone.
    document_.blocks.push_back(Heading{1, document_.chapter.title});
    document_.blocks.push_back(Prose{subtitle(document_.chapter)});
    if (quick())
        document_.blocks.push_back(
            Prose{"*A quick run: claims that need the full one are not judged.*"});
}

// Its own is left out: that one is being written anew.
std::vector<StoredPage> Page::stored_pages() const {
    if (!settings_.read_pages) return {};
    std::vector<StoredPage> pages = settings_.read_pages();
    const std::string own = document_.chapter.folder() + "/page.json";
    std::erase_if(pages, [&](const StoredPage& page) { return page.path == own; });
    return pages;
}

// ---- values -------------------------------------------------------------------------------------

void Page::value(const std::string& name, Value value) {
    define(name, std::move(value), Use::prose);
}
void Page::data(const std::string& name, Value value) { define(name, std::move(value), Use::data); }
void Page::timing(const std::string& name, double value) { define(name, value, Use::timing); }

void Page::define(const std::string& name, Value value, Use use) {
    require(!name.empty() && name.find_first_of(":[]{}@ \n`") == std::string::npos,
            "page: '{}' is not a name for a value", name);
    const bool is_new = used_.emplace(name, false).second;
    require(is_new, "page: the value '{}' is given twice", name);
    document_.values.push_back({name, std::move(value), use});
}

void Page::note_uses(std::string_view text) {
    fill_in(document_, text);  // an error now, while the author knows where
    interpolate(text, [&](const std::string& name, const auto&, const auto&, bool) {
        used_.at(name) = true;
        return std::string();
    });
}

std::string Page::template_of(std::string_view markdown) {
    std::string text = whole_paragraphs(markdown);
    note_uses(text);
    return text;
}

// ---- pieces -------------------------------------------------------------------------------------

void Page::section(const std::string& title, Path path) {
    require(!in_deep_dive_, "page: the section '{}' begins within a deep dive", title);
    add(Heading{2, template_of(title), path});
}
void Page::text(std::string_view markdown) { add(Prose{template_of(markdown)}); }
void Page::quote(std::string_view markdown, const std::string& who) {
    // Once a page the article is called by its name, and its author by his.
    const bool introduces = who == "the article" && !std::exchange(article_named_, true);
    add(Quote{whole_paragraphs(markdown),
              introduces ? who + ", *What the Hell is Attention* by Elokusa" : who});
}

void Page::formula(std::string_view latex, std::string_view unicode, const std::string& source) {
    add(Formula{dedent(latex), dedent(unicode), source});
}

void Page::cell(const std::string& region, const std::string& path) {
    code(CodeKind::cell, region, path);
}
void Page::setup(const std::string& region, const std::string& path) {
    code(CodeKind::setup, region, path);
}
void Page::excerpt(const std::string& region, const std::string& path) {
    code(CodeKind::excerpt, region, path);
}

void Page::code(CodeKind kind, const std::string& region, const std::string& path) {
    const std::string file = path.empty() ? document_.chapter.folder() + "/chapter.cpp" : path;
    const auto source = settings_.read_source ? settings_.read_source(file) : std::nullopt;
    add(Code{kind, file, region, source ? cut_region(*source, file, region) : ""});
}

void Page::output(const std::string& text) {
    add(Output{text.empty() || text.back() == '\n' ? text : text + "\n"});
}

void Page::show(Table table, std::string_view caption) {
    name_timings(table);
    add(CaptionedTable{std::move(table), template_of(caption)});
}

// Timings leave their table, and are called by their places in it, counted from 1.
void Page::name_timings(Table& table) {
    if (!has_timings(table)) return;
    ++timed_tables_;
    int row = 0;
    for (std::vector<Cell>& cells : table.rows()) {
        ++row;
        int column = 0;
        for (Cell& cell : cells) {
            ++column;
            if (!cell.timed) continue;
            cell.timing = fmt::format("table.{}.{}.{}", timed_tables_, row, column);
            define(cell.timing, std::exchange(cell.value, Value(0.0)), Use::timing);
        }
    }
}

void Page::show(Figure figure) {
    check_figure(figure);
    for (const Block& block : document_.blocks) {
        const Figure* other = std::get_if<Figure>(&block);
        require(other == nullptr || other->name != figure.name, "page: two figures are named '{}'",
                figure.name);
    }
    figure.title = template_of(figure.title);
    figure.alt = template_of(figure.alt);
    if (figure.timed) {
        figure.timing = "figure." + figure.name;
        define(figure.timing, take_numbers(figure), Use::timing);
    }
    add(std::move(figure));
}

void Page::guess(std::string_view question, std::string_view answer) {
    add(Guess{++guesses_, template_of(question),
              whole_paragraphs(answer)});  // it may name what comes later
}

void Page::exercise(const std::string& number, std::string_view task) {
    require(is_exercise_of(document_.chapter, number),
            "page: '{}' is not the number of an exercise of chapter {}", number,
            document_.chapter.number);
    add(ExerciseNote{number, template_of(task)});
}

void Page::source(const std::string& text, const std::string& address) {
    sources_.push_back(address.empty() ? text : fmt::format("[{}]({})", text, address));
}

void Page::term(const std::string& word, std::string_view meaning, std::vector<std::string> forms) {
    for (const Block& block : document_.blocks) {
        const Term* other = std::get_if<Term>(&block);
        require(other == nullptr || other->word != word, "page: the term '{}' is given twice",
                word);
    }
    add(Term{word, dedent(meaning), std::move(forms)});
}

void Page::ahead(const std::string& term, const std::string& reason) {
    require(!reason.empty(), "page: why may '{}' be used before it is explained?", term);
    document_.ahead.push_back({term, reason});
}

void Page::deep_dive(const std::string& title, const std::function<void()>& say) {
    require(!std::exchange(in_deep_dive_, true), "page: a deep dive within another: '{}'", title);
    add(DeepDive{template_of(title)});
    say();
    flush_claims();
    add(EndOfDeepDive{});
    in_deep_dive_ = false;
}

void Page::end(const Ending& ending) {
    recap_ = template_of(ending.recap);
    next_question_ = template_of(ending.next);
    answer_ = template_of(ending.answer);
    for (const Question& q : ending.questions)
        questions_.push_back({template_of(q.question), template_of(q.answer)});
}

// ---- claims -------------------------------------------------------------------------------------

void Page::check(const std::string& claim, bool holds, const std::vector<std::string>& measured) {
    record({claim, holds ? Verdict::held : Verdict::failed, measured, false});
}

void Page::compare(const std::string& claim, const Compared& compared, bool holds) {
    const auto known = std::find_if(document_.claims.begin(), document_.claims.end(),
                                    [&](const Claim& c) { return c.claim == claim; });
    require(known == document_.claims.end(), "page: '{}' is compared twice", claim);
    record({claim, holds ? Verdict::held : Verdict::failed, {}, false, compared});
}

void Page::check_full(const std::string& claim, bool holds,
                      const std::vector<std::string>& measured) {
    const Verdict verdict = holds ? Verdict::held : Verdict::failed;
    record({claim, quick() ? Verdict::not_run : verdict, measured, true});
}

void Page::record(Claim next) {
    for (const std::string& item : next.measured) note_uses("@{" + item + "}");
    const auto known = std::find_if(document_.claims.begin(), document_.claims.end(),
                                    [&](const Claim& c) { return c.claim == next.claim; });
    if (known == document_.claims.end()) {
        pending_.push_back(next.claim);
        document_.claims.push_back(std::move(next));
        return;
    }
    // A loop repeats its claim before anything else is said. Elsewhere the same words are another
    // claim, and one verdict in the ledger would stand for both.
    const bool is_pending = std::count(pending_.begin(), pending_.end(), next.claim) > 0;
    require(is_pending && known->needs_full == next.needs_full,
            "page: the claim '{}' is made in two places", next.claim);
    merge(*known, next);
}

void Page::article_says(const std::string& what, const std::string& says, const std::string& name,
                        const std::string& format) {
    note_uses(format.empty() ? "@{" + name + "}" : "@{" + name + ":" + format + "}");
    document_.rounded.push_back({what, says, name, format});
}

// ---- the page as a whole ------------------------------------------------------------------------

void Page::add(Block block) {
    const bool begins = std::holds_alternative<Heading>(block);
    if (goes_on(block) && (begins || !has_just_begun())) flush_claims();
    document_.blocks.push_back(std::move(block));
    show_what_is_complete();
}

// Under a heading something is said before anything is claimed.
bool Page::has_just_begun() const {
    const auto last = std::find_if(document_.blocks.rbegin(), document_.blocks.rend(),
                                   [](const Block& b) { return !std::holds_alternative<Term>(b); });
    return std::holds_alternative<Heading>(*last) || std::holds_alternative<DeepDive>(*last);
}

void Page::show_what_is_complete() {
    for (; shown_ < document_.blocks.size(); ++shown_)
        if (settings_.shown) settings_.shown(document_, document_.blocks[shown_]);
}

void Page::flush_claims() {
    if (pending_.empty()) return;
    Claims claims{std::exchange(pending_, {})};
    add(std::move(claims));
}

// A guess was asked before its answer was known.
void Page::check_guesses() {
    for (Block& block : document_.blocks) {
        Guess* guess = std::get_if<Guess>(&block);
        if (guess == nullptr) continue;
        try {
            note_uses(guess->answer);
        } catch (const Error& e) {
            check(
                fmt::format("the answer to guess {} can be filled in: {}", guess->number, e.what()),
                false);
            guess->answer = "*(There is no answer.)*";
        }
    }
}

// Perhaps a long run lies behind this page: what was forgotten costs it a claim, not everything.
void Page::check_uses() {
    for (const NamedValue& named : document_.values)
        if (named.use == Use::prose && !used_.at(named.name))
            check("every value is used: " + named.name, false);
}

const Document& Page::finish() {
    if (std::exchange(finished_, true)) return document_;
    check_guesses();
    check_uses();
    flush_claims();
    if (!recap_.empty() || !answer_.empty()) add(Recap{recap_, answer_});
    const bool folds_answers = guesses_ > 0 || !questions_.empty();
    if (!questions_.empty()) add(Questions{std::exchange(questions_, {})});
    if (!document_.claims.empty() || !document_.rounded.empty()) add(Ledger{});
    if (!sources_.empty()) add(Sources{sources_});
    if (folds_answers) add(FoldedAnswers{});
    if (!next_question_.empty()) add(Next{next_question_});
    return document_;
}

int exit_status(const Document& document) { return failed_claims(document).empty() ? 0 : 1; }

}  // namespace book
