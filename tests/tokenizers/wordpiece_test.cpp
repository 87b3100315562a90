#include "tokenizers/wordpiece.h"

#include "catch.h"
#include "core/clock.h"
#include "core/require.h"
#include "tokenizers/small_tokenizers.h"

using namespace book;

namespace {

WordPieceVocabulary small_words() {
    WordPieceVocabulary vocabulary;
    vocabulary.name = "small";
    vocabulary.tokens = kSmallWords;
    return vocabulary;
}

// The tokens of a text with blanks between them.
std::string pieces_of(const std::string& text,
                      const WordPieceVocabulary& vocabulary = small_words()) {
    const WordPiece words(vocabulary);
    std::vector<int> ids;
    words.encode(text, ids);
    std::string tokens;
    for (int id : ids) tokens += (tokens.empty() ? "" : " ") + words.token(id);
    return tokens;
}

std::string words_of(const std::string& text) {
    std::string all;
    for_each_bert_word(
        text, [&](std::string_view word) { all += (all.empty() ? "" : "|") + std::string(word); });
    return all;
}

}  // namespace

TEST_CASE("bert_text: clean, lower case, no accents", "[tokenizers]") {
    const BertTextRule all;
    CHECK(bert_text("Élèves à GÂTEAUX", all) == "eleves a gateaux");
    CHECK(bert_text("Ångström İ ΟΔΟΣ ẞ K", all) == "angstrom i οδοσ ß k");  // no final sigma
    CHECK(bert_text("e\u0301 ŀ ﬁ", all) == "e ŀ ﬁ");                        // canonical forms only
    CHECK(bert_text("한", all) == "\u1112\u1161\u11AB");  // a syllable becomes its letters
    CHECK(bert_text(std::string("a\0b\x01\x7F\u0085\u200B\uFEFF\uFFFD\u00AD\uE000c", 22), all) ==
          "abc");
    CHECK(bert_text("a\tb\nc\rd\u00A0e\u2028f\u3000g", all) == "a b c d e f g");
    CHECK(bert_text("a\x0B"
                    "b\x0C"
                    "c",
                    all) == "abc");
    CHECK(bert_text("愛love世", all) == " 愛 love 世 ");
    CHECK(bert_text("ドーナツ", all) == "ト\u30FCナツ");  // no ideographs; its voiced mark is one
}

TEST_CASE("bert_text: each step can be left out", "[tokenizers]") {
    CHECK(bert_text("Été\t愛\x01", {false, false, false, false}) == "Été\t愛\x01");
    CHECK(bert_text("Été\t愛\x01", {true, false, false, false}) == "Été 愛");
    CHECK(bert_text("Été\t愛\x01", {false, true, false, false}) == "Été\t 愛 \x01");
    CHECK(bert_text("Été\t愛\x01", {false, false, true, false}) == "Ete\t愛\x01");
    CHECK(bert_text("Été\t愛\x01", {false, false, false, true}) == "été\t愛\x01");
    CHECK(bert_text("İ", {false, false, false, true}) == "i\u0307");
}

TEST_CASE("bert_text: characters that came after Unicode 8 are what they were then",
          "[tokenizers]") {
    CHECK(bert_text("a\u0898", BertTextRule{}) == "a\u0898");          // a mark of Unicode 14
    CHECK(bert_text("a\u0890b", BertTextRule{}) == "a\u0890b");        // formatting
    CHECK(words_of("a\u2E43b") == "a\u2E43b");                         // a sign of Unicode 9
    CHECK(words_of("a\u2E42b") == "a|\u2E42|b");                       // and one of Unicode 7
    CHECK(words_of("a\u166D\U000111C9b") == "a|\u166D|\U000111C9|b");  // were signs, and stay so
}

TEST_CASE("for_each_bert_word: white space between, each sign alone", "[tokenizers]") {
    CHECK(words_of("") == "");
    CHECK(words_of("  a  b ") == "a|b");
    CHECK(words_of("don't (stop)!") == "don|'|t|(|stop|)|!");
    CHECK(words_of("$1,000.50^`~|") == "$|1|,|000|.|50|^|`|~||");
    CHECK(words_of("a_b «c» €5 ×") == "a|_|b|«|c|»|€5|×");  // symbols beyond ASCII are no signs
    CHECK(words_of("a\u2028b\u0085c\x1C"
                   "d") ==
          "a|b|c\x1C"
          "d");
}

TEST_CASE("WordPiece: the longest token first, and ## before what continues", "[tokenizers]") {
    CHECK(pieces_of("I love doughnuts.") == "i love dough ##nut ##s .");
    CHECK(pieces_of("unaffable") == "un ##aff ##able");
    CHECK(pieces_of("una") == "un ##a");
    CHECK(pieces_of("unaf") == "[UNK]");     // un ##a, and then nothing goes on with f
    CHECK(pieces_of("affable") == "[UNK]");  // a word does not begin with ##aff
    CHECK(pieces_of("##s") == "[UNK] [UNK] [UNK]");
    CHECK(pieces_of("élève 愛愛") == "eleve 愛 愛");
    CHECK(pieces_of("I'!") == "i ' !");
    CHECK(pieces_of("") == "");
    CHECK(pieces_of("σσ") == "σ ##σ");
}

TEST_CASE("WordPiece: a word of more than 100 characters is unknown", "[tokenizers]") {
    CHECK(pieces_of(times(100, "x")) == "x" + times(99, " ##x"));
    CHECK(pieces_of(times(101, "x")) == "[UNK]");
    CHECK(pieces_of(times(100, "σ")) == "σ" + times(99, " ##σ"));  // characters, not bytes
    WordPieceVocabulary vocabulary = small_words();
    vocabulary.longest_word = 3;
    CHECK(pieces_of("xxx xxxx", vocabulary) == "x ##x ##x [UNK]");
    for (int longest : {0, -1, kLongestWordpieceWord + 1}) {
        vocabulary.longest_word = longest;
        CHECK_THROWS_AS(WordPiece(vocabulary), InputError);
    }
}

TEST_CASE("WordPiece: a damaged vocabulary is refused in one line", "[tokenizers]") {
    WordPieceVocabulary vocabulary = small_words();
    vocabulary.tokens.emplace_back("love");
    CHECK_THROWS_WITH(WordPiece(vocabulary), ContainsText("small: \"love\" is token 9 and token"));
    vocabulary.tokens.back() = "";
    CHECK_NOTHROW(WordPiece(vocabulary));
    vocabulary.tokens[1] = "x1";
    CHECK_THROWS_WITH(WordPiece(vocabulary),
                      ContainsText("has no token \"[UNK]\" for unknown words"));
    CHECK_THROWS_WITH(pieces_of("a\xC3"), ContainsText("invalid UTF-8 at byte 2"));
}

TEST_CASE("WordPiece: a megabyte takes no more than its time", "[tokenizers]") {
    const WordPiece words(small_words());
    for (const std::string& unit : {std::string("x"), std::string("愛"), std::string("x "),
                                    std::string("!"), times(99, "x") + " "}) {
        const std::string text = times(1'000'000 / static_cast<int>(unit.size()), unit);
        std::vector<int> ids;
        const Stopwatch clock;
        words.encode(text, ids);
        CHECK(clock.seconds() < 20);
    }
}
