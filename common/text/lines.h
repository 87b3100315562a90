// The door: text files become lines, checked, and pairs of lines.
//
// Behind it a line is valid UTF-8 without its line end ("\n" or "\r\n"); a byte order mark at the
// start of a file is dropped. Whatever cannot be read is an InputError that names file and line.
#pragma once

#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace book {

// One sentence and its translation. Pairs of a file stand in two lists of the same length.
struct TextPairs {
    std::vector<std::string> source;
    std::vector<std::string> target;
};

// A file, open for reading its bytes; InputError says why it cannot be.
std::ifstream open_file(const std::string& path);

// A whole file of at most `largest` bytes.
std::string read_file(const std::string& path, std::size_t largest);

// All lines of a file of at least one line and at most 1 GiB. A line may be empty.
std::vector<std::string> read_lines(const std::string& path);

// A line as it comes in, from a file or a prompt, without its line end; InputError
// "name:number: invalid UTF-8 at byte N ..." (both from 1) if it is not UTF-8.
std::string checked_line(std::string_view raw, std::string_view name, std::size_t number);

// Two columns with a tab between them (further columns are ignored, as in Tatoeba's files);
// swap: the first column is the target.
TextPairs read_pairs(const std::string& path, bool swap = false);

// Two files, line N of the one translated by line N of the other.
TextPairs read_parallel(const std::string& source_path, const std::string& target_path);

}  // namespace book
