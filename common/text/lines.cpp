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

constexpr std::size_t kReadAtOnce = std::size_t{1} << 16;

// The bytes of the marks at the start of a line: more than one, if a program put its own before another's.
std::size_t byte_order_marks(std::string_view line) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    std::size_t at = 0;
    while (line.substr(at).starts_with(kMark)) at += kMark.size();
    return at;
}

void check(std::string_view line, std::string_view name, std::size_t number) {
    const std::size_t at = first_invalid_utf8(line);
    if (at != std::string_view::npos)
        throw InputError(fmt::format(
            "{}:{}: invalid UTF-8 at byte {} of the line (0x{:02X}); save the text as UTF-8", name,
            number, at + 1, static_cast<unsigned char>(line[at])));
    const std::size_t nul = line.find('\0');
    require_input(nul == std::string_view::npos,
                  "{}:{}: byte {} of the line is a NUL, which no text has; save it as UTF-8", name,
                  number, nul + 1);
}

void check_file(const std::ifstream& file, const std::string& path, std::size_t bytes,
                std::size_t largest) {
    require_input(!file.bad(), "{}: cannot be read to its end ({})", path, std::strerror(errno));
    require_input(bytes <= largest, "{}: larger than {} MiB, the most that is read", path,
                  largest >> 20);
}

}  // namespace

std::string read_file(const std::string& path, std::size_t largest) {
    std::ifstream file = open_to_read(path);
    std::string text;
    std::string buffer(kReadAtOnce, '\0');
    while (file.read(buffer.data(), std::ssize(buffer)) || file.gcount() > 0) {
        text.append(buffer, 0, file.gcount());
        check_file(file, path, text.size(), largest);
    }
    check_file(file, path, text.size(), largest);
    return text;
}

LineCutter::LineCutter(std::string name, std::size_t longest)
    : name_(std::move(name)), longest_(longest) {}

std::string LineCutter::place() const { return fmt::format("{}:{}", name_, number_); }

void LineCutter::add(std::string_view part) {
    text_.erase(0, begin_);
    searched_ -= begin_;
    begin_ = 0;
    text_ += part;
}

bool LineCutter::next_unchecked(std::string& line) {
    if (behind_return_ && begin_ < text_.size()) {
        if (text_[begin_] == '\n') searched_ = ++begin_;
        behind_return_ = false;
    }
    const auto is_end = [](char c) { return c == '\n' || c == '\r'; };
    const auto from = text_.begin() + static_cast<std::ptrdiff_t>(searched_);
    searched_ = std::find_if(from, text_.end(), is_end) - text_.begin();
    require_input(searched_ - begin_ <= longest_, "{}:{}: longer than {} bytes", name_, number_ + 1,
                  longest_);
    had_end_ = searched_ < text_.size();
    if (!had_end_ && (!ended_ || begin_ == searched_)) return false;

    line.assign(text_, begin_, searched_ - begin_);
    begin_ = searched_ += had_end_ ? 1 : 0;
    behind_return_ = had_end_ && text_[begin_ - 1] == '\r';
    line.erase(0, byte_order_marks(line));
    if (line.empty() && !had_end_) return false;  // a byte order mark, and nothing else
    ++number_;
    return true;
}

bool LineCutter::next(std::string& line) {
    if (!next_unchecked(line)) return false;
    check(line, name_, number_);
    return true;
}

LineReader::LineReader(const std::string& path, std::size_t largest, std::size_t longest)
    : path_(path),
      largest_(largest),
      file_(open_to_read(path)),
      buffer_(kReadAtOnce, '\0'),
      cutter_(path, longest) {}

bool LineReader::next_unchecked(std::string& line) {
    while (!cutter_.next_unchecked(line)) {
        if (!file_) return false;
        read_more();
    }
    return true;
}

bool LineReader::next(std::string& line) {
    if (!next_unchecked(line)) return false;
    check(line, path_, cutter_.number());
    return true;
}

void LineReader::read_more() {
    file_.read(buffer_.data(), std::ssize(buffer_));
    const auto n = static_cast<std::size_t>(file_.gcount());
    bytes_ += n;
    check_file(file_, path_, bytes_, largest_);
    cutter_.add(std::string_view(buffer_).substr(0, n));
    if (!file_) cutter_.end();
}

std::string checked_line(std::string_view raw, std::string_view name, std::size_t number) {
    raw.remove_prefix(byte_order_marks(raw));
    if (raw.ends_with('\n')) raw.remove_suffix(1);
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    check(raw, name, number);
    return std::string(raw);
}

std::string typed_line(std::string_view text, std::string_view option) {
    std::string line = checked_line(text, option, 1);
    for (std::size_t at = 0; at < line.size();) {
        const char32_t c = next_code_point(line, at);
        require_input(!is_control(c) || c == '\t',
                      "{}: holds a control character (U+{:04X}); leave it out", option,
                      static_cast<unsigned>(c));
    }
    return line;
}

std::vector<std::string> read_lines(const std::string& path, std::size_t largest) {
    LineReader reader(path, largest);
    std::vector<std::string> lines;
    for (std::string line; reader.next(line);) lines.push_back(line);
    require_input(!lines.empty(), "{}: is empty; is it the right file?", path);
    return lines;
}

TextPairs read_pairs(const std::string& path, bool swap) {
    TextPairs pairs;
    for (const std::string& line : read_lines(path)) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos && tidy(line).empty()) {
            pairs.source.emplace_back();
            pairs.target.emplace_back();
            continue;
        }
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
