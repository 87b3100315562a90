// Checks exercise 6.2, the heads joined.
#include "06_multi_head/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_6_2 {
namespace {

Case one(const char* about, int heads, int words, int width, Rng& rng) {
    const Matrix stacked = draw({heads * words, width}, rng);
    return {about, {{"stacked", stacked}, {"heads", as_input(heads)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two heads, three words, one column each", 2, 3, 1, rng));
    all.push_back(one("two heads, three words", 2, 3, 2, rng));
    all.push_back(one("as many heads as words", 3, 3, 2, rng));
    all.push_back(one("more heads than words", 4, 2, 3, rng));
    all.push_back(one("a single word", 3, 1, 2, rng));
    all.push_back(one("a single head", 1, 4, 3, rng));
    return all;
}

int heads_of(const Case& c) { return c.whole(1); }
int words_of(const Case& c) { return c.matrix(0).rows() / heads_of(c); }

ConstView head(const Case& c, int i) { return c.matrix(0).row_block(i * words_of(c), words_of(c)); }

Matrix right(const Case& c) {
    std::vector<ConstView> heads;
    for (int i = 0; i < heads_of(c); ++i) heads.push_back(head(c, i));
    return concat_cols(heads);
}

Matrix no_transpose(const Case& c) {
    const Matrix stacked(c.matrix(0));
    Matrix y({words_of(c), heads_of(c) * stacked.cols()});
    std::copy(stacked.flat().begin(), stacked.flat().end(), y.flat().begin());
    return y;
}

Matrix deals_the_columns_out(const Case& c) {
    Matrix y({words_of(c), heads_of(c) * c.matrix(0).cols()});
    for (int i = 0; i < heads_of(c); ++i)
        for (int r = 0; r < y.rows(); ++r)
            for (int col = 0; col < c.matrix(0).cols(); ++col)
                y(r, col * heads_of(c) + i) = head(c, i)(r, col);
    return y;
}

Matrix last_head_first(const Case& c) {
    std::vector<ConstView> heads;
    for (int i = heads_of(c) - 1; i >= 0; --i) heads.push_back(head(c, i));
    return concat_cols(heads);
}

Matrix adds_the_heads(const Case& c) {
    Matrix y({words_of(c), c.matrix(0).cols()});
    for (int i = 0; i < heads_of(c); ++i) add_to(head(c, i), y);
    return y;
}

const Register registered(
    {"6.2",
     "Join the heads back together",
     "exercises/06_multi_head/2_join.cpp",
     cases,
     [](const Case& c) { return exercise::join_heads(c.matrix(0), heads_of(c)); },
     right,
     {{"no_transpose",
       "This is what you get when the numbers are read in the order in which they lie, without "
       "the transpose. Heads and words must change places first, so that each row holds what all "
       "the heads say about one word.",
       no_transpose},
      {"deals_the_columns_out",
       "This is what you get when the columns of the heads alternate. The columns of one head "
       "should be neighbours.",
       deals_the_columns_out},
      {"last_head_first",
       "This is what you get when the last head comes first. Head 0 should be the leftmost.",
       last_head_first},
      {"adds_the_heads",
       "This is what you get when the heads are added up. When heads are joined, each keeps "
       "columns of its own. Mixing them is left to W_O, later.",
       adds_the_heads}}});

}  // namespace
}  // namespace book::teacher::exercise_6_2
