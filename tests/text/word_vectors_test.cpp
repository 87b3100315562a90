#include "text/word_vectors.h"

#include "catch.h"
#include "core/require.h"
#include "temporary_folder.h"

using namespace book;

namespace {

using Words = std::vector<std::string>;

WordVectors read(const std::string& text) {
    const TemporaryFolder folder;
    return read_word_vectors(folder.write("v.txt", text));
}

// What the InputError says, behind the path; it must be one line.
std::string complaint_at(const std::string& path) {
    try {
        read_word_vectors(path);
    } catch (const InputError& error) {
        const std::string what = error.what();
        CHECK(what.find('\n') == std::string::npos);
        CHECK(what.size() < path.size() + 200);
        REQUIRE(what.rfind(path, 0) == 0);
        return what.substr(path.size());
    }
    return "no InputError";
}

std::string complaint(const std::string& text) {
    const TemporaryFolder folder;
    return complaint_at(folder.write("v.txt", text));
}

}  // namespace

TEST_CASE("read_word_vectors: a word and its numbers a line, between spaces or tabs", "[text]") {
    const WordVectors v = read("love 0.9 0.8\ndoughnuts\t8e-1  0.7 \r\n, -1 0");
    REQUIRE(v.words == Words{"love", "doughnuts", ","});
    CHECK(v.vectors == Matrix{{0.9f, 0.8f}, {0.8f, 0.7f}, {-1, 0}});
    CHECK(v.find("doughnuts") == 1);
    CHECK(v.find("taxes") == -1);
    CHECK(read("\xEF\xBB\xBFlove 1 2\n").words == Words{"love"});
    CHECK(read("a\xC2\xA0"
               "b 1 2\n")
              .words == Words{"a\xC2\xA0"
                              "b"});                         // no-break space
    CHECK(read("7 1 2\n8 3 4\n").words == Words{"7", "8"});  // a word may be a number
}

TEST_CASE("read_word_vectors: word2vec's header is recognised", "[text]") {
    const WordVectors v = read("2 3\nlove 1 2 3\ntaxes 4 5 6\n");
    CHECK(v.words == Words{"love", "taxes"});
    CHECK(v.vectors.shape() == Shape{2, 3});
    CHECK(v.odd.empty());
    CHECK(read("3 3\nlove 1 2 3\ntaxes 4 5 6\n").odd ==
          Words{"line 1 promises 3 words, but 2 lines follow: is the file whole?"});
    CHECK(read("1 3\nlove 1 2 3\ntaxes 4 5 6\n").words.size() == 2);
    CHECK_THAT(complaint("2 4\nlove 1 2 3\n"),
               ContainsText(":2: has 3 numbers behind the word, but the header says 4"));
    CHECK_THAT(complaint("1 3\n"), ContainsText("holds no word"));
    CHECK(read("99999999999 3\nlove 1 2 3\n").odd.size() == 1);  // nothing is allocated for them
    CHECK_THAT(complaint("1 99999999999\nlove 1 2\n"), ContainsText("the header says 99999999999"));
    CHECK_THAT(complaint("1 99999999999999999999\nlove 1 2\n"), ContainsText(":1: has 1 numbers"));
}

TEST_CASE("read_word_vectors: each kind of damage has a line of its own", "[text]") {
    CHECK_THAT(complaint(""), ContainsText("holds no word"));
    CHECK_THAT(complaint("love\n"), ContainsText(":1: has 0 numbers behind the word"));
    CHECK_THAT(complaint("love 1\n"), ContainsText(":1: has 1 numbers behind the word"));
    CHECK_THAT(complaint("love 1 2\ntaxes 3\n"),
               ContainsText(":2: has 1 numbers behind the word, but line 1 has 2"));
    CHECK_THAT(complaint("love 1 2\ntaxes 3 4 5\n"), ContainsText(":2: has 3 numbers"));
    CHECK_THAT(complaint("love 1 2x\n"), ContainsText(":1: item 2 is not a number: \"2x\""));
    // The line that is wrong is the one to name, also if it is the first.
    CHECK_THAT(complaint("the 0.1 O.2 0.3 0.4\na 0.1 0.2 0.3 0.4\n"),
               ContainsText(":1: item 2 is not a number: \"O.2\""));
    CHECK_THAT(complaint("love 0x1 2\n"), ContainsText("item 1 is not a number"));
    CHECK_THAT(complaint("love 1 \x1b[31m\n"), ContainsText("not a number: \"\xE2\x90\x9B[31m\""));
    CHECK_THAT(complaint("love nan 2\n"), ContainsText(":1: number 1 is not finite: \"nan\""));
    CHECK_THAT(complaint("love 1 -inf\n"), ContainsText(":1: number 2 is not finite"));
    CHECK_THAT(complaint("love 1 1e39\n"), ContainsText("is not finite"));   // beyond float
    CHECK_THAT(complaint("love 1 1e999\n"), ContainsText("is not finite"));  // beyond double
    CHECK_THAT(complaint(std::string("love 1 \0 2\n", 11)), ContainsText("not a number"));
    CHECK_THAT(complaint("love 1 2\n" + std::string(kLongestVectorLine + 1, '1') + "\n"),
               ContainsText(":2: longer than"));
    CHECK_THAT(complaint("love 1 " + std::string(5000, 'x')), ContainsText("is not a number"));
}

TEST_CASE("read_word_vectors: published files are odd, and are read all the same", "[text]") {
    // GloVe 840B has words with blanks in them; one of its words may be a number.
    const WordVectors glove = read(", 1 2\n. . . 3 4\nat name@domain.com 5 6\n7 8 9\n");
    CHECK(glove.words == Words{",", ". . .", "at name@domain.com", "7"});
    CHECK(glove.vectors == Matrix{{1, 2}, {3, 4}, {5, 6}, {8, 9}});
    CHECK(glove.odd == Words{"words with blanks in them: 2 (the first in line 2)"});
    CHECK(read(". . 1 2 3\n, 4 5 6\n").words == Words{". .", ","});  // also in the first line
    CHECK_THAT(complaint("love 1 2\na 7 3 4\n"), ContainsText(":2: has 3 numbers"));

    // fastText's .vec and gensim's: a line for less than was promised, a word twice, a nameless row.
    const WordVectors fast = read("6 2\n</s> 1 2 \n 3 4 \nlove 5 6 \nlove 7 8 \n\n");
    CHECK(fast.words == Words{"</s>", "love"});
    CHECK(fast.vectors == Matrix{{1, 2}, {5, 6}});
    CHECK(fast.odd == Words{"empty lines, left out: 1 (the first in line 6)",
                            "lines of numbers without a word, left out: 1 (the first in line 3)",
                            "words that stood there before, left out: 1 (the first in line 5)",
                            "line 1 promises 6 words, but 5 lines follow: is the file whole?"});

    // word2vec cut words after so many bytes, in the middle of a letter, too.
    const WordVectors cut = read("2 2\ncaf\xC3 1 2\nlove 3 4\n");
    CHECK(cut.words == Words{"caf\uFFFD", "love"});
    CHECK(cut.odd.size() == 1);
    CHECK(read("a\u2026 1 2\rb 3 4\r").words == Words{"a\u2026", "b"});
    CHECK(read("\x1b]0;x\x07 1 2\n").words == Words{"␛]0;x␇"});  // for a terminal, too
}

TEST_CASE("read_word_vectors: of a larger file than is allowed the first words are read",
          "[text]") {
    const TemporaryFolder folder;
    const std::string path = folder.write("v.txt", "love 1 2\ntax 3 4\n");
    CHECK(read_word_vectors(path, 4).odd.empty());
    const WordVectors some = read_word_vectors(path, 3);
    CHECK(some.words == Words{"love"});
    CHECK(some.odd == Words{"only the first 1 words were read, as many as have room"});
}

TEST_CASE("read_word_vectors: what is no file is refused by name", "[text]") {
    const TemporaryFolder folder;
    CHECK_THAT(complaint_at(folder.path("missing.txt")), ContainsText("cannot be opened"));
    CHECK_THAT(complaint_at(folder.path("")), ContainsText("is a directory"));
}
