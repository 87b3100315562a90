#include "tokenizers/byte_level_bpe.h"

#include <algorithm>

#include "catch.h"
#include "core/require.h"
#include "tokenizers/mini_gpt2.h"

using namespace book;

namespace {

using Ids = std::vector<int>;

// Letters, a space, a digit, and what the merges make of them; no other bytes.
ByteLevelVocabulary few_letters(std::vector<std::string> merges) {
    ByteLevelVocabulary vocabulary;
    vocabulary.name = "small";
    for (const char* token : {"a", "b", "c", "Ġ", "1", "2", "!", "?"})
        vocabulary.tokens.emplace_back(token);
    for (const std::string& merge : merges) {
        std::string both = merge;
        both.erase(both.find(' '), 1);
        const auto& tokens = vocabulary.tokens;
        if (std::find(tokens.begin(), tokens.end(), both) == tokens.end())
            vocabulary.tokens.push_back(both);
    }
    vocabulary.merges = std::move(merges);
    vocabulary.rule.spaces = PieceRule::Spaces::unicode;
    return vocabulary;
}

// The tokens of a text with bars between them.
std::string cut(const ByteLevelVocabulary& vocabulary, const std::string& text) {
    const ByteLevelBpe bpe(vocabulary);
    Ids ids;
    bpe.encode(text, ids);
    std::string tokens;
    for (int id : ids) tokens += (tokens.empty() ? "" : "|") + bpe.bytes(id);
    return tokens;
}

std::string pieces(const std::string& text, PieceRule rule) {
    std::string all;
    for_each_piece(text, rule, [&](std::string_view piece) {
        all += (all.empty() ? "" : "|") + std::string(piece);
    });
    return all;
}

}  // namespace

TEST_CASE("ByteLevelBpe: a byte without a token is dropped, and its neighbours may merge",
          "[tokenizers]") {
    const ByteLevelVocabulary vocabulary = few_letters({"a b", "! ?"});
    CHECK(cut(vocabulary, "ab") == "ab");
    CHECK(cut(vocabulary, "axb") == "ab");
    CHECK(cut(vocabulary, "x") == "");
    CHECK(cut(vocabulary, "") == "");
    CHECK(cut(vocabulary, "!\x04?") == "!?");
    CHECK(cut(vocabulary, "aéb") == "ab");
    CHECK(cut(vocabulary,
              "a\x04"
              "b") == "a|b");  // three pieces, and no merge reaches over two
}

TEST_CASE("ByteLevelBpe: or it is the unknown token, which merges with nothing", "[tokenizers]") {
    ByteLevelVocabulary vocabulary = few_letters({"a b"});
    vocabulary.tokens.emplace_back("<unk>");
    vocabulary.unknown = static_cast<int>(vocabulary.tokens.size()) - 1;
    CHECK(cut(vocabulary, "axb") == "a|<unk>|b");
    CHECK(cut(vocabulary, "é") == "<unk>|<unk>");
    vocabulary.unknown += 1;
    CHECK_THROWS_AS(ByteLevelBpe(vocabulary), InputError);
}

TEST_CASE("ByteLevelBpe: ids stand behind those that are there", "[tokenizers]") {
    const ByteLevelBpe bpe(few_letters({"a b"}));
    Ids ids{7};
    bpe.encode("ab a", ids);
    CHECK(ids == Ids{7, 8, 3, 0});
    CHECK(bpe.vocabulary_size() == 9);
    CHECK_THROWS_AS(bpe.bytes(9), Error);
    CHECK_THROWS_AS(bpe.bytes(-1), Error);
    CHECK_THROWS_WITH(bpe.encode("a\xFF", ids), ContainsText("invalid UTF-8 at byte 2"));
}

TEST_CASE("ByteLevelBpe: merges that are out of order follow one of two published rules",
          "[tokenizers]") {
    // "aba" can be glued only of what "ab" is made of later.
    ByteLevelVocabulary vocabulary = few_letters({"ab a", "a b"});
    vocabulary.order = MergeOrder::sweep;
    CHECK(cut(vocabulary, "abab") == "ab|ab");
    vocabulary.order = MergeOrder::one_by_one;
    CHECK(cut(vocabulary, "abab") == "aba|b");
}

TEST_CASE("for_each_piece: digits alone, and the pattern sees only what lies between",
          "[tokenizers]") {
    PieceRule rule;
    CHECK(pieces("in 2026", rule) == "in| 2026");
    CHECK(pieces("a  1", rule) == "a| | 1");
    rule.digits_alone = true;
    CHECK(pieces("in 2026", rule) == "in| |2|0|2|6");
    CHECK(pieces("a  1", rule) == "a|  |1");
    CHECK(pieces("a  b", rule) == "a| | b");
    CHECK(pieces("x²³½Ⅷ٣", rule) == "x|²|³|½|Ⅷ|٣");
    CHECK(pieces("1's", rule) == "1|'s");
    CHECK(pieces("7", rule) == "7");
    CHECK(pieces("", rule) == "");
    CHECK(pieces("\n\n7\n\n", rule) == "\n\n|7|\n\n");
}

TEST_CASE("for_each_piece: white space is JavaScript's or Unicode's", "[tokenizers]") {
    PieceRule rule;
    CHECK(pieces(" \uFEFFBOM", rule) == " |\uFEFF|BOM");
    CHECK(pieces("a\u0085\u0085", rule) == "a|\u0085\u0085");
    CHECK(pieces(" \u0085x", rule) == " \u0085|x");
    rule.spaces = PieceRule::Spaces::unicode;
    CHECK(pieces(" \uFEFFBOM", rule) == " \uFEFF|BOM");
    CHECK(pieces(" \u0085x", rule) == " |\u0085|x");
    CHECK(pieces("x\u180E y", rule) == "x|\u180E| y");
}

TEST_CASE("ByteLevelBpe: a damaged vocabulary is refused in one line", "[tokenizers]") {
    const auto error = [](const ByteLevelVocabulary& vocabulary) -> std::string {
        try {
            const ByteLevelBpe bpe(vocabulary);
        } catch (const InputError& e) {
            return e.what();
        }
        return "no error";
    };
    CHECK(error(few_letters({"a b", "ab c"})) == "no error");
    CHECK_THAT(error(few_letters({"a b", "a b"})),
               ContainsText("small: merge 2: \"a b\" were merged before"));
    ByteLevelVocabulary vocabulary = few_letters({"a b"});
    vocabulary.merges.emplace_back("a x");
    CHECK_THAT(error(vocabulary), ContainsText("small: merge 2: the right side of \"a x\""));
    vocabulary.merges.back() = "c c";
    CHECK_THAT(error(vocabulary), ContainsText("the result of \"c c\" is not in the vocabulary"));
    for (const char* merge : {"", " ", "a", "a ", " a", "a b c", "a\tb", "愛 a"}) {
        vocabulary.merges.back() = merge;
        CHECK_THAT(error(vocabulary), ContainsText("merge 2: not two tokens in GPT-2's alphabet"));
    }
    vocabulary = few_letters({});
    vocabulary.tokens.emplace_back("a");
    CHECK_THAT(error(vocabulary), ContainsText("small: \"a\" is token 0 and token 8"));
    vocabulary.tokens.back() = "a b\x1b[2J";
    CHECK_THAT(error(vocabulary), ContainsText("token 8, \"a b␛[2J\", is not written in"));
    vocabulary.tokens.back() = "";  // no text becomes it
    CHECK(error(vocabulary) == "no error");
}
