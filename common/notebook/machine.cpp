#include "notebook/machine.h"

#include <algorithm>
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

// `other`: one more chapter that explains all of it.
std::vector<Step> attention_steps(bool is_masked, Part other) {
    std::vector<Step> steps{{"split into heads", {Part::heads, Part::products, other}},
                            {"scores q · k", {Part::attention, Part::products, other}},
                            {"mask: no peeking", {Part::softmax, Part::encoder_decoder, other}},
                            {"softmax", {Part::softmax, other}},
                            {"mix the values", {Part::attention, Part::products, other}},
                            {"join the heads", {Part::heads, Part::products, other}},
                            {"add & norm", kBlocks}};
    if (!is_masked) steps.erase(steps.begin() + 2);
    return steps;
}

// Of self-attention it is chapter 09 that says what it took the place of; cross-attention is chapter 07's.
std::vector<Step> self_attention_steps(bool is_masked) {
    return attention_steps(is_masked, Part::recurrence);
}
std::vector<Step> cross_attention_steps() { return attention_steps(false, Part::encoder_decoder); }

std::vector<Step> feed_forward_steps() {
    return {{"feed-forward", {Part::encoder_decoder, Part::products}}, {"add & norm", kBlocks}};
}

std::vector<Step> output_steps() {
    return {{"a score per word", {Part::products}},
            {"softmax", {Part::softmax, Part::learning}},
            {"pick a word", {Part::search}}};
}

// What is lit, in a sentence for somebody who does not see it.
const char* words_for(Part part) {
    switch (part) {
        case Part::everything:
            return "Nothing is highlighted: this is the whole machine.";
        case Part::tokens:
            return "Highlighted: the pieces of both sentences and their numbers.";
        case Part::embeddings:
            return "Highlighted: the embeddings, which look up a row of numbers for each piece.";
        case Part::positions:
            return "Highlighted: the step that adds to each row where its piece stands.";
        case Part::attention:
            return "Highlighted: the scores of queries and keys, and the mix of the values.";
        case Part::softmax:
            return "Highlighted: every softmax, and the mask that hides the words to come.";
        case Part::heads:
            return "Highlighted: the split into heads before attention, and the join after it.";
        case Part::encoder_decoder:
            return "Highlighted: the two stacks of blocks, the norms, the lines that lead around "
                   "each step, the mask, and the cross-attention that joins both sides.";
        case Part::learning:
            return "Highlighted: the loss, which compares the probabilities with the right word, "
                   "and the path back from it.";
        case Part::recurrence:
            return "Highlighted: self-attention, and beside it the chain of steps whose place it "
                   "took.";
        case Part::search:
            return "Highlighted: the choice of the next word, and its way back in.";
        case Part::products:
            return "Highlighted: every step that is a product of matrices.";
        case Part::language_model:
        case Part::real_models:
            return "The encoder and the cross-attention, with the bridge to it, are struck out: a "
                   "cross stands before each of their steps. The decoder's other steps are left.";
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
        draw_decoder();  // and what stands below it
        return d_;
    }

  private:
    static constexpr int kLeft = 1, kRight = 29;  // where the stacks begin
    static constexpr int kWidth = 18;             // of a step
    static constexpr int kLeftSpine = kLeft + 16, kRightSpine = kRight + 16;
    static constexpr int kBlockTop = 12;  // the first row of the two frames
    static constexpr int kLoop = 53;      // the column in which a word goes back in

    bool is_lit(const Parts& parts) const {
        return std::find(parts.begin(), parts.end(), lit_) != parts.end();
    }
    // Models of today have no encoder, and so no bridge to it.
    bool is_decoder_alone() const {
        return lit_ == Part::language_model || lit_ == Part::real_models;
    }
    bool is_struck(const std::string& id) const {
        return is_decoder_alone() &&
               (id == "cross" || id == "source.rows" || id.rfind("encoder.", 0) == 0);
    }
    // With a cross in front, if it is struck out.
    std::string text_of(bool struck, const char* text) const {
        return (struck ? "× " : "") + std::string(text);
    }
    Look look(const Parts& parts) const {
        if (lit_ == Part::everything) return Look::plain;
        return is_lit(parts) ? Look::lit : Look::grey;
    }
    Look flow() const { return look({}); }

    // A stack of steps under one frame, from `row` on. Returns its last row.
    int steps(const char* id, int column, int row, const std::vector<Step>& all) {
        std::vector<std::vector<std::string>> rows;
        std::vector<Diagram::Place> marked;
        const bool struck = is_struck(id);
        for (const Step& step : all) {
            const bool left = is_decoder_alone() && !struck;
            if (left || is_lit(step.explained_in))
                marked.push_back({0, static_cast<int>(rows.size())});
            rows.push_back({text_of(struck, step.text)});
        }
        d_.cells(id, {column, row}, rows, {.width = kWidth, .marked = marked, .look = flow()});
        return row + static_cast<int>(rows.size()) + 1;
    }

    // The same within a block: the road leaves the spine above it, leads around it, and comes back where
    // its last step adds it.
    int sublayer(const char* id, int column, int row, const std::vector<Step>& all) {
        const int last = steps(id, column, row, all);
        const int spine = column + 16, rail = column + kWidth + 3;
        d_.road({{spine, row - 1}, {rail, row - 1}, {rail, last - 1}, {rail - 1, last - 1}}, "",
                {.look = look(kBlocks)});
        return last;
    }

    // From one step to the next, down the spine.
    void down(int spine, int from, int to) {
        d_.road({{spine, from}, {spine, to}}, "", {.look = flow()});
    }

    // The ids are those that our translator reads, as in the overview; its mark for a space is left out.
    void draw_sentences() {
        d_.text({0, 0}, text_of(is_decoder_alone(), "reads: J'aime les beignets"), flow())
            .text({kRight - 1, 0}, "writes: I love doughnuts", flow());
        d_.word("source", {0, 1}, {24, 5},
                "J' | aime | les |\nbeignets | <end>\n776 444 289 1126 1", look({Part::tokens}));
        d_.word("target", {kRight - 1, 1}, {22, 5}, "<begin> | I | love\n0 75 527",
                look({Part::tokens, Part::search}));
        down(kLeftSpine, 5, 7);
        down(kRightSpine, 5, 7);
        steps("source.rows", kLeft, 7, input_steps());
        steps("target.rows", kRight, 7, input_steps());
    }

    void draw_encoder() {
        down(kLeftSpine, 10, 14);
        d_.text({kLeft, 13}, text_of(is_decoder_alone(), "self-attention"), flow());
        int row = sublayer("encoder.attention", kLeft, 14, self_attention_steps(false));
        down(kLeftSpine, row, row + 2);
        row = sublayer("encoder.forward", kLeft, row + 2, feed_forward_steps());
        d_.frame({0, kBlockTop}, {24, row + 2 - kBlockTop},
                 text_of(is_decoder_alone(), "encoder, N blocks"), look(kBlocks));
        encoder_end_ = row + 1;
    }

    void draw_decoder() {
        down(kRightSpine, 10, 14);
        d_.text({kRight, 13}, "self-attention", flow());
        int row = sublayer("decoder.attention", kRight, 14, self_attention_steps(true));
        down(kRightSpine, row, row + 2);
        d_.text({kRight, row + 1}, text_of(is_decoder_alone(), "cross-attention"), look(kBlocks));
        draw_bridge(row + 3);
        row = sublayer("cross", kRight, row + 2, cross_attention_steps());
        down(kRightSpine, row, row + 2);
        row = sublayer("decoder.forward", kRight, row + 2, feed_forward_steps());
        d_.frame({kRight - 2, kBlockTop}, {25, row + 2 - kBlockTop}, "decoder, N blocks",
                 look(kBlocks));
        down(kRightSpine, row, row + 3);
        draw_output(row + 3);
    }

    // From the encoder's end to the first step of cross-attention, in this row.
    void draw_bridge(int row) {
        const int low = encoder_end_ + 2;
        d_.road({{kLeftSpine, encoder_end_ - 1},
                 {kLeftSpine, low},
                 {25, low},
                 {25, row},
                 {kRight, row}},
                "", {.look = look(kBlocks)});
        d_.text({5, low - 1}, text_of(is_decoder_alone(), "the French,"), look(kBlocks));
        d_.text({5, low}, text_of(is_decoder_alone(), "as rows"), look(kBlocks));
    }

    void draw_output(int row) {
        const int last = steps("output", kRight, row, output_steps());
        d_.road({{kRightSpine, last}, {kRightSpine, last + 2}}, "", {.look = look({Part::search})});
        d_.word("next", {kRight, last + 2}, {kWidth + 2, 3}, "doughnuts",
                look({Part::search, Part::tokens}));
        d_.road({{kRight + kWidth + 1, last + 3}, {kLoop, last + 3}, {kLoop, 3}, {kLoop - 4, 3}},
                "", {.look = look({Part::search})});
        draw_learning(row + 1, last + 2);
    }

    // Dashed, and nothing else is: it runs only while the machine learns.
    void draw_learning(int loss, int right) {
        const Look looks = look({Part::learning});
        const Diagram::ArrowStyle back{.look = looks, .line = Diagram::Line::dashed};
        d_.box("loss", {kLeft, loss}, {kWidth + 2, 3}, "loss: how wrong?", looks)
            .word("right", {kLeft, right}, {kWidth + 2, 3}, "right: doughnuts", looks)
            .road({{kRight, loss + 1}, {kLeft + kWidth + 1, loss + 1}}, "", back)
            .road({{kLeftSpine, right}, {kLeftSpine, loss + 2}}, "", back)
            .road({{3, loss}, {3, encoder_end_}}, "", back)
            .road({{3, loss - 4}, {kRight - 2, loss - 4}}, "", back)
            .text({5, loss - 3}, "back: nudge every", looks)
            .text({5, loss - 2}, "number a little", looks);
        if (lit_ == Part::recurrence) draw_chain(loss - 8);
    }

    // One step after another, where self-attention looks everywhere at once.
    void draw_chain(int row) {
        d_.text({5, row}, "it replaced a chain:", Look::lit);
        const char* const names[] = {"chain.1", "chain.2", "chain.3"};
        const char* const words[] = {"J'", "aime", "les"};
        for (int i = 0; i < 3; ++i)
            d_.word(names[i], {5 + 7 * i, row + 1}, {6, 3}, words[i], Look::lit);
        for (int i = 1; i < 3; ++i) d_.arrow(names[i - 1], names[i], "", {.look = Look::lit});
    }

    Part lit_;
    Diagram d_;
    int encoder_end_ = 0;  // the last row of its frame
};

}  // namespace

Figure machine(Part lit) {
    const std::string whole =
        "Two stacks of steps side by side. Left, the encoder reads the French sentence: its pieces "
        "become rows of numbers, positions are added, and N blocks of self-attention and "
        "feed-forward work on them. Right, the decoder does the same with the English words "
        "written so far, and looks at the French by cross-attention. Its last row becomes a score "
        "for every word, softmax turns the scores into probabilities, and a word is picked: "
        "doughnuts. It goes back in as the next English word. While the machine learns, a loss "
        "compares the probabilities with the right word, and a path leads back from there to "
        "every parameter. ";
    const char* const title = lit == Part::everything ? "The whole machine: French in, English out"
                                                      : "Where we are in the machine";
    return {"machine", title, whole + words_for(lit), MachinePicture(lit).draw()};
}

}  // namespace book
