#include "teacher/harness/results.h"

#include <fmt/core.h>

#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "core/display_width.h"

namespace book::teacher {
namespace {

constexpr int kLongestSide = 1'000'000;  // rows or columns: what is empty may have any number
constexpr int kLongestWords = 300;       // columns, of what an exception says

// "0x1.8p+1", "inf", "nan": every bit of a number that is one.
bool parse_real(const std::string& word, real& x) {
    char* end = nullptr;
    x = static_cast<real>(std::strtod(word.c_str(), &end));
    return end != word.c_str() && *end == '\0';
}

// "2 3  0x1p+0 ..."
bool parse_matrix(std::istringstream& words, Matrix& m, Shape& absurd) {
    int rows = -1, cols = -1;
    if (!(words >> rows >> cols) || rows < 0 || cols < 0) return false;
    if (rows > kLongestSide || cols > kLongestSide) {
        absurd = {rows, cols};
        return false;
    }
    std::vector<real> numbers;
    for (std::string word; words >> word;) {
        numbers.push_back(0);
        if (!parse_real(word, numbers.back())) return false;
    }
    if (std::int64_t{rows} * cols != static_cast<std::int64_t>(numbers.size())) return false;
    m = Matrix({rows, cols});
    std::copy(numbers.begin(), numbers.end(), m.flat().begin());
    return true;
}

// False: it says nothing that belongs here.
bool read_line(const std::string& line, Results& results) {
    std::istringstream words(line);
    std::string what;
    int number = -1;
    words >> what >> number;
    if (number != static_cast<int>(results.returned.size())) return false;
    if (results.begun == (what == "begun")) return false;
    results.begun = what == "begun";
    if (what == "begun") return true;
    if (what == "returned") {
        results.returned.emplace_back();
        if (parse_matrix(words, results.returned.back(), results.absurd)) return true;
        results.returned.pop_back();
        results.begun = true;
        if (results.absurd != Shape{}) results.end = Results::End::absurd;
        return false;
    }
    if (what == "not_written_yet") results.end = Results::End::not_written_yet;
    if (what == "threw") {
        results.end = Results::End::threw;
        std::getline(words >> std::ws, results.thrown);
        results.thrown = clip(printable(results.thrown), kLongestWords);
    }
    return false;
}

}  // namespace

std::string begun_line(int number) { return fmt::format("begun {}\n", number); }

std::string returned_line(int number, ConstView result) {
    std::string text = fmt::format("returned {}  {} {} ", number, result.rows(), result.cols());
    for (int r = 0; r < result.rows(); ++r)
        for (int c = 0; c < result.cols(); ++c)
            text += fmt::format(" {:a}", static_cast<double>(result(r, c)));
    return text + "\n";
}

std::string not_written_yet_line(int number) { return fmt::format("not_written_yet {}\n", number); }

std::string threw_line(int number, const std::string& what) {
    std::string line;
    for (const char c : what) line += c == '\n' ? ' ' : c;
    return fmt::format("threw {}  {}\n", number, line);
}

Results read_results(const std::string& lines) {
    Results results;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line) && !in.eof();)  // half a line says nothing
        if (!read_line(line, results)) break;
    return results;
}

}  // namespace book::teacher
