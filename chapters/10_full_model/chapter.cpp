// Chapter 10: the whole Transformer, trained before the reader's eyes on the book's own corpus.
#include "notebook/chapter.h"

#include <algorithm>
#include <cmath>

#include "corpus/baseline.h"
#include "corpus/corpus.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "model/recipe.h"
#include "model/translator.h"
#include "searching.h"
#include "tensor/ops.h"
#include "text/bleu.h"
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

std::vector<TokenPair> encoded(const std::vector<SentencePair>& pairs, const Bpe& bpe) {
    std::vector<TokenPair> tokens;
    for (const SentencePair& pair : pairs) {
        tokens.push_back({bpe.encode(pair.source), bpe.encode(pair.target)});
    }
    return tokens;
}

void corpus_page(Page& page, const BookCorpus& corpus) {
    page.section("What it learns from");
    page.values({{"pairs.training", corpus.training.size()}, {"pairs.test", corpus.test.size()}});
    page.value("pairs.validation", corpus.validation.size());
    page.text(R"md(
        Chapter 08 gave a model its first lessons. This one goes to the same school, cut into more pieces, until
        it is done: @{pairs.training:,} French sentences with their English, made by a small grammar of doughnuts, taxes and dogs. Another
        @{pairs.validation} are kept to watch the learning (validation), and @{pairs.test} for the end (test).
        If the test asks for *I*, *love* and *doughnuts*, then no sentence of training has those three
        together, negated, asked or in the plural. Each of the words is there, and each way to build a
        sentence. What is new is the combination.)md");
    Table table{"French", "English"};
    for (const auto& p : std::span(corpus.training).first(5)) table.add(p.source, p.target);
    page.show(table, "Five sentences of training");
}

// The least loss that labels smoothed by this leave: that of the best answer.
double least_loss(double smoothing, double vocabulary) {
    const double doubt = smoothing / vocabulary;  // in each wrong piece
    const double sure = 1 - smoothing + doubt;    // of the right one
    return -sure * std::log(sure) - (vocabulary - 1) * doubt * std::log(doubt);
}

std::string progress_line(const Progress& progress) {
    std::string line = fmt::format("epoch {:.2f}", progress.epochs);
    line += fmt::format("  loss {:.3f}", progress.mean_loss);
    line += fmt::format("  {:.0f} words/s", progress.tokens_per_second);
    line += fmt::format("  {:.0f} s left", progress.seconds_left);
    return line;
}

// Trains by the recipe and draws the curve.
void train(Page& page, const BookCorpus& corpus, const Recipe& recipe, Translator& translator) {
    const Bpe& bpe = translator.bpe();
    const std::vector<TokenPair> training = encoded(corpus.training, bpe);
    const std::vector<TokenPair> validation = encoded(corpus.validation, bpe);
    const std::vector<std::string> french = sources_of(corpus.validation);
    const std::vector<std::string> english = targets_of(corpus.validation);
    page.section("Half a minute of school");
    // [train]
    Transformer& model = translator.model();
    std::vector<double> steps;
    std::vector<double> losses;
    std::vector<double> known;  // share of the validation sentences
    TrainerHooks hooks;
    hooks.progress = [&](const Progress& progress) {
        steps.push_back(double(progress.step));
        losses.push_back(progress.mean_loss);
        show_progress(progress_line(progress));
    };
    hooks.examined = [&](const Examination&) {
        const auto answers = translator.translate_texts(french);
        known.push_back(exact_match(answers, english));
    };

    Trainer trainer(model, training, validation, recipe.trainer, hooks);
    trainer.run();
    // [/train]
    show_progress("");
    page.cell("train");
    page.values({{"parameters", model.parameters().size()}, {"steps", trainer.state().step}});
    page.values({{"vocabulary", bpe.vocabulary_size()}, {"known", known}});
    page.timing("train.seconds", trainer.state().seconds);
    const double pieces = bpe.vocabulary_size();
    const double smoothing = recipe.trainer.label_smoothing;
    page.values({{"smoothing", smoothing}, {"loss.guess", std::log(pieces)}});
    page.value("loss.floor", least_loss(smoothing, pieces));
    page.text(R"md(
        The model has @{parameters:,} numbers and a vocabulary of @{vocabulary:,} pieces. It took
        @{train.seconds:.0f} s for @{steps:,} steps. After each pass over the corpus it was asked to translate
        the validation sentences; the shares without any fault were @{known:.1%}. A guess among all pieces
        would cost a loss of @{loss.guess:.1f}, and nobody can reach 0: label smoothing (chapter 08; here by
        @{smoothing}) asks for a little doubt, with which even the best answer costs @{loss.floor:.2f}.)md");
    page.show(Figure{"loss", "Steep, then a long tail", "The training loss over the steps.",
                     Plot{{"step"}, {"loss (nats per piece)", Scale::linear, 0}}.line(
                         "training", steps, losses)});
    page.check("the loss is less than half of where it began", losses.back() < losses[0] / 2);
    const Batch batch = make_batch(training, std::vector<int>{0});
    page.check("what it must say, it reads one step later",
               std::equal(batch.input.begin() + 1, batch.input.end(), batch.output.begin()));
}

void four_steps(Page& page, const Translator& translator, double sure) {
    page.section("The article's four steps");
    page.quote("Step 1: encoder output + \"\" predicts \"I\" ... Step 4: [END]", "the article");
    page.text(R"md(
        The article translates "Je t'aime les beignets". That is not French; "J'aime les beignets" is, and it
        is held out. The decoder has read what stands on the left. These are its likeliest next pieces:)md");
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
    page.values({{"translation.article", t.text}, {"least", least}, {"sure", sure}});
    page.text(R"md(
        It says **@{translation.article}**. Its least sure step had a probability of about @{least:.2f}. More
        than @{sure:.2f} it was never asked to give: the rest belongs to label smoothing.)md");
    page.check_full("J'aime les beignets is I love doughnuts", t.text == "I love doughnuts",
                    {"translation.article"});
    const std::string bites = translator.translate("Le chien mord l'homme").text;
    const std::string bitten = translator.translate("L'homme mord le chien").text;
    page.values({{"bites", bites}, {"bitten", bitten}});
    page.text(R"md(
        Who bites whom? *Le chien mord l'homme*: **@{bites}**. Training has only the other bite:
        *L'homme mord le chien*, **@{bitten}**.)md");
    page.check_full("it keeps apart who bites whom",
                    bites == "The dog bites the man" && bitten == "The man bites the dog");
}

void check_looks(Page& page, const Translator& translator, const std::vector<int>& source,
                 const std::vector<int>& target, const Trace& trace) {
    const std::string layer = "decoder.0.cross_attention.";
    std::vector<ConstView> heads;
    for (int h = 0; h < translator.model().config().heads; ++h) {
        heads.push_back(trace.at(fmt::format("{}out.head.{}", layer, h)));
    }
    page.check("each head writes its own columns",
               concat_cols(heads) == trace.at(layer + "concatenated"));

    const ConstView logits = trace.at("logits");  // (pieces x V)
    const std::vector<int> without_last(target.begin(), target.end() - 1);
    const Trace cut = translator.explain(source, without_last);
    page.check("what it will write later changes nothing that it wrote before",
               cut.at("logits") == Matrix(logits.row_block(0, logits.rows() - 1)));

    const std::vector<int> backwards(source.rbegin(), source.rend());
    const Trace turned = translator.explain(backwards, target);
    page.check("the same words in another order are another sentence",
               max_abs_difference(turned.at("logits"), logits) > 0.01);
}

void looks(Page& page, const Translator& translator) {
    page.section("Where it looks");
    page.text(R"md(
        Each row is a piece as it was chosen, each column a piece of the French (its `<end>` is read, too); the cells are weights as in
        chapter 05, the mean over the heads of the last layer. Nobody told it which word belongs to which.
        But a column is no longer one word: the encoder's layers have mixed others in. A weight says from
        which row something was taken, not what, and not why.)md");
    const std::string line = "Le boulanger ne mange jamais de beignets";
    const std::vector<int> source = translator.encode(line);
    std::vector<int> target = translator.translate(line).decoded.tokens();
    if (target.empty()) target = translator.encode("Doughnuts!");  // it has learnt too little
    const AttentionMap map = translator.attention(source, target);
    page.show(
        Figure{"cross_attention", "From the English back to the French",
               "A heat map of cross-attention: rows are English pieces, columns French pieces.",
               HeatMap{map.weights, map.target, map.source, "says", "looks at", ".2f", 0, 1}});
    const Trace trace = translator.explain(source, target);
    const Matrix& self = trace.at("encoder.0.self_attention.weights.head.0");
    page.text(R"md(
        In the encoder the French pieces can look at each other. Here is one head of the first layer. Some
        rows may put nearly all on `<end>`: weights must add up to 1, so a head with nothing to fetch puts
        them somewhere (a common reading, not a proof). Other heads look elsewhere: `./book explain` shows
        them. All their outputs stand side by side, until one matrix mixes them (chapter 06).)md");
    page.show(
        Figure{"self_attention", "French looks at French",
               "A heat map of self-attention in the encoder: rows and columns are French pieces.",
               HeatMap{self, map.source, map.source, "who looks", "at whom", ".2f", 0, 1}});
    check_looks(page, translator, source, target, trace);
}

// Two translators that understand nothing: what they say of these sentences.
struct Baselines {
    std::vector<std::string> word_by_word;
    std::vector<std::string> nearest_sentence;
};

Baselines ask_baselines(const BookCorpus& corpus, const std::vector<std::string>& french) {
    std::vector<TextPair> lesson;
    for (const SentencePair& pair : corpus.training) {
        lesson.emplace_back(pair.source, pair.target);
    }
    const WordByWord words(lesson);
    const NearestSentence nearest(lesson);
    Baselines said;
    for (const std::string& sentence : french) {
        said.word_by_word.push_back(words.translate(sentence));
        said.nearest_sentence.push_back(nearest.translate(sentence));
    }
    return said;
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
    page.section("What it gets wrong");
    Table wrong{"French", "right", "it says"};
    int faults = 0;
    for (std::size_t i = 0; i < said.size(); ++i) {
        if (said[i] == english[i]) continue;
        ++faults;
        if (faults <= 8) wrong.add(french[i], english[i], said[i]);
    }
    page.value("faults", faults);
    page.text(R"md(
        @{faults} of the held-out sentences have a fault, which means: not letter for letter our English.
        Some are plain errors, some would pass with a teacher. Look for words for which French has one form and English two: *grand* is
        *big*, but of a person *tall*; *un* is *a* or *an*, by a word that is not written yet.)md");
    if (faults > 0) page.show(wrong, "The first of them, at most eight");
}

void examination(Page& page, const Translator& translator, const BookCorpus& corpus, int beam) {
    page.section("The examination");
    const std::vector<std::string> french = sources_of(corpus.test);
    const std::vector<std::string> english = targets_of(corpus.test);
    const Baselines baselines = ask_baselines(corpus, french);
    const std::vector<std::string> said = translator.translate_texts(french);
    DecodeOptions options;
    options.beam = beam;
    const std::vector<std::string> searched = translator.translate_texts(french, options);

    Table table{"translator", {"without a fault", ".1%"}, {"BLEU", ".1f"}};
    const auto score = [&](const std::string& name, const std::string& value, const auto& answers) {
        const double right = exact_match(answers, english);
        const double mark = bleu(answers, {english}).score;
        page.data(value + ".exact_match", right);
        page.data(value + ".bleu", mark);
        table.add(name, right, mark);
        return std::pair{right, mark};
    };
    const auto [right, right_bleu] = score("this model", "greedy", said);
    score(fmt::format("this model, beam {}", beam), "beam", searched);
    page.values({{"beam.other", count_differences(said, searched)}, {"tested", said.size()}});
    const double word =
        score("word by word", "baseline.word_by_word", baselines.word_by_word).first;
    const double near =
        score("the nearest sentence", "baseline.nearest", baselines.nearest_sentence).first;
    page.data("exact_match.held_out", right);
    page.data("bleu.held_out", right_bleu);
    page.text(R"md(
        Two translators that understand nothing sit the same examination. One looks up every word, in a
        dictionary made from the same sentences. The other answers with the translation of the most similar
        sentence of training: often nearly right, never right, since what is held out is not there. And
        the model once searches by a *beam* (below). It then says something else @{beam.other} times in
        @{tested:,}: where a model is sure, there is little to search.)md");
    page.show(
        table,
        "Sentences held out by their meaning; BLEU as sacreBLEU, the usual program, computes it");
    page.check("it does better than both that understand nothing", right > std::max(word, near));
    page.check("neither of those reaches 30%", std::max(word, near) < 0.3);
    page.check_full("at least 99% of the held-out sentences are without a fault", right >= 0.99,
                    {"exact_match.held_out:.4f"});
    page.exercise("10.1", "Write BLEU's brevity penalty.");
    what_it_gets_wrong(page, french, english, said);
}

void kept_for_the_next(Page& page, const Translator& translator, const std::string& sentence) {
    page.section("What is kept for the next piece");
    page.text(R"md(
        To say one piece more, the decoder needs the keys and values of all that it has said, in each of its
        blocks. They cannot have changed: a row never looks ahead, so no later piece touches it. And the keys
        and values of the French are the same for every step. So both are kept (the *cache* of chapter 07), and
        only one new row is worked out. How much that saves, chapter 11 measures.)md");
    const auto said = [&](bool cache) {
        DecodeOptions greedy;
        greedy.cache = cache;
        const Hypothesis h = translator.translate(sentence, greedy).decoded.best[0];
        return std::pair{h.tokens, h.log_probability};
    };
    page.check("with a cache it says the same, and as surely", said(true) == said(false));
    page.exercise("10.3", "Let one more word look, with a cache of keys and values.");
}

void declare(Options& options, Knobs& knobs) {
    options.add("sentence", knobs.sentence, "TEXT", "a French sentence to translate");
    options.add("steps", knobs.steps, 0, 1000000,
                "end the training after so many; 0: as the recipe says");
    options.add("width", knobs.width, 0, 1024, "numbers per token; 0: as the recipe says");
    options.add("beam", knobs.beam, 1, 64, "hypotheses of the beam search");
}

void build(Page& page, Knobs& knobs) {
    BookCorpus corpus = book_corpus();
    if (page.quick()) {
        corpus.validation.resize(20);
        corpus.test.resize(100);
    }
    std::vector<std::string> lines = sources_of(corpus.training);
    for (const std::string& line : targets_of(corpus.training)) lines.push_back(line);
    Recipe recipe = book_recipe();
    const Bpe bpe = Bpe::train(lines, recipe.merges);
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
    corpus_page(page, corpus);
    train(page, corpus, recipe, translator);
    if (is_kept) translator.save(path);
    four_steps(page, translator, 1 - recipe.trainer.label_smoothing);
    looks(page, translator);
    what_bleu_counts(page);
    examination(page, translator, corpus, knobs.beam);
    how_a_beam_searches(page, translator, knobs.sentence, knobs.beam);
    kept_for_the_next(page, translator, knobs.sentence);
    page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
    page.end({.recap = "It works, in a small world: old words in new combinations come out right.",
              .next = "Where did the half minute go, and how could it be less?"});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({10, "full_model", "Does it work?"}, declare, build);
}

}  // namespace chapter_10
