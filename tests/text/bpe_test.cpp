#include "text/bpe.h"

#include <map>

#include "catch.h"
#include "core/random.h"
#include "core/require.h"
#include "text/batch.h"
#include "text/words.h"

using namespace book;

namespace {

using Pair = std::pair<int, int>;
using Ids = std::vector<int>;

int byte_id(char c) { return kFirstByte + static_cast<unsigned char>(c); }

Ids byte_ids(std::string_view text) {
    Ids ids;
    for (char c : text) ids.push_back(byte_id(c));
    return ids;
}

Ids glue(const Ids& ids, Pair pair, int id) {
    Ids result;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i + 1 < ids.size() && Pair{ids[i], ids[i + 1]} == pair) {
            result.push_back(id);
            ++i;
        } else {
            result.push_back(ids[i]);
        }
    }
    return result;
}

// The oracle of training: counts all pairs anew for each merge.
std::vector<Merge> plain_training(const std::vector<std::string>& lines, int merges) {
    std::vector<Ids> words;
    for (const std::string& line : lines)
        for (std::string_view piece : split_pieces(line)) words.push_back(byte_ids(piece));
    std::vector<Merge> result;
    for (int m = 0; m < merges; ++m) {
        std::map<Pair, std::int64_t> counts;  // sorted: of equals the smaller ids come first
        for (const Ids& word : words)
            for (std::size_t i = 0; i + 1 < word.size(); ++i) ++counts[{word[i], word[i + 1]}];
        Pair best{};
        std::int64_t most = 1;
        for (const auto& [pair, count] : counts) {
            if (count <= most) continue;
            best = pair;
            most = count;
        }
        if (most < 2) break;
        result.push_back({best.first, best.second, kFirstMerge + m, most});
        for (Ids& word : words) word = glue(word, best, kFirstMerge + m);
    }
    return result;
}

// The oracle of encoding: every merge in the order of training, over the whole piece.
Ids plain_encoding(const std::vector<Merge>& merges, std::string_view text) {
    Ids result;
    for (std::string_view piece : split_pieces(text)) {
        Ids ids = byte_ids(piece);
        for (const Merge& m : merges) ids = glue(ids, {m.left, m.right}, m.id);
        result.insert(result.end(), ids.begin(), ids.end());
    }
    return result;
}

std::string random_text(Rng& rng, const std::vector<std::string>& atoms, int most) {
    std::string text;
    const int length = rng.below(most + 1);
    for (int i = 0; i < length; ++i)
        text += atoms[static_cast<std::size_t>(rng.below(static_cast<int>(atoms.size())))];
    return text;
}

const std::vector<std::string> kTwins = {"low low low low low", "lower lower", "newest newest",
                                         "newest newest newest newest", "widest widest widest"};

}  // namespace

TEST_CASE("Bpe: without merges a text is its bytes", "[text]") {
    const Bpe bpe;
    CHECK(bpe.vocabulary_size() == 258);
    CHECK(kFirstByte == kEnd + 1);
    CHECK(bpe.encode("").empty());
    CHECK(bpe.encode("aé") == Ids{2 + 'a', 2 + 0xC3, 2 + 0xA9});
    CHECK(bpe.decode(Ids{kBegin, 2 + 'h', 2 + 'i', kEnd}) == "hi");
    CHECK(bpe == Bpe::train({}, 10));
    CHECK(bpe == Bpe::train({"", "a", " "}, 10));
}

TEST_CASE("Bpe: the first merges of a small text, worked by hand", "[text]") {
    // ab occurs 4 times, bc 3 times; then (ab)c 3 times.
    const Bpe bpe = Bpe::train({"abc abc", "abc", "ab"}, 2);
    REQUIRE(bpe.vocabulary_size() == kFirstMerge + 2);
    CHECK(bpe.piece(kFirstMerge) == "ab");
    CHECK(bpe.piece(kFirstMerge + 1) == "abc");
    CHECK(bpe.encode("abcab") == Ids{kFirstMerge + 1, kFirstMerge});
    // xy and yz occur twice each: the smaller left id wins.
    CHECK(Bpe::train({"xyz xyz"}, 1).piece(kFirstMerge) == "xy");
    // So do az and ab: the smaller right id.
    CHECK(Bpe::train({"az", "az", "ab", "ab"}, 1).piece(kFirstMerge) == "ab");
    // In aaa the pair aa stands twice but can be glued once.
    CHECK(Bpe::train({"aaa"}, 5).encode("aaa") == Ids{kFirstMerge, 2 + 'a'});
    // A pair that occurs once is not learnt.
    CHECK(Bpe::train({"qu"}, 5) == Bpe());
}

TEST_CASE("Bpe::train: agrees with counting everything anew", "[text]") {
    Rng rng(11);
    const std::vector<std::string> atoms = {"a", "b", "ab", "c", "aa", " ", " ", "é", "'", "🍩"};
    for (int round = 0; round < 60; ++round) {
        std::vector<std::string> lines;
        for (int l = 0; l < 8; ++l) lines.push_back(random_text(rng, atoms, 30));
        std::vector<Merge> seen;
        const Bpe bpe = Bpe::train(lines, 40, [&](const Merge& m) { seen.push_back(m); });
        const std::vector<Merge> expected = plain_training(lines, 40);
        REQUIRE(seen.size() == expected.size());
        REQUIRE(bpe.vocabulary_size() == kFirstMerge + static_cast<int>(seen.size()));
        for (std::size_t m = 0; m < seen.size(); ++m) {
            REQUIRE(seen[m].left == expected[m].left);
            REQUIRE(seen[m].right == expected[m].right);
            REQUIRE(seen[m].id == expected[m].id);
            REQUIRE(seen[m].count == expected[m].count);
        }
        const std::string text = random_text(rng, atoms, 100);
        REQUIRE(bpe.encode(text) == plain_encoding(expected, text));
        REQUIRE(bpe.decode(bpe.encode(text)) == text);
    }
}

TEST_CASE("Bpe::train: the order of lines does not matter", "[text]") {
    std::vector<std::string> turned(kTwins.rbegin(), kTwins.rend());
    CHECK(Bpe::train(kTwins, 20) == Bpe::train(turned, 20));
    CHECK_FALSE(Bpe::train(kTwins, 20) == Bpe::train(kTwins, 10));
}

TEST_CASE("Bpe::train: refuses an impossible number of merges", "[text]") {
    CHECK_THROWS_AS(Bpe::train({"a"}, -1), Error);
    CHECK_THROWS_AS(Bpe::train({"a"}, kMostMerges + 1), Error);
    CHECK_NOTHROW(Bpe::train({"a"}, kMostMerges));
}

TEST_CASE("Bpe::decode: any bytes come back, whatever the training text was", "[text]") {
    const Bpe bpe = Bpe::train(kTwins, 30);
    std::string all_bytes;
    for (int b = 0; b < 256; ++b) all_bytes += static_cast<char>(b);
    for (const std::string& text :
         {all_bytes, std::string("\0\0", 2), std::string("J'aime les beignets \U0001F369 !"),
          std::string("low\xFF\xC3 lower"), std::string(1, ' '), std::string("  \n\t ")})
        CHECK(bpe.decode(bpe.encode(text)) == text);
    CHECK_THROWS_AS(bpe.decode(Ids{bpe.vocabulary_size()}), Error);
    CHECK_THROWS_AS(bpe.decode(Ids{-1}), Error);
}

TEST_CASE("Bpe: a text without a single space takes time in proportion to its length", "[text]") {
    Rng rng(3);
    std::string text;
    for (int i = 0; i < 300'000; ++i) text += static_cast<char>('a' + rng.below(4));
    const Bpe bpe = Bpe::train({text, std::string(300'000, 'x')}, 50);
    CHECK(bpe.vocabulary_size() == kFirstMerge + 50);
    CHECK(bpe.decode(bpe.encode(text)) == text);
}

TEST_CASE("Bpe::piece: every token can be printed", "[text]") {
    const Bpe bpe = Bpe::train({"un é un é un é", "\xC3", " l'un l'un l'un"}, 20);
    CHECK(bpe.piece(kBegin) == "<begin>");
    CHECK(bpe.piece(kEnd) == "<end>");
    CHECK(bpe.piece(byte_id('a')) == "a");
    CHECK(bpe.piece(byte_id(' ')) == "␣");
    CHECK(bpe.piece(byte_id('\n')) == "\\x0A");
    CHECK(bpe.piece(byte_id('\xC3')) == "\\xC3");
    // An escape of one character (U+009B) would command a terminal as ESC [ does.
    CHECK(Bpe::train({"\xC2\x9B\xC2\x9B"}, 1).piece(kFirstMerge) == "\\xC2\\x9B");
    CHECK(bpe.piece(bpe.encode(" é").front()) == "␣é");
    CHECK(bpe.bytes(bpe.encode(" é").front()) == " é");
    CHECK(bpe.piece(bpe.encode(" l'un").front()) == "␣l'");
    CHECK_THROWS_AS(bpe.piece(bpe.vocabulary_size()), Error);
    CHECK(bpe.pieces(bpe.encode("un l'un")) == std::vector<std::string>{"un", "␣l'", "un"});
    CHECK(bpe.pieces({}).empty());
}

TEST_CASE("without_blank: only the sign of a space in front is taken away", "[text]") {
    CHECK(without_blank("␣love") == "love");
    CHECK(without_blank("nuts") == "nuts");
    CHECK(without_blank("a␣b") == "a␣b");
    CHECK(without_blank("␣").empty());
    CHECK(without_blank("").empty());
}

TEST_CASE("Bpe::to_text: is read back as the same vocabulary", "[text]") {
    const Bpe bpe = Bpe::train(kTwins, 30);
    const Bpe again = Bpe::from_text(bpe.to_text());
    CHECK(again == bpe);
    CHECK(again.to_text() == bpe.to_text());
    CHECK(again.encode("lowest newer") == bpe.encode("lowest newer"));
    CHECK(Bpe::from_text("") == Bpe());
    CHECK(Bpe::from_text("99 100\n258 101\n").bytes(259) == "abc");
    CHECK(Bpe::from_text("99 100") == Bpe::from_text("99 100\n"));
}

TEST_CASE("Bpe::from_text: a damaged list is refused, with its line", "[text]") {
    using Catch::Matchers::Contains;
    const auto message = [](const std::string& text) -> std::string {
        try {
            Bpe::from_text(text);
        } catch (const InputError& error) {
            return error.what();
        }
        return "no error";
    };
    const std::vector<std::string> not_numbers = {"\n",
                                                  "99",
                                                  "99 ",
                                                  " 99 100",
                                                  "99  100",
                                                  "99 100 ",
                                                  "99 100 101",
                                                  "99\t100",
                                                  "a b",
                                                  "99 b",
                                                  "+99 100",
                                                  "99,100",
                                                  "9e1 100",
                                                  "99 100\r",
                                                  "0x63 100",
                                                  "99999999999999999999 100",
                                                  "99 99999999999999999999"};
    for (const std::string& line : not_numbers) {
        CAPTURE(line);
        CHECK_THAT(message("99 100\n" + line + "\n"), Contains("line 2: not two token ids"));
    }
    for (const std::string line :
         {"0 99", "99 1", "-5 99", "99 259", "1000000 99", "99 2147483647"}) {
        CAPTURE(line);
        CHECK_THAT(message("99 100\n" + line + "\n"), Contains("line 2: "));
        CHECK_THAT(message("99 100\n" + line + "\n"), Contains("not both in 2..258"));
    }
    CHECK_THAT(message("99 100\n99 100\n"), Contains("line 2: 99 and 100 were glued before"));

    std::string doubling = "99 99\n";  // a token of 2, 4, 8, ... bytes
    for (int id = kFirstMerge; id < kFirstMerge + 5; ++id)
        doubling += std::to_string(id) + " " + std::to_string(id) + "\n";
    CHECK(message(doubling) == "no error");  // 64 bytes
    CHECK_THAT(message(doubling + "263 99\n"), Contains("line 7: a token of more than 64 bytes"));
}
