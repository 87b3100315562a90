// Plain text to learn a language from, in three parts: to learn from, to choose by, to be examined on.
//
// The book's own English (book.txt; app/book_prose.h makes it) is cut between whole chapters. A model that
// is examined on chapters it never saw cannot have learnt their sentences by heart. A reader's own text is
// cut between lines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace book {

inline constexpr const char* kBookTextPath = "common/corpus/book.txt";  // under the source root
inline constexpr const char* kChapterMark = "# ";  // a line with it begins a chapter
inline constexpr int kLastChapterOfText = 11;      // of 00, 01, ...

// The parts, each a list of paragraphs without an empty one.
struct PlainText {
    std::vector<std::string> training, validation, held_out;
};

// Which chapters are not learnt from.
inline constexpr int kValidationChapter = 6;
inline constexpr int kHeldOutChapters[] = {3, 10};

// The chapters of a text in the form of book.txt, by their numbers. InputError, with file and line, for text
// before the first, and unless 00 to kLastChapterOfText stand there in order, none empty.
std::vector<std::vector<std::string>> read_chapters(const std::string& path);

// The book's. InputError if the sources are not at hand.
PlainText book_text();

// A reader's own text (--text F), a paragraph a line. The last tenth is held out, and the tenth before it
// serves to choose by: measured in bytes, and cut before the line that crosses the border. Lines of white
// space alone are left out. InputError if a part would be empty, or the file is larger than
// kLargestPlainText.
inline constexpr std::size_t kLargestPlainText = std::size_t{64} << 20;
PlainText read_plain_text(const std::string& path);

}  // namespace book
