// Chapter 10: the whole Transformer, trained before the reader's eyes on the book's own corpus.
#include "notebook/chapter.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "corpus/baseline.h"
#include "corpus/corpus.h"
#include "heads.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "model/recipe.h"
#include "model/translator.h"
#include "natural.h"
#include "nn/loss.h"
#include "notebook/machine.h"
#include "searching.h"
#include "tensor/ops.h"
#include "text/bleu.h"
#include "text/bpe.h"
#include "text/lines.h"

namespace chapter_10 {
using namespace book;

namespace {

struct Knobs {
    std::string sentence = "Le dentiste adore les beignets et les impôts";
    int steps = 0;
    int width = 0;
    int beam = 4;
};

void opening(Page& page) {
    page.show(machine(Part::search));
    page.text(R"md(
        The highlighted parts are the word that is picked, and the path by which it goes back in. In this chapter the
        whole machine runs.

        *You need chapter 07, and from chapter 08 the loss and what a step of training is.*

        Parts that work alone may still fail together. So does it work? And how would we know that it has
        understood something, rather than learnt its sentences by heart? We train a translator, test it on new sentences, and take it apart: where does it look, and what breaks when a head is
        missing?)md");
}

// At how many places of the lessons the decoder would read the very piece that it must say.
struct GivenAway {
    long places = 0;
    long all = 0;
};

GivenAway count_given_away(const std::vector<TokenPair>& lessons) {
    const Batch batch = make_batch(lessons);
    GivenAway count;
    count.all = std::ssize(batch.output);
    for (std::size_t place = 0; place < batch.output.size(); ++place) {
        if (batch.input[place] == batch.output[place]) ++count.places;
    }
    return count;
}

void corpus_page(Page& page, const BookCorpus& corpus) {
    page.section("What it learns from", Path::shortest);
    page.values({{"pairs.training", corpus.training.size()}, {"pairs.test", corpus.test.size()}});
    page.value("pairs.validation", corpus.validation.size());
    page.text(R"md(
        The translator learns from @{pairs.training:,} French sentences and their English translations. A small grammar
        of our own made them, about doughnuts, taxes, dentists and dogs. It is a modest language, but training
        takes less than half a minute, and we know exactly what the model has seen.

        Two more sets are kept away from it: @{pairs.validation} sentences (validation) to watch the
        learning, and @{pairs.test} (test) for the exam at the end. They ask for new combinations. If
        *I*, *love* and *doughnuts* come together in the test, no training sentence contains all three, not
        even in the negative, as a question or in the plural. So nothing can be answered from memory.)md");
    Table table{"French", "English"};
    for (const auto& p : std::span(corpus.training).first(5)) table.add(p.source, p.target);
    page.show(table, "Five training sentences");
    page.value("first.animal", corpus.training[0].target);
    page.text(R"md(
        "@{first.animal}", says the first one. It is a strange world, but a consistent one.)md");
}

std::string progress_line(const Progress& progress) {
    return fmt::format("epoch {:.2f}  loss {:.3f}  {:.0f} words/s  {:.0f} s left", progress.epochs,
                       progress.mean_loss, progress.tokens_per_second, progress.seconds_left);
}

// Trains by the recipe and draws the curve.
void train(Page& page, const BookCorpus& corpus, const Recipe& recipe, Translator& translator) {
    const Bpe& bpe = translator.bpe();
    const std::vector<TokenPair> training = encoded(corpus.training, bpe);
    const std::vector<TokenPair> validation = encoded(corpus.validation, bpe);
    const std::vector<std::string> french = sources_of(corpus.validation);
    const std::vector<std::string> english = targets_of(corpus.validation);
    page.section("Half a minute of school", Path::shortest);
    page.text(R"md(
        Training goes as in chapter 08.)md");
    // [train]
    Transformer& model = translator.model();
    std::vector<double> steps;
    std::vector<double> losses;
    std::vector<double> known;  // share of the validation sentences
    TrainerHooks hooks;
    hooks.progress = [&](const Progress& progress) {
        steps.push_back(double(progress.step));
        losses.push_back(progress.mean_loss);
        // [not-shown]
        show_progress(progress_line(progress));
        // [/not-shown]
    };
    hooks.examined = [&](const Examination&) {
        const auto answers = translator.translate_texts(french);
        known.push_back(exact_match(answers, english));
    };

    Trainer trainer(model, training, validation, recipe.trainer, hooks);
    trainer.run();
    // [/train]
    show_progress("");
    page.values({{"parameters", model.parameters().size()}, {"steps", trainer.state().step}});
    page.timing("train.seconds", trainer.state().seconds);
    const int pieces = bpe.vocabulary_size();
    std::vector<std::string> passes;
    for (const double share : known) passes.push_back(fmt::format("{:.1f}%", 100 * share));
    page.values({{"vocabulary", pieces}, {"passes", fmt::format("{}", fmt::join(passes, ", "))}});
    page.data("known", known);
    const double floor = least_loss(recipe.trainer.label_smoothing, pieces);
    page.value("loss.guess", std::log(pieces));
    page.values({{"loss.floor", floor}, {"loss.end", losses.back()}});
    const GivenAway given = count_given_away(training);
    page.values({{"given.away", given.places}, {"places", given.all}});
    page.text(R"md(
        The model has @{parameters:,} parameters and a vocabulary of @{vocabulary:,} pieces. Its @{steps:,} steps
        took @{train.seconds:.0f} seconds. Here is the loss on the way:)md");
    page.show(
        Figure{"loss", "Steep, then a long tail",
               fmt::format("The training loss over @{{steps:,}} steps: it falls steeply from "
                           "{:.1f}, then slowly to "
                           "{:.2f}, just above a level line at {:.2f}, the lowest possible loss.",
                           losses[0], losses.back(), floor),
               Plot{{"step"}, {"loss (nats per piece)", Scale::linear, 0}}
                   .line("training", steps, losses)
                   .horizontal(floor, "the lowest possible")});
    page.check_full("the loss ends within 10% of the lowest possible one",
                    losses.back() < 1.1 * floor);
    page.text(R"md(
        A guess among all pieces would cost @{loss.guess:.1f}. At the end the loss is @{loss.end:.2f}, and it
        cannot get below @{loss.floor:.2f}, because we ask for a little doubt (over more pieces
        than in chapter 08). More telling is how many validation sentences came out perfectly after each pass over the
        training data: @{passes}.)md");
    page.deep_dive("The training as code. Could it cheat?", [&] {
        page.text(R"md(
            `Trainer` repeats the step of chapter 08 and calls our two functions on the way: `progress` notes the
            loss, and `examined` has the validation sentences translated after each pass.)md");
        page.cell("train");
        page.check("at fewer than one place in a hundred, the decoder reads what it must say",
                   given.places < given.all / 100);
        page.text(R"md(
            Could the model cheat by reading out what it is to say? The decoder reads the right sentence, shifted
            by one place. At @{given.away} of the @{places:,} places in the training data, the piece that it reads is
            also the piece that it must say, so reading out would get it nowhere.)md");
    });
}

// The difference of the scores when the French words are read in the opposite order.
double difference_when_turned(const Translator& translator, const std::string& french,
                              const std::string& english) {
    const std::vector<int> source = translator.encode(french);
    const std::vector<int> target = translator.encode(english);
    const std::vector<int> backwards(source.rbegin(), source.rend());
    const Trace trace = translator.explain(source, target);
    const Trace turned = translator.explain(backwards, target);
    return max_abs_difference(turned.at("logits"), trace.at("logits"));
}

// Does what is written later leave alone what was written before?
bool is_blind_to_the_future(const Translator& translator, const std::string& french,
                            const std::string& english) {
    const std::vector<int> source = translator.encode(french);
    const std::vector<int> target = translator.encode(english);
    const std::vector<int> without_last(target.begin(), target.end() - 1);
    const Trace trace = translator.explain(source, target);
    const Trace cut = translator.explain(source, without_last);
    const ConstView logits = trace.at("logits");  // (pieces x vocabulary)
    return cut.at("logits") == Matrix(logits.row_block(0, logits.rows() - 1));
}

void four_steps(Page& page, const Translator& translator, double sure) {
    page.section("The article's four steps", Path::shortest);
    page.text("The article with which this book began made a promise:");
    page.quote("Step 1: encoder output + \"\" predicts \"I\" ... Step 4: [END]", "the article");
    page.text(R"md(
        Its sentence, "Je t'aime les beignets", is not French; "J'aime les beignets" is, and the model has never
        seen it. On the left is what the decoder has said so far, followed by its three likeliest next pieces and
        their probabilities:)md");
    DecodeOptions options;
    options.record = 3;
    const Translation t = translator.translate("J'aime les beignets", options);
    const Bpe& bpe = translator.bpe();
    Table table{"it has said", "1st", {"", ".3f"}, "2nd", {"", ".3f"}, "3rd", {"", ".3f"}};
    std::string said;
    double least = 1;
    for (const std::vector<Choice>& step : t.decoded.steps) {
        std::vector<Cell> row{said.empty() ? "(nothing)" : said};
        for (const Choice& choice : step) {
            row.emplace_back(bpe.piece(choice.token));
            row.emplace_back(choice.probability);
        }
        table.add_row(row);
        const Choice& chosen = step[0];
        said += bpe.decode(std::vector<int>{chosen.token});
        least = std::min(least, chosen.probability);
    }
    page.show(table);
    const long steps = std::ssize(t.decoded.steps);
    page.values({{"translation.article", t.text}, {"least", least}, {"sure", sure}});
    page.values({{"first.piece", t.decoded.steps[0][0].probability}, {"steps.said", steps}});
    page.check_full("it translates J'aime les beignets as I love doughnuts",
                    t.text == "I love doughnuts", {"translation.article"});
    page.check_full("it takes the article's four steps for that, the last of them the end",
                    steps == 4, {"steps.said"});
    const std::string bites = translator.translate("Le chien mord l'homme").text;
    const std::string bitten = translator.translate("L'homme mord le chien").text;
    page.values({{"bites", bites}, {"bitten", bitten}});
    page.check_full("it tells the two bites apart: dog bites man, and man bites dog",
                    bites == "The dog bites the man" && bitten == "The man bites the dog");
    page.check(
        "the same French words in the opposite order lead to different scores",
        difference_when_turned(translator, "Le chien mord l'homme", "The dog bites the man") > 0.1);
    page.text(R"md(
        It begins with *I* at @{first.piece:.3f} and ends up with **@{translation.article}**, in @{steps.said} steps, as
        promised. Its least certain step has a probability of @{least:.2f}. (Training asks for a
        little doubt, so it never asks for a probability of more than about @{sure:.2f}.)

        And who bites whom? *Le chien mord l'homme*: **@{bites}**. In the training data only the man
        bites, *L'homme mord le chien*, which it translates as **@{bitten}**. So it has not learnt a sentence, but what the order of words
        means.)md");
}

// Two heads of one layer look at the same sentence: by how much do their maps differ, at least?
double least_difference(const Trace& trace, const std::string& attention, int heads) {
    double least = 1;
    for (int a = 0; a < heads; ++a) {
        for (int b = 0; b < a; ++b) {
            const Matrix& one = trace.at(fmt::format("{}.weights.head.{}", attention, a));
            const Matrix& other = trace.at(fmt::format("{}.weights.head.{}", attention, b));
            least = std::min(least, max_abs_difference(one, other));
        }
    }
    return least;
}

void check_looks(Page& page, const Translator& translator, const Trace& trace) {
    const int heads = translator.model().config().heads;
    page.check("no two heads of the first cross-attention have the same map",
               least_difference(trace, "decoder.0.cross_attention", heads) > 0.05);

    // What the tape computed for all heads at once, and each head again by the formula alone.
    const std::string layer = "decoder.0.cross_attention.";
    std::vector<ConstView> outputs;
    for (int h = 0; h < heads; ++h) {
        outputs.push_back(trace.at(fmt::format("{}out.head.{}", layer, h)));
    }
    page.check("each head writes its own columns",
               concat_cols(outputs) == trace.at(layer + "concatenated"));
}

int place_of(const std::vector<std::string>& pieces, const std::string& word) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (without_blank(pieces[i]) == word) return static_cast<int>(i);
    }
    return 0;
}

// What a word of the English looks at most in the French, and at what next.
void name_two_looks(Page& page, const AttentionMap& map, const std::string& word,
                    const std::string& name, bool also_next) {
    const int row = place_of(map.target, word);
    Matrix weights(map.weights.view().row_block(row, 1));
    const auto name_one = [&](const std::string& which) {
        const int most = argmax(weights.row(0));
        page.value(name + "." + which, without_blank(map.source[std::size_t(most)]));
        page.value(name + "." + which + ".weight", weights(0, most));
        weights(0, most) = -1;
    };
    name_one("first");
    if (also_next) name_one("second");
}

std::vector<std::string> plain_names(std::vector<std::string> pieces) {
    for (std::string& piece : pieces) piece = without_blank(piece);
    return pieces;
}

// Two maps as numbers, and what else can be checked on the way.
void two_maps(Page& page, const AttentionMap& map, const Trace& trace,
              const std::function<void()>& check) {
    page.deep_dive("Two maps, number by number", [&] {
        page.text(R"md(
            Here are the weights behind the lines of *Where it looks* as numbers. Each row is a piece that is said, each column a
            piece that is looked at.)md");
        page.show(
            Figure{"cross_attention", "From the English back to the French",
                   "A heat map of cross-attention: rows are English pieces, columns French "
                   "pieces. Baker has most on @{baker.first}, never on @{never.first} and "
                   "@{never.second}.",
                   HeatMap{map.weights, map.target, map.source, "says", "looks at", ".2f", 0, 1}});
        page.text(R"md(
            The row of *never* has two large numbers, @{never.first.weight:.2f} and @{never.second.weight:.2f}. And
            this is a single head of the encoder, in its first block, where the French pieces look at one
            another:)md");
        const Matrix& self = trace.at("encoder.0.self_attention.weights.head.0");
        page.value("self.end", column_sums(self)(0, self.cols() - 1) / real(self.rows()));
        page.value("self.end.first", self(0, self.cols() - 1));
        page.show(Figure{
            "self_attention", "French looks at French: encoder, block 1, head 1",
            "A heat map of self-attention in the first head of the encoder: rows and columns are "
            "French pieces. The last column, the end, has @{self.end:.0%} of a row's weight on "
            "average.",
            HeatMap{self, map.source, map.source, "who looks", "at whom", ".2f", 0, 1}});
        check();
        page.text(R"md(
            In the first row @{self.end.first:.2f} of the weight is on `<end>`, the last column; on average it is @{self.end:.2f}.)md");
    });
}

void looks(Page& page, const Translator& translator, const std::vector<std::string>& french,
           const std::vector<std::string>& english) {
    page.section("Where it looks", Path::shortest);
    const std::string line = "Le boulanger ne mange jamais de beignets";
    const std::vector<int> source = translator.encode(line);
    const Translation t = translator.translate(line);
    std::vector<int> target = t.decoded.tokens();
    if (target.empty()) target = translator.encode("Doughnuts!");  // it has learnt too little
    AttentionMap map = translator.attention(source, target);
    map.source = plain_names(map.source);
    map.target = plain_names(map.target);
    name_two_looks(page, map, "baker", "baker", false);
    name_two_looks(page, map, "never", "never", true);
    name_two_looks(page, map, "doughnuts", "doughnuts", false);
    page.values({{"line", line}, {"line.said", t.text}});
    page.text(R"md(
        Which French words does it look at while it writes an English one? Here is a sentence with a trap:
        *@{line}*. French uses two words for *never*, *ne* and *jamais*, one on each side of the verb. The
        translator says: *@{line.said}*. On the left are the pieces as they are chosen, on the right those of the
        French. (The row that looks is that of the piece before, as in chapter 00.) The thicker the line, the larger the weight of the cross-attention, on average over the heads of the last block.)md");
    page.show(Figure{
        "cross_arcs", "The baker, the doughnuts, and a word made of two",
        "Lines from English pieces to French ones. The thickest: baker to @{baker.first}, never to "
        "@{never.first} and @{never.second}, doughnuts to @{doughnuts.first}.",
        Arcs{map.target, map.source, map.weights}});
    page.text(R"md(
        When it chooses *baker*, *@{baker.first}* has a weight of @{baker.first.weight:.2f}; for *doughnuts*,
        *@{doughnuts.first}* has @{doughnuts.first.weight:.2f}. Now look at *never*:
        *@{never.first}* has @{never.first.weight:.2f}, and *@{never.second}* @{never.second.weight:.2f}.
        It has found both halves of the French negation, and nobody told it which word belongs to which.)md");
    page.section("What individual heads do, and what breaks without them");
    what_heads_look_at(page, translator, french, english);
    const Trace trace = translator.explain(source, target);
    two_maps(page, map, trace, [&] { check_looks(page, translator, trace); });
    switch_heads_off(page, translator, french, english);
    is_it_an_explanation(page);
}

// Somebody who sits the exam, and what was said there.
struct Candidate {
    std::string name;
    std::vector<std::string> said;
};

// The sentences of the test, and who translates them: the model, and two that understand nothing.
struct Examined {
    std::vector<std::string> french;
    std::vector<std::string> english;
    Candidate model{"this model", {}};
    Candidate word_by_word{"word by word", {}};
    Candidate nearest{"the nearest sentence", {}};
};

Examined examine(const Translator& translator, const BookCorpus& corpus) {
    std::vector<TextPair> lesson;
    for (const SentencePair& pair : corpus.training) {
        lesson.emplace_back(pair.source, pair.target);
    }
    const WordByWord words(lesson);
    const NearestSentence nearest(lesson);
    Examined all{sources_of(corpus.test), targets_of(corpus.test)};
    all.model.said = translator.translate_texts(all.french);
    for (const std::string& sentence : all.french) {
        all.word_by_word.said.push_back(words.translate(sentence));
        all.nearest.said.push_back(nearest.translate(sentence));
    }
    return all;
}

// What a mark gives to each of the three.
struct Marks {
    double model = 0;
    double word_by_word = 0;
    double nearest = 0;
    double best_baseline() const { return std::max(word_by_word, nearest); }
};

template <class Mark>
Marks marks_of(const Examined& all, Mark mark) {
    return {mark(all.model.said), mark(all.word_by_word.said), mark(all.nearest.said)};
}

Table marks_table(const Examined& all, const Marks& marks, const Column& mark) {
    Table table{"translator", mark};
    table.add(all.model.name, marks.model);
    table.add(all.word_by_word.name, marks.word_by_word);
    table.add(all.nearest.name, marks.nearest);
    return table;
}

int count_differences(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    int count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i]) ++count;
    }
    return count;
}

void what_it_gets_wrong(Page& page, const std::vector<std::string>& french,
                        const std::vector<std::string>& english,
                        const std::vector<std::string>& said) {
    Table wrong{"French", "right", "it says"};
    int faults = 0;
    std::string wrong_right;
    std::string wrong_said;
    for (std::size_t i = 0; i < said.size(); ++i) {
        if (said[i] == english[i]) continue;
        ++faults;
        if (faults == 1) {
            wrong_right = english[i];
            wrong_said = said[i];
        }
        if (faults <= 8) wrong.add(french[i], english[i], said[i]);
    }
    page.value("faults", faults);
    page.text("@{faults} of its answers differ from our English:");
    if (faults == 0) return;
    page.show(wrong, faults > 8 ? "The first eight of them" : "All of them");
    page.values({{"wrong.right", wrong_right}, {"wrong.said", wrong_said}});
    page.text(R"md(
        The first is *@{wrong.said}*, instead of *@{wrong.right}*. Some of these answers would satisfy a teacher;
        others are plain errors. Look for words for which French has one form and English two: *grand* is *big*,
        but *tall* when said of a person; *un* is *a* or *an*.)md");
}

void examination(Page& page, const Examined& all) {
    page.section("The exam", Path::shortest);
    page.term("exact match", "the share of sentences that come out right, letter for letter",
              {"exact matches"});
    page.term("baseline", "something simple that a better method has to beat", {"baselines"});
    const Marks right =
        marks_of(all, [&](const auto& said) { return exact_match(said, all.english); });
    page.values({{"tested", all.french.size()}, {"exact_match.held_out", right.model}});
    page.value("baseline.word_by_word.exact_match", right.word_by_word);
    page.data("baseline.nearest.exact_match", right.nearest);
    page.text(R"md(
        Now for the @{tested:,} test sentences. The strictest mark is the **exact match**: the share
        of sentences that come out right, letter for letter. What share would count as good? For comparison, two
        **baselines** sit the same exam, simple methods that understand nothing. One looks up every word in a dictionary, made from the training sentences. The other
        answers with the translation of the most similar training sentence.)md");
    page.show(marks_table(all, right, {"right", ".1%"}),
              "Exact matches among @{tested:,} sentences that were kept for this");
    page.check("the model does better than both baselines", right.model > right.best_baseline());
    page.check("neither baseline reaches 30%", right.best_baseline() < 0.3);
    page.check_full("at least 99% of the held-out sentences come out perfectly",
                    right.model >= 0.99, {"exact_match.held_out:.4f"});
    page.text(R"md(
        The model gets @{exact_match.held_out:.1%} right. Word by word it is
        @{baseline.word_by_word.exact_match:.1%}, because French and English often put their words in different
        orders. The nearest sentence is often *nearly* right, and never right, because the right answer is not in
        the training data.)md");
    what_it_gets_wrong(page, all.french, all.english, all.model.said);
    page.exercise("10.4", "Find the bug: perfect in class, lost in the exam.");
}

void marks_in_bleu(Page& page, const Examined& all) {
    const Marks marks =
        marks_of(all, [&](const auto& said) { return bleu(said, {all.english}).score; });
    page.values({{"bleu.held_out", marks.model}, {"bleu.word_by_word", marks.word_by_word}});
    page.value("bleu.nearest", marks.nearest);
    page.text("In the exam, our three translators get these marks:");
    page.show(marks_table(all, marks, {"BLEU", ".1f"}),
              "The test sentences; BLEU as sacreBLEU computes it");
    page.text(R"md(
        The model gets @{bleu.held_out:.1f}, the dictionary @{bleu.word_by_word:.1f} and the nearest sentence
        @{bleu.nearest:.1f}. Notice how kind the mark is to the last one: none of its answers was right, but many
        of its runs were.)md");
}

void beam_in_the_examination(Page& page, const Translator& translator, const Examined& all,
                             int beam) {
    DecodeOptions options;
    options.beam = beam;
    const auto searched = translator.translate_texts(all.french, options);
    page.values({{"beam.right", exact_match(searched, all.english)}, {"beam.used", beam}});
    page.value("beam.other", count_differences(all.model.said, searched));
    page.text(R"md(
        Does a beam help in the exam? With a beam of @{beam.used}, @{beam.other} of the @{tested:,} answers
        change, and @{beam.right:.1%} are right. Where a model is certain, a search finds nothing better. In a natural
        language, where a thing can be said in many good ways, a beam is of more use; the paper keeps four beginnings.)md");
}

Figure cache_figure() {
    const std::vector<std::vector<std::string>> rows{{"I"}, {"love"}, {"doughnuts"}};
    const Diagram::CellsStyle kept{.width = 9, .marked = {{0, 2}}};
    const auto down = [](Diagram::Side side) {
        return Diagram::ArrowStyle{.leaves = side, .enters = Diagram::Side::top};
    };
    Diagram d;
    d.word("new", {14, 0}, {15, 3}, "doughnuts", Look::lit)
        .box("q", {0, 6}, {11, 3}, "query", Look::lit)
        .box("k", {16, 6}, {11, 3}, "key", Look::lit)
        .box("v", {36, 6}, {11, 3}, "value", Look::lit)
        .text({11, 14}, "keys")
        .text({29, 14}, "values")
        .cells("keys", {16, 12}, rows, kept)
        .cells("values", {36, 12}, rows, kept)
        .box("weights", {0, 21}, {27, 3}, "scores, softmax: weights")
        .box("mix", {36, 21}, {11, 3}, "the mix")
        .arrow("new", "q", "", down(Diagram::Side::left))
        .arrow("new", "k")
        .arrow("new", "v", "", down(Diagram::Side::right))
        .arrow("k", "keys")
        .arrow("v", "values")
        .arrow("q", "weights")
        .arrow("keys", "weights")
        .arrow("weights", "mix")
        .arrow("values", "mix");
    return {
        "cache", "One new row, and the keys and values of the words before it",
        "The word doughnuts is read now: only its query, key and value are computed. Its key goes "
        "under the kept keys of I and love, its value under the kept values. The query meets all "
        "three keys; scores and softmax give weights, and with the three values the mix. No query "
        "of an earlier word is needed.",
        d};
}

void kept_for_the_next(Page& page, const Translator& translator, const std::string& sentence) {
    page.section("What is kept for the next piece");
    page.term("key-value cache",
              "the keys and values of the pieces so far, kept so that they are computed only once",
              {"cache", "caches"});
    const auto said = [&](bool cache) {
        DecodeOptions greedy;
        greedy.cache = cache;
        const Hypothesis h = translator.translate(sentence, greedy).decoded.best[0];
        return std::pair{h.tokens, h.log_probability};
    };
    const auto with = said(true);
    const bool is_same = with == said(false);
    const long n = std::ssize(with.first) + 1;
    const TransformerConfig& config = translator.model().config();
    const long long_text = 1000;
    const long gpt_blocks = 96;  // as they were published
    const long gpt_width = 12288;
    const double gpt_parameters = 175e9;
    const long gpt_each = 2 * gpt_blocks * gpt_width;
    page.values({{"gpt.blocks", gpt_blocks}, {"gpt.width", gpt_width}, {"gpt.each", gpt_each}});
    page.values({{"gpt.full", gpt_parameters / double(gpt_each)}});
    page.values({{"gpt.thousand.millions", gpt_parameters / 1e9}});
    page.values({{"rows.own", n}, {"rows.again", n * (n + 1) / 2}});
    page.values({{"rows.long", long_text}, {"rows.long.again", long_text * (long_text + 1) / 2}});
    page.value("kept.each", 2 * config.decoder_layers * config.width);
    page.values({{"decoder.layers", config.decoder_layers}, {"row.width", config.width}});
    page.text(R"md(
        The decoder writes one piece, reads it, and writes the next. Done plainly, each step would send the whole
        sentence so far through all blocks again. Which part of that is really new?

        Suppose that *doughnuts* has just been said. The new piece asks, so we need *its* query. It looks at *I*,
        *love* and itself, so we need the keys and values of all three (and of `<begin>`, which the picture leaves out). We do not need the queries of the earlier
        words, because their questions have been answered. And the earlier keys and values cannot have changed:
        because of the causal mask, the row of *I* has never looked at anything after it, in any block.

        So each block keeps the keys and values of what has been said, and adds one row to each at every step.
        This is the **key-value cache**. The keys and values of the *French* are computed once, at the start,
        and kept as well.)md");
    page.show(cache_figure());
    page.check("with a cache it says the same, with the same probabilities", is_same);
    page.check("cutting off the last English piece changes no score before it",
               is_blind_to_the_future(translator, "J'aime les beignets", "I love doughnuts"));
    page.text(R"md(
        Only the lit boxes are new: one query, one key and one value, for *doughnuts*. For the sentence above, with
        its @{rows.own} pieces, @{rows.own} rows go through the decoder instead of @{rows.again}. For a text of
        @{rows.long:,} pieces it would be @{rows.long:,} rows instead of @{rows.long.again:,}. And nothing is lost:
        the words are the same, and so are their probabilities.

        The price is memory. For every piece we keep a key and a value in each block, here
        2 × @{decoder.layers} × @{row.width} = @{kept.each} numbers. A model with the published sizes of GPT-3
        (@{gpt.blocks} blocks with rows of @{gpt.width:,} numbers, Brown et al. 2020) keeps @{gpt.each:,} numbers for every piece. After
        @{gpt.full:,} pieces of a conversation its cache would hold as many numbers as the model has parameters,
        @{gpt.thousand.millions:.0f} billion. This is one reason why context windows are limited.)md");
    page.exercise("10.3", "Let one more word look, with a cache of keys and values.");
}

double mean_pieces(const std::vector<TokenPair>& lessons) {
    double pieces = 0;
    for (const TokenPair& pair : lessons) pieces += double(pair.target.size()) + 1;
    return pieces / double(lessons.size());
}

void what_it_takes(Page& page, const Translator& translator, const BookCorpus& corpus,
                   const Recipe& recipe, const std::vector<NaturalRun>& natural) {
    page.section("What does it take to train a translator?");
    Recipe text = text_recipe();
    text.model.vocabulary = kFirstMerge + text.merges;
    const double small = double(translator.model().parameters().size());
    const double large = double(count_parameters(text.model));
    const std::string outside = "Où est la gare ?";
    page.values({{"outside", outside}, {"outside.said", translator.translate(outside).text}});
    page.value("pieces.mean", mean_pieces(encoded(corpus.training, translator.bpe())));
    page.value("text.times", large / small);
    page.values({{"text.epochs", text.trainer.epochs}, {"book.epochs", recipe.trainer.epochs}});
    page.value("text.dropout", text.model.dropout);
    page.value("text.work", large / small * text.trainer.epochs / recipe.trainer.epochs);
    page.text(R"md(
        Our translator is good in its own small world and helpless outside. *@{outside}* asks for the way to the
        station, and it answers *@{outside.said}* It has never met a station. A translator for real sentences
        needs three things: more sentences, a larger model, and more time. The book has a second recipe for that,
        which `./book train` uses for a text of your own. Here are the two recipes:)md");
    Table table{"", "this chapter", "your own text"};
    table.add("parameters", fmt::format("{:.1f} million", small / 1e6),
              fmt::format("{:.1f} million", large / 1e6));
    table.add("numbers in a row", recipe.model.width, text.model.width);
    table.add("blocks on each side", recipe.model.encoder_layers, text.model.encoder_layers);
    table.add("heads", recipe.model.heads, text.model.heads);
    table.add("numbers in the middle of feed-forward", recipe.model.feed_forward,
              text.model.feed_forward);
    table.add("pieces in the vocabulary", fmt::format("{}", translator.bpe().vocabulary_size()),
              fmt::format("at most {}", text.model.vocabulary));
    table.add("passes over the sentences", recipe.trainer.epochs, text.trainer.epochs);
    table.add("dropout", recipe.model.dropout, text.model.dropout);
    page.show(table, "Two recipes");
    page.text(R"md(
        The second recipe has @{text.times:.1f} times as many parameters and passes over the sentences
        @{text.epochs} times instead of @{book.epochs}, which makes about @{text.work:.0f} times the work for every piece of
        the text. Real sentences are also longer than ours, which have
        @{pieces.mean:.1f} pieces on average. So count on far more than the @{train.seconds:.0f} seconds that it took here.

        Why does ours get away with so little? Its language has few words and a strict grammar, and every
        sentence has one right translation. Real sentences have many. That is also why its dropout is 0 and the
        other's is @{text.dropout}: with natural sentences there is much more to overfit.)md");
    natural_language(page, natural);
    page.text(R"md(
        And the paper? Its base model has 65 million parameters by its own count (chapter 07 adds them up and
        finds 63 million). It learnt from 4.5 million pairs of English and
        German sentences, for 100,000 steps, which took twelve hours on eight graphics processors, and reached
        27.3 BLEU. The larger one took three and a half days for one point more (Vaswani et al. 2017, sections
        5 and 6). BLEU marks from different texts cannot be compared, so do not compare its 27.3 with our
        @{bleu.held_out:.1f}. Ours were children's sentences.)md");
}

void closing(Page& page) {
    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.source("Papineni et al. 2002, BLEU", "https://aclanthology.org/P02-1040");
    page.source("Wu et al. 2016, the length penalty", "https://arxiv.org/abs/1609.08144");
    page.source("Post 2018, sacreBLEU", "https://aclanthology.org/W18-6319");
    page.source("Brown et al. 2020, GPT-3", "https://arxiv.org/abs/2005.14165");
    page.source("Popović 2015, chrF", "https://aclanthology.org/W15-3049");
    page.source("Rei et al. 2020, COMET", "https://arxiv.org/abs/2009.09025");
    page.source("Freitag et al. 2022, Stop Using BLEU", "https://aclanthology.org/2022.wmt-1.2");
    page.source("Voita et al. 2019, heads that can be pruned", "https://arxiv.org/abs/1905.09418");
    page.source("Michel et al. 2019, are sixteen heads better than one?",
                "https://arxiv.org/abs/1905.10650");
    page.source("Xiao et al. 2023, attention sinks", "https://arxiv.org/abs/2309.17453");
    page.source("Jain and Wallace 2019", "https://arxiv.org/abs/1902.10186");
    page.source("Wiegreffe and Pinter 2019", "https://arxiv.org/abs/1908.04626");
    page.end(
        {.recap = R"md(
                  In @{steps:,} steps @{parameters:,} random numbers became a translator that gets
                  @{exact_match.held_out:.1%} of @{tested:,} new sentences right; a dictionary gets
                  @{baseline.word_by_word.exact_match:.1%}. Its cross-attention finds the French words that belong to an English one, even
                  two of them for *never*. A map is a good source of guesses; only an experiment shows what a head is for. BLEU
                  counts shared runs of words, a beam keeps several beginnings, and a key-value cache keeps
                  what cannot change.)md",
         .questions =
             {{"Why can the decoder keep the keys and values of earlier words, and why does it not "
               "need to keep their queries?",
               "The mask never let an earlier word look at a later one, so the earlier word's "
               "rows, and with them its keys "
               "and values, stay as they are when the sentence goes on. Its query was needed only "
               "when the word itself looked, and that is over."},
              {"A translation has all its words right but stops halfway through the sentence. What "
               "does BLEU do, and why?",
               "All the shares of its runs are 1, so by them alone it would get full marks. The "
               "brevity "
               "penalty lowers the mark, because what was said has fewer words than the right "
               "answer. Without "
               "it, saying little and only what is certain would pay."},
              {"A head has a beautiful map, and switching it off changes nothing. How can that be?",
               "A weight only says from which row something is taken. The value may be small, or "
               "later blocks may "
               "not use it, or another head may contribute the same thing. A map suggests what a "
               "head does; only an "
               "experiment shows whether the model needs it."}},
         .next = "Where did the half minute go, and how could it be less?",
         .answer = "It works, in a small world: old words in new combinations come out right."});
}

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "a French sentence to translate");
    options.add("steps", knobs.steps, 0, 1000000,
                "end training after so many; 0: as the recipe says");
    options.add("width", knobs.width, 0, 1024, "numbers per token; 0: as the recipe says");
    options.add("beam", knobs.beam, 1, 64, "hypotheses of the beam search");
}

void build(Page& page, Knobs& knobs) {
    // If one is missing, that is said before the training, not after it.
    const std::vector<NaturalRun> natural = recorded_runs();
    BookCorpus corpus = book_corpus();
    if (page.quick()) {
        corpus.validation.resize(20);
        corpus.test.resize(100);
    }
    Recipe recipe = book_recipe();
    const Bpe bpe = Bpe::train(lines_of(corpus.training), recipe.merges);
    recipe.model.vocabulary = bpe.vocabulary_size();
    if (knobs.width > 0) recipe.model.width = knobs.width;
    recipe.trainer.steps = knobs.steps;
    if (page.quick() && knobs.steps == 0) recipe.trainer.steps = 400;
    recipe.trainer.seed = page.seed();
    Translator translator(bpe, Transformer(recipe.model, page.seed()), false);
    translator.check_lengths({checked_line(knobs.sentence, "--sentence", 1)});
    require_input(!translator.encode(knobs.sentence).empty(), "--sentence: nothing in it");
    const bool is_kept = page.is_plain() && knobs.width + knobs.steps == 0 && page.seed() == 1;
    std::string path;
    if (is_kept) path = make_default_model_path();  // if that fails, then before the training
    opening(page);
    corpus_page(page, corpus);
    train(page, corpus, recipe, translator);
    if (is_kept) translator.save(path);
    four_steps(page, translator, 1 - recipe.trainer.label_smoothing);
    looks(page, translator, sources_of(corpus.validation), targets_of(corpus.validation));
    const Examined all = examine(translator, corpus);
    examination(page, all);
    what_bleu_counts(page);
    marks_in_bleu(page, all);
    how_a_beam_searches(page, translator, knobs.sentence, knobs.beam);
    beam_in_the_examination(page, translator, all, knobs.beam);
    kept_for_the_next(page, translator, knobs.sentence);
    what_it_takes(page, translator, corpus, recipe, natural);
    closing(page);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({10, "full_model", "Does it work?"}, declare, build);
}

}  // namespace chapter_10
