// Checks exercise 6.3, multi-head attention.
#include "06_multi_head/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_6_3 {
namespace {

// n queries, m keys, h heads of width w. Larger queries than usual: the scores must not be all
// alike.
Case one(const char* about, int n, int m, int heads, int width, Rng& rng) {
    const int d = heads * width;
    const Matrix q = draw({n, d}, rng, 2);
    const Matrix k = draw({m, d}, rng);
    const Matrix v = draw({m, d}, rng, 2);
    const Matrix w_o = draw({d, d}, rng);
    return {about, {{"q", q}, {"k", k}, {"v", v}, {"w_o", w_o}, {"heads", as_input(heads)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two heads of one column", 2, 3, 2, 1, rng));
    all.push_back(one("two heads, three words", 3, 3, 2, 2, rng));
    all.push_back(one("three heads, more keys than queries", 2, 5, 3, 2, rng));
    all.push_back(one("two wide heads, more queries than keys", 4, 3, 2, 4, rng));
    all.push_back(one("a single head", 2, 3, 1, 3, rng));
    return all;
}

int heads_of(const Case& c) { return c.whole(4); }

// What the heads say, one after the other; each score is divided by the root of `under`.
std::vector<Matrix> said(const Case& c, int heads, int under) {
    const int width = c.matrix(0).cols() / heads;
    std::vector<Matrix> all;
    for (int i = 0; i < heads; ++i) {
        const auto own = [&](int input) { return c.matrix(input).col_block(i * width, width); };
        const Matrix scores =
            scale(matmul_nt(own(0), own(1)), 1 / std::sqrt(static_cast<real>(under)));
        all.push_back(matmul(softmax_rows(scores), own(2)));
    }
    return all;
}

Matrix joined(const std::vector<Matrix>& heads) {
    return concat_cols({heads.begin(), heads.end()});
}

Matrix mixed(const Case& c, int heads, int under) {
    return matmul(joined(said(c, heads, under)), c.matrix(3));
}

int width(const Case& c) { return c.matrix(0).cols() / heads_of(c); }

Matrix no_transpose(const Case& c) {
    const std::vector<Matrix> heads = said(c, heads_of(c), width(c));
    const Matrix stacked = concat_rows({heads.begin(), heads.end()});
    Matrix y(c.matrix(0).shape());
    std::copy(stacked.flat().begin(), stacked.flat().end(), y.flat().begin());
    return matmul(y, c.matrix(3));
}

const Register registered(
    {"6.3",
     "Multi-head attention",
     "exercises/06_multi_head/3_whole.cpp",
     cases,
     [](const Case& c) {
         return exercise::multi_head(c.matrix(0), c.matrix(1), c.matrix(2), c.matrix(3),
                                     heads_of(c));
     },
     [](const Case& c) { return mixed(c, heads_of(c), width(c)); },
     {{"forgets_w_o",
       "This is what you get without W_O: the heads are side by side, but nothing has mixed "
       "them yet.",
       [](const Case& c) { return joined(said(c, heads_of(c), width(c))); }},
      {"root_of_the_whole_width",
       "This is what you get when the scores are divided by the root of d. A head has d / h "
       "columns, and it is the root of that number that counts.",
       [](const Case& c) { return mixed(c, heads_of(c), c.matrix(0).cols()); }},
      {"forgets_the_root",
       "This is what you get when you forget to divide by the square root of d / h.",
       [](const Case& c) { return mixed(c, heads_of(c), 1); }},
      {"one_large_head",
       "This is what you get when all columns are treated as one head. Each head should have "
       "scores and a softmax of its own.",
       [](const Case& c) { return mixed(c, 1, c.matrix(0).cols()); }},
      {"no_transpose",
       "This is what you get when the heads are stacked one under the other and read on without "
       "the transpose. Each row must hold what all the heads say about one word.",
       no_transpose},
      {"w_o_turned_over",
       "This is what you get when the heads are multiplied by the transpose of W_O.",
       [](const Case& c) {
           return matmul_nt(joined(said(c, heads_of(c), width(c))), c.matrix(3));
       }}}});

}  // namespace
}  // namespace book::teacher::exercise_6_3
