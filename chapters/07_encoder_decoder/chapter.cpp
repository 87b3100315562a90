// Chapter 07: the two halves of a Transformer, and what a model says that has learnt nothing.
#include "notebook/chapter.h"

#include "model/decoding.h"
#include "model/recipe.h"
#include "shapes.h"

namespace chapter_07 {
using namespace book;

namespace {

constexpr int kPairs = 2000;  // what the vocabulary is learnt from
constexpr int kMerges = 400;

struct Knobs {
    std::string sentence = "J'aime les beignets";
    std::string target = "I love doughnuts";
    int heads = 4;
    int width = 64;
    int layers = 2;
    int depth = 12;
    int length = 12;
    double temperature = 1;
};

void two_halves(Page& page, const Stage& s) {
    page.section("One half reads, the other writes");
    page.quote("reads & understands the whole input ... generates, one token at a time",
               "the article");
    page.text(R"md(
        A translator has two halves. The *encoder* reads: all words at once, and each looks at all, as
        in chapters 04 to 06. What it hands over is no summary. It is a row for every piece of the
        source, its *memory*. The *decoder* writes, one piece after the other. At every step it looks at
        the memory, and at what it has said so far:)md");
    page.quote(R"(Step 2: encoder output + "I" → predicts "love")", "the article");
    page.guess("The article writes its sentence in four steps. How many does our decoder need?",
               "@{steps}: one for each piece that it says, and one to say that it is done.");
    const TransformerConfig& config = s.model.config();
    page.value("steps", s.said.size());
    page.values({{"vocabulary", config.vocabulary}, {"width", config.width}});
    page.values({{"heads", config.heads}, {"layers", config.encoder_layers}, {"pairs", kPairs}});
    page.value("parameters", s.model.parameters().size());
    page.text(R"md(
        We build one, with words of @{width} numbers, attention of @{heads} heads, and @{layers} *blocks*
        in each half. What a block is, is the matter of this chapter. Unless you turn a knob, it is the
        translator of chapter 10, but for two things. Its vocabulary is smaller: @{vocabulary} pieces,
        from both languages of @{pairs:,} pairs, so cut otherwise than in chapter 01. And it knows nothing: its
        @{parameters:,} numbers are *random*.

        A decoder first reads a piece that means *begin*, and at last it says one that means *end*. In
        between it reads what it has said. To teach it (chapter 08) one lets it read the right sentence,
        *shifted by one*, and asks at every position for the next piece (*teacher forcing*; in use it
        reads its own mistakes, too):)md");
    // [shift]
    const TokenPair sentence{{}, s.target};
    const Batch pair = make_batch({sentence}, std::vector{0});

    Table table{"reads", "must say"};
    for (std::size_t i = 0; i < pair.input.size(); ++i) {
        const std::string reads = s.bpe.piece(pair.input[i]);
        const std::string says = s.bpe.piece(pair.output[i]);
        table.add(reads, says);
    }
    // [/shift]
    page.cell("shift");
    page.show(table);
    for (std::size_t i = 0; i + 1 < pair.input.size(); ++i) {
        page.check("it must say what it reads one step later", pair.output[i] == pair.input[i + 1]);
    }
    page.check("it begins with <begin>, and what it says last is <end>",
               pair.input[0] == kBegin && pair.output.back() == kEnd);
    page.article_says("steps for its sentence, in our pieces", "4", "steps");
    page.exercise("7.1", "Shift a sentence by one.");
}

void nobody_looks_ahead(Page& page, const Stage& s) {
    page.section("Nobody looks ahead");
    page.text(R"md(
        The encoder may look where it likes: the source is all there. The decoder must not see what it
        is asked for. Chapter 05 had the mask: minus infinity right of the diagonal, in the scores of its
        self-attention. What does it do to a whole stack? Change one piece, and see which rows move.)md");
    page.setup("influence", kExperiments);
    // [both]
    const auto encoder = [&](const Ids& ids) { return s.encode(ids); };
    const auto decoder = [&](const Ids& ids) { return s.decode(ids); };

    const Matrix reading = influence(s.source, encoder);  // (S x S)
    const Matrix writing = influence(s.said, decoder);    // (T x T)
    // [/both]
    page.cell("both");
    page.show(influence_figure("reading", "The encoder: every piece moves every row",
                               "A heat map in which no cell is zero.", reading,
                               short_names_of(s.bpe, s.source)));
    page.show(influence_figure("writing", "The decoder: a piece moves its own row and later ones",
                               "A heat map with zeros right of the diagonal.", writing,
                               short_names_of(s.bpe, s.said)));
    for (real moved : reading.flat()) {
        page.check("in the encoder every piece moves every row", moved > 0);
    }
    for (int i = 0; i < writing.rows(); ++i) {
        for (int j = 0; j < writing.cols(); ++j) {
            const bool stays = writing(i, j) == 0;
            const bool is_before = i < j;
            page.check("in the decoder it moves its own row and the later ones, none before",
                       stays == is_before);
        }
    }
}

void the_future(Page& page, const Stage& s) {
    Rng rng(page.seed());
    // [future]
    How open;
    open.causal = false;  // the mask taken away

    const Matrix masked_rows = s.decode(s.said);      // (T x d)
    const Matrix open_rows = s.decode(s.said, open);  // (T x d)
    const int n = masked_rows.rows();

    double peeked = 0;  // the furthest that a past row moves
    for (int trial = 0; trial < 20; ++trial) {
        const int past = 1 + rng.below(n - 1);  // rows that are to stay
        Ids other(s.said.begin(), s.said.begin() + past);
        while (std::ssize(other) < n) other.push_back(s.any_piece(rng));

        const Matrix masked_now = first_rows(s.decode(other), past);
        page.check("whatever comes later, past rows stay, bit for bit",
                   masked_now == first_rows(masked_rows, past));

        const Matrix open_now = first_rows(s.decode(other, open), past);
        const Matrix open_then = first_rows(open_rows, past);
        const double moved = max_abs_difference(open_now, open_then);
        peeked = std::max(peeked, moved);
    }
    // [/future]
    page.cell("future");
    page.value("peeked", peeked);
    page.check("without the mask the future changes the past", peeked > 0.1);
    for (int t = 1; t <= n; ++t) {
        const Matrix step_by_step = s.decode(first_of(s.said, t));
        page.check("one pass gives the rows of all steps at once",
                   max_abs_difference(step_by_step, first_rows(masked_rows, t)) < 1e-5);
    }
    page.text(R"md(
        Without the mask past rows move by up to @{peeked:.2f}. In training such a model would copy the answer
        from one position to the right. In use there is nothing to copy yet.

        The mask has a second gift. Past rows do not depend on what follows, so one pass over the right
        sentence gives the rows of *all* its steps: a Transformer learns from a whole sentence at once.)md");
}

void the_bridge(Page& page, const Stage& s) {
    page.section("A bridge between two sentences");
    page.text(R"md(
        How does the decoder hear of the source? In each of its blocks, between the self-attention and
        the feed-forward, stands one sublayer more, *cross-attention*. It is chapter 06's attention, but
        for where things come from: queries from the decoder's rows, keys and values from the memory. T
        pieces ask, S answer, so the weights are T x S. No mask: the source is all there.)md");
    page.cell("source", kByHand);
    page.setup("decoder_block", kByHand);
    // [decode]
    Tape tape(Tape::Mode::inference);
    const Var library = s.library_decode(tape, s.said);
    Trace trace;
    const Matrix hidden = s.decode(s.said, {}, &trace);  // (T x d)

    How blind;
    blind.cross = false;  // the bridge taken away

    const Matrix elsewhere = s.encode(s.others[0]);  // another memory
    const auto told = [&](const Matrix& memory, How how) {
        return by_hand::decode(s.model, s.said, memory, how);
    };
    const double moved = max_abs_difference(told(elsewhere, {}), hidden);
    // [/decode]
    page.cell("decode");
    page.check("our decoder and the library's agree",
               max_abs_difference(library.value(), hidden) < 1e-4);
    page.check("another source moves the decoder's rows", moved > 0.01);
    page.check("without cross-attention no source does",
               told(elsewhere, blind) == told(s.memory, blind));
    const Matrix& weights = trace.at("decoder.0.cross_attention.weights.head.0");  // (T x S)
    const HeatMap map{weights,
                      short_names_of(s.bpe, s.said),
                      short_names_of(s.bpe, s.source),
                      "what has been said",
                      "the source",
                      ".2f",
                      0};
    page.show(Figure{"bridge", "Across the bridge: nobody knows yet where to look",
                     "A heat map of cross-attention weights without a pattern.", map});
    page.values({{"moved", moved}, {"even", 1.0 / weights.cols()}});
    page.text(R"md(
        With another source the rows move by up to @{moved:.2f}. Take the bridge away, and they do not
        move at all: it is the only way from one sentence into the other. An even share would be
        @{even:.2f} in each cell, and what differs from it here is chance. Chapter 10 shows such a map
        after training.)md");
}

// [speak]
// One piece after the other; `choose` picks each from its scores (1 x V).
template <class Choose>
Ids speak(const Stage& s, int most, Choose choose) {
    Ids said{kBegin};
    while (std::ssize(said) <= most && said.back() != kEnd) {
        const Matrix hidden = s.decode(said);                  // (T x d)
        const Matrix last = last_row(hidden);                  // (1 x d)
        const Matrix scores = by_hand::logits(s.model, last);  // (1 x V)
        said.push_back(choose(scores));
    }
    return {said.begin() + 1, said.end()};  // without <begin>
}

// A piece, drawn as its probability p (1 x V) has it.
int draw_from(const Matrix& p, Rng& rng) {
    double left = rng.uniform();
    for (int piece = 0; piece + 1 < p.cols(); ++piece) {
        left -= p(0, piece);
        if (left < 0) return piece;
    }
    return p.cols() - 1;
}
// [/speak]

// How sure it is of its first piece, beside a fair die.
void how_uncertain(Page& page, const Stage& s, double temperature) {
    const Matrix scores = by_hand::logits(s.model, s.decode({kBegin}));  // (1 x V)
    // <begin> left out, which is piece 0 and is not to be said:
    const ConstView others = scores.view().col_block(1, scores.cols() - 1);
    const Matrix first = softmax_rows(others);
    const double sides = first.cols();
    const double ln_v = std::log(sides);
    const double h = entropy(first);
    const double faces = std::exp(h);
    page.values({{"ln.v", ln_v}, {"entropy", h}, {"faces", faces}});
    page.values({{"sides", first.cols()}, {"fair", 1 / sides}, {"temperature", temperature}});
    page.value("top", first(0, argmax(first.row(0))));
    page.text(R"md(
        It goes on like that. Greedy: `@{babble.greedy}`. Drawn, at temperature @{temperature}:
        `@{babble.drawn}`. It speaks, and it babbles. (A piece like \xC2 is half of a letter.)

        How could it know better? The likeliest first piece has a probability of @{top:.4f}. A fair die
        with @{sides} sides (*begin* cannot be said) would give each @{fair:.4f}.)md");
    page.show(first_word_figure(first));
    page.check("its first word is as uncertain as a fair die of more than half as many sides",
               faces > sides / 2, {"faces:.0f", "sides"});
    page.check("its entropy is about ln V - 1/2", std::abs(h - (ln_v - 0.5)) < 0.25);
}

void why_it_stammers(Page& page, const Stage& s) {
    const double echo = echo_of(s, page.seed(), true);
    const double without = echo_of(s, page.seed(), false);
    page.values({{"echo", echo}, {"echo.without", without}});
    page.check("residuals make it repeat what it has just read", echo > without);
    page.text(R"md(
        The field's measure for that is *entropy*, the mean of -ln p. Here it is @{entropy:.2f}, about a
        half below the most that there is, ln V = @{ln.v:.2f} (a layer norm and small random numbers give
        scores of variance 1): as uncertain as a fair die with @{faces:.0f} sides. And why does it stammer?
        Residuals carry each piece through to the end, where it is compared with the table that it came
        from. Over random pieces, to repeat the last one is @{echo:.1f} times as likely as chance, without
        residuals @{echo.without:.1f} times.)md");
}

// It does, with a key-value cache and without, but for the rows that it computes.
void the_library_says_the_same(Page& page, const Stage& s, const Ids& greedy, int length) {
    const Ids words(s.source.begin(), s.source.end() - 1);  // without <end>
    const Ids ours(greedy.begin(), std::find(greedy.begin(), greedy.end(), kEnd));
    DecodeOptions options;
    options.extra_length = length;
    for (const bool cache : {true, false}) {
        options.cache = cache;
        const Decoded theirs = decode(s.model, {words}, options)[0];
        page.check("with and without a key-value cache the library says the same as we",
                   first_of(theirs.tokens(), length) == ours);
    }
    const long n = std::ssize(greedy);
    page.values({{"rows.plain", n * (n + 1) / 2}, {"rows.cached", n}});
    page.text(R"md(
        Our loop computes all rows again for every piece: @{rows.plain} rows for @{rows.cached} pieces. But
        past rows do not change. So the library keeps, for each block, the keys and values of what has been
        said and those of the source: the *key-value cache*. It computes @{rows.cached} rows. The words are the same.

        All the steps are the article's. Only the numbers are wrong.)md");
}

void it_speaks(Page& page, const Stage& s, const Knobs& knobs) {
    page.section("It speaks");
    page.text(R"md(
        Let it write. It reads *begin*; the last row gives a probability for every piece; one is chosen,
        and read at the next step; until it says *end*. There are two ways to choose: take the likeliest
        each time, which is called *greedy*, or draw, as the probabilities have it, at a temperature
        (chapter 05).)md");
    page.setup("speak");
    Rng rng(page.seed());
    // [choose]
    const auto likeliest = [](const Matrix& scores) {  // greedy
        return argmax(scores.row(0));
    };
    const auto draw = [&](const Matrix& scores) {
        const real heat = static_cast<real>(knobs.temperature);
        const Matrix p = softmax_rows(scale(scores, 1 / heat));
        return draw_from(p, rng);
    };

    const Ids greedy = speak(s, knobs.length, likeliest);
    const Ids drawn = speak(s, knobs.length, draw);
    // [/choose]
    page.cell("choose");
    const Names said = names_of(s.bpe, greedy);
    const Names by_dice = names_of(s.bpe, drawn);
    page.data("steps.untrained", first_of(said, 4));
    page.values({{"babble.greedy", joined(said)}, {"babble.drawn", joined(by_dice)}});
    page.show(steps_table(said, by_dice), "The article's four steps, and ours");
    how_uncertain(page, s, knobs.temperature);
    why_it_stammers(page, s);
    the_library_says_the_same(page, s, greedy, knobs.length);
    page.exercise("7.4", "Let a model speak, greedily, and stop in time.");
}

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "what the encoder reads");
    options.add("target", knobs.target, "TEXT", "what the decoder is given to read");
    options.add("width", knobs.width, 16, 128, "numbers in a row: even, and the heads divide it");
    options.add("heads", knobs.heads, 1, 32, "of each attention");
    options.add("layers", knobs.layers, 1, 3, "blocks in each half");
    options.add("depth", knobs.depth, 6, 48, "blocks in the stack that parts are taken from");
    options.add("temperature", knobs.temperature, 0.01, 100, "at which the model draws its words");
    options.add("length", knobs.length, 4, 40, "pieces that it says at most");
}

void build(Page& page, Knobs& knobs) {
    require_input(knobs.width % knobs.heads == 0 && knobs.width % 2 == 0,
                  "--width {} must be even, and --heads {} divide it", knobs.width, knobs.heads);
    const std::vector<SentencePair> pairs = book_corpus().training;
    TransformerConfig config = book_recipe().model;
    config.width = knobs.width;
    config.feed_forward = 4 * knobs.width;
    config.heads = knobs.heads;
    config.encoder_layers = knobs.layers;
    config.decoder_layers = knobs.layers;

    Stage s(vocabulary_of(pairs, kPairs, kMerges), config, page.seed());
    s.set(knobs.sentence, knobs.target);
    for (std::size_t i = 0; i < 2; ++i) {
        s.others.push_back(s.with_end(pairs[i].source));
    }

    two_halves(page, s);
    add_and_norm(page);
    think(page, s);
    encoder_block(page, s);
    take_one_away(page, s, knobs.depth);
    nobody_looks_ahead(page, s);
    the_future(page, s);
    the_bridge(page, s);
    every_shape(page, s);
    many_lengths(page, s);
    it_speaks(page, s, knobs);

    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("He et al. 2016, residuals", "https://arxiv.org/abs/1512.03385");
    page.source("Ba, Kiros and Hinton 2016, layer norm", "https://arxiv.org/abs/1607.06450");
    page.source("Xiong et al. 2020, norm before or after", "https://arxiv.org/abs/2002.04745");
    page.source("Dong et al. 2021, attention alone", "https://arxiv.org/abs/2103.03404");
    page.end(
        {.recap =
             "The encoder turns each piece into a row of numbers; the decoder looks at those rows "
             "and predicts the next piece.",
         .next = "It babbles, for its numbers are random. Where do the numbers come from?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>(
        {7, "encoder_decoder", "How is a sentence read, and another one written?"}, declare, build);
}

}  // namespace chapter_07
