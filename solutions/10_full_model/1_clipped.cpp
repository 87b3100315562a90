// 10.1  What BLEU counts: clipped precision
// solid; chapter 10, "A mark between right and wrong: BLEU"
#include "10_full_model/exercises.h"

using namespace exercise;

namespace {

using Run = std::vector<int>;

// How often each run of n words stands in a sentence.
std::map<Run, int> runs_in(const std::vector<int>& words, int n) {
    std::map<Run, int> counts;
    for (auto first = words.begin(); words.end() - first >= n; ++first)
        ++counts[Run(first, first + n)];
    return counts;
}

}  // namespace

// Two limits meet: how often a run was said, and how often it may be said. The
// smaller one counts. Allowed is the most that any one reference has, not their
// sum: otherwise three references with one *the* each would allow three.
//
// The sums come before the division, so that a long sentence weighs more than a
// short one. The mean of all sentences' shares would be another number, and a
// shaky one: a sentence of three words has two pairs, and gets 0, 1/2 or 1.
real exercise::clipped_precision(const std::vector<Answered>& corpus,
                                 int n) {
    int shared = 0, all = 0;
    for (const Answered& sentence : corpus) {
        std::map<Run, int> allowed;
        for (const std::vector<int>& reference : sentence.references)
            for (const auto& [run, count] : runs_in(reference, n))
                allowed[run] = std::max(allowed[run], count);
        for (const auto& [run, count] : runs_in(sentence.said, n)) {
            shared += std::min(count, allowed[run]);
            all += count;
        }
    }
    return all == 0 ? real{0}
                    : static_cast<real>(shared) / static_cast<real>(all);
}
