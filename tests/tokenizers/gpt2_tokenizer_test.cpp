#include "tokenizers/gpt2_tokenizer.h"

#include <optional>

#include "catch.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/require.h"
#include "text/one_letter.h"
#include "tokenizers/gpt2_pattern.h"
#include "tokenizers/mini_gpt2.h"

using namespace book;
using namespace std::string_literals;

namespace {

using Ids = std::vector<int>;

// The pieces of a text with bars between them.
std::string cut(const std::string& text) {
    std::string pieces;
    for (std::string_view piece : split_gpt2_pieces(text))
        pieces += (pieces.empty() ? "" : "|") + std::string(piece);
    return pieces;
}

// The oracle: the algorithm as it was published. The pair of lowest rank is merged everywhere, from
// left to right, and the search begins anew.
Ids plain_encoding(const MiniGpt2& mini, const std::string& text) {
    Ids ids;
    for (std::string_view piece : split_gpt2_pieces(text)) {
        std::vector<std::string> word;
        for (char c : piece) word.emplace_back(1, c);
        for (;;) {
            std::optional<std::pair<std::string, std::string>> first;
            for (const auto& merge : mini.merges) {
                for (std::size_t i = 0; i + 1 < word.size() && !first; ++i)
                    if (word[i] == merge.first && word[i + 1] == merge.second) first = merge;
                if (first) break;
            }
            if (!first) break;
            std::vector<std::string> merged;
            for (std::size_t i = 0; i < word.size(); ++i) {
                const bool here =
                    i + 1 < word.size() && word[i] == first->first && word[i + 1] == first->second;
                merged.push_back(here ? word[i] + word[i + 1] : word[i]);
                if (here) ++i;
            }
            word = merged;
        }
        for (const std::string& token : word) ids.push_back(mini.id_of(token));
    }
    return ids;
}

const MiniMerges kLove = {{" ", "l"}, {"o", "v"},       {" l", "ov"},     {" lov", "e"},
                          {"l", "o"}, {"\xC3", "\xA9"}, {"a", "a"},       {"aa", "aa"},
                          {" ", " "}, {"  ", "  "},     {"aaaa", "aaaa"}, {"0", "1"}};

std::string error_of(const std::string& merges, const std::string& vocabulary) {
    try {
        Gpt2Tokenizer::load(merges, vocabulary);
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("split_gpt2_pieces: letters, digits, signs, each with the space before", "[tokenizers]") {
    CHECK(cut("") == "");
    CHECK(cut("I love doughnuts, 12 of them!") == "I| love| doughnuts|,| 12| of| them|!");
    CHECK(cut("abc123?!déf") == "abc|123|?!|déf");
    CHECK(cut("x² ½ Ⅷ ①٣१") == "x|²| ½| Ⅷ| ①٣१");  // \p{N} is more than 0 to 9
    CHECK(cut("愛ドーナツ привет हिन्दी") ==
          "愛ドーナツ| привет| ह|ि|न|्|द|ी");  // marks are no letters
    CHECK(cut("e\u0301te\u0301 \u0301") == "e|\u0301|te|\u0301| \u0301");
    CHECK(cut("👩‍🍳🇫🇷 👍🏽!") == "👩‍🍳🇫🇷| 👍🏽!");
    CHECK(split_gpt2_pieces("<|endoftext|>") ==
          std::vector<std::string_view>{"<|", "endoftext", "|>"});
    CHECK(cut(std::string("a\0b", 3)) == std::string("a|\0|b", 5));
}

TEST_CASE("split_gpt2_pieces: English endings, in small letters and with the plain apostrophe",
          "[tokenizers]") {
    CHECK(cut("I'm we've you'll he'd they're don't it's") ==
          "I|'m| we|'ve| you|'ll| he|'d| they|'re| don|'t| it|'s");
    CHECK(cut("IT'S DON'T I'M") == "IT|'|S| DON|'|T| I|'|M");
    CHECK(cut("it’s l'été 'tis '") == "it|’|s| l|'|été| '|tis| '");
    CHECK(cut("'sea 'v 'r 'l ''s") == "'s|ea| '|v| '|r| '|l| ''|s");
    CHECK(cut("'''s's") == "'''|s|'s");
}

TEST_CASE("split_gpt2_pieces: white space leaves its last sign to the word behind it",
          "[tokenizers]") {
    CHECK(cut("a  b") == "a| | b");
    CHECK(cut("a   b") == "a|  | b");
    CHECK(cut("a\nb") == "a|\n|b");
    CHECK(cut("a\n\n b") == "a|\n\n| b");
    CHECK(cut("a \nb") == "a| |\n|b");
    CHECK(cut("a\r\n\tb") == "a|\r\n|\t|b");
    CHECK(cut("a  ") == "a|  ");
    CHECK(cut(" \t ") == " \t ");
    CHECK(cut("  1") == " | 1");
    CHECK(cut("  !") == " | !");
    CHECK(cut("  's") == " | '|s");
}

TEST_CASE("split_gpt2_pieces: white space is JavaScript's", "[tokenizers]") {
    std::vector<char32_t> spaces = {' ',    0xA0,   0x1680, 0x2028, 0x2029,
                                    0x202F, 0x205F, 0x3000, 0xFEFF};
    for (char32_t c = 0x09; c <= 0x0D; ++c) spaces.push_back(c);
    for (char32_t c = 0x2000; c <= 0x200A; ++c) spaces.push_back(c);
    for (char32_t c : spaces) {
        CAPTURE(static_cast<unsigned>(c));
        const std::string s = utf8(c);
        CHECK(cut("a" + s + s + "!") == "a|" + s + (c == ' ' ? "|" + s + "!" : "|" + s + "|!"));
        CHECK(cut("a " + s + s) == "a| " + s + s);
    }
    // Python's, PCRE2's or Unicode's, or once were: here they are signs like others.
    for (char32_t c : U"\u0085\u180E\x1C\x1D\x1E\x1F\u200B\u200C\u200D\u2060"s) {
        CAPTURE(static_cast<unsigned>(c));
        const std::string s = utf8(c);
        CHECK(cut("a" + s + s + "b " + s + "?") == "a|" + s + s + "|b| " + s + "?");
    }
}

TEST_CASE("split_gpt2_pieces: letters and digits are those of Unicode 17, whatever PCRE2 knows",
          "[tokenizers]") {
    for (char32_t c :
         U"\u1C89\uA7CB\uA7DC\U00010D4A\U00011BC0\U0001E4D0\U0002EBF0\U000323AF\U00033479"s) {
        CAPTURE(static_cast<unsigned>(c));
        CHECK(cut("a" + utf8(c) + "b " + utf8(c)) == "a" + utf8(c) + "b| " + utf8(c));
    }
    for (char32_t c : U"\U00010D40\U00010D49\U00011F50\U00016FF4\U0001CCF0\U0001E4F9\U0001E5F1"s) {
        CAPTURE(static_cast<unsigned>(c));
        CHECK(cut("1" + utf8(c) + "2 " + utf8(c)) == "1" + utf8(c) + "2| " + utf8(c));
    }
}

TEST_CASE("split_gpt2_pieces: no letter and no digit of Unicode 17 is missing", "[tokenizers]") {
    std::string text;
    for (char32_t c = 0; c <= 0x10FFFF; ++c)
        if (c < 0xD800 || c > 0xDFFF) text += "\na" + utf8(c) + "\n1" + utf8(c);
    int letters = 0, digits = 0;
    for_each_gpt2_piece(text, [&](std::string_view piece) {
        letters += piece.size() > 1 && piece[0] == 'a';
        digits += piece.size() > 1 && piece[0] == '1';
    });
    CHECK(letters >= 145672);  // a later Unicode has more
    CHECK(digits >= 1924);
}

TEST_CASE("split_gpt2_pieces: every code point is in one piece, and none is lost", "[tokenizers]") {
    std::string text;
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37)
        if (c < 0xD800 || c > 0xDFFF) text += utf8(c) + (c % 5 == 0 ? " " : "");
    std::string joined;
    for (std::string_view piece : split_gpt2_pieces(text)) {
        if (first_invalid_utf8(piece) != std::string_view::npos) FAIL("a cut within a letter");
        joined += piece;
    }
    CHECK(joined == text);
}

TEST_CASE("Gpt2Tokenizer: a small text by hand", "[tokenizers]") {
    const MiniGpt2 mini(kLove);
    const Gpt2Tokenizer gpt2 = mini.load();
    const auto id = [&](const std::string& token) { return mini.id_of(token); };
    CHECK(gpt2.vocabulary_size() == 256 + 12 + 1);
    CHECK(gpt2.encode("").empty());
    CHECK(gpt2.encode("I love") == Ids{id("I"), id(" love")});
    CHECK(gpt2.encode("love") == Ids{id("l"), id("ov"), id("e")});  // ov was learnt before lo
    CHECK(gpt2.encode("lo lol") == Ids{id("lo"), id(" l"), id("o"), id("l")});
    CHECK(gpt2.encode("é") == Ids{id("é")});
    CHECK(gpt2.encode("è") == Ids{id("\xC3"), id("\xA8")});
    CHECK(gpt2.encode("aaaaaaa") == Ids{id("aaaa"), id("aa"), id("a")});
    CHECK(gpt2.encode("0 1") == Ids{id("0"), id(" "), id("1")});  // no merge between pieces
    CHECK(gpt2.encode("<|endoftext|>").size() == 13);             // plain text
    CHECK(gpt2.decode(Ids{mini.id_of("<|endoftext|>")}) == "<|endoftext|>");
    CHECK(gpt2.piece(id(" love")) == "␣love");
    CHECK(gpt2.piece(id("é")) == "é");
    CHECK(gpt2.piece(id("\xC3")) == "\\xC3");
    CHECK(gpt2.piece(id("\n")) == "\\x0A");
    CHECK(gpt2.bytes(id(" love")) == " love");
}

TEST_CASE("Gpt2Tokenizer: agrees with the published algorithm, in whatever order merges stand",
          "[tokenizers]") {
    Rng rng(7);
    const std::vector<std::string> atoms = {"a", "b", "ab", "aa", "c",  " ", " ",
                                            "é", "'", "'s", "1",  "\n", "🍩"};
    const auto random_text = [&](int most) {
        std::string text;
        const int n = rng.below(most + 1);
        for (int i = 0; i < n; ++i)
            text += atoms[static_cast<std::size_t>(rng.below(static_cast<int>(atoms.size())))];
        return text;
    };
    for (int round = 0; round < 40; ++round) {
        // Merges of random neighbours; in every second round their order is then lost, so that a
        // merge can come before those that make its sides.
        MiniMerges merges;
        std::vector<std::string> sides = {"a", "b", "c", " ", "\n", "\xC3", "\xA9", "'", "s"};
        for (int m = 0; m < 30; ++m) {
            const auto side = [&] {
                return sides[static_cast<std::size_t>(rng.below(static_cast<int>(sides.size())))];
            };
            std::pair<std::string, std::string> merge;
            merge.first = side();
            merge.second = side();
            if (std::find(merges.begin(), merges.end(), merge) != merges.end()) continue;
            sides.push_back(merge.first + merge.second);
            merges.push_back(merge);
        }
        if (round % 2 == 1)
            for (std::size_t i = merges.size(); i > 1; --i)
                std::swap(merges[i - 1],
                          merges[static_cast<std::size_t>(rng.below(static_cast<int>(i)))]);
        const MiniGpt2 mini(merges);
        const Gpt2Tokenizer gpt2 = mini.load();
        for (int t = 0; t < 40; ++t) {
            const std::string text = random_text(40);
            CAPTURE(text);
            REQUIRE(gpt2.encode(text) == plain_encoding(mini, text));
            REQUIRE(gpt2.decode(gpt2.encode(text)) == text);
        }
    }
}

TEST_CASE("Gpt2Tokenizer: a merge is made everywhere before what it has made is looked at",
          "[tokenizers]") {
    const MiniGpt2 early({{"ab", "a"}, {"a", "b"}});
    CHECK(early.load().encode("abab") == Ids{early.id_of("ab"), early.id_of("ab")});
    CHECK(early.load().encode("aba") == Ids{early.id_of("aba")});
    // A token of the vocabulary that its own bytes never become.
    const MiniGpt2 lost({{"a", "bc"}, {"a", "b"}, {"b", "c"}});
    CHECK(lost.id_of("abc") >= 0);
    CHECK(lost.load().encode("abc") == Ids{lost.id_of("ab"), 'c'});
}

TEST_CASE("Gpt2Tokenizer: what is no UTF-8, and what is no id, is refused", "[tokenizers]") {
    const Gpt2Tokenizer gpt2 = MiniGpt2().load();
    CHECK_THROWS_WITH(gpt2.encode("ab\xFF"), ContainsText("invalid UTF-8 at byte 3 (0xFF)"));
    CHECK_THROWS_AS(gpt2.encode("\xED\xA0\x80"), InputError);  // half of a surrogate pair
    CHECK_THROWS_AS(gpt2.encode("\xC3"), InputError);
    CHECK(gpt2.decode(Ids{0xC3}) == "\xC3");
    CHECK_THROWS_AS(gpt2.decode(Ids{-1}), Error);
    CHECK_THROWS_AS(gpt2.decode(Ids{gpt2.vocabulary_size()}), Error);
    CHECK_THROWS_AS(gpt2.piece(-1), Error);
}

TEST_CASE("Gpt2Tokenizer: a piece of a megabyte takes no more than its time", "[tokenizers]") {
    const Gpt2Tokenizer gpt2 = MiniGpt2(kLove).load();
    constexpr int kMillion = 1'000'000;
    for (const std::string unit :
         {"a", " ", "\n", "aab", "0", "01", "!", "'", "\u00A0", "愛", "🍩"}) {
        for (const char* behind : {"", "x"}) {
            const std::string text = times(kMillion / static_cast<int>(unit.size()), unit) + behind;
            CAPTURE(unit, behind);
            const Stopwatch clock;
            const Ids ids = gpt2.encode(text);
            CHECK(clock.seconds() < 20);  // a tenth of a second; steps without end took minutes
            CHECK((gpt2.decode(ids) == text));
        }
    }
}

TEST_CASE("Gpt2Tokenizer::load: what editors do to tables is no damage", "[tokenizers]") {
    const MiniGpt2 mini(kLove);
    const std::string text = mini.merges_text(), mark = "\xEF\xBB\xBF";
    const Ids expected = mini.load().encode("I love aaa");
    const auto with_ends = [&](const std::string& end) {
        std::string changed;
        for (char c : text) changed += c == '\n' ? end : std::string(1, c);
        return changed;
    };
    for (const std::string& merges :
         {text.substr(0, text.size() - 1), mark + text, text + "\n", text + "\r\n\r\n",
          with_ends("\r\n"), mark + with_ends("\r\n"), with_ends("\r")})
        CHECK(Gpt2Tokenizer::load(mini.folder.write("m", merges), mini.vocabulary_path)
                  .encode("I love aaa") == expected);
    const std::string vocabulary = mark + mini.vocabulary().dump(1) + "\r\n";
    CHECK(Gpt2Tokenizer::load(mini.merges_path, mini.folder.write("v", vocabulary))
              .encode("I love aaa") == expected);
}

TEST_CASE("Gpt2Tokenizer::load: damaged merges are refused, with their line", "[tokenizers]") {
    const MiniGpt2 mini({{"a", "b"}, {"ab", "c"}});
    const auto error = [&](const std::string& text) {
        return error_of(mini.folder.write("m", text), mini.vocabulary_path);
    };
    const std::string version = "#version: 0.2\n";
    CHECK(error(version + "a b\n") == "no error");
    CHECK(error(version) == "no error");
    CHECK_THAT(error(""), ContainsText("m: is empty"));
    for (const char* text : {"a b\n", "{\"a\": 1}", "\n#version: 0.2\n"})
        CHECK_THAT(error(text), ContainsText("does not begin with \"#version\""));
    for (const char* line :
         {"", "a", "a ", " a", "a  b", "a b ", "a b c", "a\tb", "a\u3000b", "ab", "a \u0144"})
        CHECK_THAT(error(version + "a b\n" + line + "\nab c\n"),
                   ContainsText("m:3: not two tokens in GPT-2's alphabet"));
    CHECK_THAT(error(version + "a b\n\xFF b\n"), ContainsText("m:3: invalid UTF-8 at byte 1"));
    CHECK_THAT(error(version + "xy b\n"), ContainsText("m:2: the left side of \"xy b\" is not in"));
    CHECK_THAT(error(version + "b xy\n"),
               ContainsText("m:2: the right side of \"b xy\" is not in"));
    CHECK_THAT(error(version + "a c\n"), ContainsText("m:2: the result of \"a c\" is not in"));
    CHECK_THAT(error(version + "a b\nab c\na b\n"),
               ContainsText("m:4: \"a b\" were merged before"));
    CHECK_THAT(error_of(mini.folder.path("none"), mini.vocabulary_path),
               ContainsText("none: cannot be opened"));
    CHECK_THAT(error_of(mini.folder.path(""), mini.vocabulary_path),
               ContainsText("is a directory"));
}

TEST_CASE("Gpt2Tokenizer::load: a damaged vocabulary is refused", "[tokenizers]") {
    const MiniGpt2 mini;
    const auto error = [&](const std::string& text) {
        return error_of(mini.merges_path, mini.folder.write("v", text));
    };
    const std::string good = mini.vocabulary().dump();
    const auto with = [&](const std::string& more) {
        return error(good.substr(0, good.size() - 1) + more + "}");
    };
    CHECK(error(good) == "no error");
    CHECK(with(", \"ab\": 257") == "no error");
    CHECK_THAT(error(""), ContainsText("v: is no JSON from byte 1 on"));
    CHECK_THAT(error(good.substr(0, 100)), ContainsText("is no JSON from byte 101 on"));
    CHECK_THAT(error(good + "x"), ContainsText("is no JSON"));
    for (const std::string& text : {std::string("[1]"), std::string("3"), std::string("\"a\""),
                                    std::string("null"), std::string(1'000'000, '[')})
        CHECK_THAT(error(text), ContainsText("v: is not one JSON object of tokens and ids"));
    for (const char* id :
         {"-1", "1.5", "\"1\"", "null", "true", "[1]", "{}", "1e2", "99999999999999999999"})
        CHECK_THAT(with(std::string(", \"ab\": ") + id),
                   ContainsText("\"ab\" has an id that is not a whole number"));
    CHECK_THAT(with(", \"ab\": 4000000000"), ContainsText("\"ab\" has an id that is too large"));
    CHECK_THAT(with(", \"ab\": 258"), ContainsText("the id 258 is not in 0..257"));
    CHECK_THAT(with(", \"ab\": 65"), ContainsText("the id 65 belongs to two tokens"));
    CHECK_THAT(with(", \"A\": 257"), ContainsText("\"A\" stands there twice"));
    for (const char* token : {"", "a b", "\\n", "\u4E00", "\u0144", "\\u001b[2J"})
        CHECK_THAT(with(std::string(", \"") + token + "\": 257"),
                   ContainsText("is not written in GPT-2's alphabet"));
    CHECK_THAT(error("{}"), ContainsText("has no token for the byte 0x00"));
    auto without = mini.vocabulary();
    without.erase("A");
    without["AA"] = 65;
    CHECK_THAT(error(without.dump()), ContainsText("has no token for the byte 0x41"));
    CHECK_THAT(error_of(mini.vocabulary_path, mini.merges_path),
               ContainsText("is no JSON"));  // the two exchanged
}
