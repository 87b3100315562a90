#include "memory/translation_lessons.h"

#include <set>

#include "core/settings.h"
#include "corpus/baseline.h"

namespace book {
namespace {

constexpr int kMostTries = 1000;  // for one sentence that fits

const SentencePair& draw_sentence(const std::vector<SentencePair>& from, Rng& rng) {
    const int drawn = rng.below(static_cast<int>(from.size()));
    return from[static_cast<std::size_t>(drawn)];
}

// Sentences joined until there are at least so many words.
SentencePair join_sentences(const std::vector<SentencePair>& from, int words, Rng& rng) {
    SentencePair whole = draw_sentence(from, rng);
    int count = words_in(whole.source);
    while (count < words) {
        const SentencePair& more = draw_sentence(from, rng);
        whole.source += " ; " + more.source;
        whole.target += " ; " + more.target;
        count += words_in(more.source);
    }
    return whole;
}

// The same, of a length that is drawn: any in the bucket.
SentencePair join_within(const std::vector<SentencePair>& from, const LengthBucket& bucket,
                         Rng& rng) {
    for (int i = 0; i < kMostTries; ++i) {
        const int goal = bucket.fewest + rng.below(bucket.most - bucket.fewest + 1);
        const SentencePair next = join_sentences(from, goal, rng);
        if (words_in(next.source) <= bucket.most) return next;
    }
    throw Error("translation lessons: no sentence fits into its bucket");
}

// So many sentences of a bucket, each once: the first that the corpus has, or joined ones.
std::vector<SentencePair> fill_bucket(const std::vector<SentencePair>& from,
                                      const LengthBucket& bucket, int count, Rng& rng) {
    std::vector<SentencePair> all;
    const auto is_full = [&] { return std::ssize(all) == count; };
    for (const SentencePair& pair : from) {
        const int words = words_in(pair.source);
        if (!is_full() && words >= bucket.fewest && words <= bucket.most) all.push_back(pair);
    }
    if (!all.empty()) {
        require_setting(is_full(), "{} sentences of {} to {} words: the corpus has {}", count,
                        bucket.fewest, bucket.most, all.size());
        return all;
    }
    std::set<std::string> taken;
    for (int i = 0; !is_full() && i < kMostTries * count; ++i) {
        const SentencePair next = join_within(from, bucket, rng);
        if (taken.insert(next.source).second) all.push_back(next);
    }
    require(is_full(), "translation lessons: the same sentences again and again");
    return all;
}

ForEachBucket<std::vector<SentencePair>> fill_buckets(const std::vector<SentencePair>& from,
                                                      int count, Rng& rng) {
    ForEachBucket<std::vector<SentencePair>> all;
    for (std::size_t b = 0; b < kBuckets.size(); ++b)
        all[b] = fill_bucket(from, kBuckets[b], count, rng);
    return all;
}

Bpe learn_pieces(const BookCorpus& corpus, int merges) {
    std::vector<std::string> lines = lines_of(corpus.training);
    for (int i = 0; i < 50; ++i) lines.push_back("a ; b");  // what joins them is a piece, too
    return Bpe::train(lines, merges);
}

}  // namespace

void check_lessons(const LessonSettings& s) {
    require_setting(s.merges >= 0 && s.merges <= 100'000, "@merges {}: 0 to 100000", s.merges);
    require_setting(s.joined >= 0 && s.joined <= 1'000'000, "@joined {}: 0 to 1000000", s.joined);
    require_setting(s.validation >= 1 && s.validation <= 1000, "@validation {}: 1 to 1000",
                    s.validation);
    require_setting(s.test >= 1 && s.test <= 1000, "@test {}: 1 to 1000", s.test);
}

int words_in(std::string_view sentence) {
    int count = 0;
    for (const std::string& word : plain_words(sentence))
        if (word != "?" && word != ";") ++count;
    return count;
}

TranslationSentences draw_translation_sentences(const BookCorpus& corpus,
                                                const LessonSettings& settings) {
    check_lessons(settings);
    // Sets of their own random numbers: a larger one changes none of the others.
    Rng for_training(mix(1)), for_validation(mix(2)), for_test(mix(3));
    TranslationSentences all;
    all.training = corpus.training;
    const LengthBucket longer{kBuckets[2].fewest, kBuckets.back().most};
    for (int i = 0; i < settings.joined; ++i)
        all.training.push_back(join_within(corpus.training, longer, for_training));
    all.validation = fill_buckets(corpus.validation, settings.validation, for_validation);
    all.test = fill_buckets(corpus.test, settings.test, for_test);
    return all;
}

TranslationLessons make_translation_lessons(const BookCorpus& corpus,
                                            const LessonSettings& settings) {
    const TranslationSentences sentences = draw_translation_sentences(corpus, settings);
    TranslationLessons lessons;
    lessons.settings = settings;
    lessons.bpe = learn_pieces(corpus, settings.merges);
    lessons.training = encoded(sentences.training, lessons.bpe);
    for (std::size_t b = 0; b < kBuckets.size(); ++b) {
        lessons.validation[b] = encoded(sentences.validation[b], lessons.bpe);
        lessons.test[b] = encoded(sentences.test[b], lessons.bpe);
    }
    return lessons;
}

}  // namespace book
