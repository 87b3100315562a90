// Chapter 02: a word becomes a row of numbers, and the rows are learnt from the company words keep.
#include "notebook/chapter.h"

#include "corpus/corpus.h"
#include "figures.h"
#include "notebook/machine.h"
#include "questions.h"
#include "root_d.h"
#include "text/lines.h"

namespace chapter_02 {
using namespace book;

namespace {

constexpr int kI = 0;
constexpr int kLove = 1;
constexpr int kDoughnuts = 2;
constexpr int kTaxes = 3;

void opening(Page& page, const Text& text) {
    page.show(machine(Part::embeddings));
    const int id = text.find("doughnuts");
    page.values({{"vocabulary", text.size()}, {"id", id}});
    page.values({{"before", text.word(id - 1)}, {"after", text.word(id + 1)}});
    page.text(R"md(
        The sentence has become ids. The highlighted part now turns each id into a row of numbers.

        *You need one idea from chapter 01: a model is told nothing but ids. The primer helps with
        vectors and matrices.*

        In this chapter a token is a whole word, because words are easier to look at than pieces. The English
        sentences in this book use @{vocabulary} different words. (Chapter 01 told *The* from *the*, among others, and so it found more.) In alphabetical order *doughnuts* is number @{id},
        between *@{before}* and *@{after}*. But that number says nothing about doughnuts. The next one belongs to
        *@{after}*, which is nothing like a doughnut; a pancake is rather like one, and its number is far away. How
        can a word become numbers that say what it is *like*?

        By the end of this chapter every word will be a place, with *doughnuts* beside *pancakes* and *taxes* beside
        *rent*, although the program is never told what can be eaten and what must be paid. A real model *learns* such
        places, together with everything else (chapter 08). Here, off the short path, we find them by *counting* which
        words occur together, because you can check that with a pencil.)md");
}

void a_row_for_each(Page& page) {
    page.section("A row for each word", Path::shortest);
    page.quote(
        "Each token gets converted into a list of numbers — called a vector — and this "
        "vector is its address in a vast mathematical space. We call this an embedding.",
        "the article");
    page.term("embedding table", "one row of numbers for each token of the vocabulary",
              {"embedding tables"});
    page.term("lookup", "copying the row of the table that belongs to an id", {"lookups"});
    page.term("embedding", "the row of numbers that a model has for a token", {"embeddings"});
    page.text(
        "Make a table with one row of numbers for each word. Here is the article's, with four "
        "words and two numbers for each:");
    page.show(matrix_table(kTable, kWords, {"first", "second"}, ".1f"));
    page.value("chosen.word", kWords[kLove]);
    page.value("chosen.id", kLove);
    page.value("chosen.row", kTable.row(kLove));
    page.text(R"md(
        An id is the number of a row, counted from 0. To read a word, take its id and copy that row:
        *@{chosen.word}* has the id @{chosen.id}, so it becomes @{chosen.row:.1f}.)md");
    page.show(lookup_diagram(kTable, kWords, kLove));
    page.text(R"md(
        The table is called an **embedding table**, copying a row out of it is a **lookup**, and the row of
        *@{chosen.word}*, @{chosen.row:.1f}, is its **embedding**. You can read it as an address: @{chosen.row[0]:.1f}
        to the right, @{chosen.row[1]:.1f} up. The word has become a place on a map.

        Two numbers are enough for a map on paper. Real models have hundreds or thousands for each word, but nothing
        else changes. The article's numbers are invented. In a model they are random at first, and training moves them. Words that
        can stand in the same places are moved in similar ways, and so they come to lie near each other.)md");
}

void what_a_lookup_is(Page& page, const Text& text, int width) {
    page.section("What a lookup is");
    page.value("width", width);
    page.term("one-hot", "a row of zeros with a single 1, in the place of the word's id");
    page.text(R"md(
        Why can such a table be learnt at all? Because a lookup is a matrix product in disguise. Write a word as a row
        with as many numbers as there are words, all 0, except for a single 1 in the place of its id. Such a row is
        called **one-hot**. By itself it says no more than the id did: any two different one-hot rows differ in exactly two
        places, by 1 each, so all the words are equally far apart: √(1 + 1), which is √2.

        But multiply a one-hot row by the table. The zeros wipe out all the rows but one, the 1 keeps that one as it
        is, and what comes out is a copy of it. Here is the table in C++, one line for each word:)md");
    page.setup("article", kByHand);
    page.text(
        "The first function makes one-hot rows; the second looks rows up. Its last line copies row "
        "number `id` of the table, `row_block(id, 1)`, into row `i` of the sentence:");
    page.setup("lookup", kByHand);
    page.text("And here *I love doughnuts* becomes three rows, both ways:");
    // [sentence]
    const std::vector<int> ids{0, 1, 2};                     // I love doughnuts
    const Matrix product = matmul(one_hot(ids, 4), kTable);  // (3 x 4)(4 x 2)
    const Matrix copied = look_up(ids, kTable);              // (3 x 2)
    // [/sentence]
    page.cell("sentence");
    page.show(matrix_table(copied, {"I", "love", "doughnuts"}, {"first", "second"}, ".1f"));
    page.check("multiplying by one-hot rows gives exactly the rows that are copied",
               product == copied);
    page.value("multiplications", text.size() * width);
    page.value("last.row", copied.row(2));
    page.text(R"md(
        Both give these three rows; the last one, for *doughnuts*, is @{last.row:.1f}. So the table is a matrix that
        something is multiplied by, and it can be learnt like any other matrix. But that is not how a lookup is
        computed. With @{vocabulary} words of @{width} numbers each, the product takes @{multiplications:,}
        multiplications for a single word, nearly all of them by zero. The copy takes none.)md");
    page.exercise("2.1", "Look up the rows of a sentence.");
}

void two_measures(Page& page) {
    page.section("Two ways to be near", Path::shortest);
    page.quote("Words that are similar in meaning end up living near each other in this space",
               "the article");
    page.guess("Which two of the article's four words are closest together on its map?",
               "*I* and *taxes*, @{distance.euclid.I.taxes:.2f} apart. *Love* and *doughnuts* are "
               "@{distance.euclid.love.doughnuts:.2f} apart.");
    const auto ruler = [](int a, int b) { return euclid(kTable.row(a), kTable.row(b)); };
    const auto angle = [](int a, int b) { return cosine(kTable.row(a), kTable.row(b)); };
    Table both{"pair", {"Euclidean distance", ".4f"}, {"cosine", ".4f"}};
    for (int a = 0; a < 4; ++a) {
        for (int b = a + 1; b < 4; ++b) {
            const std::string& one = kWords[std::size_t(a)];
            const std::string& other = kWords[std::size_t(b)];
            page.data("distance.euclid." + one + "." + other, ruler(a, b));
            page.data("similarity.cosine." + one + "." + other, angle(a, b));
            both.add(one + ", " + other, ruler(a, b), angle(a, b));
        }
    }
    page.show(article_map(kTable, kWords));
    const double long_love = norm(kTable.view().row_block(kLove, 1));
    const double long_taxes = norm(kTable.view().row_block(kTaxes, 1));
    page.values({{"row.doughnuts", kTable.row(kDoughnuts)}, {"row.taxes", kTable.row(kTaxes)}});
    page.values({{"long.love", long_love}, {"long.taxes", long_taxes}});
    page.value("step.right", kTable(kLove, 0) - kTable(kDoughnuts, 0));
    page.value("step.up", kTable(kLove, 1) - kTable(kDoughnuts, 1));
    page.value("dot.love.taxes", dot(kTable.row(kLove), kTable.row(kTaxes)));
    page.value("long.product", long_love * long_taxes);
    page.term("Euclidean distance",
              "what a ruler says: the root of the sum of the squares of all the differences",
              {"Euclidean distances"});
    page.term("cosine similarity",
              "how nearly two rows point the same way: 1 if they do, 0 at a right angle, −1 if "
              "they are opposed",
              {"cosine", "cosines"});
    page.text(R"md(
        But by what measure? There are two. The first is a ruler. From *doughnuts* to *love* it is @{chosen.row[0]:.1f} −
        @{row.doughnuts[0]:.1f} = @{step.right:.1f} to the right and @{chosen.row[1]:.1f} − @{row.doughnuts[1]:.1f} =
        @{step.up:.1f} up, and by Pythagoras the distance is √(@{step.right:.1f}² + @{step.up:.1f}²) =
        @{distance.euclid.love.doughnuts:.2f}. This is the **Euclidean distance**.

        The second measure looks at the arrows in the picture. It is the **cosine** of the angle between two of them:
        1 if they point the same way, 0 at a right angle, −1 if they point in opposite directions. To compute it,
        multiply the two rows number by number, add up the products, and divide by the lengths of both arrows. For
        *love* and *taxes*:

        (@{chosen.row[0]:.1f} × @{row.taxes[0]:.1f} + @{chosen.row[1]:.1f} × @{row.taxes[1]:.1f}) /
        (@{long.love:.4f} × @{long.taxes:.4f}) = @{dot.love.taxes:.2f} / @{long.product:.4f} =
        @{similarity.cosine.love.taxes:.3f}

        A small distance means that two words are near, and so does a large cosine. Here are all the pairs:)md");
    page.show(both);
    page.text(R"md(
        By the ruler the map is what the article says: *doughnuts* is @{distance.euclid.love.doughnuts:.2f} from
        *love* and @{distance.euclid.doughnuts.taxes:.2f} from *taxes*. By cosine *doughnuts* is almost equally close to both,
        @{similarity.cosine.love.doughnuts:.4f} and @{similarity.cosine.doughnuts.taxes:.4f}, because the three arrows point nearly the same way; the one to *taxes* is merely short. Which word is nearest
        to *taxes*? The ruler says *I*, the cosine says *love*. Neither is wrong: two measures make two maps of the
        same places.)md");
    page.article_says("doughnuts and taxes, by cosine", "not neighbours",
                      "similarity.cosine.doughnuts.taxes", ".4f");
    page.check("by the ruler, doughnuts is at least five times nearer to love than to taxes",
               5 * ruler(kDoughnuts, kLove) < ruler(kDoughnuts, kTaxes));
    page.check("by cosine, doughnuts is nearly as close to taxes as to love",
               angle(kDoughnuts, kTaxes) > 0.99 * angle(kDoughnuts, kLove));
    const bool i_by_euclid = ruler(kTaxes, kI) < ruler(kTaxes, kLove);
    const bool love_by_cosine = angle(kTaxes, kLove) > angle(kTaxes, kI);
    page.check("the ruler and the cosine name different nearest words for taxes",
               i_by_euclid && love_by_cosine);
}

void measures_in_code(Page& page) {
    page.section("The two measures in C++");
    page.text(
        "As formulas, with c running over the columns and ‖a‖ for the length of the arrow a:");
    page.formula(R"(\|a-b\| = \sqrt{\textstyle\sum_c (a_c-b_c)^2} \qquad
                   \cos(a,b) = \frac{\sum_c a_c b_c}{\|a\|\,\|b\|})",
                 "‖a − b‖ = √(Σ_c (a_c − b_c)²)     cos(a, b) = Σ_c a_c b_c / (‖a‖ ‖b‖)");
    page.text(R"md(
        The sum above the line is the dot product of the two rows. If all the rows have length 1, nothing has to be
        divided, and the cosine *is* the dot product. Because lengths are divided out, a row that is made three times
        as long keeps all its cosines. In the code (`real` is the book's name for `float`), look at the line before
        the last `return`. It guards against a trap.)md");
    page.setup("measures", kByHand);
    page.text(R"md(
        A row of zeros has no direction, and 0 divided by 0 is not a number at all. It would spoil every sum that it
        got into. So our code answers 0 instead: such a row is similar to nothing. When vectors are made by counting,
        as in the next section, the cosine is the better of the two measures, because a common word has a long row
        merely for being common.)md");
    page.exercise("2.2", "Write the cosine, and mind its trap.");
}

void counted_on_paper(Page& page) {
    page.section("You shall know a word by the company it keeps");
    page.term("co-occurrence", "two words occurring near each other in a text", {"co-occurrences"});
    page.text(R"md(
        The article's numbers are invented. Where could real ones come from? It is an old idea that words which keep
        the same company mean similar things (Harris 1954; the heading is Firth's, 1957). If I tell you that I had a
        *blorp* for breakfast, with coffee, you already know what kind of thing a blorp is.

        Company can be counted. Take three sentences, and count how often two words meet, that is, occur in the same
        sentence, at most two words apart. Each meeting is called a **co-occurrence**. In the code, `company` does the
        counting:)md");
    // [paper]
    const Words lines{"I eat doughnuts", "I eat cakes", "I pay taxes"};
    const Text tiny = text_of(lines);
    const Matrix counts = company(tiny, 2);  // (6 x 6)  up to two words apart
    const Matrix m = ppmi(counts);
    // [/paper]
    page.cell("paper");
    page.text(
        "And here is `company`. It goes through each sentence word by word, and pairs each word "
        "`i` "
        "with the words `j` that come after it; each meeting is written down for both of them:");
    page.setup("counts", kByHand);
    page.text("This is the table for our three sentences, in lower case:");
    page.show(matrix_table(counts, tiny.words, tiny.words, ".0f"), "How often any two words meet");
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
    page.values({{"met", counts(eat, doughnuts)}, {"ratio", counts(eat, doughnuts) / by_chance}});
    page.value("met.i", counts(eat, i));

    const auto cosine_to_doughnuts = [&](const Matrix& rows, int word) {
        return cosine(rows.row(doughnuts), rows.row(word));
    };
    page.value("paper.cakes", cosine_to_doughnuts(m, cakes));
    page.value("paper.taxes", cosine_to_doughnuts(m, taxes));
    page.value("paper.raw", cosine_to_doughnuts(counts, taxes));
    page.text(R"md(
        *Eat* and *i* meet @{met.i:.0f} times, once in each of two sentences. So each word has a row of numbers.
        *Doughnuts* and *cakes* never meet, and yet they have the same row, because they keep the same company. That
        is just what we wanted.

        But *doughnuts* and *taxes* are not so different, either. Their rows have a cosine of @{paper.raw:.2f},
        because both words meet *i*. That says little, since *i* meets every word. So we should not ask how often two
        words meet, but how much more often than by chance.

        How often would *doughnuts* meet *eat* by chance? The numbers of the table add up to @{all:.0f} (each meeting
        is counted twice, once for each of its two words). The row of *eat* has @{of.eat:.0f} of these @{all:.0f}, and
        the row of *doughnuts* has @{of.doughnuts:.0f}. By chance, @{of.eat:.0f} out of @{all:.0f} meetings are with
        *eat*, so of the @{of.doughnuts:.0f} meetings of *doughnuts*, @{of.doughnuts:.0f} × @{of.eat:.0f} / @{all:.0f}
        = @{by.chance:.3f} should be with *eat*. In fact they meet once, which is @{met:.0f} / @{by.chance:.3f} =
        @{ratio:.2f} times as often as by chance.)md");
    page.term("pointwise mutual information (PMI)",
              "the logarithm of how many times as often two words meet as they would by chance",
              {"PMI", "pointwise mutual information"});
    page.term("positive PMI (PPMI)", "PMI, with 0 in place of everything below 0", {"PPMI"});
    page.text(R"md(
        The logarithm of this ratio is called **pointwise mutual information**, or PMI (Church and Hanks 1990, who
        call it the association ratio). It is 0 if two words meet as often as by chance, more if they meet more
        often, and less if they meet less often.

        Where it would be less than 0 we write 0, and call the result **PPMI**, with a P for positive. In a small text
        it is hardly news that two rare words do not meet, and for words that never meet the logarithm would be minus
        infinity. As a formula, in which n_ab is the count of the pair, n_a and n_b are the sums of the two rows,
        and n is the sum of the whole table, @{all:.0f} above:)md");
    page.formula(
        R"(\mathrm{PPMI}(a,b) = \max\left(0,\ \ln\frac{n_{ab}\,n}{n_a\,n_b}\right))",
        "PPMI(a, b) = max(0, ln(n_ab · n / (n_a · n_b)))",
        "PMI: Church and Hanks 1990; clipped at 0: Bullinaria and Levy 2007, among others");
    page.text(
        "In the code, look at `by_chance`; a pair that meets no more often than that keeps its 0:");
    page.setup("ppmi", kByHand);
    page.text(R"md(
        What has this done to the table? In the row of *doughnuts* there is now @{m.eat:.2f} for *eat*, and only
        @{m.i:.2f} for *i*, which meets every word. *Doughnuts* and *cakes* still have a cosine of @{paper.cakes:.2f},
        but *doughnuts* and *taxes* are down from @{paper.raw:.2f} to @{paper.taxes:.2f}.)md");
    page.check("doughnuts and cakes never meet, and yet they have the same row",
               counts(doughnuts, cakes) == 0 && euclid(m.row(doughnuts), m.row(cakes)) == 0);
    page.check("for doughnuts, i (which meets every word) counts less than eat",
               m(i, doughnuts) < m(eat, doughnuts) / 1.5);
    page.deep_dive("Why this is what chance would do", [&] {
        page.text(R"md(
            Think of each meeting as drawn at random. The chance that the first of the two words is a is the share
            of meetings that a has, n_a / n, and the chance that the second is b is n_b / n. If the two had nothing
            to do with each other, the chance of both would be the product of these two chances, and among n meetings
            that makes n · (n_a / n) · (n_b / n) = n_a n_b / n. Divide the true count by it, and you have the ratio
            in the formula.

            Why a logarithm? Because it treats *twice as often* and *half as often* alike, as two steps of the same
            size up and down, and because without it a few rare pairs with enormous ratios would outweigh everything
            else. Church and Hanks take the logarithm to base 2, we take the natural one, and so all our numbers are
            smaller by the same factor, which no cosine notices.)md");
    });
    page.exercise("2.3", "Turn counts into PPMI.");
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
    page.value("love.nearest", in_a_sentence(nearest(unit, text.find("love"), 2), text.words));
    page.value("love.hate", similarity("love", "hate"));
    page.value("love.doughnuts", similarity("love", "doughnuts"));
    page.value("taxes.rent", similarity("taxes", "rent"));
    page.value("doughnuts.nearest",
               in_a_sentence(nearest(unit, text.find("doughnuts"), 3), text.words));
    page.guess("Which word is nearest to *love*?", "By cosine: @{love.nearest}.");
    page.text("Each word now has a place, given by @{width} numbers. Who lives nearby?");
    page.show(neighbours_table(asked, unit, text.words, text.id_of),
              "Ask about a word of your own: `./book run 2 --word king`");
    page.text(R"md(
        Nearest to *doughnuts* are @{doughnuts.nearest}, and the cosine of *taxes* and *rent* is @{taxes.rent:.2f}.
        The program was never told what is baked and what is paid.

        But read the row of *love*. On the article's map it lives beside *doughnuts*. Here its cosine with *doughnuts*
        is only @{love.doughnuts:.2f}, and with *hate* it is @{love.hate:.2f}. Counting finds words that could fill
        the same gap. Put *hate* in place of *love* in *I love taxes*, and it is still a sentence; *I doughnuts taxes*
        is not. Opposites often keep the same company.)md");
    page.article_says("love and doughnuts, learnt, by cosine", "neighbours", "love.doughnuts",
                      ".2f");
    page.check("love lives nearer to hate than to doughnuts",
               similarity("love", "hate") > similarity("love", "doughnuts") + 0.1);
    for (const char* word : {"pay", "rent", "bill"}) {
        for (const std::string& somebody : kOnTheMap[1]) {
            page.check("taxes is nearer to pay, rent and bill than to any person on the map",
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
        Here is a map of some of the words, drawn along the two directions in which they differ most:)md");
    page.show(learnt_map(flat));
    page.text(R"md(
        *Doughnuts* lies with *bread* and *milk*, *baker* with *king*, and *taxes* with *rent*. The map shows
        @{flat:.0%} of the differences between these words. The rest would need more directions than paper has.)md");
    page.deep_dive("How the map was made", [&] {
        page.text(R"md(
            We do the same as in the deep dive above, now with the rows of these words only. First their mean is
            subtracted, so that only the differences between the words are left; `add_bias` adds one row to every row.
            How much of the differences the map shows is measured in squares: the sum of the squares in `flat`,
            divided by the sum of the squares in `some`.)md");
        page.cell("flat");
    });
}

// M V: how far each row reaches along the strongest directions of the table.
Matrix whole_corpus(Page& page, const Text& text, const Matrix& counts, int width,
                    const std::string& own) {
    page.section("The whole corpus, in a few numbers per word");
    page.value("sentences", text.sentences.size());
    Rng rng(page.seed());
    // [learn]
    const Matrix m = ppmi(counts);               // (words x words)
    const Matrix v = directions(m, width, rng);  // (d x words)
    Matrix places = matmul_nt(m, v);             // (words x d)
    // [/learn]
    Matrix blind = randn({width, m.cols()}, rng);
    right_angles(blind);
    const Matrix blind_places = matmul_nt(m, blind);  // (words x d)
    const double kept = share_kept(places, m);
    const double kept_blind = share_kept(blind_places, m);
    page.values({{"kept", kept}, {"kept.blind", kept_blind}});
    page.text(R"md(
        Now for the English half of the book's corpus: @{sentences:,} sentences, most of them about who likes, eats,
        owns, fears or pays what. Counting and PPMI give every word a row of @{vocabulary} numbers, one for each word
        that it might have met.

        That is too many. Most of them are 0, many of the rest are accidents, and two words that never met the same
        third word look as if they had nothing in common, although one may have met *bread* and the other *cakes*. So
        we squeeze each row into @{width} numbers. How? The rows are arrows. We look for the @{width} directions in
        which these arrows reach furthest, and write down for each word how far its arrow reaches in each of them. By
        one measure @{kept:.0%} of the big table survives: the squares of all the numbers (that is, of the lengths of
        all the arrows) add up to that share of what they did before. A deep dive shows how it is done.)md");
    page.deep_dive("Squeezing a table into a few directions", [&] {
        page.term("orthogonal", "at right angles: with a dot product of 0");
        page.term("singular value decomposition (SVD)",
                  "a matrix written as directions, how strong each is, and where each row lies "
                  "along them",
                  {"singular value decomposition", "SVD"});
        page.term("rank (of a matrix)", "how many directions its rows need");
        page.text(R"md(
            Call the table M. Its rows are arrows in a space of @{vocabulary} dimensions. Look for the direction in
            which these arrows reach furthest, all taken together (that is, in which the sum of the squares of how far
            they reach is largest). Then look for the next such direction among those at right angles to the first,
            and so on, until there are @{width} of them. Directions at right angles to one another are called
            **orthogonal**.

            Now write down for each row how far it reaches along each of these directions. That makes @{width} numbers
            for each word, and those are the places that we keep. They hold @{kept:.0%} of the sum of the squares;
            with @{width} directions taken at random it would be @{kept.blind:.0%}. Written with matrices, this is the
            **singular value decomposition** of M, cut off after @{width} directions:)md");
        page.formula(R"(M \approx U \Sigma V^T, \qquad M V = U \Sigma)", "M ≈ U Σ Vᵀ,   M V = U Σ");
        page.text(R"md(
            The rows of Vᵀ are the directions. (In this deep dive V is not the values of attention.) Each has
            length 1. The product M V says how far each row of M reaches along each direction, which is what we keep.
            Σ holds one number for each direction, its strength, and U is M V divided by these strengths. A matrix
            whose rows need no more than d directions is said to have a **rank** of at most d, and no such matrix
            comes closer to M than this one, if the squares of all the differences are added up (Eckart and Young 1936).

            How are the directions found? Take any row v, and send it through the table and back: v Mᵀ M. Whatever
            part of v lies along the strongest direction grows most. Do it again and again, and nothing else is left.
            This is called power iteration. For the second direction, subtract what lies along the first, and so on;
            the code does it for all of them at once, round after round.)md");
        page.setup("directions", kByHand);
        page.text(R"md(
            `right_angles` does the subtracting. One thing remains to be settled: a direction and its opposite are
            equally good. So that your map looks like ours, we choose the one whose largest number is positive.)md");
        page.setup("right_angles", kByHand);
        page.text(
            "With these functions, it takes three lines to find the places of all the words:");
        page.cell("learn");
        page.check("the directions have length 1 and are at right angles", askew(v) < 1e-4);
        page.check("they keep more than twice as much of the table as random directions do",
                   kept > 2 * kept_blind);
    });

    const Matrix unit = unit_rows(places);
    who_lives_nearby(page, text, unit, own);
    a_flat_map(page, text, unit, rng);
    return places;
}

void a_bag(Page& page, const Text& text, const Matrix& places) {
    page.section("A bag of words");
    page.text(R"md(
        Suppose that every word has its place. A sentence has several words, so it has several places. The simplest
        idea is to take their mean. The code does so for three sentences, with places of @{width} numbers that were
        found by counting:)md");
    // [bag]
    const auto bag = [&](const char* sentence) {  // the mean of its words
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
        A different verb moves the mean: from "dog bites man" to "dog loves man", a number changes by as much as
        @{bag.third:.2f}. A different *order* does not: from "dog bites man" to "man bites dog" the largest change is
        @{bag.same:.7f}, which is only rounding, because a sum does not care in which order it is added up. Three
        places on a map do not say in which order they were visited.)md");
    page.check("a different verb moves the mean over a thousand times as far as a different order",
               changed > 1000 * same && changed > 0.1);
}

struct Knobs {
    int width = 32;
    int window = 5;
    std::string word = "dentist";
    std::string vectors;
};

void declare(Options& options, Knobs& knobs) {
    options.add("word", knobs.word, "WORD", "one more word, whose neighbours are shown");
    options.add("window", knobs.window, 2, 12, "how many words apart two words may be to meet");
    options.add("width", knobs.width, 4, 64, "numbers for each learnt word");
    options.add("vectors", knobs.vectors, "FILE", "real word vectors, to ask the same questions");
    options.on_page("word");
    options.on_page("window", 2, 12);
    options.on_page("width", 4, 64);
}

void build(Page& page, Knobs& knobs) {
    const std::string own = to_lower(typed_line(knobs.word, "--word"));
    const bool has_real_ones = !knobs.vectors.empty();
    WordVectors real_ones;
    if (has_real_ones) real_ones = read_word_vectors(knobs.vectors);
    const Text text = text_of(targets_of(book_corpus().training));
    require_input(text.find(own) >= 0 || real_ones.find(own) >= 0,
                  "--word: {} is not in the corpus; try king, blue or seven", own);

    opening(page, text);
    a_row_for_each(page);
    what_a_lookup_is(page, text, knobs.width);
    two_measures(page);
    measures_in_code(page);
    counted_on_paper(page);
    const Matrix counts = company(text, knobs.window);  // (words x words)
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
    page.source("Church and Hanks 1990 (PMI)", "https://aclanthology.org/J90-1003/");
    page.source(
        "Bullinaria and Levy 2007 (PPMI), Extracting semantic representations from word "
        "co-occurrence statistics, in Behavior Research Methods 39");
    page.source(
        "Eckart and Young 1936, The approximation of one matrix by another of lower rank, "
        "in Psychometrika 1");
    page.source("Levy, Goldberg and Dagan 2015", "https://aclanthology.org/Q15-1016/");
    page.source("Mikolov, Yih and Zweig 2013", "https://aclanthology.org/N13-1090/");
    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.end(
        {.recap = R"md(
        Each token has a row of numbers in a table, its embedding, and looking it up means copying the row of its id.
        The row is a place, and there are two ways to be near: by the ruler *doughnuts* is far from *taxes*
        (@{distance.euclid.doughnuts.taxes:.2f}), by cosine it is not (@{similarity.cosine.doughnuts.taxes:.4f}). Rows
        that say what a word is like can be found by counting the company that it keeps; a model learns them instead.
        Counted rows put *love* beside *hate* (a cosine of @{love.hate:.2f}), because the two fill the same gaps. And
        the mean of a sentence's rows says nothing about the order of its words.)md",
         .questions =
             {{"Why is a lookup in a table the same as a matrix product, and why is it not "
               "computed that way?",
               "A row of zeros with a single 1 at the word's id, multiplied by the table, gives "
               "just the row of that id, since all the other rows are multiplied by 0. That would "
               "take "
               "thousands of multiplications by zero for a row that can simply be copied."},
              {"*Love* and *hate* mean opposite things. Why do counted embeddings put them next to "
               "each other?",
               "Counting sees only which words occur nearby, and *love* and *hate* occur in the "
               "same sentences: I love it, I hate it. Two words come out near each other if they "
               "could fill the same gap, and opposites can."},
              {"Why are embeddings multiplied by √d, and who says so?",
               "The paper does it and gives no reason. The usual explanation: the table's rows "
               "start with "
               "a length near 1, because that suits their second use at the output, but the row of "
               "the position, which is added at the input, has length √(d/2). Times √d, word and "
               "position are in the same proportion at every width."}},
         .next =
             "Places do not tell a model who bit whom. How does it know that the dog came first?",
         .answer = "A word is a row of numbers, learnt from the company it keeps."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({2, "embeddings", "How does a word become a place?"}, declare,
                                 build);
}

}  // namespace chapter_02
