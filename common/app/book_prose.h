// The book's own English, of which chapter 12 makes a language model: common/corpus/book.txt.
//
// It is frozen. A text that followed every edit of a page would move all numbers of that chapter, so
// nothing but `./book pages corpus` makes it anew, and whoever does that weaves chapter 12 again.
#pragma once

#include <filesystem>
#include <string>

namespace book {

// What the pages of chapters 00 to 11 hold now (render/english.h): a paragraph a line, and before those of a
// chapter a line with its folder, "# 05_softmax". InputError if a page is missing or cannot be read.
std::string book_prose(const std::filesystem::path& home);

// Writes that file, or with `check` compares; says what came of it. Status 1 if it differs.
int weave_book_prose(const std::filesystem::path& home, bool check);

}  // namespace book
