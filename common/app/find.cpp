#include "app/find.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/contents.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/folded.h"
#include "core/require.h"
#include "host/files.h"
#include "host/places.h"
#include "host/standard_files.h"
#include "render/prose.h"

namespace book {
namespace {

// A piece of a page in which all the words must stand: a paragraph, or a line of code or of a table.
struct Passage {
    std::string section;
    int line = 1;      // of the page, where it begins
    std::string text;  // as it is written there
    bool is_code = false;
};

// The passages of a page. (Markdown as to_markdown() writes it: headings begin with #, code stands between
// fences, and an empty line parts paragraphs.)
class PassageReader {
  public:
    std::vector<Passage> read(const std::string& page) {
        int number = 0;
        for (std::size_t at = 0; at < page.size();) {
            const std::size_t end = std::min(page.find('\n', at), page.size());
            take(page.substr(at, end - at), ++number);
            at = end + 1;
        }
        finish();
        return std::move(passages_);
    }

  private:
    void take(const std::string& line, int number) {
        if (line.starts_with("```")) {
            finish();
            in_code_ = !in_code_;
        } else if (in_code_ || line.starts_with("|")) {
            add(line, number);
            finish();
        } else if (line.empty() || line.starts_with("<!--")) {
            finish();
        } else if (line.starts_with("#")) {
            finish();
            section_ = plain_text(line);
            add(line, number);
            finish();
        } else {
            add(line, number);
        }
    }
    void add(const std::string& line, int number) {
        if (!open_) open_ = Passage{section_, number, "", in_code_};
        open_->text += (open_->text.empty() ? "" : "\n") + line;
    }
    void finish() {
        if (open_) passages_.push_back(std::move(*open_));
        open_.reset();
    }

    std::vector<Passage> passages_;
    std::optional<Passage> open_;
    std::string section_;
    bool in_code_ = false;
};

// The text without the marks of HTML that a page needs: <sub>, <details>.
std::string without_marks(const std::string& text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const bool is_mark =
            text[at] == '<' && at + 1 < text.size() &&
            (text[at + 1] == '/' || std::isalpha(static_cast<unsigned char>(text[at + 1])) != 0);
        const std::size_t end = is_mark ? text.find('>', at) : std::string::npos;
        if (end == std::string::npos)
            result += text[at++];
        else
            at = end + 1;
    }
    return result;
}

std::string readable(const Passage& passage) {
    std::string text = passage.is_code ? passage.text : plain_text(without_marks(passage.text));
    std::replace(text.begin(), text.end(), '\n', ' ');
    text.erase(0, text.find_first_not_of(' '));
    return text;
}

struct Span {
    std::size_t begin = 0, end = 0;  // bytes of a text
};

enum class Wanted { all, some };

// Where the words stand, in the order of the text; nothing unless all of them do, if all are wanted.
std::vector<Span> spans_of(const std::string& text, const std::vector<std::string>& words,
                           Wanted wanted) {
    const Folded folded = fold(text);
    std::vector<Span> spans;
    for (const std::string& word : words) {
        std::size_t at = find_folded(folded.text, word);
        if (at == std::string::npos && wanted == Wanted::all) return {};
        for (; at != std::string::npos; at = find_folded(folded.text, word, at + word.size()))
            spans.push_back({folded.places[at], folded.places[at + word.size()]});
    }
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.begin < b.begin; });
    return spans;
}

// The line of the page on which the first of the words stands.
int line_of(const Passage& passage, const std::string& found) {
    int line = passage.line;
    const std::string words = fold(found).text;
    for (std::size_t at = 0; at < passage.text.size(); ++line) {
        const std::size_t end = std::min(passage.text.find('\n', at), passage.text.size());
        if (find_folded(fold(passage.text.substr(at, end - at)).text, words) != std::string::npos)
            return line;
        at = end + 1;
    }
    return passage.line;
}

std::string highlighted(const std::string& text, const std::vector<Span>& spans,
                        const Terminal& terminal) {
    std::string result;
    std::size_t at = 0;
    for (const Span& span : spans) {
        if (span.begin < at) continue;  // one word within another
        result += text.substr(at, span.begin - at);
        result += styled(terminal, Style::bad, text.substr(span.begin, span.end - span.begin));
        at = span.end;
    }
    return result + text.substr(at);
}

// Two lines of the passage, the first of its words in them; dots where something is left out.
std::vector<std::string> excerpt(const std::string& text, const std::vector<std::string>& words,
                                 int width, const Terminal& terminal) {
    const std::vector<std::string> lines = wrap(printable(text), width);
    std::size_t first = 0;
    while (first + 1 < lines.size() && spans_of(lines[first], words, Wanted::some).empty()) ++first;
    std::vector<std::string> shown;
    for (std::size_t i = first; i < std::min(first + 2, lines.size()); ++i)
        shown.push_back(highlighted(lines[i], spans_of(lines[i], words, Wanted::some), terminal));
    return shown;
}

// Beside the number of their line, or below it where there is little room.
int indent(const Terminal& terminal) { return terminal.width < 40 ? 2 : 7; }
std::string in_lines(const std::vector<std::string>& excerpt, const Terminal& terminal) {
    const std::string margin(static_cast<std::size_t>(indent(terminal)), ' ');
    std::string text, before = terminal.width < 40 ? "\n" + margin : "  ";
    for (const std::string& line : excerpt) {
        text += before + line + "\n";
        before = margin;
    }
    return text;
}

struct Found {
    std::string text;
    int places = 0, pages = 0;
};

void look_at(const Chapter& page, const std::string& text, const std::vector<std::string>& words,
             const Terminal& terminal, Found& found) {
    const std::string path = fmt::format("chapters/{}/README.md", page.folder);
    std::string section;
    bool first = true;
    for (const Passage& passage : PassageReader().read(text)) {
        const std::string read = readable(passage);
        const std::vector<Span> spans = spans_of(read, words, Wanted::all);
        if (spans.empty()) continue;
        if (first) {
            const std::string number = page.has_number() ? fmt::format("{:02} ", page.number) : "";
            for (const std::string& line : wrap(printable(number + page.title), terminal.width))
                found.text += styled(terminal, Style::heading, line) + "\n";
            for (const std::string& line : wrap(path, terminal.width))
                found.text += styled(terminal, Style::dim, line) + "\n";
        }
        if (first || passage.section != section)
            for (const std::string& line : wrap(printable(passage.section), terminal.width - 2))
                found.text += "  " + styled(terminal, Style::strong, line) + "\n";
        found.pages += first ? 1 : 0;
        first = false;
        section = passage.section;
        ++found.places;
        const std::string number = fmt::format(
            "{:>5}", line_of(passage, read.substr(spans[0].begin, spans[0].end - spans[0].begin)));
        found.text +=
            number +
            in_lines(excerpt(read, words, terminal.width - indent(terminal), terminal), terminal);
    }
    if (!first) found.text += "\n";
}

std::vector<std::string> folded(const std::vector<std::string>& words) {
    std::vector<std::string> result;
    for (const std::string& word : words) {
        std::string text = fold(word).text;
        text.erase(0, text.find_first_not_of(' '));
        text.erase(text.find_last_not_of(' ') + 1);
        if (!text.empty()) result.push_back(text);
    }
    require_input(!result.empty(), "there is no word to look for");
    return result;
}

}  // namespace

int find_main(int argc, char** argv) {
    std::vector<std::string> words;
    Options options(
        "./book find",
        "Looks for words in all pages of the book, and shows chapter, section and line. A "
        "paragraph is found if it has all of them, in any case, without their accents, "
        "each as a word or its beginning; words in one pair of quotation marks must "
        "follow each other. Status 1 if there is no such place.");
    options.positional("WORDS", words, 1, 1000, "what to look for");
    return run_tool(argc, argv, options, [&] {
        const std::vector<std::string> asked = folded(words);
        const std::vector<Chapter> pages = list_pages(home_folder());
        require_input(!pages.empty(), "there are no chapters in {}", home_folder().string());
        page_output();
        const Terminal terminal = detect_terminal();
        Found found;
        for (const Chapter& page : pages) {
            const auto path = home_folder() / "chapters" / page.folder / "README.md";
            if (std::filesystem::exists(path)) look_at(page, text_of(path), asked, terminal, found);
        }
        const std::string called = printable(fmt::format("{}", fmt::join(words, " ")));
        if (found.places == 0) {
            print_to_stdout(beside("", fmt::format("No page of the book says \"{}\".", called), 0,
                                   terminal.width));
            return 1;
        }
        const std::string sum =
            fmt::format("\"{}\": {} place{} on {} page{}", called, found.places,
                        found.places == 1 ? "" : "s", found.pages, found.pages == 1 ? "" : "s");
        print_to_stdout(beside("", sum, 0, terminal.width) + "\n" + found.text);
        return 0;
    });
}

}  // namespace book
