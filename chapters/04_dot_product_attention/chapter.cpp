// Chapter 04: a word asks, every word answers, and what the first takes home is a mix.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>

#include "by_hand.h"
#include "figures.h"

namespace chapter_04 {
using namespace book;

namespace {

const std::string kByHand = "chapters/04_dot_product_attention/by_hand.h";
const std::vector<std::string> kWords{"I", "love", "doughnuts"};
const std::string& word(int i) { return kWords[static_cast<std::size_t>(i)]; }

// [words]
const Matrix x{{0.2f, 0.3f}, {0.9f, 0.9f}, {0.7f, 0.8f}};  // (3 x 2)  places
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

void three_questions(Page& page) {
    page.section("Three questions to one word");
    page.text(R"md(
        After chapter 03 each word is a place on a map, shifted a little by its position.
        But each is still alone: nothing at *love* says that it is doughnuts that are loved. It must
        look at the others, and take something from those that matter to it. So ask every word three
        questions. The answers are its *query*, its *key* and its *value*.)md");
    page.quote(R"(Query → [0.9, 0.2] (what am I looking for?) Key → [0.7, 0.5] (what do I contain?)
        Value → [0.8, 0.6] (what will I give away?))",
               "the article");
    page.text(R"md(
        Think of a library. The query is what you say at the desk, the key is what stands on a
        book's spine, the value is what you read when you open it. The article gives the places, the
        keys, and *love*'s query and value. We have invented the rest. A row is a word:)md");
    page.setup("words");
    page.value("q.love", row_of(q, 1));
    page.guess("*Love* asks with @{q.love}. Whose key answers best?",
               "*Doughnuts*', with @{score.love.doughnuts:.2f}; its own: @{score.love.love:.2f}.");

    page.section("Three matrices");
    page.text(R"md(
        A model does not keep the three for every word. It makes them from the word's place, a row
        x, with three matrices that are the same for all words: x times W_Q is the query, x times
        W_K the key, x times W_V the value. What stands in them is learnt (chapter 08).)md");
    page.formula(R"(Q = X W_Q + b_Q \qquad K = X W_K + b_K \qquad V = X W_V + b_V)",
                 "Q = X W_Q + b_Q    K = X W_K + b_K    V = X W_V + b_V",
                 "Vaswani et al. 2017, section 3.2.2; there without b");
    // [sums]
    const real t = (x(2, 0) - x(0, 0)) / x(1, 0);  // of love's place

    const Matrix place = add(row(x, 0), scale(row(x, 1), t));  // row 2 of x
    const Matrix key = add(row(k, 0), scale(row(k, 1), t));    // not row 2 of k
    // [/sums]
    page.values({{"part", t}, {"place", row_of(place, 0)}, {"key.forced", row_of(key, 0)}});
    page.text(R"md(
        Are there matrices that give our numbers? Not without the b. A matrix keeps sums: if one
        place is a sum of others, so is its key. And the place of *doughnuts* is a sum: that of *I*
        plus @{part:.2f} times that of *love*.)md");
    page.cell("sums");
    page.text(R"md(
        Its place comes out, @{place:.1f}, but whatever the matrix, its key would be
        @{key.forced:.2f}. The article's is out of reach, until the same small row b, a *bias*, is
        added to every word (not in the paper, but in many models). Now there is one solution:)md");
    page.article_says("doughnuts' key, by any matrix", "[0.8, 0.3]", "key.forced", ".2f");
    const bool place_comes_out = max_abs_difference(place, row(x, 2)) < 1e-6;
    const bool key_does_not = max_abs_difference(key, row(k, 2)) > 0.1;
    page.check("no matrix alone makes the article's keys", place_comes_out && key_does_not);
    page.setup("matrices");
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
}

void one_dot_product(Page& page, double angle, double length) {
    page.section("One score, by hand");
    page.text(R"md(
        How well does a key answer a query? Multiply first by first, second by second and so on, and
        add up: the *dot product*. The result is the *score*. (`counted` is for the end.))md");
    page.formula(R"(q \cdot k = \sum_c q_c\,k_c)", "q·k = Σ_c q_c k_c");
    page.setup("dot", kByHand);
    Table sums{"key of", {"first", ".2f"}, {"second", ".2f"}, {"score", ".2f"}};
    Table parts{"key of", {"length", ".3f"}, {"angle", ".1f"}, {"cosine", ".3f"}, {"score", ".2f"}};
    const double q_length = length_of(q.row(1));
    const double q_angle = angle_of(q.row(1));
    Numbers scores;  // love's
    for (int j = 0; j < 3; ++j) {
        const double score = dot_by_hand(q.row(1), k.row(j));
        const double k_length = length_of(k.row(j));
        const double turn = angle_of(k.row(j)) - q_angle;
        scores.push_back(score);
        page.value("score.love." + word(j), score);
        sums.add(word(j), q(1, 0) * k(j, 0), q(1, 1) * k(j, 1), score);
        parts.add(word(j), k_length, turn, cosine_of(turn), score);

        page.check("the loop and the library's dot agree",
                   std::abs(score - dot(q.row(1), k.row(j))) < 1e-6);
        page.check("a dot product is length × length × cosine of the angle",
                   std::abs(q_length * k_length * cosine_of(turn) - score) < 1e-6);
    }
    page.show(sums, "love's query: first times first, second times second, and their sum");
    page.quote(R"(Raw scores: "I" = 0.27, "love" = 1.0, "doughnuts" = 0.78)", "the article");
    page.article_says("love's score for itself", "1.0", "score.love.love", ".2f");
    page.text(R"md(
        @{score.love.I:.2f} and @{score.love.doughnuts:.2f} are as the article has them. The third
        is not: *love*'s query times its own key is @{score.love.love:.2f}, not 1.0. It may seem
        natural that a word matches itself best. But its query and its key are different rows.)md");
    page.check("love looks at doughnuts more than at itself", scores[2] > scores[1]);
    page.exercise("4.1", "One score, for vectors of any length.");

    page.section("What a dot product measures, and what length does to it");
    page.value("q.length", q_length);
    page.text(R"md(
        Draw the vectors as arrows. Their dot product is the length of one, times the length of the
        other, times the cosine of the angle between them: 1 in the same direction, 0 at a right
        angle, −1 in the opposite one. *Love*'s query has length @{q.length:.3f}.)md");
    page.show(arrows(q.row(1), k, kWords));
    page.show(parts, "Angles in degrees, from love's query to the key");
    const double loud_score = dot(q.row(1), scale(row(k, 0), 3).row(0));
    page.values({{"loud.score", loud_score}, {"angle", angle}, {"length", length}});
    page.value("own.score", q_length * length * cosine_of(angle));
    page.text(R"md(
        Here is the trap: a good direction makes a score large, but so does a long arrow. With
        three times the length, and in no better direction, the key of *I* scores
        @{loud.score:.2f} and beats *doughnuts*. Cosine (chapter 02) divides the lengths out.
        Attention keeps them: a long key speaks louder, for whoever asks in its direction,
        against whoever asks the other way. A longer *query* makes all its scores grow alike; their order stays. Hold up a key of your own with
        `--angle` and `--length`: at @{angle} degrees from *love*'s query, with length @{length},
        it scores @{own.score:.2f}.)md");
    page.check("three times the key is three times the score",
               std::abs(loud_score - 3 * scores[0]) < 1e-6);
    page.check("a long key far off beats a short one close by", loud_score > scores[2]);
    page.show(turned(q_length, angle, length));
}

void all_pairs(Page& page) {
    page.section("All pairs at once");
    page.text(R"md(
        Every word asks, and every word is asked: a dot product for each pair. All together they
        are one product of matrices. Turn K over so that its rows become columns (that is the T in
        Kᵀ): then row i of Q meets column j of Kᵀ, which is key j. First in loops, then in one
        call.)md");
    page.formula(R"(S = Q K^T, \qquad s_{ij} = q_i \cdot k_j)", "S = Q Kᵀ,  sᵢⱼ = qᵢ·kⱼ");
    page.setup("scores", kByHand);
    // [pairs]
    const Matrix s = matmul_nt(q, k);       // q k^T: (3 x 2)(2 x 3) -> (3 x 3)
    const Matrix places = matmul_nt(x, x);  // the same, of places
    // [/pairs]
    page.cell("pairs");
    page.check("one product of matrices gives every score",
               max_abs_difference(s, scores_by_hand(q, k)) < 1e-6);
    page.show(score_map(s, kWords));
    Table table{"it asks", "by query and key it looks at", "by places alone at"};
    for (int i = 0; i < 3; ++i) {
        table.add(word(i), word(argmax(s.row(i))), word(argmax(places.row(i))));
        page.check("by places alone, all look at the longest: love", argmax(places.row(i)) == 1);
    }
    page.values({{"love.I", s(1, 0)}, {"I.love", s(0, 1)}});
    page.text(R"md(
        A row is what one word makes of all. *Love* gives *I* a score of @{love.I:.2f}, *I* gives
        *love* @{I.love:.2f}: looking is not mutual. Could we spare queries and keys, and multiply
        the places themselves? Then it would be mutual, and here the longest arrow would win:)md");
    page.show(table);
    page.check("by query and key, looking is not mutual",
               max_abs_difference(s, transpose(s)) > 0.1);
    page.exercise("4.2", "All scores, in three loops.");
}

void the_mix(Page& page) {
    page.section("What it takes home");
    page.text(R"md(
        Now *love* takes values home: much from a word that scored high, little from the others. So
        the scores must become shares, none negative, together 1. They are called *weights*. How to
        get them is the next chapter's question; here we take the article's.)md");
    page.quote(R"("I" = 0.15, "love" = 0.50, "doughnuts" = 0.35)", "the article");
    page.formula(R"(\mathrm{out}_i = \sum_j w_{ij}\,v_j)", "outᵢ = Σⱼ wᵢⱼ vⱼ");
    page.setup("mix", kByHand);
    // [loves]
    const Matrix weights{{0.15f, 0.50f, 0.35f}};  // (1 x 3)  love's
    const Matrix mix = matmul(weights, v);        // (1 x 3)(3 x 2) -> (1 x 2)
    // [/loves]
    page.cell("loves");
    page.check("the loop and the library mix alike",
               max_abs_difference(mix, mix_by_hand(weights, v)) < 1e-6);
    page.check("the mix lies within the triangle of the values", inside(mix, v));
    page.show(triangle(v, mix, kWords));
    page.values({{"mix", row_of(mix, 0)}, {"own", row_of(v, 1)}});
    page.text(R"md(
        The mix is @{mix:.3f}. *Love* had @{own:.1f} to give; what it takes home lies between that
        and what the others give. (The article prints no result, and our values are half invented.)
        Who is changed by this? The article says:)md");
    page.quote(R"("Doughnuts" now carries the flavour of "love.")", "the article");
    page.text(R"md(
        It is the other way round. *Love* asked, so the mix is *love*'s: it has taken in some of
        *doughnuts*. What *doughnuts* takes in is for its own query to decide, in its own row.)md");
    page.exercise("4.3", "The mix of the values for one query.");
}

void sets_and_sentences(Page& page) {
    page.section("A set, a sentence, another sentence");
    page.text(R"md(
        For weights of our own, take the bluntest there are: 1 for a row's best score, 0 for the
        rest. That is looking something up in a table.)md");
    page.setup("look", kByHand);
    // [set]
    const Matrix found = look(q, k, v);
    const bool same_rows = look(q, flip_rows(k), flip_rows(v)) == found;
    const bool rows_backwards = look(flip_rows(q), k, v) == flip_rows(found);
    // [/set]
    page.cell("set");
    page.check("the order of keys and values changes nothing", same_rows);
    page.check("queries in another order get the same rows in that order", rows_backwards);
    page.text(R"md(
        - **A set.** No dot product knows which row came first. Attention looks at a heap of words;
          if their order matters, it must be in their numbers, and chapter 03 has put it there.
        - **A sentence.** Here n words ask the same n words: *self-attention*, with n × n scores.
        - **Another sentence.** They need not be the same. Three English words may ask four French
          ones: *cross-attention*. It is how a translator looks at what it translates. Queries and
          keys must be equally wide, values need not be. These French ones are invented:)md");
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
    page.show(matrix_table(s, kWords, french), "Scores: English asks, French is asked");
    page.check("each English word takes the value of its French one",
               taken == Matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    page.show(shape_table(q, k, v, french_k, french_v), "A matrix, what a row of it is, its shape");
    page.exercise("4.4", "From one sentence to another, from the matrices to what is taken home.");
}

void what_it_costs(Page& page, int width, int words) {
    page.section("What it costs");
    page.value("width", width);
    page.guess("A text becomes twice as long. How many times the looking?",
               "@{grows} times: twice as many ask, and each asks twice as many.");
    page.text(R"md(
        No word is far from another: one dot product, at both ends of a book as side by side. The
        bill: n words have n² pairs. Our loops count their multiplications, for vectors of @{width}
        numbers: *looking* is the scores and the mix, *making* the queries, keys and values.)md");
    Rng rng(page.seed());
    Table table{"n", {"n²", ","}, {"looking", ","}, {"making", ","}};
    const Bill bill = count_multiplications(width, rng);
    for (std::size_t i = 0; i < bill.words.size(); ++i) {
        const long n = std::lround(bill.words[i]);
        const long looking = std::lround(bill.looking[i]);
        const long making = std::lround(bill.making[i]);
        table.add(n, n * n, looking, making);
        page.check("twice the words, four times the multiplications of looking",
                   i == 0 || bill.looking[i] == 4 * bill.looking[i - 1]);
    }
    page.cell("cost", kByHand);
    page.show(table, "Multiplications, counted");
    page.show(cost(width, bill));
    const double all = static_cast<double>(words) * words;
    const double gigabytes = all * sizeof(float) / 1e9;
    page.values({{"grows", bill.looking[1] / bill.looking[0]}, {"equal", 1.5 * width}});
    page.values({{"words", words}, {"all", std::lround(all)}, {"gigabytes", gigabytes}});
    page.text(R"md(
        In short sentences making costs more. From @{equal:.0f} words on looking does, and
        runs away: @{words:,} words (`--words`) have @{all:,} scores, @{gigabytes:.1f} GB of
        `float`s. That is one reason why models limit their text, to a *context window*. In return
        no score waits for another: all can be computed at the same time.)md");
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
    options.add("width", knobs.width, 8, 128, "of the vectors whose multiplications are counted");
    options.add("words", knobs.words, 1, 10000000, "of a long text, to see how many scores it has");
}

void build(Page& page, Knobs& knobs) {
    three_questions(page);
    one_dot_product(page, knobs.angle, knobs.length);
    all_pairs(page);
    the_mix(page);
    sets_and_sentences(page);
    what_it_costs(page, knobs.width, knobs.words);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Bahdanau et al. 2014, the first attention", "https://arxiv.org/abs/1409.0473");
    page.end(
        {.recap = "A word's query scores every key, and the word takes home a mix of the values.",
         .next = "Our weights were borrowed. How do scores become attention?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({4, "dot_product_attention", "How does one word look at another?"},
                                 declare, build);
}

}  // namespace chapter_04
