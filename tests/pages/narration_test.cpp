// What a first reader needs of every page: code, tables and figures are narrated, a page opens with the
// picture of the machine and ends with what we know now, and the short path is short.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "catch.h"
#include "core/require.h"
#include "notebook/machine.h"
#include "pages/woven_pages.h"
#include "render/json.h"
#include "render/plain_words.h"
#include "render/prose.h"

using namespace book;

namespace {

// Two hours, and half an hour from there to chapters 12 and 13.
constexpr int kWordsToTheTranslator = 16000, kWordsToTheModels = 4000;
constexpr int kFirstOfModels = 12;

const std::vector<Document>& read_pages() {
    static std::vector<Document> pages;
    if (!pages.empty()) return pages;
    for (const WovenPage& page : woven_pages()) {
        try {
            pages.push_back(document_from_json(page.json));
        } catch (const InputError& e) {
            WARN(page.folder << " cannot be read: " << e.what());
        }
    }
    return pages;
}

std::string name_of(const Document& page) { return page.chapter.folder_name(); }

// "05_softmax, Why divide by √d?, table 3 (d, variance): ..."
std::string offence(const Document& page, std::size_t block, const std::string& what) {
    std::string section;
    for (const Section& s : sections_of(page))
        if (s.first <= block && block < s.last) section = s.title;
    return name_of(page) + ", \"" + section + "\", " + what;
}

// Fails with a line for each, so that they can all be mended at once.
void check_none(const std::string& rule, const std::vector<std::string>& offences) {
    std::string list = rule + ": " + std::to_string(offences.size());
    for (const std::string& line : offences) list += "\n  " + line;
    INFO(list);
    CHECK(offences.empty());
}

bool is_numbered(const Document& page) { return page.chapter.number != kNoNumber; }

// ---- what a block has to read aloud -------------------------------------------------------------

// The numbers in a text: 1,326,080 and −0.5 and 99.2% and 1e-05, with what they were printed with.
struct PrintedNumber {
    double value;
    int decimals;
    bool percent;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<PrintedNumber> numbers_in(const std::string& text) {
    std::vector<PrintedNumber> numbers;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        std::string digits;
        int decimals = 0;
        bool point = false;
        for (; at < text.size(); ++at) {
            const bool digit_follows = at + 1 < text.size() && is_digit(text[at + 1]);
            const bool group = text[at] == ',' && !point && digit_follows && at + 3 < text.size() &&
                               is_digit(text[at + 2]) && is_digit(text[at + 3]);
            if (group) continue;
            if (text[at] == '.' && !point && digit_follows) {
                point = true;
            } else if (is_digit(text[at])) {
                decimals += point ? 1 : 0;
            } else {
                break;
            }
            digits += text[at];
        }
        std::size_t exponent = at;
        if (exponent + 1 < text.size() && (text[exponent] == 'e' || text[exponent] == 'E')) {
            ++exponent;
            if (text[exponent] == '-' || text[exponent] == '+') ++exponent;
            if (exponent < text.size() && is_digit(text[exponent])) {
                while (exponent < text.size() && is_digit(text[exponent])) ++exponent;
                const std::string power = text.substr(at + 1, exponent - at - 1);
                decimals -= std::atoi(power.c_str());
                digits += "e" + power;
                at = exponent;
            }
        }
        numbers.push_back(
            {std::strtod(digits.c_str(), nullptr), decimals, at < text.size() && text[at] == '%'});
    }
    return numbers;
}

// Whether `printed` is `x`, rounded as it was printed. Signs are words in prose as often as not ("a fall
// of 0.5"), so they do not count.
bool prints(const PrintedNumber& printed, double x) {
    const double half = 0.5 * std::pow(10, -printed.decimals);
    const auto close = [&](double y) {
        return std::abs(printed.value - std::abs(y)) <= half * (1 + 1e-6) + 1e-12;
    };
    return std::isfinite(x) && (close(x) || (printed.percent && close(100 * x)));
}

struct ReadAloud {
    std::vector<double> numbers;
    std::vector<std::string> labels;

    void add(const std::string& text) {
        for (const PrintedNumber& number : numbers_in(text)) numbers.push_back(number.value);
        if (!text.empty()) labels.push_back(text);
    }
    void add(const std::vector<std::string>& texts) {
        for (const std::string& text : texts) add(text);
    }
    void add(const std::vector<double>& more) {
        numbers.insert(numbers.end(), more.begin(), more.end());
    }
    void add(const Matrix& m) { numbers.insert(numbers.end(), m.flat().begin(), m.flat().end()); }

    // A number if there is one, or else a label.
    bool is_read_in(const std::string& prose, bool labels_count) const {
        for (const PrintedNumber& printed : numbers_in(prose))
            for (const double x : numbers)
                if (prints(printed, x)) return true;
        if (!numbers.empty() && !labels_count) return false;
        for (const std::string& label : labels)
            if (prose.find(label) != std::string::npos) return true;
        return false;
    }
};

struct WhatToRead {
    ReadAloud& what;

    void operator()(const Plot& plot) const {
        for (const Plot::Series& s : plot.series) {
            what.add(s.x);
            what.add(s.y);
            what.add(s.labels);
        }
        for (const Plot::Rule& rule : plot.rules) what.numbers.push_back(rule.at);
    }
    void operator()(const HeatMap& map) const { what.add(map.values); }
    void operator()(const Bars& bars) const {
        for (const Bars::Series& s : bars.series) what.add(s.values);
    }
    void operator()(const Tree& tree) const {
        for (const Tree::Node& node : tree.nodes) {
            what.add(node.text);
            what.add(node.note);
        }
    }
    void operator()(const Diagram& diagram) const {
        for (const Diagram::Box& box : diagram.boxes) what.add(box.lines);
        for (const Diagram::Cells& grid : diagram.grids) {
            for (const auto& row : grid.rows) what.add(row);
            what.add(grid.row_names);
            what.add(grid.column_names);
        }
        for (const Diagram::Text& text : diagram.texts) what.add(text.text);
        for (const Diagram::Frame& frame : diagram.frames) what.add(frame.title);
        for (const Diagram::Arrow& arrow : diagram.arrows) what.add(arrow.label);
    }
    void operator()(const Arcs& arcs) const { what.add(arcs.weights); }
};

ReadAloud numbers_and_cells(const Table& table) {
    ReadAloud what;
    for (const auto& row : table.rows())
        for (const Cell& cell : row) {
            if (const auto* text = std::get_if<std::string>(&cell.value.data())) what.add(*text);
            if (const auto* real = std::get_if<double>(&cell.value.data()))
                what.numbers.push_back(*real);
            if (const auto* whole = std::get_if<std::int64_t>(&cell.value.data()))
                what.numbers.push_back(static_cast<double>(*whole));
        }
    return what;
}

std::string head_of(const Table& table) {
    std::string head;
    for (const Column& column : table.columns()) head += (head.empty() ? "" : " | ") + column.name;
    return "table (" + head + ")";
}

// The prose that follows a block, if nothing but claims and terms stands between.
const Prose* prose_behind(const Document& page, std::size_t block) {
    for (std::size_t i = block + 1; i < page.blocks.size(); ++i) {
        const bool may_stand_between = std::holds_alternative<Claims>(page.blocks[i]) ||
                                       std::holds_alternative<Term>(page.blocks[i]);
        if (!may_stand_between) return std::get_if<Prose>(&page.blocks[i]);
    }
    return nullptr;
}

// Points with names say who lies beside whom, and not where.
bool is_map_of_words(const Figure& figure) {
    const Plot* plot = std::get_if<Plot>(&figure.drawing);
    return plot != nullptr && std::any_of(plot->series.begin(), plot->series.end(),
                                          [](const Plot::Series& s) { return !s.labels.empty(); });
}

// "" if the block is no table or figure, or if it is read aloud.
std::string trouble_with_narration(const Document& page, std::size_t block) {
    ReadAloud what;
    std::string name;
    bool labels_count = false;
    if (const auto* table = std::get_if<CaptionedTable>(&page.blocks[block])) {
        name = head_of(table->table);
        what = numbers_and_cells(with_timings(page, table->table));
    } else if (const auto* figure = std::get_if<Figure>(&page.blocks[block])) {
        if (figure->name == "machine") return "";
        name = "figure " + figure->name;
        const Figure drawn = with_timings(page, *figure);
        std::visit(WhatToRead{what}, drawn.drawing);
        labels_count = std::holds_alternative<Diagram>(drawn.drawing) ||
                       std::holds_alternative<Tree>(drawn.drawing) || is_map_of_words(drawn);
    } else {
        return "";
    }
    const Prose* prose = prose_behind(page, block);
    if (prose == nullptr) return name + ": no prose follows it";
    const std::string text = plain_text(fill_in(page, prose->markdown));
    if (what.is_read_in(text, labels_count)) return "";
    return name + ": what follows prints none of its values: " + text.substr(0, 60) + " ...";
}

// ---- the short path -----------------------------------------------------------------------------

int words_in(const std::string& text) {
    std::istringstream in(text);
    int words = 0;
    for (std::string word; in >> word;) ++words;
    return words;
}

// What is folded is not on the path: it waits until somebody opens it.
int words_in(const Document& page, const Block& block) {
    int words = 0;
    const auto count = [&](const std::string& text) {
        words += words_in(plain_text(fill_in(page, text)));
    };
    if (const auto* guess = std::get_if<Guess>(&block)) {
        count(guess->question);
        return words;
    }
    if (const auto* questions = std::get_if<Questions>(&block)) {
        for (const Question& q : questions->list) count(q.question);
        return words;
    }
    for (const std::string& text : plain_prose(page, block)) words += words_in(text);
    if (const auto* quote = std::get_if<Quote>(&block))
        words += words_in(plain_text(quote->markdown));
    if (const auto* next = std::get_if<Next>(&block)) words += words_in(plain_text(next->markdown));
    return words;
}

// All of chapter 00; of another page the sections that are marked and, if there are any, its opening. Its
// recap is of the whole chapter.
bool is_on_short_path(const Document& page, const std::vector<Section>& sections, std::size_t i) {
    if (page.chapter.number == 0) return true;
    if (i > 0) return !sections[i].is_ending && sections[i].path == Path::shortest;
    return std::any_of(sections.begin(), sections.end(),
                       [](const Section& s) { return s.path == Path::shortest; });
}

int short_path_of(const Document& page) {
    const std::vector<Section> sections = sections_of(page);
    int words = 0;
    bool in_deep_dive = false;
    for (std::size_t i = 0; i < sections.size(); ++i)
        for (std::size_t b = sections[i].first; b < sections[i].last; ++b) {
            const Block& block = page.blocks[b];
            if (std::holds_alternative<DeepDive>(block)) in_deep_dive = true;
            if (!in_deep_dive && is_on_short_path(page, sections, i))
                words += words_in(page, block);
            if (std::holds_alternative<EndOfDeepDive>(block)) in_deep_dive = false;
        }
    return words;
}

// ---- how a chapter opens and ends ---------------------------------------------------------------

std::string drawn(const Figure& figure) {
    Document document{ChapterInfo{0, "x", "x"}};
    document.blocks.emplace_back(Figure{"machine", "x", "x", figure.drawing});
    return to_json(document);
}

std::string trouble_with_opening(const Document& page) {
    for (const Block& block : page.blocks) {
        const Figure* figure = std::get_if<Figure>(&block);
        if (figure == nullptr) continue;
        if (figure->name != "machine") return "its first figure is " + figure->name;
        const Figure expected = machine(static_cast<Part>(page.chapter.number));
        return drawn(*figure) == drawn(expected) ? ""
                                                 : "its machine is old, or another part is lit";
    }
    return "it has no figure";
}

std::string trouble_with_ending(const Document& page) {
    bool recap = false;
    std::size_t questions = 0;
    for (const Block& block : page.blocks) {
        recap = recap || std::holds_alternative<Recap>(block);
        if (const auto* q = std::get_if<Questions>(&block)) questions += q->list.size();
    }
    if (!recap) return "it has no recap";
    if (questions != 3) return "it asks " + std::to_string(questions) + " questions, not 3";
    return std::holds_alternative<Next>(page.blocks.back()) ? "" : "it does not say what is next";
}

}  // namespace

TEST_CASE("narration: a number is found as it is printed", "[narration]") {
    const auto reads = [](const std::string& prose, double x) {
        ReadAloud what;
        what.numbers = {x};
        return what.is_read_in(prose, false);
    };
    CHECK(reads("It is 0.78.", 0.784));
    CHECK_FALSE(reads("It is 0.78.", 0.786));
    CHECK(reads("It is 1,326,080, no less", 1326080));
    CHECK(reads("(99.2%)", 0.992));
    CHECK(reads("(99.2%)", 99.21));
    CHECK_FALSE(reads("(99.2)", 0.992));
    CHECK(reads("−0.5 or -0.5", -0.5));
    CHECK(reads("1e-05", 1.2e-5));
    CHECK_FALSE(reads("1e-05", 1.6e-5));
    CHECK(reads("3 of them", 3));
    CHECK_FALSE(reads("of 3,4 and 5.", 34));
    CHECK_FALSE(reads("No number.", 0));
    ReadAloud labels;
    labels.add("the mix");
    CHECK(labels.is_read_in("We see the mix.", false));
    CHECK_FALSE(labels.is_read_in("We see nothing.", false));
}

TEST_CASE("narration: between two pieces of code stands prose", "[narration]") {
    std::vector<std::string> offences;
    for (const Document& page : read_pages()) {
        const Code* before = nullptr;
        for (std::size_t i = 0; i < page.blocks.size(); ++i) {
            if (std::holds_alternative<Prose>(page.blocks[i])) before = nullptr;
            const Code* code = std::get_if<Code>(&page.blocks[i]);
            if (code == nullptr) continue;
            if (before != nullptr)
                offences.push_back(offence(
                    page, i, "code [" + code->region + "] behind [" + before->region + "]"));
            before = code;
        }
    }
    check_none("code behind code", offences);
}

TEST_CASE("narration: after each table and figure comes prose that prints one of its values",
          "[narration]") {
    std::vector<std::string> offences;
    for (const Document& page : read_pages()) {
        if (page.chapter.name == kGlossary && !is_numbered(page))
            continue;  // lists, made by a program
        for (std::size_t i = 0; i < page.blocks.size(); ++i) {
            const std::string trouble = trouble_with_narration(page, i);
            if (!trouble.empty()) offences.push_back(offence(page, i, trouble));
        }
    }
    check_none("not read aloud", offences);
}

TEST_CASE("narration: a chapter opens with the machine, its own part lit", "[narration]") {
    std::vector<std::string> offences;
    for (const Document& page : read_pages()) {
        const std::string trouble = is_numbered(page) ? trouble_with_opening(page) : "";
        if (!trouble.empty()) offences.push_back(name_of(page) + ": " + trouble);
    }
    check_none("opens otherwise", offences);
}

TEST_CASE("narration: a chapter ends with a recap, three questions and what is next",
          "[narration]") {
    std::vector<std::string> offences;
    for (const Document& page : read_pages()) {
        const std::string trouble = is_numbered(page) ? trouble_with_ending(page) : "";
        if (!trouble.empty()) offences.push_back(name_of(page) + ": " + trouble);
    }
    check_none("ends otherwise", offences);
}

TEST_CASE("narration: the short path through the book is short", "[narration]") {
    int to_the_translator = 0, to_the_models = 0;
    for (const Document& page : read_pages()) {
        const int words = short_path_of(page);
        if (words > 0) std::cout << "short path, " << name_of(page) << ": " << words << " words\n";
        (page.chapter.number < kFirstOfModels ? to_the_translator : to_the_models) += words;
    }
    std::cout << "short path in all: " << to_the_translator << " of " << kWordsToTheTranslator
              << " words, and from there " << to_the_models << " of " << kWordsToTheModels << "\n";
    CHECK(to_the_translator < kWordsToTheTranslator);
    CHECK(to_the_models < kWordsToTheModels);
}
