#include "memory/translation_lessons.h"

#include <map>
#include <set>

#include "catch.h"
#include "core/settings.h"

using namespace book;

namespace {

const BookCorpus& whole_corpus() {
    static const BookCorpus kCorpus = book_corpus();
    return kCorpus;
}

const TranslationSentences& whole_sentences() {
    static const TranslationSentences kSentences =
        draw_translation_sentences(whole_corpus(), LessonSettings{});
    return kSentences;
}

std::vector<std::string> clauses_of(std::string text) {
    std::vector<std::string> clauses;
    const std::string between = " ; ";
    for (std::size_t at = text.find(between); at != std::string::npos; at = text.find(between)) {
        clauses.push_back(text.substr(0, at));
        text.erase(0, at + between.size());
    }
    clauses.push_back(text);
    return clauses;
}

// Is it made of sentences of that set alone, each translated as it is there?
bool is_made_of(const SentencePair& whole, const std::map<std::string, std::string>& known) {
    const std::vector<std::string> source = clauses_of(whole.source);
    const std::vector<std::string> target = clauses_of(whole.target);
    if (source.size() != target.size()) return false;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const auto at = known.find(source[i]);
        if (at == known.end() || at->second != target[i]) return false;
    }
    return true;
}

std::map<std::string, std::string> translations_of(const std::vector<SentencePair>& pairs) {
    std::map<std::string, std::string> all;
    for (const SentencePair& pair : pairs) all[pair.source] = pair.target;
    return all;
}

}  // namespace

TEST_CASE("translation lessons: words are counted as the corpus counts them", "[memory]") {
    CHECK(words_in("J'aime les beignets") == 4);
    CHECK(words_in("Est-ce que tu dors ?") == 4);
    CHECK(words_in("J'aime les beignets ; Est-ce que tu dors ?") == 8);
    CHECK(words_in("") == 0);
}

TEST_CASE("translation lessons: a bucket has 200 sentences of its lengths, each once", "[memory]") {
    const LessonSettings settings;
    CHECK(settings.test >= 200);
    for (std::size_t b = 0; b < kBuckets.size(); ++b) {
        std::set<std::string> seen;
        for (const auto* part : {&whole_sentences().validation[b], &whole_sentences().test[b]})
            for (const SentencePair& pair : *part) {
                seen.insert(pair.source);
                CHECK(words_in(pair.source) >= kBuckets[b].fewest);
                CHECK(words_in(pair.source) <= kBuckets[b].most);
            }
        CHECK(std::ssize(whole_sentences().validation[b]) == settings.validation);
        CHECK(std::ssize(whole_sentences().test[b]) == settings.test);
        CHECK(std::ssize(seen) == settings.validation + settings.test);
    }
}

TEST_CASE("translation lessons: what is held out is made of held-out sentences alone", "[memory]") {
    const auto training = translations_of(whole_corpus().training);
    const auto validation = translations_of(whole_corpus().validation);
    const auto test = translations_of(whole_corpus().test);
    std::size_t wrong = 0, joined = 0;
    for (const SentencePair& pair : whole_sentences().training) {
        if (!is_made_of(pair, training)) ++wrong;
        if (clauses_of(pair.source).size() > 1) ++joined;
    }
    for (std::size_t b = 0; b < kBuckets.size(); ++b) {
        for (const SentencePair& pair : whole_sentences().validation[b])
            if (!is_made_of(pair, validation)) ++wrong;
        for (const SentencePair& pair : whole_sentences().test[b]) {
            if (!is_made_of(pair, test)) ++wrong;
            CHECK((clauses_of(pair.source).size() > 1) == (b >= 2));
        }
    }
    CHECK(wrong == 0);
    CHECK(joined == 8000);
}

TEST_CASE("translation lessons: long sentences to learn from have every length from 13 to 40",
          "[memory]") {
    std::map<int, int> count;
    for (std::size_t i = whole_corpus().training.size(); i < whole_sentences().training.size(); ++i)
        ++count[words_in(whole_sentences().training[i].source)];
    CHECK(count.begin()->first == 13);
    CHECK(count.rbegin()->first == 40);
    for (int words = 13; words <= 40; ++words) CHECK(count[words] >= 50);
}

TEST_CASE("translation lessons: more of one set leaves the others as they are", "[memory]") {
    const auto sources = [](const auto& pairs) { return sources_of(pairs); };
    LessonSettings more;
    more.test = 210;
    const TranslationSentences other = draw_translation_sentences(whole_corpus(), more);
    CHECK(sources(other.training) == sources(whole_sentences().training));
    for (std::size_t b = 0; b < kBuckets.size(); ++b)
        CHECK(sources(other.validation[b]) == sources(whole_sentences().validation[b]));
    CHECK(other.test[4].size() == 210);
}

TEST_CASE("translation lessons: more sentences than there are, and fewer than one, are refused",
          "[memory]") {
    BookCorpus few = whole_corpus();
    few.test.resize(100);
    CHECK_THROWS_AS(draw_translation_sentences(few, LessonSettings{}), SettingError);
    LessonSettings none;
    none.test = 0;
    CHECK_THROWS_AS(draw_translation_sentences(whole_corpus(), none), SettingError);
}

TEST_CASE("translation lessons: of a handful of sentences, too, none is joined twice alike",
          "[memory]") {
    LessonSettings two;
    two.joined = 0;
    two.validation = 1;
    two.test = 2;
    BookCorpus few = whole_corpus();
    few.training.resize(1);
    for (std::size_t from = 0; from < 400; from += 10) {
        few.test.clear();
        int room[] = {2, 2};  // of 3 to 6 words, of 7 to 12
        for (std::size_t i = from; i < whole_corpus().test.size(); ++i) {
            const SentencePair& pair = whole_corpus().test[i];
            int& left = room[words_in(pair.source) <= 6 ? 0 : 1];
            if (left > 0) few.test.push_back(pair);
            if (left > 0) --left;
        }
        const TranslationSentences drawn = draw_translation_sentences(few, two);
        for (const std::vector<SentencePair>& bucket : drawn.test)
            CHECK(bucket[0].source != bucket[1].source);
    }
}
