// Checks exercise 6.1: the columns of one head, and what it adds to the result.
#include "06_multi_head/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_6_1 {
namespace {

// With three inputs a case asks for columns_of_head, with four for added_by_head.
bool asks_for_columns(const Case& c) { return c.inputs.size() == 3; }

Case columns(const char* about, int words, int width, int heads, int head, Rng& rng) {
    const Matrix x = draw({words, width}, rng);
    return {about, {{"x", x}, {"heads", as_input(heads)}, {"head", as_input(head)}}};
}

Case added(const char* about, int words, int width, int heads, int head, Rng& rng) {
    const Matrix joined = draw({words, width}, rng);
    const Matrix w_o = draw({width, width}, rng);
    return {
        about,
        {{"joined", joined}, {"w_o", w_o}, {"heads", as_input(heads)}, {"head", as_input(head)}}};
}

std::vector<Case> draw_cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(columns("columns_of_head: two heads, the last", 3, 4, 2, 1, rng));
    all.push_back(columns("columns_of_head: the one in the middle", 2, 6, 3, 1, rng));
    all.push_back(columns("columns_of_head: three wide heads, the last", 4, 12, 3, 2, rng));
    all.push_back(columns("columns_of_head: the first head", 2, 6, 2, 0, rng));
    all.push_back(columns("columns_of_head: heads of one column each", 2, 3, 3, 2, rng));
    all.push_back(columns("columns_of_head: a single head owns everything", 3, 4, 1, 0, rng));
    all.push_back(added("added_by_head: two heads, the last", 2, 4, 2, 1, rng));
    all.push_back(added("added_by_head: three heads, the one in the middle", 3, 6, 3, 1, rng));
    all.push_back(added("added_by_head: the first head", 1, 4, 2, 0, rng));
    all.push_back(added("added_by_head: a single head adds everything", 2, 3, 1, 0, rng));
    return all;
}

int heads(const Case& c) { return c.whole(asks_for_columns(c) ? 1 : 2); }
int head(const Case& c) { return c.whole(asks_for_columns(c) ? 2 : 3); }
int width(const Case& c) { return c.matrix(0).cols() / heads(c); }

// Which columns (or rows) somebody takes to be those of the head.
enum class Block { right, begins_at_the_head, dealt_out, first, from_the_end };

int place(const Case& c, Block block, int i) {
    switch (block) {
        case Block::begins_at_the_head:
            return head(c) + i;
        case Block::dealt_out:
            return head(c) + i * heads(c);
        case Block::first:
            return i;
        case Block::from_the_end:
            return (heads(c) - 1 - head(c)) * width(c) + i;
        case Block::right:
            break;
    }
    return head(c) * width(c) + i;
}

Matrix columns_of(const Case& c, Block block) {
    Matrix y({c.matrix(0).rows(), width(c)});
    for (int r = 0; r < y.rows(); ++r)
        for (int i = 0; i < y.cols(); ++i) y(r, i) = c.matrix(0)(r, place(c, block, i));
    return y;
}

Matrix rows_of_w_o(const Case& c, Block block) {
    Matrix y({width(c), c.matrix(1).cols()});
    for (int i = 0; i < y.rows(); ++i)
        for (int col = 0; col < y.cols(); ++col) y(i, col) = c.matrix(1)(place(c, block, i), col);
    return y;
}

// A wrong block in the first function, in the second one's columns, and in its rows.
Answer blocks(Block cut, Block said, Block rows) {
    return [=](const Case& c) {
        if (asks_for_columns(c)) return columns_of(c, cut);
        return matmul(columns_of(c, said), rows_of_w_o(c, rows));
    };
}

// The first function is right; of the second this comes.
template <class F>
Answer only_added(F f) {
    return [f](const Case& c) { return asks_for_columns(c) ? columns_of(c, Block::right) : f(c); };
}

Matrix columns_of_w_o_turned(const Case& c) {
    const ConstView part = c.matrix(1).col_block(head(c) * width(c), width(c));
    return matmul_nt(columns_of(c, Block::right), part);
}

Matrix everything(const Case& c) { return matmul(c.matrix(0), c.matrix(1)); }

Matrix a_share_of_everything(const Case& c) {
    return scale(everything(c), 1 / static_cast<real>(heads(c)));
}

// The columns of the result, as if head i wrote only into its own.
Matrix own_columns_of_the_result(const Case& c) {
    const Matrix all = everything(c);
    Matrix y(all.shape());
    copy(all.view().col_block(head(c) * width(c), width(c)),
         y.view().col_block(head(c) * width(c), width(c)));
    return y;
}

const Block kRight = Block::right;

const std::vector<Mistake>& mistakes() {
    static const std::string begins =
        "This is what comes out when head i begins at column i. Every head before it is d / h "
        "columns wide.";
    static const std::string dealt =
        "This is what comes out when the columns are dealt out like cards, every h-th one to a "
        "head. Those of a head lie side by side.";
    static const std::vector<Mistake> all{
        {"begins_at_the_head", begins, blocks(Block::begins_at_the_head, kRight, kRight)},
        {"begins_at_the_head_always", begins,
         blocks(Block::begins_at_the_head, Block::begins_at_the_head, Block::begins_at_the_head)},
        {"deals_the_columns_out", dealt, blocks(Block::dealt_out, kRight, kRight)},
        {"deals_the_columns_out_always", dealt,
         blocks(Block::dealt_out, Block::dealt_out, Block::dealt_out)},
        {"always_the_first_head",
         "This is what comes out when every head gets the columns of the first one.",
         blocks(Block::first, kRight, kRight)},
        {"counts_from_the_end",
         "This is what comes out when the heads are counted from the right. Head 0 is the "
         "leftmost.",
         blocks(Block::from_the_end, kRight, kRight)},
        {"always_the_first_rows",
         "columns_of_head is right, but in added_by_head every head is given the first rows of "
         "W_O. Column c of `joined` meets row c of W_O: which rows do this head's columns meet?",
         blocks(kRight, kRight, Block::first)},
        {"columns_of_w_o",
         "columns_of_head is right, but added_by_head takes a block of *columns* of W_O, "
         "transposed. It has the right shape only because W_O is square. Write one number of "
         "joined W_O as a sum over c, and see which numbers of W_O stand beside this head's.",
         only_added(columns_of_w_o_turned)},
        {"own_columns_of_the_result",
         "columns_of_head is right, but added_by_head gives the result's columns of the head's "
         "number. After W_O there are no columns of a head any more: each head adds to all.",
         only_added(own_columns_of_the_result)},
        {"everything",
         "columns_of_head is right, but added_by_head gives the whole of joined W_O: what all "
         "heads add together.",
         only_added(everything)},
        {"a_share_of_everything",
         "columns_of_head is right, but added_by_head gives each head the same share of joined "
         "W_O. What a head adds depends on what it has said.",
         only_added(a_share_of_everything)}};
    return all;
}

const Register registered({"6.1", "What one head adds", "exercises/06_multi_head/1_one_head.cpp",
                           draw_cases,
                           [](const Case& c) {
                               if (asks_for_columns(c))
                                   return exercise::columns_of_head(c.matrix(0), heads(c), head(c));
                               return exercise::added_by_head(c.matrix(0), c.matrix(1), heads(c),
                                                              head(c));
                           },
                           blocks(kRight, kRight, kRight), mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_6_1
