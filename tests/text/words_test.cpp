#include "text/words.h"

#include <string>

#include "catch.h"
#include "core/random.h"
#include "text/utf8.h"

using namespace book;

namespace {

// The pieces of a text with bars between them.
std::string cut_words(std::string_view text) {
    std::string result;
    for (std::string_view piece : split_pieces(text)) {
        if (!result.empty()) result += '|';
        result += piece;
    }
    return result;
}

}  // namespace

TEST_CASE("split_pieces: letters, digits and signs are pieces, with one space before", "[text]") {
    CHECK(cut_words("") == "");
    CHECK(cut_words("I love doughnuts, 12 of them!") == "I| love| doughnuts|,| 12| of| them|!");
    CHECK(cut_words("a1b22") == "a|1|b|22");
    CHECK(cut_words("(3.14) ...!?") == "(|3|.|14|)| ...!?");
    CHECK(cut_words("well-known") == "well|-|known");
    CHECK(cut_words("Où va le cœur à Noël ?") == "Où| va| le| cœur| à| Noël| ?");
    CHECK(cut_words("« Oui »") == "«| Oui| »");
    CHECK(cut_words("愛してる。🍩 x") == "愛してる|。🍩| x");
}

TEST_CASE("split_pieces: an elided word keeps its apostrophe", "[text]") {
    CHECK(cut_words("j'aime") == "j'|aime");
    CHECK(cut_words("Je n'aime pas l'impôt d'un ami") == "Je| n'|aime| pas| l'|impôt| d'|un| ami");
    CHECK(cut_words("l’école") == "l’|école");
    CHECK(cut_words("aujourd'hui") == "aujourd'|hui");
    CHECK(cut_words("qu'il m'a dit") == "qu'|il| m'|a| dit");
}

TEST_CASE("split_pieces: an English ending takes the apostrophe", "[text]") {
    CHECK(cut_words("I don't") == "I| don|'t");
    CHECK(cut_words("We're, you'll, I've, I'm, he'd") ==
          "We|'re|,| you|'ll|,| I|'ve|,| I|'m|,| he|'d");
    CHECK(cut_words("THE MAN'S") == "THE| MAN|'S");
    CHECK(cut_words("it’s") == "it|’s");
    CHECK(cut_words("l'sel") == "l'|sel");  // more than the s: no ending
    CHECK(cut_words("can'ts") == "can'|ts");
}

TEST_CASE("split_pieces: other apostrophes are signs", "[text]") {
    CHECK(cut_words("'a' b") == "'|a|'| b");
    CHECK(cut_words("dogs' tails") == "dogs|'| tails");
    CHECK(cut_words("rock 'n' roll") == "rock| '|n|'| roll");
    CHECK(cut_words("'") == "'");
    CHECK(cut_words("a''b") == "a|''|b");
    CHECK(cut_words("90's") == "90|'|s");
}

TEST_CASE("split_pieces: white space is kept, the last space goes to what follows", "[text]") {
    CHECK(cut_words(" ") == " ");
    CHECK(cut_words(" a") == " a");
    CHECK(cut_words("   a") == "  | a");
    CHECK(cut_words("a   ") == "a|   ");
    CHECK(cut_words("a\tb\n c") == "a|\t|b|\n| c");
    CHECK(cut_words("oui\u00A0!") == "oui|\u00A0|!");
}

TEST_CASE("split_pieces: long runs are cut between code points", "[text]") {
    const auto check = [](const std::string& run, std::size_t longest) {
        std::string text;
        for (int i = 0; i < 200; ++i) text += run;
        std::size_t most = 0;
        for (std::string_view piece : split_pieces(text)) {
            most = std::max(most, piece.size());
            CHECK(first_invalid_utf8(piece) == std::string_view::npos);
        }
        CHECK(most == longest);
    };
    check("a", 64);
    check("愛", 63);
    check("-", 64);
    check(" ", 64);
    check("\u3000", 63);
    check("7", 64);
    const std::string letters(63, 'x');
    CHECK(cut_words(" " + letters + "'y") == " " + letters + "|'|y");  // no room for the apostrophe
    CHECK(cut_words(letters + "'y") == letters + "'|y");
}

TEST_CASE("split_pieces: together the pieces of any bytes are the text", "[text]") {
    Rng rng(7);
    const std::vector<std::string> atoms = {"a", "le", "'",  "’",      " ",      "  ",       "\n",
                                            "1", "s",  "re", "\u00A0", "\u2028", "é",        "-",
                                            ".", "🍩",  "t",  "\xFF",   "\xC3",   "\xE2\x80", "ll"};
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        const int length = rng.below(40);
        for (int i = 0; i < length; ++i)
            text += atoms[static_cast<std::size_t>(rng.below(static_cast<int>(atoms.size())))];
        std::string joined;
        bool sizes_hold = true;
        for (std::string_view piece : split_pieces(text)) {
            joined += piece;
            sizes_hold = sizes_hold && !piece.empty() && piece.size() <= kLongestPiece;
        }
        REQUIRE(joined == text);
        REQUIRE(sizes_hold);
    }
}
