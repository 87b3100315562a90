// Checks exercise 12.2, perplexity.
#include "12_language_model/exercises.h"
#include "teacher/harness/teach.h"
#include "text/ngrams.h"

namespace book::teacher::exercise_12_2 {
namespace {

Matrix row_of(const std::vector<int>& ids) {
    Matrix row({1, static_cast<int>(ids.size())});
    for (int i = 0; i < row.cols(); ++i)
        row(0, i) = static_cast<real>(ids[static_cast<std::size_t>(i)]);
    return row;
}

std::vector<int> text_of(const Case& c) {
    std::vector<int> ids;
    if (c.matrix(1).rows() == 0) return ids;
    for (const real id : c.matrix(1).row(0)) ids.push_back(static_cast<int>(id));
    return ids;
}

Case one(const char* about, int n, int vocabulary, double deviation, Rng& rng) {
    const Matrix scores = draw({n, vocabulary}, rng, deviation);
    std::vector<int> text;
    for (int i = 0; i < n; ++i) text.push_back(rng.below(vocabulary));
    return {about, {{"scores", scores}, {"text", row_of(text)}}};
}

// The model leads with the piece that comes, except once.
Case sure_and_wrong(Rng& rng) {
    Case c = one("sure of every piece, and once quite wrong", 24, 4, 1, rng);
    Matrix& scores = c.inputs[0].value;
    const int wrong_at = 5 + rng.below(10);
    const std::vector<int> text = text_of(c);
    for (int i = 0; i + 1 < scores.rows(); ++i) {
        const int next = text[static_cast<std::size_t>(i) + 1];
        if (i == wrong_at)
            scores(i, (next + 1) % 4) += 800;  // e^-800 is 0 in a double, too
        else
            scores(i, next) += 1;
    }
    return c;
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three pieces", 3, 4, 1.5, rng));
    all.push_back(one("as many pieces as the vocabulary has", 5, 5, 1, rng));
    all.push_back(one("a longer text", 9, 6, 2, rng));
    all.push_back(one("two pieces: a single guess", 2, 3, 1.5, rng));
    Case high = one("scores far from 0", 4, 3, 1, rng);
    for (real& x : high.inputs[0].value.flat()) x += 1000;
    all.push_back(high);
    all.push_back(sure_and_wrong(rng));
    all.push_back(one("a single piece, and nothing to guess", 1, 4, 1, rng));
    all.push_back({"an empty text", {{"scores", Matrix({0, 4})}, {"text", Matrix()}}});
    return all;
}

int guesses(const Case& c) { return std::max(0, static_cast<int>(text_of(c).size()) - 1); }

// log of the probability of each piece that came, in double, if row i speaks of piece i + ahead.
std::vector<double> log_probabilities(const Case& c, int ahead = 1, bool softmax = true) {
    const ConstView scores = c.matrix(0);
    const std::vector<int> text = text_of(c);
    std::vector<double> all;
    for (int i = 0; i + ahead < scores.rows(); ++i) {
        double top = -1e30, total = 0;
        for (const real x : scores.row(i)) top = std::max(top, double{x});
        for (const real x : scores.row(i)) total += std::exp(double{x} - top);
        const double came = double{scores(i, text[static_cast<std::size_t>(i + ahead)])};
        all.push_back(softmax ? came - top - std::log(total) : came);
    }
    return all;
}

TextLoss loss_of(const std::vector<double>& log_p) {
    TextLoss loss;
    for (const double x : log_p) loss.nats -= x;
    loss.pieces = static_cast<std::int64_t>(log_p.size());
    return loss;
}

Matrix right(const Case& c) {
    if (guesses(c) == 0) return as_input(1);
    return as_input(loss_of(log_probabilities(c)).perplexity());
}

// What f makes of the logarithms; where there is nothing to guess, all is as it should be.
template <class F>
Answer of_logarithms(F f) {
    return [f](const Case& c) {
        return guesses(c) == 0 ? right(c) : as_input(f(log_probabilities(c)));
    };
}
template <class F>
Answer of_nats(F f) {
    return of_logarithms(
        [f](const std::vector<double>& log_p) { return f(loss_of(log_p).nats_per_piece()); });
}

double mean_of(const std::vector<double>& numbers, double (*f)(double)) {
    double sum = 0;
    for (const double x : numbers) sum += f(x);
    return sum / static_cast<double>(numbers.size());
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Matrix not_shifted(const Case& c) {
    if (guesses(c) == 0) return right(c);
    return as_input(loss_of(log_probabilities(c, 0)).perplexity());
}

Matrix no_softmax(const Case& c) {
    if (guesses(c) == 0) return right(c);
    return as_input(loss_of(log_probabilities(c, 1, false)).perplexity());
}

Matrix over_all_pieces(const Case& c) {
    if (guesses(c) == 0) return right(c);
    return as_input(std::exp(loss_of(log_probabilities(c)).nats / c.matrix(0).rows()));
}

Matrix of_nothing(const Case& c, double result) {
    return guesses(c) == 0 ? as_input(result) : right(c);
}

double log_2(double x) { return x / std::log(2.0); }

const Register registered(
    {"12.2",
     "Perplexity",
     "exercises/12_language_model/2_perplexity.cpp",
     cases,
     [](const Case& c) { return as_input(exercise::perplexity(c.matrix(0), text_of(c))); },
     right,
     {{"not_shifted",
       "This is what you get when row i of the scores is asked about piece i, which the model has "
       "just read. Row i speaks of the piece that comes next.",
       not_shifted},
      {"e_to_the_bits",
       "This is what you get when the logarithms are to the base 2 and the power is one of e. Both "
       "must have the same base: here it is e, so take the natural logarithm.",
       of_nats([](double nats) { return std::exp(log_2(nats)); })},
      {"two_to_the_nats",
       "This is what you get when 2 is raised to the mean of natural logarithms. Both must have "
       "the same base: here it is e.",
       of_nats([](double nats) { return std::exp2(nats); })},
      {"no_exponential",
       "This is the loss: the mean of -log p. The perplexity is e to the power of that.",
       of_nats([](double nats) { return nats; })},
      {"bits",
       "This is the mean of -log p in bits, that is with logarithms to the base 2. The perplexity "
       "is e to the power of the mean of natural logarithms.",
       of_nats(log_2)},
      {"wrong_sign",
       "This is what you get without the minus: e to the mean of log p. It is the typical "
       "probability, and the perplexity is 1 over that.",
       of_nats([](double nats) { return std::exp(-nats); })},
      {"sum_for_mean",
       "This is what you get when the logarithms are added up and not divided by their number. "
       "Then every longer text would be a harder one.",
       of_logarithms([](const std::vector<double>& log_p) {
           return std::exp(loss_of(log_p).nats);
       })},
      {"over_all_pieces",
       "This is what you get when the sum is divided by the number of pieces. The first piece was "
       "not guessed, so there is one guess fewer.",
       over_all_pieces},
      {"mean_of_the_reciprocals",
       "This is what you get when 1 / p is averaged over the guesses. The mean is taken of the "
       "logarithms; otherwise one surprise would outweigh everything else.",
       of_logarithms([](const std::vector<double>& log_p) {
           return mean_of(log_p, [](double x) { return std::exp(-x); });
       })},
      {"reciprocal_of_the_mean",
       "This is what you get when the probabilities are averaged, and 1 is divided by their mean. "
       "The mean is taken of the logarithms.",
       of_logarithms([](const std::vector<double>& log_p) {
           return 1 / mean_of(log_p, [](double x) { return std::exp(x); });
       })},
      {"no_softmax",
       "This is what you get when the scores are taken for the logarithms of probabilities. They "
       "become that by softmax: take log_softmax_rows.",
       no_softmax},
      {"probability_of_zero",
       "This is right until a probability becomes too small for a number, and is 0. Then its "
       "logarithm is -infinity. (The product of many probabilities becomes 0 in the same way.) "
       "log_softmax_rows gives the logarithm without a detour through the probability.",
       of_logarithms([](const std::vector<double>& log_p) {
           const bool underflows = *std::min_element(log_p.begin(), log_p.end()) < -740;
           return underflows ? kInfinity : loss_of(log_p).perplexity();
       })},
      {"not_a_number_of_nothing",
       "This is right, except where there is nothing to guess. There 0 is divided by 0, which is "
       "not a number. The perplexity of such a text is 1.",
       [](const Case& c) { return of_nothing(c, std::numeric_limits<double>::quiet_NaN()); }},
      {"nothing_of_nothing",
       "This is right, except where there is nothing to guess. There the mean of the logarithms is "
       "0, but the perplexity is e to that, which is 1.",
       [](const Case& c) { return of_nothing(c, 0); }}}});

}  // namespace
}  // namespace book::teacher::exercise_12_2
