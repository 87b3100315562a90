// Checks exercise 2.4, the corrections sent back: the gradient of the library's embedding.
#include "02_embeddings/exercises.h"
#include "nn/embedding.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_2_4 {
namespace {

std::vector<int> ids_of(const Case& c) {
    return {c.matrix(0).row(0).begin(), c.matrix(0).row(0).end()};
}
int words_of(const Case& c) { return c.whole(2); }

Case one(const char* about, std::initializer_list<real> ids, int words, int width, Rng& rng) {
    return {about,
            {{"ids", Matrix{ids}},
             {"corrections", draw({static_cast<int>(ids.size()), width}, rng)},
             {"words", as_input(words)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three words", {2, 0, 3}, 4, 2, rng));
    all.push_back(one("a word that occurs twice", {4, 1, 4}, 5, 3, rng));
    const auto often = static_cast<real>(rng.below(4));
    all.push_back(one("a word three times", {often, 4, often, often}, 6, 4, rng));
    all.push_back(one("a single word", {1}, 3, 2, rng));
    return all;
}

Matrix right(const Case& c) {  // from the library, on the tape
    Matrix start({words_of(c), c.matrix(1).cols()}, 1);
    Matrix gradient(start.shape());
    Tape tape;
    const Var y = embed(tape.parameter(start.view(), gradient.view()), ids_of(c));
    tape.backward(y, c.matrix(1));
    return gradient;
}

// Adds factor * row i of the corrections to row `to(i)`.
template <class To>
Matrix added(const Case& c, double factor, To to) {
    Matrix y({words_of(c), c.matrix(1).cols()});
    for (int i = 0; i < c.matrix(1).rows(); ++i)
        for (int k = 0; k < y.cols(); ++k)
            y(to(i), k) += static_cast<real>(factor) * c.matrix(1)(i, k);
    return y;
}
double root(const Case& c) { return std::sqrt(c.matrix(1).cols()); }
auto by_word(const Case& c) {
    return [ids = ids_of(c)](int i) { return ids[static_cast<std::size_t>(i)]; };
}

Matrix the_last_wins(const Case& c) {
    Matrix y({words_of(c), c.matrix(1).cols()});
    for (int i = 0; i < c.matrix(1).rows(); ++i)
        for (int k = 0; k < y.cols(); ++k)
            y(by_word(c)(i), k) = static_cast<real>(root(c)) * c.matrix(1)(i, k);
    return y;
}

Matrix averages(const Case& c) {
    Matrix y = added(c, root(c), by_word(c));
    const std::vector<int> ids = ids_of(c);
    for (int w = 0; w < y.rows(); ++w) {
        const auto n = std::max<std::ptrdiff_t>(1, std::count(ids.begin(), ids.end(), w));
        for (real& x : y.row(w)) x /= static_cast<real>(n);
    }
    return y;
}

const Register registered(
    {"2.4",
     "Send the corrections back",
     "exercises/02_embeddings/4_sent_back.cpp",
     cases,
     [](const Case& c) { return exercise::sent_back(ids_of(c), c.matrix(1), words_of(c)); },
     right,
     {{"the_last_wins",
       "This is what you get when a later place overwrites what an earlier place of the same "
       "word has sent. The two should add up.",
       the_last_wins},
      {"forgets_the_root", "This is what you get without the factor, the square root of d.",
       [](const Case& c) { return added(c, 1, by_word(c)); }},
      {"by_place",
       "This is what you get when place i writes to row i. It should write to the row of its "
       "word.",
       [](const Case& c) { return added(c, root(c), [](int i) { return i; }); }},
      {"averages",
       "This is what you get when a word that occurs several times gets the mean of what its "
       "places send. It should get the sum.",
       averages}}});

}  // namespace
}  // namespace book::teacher::exercise_2_4
