// What a language model has to beat: the next piece guessed from how often it was seen, by itself, behind one
// piece, or behind two.
//
// Interpolated n-grams (Jelinek and Mercer 1980, "Interpolated estimation of Markov source parameters from
// sparse data"). Each order asks its own counts and, for the rest, the order below; V is the vocabulary:
//
//     p0(w)       = 1 / V
//     p1(w)       = a count(w) / pieces      + (1 - a) p0(w)
//     p2(w | v)   = b count(v w) / count(v)  + (1 - b) p1(w)
//     p3(w | u v) = c count(u v w) / count(u v) + (1 - c) p2(w | v)
//
// How far counts can be trusted depends on how often what comes before was seen. So b and c are not one
// number each: what was seen once, 2 or 3 times, 4 to 7 times ... has a weight of its own. What was never
// seen before has the weight 0, and the order below decides alone. For any u and v the probabilities of all
// V pieces add up to 1. The weights are tuned on a text that was not counted (tune()).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace book {

inline constexpr int kHighestOrder = 3;
inline constexpr int kLargestNgramVocabulary = 1 << 21;  // three ids fit into 63 bits

class Ngrams {
  public:
    // Counts the text's pieces, pairs and triples, up to `order` of them: 0 is a guess, 3 a trigram. All
    // weights are 1/2 until they are tuned. Error for an id outside of 0 .. vocabulary - 1.
    Ngrams(int order, std::span<const int> ids, int vocabulary);

    // The weights with which a held-out text is most probable, by expectation maximisation: each round raises
    // its probability, or leaves it as it is. A weight that the text says nothing about stays.
    void tune(std::span<const int> ids, int rounds = 50);

    int order() const { return order_; }
    int vocabulary() const { return vocabulary_; }

    // The probability of `next` behind these pieces, of which only the last order - 1 count; there may be
    // fewer.
    double probability(std::span<const int> before, int next) const;
    // The same of every piece, by its id.
    std::vector<double> distribution(std::span<const int> before) const;

    // How much of the probability each order decides behind these pieces, from 0 up; they add up to 1.
    std::vector<double> shares(std::span<const int> before) const;

  private:
    // The n-grams of one length that occur, in order; an n-gram's ids are digits of one number.
    struct Counts {
        std::vector<std::uint64_t> keys;
        std::vector<std::int64_t> counts;
        std::int64_t of(std::uint64_t key) const;  // 0 if there is none
    };
    // What the order n knows of a place: how often what stands before was seen, and how often with `next`.
    struct Seen {
        std::int64_t before = 0, with_next = 0;
    };

    std::uint64_t key_of(std::span<const int> ids) const;
    Seen seen(int n, std::span<const int> before, int next) const;
    double weight(int n, std::int64_t before) const;
    void require_id(int id) const;

    int order_ = 0, vocabulary_ = 0;
    std::vector<Counts> grams_;     // of length n, at n - 1
    std::vector<Counts> contexts_;  // what stood before the last of them, at n - 1
    std::vector<std::vector<double>>
        weights_;  // by order n - 1, and by the length of the count in bits
};

// How well a model says a text: each piece from the second on, from those before it.
struct TextLoss {
    double nats = 0;  // of all of them
    std::int64_t pieces = 0;

    double nats_per_piece() const;
    double perplexity() const;                                 // e to that
    double bits_per_character(std::int64_t characters) const;  // of the whole text (characters_in)
};
TextLoss text_loss(const Ngrams& model, std::span<const int> ids);

}  // namespace book
