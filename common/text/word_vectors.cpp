#include "text/word_vectors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <system_error>
#include <utility>

#include "core/display_width.h"
#include "core/read_number.h"
#include "core/require.h"
#include "text/lines.h"

namespace book {
namespace {

// Something odd: how often, and in which line first.
struct Oddity {
    const char* what;
    std::size_t count = 0, first = 0;

    void seen_at(std::size_t line) {
        if (count++ == 0) first = line;
    }
    std::string told() const {
        return fmt::format("{}: {} (the first in line {})", what, count, first);
    }
};

using Fields = std::vector<std::string_view>;

// Spaces and tabs only: a word may hold other white space (GloVe's files have some).
Fields split_fields(std::string_view line) {
    Fields fields;
    std::size_t at = line.find_first_not_of(" \t");
    while (at != line.npos) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(" \t", end);
    }
    return fields;
}

// A field may be anything, and long: it is shown only as far as it fits into a line.
std::string shown_field(std::string_view field) { return clip(printable(field), 24); }

// A header's count, digits only; 0 if it is none.
std::size_t whole_number(std::string_view field) {
    std::size_t number = 0;
    return read_whole_number(field, number) == std::errc() ? number : 0;
}

bool is_number(std::string_view field) {
    double number = 0;
    return read_whole_number(field, number) != std::errc::invalid_argument;
}

// How many numbers the first line has: as many as it ends in, if they are two or more, but for one
// field, which is the word. Numbers before the last that is none ("the 0.1 O.2 0.3 0.4") say that it should
// be one.
std::size_t width_of(const Fields& fields) {
    const auto word = std::find_if_not(fields.rbegin(), fields.rend(), is_number);
    const auto numbers = static_cast<std::size_t>(word - fields.rbegin());
    const auto in_word = static_cast<std::ptrdiff_t>(fields.size() - numbers);
    const bool has_slip =
        in_word > 2 && std::any_of(fields.begin() + 1, fields.begin() + in_word - 1, is_number);
    return numbers > 1 && !has_slip ? std::min(numbers, fields.size() - 1) : fields.size() - 1;
}

class VectorReader {
  public:
    VectorReader(const std::string& path, std::size_t most)
        : path_(path),
          most_(most),
          lines_(path, std::numeric_limits<std::size_t>::max(), kLongestVectorLine) {}

    WordVectors read() {
        for (std::string line; !full_ && lines_.next_unchecked(line);) read_line(line);
        const std::size_t words = found_.words.size();
        require_input(words > 0, "{}: holds no word; give a file with words and numbers", path_);
        found_.vectors = Matrix({static_cast<int>(words), static_cast<int>(width_)});
        std::copy(numbers_.begin(), numbers_.end(), found_.vectors.flat().begin());
        tell_what_is_odd();
        return std::move(found_);
    }

  private:
    void read_line(std::string_view line) {
        const std::size_t number = lines_.at().number();
        const Fields fields = split_fields(line);
        if (fields.empty()) return empty_.seen_at(number);
        if (number == 1 && is_header(fields)) return;
        if (width_ == 0) width_ = width_of(fields);
        require_input(width_ > 1, "{}: has {} numbers behind the word; write two or more", place(),
                      width_);
        const bool is_nameless = fields.size() == width_ && (line[0] == ' ' || line[0] == '\t');
        if (is_nameless) return nameless_.seen_at(number);
        check_length(fields);
        if (numbers_.size() + width_ > most_) {
            full_ = true;
            return;
        }
        const std::size_t in_word = fields.size() - width_;
        add(word_of(line, fields[in_word - 1]),
            {fields.begin() + static_cast<std::ptrdiff_t>(in_word), fields.end()});
    }

    bool is_header(const Fields& fields) {
        if (fields.size() != 2) return false;
        promised_ = whole_number(fields[0]);
        width_ = whole_number(fields[1]);
        if (promised_ > 0 && width_ > 1) return true;
        promised_ = width_ = 0;  // a word and one number, of which somebody else complains
        return false;
    }

    // Too few fields; or too many, and what is too much is no part of a word.
    void check_length(const Fields& fields) const {
        const std::size_t count = fields.size() - 1;
        const bool is_long = count > width_ && !is_number(fields[count - width_]);
        require_input(count == width_ || is_long,
                      "{}: has {} numbers behind the word, but {} {}; all lines must be as long",
                      place(), count, promised_ > 0 ? "the header says" : "line 1 has", width_);
    }

    // The word from its first sign to its last, `end`, with the blanks in between.
    static std::string_view word_of(std::string_view line, std::string_view end) {
        const std::size_t begin = line.find_first_not_of(" \t");
        return line.substr(begin, end.data() + end.size() - line.data() - begin);
    }

    void add(std::string_view word, const Fields& numbers) {
        const std::size_t line = lines_.at().number();
        if (word.find_first_of(" \t") != word.npos) with_blanks_.seen_at(line);
        const std::string name = printable(word);
        if (name != word) unprintable_.seen_at(line);
        const auto row = static_cast<int>(found_.words.size());
        if (!found_.row_of.emplace(name, row).second) return twice_.seen_at(line);
        found_.words.push_back(name);
        for (std::size_t i = 0; i < width_; ++i) numbers_.push_back(number_in(numbers[i], i + 1));
    }

    real number_in(std::string_view field, std::size_t i) const {
        double number = 0;
        const std::errc error = read_whole_number(field, number);
        require_input(error != std::errc::invalid_argument,
                      "{}: item {} is not a number: \"{}\"; write one like -0.25", place(), i,
                      shown_field(field));
        require_input(error == std::errc() && std::isfinite(static_cast<real>(number)),
                      "{}: number {} is not finite: \"{}\"; leave the word out", place(), i,
                      shown_field(field));
        return static_cast<real>(number);
    }

    void tell_what_is_odd() {
        for (const Oddity& oddity : {empty_, nameless_, with_blanks_, unprintable_, twice_})
            if (oddity.count > 0) found_.odd.push_back(oddity.told());
        const std::size_t lines = lines_.at().number() - 1;  // behind the header
        if (full_)
            found_.odd.push_back(fmt::format(
                "only the first {} words were read, as many as have room", found_.words.size()));
        else if (promised_ > 0 && promised_ != lines)
            found_.odd.push_back(
                fmt::format("line 1 promises {} words, but {} lines follow: is the "
                            "file whole?",
                            promised_, lines));
    }

    std::string place() const { return lines_.at().place(); }

    const std::string& path_;
    const std::size_t most_;
    LineReader lines_;
    WordVectors found_;
    Buffer numbers_;  // row after row
    std::size_t width_ = 0, promised_ = 0;
    bool full_ = false;
    Oddity empty_{"empty lines, left out"};
    Oddity nameless_{"lines of numbers without a word, left out"};
    Oddity with_blanks_{"words with blanks in them"};
    Oddity unprintable_{"words with control characters or broken UTF-8, made visible"};
    Oddity twice_{"words that stood there before, left out"};
};

}  // namespace

int WordVectors::find(std::string_view word) const {
    const auto at = row_of.find(std::string(word));
    return at == row_of.end() ? -1 : at->second;
}

WordVectors read_word_vectors(const std::string& path, std::size_t most) {
    return VectorReader(path, most).read();
}

}  // namespace book
