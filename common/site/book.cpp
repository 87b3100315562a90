#include "site/book.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/contents.h"
#include "core/require.h"
#include "host/files.h"
#include "render/prose.h"
#include "render/stored_page.h"

namespace book::site {
namespace {

namespace fs = std::filesystem;

std::string answer_of(const Document& document) {
    for (const Block& block : document.blocks)
        if (const auto* recap = std::get_if<Recap>(&block))
            return plain_text(fill_in(document, recap->answer));
    return "";
}

std::vector<StoredPage> read_pages(const fs::path& home) {
    std::vector<StoredPage> pages;
    for (const Chapter& chapter : list_pages(home)) {
        const fs::path file = home / "chapters" / chapter.folder / "page.json";
        StoredPage page;
        page.folder = chapter.folder;
        page.is_chapter = chapter.has_number();
        page.document = document_from_json(text_of(file));
        page.title = page.document.chapter.title;
        page.answer = answer_of(page.document);
        pages.push_back(std::move(page));
    }
    require_input(!pages.empty(), "there are no chapters in {}", home.string());
    return pages;
}

std::vector<Document> documents_of(const std::vector<StoredPage>& pages) {
    std::vector<Document> documents;
    documents.reserve(pages.size());
    for (const StoredPage& page : pages) documents.push_back(page.document);
    return documents;
}

}  // namespace

Book::Book(const fs::path& home)
    : home_(home),
      pages_(read_pages(home)),
      terms_(index_terms(documents_of(pages_))),
      course_(home) {}

std::vector<const teacher::Exercise*> Book::exercises_of(const StoredPage& page) const {
    std::vector<const teacher::Exercise*> all;
    for (const teacher::Exercise& exercise : course_.exercises())
        if (page.is_chapter && exercise.id.chapter == page.document.chapter.number)
            all.push_back(&exercise);
    return all;
}

std::string address_of(const StoredPage& page) { return page.folder + ".html"; }

std::string label_of(const StoredPage& page) {
    return page.is_chapter ? fmt::format("{} · {}", page.document.chapter.number, page.title)
                           : page.title;
}

std::string anchor_of(const teacher::Exercise& exercise) {
    return fmt::format("exercise-{}-{}", exercise.id.chapter, exercise.id.number);
}

std::string exercises_address(const StoredPage& chapter) {
    return fmt::format("exercises_{:02}.html", chapter.document.chapter.number);
}

std::string exercise_address(const Book& book, const std::string& number) {
    const teacher::Exercise& exercise = book.course().find(number);
    return fmt::format("exercises_{:02}.html#{}", exercise.id.chapter, anchor_of(exercise));
}

std::string site_address(const Book& book, const std::string& folder, const std::string& target) {
    if (target.starts_with("http://") || target.starts_with("https://")) return target;
    const std::size_t hash = std::min(target.find('#'), target.size());
    std::string anchor = target.substr(hash);
    const fs::path path = target.substr(0, hash);
    if (path.empty()) return anchor;
    const std::string led = (fs::path(folder) / path).lexically_normal().generic_string();
    for (const StoredPage& page : book.pages())
        if (led == "chapters/" + page.folder + "/README.md") return address_of(page) + anchor;
    if (led == "README.md") return "index.html";
    if (led == "exercises/README.md") return "guide.html" + anchor;
    for (const teacher::Exercise& exercise : book.course().exercises())
        if (led == exercise.file) return exercise_address(book, exercise.number);
    return "";
}

}  // namespace book::site
