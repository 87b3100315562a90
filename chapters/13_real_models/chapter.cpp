// Chapter 13: a real language model, opened up.
#include "notebook/chapter.h"

#include <filesystem>

#include "comparing.h"
#include "core/require.h"
#include "facts.h"
#include "fewer_bits.h"
#include "four_bits.h"
#include "looking.h"
#include "notebook/machine.h"
#include "story.h"

namespace chapter_13 {
using namespace book;

namespace {

struct Knobs {
    std::string model, encoder;
    bool record = false;
};

void declare(Options& options, Knobs& knobs) {
    options.add(
        "model", knobs.model, "FILE",
        "a language model to look into: a GGUF file, or a folder as Hugging Face lays it out");
    options.add("encoder", knobs.encoder, "FOLDER",
                "an encoder of sentences (BERT's family), to compare sentences with");
    options.add("record", knobs.record,
                "for authors: writes what is found into the chapter's folder");
}

void opening(Page& page, const Facts& facts) {
    page.show(machine(Part::real_models));
    page.value("card.layers", facts.card.layers);
    page.value("card.name", facts.card.name);
    page.text(R"md(
        It is the picture of chapter 12: what is highlighted is what the models that you use have kept of the machine.

        *You need chapter 12, and with it the attention, the heads and the residual sums of chapters 04 to 07. What was found
        in the real model was recorded beforehand, because the model is not part of the book. Only the section on four bits trains a model while the page is made: that of chapter 12.*

        Everything that we have built so far was small, and it was trained before your eyes. The models that people talk to
        have the same parts. But others have trained them, on more
        text than anybody can read, and all that we get is a file full of numbers. Can one look into such a file, and find in it what this book has
        described? Heads that look at the word before, copying, the moment at which an answer takes shape?

        One can. This chapter opens a real model, SmolLM2-135M-Instruct (Allal et al. 2025), whose file calls it
        *@{card.name}*. It is among the smallest that can hold a
        conversation, and it was made by other people for other purposes. Nobody told it what an
        induction head is.)md");
}

void closing(Page& page) {
    page.source("Allal et al. 2025, SmolLM2", "https://arxiv.org/abs/2502.02737");
    page.source("Touvron et al. 2023, Llama", "https://arxiv.org/abs/2302.13971");
    page.source("Olsson et al. 2022, In-context Learning and Induction Heads",
                "https://arxiv.org/abs/2209.11895");
    page.source("Xiao et al. 2023, attention sinks", "https://arxiv.org/abs/2309.17453");
    page.source("Sun et al. 2024, Massive Activations in Large Language Models",
                "https://arxiv.org/abs/2402.17762");
    page.source(
        "nostalgebraist 2020, interpreting GPT: the logit lens",
        "https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens");
    page.source("Belrose et al. 2023, Eliciting Latent Predictions with the Tuned Lens",
                "https://arxiv.org/abs/2303.08112");
    page.source("Dettmers and Zettlemoyer 2023, The case for 4-bit precision",
                "https://arxiv.org/abs/2212.09720");
    page.source("Reimers and Gurevych 2019, Sentence-BERT", "https://arxiv.org/abs/1908.10084");
    page.source("GGUF, the format", "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md");
    page.end(
        {.recap = R"md(
             A real model is a decoder whose every operation you know, and it can be opened. Among its @{card.all} heads some look
             at the piece before, and some at what followed the last time. Without @{out.count} of the second kind, a
             repetition costs @{out.copying.second:.1f} nats a piece instead of @{out.all.second:.1f}. Heads that have nothing to do look at the first
             piece, whose row is one enormous number, and if it is hidden the second piece takes over. Answers can be read off only
             in the last layers. A conversation is a text with special tokens. And four bits for a number are enough,
             nearly.)md",
         .questions =
             {{"Why must a head that looks at the piece before lie in an earlier "
               "layer than an induction head that makes "
               "use of it?",
               "An induction head looks for a row which says that the piece before "
               "it was the one that asks now. A row "
               "says so only after another head has written it there, and what is "
               "written in a layer can be read in "
               "later layers only."},
              {"Much of the weight goes to the first piece, and yet nothing breaks when nobody "
               "may look at it. How can that be?",
               "The weight goes there because there is nothing to be had: the value "
               "is short. When the first piece is "
               "hidden, the second one sees nobody but itself, as the first did, and "
               "becomes such a place in its turn."},
              {"A program lets special tokens be recognised in what its users type. "
               "What can go wrong?",
               "A user can type the token that ends a turn, and then begin another "
               "one in somebody else's name, the "
               "system's for example. For the model that text looks exactly as if "
               "the program had written it."}},
         .next = "What else is there between this and the models that everybody uses?",
         .answer = "A decoder like that of this book, grown large: some heads copy, many look at "
                   "the first piece, "
                   "and answers take shape at the end."});
}

std::string file_name(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

void build(Page& page, Knobs& knobs) {
    Facts facts = recorded_facts();
    Sentences sentences = recorded_sentences();
    Comparison again;
    require_input(!knobs.record || !knobs.model.empty() || !knobs.encoder.empty(),
                  "--record writes what --model FILE or --encoder FOLDER finds: give one of them");
    if (!knobs.model.empty()) {
        const Facts now = look_inside(knobs.model);
        if (knobs.record) record(now);
        if (!is_same_model(facts.card, now.card) && !knobs.record)
            return of_another_model(page, file_name(knobs.model), now);
        again = compare(facts, now);
        facts = now;
    }
    if (!knobs.encoder.empty()) {
        const Sentences now = compare_sentences(knobs.encoder, sentences.texts);
        if (knobs.record) record(now);
        const Comparison found = compare(sentences, now);
        again.compared["sentences"] = 0;
        for (const auto& [group, count] : found.compared) again.compared["sentences"] += count;
        for (Difference d : found.differences) {
            d.place = "/sentences" + d.place;
            again.differences.push_back(d);
        }
        sentences = now;
    }
    const SmallModel small = train_small_model(page.seed(), page.quick());
    const Probe found = probe(*small.model, std::span(small.held_out).first(64));
    opening(page, facts);
    model_in_a_file(page, facts.card);
    how_it_cuts(page, facts);
    what_comes_next(page, facts);
    whole_model_of_heads(page, facts);
    two_heads_at_work(page, facts);
    heads_taken_out(page, facts);
    the_sink(page, facts);
    sink_hidden(page, facts);
    page.check("looking at the weights of the heads changes no loss", found.untouched == 0);
    page.check("when the first piece is hidden, weights still add up to 1, and none is on it",
               found.rows < 1e-5 && found.hidden == 0);
    where_the_answer_appears(page, facts, found.lens);
    a_conversation(page, facts);
    what_bits_cost(page, small);
    dog_and_man(page, sentences);
    if (!again.compared.empty())
        made_again(page, file_name(knobs.model.empty() ? knobs.encoder : knobs.model), again);
    closing(page);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter<Knobs>({13, "real_models", "What is inside the models you use?"}, declare,
                                 build);
}

}  // namespace chapter_13
