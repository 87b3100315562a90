#include "corpus/corpus.h"

#include <fmt/core.h>

#include <array>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/hash.h"
#include "core/parallel.h"
#include "core/random.h"
#include "core/require.h"
#include "corpus/baseline.h"  // plain_words

namespace book {
namespace {

constexpr int kMostDraws = 100'000;  // per pattern; some are drawn a few times for each one kept
constexpr int kFewestWords = 3, kMostWords = 12;
constexpr int kFewestSeen = 8;  // times in training, for every word of what is held out

// Words as a reader counts them: j' and aime are two, est-ce is one, the question mark is none.
std::vector<std::string> counted_words(std::string_view sentence) {
    std::vector<std::string> words = plain_words(sentence);
    if (!words.empty() && words.back() == "?") words.pop_back();
    return words;
}

bool is_of_good_length(const std::vector<std::string>& words) {
    const int n = static_cast<int>(words.size());
    return n >= kFewestWords && n <= kMostWords;
}

// How often each word stands in the training part.
using WordCounts = std::unordered_map<std::string, int>;

void require_one_meaning(std::string_view source, std::string_view one, std::string_view other) {
    require(one == other, "book_corpus: \"{}\" is both \"{}\" and \"{}\"", source, one, other);
}

// French sentences that other patterns gave, and their translations.
using Taken = std::unordered_map<std::string_view, std::string_view>;

// What one pattern gives. Patterns are drawn on all cores, each from random numbers of its own.
struct Harvest {
    std::array<std::vector<SentencePair>, 3> parts;             // training, validation, test
    std::unordered_map<std::string, std::string> translations;  // of whatever was drawn
    WordCounts french, english;
};

Harvest draw_from(const Pattern& pattern, int number, std::uint64_t seed, const Taken& taken) {
    Harvest harvest;
    int room[] = {pattern.training, pattern.validation, pattern.test};  // still to be filled
    Rng rng(mix(seed, 0, static_cast<std::uint64_t>(number), hash_of(pattern.name)));
    for (int draws = 0; room[0] + room[1] + room[2] > 0; ++draws) {
        require(draws < kMostDraws, "book_corpus: the pattern \"{}\" runs dry", pattern.name);
        Draft draft = pattern.draw(rng);
        if (draft.triples.empty()) continue;
        const Split part = part_of(draft.triples.front());
        bool torn = false;  // its triples belong to different parts
        for (const Triple& t : draft.triples)
            if (part_of(t) != part) torn = true;
        const int k = static_cast<int>(part);
        if (torn || room[k] == 0) continue;
        const auto [at, is_new] = harvest.translations.try_emplace(draft.source, draft.target);
        require_one_meaning(draft.source, at->second, draft.target);
        const auto elsewhere = taken.find(draft.source);
        if (elsewhere != taken.end())
            require_one_meaning(draft.source, elsewhere->second, draft.target);
        if (!is_new || elsewhere != taken.end()) continue;
        // Cutting into words takes longest, so it comes last.
        const std::vector<std::string> source = counted_words(draft.source);
        const std::vector<std::string> target = counted_words(draft.target);
        if (!is_of_good_length(source) || !is_of_good_length(target)) continue;
        if (part == Split::kTraining) {
            for (const std::string& w : source) ++harvest.french[w];
            for (const std::string& w : target) ++harvest.english[w];
        }
        harvest.parts[k].push_back(
            {std::move(draft.source), std::move(draft.target), std::move(draft.triples), number});
        --room[k];
    }
    return harvest;
}

// Takes away what is held out, but made of words that training hardly shows.
void remove_rare_words(BookCorpus& corpus, WordCounts& french, WordCounts& english) {
    const auto is_rare = [&](const SentencePair& p) {
        for (const std::string& w : counted_words(p.source))
            if (french[w] < kFewestSeen) return true;
        for (const std::string& w : counted_words(p.target))
            if (english[w] < kFewestSeen) return true;
        return false;
    };
    std::erase_if(corpus.validation, is_rare);
    std::erase_if(corpus.test, is_rare);
}

}  // namespace

Split part_of(const Triple& t) {
    const auto is = [&t](std::string_view subject, std::string_view verb, std::string_view object) {
        return t.subject == subject && t.verb == verb && t.object == object;
    };
    if (is("I", "love", "doughnut") || is("dog", "bite", "man")) return Split::kTest;
    if (is("man", "bite", "dog") || is("I", "hate", "tax")) return Split::kTraining;
    std::uint64_t hash = hash_of(t.subject);
    for (std::string_view text : {std::string_view("|"), std::string_view(t.verb),
                                  std::string_view("|"), std::string_view(t.object)})
        hash = hash_of(text, hash);
    const std::uint64_t draw = mix(hash) % 100;
    if (draw < 12) return Split::kTest;
    if (draw < 18) return Split::kValidation;
    return Split::kTraining;
}

namespace {

bool any_taken(const Harvest& harvest, const Taken& taken) {
    for (const auto& part : harvest.parts)
        for (const SentencePair& pair : part)
            if (taken.contains(pair.source)) return true;
    return false;
}

// What each pattern gave, in the end: by number of the pattern and by part.
void count_patterns(BookCorpus& corpus) {
    const auto count_of = [&](const SentencePair& p) -> PatternCount& {
        return corpus.patterns[p.pattern];
    };
    for (const SentencePair& p : corpus.training) ++count_of(p).training;
    for (const SentencePair& p : corpus.validation) ++count_of(p).validation;
    for (const SentencePair& p : corpus.test) ++count_of(p).test;
}

}  // namespace

BookCorpus book_corpus(std::uint64_t seed) {
    const std::vector<Pattern> patterns = corpus_patterns();
    std::vector<Harvest> harvests(patterns.size());
    parallel_for_each(std::ssize(patterns), [&](std::ptrdiff_t p) {
        harvests[p] = draw_from(patterns[p], static_cast<int>(p), seed, {});
    });

    BookCorpus corpus;
    WordCounts french, english;
    Taken taken;
    for (std::size_t p = 0; p < patterns.size(); ++p) {
        Harvest& harvest = harvests[p];
        // Two patterns seldom give the same sentence. The earlier one keeps it.
        if (any_taken(harvest, taken))
            harvest = draw_from(patterns[p], static_cast<int>(p), seed, taken);
        for (const auto& part : harvest.parts)
            for (const SentencePair& pair : part) taken.emplace(pair.source, pair.target);
        corpus.patterns.push_back({patterns[p].name});
        for (const auto& [word, count] : harvest.french) french[word] += count;
        for (const auto& [word, count] : harvest.english) english[word] += count;
    }

    // Only now, since `taken` looks at the sentences where they are.
    std::vector<SentencePair>* const parts[] = {&corpus.training, &corpus.validation, &corpus.test};
    for (Harvest& harvest : harvests)
        for (std::size_t k = 0; k < 3; ++k)
            for (SentencePair& pair : harvest.parts[k]) parts[k]->push_back(std::move(pair));
    remove_rare_words(corpus, french, english);

    Rng rng(mix(seed));
    for (auto* part : parts) rng.shuffle(*part);
    count_patterns(corpus);
    return corpus;
}

std::vector<std::string> sources_of(const std::vector<SentencePair>& pairs) {
    std::vector<std::string> lines;
    lines.reserve(pairs.size());
    for (const SentencePair& p : pairs) lines.push_back(p.source);
    return lines;
}

std::vector<std::string> targets_of(const std::vector<SentencePair>& pairs) {
    std::vector<std::string> lines;
    lines.reserve(pairs.size());
    for (const SentencePair& p : pairs) lines.push_back(p.target);
    return lines;
}

std::vector<std::string> lines_of(const std::vector<SentencePair>& pairs) {
    std::vector<std::string> lines = sources_of(pairs);
    const std::vector<std::string> english = targets_of(pairs);
    lines.insert(lines.end(), english.begin(), english.end());
    return lines;
}

Bpe small_vocabulary(const std::vector<SentencePair>& pairs) {
    require(std::ssize(pairs) >= kSmallVocabularyPairs, "small_vocabulary: of {} pairs",
            pairs.size());
    const std::vector<SentencePair> first(pairs.begin(), pairs.begin() + kSmallVocabularyPairs);
    return Bpe::train(lines_of(first), kSmallVocabularyMerges);
}

std::vector<TokenPair> encoded(const std::vector<SentencePair>& pairs, const Bpe& bpe) {
    std::vector<TokenPair> tokens;
    tokens.reserve(pairs.size());
    for (const SentencePair& pair : pairs)
        tokens.push_back({bpe.encode(pair.source), bpe.encode(pair.target)});
    return tokens;
}

}  // namespace book
