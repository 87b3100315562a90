// Checks exercise 7.4, greedy decoding.
#include "07_encoder_decoder/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_7_4 {
namespace {

using exercise::kBegin;
using exercise::kEnd;
using Ids = std::vector<int>;
using Scores = std::vector<real>;

// A model of V words: after a text come the scores of table[a hash of the whole text]. It says <end>
// after `until` words (never: 0), and until then anything but <end> and <begin>.
constexpr int kAtOnce = -1;  // for `until`: before the first word
Case one(const char* about, int vocabulary, int until, int most, Rng& rng) {
    const Matrix table = draw({13, vocabulary}, rng, 2);
    return {about,
            {{"table", table}, {"says_end_after", as_input(until)}, {"most", as_input(most)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("it ends after four words", 7, 4, 10, rng));
    all.push_back(one("it ends after six words", 9, 6, 20, rng));
    all.push_back(one("it never ends: the limit stops it", 7, 0, 5, rng));
    all.push_back(one("it would end just after the limit", 6, 3, 3, rng));
    all.push_back(one("it may say a single word", 5, 3, 1, rng));
    all.push_back(one("it may not say anything", 5, 3, 0, rng));
    Case ends = one("it ends at once", 5, 1, 4, rng);
    ends.inputs[1].value = as_input(kAtOnce);
    all.push_back(ends);
    Case low = one("all the scores of words are below 0", 6, 4, 8, rng);
    for (real& score : low.inputs[0].value.flat()) score = -0.5f - std::abs(score);
    all.push_back(low);
    Case ties = one("two words share the largest score", 6, 3, 8, rng);
    Matrix& table = ties.inputs[0].value;
    for (int r = 0; r < table.rows(); ++r) table(r, 5) = table(r, 2 + r % 3) = 7;
    all.push_back(ties);
    return all;
}

int most_of(const Case& c) { return c.whole(2); }

Scores scores_after(const Case& c, const Ids& said) {
    std::uint64_t text = 1;
    for (int word : said) text = mix(text ^ static_cast<std::uint64_t>(word));
    const ConstView table = c.matrix(0);
    const auto row = table.row(static_cast<int>(text % static_cast<std::uint64_t>(table.rows())));
    Scores scores(row.begin(), row.end());
    scores[kBegin] = -10;
    const int until = c.whole(1), words = static_cast<int>(said.size()) - 1;
    const bool ends = until == kAtOnce || (until > 0 && words >= until);
    scores[kEnd] = real{ends ? 20.0f : -20.0f};
    return scores;
}

int largest(const Scores& scores) { return argmax(scores); }
int last_largest(const Scores& scores) {
    const auto last = std::max_element(scores.rbegin(), scores.rend());
    return static_cast<int>(scores.rend() - last) - 1;
}

struct Way {  // what may be done differently
    bool keeps_end = false, goes_on = false, last_word_only = false, smallest = false;
    bool keeps_begin = false, hides_begin = false, last_of_ties = false, begins_at_0 = false;
    int more = 0;  // than the limit
};

Ids said_in(const Case& c, Way way) {
    Ids said{kBegin};
    while (static_cast<int>(said.size()) <= most_of(c) + way.more) {
        Scores scores = scores_after(c, way.last_word_only ? Ids{said.back()}
                                        : way.hides_begin  ? Ids(said.begin() + 1, said.end())
                                                           : said);
        if (way.smallest)
            for (real& score : scores) score = -score;
        int word = way.last_of_ties ? last_largest(scores) : largest(scores);
        if (way.begins_at_0 && scores[static_cast<std::size_t>(word)] < 0) word = 0;
        if (word == kEnd && way.keeps_end) said.push_back(word);
        if (word == kEnd && !way.goes_on) break;
        said.push_back(word);
    }
    return {said.begin() + (way.keeps_begin ? 0 : 1), said.end()};
}

Matrix row_of(const Ids& ids) {
    Matrix row({1, static_cast<int>(ids.size())});
    for (int i = 0; i < row.cols(); ++i)
        row(0, i) = static_cast<real>(ids[static_cast<std::size_t>(i)]);
    return row;
}

Answer in_the_way(Way way) {
    return [way](const Case& c) { return row_of(said_in(c, way)); };
}
template <class T>
Answer with(T Way::*what, T value) {
    Way way;
    way.*what = value;
    return in_the_way(way);
}

// An answer that never stops must not hang its reader.
Matrix asked(const Case& c) {
    int calls = 0;
    const exercise::NextScores model = [&](const Ids& said) {
        require(++calls <= 1000,
                "the model has been asked a thousand times, and the loop still goes on");
        for (int word : said)
            require(word >= 0 && word < c.matrix(0).cols(), "{} is not the id of any word", word);
        return scores_after(c, said);
    };
    return row_of(exercise::speak(model, most_of(c)));
}

const Register registered(
    {"7.4",
     "Let a model speak, greedily",
     "exercises/07_encoder_decoder/4_greedy.cpp",
     cases,
     asked,
     in_the_way({}),
     {{"keeps_end",
       "This is what you get when <end> is returned as well. It says that the sentence is over, "
       "and is not part of it.",
       with(&Way::keeps_end, true)},
      {"keeps_begin",
       "This is what you get when <begin> is returned as well. It was given to the model, and "
       "not said by it.",
       with(&Way::keeps_begin, true)},
      {"goes_on_after_end", "This is what you get when <end> does not stop the loop.",
       with(&Way::goes_on, true)},
      {"one_too_many",
       "This is what you get when one more word is said than `most` allows. (Remember that "
       "`said` contains <begin> as well.)",
       with(&Way::more, 1)},
      {"one_too_few",
       "This is what you get when it stops one word before the limit. (Remember that `said` "
       "contains <begin> as well.)",
       with(&Way::more, -1)},
      {"only_the_last_word",
       "This is what you get when the model is shown only the last word. What comes next depends "
       "on everything that has been said.",
       with(&Way::last_word_only, true)},
      {"hides_begin",
       "This is what you get when the model is not shown <begin>. Every sentence that it has "
       "learnt from began with it.",
       with(&Way::hides_begin, true)},
      {"last_of_ties",
       "This is what you get when the last of several words with the largest score is taken. It "
       "should be the first.",
       with(&Way::last_of_ties, true)},
      {"begins_at_0",
       "This is what you get when the search for the largest score begins at 0. If all the scores "
       "are below 0, it never finds one, and the word 0 is taken. Begin with the first score.",
       with(&Way::begins_at_0, true)},
      {"the_smallest_score", "This is what you get when you take the word with the smallest score.",
       with(&Way::smallest, true)}}});

}  // namespace
}  // namespace book::teacher::exercise_7_4
