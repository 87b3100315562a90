// Chapter 04: a word asks, every word shows what it has, and what the first takes home is a mix.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>

#include "by_hand.h"
#include "figures.h"
#include "notebook/machine.h"
#include "trials.h"

namespace chapter_04 {
using namespace book;

namespace {

const std::string kByHand = "chapters/04_dot_product_attention/by_hand.h";
const std::vector<std::string> kWords{"I", "love", "doughnuts"};
const std::string& word(int i) { return kWords[static_cast<std::size_t>(i)]; }

// [words]
const Matrix x{{0.2f, 0.3f}, {0.9f, 0.9f}, {0.7f, 0.8f}};  // (3 x 2)  words
const Matrix q{{0.3f, 0.8f}, {0.9f, 0.2f}, {0.5f, 0.5f}};  // (3 x 2)  queries
const Matrix k{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // (3 x 2)  keys
const Matrix v{{0.2f, 0.1f}, {0.8f, 0.6f}, {0.5f, 0.9f}};  // (3 x 2)  values
// [/words]

// [matrices]
const Matrix w_q{{3.6f, -2.4f}, {-3.2f, 1.8f}};  // (2 x 2)
const Matrix w_k{{-2.4f, 3.2f}, {3.8f, -4.4f}};
const Matrix w_v{{2.4f, -4.6f}, {-1.8f, 6.2f}};

const Matrix b_q{{0.54f, 0.74f}};  // (1 x 2)
const Matrix b_k{{-0.56f, 1.58f}};
const Matrix b_v{{0.26f, -0.84f}};
// [/matrices]

// [jam]
const Matrix sticky{{0.4f, 0.4f},   // jam       (3 x 2)  to eat, traffic
                    {0.9f, 0.1f},   // doughnut
                    {0.1f, 0.3f}};  // late
const Matrix stuck{{0.4f, 0.4f},    // jam       (3 x 2)
                   {0.1f, 0.9f},    // city
                   {0.1f, 0.3f}};   // late

const Matrix ask{{5, 5}, {5, 5}};       // W_Q  (2 x 2)
const Matrix as_it_is{{1, 0}, {0, 1}};  // W_K, W_V: rows stay as they are
// [/jam]

void opening(Page& page) {
    page.show(machine(Part::attention));
    page.text(R"md(
        The highlighted lines occur three times in this picture, and they are what the paper and this book are named
        after. Until now every word has travelled alone: its row of numbers has been looked up, and its position has
        been added. Here the words meet.

        *You need one idea from before: a word enters as a row of numbers.*

        Read these two sentences.

        > The *jam* in the doughnut made me late.
        >
        > The *jam* in the city made me late.

        In the first you saw something red and sticky, in the second a row of cars. Yet *jam* is spelled the
        same in both, it is the second word in both, and even the words beside it are the same. A single word,
        three places further on, told you which jam was meant.

        Our model cannot do that yet. It looks up the same row of numbers for *jam* in both sentences and adds the same
        position. What is missing is a way for a word to look around, find the neighbours that matter to it,
        and take some of their meaning into its own row. That is what attention does. We build it by hand for
        three words, and then we watch the two jams part.)md");
    page.guess(
        "Before you read on: in *I love doughnuts*, which of the three words should *love* "
        "look at most? It may look at itself, too.",
        "At *doughnuts*, which is what is loved. But it will be close: our numbers say "
        "@{score.love.doughnuts:.2f} "
        "for *doughnuts* and @{score.love.love:.2f} for *love* itself.");
}

void three_rows(Page& page) {
    page.section("A list, a sign, and something to give", Path::shortest);
    page.term("query", "the row of numbers with which a word asks: what am I looking for?",
              {"queries"});
    page.term("key (of attention)",
              "the row of numbers with which a word answers queries: what do I have?");
    page.term("value (of attention)",
              "the row of numbers that a word gives to those that look at it");
    page.text(R"md(
        Picture a market where everybody is a customer and a stallholder at once. As a customer you carry a shopping
        list. As a stallholder you have put up a sign, and behind it lie your goods. You hold your list against every
        sign, and fill your basket: with a lot from the stalls whose sign fits your list well, and with a little from
        the others.

        In a sentence the words do the same. Each word gets three small rows of numbers, one for each job. Its
        **query** is its shopping list: *what am I looking for?* Its **key** is its sign: *what do I have?* Its
        **value** is its goods: *what do I give?* (In one respect this market is better than a real one. Goods
        are copied, so no stall ever sells out of doughnuts.) The article has them, too:)md");
    page.quote(R"(Query → [0.9, 0.2] (what am I looking for?)

        Key → [0.7, 0.5] (what do I contain?)

        Value → [0.8, 0.6] (what will I give away?))",
               "the article");
    page.text(R"md(
        That is *love*. The article invented these numbers to keep the arithmetic easy, and the keys of the other
        two words as well. We have invented the queries and the values that it leaves out:)md");
    Table rows{"word", "query: it asks", "key: it shows", "value: it gives"};
    for (int i = 0; i < 3; ++i) rows.add(word(i), q.row(i), k.row(i), v.row(i));
    page.show(rows, "Three rows for every word");
    page.values({{"q.love", q.row(1)}, {"q", q}, {"k", k}, {"v", v}, {"x", x}});
    page.text(R"md(
        Read the second line: *love* asks with @{q.love}, shows @{k[1]}, and gives @{v[1]}. What do the first and the
        second number mean? Nobody says, not even in a trained model: training finds whatever numbers make the whole
        machine work.

        In C++ the table is three matrices, in which row *i* belongs to word *i*. The matrix `x` holds the rows with
        which the words arrive, the sums of word and position from chapter 03; we shall need it soon.)md");
    page.setup("words");
}

void one_dot_product(Page& page) {
    page.section("One score, by hand", Path::shortest);
    page.term("score", "the dot product of a query and a key: how well the two fit", {"scores"});
    Numbers scores;  // love's
    for (int j = 0; j < 3; ++j) {
        scores.push_back(dot_by_hand(q.row(1), k.row(j)));
        page.value("score.love." + word(j), scores.back());
    }
    page.values({{"first.product", q(1, 0) * k(2, 0)}, {"second.product", q(1, 1) * k(2, 1)}});
    page.text(R"md(
        How well does the sign of *doughnuts* fit the list of *love*? Take the query of *love*, @{q.love}, and the key
        of *doughnuts*, @{k[2]}. Multiply the first numbers of the two, multiply their second numbers, and add up the
        products: @{q[1][0]} × @{k[2][0]} + @{q[1][1]} × @{k[2][1]} = @{first.product:.2f} + @{second.product:.2f} =
        @{score.love.doughnuts:.2f}.

        This way of comparing two rows is called the dot product. Where both rows have a large number in the
        same column, their product lifts the sum; where either number is near zero, the column adds next to
        nothing. In attention the result is called a **score**. (Chapter 00 also divided it by a number; chapter 05
        says by which, and why.) With *c* for the column:)md");
    page.formula(R"(q \cdot k = \sum_c q_c\,k_c)", "q·k = Σ_c q_c k_c");
    page.text("Here are the scores that *love* gives to all three words:");
    Table sums{"key of", {"first product", ".2f"}, {"second product", ".2f"}, {"score", ".2f"}};
    for (int j = 0; j < 3; ++j) {
        const double score = scores[static_cast<std::size_t>(j)];
        sums.add(word(j), q(1, 0) * k(j, 0), q(1, 1) * k(j, 1), score);
        page.check("the loop and the library's dot agree",
                   std::abs(score - dot(q.row(1), k.row(j))) < 1e-6);
    }
    page.show(sums, "The query of love meets three keys");
    page.check("love looks at doughnuts more than at itself", scores[2] > scores[1] + 0.01);
    page.text(R"md(
        *Doughnuts* fits best, with @{score.love.doughnuts:.2f}. *Love* itself comes close, with
        @{score.love.love:.2f}, and *I* is far off, with @{score.love.I:.2f}. The article agrees on two of the three:)md");
    page.quote(R"(Raw scores: "I" = 0.27, "love" = 1.0, "doughnuts" = 0.78)", "the article");
    page.article_says("love's score for itself", "1.0", "score.love.love", ".2f");
    page.text(R"md(
        Perhaps its author felt that a word must fit itself perfectly. But multiply it out, and *love* scores itself
        at @{score.love.love:.2f}. A shopping list need not match its owner's sign: a baker does not go to market for
        bread.

        In C++ a score is one loop. The line inside it multiplies one pair of numbers and adds the product to the
        score. (`real` is the book's name for `float`, and a `span` is a row of them.))md");
    page.setup("dot", kByHand);
    page.exercise("4.1", "One score, for rows of any width.");
}

void what_it_measures(Page& page, double angle, double length) {
    page.section("What a dot product measures, and what length does to it");
    const double q_length = length_of(q.row(1));
    page.text(R"md(
        A row of two numbers can be drawn as an arrow from the origin: so far to the right, so far up. Here are
        the query of *love* and the three keys.)md");
    page.show(arrows(q.row(1), k, kWords));
    Table parts{"key of", {"length", ".3f"}, {"angle", ".1f"}, {"cosine", ".3f"}, {"score", ".2f"}};
    Numbers products;  // of two lengths and a cosine
    for (int j = 0; j < 3; ++j) {
        const double k_length = length_of(k.row(j));
        const double turn = angle_of(k.row(j)) - angle_of(q.row(1));
        products.push_back(q_length * k_length * cosine_of(turn));
        parts.add(word(j), k_length, turn, cosine_of(turn), products.back());
        page.value("turn." + word(j), turn);
        page.data("length." + word(j), k_length);
        page.data("cosine." + word(j), cosine_of(turn));
    }
    page.value("q.length", q_length);
    page.text(R"md(
        The key of *doughnuts* points nearly the same way as the query, only @{turn.doughnuts:.0f} degrees off; the
        key of *I* is @{turn.I:.0f} degrees off. The dot product is the length of one arrow, times the length of the
        other, times the cosine of the angle between them. (Take that on trust, or check it in the table below.) The
        cosine is 1 if both arrows point the same way, 0 at a right angle, and −1 if they point in opposite
        directions. The query of *love* has a length of @{q.length:.3f}, and here are the keys:)md");
    page.show(parts, "Angles in degrees, from the query of love to the key");
    for (int j = 0; j < 3; ++j) {
        const double by_hand = dot_by_hand(q.row(1), k.row(j));
        page.check("a dot product is length × length × cosine of the angle",
                   std::abs(products[static_cast<std::size_t>(j)] - by_hand) < 1e-6);
    }
    const double loud_score = dot(q.row(1), scale(row(k, 0), 3).row(0));
    page.values({{"loud.score", loud_score}, {"angle", angle}, {"length", length}});
    page.value("own.score", q_length * length * cosine_of(angle));
    page.check("a long key in a poor direction beats a short one in a good direction",
               loud_score > dot(q.row(1), k.row(2)) + 0.01);
    page.text(R"md(
        For *doughnuts*: @{q.length:.3f} × @{length.doughnuts:.3f} × @{cosine.doughnuts:.3f} =
        @{score.love.doughnuts:.2f}, as before. *Love* comes second because its key points further away: it is
        @{turn.love:.1f} degrees off.

        A good direction makes a score large, but so does a long arrow. Make the key of *I* three times as long, and
        its score is three times as large: @{loud.score:.2f}, which is more than *doughnuts* has, although the
        direction is as poor as before. The cosine similarity of chapter 02 would not fall for that, because it
        divides by the lengths. Attention keeps them. A long key scores high with every word that asks in its
        direction. A long query only makes all of its own scores grow alike, so their order stays the same.

        Try a key of your own with the options `--angle` and `--length`. At @{angle} degrees from the query of
        *love*, with length @{length}, it scores @{own.score:.2f}. The figure shows it as a point:)md");
    page.show(turned(q_length, angle, length));
    page.text(R"md(
        Every curve is highest at the left, where query and key point the same way, goes through 0 at 90 degrees,
        and ends below zero at 180. The angle gives a score its sign, and the lengths decide how large it can be.)md");
}

void all_pairs(Page& page) {
    page.section("All pairs at once", Path::shortest);
    page.text(R"md(
        Every word asks, and every word is asked: there is a score for each pair. All of them together are one product
        of two matrices. Write the queries as the rows of a matrix Q. Take the matrix K of the keys and transpose it,
        so that its rows become columns; that is the T in Kᵀ. The dot product of query *i* and key *j* is then found
        where row *i* of Q meets column *j* of Kᵀ:)md");
    // [pairs]
    const Matrix s = matmul_nt(q, k);  // q k^T: (3 x 2)(2 x 3) -> (3 x 3)
    // [/pairs]
    page.values({{"love.I", s(1, 0)}, {"I.love", s(0, 1)}});
    page.show(cell_by_cell(q, k, s, kWords));
    page.text(R"md(
        The @{score.love.doughnuts:.2f} from before is in the row of *love*, which asks, and in the column of
        *doughnuts*, which is asked. Now compare two cells across the diagonal: *love* gives *I* a score of
        @{love.I:.2f}, but *I* gives *love* @{I.love:.2f}. Looking is not mutual, in sentences as in life. Here are
        all the scores in one formula:)md");
    page.formula(R"(S = Q K^T, \qquad s_{ij} = q_i \cdot k_j)", "S = Q Kᵀ,  sᵢⱼ = qᵢ·kⱼ");
    page.text("By hand, two loops enclose the dot product. The line in the middle fills one cell:");
    page.setup("scores", kByHand);
    page.text("The library has one call for it; `_nt` says that the second matrix is transposed:");
    page.cell("pairs");
    page.check("one product of matrices gives every score",
               max_abs_difference(s, scores_by_hand(q, k)) < 1e-6);
    page.check("love's score for I is not I's score for love: looking is not mutual",
               std::abs(s(1, 0) - s(0, 1)) > 0.1);
    page.exercise("4.2", "All scores, in three loops.");
}

void three_matrices(Page& page) {
    page.section("Where the three rows come from", Path::shortest);
    page.term("linear map",
              "multiplying every row by one matrix; with W_Q, W_K, W_V also called a projection",
              {"linear maps", "projection", "projections"});
    page.term("bias",
              "a small row of numbers that is added to every row after a product of matrices",
              {"biases"});
    page.text(R"md(
        We took the three rows from a table. A model makes them: it multiplies the row with which a word arrives by
        three matrices, W_Q, W_K and W_V, which are the same for all words and all sentences. Their numbers are
        parameters, so training finds them.

        Multiplying every row by one matrix is called a **linear map**, or, with these three, a **projection**. Our
        example also adds a small row of numbers afterwards, the same for all words, which is called a **bias**.)md");
    page.formula(R"(Q = X W_Q + b_Q \qquad K = X W_K + b_K \qquad V = X W_V + b_V)",
                 "Q = X W_Q + b_Q    K = X W_K + b_K    V = X W_V + b_V",
                 "Vaswani et al. 2017, section 3.2.2; there without b");
    page.text("For *love* that looks like this:");
    page.show(three_rows_from_one(x, q, k, v));
    page.values({{"w_q", w_q}, {"b_q", b_q.row(0)}});
    page.text(R"md(
        Check the first number of the query: multiply the row of *love*, @{x[1]}, by the first column of W_Q, and add
        the first number of b_Q. That is @{x[1][0]} × @{w_q[0][0]} + @{x[1][1]} × (@{w_q[1][0]}) + @{b_q[0]} =
        @{q[1][0]}. Here are all the matrices of this example:)md");
    page.setup("matrices");
    page.text("And this is how the library applies them, to all three words at once:");
    // [made]
    const Matrix made_q = add_bias(matmul(x, w_q), b_q);  // (3 x 2)(2 x 2)
    const Matrix made_k = add_bias(matmul(x, w_k), b_k);
    const Matrix made_v = add_bias(matmul(x, w_v), b_v);
    // [/made]
    page.cell("made");
    const double off_q = max_abs_difference(made_q, q);
    const double off_k = max_abs_difference(made_k, k);
    const double off_v = max_abs_difference(made_v, v);
    page.check("three matrices and biases make every query, key and value",
               off_q < 1e-5 && off_k < 1e-5 && off_v < 1e-5);
    page.text(R"md(
        We need the biases only to arrive at the article's invented numbers. The paper has none in these places, and
        neither has the translator that this book builds. You may now forget about b_Q, b_K and b_V. And why two
        matrices, W_Q and W_K? With one for both, looking would be mutual, and most words would match themselves best.
        (A translator that we trained with a single matrix for both coped all the same.))md");
    page.deep_dive("Why the article's numbers need a bias", [&] {
        // [sums]
        const real t = (x(2, 0) - x(0, 0)) / x(1, 0);  // of love's row

        const Matrix place = add(row(x, 0), scale(row(x, 1), t));  // row 2 of x
        const Matrix key = add(row(k, 0), scale(row(k, 1), t));    // not row 2 of k
        // [/sums]
        page.values({{"part", t}, {"place", place.row(0)}, {"key.forced", key.row(0)}});
        page.value("part.bias", 1 + t);
        page.text(R"md(
            Could matrices alone turn the three rows into the article's keys? No. A matrix preserves sums: if one row
            is a sum of others, then its key is the same sum of their keys. And the row of *doughnuts* happens to be
            such a sum, namely the row of *I* plus @{part:.2f} times the row of *love*. The code forms the same sum
            twice, of rows and of keys:)md");
        page.cell("sums");
        page.article_says("doughnuts' key, by any matrix", "[0.8, 0.3]", "key.forced", ".2f");
        const bool place_comes_out = max_abs_difference(place, row(x, 2)) < 1e-6;
        const bool key_does_not = max_abs_difference(key, row(k, 2)) > 0.1;
        page.check("no matrix alone makes the article's keys", place_comes_out && key_does_not);
        page.text(R"md(
            The sum of the rows is @{place:.1f}, exactly the row of *doughnuts*. So with any matrix whatever, its key
            would have to be @{key.forced:.2f}, but the article's is @{k[2]}. A bias breaks the rule, because the sum
            of the keys would contain it @{part.bias:.2f} times, and the key of *doughnuts* contains it once. With
            biases there is exactly one solution: the one above.)md");
    });
}

void one_row_for_both(Page& page, int width) {
    page.section("Could one row be list and sign at once?");
    // [fewer]
    const Matrix two = matmul_nt(q, k);   // W_Q for the list, W_K for the sign
    const Matrix one = matmul_nt(k, k);   // W_K for both
    const Matrix none = matmul_nt(x, x);  // no matrix at all
    // [/fewer]
    page.text(R"md(
        Two matrices for the two sides of a comparison look wasteful. Why not one, so that the list and the sign of a
        word are the same row? Or none: why not compare the rows with which the words arrive? We compute all the
        scores in three ways:)md");
    page.cell("fewer");
    page.text("Which word does each word then look at most?");
    Table table{"it asks", "two matrices", "one for both", "none"};
    for (int i = 0; i < 3; ++i) {
        table.add(word(i), word(argmax(two.row(i))), word(argmax(one.row(i))),
                  word(argmax(none.row(i))));
        page.check("with no matrix at all, every word looks at love, the longest arrow",
                   argmax(none.row(i)) == 1);
    }
    page.show(table, "The best match of each word");
    page.check("with one matrix for both, each of the three looks at itself",
               words_that_choose_themselves(one) == 3);
    page.values({{"one.love", one(1, 2)}, {"one.doughnuts", one(2, 1)}});
    page.text(R"md(
        With two matrices, *love* looks at *doughnuts*. With one for both, every word looks at itself. With none, all
        of them look at *love*. With one matrix or none, three things go wrong.

        1. *Looking becomes mutual.* A dot product does not care which factor comes first. With one matrix, *love* scores
           *doughnuts* at the dot product of their keys, @{one.love:.2f}, and so *doughnuts* must score *love* at
           @{one.doughnuts:.2f}, too. But a verb may need its object more than the object needs the verb.
        2. *The best match tends to be oneself.* No direction fits a row better than its own.
        3. *Where the best match is a different word, it has a longer arrow.* Nothing but length can beat a perfect
           direction. With no matrix, *love* has the longest arrow of the three.

        So with a single matrix most words look at themselves, and their own row is the one thing that they know
        already. Training can work around a lot: the Reformer (Kitaev et al. 2020) does share one matrix, and its
        authors report no harm. But they had to forbid every word to look at itself as long as there is a different
        word to look at.)md");
    page.deep_dive("Three words prove little: the same with random ones", [&] {
        const int words = 8;
        page.value("shared.words", words);
        page.text(R"md(
            Here are sentences of @{shared.words} random words, with random matrices of three different widths. Each time
            we count the words whose best match is their own key:)md");
        page.cell("shared", kByHand);
        Rng rng(page.seed());
        Table selves{{"width"}, {"two matrices", ".0%"}, {"one for both", ".0%"}};
        SelfLooks widest;
        for (int d : {2, 8, width}) {
            widest = count_self_looks(words, d, 100, rng);
            selves.add(d, widest.two_matrices, widest.one_matrix);
        }
        page.show(selves, "How many words look at themselves most");
        page.values({{"shared.one", widest.one_matrix}, {"shared.two", widest.two_matrices}});
        page.value("shared.chance", 1.0 / words);
        page.check(
            "with one matrix for both, at least three times as many random words look at "
            "themselves as with two, at the largest width",
            widest.one_matrix > 3 * widest.two_matrices);
        page.check("with two matrices, fewer than a quarter of them do",
                   widest.two_matrices < 0.25);
        page.text(R"md(
            At the largest width, @{shared.one:.0%} of the words look at themselves if one matrix serves for both, and
            @{shared.two:.0%} if there are two; a blind choice would give @{shared.chance:.1%}. In a wide space two
            arrows hardly ever point the same way by accident, so the only good match for a row is the row itself.)md");
    });
}

void the_mix(Page& page) {
    page.section("What love takes home", Path::shortest);
    page.term("weight (of attention)", "the share that a word takes of another word's value");
    // [loves]
    const Matrix scores = matmul_nt(row(q, 1), k);    // (1 x 3)  love's
    const Matrix weights = borrowed_weights(scores);  // (1 x 3)  see chapter 05
    const Matrix mix = matmul(weights, v);            // (1 x 3)(3 x 2) -> (1 x 2)
    // [/loves]
    page.values({{"mix", mix.row(0)}, {"own", v.row(1)}, {"w", weights.row(0)}});
    page.text(R"md(
        *Love* has held its list against every sign. Now it fills its basket: with a large part of the value of a word
        that scored high, and with little of the others. So the scores must become shares: none negative, all adding
        up to 1. Such a share is called a **weight**. How weights are computed is the one thing that we have to borrow
        from chapter 05, which turns the scores of *love* into @{w[0]:.2f} for *I*, @{w[1]:.2f} for *love* itself and
        @{w[2]:.2f} for *doughnuts*. Drawn as bands, thicker for larger shares, they show what *love* looks at:)md");
    page.show(love_looks(weights, kWords));
    const bool ordered = weights(0, 0) < weights(0, 1) && weights(0, 1) + 0.01 < weights(0, 2);
    page.check("the higher a word's score, the larger its share", ordered);
    page.text(R"md(
        *Love* takes @{w[2]:.2f} of its basket from *doughnuts*, which scored highest, @{w[1]:.2f} from its own stall,
        and @{w[0]:.2f} from *I*.

        Now multiply every value by its weight, and add up the results. The first number of the result is @{w[0]:.2f}
        × @{v[0][0]} + @{w[1]:.2f} × @{v[1][0]} + @{w[2]:.2f} × @{v[2][0]} = @{mix[0]:.2f}. With *i* for the word that
        asks and *j* for those that are asked:)md");
    page.formula(R"(\mathrm{out}_i = \sum_j w_{ij}\,v_j)", "outᵢ = Σⱼ wᵢⱼ vⱼ");
    page.text("Here is the whole route of *love*, from its scores to its mix:");
    page.show(from_scores_to_mix(scores, weights, v, mix, kWords));
    page.text(R"md(
        The mix is @{mix:.2f}. It lies between the values that went in: *love* itself gave @{own:.1f}, and the other
        two have pulled it their way. By hand there are three loops, and the innermost line adds a share of one
        number:)md");
    page.setup("mix", kByHand);
    page.text("For the library it is one more product of matrices, in the last line here:");
    page.cell("loves");
    page.check("the loop and the library give the same mix",
               max_abs_difference(mix, mix_by_hand(weights, v)) < 1e-6);
    for (int c = 0; c < 2; ++c) {
        const auto [least, most] = std::minmax({v(0, c), v(1, c), v(2, c)});
        page.check("each number of the mix lies between the numbers that were mixed",
                   least < mix(0, c) && mix(0, c) < most);
    }
    page.text("Who has been changed by this? The article says:");
    page.quote(R"("Doughnuts" now carries the flavour of "love.")", "the article");
    page.text(R"md(
        It is the other way round. *Love* asked, so it is *love* that now carries the flavour of *doughnuts*. What
        *doughnuts* takes home is decided by its own query, and goes into its own row.)md");
    page.exercise("4.3", "The mix of the values for one query.");
}

void two_jams_part(Page& page) {
    page.section("Watch a meaning move", Path::shortest);
    page.text(R"md(
        Back to the two jams. Draw a map with two directions: how much a word is something to eat, and how much it has
        to do with traffic. *Jam* is a bit of both, *doughnut* nearly all food, *city* nearly all traffic. (The small
        words say little about either and are left out.)

        Both sentences get the same three matrices. W_K and W_V leave every row as it is, so a word shows and gives
        its own place on the map. W_Q makes *jam* ask for any word that has to do with food or with traffic, no matter
        which:)md");
    page.setup("jam");
    page.text(R"md(
        The next function is this whole chapter in six lines. The fifth borrows the weights from chapter 05 again:)md");
    page.setup("attend", kByHand);
    page.text("We call it once for each sentence. Only one of the rows that go in is different:");
    // [jams]
    const Matrix eaten = attend(sticky, ask, as_it_is, as_it_is);  // (3 x 2)
    const Matrix waited = attend(stuck, ask, as_it_is, as_it_is);  // (3 x 2)
    // [/jams]
    page.cell("jams");
    const Matrix scores = matmul_nt(matmul(sticky, ask), sticky);
    const Matrix weights = borrowed_weights(scores);
    page.values({{"jam.before", sticky.row(0)}, {"jam.query", matmul(sticky, ask).row(0)}});
    page.values({{"jam.eaten", eaten.row(0)}, {"jam.waited", waited.row(0)}});
    page.values({{"jam.scores", scores.row(0)}, {"jam.weights", weights.row(0)}});
    page.values({{"sticky", sticky}, {"stuck", stuck}});
    page.check("beside doughnut, jam becomes food",
               eaten(0, 0) > sticky(0, 0) + 0.2 && eaten(0, 1) < sticky(0, 1) - 0.1);
    page.check("beside city, the same jam becomes traffic",
               waited(0, 1) > stuck(0, 1) + 0.2 && waited(0, 0) < stuck(0, 0) - 0.1);
    page.text("These are the numbers for the word *jam*, which asks with @{jam.query}:");
    Table table{"jam looks at", {"score", ".1f"}, {"weight", ".2f"}, "value"};
    const std::vector<std::string> seen{"jam", "doughnut or city", "late"};
    for (int j = 0; j < 3; ++j) {
        const std::string value = j == 1 ? fmt::format("{} or {}", format_value(sticky.row(1), ""),
                                                       format_value(stuck.row(1), ""))
                                         : format_value(sticky.row(j), "");
        table.add(seen[static_cast<std::size_t>(j)], scores(0, j), weights(0, j), value);
    }
    page.show(table, "The same scores and weights in both sentences; one value differs");
    page.text(R"md(
        *Jam* scores *doughnut* at @{jam.scores[1]:.1f} and would score *city* the same, so both get the weight
        @{jam.weights[1]:.2f}. The difference comes from the value alone. With *doughnut*, @{sticky[1]}, the first number
        of the mix is @{jam.weights[0]:.2f} × @{sticky[0][0]} + @{jam.weights[1]:.2f} × @{sticky[1][0]} +
        @{jam.weights[2]:.2f} × @{sticky[2][0]} = @{jam.eaten[0]:.2f}; with *city*, @{stuck[1]}, it is
        @{jam.waited[0]:.2f}. On the map:)md");
    page.show(two_jams(sticky, stuck, eaten, waited));
    page.text(R"md(
        Before attention there is one jam, at @{jam.before}. Afterwards there are two: @{jam.eaten:.2f}, which you can
        eat, and @{jam.waited:.2f}, which you can only wait in. Nobody told the model that *jam* has two meanings. Its
        neighbours moved it.

        In the real machine the mix is added to the word's row and does not replace it, and there are several rounds
        of this (chapter 07). And the map is ours: a trained model has hundreds of directions, and nobody has
        written names on them.)md");
}

void no_order(Page& page) {
    page.section("A market has no first stall");
    page.text(R"md(
        What if we shuffle the words? Take the sharpest weights there are: 1 for the best score of a row, 0 for the
        rest. Then a word takes home exactly one value, and results are easy to compare. The first function makes such
        weights; the library's `argmax` tells it which number of a row is the largest. The second looks with them:)md");
    page.setup("look", kByHand);
    page.text(R"md(
        First we move whole stalls: keys and values come in the opposite order, still together. (`flip_rows` puts the
        last row first.) Then we move only the signs, and leave the goods where they were:)md");
    // [set]
    const Matrix found = look(q, k, v);
    const Matrix stalls_moved = look(q, flip_rows(k), flip_rows(v));
    const Matrix signs_moved = look(q, flip_rows(k), v);
    // [/set]
    page.cell("set");
    page.check("the order of keys and values changes nothing", stalls_moved == found);
    page.check("keys without their values lead to the wrong goods",
               max_abs_difference(signs_moved, found) > 0.1);
    page.values({{"found", found.row(1)}, {"found.signs", signs_moved.row(1)}});
    page.text(R"md(
        With whole stalls moved, *love* takes home @{found}, the value of *doughnuts*, just as it did before the move.
        No dot product knows which row came first: attention sees a heap of words. If their order matters, it must be
        in the numbers themselves, which is where chapter 03 put it. With only the signs moved, *love* follows the
        sign of *doughnuts* and takes home @{found.signs}, the value of *I*. A key and its value belong together.)md");
}

void another_sentence(Page& page) {
    page.section("From one sentence to another");
    page.term("self-attention", "attention in which the words of a sentence look at one another");
    page.term("cross-attention",
              "attention in which the words of one sentence look at the words of another");
    page.text(R"md(
        So far the words that ask and the words that are asked have been the same three. That is called
        **self-attention**: a sentence looks at itself. But the customers may come from one sentence and the stalls
        from another. That is called **cross-attention**, and it is how a translator looks at the sentence that it
        translates.

        Then the queries are made from the rows of one sentence, and keys *and* values from the rows of the other. Why
        both from the same rows? Because a sign has to describe the goods at its own stall. The keys alone decide the
        weights, and the weights are spent on the values. If the two came from different words, the best sign would
        lead to goods that it says nothing about.

        Here three English words ask four French ones. The French keys and values are invented, and each value has its
        1 in a column of its own, so that we can see which word it came from (*les* has nothing to give). We use the
        function `look` again, which takes only the value of the best match:)md");
    // [french]
    const std::vector<std::string> french{"j'", "aime", "les", "beignets"};
    const Matrix french_k{{0.1f, 0.9f},   // j'        (4 x 2)
                          {1.0f, 0.1f},   // aime
                          {0.2f, 0.2f},   // les
                          {0.6f, 0.6f}};  // beignets
    const Matrix french_v{{1, 0, 0},      // j'        (4 x 3)
                          {0, 1, 0},      // aime
                          {0, 0, 0},      // les
                          {0, 0, 1}};     // beignets

    const Matrix s = matmul_nt(q, french_k);           // (3 x 4)
    const Matrix taken = look(q, french_k, french_v);  // (3 x 3)
    // [/french]
    page.cell("french");
    page.text("These are the scores:");
    page.show(matrix_table(s, kWords, french), "English asks (rows), French is asked (columns)");
    const Matrix right{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    page.check("each English word takes the value of its French counterpart", taken == right);
    page.value("cross.love", s(1, 1));
    page.text(R"md(
        *Love* finds *aime*, with @{cross.love:.2f}, and the others find their counterparts, too. The table has three
        rows and four columns, because three words ask and four are asked. What comes out has one row for each word
        that asked.)md");
    page.section("All the shapes, side by side");
    page.text("The same matrices, within a sentence and from one sentence to another:");
    page.show(shape_table(q, k, v, french_k, french_v),
              "For each matrix: whose rows it holds, and its shape");
    page.values({{"shape.q", to_string(q.shape())},
                 {"shape.french_k", to_string(french_k.shape())},
                 {"shape.french_v", to_string(french_v.shape())}});
    page.text(R"md(
        The table shows two rules. A query and a key must be equally wide, @{shape.q} and @{shape.french_k}, because
        they are multiplied number by number. A value is only mixed, so it may have a different width:
        @{shape.french_v}.)md");
    page.exercise("4.4", "From one sentence to another, from the matrices to what is taken home.");
}

void what_it_costs(Page& page, int width, int words) {
    page.section("What it costs");
    page.term("context window", "how many words of a text a model can take into account at once",
              {"context windows"});
    page.ahead("key-value cache", "one of two reasons, in half a sentence; chapter 10 builds it");
    page.guess("A text becomes twice as long. How many times as much work does the looking take?",
               "@{grows} times: twice as many words ask, and each asks twice as many.");
    const double all = static_cast<double>(words) * words;
    page.values({{"words", words}, {"all", std::llround(all)}, {"width", width}});
    page.value("gigabytes", all * sizeof(real) / 1e9);
    page.value("kept", 2.0 * words * width * sizeof(real) / 1e6);
    page.text(R"md(
        *n* words form *n*² pairs, and each pair costs a dot product. Before attention, most translation networks read
        word by word, handing on one row that summed up what had been read so far (chapter 09 builds such models).
        That takes *n* steps. What does attention give us in return for its *n*² products?

        First, no score waits for another. A machine that can do a thousand multiplications at once can compute many
        scores together, whereas the second step of a chain cannot begin before the first has ended, however large the
        machine. Second, no word is far from another. In a chain, what the first word said is handed on *n* − 1 times
        before it reaches the last. In attention the two meet in one dot product, no matter whether they are
        neighbours or a book apart. Chapter 09 measures what that is worth.

        Long texts are where the price hurts. A text of @{words:,} words (`--words`) has @{all:,} scores. Stored as
        `float`s they would fill @{gigabytes:.1f} GB, but they need never be stored: chapter 11 computes a few at a
        time and then throws them away. The work remains, though, and so does one thing that must be stored: a model
        that writes word by word keeps the keys and values of all the earlier words (the key-value cache of chapter
        10), which here takes @{kept:.1f} MB for rows of @{width} numbers. These are two reasons why a model limits
        how much text it looks at. The limit is called its **context window**.)md");
}

void the_bill(Page& page, int width) {
    page.section("The bill, counted");
    page.text(R"md(
        We let our loops count their multiplications, for rows of @{width} numbers. They do three jobs: *making* the
        queries, keys and values; *looking*, which is the scores and the mix; and running the simplest *chain*, which
        multiplies two rows by a matrix at each step. The function `scores_by_hand` from above is an ordinary product
        of matrices, so it serves for making and for the chain, too. (It has a line that counts, and so has
        `mix_by_hand`; the listings left it out.) In the code, `counted` is what the loops have
        counted so far, and the last of the three jobs is the chain:)md");
    page.cell("cost", kByHand);
    Rng rng(page.seed());
    const Bill bill = count_multiplications(width, rng);
    Table table{"n", {"making", ","}, {"looking", ","}, {"chain", ","}};
    for (std::size_t i = 0; i < bill.words.size(); ++i) {
        const double n = bill.words[i];
        table.add(std::llround(n), std::llround(bill.making[i]), std::llround(bill.looking[i]),
                  std::llround(bill.chain[i]));
        page.check("the loops count 3 n d² for making, 2 n² d for looking and 2 n d² for the chain",
                   bill.making[i] == 3 * n * width * width &&
                       bill.looking[i] == 2 * n * n * width &&
                       bill.chain[i] == 2 * n * width * width);
    }
    page.show(table, "Multiplications for n words");
    page.value("looking", std::llround(bill.looking.back()));
    page.value("looking.half", std::llround(bill.looking[bill.looking.size() - 2]));
    page.values({{"grows", bill.looking[1] / bill.looking[0]}, {"equal", 1.5 * width}});
    page.text(R"md(
        Compare the last two rows. Twice as many words mean twice as much work for the chain and for the making. But
        looking goes from @{looking.half:,} multiplications to @{looking:,}, @{grows} times as many. As a picture:)md");
    page.show(cost(width, bill));
    page.text(R"md(
        In short sentences, making costs more than looking. Beyond @{equal:.0f} words, looking costs more, and the gap
        grows fast. The chain needs fewer multiplications than making and looking together, but it cannot do them in
        parallel.)md");
}

struct Knobs {
    double angle = 60;
    double length = 1;
    int width = 64;
    int words = 100000;
};

void declare(Options& options, Knobs& knobs) {
    options.add("angle", knobs.angle, 0, 180, "between love's query and your key, in degrees");
    options.add("length", knobs.length, 0, 10, "of your key");
    options.add("width", knobs.width, 8, 128, "of the rows whose multiplications are counted");
    options.add("words", knobs.words, 1, 10000000, "of a long text, to see how many scores it has");
    options.on_page("angle", 0, 180);
    options.on_page("length", 0, 4);
    options.on_page("width", 8, 128);
    options.on_page("words", 1, 100000);
}

void build(Page& page, Knobs& knobs) {
    const std::vector<TrialRow> trials = recorded_trials();
    opening(page);
    three_rows(page);
    one_dot_product(page);
    what_it_measures(page, knobs.angle, knobs.length);
    all_pairs(page);
    three_matrices(page);
    one_row_for_both(page, knobs.width);
    one_matrix_in_translators(page, trials);
    the_mix(page);
    two_jams_part(page);
    no_order(page);
    another_sentence(page);
    what_it_costs(page, knobs.width, knobs.words);
    the_bill(page, knobs.width);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Bahdanau et al. 2014, the first attention in translation",
                "https://arxiv.org/abs/1409.0473");
    page.source("Kitaev, Kaiser and Levskaya 2020 (Reformer)", "https://arxiv.org/abs/2001.04451");
    page.end(
        {.recap = R"md(
            Every word asks with its query, shows its key, and has its value to give. Three matrices, the same for all
            words, make all three from the word's row. The dot product of one word's query with another word's key is
            a score: *love* scores *doughnuts* at @{score.love.doughnuts:.2f}, itself at @{score.love.love:.2f} and
            *I* at @{score.love.I:.2f}, and all the scores together are Q Kᵀ. Scores become weights, and the weights
            mix the values: *love* takes home @{mix:.2f}. That is how a neighbour moves a meaning, and *jam* became
            something to eat beside *doughnut* and something to wait in beside *city*. The price: *n* words have *n*²
            scores.)md",
         .questions =
             {{"Why does a word have both a query and a key?",
               "What a word looks for and what it has to offer are different things: *love* looks "
               "for "
               "something to love. With one row for both, scores would be mutual, and a word would "
               "mostly match itself, or else a word with a longer arrow."},
              {"Two words have exactly the same key but different values. Can any word prefer one "
               "of "
               "them to the other?",
               "No. Scores depend on queries and keys only, so both words get the same score from "
               "every word, and the same weight. Their values are mixed in equal shares."},
              {"In cross-attention, from which sentence do queries, keys and values come, and how "
               "many "
               "rows come out?",
               "Queries come from the sentence that asks; keys and values both come from the "
               "sentence that is asked, because a key must describe the value that it stands for. "
               "One row comes out for every word that asks."}},
         .next = "Our weights were borrowed. How do scores become attention?",
         .answer =
             "A word's query scores every key, and the word takes home a mix of the values."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({4, "dot_product_attention", "How does one word look at another?"},
                                 declare, build);
}

}  // namespace chapter_04
