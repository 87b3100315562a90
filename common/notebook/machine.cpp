#include "notebook/machine.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace book {
namespace {

using Parts = std::vector<Part>;

// A step in a stack of steps, and the chapters that explain it.
struct Step {
    const char* text;
    Parts explained_in;
};

const Parts kBlocks{Part::encoder_decoder};

std::vector<Step> input_steps() {
    return {{"embedding", {Part::embeddings}}, {"+ position", {Part::positions}}};
}

std::vector<Step> self_attention_steps(bool is_masked) {
    const Part before = Part::recurrence;  // what attention took the place of
    std::vector<Step> steps{{"split into heads", {Part::heads, Part::products, before}},
                            {"scores q · k", {Part::attention, Part::products, before}},
                            {"mask: no peeking", {Part::softmax, Part::encoder_decoder, before}},
                            {"softmax", {Part::softmax, before}},
                            {"mix the values", {Part::attention, Part::products, before}},
                            {"join the heads", {Part::heads, Part::products, before}}};
    if (!is_masked) steps.erase(steps.begin() + 2);
    return steps;
}

std::vector<Step> cross_attention_steps() {
    return {{"scores q · k", {Part::attention, Part::encoder_decoder, Part::products}},
            {"softmax", {Part::softmax, Part::encoder_decoder}},
            {"mix the values", {Part::attention, Part::encoder_decoder, Part::products}}};
}

std::vector<Step> feed_forward_steps() {
    return {{"feed-forward", {Part::encoder_decoder, Part::products}}, {"add & norm", kBlocks}};
}

std::vector<Step> output_steps() {
    return {{"a score per word", {Part::products}},
            {"softmax: chances", {Part::softmax, Part::learning}},
            {"pick a word", {Part::search}}};
}

// What is lit, in a sentence for somebody who does not see it.
const char* words_for(Part part) {
    switch (part) {
        case Part::everything:
            return "Nothing is marked: this is the whole.";
        case Part::tokens:
            return "Marked: the pieces of both sentences and their numbers.";
        case Part::embeddings:
            return "Marked: the embeddings, which look up a row of numbers for each piece.";
        case Part::positions:
            return "Marked: the step that adds to each row where its piece stands.";
        case Part::attention:
            return "Marked: the scores of queries and keys, and the mix of the values.";
        case Part::softmax:
            return "Marked: every softmax, and the mask that hides the words to come.";
        case Part::heads:
            return "Marked: the split into heads before attention, and the join after it.";
        case Part::encoder_decoder:
            return "Marked: the two stacks of blocks, the norms, the lines that lead around each "
                   "step, the mask, and the cross-attention that joins both sides.";
        case Part::learning:
            return "Marked: the loss, which compares the chances with the right word, and the way "
                   "back from it.";
        case Part::recurrence:
            return "Marked: self-attention, and beside it the chain of steps whose place it took.";
        case Part::search:
            return "Marked: the choice of the next word, and its way back in.";
        case Part::products:
            return "Marked: every step that is a product of matrices.";
    }
    return "";
}

// Two stacks, the encoder's to the left, both grown downwards. Each has a spine: the column in which the
// arrows run from step to step.
class MachinePicture {
  public:
    explicit MachinePicture(Part lit) : lit_(lit) {}

    Diagram draw() {
        draw_sentences();
        draw_encoder();
        draw_decoder();
        draw_output();
        draw_learning();
        if (lit_ == Part::recurrence) draw_chain();
        return d_;
    }

  private:
    static constexpr int kLeft = 1, kRight = 29;  // where the stacks begin
    static constexpr int kWidth = 18;             // of a step
    static constexpr int kLeftSpine = kLeft + 16, kRightSpine = kRight + 16;
    static constexpr int kLoop = 53;  // the column in which a word goes back in

    bool is_lit(const Parts& parts) const {
        return std::find(parts.begin(), parts.end(), lit_) != parts.end();
    }
    Look look(const Parts& parts) const {
        if (lit_ == Part::everything) return Look::plain;
        return is_lit(parts) ? Look::lit : Look::grey;
    }
    Look flow() const { return look({}); }

    void steps(const char* id, int column, int row, const std::vector<Step>& all) {
        std::vector<std::vector<std::string>> rows;
        std::vector<Diagram::Place> marked;
        for (const Step& step : all) {
            if (is_lit(step.explained_in)) marked.push_back({0, static_cast<int>(rows.size())});
            rows.push_back({step.text});
        }
        d_.cells(id, {column, row}, rows, {.width = kWidth, .marked = marked, .look = flow()});
    }

    void norm(const char* id, int column, int row) {
        d_.box(id, {column, row}, {kWidth + 2, 3}, "add & norm", look(kBlocks));
    }

    // From one step to the next, down the spine.
    void down(int spine, int from, int to) {
        d_.road({{spine, from}, {spine, to}}, "", {.look = flow()});
    }

    // Leaves the spine, leads around a step and enters the norm behind it.
    void around(int column, int spine, int from, int to) {
        const int rail = column + kWidth + 3;
        d_.road({{spine, from}, {rail, from}, {rail, to}, {rail - 1, to}}, "",
                {.look = look(kBlocks)});
    }

    // The ids are those that our translator reads, as in the overview; its mark for a space and its
    // <end> are left out.
    void draw_sentences() {
        d_.text({0, 0}, "reads: J'aime les beignets", flow())
            .text({kRight - 1, 0}, "writes: I love doughnuts", flow());
        d_.word("source", {0, 1}, {24, 4}, "J'|aime|les|beignets\n776 | 444 | 289 | 1126",
                look({Part::tokens}));
        d_.word("target", {kRight - 1, 1}, {22, 4}, "<begin> | I | love\n0 | 75 | 527",
                look({Part::tokens, Part::search}));
        down(kLeftSpine, 4, 6);
        down(kRightSpine, 4, 6);
        steps("source.rows", kLeft, 6, input_steps());
        steps("target.rows", kRight, 6, input_steps());
    }

    void draw_encoder() {
        d_.frame({0, 11}, {24, 19}, "encoder × N", look(kBlocks));
        down(kLeftSpine, 9, 13);
        d_.text({kLeft, 12}, "self-attention", flow());
        around(kLeft, kLeftSpine, 12, 22);
        steps("encoder.attention", kLeft, 13, self_attention_steps(false));
        down(kLeftSpine, 19, 21);
        norm("encoder.norm", kLeft, 21);
        down(kLeftSpine, 23, 25);
        around(kLeft, kLeftSpine, 24, 27);
        steps("encoder.forward", kLeft, 25, feed_forward_steps());
        d_.road({{kLeftSpine, 28}, {kLeftSpine, 32}, {25, 32}, {25, 28}, {kRight, 28}}, "",
                {.look = look(kBlocks)});
        d_.text({0, 31}, "the French,", look(kBlocks)).text({0, 32}, "worked out", look(kBlocks));
    }

    void draw_decoder() {
        d_.frame({kRight - 2, 11}, {25, 30}, "decoder × N", look(kBlocks));
        down(kRightSpine, 9, 13);
        d_.text({kRight, 12}, "self-attention", flow());
        around(kRight, kRightSpine, 12, 23);
        steps("decoder.attention", kRight, 13, self_attention_steps(true));
        down(kRightSpine, 20, 22);
        norm("decoder.norm", kRight, 22);
        down(kRightSpine, 24, 26);
        d_.text({kRight, 25}, "cross-attention", look(kBlocks));
        around(kRight, kRightSpine, 25, 33);
        steps("cross", kRight, 26, cross_attention_steps());
        down(kRightSpine, 30, 32);
        norm("cross.norm", kRight, 32);
        down(kRightSpine, 34, 36);
        around(kRight, kRightSpine, 35, 38);
        steps("decoder.forward", kRight, 36, feed_forward_steps());
        down(kRightSpine, 39, 42);
    }

    void draw_output() {
        steps("output", kRight, 42, output_steps());
        down(kRightSpine, 46, 48);
        const Look chosen = look({Part::search, Part::tokens});
        d_.word("next", {kRight, 48}, {kWidth + 2, 3}, "doughnuts", chosen);
        d_.road({{kRight + kWidth + 1, 49}, {kLoop, 49}, {kLoop, 3}, {kLoop - 4, 3}}, "",
                {.look = look({Part::search})});
    }

    // Dashed: it runs only while the machine learns.
    void draw_learning() {
        const Look looks = look({Part::learning});
        d_.box("loss", {kLeft, 43}, {kWidth + 2, 3}, "loss: how wrong?", looks)
            .word("right", {kLeft, 48}, {kWidth + 2, 3}, "right: doughnuts", looks)
            .road({{kRight, 44}, {kLeft + kWidth + 1, 44}}, "",
                  {.look = looks, .line = Diagram::Line::dashed})
            .road({{kLeftSpine, 48}, {kLeftSpine, 45}}, "",
                  {.look = looks, .line = Diagram::Line::dashed})
            .road({{3, 43}, {3, 35}}, "", {.look = looks, .line = Diagram::Line::dashed})
            .text({5, 41}, "back: nudge every", looks)
            .text({5, 42}, "number a little", looks);
    }

    // One step after another, where self-attention looks everywhere at once.
    void draw_chain() {
        d_.text({5, 35}, "before it: a chain", Look::lit);
        const char* const names[] = {"chain.1", "chain.2", "chain.3"};
        const char* const words[] = {"J'", "aime", "les"};
        for (int i = 0; i < 3; ++i) d_.word(names[i], {5 + 7 * i, 36}, {6, 3}, words[i], Look::lit);
        for (int i = 1; i < 3; ++i) d_.arrow(names[i - 1], names[i], "", {.look = Look::lit});
    }

    Part lit_;
    Diagram d_;
};

}  // namespace

Figure machine(Part lit) {
    const std::string whole =
        "Two stacks of steps side by side. Left, the encoder reads the French sentence: its pieces "
        "become rows of numbers, positions are added, and N blocks of self-attention and "
        "feed-forward work them out. Right, the decoder does the same with the English words "
        "written so far, and looks at the French by cross-attention. Its last row becomes a score "
        "for every word, softmax makes chances of the scores, a word is picked, doughnuts, and "
        "goes back in as the next English word. While the machine learns, a loss compares the "
        "chances with the right word, and a way back leads from there to every number. ";
    const char* const title = lit == Part::everything ? "The whole machine: French in, English out"
                                                      : "Where we are in the machine";
    return {"machine", title, whole + words_for(lit), MachinePicture(lit).draw()};
}

}  // namespace book
