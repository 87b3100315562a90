#include "text/lines.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "core/require.h"
#include "host/files.h"
#include "text/utf8.h"

namespace book {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 30;

}  // namespace

std::ifstream open_file(const std::string& path) { return open_to_read(path); }

std::string read_file(const std::string& path, std::size_t largest) {
    std::ifstream file = open_file(path);
    std::string text;
    std::string buffer(std::size_t{1} << 16, '\0');
    while (file.read(buffer.data(), std::ssize(buffer)) || file.gcount() > 0) {
        text.append(buffer, 0, file.gcount());
        require_input(text.size() <= largest, "{}: larger than {} MiB, the most that is read", path,
                      largest >> 20);
    }
    require_input(!file.bad(), "{}: cannot be read to its end ({})", path, std::strerror(errno));
    return text;
}

std::string checked_line(std::string_view raw, std::string_view name, std::size_t number) {
    if (!raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
    const std::size_t at = first_invalid_utf8(raw);
    if (at != std::string_view::npos)
        throw InputError(fmt::format(
            "{}:{}: invalid UTF-8 at byte {} of the line (0x{:02X}); save the text as UTF-8", name,
            number, at + 1, static_cast<unsigned char>(raw[at])));
    return std::string(raw);
}

std::vector<std::string> read_lines(const std::string& path) {
    const std::string text = read_file(path, kLargestFile);
    std::string_view rest = text;
    if (rest.substr(0, 3) == "\xEF\xBB\xBF") rest.remove_prefix(3);
    require_input(!rest.empty(), "{}: is empty; give a file with a sentence a line", path);
    std::vector<std::string> lines;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        lines.push_back(checked_line(rest.substr(0, end), path, lines.size() + 1));
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    return lines;
}

TextPairs read_pairs(const std::string& path, bool swap) {
    TextPairs pairs;
    for (const std::string& line : read_lines(path)) {
        const std::size_t tab = line.find('\t');
        require_input(tab != std::string::npos,
                      "{}:{}: has no tab; write a sentence, a tab and its translation on each line",
                      path, pairs.source.size() + 1);
        const std::size_t end = std::min(line.find('\t', tab + 1), line.size());
        pairs.source.push_back(line.substr(0, tab));
        pairs.target.push_back(line.substr(tab + 1, end - tab - 1));
    }
    if (swap) pairs.source.swap(pairs.target);
    return pairs;
}

TextPairs read_parallel(const std::string& source_path, const std::string& target_path) {
    TextPairs pairs{read_lines(source_path), read_lines(target_path)};
    require_input(pairs.source.size() == pairs.target.size(),
                  "{} has {} lines but {} has {}; line N of one must translate line N of the other",
                  source_path, pairs.source.size(), target_path, pairs.target.size());
    return pairs;
}

}  // namespace book
