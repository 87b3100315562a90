// Word vectors of strangers: a row for each word, and every number finite.
#include "text/word_vectors.h"

#include <cmath>

#include "fuzz.h"
#include "text/utf8.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string path = file_with("vectors", input);
    accepts([&] {
        const WordVectors v = read_word_vectors(path, 1000);
        hold(v.vectors.rows() == static_cast<int>(v.words.size()), "a row for each word");
        for (const real x : v.vectors.flat()) hold(std::isfinite(x), "a number is finite");
        for (std::size_t i = 0; i < v.words.size(); ++i) {
            hold(v.find(v.words[i]) == static_cast<int>(i), "a word is found in its row");
            hold(first_invalid_utf8(v.words[i]) == std::string::npos, "a word is UTF-8");
        }
    });
}

}  // namespace book::fuzz
