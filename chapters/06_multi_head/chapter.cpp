// Chapter 06: several small attention layers side by side, and the matrix that joins what they find.
#include "notebook/chapter.h"

#include <algorithm>
#include <limits>

#include "by_hand.h"
#include "notebook/machine.h"
#include "pictures.h"
#include "trials.h"

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

void opening(Page& page) {
    page.term("head (of attention)",
              "One run of attention, with queries, keys and values of its own; several work in "
              "parallel.");
    page.show(machine(Part::heads));
    page.text(R"md(
        The highlighted lines enclose attention like brackets: *split into heads* before it, *join the heads* after
        it. A **head** is one run of attention, with queries, keys and values of its own, and the machine has several
        of them at once. Why?

        *You need chapter 05: scores, softmax, and the mix of the values.*

        The article has two sentences about a dog:)md");
    page.quote("\"dog bites man\" ≠ \"man bites dog\"\n\nSame tokens. Very different evenings.",
               "the article");
    page.text(R"md(
        Put yourself in the place of the word *bites*, in "dog bites man". You need to know two things: who bites, and
        who is bitten. So far each word has had a single query, and with it a single row of weights and a single mix.
        We shall see that one mix blurs the two answers, that asking twice keeps them apart, and that asking several
        times costs hardly anything.)md");
    page.guess("One head gives half of its attention to each noun. Can its answer tell who bit?",
               "No: @{one.head[0]:.2f} for the dog and @{one.head[1]:.2f} for the man, whichever "
               "bit. An average of values that say who, and not where, "
               "forgets where its parts came from.");
}

// One head that leans, against a head for each word, when there is more to ask for.
void small_shares(Page& page, Rng& rng) {
    Table table{"words asked for",
                {"smallest share in one head", ".3f"},
                {"read back, one head", ".0%"},
                {"read back, a head for each", ".0%"}};
    ReadBack two;
    ReadBack eight;
    double smallest = 0;
    for (const int asked : {2, 4, 8}) {
        const ReadBack named = read_back(asked, rng);
        smallest = double(smallest_share(asked));
        table.add(asked, smallest, named.one_head, named.own_heads);
        if (asked == 2) two = named;
        if (asked == 8) eight = named;
    }
    page.values({{"smallest", smallest},
                 {"stray", kAstray / kStrays},
                 {"two.one", two.one_head},
                 {"eight.one", eight.one_head},
                 {"eight.own", eight.own_heads},
                 {"trials", kTrials},
                 {"known", kKnown},
                 {"columns", kColumns},
                 {"astray", kAstray},
                 {"asked.for", kAskedFor},
                 {"strays", kStrays}});
    page.text(R"md(
        Does that matter? With more words it does. A verb may want to know who, whom, when and where. One head must
        give each of these words a different share, say always half of the one before, so that they can be told apart.
        And no head is perfect: some of its attention goes astray, to words that were not asked for, and a small share
        can be lost in that.

        Let us try it, with @{known} words whose values are @{columns} random numbers each. Of the attention,
        @{astray:.0%} goes astray, spread evenly over @{strays} words, and the rest goes to the words asked for.
        Either one head asks for them all, with shares that halve from word to word, or each word has a head of its
        own, and then the heads have to share out the @{columns} columns among themselves. Then we try to read the words back.
        For each share in turn, the largest first, we name the word whose value, times that share, lies nearest to the
        mix, and take it out of the mix. How many are named correctly?)md");
    page.show(table,
              "@{trials} trials each; read back: the share of words that are named correctly");
    page.check("asked for two words, one lopsided head is enough", two.one_head > 0.95);
    page.check("asked for eight, one head loses more than a quarter of them",
               eight.one_head < 0.75);
    page.check("a head for each of the eight loses hardly any", eight.own_heads > 0.95);
    page.text(R"md(
        With two words, and even with four, the lopsided head does perfectly well: @{two.one:.0%} are read back. With
        eight its smallest share is @{smallest:.3f}, less than the @{stray:.3f} that goes to each of the @{strays} stray
        words, and only @{eight.one:.0%} are read back. With eight heads, @{eight.own:.0%} are, although each head is
        only an eighth as wide. The paper says that several heads can look at several places at once. It goes on, and
        says *inhibits*, not *prevents*:)md");
    page.quote("With a single attention head, averaging inhibits this.",
               "Vaswani et al. 2017, section 3.2.2");
    page.deep_dive("How the words were read back", [&] {
        page.text(R"md(
            To read a word, we look for the one whose value, times its share, is nearest to the mix:)md");
        page.setup("read", kByHand);
        page.text(R"md(
            With one head, the words are read one after the other. Look at the end of the loop: what
            the word just found has put into the mix is taken out again, so that the next share can
            be seen. (`let_stray` spreads what goes astray, and `first_share` sees to it that
            the shares add up to the rest, @{asked.for:.1f}.))md");
        page.setup("one_for_all", kByHand);
        page.text(R"md(
            With a head for each word, there is a mix for each word, and a head gives its own word all that is left after what goes astray, `kAskedFor`. The line with `own` cuts out the columns of one head:)md");
        page.setup("one_for_each", kByHand);
    });
}

void one_question(Page& page, int questions) {
    page.section("Who bit whom?", Path::shortest);
    page.text(R"md(
        Let us make it as easy for *bites* as we can. A key says only where its word is: before the verb, at the verb,
        or after it. A value says only who the word is: (1, 0) for the dog, (0, 1) for the man. The keys are then the
        same in both sentences, and the two nouns' values change places. The first three lines set that up.

        The next three are questions. `both` asks for the place before the verb and the place after it at once;
        `before` and `after` ask for one of them. The number 9 makes a question sharp: softmax then leaves next to
        nothing for the places that were not asked for.)md");
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
    const auto ask_twice = [&](const Matrix& values) {
        return joined({ask(before, values), ask(after, values)});  // (1 x 4)
    };
    const Matrix one = ask(both, dog_bites_man);
    const Matrix one_turned_round = ask(both, man_bites_dog);
    const Matrix two = ask_twice(dog_bites_man);
    const Matrix two_turned_round = ask_twice(man_bites_dog);
    page.values({{"one.head", one.row(0)}, {"two.heads", two}, {"two.turned", two_turned_round}});
    page.text(R"md(
        *Bites* asks in two ways. Either one head asks for both places, or two heads ask, one for each place, and what
        they find is written side by side. This is what *bites* takes in:)md");
    const auto text = [](const Matrix& row) { return format_value(row.row(0), ".2f"); };
    Table table{"", "one head asks for both", "two heads, side by side"};
    table.add("dog bites man", text(one), text(two));
    table.add("man bites dog", text(one_turned_round), text(two_turned_round));
    page.show(table, "In each pair of numbers: the share of the dog, and of the man");
    page.check("one head that looks at both alike cannot tell who bit",
               max_abs_difference(one, one_turned_round) < 1e-6);
    page.check("one head that asks for both gives each of them just under a half",
               one(0, 0) < 0.5f && one(0, 0) > 0.49f);
    page.check("two heads can tell who bit", max_abs_difference(two, two_turned_round) > 0.9);
    page.text(R"md(
        Read the first column. The single head takes half a dog and half a man, @{one.head:.2f}, in
        both sentences. Whichever was bitten, the evening looks the same to it.

        Now for the second column. In "dog bites man" the first head finds the dog and the second
        the man: @{two.heads[0]:.2f}. In "man bites dog" it is the other way round,
        @{two.turned[0]:.2f}. Each finding has a place of its own, and nothing has been averaged
        away.)md");

    page.section("Could one head not lean to one side?");
    Rng rng(page.seed());
    const Matrix random = randn({questions, 2}, rng, 5);  // (questions x 2)
    const Matrix drawn = ask(random, dog_bites_man);      // (questions x 2)
    std::vector<double> for_the_first;
    std::vector<double> for_the_last;
    double best_for_both = 0;
    for (int i = 0; i < questions; ++i) {
        for_the_first.push_back(drawn(i, 0));
        for_the_last.push_back(drawn(i, 1));
        best_for_both = std::max<double>(best_for_both, std::min(drawn(i, 0), drawn(i, 1)));
    }
    page.values({{"draws", questions}, {"best.for.both", best_for_both}});
    page.value("lean", std::vector<double>{2.0 / 3, 1.0 / 3});
    page.text(R"md(
        You may object that we chose a bad question. A head could lean, and give two thirds of its
        attention to the place before the verb, and one third to the place after it. Then *bites*
        takes in @{lean:.2f} if the dog bites, and (@{lean[1]:.2f}, @{lean[0]:.2f}) if the man does.
        The two sentences can be told apart. You are right: with two words and such clean values, a
        lopsided head is enough.

        But it has to economise. The weights of a head add up to 1, so what it gives to one word it
        takes from the others. Let us draw @{draws} random queries, and mark for each how much of
        its attention goes to the first word, and how much to the last.)md");
    // The line ends where the axis does, so that its label stands beside both.
    Plot plot{{"attention for the first word", Scale::linear, 0, 1},
              {"attention for the last word", Scale::linear, 0, 1.05}};
    plot.points("one head", for_the_first, for_the_last);
    plot.points("two heads", {two(0, 0)}, {two(0, 3)});
    plot.line("all that one head has", {0, 1}, {1, 0});
    page.show(Figure{"one_head", "One head shares, two heads point twice",
                     "A square: attention for the first word to the right, for the last word "
                     "upwards. The dots of single heads all lie in "
                     "its lower left half, on or below a slanted line from (0, 1) to (1, 0). One "
                     "mark for two heads is in the far corner, at "
                     "@{two.heads[0][0]:.2f} and @{two.heads[0][3]:.2f}.",
                     plot});
    page.text(R"md(
        No dot lies above the slanted line, and none can: on the line, both nouns together have all the attention that
        there is. The most even of these heads gives @{best.for.both:.2f} to the noun that gets less, but then both
        nouns get nearly the same, as in the first column of the table. The two heads are in the far corner, with
        @{two.heads[0][0]:.2f} for the first word and, at the same time, @{two.heads[0][3]:.2f} for the last.)md");
    small_shares(page, rng);
}

void side_by_side(Page& page) {
    page.section("Several heads, side by side", Path::shortest);
    page.term("multi-head attention", "Several heads at once, joined and mixed by one more matrix.",
              {"multi-head"});
    page.term("concatenation",
              "Writing rows one after the other, so that they become one long row.",
              {"concatenated", "concatenate"});
    page.term("output projection (W_O)",
              "The matrix that mixes what the heads have found, and brings it back to the width of "
              "a word.",
              {"output projection", "W_O"});
    page.term("width of a head (d_k)",
              "How many numbers the queries and keys of one head have: the word's width, "
              "divided by the number of heads.",
              {"d_k"});
    page.text(R"md(
        So let a word ask several times. Each head gets matrices of its own, which make its own queries, keys and
        values from the same row of the word, and then does what chapter 05 did. Together they are **multi-head
        attention**. The article sees them as several readers of one sentence, who underline different things and then
        compare notes, and prints what three of them found:)md");
    page.quote(R"(Head 1 output: [0.8, 0.3]

        Head 2 output: [0.6, 0.9]

        Head 3 output: [0.4, 0.7])",
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
    // [/article]
    // [added]
    Matrix added({1, 2});  // the same, head by head
    for (int i = 0; i < 3; ++i) {
        add_to(matmul(head[i], w_o.view().row_block(2 * i, 2)), added);
    }
    // [/added]
    page.values({{"heads.concatenated", all.row(0)}, {"rich", rich.row(0)}, {"d", all.cols()}});
    page.text(R"md(
        First, the findings are written one after the other into one long row:
        @{heads.concatenated}. This is called **concatenation**.

        Then comes what the article calls "one more transformation": one more matrix, the **output projection**, W_O
        for short. It reads the whole long row at once, and brings it back to the width of a word. We made one up,
        with six rows, one for each number that the heads give. Each head has two of the rows.)md");
    page.cell("article");
    page.text("Here is the whole route, with these numbers:");
    page.show(
        Figure{"heads", "Heads split and joined",
               "From top to bottom: a word's row goes into three boxes, head 1, head 2 and "
               "head 3, each with its own queries, keys and values. "
               "Each gives two numbers. An arrow leads from each pair to its place in one long "
               "row, @{heads.concatenated}. A box, times W_O, turns it into @{rich:.2f}.",
               heads_split_and_joined({head[0], head[1], head[2]}, all, rich)});
    page.check("joined, the heads keep their order",
               all == Matrix{{0.8f, 0.3f, 0.6f, 0.9f, 0.4f, 0.7f}});
    page.article_says("numbers in a word, for three heads of two", "2", "d");
    page.text(R"md(
        At the bottom the word has become @{rich:.2f}.

        One thing is different in the paper. The article's words are two numbers wide, and each of its heads is as
        wide as a whole word. Three such heads take three times the work. In the paper each head still reads all d
        numbers of a word, but with h heads its queries, keys and values are only d / h numbers wide, so all the heads
        together cost about as much as one wide head. This d / h is the **width of a head**, which the paper calls d_k.
        Three heads, each two numbers wide, go with words of @{d} numbers. (Side by side, the heads' matrices make one
        wide matrix: multiply once, then *split into heads*, as in the picture at the top.))md");

    page.section("What is W_O for?", Path::shortest);
    page.text(R"md(
        Why not stop when the findings are side by side? Let us take W_O apart to see what would
        be missing. Its first two rows meet only the two numbers of head 1, the next two only those
        of head 2, and so on. So the product can be worked out head by head, and added up.
        (`row_block` takes the two rows of a head.))md");
    page.cell("added");
    page.check("W_O adds up what each head has to say", max_abs_difference(rich, added) < 1e-6);
    page.text(R"md(
        The loop arrives at the same @{rich:.2f}. Each head says its part in a language of its own,
        its rows of W_O translate that part into the common language of the words, and the
        translations are added. That is how heads compare notes.)md");
}

constexpr real kLouder = 0.1f;

// How far each column of one word's row moves if all values of one head are nudged: (3 x 6).
Matrix moved_by_each_head(const Matrix& x, int word, const Matrix* w_o) {
    const Matrix q = matmul(x, w_query);
    const Matrix k = matmul(x, w_key);
    const auto new_row = [&](const Matrix& values) {
        Tape tape(Tape::Mode::inference);
        const Var vq = tape.constant(q);
        const Var vk = tape.constant(k);
        const Var vv = tape.constant(values);
        const Segments rows = Segments::one(x.rows());
        const Var said = attention_heads(vq, vk, vv, rows, rows, 3, Mask::none);
        const Matrix all(said.value().row_block(word, 1));
        return w_o == nullptr ? all : matmul(all, *w_o);
    };
    const Matrix before = new_row(x);
    Matrix moved({3, 6});
    for (int head = 0; head < 3; ++head) {
        Matrix nudged = x;
        const View own = nudged.view().col_block(2 * head, 2);
        const Matrix louder({x.rows(), 2}, kLouder);
        add_to(louder, own);
        copy(subtract(new_row(nudged), before), moved.view().row_block(head, 1));
    }
    return moved;
}

void without_w_o(Page& page, const Matrix& x) {
    Rng rng(page.seed() + 1);
    const Matrix w_o = randn({6, 6}, rng);
    const Matrix side_by_side = moved_by_each_head(x, 0, nullptr);
    const Matrix mixed = moved_by_each_head(x, 0, &w_o);
    int far = 2;  // the column outside its own that head 1 moves most
    for (int c = 3; c < 6; ++c) {
        if (std::abs(mixed(0, c)) > std::abs(mixed(0, far))) far = c;
    }
    page.values({{"far.column", far + 1},
                 {"far.move", mixed(0, far)},
                 {"louder", kLouder},
                 {"moved.joined", side_by_side},
                 {"moved.mixed", mixed}});
    page.text(R"md(
        And without W_O? Then each head could add only to its own columns of the word, and attention would leave no
        column that combines what two heads have found. That would be left to the parts that follow.)md");
    page.deep_dive("Without W_O, heads keep to their columns", [&] {
        page.text(R"md(
            We take a word of six numbers with three heads of width two, run the library's heads, and raise all the
            values of one head by @{louder}, one head at a time. Which of the six numbers of the word's new row move?
            The upper grid shows it for the heads side by side, the lower one after a W_O of random numbers:)md");
        page.show(
            Figure{"mixing", "Without W_O, heads keep to their columns",
                   "Two grids with a row for each of three heads and a column for each of six "
                   "numbers. In the upper one, side by side, each head moves only its own two "
                   "columns: row head 1 @{moved.joined[0]:.2f}. In the lower one, after W_O, "
                   "each head moves all six: row head 1 "
                   "@{moved.mixed[0]:.2f}.",
                   who_moves_what(side_by_side, mixed)});
        bool only_own = true;
        bool all_move = true;
        for (int head = 0; head < 3; ++head) {
            for (int c = 0; c < 6; ++c) {
                const bool is_own = c / 2 == head;
                only_own = only_own && (std::abs(side_by_side(head, c)) > 1e-6f) == is_own;
                all_move = all_move && std::abs(mixed(head, c)) > 1e-6f;
            }
        }
        page.check("side by side, each head moves its own two columns and no other", only_own);
        page.check("after W_O, each head moves all the columns", all_move);
        page.text(R"md(
            In the upper grid head 1 moves columns 1 and 2, each by @{moved.joined[0][0]:.2f}, and nothing else. It
            could never write into columns 3 to 6. In the lower grid every head moves every column; head 1, for
            example, moves column @{far.column} by @{far.move:.2f}. (A later part of the machine mixes columns as
            well, as chapter 07 shows.))md");
    });
}

// The columns of a row of six, as far as the checks ask for them.
constexpr int kNoun = 0;
constexpr int kVerb = 1;
constexpr int kFeeling = 2;
constexpr int kFlavour = 3;

// A weight too small for a float is not hidden by a mask, and should not be drawn as if it were.
Matrix with_no_zero(Matrix weights) {
    for (real& weight : weights.flat()) weight = std::max(weight, std::numeric_limits<real>::min());
    return weights;
}

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
    page.text("The article gives each of its heads a job:");
    page.quote(R"(Head 1 → tracks grammar ...

        Head 2 → tracks meaning ...

        Head 3 → tracks position: what came before? what comes after?)",
               "the article");
    page.text(R"md(
        Can a head do that, with nothing but products and a softmax? In a trained model the numbers are learnt. Here
        we choose them ourselves, so that each has a reason. A word is a row of six numbers. The first two say whether
        it is a noun, and whether it is a verb. The next two say what it feels (*love* plus 1, *hate* minus 1) and how
        it tastes (*doughnuts* plus 1, *taxes* minus 1). The last two are its position, the sine and cosine of an
        angle that grows from word to word, as in chapter 03. The list has the first four, and `rows_of` adds the last
        two:)md");
    page.setup("words", kByHand);
    page.text(R"md(
        Each head owns two of the six columns of the queries, and the same two of the keys.

        **Grammar** has the first two. A verb asks for nouns, and a noun asks for verbs. Several
        nouns would fit a verb equally well, so the keys contain a little of the position's cosine,
        which is largest at the first word and falls from there: among the nouns the first one wins,
        and in English that is mostly the subject.

        **Meaning** has the next two. A feeling asks for a flavour of the same sign, and a flavour
        asks for a feeling.

        **Position** has the last two. A word's query is its own angle, turned back by one word, so that the nearest
        key is the key of the word before.

        These two matrices say all of that. Each row belongs to a number of the word, and each pair of columns to a
        head. The large numbers in `w_query` make the questions sharp, as the 9 did, and the 0.25 in `w_key` is that
        small share of the cosine:)md");
    page.setup("by_hand", kByHand);
    page.text(R"md(
        And this function lets all three heads read; `own` cuts out a head's two columns. We do without a W_V: the
        values are simply the words' own columns. So the first head takes in what kind of word each is, the second its
        feeling and flavour, and the third its position.)md");
    page.setup("three", kByHand);
    const Matrix x = rows_of(words);
    Matrices weights;
    const Matrix all = joined(three_heads(x, &weights));
    std::vector<std::string> names;
    for (const Word& word : words) names.push_back(word.text);

    const int verb = first_of_kind(x, kVerb);
    const auto name = [&](int i) { return Value(names[static_cast<std::size_t>(i)]); };
    const auto most = [&](std::size_t head) {
        return weights[head](verb, looks_at(weights[head], verb));
    };
    page.value("grammar", name(looks_at(weights[0], verb)));
    page.value("meaning", name(looks_at(weights[1], verb)));
    page.value("verb", name(verb));
    page.value("before", name(looks_at(weights[2], verb)));
    page.values({{"new", all.row(verb)},
                 {"grammar.most", most(0)},
                 {"meaning.most", most(1)},
                 {"before.most", most(2)}});
    const auto show = [&](std::size_t i, const char* figure, const char* title, const char* alt) {
        const HeatMap map{
            with_no_zero(weights[i]), names, names, "who looks", "at whom", ".2f", 0, 1};
        page.show(Figure{figure, title, alt, map});
    };
    page.text(
        "Follow the word *@{verb}* through the three pictures. A row says which word looks, and a "
        "column at which.");
    show(0, "grammar", "Head 1, grammar: a verb looks at its subject",
         "A heat map with a row of weights for each word. In the row of @{verb} the largest "
         "weight, @{grammar.most:.2f}, is under @{grammar}.");
    page.text("In head 1 *@{verb}* looks at *@{grammar}*, with a weight of @{grammar.most:.2f}.");
    show(1, "meaning", "Head 2, meaning: a feeling looks at what it is for",
         "A heat map with a row of weights for each word. In the row of @{verb} the largest "
         "weight, @{meaning.most:.2f}, is under @{meaning}.");
    page.text("In head 2 *@{verb}* looks at *@{meaning}*, with @{meaning.most:.2f}.");
    show(2, "position", "Head 3, position: a word looks at the one before",
         "A heat map with a row of weights for each word. The largest weights are left of the "
         "diagonal. In the row of @{verb} the largest, @{before.most:.2f}, is under @{before}.");
    check_readers(page, x, weights);
    page.text(R"md(
        And in head 3 *@{verb}* looks at *@{before}*, the word before it, with @{before.most:.2f}. Side by side, the
        three findings are @{new:.2f}: a noun, a taste, and the sine and cosine of a position.

        A word with nothing to ask, such as *and* in the first two heads, looks at all the words alike; those are the
        rows of equal numbers. Where two words fit equally well, a head takes the average of both. And the first word
        has none before it, so it takes the nearest position there is, its own.

        The article asks more of head 3 than ours can do: "what came before? what comes after?"
        Those are two questions, and we have just seen that two questions want two heads.)md");
}

void trained_heads(Page& page) {
    page.section("What do trained heads look at?");
    page.text(R"md(
        The heads of a trained model are not told what to look for. When people opened such models,
        they did find some heads with a job. In BERT, a model that only reads, Clark et al. (2019) found
        heads that look at the word before, and heads that look from an object to its verb. They
        also found many that look mostly at a separator between sentences, as if they had nothing to
        do. Voita et al. (2019) found heads for neighbours, for grammar and for rare words in a
        translator, and were able to remove most of the others with hardly any harm.

        May we then read attention weights as an explanation of what a model does? A weight says how much of a word's
        value a head takes, but not how large that value is: even all of a tiny value is tiny (Kobayashi et al. 2020).
        And it says nothing about what happens to the mix later. Jain and Wallace (2019) changed the weights a lot, in
        models that classify texts, found that the answers hardly changed, and wrote "Attention is not Explanation".
        Wiegreffe and Pinter (2019) answered with "Attention is not not Explanation". Weights show where a head
        looked. Why the model answered as it did is another question.)md");
}

void a_block_of_columns(Page& page, const Matrix& x) {
    page.section("A head is a block of columns");
    page.text(R"md(
        We said that each head has matrices of its own. But look again at the three readers: there was one matrix for
        all the queries, six columns wide, and each head took two columns of the product. Is that the same?

        It is, because each column of a product comes from one column of the matrix on the right,
        and from no other. So we may cut the matrix first and multiply, or multiply first and cut
        the product. The code does both for head 2; compare `cut_before` and `cut_after`.)md");
    // [columns]
    const Matrix q = matmul(x, w_query);  // (n x 6)
    const Matrix k = matmul(x, w_key);    // (n x 6)

    const Matrix w_second(w_query.view().col_block(2, 2));  // (6 x 2)
    const Matrix cut_before = matmul(x, w_second);          // (n x 2)
    const Matrix cut_after(q.view().col_block(2, 2));       // (n x 2)
    // [/columns]
    page.cell("columns");
    page.check("head 2 is the same, cut out before the product or after it",
               cut_before == cut_after);
    page.text(R"md(
        The library does the second: one large product for all the heads, then a cut, which is quicker than many small
        products.)md");
    page.deep_dive("Our three heads against the library's", [&] {
        page.text(R"md(
            The library's `attention_heads` must agree with our three small attention layers. It computes on a `Tape`,
            on which it notes what it does (chapter 08 explains why); `constant` puts a matrix there, which is then
            called a `Var`. `Segments::one` says that all the rows belong to one sentence.)md");
        // [library]
        Tape tape(Tape::Mode::inference);
        const Var vq = tape.constant(q);
        const Var vk = tape.constant(k);
        const Var vx = tape.constant(x);
        const Segments rows = Segments::one(x.rows());  // one sentence
        const Var library = attention_heads(vq, vk, vx, rows, rows, 3, Mask::none);
        // [/library]
        page.cell("library");
        page.check("three small attention layers give the same as the library's three heads",
                   joined(three_heads(x)) == Matrix(library.value()));
        page.text("The two agree in every number.");
    });
    page.exercise("6.1", "What does a single head add?");
}

void wrong_join(Page& page) {
    page.section("The mistake that everyone makes once");
    page.text(R"md(
        Many libraries keep the heads one below the other: first what head 1 says about all the words, then what head
        2 says about all of them, and so on. To join the heads, words and heads must first change places, so that
        everything said about one word ends up side by side. If you forget that, and pour the numbers into the new
        shape in their old order, nothing complains. The shape is right, after all.

        Here are the right way and the wrong one. The wrong one ends with `std::copy`, which does
        the pouring:)md");
    page.setup("joins", kByHand);
    page.text(R"md(
        To see what goes wrong, let three heads each give one number for each of three words. The tens digit says
        which head spoke, the units digit about which word. Joined wrongly, they land here:)md");
    const Matrices said{{{11}, {12}, {13}},   // head 1: a row for each word
                        {{21}, {22}, {23}},   // head 2
                        {{31}, {32}, {33}}};  // head 3
    const Matrix landed = joined_wrongly(said);
    page.values({{"landed", landed}, {"correctly", joined(said)}});
    page.show(
        matrix_table(landed, {"I", "love", "doughnuts"}, {"head 1", "head 2", "head 3"}, ".0f"),
        "Joined wrongly: the tens digit says which head spoke, the units digit about which word");
    const std::vector<const char*> what{"the shape is (n x d)", "no number is lost",
                                        "a single word is right", "head 2 is in its own columns",
                                        "reversed words, reversed rows"};
    page.value("tests", what.size());
    page.text(R"md(
        The row of *love* should hold @{correctly[1][0]:.0f}, @{correctly[1][1]:.0f} and @{correctly[1][2]:.0f}. It
        holds @{landed[1][0]:.0f}, @{landed[1][1]:.0f} and @{landed[1][2]:.0f}: what head 2 said about all three
        words. And a model with this mistake still learns something, as chapter 08 will show. Which test finds it? We
        tried @{tests}, with the right way and with the wrong one:)md");
    const Matrix x = rows_of(words_of("I love doughnuts"));
    const std::vector<bool> right = passes(x, joined);
    const std::vector<bool> wrong = passes(x, joined_wrongly);
    Table table{"test", "joined", "wrongly"};
    for (std::size_t i = 0; i < what.size(); ++i) {
        table.add(what[i], Cell(right[i]), Cell(wrong[i]));
    }
    page.show(table, "The tests, and which version passes them");
    page.check("joined correctly, the heads pass all five tests",
               right == std::vector<bool>(what.size(), true));
    page.check("joined wrongly, they still pass the first three tests",
               wrong[0] && wrong[1] && wrong[2]);
    page.check("looking at one head's columns finds the mistake", !wrong[3]);
    page.check("reversing the words finds it, too", !wrong[4]);
    page.text(R"md(
        *A single word is right* does not find it, because with one word nothing has to change places; the same is
        true of one head. What finds it is *head 2 is in its own columns*, and also the last test: if the words of a
        sentence are put in the opposite order, the rows must follow them, and change in no other way. So test with
        several words and several heads.)md");
    page.deep_dive("The five tests, in code", [&] {
        page.text(R"md(
            The argument `join` is either of the two ways to join, and `x` holds the words. The
            answer says for each test whether it was passed:)md");
        page.setup("tests", kByHand);
    });
    page.exercise("6.2", "Join the heads back together.");
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
    page.section("Multi-head attention, in full");
    page.text(R"md(
        Now we can write down the paper's attention in full. X holds the words, one to a row. Each
        head makes queries, keys and values with matrices of its own, and attends as in chapter 05;
        the heads are joined, and W_O mixes them:)md");
    page.formula(
        R"(\mathrm{head}_i = \mathrm{Attention}(XW^Q_i, XW^K_i, XW^V_i),\quad
           Y = [\mathrm{head}_1 \ldots \mathrm{head}_h]\,W^O)",
        "headᵢ = Attention(X W_Qᵢ, X W_Kᵢ, X W_Vᵢ)\nY = [head₁ ... headₕ] W_O",
        "Vaswani et al. 2017, section 3.2.2");
    page.text(R"md(
        Two details are easy to miss. First, the scores are divided by the square root of the
        *head's* width, not of the word's, because that is how many products each score adds up.
        Second, there is no bias *b*. Chapter 04 needed one to arrive at the article's numbers; the
        paper has none, and our translator has none either.

        In the code, `a.query.weight.value()` is the library's name for W_Q, and the other three matrices are named in
        the same way. The loop runs over the heads, and each writes its finding into its own columns of `all`. The
        function `product` is an ordinary matrix product that also counts its multiplications, because we are about to
        ask what all of this costs.)md");
    page.setup("naive", kByHand);
    page.exercise("6.3", "Write it out in full.");

    page.section("What does it cost?");
    page.guess(
        "Eight heads in place of one, each an eighth as wide. How many more multiplications is "
        "that?",
        "None: there are @{products:,}, whatever the number of heads.");
    Rng rng(page.seed());
    const Matrix x = randn({8, knobs.width}, rng);
    const Segments rows = Segments::one(x.rows());
    const std::vector<int> several = numbers_of_heads(knobs.width, knobs.heads);
    Table table{
        "heads", "width", {"parameters", ","}, {"multiplications", ","}, {"powers of e", ","}};
    Counts one;
    bool agree = true;
    bool none_grows = true;
    bool powers_grow = true;
    // [costs]
    for (int h : several) {
        Parameters all;  // W_Q, W_K, W_V and W_O, random
        const auto a = make_attention(all, "attention", x.cols(), h, false, rng);

        Counts done;
        const Matrix ours = multi_head(x, a, done);

        const long learnt = static_cast<long>(all.size());
        table.add(h, x.cols() / h, learnt, done.products, done.powers);
        // [not-shown]
        Tape tape(Tape::Mode::inference);
        const Var in = tape.constant(x);
        const Var y = multi_head_attention(a, in, in, rows, rows, Mask::none);
        agree = agree && max_abs_difference(ours, y.value()) < 1e-5;

        if (h == 1) one = done;
        const bool as_large = learnt == 4L * x.cols() * x.cols();
        const bool as_many = done.products == one.products;
        none_grows = none_grows && as_large && as_many;
        powers_grow = powers_grow && done.powers == h * one.powers;
        // [/not-shown]
    }
    // [/costs]
    const long n = x.rows();
    const long d = x.cols();
    page.values({{"words", x.rows()},
                 {"width", x.cols()},
                 {"products", one.products},
                 {"in.matrices", 4 * n * d * d},
                 {"in.heads", 2 * n * n * d},
                 {"learnt", 4 * d * d},
                 {"paper.learnt", 4L * 512 * 512}});
    page.text(R"md(
        Let us count before the machine does, for n words that are d numbers wide. Each of W_Q, W_K, W_V and W_O has d
        × d numbers, which makes 4 d² parameters. Multiplying n words by one of them takes n d² multiplications, so
        all four take 4 n d². With @{words} words of @{width} numbers that is @{in.matrices:,}.

        Then the heads. One head of width d / h compares n words with n words, and each score costs
        d / h multiplications: n² d / h. All h heads together need h times as much, and h cancels:
        n² d. Mixing the values takes as many again. Together that is @{in.heads:,}, with any number
        of heads.

        The loop builds attention layers with different numbers of heads, and lets `multi_head` count. In it,
        `make_attention` draws the four matrices and adds them to the parameters in `all`:)md");
    page.cell("costs");
    page.text("This is what it counted:");
    page.show(table, "A sentence of @{words} words, @{width} numbers each");
    page.check("ours and the library agree for every number of heads", agree);
    page.check("more heads need no more parameters and no more multiplications", none_grows);
    page.check("h heads need h times as many powers of e as one", powers_grow);
    page.text(R"md(
        Every row has @{learnt:,} parameters and @{products:,} multiplications, just as we worked out. Only the last
        column grows: each head has its own table of scores, and softmax needs one power of *e* for each of them. (In
        the paper a word has 512 numbers, and one attention layer has @{paper.learnt:,} parameters, with its 8 heads
        or with one. Eight heads of full width would have eight times as many.) Try `--heads` and `--width`.

        So several heads are nearly free. But there is a price that these counts do not show: the more heads, the
        narrower each becomes, and the fewer numbers it has with which to tell keys apart. The paper tried:)md");
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
    options.on_page("sentence");
    options.on_page("questions", 10, 1000);
    options.on_page("heads", 1, 64);
    options.on_page("width", 16, 256);
}

void build(Page& page, Knobs& knobs) {
    require_input(knobs.width % knobs.heads == 0,
                  "--heads {} does not divide --width {}: all the heads must have the same width",
                  knobs.heads, knobs.width);
    const std::vector<TrialRow> trials = recorded_trials();
    const std::vector<Word> words = words_of(knobs.sentence);

    opening(page);
    one_question(page, knobs.questions);
    side_by_side(page);
    without_w_o(page, rows_of(words));
    three_readers(page, words);
    trained_heads(page);
    a_block_of_columns(page, rows_of(words));
    wrong_join(page);
    whole_and_cost(page, knobs);
    heads_in_translators(page, trials);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Clark et al. 2019", "https://arxiv.org/abs/1906.04341");
    page.source("Voita et al. 2019", "https://arxiv.org/abs/1905.09418");
    page.source("Jain and Wallace 2019", "https://arxiv.org/abs/1902.10186");
    page.source("Wiegreffe and Pinter 2019", "https://arxiv.org/abs/1908.04626");
    page.source("Kobayashi et al. 2020", "https://arxiv.org/abs/2004.10102");
    page.end(
        {.recap = R"md(
            One head gives a word one row of weights and one mix, and a mix forgets where its parts came from: *bites*
            got @{one.head:.2f}, whichever bit. (A lopsided head can tell two words apart, but not many.) Two heads
            ask two questions and write their answers side by side, @{two.heads[0]:.2f}. In multi-head attention every
            head reads the whole row of a word and makes narrow queries, keys and values of its own; the findings are
            concatenated, and W_O adds them up in the common language of the words. Without W_O each column would
            depend on one head only. All this takes the same @{learnt:,} parameters and the same @{products:,}
            multiplications as a single wide head; only the number of scores that go through softmax grows.)md",
         .questions =
             {{"One head may look anywhere. Why is it still hard for it to tell *bites* both who "
               "bites and who is bitten?",
               "Its weights add up to 1, so what it gives to one noun it takes from the other, and "
               "it brings back a single average. With equal weights, the average is the same in "
               "both sentences. If it leans, two words can be told apart, but the more words it "
               "has to find, the smaller the smallest share becomes, until it is lost in the "
               "attention that goes astray."},
              {"What would be missing if the heads were only concatenated, without W_O?",
               "The heads would never meet: each column of the new row would depend on one head "
               "only, and a head could write into no columns but its own. W_O adds up what all the "
               "heads say, in every column, and it brings the row back to the width of a word if "
               "the heads "
               "together are wider."},
              {"A model changes from one head to eight. What grows, and what does not?",
               "The parameters and the multiplications stay as they are, because each head is only "
               "an eighth as wide. There are eight times as many scores to run through softmax. "
               "And each "
               "head has fewer numbers with which to tell one key from another."}},
         .next = "That is all of attention. How is one sentence read, and another written?",
         .answer =
             "One head gives one average; several, side by side, keep their findings separate."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({6, "multi_head", "Why look more than once?"}, declare, build);
}

}  // namespace chapter_06
