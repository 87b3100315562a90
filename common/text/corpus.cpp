#include "text/corpus.h"

#include <string_view>
#include <unordered_map>

#include "core/random.h"
#include "core/require.h"
#include "text/baseline.h"  // plain_words

namespace book {
namespace {

constexpr int kMostDraws = 100'000;  // per pattern; some are drawn a few times for each one kept
constexpr int kFewestWords = 3, kMostWords = 12;
constexpr int kFewestSeen = 8;  // times in training, for every word of what is held out

// FNV-1a: std::hash differs between libraries.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t h = 0xCBF29CE484222325u;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return h;
}

// Words as a reader counts them: j' and aime are two, est-ce is one, the question mark is none.
std::vector<std::string> words_of(std::string_view sentence) {
    std::vector<std::string> words = plain_words(sentence);
    if (!words.empty() && words.back() == "?") words.pop_back();
    return words;
}

bool is_of_good_length(const std::string& sentence) {
    const int words = static_cast<int>(words_of(sentence).size());
    return words >= kFewestWords && words <= kMostWords;
}

// Takes away what is held out, but made of words that training hardly shows.
void remove_rare_words(BookCorpus& corpus) {
    std::unordered_map<std::string, int> french, english;
    for (const SentencePair& p : corpus.training) {
        for (const std::string& w : words_of(p.source)) ++french[w];
        for (const std::string& w : words_of(p.target)) ++english[w];
    }
    const auto is_rare = [&](const SentencePair& p) {
        for (const std::string& w : words_of(p.source))
            if (french[w] < kFewestSeen) return true;
        for (const std::string& w : words_of(p.target))
            if (english[w] < kFewestSeen) return true;
        return false;
    };
    std::erase_if(corpus.validation, is_rare);
    std::erase_if(corpus.test, is_rare);
}

}  // namespace

Part part_of(const Triple& t) {
    if (t == Triple{"I", "love", "doughnut"} || t == Triple{"dog", "bite", "man"})
        return Part::kTest;
    if (t == Triple{"man", "bite", "dog"} || t == Triple{"I", "hate", "tax"})
        return Part::kTraining;
    const std::uint64_t draw = mix(hash_of(t.subject + "|" + t.verb + "|" + t.object)) % 100;
    return draw < 12 ? Part::kTest : draw < 18 ? Part::kValidation : Part::kTraining;
}

BookCorpus book_corpus(std::uint64_t seed) {
    BookCorpus corpus;
    std::unordered_map<std::string, std::string> translations;
    const std::vector<Pattern> patterns = corpus_patterns();
    for (std::size_t p = 0; p < patterns.size(); ++p) {
        const Pattern& pattern = patterns[p];
        int room[] = {pattern.training, pattern.validation, pattern.test};  // still to be filled
        std::vector<SentencePair>* const parts[] = {&corpus.training, &corpus.validation,
                                                    &corpus.test};
        Rng rng(mix(seed, 0, p, hash_of(pattern.name)));
        int draws = 0;
        while (room[0] + room[1] + room[2] > 0) {
            require(++draws <= kMostDraws, "book_corpus: the pattern \"{}\" runs dry",
                    pattern.name);
            const Draft draft = pattern.draw(rng);
            if (draft.triples.empty() || !is_of_good_length(draft.source) ||
                !is_of_good_length(draft.target))
                continue;
            const Part part = part_of(draft.triples.front());
            bool torn = false;  // its triples belong to different parts
            for (const Triple& t : draft.triples) torn |= part_of(t) != part;
            const auto k = static_cast<std::size_t>(part);
            if (torn || room[k] == 0) continue;
            const auto [at, is_new] = translations.try_emplace(draft.source, draft.target);
            require(at->second == draft.target, "book_corpus: \"{}\" is both \"{}\" and \"{}\"",
                    draft.source, at->second, draft.target);
            if (!is_new) continue;
            parts[k]->push_back({draft.source, draft.target, draft.triples, static_cast<int>(p)});
            --room[k];
        }
        corpus.patterns.push_back({pattern.name});
    }
    remove_rare_words(corpus);
    Rng rng(mix(seed));
    for (auto* part : {&corpus.training, &corpus.validation, &corpus.test}) rng.shuffle(*part);
    const auto count_of = [&](const SentencePair& p) -> PatternCount& {
        return corpus.patterns[static_cast<std::size_t>(p.pattern)];
    };
    for (const SentencePair& p : corpus.training) ++count_of(p).training;
    for (const SentencePair& p : corpus.validation) ++count_of(p).validation;
    for (const SentencePair& p : corpus.test) ++count_of(p).test;
    return corpus;
}

std::vector<std::string> sources_of(const std::vector<SentencePair>& pairs) {
    std::vector<std::string> lines;
    for (const SentencePair& p : pairs) lines.push_back(p.source);
    return lines;
}

std::vector<std::string> targets_of(const std::vector<SentencePair>& pairs) {
    std::vector<std::string> lines;
    for (const SentencePair& p : pairs) lines.push_back(p.target);
    return lines;
}

}  // namespace book
