// Checks exercise 12.5, grouped queries.
#include "12_language_model/exercises.h"
#include "nn/attention.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_12_5 {
namespace {

// Larger queries than usual: the scores must not be all alike.
Case one(const char* about, int n, int heads, int shared, int width, Rng& rng) {
    const Matrix q = draw({n, heads * width}, rng, 2);
    const Matrix k = draw({n, shared * width}, rng);
    const Matrix v = draw({n, shared * width}, rng, 2);
    return {about,
            {{"q", q},
             {"k", k},
             {"v", v},
             {"heads", as_input(heads)},
             {"key_value_heads", as_input(shared)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("four heads share two, one column each", 2, 4, 2, 1, rng));
    all.push_back(one("four heads share two", 2, 4, 2, 2, rng));
    all.push_back(one("six heads share two", 2, 6, 2, 2, rng));
    all.push_back(one("nine heads share three, as in SmolLM2", 4, 9, 3, 2, rng));
    all.push_back(one("all heads share one", 4, 3, 1, 4, rng));
    all.push_back(one("every head has its own: nothing is shared", 3, 2, 2, 3, rng));
    all.push_back(one("a text of one piece", 1, 4, 2, 2, rng));
    return all;
}

int heads(const Case& c) { return c.whole(3); }
int shared(const Case& c) { return c.whole(4); }
int width(const Case& c) { return c.matrix(0).cols() / heads(c); }

Matrix right(const Case& c) {
    Tape tape(Tape::Mode::inference);
    const Var q = tape.constant(c.matrix(0)), k = tape.constant(c.matrix(1)),
              v = tape.constant(c.matrix(2));
    const Segments text = Segments::one(q.rows());
    return Matrix(attention_heads(q, k, v, text, text, heads(c), Mask::causal).value());
}

enum class Reads { right, dealt_out, first, from_the_end };

int read_by(const Case& c, int head, Reads reads) {
    const int j = head / (heads(c) / shared(c));
    switch (reads) {
        case Reads::dealt_out:
            return head % shared(c);
        case Reads::first:
            return 0;
        case Reads::from_the_end:
            return shared(c) - 1 - j;
        case Reads::right:
            break;
    }
    return j;
}

enum class Root { of_a_head, none, of_the_row, of_the_keys };

double root(const Case& c, Root which) {
    switch (which) {
        case Root::none:
            return 1;
        case Root::of_the_row:
            return std::sqrt(c.matrix(0).cols());
        case Root::of_the_keys:
            return std::sqrt(c.matrix(1).cols());
        case Root::of_a_head:
            break;
    }
    return std::sqrt(width(c));
}

enum class Sees { past, everything, strictly_past };

void hide(Sees sees, Matrix& scores) {
    if (sees == Sees::everything) return;
    for (int i = 0; i < scores.rows(); ++i)
        for (int j = sees == Sees::past ? i + 1 : i; j < scores.cols(); ++j)
            scores(i, j) = -std::numeric_limits<real>::infinity();
}

struct Way {
    Reads keys = Reads::right, values = Reads::right;
    Root root = Root::of_a_head;
    Sees sees = Sees::past;
    bool own_queries = true;  // false: a group asks with the queries of its first head
};

Matrix attended(const Case& c, const Way& way) {
    const int w = width(c), group = heads(c) / shared(c);
    Matrix y(c.matrix(0).shape());
    for (int h = 0; h < heads(c); ++h) {
        const auto part = [&](int input, int i) { return c.matrix(input).col_block(i * w, w); };
        const ConstView q = part(0, way.own_queries ? h : h / group * group);
        const ConstView k = part(1, read_by(c, h, way.keys)),
                        v = part(2, read_by(c, h, way.values));
        Matrix scores = scale(matmul_nt(q, k), static_cast<real>(1 / root(c, way.root)));
        hide(way.sees, scores);
        copy(matmul(softmax_rows(scores), v), y.view().col_block(h * w, w));
    }
    return y;
}

Answer in_the_way(Way way) {
    return [way](const Case& c) { return attended(c, way); };
}
template <class T>
Answer with(T Way::*what, T value) {
    Way way;
    way.*what = value;
    return in_the_way(way);
}
Answer that_reads(Reads keys, Reads values) {
    Way way;
    way.keys = keys;
    way.values = values;
    return in_the_way(way);
}

// The heads of a group added up: as wide as the keys, and so filled up with zeros.
Matrix one_result_for_a_group(const Case& c) {
    const Matrix all = attended(c, {});
    const int w = width(c);
    Matrix y({all.rows(), shared(c) * w});
    for (int h = 0; h < heads(c); ++h)
        add_to(all.view().col_block(h * w, w),
               y.view().col_block(read_by(c, h, Reads::right) * w, w));
    return y;
}

const std::vector<Mistake>& mistakes() {
    static const std::string dealt =
        "This is what comes out when the shared heads are dealt out in turn: head i reads i mod g. "
        "Neighbouring heads share one: head i reads i / (h / g).";
    static const std::vector<Mistake> all{
        {"dealt_out", dealt, that_reads(Reads::dealt_out, Reads::dealt_out)},
        {"keys_dealt_out", dealt + " (The values are right.)",
         that_reads(Reads::dealt_out, Reads::right)},
        {"values_dealt_out", dealt + " (The keys are right.)",
         that_reads(Reads::right, Reads::dealt_out)},
        {"always_the_first",
         "This is what comes out when every head reads the first keys and values.",
         that_reads(Reads::first, Reads::first)},
        {"from_the_end",
         "This is what comes out when the heads of keys and values are counted from the right. "
         "Head 0 is the leftmost.",
         that_reads(Reads::from_the_end, Reads::from_the_end)},
        {"shares_the_queries",
         "This is what comes out when the heads of a group share their queries as well. They share "
         "keys and values; each asks with queries of its own.",
         with(&Way::own_queries, false)},
        {"one_result_for_a_group",
         "This is what comes out when the heads of a group are added up. Each has a result of its "
         "own, and there are as many as there are heads of queries.",
         one_result_for_a_group},
        {"forgets_the_root",
         "This is what comes out when you forget to divide by the square root of w.",
         with(&Way::root, Root::none)},
        {"root_of_the_row",
         "This is what comes out when the scores are divided by the root of the width of q. It is "
         "the width of a head that counts.",
         with(&Way::root, Root::of_the_row)},
        {"root_of_the_keys",
         "This is what comes out when the scores are divided by the root of the width of k, all "
         "heads together. It is the width of a single head that counts.",
         with(&Way::root, Root::of_the_keys)},
        {"looks_ahead", "This is what comes out without the mask: every piece sees the whole text.",
         with(&Way::sees, Sees::everything)},
        {"hides_itself",
         "This is what comes out when a piece does not see itself. Hide only what comes after it.",
         with(&Way::sees, Sees::strictly_past)}};
    return all;
}

const Register registered({"12.5", "Grouped queries", "exercises/12_language_model/5_grouped.cpp",
                           cases,
                           [](const Case& c) {
                               return exercise::grouped_attention(c.matrix(0), c.matrix(1),
                                                                  c.matrix(2), heads(c), shared(c));
                           },
                           right, mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_12_5
