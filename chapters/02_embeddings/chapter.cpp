// Chapter 02: a word becomes a row of numbers, and the rows are learnt from the company words keep.
#include "notebook/chapter.h"

#include "figures.h"
#include "questions.h"
#include "root_d.h"
#include "text/lines.h"

namespace chapter_02 {
using namespace book;

namespace {

void numbers_and_rows(Page& page, const Text& text, int width) {
    page.section("A number is not a meaning");
    const int id = text.find("doughnuts");
    page.values({{"vocabulary", text.size()}, {"width", width}, {"id", id}});
    page.values({{"before", text.word(id - 1)}, {"after", text.word(id + 1)}});
    page.text(R"md(
        Chapter 01 left us with numbers. Take words for tokens: this book's corpus has @{vocabulary}
        in English (in lower case). In alphabetical order *doughnuts* is number @{id}. Its neighbours
        are *@{before}* and *@{after}*. The number is a name and no more: nothing can be computed
        with it. A model must be able to tell that *doughnuts* is *like* another word. So it needs
        more than one number.

        First a way that adds nothing: as many numbers as there are words, all 0 but a 1 at the
        word's own. Such a row is called *one-hot*. Now every word is as far from every other.)md");
    const Matrix all = one_hot({0, 1, 2, 3}, 4);
    for (int a = 0; a < 4; ++a) {
        for (int b = 0; b < a; ++b) {
            const double apart = euclid(all.row(a), all.row(b));
            page.check("one-hot rows are all equally far apart",
                       std::abs(apart - std::sqrt(2.0)) < 1e-12);
        }
    }

    page.section("A table with a row for each word");
    page.text(R"md(
        Multiply a one-hot row by a matrix, and out comes one row of it. So give the matrix a row
        for each word, and few columns: here the four words of Elokusa's article, two numbers each. A word's
        row is its *embedding*: the numbers are an address, the word has become a place.)md");
    page.setup("article", kByHand);
    page.setup("lookup", kByHand);
    // [sentence]
    const std::vector<int> ids{0, 1, 2};                     // I love doughnuts
    const Matrix product = matmul(one_hot(ids, 4), kTable);  // (3 x 4)(4 x 2)
    const Matrix copied = look_up(ids, kTable);              // (3 x 2)
    // [/sentence]
    page.cell("sentence");
    page.show(matrix_table(copied, {"I", "love", "doughnuts"}, {"first", "second"}, ".1f"));
    page.check("a one-hot product and a copied row are the same", product == copied);
    page.value("multiplications", text.size() * width);
    page.text(R"md(
        The product shows what a lookup *is*: one more matrix, which can be learnt like any other.
        Nobody computes it so. With @{vocabulary} words and @{width} numbers each it takes
        @{multiplications:,} multiplications for a word, nearly all of them by zero; the copy takes
        none, and moves @{width} numbers, however many words there are.)md");
    page.exercise("2.1", "Look up the rows of a sentence.");
}

void two_measures(Page& page) {
    page.section("Two ways to be near");
    page.quote("Words that are similar in meaning end up living near each other in this space",
               "the article");
    page.guess("Which two of the article's four words are closest together on its map?",
               "*I* and *taxes*, @{distance.euclid.I.taxes:.2f} apart. *Love* and *doughnuts*: "
               "@{distance.euclid.love.doughnuts:.2f}.");
    page.text(R"md(
        Near by which measure? Two are in use. *Euclid's* distance is what a ruler says. The
        *cosine* looks at directions only: it divides the lengths out, and is 1 if two arrows from
        the origin point the same way, 0 at a right angle, −1 if they are opposed. For distances
        small is near, for cosines large.)md");
    page.formula(R"(\|a-b\| = \sqrt{\textstyle\sum_c (a_c-b_c)^2} \qquad
                   \cos(a,b) = \frac{\sum_c a_c b_c}{\|a\|\,\|b\|})",
                 "‖a − b‖ = √(Σ_c (a_c − b_c)²)     cos(a, b) = Σ_c a_c b_c / (‖a‖ ‖b‖)");
    page.setup("measures", kByHand);
    Table both{"pair", {"Euclid", ".4f"}, {"cosine", ".4f"}};
    const Matrix unit = unit_rows(kTable);
    const Matrix products = matmul_nt(unit, unit);  // (4 x 4)
    double ruler[4][4] = {};                        // two words, by Euclid
    double angle[4][4] = {};                        // by their cosine
    for (int a = 0; a < 4; ++a) {
        for (int b = a + 1; b < 4; ++b) {
            const double distance = euclid(kTable.row(a), kTable.row(b));
            const double similarity = cosine(kTable.row(a), kTable.row(b));
            ruler[a][b] = distance;
            ruler[b][a] = distance;
            angle[a][b] = similarity;
            angle[b][a] = similarity;

            const std::string& one = kWords[std::size_t(a)];
            const std::string& other = kWords[std::size_t(b)];
            page.data("distance.euclid." + one + "." + other, distance);
            page.data("similarity.cosine." + one + "." + other, similarity);
            both.add(one + ", " + other, distance, similarity);
            page.check("a cosine is a product of two rows of length 1",
                       std::abs(similarity - products(a, b)) < 1e-6);
        }
    }
    page.show(both);
    page.show(article_map(kTable, kWords));
    page.text(R"md(
        By the ruler the map is what the article says: *doughnuts* is
        @{distance.euclid.love.doughnuts:.2f} from *love* and @{distance.euclid.doughnuts.taxes:.2f}
        from *taxes*. By cosine hardly anything is left of it:
        @{similarity.cosine.love.doughnuts:.4f} against @{similarity.cosine.doughnuts.taxes:.4f}.
        All four arrows point the same way, more or less, and *taxes* is merely a short one. Ask
        *taxes* for its neighbour: the ruler says *I*, the cosine *love*. Neither is wrong. Two
        measures make two maps of the same places.)md");
    page.article_says("doughnuts and taxes, by cosine", "not neighbours",
                      "similarity.cosine.doughnuts.taxes", ".4f");
    constexpr int kI = 0;
    constexpr int kLove = 1;
    constexpr int kDoughnuts = 2;
    constexpr int kTaxes = 3;
    page.check("by Euclid, doughnuts is nearer to love than to taxes",
               5 * ruler[kDoughnuts][kLove] < ruler[kDoughnuts][kTaxes]);
    page.check("by cosine, doughnuts is nearly as near to taxes",
               angle[kDoughnuts][kTaxes] > 0.99 * angle[kDoughnuts][kLove]);
    const bool i_by_euclid = ruler[kTaxes][kI] < ruler[kTaxes][kLove];
    const bool love_by_cosine = angle[kTaxes][kLove] > angle[kTaxes][kI];
    page.check("Euclid and cosine name different neighbours for taxes",
               i_by_euclid && love_by_cosine);
    const Matrix longer = scale(kTable, 3);
    const double kept = cosine(longer.row(kLove), kTable.row(kTaxes));
    page.check("three times as long, a word keeps its cosines",
               std::abs(kept - angle[kLove][kTaxes]) < 1e-6);
    page.text(R"md(
        In vectors made by counting a common word has a long row for being common, so there one asks
        the cosine. Its trap: a row of zeros has no direction, and 0 divided by 0 is no number. Our
        lines answer 0, "like nobody".)md");
    page.exercise("2.2", "Write the cosine, and mind its trap.");
}

void counted_on_paper(Page& page) {
    page.section("You shall know a word by the company it keeps");
    page.text(R"md(
        The article's numbers are invented. Where do real ones come from? From an old thought: words
        that stand in the same company mean something alike (Harris 1954; the heading is Firth's,
        1957). Company can be counted. Three sentences, all in lower case, and how often two words
        stand in one, at most two words apart:)md");
    // [paper]
    const Words lines{"I eat doughnuts", "I eat cakes", "I pay taxes"};
    const Text tiny = text_of(lines);
    const Matrix counts = company(tiny, 2);  // (6 x 6)  up to two words apart
    const Matrix m = ppmi(counts);
    // [/paper]
    page.cell("paper");
    page.setup("counts", kByHand);
    page.show(matrix_table(counts, tiny.words, tiny.words, ".0f"),
              "Who stands near whom, how often");
    const int i = tiny.find("i");
    const int eat = tiny.find("eat");
    const int cakes = tiny.find("cakes");
    const int doughnuts = tiny.find("doughnuts");
    const int taxes = tiny.find("taxes");

    const Matrix of = column_sums(counts);  // (1 x 6)  all company of a word
    const double all = sum(of.row(0));
    const double by_chance = of(0, eat) * of(0, doughnuts) / all;
    page.values({{"of.eat", of(0, eat)}, {"of.doughnuts", of(0, doughnuts)}, {"all", all}});
    page.values({{"by.chance", by_chance}, {"m.eat", m(eat, doughnuts)}, {"m.i", m(i, doughnuts)}});

    const auto cosine_to_doughnuts = [&](const Matrix& rows, int word) {
        return cosine(rows.row(doughnuts), rows.row(word));
    };
    page.value("paper.cakes", cosine_to_doughnuts(m, cakes));
    page.value("paper.taxes", cosine_to_doughnuts(m, taxes));
    page.value("paper.raw", cosine_to_doughnuts(counts, taxes));
    page.text(R"md(
        A row is a vector already. *Doughnuts* and *cakes* never meet, and have the same row: they
        keep the same company. But *doughnuts* and *taxes* are not so different either, cosine
        @{paper.raw:.2f}, because both stand beside *i*, who stands beside everybody. So do not ask
        how often two words meet, but how much more often than by chance. *Eat* has @{of.eat:.0f} of
        the @{all:.0f} meetings, *doughnuts* @{of.doughnuts:.0f}. If chance alone seated them, they
        would meet @{of.eat:.0f} · @{of.doughnuts:.0f} / @{all:.0f} = @{by.chance:.2f} times. They
        do meet once, more often than that; the logarithm of how many times is their *pointwise
        mutual information*. Below 0 it is mostly noise (minus infinity, if two words never meet).
        So it is set to 0 there, and called PPMI, with a P for positive.)md");
    page.formula(R"(\mathrm{PPMI}(a,b) = \max\left(0,\ \ln\frac{n_{ab}\,n}{n_a\,n_b}\right))",
                 "PPMI(a, b) = max(0, ln(n_ab · n / (n_a · n_b)))", "Church and Hanks 1990");
    page.setup("ppmi", kByHand);
    page.text(R"md(
        *Eat* now says @{m.eat:.2f} about *doughnuts*, *i* only @{m.i:.2f}. *Doughnuts* and *cakes*
        have cosine @{paper.cakes:.2f}, *doughnuts* and *taxes* @{paper.taxes:.2f}.)md");
    page.check("doughnuts and cakes never meet, and have the same row",
               counts(doughnuts, cakes) == 0 && euclid(m.row(doughnuts), m.row(cakes)) == 0);
    page.check("who stands beside everybody says less", m(i, doughnuts) < m(eat, doughnuts) / 1.5);
    page.exercise("2.3", "Make PPMI of counts.");
}

// Of the squares of m, the share that is left in its places along some directions.
double share_kept(const Matrix& places, const Matrix& m) {
    return std::pow(norm(places) / norm(m), 2);
}

void who_lives_nearby(Page& page, const Text& text, const Matrix& unit, const std::string& own) {
    const auto similarity = [&](const std::string& a, const std::string& b) {
        return double{dot(unit.row(text.find(a)), unit.row(text.find(b)))};
    };
    Words asked{"doughnuts", "taxes", "love", "i"};
    if (text.find(own) >= 0) asked.push_back(own);
    page.value("love.nearest", listed(nearest(unit, text.find("love"), 2), text.words));
    page.value("love.hate", similarity("love", "hate"));
    page.value("love.doughnuts", similarity("love", "doughnuts"));
    page.guess("Which word is nearest to *love*?", "By cosine: @{love.nearest}.");
    page.text(R"md(
        The @{width} directions keep @{kept:.0%} of the table's squares, as many random ones
        @{kept.blind:.0%}. Each word is now a place of @{width} numbers. Who lives nearby?)md");
    page.show(neighbours_table(asked, unit, text.words, text.id_of),
              "Turn it with `--word`, `--window` and `--width`");
    page.text(R"md(
        Nobody told the program what is baked and what is paid. But read the row of *love*. By
        counting it lives beside *hate* (@{love.hate:.2f}), not beside *doughnuts*
        (@{love.doughnuts:.2f}). "Near" means: could fill the same gap. Say *I love taxes*
        with *hate*, and it is a sentence still; *I doughnuts taxes* is none. Opposites keep the
        same company.)md");
    page.article_says("love and doughnuts, learnt, by cosine", "neighbours", "love.doughnuts",
                      ".2f");
    page.check("love lives nearer to hate than to doughnuts",
               similarity("love", "hate") > similarity("love", "doughnuts"));
    for (const char* word : {"pay", "rent", "bill"}) {
        for (const std::string& somebody : kOnTheMap[1]) {
            page.check("taxes are nearer to pay, rent and bill than to anybody on the map",
                       similarity("taxes", word) > similarity("taxes", somebody));
        }
    }
}

void a_flat_map(Page& page, const Text& text, const Matrix& unit, Rng& rng) {
    std::vector<int> shown;
    for (const Words& group : kOnTheMap) {
        for (const std::string& word : group) shown.push_back(text.find(word));
    }
    // [flat]
    Matrix some = look_up(shown, unit);        // (n x d)
    const Matrix middle = middle_of(some);     // (1 x d)
    some = add_bias(some, scale(middle, -1));  // around 0
    const Matrix flat = reach(some, 2, rng);   // (n x 2)
    // [/flat]
    page.value("flat", share_kept(flat, some));
    page.text(R"md(
        A map is flat, so it takes the same trick once more: of @{width} numbers the two directions
        in which *these* words differ most. The map shows @{flat:.0%} of their differences; the rest
        lies behind the paper.)md");
    page.cell("flat");
    page.show(learnt_map(flat));
}

Matrix whole_corpus(Page& page, const Text& text, const Matrix& counts, int width,
                    const std::string& own) {
    page.section("The whole corpus, in a few directions");
    page.value("sentences", text.sentences.size());
    page.text(R"md(
        Now the English half of the book's corpus, @{sentences:,} sentences, most about who likes,
        eats, owns, fears or pays what. That gives every word a row of @{vocabulary} numbers. Too
        long, and full of accidents. So look for the few directions in which the rows are longest,
        and keep of each only how far it reaches in them: a *truncated singular value
        decomposition*. In the formula the rows of Vᵀ are the directions, Σ says how strong each is, U
        is MV without that strength, and MV is what we keep. No other few directions keep more (Eckart and Young 1936).)md");
    page.formula(R"(M \approx U \Sigma V^T, \qquad M V = U \Sigma)", "M ≈ U Σ Vᵀ,   M V = U Σ");
    page.text(R"md(
        How are they found? By *power iteration*. Send any row v through the table and back, v Mᵀ M:
        the strongest direction in it grows most. Again and again, and nothing else is left. For the
        second, take away what lies along the first; and so on for @{width} at once. A direction and
        its opposite are equally good: we take the one whose largest number is positive, so that
        your map is ours.)md");
    page.setup("directions", kByHand);
    page.setup("right_angles", kByHand);
    Rng rng(page.seed());
    // [learn]
    const Matrix m = ppmi(counts);               // (V x V)
    const Matrix v = directions(m, width, rng);  // (d x V)
    Matrix places = matmul_nt(m, v);             // (V x d)  M V
    // [/learn]
    page.cell("learn");
    Matrix blind = randn({width, m.cols()}, rng);
    right_angles(blind);
    const Matrix blind_places = matmul_nt(m, blind);  // (V x d)
    const double kept = share_kept(places, m);
    const double kept_blind = share_kept(blind_places, m);
    page.values({{"kept", kept}, {"kept.blind", kept_blind}});
    page.check("the directions have length 1, at right angles", askew(v) < 1e-4);
    page.check("they keep more than twice what as many random ones do", kept > 2 * kept_blind);

    const Matrix unit = unit_rows(places);
    who_lives_nearby(page, text, unit, own);
    a_flat_map(page, text, unit, rng);
    return places;
}

void a_bag(Page& page, const Text& text, const Matrix& places) {
    page.section("A bag of words");
    page.text(R"md(
        Now every word is a place. And a sentence? Take the middle of its words' places:)md");
    // [bag]
    const auto bag = [&](const char* sentence) {  // the middle of its words
        return middle_of(look_up(ids_of(sentence, text), places));
    };
    const Matrix one = bag("dog bites man");
    const Matrix other = bag("man bites dog");
    const Matrix third = bag("dog loves man");
    // [/bag]
    page.cell("bag");
    const double same = max_abs_difference(one, other);
    const double changed = max_abs_difference(one, third);
    page.values({{"bag.same", same}, {"bag.third", changed}});
    page.text(R"md(
        Another verb moves it (by @{bag.third:.2f} in the number that moves most). Another *order*
        does not: for "dog bites man" and "man bites dog" it is @{bag.same:.1g}. Three places on a
        map do not say in which order they were visited.)md");
    page.check("a bag of places does not know who bit", same < 1e-5);
    page.check("it does know another verb", changed > 0.1);
}

struct Knobs {
    int width = 32;
    int window = 5;
    std::string word = "dentist";
    std::string vectors;
};

void declare(Options& options, Knobs& knobs) {
    options.add("word", knobs.word, "WORD", "one more word, whose neighbours are shown");
    options.add("window", knobs.window, 2, 12, "how far apart words keep company");
    options.add("width", knobs.width, 4, 64, "numbers for each learnt word");
    options.add("vectors", knobs.vectors, "FILE", "real word vectors, to ask the same questions");
}

void build(Page& page, Knobs& knobs) {
    const std::string own = to_lower(checked_line(knobs.word, "--word", 1));
    const bool has_real_ones = !knobs.vectors.empty();
    WordVectors real_ones;
    if (has_real_ones) real_ones = read_word_vectors(knobs.vectors);
    const Text text = text_of(targets_of(book_corpus().training));
    require_input(text.find(own) >= 0 || real_ones.find(own) >= 0,
                  "--word: {} is not in the corpus; try king, blue or seven", own);

    numbers_and_rows(page, text, knobs.width);
    two_measures(page);
    counted_on_paper(page);
    const Matrix counts = company(text, knobs.window);  // (V x V)
    const Matrix places = whole_corpus(page, text, counts, knobs.width, own);
    how_many_numbers(page, text, counts, places, knobs.window);
    sums_of_words(page, text, unit_rows(places));
    times_root_d(page);
    if (has_real_ones) {
        real_vectors(page, real_ones, own);
    } else {
        where_real_ones_are(page);
    }
    a_bag(page, text, places);

    page.source("Harris 1954, Distributional structure; Firth 1957, A synopsis");
    page.source("Church and Hanks 1990", "https://aclanthology.org/J90-1003/");
    page.source("Levy, Goldberg and Dagan 2015", "https://aclanthology.org/Q15-1016/");
    page.source("Mikolov et al. 2013", "https://arxiv.org/abs/1301.3781");
    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.end(
        {.recap = "A word is a row of numbers, learnt from the company it keeps.",
         .next = "Places do not tell a model who bit. How does it know that the dog bit first?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({2, "embeddings", "How does a word become a place?"}, declare,
                                 build);
}

}  // namespace chapter_02
