// Chapter 07: the two halves of a Transformer, part by part, and what a model says that has learnt
// nothing.
#include "app/recipe.h"
#include "model/decoding.h"
#include "notebook/command_line.h"
#include "shapes.h"

using namespace book;

namespace {

constexpr int kPairs = 2000, kMerges = 400;  // what the vocabulary is learnt from
constexpr int kMostPieces = 24;

struct Knobs {
    std::string sentence = "J'aime les beignets", target = "I love doughnuts";
    int heads = 4, width = 64, layers = 2, depth = 12, length = 12;
    double temperature = 1;
};

void two_halves(Page& page, const Stage& s) {
    page.section("One half reads, the other writes");
    page.quote("reads & understands the whole input ... generates, one token at a time",
               "the article");
    page.text(R"md(
        A translator has two halves. The *encoder* reads: all words at once, and each looks at all,
        as in chapters 04 to 06. What it hands over is no summary. It is a row for every piece of
        the source, its *memory*. The *decoder* writes, one piece after the other. At every step it
        looks at the memory, and at what it has said so far:)md");
    page.quote(R"(Step 2: encoder output + "I" → predicts "love")", "the article");
    page.guess("The article writes its sentence in four steps. How many does our decoder need?",
               "@{steps}: one for each piece of its vocabulary, and one to say that it is done.");
    page.values({{"steps", s.target.size() + 1}, {"vocabulary", s.bpe.vocabulary_size()}});
    page.values({{"width", s.model.config().width}, {"heads", s.model.config().heads}});
    page.values({{"layers", s.model.config().encoder_layers}, {"pairs", kPairs}});
    page.value("parameters", s.model.parameters().size());
    page.text(R"md(
        Ours is chapter 10's model in everything but two things. Its vocabulary of @{vocabulary}
        pieces is smaller (chapter 01's method, from the first @{pairs:,} pairs of the book's corpus).
        And its @{parameters:,} numbers are *random*. Words have @{width} numbers, attention has
        @{heads} heads, each half @{layers} blocks. What a block is, is the matter of this chapter.

        A decoder begins with a piece that means *begin*, and says one that means *end*. It reads
        what it has said. To teach it (chapter 08) one gives it the right sentence to read, *shifted
        by one*, and asks at every place for the piece that stands at the next:)md");
    // [shift]
    const Batch batch = make_batch({{s.source, s.target}}, std::vector<int>{0});
    // [/shift]
    Table table{"reads", "must say"};
    for (std::size_t i = 0; i < batch.input.size(); ++i)
        table.add(s.bpe.piece(batch.input[i]), s.bpe.piece(batch.output[i]));
    page.code("shift");
    page.show(table);
    for (std::size_t i = 0; i + 1 < batch.input.size(); ++i)
        page.check("it must say what it reads one step later",
                   batch.output[i] == batch.input[i + 1]);
    page.check("it begins with <begin>, and what it says last is <end>",
               batch.input[0] == kBegin && batch.output.back() == kEnd);
    page.article_says("steps for its sentence, in our pieces", "4", "steps");
    page.exercise("7.1", "Shift a sentence by one.");
}

void nobody_looks_ahead(Page& page, const Stage& s, const Ids& said, const Matrix& memory) {
    page.section("Nobody looks ahead");
    page.text(R"md(
        The encoder may look where it likes: the source is there. The decoder must not see what it is
        asked for. Chapter 05 had the mask: minus infinity right of the diagonal, in the scores of
        its self-attention. What does it do to a whole stack? Change one piece, and see which rows move.)md");
    page.code("influence", kExperiments);
    // [both]
    const int another = kFirstByte + '#';  // a piece that is in neither sentence
    const Matrix reading =
        influence(s.source, another, [&](const Ids& ids) { return by_hand::encode(s.model, ids); });
    const Matrix writing = influence(
        said, another, [&](const Ids& ids) { return by_hand::decode(s.model, ids, memory); });
    // [/both]
    page.code("both");
    page.show(influence_figure("reading", "The encoder: every piece moves every row",
                               "A heat map in which no cell is zero.", reading,
                               names_of(s.bpe, s.source)));
    page.show(influence_figure("writing", "The decoder: a piece moves its own row and later ones",
                               "A heat map in which all cells right of the diagonal are zero.",
                               writing, names_of(s.bpe, said)));
    for (int i = 0; i < reading.rows(); ++i)
        for (int j = 0; j < reading.cols(); ++j)
            page.check("in the encoder every piece moves every row", reading(i, j) > 0);
    for (int i = 0; i < writing.rows(); ++i)
        for (int j = 0; j < writing.cols(); ++j)
            page.check("in the decoder a piece moves no row before it",
                       (writing(i, j) == 0) == (j > i));
    How no_mask;
    no_mask.causal = false;
    Rng rng(page.seed());
    const int n = static_cast<int>(said.size()), vocabulary = s.bpe.vocabulary_size();
    const Matrix right = by_hand::decode(s.model, said, memory);
    const Matrix open = by_hand::decode(s.model, said, memory, no_mask);
    double peeked = 0;
    // [future]
    for (int trial = 0; trial < 20; ++trial) {
        const int past = 1 + rng.below(n - 1);  // rows that are to stay
        Ids other = said;
        for (int i = past; i < n; ++i) other[static_cast<std::size_t>(i)] = rng.below(vocabulary);
        const auto before = [&](const Matrix& m) { return Matrix(m.view().row_block(0, past)); };
        const Matrix now = by_hand::decode(s.model, other, memory);
        page.check("whatever comes later, past rows stay as they are, bit for bit",
                   before(now) == before(right));
        const Matrix seen = by_hand::decode(s.model, other, memory, no_mask);
        peeked = std::max(peeked, max_abs_difference(before(seen), before(open)));
    }
    // [/future]
    page.code("future");
    page.value("peeked", peeked);
    page.check("without the mask the future changes the past", peeked > 0.1);
    page.text(R"md(
        Without the mask past rows move by up to @{peeked:.2f}. In training such a model would read the
        answer one place to the right, and learn to copy it; in use there is nothing to copy yet.

        The mask has a second gift. Past rows stay, so *one* pass over the right sentence gives the
        rows of all steps at once. That is how a Transformer learns from whole sentences in parallel.)md");
}

void the_bridge(Page& page, const Stage& s, const Ids& said, const Matrix& memory) {
    page.section("A bridge between two sentences");
    page.text(R"md(
        So far the decoder knows nothing of the source. Between its self-attention and its
        feed-forward stands one sublayer more, *cross-attention*: the queries come from the
        decoder, the keys and values from the memory. T pieces ask, S answer, and no mask is needed:
        the source is all there. So a decoder's block has three sublayers.)md");
    page.code("decoder_block", kByHand);
    // [decode]
    Tape tape(Tape::Mode::inference);
    const Segments rows = Segments::one(static_cast<int>(said.size())),
                   memory_rows = Segments::one(memory.rows());
    const Var library = s.model.decode(tape, said, rows, tape.constant(memory), memory_rows);
    Trace trace;
    const Matrix hidden = by_hand::decode(s.model, said, memory, {}, &trace);  // (T x d)
    const Matrix other = by_hand::encode(s.model, s.others[0]);  // another sentence's memory
    How no_cross;
    no_cross.cross = false;
    const double moved = max_abs_difference(by_hand::decode(s.model, said, other), hidden);
    const double unmoved = max_abs_difference(by_hand::decode(s.model, said, other, no_cross),
                                              by_hand::decode(s.model, said, memory, no_cross));
    // [/decode]
    page.code("decode");
    page.check("our decoder and the library's agree",
               max_abs_difference(library.value(), hidden) < 1e-4);
    page.check("another source moves the decoder's rows", moved > 0.01);
    page.check("without cross-attention no source does", unmoved == 0);
    const Matrix& weights = trace.at("decoder.0.cross_attention.weights.head.0");  // (T x S)
    page.show(Figure{"bridge", "Across the bridge: nobody knows yet where to look",
                     "A heat map of cross-attention weights, all of a similar size.",
                     HeatMap{weights, names_of(s.bpe, said), names_of(s.bpe, s.source),
                             "what has been said", "the source", ".2f", 0}});
    page.values({{"moved", moved}, {"even", 1.0 / weights.cols()}});
    page.text(R"md(
        With another source the rows move by up to @{moved:.2f}. Take the bridge away, and they do not
        move at all: this is the only way from one language into the other. An even share would be
        @{even:.2f} in each cell. Chapter 10 shows the same map after training.)md");
}

// [speak]
// One piece after the other; `choose` picks each from its scores (1 x V).
template <class Choose>
Ids speak(const Transformer& model, const Ids& source, int most, Choose choose) {
    const Matrix memory = by_hand::encode(model, source);  // (S x d)  read once
    Ids said{kBegin};
    while (static_cast<int>(said.size()) <= most && said.back() != kEnd) {
        const Matrix hidden = by_hand::decode(model, said, memory);  // (T x d)
        const ConstView last = hidden.view().row_block(hidden.rows() - 1, 1);
        said.push_back(choose(by_hand::logits(model, last)));
    }
    return {said.begin() + 1, said.end()};  // without <begin>
}
// [/speak]

void it_speaks(Page& page, const Stage& s, const Knobs& knobs) {
    page.section("It speaks");
    page.text(R"md(
        Now let it write. It reads *begin*; the last row gives a probability for every piece; one is
        chosen, and read at the next step, until it says *end*. Two ways to choose: always take
        the likeliest (*greedy*), or draw, as the probabilities have it, at a temperature (chapter
        05).)md");
    page.code("speak");
    Matrix first;  // (1 x V)  the probabilities of its first word
    Rng rng(page.seed());
    // [choose]
    const auto likeliest = [&](const Matrix& scores) {
        if (first.size() == 0) first = softmax_rows(scores);
        return argmax(scores.row(0));
    };
    const auto draw = [&](const Matrix& scores) {
        const Matrix p = softmax_rows(scale(scores, static_cast<real>(1 / knobs.temperature)));
        double left = rng.uniform();
        int piece = 0;
        while (piece + 1 < p.cols() && (left -= double{p(0, piece)}) >= 0) ++piece;
        return piece;
    };
    const Ids greedy = speak(s.model, s.source, knobs.length, likeliest);
    const Ids drawn = speak(s.model, s.source, knobs.length, draw);
    // [/choose]
    page.code("choose");
    const Names said = names_of(s.bpe, greedy), dice = names_of(s.bpe, drawn);
    page.data("steps.untrained",
              Names(said.begin(), said.begin() + std::min<long>(4, std::ssize(said))));
    page.values({{"babble.greedy", joined(s.bpe, greedy, "|")},
                 {"babble.drawn", joined(s.bpe, drawn, "|")}});
    const char* article[] = {"I", "love", "doughnuts", "[END]"};
    Table table{"step", "the article's decoder", "ours, greedy", "ours, drawn"};
    for (std::size_t i = 0; i < 4; ++i)
        table.add(i + 1, article[i], i < said.size() ? said[i] : "",
                  i < dice.size() ? dice[i] : "");
    page.show(table);
    const double sides = first.cols(), h = entropy(first), top = first(0, greedy[0]);
    page.values({{"ln.v", std::log(sides)}, {"entropy", h}, {"faces", std::exp(h)}});
    page.values({{"sides", first.cols()}, {"top", top}, {"even.first", 1 / sides}});
    page.text(R"md(
        Left alone it goes on: `@{babble.greedy}` if it is greedy, `@{babble.drawn}` if it draws. It
        speaks, and it babbles. (What looks like \\xC2 is a half of a letter: all bytes are pieces.)

        It has nothing to go by. Its likeliest first piece has a probability of @{top:.3f}. A fair die
        with @{sides} sides would give each @{even.first:.4f}.)md");
    page.show(first_word_figure(first));
    page.check("before learning, the first word is a throw of more than half of all pieces",
               std::exp(h) > sides / 2, {"faces:.0f", "sides"});
    page.check("its entropy is that of scores of variance 1: ln V - 1/2",
               std::abs(h - (std::log(sides) - 0.5)) < 0.25);
    // [echo]
    Ids noise{kBegin};
    for (int i = 0; i < 40; ++i) noise.push_back(rng.below(first.cols()));
    const Matrix hidden = by_hand::decode(s.model, noise, by_hand::encode(s.model, s.source));
    const Matrix p = softmax_rows(by_hand::logits(s.model, hidden));
    double echo = 0;  // the probability of saying again what was just read: the mean
    for (int i = 0; i < p.rows(); ++i)
        echo += double{p(i, noise[static_cast<std::size_t>(i)])} / p.rows();
    // [/echo]
    page.value("echo", echo * sides);
    page.check("it says what it has just read more often than chance", echo * sides > 1.5);
    page.text(R"md(
        In the field's measure, *entropy*, that is @{entropy:.2f} of at most ln V = @{ln.v:.2f}: as
        unsure as a fair die with @{faces:.0f} sides. And why does the greedy one stammer? The residuals
        carry each piece through to the end, where it is compared with the table that it came from. To
        say the same again is @{echo:.1f} times as likely as chance (over random pieces). The article's
        steps are right there; only the numbers are wrong.)md");
    // [cache]
    const Ids words(s.source.begin(), s.source.end() - 1);  // the library adds <end> itself
    DecodeOptions options;
    options.extra_length = knobs.length;
    for (const bool cache : {true, false}) {
        options.cache = cache;
        Ids theirs = decode_greedy(s.model, {words}, options)[0].tokens();
        theirs.resize(std::min(theirs.size(), static_cast<std::size_t>(knobs.length)));
        const Ids ours(greedy.begin(), std::find(greedy.begin(), greedy.end(), kEnd));
        page.check("with and without a key-value cache the library says what we say",
                   theirs == ours);
    }
    // [/cache]
    page.code("cache");
    const long n = std::ssize(greedy);
    page.values({{"rows.plain", n * (n + 1) / 2}, {"rows.cached", n}});
    page.text(R"md(
        Our loop computes all rows again for every piece: @{rows.plain} rows for @{rows.cached} pieces. But
        past rows cannot change. So the library keeps the keys and values of what has been said, the
        *key-value cache*, and computes @{rows.cached}. The words are the same.)md");
    page.exercise("7.4", "Let a model speak, greedily, and stop in time.");
}

}  // namespace

int main(int argc, char** argv) {
    Knobs knobs;
    Options options;
    options.add("sentence", knobs.sentence, "TEXT", "what the encoder reads");
    options.add("target", knobs.target, "TEXT", "what the decoder is given to read");
    options.add("width", knobs.width, 8, 256, "numbers in a row; even, and the heads divide it");
    options.add("heads", knobs.heads, 1, 32, "of each attention");
    options.add("layers", knobs.layers, 1, 6, "blocks in each half");
    options.add("depth", knobs.depth, 6, 48, "blocks of the stack from which parts are taken");
    options.add("temperature", knobs.temperature, 0.01, 100, "at which the model draws");
    options.add("length", knobs.length, 4, 40, "pieces that it may say at most");
    const ChapterInfo info{7, "encoder_decoder",
                           "How is a sentence read, and another one written?"};
    return run_chapter(argc, argv, info, options, [&](Page& page) {
        require_input(knobs.width % knobs.heads == 0 && knobs.width % 2 == 0,
                      "--width {} must be even and a multiple of --heads {}", knobs.width,
                      knobs.heads);
        const BookCorpus corpus = book_corpus();
        const Bpe bpe = vocabulary_of(corpus.training, kPairs, kMerges);
        TransformerConfig config = book_recipe().model;
        config.vocabulary = bpe.vocabulary_size();
        config.width = knobs.width, config.feed_forward = 4 * knobs.width;
        config.heads = knobs.heads;
        config.encoder_layers = config.decoder_layers = knobs.layers;
        Stage s{bpe,
                Transformer(config, page.seed()),
                with_end(pieces_of(bpe, knobs.sentence, "--sentence", kMostPieces)),
                pieces_of(bpe, knobs.target, "--target", kMostPieces),
                {}};
        for (const std::size_t i : {0, 1})
            s.others.push_back(with_end(bpe.encode(corpus.training[i].source)));
        Ids said = s.target;  // what the decoder reads
        said.insert(said.begin(), kBegin);
        const Matrix memory = by_hand::encode(s.model, s.source);
        two_halves(page, s);
        add_and_norm(page);
        think(page, s);
        encoder_block(page, s);
        take_one_away(page, s, knobs.depth);
        nobody_looks_ahead(page, s, said, memory);
        the_bridge(page, s, said, memory);
        every_shape(page, s, said);
        many_lengths(page, s);
        it_speaks(page, s, knobs);
        page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
        page.source("He et al. 2016, residual connections", "https://arxiv.org/abs/1512.03385");
        page.source("Ba, Kiros and Hinton 2016, layer norm", "https://arxiv.org/abs/1607.06450");
        page.source("Xiong et al. 2020, before or after", "https://arxiv.org/abs/2002.04745");
        page.source("Dong et al. 2021, attention without the rest",
                    "https://arxiv.org/abs/2103.03404");
        page.end(
            "The encoder gives every piece a row; the decoder reads them, and says one piece at a "
            "time.",
            "It babbles, for its numbers are random. Where do the numbers come from?");
    });
}
