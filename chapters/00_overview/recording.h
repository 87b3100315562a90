// What chapter 00 shows of the trained translator: rows of numbers with names, in recorded.csv.
//
// A line is a row of a matrix: the matrix's name, what the row is of, and the row's numbers. Rows of one
// matrix stand together. What is a text (a translation) is a row without numbers.
//
//     source.ids,aime,334
//     weights.1,aime,0.9218,0.0410,...
#pragma once

#include <string>
#include <vector>

#include "model/translator.h"

namespace chapter_00 {
using namespace book;

inline constexpr const char* kSentence = "J'aime les beignets";
inline constexpr int kHead = 1;       // of the first block of the encoder: the second of four
inline constexpr int kLikeliest = 5;  // words of each step

class Recording {
  public:
    struct Rows {
        std::string name;
        std::vector<std::string> of;  // what each row is of
        Matrix numbers;
    };
    void add(std::string name, std::vector<std::string> of, Matrix numbers);
    void add_text(std::string name, std::string text);

    const std::vector<Rows>& all() const { return all_; }
    const Rows& at(const std::string& name) const;  // InputError if there is none
    const Matrix& numbers(const std::string& name) const { return at(name).numbers; }
    const std::string& text(const std::string& name) const { return at(name).of[0]; }
    real number(const std::string& name, const std::string& of) const;

  private:
    std::vector<Rows> all_;
};

// InputError, in one line, for whatever is wrong with the file.
Recording read_recording(const std::string& path);
// InputError unless it has all that the chapter shows, in the right shapes.
void require_whole(const Recording& recording, const std::string& path);
void write_recording(const std::string& path, const Recording& recording);

// Every number on the way from kSentence to its translation that the chapter shows.
Recording record(const Translator& translator);

// Chapter 10's translator, trained as that chapter does it when no option is given.
Translator train_as_chapter_10();

// The largest difference of any number; infinity if anything else differs.
double difference(const Recording& a, const Recording& b);

}  // namespace chapter_00
