#include "text/word_vectors.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "core/display_width.h"
#include "core/require.h"
#include "text/lines.h"

namespace book {
namespace {

using Fields = std::vector<std::string_view>;

// Spaces and tabs only: a word may hold other white space (GloVe's files have some).
Fields split_fields(std::string_view line) {
    Fields fields;
    for (std::size_t at = 0; (at = line.find_first_not_of(" \t", at)) != line.npos;) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = end;
    }
    return fields;
}

// A header's count: digits only, at most ten of them.
std::optional<std::size_t> whole_number(std::string_view field) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
    if (error != std::errc() || end != field.data() + field.size() || field.size() > 10) return {};
    return number;
}

// Where we are in the file, for whoever must complain.
struct Place {
    const std::string& path;
    std::size_t line;
};

real number_at(const Place& at, const Fields& fields, std::size_t i) {
    const std::string_view field = fields[i];
    double number = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
    // A field may be anything, and long: it is shown only as far as it fits into a line.
    const auto shown = [&] { return clip(printable(field), 24); };
    require_input(error != std::errc::invalid_argument && end == field.data() + field.size(),
                  "{}:{}: number {} is no number: \"{}\"; write one like -0.25", at.path, at.line,
                  i, shown());
    const real narrow = static_cast<real>(number);
    require_input(error == std::errc() && std::isfinite(narrow),
                  "{}:{}: number {} is not finite: \"{}\"; leave the word out", at.path, at.line, i,
                  shown());
    return narrow;
}

}  // namespace

int WordVectors::find(std::string_view word) const {
    const auto at = row_of.find(std::string(word));
    return at == row_of.end() ? -1 : at->second;
}

WordVectors read_word_vectors(const std::string& path, std::size_t most) {
    std::error_code ignored;  // what is wrong with the path, opening will say
    require_input(!std::filesystem::is_directory(path, ignored),
                  "{}: is a directory; name a file of word vectors in it", path);
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    require_input(in.is_open(), "{}: cannot be opened ({}); check the path", path,
                  std::strerror(errno));

    WordVectors found;
    Buffer numbers;  // row after row
    std::size_t width = 0, promised = 0;
    bool header = false;
    std::string buffer(kLongestVectorLine, '\0');
    for (Place at{path, 1}; in.getline(buffer.data(), static_cast<std::streamsize>(buffer.size()));
         ++at.line) {
        // getline counts the line end, which the last line may lack.
        std::string_view raw(buffer.data(), static_cast<std::size_t>(in.gcount()) - !in.eof());
        if (at.line == 1 && raw.substr(0, 3) == "\xEF\xBB\xBF") raw.remove_prefix(3);
        const std::string line = checked_line(raw, path, at.line);
        const Fields fields = split_fields(line);
        require_input(!fields.empty(), "{}:{}: is empty; take the line out", path, at.line);
        if (at.line == 1 && fields.size() == 2) {  // word2vec's header
            const auto words = whole_number(fields[0]), d = whole_number(fields[1]);
            header = words && d && *d >= 2;
            if (header) {
                promised = *words, width = *d;
                continue;
            }
        }
        const std::size_t count = fields.size() - 1;
        require_input(count >= 2 || width >= 2,
                      "{}:{}: has {} numbers behind the word; a line is a word and two or more",
                      path, at.line, count);
        if (width == 0) width = count;
        require_input(count == width,
                      "{}:{}: has {} numbers behind the word, but {} {}; all lines must be as long",
                      path, at.line, count, header ? "the header says" : "line 1 has", width);
        const auto known =
            found.row_of.emplace(std::string(fields[0]), static_cast<int>(found.words.size()));
        require_input(known.second, "{}:{}: \"{}\" stands in line {} already; keep one of the two",
                      path, at.line, clip(printable(fields[0]), 24),
                      static_cast<std::size_t>(known.first->second) + 1 + header);
        require_input(numbers.size() + width <= most,
                      "{}: more than {} numbers; give its first lines (head -n 100000)", path,
                      most);
        found.words.emplace_back(fields[0]);
        for (std::size_t i = 1; i <= width; ++i) numbers.push_back(number_at(at, fields, i));
    }
    require_input(!in.bad(), "{}: cannot be read to its end ({})", path, std::strerror(errno));
    const std::size_t read = found.words.size();
    require_input(in.eof(), "{}:{}: longer than {} bytes; is it a file of word vectors?", path,
                  read + 1 + header, kLongestVectorLine);
    require_input(read > 0, "{}: holds no word; give a file with a word and its numbers a line",
                  path);
    require_input(!header || promised == read,
                  "{}: line 1 promises {} words, but {} follow; is the file whole?", path, promised,
                  read);
    found.vectors = Matrix({static_cast<int>(read), static_cast<int>(width)});
    std::copy(numbers.begin(), numbers.end(), found.vectors.flat().begin());
    return found;
}

}  // namespace book
