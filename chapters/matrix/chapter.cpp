// Enough C++ to begin: what a reader must know of Matrix before the first exercise.
#include "notebook/chapter.h"

#include <span>
#include <string>

#include "notebook/print.h"
#include "teacher/crash_words.h"
#include "tensor/ops.h"

namespace chapter_matrix {
using namespace book;

namespace {

// [keys]
const Matrix keys{{0.1f, 0.9f}, {0.7f, 0.5f}, {0.8f, 0.3f}};  // (3 x 2)
// [/keys]

// A matrix with its rows and columns counted, and one number highlighted.
Figure places_figure(const Matrix& m, int row, int column) {
    Diagram d;
    d.text({10, 0}, "column");
    diagram::CellsStyle style;
    style.format = ".1f";
    style.rows = {"row 0", "row 1", "row 2"};
    style.columns = {"0", "1"};
    style.marked = {{column, row}};
    d.cells("m", {8, 2}, m, style);
    d.text({9, 7}, fmt::format("keys({}, {})", row, column), Look::lit);
    return {"places", "Rows first, counted from 0",
            fmt::format(
                "A grid of three rows and two columns, with the numbers of keys. Rows are "
                "counted 0, 1, 2 from the top, columns 0, 1 from the left. The number {:.1f} in "
                "row {}, column {} is highlighted, and below it is written keys({}, {}).",
                m(row, column), row, column, row, column),
            d};
}

void make_and_look(Page& page) {
    page.term("Matrix (the type)", "the book's C++ type for a rectangle of numbers", {"`Matrix`"});
    page.ahead("query", "the numbers of an example, which chapter 04 explains");
    page.ahead("score", "the numbers of an example, which chapter 04 explains");
    page.text(R"md(
        Almost everything in this book is a matrix. A sentence is one, with a row of numbers for each
        word, and so are the scores that the words give each other. If you can make a matrix, read it
        and fill it, you have nearly all the C++ that the first exercises ask for. This page shows you
        how. You need the primer's idea of a matrix, and a little C++: variables,
        loops, functions. Come back whenever you have forgotten a name; `./book run matrix` prints the
        page again.

        Every piece of code below ran when this page was made, and after it you see what it printed. One
        thing is special: here, `print` writes to this page. In an exercise you use `fmt::print`, and
        `./book exercise` shows you what it printed. (A line with a ✓ is a claim that the program has
        just checked.))md");

    page.section("Make one, and look at it");
    page.text(R"md(
        The primer's rectangle of numbers has a type of its own in the book's library (the code in
        `common/`): **`Matrix`**. There are two ways to make one. If you know the numbers, write them
        down, each row in its own braces:)md");
    page.setup("keys");
    page.text(R"md(
        These are the keys of *I*, *love* and *doughnuts* from chapter 04, one word per row. The comment
        says that there are 3 rows and 2 columns, and you will find such comments all over the book.
        (The `f` after a number with a decimal point makes it a `float`; whole numbers need none. The
        book calls that type `real`.)

        If you do not know the numbers yet, you just say how many rows and columns you want, rows first. This is how
        nearly every exercise begins: make a result of the right shape, then fill it. Look at the first line below,
        and at its two kinds of brackets. The braces hold the shape, rows and columns. The parentheses around them
        say that this is a shape, and not a row of numbers. The other two lines print both matrices; `to_string`
        turns a matrix into text.)md");
    // [make]
    Matrix result({2, 4});
    print("result is {}", to_string(result));
    print("keys is {}", to_string(keys));
    // [/make]
    page.cell("make");
    page.text("This is what they print, each with its shape in front:");
    page.output(take_printed());
    page.text(R"md(
        So `result` has 2 rows and 4 columns, all of them zeros. That is useful: you can add up a sum
        right where it belongs, because it starts at 0.)md");
    page.check("a matrix made from a shape is all zeros", norm(result) == 0);
}

void read_and_fill(Page& page) {
    page.section("Read it and fill it");
    page.text(R"md(
        A matrix knows its shape: `m.rows()` and `m.cols()` are the limits of your loops. You reach a
        single number by its row and its column, in parentheses, and both are counted from 0.)md");
    page.show(places_figure(keys, 2, 0));
    page.value("key", keys(2, 0));
    page.text(R"md(
        The third row is row 2, and the first column is column 0, so `keys(2, 0)` is @{key}. You can read such a
        number, and you can assign to it. The code below makes a matrix that has the same shape as `keys`, and fills
        it with numbers twice as large. Many exercises come down to finding what belongs to the right of the equals
        sign inside both loops.)md");
    // [fill]
    Matrix doubled({keys.rows(), keys.cols()});
    for (int r = 0; r < doubled.rows(); ++r) {
        for (int c = 0; c < doubled.cols(); ++c) {
            doubled(r, c) = 2 * keys(r, c);
        }
    }

    print("doubled is {}", to_string(doubled));
    // [/fill]
    page.cell("fill");
    page.value("key.doubled", doubled(2, 0));
    page.text("The result, printed:");
    page.output(take_printed());
    page.text(R"md(
        Where `keys` has @{key}, `doubled` has @{key.doubled}.

        Often you want a whole row at once, for example the row of one word. `m.row(r)` gives you a
        `std::span`: it knows where the row begins and how many numbers it has, and copies nothing. You
        can walk through it with a loop, or hand it to a function. The two functions called below come
        from the library: `sum` adds up the numbers of a row, and `argmax` says *where* the largest one
        is.)md");
    // [row]
    const std::span<const real> doughnuts = keys.row(2);
    print("{} numbers, {:.1f} in all", doughnuts.size(), sum(doughnuts));
    print(", the largest in column {}\n", argmax(doughnuts));
    // [/row]
    page.cell("row");
    page.text("Together they make this sentence:");
    page.output(take_printed());
    page.text(R"md(
        The larger of the two numbers is the first, @{key}, so `argmax` says 0.)md");
    page.check("doubled holds twice what keys holds",
               max_abs_difference(doubled, scale(keys, 2)) == 0);
}

void copy_or_borrow(Page& page) {
    page.section("Copy or borrow");
    page.term("view", "a window onto numbers that belong to a matrix; it copies nothing",
              {"views"});
    page.text(R"md(
        A `Matrix` is a value, just as an `int` is. When you assign one to another, all its numbers are
        copied, and from then on the two have nothing to do with each other. (Returning a
        matrix that you have made in a function copies nothing, so do that freely.)

        Sometimes you only want to look, without copying. A **view** is a window onto numbers that belong to a
        matrix. Through a `View` you may change them; through a `ConstView` you may only read them. The matrices
        that an exercise gives you always arrive as `ConstView`s, and you read them just as you read a matrix: with
        `x.rows()`, `x.cols()`, `x(r, c)` and `x.row(r)`. A view can also show a part of a matrix: `row_block` gives
        neighbouring rows, and `col_block` neighbouring columns.

        The code below copies a matrix, and then takes a view of two of its rows. `row_block(1, 2)` means
        "two rows, starting at row 1". The fourth line writes through the view.
        (`const` only says that the view will not be pointed at other numbers; the numbers themselves
        can change.) Before you look at the output, decide which of the three will have changed.)md");
    // [borrow]
    Matrix table{{1, 2}, {3, 4}, {5, 6}};
    const Matrix copy = table;
    const View lower = table.view().row_block(1, 2);
    lower(0, 0) = 30;

    print("table is {}", to_string(table));
    print("lower is {}", to_string(lower));
    print("copy is {}", to_string(copy));
    // [/borrow]
    page.cell("borrow");
    page.values({{"written", table(1, 0)}, {"kept", copy(1, 0)}});
    page.text("Have you decided? Then look:");
    page.output(take_printed());
    page.text(R"md(
        Two of them have changed. Row 0 of the view is row 1 of the table, so the @{written} appears in
        both: there is only one set of numbers, and two ways to reach it. The copy has its own numbers,
        and still holds @{kept}.

        Since a view owns nothing, it must not outlive its matrix. Use views for arguments and for
        brief looks inside a function, and let your functions return a `Matrix`. And if you are given a `ConstView`
        but want to change some of the numbers, make a copy of what it shows: `Matrix mine(x);`.)md");
    page.check("what is written through a view is written to its matrix", table(1, 0) == 30);
    page.check("a copy keeps its numbers when the original changes", copy(1, 0) == 3);
}

template <class M>
constexpr bool can_be_starred = requires(M a, M b) {
    a* b;
};

void multiply_them(Page& page) {
    page.section("Multiply");
    page.text(R"md(
        Every operation on whole matrices is a free function, not a member of the type. `matmul(a, b)` is
        the matrix product of the primer: it takes the dot product of each row of `a` with each column of
        `b`. So `a` must have as many columns as `b` has rows.

        Attention needs something slightly different. It compares words with words, and on both sides the numbers of
        a word are in a *row*. On paper you would transpose the second matrix first, and write *a bᵀ*. In code,
        `matmul_nt(a, b)` does it without moving anything: it takes the dot product of each row of `a` with each row
        of `b`. (*n* stands for "not transposed", *t* for "transposed".) The code below compares the queries of
        *love* and *doughnuts* with the three keys. Then it multiplies the scores by the keys. Watch the shapes in
        the comments on the right.)md");
    // [product]
    const Matrix queries{{0.9f, 0.2f}, {0.5f, 0.5f}};  // (2 x 2)
    const Matrix scores = matmul_nt(queries, keys);    // -> (2 x 3)
    const Matrix mixed = matmul(scores, keys);         // -> (2 x 2)

    print("scores is {}", to_string(scores));
    print("mixed is {}", to_string(mixed));
    // [/product]
    page.cell("product");
    page.values({{"score", scores(0, 2)}, {"query", queries.row(0)}, {"the.key", keys.row(2)}});
    page.text("Two queries and three keys give two rows of three scores:");
    page.output(take_printed());
    page.text(R"md(
        `scores` has a row for each query and a column for each key. Row 0, column 2 is the score that
        *love* gives *doughnuts*. You can check it with a pencil: the query is @{query}, the key is
        @{the.key}, so the score is @{query[0]} × @{the.key[0]} + @{query[1]} × @{the.key[1]} =
        @{score:.2f}. In exercise 4.2 you will write `matmul_nt` yourself. `mixed`, too, has a row for
        each query: it adds up the keys, each times its score. Chapter 04 does the same with other rows
        in place of the keys: the values.

        Why not simply `a * b`? Because it could mean two things. Mathematicians read it as the product
        above; anyone who comes from NumPy reads it as "multiply number by number". This book needs both,
        and if you confuse them and the shapes happen to fit, nothing complains: the numbers are just
        wrong. So each has its own name, and `a * b` does not compile. The code below calls both on the
        same matrix:)md");
    // [two-meanings]
    const Matrix a{{1, 2}, {3, 4}};
    print("matmul {}", to_string(matmul(a, a)));
    print("multiply {}", to_string(multiply(a, a)));
    // [/two-meanings]
    page.cell("two-meanings");
    page.values({{"as.matrices", matmul(a, a)(0, 0)}, {"one.by.one", multiply(a, a)(0, 0)}});
    page.value("a", a);
    page.text("The first is the matrix product; the second goes number by number:");
    page.output(take_printed());
    page.text(R"md(
        Compare the two upper left corners. `matmul` says @{as.matrices}, which is
        @{a[0][0]} × @{a[0][0]} + @{a[0][1]} × @{a[1][0]}; `multiply` says @{one.by.one}, which is @{a[0][0]} × @{a[0][0]}. The
        names of all these functions, `add`, `scale`, `transpose`, `softmax_rows` and so on, are in
        [tensor/ops.h](../../common/tensor/ops.h).)md");
    page.check("matmul_nt gives the same scores as matmul with the second matrix transposed",
               max_abs_difference(scores, matmul(queries, transpose(keys))) == 0);
    page.check("matmul and multiply give different results", matmul(a, a) != multiply(a, a));
    page.check("a * b does not compile", !can_be_starred<Matrix> && can_be_starred<real>);
}

void what_goes_wrong(Page& page) {
    page.section("What goes wrong");
    page.text(R"md(
        Two things will go wrong sooner or later, and it helps to have seen them before. The first is
        to multiply matrices whose shapes do not fit. The code below calls `matmul` where `matmul_nt`
        was meant. Then each query would need three numbers, one for each row of `keys`, but it has
        only two. The library refuses by throwing an `Error`. We catch it here just to print its
        message:)md");
    // [misfit]
    const Matrix queries{{0.9f, 0.2f}, {0.5f, 0.5f}};  // (2 x 2)
    try {
        const Matrix scores = matmul(queries, keys);
        print("{}", to_string(scores));
    } catch (const Error& error) {
        print("{}\n", error.what());
    }
    // [/misfit]
    page.cell("misfit");
    const std::string said = printed;
    page.text("And the message is:");
    page.output(take_printed());
    page.text(R"md(
        The message names the function and both shapes, rows first. Read the two numbers in the middle:
        the columns of the first matrix and the rows of the second have to be equal in number. In an exercise you
        don't need to catch anything: `./book exercise` shows you the message. It usually helps to write
        the shapes down in comments, as above, and see where they stop fitting.)md");
    page.check(
        "shapes that do not fit are refused, and the message shows both",
        said.find("(2 x 2)") != std::string::npos && said.find("(3 x 2)") != std::string::npos);

    page.text(R"md(
        The second is an index outside the matrix: a loop that runs to `rows()` where it should run
        to `cols()`, or `<=` where `<` was meant. The library checks every index with the `assert`
        below, but only in debug builds. The fast build leaves the check out, because
        this is the innermost step of every loop in the book.)md");
    page.excerpt("index", "common/tensor/matrix.h");
    ProcessEnd stopped;  // what a program says that this assert has ended
    stopped.output = "Assertion `r >= 0 && r < rows() && c >= 0 && c < cols()' failed.";
    page.value("words", teacher::explain_crash(stopped, {}, 0).what);
    page.text(R"md(
        Exercises are always compiled with the check. If your loop runs too far, `./book exercise` names
        the line and says: "@{words}".

        Whether a view fits into its matrix, on the other hand, is checked in every build, when the view is made.
        The code below asks for two rows of `keys`, starting at row 2:)md");
    // [outside]
    try {
        const ConstView rows = keys.view().row_block(2, 2);
        print("{}", to_string(rows));
    } catch (const Error& error) {
        print("{}\n", error.what());
    }
    // [/outside]
    page.cell("outside");
    const std::string refused = printed;
    page.text("There are only three rows, so this too is refused:");
    page.output(take_printed());
    page.text(
        "From row 2 on there is just one row left. The message says so, if you read it twice.");
    page.check("a view of rows that do not exist is refused",
               refused.find("row_block") != std::string::npos);

    page.section("Now you");
    page.text(R"md(
        That is all. Chapter 01 has the first exercises, about text. The first one about attention is
        [exercise 4.1](../../exercises/04_dot_product_attention/1_score.cpp), `./book exercise 4.1`: one
        loop, one sum, one `return`. From [4.2](../../exercises/04_dot_product_attention/2_all_scores.cpp)
        on, the result is a matrix, and you make and fill it as above: first
        `Matrix result({q.rows(), k.rows()});`, then `result(i, j) = …` in your loops, and at the end
        `return result;`.)md");
    page.end(
        {.recap = R"md(
            A `Matrix` is made with its shape, rows first, and starts with zeros; you read and fill it
            with `m(r, c)`, counted from 0. Assigning it copies it; a `View` only borrows, and must not
            outlive its matrix. `matmul(a, b)` pairs rows with columns, `matmul_nt(a, b)` rows with rows,
            and shapes that do not fit are refused with a message that shows both.)md",
         .questions = {{"What is the difference between `Matrix({2, 4})` and `Matrix{{2, 4}}`?",
                        "The first has parentheses around the braces: it is a shape, 2 rows and 4 "
                        "columns of "
                        "zeros. The second is a matrix whose only row holds the numbers 2 and 4."},
                       {"You take a view of a matrix, change a number through it, and throw the "
                        "view away. What "
                        "does the matrix hold?",
                        "The changed number. A view has no numbers of its own, so writing through "
                        "it is writing "
                        "to the matrix."},
                       {"You have 5 queries and 7 keys, a row each, all of the same width. Which "
                        "product gives all the scores, and what shape do they have?",
                        "`matmul_nt(queries, keys)`, because on both sides a word is a row. The "
                        "result has a row "
                        "for each query and a column for each key: 5 rows, 7 columns."}},
         .next = "",
         .answer =
             "Make a matrix with its shape, fill it with `m(r, c) = …`, and take products with "
             "`matmul`."});
}

void build(Page& page) {
    make_and_look(page);
    read_and_fill(page);
    copy_or_borrow(page);
    multiply_them(page);
    what_goes_wrong(page);
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter({kNoNumber, "matrix", "Matrix in five minutes"}, build);
}

}  // namespace chapter_matrix
