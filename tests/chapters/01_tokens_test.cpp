// Chapter 01 as a program: the article's sentence in pieces, and what it refuses.
#include <string>
#include <vector>

#include "chapters/run_chapter.h"
#include "tokenizers/mini_gpt2.h"

using namespace book;
using nlohmann::json;

namespace {

using Names = std::vector<std::string>;

const std::string kTokens = "01_tokens";

json values_of(const std::string& options = "") { return page_of(kTokens, options)["values"]; }

}  // namespace

TEST_CASE("chapter 01: the article's words, and its halves out of counting", "[chapters]") {
    const json v = values_of();
    CHECK(v["tokens.words"] == Names{"I", "love", "doughnuts"});
    CHECK(v["halves"] == Names{"dough", "nuts"});
    CHECK(v["own"] == Names{"I", "␣love", "␣dough", "nuts"});
    CHECK(v["taxes"] == 1);  // in the article it is carved up
    CHECK_FALSE(v.contains("tokens.gpt2"));
}

TEST_CASE("chapter 01: another sentence gives a page about it", "[chapters]") {
    CHECK(values_of("--sentence \"l'homme mord le chien\"")["tokens.words"] ==
          Names{"l'homme", "mord", "le", "chien"});
    for (const std::string strange :
         {"🍩", "愛愛", "'a <end> | * _x_ $y$ @{sentence}'", "\"$(printf 'a\\tb')\"",
          "\"$(printf 'x%.0s' $(seq 200))\"", "'  spaces   around  '"})
        CHECK(values_of("--sentence " + strange)["tokens.words"].size() >= 1);
}

TEST_CASE("chapter 01: with GPT-2's tables it says how they cut the sentence", "[chapters]") {
    const MiniGpt2 mini(
        {{"l", "o"}, {"v", "e"}, {" ", "lo"}, {" lo", "ve"}, {"u", "t"}, {"ut", "s"}});
    const std::string tables = "--merges " + mini.merges_path + " --vocab " + mini.vocabulary_path;
    const json v = values_of(tables);
    CHECK(v["tokens.gpt2"] == Names{"I", " love", " ", "d", "o", "u", "g", "h", "n", "uts"});
    CHECK(v["tokens.gpt2.ids"].size() == 10);
    // A byte that is half of a letter is no text; it comes as it is printed.
    CHECK(values_of(tables + " --sentence 'é'")["tokens.gpt2"] == Names{"\\xC3", "\\xA9"});
}

TEST_CASE("chapter 01: the knobs at their ends leave every claim standing", "[chapters]") {
    for (const std::string knobs : {"--rounds 50 --lines 1000", "--rounds 1000 --lines 1000",
                                    "--rounds 50 --lines 8000", "--rounds 1000 --lines 8000"})
        CHECK(values_of(knobs)["halves"] == Names{"dough", "nuts"});
}

TEST_CASE("chapter 01: wrong use is one line on standard error, and status 2", "[chapters]") {
    for (const std::string wrong :
         {"--sentence ''", "--sentence ' '", "--sentence \"$(printf '\\377')\"",
          "--sentence \"$(printf '\\033[31m')\"", "--sentence \"$(printf 'x%.0s' $(seq 201))\"",
          "--rounds 49", "--rounds x", "--lines 9000",
          "--merges /no/such/file --vocab /no/such/file", "--merges /dev/null", "--vocab /dev/null",
          "--merges /tmp --vocab /tmp"})
        check_refused(kTokens, wrong);
}
