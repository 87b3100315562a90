#include "corpus/baseline.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "core/require.h"
#include "text/utf8.h"
#include "text/words.h"

namespace book {
namespace {

constexpr int kNone = 0;  // the target word that stands for no word

std::uint64_t key_of(int a, int b) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(a)) << 32 |
           static_cast<std::uint32_t>(b);
}

// A source word and a target word that stand in one pair.
struct Pairing {
    int source, target;
    double chance = 1;  // that this target word puts this source word; begins the same for all
    double count = 0;   // how often it did, by the chances of the last round
};

// Words as numbers, in the order in which they were first seen.
struct Vocabulary {
    int add(const std::string& word) {
        const auto [at, is_new] = ids.try_emplace(word, static_cast<int>(words.size()));
        if (is_new) words.push_back(word);
        return at->second;
    }
    std::vector<int> add_all(std::string_view sentence) {
        std::vector<int> numbers;
        for (const std::string& w : plain_words(sentence)) numbers.push_back(add(w));
        return numbers;
    }
    std::unordered_map<std::string, int> ids;
    std::vector<std::string> words;
};

// Writes English words as a sentence: a capital first, "?" and "'s" close to the word before.
std::string as_sentence(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& w : words) {
        if (!text.empty() && w != "?" && w != "'s") text += ' ';
        text += w == "i" ? "I" : w;
    }
    if (!text.empty())
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

// How many words to insert, delete or replace; stops counting when it is at least `limit`.
int word_distance(const std::vector<int>& a, const std::vector<int>& b, int limit) {
    const std::size_t n = b.size();
    const std::size_t fewest = std::max(a.size(), n) - std::min(a.size(), n);
    if (static_cast<int>(fewest) >= limit) return limit;

    std::vector<int> row(n + 1);
    for (std::size_t j = 0; j <= n; ++j) row[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        int best = row[0];
        for (std::size_t j = 1; j <= n; ++j) {
            const int replaced = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
            best = std::min(best, row[j]);
        }
        if (best >= limit) return limit;
    }
    return row[n];
}

}  // namespace

std::vector<std::string> plain_words(std::string_view sentence) {
    std::vector<std::string> words;
    for (const std::string_view written : split_words(sentence)) {
        bool glue = false;  // dix-huit is one word
        for (const std::string_view piece : split_pieces(written)) {
            const bool hyphen = piece == "-";
            if ((hyphen || glue) && !words.empty())
                words.back() += to_lower(piece);
            else
                words.push_back(to_lower(piece));
            glue = hyphen;
        }
    }
    return words;
}

namespace {

using NumberedPair = std::pair<std::vector<int>, std::vector<int>>;  // source and target words

// Every two words that ever met have a cell; `met` lists the cells, pair by pair, in the order of the
// loops below, so that a round asks no table.
struct Meetings {
    std::vector<Pairing> cells;
    std::vector<std::size_t> met;

    explicit Meetings(const std::vector<NumberedPair>& pairs) {
        std::unordered_map<std::uint64_t, std::size_t> cell_of;
        for (const auto& [source, target] : pairs) {
            for (const int s : source) {
                for (const int t : target) {
                    const auto [at, is_new] = cell_of.try_emplace(key_of(t, s), cells.size());
                    if (is_new) cells.push_back({s, t});
                    met.push_back(at->second);
                }
            }
        }
    }

    // Expectation: each source word is shared out among the target words of its pair.
    void count(const std::vector<NumberedPair>& pairs) {
        for (Pairing& c : cells) c.count = 0;
        std::size_t at = 0;
        for (const auto& [source, target] : pairs) {
            for (std::size_t s = 0; s < source.size(); ++s) {
                double sum = 0;
                for (std::size_t t = 0; t < target.size(); ++t) sum += cells[met[at + t]].chance;
                for (std::size_t t = 0; t < target.size(); ++t) {
                    Pairing& c = cells[met[at + t]];
                    c.count += c.chance / sum;
                }
                at += target.size();
            }
        }
    }

    // Maximisation: the chances become the shares of the counts.
    void estimate(std::size_t target_words) {
        std::vector<double> total(target_words, 0.0);
        for (const Pairing& c : cells) total[c.target] += c.count;
        for (Pairing& c : cells) c.chance = c.count / total[c.target];
    }
};

}  // namespace

WordByWord::WordByWord(const std::vector<TextPair>& training, int rounds) {
    Vocabulary sources, targets;
    targets.add("");  // kNone
    std::vector<NumberedPair> pairs;
    for (const auto& [source, target] : training) {
        std::vector<int> s = sources.add_all(source);
        std::vector<int> t = targets.add_all(target);
        t.push_back(kNone);
        pairs.emplace_back(std::move(s), std::move(t));
    }

    Meetings meetings(pairs);
    for (int round = 0; round < rounds; ++round) {
        meetings.count(pairs);
        meetings.estimate(targets.words.size());
    }

    // The target word to which a source word was counted most often; of equals the first seen.
    std::vector<double> most(sources.words.size(), 0.0);
    std::vector<int> best(sources.words.size(), kNone);
    for (const Pairing& c : meetings.cells) {
        if (c.count <= most[c.source]) continue;
        most[c.source] = c.count;
        best[c.source] = c.target;
    }
    for (std::size_t s = 0; s < best.size(); ++s)
        dictionary_[sources.words[s]] = targets.words[best[s]];
}

std::string WordByWord::translate(std::string_view source) const {
    std::vector<std::string> words;
    for (const std::string& w : plain_words(source)) {
        const auto at = dictionary_.find(w);
        const std::string& translation = at == dictionary_.end() ? w : at->second;
        if (!translation.empty()) words.push_back(translation);
    }
    return as_sentence(words);
}

NearestSentence::NearestSentence(const std::vector<TextPair>& training) {
    require(!training.empty(), "NearestSentence: no training pairs");
    Vocabulary vocabulary;
    for (const auto& [source, target] : training) {
        sources_.push_back(vocabulary.add_all(source));
        targets_.push_back(target);
    }
    ids_ = std::move(vocabulary.ids);
}

std::vector<int> NearestSentence::ids_of(std::string_view source) const {
    std::vector<int> ids;
    for (const std::string& w : plain_words(source)) {
        const auto at = ids_.find(w);
        ids.push_back(at == ids_.end() ? -1 : at->second);
    }
    return ids;
}

const std::string& NearestSentence::translate(std::string_view source) const {
    const std::vector<int> words = ids_of(source);
    std::size_t nearest = 0;
    int distance = static_cast<int>(words.size() + sources_[0].size()) + 1;
    for (std::size_t i = 0; i < sources_.size() && distance > 0; ++i) {
        const int d = word_distance(words, sources_[i], distance);
        if (d >= distance) continue;
        distance = d;
        nearest = i;
    }
    return targets_[nearest];
}

double exact_match(const std::vector<std::string>& hypotheses,
                   const std::vector<std::string>& references) {
    require(hypotheses.size() == references.size(), "exact_match: {} hypotheses, {} references",
            hypotheses.size(), references.size());
    if (references.empty()) return 0;
    std::size_t same = 0;
    for (std::size_t i = 0; i < references.size(); ++i)
        if (hypotheses[i] == references[i]) ++same;
    return static_cast<double>(same) / static_cast<double>(references.size());
}

}  // namespace book
