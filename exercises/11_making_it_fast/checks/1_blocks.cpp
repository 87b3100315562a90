// Checks exercise 11.1, a product in blocks.
#include "11_making_it_fast/exercises.h"
#include "teacher/harness/teach.h"

namespace exercise {
class Builder {
  public:
    static Shelf shelf(int room) { return Shelf(room); }
};
}  // namespace exercise

namespace book::teacher::exercise_11_1 {
namespace {

using exercise::Block;
using exercise::Cellar;
using exercise::Shelf;

Case one(const char* about, int n, int k, int m, int side, Rng& rng) {
    const Matrix a = draw({n, k}, rng);
    const Matrix b = draw({k, m}, rng);
    return {about, {{"a", a}, {"b", b}, {"side", as_input(side)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("four by four, blocks of two", 4, 4, 4, 2, rng));
    all.push_back(one("three sizes, blocks of two", 4, 6, 2, 2, rng));
    all.push_back(one("sizes that are no multiples of the side", 5, 7, 4, 3, rng));
    all.push_back(one("larger: blocks of four", 12, 9, 14, 4, rng));
    all.push_back(one("blocks that are larger than the matrices", 2, 3, 2, 5, rng));
    all.push_back(one("blocks of a single number", 2, 3, 2, 1, rng));
    return all;
}

int side(const Case& c) { return c.whole(2); }
int blocks(int size, int side) { return (size + side - 1) / side; }

long allowed(const Case& c) {
    const Shape a = c.matrix(0).shape(), b = c.matrix(1).shape();
    return static_cast<long>(a.size()) * blocks(b.cols, side(c)) +
           static_cast<long>(b.size()) * blocks(a.rows, side(c));
}

// c, and below it what the carrying was like.
Matrix with_account(const Matrix& product, bool too_much) {
    const Matrix account({1, product.cols()}, too_much ? real{1} : real{0});
    return concat_rows({product, account});
}

template <class F>
Answer with(F multiply) {
    return [multiply](const Case& c) {
        Shelf shelf = exercise::Builder::shelf(3 * side(c) * side(c));
        const Matrix product = multiply(Cellar(c.matrix(0)), Cellar(c.matrix(1)), shelf, side(c));
        return with_account(product, shelf.carried() > allowed(c));
    };
}

Matrix right(const Case& c) { return with_account(matmul(c.matrix(0), c.matrix(1)), false); }

// Each number of a and of b is carried up anew for each number of c.
Matrix number_by_number(const Cellar& a, const Cellar& b, Shelf& shelf, int) {
    Matrix c({a.rows(), b.cols()});
    for (int i = 0; i < c.rows(); ++i)
        for (int j = 0; j < c.cols(); ++j)
            for (int p = 0; p < a.cols(); ++p)
                c(i, j) += a.fetch(i, p, 1, 1, shelf)(0, 0) * b.fetch(p, j, 1, 1, shelf)(0, 0);
    return c;
}

struct Way {
    bool border = true, all_blocks = true, adds = true;
};

Answer blocked(Way way) {
    return with([way](const Cellar& a, const Cellar& b, Shelf& shelf, int side) {
        Matrix c({a.rows(), b.cols()});
        const auto end = [&](int size) { return way.border ? size : size / side * side; };
        for (int i = 0; i < end(c.rows()); i += side)
            for (int j = 0; j < end(c.cols()); j += side)
                for (int p = 0; p < end(a.cols()); p += side) {
                    const int rows = std::min(side, c.rows() - i);
                    const int cols = std::min(side, c.cols() - j);
                    const int depth = std::min(side, a.cols() - p);
                    if (!way.all_blocks && p > 0) continue;
                    const Block left = a.fetch(i, p, rows, depth, shelf);
                    const Block right = b.fetch(p, j, depth, cols, shelf);
                    const View to = c.view().row_block(i, rows).col_block(j, cols);
                    if (!way.adds) fill(to, 0);
                    add_to(matmul(left, right), to);
                }
        return c;
    });
}

Answer blocked_but(bool Way::*what) {
    Way way;
    way.*what = false;
    return blocked(way);
}

const Register registered(
    {"11.1",
     "A product in blocks",
     "exercises/11_making_it_fast/1_blocks.cpp",
     cases,
     with(exercise::product_in_blocks),
     right,
     {{"number_by_number",
       "The product is right, but too much was carried: that happens when each number in c fetches "
       "its own numbers. What is carried up should be used for a whole row or column of a block of "
       "c before it goes.",
       with(number_by_number)},
      {"only_the_last_block",
       "This is what comes out when each pair of blocks overwrites the one before it. A block of c "
       "is a sum over all p: add to it.",
       blocked_but(&Way::adds)},
      {"only_the_first_block",
       "This is what comes out when a block of c is made from one block of a and one of b. It "
       "needs a whole row of blocks of a and a whole column of blocks of b.",
       blocked_but(&Way::all_blocks)},
      {"forgets_the_border",
       "This is what comes out when only whole blocks are multiplied. Where a size is not a "
       "multiple of the side, the last block is smaller, but it is there.",
       blocked_but(&Way::border)}}});

}  // namespace
}  // namespace book::teacher::exercise_11_1
