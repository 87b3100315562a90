// What came of a reader's function, on its way from the program that has run it (answer_one.cpp) to the
// one that judges it (check_one.cpp): a line each for what was begun and what came of it.
//
//     begun 0
//     returned 0  1 3  0x1p-2 0x1p-1 nan        case 0 gave a (1 x 3) matrix
//     threw 1  out of luck                      case 1 an exception, the last line; "not_written_yet 1"
//
// Whoever reads this trusts nobody: lines that are not in this form, or not in this order, end it.
#pragma once

#include <string>
#include <vector>

#include "tensor/matrix.h"

namespace book::teacher {

std::string begun_line(int number);
std::string returned_line(int number, ConstView result);
std::string not_written_yet_line(int number);
std::string threw_line(int number, const std::string& what);

struct Results {
    enum class End {
        open,  // nothing more was said
        not_written_yet,
        threw,
        absurd,  // a shape so large that nobody could mean it
    };
    std::vector<Matrix> returned;  // by case
    bool begun = false;            // the next case was begun, and nothing has come of it
    End end = End::open;
    std::string thrown;  // what() of the exception
    Shape absurd;
};
Results read_results(const std::string& lines);

}  // namespace book::teacher
