// Chapter 12: the decoder alone, trained before the reader's eyes on the book's own English.
#include "notebook/chapter.h"

#include "changes.h"
#include "corpus/book_text.h"
#include "host/files.h"
#include "host/lock.h"
#include "host/terminal.h"
#include "looking_back.h"
#include "model/language_model_files.h"
#include "model/model_files.h"
#include "notebook/machine.h"
#include "pictures.h"
#include "sampling.h"
#include "school.h"
#include "text/token_stream.h"

namespace chapter_12 {
using namespace book;

namespace {

struct Knobs {
    std::string text;
    std::string prompt = "The model";
    int steps = 0;
    int width = 0;
    int layers = 0;
    int merges = 0;
    double temperature = 0.8;
    int top_k = 40;
    double top_p = 0.9;
    const Options* given = nullptr;  // which of these the reader has set

    SamplingSettings sampling() const { return {temperature, top_k, top_p}; }
};

void opening(Page& page) {
    page.show(machine(Part::language_model));
    page.text(R"md(
        Everything with a cross in front of it goes: the encoder, and the cross-attention with the bridge that
        carried its rows across. What is left is the right-hand column, a decoder that reads what has been
        written so far and says what comes next. (It is still the decoder of 2017. Some of
        its parts have been exchanged since.)

        *You need chapters 07 and 08, and from chapter 10 how a text is written piece by piece and what the
        cache keeps.*

        A translator is told what to say by somebody else: the French stands there, and the English has to
        agree with it. Take the French away. Is there anything left to learn for a decoder that has no one to
        translate? We train one, on the plain English of this very book. Then we look at what ten years have
        changed about it, and at the smallest trick with which it learns from what it reads.)md");
}

// ---- the task -----------------------------------------------------------------------------------

void the_task(Page& page, const TextLessons& lessons, const LanguageRecipe& recipe) {
    page.section("Any text is a teacher", Path::shortest);
    page.term("language model", "a model that says how likely each piece is to come next in a text",
              {"language models"});
    const std::span<const int> text(lessons.training);
    std::vector<std::string> reads, says;
    for (std::size_t i = 0; i < 6; ++i) {
        reads.push_back(name_of_piece(lessons.bpe, text[i]));
        says.push_back(name_of_piece(lessons.bpe, text[i + 1]));
    }
    page.values({{"window", recipe.window}, {"windows", recipe.windows}});
    page.value("pieces.step", recipe.window * recipe.windows);
    page.value("first.reads", reads[0]);
    page.value("first.says", says[0]);
    page.text(R"md(
        In chapter 07 the decoder learnt by reading the right English sentence and saying, at every place, the
        piece that comes next. Nothing in this needs the French. Take a text, any text, cut it into pieces,
        and let the model predict each piece from those before it. A decoder that has learnt this is a
        **language model**.

        That is all there is to the training, and nobody has to prepare anything. A
        translator needs pairs of sentences, and people who wrote the translations. Here the text contains its
        own answers. These are the first pieces of ours:)md");
    page.show(window_figure(reads, says));
    page.text(R"md(
        At *@{first.reads}* it must say *@{first.says}*, and so on down the page. The mask makes it honest: at
        each place it sees that piece and those above it. So a window of @{window} pieces is @{window}
        exercises at once. Each step of the training takes @{windows} windows from random places of the text,
        @{pieces.step:,} exercises altogether.

        The loss is that of chapter 08, the cross-entropy: for each piece −ln of the probability that the
        model gave to it, in nats, and the mean of these.)md");
}

void what_it_reads(Page& page, const TextLessons& lessons, bool is_the_books) {
    page.section("What it reads: this book");
    page.values({{"training.pieces", lessons.training.size()},
                 {"validation.pieces", lessons.validation.size()}});
    page.values({{"held_out.pieces", lessons.held_out.size()},
                 {"held_out.characters", lessons.held_out_characters}});
    page.value("vocabulary", lessons.bpe.vocabulary_size());
    const double llama_read = 15e12;  // as published
    page.values({{"llama.trillions", llama_read / 1e12},
                 {"read.times", llama_read / double(lessons.training.size()) / 1e6}});
    page.value("piece.characters",
               double(lessons.held_out_characters) / double(lessons.held_out.size()));
    if (is_the_books) {
        page.values(
            {{"validation.chapter", kValidationChapter}, {"held_out.one", kHeldOutChapters[0]}});
        page.values({{"held_out.two", kHeldOutChapters[1]}, {"chapters.last", kLastChapterOfText}});
        page.text(R"md(
            What should it read? Something that you know as well, so that you can judge what it writes. It
            reads this book: the prose of chapters 0 to @{chapters.last}, without its numbers and without its
            code.

            Some of it is kept back. Chapters @{held_out.one} and @{held_out.two} are held out: the model is tested
            on them. Chapter @{validation.chapter} is the validation text. It is there to choose by: how large
            the model is, for instance, and how fast it learns. Whole chapters are left
            out rather than single sentences, because a chapter repeats itself, and a model could learn one
            sentence of it by heart and recognise the next.)md");
    } else {
        page.text(R"md(
            It reads your text. Its last tenth is held out to examine the model, and the tenth before that is the validation text, there to choose by.)md");
    }
    page.text(R"md(
        The pieces come from byte-pair encoding, as in chapter 01, learnt from the training part alone. There
        are @{vocabulary:,} in the vocabulary, and a piece is @{piece.characters:.1f} characters long on
        average. That leaves @{training.pieces:,} pieces to learn from, @{validation.pieces:,} to choose by,
        and @{held_out.pieces:,} for the exam. The exam is @{held_out.characters:,} characters long.

        By today's standards, that is next to nothing. Llama 3 has read @{llama.trillions:.0f} trillion pieces
        (Grattafiori et al. 2024), @{read.times:.0f} million times as many.)md");
}

// Are the scores of the first half the same when the second half is another one?
bool is_blind_to_the_future(const LanguageModel& model, std::span<const int> text) {
    const int half = static_cast<int>(text.size()) / 2;
    std::vector<int> changed(text.begin(), text.end());
    std::reverse(changed.begin() + half, changed.end());
    const auto scores = [&](std::span<const int> ids) {
        Tape tape(Tape::Mode::inference);
        const Segments rows = Segments::one(static_cast<int>(ids.size()));
        const Var all = model.logits(tape, model.hidden(tape, ids, rows));
        return Matrix(all.value().row_block(0, half));
    };
    return scores(text) == scores(changed);
}

// ---- the bar ------------------------------------------------------------------------------------

void the_bar(Page& page, const TextLessons& lessons, const std::vector<Rival>& rivals) {
    page.section("What there is to beat", Path::shortest);
    page.term("bits per character",
              "the loss of a whole text in bits, divided by its characters: however it was cut");
    page.term("trigram", "a piece predicted from the two before it, by counting", {"trigrams"});
    const TextLoss& guess = rivals[0].loss;
    const TextLoss& three = rivals.back().loss;
    page.values({{"guess.nats", guess.nats_per_piece()},
                 {"three.perplexity", three.perplexity()},
                 {"three.nats", three.nats_per_piece()}});
    page.values({{"three.bits", three.bits_per_character(lessons.held_out_characters)}});
    page.value("two.bits", rivals[2].loss.bits_per_character(lessons.held_out_characters));
    page.text(R"md(
        A loss by itself says little. There are two ways to make it speak.

        The first is perplexity, *e* to the power of the loss, which chapter 08 mentioned in passing. A guess
        among all @{vocabulary:,} pieces has a loss of ln @{vocabulary:,} = @{guess.nats:.3f}, and a
        perplexity of @{vocabulary:,}. So the perplexity says among how many pieces, all of them equally
        likely, the model is in doubt.

        The second is **bits per character**. Whoever cuts a text into larger pieces has fewer of them to predict, and each is harder. So losses per piece can only be compared if the pieces are the same. Add
        up the loss of the whole text instead, divide it by ln 2 to have it in bits, and share it out among
        the characters.

        And then one needs rivals. The simplest is a guess among all pieces. The next counts how often each
        piece occurs: unigrams. Better is to look at the piece before, and to count what came after it in the
        training text: bigrams. And one can look at the two pieces before: **trigrams**.

        Most runs of three pieces in the exam never occurred in the training text, and a count of 0 would make
        them impossible. So the trigram asks the bigram for a share of its answer, the bigram asks the
        unigram, and the shares are chosen to suit the validation text. The
        answers are *interpolated* (Jelinek and Mercer 1980). There are cleverer ways of sharing them out, which
        gain a little more (Chen and Goodman 1998 compare them).)md");
    Table table = rivals_table();
    for (const Rival& rival : rivals) add_rival(table, rival, lessons.held_out_characters, false);
    page.show(table, "On the held-out text, by counting");
    bool each_is_better = true;
    for (std::size_t i = 1; i < rivals.size(); ++i)
        each_is_better = each_is_better && rivals[i].loss.nats < rivals[i - 1].loss.nats;
    page.check("each extra piece of context makes the counting better", each_is_better);
    page.check("a guess hesitates among all pieces",
               std::abs(guess.perplexity() - lessons.bpe.vocabulary_size()) <
                   1e-6 * lessons.bpe.vocabulary_size());
    page.text(R"md(
        A guess hesitates among @{vocabulary:,} pieces, all there are, and the trigram among
        @{three.perplexity:.0f}. In bits per character that is @{three.bits:.3f}. From bigrams to trigrams
        there is less to gain than one might think, from @{two.bits:.3f}: a longer memory is of little use to
        somebody who can only count, because nearly everything that is long is new.

        That is the bar. It is not a low one: speech recognisers relied on trigrams for decades.)md");
    page.exercise("12.2", "Compute a perplexity.");
}

// ---- training -----------------------------------------------------------------------------------

constexpr SamplingSettings kWriting{.temperature = 0.8, .top_k = 0, .top_p = 1};
constexpr int kPieces = 50;  // pieces, of what it writes on the way

Course train(Page& page, const TextLessons& lessons, const LanguageRecipe& recipe,
             LanguageModel& model, const std::string& prompt) {
    const Bpe& bpe = lessons.bpe;
    const std::vector<int> start = prompt_of(bpe, prompt);
    const std::span<const int> exam(lessons.held_out);
    const std::uint64_t seed = page.seed();
    const std::int64_t often = (recipe.trainer.steps + 7) / 8;
    // [train]
    Course course;
    LanguageTrainerHooks hooks;
    hooks.progress = [&](const Progress& p) {
        course.steps.push_back(double(p.step));
        course.losses.push_back(p.mean_loss);
        const bool is_last = p.step == recipe.trainer.steps;
        if (p.step == 20 || p.step == 200 || is_last) {
            const auto said = write_on(model, start, kPieces, kWriting, seed);
            course.writings.push_back({p.step, as_text(bpe, start, said)});
        }
        if (p.step % often == 0 || is_last) {
            const TextLoss loss = text_loss(model, exam, recipe.window);
            course.examined.push_back(double(p.step));
            course.held_out.push_back(loss.nats_per_piece());
        }
        course.seconds = p.seconds;
        // [not-shown]
        show_progress(fmt::format("step {}  loss {:.3f}  {:.0f} s left", p.step, p.mean_loss,
                                  p.seconds_left));
        // [/not-shown]
    };
    train_by_recipe(model, recipe, lessons.training, seed, hooks);
    // [/train]
    show_progress("");
    return course;
}

// How far back it looks, and what it knows of words that it has rarely seen together.
void why_it_is_better(Page& page, const TextLessons& lessons, const LanguageRecipe& recipe,
                      const LanguageModel& model) {
    std::vector<double> losses;
    Table table{"pieces that it may read, at most", {"nats per piece", ".3f"}};
    for (const int window : {2, 4, 8, 16, recipe.window, recipe.model.max_length}) {
        losses.push_back(text_loss(model, lessons.held_out, window).nats_per_piece());
        table.add(window, losses.back());
    }
    page.values({{"memory.two", losses.front()}, {"memory.all", losses[4]}});
    page.values({{"memory.longer", losses[5]}});
    page.text(R"md(
        How does it do that? Let us take its memory away. In the first line of this table it may read only the two pieces before each one that it has to
        say, as the trigram does, and then more and more:)md");
    page.show(table, "The same model with a shorter memory, on the held-out text");
    page.check_full("what stands further back than two pieces helps it", losses[4] < losses[0]);
    page.text(R"md(
        From two pieces its loss is @{memory.two:.3f}, where the trigram has @{three.nats:.3f}. From @{window} it
        is @{memory.all:.3f}: most of that it owes to the next few pieces, and yet nobody can count even those. In the last line it may read more
        than it ever did in one go while it learnt: @{memory.longer:.3f}.)md");
    const std::vector<int> word = lessons.bpe.encode(" encoder");
    if (word.size() != 1) return;  // a reader's text need not know it
    page.value("nearest",
               fmt::format("{}", fmt::join(nearest_pieces(model, lessons.bpe, word[0], 4), ", ")));
    page.text(R"md(
        And it knows pieces by their rows, as in chapter 02: what it learns about one of them helps it with all
        that have similar rows. Most similar to *encoder* are these: *@{nearest}*.)md");
}

void half_a_minute(Page& page, const TextLessons& lessons, const LanguageRecipe& recipe,
                   const LanguageModel& model, const std::vector<Rival>& rivals,
                   const Course& course) {
    page.section("Half a minute of reading", Path::shortest);
    const TextLoss ours = text_loss(model, lessons.held_out, recipe.window);
    const TextLoss& three = rivals.back().loss;
    const std::int64_t characters = lessons.held_out_characters;
    page.values({{"parameters", model.parameters().size()}, {"layers", recipe.model.layers}});
    page.values({{"width", recipe.model.width}, {"heads", recipe.model.heads}});
    page.values({{"steps", course.steps.size()}, {"ours.nats", ours.nats_per_piece()}});
    page.values({{"ours.perplexity", ours.perplexity()}, {"loss.end", course.losses.back()}});
    page.values({{"ours.bits", ours.bits_per_character(characters)},
                 {"passes", double(course.steps.size()) * recipe.window * recipe.windows /
                                double(lessons.training.size())}});
    page.timing("train.seconds", course.seconds);
    page.guess(
        "By how much will it beat the trigram, if at all?",
        "It ends at @{ours.bits:.3f} bits per character, and the trigram has @{three.bits:.3f}.");
    page.text(R"md(
        Our model has @{layers} layers, rows of @{width} numbers and @{heads} heads, @{parameters:,}
        parameters in all. Its parts are those of today, to which the second half of this page comes. It takes @{steps:,} steps, which is @{passes:.0f} passes over the text. They took
        @{train.seconds:.0f} seconds.)md");
    page.show(Figure{
        "loss", "What it reads again and again, and what it has never read",
        fmt::format(
            "The training loss falls from {:.1f} to {:.2f}. Points for the held-out text fall with "
            "it at first and end at {:.2f}. A level line marks the trigram on the held-out text, "
            "at {:.2f}.",
            course.losses[0], course.losses.back(), course.held_out.back(), three.nats_per_piece()),
        Plot{{"step"}, {"loss (nats per piece)"}}
            .line("training", course.steps, course.losses)
            .points("held out", course.examined, course.held_out)
            .horizontal(three.nats_per_piece(), "trigrams, held out")});
    page.text(R"md(
        The curve is the loss on what it reads, @{loss.end:.2f} at the end, and the points are the loss on the
        held-out text. The two part company: the model has read the same text @{passes:.0f} times and begins
        to know it by heart. Chapter 08 called that overfitting. Dropout slows it down, but only more text
        would cure it. Here are the points again, with the end enlarged:)md");
    page.show(held_out_figure(course, three.nats_per_piece()));
    page.text(R"md(
        The last point lies at @{ours.nats:.3f}. And the exam in full?)md");
    Table table = rivals_table();
    for (const Rival& rival : rivals) add_rival(table, rival, characters, false);
    add_rival(table, {"this model", ours}, characters, true);
    page.show(table, "On the held-out text, with the same pieces");

    page.check_full("it beats the interpolated trigram, in bits per character",
                    ours.bits_per_character(characters) < three.bits_per_character(characters),
                    {"ours.bits", "three.bits"});
    page.check("what comes later changes nothing that it said before",
               is_blind_to_the_future(model, std::span(lessons.held_out).first(12)));
    page.text(R"md(
        It hesitates among @{ours.perplexity:.0f} pieces where the trigram hesitates among
        @{three.perplexity:.0f}: @{ours.nats:.3f} nats per piece, or @{ours.bits:.3f} bits per character.)md");
    why_it_is_better(page, lessons, recipe, model);
    page.deep_dive("The training as code", [&] {
        page.text(R"md(
            The trainer cuts windows and repeats the step of chapter 08. Our function is called after each
            step; it notes the loss, has the model write, and now and then examines it.)md");
        page.cell("train");
    });
}

void what_it_writes(Page& page, const Course& course, const std::string& prompt) {
    page.section("What it writes", Path::shortest);
    page.value("prompt.first", prompt);
    page.text(R"md(
        What does it say? We give it a beginning, *@{prompt.first}*, and let it go on
        by itself, three times during its training. Each piece is drawn at random, the likely ones more often;
        how, is the subject of the next section.)md");
    for (std::size_t i = 0; i < course.writings.size(); ++i) {
        const std::string name = fmt::format("writing.{}", i);
        page.value(name, course.writings[i].step);
        page.text("After @{" + name + ":,} steps:");
        page.output(course.writings[i].text);
    }
    page.text(R"md(
        First it learns which pieces are frequent, and pours them out. Then it learns which of them stand side by
        side, and at last whole turns of phrase. (A ¶ is the end of a paragraph.) It sounds
        like this book, and it means nothing. Half a minute and one small book are enough for the sound.)md");
}

// ---- the other half -----------------------------------------------------------------------------

void the_other_half(Page& page) {
    page.section("And the encoder?");
    page.term("masked language model", "an encoder that learns to fill in hidden words of a text");
    page.text(R"md(
        One can also keep the *other* half. An encoder lets every word look at every other, in both
        directions, so it cannot learn to predict what comes next: it would simply look. It gets a different
        exercise. Hide some of the words, one in seven or so, behind a `[mask]`, and let it say what stood
        there. Such a **masked language model** is BERT (Devlin et al. 2018), the most famous of its family.

        An encoder like that writes nothing. But its rows say what each word means *here*, with everything
        around it taken into account, and that is what one needs for searching, sorting and comparing texts.
        The models that turn a sentence into one row of numbers, so that similar sentences can be found, are
        mostly of this kind, and chapter 13 opens one of them.)md");
    page.show(masked_figure());
    page.text(R"md(
        The hidden word stands in the middle, and the encoder uses what is on both sides: somebody loves it,
        and there is tea.)md");
}

void closing(Page& page) {
    page.source("Radford et al. 2018, GPT",
                "https://cdn.openai.com/research-covers/language-unsupervised/"
                "language_understanding_paper.pdf");
    page.source("Radford et al. 2019, GPT-2",
                "https://cdn.openai.com/better-language-models/"
                "language_models_are_unsupervised_multitask_learners.pdf");
    page.source(
        "Jelinek and Mercer 1980, Interpolated estimation of Markov source parameters from sparse "
        "data");
    page.source(
        "Chen and Goodman 1998, An Empirical Study of Smoothing Techniques for Language Modeling",
        "https://dash.harvard.edu/handle/1/25104739");
    page.source("Fan et al. 2018, top-k", "https://arxiv.org/abs/1805.04833");
    page.source("Holtzman et al. 2020, the nucleus", "https://arxiv.org/abs/1904.09751");
    page.source("Zhang and Sennrich 2019, RMS norm", "https://arxiv.org/abs/1910.07467");
    page.source("Hendrycks and Gimpel 2016, GELU", "https://arxiv.org/abs/1606.08415");
    page.source("Shazeer 2020, SwiGLU", "https://arxiv.org/abs/2002.05202");
    page.source("Su et al. 2021, rotary positions", "https://arxiv.org/abs/2104.09864");
    page.source("Shazeer 2019, one head of keys and values", "https://arxiv.org/abs/1911.02150");
    page.source("Ainslie et al. 2023, grouped queries", "https://arxiv.org/abs/2305.13245");
    page.source("Touvron et al. 2023, Llama 2", "https://arxiv.org/abs/2307.09288");
    page.source("Olsson et al. 2022, induction heads", "https://arxiv.org/abs/2209.11895");
    page.source("Grattafiori et al. 2024, Llama 3", "https://arxiv.org/abs/2407.21783");
    page.source("Devlin et al. 2018, BERT", "https://arxiv.org/abs/1810.04805");
    page.end(
        {.recap = R"md(
                  Without the encoder and the bridge, a decoder is left that predicts the next piece of any text. In @{steps:,} steps ours came to @{ours.bits:.3f} bits per character on chapters that
                  it had never read; an interpolated trigram has @{three.bits:.3f}. Sampling makes a text of
                  its probabilities, and greedy decoding makes a circle. Pre-norm, RMS norm, SwiGLU, rotary
                  positions and grouped queries turn the decoder of 2017 into that of today. And two heads, one after the other, can look up what came next the last time.)md",
         .questions =
             {{"Why does a language model need no pairs of sentences, as a translator does?",
               "The right answer at every place of a text is the piece that comes next, and that "
               "stands "
               "in the text already. The causal mask keeps the model from looking at it. So any "
               "text "
               "is its own teacher."},
              {"Two models cut the same text into different pieces. Why do you compare their bits "
               "per "
               "character, and not their perplexities?",
               "A perplexity is per piece. Whoever cuts larger pieces has fewer of them, and each "
               "is harder "
               "to predict, so the perplexity is higher although the whole text may be predicted "
               "just as "
               "well. The characters are the same for both."},
              {"Why does an induction head need a second layer?",
               "It has to find the place after the earlier appearance of the present piece. The "
               "row there "
               "knows only itself. A head of a layer before has to add to it which piece stood "
               "in front, so that the later head can search for that."}},
         .next = "What is inside the models that people use?",
         .answer = "A decoder alone predicts the next piece of any text, and so it writes."});
}

// ---- the page -----------------------------------------------------------------------------------

void declare(Options& options, Knobs& knobs) {
    knobs.given = &options;
    options.add("text", knobs.text, "FILE", "a text of your own to learn from, a paragraph a line");
    options.add("prompt", knobs.prompt, "TEXT", "how what it writes begins");
    options.add("steps", knobs.steps, 0, 1000000,
                "end training after so many; 0: as the recipe says");
    options.add("width", knobs.width, 0, 1024, "numbers per piece; 0: as the recipe says");
    options.add("layers", knobs.layers, 0, 64, "blocks; 0: as the recipe says");
    options.add("merges", knobs.merges, 0, 100000, "of the vocabulary; 0: as the recipe says");
    options.add("temperature", knobs.temperature, 0, 100, "of the sampling; 0: greedy");
    options.add("top-k", knobs.top_k, 0, 1000000, "only the k likeliest pieces; 0: all");
    options.add("top-p", knobs.top_p, 0, 1, "only the nucleus of this probability");
}

LanguageRecipe recipe_for(const Page& page, const Knobs& knobs) {
    LanguageRecipe recipe = book_language_recipe();
    if (knobs.width > 0) {
        recipe.model.width = knobs.width;
        recipe.model.feed_forward = knobs.width * 8 / 3;
    }
    if (knobs.layers > 0) recipe.model.layers = knobs.layers;
    if (knobs.merges > 0) recipe.merges = knobs.merges;
    if (page.quick()) recipe.trainer.steps = 40;
    if (knobs.steps > 0) recipe.trainer.steps = knobs.steps;
    return recipe;
}

// Only what leads to another model; how it is made to write changes nothing about it.
bool is_the_books_model(const Page& page, const Knobs& knobs) {
    return page.is_plain() && knobs.text.empty() && page.seed() == 1 &&
           knobs.width + knobs.layers + knobs.merges + knobs.steps == 0;
}

Checkpoint about(const TextLessons& lessons, const Knobs& knobs, const Course& course) {
    Checkpoint checkpoint;
    checkpoint.merges = lessons.bpe.to_text();
    checkpoint.training.set("steps", course.steps.size());
    checkpoint.training.set("held_out_loss", course.held_out.back());
    checkpoint.training.set("data", knobs.text.empty() ? "the book's own English" : "a text");
    return checkpoint;
}

// Where the model goes, and nobody else's training with it.
class Destination {
  public:
    Destination(const Page& page, const Knobs& knobs) {
        if (page.quick()) return;  // a quick run keeps none
        path_ = is_the_books_model(page, knobs) ? make_language_model_path()
                                                : make_changed_language_model_path();
        require_writable(path_);  // before the training, not after it
        owner_.emplace(path_ + ".lock");
        require_input(!owner_->is_refused(),
                      "{}: another training is at work on this model; let it end", path_);
    }
    void keep(const LanguageModel& model, const Checkpoint& checkpoint) const {
        if (!path_.empty()) keep_language_model(model, checkpoint, path_);
    }

  private:
    std::string path_;
    std::optional<SoleOwner> owner_;
};

void build(Page& page, Knobs& knobs) {
    // If one is damaged, that is said before the training, not after it.
    const std::vector<LanguageTrialRow> trials = recorded_language_trials();
    check_sampling(knobs.sampling());
    LanguageRecipe recipe = recipe_for(page, knobs);
    const PlainText text = knobs.text.empty() ? book_text() : read_plain_text(knobs.text);
    const TextLessons lessons = text_lessons(text, recipe.merges);
    recipe.model.vocabulary = lessons.bpe.vocabulary_size();
    const int longest = recipe.model.max_length - kPieces;
    require_input(std::ssize(prompt_of(lessons.bpe, knobs.prompt)) <= longest,
                  "--prompt: longer than {} pieces", longest - 1);
    LanguageModel model = begin_language_model(recipe, page.seed());
    const Destination destination(page, knobs);
    opening(page);
    the_task(page, lessons, recipe);
    what_it_reads(page, lessons, knobs.text.empty());
    const std::vector<Rival> rivals = rivals_on(lessons);
    the_bar(page, lessons, rivals);
    const Course course = train(page, lessons, recipe, model, knobs.prompt);
    destination.keep(model, about(lessons, knobs, course));
    half_a_minute(page, lessons, recipe, model, rivals, course);
    what_it_writes(page, course, knobs.prompt);
    one_step(page, model, lessons.bpe, knobs.prompt, knobs.sampling());
    several_ways(page, model, lessons.bpe, knobs.prompt, knobs.sampling());
    places_of_norms(page);
    norms_by_hand(page);
    gates(page);
    turning(page);
    shared_keys(page);
    changes_in_trainings(page, trials);
    looking_back(page);
    the_other_half(page);
    closing(page);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>(
        {12, "language_model", "What is left if we keep only the decoder?"}, declare, build);
}

}  // namespace chapter_12
