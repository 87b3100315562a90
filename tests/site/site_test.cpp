#include <filesystem>

#include "catch.h"
#include "host/files.h"
#include "json.h"
#include "site/book.h"
#include "site/exercise_pages.h"
#include "site/marked_terms.h"
#include "site/shell.h"
#include "site/write_site.h"
#include "temporary_folder.h"

using namespace book;

namespace {

namespace fs = std::filesystem;

const site::Book& the_book() {
    static const site::Book book(BOOK_SOURCE_DIR);
    return book;
}

std::string address(const std::string& folder, const std::string& target) {
    return site::site_address(the_book(), folder, target);
}

}  // namespace

TEST_CASE("site: a link of the book leads to a page of the site, or nowhere", "[site]") {
    const std::string chapter = "chapters/05_softmax";
    CHECK(address(chapter, "../04_dot_product_attention/README.md#one-score-by-hand") ==
          "04_dot_product_attention.html#one-score-by-hand");
    CHECK(address(chapter, "#here") == "#here");
    CHECK(address(chapter, "../../exercises/README.md#05-softmax") == "guide.html#05-softmax");
    CHECK(address(chapter, "../../README.md") == "index.html");
    CHECK(address("exercises", "05_softmax/1_softmax.cpp") == "exercises_05.html#exercise-5-1");
    CHECK(address("", "chapters/matrix/README.md") == "matrix.html");
    CHECK(address(chapter, "https://example.com/a?b") == "https://example.com/a?b");
    CHECK(address(chapter, "../../common/nn/attention.cpp").empty());
    CHECK(address(chapter, "../../../etc/passwd").empty());
}

TEST_CASE("site: an exercise is its task, its hints and, behind a question, its solution",
          "[site]") {
    const site::Book& book = the_book();
    for (const site::StoredPage& chapter : book.pages()) {
        if (book.exercises_of(chapter).empty()) continue;
        const site::Page page = site::exercise_page(book, chapter);
        CAPTURE(page.address);
        CHECK(page.places.size() == book.exercises_of(chapter).size());
        CHECK_THAT(page.body, ContainsText("<details class=\"hint\"><summary>Hint 1</summary>") &&
                                  ContainsText("<details class=\"solution\">") &&
                                  ContainsText("not_written_yet"));
    }
    const site::StoredPage& softmax = book.pages()[5];
    CHECK_THAT(site::exercise_page(book, softmax).body,
               ContainsText("<h2 id=\"exercise-5-1\">5.1  Softmax</h2>") &&
                   ContainsText("<pre tabindex=\"0\">y_ij = exp(x_ij)") &&
                   ContainsText("<a href=\"matrix.html\">Matrix in five minutes</a>"));
}

TEST_CASE("site: a page for each page of the book and each chapter's exercises", "[site]") {
    const TemporaryFolder folder;
    const int pages = site::write_site(
        {BOOK_SOURCE_DIR, folder.path(""), "https://example.com/", folder.path("no_models_there")});
    int written = 0;
    for (const auto& entry : fs::directory_iterator(folder.path("")))
        written += entry.path().extension() == ".html" ? 1 : 0;
    CHECK(written == pages);
    const std::string softmax = text_of(folder.path("05_softmax.html"));
    CHECK_THAT(softmax,
               ContainsText("<h1 id=\"how-do-scores-become-attention\">") &&
                   ContainsText("aria-current=\"page\"") &&
                   ContainsText("rel=\"prev\" class=\"prev\" href=\"exercises_04.html\"") &&
                   ContainsText("rel=\"next\" class=\"next\" href=\"exercises_05.html\"") &&
                   ContainsText("content=\"https://example.com/05_softmax.html\"") &&
                   ContainsText("content=\"https://example.com/assets/preview.png\"") &&
                   ContainsText("class=\"term\"") && ContainsText("\"temperature\""));
    CHECK(text_of(folder.path("index.html")).find("id=\"knobs\"") == std::string::npos);
    CHECK_THAT(softmax, ContainsText("\"name\":\"explore_softmax\""));
    // What needs a model is offered where there is one.
    CHECK(text_of(folder.path("06_multi_head.html")).find("explore_heads") == std::string::npos);
    const auto search = parse_json(text_of(folder.path("search.json")));
    CHECK(search.size() > 200);
    for (const auto& entry : search) {
        CAPTURE(entry.dump());
        const std::string page = entry["address"].get<std::string>();
        CHECK(fs::exists(folder.path(page.substr(0, page.find('#')))));
        CHECK(!entry["title"].get<std::string>().empty());
    }
    for (const char* name : {"site.css", "site.js", "live.js", "theme.js", "icon.svg"})
        CHECK(fs::exists(folder.path(std::string("assets/") + name)));
}

TEST_CASE("site: a preview of a link has a picture where its address is known", "[site]") {
    const site::Page page = site::exercise_page(the_book(), the_book().pages()[5]);
    const std::string known = site::Shell(the_book(), "https://example.com/").around(page);
    CHECK_THAT(known,
               ContainsText("og:image\" content=\"https://example.com/assets/preview.png\"") &&
                   ContainsText("og:image:alt"));
    const std::string unknown = site::Shell(the_book(), "").around(page);
    CHECK(unknown.find("og:image") == std::string::npos);
    CHECK(unknown.find("twitter:") == std::string::npos);
    CHECK(fs::file_size(fs::path(BOOK_SOURCE_DIR) / "common/site/assets/preview.png") <= 80000);
}

TEST_CASE("site: a term is marked where it is one, not within another word", "[site]") {
    const site::Book& book = the_book();
    const TermSpotter spotter(book.terms().entries);
    const std::size_t last = book.pages().size() - 1;
    const auto marked = [&](const std::string& words) {
        return site::MarkedTerms(book, spotter, last).mark(0, words).find("data-term") !=
               std::string::npos;
    };
    CHECK(marked("a token"));
    CHECK(marked("the mean of them"));
    CHECK(marked("e"));  // in the text: *e*
    CHECK(marked("two words, well-known, attention"));
    for (const char* none : {"what does that mean", "two numbers mean", "(i.e taxes)",
                             "the letter e", "multi-query attention", "token-free"}) {
        CAPTURE(none);
        CHECK_FALSE(marked(none));
    }
}

TEST_CASE("site: the primer stands before the page about Matrix, which builds on it", "[site]") {
    std::vector<std::string> beside;
    for (const site::StoredPage& page : the_book().pages())
        if (!page.is_chapter) beside.push_back(page.folder);
    REQUIRE(beside.size() > 2);
    CHECK(beside[0] == "primer");
    CHECK(beside[1] == "matrix");
    CHECK(beside.back() == "glossary");
}
