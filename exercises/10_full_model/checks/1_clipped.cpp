// Checks exercise 10.1, the clipped precision of BLEU.
#include <map>
#include <numeric>

#include "10_full_model/exercises.h"
#include "teacher/harness/teach.h"
#include "text/bleu.h"

namespace book::teacher::exercise_10_1 {
namespace {

using exercise::Answered;
using Words = std::vector<int>;
using Run = std::vector<int>;
using Counts = std::map<Run, int>;

constexpr int kNothing = -1;  // behind a sentence, in the matrix that shows it

Words sentence(int least, int most, Rng& rng) {
    Words words(static_cast<std::size_t>(least + rng.below(most - least + 1)));
    for (int& word : words) word = rng.below(3);  // few words: runs come again
    return words;
}

// A line is a row of words, filled up; sentence s was said in row s of "said", and its references are
// rows 2 s and 2 s + 1 of "references", or row s if there is one for each.
Matrix as_matrix(const std::vector<Words>& lines) {
    std::size_t width = 1;
    for (const Words& line : lines) width = std::max(width, line.size());
    Matrix m({static_cast<int>(lines.size()), static_cast<int>(width)}, kNothing);
    for (int r = 0; r < m.rows(); ++r) {
        const Words& line = lines[static_cast<std::size_t>(r)];
        for (std::size_t i = 0; i < line.size(); ++i)
            m(r, static_cast<int>(i)) = static_cast<real>(line[i]);
    }
    return m;
}

Words line(ConstView m, int r) {
    Words words;
    for (const real word : m.row(r))
        if (word != kNothing) words.push_back(static_cast<int>(word));
    return words;
}

Case one(const char* about, int lines, int references, int n, Rng& rng) {
    std::vector<Words> said, wanted;
    for (int i = 0; i < lines; ++i) {
        said.push_back(sentence(1, 6, rng));
        for (int k = 0; k < references; ++k) wanted.push_back(sentence(2, 6, rng));
    }
    return {about,
            {{"said", as_matrix(said)}, {"references", as_matrix(wanted)}, {"n", as_input(n)}}};
}

// Only few sentences say the same four words by chance.
Case runs_of_four(Rng& rng) {
    std::vector<Words> said, wanted;
    for (int i = 0; i < 3; ++i) {
        said.push_back(sentence(4, 7, rng));
        wanted.push_back(said.back());
        wanted.back()[static_cast<std::size_t>(i)] = 3;
        wanted.back().insert(wanted.back().end(), said.back().begin(), said.back().begin() + 4);
    }
    return {"three sentences, runs of four",
            {{"said", as_matrix(said)}, {"references", as_matrix(wanted)}, {"n", as_input(4)}}};
}

Case too_short(Rng& rng) {
    std::vector<Words> said, wanted;
    for (int i = 0; i < 2; ++i) {
        said.push_back(sentence(1, 2, rng));
        wanted.push_back(sentence(3, 6, rng));
    }
    return {"two sentences, too short for runs of three",
            {{"said", as_matrix(said)}, {"references", as_matrix(wanted)}, {"n", as_input(3)}}};
}

std::vector<Case> draw_cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("one sentence, single words", 1, 1, 1, rng));
    all.push_back(one("one sentence, two references, single words", 1, 2, 1, rng));
    all.push_back(one("three sentences, pairs", 3, 1, 2, rng));
    all.push_back(one("four sentences, two references each, pairs", 4, 2, 2, rng));
    all.push_back(one("four sentences, two references each, single words", 4, 2, 1, rng));
    all.push_back(one("five sentences, two references each, runs of three", 5, 2, 3, rng));
    all.push_back(runs_of_four(rng));
    all.push_back(too_short(rng));
    all.push_back({"nothing was said at all",
                   {{"said", as_matrix({{}, {}})},
                    {"references", as_matrix({sentence(2, 6, rng), sentence(2, 6, rng)})},
                    {"n", as_input(1)}}});
    return all;
}

std::vector<Answered> corpus(const Case& c) {
    std::vector<Answered> all;
    const int lines = c.matrix(0).rows(), each = c.matrix(1).rows() / lines;
    for (int s = 0; s < lines; ++s) {
        Answered now{line(c.matrix(0), s), {}};
        for (int k = 0; k < each; ++k) now.references.push_back(line(c.matrix(1), s * each + k));
        all.push_back(now);
    }
    return all;
}
int order(const Case& c) { return c.whole(2); }

// What the library counts, before it smooths anything.
Matrix by_library(const Case& c) {
    std::vector<std::string> said;
    std::vector<std::vector<std::string>> references;
    const auto as_line = [](const Words& words) {
        std::string text;
        for (const int word : words) text += fmt::format(" w{}", word);
        return text;
    };
    for (const Answered& sentence : corpus(c)) {
        said.push_back(as_line(sentence.said));
        references.resize(sentence.references.size());
        for (std::size_t k = 0; k < references.size(); ++k)
            references[k].push_back(as_line(sentence.references[k]));
    }
    const BleuScore score = bleu(said, references);
    const auto n = static_cast<std::size_t>(order(c) - 1);
    const double all = static_cast<double>(score.totals[n]);
    return as_input(all == 0 ? 0 : static_cast<double>(score.counts[n]) / all);
}

Counts runs_in(const Words& words, int n) {
    Counts counts;
    for (auto first = words.begin(); words.end() - first >= n; ++first)
        ++counts[Run(first, first + n)];
    return counts;
}

int total(const Counts& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0,
                           [](int sum, const auto& run) { return sum + run.second; });
}

enum class Allowed { most, sum, first };

Counts allowed_in(const std::vector<Words>& references, int n, Allowed how) {
    Counts allowed;
    for (std::size_t k = 0; k < references.size(); ++k) {
        if (how == Allowed::first && k > 0) break;
        for (const auto& run : runs_in(references[k], n)) {
            int& count = allowed[run.first];
            count = how == Allowed::sum ? count + run.second : std::max(count, run.second);
        }
    }
    return allowed;
}

enum class Clip { yes, no, once };
enum class Over { said, references, words };

struct Way {
    Allowed allowed = Allowed::most;
    Clip clip = Clip::yes;
    Over over = Over::said;
    bool mean = false;
};

double share(double some, double all) { return all == 0 ? 0 : some / all; }

// 0 / 0 where there is no run at all.
Matrix not_a_number_of_none(const Case& c) {
    double all = 0;
    for (const Answered& sentence : corpus(c)) all += total(runs_in(sentence.said, order(c)));
    return all == 0 ? as_input(std::numeric_limits<real>::quiet_NaN()) : by_library(c);
}

Matrix counted(const std::vector<Answered>& all, int n, Way way) {
    double shared = 0, over = 0, shares = 0;
    for (const Answered& sentence : all) {
        const Counts allowed = allowed_in(sentence.references, n, way.allowed);
        const Counts said = runs_in(sentence.said, n);
        double here = 0;
        for (const auto& run : said) {
            const auto match = allowed.find(run.first);
            const int most = match == allowed.end() ? 0 : match->second;
            if (way.clip == Clip::yes) here += std::min(run.second, most);
            if (way.clip == Clip::no && most > 0) here += run.second;
            if (way.clip == Clip::once && most > 0) here += 1;
        }
        double of = total(said);
        if (way.over == Over::words) of = static_cast<double>(sentence.said.size());
        if (way.over == Over::references) of = total(runs_in(sentence.references[0], n));
        shared += here;
        over += of;
        shares += share(here, of);
    }
    return as_input(way.mean ? shares / static_cast<double>(all.size()) : share(shared, over));
}

template <class T>
Answer with(T Way::*what, T value) {
    Way way;
    way.*what = value;
    return [way](const Case& c) { return counted(corpus(c), order(c), way); };
}

// One long sentence: runs reach across, and a sentence lends another one what it did not use.
Matrix in_one_heap(const Case& c) {
    Answered all;
    for (const Answered& sentence : corpus(c)) {
        all.said.insert(all.said.end(), sentence.said.begin(), sentence.said.end());
        all.references.resize(sentence.references.size());
        for (std::size_t k = 0; k < sentence.references.size(); ++k)
            all.references[k].insert(all.references[k].end(), sentence.references[k].begin(),
                                     sentence.references[k].end());
    }
    return counted({all}, order(c), {});
}

// What each run was allowed in all sentences together, without runs that reach across.
Matrix lends(const Case& c) {
    Counts said, allowed;
    for (const Answered& sentence : corpus(c)) {
        for (const auto& run : runs_in(sentence.said, order(c))) said[run.first] += run.second;
        for (const auto& run : allowed_in(sentence.references, order(c), Allowed::most))
            allowed[run.first] += run.second;
    }
    double shared = 0;
    for (const auto& run : said) shared += std::min(run.second, allowed[run.first]);
    return as_input(share(shared, total(said)));
}

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> all{
        {"not_clipped",
         "This is what comes out without clipping: a run that is in a reference counts as "
         "often as it was said. Then *the the the the* would be perfect.",
         with(&Way::clip, Clip::no)},
        {"once_each",
         "This is what comes out when each run counts once at most. If a reference has it twice, "
         "it may be said twice.",
         with(&Way::clip, Clip::once)},
        {"adds_up_the_references",
         "This is what comes out when a run is allowed as often as it occurs in all the references "
         "together. Each of them is a whole answer: take the most that any one of them has.",
         with(&Way::allowed, Allowed::sum)},
        {"first_reference_only", "This is what comes out when only the first reference counts.",
         with(&Way::allowed, Allowed::first)},
        {"mean_over_the_sentences",
         "This is what comes out when every sentence has a share of its own, and their mean is "
         "taken. Add up all the counts first, and divide once.",
         with(&Way::mean, true)},
        {"divides_by_the_words",
         "This is what comes out when you divide by the number of *words*. A sentence of five "
         "words has only four pairs.",
         with(&Way::over, Over::words)},
        {"divides_by_the_reference",
         "This is what comes out when you divide by the runs in the (first) reference. That "
         "would be recall, how much of it was found. Precision asks about what was said.",
         with(&Way::over, Over::references)},
        {"in_one_heap",
         "This is what comes out when all the sentences are written one after another and counted "
         "as one. Each sentence answers for itself, and no run reaches into the next.",
         in_one_heap},
        {"divides_by_zero",
         "This is right, except where no run of that length was said. Then 0 / 0 is not a number: "
         "ask before you divide. The share is 0.",
         not_a_number_of_none},
        {"lends",
         "This is what comes out when runs are clipped over the whole corpus. What one sentence "
         "says too often, the reference of another cannot excuse: clip in each sentence.",
         lends}};
    return all;
}

const Register registered({"10.1", "What BLEU counts: clipped precision",
                           "exercises/10_full_model/1_clipped.cpp", draw_cases,
                           [](const Case& c) {
                               return as_input(
                                   double{exercise::clipped_precision(corpus(c), order(c))});
                           },
                           by_library, mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_10_1
