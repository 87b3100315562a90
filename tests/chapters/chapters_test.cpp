// The chapters as programs: what they compute, what they refuse, and what they print where.
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "chapters/run_chapter.h"
#include "teacher/course.h"
#include "temporary_folder.h"

using namespace book;
using nlohmann::json;

namespace {

// A quick run's JSON; the same for every test that asks, because chapter 10 trains in it.
const json& values_of(const std::string& name) {
    static std::map<std::string, json> known;
    const auto at = known.find(name);
    if (at != known.end()) return at->second;
    return known[name] = page_of(name, "--quick");
}

// Brackets close in the order in which they opened, and the last line of code ends a statement, a body
// or a declaration. Comments and texts between quotes do not count.
bool is_whole(const std::string& code) {
    std::string open;
    char last = ';';
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (code.compare(i, 2, "//") == 0) {
            i = std::min(code.find('\n', i), code.size());
        } else if (c == '"' || (c == '\'' && std::isdigit(static_cast<unsigned char>(last)) == 0)) {
            for (++i; i < code.size() && code[i] != c; ++i) i += code[i] == '\\';
            last = c;
        } else if (std::string("([{").find(c) != std::string::npos) {
            open += c == '(' ? ')' : c == '[' ? ']' : '}';
            last = c;
        } else if (std::string(")]}").find(c) != std::string::npos) {
            if (open.empty() || open.back() != c) return false;
            open.pop_back();
            last = c;
        } else if (std::isspace(static_cast<unsigned char>(c)) == 0) {
            last = c;
        }
    }
    return open.empty() && (last == ';' || last == '}');
}

}  // namespace

TEST_CASE("chapters: each runs quickly, and every claim that was judged holds", "[chapters]") {
    std::istringstream names(BOOK_CHAPTERS);
    for (std::string name; names >> name;) {  // whatever lies in chapters/
        const json& page = values_of(name);
        CAPTURE(name);
        CHECK(page["chapter"] == std::stoi(name));
        CHECK(page["checks"].size() >= 8);
        for (const json& check : page["checks"]) {
            CAPTURE(check.dump());
            CHECK(check["holds"] != false);
        }
    }
}

TEST_CASE("chapters: an exercise that a page sends to is there", "[chapters]") {
    const teacher::Course course(BOOK_SOURCE_DIR);
    std::set<std::string> there, sent_to;
    for (const teacher::Exercise& exercise : course.exercises()) there.insert(exercise.number);
    std::istringstream names(BOOK_CHAPTERS);
    for (std::string name; names >> name;)
        for (const json& block : values_of(name)["document"]["blocks"])
            if (block["type"] == "exercise") sent_to.insert(block["number"].get<std::string>());
    CHECK(sent_to.size() > 20);
    for (const std::string& number : sent_to) {
        CAPTURE(number);
        CHECK(there.count(number) == 1);
    }
}

// A notebook runs a cell where it stands, and needs its declarations before.
TEST_CASE("chapters: a cell is whole statements, a setup declarations, an excerpt the library's",
          "[chapters]") {
    std::istringstream names(BOOK_CHAPTERS);
    int cells = 0;
    for (std::string name; names >> name;) {
        for (const json& block : values_of(name)["document"]["blocks"]) {
            if (block["type"] != "code") continue;
            const std::string kind = block["kind"], text = block["text"], path = block["path"];
            CAPTURE(kind, path, block["region"].get<std::string>(), text);
            CHECK((kind == "excerpt") == (path.rfind("common/", 0) == 0));
            CHECK(is_whole(text));
            cells += kind == "cell";
        }
    }
    CHECK(cells > 40);
}

TEST_CASE("chapters: BOOK_KERNEL chooses the kernel, and a wrong name is refused", "[chapters]") {
    const std::string run = program("05_softmax") + "--quick 2>&1";
    const ProgramRun reference = run_program("BOOK_KERNEL=reference " + run);
    CHECK(reference.status == 0);
    CHECK_THAT(reference.out, ContainsText("kernel reference"));
    const ProgramRun wrong = run_program("BOOK_KERNEL=avx9000 " + run);
    CHECK(wrong.status == 2);
    CHECK_THAT(wrong.out, ContainsText("kernel avx9000: there is none of that name"));
    CHECK(lines_of(wrong.out) == 1);
}

TEST_CASE("chapter 03: without positions the order makes no difference, with them it does",
          "[chapters]") {
    const json& v = values_of("03_positions")["values"];
    CHECK(v["order.difference.without"].get<double>() < 1e-6);
    CHECK(v["order.difference.with"].get<double>() > 0.1);
}

TEST_CASE("chapter 04: the article's dot products, computed", "[chapters]") {
    const json& v = values_of("04_dot_product_attention")["values"];
    CHECK_THAT(v["score.love.I"].get<double>(), WithinAbs(0.27, 1e-6));
    CHECK_THAT(v["score.love.love"].get<double>(), WithinAbs(0.73, 1e-6));  // not 1.0
    CHECK_THAT(v["score.love.doughnuts"].get<double>(), WithinAbs(0.78, 1e-6));
}

TEST_CASE("chapter 06: the article's heads, side by side", "[chapters]") {
    const std::vector<double> heads = values_of("06_multi_head")["values"]["heads.concatenated"];
    const double expected[] = {0.8, 0.3, 0.6, 0.9, 0.4, 0.7};
    REQUIRE(heads.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) CHECK_THAT(heads[i], WithinAbs(expected[i], 1e-6));
}

TEST_CASE("chapter 05: the article's numbers, computed", "[chapters]") {
    const json& v = values_of("05_softmax")["values"];
    const std::vector<double> article = v["softmax.article"], honest = v["softmax.true"];
    const double expected_article[] = {0.2110, 0.4377, 0.3513};
    const double expected_honest[] = {0.2353, 0.3728, 0.3919};
    REQUIRE(article.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK_THAT(article[i], WithinAbs(expected_article[i], 5e-5));
        CHECK_THAT(honest[i], WithinAbs(expected_honest[i], 5e-5));
    }
    // 1 / 1.643 = 0.6086 in the article's own terms; the minimum itself lies at 0.60847.
    CHECK_THAT(v["temperature.article"].get<double>(), WithinAbs(0.6085, 2e-4));
    const std::vector<double> love = v["love"];
    const double scaled[] = {0.2619, 0.3625,
                             0.3756};  // softmax of the scores divided by the root of 2
    for (std::size_t i = 0; i < 3; ++i) CHECK_THAT(love[i], WithinAbs(scaled[i], 5e-5));
}

TEST_CASE("chapter 10: a quick run says what it needs the full run for", "[chapters]") {
    const json& page = values_of("10_full_model");
    int not_run = 0;
    for (const json& check : page["checks"]) not_run += check["holds"].is_null();
    CHECK(not_run == 6);
    const json& v = page["values"];
    CHECK(v["translation.article"].is_string());
    for (const char* name : {"exact_match.held_out", "baseline.word_by_word.exact_match",
                             "baseline.nearest.exact_match"}) {
        CHECK(v[name].get<double>() >= 0);
        CHECK(v[name].get<double>() <= 1);
    }
    CHECK(v["bleu.held_out"].get<double>() > 10);
}

TEST_CASE("chapters: wrong use is one line on standard error, and status 2", "[chapters]") {
    for (const std::string wrong : {"--no-such-option", "--temperature 0", "--temperature nan",
                                    "--draws 1e9", "--seed -1", "--threads 0", "--threads=-1",
                                    "--format pdf", "--temp 2", "surplus", "--out /no/such/x.md"})
        check_refused("05_softmax", wrong);
    // 7 is not divisible by the heads; and what cannot be translated is said before the training.
    for (const std::string wrong :
         {"--width 7", "--sentence ' '", "--sentence \"$(printf '\\377')\"",
          "--sentence \"$(printf 'taxes %.0s' $(seq 90))\""}) {
        CAPTURE(wrong);
        CHECK(lines_of(check_refused("10_full_model", wrong + " --quick")) == 2);
    }
}

TEST_CASE("chapters: a knob changes the page", "[chapters]") {
    const auto weights = [](const char* knob) {
        return page_of("05_softmax", knob)["values"]["own.weights"].get<std::vector<double>>();
    };
    CHECK(weights("--temperature 0.05")[1] > 0.98);
    CHECK(weights("--temperature 500")[1] < 0.34);
}

TEST_CASE("chapters: a page in a pipe has no colours and keeps to its width", "[chapters]") {
    const ProgramRun run = run_program(program("05_softmax") + "2>/dev/null");
    CHECK(run.status == 0);
    CHECK(run.out.find('\033') == std::string::npos);
}

TEST_CASE("chapters: a run with other knobs leaves the reader's model alone", "[chapters]") {
    const TemporaryFolder folder;
    const std::string home = folder.path("data");
    // The model is kept behind the training. What follows, an examination, is not waited for.
    const std::string models = home + "/attention-book/";
    run_until_there("XDG_DATA_HOME=" + home + " " + program("10_full_model") + "--steps 60",
                    models + "changed.safetensors");
    CHECK(std::filesystem::exists(models + "changed.safetensors"));
    CHECK_FALSE(std::filesystem::exists(models + "book.safetensors"));
}

TEST_CASE("full_model: where no model can be kept, that is said before the training",
          "[chapters]") {
    for (const std::string knobs : {"", "--steps 2"}) {
        const ProgramRun run =
            run_program("XDG_DATA_HOME=/dev/null/x " + program("10_full_model") + knobs + " 2>&1");
        INFO(run.out);
        CHECK(run.status == 2);
        CHECK(run.out.find("safetensors: cannot be written") != std::string::npos);
        CHECK(lines_of(run.out) <= 2);  // the banner, and that
    }
}
