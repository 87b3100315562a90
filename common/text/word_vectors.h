// Word vectors that somebody else has learnt, from a text file: GloVe's, or word2vec's text format.
//
//     doughnuts 0.1231 -0.0432 ...        a word a line, then its numbers, as many as in every line
//     400000 100                          word2vec puts first how many words, of how many numbers
//
// Between words and numbers stand spaces or tabs. The file is a stranger's, and published ones are odd:
// GloVe's have words with blanks in them (so the numbers are counted from the right), fastText's promise
// a word too many. What can be read is read, and what is odd is told. Whatever else is wrong is an
// InputError of one line that names the file, the line and how to mend it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tensor/matrix.h"

namespace book {

struct WordVectors {
    std::vector<std::string> words;  // none twice; printable
    Matrix vectors;                  // (words x d)  a row for each
    std::unordered_map<std::string, int> row_of;
    std::vector<std::string> odd;  // in words: "words with blanks in them: 2 (the first in line 7)"

    int find(std::string_view word) const;  // its row, or -1
};

// Of a larger file its first words are read, which are the most frequent: so many numbers (a quarter of a
// GiB), 671,000 words of 100.
inline constexpr std::size_t kMostVectorNumbers = std::size_t{1} << 26;
inline constexpr std::size_t kLongestVectorLine = std::size_t{1} << 16;  // bytes

WordVectors read_word_vectors(const std::string& path, std::size_t most = kMostVectorNumbers);

}  // namespace book
