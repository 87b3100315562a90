#include "render/english.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/display_width.h"
#include "notebook/value.h"
#include "render/prose.h"

namespace book {
namespace {

constexpr const char* kNoText = "\uFFFC";  // as plain_text_without_code() has it for code
constexpr int kLongSentence = 6;           // words: a shorter one may come again by chance
constexpr const char* kNumbers[] = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                    "seven", "eight", "nine", "ten",   "eleven", "twelve"};

bool is_among(char c, std::string_view signs) { return signs.find(c) != std::string_view::npos; }
bool is_decimal(char c) { return c >= '0' && c <= '9'; }
bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_basic_letter(char c) { return is_small_letter(c) || (c >= 'A' && c <= 'Z'); }

// Letters of Latin scripts, and the signs between words.
bool is_english(char32_t c) {
    if (c < 0x80)
        return is_basic_letter(static_cast<char>(c)) ||
               is_among(static_cast<char>(c), " ,;:.!?'\"()-");
    const bool is_latin = c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7;  // neither × nor ÷
    return is_latin || c == 0x2026 || c == 0x2013 || c == 0x2014;            // … – —
}
bool is_english(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (!is_english(next_code_point(text, at))) return false;
    return std::any_of(text.begin(), text.end(), is_basic_letter);
}

// ---- numbers ------------------------------------------------------------------------------------

// Does a number from `begin` to `end` stand alone, as a word would? Not "GPT-2", "0.5", "50%", "3 x 4".
bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin > 0 && !is_among(text[begin - 1], " (\"")) return false;
    if (begin > 2 && text.substr(begin - 3, 3) == " x ") return false;
    const std::string_view rest = text.substr(end);
    if (rest.empty()) return true;
    if (rest.substr(0, 3) == " x ") return false;
    if (is_among(rest[0], ".,:")) return rest.size() == 1 || is_among(rest[1], " )\"");
    return is_among(rest[0], " );!?\"");
}

bool begins_sentence(std::string_view before) {
    const std::size_t last = before.find_last_not_of(" (\"");
    return last == std::string_view::npos || is_among(before[last], ".!?");
}

// The numbers up to twelve as words; all others stay.
std::string spelled_out(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_decimal(text[end])) ++end;
        const std::size_t digits = end - at;
        const int number =
            digits == 1 || digits == 2 ? std::stoi(std::string(text.substr(at, digits))) : -1;
        if (number >= 0 && number < std::ssize(kNumbers) && stands_alone(text, at, end)) {
            std::string word = kNumbers[number];
            if (begins_sentence(result)) word[0] = static_cast<char>(word[0] - 'a' + 'A');
            result += word;
        } else {
            end = std::max(end, at + 1);
            result += text.substr(at, end - at);
        }
        at = end;
    }
    return result;
}

// ---- brackets and sentences ---------------------------------------------------------------------

// Behind the bracket that closes the one at `begin`; npos if none does.
std::size_t end_of_bracket(std::string_view text, std::size_t begin) {
    int depth = 0;
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')' && --depth == 0) return i + 1;
    }
    return std::string_view::npos;
}

// An aside has words; (0.8, 0.6) and (1 - p) are parts of what the sentence says.
bool is_aside(std::string_view bracket) {
    for (std::size_t i = 1; i < bracket.size(); ++i)
        if (is_basic_letter(bracket[i - 1]) && is_basic_letter(bracket[i])) return true;
    return false;
}

// Without the asides in brackets that are no English, and without the blank before them.
std::string without_foreign_brackets(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text[at] == '(' ? end_of_bracket(text, at) : std::string_view::npos;
        const std::string_view bracket = text.substr(at, std::min(end, text.size()) - at);
        if (end == std::string_view::npos || is_english(spelled_out(bracket)) ||
            !is_aside(bracket)) {
            result += text[at++];
            continue;
        }
        if (result.ends_with(' ')) result.pop_back();
        at = end;
    }
    return result;
}

// Sentences end in . ! or ?, with the quotes and brackets behind it, where the next begins without a
// small letter. A bracket is never cut.
std::vector<std::string_view> english_sentences(std::string_view text) {
    std::vector<std::string_view> sentences;
    std::size_t begin = 0;
    int depth = 0;
    bool ended = false;  // there is a sign that ends a sentence, and nothing but quotes behind it
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        const bool is_end = is_among(text[i], ".!?") && !text.substr(0, i).ends_with("et al");
        ended = is_end || (ended && is_among(text[i], "\")"));
        const bool is_last = i + 1 == text.size();
        const bool parts = ended && depth <= 0 && !is_last && text[i + 1] == ' ' &&
                           i + 2 < text.size() && !is_small_letter(text[i + 2]);
        if (!parts && !is_last) continue;
        sentences.push_back(text.substr(begin, i + 1 - begin));
        begin = i + 2;
    }
    return sentences;
}

// ---- pages --------------------------------------------------------------------------------------

// The paragraphs and items of Markdown, each in one line of plain text. Code is no text, and neither is a
// value.
std::vector<std::string> plain_paragraphs(std::string_view markdown) {
    const std::string named = interpolate(
        markdown, [](const auto&, const auto&, const auto&, bool) { return std::string(kNoText); });
    std::vector<std::string> paragraphs;
    std::string open;
    bool in_code = false;
    const auto finish = [&] {
        std::string plain = plain_text_without_code(open);
        std::replace(plain.begin(), plain.end(), '\n', ' ');
        if (!plain.empty()) paragraphs.push_back(std::move(plain));
        open.clear();
    };
    for (const std::string_view line : text_lines(named)) {
        const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
        const std::string_view rest = line.substr(first);
        const std::size_t digits = rest.find_first_not_of("0123456789");
        const bool is_item =
            rest.starts_with("- ") || (digits != std::string_view::npos && digits > 0 &&
                                       rest.substr(digits).starts_with(". "));
        const bool is_fence = rest.starts_with("```");
        if (is_fence) in_code = !in_code;
        if (rest.empty() || rest == ">" || is_item || is_fence) finish();
        if (!in_code && !is_fence && rest != ">") open.append(rest).append("\n");
    }
    finish();
    return paragraphs;
}

struct TextsOfBlock {
    const Document& document;
    std::vector<std::string>& texts;

    void operator()(const Heading& h) const { texts.push_back(h.text); }
    void operator()(const Prose& p) const {
        if (p.markdown != subtitle(document.chapter))
            texts.push_back(p.markdown);  // the book's name
    }
    void operator()(const CaptionedTable& t) const { texts.push_back(t.caption); }
    void operator()(const Figure& f) const {
        texts.push_back(f.title);
        texts.push_back(f.alt);
    }
    void operator()(const Guess& g) const {
        texts.push_back(g.question);
        texts.push_back(g.answer);
    }
    void operator()(const ExerciseNote& e) const { texts.push_back(e.task); }
    void operator()(const DeepDive& d) const { texts.push_back(d.title); }
    void operator()(const Recap& recap) const { texts.push_back(recap.markdown); }
    void operator()(const Questions& questions) const {
        for (const Question& q : questions.list) {
            texts.push_back(q.question);
            texts.push_back(q.answer);
        }
    }
    void operator()(const Next& n) const { texts.push_back(n.markdown); }
    template <class Other>
    void operator()(const Other&) const {}
};

}  // namespace

std::string english_in(std::string_view paragraph) {
    const std::string text = spelled_out(without_foreign_brackets(paragraph));
    std::string result;
    for (const std::string_view sentence : english_sentences(text))
        if (is_english(sentence)) result += (result.empty() ? "" : " ") + std::string(sentence);
    return result;
}

std::vector<std::string> EnglishReader::lines_of(const Document& document) {
    std::vector<std::string> lines;
    for (const Block& block : document.blocks) {
        std::vector<std::string> texts;
        std::visit(TextsOfBlock{document, texts}, block);
        for (const std::string& markdown : texts)
            for (const std::string& paragraph : plain_paragraphs(markdown)) {
                std::string line;
                const std::string english = english_in(paragraph);
                for (const std::string_view sentence : english_sentences(english)) {
                    const bool is_long =
                        std::count(sentence.begin(), sentence.end(), ' ') >= kLongSentence - 1;
                    if (is_long && !known_.insert(std::string(sentence)).second) continue;
                    line += (line.empty() ? "" : " ") + std::string(sentence);
                }
                if (!line.empty()) lines.push_back(line);
            }
    }
    return lines;
}

}  // namespace book
