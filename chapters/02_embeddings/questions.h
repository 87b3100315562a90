// Questions that chapter 02 asks of its own vectors and, with --vectors, of real ones: who lives beside
// whom, sums of words, and whether the article's map is right. First how they are asked, then the
// sections that ask them.
#pragma once

#include <fmt/ranges.h>

#include <map>
#include <set>

#include "by_hand.h"
#include "corpus/lexicon.h"
#include "figures.h"
#include "notebook/page.h"
#include "text/word_vectors.h"

namespace chapter_02 {
using namespace book;

inline const std::string kQuestions = "chapters/02_embeddings/questions.h";

// ---- groups of words ----------------------------------------------------------------------------
// What the corpus's lexicon says of nouns, in either number. The sentences do not say it.
inline const Words kGroups{"food and drink", "animals", "people", "things"};

inline int group_of(const Noun& noun) {
    if (noun.kinds & (kCounted | kUncounted)) return 0;
    if (noun.kinds & kAnimal) return 1;
    if (noun.kinds & (kPerson | kName)) return 2;
    if (noun.kinds & kThing) return 3;
    return -1;
}

inline std::map<std::string, int> groups_in_the_lexicon() {
    std::map<std::string, int> groups;
    for (const auto& list : {nouns(), names()}) {
        for (const Noun& noun : list) {
            groups.emplace(to_lower(noun.english), group_of(noun));
            groups.emplace(to_lower(plural_english(noun)), group_of(noun));
        }
    }
    return groups;
}

inline std::vector<int> groups_of(const Words& words) {  // for each word, or -1
    const std::map<std::string, int> known = groups_in_the_lexicon();
    std::vector<int> groups;
    for (const std::string& word : words) {
        const auto at = known.find(word);
        groups.push_back(at == known.end() ? -1 : at->second);
    }
    return groups;
}

// Of the k nearest neighbours of a group's words, the share that belongs to it, too; -1: all groups.
// Candidates are all words, so a word picked blindly is right as often as `chance` says.
struct Share {
    double found = 0;
    double chance = 0;
    int words = 0;
};

inline Share share_of(const Matrix& unit, const std::vector<int>& groups, int group, int k = 5) {
    Share share;
    for (int a = 0; a < unit.rows(); ++a) {
        const int own = groups[static_cast<std::size_t>(a)];
        const bool is_asked = own >= 0 && (group < 0 || own == group);
        if (!is_asked) continue;

        for (const Neighbour& neighbour : nearest(unit, a, k)) {
            if (groups[static_cast<std::size_t>(neighbour.id)] == own) ++share.found;
        }
        const auto others = std::count(groups.begin(), groups.end(), own) - 1;
        share.chance += static_cast<double>(others) / (unit.rows() - 1);
        ++share.words;
    }

    share.found /= share.words * k;
    share.chance /= share.words;
    return share;
}

// The five nearest of each word; a word that is named twice is asked once.
inline Table neighbours_table(const Words& asked, const Matrix& unit, const Words& words,
                              const std::unordered_map<std::string, int>& row_of) {
    Table near{"word", "its five nearest by cosine"};
    std::set<std::string> done;
    for (const std::string& word : asked) {
        const bool is_new = done.insert(word).second;
        if (!is_new) continue;

        const auto at = row_of.find(word);
        if (at == row_of.end()) {
            near.add(word, "not in this file");
        } else {
            near.add(word, listed(nearest(unit, at->second, 5), words));
        }
    }
    return near;
}

// ---- analogies ----------------------------------------------------------------------------------
struct Pair {
    int a;
    int b;
};

// Two forms of a word, if both are words of the text, and the first is not yet there.
inline void put_pair(std::vector<Pair>& pairs, const Text& text, const std::string& one,
                     const std::string& other) {
    const Pair pair{text.find(to_lower(one)), text.find(to_lower(other))};
    if (pair.a < 0 || pair.b < 0 || pair.a == pair.b) return;
    for (const Pair& known : pairs) {
        if (known.a == pair.a) return;
    }
    pairs.push_back(pair);
}

inline std::vector<Pair> verb_pairs(const Text& text) {  // "eat", "eats"
    std::vector<Pair> pairs;
    for (const Verb* verb : all_verbs()) {
        const std::string plain = verb->english != nullptr ? verb->english : verb->lemma;
        if (plain == "be") continue;
        put_pair(pairs, text, plain, third_person(plain));
    }
    return pairs;
}

inline std::vector<Pair> plural_pairs(const Text& text) {  // "doughnut", "doughnuts"
    std::vector<Pair> pairs;
    for (const Noun& noun : nouns()) {
        put_pair(pairs, text, noun.english, plural_english(noun));
    }
    return pairs;
}

// b - a + c for each two pairs (a, b) and (c, d): how often is d the word that is nearest?
struct Answers {
    int asked = 0;
    double loose = 0;    // a, b and c may answer, too
    double strict = 0;   // they may not
    double c_alone = 0;  // nearest to c, without a and b: no arithmetic at all
};

// The word with the largest score, without those named.
inline int best_word(Matrix scores, const std::vector<int>& without) {  // (1 x words)
    for (int id : without) scores(0, id) = -1e9f;
    return argmax(scores.row(0));
}

inline Answers ask(const Matrix& unit, const std::vector<Pair>& pairs) {
    Answers answers;
    const Matrix cosines = matmul_nt(unit, unit);  // (words x words)
    for (const Pair& p : pairs) {
        for (const Pair& q : pairs) {
            if (q.a == p.a || q.b == p.b) continue;
            const std::vector<int> question{p.a, p.b, q.a};

            Matrix step({1, cosines.cols()});  // (b - a + c) w = bw - aw + cw, for each word w
            for (int w = 0; w < cosines.cols(); ++w) {
                step(0, w) = cosines(p.b, w) - cosines(p.a, w) + cosines(q.a, w);
            }
            const Matrix alone(cosines.view().row_block(q.a, 1));

            if (best_word(step, {}) == q.b) ++answers.loose;
            if (best_word(step, question) == q.b) ++answers.strict;
            if (best_word(alone, question) == q.b) ++answers.c_alone;
            ++answers.asked;
        }
    }
    answers.loose /= answers.asked;
    answers.strict /= answers.asked;
    answers.c_alone /= answers.asked;
    return answers;
}

// ---- sections -----------------------------------------------------------------------------------
inline void how_many_numbers(Page& page, const Text& text, const Matrix& counts,
                             const Matrix& places, int window) {
    page.section("How many numbers does a word need?");
    page.text(R"md(
        Is it luck that the neighbours look right? Let us ask every noun. The corpus comes with a word list, which the
        counting never saw. It says whether a noun is food, an animal, a person or a thing. Of the five words that are
        nearest to a noun, how many belong to its own group?)md");
    const std::vector<int> groups = groups_of(text.words);
    const Matrix unit = unit_rows(places);
    Table by_group{"group", "words", {"in its group", ".1%"}, {"by chance", ".1%"}};
    for (int g = 0; g < std::ssize(kGroups); ++g) {
        const std::string& name = kGroups[static_cast<std::size_t>(g)];
        const Share share = share_of(unit, groups, g);
        by_group.add(name, share.words, share.found, share.chance);
        page.check(
            "in every group, neighbours belong to it at least three times as often as by chance",
            share.found > 3 * share.chance);
    }
    const Share food = share_of(unit, groups, 0);
    const Share all = share_of(unit, groups, -1);
    page.check("of a food's five nearest words, at least nine in ten are food", food.found > 0.9);
    page.show(by_group,
              "Of a noun's five nearest words, the share that belongs to the same group. They are "
              "chosen from all @{vocabulary} words");
    page.values({{"food.found", food.found}, {"food.chance", food.chance}});
    page.text(R"md(
        For food and drink it is @{food.found:.0%}; words picked blindly would be right @{food.chance:.0%} of the
        time. Do not be too impressed, though, because the argument is circular. A grammar wrote these sentences, and
        when it needs a word for the gap in *I eat …*, it takes one that the same list calls food. So the list put
        the groups into the sentences, and counting has found them again. This shows that counting *can* find such
        groups where there are some. It does not show that people's language divides into them so neatly.

        Now we ask again with fewer numbers for each word: only the first, then the first two, the first four, and so
        on. We ask with the raw counts in place of PPMI. And we ask with all the words of the corpus shuffled, so that
        each is as common as before but can be anywhere. The picture shows the share of neighbours that belong to the
        right group.)md");
    Rng rng(page.seed());
    // [shares]
    const Matrix raw = reach(counts, places.cols(), rng);  // without PPMI
    const auto share_in_group = [&](const Matrix& rows, int d) {
        const Matrix first(rows.view().col_block(0, d));  // d numbers
        return share_of(unit_rows(first), groups, -1).found;
    };

    Numbers widths;
    Numbers with_ppmi;
    Numbers with_counts;
    for (int d = 1; d <= places.cols(); d *= 2) {
        widths.push_back(d);
        with_ppmi.push_back(share_in_group(places, d));
        with_counts.push_back(share_in_group(raw, d));
    }

    const Text mixed = shuffled(text, rng);  // the same words, anywhere
    const Matrix m = ppmi(company(mixed, window));
    const Matrix blind = reach(m, places.cols(), rng);
    // [/shares]
    const double no_company = share_of(unit_rows(blind), groups, -1).found;
    page.values({{"share.all", all.found}, {"share.raw", with_counts.back()}});
    page.values({{"share.chance", all.chance}, {"share.shuffled", no_company}});
    page.value("share.width", widths.back());
    page.show(widths_figure(widths, with_ppmi, with_counts, all.chance));
    page.check("with the words shuffled, neighbours are hardly better than chance",
               no_company < 1.6 * all.chance);
    page.check("with four numbers for each word, PPMI does better than raw counts",
               with_ppmi[2] > with_counts[2] + 0.1);
    page.value("share.one", with_ppmi[0]);
    page.text(R"md(
        With a single number, PPMI is right in @{share.one:.0%} of cases, hardly better than chance, because the
        cosine of two single numbers is either 1 or −1. A few numbers are enough for this little world. Raw counts
        need more of them than PPMI, because the commonest words weigh most in them; with @{share.width:.0f} numbers
        the share is @{share.raw:.0%} for raw counts and @{share.all:.0%} for PPMI. With the words shuffled the share is
        @{share.shuffled:.0%}, and by chance it would be @{share.chance:.0%}. So the groups do come from the company
        that words keep.

        Counting works on real text, too. If it is done with care, its vectors are about as good as those that are
        learnt by predicting words (Levy, Goldberg and Dagan 2015).)md");
    page.deep_dive("How the shares were measured", [&] {
        page.text(R"md(
            `reach` finds the strongest directions of a table and how far each row reaches in them. `share_of` takes
            every noun, finds its five nearest among all the words, and counts those in its group. (`col_block(0, d)`
            is the first `d` columns.) The line with `shuffled` mixes up the words:)md");
        page.cell("shares", kQuestions);
    });
}

inline void sums_of_words(Page& page, const Text& text, const Matrix& unit) {
    page.section("King − man + woman");
    page.term("analogy", "a is to b as c is to what? Answered with rows: b − a + c", {"analogies"});
    page.text(R"md(
        If places mean something, then perhaps the steps between them do, too. Take the step from *man* to *woman*,
        but start at *king*. Where do you end up? The famous answer is *queen* (Mikolov, Yih and Zweig 2013). Such a
        question, *man is to woman as king is to what*, is called an **analogy**.

        In the code, `destination` takes the step, and `answer` names the word that is nearest to where we end up;
        `unit` is the table of all the places, with every arrow cut to length 1. It is usual to forbid the three words
        of the question as answers. We ask both ways: first any word may be the answer, and then any but those
        three.)md");
    // [steps]
    using Ids = std::vector<int>;
    const auto destination = [&](const Ids& abc) {  // a - b + c
        const Matrix rows = look_up(abc, unit);     // (3 x d)
        return matmul(Matrix{{1, -1, 1}}, rows);    // (1 x d)
    };
    const auto answer = [&](const Ids& abc, const Ids& without) {
        const Matrix at = destination(abc);
        return text.word(nearest(unit, at, 1, without)[0].id);
    };
    // [/steps]
    page.cell("steps", kQuestions);
    page.text("Four questions, the famous one first:");
    Table sums{"question", "hoped for", "any word", "the three forbidden"};
    const char* asked[][4] = {{"king", "man", "woman", "queen"},
                              {"doughnuts", "doughnut", "cat", "cats"},
                              {"eats", "eat", "drink", "drinks"},
                              {"loves", "love", "hate", "hates"}};
    for (const auto& [a, b, c, hope] : asked) {
        const Ids abc{text.find(a), text.find(b), text.find(c)};
        const std::string question = fmt::format("{} − {} + {}", a, b, c);
        sums.add(question, hope, answer(abc, {}), answer(abc, abc));
    }
    page.show(sums);

    const Answers verbs = ask(unit, verb_pairs(text));
    const Answers plurals = ask(unit, plural_pairs(text));
    page.values({{"verbs.asked", verbs.asked}, {"verbs.loose", verbs.loose}});
    page.values({{"verbs.strict", verbs.strict}, {"verbs.alone", verbs.c_alone}});
    page.values({{"plurals.asked", plurals.asked}, {"plurals.strict", plurals.strict}});
    const Ids famous{text.find("king"), text.find("man"), text.find("woman")};
    page.value("queen.instead", answer(famous, famous));
    page.text(R"md(
        No queen: with the three words forbidden, the nearest is *@{queen.instead}* (names are in lower case here, too). But four questions prove
        nothing, so let us ask more. By pairing verbs (*eat* is to *eats* as *drink* is to what?) we can ask
        @{verbs.asked} questions. Of these, @{verbs.strict:.0%} come out right if the three words are forbidden, and
        @{verbs.loose:.0%} if they are not. Without any arithmetic, if we just take the word nearest to *drink* that
        is not in the question, @{verbs.alone:.0%} come out right. So for verbs the step does help.

        From singular to plural we can ask @{plurals.asked:,} questions, and only @{plurals.strict:.0%} come out
        right. In this corpus singulars and plurals keep different company (*a doughnut is*, *many doughnuts are*),
        and *queen* occurs wherever any woman does. Here, at least, such sums work only where the step shows in the
        company that words keep.)md");
    page.check("for verbs, the step is right more often than the nearest word alone",
               verbs.strict > verbs.c_alone + 0.1);
    page.check("forbidding the words of the question makes the result look better",
               verbs.strict > verbs.loose);
    page.check("from singular to plural, fewer than one answer in five is right",
               plurals.strict < 0.2);
}

// ---- real vectors -------------------------------------------------------------------------------
inline void where_real_ones_are(Page& page) {
    page.section("And real vectors?");
    page.text(R"md(
        There are files of vectors that were learnt from real text, billions of words of it. Give one to the chapter,
        in the text format of GloVe (a word and its numbers on each line) or of word2vec, and it puts the same
        questions to these vectors: `./book run 2 --vectors glove.6B.100d.txt`. Does *love* live beside *doughnuts*?
        Who are the neighbours? Where does *king − man + woman* lead?)md");
}

inline int find_word(const WordVectors& v, const std::string& word) {  // "I" may be "i" there
    const int at = v.find(word);
    if (at >= 0) return at;
    return v.find(to_lower(word));
}

// Is x nearer to y than to z on the article's map?
inline Cell answer_of_the_article(const std::string& x, const std::string& y,
                                  const std::string& z) {
    const auto find = [](const std::string& word) {
        return static_cast<int>(std::find(kWords.begin(), kWords.end(), word) - kWords.begin());
    };
    const int i = find(x);
    const int j = find(y);
    const int k = find(z);
    const int words = kTable.rows();
    const bool on_the_map = i < words && j < words && k < words;
    if (!on_the_map) return Cell("not on it");
    return Cell(euclid(kTable.row(i), kTable.row(j)) < euclid(kTable.row(i), kTable.row(k)));
}

// The article's map, as questions: is x nearer to y than to z? Asked of the article's own numbers
// with the ruler, and of the file with both measures.
inline void ask_the_map(Page& page, const WordVectors& v, const Matrix& unit) {
    const char* asked[][3] = {{"doughnuts", "love", "taxes"},
                              {"love", "doughnuts", "taxes"},
                              {"doughnuts", "love", "hate"},
                              {"I", "love", "taxes"}};
    Table answers{"x: y, z", "article", "by ruler", "", "by cosine", ""};
    int count = 0;
    int yes = 0;  // by both measures
    int no = 0;
    for (const auto& [x, y, z] : asked) {
        const std::string question = fmt::format("{}: {}, {}", x, y, z);
        const Cell article = answer_of_the_article(x, y, z);
        const int a = find_word(v, x);
        const int b = find_word(v, y);
        const int c = find_word(v, z);
        if (a < 0 || b < 0 || c < 0) {
            answers.add(question, article, "a word is missing", "", "", "");
            continue;
        }

        const double euclid_y = euclid(v.vectors.row(a), v.vectors.row(b));
        const double euclid_z = euclid(v.vectors.row(a), v.vectors.row(c));
        const double cosine_y = dot(unit.row(a), unit.row(b));
        const double cosine_z = dot(unit.row(a), unit.row(c));
        const bool by_euclid = euclid_y < euclid_z;
        const bool by_cosine = cosine_y > cosine_z;
        answers.add(question, article, fmt::format("{:.2f}, {:.2f}", euclid_y, euclid_z),
                    Cell(by_euclid), fmt::format("{:.3f}, {:.3f}", cosine_y, cosine_z),
                    Cell(by_cosine));
        ++count;
        if (by_euclid && by_cosine) ++yes;
        if (!by_euclid && !by_cosine) ++no;
    }
    page.values({{"real.asked", count}, {"real.yes", yes}, {"real.no", no}});
    page.value("real.split", count - yes - no);
    page.show(answers,
              "Is x nearer to y than to z? By the article's numbers, with the ruler; and by the "
              "file, with both measures");
    page.text(R"md(
        Of the @{real.asked} questions for which this file has the words, both measures say yes to @{real.yes} and
        no to @{real.no}, and on @{real.split} they disagree. A map of real words is no simple matter, and it
        depends on the measure. And who are the neighbours?)md");
}

// All pairs of the first three words, by both measures, as far as the file has them.
inline void real_distances(Page& page, const WordVectors& v, const Matrix& unit,
                           const Words& words) {
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = i + 1; j < 3; ++j) {
            const int a = v.find(words[i]);
            const int b = v.find(words[j]);
            if (a < 0 || b < 0) continue;
            const real cosine = dot(unit.row(a), unit.row(b));
            page.data(fmt::format("real.euclid.{}.{}", words[i], words[j]),
                      euclid(v.vectors.row(a), v.vectors.row(b)));
            page.data(fmt::format("real.cosine.{}.{}", words[i], words[j]), cosine);
        }
    }
}

// Where king - man + woman leads, if the file has all four words.
inline void real_queen(Page& page, const WordVectors& v, const Matrix& unit) {
    const int king = v.find("king");
    const int man = v.find("man");
    const int woman = v.find("woman");
    const int queen = v.find("queen");
    if (king < 0 || man < 0 || woman < 0 || queen < 0) return;

    const auto row = [&](int id) { return v.vectors.view().row_block(id, 1); };
    const Matrix at = unit_rows(add(subtract(row(king), row(man)), row(woman)));
    const auto nearest_word = [&](const std::vector<int>& without) {
        const std::vector<Neighbour> found = nearest(unit, at, 1, without);
        if (found.empty()) return std::string("none");
        return v.words[static_cast<std::size_t>(found[0].id)];
    };
    page.value("real.queen", dot(at.row(0), unit.row(queen)));
    page.value("real.any", nearest_word({}));
    page.value("real.other", nearest_word({king, man, woman}));
    page.text(R"md(
        *King − man + woman* has a cosine of @{real.queen:.3f} with *queen*. The nearest word of all is *@{real.any}*;
        with the three words of the question forbidden, it is *@{real.other}*.)md");
}

// Whether food lives beside food there, if the file knows enough of it.
inline void real_food(Page& page, const WordVectors& v, const Matrix& unit) {
    const std::vector<int> groups = groups_of(v.words);
    const auto foods = std::count(groups.begin(), groups.end(), 0);
    if (foods < 2 || v.words.size() <= 6) return;

    const Share food = share_of(unit, groups, 0);
    page.values({{"real.food", food.found}, {"real.chance", food.chance}});
    page.value("real.foods", food.words);
    page.text(R"md(
        The file has @{real.foods} of our words for food and drink. Of their five nearest words, @{real.food:.0%} are
        food and drink, too; by chance the share would be @{real.chance:.1%}.)md");
}

inline void real_vectors(Page& page, const WordVectors& v, const std::string& own) {
    page.section("The same questions, put to real vectors");
    const Matrix unit = unit_rows(v.vectors);
    page.values({{"real.words", v.words.size()}, {"real.width", v.vectors.cols()}});
    page.text(R"md(
        The file given with `--vectors` holds @{real.words:,} words with @{real.width} numbers each, learnt by other
        people, from other texts. First the questions about the article's map: is x nearer to y than to z?)md");
    if (!v.odd.empty())
        page.text(fmt::format("(What is odd about the file: {}.)", fmt::join(v.odd, "; ")));
    ask_the_map(page, v, unit);
    Words asked{"doughnuts", "love", "taxes", own};
    page.show(neighbours_table(asked, unit, v.words, v.row_of));
    real_distances(page, v, unit, asked);
    real_queen(page, v, unit);
    real_food(page, v, unit);
}

}  // namespace chapter_02
