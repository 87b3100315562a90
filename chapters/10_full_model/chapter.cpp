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
    int steps = 0, width = 0, beam = 4;
};

std::vector<TokenPair> encoded(const std::vector<SentencePair>& pairs, const Bpe& bpe) {
    std::vector<TokenPair> tokens;
    for (const auto& p : pairs) tokens.push_back({bpe.encode(p.source), bpe.encode(p.target)});
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

// Trains by the recipe and draws the curve.
void train(Page& page, const BookCorpus& corpus, const Recipe& recipe, Translator& translator) {
    const Bpe& bpe = translator.bpe();
    const auto training = encoded(corpus.training, bpe),
               validation = encoded(corpus.validation, bpe);
    const auto french = sources_of(corpus.validation), english = targets_of(corpus.validation);
    page.section("Half a minute of school");
    // [train]
    Transformer& model = translator.model();
    std::vector<double> steps, losses, known;
    TrainerHooks hooks;
    hooks.progress = [&](const Progress& p) {
        steps.push_back(static_cast<double>(p.step));
        losses.push_back(p.mean_loss);
        std::string line = fmt::format("epoch {:.2f}", p.epochs);
        line += fmt::format("  loss {:.3f}", p.mean_loss);
        line += fmt::format("  {:.0f} words/s", p.tokens_per_second);
        line += fmt::format("  {:.0f} s left", p.seconds_left);
        show_progress(line);
    };
    hooks.examined = [&](const Examination&) {
        known.push_back(exact_match(translator.translate_texts(french), english));
    };
    Trainer trainer(model, training, validation, recipe.trainer, hooks);
    trainer.run();
    // [/train]
    show_progress("");
    page.cell("train");
    page.values({{"parameters", model.parameters().size()}, {"steps", trainer.state().step}});
    page.values({{"vocabulary", bpe.vocabulary_size()}, {"known", known}});
    page.timing("train.seconds", trainer.state().seconds);
    const double words = bpe.vocabulary_size(), doubt = recipe.trainer.label_smoothing / words,
                 sure = 1 - recipe.trainer.label_smoothing + doubt;  // what the best answer says
    page.values({{"smoothing", recipe.trainer.label_smoothing}, {"loss.guess", std::log(words)}});
    page.value("loss.floor", -sure * std::log(sure) - (words - 1) * doubt * std::log(doubt));
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
    Table table{"it has said", "1st", {"", ".3f"}, "2nd", {"", ".3f"}, "3rd", {"", ".3f"}};
    std::string said;
    double least = 1;
    for (const std::vector<Choice>& step : t.decoded.steps) {
        std::vector<Cell> row{said.empty() ? "(nothing)" : said};
        for (const Choice& c : step)
            row.insert(row.end(), {translator.bpe().piece(c.token), c.probability});
        table.add_row(row);
        said += translator.bpe().decode(std::vector<int>{step[0].token});
        least = std::min(least, step[0].probability);
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
    const std::string layer = "decoder.0.cross_attention.";
    std::vector<ConstView> heads;
    for (int h = 0; h < translator.model().config().heads; ++h)
        heads.push_back(trace.at(fmt::format("{}out.head.{}", layer, h)));
    page.check("each head writes its own columns",
               concat_cols(heads) == trace.at(layer + "concatenated"));
    const ConstView logits = trace.at("logits");  // (pieces x V); then without the last piece
    const Trace cut = translator.explain(source, {target.begin(), target.end() - 1});
    page.check("what it will write later changes nothing that it wrote before",
               cut.at("logits") == Matrix(logits.row_block(0, logits.rows() - 1)));
    const Trace turned = translator.explain({source.rbegin(), source.rend()}, target);
    page.check("the same words in another order are another sentence",
               max_abs_difference(turned.at("logits"), logits) > 0.01);
}

void examination(Page& page, const Translator& translator, const BookCorpus& corpus, int beam) {
    page.section("The examination");
    const auto french = sources_of(corpus.test), english = targets_of(corpus.test);
    std::vector<TextPair> lesson;
    for (const SentencePair& p : corpus.training) lesson.emplace_back(p.source, p.target);
    const WordByWord words(lesson);
    const NearestSentence nearest(lesson);
    std::vector<std::string> by_word, by_neighbour;
    for (const std::string& s : french) {
        by_word.push_back(words.translate(s));
        by_neighbour.push_back(nearest.translate(s));
    }
    const std::vector<std::string> said = translator.translate_texts(french);
    DecodeOptions options;
    options.beam = beam;
    Table table{"translator", {"without a fault", ".1%"}, {"BLEU", ".1f"}};
    const auto score = [&](const std::string& name, const std::string& value, const auto& answers) {
        const double right = exact_match(answers, english), b = bleu(answers, {english}).score;
        page.data(value + ".exact_match", right);
        page.data(value + ".bleu", b);
        table.add(name, right, b);
        return std::pair{right, b};
    };
    const auto [right, right_bleu] = score("this model", "greedy", said);
    const std::vector<std::string> searched = translator.translate_texts(french, options);
    score(fmt::format("this model, beam {}", beam), "beam", searched);
    int other = 0;
    for (std::size_t i = 0; i < said.size(); ++i) other += said[i] != searched[i];
    page.values({{"beam.other", other}, {"tested", said.size()}});
    const double word = score("word by word", "baseline.word_by_word", by_word).first;
    const double near = score("the nearest sentence", "baseline.nearest", by_neighbour).first;
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

    page.section("What it gets wrong");
    Table wrong{"French", "right", "it says"};
    int faults = 0;
    for (std::size_t i = 0; i < said.size(); ++i)
        if (said[i] != english[i] && ++faults <= 8) wrong.add(french[i], english[i], said[i]);
    page.value("faults", faults);
    page.text(R"md(
        @{faults} of the held-out sentences have a fault, which means: not letter for letter our English.
        Some are plain errors, some would pass with a teacher. Look for words for which French has one form and English two: *grand* is
        *big*, but of a person *tall*; *un* is *a* or *an*, by a word that is not written yet.)md");
    if (faults > 0) page.show(wrong, "The first of them, at most eight");
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
    recipe.trainer.steps = knobs.steps > 0 ? knobs.steps : page.quick() ? 400 : 0;
    recipe.trainer.seed = page.seed();
    Translator translator(bpe, Transformer(recipe.model, page.seed()), false);
    translator.check_lengths({checked_line(knobs.sentence, "--sentence", 1)});
    require_input(!translator.encode(knobs.sentence).empty(), "--sentence: nothing in it");
    const bool is_kept = page.is_plain() && knobs.width + knobs.steps == 0 && page.seed() == 1;
    const std::string path = is_kept ? make_default_model_path() : "";  // an error comes now
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
    page.end("It works, in a small world: old words in new combinations come out right.",
             "Where did the half minute go, and how could it be less?");
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({10, "full_model", "Does it work?"}, declare, build);
}

}  // namespace chapter_10
