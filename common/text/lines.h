// The door: text from a file, a pipe or a prompt becomes lines, checked, and pairs of lines.
//
// A line ends in "\n", "\r\n" or "\r"; the last one may lack its end. A byte order mark before a line
// is dropped: it stands at the start of a file, and where two files were put one behind the other. A
// line that is not UTF-8 or holds a NUL byte is an InputError that names file and line. Nothing else
// is changed: what Unicode calls a line separator (U+2028) or a no-break space is white space within a
// line, and a control character is data. (prepare_text in model/translator.h makes blanks of them.)
#pragma once

#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace book {

inline constexpr std::size_t kLargestText = std::size_t{1} << 30;  // bytes: a file, or a line

// Cuts a text that comes in parts into its lines.
class LineCutter {
  public:
    // `name` begins every complaint. A line may have `longest` bytes.
    explicit LineCutter(std::string name, std::size_t longest = kLargestText);

    void add(std::string_view part);
    void end() { ended_ = true; }  // nothing follows: what is left is a line

    // The next line, without its end; false if none is whole yet. One that is refused is passed over:
    // who catches the InputError may go on with the line behind it.
    bool next(std::string& line);
    bool next_unchecked(std::string& line);  // of any bytes

    std::size_t number() const { return number_; }  // of the line that came last, from 1
    std::string place() const;                      // "name:number"
    bool had_end() const { return had_end_; }       // did that line have one?

  private:
    std::string name_;
    std::size_t longest_;
    std::string text_;                      // what was added, but for lines that went long ago
    std::size_t begin_ = 0, searched_ = 0;  // of the next line; no line ends in between
    std::size_t number_ = 0;
    bool ended_ = false, had_end_ = false;
    bool behind_return_ = false;  // a "\n" that comes now belongs to the "\r" before it
};

// The lines of a file of at most `largest` bytes, one after the other.
class LineReader {
  public:
    explicit LineReader(const std::string& path, std::size_t largest = kLargestText,
                        std::size_t longest = kLargestText);

    bool next(std::string& line);  // false: there is none
    bool next_unchecked(std::string& line);
    const LineCutter& at() const { return cutter_; }

  private:
    void read_more();

    std::string path_;
    std::size_t largest_, bytes_ = 0;
    std::ifstream file_;
    std::string buffer_;
    LineCutter cutter_;
};

// One sentence and its translation. Pairs of a file stand in two lists of the same length.
struct TextPairs {
    std::vector<std::string> source;
    std::vector<std::string> target;
};

// A whole file of at most `largest` bytes.
std::string read_file(const std::string& path, std::size_t largest);

// All lines of a file of at least one line. A line may be empty.
std::vector<std::string> read_lines(const std::string& path, std::size_t largest = kLargestText);

// A line as it comes in, without its line end and a byte order mark before it.
std::string checked_line(std::string_view raw, std::string_view name, std::size_t number);

// What a reader typed behind an option: a line without control characters, for it will be shown.
std::string typed_line(std::string_view text, std::string_view option);

// Two columns with a tab between them (further columns are ignored, as in Tatoeba's files); a line
// of white space alone is a pair of empty texts. swap: the first column is the target.
TextPairs read_pairs(const std::string& path, bool swap = false);

// Two files, line N of the one translated by line N of the other.
TextPairs read_parallel(const std::string& source_path, const std::string& target_path);

}  // namespace book
