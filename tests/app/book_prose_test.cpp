#include "app/book_prose.h"

#include "catch.h"
#include "core/require.h"
#include "corpus/book_text.h"
#include "host/sources.h"
#include "temporary_folder.h"

using namespace book;

TEST_CASE("book prose: today's pages give a text in the form that is read", "[app]") {
    const TemporaryFolder folder;
    const std::string text = book_prose(source_root());
    CHECK(text.starts_with("# 00_overview\n"));
    const auto chapters = read_chapters(folder.write("book.txt", text));
    CHECK(chapters.size() == 12);
    CHECK(text == book_prose(source_root()));
}

TEST_CASE("book prose: without all the pages there is no text", "[app]") {
    const TemporaryFolder folder;
    CHECK_THROWS_WITH(book_prose(folder.path("")), ContainsText("chapters: 00 is missing"));
    std::filesystem::create_directories(folder.path("chapters/01_one"));
    folder.write("chapters/01_one/chapter.cpp", "");
    CHECK_THROWS_AS(book_prose(folder.path("")), InputError);
}
