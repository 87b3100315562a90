// Chapter 06: several small attentions side by side, and the matrix that joins what they say.
#include "notebook/chapter.h"

#include <algorithm>

#include "by_hand.h"

namespace chapter_06 {
using namespace book;

namespace {

const char* const kByHand = "chapters/06_multi_head/by_hand.h";

struct Knobs {
    std::string sentence = "I love doughnuts and hate taxes";
    int heads = 4;
    int width = 64;
    int questions = 300;
};

void one_question(Page& page, int questions) {
    page.section("Who bit whom?");
    page.quote("Same tokens. Very different evenings.", "the article");
    page.text(R"md(
        In "dog bites man" the word *bites* needs two things: who bites, and who is bitten. So far a
        word has one query, and so one row of weights. Let a key say where its word stands, before
        the verb or after it, and a value which word it is. *Bites* can ask for both, or ask twice.
        One attention with queries, keys and values of its own is called a *head*.)md");
    // [bites]
    const Matrix keys{{1, 0}, {0, 0}, {0, 1}};           // before, verb, after
    const Matrix dog_bites_man{{1, 0}, {0, 0}, {0, 1}};  // dog (1, 0), man (0, 1)
    const Matrix man_bites_dog{{0, 1}, {0, 0}, {1, 0}};

    const Matrix both{{9, 9}};  // three queries
    const Matrix before{{9, 0}};
    const Matrix after{{0, 9}};

    const auto ask = [&](const Matrix& query, const Matrix& values) {
        return scaled_dot_product_attention(query, keys, values);
    };
    // [/bites]
    page.cell("bites");
    page.guess("One head gives half of its attention to each. Can its answer tell who bit?",
               "No: @{one.head[0]:.2f}, both times. An average forgets where its parts came from.");
    const auto ask_twice = [&](const Matrix& values) {
        return joined({ask(before, values), ask(after, values)});  // (1 x 4)
    };
    const Matrix one = ask(both, dog_bites_man);
    const Matrix one_turned_round = ask(both, man_bites_dog);
    const Matrix two = ask_twice(dog_bites_man);
    const Matrix two_turned_round = ask_twice(man_bites_dog);

    const auto text = [](const Matrix& row) { return format_value(row.row(0), ".2f"); };
    Table table{"", "one head asks for both", "two heads, side by side"};
    table.add("dog bites man", text(one), text(two));
    table.add("man bites dog", text(one_turned_round), text(two_turned_round));
    page.show(table, "What *bites* takes in: in each pair the share of the dog, and of the man");
    page.check("one head that looks at both alike cannot tell who bit",
               max_abs_difference(one, one_turned_round) < 1e-6);
    page.check("two heads can tell who bit", max_abs_difference(two, two_turned_round) > 0.9);

    Rng rng(page.seed());
    const Matrix random = randn({questions, 2}, rng, 5);  // (questions x 2)
    const Matrix drawn = ask(random, dog_bites_man);      // (questions x 2)
    std::vector<double> for_the_first;
    std::vector<double> for_the_last;
    for (int i = 0; i < questions; ++i) {
        for_the_first.push_back(drawn(i, 0));
        for_the_last.push_back(drawn(i, 1));
        page.check("one head has 1 to share out, whatever it asks", sum(drawn.row(i)) < 1 + 1e-6f);
    }
    page.values({{"one.head", one}, {"two.heads", two}, {"draws", questions}});
    page.text(R"md(
        Could the head not lean, more to the one and less to the other? Then the sentences do
        differ. But what one word gains the other loses. Here are @{draws} random queries, a dot
        each. None gets over the slanted line, where nobody else has anything. Two heads stand in
        the far corner, with @{two.heads[0][0]:.2f} for the first word and, at the same time,
        @{two.heads[0][3]:.2f} for the last.)md");
    Plot plot{{"attention for the first word", Scale::linear, 0, 1.05},
              {"for the last", Scale::linear, 0, 1.05}};
    plot.points("one head", for_the_first, for_the_last);
    plot.points("two heads", {two(0, 0)}, {two(0, 3)});
    plot.line("all that one head has", {0, 1}, {1, 0});
    page.show(Figure{
        "one_head", "One head shares, two heads point twice",
        "Dots in the lower left half of a square: one head. A dot in the far corner: two heads.",
        plot});
    page.quote("With a single attention head, averaging inhibits this.",
               "Vaswani et al. 2017, section 3.2.2");
}

// The columns of a row of six, as far as the checks ask for them.
constexpr int kNoun = 0;
constexpr int kVerb = 1;
constexpr int kFeeling = 2;
constexpr int kFlavour = 3;

// The word at which word i looks most, in one head.
int looks_at(const Matrix& weights, int i) { return argmax(weights.row(i)); }

int first_of_kind(const Matrix& x, int column) { return argmax(Matrix(transpose(x)).row(column)); }

// Is there something in the sentence that the feeling of word i is for?
bool has_something_to_feel_for(const Matrix& x, int i) {
    for (int j = 0; j < x.rows(); ++j) {
        if (x(i, kFeeling) * x(j, kFlavour) > 0) return true;
    }
    return false;
}

void check_readers(Page& page, const Matrix& x, const Matrices& weights) {
    const Matrix& grammar = weights[0];
    const Matrix& meaning = weights[1];
    const Matrix& position = weights[2];
    const int noun = first_of_kind(x, kNoun);
    for (int i = 0; i < x.rows(); ++i) {
        const bool is_verb = x(i, kVerb) > 0;
        const bool has_noun = x(noun, kNoun) > 0;
        if (is_verb && has_noun) {
            page.check("grammar: each verb looks most at the first noun",
                       looks_at(grammar, i) == noun);
        }
        if (has_something_to_feel_for(x, i)) {
            const int found = looks_at(meaning, i);
            page.check("meaning: each feeling looks most at what it is for",
                       x(i, kFeeling) * x(found, kFlavour) > 0);
        }
        if (i > 0) {
            page.check("position: each word looks most at the one before",
                       looks_at(position, i) == i - 1);
        }
    }
}

void three_readers(Page& page, const std::vector<Word>& words) {
    page.section("Three readers, built by hand");
    page.quote("Head 1 → tracks grammar ... Head 3 → tracks position: what came before? ...",
               "the article");
    page.text(R"md(
        Can heads really do that? A trained model has learnt its numbers. Here we choose them, so
        that there is a reason for each. A word is a row of six: is it a noun; is it a verb; what it
        feels (*love* plus, *hate* minus); how it tastes (*doughnuts* plus, *taxes* minus); and its
        position, the sine and cosine of an angle, as in chapter 03.)md");
    page.setup("words", kByHand);
    page.text(R"md(
        The six columns of a query are three pairs, and each head has one. **Grammar**: a verb asks
        for nouns, a noun for verbs. The cosine in the key falls from word to word, so among nouns
        the first wins: in English mostly the subject. **Meaning**: a feeling asks for a flavour of
        the same sign, and a flavour for a feeling. **Position**: the query is the word's own angle
        turned back by one word, and the key that lies nearest is that of the word before.)md");
    page.setup("by_hand", kByHand);
    page.setup("three", kByHand);
    const Matrix x = rows_of(words);
    Matrices weights;
    const Matrix all = joined(three_heads(x, &weights));
    std::vector<std::string> names;
    for (const Word& word : words) names.push_back(word.text);

    const char* titles[][2] = {{"grammar", "Head 1, grammar: a verb looks at its subject"},
                               {"meaning", "Head 2, meaning: a feeling looks at what it is for"},
                               {"position", "Head 3, position: a word looks at the one before"}};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& [name, title] = titles[i];
        const HeatMap map{weights[i], names, names, "who looks", "at whom", ".2f", 0, 1};
        page.show(Figure{name, title, "A heat map: for each word a row of weights.", map});
    }
    check_readers(page, x, weights);

    const int verb = first_of_kind(x, kVerb);
    const auto name = [&](int i) { return Value(names[static_cast<std::size_t>(i)]); };
    page.value("grammar", name(looks_at(weights[0], verb)));
    page.value("meaning", name(looks_at(weights[1], verb)));
    page.value("verb", name(verb));
    page.value("before", name(looks_at(weights[2], verb)));
    page.value("new", all.row(verb));
    page.text(R"md(
        Follow *@{verb}*. Head 1 looks most at *@{grammar}*, head 2 at *@{meaning}*, head 3 at
        *@{before}*. As value each hands over its own two columns of what it finds: the kind of
        word, its feeling and flavour, its position. Side by side they are @{new:.2f}.

        A word with nothing to ask looks at all alike: the even rows. Where two fit alike, a head is
        back to an average. The first word has none before it and takes the nearest, itself. And
        head 3 does half of what the article gives it: *before* and *after* are two things. Do not
        expect such tidy jobs of learnt heads. In BERT, a trained model, Clark et al. (2019) found
        heads that look at the word before, or from a verb to its object, and many that mostly look
        at a separator, as if idle.)md");
}

void a_block_of_columns(Page& page, const Matrix& x) {
    page.section("A head is a block of columns");
    page.text(R"md(
        We did not make three queries with three matrices, but one row of six numbers with one
        matrix, and cut it. Each column of a product comes from one column of the matrix: so cut the
        matrix or the product, it is the same. The library cuts too, and must agree with us.)md");
    // [columns]
    const Matrix q = matmul(x, w_query);  // (n x 6)
    const Matrix k = matmul(x, w_key);    // (n x 6)

    const Matrix w_second(w_query.view().col_block(2, 2));  // (6 x 2)
    const Matrix cut_before = matmul(x, w_second);          // (n x 2)
    const Matrix cut_after(q.view().col_block(2, 2));       // (n x 2)
    page.check("head 2 of the product is the product with head 2 of the matrix",
               cut_before == cut_after);

    Tape tape(Tape::Mode::inference);  // what the library writes on (chapter 08)
    const Var vq = tape.constant(q);
    const Var vk = tape.constant(k);
    const Var vx = tape.constant(x);
    const Segments rows = Segments::one(x.rows());  // one sentence
    const Var library = attention_heads(vq, vk, vx, rows, rows, 3, Mask::none);
    page.check("three small attentions are the library's three heads",
               joined(three_heads(x)) == Matrix(library.value()));
    // [/columns]
    page.cell("columns");
    page.exercise("6.1", "Cut out the columns of one head.");
}

void side_by_side(Page& page) {
    page.section("Side by side, and one more matrix");
    page.quote("Head 1 → tracks grammar ... Head 3 → tracks position: what came before? ...",
               "the article");
    // [article]
    const Matrix head[] = {{{0.8f, 0.3f}}, {{0.6f, 0.9f}}, {{0.4f, 0.7f}}};
    const Matrix all = joined({head[0], head[1], head[2]});  // (1 x 6)

    const Matrix w_o{{0.5f, 0},  // head 1        (6 x 2), invented
                     {0, 0.5f},  // head 1
                     {1, 0},     // head 2
                     {0, 0},     // head 2
                     {0, -1},    // head 3
                     {0, 1}};    // head 3

    const Matrix rich = matmul(all, w_o);  // (1 x 6)(6 x 2) -> (1 x 2)

    Matrix added({1, 2});  // the same, head by head
    for (int i = 0; i < 3; ++i) {
        add_to(matmul(head[i], w_o.view().row_block(2 * i, 2)), added);
    }
    // [/article]
    page.values({{"heads.concatenated", all.row(0)}, {"rich", rich.row(0)}, {"d", all.cols()}});
    page.text(R"md(
        Joined in their order (*concatenated*) they are @{heads.concatenated}, as the article has
        it. So far no head has met another. One "transformation" more, says the article: it is a
        matrix, W_O, that reads all columns at once, and brings the row back to the width of a word.)md");
    page.cell("article");
    page.text(R"md(
        This W_O makes @{rich:.2f} of it. Read it in pairs of rows: the first pair meets only head
        1, the second only head 2. So the product is a sum: what each head says, put into the common
        language by rows of its own, and all added up. That is how heads "compare notes".

        The article's words have two numbers, and each head has as many: three heads cost three
        times as much. The paper *cuts*: a word of three heads of two has @{d} numbers.)md");
    page.check("joined, the heads stand in their order",
               all == Matrix{{0.8f, 0.3f, 0.6f, 0.9f, 0.4f, 0.7f}});
    page.check("W_O adds up what each head has to say", max_abs_difference(rich, added) < 1e-6);
    page.article_says("numbers in a word that is cut into three heads of two", "2", "d");
}

void wrong_join(Page& page) {
    page.section("The mistake that everyone makes once");
    page.text(R"md(
        Many libraries keep the heads one under the other: all words of head 1, then all of head 2.
        To join them, words and heads must first be exchanged (a *transpose*), so that the pieces of
        a word lie side by side. Forget it, read on in the new shape, and nothing complains.)md");
    page.setup("joins", kByHand);
    const Matrices said{{{11}, {12}, {13}},   // head 1: a row for each word
                        {{21}, {22}, {23}},   // head 2
                        {{31}, {32}, {33}}};  // head 3
    page.show(matrix_table(joined_wrongly(said), {"I", "love", "doughnuts"},
                           {"head 1", "head 2", "head 3"}, ".0f"),
              "Joined wrongly: the tens say which head spoke, the ones of which word");
    page.text(R"md(
        The row of *love* now holds what head 2 said about everybody. Even so a model with this
        mistake learns something (chapter 08). Which test finds it?)md");
    page.setup("tests", kByHand);
    const Matrix x = rows_of(words_of("I love doughnuts"));
    const std::vector<bool> right = passes(x, joined);
    const std::vector<bool> wrong = passes(x, joined_wrongly);
    const char* what[] = {"the shape is (n x d)", "no number is lost", "a single word is right",
                          "head 2 is in its own columns", "words turned round turn rows round"};
    Table table{"test", "joined", "wrongly"};
    for (std::size_t i = 0; i < 5; ++i) {
        table.add(what[i], Cell(right[i]), Cell(wrong[i]));
    }
    page.show(table);
    page.check("joined rightly, the heads pass all five", right == std::vector<bool>(5, true));
    page.check("joined wrongly, they still pass the first three", wrong[0] && wrong[1] && wrong[2]);
    page.check("a look at one head's columns finds the mistake", !wrong[3]);
    page.check("turning the words round finds it, too", !wrong[4]);
    page.text(R"md(
        With one word, or one head, nothing is exchanged and nothing is found. Test with more.)md");
    page.exercise("6.2", "Join the heads again.");
}

// 1, 2, 4, 8 and 16 as far as they divide the width, and the reader's own.
std::vector<int> numbers_of_heads(int width, int own) {
    std::vector<int> numbers;
    for (int h = 1; h <= width; ++h) {
        const bool is_power_of_two = (h & (h - 1)) == 0;
        const bool is_usual = is_power_of_two && h <= 16 && width % h == 0;
        if (is_usual || h == own) numbers.push_back(h);
    }
    return numbers;
}

void whole_and_cost(Page& page, const Knobs& knobs) {
    page.section("Multi-head attention, whole, and what it costs");
    page.formula(
        R"(\mathrm{head}_i = \mathrm{Attention}(XW^Q_i, XW^K_i, XW^V_i),\quad
           Y = [\mathrm{head}_1 \ldots \mathrm{head}_h]\,W^O)",
        "headᵢ = Attention(X W_Qᵢ, X W_Kᵢ, X W_Vᵢ)\nY = [head₁ ... headₕ] W_O",
        "Vaswani et al. 2017, section 3.2.2");
    page.text(R"md(
        Under the root stands the width of a head; b is left out. (`query.weight` is W_Q; ours counts.))md");
    page.setup("naive", kByHand);
    page.exercise("6.3", "Write it whole.");
    page.guess("Eight heads for one, each an eighth as wide. How many more products of numbers?",
               "None: there are @{products:,}, whatever the number of heads.");
    Rng rng(page.seed());
    const Matrix x = randn({8, knobs.width}, rng);
    const Segments rows = Segments::one(x.rows());
    const std::vector<int> several = numbers_of_heads(knobs.width, knobs.heads);
    Table table{"heads", "width", {"learnt", ","}, {"products", ","}, {"powers of e", ","}};
    Counts one;
    // [costs]
    for (int h : several) {
        Parameters all;  // W_Q, W_K, W_V and W_O, random
        const auto a = make_attention(all, "attention", x.cols(), h, false, rng);

        Counts done;
        const Matrix ours = multi_head(x, a, done);

        Tape tape(Tape::Mode::inference);
        const Var in = tape.constant(x);
        const Var y = multi_head_attention(a, in, in, rows, rows, Mask::none);
        page.check("ours and the library agree for every number of heads",
                   max_abs_difference(ours, y.value()) < 1e-5);

        const long learnt = static_cast<long>(all.size());
        table.add(h, x.cols() / h, learnt, done.products, done.powers);

        if (h == 1) one = done;
        const bool as_large = learnt == 4L * x.cols() * x.cols();
        const bool as_many = done.products == one.products;
        page.check("neither what is learnt nor the products grow with the heads",
                   as_large && as_many);
        page.check("the powers of e do, h times", done.powers == h * one.powers);
    }
    // [/costs]
    page.cell("costs");
    page.values({{"words", x.rows()}, {"width", x.cols()}, {"products", one.products}});
    page.show(table, "A sentence of @{words} words, @{width} numbers each");
    page.text(R"md(
        Each head has scores of its own, made of shorter rows: h times as many, an h-th of the work
        each. Only the softmaxes grow. (Try `--heads` and `--width`.) And one price stands in no
        table: a narrow head has few numbers to tell keys apart with.)md");
    page.quote(
        "While single-head attention is 0.9 BLEU worse than the best setting, quality also drops "
        "off with too many heads.",
        "Vaswani et al. 2017, section 6.2 (BLEU: a mark for translations, 0 to 100)");
}

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "what the three readers read");
    options.add("questions", knobs.questions, 10, 5000, "random queries of one head");
    options.add("heads", knobs.heads, 1, 256, "one more row in the table of costs");
    options.add("width", knobs.width, 1, 256, "numbers in a word there; the heads must divide it");
}

void build(Page& page, Knobs& knobs) {
    require_input(knobs.width % knobs.heads == 0,
                  "--heads {} does not divide --width {}: all heads must be as wide", knobs.heads,
                  knobs.width);
    const std::vector<Word> words = words_of(knobs.sentence);

    one_question(page, knobs.questions);
    three_readers(page, words);
    a_block_of_columns(page, rows_of(words));
    side_by_side(page);
    wrong_join(page);
    whole_and_cost(page, knobs);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Clark et al. 2019", "https://arxiv.org/abs/1906.04341");
    page.end(
        {.recap =
             "One head gives one average; several, side by side, keep their findings separate.",
         .next = "That is all of attention. How is a sentence read, and another one written?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({6, "multi_head", "Why look more than once?"}, declare, build);
}

}  // namespace chapter_06
