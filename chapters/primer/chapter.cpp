// For those whose mathematics is rusty: each idea with numbers that fit on paper.
#include "notebook/chapter.h"

#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/random.h"
#include "tensor/ops.h"

namespace chapter_primer {
using namespace book;

namespace {

// What the code on the page prints; print() is fmt::print, onto the page.
std::string printed;

template <class... Args>
void print(fmt::format_string<Args...> text, Args&&... args) {
    printed += fmt::format(text, std::forward<Args>(args)...);
}

// Spoons of sugar and of butter in a doughnut, and what a spoon costs in two shops (in cents).
const Matrix recipes{{3, 4}, {5, 4}, {2, 1}};  // plain, glazed, jam
const Matrix prices{{2, 3}, {5, 4}};           // sugar, butter

// ---- rows of numbers ------------------------------------------------------------------------------

void vectors(Page& page) {
    page.text(R"md(
        This page is for you if vectors, logarithms or derivatives are things that you once knew. You
        don't need all of it at once. Every idea comes with numbers that fit on paper, then with its name, then with
        the way it is written, and then with something to try; the answer is folded under it. Take a pencil. The whole page takes
        about half an hour, and you can come back to any part of it when a chapter needs it.)md");

    page.section("A row of numbers: vectors");
    page.term("vector", "a row of numbers that belong together", {"vectors"});
    page.term("dimension", "one of the places in a vector, or how many there are", {"dimensions"});
    page.text(R"md(
        A plain doughnut needs 3 spoons of sugar and 4 spoons of butter. If we agree on the order, sugar first,
        we can write this recipe as (3, 4). Such a row of numbers is called a **vector**. Each place in
        it is a **dimension**, so (3, 4) has two dimensions: sugar and butter. In this book a word is a
        vector too, with 64 or more dimensions, and nobody has given names to those.

        A vector as a whole is written with a letter, *x* = (3, 4), and its numbers with a small index below,
        *x*₁ = 3 and *x*₂ = 4. Programs count from 0, so in code the same numbers are `x[0]` and `x[1]`.

        Two vectors are added place by place: a plain doughnut and a jam doughnut, (3, 4) + (2, 1), need
        (5, 5). A vector times a number means every place times that number: two plain doughnuts need (6, 8).)md");
    page.term("length (of a vector)",
              "how far its end lies from the origin: the root of the sum of its squares",
              {"length of a vector"});
    page.text(R"md(
        You can also draw a vector, as an arrow that goes 3 steps to the right and 4 steps up. How long is the arrow? The two steps and
        the arrow make a right-angled triangle, and Pythagoras tells us: √(3² + 4²) = √25 = 5. That is its **length**. With
        more than two dimensions we cannot draw it any more, but the recipe stays the same: square all
        numbers, add them up, take the root. It is written with bars, ‖*x*‖ = 5.)md");
    Plot plot{{"sugar", Scale::linear, 0, 6}, {"butter", Scale::linear, 0, 6}};
    plot.equal_axes = true;
    plot.arrow("plain (3, 4)", 0, 0, recipes(0, 0), recipes(0, 1));
    plot.arrow("jam (2, 1)", 0, 0, recipes(2, 0), recipes(2, 1));
    page.show(
        Figure{"arrows", "Two recipes as arrows",
               "Two arrows from the origin: the plain doughnut ends at 3 and 4, the jam doughnut "
               "at 2 and 1, less than half as long.",
               plot});
    page.value("length.plain", norm(recipes.view().row_block(0, 1)));
    page.value("length.jam", norm(recipes.view().row_block(2, 1)));
    page.text(R"md(
        The plain one has length @{length.plain:.0f}, and the jam one @{length.jam:.2f}, which is √(2² + 1²). (When this book says
        *length* it always means this. How many numbers a vector has is called its *width*.))md");
    const Matrix three{{1, 2, 2}};
    page.value("length.three", norm(three));
    page.guess("Try it: how long is the vector (1, 2, 2)?",
               "1² + 2² + 2² = 9, and the root of 9 is @{length.three:.0f}.");
}

void dot_products(Page& page) {
    page.section("Multiply in pairs, add up: the dot product");
    const std::span<const real> plain = recipes.row(0);
    const Matrix shop = transpose(prices);  // a row for each shop
    page.values({{"cost.plain", dot(plain, shop.row(0))}});
    page.term("dot product", "two vectors multiplied place by place, and all products added up",
              {"dot products"});
    page.text(R"md(
        In the first shop a spoon of sugar costs 2 cents and a spoon of butter 5, so the prices are the vector (2, 5). What
        does the plain doughnut cost? 3 spoons at 2 cents and 4 spoons at 5 cents: 3 × 2 + 4 × 5 = @{cost.plain}
        cents. Multiplying two vectors place by place and adding up the products is called their **dot
        product**. It is written with a dot, *x* · *y*, and its result is one number.

        It says something about arrows as well. Keep their lengths the same and turn one of them. While both point the same way,
        the dot product is as large as it can be; at a right angle it is 0; and when they point in opposite ways it is negative. So it
        measures how well two vectors agree. Attention uses nothing else to decide which words belong together.)md");
    Table table{"x", "y", "how they lie", {"x · y", ".0f"}};
    const Matrix x{{1, 2}};
    const Matrix others{{1, 2}, {2, 1}, {2, -1}, {-1, -2}};
    const std::vector<const char*> lie{"the same way", "nearly the same way", "at a right angle",
                                       "in opposite ways"};
    for (int r = 0; r < others.rows(); ++r) {
        table.add("(1, 2)", fmt::format("({:.0f}, {:.0f})", others(r, 0), others(r, 1)),
                  lie[static_cast<std::size_t>(r)], dot(x.row(0), others.row(r)));
    }
    page.show(table, "The same arrow and four others of the same length");
    page.values(
        {{"same", dot(x.row(0), others.row(0))}, {"opposite", dot(x.row(0), others.row(3))}});
    page.text(R"md(
        The dot product falls from @{same} to @{opposite} as the second arrow turns away. Look at the
        first row: a vector's dot product with itself is its length, squared.)md");
    page.value("agree", dot(Matrix{{1, 3, -2}}.row(0), Matrix{{4, 0, 1}}.row(0)));
    page.guess("Try it: what is (1, 3, −2) · (4, 0, 1)? Do the two agree?",
               "1 × 4 + 3 × 0 + (−2) × 1 = @{agree}. Yes, a little: the result is above 0.");
}

// ---- tables of numbers ----------------------------------------------------------------------------

Diagram product_diagram(ConstView a, ConstView b, ConstView c) {
    Diagram d;
    d.cells("b", {26, 1}, Matrix(b),
            {.format = ".0f", .columns = {"shop 1", "shop 2"}, .marked = {{0, 0}, {0, 1}}});
    d.cells("a", {8, 6}, Matrix(a),
            {.format = ".0f", .rows = {"plain", "glazed", "jam"}, .marked = {{0, 0}, {1, 0}}});
    d.cells("c", {26, 6}, Matrix(c), {.format = ".0f", .marked = {{0, 0}}});
    d.arrow("a", "c").arrow("b", "c");
    d.text({8, 12},
           fmt::format("{:.0f} × {:.0f} + {:.0f} × {:.0f} = {:.0f}", a(0, 0), b(0, 0), a(0, 1),
                       b(1, 0), c(0, 0)),
           Look::lit);
    return d;
}

void matrices(Page& page) {
    page.section("A table of numbers: matrices");
    page.term("matrix", "a rectangle of numbers", {"matrices"});
    page.term("shape", "how many rows and columns a matrix has", {"shapes"});
    page.term("transpose", "a matrix turned over: its rows become columns", {"transposed"});
    page.text(R"md(
        Three recipes, one below the other, make a table: plain (3, 4), glazed (5, 4) and jam (2, 1). A
        rectangle of numbers is called a **matrix**, and we name it with a capital letter. This one, *A*, has 3 rows and 2 columns. Its **shape** is (3 x 2): rows
        first, then columns. In this book a sentence is a matrix with a row for each word.

        Sometimes rows and columns have to change places, so that each recipe becomes a column. The
        table that has been turned over is called the **transpose** of *A*. It is written *A*ᵀ, and its shape is (2 x 3).)md");
    page.term("matrix product",
              "each row of one matrix times each column of another, by the dot product",
              {"matrix products"});
    page.text(R"md(
        There is a second shop now, where sugar costs 3 cents and butter 4. Two shops and three doughnuts make six costs, and each of them is a
        dot product: a row of the recipes times a column of the prices. This is the **matrix product** *A B*. The picture
        shows the recipes on the left, the prices on top, and the costs where they meet.)md");
    const Matrix costs = matmul(recipes, prices);
    page.show(Figure{
        "product", "A matrix product, cell by cell",
        "Three recipes on the left, two columns of prices above, six costs in the corner. The "
        "cost of the plain doughnut in shop 1 is lit, with the row and the column that make it.",
        product_diagram(recipes, prices, costs)});
    page.values({{"plain.1", costs(0, 0)},
                 {"plain.2", costs(0, 1)},
                 {"glazed.1", costs(1, 0)},
                 {"glazed.2", costs(1, 1)}});
    page.text(R"md(
        The lit cell is the @{plain.1} cents from above. In shop 2 the plain doughnut costs only
        @{plain.2}, but the glazed one @{glazed.2} instead of @{glazed.1}: it has more sugar, and sugar is dearer there.

        When does a product exist? A recipe with two ingredients needs two prices. So the columns
        of *A* must be as many as the rows of *B*, and these two inner numbers vanish from the
        result: (3 x **2**)(**2** x 2) gives (3 x 2). If you keep an eye on shapes, half of all mistakes show
        themselves.

        In code it takes three loops. The outer two choose a cell, and the line to look at is the
        innermost one, which adds up the products for that cell:)md");
    // [product]
    Matrix result({recipes.rows(), prices.cols()});  // (3 x 2)(2 x 2) -> (3 x 2)
    for (int r = 0; r < result.rows(); ++r) {
        for (int c = 0; c < result.cols(); ++c) {
            for (int i = 0; i < recipes.cols(); ++i) {
                result(r, c) += recipes(r, i) * prices(i, c);
            }
        }
    }
    // [/product]
    page.cell("product");
    page.check("three loops make the same product as the library", result == costs);
    page.check("the product of the transposes, the other way round, is the transpose",
               matmul(transpose(prices), transpose(recipes)) == transpose(costs));
    page.values({{"jam.1", costs(2, 0)}, {"jam.2", costs(2, 1)}});
    page.text(R"md(
        A vector counts as a matrix with one row. So a row times a matrix is a row again, and that is how a model turns one row of
        numbers into another: *x W*, where *W* is a matrix of parameters.)md");
    page.guess(
        "Try it: what does the jam doughnut, (2, 1), cost in the two shops? And can you multiply "
        "a (4 x 3) matrix by a (4 x 3) matrix?",
        "2 × 2 + 1 × 5 = @{jam.1} cents in the first and 2 × 3 + 1 × 4 = @{jam.2} in the second. "
        "And no: "
        "the inner numbers, 3 and 4, differ. By the transpose of the other it works: (4 x 3)(3 x "
        "4) "
        "gives (4 x 4).");
}

void sums(Page& page) {
    page.section("Reading Σ");
    page.text(R"md(
        Formulas are short because they leave out the loops. The sign Σ, a Greek capital S for *sum*, is a loop
        that adds up. Below it stands the index that runs. With it, the dot product becomes

        *x* · *y* = Σᵢ *x*ᵢ *y*ᵢ

        and you read it aloud like this: for every *i*, multiply *x*ᵢ by *y*ᵢ, and add it all up. A matrix needs two
        indices, first the row and then the column: *A*ᵢⱼ is the number in row *i* and column *j*. So the matrix
        product is (*A B*)ᵢⱼ = Σₖ *A*ᵢₖ *B*ₖⱼ. Compare this with the three loops: *i* and *j* are the outer two, and Σₖ is the
        innermost. Two letters side by side, *A B* or *x*ᵢ *y*ᵢ, are multiplied.)md");
    double squares = 0;
    for (int i = 1; i <= 4; ++i) squares += i * i;
    page.value("squares", static_cast<int>(squares));
    page.guess("Try it: what is Σᵢ *i*², where *i* runs from 1 to 4?",
               "1 + 4 + 9 + 16 = @{squares}.");
}

// ---- slopes ---------------------------------------------------------------------------------------

void slopes(Page& page) {
    page.section("How steep is it? Slopes and derivatives");
    const auto square = [](double x) { return x * x; };
    page.term("slope",
              "how much a result changes, divided by the small change of what it depends on",
              {"slopes"});
    page.text(R"md(
        A square tray with sides of 3 has an area of 3 × 3 = 9. How much larger does it get if the sides grow a little?
        Let them grow by 0.1: the area of the new tray is 3.1 × 3.1 = 9.61. It has grown by 0.61, which is 6.1 times as much as the side. Growth of the
        result, divided by growth of what goes in, is called the **slope**. It depends a little on the step, so we try
        smaller ones. The line to look at divides the one by the other:)md");
    std::vector<double> found;
    // [slope]
    for (const double step : {0.1, 0.01, 0.001}) {
        const double slope = (square(3 + step) - square(3)) / step;
        print("a step of {} gives a slope of {:.3f}\n", step, slope);
        found.push_back(slope);
    }
    // [/slope]
    page.cell("slope");
    page.output(std::exchange(printed, ""));
    page.value("slope.last", found.back());
    page.check("the slope of the square at 3 comes nearer to 6 with each smaller step, to 0.002",
               std::abs(found[0] - 6) > std::abs(found[1] - 6) && std::abs(found[2] - 6) < 0.002);
    page.term("derivative", "the slope for ever smaller steps, at each place", {"derivatives"});
    page.text(R"md(
        The last slope is @{slope.last:.3f}, and you can see where this leads: to 6. The value to which the slope tends for ever smaller steps is called the
        **derivative**. For the square it is 2*x*, at every place: 6 at 3, and 2 at 1. It is written d*f*/d*x*, a small change of *f* divided by
        a small change of *x*. When *f* depends on many numbers and only one of them is moved, a
        rounded ∂ is written for the d: ∂*f*/∂*x*.

        Why do we want this? Suppose *f* is the error of a model, and *x* is one of its parameters. The
        derivative says which way to move *x*, and whether it is worth while. Is it positive, then a smaller
        *x* means a smaller error. Is it 0, nothing changes for now. Training does this for every
        parameter at once.)md");
    page.value("slope.at.5", 2 * 5);
    page.guess("Try it: what is the derivative of the square at 5? Check it with a step of 0.1.",
               "2 × 5 = @{slope.at.5}. With a step of 0.1: 5.1 × 5.1 = 26.01, so the area has "
               "grown by 1.01, "
               "and the slope is 10.1. The rest is due to the step.");
}

void chains(Page& page) {
    page.section("One after the other: the chain rule");
    page.term("chain rule", "slopes of steps that follow one another are multiplied");
    page.text(R"md(
        Think of three cogwheels. When the first turns once, the second turns 3 times; and for
        each turn of the second, the third turns 2 times. So the third turns 3 × 2 = 6 times as fast as the first. For
        slopes it is the same. If *y* depends on *x* and *z* depends on *y*, then the two slopes are multiplied:

        d*z*/d*x* = d*z*/d*y* · d*y*/d*x*

        This is the **chain rule**. Let *y* = 3*x* + 1 and *z* = *y*², and start at *x* = 1. Then *y* is 4. The first slope,
        d*y*/d*x*, is 3. The second, d*z*/d*y*, is 2*y*, which is 8. The product says that *z* changes
        @{chain} times as fast as *x*. A small step of 0.001 in *x* agrees: it gives @{chain.step:.3f}.)md");
    const auto z = [](double x) { return (3 * x + 1) * (3 * x + 1); };
    const double by_step = (z(1.001) - z(1)) / 0.001;
    page.check("the chain rule agrees with a small step, to 0.01",
               std::abs(3 * 8 - by_step) < 0.01);
    page.text(R"md(
        There is one more rule, for roads that meet. If *x* reaches *z* on two ways, work out the product of slopes for each
        way, and add them up. In a model with many layers, one parameter reaches the
        error on thousands of ways. Chapter 08 shows how a program keeps account of all of them; it needs
        nothing more than these two rules.)md");
    page.guess("Try it: *z* = *y*² and *y* = 5*x*. What is d*z*/d*x* at *x* = 2?",
               "*y* is 10, so the slopes are 2 × 10 = 20 and 5, and their product is @{chain.try}. "
               "(Check: "
               "*z* = 25*x*², and its derivative, 50*x*, is 100 there, too.)");
    page.values({{"chain.try", 2 * (5 * 2) * 5}});
}

// ---- e and ln -------------------------------------------------------------------------------------

void growth(Page& page) {
    page.section("e and ln");
    page.term("e", "the number 2.718..., whose powers grow exactly as fast as they are large");
    page.text(R"md(
        A baker lends you one doughnut, at an interest of 100% a year. After a year you owe 2. If the
        interest is added twice a year, 50% each time, you owe 1.5 × 1.5 = 2.25. What if it is added every month, every day,
        every second?)md");
    Table table{"times a year", {"you owe", ".5f"}};
    std::vector<double> owed;
    for (const int times : {1, 2, 12, 365, 1000000}) {
        owed.push_back(std::pow(1 + 1.0 / times, times));
        table.add(times, owed.back());
    }
    page.show(table, "One doughnut, lent at 100%");
    page.check("interest that is added a million times comes to e, to five digits",
               std::abs(owed.back() - std::exp(1.0)) < 1e-5);
    page.values({{"owed.most", owed.back()}, {"e", std::exp(1.0)}});
    page.values({{"e.2", std::exp(2.0)}, {"e.minus2", std::exp(-2.0)}});
    page.text(R"md(
        It does not grow without limit: with a million times you owe @{owed.most:.5f} doughnuts. The number that it tends to is called **e**, and is @{e:.5f}.

        We need its powers, e^*x*, which are also written exp(*x*). Three facts are enough. They are always
        positive, even for a negative *x*: e² is @{e.2:.2f}, and e⁻² is @{e.minus2:.3f}. A sum above becomes a product:
        e^(*a*+*b*) = e^*a* · e^*b*, and so e⁰ = 1. And the slope of e^*x* is e^*x* itself, at every place. That last fact is the reason why mathematicians take e and not, say, 10.)md");
    page.term("natural logarithm (ln)", "the power to which e must be raised to give a number",
              {"natural logarithm", "natural logarithms"});
    page.values({{"ln.half", std::log(0.5)}, {"ln.hundredth", std::log(0.01)}});
    page.text(R"md(
        The way back asks: to which power must e be raised to give *x*? The answer is the **natural logarithm**, ln *x*. (In code it is `log`.) Since it
        undoes the powers of e, ln 1 = 0, and a product becomes a sum: ln(*a b*) = ln *a* + ln *b*. That is handy for chances, as we
        shall see. A number below 1 has a negative logarithm: ln 0.5 is @{ln.half:.2f}, and ln 0.01 is @{ln.hundredth:.2f}. The nearer to 0, the further down.

        Attention uses e to make positive shares out of scores of any sign (chapter 05). Training uses ln to
        measure how bad a small probability is (chapter 08).)md");
    const double step = 1e-3;
    page.check("the slope of e to the x is e to the x, to a thousandth of it",
               std::abs((std::exp(2 + step) - std::exp(2.0)) / step / std::exp(2.0) - 1) < 1e-3);
    page.value("ln.e5", std::log(std::exp(2.0) * std::exp(3.0)));
    page.guess("Try it: what is ln(e² · e³)? And which is larger, e⁰ or e⁻¹⁰⁰?",
               "e² · e³ = e⁵, and its logarithm is @{ln.e5:.0f}. e⁰ = 1 is larger; e⁻¹⁰⁰ is nearly "
               "0, but still "
               "positive.");
}

// ---- many numbers, and chance ---------------------------------------------------------------------

void means(Page& page) {
    page.section("In the middle, and how far around it");
    const Matrix weights{{48, 50, 52, 47, 53}};
    page.values({{"mean", mean(weights)},
                 {"variance", variance(weights)},
                 {"deviation", std::sqrt(variance(weights))}});
    page.term("mean", "the sum of some numbers, divided by how many they are");
    page.term("variance", "the mean of the squared distances from the mean", {"variances"});
    page.term("standard deviation", "the root of the variance: a typical distance from the mean",
              {"standard deviations"});
    page.text(R"md(
        Five doughnuts weigh 48, 50, 52, 47 and 53 grams. Added up and divided by five, that is @{mean:.0f}
        grams: the **mean**.

        How much do they differ? Their distances from the mean are −2, 0, 2, −3 and 3, which add up to 0. So we square
        them first, 4, 0, 4, 9 and 9, and take the mean of the squares: @{variance:.1f}. This is the **variance**. Its unit is an odd one, square grams.
        The root brings us back to grams: @{deviation:.2f}, the **standard deviation**. It says how far from the mean a doughnut typically lies.

        Two facts will matter. If every number is multiplied by 2, the standard deviation doubles and the variance becomes 4 times
        as large. And if the mean is taken away from every number and the result is divided by the
        standard deviation, you get numbers with mean 0 and variance 1. That is what a model does with its rows, again and again (chapter 07).)md");
    const Matrix doubled = scale(weights, 2);
    page.check("twice the numbers have four times the variance",
               std::abs(variance(doubled) - 4 * variance(weights)) < 1e-4);
    const Matrix two{{1, 3}};
    page.values({{"two.mean", mean(two)}, {"two.variance", variance(two)}});
    page.guess("Try it: what are mean, variance and standard deviation of 1 and 3?",
               "The mean is @{two.mean:.0f}, both lie 1 away from it, and so the variance is "
               "@{two.variance:.0f} and the "
               "standard deviation 1.");
}

void chances(Page& page) {
    page.section("Chance");
    page.term("probability", "how often something happens in the long run, between 0 and 1",
              {"probabilities"});
    page.text(R"md(
        A die shows each of its six numbers equally often, if you throw it long enough. The share of sixes tends to one in six. This
        share is called the **probability** of a six: *p* = 1/6. It lies between 0, *never*, and 1, *always*, and over everything
        that may happen, probabilities add up to 1. A model that writes gives one to every piece
        that could come next.

        Throw two dice. How likely are two sixes? One throw in six has a six on the first die, and one in
        six of those on the second: 1/6 × 1/6 = 1/36. Probabilities are multiplied when the two throws do not influence each other; they are then called
        *independent*. So the probability of a whole sentence is a product of many numbers below 1, and gets tiny. With ln
        the product becomes a sum, and is easy to handle.

        One last fact. Let us add up what the two dice show, and go through all 36 cases:)md");
    Matrix one({1, 6});
    Matrix both({6, 6});
    for (int i = 0; i < 6; ++i) {
        one(0, i) = static_cast<real>(i + 1);
        for (int j = 0; j < 6; ++j) both(i, j) = static_cast<real>(i + j + 2);
    }
    Table table{"", {"mean", ".2f"}, {"variance", ".2f"}, {"standard deviation", ".2f"}};
    table.add("one die", mean(one), variance(one), std::sqrt(variance(one)));
    table.add("two dice, added up", mean(both), variance(both), std::sqrt(variance(both)));
    page.show(table, "Dice, by counting all cases");
    page.check("the variance of two dice added up is twice that of one, to a millionth",
               std::abs(variance(both) - 2 * variance(one)) < 1e-6);
    page.values({{"die", variance(one)}, {"dice", variance(both)}});
    page.values({{"die.root", std::sqrt(variance(one))}, {"dice.root", std::sqrt(variance(both))}});
    page.text(R"md(
        The variance has doubled, from @{die:.2f} to @{dice:.2f}: **the variances of independent numbers add
        up**. The standard deviation has grown only from @{die.root:.2f} to @{dice.root:.2f}, by the root of 2, since high and low throws partly cancel. If you add up *d*
        independent numbers, the sum typically strays √*d* times as far as one of them. This is the whole reason
        for the √*d* in the formula of attention (chapter 05).)md");
    page.value("three.heads", 1.0 / 8);
    page.guess(
        "Try it: how likely is it to throw heads three times in a row? And if one number has "
        "standard deviation 1, what has the sum of 100 independent ones?",
        "1/2 × 1/2 × 1/2 = @{three.heads}, one in eight. The variance of the sum is 100, so its "
        "standard "
        "deviation is 10.");
}

void letters(Page& page) {
    page.section("The letters of this book");
    page.text(R"md(
        Here is what the letters mean, for looking up. Where the field has a habit, the book follows it.)md");
    Table table{"letter", "what it is", "first in"};
    const std::vector<std::vector<Cell>> rows{
        {"n", "how many words or pieces: the rows of a sentence", "chapter 02"},
        {"m", "how many there are on the other side: of keys, for example", "chapter 04"},
        {"d", "the width of a row: how many numbers stand for one piece (d_model)", "chapter 02"},
        {"i, j, k", "indices that run", "this page"},
        {"q, Q", "a query; all queries, one below the other", "chapter 04"},
        {"k, K", "a key; all keys", "chapter 04"},
        {"v, V", "a value; all values", "chapter 04"},
        {"W_Q, W_K, W_V", "the matrices that make queries, keys and values out of rows",
         "chapter 04"},
        {"T", "the temperature of a softmax; for networks that read in steps, the last step",
         "chapter 05"},
        {"h", "how many heads; for recurrent networks, their state", "chapter 06"},
        {"d_k, d_v", "the width of a query or key in one head, and of a value", "chapter 06"},
        {"W_O", "the matrix that blends the heads", "chapter 06"},
        {"d_ff", "the inner width of a feed-forward layer", "chapter 07"},
        {"b", "a bias: numbers that are added after a product", "chapter 04"},
        {"p", "a probability, or a share", "this page"},
        {"ε (epsilon)", "a tiny number that prevents a division by 0", "chapter 07"},
        {"L", "the loss: how wrong the model is", "chapter 08"},
        {"η (eta)", "the learning rate: how large a step of training is", "chapter 08"},
        {"β (beta)", "how much of an average is kept at each step", "chapter 08"},
        {"σ (sigma)", "the sigmoid, a function that squeezes numbers into 0 to 1", "chapter 09"},
        {"Σ (capital sigma)", "a sum", "this page"},
        {"∂", "a small change, of one number among several", "this page"},
        {"ᵀ", "transposed: rows become columns", "this page"},
        {"ln, exp", "the natural logarithm, and e to the power of", "this page"}};
    for (const std::vector<Cell>& row : rows) table.add_row(row);
    page.show(table, "The letters, roughly in the order in which you will meet them");
    page.text(R"md(
        Formulas like *d*, for instance, stand for a plain number, small letters like *q* for a row, and capitals
        like *Q* for a matrix. In the comments of the code, `(n x d)` to the right of a line is the shape of
        what that line computes: here, *n* rows and *d* columns. One trap: in such a comment, `(V x d)` counts the
        pieces of a vocabulary, while *V* in the text is always the values.)md");
}

void build(Page& page) {
    // The chain rule's numbers stand before its text.
    const auto z = [](double x) { return (3 * x + 1) * (3 * x + 1); };
    page.values({{"chain", 3 * 8}, {"chain.step", (z(1.001) - z(1)) / 0.001}});
    vectors(page);
    dot_products(page);
    matrices(page);
    sums(page);
    slopes(page);
    chains(page);
    growth(page);
    means(page);
    chances(page);
    letters(page);
    page.end({.recap = "A vector is a row of numbers, a matrix a table of rows. The dot product "
                       "measures how well two "
                       "vectors agree, and a matrix product is many of them at once. A derivative "
                       "is a slope for tiny "
                       "steps, and slopes along a chain are multiplied. e makes everything "
                       "positive, ln undoes it and "
                       "turns products into sums. Variances of independent numbers add up.",
              .questions =
                  {{"Why does the shape of a matrix product lose its two inner numbers?",
                    "Every cell of the result is a dot product of a row of the first matrix and a "
                    "column of the "
                    "second. Row and column must have equally many numbers, and adding up their "
                    "products makes one "
                    "number out of all of them."},
                   {"What does it tell you if a derivative of the error is negative?",
                    "If that number grows a little, the error falls. So training makes it larger."},
                   {"Why is the sum of many independent numbers not as large as their standard "
                    "deviations added up?",
                    "Some are above their mean and some below, so they partly cancel. The "
                    "variances add up, and the "
                    "standard deviation is the root of that: for *d* equal ones, √*d* times that "
                    "of one."}},
              .next = "How do you write all this down in C++?",
              .answer = "Vectors, matrices, slopes, e and ln, mean and variance, chance: each with "
                        "small numbers, a "
                        "pencil and an answer."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter({kNoNumber, "primer", "The mathematics of this book, with small numbers"},
                          build);
}

}  // namespace chapter_primer
