// What else there is: what stands between the models of this book and those that everybody uses, a paragraph
// for each, with the paper to read next.
#include "notebook/chapter.h"

#include <cmath>

namespace chapter_what_else {
using namespace book;

namespace {

void opening(Page& page) {
    page.text(R"md(
        You can now read, train and open up a Transformer, and you have seen every multiplication on the way. The
        models that people talk to every day are made of the same parts. But they are much larger, they were taught
        in more than one step, and a good deal of engineering lets them answer quickly. Most of that
        changes nothing about how attention works, and this book builds little of it. Here is a map instead: a paragraph for each idea, with what it
        does, what it costs, and the paper in which to read on. Where a number can be worked out, this page works it
        out.)md");
}

void scale(Page& page) {
    page.section("More of everything: the laws of scale");
    // Hoffmann et al. 2022, table 3: a model of so many parameters, and the tokens that suit it best.
    const double parameters = 67e9, tokens = 1.5e12;
    page.values({{"scale.ratio", tokens / parameters},
                 {"scale.flop.leading", 6 * parameters * tokens / 1e23}});
    page.text(R"md(
        If a model gets more parameters, more text and more computing time, how much better does it become? Kaplan
        and others trained hundreds of models and found a smooth answer: whenever one of the three is
        multiplied by ten, the loss falls by the same factor as the last time, as long as the other two keep up. Such a rule is called a scaling
        law. It turns an expensive gamble into a calculation, because the loss of a large model can be predicted from
        small ones. Hoffmann and others asked how a given amount of computing is best divided. If it suffices
        for a model of 67 billion parameters, they found, it is best spent on one and a half trillion tokens of text,
        or @{scale.ratio:.0f} tokens for each parameter. At six operations for each parameter and token, two for the
        way forward and four for the way back, that is @{scale.flop.leading:.0f} × 10²³ operations. (Kaplan et al. 2020; Hoffmann et al. 2022)

        What a law does not say is which abilities come with a lower loss. It predicts how well the next token is
        guessed, and nothing else.)md");
    page.source("Kaplan et al. 2020, Scaling Laws for Neural Language Models",
                "https://arxiv.org/abs/2001.08361");
    page.source("Hoffmann et al. 2022, Training Compute-Optimal Large Language Models",
                "https://arxiv.org/abs/2203.15556");
}

void tuning(Page& page) {
    page.section("From guessing the next word to answering");
    page.text(R"md(
        A language model continues a text. Ask it a question, and it may well continue with three more questions,
        since that is what exam papers look like. Instruction tuning changes this with the training that you already
        know: the texts are now conversations, a request and a good answer, and only the answer's tokens count in the
        loss. A few tens of thousands of them are enough to change how a large model behaves, although they are too
        few to teach it many new facts. (Wei et al. 2021; Ouyang et al. 2022)

        It is easier to say which of two answers is better than to write a perfect one, and preference tuning makes
        use of that. People compare pairs of answers. A second model learns to predict their choice, and the language
        model is then trained to write what the second model likes, without moving too far from what it was. That is called
        reinforcement learning from human feedback. A newer method, direct preference optimization, leaves the second
        model out: one loss makes the preferred answer more probable in comparison with the other, and with what the
        model said before. Both teach a model what *people prefer to read*, which is not always what is true.
        (Ouyang et al. 2022; Rafailov et al. 2023))md");
    page.source("Wei et al. 2021, Finetuned Language Models Are Zero-Shot Learners",
                "https://arxiv.org/abs/2109.01652");
    page.source(
        "Ouyang et al. 2022, Training language models to follow instructions with human feedback",
        "https://arxiv.org/abs/2203.02155");
    page.source("Rafailov et al. 2023, Direct Preference Optimization",
                "https://arxiv.org/abs/2305.18290");
}

void thinking(Page& page) {
    page.section("Room to think");
    page.text(R"md(
        A model does about the same work for a token, whether that is the word *the* or the result of a long sum. It
        can work longer on a question only by writing more. Show it worked examples, and it writes down what lies between the question and the answer, and each step can look back at those
        before it. That is called a chain of thought. Later models were trained for it: they try a problem many times,
        the attempts whose result is right are rewarded, and so they learn to write long chains that check themselves.
        This works best where a program can tell what is right, as in mathematics and in code. (Wei et al. 2022;
        DeepSeek-AI 2025))md");
    page.source(
        "Wei et al. 2022, Chain-of-Thought Prompting Elicits Reasoning in Large Language Models",
        "https://arxiv.org/abs/2201.11903");
    page.source(
        "DeepSeek-AI 2025, DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via "
        "Reinforcement Learning",
        "https://arxiv.org/abs/2501.12948");
}

void experts(Page& page) {
    page.section("Experts: large, but not all at once");
    // Jiang et al. 2024, section 2: width, inner width, layers, experts, and how many are asked.
    const double width = 4096, inner = 14336, layers = 32;
    const double feed_forward = 3 * width * inner * layers;
    page.values(
        {{"experts.all", 8 * feed_forward / 1e9}, {"experts.asked", 2 * feed_forward / 1e9}});
    page.text(R"md(
        Most of a large model's parameters are in its feed-forward layers, and every token is multiplied by all of
        them. A mixture of experts has several feed-forward layers side by side, and a small matrix that looks at a
        token's row and chooses which of them to ask. Mixtral, for instance, has eight experts in each of its 32 layers
        and asks two. Its experts hold @{experts.all:.0f} billion numbers, and a token meets @{experts.asked:.0f} billion
        of them. So the model can know nearly as much as a large one, and computes as fast as a smaller one. The memory has to hold
        all of it, though, and the choice has to be trained so that no expert is always or never asked. (Shazeer et al.
        2017; Jiang et al. 2024))md");
    page.check("asking two of eight experts costs a quarter of asking all",
               std::abs(4 * 2 * feed_forward - 8 * feed_forward) < 1);
    page.source(
        "Shazeer et al. 2017, Outrageously Large Neural Networks: The Sparsely-Gated "
        "Mixture-of-Experts Layer",
        "https://arxiv.org/abs/1701.06538");
    page.source("Jiang et al. 2024, Mixtral of Experts", "https://arxiv.org/abs/2401.04088");
}

void adapters(Page& page) {
    page.section("LoRA: change a little, keep the rest");
    const int width = 4096, rank = 8;
    const int all = width * width;
    const int few = 2 * width * rank;
    page.values({{"lora.width", width}, {"lora.rank", rank}});
    page.values({{"lora.all", all}, {"lora.few", few}, {"lora.share", double(few) / all}});
    page.text(R"md(
        To teach a finished model one more thing, you could train all of its numbers once more, and keep a second copy
        of them. LoRA leaves them as they are. Beside a matrix *W* it puts two narrow ones, *A* and *B*, whose product
        has the shape of *W*, trains only those two, and uses *W* + *A B*. Take a matrix of @{lora.width:,} ×
        @{lora.width:,}. It has @{lora.all:,} numbers. With @{lora.rank} columns in *A* and @{lora.rank} rows in *B*,
        there are @{lora.few:,} to train, which is @{lora.share:.1%}. Afterwards the product can be added to *W*, and
        then the changed model costs no more than the old one. (Hu et al. 2021))md");
    page.source("Hu et al. 2021, LoRA: Low-Rank Adaptation of Large Language Models",
                "https://arxiv.org/abs/2106.09685");
}

void fewer_bits(Page& page) {
    page.section("Fewer bits for each number");
    const double bits = 8.0 * 20 / 32;
    page.values({{"bits", bits},
                 {"bits.gb.half", 7e9 * 16 / 8 / 1e9},
                 {"bits.gb.four", 7e9 * bits / 8 / 1e9}});
    page.text(R"md(
        To write one token, a model reads all of its numbers once, and on most machines that takes longer than the
        arithmetic. So the smaller the numbers, the faster the model. Quantisation stores a block of, say, 32 numbers
        as 32 small integers of four bits, with a step and an offset that turn them back into numbers. With those two,
        20 bytes for 32 numbers, each costs @{bits:.0f} bits. A model of seven billion numbers takes
        @{bits.gb.half:.0f} GB with 16 bits each, and @{bits.gb.four:.1f} GB like this. The answers change a little, because
        every number has moved to the nearest step; careful methods choose the steps so that the model's *results* move
        as little as possible. (Dettmers et al. 2022; Frantar et al. 2022))md");
    page.source(
        "Dettmers et al. 2022, LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale",
        "https://arxiv.org/abs/2208.07339");
    page.source(
        "Frantar et al. 2022, GPTQ: Accurate Post-Training Quantization for Generative "
        "Pre-trained Transformers",
        "https://arxiv.org/abs/2210.17323");
}

void drafts(Page& page) {
    page.section("Write ahead, and check");
    const double accepted = 0.8;
    const int drafted = 4;
    // The sum of a geometric series: the first is accepted with that probability, the second if the first was, ...
    double expected = 0;
    for (int i = 0; i <= drafted; ++i) expected += std::pow(accepted, i);
    page.values(
        {{"drafts.accepted", accepted}, {"drafts.count", drafted}, {"drafts.expected", expected}});
    const double formula = (1 - std::pow(accepted, drafted + 1)) / (1 - accepted);
    page.check("the sum over the drafted tokens is (1 - aⁿ⁺¹) / (1 - a)",
               std::abs(expected - formula) < 1e-12);
    page.text(R"md(
        Reading a model's numbers takes as long for five tokens as for one. Speculative decoding makes use of that: a
        small model writes a few tokens ahead, and the large one looks at all of them in one go, as in training. It
        keeps them up to the first with which it does not agree, and adds one of its own. If each drafted token is
        accepted with a probability of @{drafts.accepted:.0%}, then @{drafts.count} drafted tokens bring
        @{drafts.expected:.2f} tokens for each pass of the large model on average. The rule for accepting is chosen so that
        the text has exactly the probability that the large model alone would have given it. (Leviathan et al. 2022))md");
    page.source("Leviathan et al. 2022, Fast Inference from Transformers via Speculative Decoding",
                "https://arxiv.org/abs/2211.17192");
}

void long_texts(Page& page) {
    page.section("Longer texts");
    page.text(R"md(
        Twice as many words make four times as many scores, as chapter 04 counted, and the keys and values of all of them
        have to be kept. Several ideas help, and they are often used together. FlashAttention computes the softmax in
        blocks, as chapter 11 does, so that the table of scores never goes through the slow memory. Grouped queries share
        keys and values among several heads, and the cache shrinks. A sliding window lets most layers look only at the
        last few thousand words. And rotary positions can be stretched, so that a model that was trained on short texts
        finds its way in longer ones after a little more training. Whether it then *uses* what stands in the middle of a
        long text is another question, and has to be measured. (Dao et al. 2022; Beltagy et al. 2020; Chen et al. 2023;
        Liu et al. 2023))md");
    page.source(
        "Dao et al. 2022, FlashAttention: Fast and Memory-Efficient Exact Attention with "
        "IO-Awareness",
        "https://arxiv.org/abs/2205.14135");
    page.source("Beltagy et al. 2020, Longformer: The Long-Document Transformer",
                "https://arxiv.org/abs/2004.05150");
    page.source(
        "Chen et al. 2023, Extending Context Window of Large Language Models via Positional "
        "Interpolation",
        "https://arxiv.org/abs/2306.15595");
    page.source("Liu et al. 2023, Lost in the Middle: How Language Models Use Long Contexts",
                "https://arxiv.org/abs/2307.03172");
}

void tools(Page& page) {
    page.section("Books and tools");
    page.text(R"md(
        What a model knows is mixed into its parameters. It cannot be looked up there, it goes out of date, and a model says
        what sounds right where it knows nothing. So the program around it helps. It can search a collection of documents
        for passages that fit the question, by comparing their embeddings as chapter 02 compared words, and put them in
        front of the question. And it can offer tools: the model writes a line such as a search or a sum in an agreed
        form, the program stops, runs it, appends the result to the text, and the model reads on. Nothing about the
        model has changed; it still writes one token after another. But who reads strangers' documents may also find
        instructions in them, which the model cannot tell from yours. (Lewis et al. 2020; Yao et al. 2022; Schick et al.
        2023; Greshake et al. 2023))md");
    page.source(
        "Lewis et al. 2020, Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks",
        "https://arxiv.org/abs/2005.11401");
    page.source("Yao et al. 2022, ReAct: Synergizing Reasoning and Acting in Language Models",
                "https://arxiv.org/abs/2210.03629");
    page.source("Schick et al. 2023, Toolformer: Language Models Can Teach Themselves to Use Tools",
                "https://arxiv.org/abs/2302.04761");
    page.source(
        "Greshake et al. 2023, Not what you've signed up for: Compromising Real-World "
        "LLM-Integrated Applications with Indirect Prompt Injection",
        "https://arxiv.org/abs/2302.12173");
}

void other_senses(Page& page) {
    page.section("Pictures, sounds, and what may come after");
    const int side = 224, patch = 16;
    const int patches = (side / patch) * (side / patch);
    page.values({{"patches.side", side}, {"patches.patch", patch}, {"patches", patches}});
    page.text(R"md(
        Attention never asks whether its rows were words. Cut a picture of @{patches.side} × @{patches.side} pixels into
        squares of @{patches.patch} × @{patches.patch}, multiply each square by one matrix, add a position, and you have
        @{patches} rows that a Transformer takes as they are. Sound is cut into short pieces of time in the same way, and
        a model that reads rows of a picture beside those of words can talk about what it sees. (Dosovitskiy et al. 2020; Radford et al. 2022; Liu et al. 2023, visual
        instructions)

        And there are other ways to mix rows. State-space models, of which Mamba is the best known, carry one state of
        fixed size along the text, as chapter 09's networks do, but can be trained at all places at once. They need no
        cache that grows. What a fixed state cannot hold, they forget, and so many new models have layers of both kinds.
        (Gu and Dao 2023))md");
    page.check("the squares cover the picture", patches * patch * patch == side * side);
    page.source("Dosovitskiy et al. 2020, An Image is Worth 16x16 Words",
                "https://arxiv.org/abs/2010.11929");
    page.source("Radford et al. 2022, Robust Speech Recognition via Large-Scale Weak Supervision",
                "https://arxiv.org/abs/2212.04356");
    page.source("Liu et al. 2023, Visual Instruction Tuning", "https://arxiv.org/abs/2304.08485");
    page.source("Gu and Dao 2023, Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
                "https://arxiv.org/abs/2312.00752");
}

void build(Page& page) {
    opening(page);
    scale(page);
    tuning(page);
    thinking(page);
    experts(page);
    adapters(page);
    fewer_bits(page);
    drafts(page);
    long_texts(page);
    tools(page);
    other_senses(page);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter(
        {kNoNumber, "what_else", "What else is there in the models that everybody uses?"}, build);
}

}  // namespace chapter_what_else
