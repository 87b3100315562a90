// Wrong answers to the exercises of chapters 01 to 03.
#include <map>

#include "01_tokens/exercises.h"
#include "02_embeddings/exercises.h"
#include "03_positions/exercises.h"
#include "beginners.h"

using namespace exercise;

namespace beginners {

void chapters_01_02_03(Beginners& all) {
    all.add("1.1", "pairs reach across the end of a word", [](const std::vector<Tokens>& words) {
        std::map<std::pair<int, int>, int> counts;
        Tokens text;
        for (const Tokens& word : words) text.insert(text.end(), word.begin(), word.end());
        for (std::size_t i = 0; i + 1 < text.size(); ++i) ++counts[{text[i], text[i + 1]}];
        Pair best;
        for (const auto& [pair, count] : counts)
            if (count > best.count) best = {pair.first, pair.second, count};
        return best;
    });
    all.add("1.1", "the last of equals wins + the last neighbours of a word are forgotten",
            [](const std::vector<Tokens>& words) {
                std::map<std::pair<int, int>, int> counts;
                for (const Tokens& word : words)
                    for (std::size_t i = 0; i + 2 < word.size(); ++i)
                        ++counts[{word[i], word[i + 1]}];
                Pair best;
                for (const auto& [pair, count] : counts)
                    if (count >= best.count) best = {pair.first, pair.second, count};
                return best;
            });
    all.add("1.2", "the right one of a glued pair stays", [](const Tokens& tokens, Merge merge) {
        Tokens result;
        for (std::size_t i = 0; i < tokens.size(); ++i)
            if (i + 1 < tokens.size() && tokens[i] == merge.left && tokens[i + 1] == merge.right)
                result.push_back(merge.id);
            else
                result.push_back(tokens[i]);
        return result;
    });
    all.add("1.2", "from right to left + the first token is lost when nothing is glued with it",
            [](const Tokens& tokens, Merge merge) {
                Tokens result;
                for (int i = static_cast<int>(tokens.size()) - 1; i > 0; --i)
                    if (tokens[i - 1] == merge.left && tokens[i] == merge.right) {
                        result.insert(result.begin(), merge.id);
                        --i;
                    } else {
                        result.insert(result.begin(), tokens[i]);
                    }
                return result;
            });
    const auto glued = [](const Tokens& tokens, Merge merge) {
        Tokens result;
        for (std::size_t i = 0; i < tokens.size(); ++i)
            if (i + 1 < tokens.size() && tokens[i] == merge.left && tokens[i + 1] == merge.right) {
                result.push_back(merge.id);
                ++i;
            } else {
                result.push_back(tokens[i]);
            }
        return result;
    };
    all.add("1.3", "the merges backwards",
            [glued](const Tokens& tokens, const std::vector<Merge>& merges) {
                Tokens result = tokens;
                for (std::size_t m = merges.size(); m-- > 0;) result = glued(result, merges[m]);
                return result;
            });
    all.add("1.3", "the last merge is forgotten + every merge sees the bytes, not what was made",
            [](const Tokens& tokens, const std::vector<Merge>& merges) {
                Tokens result;
                for (std::size_t i = 0; i < tokens.size(); ++i) {
                    int id = tokens[i];
                    for (std::size_t m = 0; m + 1 < merges.size(); ++m)
                        if (i + 1 < tokens.size() && tokens[i] == merges[m].left &&
                            tokens[i + 1] == merges[m].right) {
                            id = merges[m].id;
                            ++i;
                            break;
                        }
                    result.push_back(id);
                }
                return result;
            });
    all.add("1.4", "characters are counted, not bytes", [](std::string_view bytes) {
        int characters = 0;
        for (std::size_t i = 0; i < bytes.size();) {
            const int first = static_cast<unsigned char>(bytes[i]);
            const std::size_t length = first < 128 ? 1 : first < 224 ? 2 : first < 240 ? 3 : 4;
            if (i + length > bytes.size()) break;
            i += length;
            ++characters;
        }
        return characters;
    });
    all.add("1.4", "the end is not looked at: an unfinished character counts in full",
            [](std::string_view bytes) {
                std::size_t i = 0;
                while (i < bytes.size()) {
                    const int first = static_cast<unsigned char>(bytes[i]);
                    i += first < 128 ? 1 : first < 224 ? 2 : first < 240 ? 3 : 4;
                }
                return static_cast<int>(i);
            });
    all.add("2.1", "row i of the table for place i",
            [](const std::vector<int>& ids, ConstView table) {
                Matrix result({static_cast<int>(ids.size()), table.cols()});
                for (int i = 0; i < result.rows(); ++i)
                    for (int c = 0; c < result.cols(); ++c)
                        result(i, c) = table(std::min(i, table.rows() - 1), c);
                return result;
            });
    all.add("2.1", "the last column is forgotten + the sentence is read backwards",
            [](const std::vector<int>& ids, ConstView table) {
                const int n = static_cast<int>(ids.size());
                Matrix result({n, table.cols()});
                for (int i = 0; i < n; ++i)
                    for (int c = 0; c < table.cols() - 1; ++c)
                        result(i, c) = table(ids[n - 1 - i], c);
                return result;
            });
    all.add("2.2", "no square root + the trap is forgotten",
            [](std::span<const real> a, std::span<const real> b) {
                real sum = 0, aa = 0, bb = 0;
                for (std::size_t i = 0; i < a.size(); ++i) {
                    sum += a[i] * b[i];
                    aa += a[i] * a[i];
                    bb += b[i] * b[i];
                }
                return sum / (aa * bb);
            });
    all.add("2.2", "divided by one length only",
            [](std::span<const real> a, std::span<const real> b) {
                real sum = 0, aa = 0;
                for (std::size_t i = 0; i < a.size(); ++i) {
                    sum += a[i] * b[i];
                    aa += a[i] * a[i];
                }
                return aa == 0 ? real{0} : sum / std::sqrt(aa);
            });
    all.add("2.3", "the logarithm to base 2", [](ConstView counts) {
        const int v = counts.rows();
        std::vector<real> sums(v);
        real all_of_them = 0;
        for (int a = 0; a < v; ++a)
            for (int b = 0; b < v; ++b) sums[a] += counts(a, b);
        for (real s : sums) all_of_them += s;
        Matrix result({v, v});
        for (int a = 0; a < v; ++a)
            for (int b = 0; b < v; ++b)
                if (counts(a, b) > 0)
                    result(a, b) = std::max(
                        real{0}, std::log2(counts(a, b) * all_of_them / (sums[a] * sums[b])));
        return result;
    });
    all.add("2.3", "the total n is forgotten + nothing is cut off at 0", [](ConstView counts) {
        const int v = counts.rows();
        std::vector<real> sums(v);
        for (int a = 0; a < v; ++a)
            for (int b = 0; b < v; ++b) sums[a] += counts(a, b);
        Matrix result({v, v});
        for (int a = 0; a < v; ++a)
            for (int b = 0; b < v; ++b) result(a, b) = std::log(counts(a, b) / (sums[a] * sums[b]));
        return result;
    });
    all.add("2.4", "= instead of += (a word that occurs twice) + no root of d",
            [](const std::vector<int>& ids, ConstView corrections, int words) {
                Matrix result({words, corrections.cols()});
                for (int i = 0; i < corrections.rows(); ++i)
                    for (int c = 0; c < corrections.cols(); ++c)
                        result(ids[i], c) = corrections(i, c);
                return result;
            });
    all.add("2.4", "divided by the root of d, as if to undo it",
            [](const std::vector<int>& ids, ConstView corrections, int words) {
                Matrix result({words, corrections.cols()});
                for (int i = 0; i < corrections.rows(); ++i)
                    for (int c = 0; c < corrections.cols(); ++c)
                        result(ids[i], c) +=
                            corrections(i, c) / std::sqrt(static_cast<real>(corrections.cols()));
                return result;
            });
    all.add("3.1", "2 * column / width in the exponent", [](int position, int column, int width) {
        const double a = position / std::pow(10000.0, 2.0 * column / width);
        return static_cast<real>(column % 2 == 0 ? std::sin(a) : std::cos(a));
    });
    all.add("3.1", "whole-number division in the exponent",
            [](int position, int column, int width) {
                const int i = column / 2;
                const double a = position / std::pow(10000.0, 2 * i / width);
                return static_cast<real>(column % 2 == 0 ? std::sin(a) : std::cos(a));
            });
    all.add("3.1", "cosine first + times instead of divided by the power",
            [](int position, int column, int width) {
                const int i = column / 2;
                const double a = position * std::pow(10000.0, 2.0 * i / width);
                return static_cast<real>(column % 2 == 0 ? std::cos(a) : std::sin(a));
            });
    all.add("3.2", "the largest dot product for each alone + position first",
            [](ConstView words, ConstView signals, ConstView sums) {
                const auto best = [](ConstView of, std::span<const real> row) {
                    int at = 0;
                    for (int i = 1; i < of.rows(); ++i)
                        if (dot(of.row(i), row) > dot(of.row(at), row)) at = i;
                    return static_cast<real>(at);
                };
                Matrix result({sums.rows(), 2});
                for (int i = 0; i < sums.rows(); ++i) {
                    result(i, 0) = best(signals, sums.row(i));
                    result(i, 1) = best(words, sums.row(i));
                }
                return result;
            });
    all.add("3.2", "the nearest pair so far is carried over to the next sum",
            [](ConstView words, ConstView signals, ConstView sums) {
                Matrix result({sums.rows(), 2});
                real nearest = 1e9;
                for (int i = 0; i < sums.rows(); ++i)
                    for (int w = 0; w < words.rows(); ++w)
                        for (int p = 0; p < signals.rows(); ++p) {
                            real far = 0;
                            for (int c = 0; c < sums.cols(); ++c)
                                far += std::abs(words(w, c) + signals(p, c) - sums(i, c));
                            if (far < nearest) {
                                nearest = far;
                                result(i, 0) = static_cast<real>(w);
                                result(i, 1) = static_cast<real>(p);
                            }
                        }
                return result;
            });
    const auto turned = [](ConstView x, double sign, double step) {
        Matrix y(x);
        for (int p = 0; p < x.rows(); ++p)
            for (int c = 0; c + 1 < x.cols(); c += 2) {
                const double a = p / std::pow(10000.0, step * c / x.cols());
                y(p, c) =
                    static_cast<real>(x(p, c) * std::cos(a) + sign * x(p, c + 1) * std::sin(a));
                y(p, c + 1) =
                    static_cast<real>(x(p, c + 1) * std::cos(a) - sign * x(p, c) * std::sin(a));
            }
        return y;
    };
    all.add("3.3", "only the queries are turned",
            [turned](ConstView q, ConstView k) { return matmul_nt(turned(q, 1, 1), k); });
    all.add("3.3", "the number of the pair in the exponent, instead of its column",
            [turned](ConstView q, ConstView k) {
                return matmul_nt(turned(q, 1, 0.5), turned(k, 1, 0.5));
            });
    all.add("3.3", "queries and keys are turned in opposite directions + divided by the root of d",
            [turned](ConstView q, ConstView k) {
                return scale(matmul_nt(turned(q, 1, 1), turned(k, -1, 1)),
                             1 / std::sqrt(static_cast<real>(q.cols())));
            });
}

}  // namespace beginners
