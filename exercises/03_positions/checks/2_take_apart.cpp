// Checks exercise 3.2, a word and its position, read back from their sum.
#include "03_positions/exercises.h"
#include "nn/embedding.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_3_2 {
namespace {

// The largest difference in a column.
double apart(ConstView a, ConstView b) { return max_abs_difference(a, b); }

Matrix row(ConstView m, int r) { return Matrix(m.row_block(r, 1)); }
Matrix pair(ConstView words, int w, ConstView signals, int p) {
    return add(row(words, w), row(signals, p));
}

// No two pairs are alike, by far more than the disturbance.
bool all_differ(ConstView words, ConstView signals) {
    std::vector<Matrix> pairs;
    for (int w = 0; w < words.rows(); ++w)
        for (int p = 0; p < signals.rows(); ++p) {
            const Matrix now = pair(words, w, signals, p);
            for (const Matrix& before : pairs)
                if (apart(now, before) < 0.12) return false;
            pairs.push_back(now);
        }
    return true;
}

Case one(const char* about, int vocabulary, int positions, int d, int n, Rng& rng) {
    Matrix words, signals = sinusoidal_positions(positions, d);
    for (real& x : signals.flat()) x = std::round(x * 100) / 100;
    do {
        words = draw({vocabulary, d}, rng, 1.5);
    } while (!all_differ(words, signals));
    Matrix sums({n, d});
    for (int s = 0; s < n; ++s) {
        const int w = rng.below(vocabulary);
        const int p = rng.below(positions);
        const Matrix sum = pair(words, w, signals, p);
        for (int c = 0; c < d; ++c)
            sums(s, c) = sum(0, c) + static_cast<real>(rng.below(21) - 10) / 1000;
    }
    return {about, {{"words", words}, {"signals", signals}, {"sums", sums}}};
}

std::vector<Case> draw_cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("two columns", 3, 3, 2, 4, rng));
    all.push_back(one("four columns", 6, 5, 4, 8, rng));
    all.push_back(one("more positions than words", 4, 9, 4, 8, rng));
    all.push_back(one("a single word: only its position is unknown", 1, 6, 4, 3, rng));
    return all;
}

// A row for each sum: what `find` says.
template <class F>
Answer each(F find) {
    return [find](const Case& c) {
        Matrix found({c.matrix(2).rows(), 2});
        for (int s = 0; s < found.rows(); ++s) {
            const auto [w, p] = find(row(c.matrix(2), s), c.matrix(0), c.matrix(1));
            found(s, 0) = static_cast<real>(w);
            found(s, 1) = static_cast<real>(p);
        }
        return found;
    };
}

using Found = std::pair<int, int>;

int nearest(ConstView x, ConstView rows) {
    int best = 0;
    double least = 1e30;
    for (int r = 0; r < rows.rows(); ++r) {
        const double distance = norm(subtract(x, rows.row_block(r, 1)));
        if (distance >= least) continue;
        least = distance;
        best = r;
    }
    return best;
}

Found right(const Matrix& x, ConstView words, ConstView signals) {
    Found best;
    for (int w = 0; w < words.rows(); ++w)
        for (int p = 0; p < signals.rows(); ++p)
            if (apart(x, pair(words, w, signals, p)) < 0.05) best = {w, p};
    return best;
}

Found word_first(const Matrix& x, ConstView words, ConstView signals) {
    const int w = nearest(x, words);
    return {w, nearest(subtract(x, row(words, w)), signals)};
}

Found position_first(const Matrix& x, ConstView words, ConstView signals) {
    const int p = nearest(x, signals);
    return {nearest(subtract(x, row(signals, p)), words), p};
}

Found by_dot_product(const Matrix& x, ConstView words, ConstView signals) {
    const Matrix like_words = matmul_nt(x, words), like_signals = matmul_nt(x, signals);
    return {argmax(like_words.row(0)), argmax(like_signals.row(0))};
}

Found from_one(const Matrix& x, ConstView words, ConstView signals) {
    const Found found = right(x, words, signals);
    return {found.first + 1, found.second + 1};
}

Found turned(const Matrix& x, ConstView words, ConstView signals) {
    const Found found = right(x, words, signals);
    return {found.second, found.first};
}

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> all{
        {"by_dot_product",
         "This is the page's way, by dot products. (Trying all pairs does not help there: the dot "
         "product of the sum with a pair is that with the word plus that with the signal, so the "
         "best pair is the best word and the best position.) Dot products prefer long rows. Ask "
         "which pair is nearest to the sum.",
         each(by_dot_product)},
        {"word_first",
         "This is what comes out when the word nearest to the sum is taken first, and then the "
         "position for what is left. But the sum is a word and a signal, so the nearest word is "
         "often a different one. Try the pairs.",
         each(word_first)},
        {"position_first",
         "This is what comes out when the position nearest to the sum is taken first, and then the "
         "word for what is left. The signal is only one part of the sum. Try the pairs.",
         each(position_first)},
        {"counts_from_one",
         "This is what comes out when words and positions are counted from 1. The first ones are "
         "number 0.",
         each(from_one)},
        {"position_before_word",
         "The right numbers in the wrong columns: first comes the word, then its position.",
         each(turned)}};
    return all;
}

const Register registered(
    {"3.2", "Take the sum apart", "exercises/03_positions/2_take_apart.cpp", draw_cases,
     [](const Case& c) { return exercise::take_apart(c.matrix(0), c.matrix(1), c.matrix(2)); },
     each(right), mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_3_2
