// What the readers' functions give, as numbers, on its way from the program that calls them to the one that
// judges.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/require.h"
#include "experiments/checks/judges.h"

namespace book::teacher::experiments {
namespace {

std::string text_in_row(ConstView numbers, int row) {
    std::string text;
    for (int c = 0; c < numbers.cols() && numbers(row, c) != -1; ++c) {
        const real byte = numbers(row, c);
        require_input(byte >= 0 && byte <= 255 && byte == std::floor(byte),
                      "lessons() gave no texts");
        text += static_cast<char>(static_cast<unsigned char>(byte));
    }
    return text;
}

}  // namespace

Matrix as_numbers(const std::vector<SentencePair>& lessons) {
    std::size_t longest = 0;
    for (const SentencePair& lesson : lessons)
        longest = std::max({longest, lesson.source.size(), lesson.target.size()});
    Matrix numbers({2 * static_cast<int>(lessons.size()), static_cast<int>(longest)}, -1);
    int row = 0;
    for (const SentencePair& lesson : lessons)
        for (const std::string& text : {lesson.source, lesson.target}) {
            for (std::size_t i = 0; i < text.size(); ++i)
                numbers(row, static_cast<int>(i)) = static_cast<unsigned char>(text[i]);
            ++row;
        }
    return numbers;
}

std::vector<SentencePair> as_lessons(const Matrix& numbers) {
    require_input(numbers.rows() % 2 == 0, "lessons() gave no pairs");
    std::vector<SentencePair> lessons;
    for (int row = 0; row < numbers.rows(); row += 2)
        lessons.push_back({.source = text_in_row(numbers, row),
                           .target = text_in_row(numbers, row + 1),
                           .triples = {}});
    return lessons;
}

Matrix table_of(Signal signal) {
    Matrix table({kSignalLength, kSignalWidth});
    for (int p = 0; p < table.rows(); ++p)
        for (int c = 0; c < table.cols(); ++c) table(p, c) = signal(p, c, table.cols());
    return table;
}

Matrix as_numbers(const TransformerConfig& sizes) {
    std::vector<real> fields;
    for_each_field(sizes,
                   [&](const char*, auto field) { fields.push_back(static_cast<real>(field)); });
    Matrix numbers({1, static_cast<int>(fields.size())});
    std::copy(fields.begin(), fields.end(), numbers.flat().begin());
    return numbers;
}

TransformerConfig as_sizes(const Matrix& numbers) {
    TransformerConfig sizes;
    require_input(numbers.shape() == as_numbers(sizes).shape(), "smallest() gave no sizes");
    int column = 0;
    for_each_field(sizes, [&](const char* name, auto& field) {
        const real x = numbers(0, column++);
        // (Above this, not every whole number is a float.)
        require_input(std::isfinite(x) && std::fabs(x) < 1e7, "smallest(): .{} is {}", name, x);
        field = static_cast<std::remove_reference_t<decltype(field)>>(x);
    });
    return sizes;
}

}  // namespace book::teacher::experiments
