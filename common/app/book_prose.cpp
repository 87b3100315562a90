#include "app/book_prose.h"

#include <fmt/core.h>

#include <vector>

#include "cli/contents.h"
#include "core/require.h"
#include "corpus/book_text.h"
#include "host/files.h"
#include "render/english.h"
#include "render/stored_page.h"

namespace book {
namespace fs = std::filesystem;

std::string book_prose(const fs::path& home) {
    EnglishReader reader;
    std::string text;
    int next = 0;
    for (const Chapter& chapter : list_chapters(home)) {
        if (chapter.number > kLastChapterOfText) break;
        require_input(chapter.number == next, "chapters: {:02} is missing", next);
        ++next;
        const fs::path page = home / "chapters" / chapter.folder / "page.json";
        const ReadPages read = read_pages({{page.string(), text_of(page)}});
        if (!read.unreadable.empty()) throw InputError(read.unreadable[0]);
        text += fmt::format("{}{}\n", kChapterMark, chapter.folder);
        for (const std::string& line : reader.lines_of(read.documents[0])) text += line + "\n";
    }
    require_input(next == kLastChapterOfText + 1, "chapters: {:02} is missing", next);
    return text;
}

int weave_book_prose(const fs::path& home, bool check) {
    const fs::path file = home / kBookTextPath;
    const std::string now = book_prose(home);
    const bool same = fs::exists(file) && text_of(file) == now;
    if (!same && !check) write_whole(file.string(), now);
    fmt::print("{}: {}\n", kBookTextPath,
               same    ? "unchanged"
               : check ? "is not what the pages say now, and need not be"
                       : "made anew; now ./book pages 12");
    return !same && check ? 1 : 0;
}

}  // namespace book
