#include "host/places.h"

#include <cstdlib>

#include "catch.h"
#include "core/require.h"
#include "environment_variable.h"
#include "host/files.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

TEST_CASE("home_folder, program_folder: the script's word, or else where the book was built",
          "[host]") {
    const auto without = [](const char* name, auto folder) {
        const char* set = std::getenv(name);
        const std::string before = set == nullptr ? "" : set;
        unsetenv(name);
        const fs::path built = folder();
        setenv(name, "/said/by/the/script", 1);
        CHECK(folder() == "/said/by/the/script");
        if (set == nullptr)
            unsetenv(name);
        else
            setenv(name, before.c_str(), 1);
        return built;
    };
    CHECK(without("BOOK_HOME", home_folder) == BOOK_SOURCE_DIR);
    CHECK(without("BOOK_BIN", program_folder) == fs::path(BOOK_TOOL).parent_path());
}

TEST_CASE("data_folder: a path that does not begin at the root is ignored", "[host]") {
    const EnvironmentVariable home("HOME", "/home/reader"), data("XDG_DATA_HOME", "/data");
    CHECK(data_folder() == "/data/attention-book");
    for (const char* ignored : {"", "data", "./data", "~/data"}) {
        const EnvironmentVariable relative("XDG_DATA_HOME", ignored);
        CHECK(data_folder() == "/home/reader/.local/share/attention-book");
    }
}

TEST_CASE("without_tilde: what the shell left is put in full, or refused", "[host]") {
    const EnvironmentVariable home("HOME", "/home/reader");
    CHECK(without_tilde("~/m") == "/home/reader/m");
    CHECK(without_tilde("~") == "/home/reader");
    CHECK(without_tilde("a/~/m") == "a/~/m");
    CHECK(without_tilde("/~") == "/~");
    CHECK_THROWS_AS(without_tilde("~somebody/m"), InputError);
    const EnvironmentVariable none("HOME", "");
    CHECK_THROWS_AS(without_tilde("~/m"), InputError);
}

TEST_CASE("where_links_lead: links that lead in a circle are refused, and stay", "[host]") {
    const TemporaryFolder folder;
    const std::string link = folder.path("link");
    fs::create_symlink("link", link);
    CHECK_THROWS_AS(where_links_lead(link), InputError);
    CHECK_THROWS_AS(require_writable(link), InputError);
    CHECK(fs::is_symlink(link));
}

TEST_CASE("is_same_place: whatever the spelling, and whatever is there", "[host]") {
    const TemporaryFolder folder;
    const std::string file = folder.path("a");
    fs::create_symlink("a", folder.path("link"));
    for (int there = 0; there < 2; ++there) {
        CHECK(is_same_place(file, file));
        CHECK(is_same_place(file, folder.path("./a")));
        CHECK(is_same_place(file, folder.path("link")));
        CHECK(is_same_place(file, fs::relative(file).string()));
        CHECK_FALSE(is_same_place(file, folder.path("b")));
        folder.write("a", "");
    }
    fs::create_hard_link(file, folder.path("b"));
    CHECK(is_same_place(file, folder.path("b")));
}

TEST_CASE("shell_word: a shell reads the word that it was", "[host]") {
    CHECK(shell_word("/home/a-b/m_1.safetensors") == "/home/a-b/m_1.safetensors");
    CHECK(shell_word("a b") == "'a b'");
    CHECK(shell_word("it's $HOME") == "'it'\\''s $HOME'");
    CHECK(shell_word("~/m") == "'~/m'");
    CHECK(shell_word("") == "''");
}
