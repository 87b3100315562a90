// For those whose mathematics is rusty: each idea with numbers that fit on paper.
#include "notebook/chapter.h"

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "notebook/print.h"
#include "tensor/ops.h"

namespace chapter_primer {
using namespace book;

namespace {

// [recipes]
const Matrix recipes{{3, 4}, {5, 4}, {2, 1}};  // (3 x 2)  plain, glazed, jam
const Matrix prices{{2, 3}, {5, 4}};           // (2 x 2)  of sugar, of butter
// [/recipes]

// "(3, 4)"
std::string in_parentheses(std::span<const real> row) { return format_value(row, ""); }

// From the origin.
void add_arrow(Plot& plot, const std::string& label, std::span<const real> to) {
    plot.arrow(label, 0, 0, to[0], to[1]);
}

// ---- rows of numbers ------------------------------------------------------------------------------

void vectors(Page& page) {
    page.text(R"md(
        This page is for you if you once knew your school mathematics and it has grown rusty. Every idea comes
        first with numbers that fit on paper, then with its name, then with the way it is written, and then with
        something to try; the answer is folded under it. Have a pencil ready. The whole page takes about half an
        hour, but you don't need all of it at once: come back when a chapter asks for it.)md");

    page.section("A row of numbers: vectors");
    page.term("vector", "a row of numbers that belong together", {"vectors"});
    page.term("dimension", "one of the places in a vector, or how many there are", {"dimensions"});
    const ConstView plain = recipes.view().row_block(0, 1);
    const ConstView jam = recipes.view().row_block(2, 1);
    page.values({{"A", recipes}, {"B", prices}});
    page.value("both", add(plain, jam).row(0));
    page.value("twice", scale(plain, 2).row(0));
    page.text(R"md(
        A plain doughnut needs @{A[0][0]} spoonfuls of sugar and @{A[0][1]} spoonfuls of butter. If we agree on the
        order, sugar first, we can write this recipe as @{A[0]}. Such a row of numbers is called a **vector**. Each
        place in it is a **dimension**, so @{A[0]} has two dimensions: sugar and butter. In this book a word is a
        vector too, usually one with many dimensions, and nobody has given names to those.

        A vector as a whole is written with a letter, *x* = @{A[0]}, and its numbers with a small index below,
        *x*₁ = @{A[0][0]} and *x*₂ = @{A[0][1]}. Programs count from 0, so in code the same numbers are `x[0]`
        and `x[1]`.

        Two vectors are added place by place. A plain doughnut and a jam doughnut together need
        @{A[0]} + @{A[2]} = @{both}. To multiply a vector by a number, multiply every place by it: two plain
        doughnuts need 2 × @{A[0]} = @{twice}.)md");
    page.term("length (of a vector)",
              "how far its end lies from the origin: the root of the sum of its squares",
              {"length of a vector"});
    const double of_plain = norm(plain);
    page.values({{"length.plain", of_plain}, {"length.jam", norm(jam)}});
    page.value("length.squared", of_plain * of_plain);
    page.text(R"md(
        You can also draw a vector, as an arrow that goes @{A[0][0]} steps to the right and @{A[0][1]} steps up. How
        long is the arrow? The two steps and the arrow make a right-angled triangle, and Pythagoras tells us:
        √(@{A[0][0]}² + @{A[0][1]}²) = √@{length.squared:.0f} = @{length.plain:.0f}. That is the **length** of the
        vector. With more than two dimensions we cannot draw it any more, but the recipe stays the same: square all
        the numbers, add them up, take the root. The length is written with bars, ‖*x*‖ = @{length.plain:.0f}.)md");
    Plot plot{{"spoonfuls of sugar", Scale::linear, 0, 6},
              {"spoonfuls of butter", Scale::linear, 0, 6}};
    plot.equal_axes = true;
    add_arrow(plot, "plain " + in_parentheses(recipes.row(0)), recipes.row(0));
    add_arrow(plot, "jam " + in_parentheses(recipes.row(2)), recipes.row(2));
    page.show(
        Figure{"arrows", "Two recipes as arrows",
               "Two arrows from the origin: the plain doughnut ends at @{A[0][0]} and @{A[0][1]}, "
               "the jam doughnut at @{A[2][0]} and @{A[2][1]}, less than half as long.",
               plot});
    page.text(R"md(
        The jam doughnut's arrow is much shorter: √(@{A[2][0]}² + @{A[2][1]}²) = @{length.jam:.2f}. (When this book
        speaks of the *length* of an arrow or of a row, it always means this. How many numbers a row has is called its *width*.))md");
    const Matrix three{{1, 2, 2}};
    page.value("length.three", norm(three));
    page.guess("How long is the vector (1, 2, 2)?",
               "1² + 2² + 2² = 9, and the root of 9 is @{length.three:.0f}.");
}

void dot_products(Page& page) {
    page.section("Multiply in pairs, add up: the dot product");
    const std::span<const real> plain = recipes.row(0);
    const Matrix shop = transpose(prices);  // a row for each shop
    page.values({{"cost.plain", dot(plain, shop.row(0))}});
    page.term("dot product", "two vectors multiplied place by place, and all the products added up",
              {"dot products"});
    page.text(R"md(
        Imagine two shops. In the first, a spoonful of sugar costs @{B[0][0]} cents and a spoonful of butter
        @{B[1][0]}, so the prices are the vector (@{B[0][0]}, @{B[1][0]}). What does the plain doughnut cost? You
        multiply each amount by its price and add up the results:

        @{A[0][0]} × @{B[0][0]} + @{A[0][1]} × @{B[1][0]} = @{cost.plain} cents

        What you get by multiplying two vectors place by place and adding up the products is called their **dot
        product**. It is written with a dot, *x* · *y*, and its result is a single number.

        The dot product also says something about arrows. Let *x* point straight to the right, *x* = (5, 0). Then
        *x* · *y* is 5 × *y*₁ + 0 × *y*₂: all that counts is how far *y* reaches to the right. That is greatest if *y*
        points the same way as *x*, zero at a right angle, and negative if *y* points to the left. The same is true
        wherever *x* points. (To show why turning both arrows changes nothing would take a page of geometry. But you
        can check an example: (5, 0) · (3, 4) is 15. A quarter turn to the left makes these two (0, 5) and (−4, 3),
        and their dot product is 15 again.) The picture shows an arrow *x* and three others of the same length, each
        with its dot product with *x*:)md");
    Table table{"x", "y", "how they lie", {"x · y", ".0f"}};
    const Matrix x{{1, 2}};
    const Matrix others{{1, 2}, {2, 1}, {2, -1}, {-1, -2}};
    const std::vector<const char*> lie{"the same way", "nearly the same way", "at a right angle",
                                       "in opposite directions"};
    for (int r = 0; r < others.rows(); ++r) {
        table.add(in_parentheses(x.row(0)), in_parentheses(others.row(r)),
                  lie[static_cast<std::size_t>(r)], dot(x.row(0), others.row(r)));
    }
    Plot plot{{"first number", Scale::linear, -3, 3}, {"second number", Scale::linear, -3, 3}};
    plot.equal_axes = true;
    add_arrow(plot, "x = " + in_parentheses(x.row(0)), x.row(0));
    for (int r = 1; r < others.rows(); ++r) {
        add_arrow(
            plot,
            fmt::format("{}: {:.0f}", in_parentheses(others.row(r)), dot(x.row(0), others.row(r))),
            others.row(r));
    }
    page.values({{"turning", x.row(0)}, {"turned", others}});
    page.show(
        Figure{"turned", "An arrow x, three of the same length, and their dot products with x",
               "Four arrows of the same length from the origin: x, which is @{turning}; near it "
               "@{turned[1]}, at a right angle to it @{turned[2]}, and opposite @{turned[3]}. The "
               "labels give their dot products with x.",
               plot});
    page.values(
        {{"same", dot(x.row(0), others.row(0))}, {"opposite", dot(x.row(0), others.row(3))}});
    page.value("length.turned", norm(x));
    page.text(R"md(
        Each arrow is √@{same} = @{length.turned:.2f} long, and *x* leads @{turning[0]} to the right and
        @{turning[1]} up. Here are all the dot products of *x*, the first with itself:)md");
    page.show(table, "The dot products of one arrow with itself and with the others");
    page.text(R"md(
        The dot product falls from @{same} to @{opposite} as the second arrow turns away. So it
        measures how well two vectors of the same length agree; a longer one counts for more. When one word looks at
        another (chapter 04), this is how they are compared. And look at the first row: a vector's dot product with
        itself is its length, squared.)md");
    page.value("agree", dot(Matrix{{1, 3, -2}}.row(0), Matrix{{4, 0, 1}}.row(0)));
    page.guess(
        "What is (1, 3, −2) · (4, 0, 1)? Do the two agree?",
        "1 × 4 + 3 × 0 + (−2) × 1 = @{agree}. Yes, a little, because the result is above 0.");
}

// ---- tables of numbers ----------------------------------------------------------------------------

Diagram product_diagram(ConstView a, ConstView b, ConstView c) {
    Diagram d;
    d.cells("b", {30, 1}, b,
            {.format = ".0f",
             .rows = {"sugar", "butter"},
             .columns = {"shop 1", "shop 2"},
             .marked = {{0, 0}, {0, 1}}});
    d.cells("a", {8, 7}, a,
            {.format = ".0f",
             .rows = {"plain", "glazed", "jam"},
             .columns = {"sugar", "butter"},
             .marked = {{0, 0}, {1, 0}}});
    d.cells("c", {30, 7}, c, {.format = ".0f", .marked = {{0, 0}}});
    d.road({{24, 8}, {29, 8}}).road({{34, 5}, {34, 6}});  // to the highlighted cell
    d.text({8, 13},
           fmt::format("{:.0f} × {:.0f} + {:.0f} × {:.0f} = {:.0f}", a(0, 0), b(0, 0), a(0, 1),
                       b(1, 0), c(0, 0)),
           Look::lit);
    return d;
}

void matrices(Page& page) {
    page.section("A table of numbers: matrices");
    page.term("matrix", "a rectangle of numbers", {"matrices"});
    page.term("shape", "how many rows and columns a matrix has", {"shapes"});
    page.term("transpose", "a matrix with its rows and columns exchanged", {"transposed"});
    page.text(R"md(
        Write three recipes below one another, plain @{A[0]}, glazed @{A[1]} and jam @{A[2]}, and you
        have a table. A rectangle of numbers is called a **matrix**, and is named with a capital letter. This
        one, *A*, has three rows and two columns. Its **shape** is (3 x 2): rows first, then columns. In this
        book a sentence is a matrix with a row for each word.

        Sometimes rows and columns have to change places, so that each recipe becomes a column. The table that you
        get is called the **transpose** of *A*. It is written *A*ᵀ, and its shape is (2 x 3).)md");
    page.term("matrix product",
              "each row of one matrix times each column of another, by the dot product",
              {"matrix products"});
    page.text(R"md(
        Now for the second shop, where sugar costs @{B[0][1]} cents and butter @{B[1][1]}. Two shops and three
        doughnuts give six costs, and each cost is a dot product: a row of the recipes times a column of the
        prices. All six together are the **matrix product** *A B*. The picture shows the recipes on the left,
        the prices on top, and the costs where they meet.)md");
    const Matrix costs = matmul(recipes, prices);
    page.show(Figure{
        "product", "A matrix product, cell by cell",
        "Three recipes on the left, two columns of prices above, six costs in the corner. The "
        "cost of the plain doughnut in shop 1 is highlighted, with the row and the column that "
        "give it.",
        product_diagram(recipes, prices, costs)});
    page.values({{"plain.1", costs(0, 0)},
                 {"plain.2", costs(0, 1)},
                 {"glazed.1", costs(1, 0)},
                 {"glazed.2", costs(1, 1)}});
    page.text(R"md(
        The highlighted cell is the @{plain.1} cents that we know already. In shop 2 the plain doughnut costs only
        @{plain.2}, but the glazed one @{glazed.2} instead of @{glazed.1}, because it has more sugar, and sugar is
        dearer there.

        When does such a product exist? A recipe with two ingredients needs two prices. So *A* must have as many
        columns as *B* has rows. These two inner numbers do not appear in the shape of the result: (3 x **2**)(**2** x
        2) gives (3 x 2). Keep an eye on the shapes, and half of your mistakes will show themselves.

        Now transpose the costs: (2 x 3), a row for each shop and a column for each doughnut. The rows of a product
        come from its first factor, and the shops are in *B*. So *B* has to come first, and both are transposed: the
        prices (2 x 2), with a row for each shop, times the recipes (2 x 3), with a column for each doughnut. In
        general, (*A B*)ᵀ = *B*ᵀ *A*ᵀ.

        Here are the recipes and the prices in code. Each pair of inner braces is a row:)md");
    page.setup("recipes");
    page.text(R"md(
        The product takes three loops. The outer two choose a cell, and the innermost one adds up the products
        for that cell. The claim below compares it with `matmul` from the book's own library, the code in `common/` that all chapters share:)md");
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
    page.check("the three loops and the book's library make the same product", result == costs);
    page.check(
        "the transpose of the costs is the transpose of the prices times that of the recipes",
        matmul(transpose(prices), transpose(recipes)) == transpose(costs));
    page.values({{"jam.1", costs(2, 0)}, {"jam.2", costs(2, 1)}});
    page.text(R"md(
        A vector counts as a matrix with a single row. A row times a matrix is therefore a row again, and that
        is how a model turns one row of numbers into another: *x W*, where *W* is a matrix of parameters.)md");
    page.guess(
        "What does the jam doughnut, (2, 1), cost in the two shops? And can you multiply "
        "a (4 x 3) matrix by a (4 x 3) matrix?",
        "@{A[2][0]} × @{B[0][0]} + @{A[2][1]} × @{B[1][0]} = @{jam.1} cents in the first, and "
        "@{A[2][0]} × @{B[0][1]} + @{A[2][1]} × @{B[1][1]} = @{jam.2} in the second. And no, you "
        "cannot: the "
        "inner numbers, 3 and 4, differ. With the transpose of the second matrix it works: "
        "(4 x 3)(3 x 4) gives (4 x 4).");
}

void sums(Page& page) {
    page.section("Reading Σ");
    page.text(R"md(
        Formulas are short because they leave out the loops. The sign Σ, a Greek capital S for *sum*, is a loop
        that adds up. The index that runs is written below it. With it the dot product looks like this:)md");
    page.formula("x \\cdot y = \\sum_i x_i \\, y_i", "x · y = Σᵢ xᵢ yᵢ");
    page.text(R"md(
        Read it aloud: for every *i*, multiply *x*ᵢ by *y*ᵢ, and add everything up. (Two letters side by side
        are multiplied.) A number in a matrix needs two indices, first the row and then the column: *A*ᵢⱼ stands
        in row *i* and column *j*. So this is the matrix product:)md");
    page.formula("(A B)_{ij} = \\sum_k A_{ik} \\, B_{kj}", "(A B)ᵢⱼ = Σₖ Aᵢₖ Bₖⱼ");
    page.text(R"md(
        Compare it with the three loops above. The indices *i* and *j* choose the cell, as the outer two loops
        do, and Σₖ is the innermost loop.)md");
    int squares = 0;
    for (int i = 1; i <= 4; ++i) squares += i * i;
    page.value("squares", squares);
    page.guess("What is Σᵢ *i*², where *i* runs from 1 to 4?", "1 + 4 + 9 + 16 = @{squares}.");
}

// ---- slopes ---------------------------------------------------------------------------------------

void slopes(Page& page) {
    page.section("How steep is it? Slopes and derivatives");
    page.term("slope",
              "how much a result changes, divided by the small change of what it depends on",
              {"slopes"});
    const double bigger = 3.1 * 3.1;
    page.values({{"tray", 3 * 3}, {"tray.bigger", bigger}, {"tray.growth", bigger - 9}});
    page.value("tray.slope", (bigger - 9) / 0.1);
    page.text(R"md(
        A square baking tray with sides of 3 has an area of 3 × 3 = @{tray}. How much larger does it get if its
        sides grow a little? Let them grow by 0.1. The new area is 3.1 × 3.1 = @{tray.bigger:.2f}, so it has grown
        by @{tray.growth:.2f}, which is @{tray.slope:.1f} times as much as the side. The growth of the result,
        divided by the growth of what goes in, is called the **slope**. It depends a little on the size of the step,
        so the code below tries smaller steps, too. Inside the loop, one growth is divided by the other:)md");
    std::vector<double> found;
    // [slope]
    const auto square = [](double x) { return x * x; };
    for (const double step : {0.1, 0.01, 0.001}) {
        const double slope = (square(3 + step) - square(3)) / step;
        print("a step of {} gives a slope of {:.3f}\n", step, slope);
        // [not-shown]
        found.push_back(slope);
        // [/not-shown]
    }
    // [/slope]
    page.cell("slope");
    page.text("The three steps, each smaller than the one before, give these slopes:");
    page.output(take_printed());
    page.value("slope.last", found.back());
    page.check(
        "the slope of the square at 3 comes nearer to 6 with each smaller step, in the end to "
        "within 0.002",
        std::abs(found[0] - 6) > std::abs(found[1] - 6) && std::abs(found[2] - 6) < 0.002);
    page.term("derivative", "the slope for ever smaller steps, at each place", {"derivatives"});
    page.text(R"md(
        The last slope is @{slope.last:.3f}, and you can see where this is going: to 6. The value that the slope
        approaches as the steps get smaller and smaller is called the **derivative**. For the square of *x* it is
        2*x*, everywhere. (The growth is (*x* + *h*)² − *x*² = 2*xh* + *h*². Divided by the step *h*, that is
        2*x* + *h*, and *h* goes to 0.) It is 6 where *x* is 3, and 2 where *x* is 1. The derivative of a function *f*
        is written d*f*/d*x*, a small change of *f* divided by a small change of *x*. When *f* depends on many numbers
        and only one of them is moved, the d becomes a rounded ∂: ∂*f*/∂*x*.

        Why do we want this? Suppose *f* is the error of a model, and *x* is one of its parameters. Then the
        derivative says which way to move *x*. If it is positive, a smaller *x* gives a smaller error. If it is
        negative, a larger *x* does. If it is 0, a tiny move makes next to no difference. Training asks this question
        about every parameter at once.)md");
    page.values({{"slope.at.5", 2 * 5}, {"square.5", square(5.1)}});
    page.value("slope.5", (square(5.1) - square(5)) / 0.1);
    page.guess("What is the derivative of the square at 5? Check it with a step of 0.1.",
               "2 × 5 = @{slope.at.5}. With a step of 0.1, the square grows from 25 to 5.1 × 5.1 = "
               "@{square.5:.2f}, and the slope is @{slope.5:.1f}. The rest is due to the size of "
               "the step.");
}

void chains(Page& page) {
    page.section("One after the other: the chain rule");
    page.term("chain rule", "slopes of steps that follow one another are multiplied");
    page.text(R"md(
        Think of three cogwheels. When the first turns once, the second turns 3 times, and for each turn of the
        second the third turns 2 times. So the third turns 3 × 2 = 6 times as fast as the first. With slopes it
        is the same. If *y* depends on *x*, and *z* depends on *y*, then the two slopes are multiplied:)md");
    page.formula("\\frac{dz}{dx} = \\frac{dz}{dy} \\cdot \\frac{dy}{dx}", "dz/dx = dz/dy · dy/dx");
    const auto z = [](double x) { return (3 * x + 1) * (3 * x + 1); };
    const int y = 3 * 1 + 1;
    const int dz_dy = 2 * y;
    const int chain = 3 * dz_dy;
    const double by_step = (z(1.001) - z(1)) / 0.001;
    page.values({{"y", y}, {"dz.dy", dz_dy}, {"chain", chain}, {"chain.step", by_step}});
    page.text(R"md(
        This is the **chain rule**. Let *y* = 3*x* + 1 and *z* = *y*², and start at *x* = 1. Then *y* is @{y}. The
        slope from *x* to *y* is 3. The slope from *y* to *z* is 2*y*, which is @{dz.dy} here. The product of the
        two says that *z* changes 3 × @{dz.dy} = @{chain} times as fast as *x*. A step of 0.001 in *x* agrees: it
        gives a slope of @{chain.step:.3f}.)md");
    page.check("the chain rule agrees with a small step to within 0.01",
               std::abs(chain - by_step) < 0.01);
    page.text(R"md(
        There is one more rule, for routes that meet. If *x* influences *z* by two different routes, multiply
        the slopes along each route, and add the two products. In a model with many steps, a single parameter
        influences the error by thousands of routes. Chapter 08 shows how a program keeps track of them all, with
        nothing but these two rules.)md");
    page.guess("Let *z* = *y*² and *y* = 5*x*. What is d*z*/d*x* at *x* = 2?",
               "*y* is 10, so the slopes are 2 × 10 = 20 and 5, and their product is @{chain.try}. "
               "(Check: "
               "*z* = 25*x*², and its derivative, 50*x*, is 100 there, too.)");
    page.values({{"chain.try", 2 * (5 * 2) * 5}});
}

// ---- e and ln -------------------------------------------------------------------------------------

void growth(Page& page) {
    page.section("e and ln");
    page.value("owed.twice", 1.5 * 1.5);
    page.term("e", "the number 2.718..., whose powers grow at a rate equal to their size");
    page.text(R"md(
        A baker lends you one doughnut, at 100% interest a year. After a year you owe two. If he adds the
        interest twice a year, 50% each time, you owe 1.5 × 1.5 = @{owed.twice}. What if he adds it every month,
        or every day, or a million times a year?)md");
    Table table{"times a year", {"you owe", ".5f"}};
    std::vector<double> owed;
    for (const int times : {1, 2, 12, 365, 1000000}) {
        owed.push_back(std::pow(1 + 1.0 / times, times));
        table.add(times, owed.back());
    }
    page.show(table, "One doughnut, lent at 100%");
    page.check("interest added a million times a year comes within 0.00001 of e",
               std::abs(owed.back() - std::exp(1.0)) < 1e-5);
    page.value("owed.most", owed.back());
    page.values({{"e.2", std::exp(2.0)}, {"e.minus2", std::exp(-2.0)}});
    page.text(R"md(
        The debt does not grow without limit. Even with a million additions you owe only @{owed.most:.5f}
        doughnuts. The number that it approaches is called **e**, and these are its first digits.

        What we need are its powers, eˣ, which are also written exp(*x*). Here *x* may be any number. e² is e × e. The
        power ½ is the number which, multiplied by itself, makes e, and other fractions work in the same way. A minus
        sign means one divided by the power: e⁻² = 1/e². Your calculator has a key for all of them, eˣ. Three facts
        are enough:

        - They are always positive, even when *x* is negative: e² is @{e.2:.2f}, and e⁻² is @{e.minus2:.3f}.
        - A sum in the exponent becomes a product: eᵃ⁺ᵇ = eᵃ · eᵇ. So e⁰ = 1, because adding 0 in the
          exponent changes nothing, and neither does multiplying by 1.
        - At every place, the slope of eˣ is eˣ itself. That is why mathematicians prefer e to 10.)md");
    page.term("natural logarithm (ln)", "the power to which e must be raised to give a number",
              {"natural logarithm", "natural logarithms"});
    page.values({{"ln.half", std::log(0.5)}, {"ln.hundredth", std::log(0.01)}});
    page.text(R"md(
        Now for the way back: to what power must e be raised to give *x*? The answer is called the **natural
        logarithm** of *x*, written ln *x*. (In code it is `log`.) Because e⁰ = 1, ln 1 is 0. Because powers of e
        turn sums into products, ln turns products into sums: ln(*a b*) = ln *a* + ln *b*. And a number below 1 has
        a negative logarithm: ln 0.5 is @{ln.half:.2f}, and ln 0.01 is @{ln.hundredth:.2f}. The nearer the number is
        to 0, the further down its logarithm lies, and the steeper it is: the slope of ln *x* is 1/*x*.

        Attention uses e to make positive shares out of numbers of any sign (chapter 05). Training uses ln to measure
        how bad it is if the right answer seemed unlikely (chapter 08).)md");
    const double step = 1e-3;
    page.check(
        "where x is 2, the slope of e to the power of x is e squared, to within a thousandth",
        std::abs((std::exp(2 + step) - std::exp(2.0)) / step / std::exp(2.0) - 1) < 1e-3);
    page.check("where x is 2, the slope of ln x is one half, to within a thousandth",
               std::abs((std::log(2 + step) - std::log(2.0)) / step - 0.5) < 1e-3);
    page.value("ln.e5", std::log(std::exp(2.0) * std::exp(3.0)));
    page.guess(
        "What is ln(e² · e³)? And which is larger, e⁰ or e⁻¹⁰⁰?",
        "e² · e³ = e⁵, and its logarithm is @{ln.e5:.0f}. And e⁰, which is 1, is larger: e⁻¹⁰⁰ is "
        "nearly 0, but still positive.");
}

// ---- many numbers, and chance ---------------------------------------------------------------------

void means(Page& page) {
    page.section("Mean, variance and standard deviation");
    const Matrix weights{{48, 50, 52, 47, 53}};
    page.values({{"mean", mean(weights)},
                 {"variance", variance(weights)},
                 {"deviation", std::sqrt(variance(weights))}});
    // Also a verb, and an adjective: so it is known by what stands before it.
    page.term("mean (average)", "the sum of some numbers, divided by how many there are",
              {"a mean", "arithmetic mean", "its mean", "the mean", "their mean", "mean 0",
               "mean and variance"});
    page.term("variance", "the mean of the squared distances from the mean", {"variances"});
    page.term("standard deviation", "the root of the variance: a typical distance from the mean",
              {"standard deviations"});
    Matrix distances = weights;
    for (real& x : distances.row(0)) x -= static_cast<real>(mean(weights));
    page.values({{"weights", weights.row(0)},
                 {"distances", distances.row(0)},
                 {"squares.of", multiply(distances, distances).row(0)}});
    page.text(R"md(
        Five doughnuts weigh @{weights} grams. Added up and divided by five, that makes @{mean:.0f} grams. This is
        their **mean**.

        How much do they differ? Their differences from the mean are @{distances}. Added up, these make 0, which
        tells us nothing. So we square them first, @{squares.of}, and take the mean of the squares, @{variance:.1f}.
        That is the **variance**. Its unit is an odd one, square grams. Its root brings us back to grams:
        @{deviation:.2f}, the **standard deviation**. It says how far from the mean a doughnut typically lies.

        Two facts will matter. If you multiply every number by 2, the standard deviation doubles, and the variance
        becomes 4 times as large. And if you subtract the mean from every number and divide by the standard
        deviation, you get numbers with mean 0 and variance 1. A model does this to its rows
        again and again (chapter 07).)md");
    const Matrix doubled = scale(weights, 2);
    page.check("twice the numbers have four times the variance",
               std::abs(variance(doubled) - 4 * variance(weights)) < 1e-4);
    const Matrix two{{1, 3}};
    page.values({{"two.mean", mean(two)}, {"two.variance", variance(two)}});
    page.guess("What are the mean, variance and standard deviation of 1 and 3?",
               "The mean is @{two.mean:.0f}, both lie 1 away from it, and so the variance is "
               "@{two.variance:.0f} and the "
               "standard deviation 1.");
}

void chances(Page& page) {
    page.section("Probability");
    page.term("probability", "how often something happens in the long run, between 0 and 1",
              {"probabilities"});
    page.values({{"sixth", 1.0 / 6}, {"two.sixes", 1.0 / 36}});
    page.text(R"md(
        Throw a die many times. In the long run, one throw in six shows a six. This share is called the
        **probability** of a six: *p* = 1/6, about @{sixth:.3f}. A probability lies between 0, which means *never*,
        and 1, which means *always*, and the probabilities of everything that can happen add up to 1. A model that
        writes gives a probability to every piece that could come next.

        Now throw two dice. How likely are two sixes? One throw in six has a six on the first die, and one in six of
        those has a six on the second as well: 1/6 × 1/6 = 1/36, about @{two.sixes:.3f}. Multiplying is right when
        the two throws do not influence each other. Such throws, or draws, are called *independent*. A sentence gets
        its probability in a similar way, as a product of probabilities, one for each piece. (A piece is not
        independent: its probability depends on the pieces before it.) Such a product soon gets tiny. Its logarithm
        is a sum, and much easier to handle.

        One last fact. Let us add up what two dice show, and go through all the cases:)md");
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
    page.check("the variance of two dice added up is twice that of one, to within a millionth",
               std::abs(variance(both) - 2 * variance(one)) < 1e-6);
    page.values({{"die", variance(one)}, {"dice", variance(both)}});
    page.values({{"die.root", std::sqrt(variance(one))}, {"dice.root", std::sqrt(variance(both))}});
    page.text(R"md(
        The variance has doubled, from @{die:.2f} to @{dice:.2f}. This is a general rule: when independent numbers are
        added up, so are their variances. The standard deviation has grown only from @{die.root:.2f} to
        @{dice.root:.2f}, by a factor of the root of 2, because a high throw of one die often meets a low throw of the
        other. If you add up *d* independent numbers that all have the same spread, the sum typically lies √*d* times
        as far from its mean as a single number from its own. That is where the √*d* in the formula of attention comes
        from (chapter 05).)md");
    page.values({{"three.heads", 1.0 / 8}, {"hundred", std::sqrt(100.0)}});
    page.guess(
        "How likely is a coin to come up heads three times in a row? And if each of 100 "
        "independent numbers has standard deviation 1, what is the standard deviation of their "
        "sum?",
        "1/2 × 1/2 × 1/2 = @{three.heads}, one in eight. The variance of the sum is 100, so its "
        "standard deviation is √100 = @{hundred:.0f}.");
}

void letters(Page& page) {
    page.section("The letters of this book");
    page.text(R"md(
        Here is what the letters mean, for reference: skip the table for now.)md");
    Table table{"letter", "what it is", "first in"};
    const std::vector<std::vector<Cell>> rows{
        {"n", "how many words or pieces: the rows of a sentence", "chapter 02"},
        {"m", "how many words are looked at, if that is not the same sentence: the number of keys",
         "chapter 04"},
        {"d", "the width of a row: how many numbers stand for one piece (d_model)", "chapter 02"},
        {"i, j, k", "indices that run", "this page"},
        {"q, Q", "a query; all queries, one below the other", "chapter 04"},
        {"k, K", "a key; all keys", "chapter 04"},
        {"v, V", "a value; all values", "chapter 04"},
        {"W_Q, W_K, W_V", "the matrices that turn rows into queries, keys and values",
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
        {"β (beta)", "in training: how much of a running average is kept at each step",
         "chapter 08"},
        {"σ (sigma)", "the sigmoid, a function that squeezes numbers into 0 to 1", "chapter 09"},
        {"Σ (capital sigma)", "a sum", "this page"},
        {"∂", "a small change, of one number among several", "this page"},
        {"ᵀ", "transposed: rows become columns", "this page"},
        {"ln, exp", "the natural logarithm, and e to the power of", "this page"}};
    for (const std::vector<Cell>& row : rows) table.add_row(row);
    page.show(table, "The letters, roughly in the order in which you will meet them");
    page.text(R"md(
        One letter may be unfamiliar: η (eta) in chapter 08, which looks like an *n* with a long leg. Small letters
        stand for plain numbers, like *d*, or for a single row, like *q*. Most capitals, like *Q*, stand for a matrix,
        but *T* and *L* are plain numbers. In the code, a comment such as `(n x d)` to the right of a line gives the
        shape of what that line computes: here, *n* rows and *d* columns. There is one trap. In such a comment, the V of `(V x d)` is the number of pieces in the model's list, while *V* in the text nearly always means the values.)md");
}

void build(Page& page) {
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
    page.end(
        {.recap = "A vector is a row of numbers, a matrix a table of rows. The dot product "
                  "measures how well two "
                  "vectors of the same length agree, and a matrix product is many of them at "
                  "once. A derivative "
                  "is a slope for tiny "
                  "steps, and slopes along a chain are multiplied. e makes everything "
                  "positive, ln undoes it and "
                  "turns products into sums. Variances of independent numbers add up.",
         .questions =
             {{"Why does the shape of a matrix product lose its two inner numbers?",
               "Every cell of the result is a dot product of a row of the first matrix and a "
               "column of the "
               "second. The row and the column must have the same number of entries, and "
               "adding up their products turns them all into one number."},
              {"What does it tell you if a derivative of the error is negative?",
               "If the parameter grows a little, the error falls. So training makes it larger."},
              {"Why does the sum of many independent numbers not vary by as much as their standard "
               "deviations added up?",
               "Some are above their mean and some below, so they partly cancel. The "
               "variances add up, and the "
               "standard deviation is the root of that: for *d* numbers with the same "
               "spread, √*d* times that of one."}},
         .next =
             "How do you write all this down in C++? (The page about matrices shows how. If you "
             "only want to read, go on to chapter 01.)",
         .answer = "Vectors, matrices, slopes, e and ln, mean and variance, probability: each with "
                   "small numbers, a "
                   "pencil and an answer."});
}

}  // namespace

ChapterDefinition chapter() {
    return define_chapter({kNoNumber, "primer", "The mathematics of this book, with small numbers"},
                          build);
}

}  // namespace chapter_primer
