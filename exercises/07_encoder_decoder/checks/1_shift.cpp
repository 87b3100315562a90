// Checks exercise 7.1, the shift.
#include "07_encoder_decoder/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_7_1 {
namespace {

using exercise::kBegin;
using exercise::kEnd;
using Ids = std::vector<int>;

Case one(const char* about, int words, Rng& rng) {
    Matrix sentence({1, words});
    for (real& id : sentence.flat()) id = static_cast<real>(2 + rng.below(90));
    for (int i = 0; i + 1 < words; ++i)  // no word twice in a row, or a shift would not show
        if (sentence(0, i) == sentence(0, i + 1)) sentence(0, i + 1) += 100;
    return {about, {{"sentence", sentence}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three words", 3, rng));
    all.push_back(one("a longer sentence", 7, rng));
    all.push_back(one("two words", 2, rng));
    all.push_back(one("a single word", 1, rng));
    return all;
}

Ids sentence_of(const Case& c) {
    Ids ids;
    for (real id : c.matrix(0).row(0)) ids.push_back(static_cast<int>(id));
    return ids;
}

// The sentence with these before and behind it, in both rows.
Matrix rows(const Case& c, Ids read, const Ids& read_behind, Ids say, const Ids& say_behind) {
    const Ids ids = sentence_of(c);
    for (Ids* row : {&read, &say}) row->insert(row->end(), ids.begin(), ids.end());
    read.insert(read.end(), read_behind.begin(), read_behind.end());
    say.insert(say.end(), say_behind.begin(), say_behind.end());
    Matrix y({2, static_cast<int>(read.size())});
    for (int i = 0; i < y.cols(); ++i) {
        y(0, i) = static_cast<real>(read[static_cast<std::size_t>(i)]);
        y(1, i) = static_cast<real>(say[static_cast<std::size_t>(i)]);
    }
    return y;
}

Matrix right(const Case& c) { return rows(c, {kBegin}, {}, {}, {kEnd}); }

const Register registered(
    {"7.1",
     "What a decoder reads, and what it must say",
     "exercises/07_encoder_decoder/1_shift.cpp",
     cases,
     [](const Case& c) { return exercise::shifted(sentence_of(c)); },
     right,
     {{"not_shifted",
       "This is what you get without the shift. The decoder is asked for the very word that it "
       "is reading, and learns only to copy.",
       [](const Case& c) { return rows(c, {kBegin}, {}, {kBegin}, {}); }},
      {"both_end",
       "This is what you get without the shift, and with <end> after both rows. The decoder is "
       "asked for the very word that it is reading, and learns only to copy.",
       [](const Case& c) { return rows(c, {}, {kEnd}, {}, {kEnd}); }},
      {"shifted_the_wrong_way",
       "This is what you get when the two rows are exchanged. The decoder would read a word "
       "before saying it, and say it only after having read it.",
       [](const Case& c) { return rows(c, {}, {kEnd}, {kBegin}, {}); }},
      {"forgets_begin_and_end",
       "This is what you get when the sentence is shifted within itself. The first word is never "
       "asked for, and neither is <end>, so a model would learn neither to begin nor to stop.",
       [](const Case& c) {
           const Ids ids = sentence_of(c);
           Matrix y({2, static_cast<int>(ids.size()) - 1});
           copy(c.matrix(0).col_block(0, y.cols()), y.view().row_block(0, 1));
           copy(c.matrix(0).col_block(1, y.cols()), y.view().row_block(1, 1));
           return y;
       }},
      {"begin_and_end_in_both",
       "This is what you get when both rows have <begin> and <end>. What is said at one place "
       "must be what is read at the next.",
       [](const Case& c) { return rows(c, {kBegin}, {kEnd}, {kBegin}, {kEnd}); }},
      {"end_for_begin", "This is what you get when <begin> and <end> are exchanged.",
       [](const Case& c) { return rows(c, {kEnd}, {}, {}, {kBegin}); }}}});

}  // namespace
}  // namespace book::teacher::exercise_7_1
