#include "text/word_vectors.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <system_error>

#include "core/display_width.h"
#include "core/read_number.h"
#include "core/require.h"
#include "text/lines.h"

namespace book {
namespace {

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

real number_at(const std::string& where, const Fields& fields, std::size_t i) {
    const std::string_view field = fields[i];
    double number = 0;
    const std::errc error = read_whole_number(field, number);
    require_input(error != std::errc::invalid_argument,
                  "{}: item {} is not a number: \"{}\"; write one like -0.25", where, i,
                  shown_field(field));
    require_input(error == std::errc() && std::isfinite(static_cast<real>(number)),
                  "{}: number {} is not finite: \"{}\"; leave the word out", where, i,
                  shown_field(field));
    return static_cast<real>(number);
}

}  // namespace

int WordVectors::find(std::string_view word) const {
    const auto at = row_of.find(std::string(word));
    return at == row_of.end() ? -1 : at->second;
}

WordVectors read_word_vectors(const std::string& path, std::size_t most) {
    std::ifstream in = open_file(path);
    WordVectors found;
    Buffer numbers;  // row after row
    std::size_t width = 0;
    std::size_t promised = 0;
    std::string buffer(kLongestVectorLine, '\0');
    std::size_t n = 1;  // of the line that is being read
    const auto place = [&] { return fmt::format("{}:{}", path, n); };
    for (; in.getline(buffer.data(), std::ssize(buffer)); ++n) {
        const std::string where = place();
        // getline counts the line end, which the last line may lack.
        const std::streamsize line_end = in.eof() ? 0 : 1;
        std::string_view raw(buffer.data(), in.gcount() - line_end);
        if (n == 1 && raw.substr(0, 3) == "\xEF\xBB\xBF") raw.remove_prefix(3);
        const std::string line = checked_line(raw, path, n);
        const Fields fields = split_fields(line);
        require_input(!fields.empty(), "{}: is empty; take the line out", where);
        if (n == 1 && fields.size() == 2) {  // word2vec's header
            promised = whole_number(fields[0]);
            width = whole_number(fields[1]);
            if (promised > 0 && width > 1) continue;
            promised = 0;  // a word and one number, which the width below complains of
            width = 0;
        }
        const std::size_t count = fields.size() - 1;
        if (width == 0) width = count;
        require_input(width > 1, "{}: has {} numbers behind the word; write two or more", where,
                      count);
        require_input(count == width,
                      "{}: has {} numbers behind the word, but {} {}; all lines must be as long",
                      where, count, promised > 0 ? "the header says" : "line 1 has", width);
        const auto [known, is_new] =
            found.row_of.emplace(fields[0], static_cast<int>(found.words.size()));
        require_input(is_new, "{}: \"{}\" stands in line {} already; keep one of the two", where,
                      shown_field(fields[0]), known->second + 1 + (promised > 0));
        require_input(numbers.size() + width <= most,
                      "{}: more than {} numbers; give its first lines (head -n 100000)", path,
                      most);
        found.words.emplace_back(fields[0]);
        for (std::size_t i = 1; i <= width; ++i) numbers.push_back(number_at(where, fields, i));
    }
    require_input(!in.bad(), "{}: cannot be read to its end ({})", path, std::strerror(errno));
    require_input(in.eof(), "{}: longer than {} bytes; is it a file of word vectors?", place(),
                  kLongestVectorLine);
    const std::size_t read = found.words.size();
    require_input(read > 0, "{}: holds no word; give a file with words and numbers", path);
    require_input(promised == 0 || promised == read,
                  "{}: line 1 promises {} words, but {} follow; is the file whole?", path, promised,
                  read);
    found.vectors = Matrix({static_cast<int>(read), static_cast<int>(width)});
    std::copy(numbers.begin(), numbers.end(), found.vectors.flat().begin());
    return found;
}

}  // namespace book
