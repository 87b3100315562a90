// The pages of the book as they were woven last.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/contents.h"
#include "host/environment.h"
#include "host/files.h"
#include "notebook/document.h"
#include "render/stored_page.h"

namespace book {

// BOOK_OF_PAGES=/another/folder: the pages of another copy of the book.
inline std::filesystem::path home_of_pages() {
    return environment_variable("BOOK_OF_PAGES", BOOK_SOURCE_DIR);
}

struct WovenPage {
    std::string folder;  // "05_softmax"
    std::string json, readme;
};

inline std::vector<WovenPage> woven_pages() {
    const std::filesystem::path home = home_of_pages();
    std::vector<WovenPage> pages;
    for (const Chapter& chapter : list_pages(home)) {
        const std::filesystem::path folder = home / "chapters" / chapter.folder;
        if (!std::filesystem::exists(folder / "page.json")) continue;
        pages.push_back(
            {chapter.folder, text_of(folder / "page.json"), text_of(folder / "README.md")});
    }
    return pages;
}

// Woven before a page had a recap, or a last line that leads on: ./book pages mends that.
inline bool is_stale(const WovenPage& page) {
    return page.json.find("{\"type\":\"answer\"") != std::string::npos ||
           page.readme.find("\n[Contents](") == std::string::npos;
}

}  // namespace book
