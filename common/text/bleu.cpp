#include "text/bleu.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "core/require.h"
#include "text/utf8.h"

namespace book {
namespace {

constexpr std::size_t kOrders = 4;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    std::string result;
    std::size_t begin = 0;
    for (;;) {
        const std::size_t at = text.find(from, begin);
        if (at == std::string::npos) break;
        result.append(text, begin, at - begin).append(to);
        begin = at + from.size();
    }
    text = result.append(text, begin, std::string::npos);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_point(char c) { return c == '.' || c == ','; }

// ASCII signs but ' , - . which need a look at their neighbours. (Not the delete character.)
bool is_sign(char c) {
    return (c >= ' ' && c <= '/' && c != '\'' && c != '-' && !is_point(c)) ||
           (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

// Goes from left to right; where `match` holds for two neighbours a and b it writes before, a,
// between, b, after and goes on behind both. So in "..5" the second point is not looked at again.
template <class Match>
std::string part(const std::string& text, Match match, const char* before, const char* between,
                 const char* after) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i + 1 < text.size() && match(text[i], text[i + 1])) {
            result.append(before).append(1, text[i]).append(between).append(1, text[i + 1]);
            result.append(after);
            ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

// An n-gram is the numbers of its words, filled up with -1.
using Gram = std::array<int, kOrders>;
using GramCounts = std::map<Gram, std::int64_t>;

// Words as numbers: the same for all lines of one segment.
using WordNumbers = std::unordered_map<std::string, int>;

struct Segment {
    GramCounts grams;
    std::int64_t words = 0;
};

Segment count_grams(const std::string& line, bool lowercase, WordNumbers& numbers) {
    const std::string tokens = tokenize_13a(lowercase ? to_lower(line) : line);
    std::vector<int> words;
    for (std::string_view word : split_words(tokens)) {
        const int next = static_cast<int>(numbers.size());  // its number, if it is new
        words.push_back(numbers.try_emplace(std::string(word), next).first->second);
    }

    Segment segment;
    segment.words = std::ssize(words);
    for (std::size_t i = 0; i < words.size(); ++i) {
        Gram gram{-1, -1, -1, -1};
        for (std::size_t n = 0; n < kOrders && i + n < words.size(); ++n) {
            gram[n] = words[i + n];
            ++segment.grams[gram];
        }
    }
    return segment;
}

std::size_t order_of(const Gram& gram) {  // 0 for a single word
    std::size_t n = kOrders - 1;
    while (gram[n] < 0) --n;
    return n;
}

// Fills in precisions, penalty and score, in sacreBLEU's order of operations.
void compute_score(BleuScore& b) {
    const auto c = static_cast<double>(b.hypothesis_length);
    const auto r = static_cast<double>(b.reference_length);
    b.brevity_penalty = 1;
    if (c < r) b.brevity_penalty = c > 0 ? std::exp(1 - r / c) : 0;
    if (b.counts == decltype(b.counts){}) return;  // not even a word in common: 0

    double log_sum = 0;
    double smoothing = 1;
    for (std::size_t n = 0; n < kOrders; ++n) {
        if (b.totals[n] == 0) return;  // all sentences are shorter than n + 1 words: 0
        const auto count = static_cast<double>(b.counts[n]);
        const auto total = static_cast<double>(b.totals[n]);
        if (b.counts[n] == 0) smoothing *= 2;
        b.precisions[n] = b.counts[n] == 0 ? 100.0 / (smoothing * total) : 100.0 * count / total;
        log_sum += std::log(b.precisions[n]);
    }
    b.score = b.brevity_penalty * std::exp(log_sum / static_cast<double>(kOrders));
}

}  // namespace

std::string tokenize_13a(std::string_view raw) {
    std::string text(trim_right(raw));
    replace_all(text, "<skipped>", "");
    replace_all(text, "-\n", "");
    replace_all(text, "\n", " ");
    replace_all(text, "&quot;", "\"");
    replace_all(text, "&amp;", "&");
    replace_all(text, "&lt;", "<");
    replace_all(text, "&gt;", ">");

    std::string spaced = " ";
    for (char c : text) {
        if (is_sign(c))
            spaced.append({' ', c, ' '});
        else
            spaced += c;
    }
    spaced += ' ';
    const auto point_behind = [](char a, char b) { return !is_digit(a) && is_point(b); };
    const auto point_before = [](char a, char b) { return is_point(a) && !is_digit(b); };
    const auto dash_behind = [](char a, char b) { return is_digit(a) && b == '-'; };
    spaced = part(spaced, point_behind, "", " ", " ");
    spaced = part(spaced, point_before, " ", " ", "");
    spaced = part(spaced, dash_behind, "", " ", " ");

    std::string tokens;
    for (std::string_view word : split_words(spaced)) {
        if (!tokens.empty()) tokens += ' ';
        tokens += word;
    }
    return tokens;
}

BleuScore bleu(const std::vector<std::string>& hypotheses,
               const std::vector<std::vector<std::string>>& references, bool lowercase) {
    require_input(!hypotheses.empty(), "BLEU: there is no line to score");
    require_input(!references.empty(), "BLEU: there is no reference to compare with");
    for (const auto& reference : references)
        require_input(
            reference.size() == hypotheses.size(),
            "BLEU: {} lines to score but {} in a reference; they must answer line by line",
            hypotheses.size(), reference.size());

    BleuScore result;
    for (std::size_t i = 0; i < hypotheses.size(); ++i) {
        WordNumbers numbers;
        const Segment said = count_grams(hypotheses[i], lowercase, numbers);
        GramCounts allowed;  // of each n-gram, the most that one reference has
        std::int64_t closest = INT64_MAX;
        std::int64_t length = 0;  // of the reference that comes closest in length
        for (const auto& reference : references) {
            const Segment segment = count_grams(reference[i], lowercase, numbers);
            for (const auto& [gram, count] : segment.grams)
                allowed[gram] = std::max(allowed[gram], count);
            const std::int64_t distance = std::abs(said.words - segment.words);
            const bool shorter = distance == closest && segment.words < length;
            if (distance < closest || shorter) {
                closest = distance;
                length = segment.words;
            }
        }
        for (const auto& [gram, count] : said.grams) {
            const std::size_t n = order_of(gram);
            const auto match = allowed.find(gram);
            result.totals[n] += count;
            if (match != allowed.end()) result.counts[n] += std::min(count, match->second);
        }
        result.hypothesis_length += said.words;
        result.reference_length += length;
    }
    compute_score(result);
    result.signature = fmt::format("nrefs:{}|case:{}|eff:no|tok:13a|smooth:exp|version:book-1",
                                   references.size(), lowercase ? "lc" : "mixed");
    return result;
}

}  // namespace book
