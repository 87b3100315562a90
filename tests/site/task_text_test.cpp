#include "site/task_text.h"

#include "catch.h"
#include "host/files.h"
#include "site/book.h"
#include "site/exercise_pages.h"

using namespace book;

namespace {

std::string task(const std::vector<std::string>& lines) { return site::html_task(lines, {}); }

}  // namespace

TEST_CASE("task: prose and lists are Markdown, an item may have several lines", "[site]") {
    CHECK(task({"Say *it*", "twice:", "", "  - one of", "    two lines", "  - another"}) ==
          "<p>Say <em>it</em>\ntwice:</p>\n"
          "<ul>\n<li>one of\ntwo lines</li>\n<li>another</li>\n</ul>\n");
    CHECK(task({"1. Which is it?", "   Say so.", "2. Fix it."}) ==
          "<ol>\n<li>Which is it?\nSay so.</li>\n<li>Fix it.</li>\n</ol>\n");
    CHECK(task({"The word <end> & all"}) == "<p>The word &lt;end&gt; &amp; all</p>\n");
}

TEST_CASE("task: formulas, shapes and examples keep their columns, each in its box", "[site]") {
    CHECK(task({"    y = x", "", "    x: (n x m)   y: (n x m)", "", "Example:  x = {1}",
                "          y", "", "    z", "", "Then."}) ==
          "<pre tabindex=\"0\">y = x\n\nx: (n x m)   y: (n x m)</pre>\n"
          "<pre tabindex=\"0\">Example:  x = {1}\n          y\n\n    z</pre>\n<p>Then.</p>\n");
    CHECK(task({"Shapes:  q: (n x d)   k: (m x d)", "         result: (n x m)"}) ==
          "<pre tabindex=\"0\">Shapes:  q: (n x d)   k: (m x d)\n         result: (n x m)</pre>\n");
}

TEST_CASE("task: calls and names of code are marked, mathematics and words are not", "[site]") {
    CHECK(site::mark_code("Use matmul_nt(a, b) and query.cols() - 1.") ==
          "Use `matmul_nt(a, b)` and `query.cols()` - 1.");
    CHECK(site::mark_code("as merge.left is. So") == "as `merge.left` is. So");
    CHECK(site::mark_code("A std::map<std::pair<int,\nint>, int> is good") ==
          "A `std::map<std::pair<int,\nint>, int>` is good");
    CHECK(site::mark_code("as static_cast<unsigned char>(c).") ==
          "as `static_cast<unsigned char>(c)`.");
    CHECK(site::mark_code("concat_cols({a, b, ...}), added_by_head: 10_full_model/writer.h, and") ==
          "`concat_cols({a, b, ...})`, `added_by_head`: `10_full_model/writer.h`, and");
    CHECK(site::mark_code("(or ./book run matrix) or ./book run 12 --mine 12.4 puts") ==
          "(or `./book run matrix`) or `./book run 12 --mine 12.4` puts");
    for (const char* left : {"`dot(a, b)` is marked", "x W_Q, x_ia, h/g heads (in all). And i < 2",
                             "an open call(", "0.78 + 0.06, 1. One", "chapters/matrix/README.md"})
        CHECK(site::mark_code(left) == left);
}

TEST_CASE("task: a page of the book is called by its title", "[site]") {
    const site::TaskSetting setting{[](const std::string&) { return std::string("m.html"); },
                                    [](const std::string&) { return std::string("Matrix"); }};
    CHECK(site::html_task({"Read chapters/matrix/README.md (or nothing)."}, setting) ==
          "<p>Read <a href=\"m.html\">Matrix</a> (or nothing).</p>\n");
}

TEST_CASE("task: those of the book have no mark of Markdown left, and no list in a box", "[site]") {
    const site::Book book(BOOK_SOURCE_DIR);
    for (const site::StoredPage& chapter : book.pages()) {
        if (book.exercises_of(chapter).empty()) continue;
        const std::string body = site::exercise_page(book, chapter).body;
        for (std::size_t at = body.find("<section"); at != body.npos;
             at = body.find("<section", at + 1)) {
            const std::string text = body.substr(at, body.find("Check your answer", at) - at);
            CAPTURE(text);
            CHECK(text.find('`') == text.npos);
            CHECK(text.find("<p>- ") == text.npos);
            CHECK(text.find("\n- ") == text.npos);
            CHECK(text.find("\n2. ") == text.npos);
            CHECK(text.find("<p>Shapes") == text.npos);
            CHECK(text.find("README.md<") == text.npos);
            // A box is dedented.
            CHECK(text.find("<pre tabindex=\"0\"> ") == text.npos);
        }
    }
}
