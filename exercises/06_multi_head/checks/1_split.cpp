// Checks exercise 6.1, the columns of one head.
#include "06_multi_head/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_6_1 {
namespace {

Case one(const char* about, int words, int width, int heads, int head, Rng& rng) {
    const Matrix x = draw({words, width}, rng);
    return {about,
            {{"x", x},
             {"heads", Matrix{{static_cast<real>(heads)}}},
             {"head", Matrix{{static_cast<real>(head)}}}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two heads, the last", 3, 4, 2, 1, rng));
    all.push_back(one("three heads, the one in the middle", 2, 6, 3, 1, rng));
    all.push_back(one("three wide heads, the last", 4, 12, 3, 2, rng));
    all.push_back(one("the first head", 2, 6, 2, 0, rng));
    all.push_back(one("heads of one column each", 2, 3, 3, 2, rng));
    all.push_back(one("a single head owns everything", 3, 4, 1, 0, rng));
    return all;
}

int whole(const Case& c, int i) { return static_cast<int>(c.number(i)); }
int width(const Case& c) { return c.matrix(0).cols() / whole(c, 1); }

// Column c of the result is column begin + c * step of x.
Matrix every(const Case& c, int begin, int step) {
    Matrix y({c.matrix(0).rows(), width(c)});
    for (int r = 0; r < y.rows(); ++r)
        for (int col = 0; col < y.cols(); ++col) y(r, col) = c.matrix(0)(r, begin + col * step);
    return y;
}

const Register registered(
    {"6.1",
     "The columns of one head",
     "exercises/06_multi_head/1_split.cpp",
     cases,
     [](const Case& c) { return exercise::columns_of_head(c.matrix(0), whole(c, 1), whole(c, 2)); },
     [](const Case& c) { return Matrix(c.matrix(0).col_block(whole(c, 2) * width(c), width(c))); },
     {{"begins_at_the_head",
       "This is what comes out when head i begins at column i: every head before it is d / h "
       "columns wide, so it begins at i d / h.",
       [](const Case& c) { return every(c, whole(c, 2), 1); }},
      {"deals_the_columns_out",
       "This is what comes out when the columns are dealt out like cards, every h-th to a head: "
       "those of a head lie side by side.",
       [](const Case& c) { return every(c, whole(c, 2), whole(c, 1)); }},
      {"always_the_first_head",
       "This is what comes out when every head gets the columns of the first.",
       [](const Case& c) { return every(c, 0, 1); }},
      {"counts_from_the_end",
       "This is what comes out when the heads are counted from the right: head 0 is the leftmost.",
       [](const Case& c) { return every(c, (whole(c, 1) - 1 - whole(c, 2)) * width(c), 1); }}}});

}  // namespace
}  // namespace book::teacher::exercise_6_1
