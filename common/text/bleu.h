// BLEU: how much a translation looks like a human one (Papineni, Roukos, Ward, Zhu 2002).
//
// It counts the runs of one to four words that a translation shares with its reference; a run
// counts at most as often as it stands in one reference. Over the whole corpus,
//
//     BLEU = BP * (p1 p2 p3 p4)^(1/4)        p_n = 100 * shared n-grams / n-grams, in percent
//     BP   = min(1, exp(1 - r / c))          c words were said, r stand in the references
//
// where r adds up, sentence by sentence, the length of the reference that is closest to what was
// said (of two as close, the shorter). The formula is the smaller part of a score: it depends as
// much on what a word is. This one follows sacreBLEU (Post 2018) to the last digit: the tokens of
// mteval-v13a, and for the k-th order without a match 1 / 2^k of a match (smooth:exp). Nothing
// shared at all is 0, and so is a corpus without any 4-gram.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace book {

struct BleuScore {
    double score = 0;                      // 0..100
    std::array<double, 4> precisions{};    // percent, of 1- to 4-grams, smoothed
    std::array<std::int64_t, 4> counts{};  // shared n-grams
    std::array<std::int64_t, 4> totals{};  // n-grams in the translations
    double brevity_penalty = 1;            // BP
    std::int64_t hypothesis_length = 0;    // c
    std::int64_t reference_length = 0;     // r
    std::string signature;  // quote it with every score; "version:book-1" says that we computed it
};

// references[k][i] is the k-th reference of hypotheses[i]. InputError if there is nothing to score
// or the numbers of lines differ.
BleuScore bleu(const std::vector<std::string>& hypotheses,
               const std::vector<std::vector<std::string>>& references, bool lowercase = false);

// The words that BLEU counts, separated by single spaces.
std::string tokenize_13a(std::string_view text);

}  // namespace book
