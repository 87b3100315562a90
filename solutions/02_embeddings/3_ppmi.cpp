// 2.3  From counts to PPMI
// solid; chapter 02, "You shall know a word by the company it keeps"
#include "02_embeddings/exercises.h"

using namespace exercise;

// A word that meets everybody has a large n_a, and is therefore expected to
// meet any given word often, just by chance. The quotient takes away what is
// due to being common. Words that never met would get minus infinity, and words
// that met less often than by chance would get a negative number. In a small
// corpus both are mostly accidents, and PPMI turns them into 0. The comparison
// takes care of everything: it is false for n_ab = 0, and also for a word that
// meets nobody, where it asks whether 0 > 0.
Matrix exercise::ppmi(ConstView counts) {
    const int n = counts.rows();
    std::vector<double> of(static_cast<std::size_t>(n));
    double all = 0;
    for (int a = 0; a < n; ++a) {
        of[static_cast<std::size_t>(a)] = double{sum(counts.row(a))};
        all += of[static_cast<std::size_t>(a)];
    }
    Matrix m({n, n});
    for (int a = 0; a < n; ++a)
        for (int b = 0; b < n; ++b) {
            const double chance = of[static_cast<std::size_t>(a)] *
                                  of[static_cast<std::size_t>(b)];
            if (counts(a, b) * all > chance)
                m(a, b) = static_cast<real>(
                    std::log(counts(a, b) * all / chance));
        }
    return m;
}
