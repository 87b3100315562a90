// Chapter 00: the recording is the trained model's, and a damaged one is refused.
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "chapters/run_chapter.h"
#include "temporary_folder.h"

using namespace book;
using nlohmann::json;

namespace {

const std::string kOverview = "00_overview";
const std::string kChapters = std::string(BOOK_SOURCE_DIR) + "/chapters/";

std::string text_of_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::string recorded() { return text_of_file(kChapters + kOverview + "/recorded.csv"); }

// The first number of a row.
double number_of(const std::string& row) {
    const std::string text = "\n" + recorded();
    const std::size_t at = text.find("\n" + row + ",");
    REQUIRE(at != std::string::npos);
    return std::stod(text.substr(at + row.size() + 2));
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

// Chapter 10's page is trained afresh whenever pages are checked. So this shows, without a training,
// that the recording is of that model; `./book run 0 --compare` trains, and compares every number.
TEST_CASE("chapter 00: the recording is of the model that chapter 10 trains", "[chapters]") {
    const json v = parse_json(text_of_file(kChapters + "10_full_model/page.json"))["values"];
    CHECK(number_of("sizes,parameters") == v["parameters"].get<double>());
    CHECK(number_of("sizes,vocabulary") == v["vocabulary"].get<double>());
    CHECK(number_of("sizes,pairs") == v["pairs.training"].get<double>());
    CHECK(number_of("sizes,tested") == v["pairs.test"].get<double>());
    CHECK_THAT(number_of("sizes,right"), WithinAbs(v["exact_match.held_out"].get<double>(), 1e-6));
    CHECK_THAT(recorded(), ContainsText("translation,I love doughnuts\n"));
    // The least sure of the four steps. A number of `real` is written with all its digits.
    const json page = page_of(kOverview, "");
    const std::vector<double> sure = page["values"]["sure"];
    CHECK_THAT(*std::min_element(sure.begin(), sure.end()),
               WithinAbs(v["least"].get<double>(), 1e-6));
}

TEST_CASE("chapter 00: a recorded number that was touched is found out", "[chapters]") {
    const TemporaryFolder folder;
    const auto status = [&](const std::string& text) {
        const std::string path = folder.write("touched.csv", text);
        return run_program(program(kOverview) + "--csv " + path + " >/dev/null 2>&1").status;
    };
    CHECK(status(recorded()) == 0);
    for (const std::string row :
         {"weights.1,aime,0.", "scores,aime,5", "out,aime,0.", "step.2,␣love,527,0."}) {
        CAPTURE(row);
        CHECK(status(with(recorded(), row, row + "7")) == 1);
    }
}

TEST_CASE("chapter 00: a damaged recording is one line on standard error, and status 2",
          "[chapters]") {
    const TemporaryFolder folder;
    const std::string whole = recorded();
    for (const std::string& text :
         {std::string(), std::string("\n"), std::string("nothing of the kind\n"),
          whole.substr(0, whole.size() / 2), whole.substr(0, whole.size() - 100),
          with(whole, "scores,aime,", "scores,aime,x"),
          with(whole, "scores,aime,", "scores,aime,1,"),
          with(whole, "\nscores,aime,", "\nother,aime,"),
          with(whole, "sizes,parameters,", "sizes,pears,"),
          with(whole, "sizes,parameters,", "sizes,parameters,-"),
          with(whole, "sizes,parameters,", "sizes,parameters,0."),
          with(whole, "sizes,right,", "sizes,right,7"),
          with(whole, "source.ids,aime,", "source.ids,J',"),
          with(whole, "source.ids,aime,", "source.ids,\x1b[31m,"),
          with(whole, "source.ids,aime,", "source.ids,\xff,"),
          with(whole, "source.ids,aime,", "source.ids," + std::string(5000, 'x') + ","),
          with(whole, "translation,", "translation,\u202E")}) {
        const std::string path = folder.write("damaged.csv", text);
        CHECK_THAT(check_refused(kOverview, "--csv " + path), ContainsText("--record"));
    }
    check_refused(kOverview, "--csv " + folder.path("none.csv"));
    check_refused(kOverview, "--head 3");
}
