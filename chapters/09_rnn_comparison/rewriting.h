// A state that is a matrix: what is written, what is erased, what is read. On paper, with two columns.
#pragma once

#include <string>
#include <vector>

#include "diagrams.h"
#include "nn/fast_weights.h"
#include "notebook/page.h"
#include "tensor/ops.h"

namespace chapter_09 {
using namespace book;

// [written]
// k^T v: row i of it is k_i times v.      (1 x d), (1 x e) -> (d x e)
inline Matrix written(const Matrix& k, const Matrix& v) {
    const Matrix rows = matmul_tn(k, v);
    return rows;
}
// [/written]

inline std::string in_brackets(const Matrix& row) {
    return "(" + format_value(Value(row(0, 0)), ".1f") + ", " +
           format_value(Value(row(0, 1)), ".1f") + ")";
}

// One word, written by the library: strength 1, nothing fades.
inline Matrix rewritten_by_library(const Matrix& state, const Matrix& k, const Matrix& v) {
    Matrix s(state);
    Matrix answer({1, v.cols()});
    const real strength = 1;
    FastWeightsStep word;
    word.query = k.row(0);
    word.key = k.row(0);
    word.value = v.row(0);
    word.strength = &strength;
    fast_weights_step(word, s, answer.row(0));
    return s;
}

struct Rewriting {
    Matrix before, key, value, found, missing, change, after;
};

inline Figure rewriting_figure(const Rewriting& r) {
    using Line = Diagram::Line;
    Diagram d;
    const auto lit = Diagram::ArrowStyle{.look = Look::lit, .line = Line::heavy};
    d.word("key", {0, 0}, {17, 4}, "cat's key\n" + in_brackets(r.key));
    d.word("value", {40, 0}, {17, 4}, "cat's value\n" + in_brackets(r.value));
    d.text({0, 6}, "the state before");
    d.cells("before", {0, 7}, r.before, {.format = ".1f"});
    d.box("found", {21, 7}, {15, 4}, "found there\n" + in_brackets(r.found));
    d.box("missing", {40, 7}, {17, 4}, "missing\n" + in_brackets(r.missing), Look::lit);
    d.text({40, 13}, "key times missing", Look::lit);
    d.cells("change", {40, 14}, r.change, {.format = ".1f", .look = Look::lit});
    d.text({0, 20}, "the state after");
    d.cells("after", {0, 21}, r.after, {.format = ".1f", .look = Look::lit});
    d.road({{17, 2}, {28, 2}, {28, 7}}, "asks");
    d.arrow("before", "found").arrow("value", "missing").arrow("found", "missing");
    d.arrow("missing", "change", "", lit);
    d.road({{48, 18}, {48, 22}, {16, 22}}, "added", lit);
    d.road({{7, 11}, {7, 19}}, "", {.line = Line::dashed});
    return {
        "rewriting", "What is there is read first, and only what is missing is written",
        "At the upper left the key of cat, " + in_brackets(r.key) +
            ", at the upper right its value, " + in_brackets(r.value) +
            ". Below, the state before, a matrix of two rows. An arrow leads from it to what the "
            "key finds there, " +
            in_brackets(r.found) + ", and from there and from the value to what is missing, " +
            in_brackets(r.missing) +
            ". The key times what is missing is a matrix; it is added to the state, and the sum "
            "is the state after.",
        d};
}

inline void adding_up(Page& page, const Matrix& dog, const Matrix& cat, Matrix& state) {
    const Matrix taxes{{0, 1}};
    const Matrix dog_value{{3, 1}};
    const Matrix taxes_value{{-2, 4}};
    const Matrix cat_value{{5, 5}};
    page.values({{"dog.key", dog.row(0)}, {"dog.value", dog_value.row(0)}});
    page.values({{"taxes.key", taxes.row(0)}, {"taxes.value", taxes_value.row(0)}});
    page.term(
        "linear attention",
        "attention without softmax: keys times values are added up in a matrix of fixed size, "
        "and a query reads from that");
    page.text(R"md(
        All the states so far were rows. Since about 2020 many recurrent networks have had another kind, and to see where it comes from
        we go back to attention. Its notes are a list: a key and a value for every word, and the list grows. What if
        we kept only a *sum*?

        Take keys and values of two numbers each. *Dog* has the key @{dog.key} and the value @{dog.value}; *taxes* has the key
        @{taxes.key} and the value @{taxes.value}. To write a word down, we multiply its whole value by each number of its
        key. That gives as many rows as the key has numbers, a small matrix, and we add it to the state:)md");
    page.setup("written", "chapters/09_rnn_comparison/rewriting.h");
    // [two_words]
    state = add(written(dog, dog_value), written(taxes, taxes_value));
    const Matrix found = matmul(dog, state);  // (1 x 2)(2 x 2) -> (1 x 2)
    // [/two_words]
    page.text("With these two words the state is this sum, and the second line reads from it:");
    page.cell("two_words", "chapters/09_rnn_comparison/rewriting.h");
    page.values({{"cat.key", cat.row(0)}, {"cat.value", cat_value.row(0)}});
    page.values({{"state.two", state}, {"found.two", found.row(0)}});
    page.check("a query that is the dog's key finds the dog's value, and nothing of the taxes'",
               max_abs_difference(found, dog_value) == 0);
    page.text(R"md(
        The state is now @{state.two}: the dog's value in the first row, the taxes' in the second, because the two keys have their 1 in
        different places. To read, we multiply a query by the state. A query that is the dog's key, @{dog.key}, gets
        @{found.two}, exactly what the dog had written, although both words are in one sum.

        This is **linear attention** (Katharopoulos et al. 2020): each value comes back with the weight q · k, as in chapter 04, but the
        weights are not made by softmax, and so the sum can be formed before anybody asks. The state has as many
        numbers after ten words as after ten thousand. And the catch? Let *cat* arrive, with the key @{cat.key} and the
        value @{cat.value}:)md");
    const Matrix crowded = add(state, written(cat, cat_value));
    const Matrix dog_now = matmul(dog, crowded);
    const Matrix cat_now = matmul(cat, crowded);
    page.values({{"crowded.dog", dog_now.row(0)}, {"crowded.cat", cat_now.row(0)}});
    Table table{"asked", "should be", "found"};
    table.add("dog", in_brackets(dog_value), in_brackets(dog_now));
    table.add("cat", in_brackets(cat_value), in_brackets(cat_now));
    page.show(table, "Three words in a state with room for two");
    page.check("a third key disturbs what the first one finds",
               max_abs_difference(dog_now, dog_value) > 1);
    page.text(R"md(
        Now the dog's key finds @{crowded.dog:.1f} instead of @{dog.value}, and the cat's @{crowded.cat:.1f} instead of
        @{cat.value}. Two keys disturb each other unless they are at a right angle, and in two columns only two keys
        can all be at right angles; in *d* columns, *d* of them can. Whoever writes down more than that has to live
        with the noise. So a state of this kind has a *capacity*.)md");
}

inline Rewriting cat_by_delta(const Matrix& state, const Matrix& cat) {
    Rewriting r;
    r.before = state;
    r.key = cat;
    r.value = Matrix{{5, 5}};
    // [delta]
    r.found = matmul(r.key, r.before);       // (1 x d)(d x e) -> (1 x e)
    r.missing = subtract(r.value, r.found);  // (1 x e)
    r.change = written(r.key, r.missing);    // (d x e)
    r.after = add(r.before, r.change);
    // [/delta]
    return r;
}

inline void a_state_that_can_be_rewritten(Page& page) {
    page.section("A state that can be rewritten");
    const Matrix dog{{1, 0}};
    const Matrix cat{{0.6f, 0.8f}};
    Matrix state;
    adding_up(page, dog, cat, state);
    page.term(
        "delta rule",
        "a way to write into a state that is a matrix: what the key finds there already is taken "
        "away first, so that the new value replaces the old one");
    page.text(R"md(
        There is a more careful way to write. Before a word writes, it reads what its key finds in the state already, and then it
        writes only what is *missing*. This is the **delta rule** (Widrow and Hoff 1960; Schlag et al. 2021), and the name
        comes from the Greek letter that stands for a difference. In the code, `missing` is that difference:)md");
    const Rewriting r = cat_by_delta(state, cat);
    page.cell("delta", "chapters/09_rnn_comparison/rewriting.h");
    page.show(rewriting_figure(r));
    const Matrix cat_found = matmul(cat, r.after);
    const Matrix dog_found = matmul(dog, r.after);
    page.check("after the delta rule, the key that wrote last finds its value exactly",
               max_abs_difference(cat_found, r.value) < 1e-6);
    page.check("the library's delta rule leaves the same state",
               max_abs_difference(r.after, rewritten_by_library(r.before, cat, r.value)) < 1e-6);
    page.values({{"delta.found", r.found.row(0)}, {"delta.missing", r.missing.row(0)}});
    page.values({{"delta.cat", cat_found.row(0)}, {"delta.dog", dog_found.row(0)}});
    page.text(R"md(
        Follow it from the left. The cat's key finds @{delta.found:.1f} in the state. Its value should be there instead, so
        @{delta.missing:.1f} is missing, and that, times the key, is added. Afterwards the cat's key finds @{delta.cat:.1f}, which
        is its value. And if the same key comes a second time with another value, the old value is replaced, where a sum would keep
        both.

        The dog pays for it: its key now finds @{delta.dog:.1f}. No rule of writing makes more room. But a network learns its keys,
        and it can learn to keep those apart that it will need together.

        What is still missing is a way to let go. **Gated** linear attention (Yang et al. 2024) multiplies each row of the state by a gate before
        it writes, as an LSTM does with its cell, and then adds. The *gated delta rule* (Yang, Kautz and Hatamizadeh 2024) does both: it fades, and it replaces.
        Such layers are in models that people use today, in most of them beside a few layers of attention. All three are in our library
        (`common/nn/linear_attention.h`), with the parts that their papers put around them: a short convolution, which lets a value see the
        key in front of it, and keys that are made 1 long.)md");
    page.exercise("9.4", "The delta rule.");
}

}  // namespace chapter_09
