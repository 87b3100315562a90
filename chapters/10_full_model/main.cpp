// Chapter 10: the whole Transformer, trained before the reader's eyes on the book's own corpus.
#include <algorithm>
#include <cmath>

#include "app/recipe.h"
#include "app/train.h"
#include "model/translator.h"
#include "notebook/command_line.h"
#include "notebook/page.h"
#include "tensor/ops.h"
#include "text/baseline.h"
#include "text/bleu.h"
#include "text/corpus.h"

using namespace book;

namespace {

struct Knobs {
    std::string sentence = "Le dentiste adore les beignets et les impôts";
    int steps = 0, width = 0, beam = 4;
};

struct Part {
    std::vector<std::string> source, target;
    std::vector<TokenPair> tokens;
};

Part encoded(const std::vector<SentencePair>& pairs, const Bpe& bpe) {
    Part part;
    for (const SentencePair& p : pairs) {
        part.source.push_back(p.source);
        part.target.push_back(p.target);
        part.tokens.push_back({bpe.encode(p.source), bpe.encode(p.target)});
    }
    return part;
}

std::vector<std::string> texts(const std::vector<Translation>& translations) {
    std::vector<std::string> out;
    for (const Translation& t : translations) out.push_back(t.text);
    return out;
}

void corpus_page(Page& page, const BookCorpus& corpus) {
    page.section("What it learns from");
    page.values({{"pairs.training", corpus.training.size()}, {"pairs.test", corpus.test.size()}});
    page.text(R"md(
        Nine chapters have built a model; this one teaches it. Its school book has @{pairs.training:,}
        French sentences with their English, made by a small grammar of doughnuts, taxes and dogs. Another
        @{pairs.test} are held out, and not just as sentences. If the test asks for *I*, *love* and
        *doughnuts*, then no sentence of training has those three together, negated, asked or in the plural.
        So a right answer was never seen: it has to be put together.)md");
    Table table{"French", "English"};
    for (std::size_t i = 0; i < 5; ++i)
        table.add(corpus.training[i].source, corpus.training[i].target);
    page.show(table, "Five sentences of training");
}

// Trains by the recipe, draws the curve, and returns the translator.
Translator train(Page& page, const BookCorpus& corpus, const Bpe& bpe, const Recipe& recipe) {
    const Part training = encoded(corpus.training, bpe),
               validation = encoded(corpus.validation, bpe);
    page.section("Half a minute of school");
    // [train]
    Translator translator(bpe, Transformer(recipe.model, page.seed()), false);
    Transformer& model = translator.model();
    std::vector<double> steps, losses, examined, known;  // for the curve
    TrainerHooks hooks;
    hooks.progress = [&](const Progress& p) {
        steps.push_back(static_cast<double>(p.step));
        losses.push_back(p.mean_loss);
        show_progress(fmt::format("epoch {:.2f}  loss {:.3f}  {:.0f} words/s  {:.0f} s left",
                                  p.epochs, p.mean_loss, p.tokens_per_second, p.seconds_left));
    };
    hooks.score = [&] {  // the share of validation sentences that it translates without a fault
        return exact_match(texts(translator.translate(validation.source)), validation.target);
    };
    hooks.examined = [&](const Examination& e) {
        examined.push_back(static_cast<double>(e.step));
        known.push_back(e.score);
    };
    Trainer trainer(model, training.tokens, validation.tokens, recipe.trainer, hooks);
    trainer.run();
    // [/train]
    show_progress("");
    page.code("train");
    page.values({{"parameters", model.parameters().size()}, {"steps", trainer.state().step}});
    page.values({{"vocabulary", bpe.vocabulary_size()}, {"known", known}});
    page.timing("train.seconds", trainer.state().seconds);
    page.text(R"md(
        The model has @{parameters:,} numbers and a vocabulary of @{vocabulary:,} pieces. It took
        @{train.seconds:.0f} s for @{steps:,} steps. After each pass over the corpus it was asked to translate
        the validation sentences; the shares without any fault were @{known:.1%}.)md");
    page.show(Figure{"loss", "It learns the words first, then how to put them together",
                     "The training loss over the steps: it falls steeply, then in a long tail.",
                     Plot{{"step"}, {"loss (nats per piece)", Scale::linear, 0}}.line(
                         "training", steps, losses)});
    page.check("the loss is less than half of where it began", losses.back() < losses[0] / 2);
    const Batch batch = make_batch(training.tokens, std::vector<int>{0});
    page.check("the decoder never reads the word that it must say",
               std::equal(batch.input.begin() + 1, batch.input.end(), batch.output.begin()));
    return translator;
}

void four_steps(Page& page, const Translator& translator) {
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
    page.values({{"translation.article", t.text}, {"least", least}});
    page.text(R"md(
        It says **@{translation.article}**, and at no step was it less sure than @{least:.0%}. With label
        smoothing it has learnt never to be quite sure.)md");
    page.check_full("J'aime les beignets is I love doughnuts", t.text == "I love doughnuts",
                    {"translation.article"});
    const std::string bites = translator.translate("Le chien mord l'homme").text;
    const std::string bitten = translator.translate("L'homme mord le chien").text;
    page.values({{"bites", bites}, {"bitten", bitten}});
    page.text(
        "Who bites whom? *Le chien mord l'homme*: **@{bites}**. The other way: **@{bitten}**.");
    page.check_full("it knows who bites whom",
                    bites == "The dog bites the man" && bitten == "The man bites the dog");
}

void looks(Page& page, const Translator& translator) {
    page.section("Where it looks");
    page.text(R"md(
        Each row is a piece that it wrote, each column a piece that it read; the cells are the weights of
        chapter 05, the mean over the heads of the last layer. Nobody told it which word belongs to which.)md");
    const std::string line = "Le boulanger ne mange jamais de beignets";
    const std::vector<int> source = translator.encode(line);
    const std::vector<int> target = translator.translate(line).decoded.tokens();
    const AttentionMap map = translator.attention(source, target);
    page.show(
        Figure{"cross_attention", "From the English back to the French",
               "A heat map of cross-attention: rows are English pieces, columns French pieces.",
               HeatMap{map.weights, map.target, map.source, "says", "looks at", ".2f", 0, 1}});
    const Trace trace = translator.explain(source, target);
    const Matrix& self = trace.at("encoder.0.self_attention.weights.head.0");
    page.text("In the encoder the French words look at each other. One head of the first layer:");
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
    const Part test = encoded(corpus.test, translator.bpe());
    std::vector<TextPair> lesson;
    for (const SentencePair& p : corpus.training) lesson.emplace_back(p.source, p.target);
    const WordByWord words(lesson);
    const NearestSentence nearest(lesson);
    std::vector<std::string> by_word, by_neighbour;
    for (const std::string& s : test.source) {
        by_word.push_back(words.translate(s));
        by_neighbour.push_back(nearest.translate(s));
    }
    const std::vector<std::string> greedy = texts(translator.translate(test.source));
    DecodeOptions options;
    options.beam = beam;
    const std::vector<std::string> searched = texts(translator.translate(test.source, options));

    Table table{"translator", {"without a fault", ".1%"}, {"BLEU", ".1f"}};
    const auto score = [&](const std::string& name, const std::string& value, const auto& said) {
        page.data(value + ".exact_match", exact_match(said, test.target));
        page.data(value + ".bleu", bleu(said, {test.target}).score);
        table.add(name, exact_match(said, test.target), bleu(said, {test.target}).score);
        return exact_match(said, test.target);
    };
    const double right = score("this model", "greedy", greedy);
    score(fmt::format("this model, beam {}", beam), "beam", searched);
    const double word = score("word by word, from a dictionary", "baseline.word_by_word", by_word);
    const double near = score("the nearest training sentence", "baseline.nearest", by_neighbour);
    page.values(
        {{"exact_match.held_out", right}, {"bleu.held_out", bleu(greedy, {test.target}).score}});
    page.text(R"md(
        Two translators that understand nothing sit the same examination. One looks up every word, in a
        dictionary that it made from the same sentences. The other answers with the translation of the most
        similar sentence that it has seen.)md");
    page.show(table, "Sentences held out by their meaning; BLEU as sacreBLEU computes it");
    page.text(
        "That is @{exact_match.held_out:.1%} without any fault, and @{bleu.held_out:.1f} BLEU.");
    page.check("it does better than both that understand nothing", right > std::max(word, near));
    page.check("neither of those reaches 30%", std::max(word, near) < 0.3);
    page.check_full("at least 99% of the held-out sentences are without a fault", right >= 0.99,
                    {"exact_match.held_out:.4f"});

    page.section("What it gets wrong");
    Table wrong{"French", "right", "it says"};
    for (std::size_t i = 0; i < greedy.size() && wrong.rows() < 6; ++i)
        if (greedy[i] != test.target[i]) wrong.add(test.source[i], test.target[i], greedy[i]);
    page.value("faults", std::count_if(greedy.begin(), greedy.end(),
                                       [&, i = std::size_t{0}](const auto& g) mutable {
                                           return g != test.target[i++];
                                       }));
    page.text(
        "@{faults} of the held-out sentences have a fault. Look at some: which word was it unsure "
        "of?");
    if (wrong.rows() > 0) page.show(wrong);
}

void beam_tree(Page& page, const Translator& translator, const Knobs& knobs) {
    page.section("Your own sentence");
    DecodeOptions options;
    options.beam = std::max(2, knobs.beam);
    options.record = 3;
    const Translation t = translator.translate(knobs.sentence, options);
    page.values({{"sentence", knobs.sentence}, {"translation.own", t.text}});
    page.text(R"md(
        *@{sentence}*: **@{translation.own}**. Try yours with `--sentence`, and look at everything that is
        computed on the way with `./book explain`. A beam search follows several beginnings at once. This is
        how they grew, each word with the probability of the path that leads to it:)md");
    Tree tree;
    std::vector<int> place(t.decoded.tree.size(), -1);
    for (std::size_t i = 0; i < t.decoded.tree.size(); ++i) {
        const BeamNode& n = t.decoded.tree[i];
        if (!n.kept || n.step > 5) continue;
        place[i] = static_cast<int>(tree.nodes.size());
        const int parent = n.parent < 0 ? -1 : place[static_cast<std::size_t>(n.parent)];
        tree.nodes.push_back({parent, translator.bpe().piece(n.token),
                              fmt::format("{:.3f}", std::exp(n.log_probability)), false});
    }
    page.show(Figure{"beam", "Several beginnings, side by side",
                     "A tree of the hypotheses of a beam search.", tree});
    DecodeOptions slow;
    slow.cache = false;
    const std::vector<std::vector<int>> own{translator.encode(knobs.sentence)};
    page.check("with and without a cache it says the same",
               decode_beam(translator.model(), own, DecodeOptions())[0].tokens() ==
                   decode_greedy(translator.model(), own, slow)[0].tokens());
}

}  // namespace

int main(int argc, char** argv) {
    Knobs knobs;
    Options options;
    options.add("sentence", knobs.sentence, "TEXT", "a French sentence to translate");
    options.add("steps", knobs.steps, 0, 1000000, "steps of training; 0: as the recipe says");
    options.add("width", knobs.width, 0, 1024, "numbers per token; 0: as the recipe says");
    options.add("beam", knobs.beam, 1, 64, "hypotheses of the beam search");
    const ChapterInfo info{10, "full_model", "Does it work?"};
    return run_chapter(argc, argv, info, options, [&](Page& page) {
        BookCorpus corpus = book_corpus();
        if (page.quick()) corpus.validation.resize(20), corpus.test.resize(100);
        std::vector<std::string> lines;
        for (const SentencePair& p : corpus.training)
            lines.insert(lines.end(), {p.source, p.target});
        Recipe recipe = book_recipe();
        const Bpe bpe = Bpe::train(lines, recipe.merges);
        recipe.model.vocabulary = bpe.vocabulary_size();
        if (knobs.width > 0) recipe.model.width = knobs.width;
        recipe.trainer.steps = knobs.steps > 0 ? knobs.steps : page.quick() ? 400 : 0;
        recipe.trainer.seed = page.seed();
        corpus_page(page, corpus);
        const Translator translator = train(page, corpus, bpe, recipe);
        if (!page.quick() && knobs.width + knobs.steps == 0 && page.seed() == 1)
            translator.save(make_default_model_path());
        four_steps(page, translator);
        looks(page, translator);
        examination(page, translator, corpus, knobs.beam);
        beam_tree(page, translator, knobs);
        page.source("Vaswani et al. 2017", "https://arxiv.org/abs/1706.03762");
        page.end("It works: sentences that it never saw come out right, word for word.",
                 "Where did the half minute go, and how could it be less?");
    });
}
