#include "render/stored_page.h"

#include "catch.h"
#include "core/require.h"
#include "json.h"
#include "render/every_block.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/terminal_writer.h"

using namespace book;
using Json = nlohmann::json;

namespace {

// The places of all values within a page, but for those that nobody reads: which block names what.
void collect_places(const Json& value, const Json::json_pointer& here,
                    std::vector<Json::json_pointer>& places) {
    if (here.to_string().rfind("/document/places", 0) == 0) return;
    places.push_back(here);
    if (value.is_object())
        for (const auto& [name, inside] : value.items())
            collect_places(inside, here / name, places);
    else if (value.is_array())
        for (std::size_t i = 0; i < value.size(); ++i) collect_places(value[i], here / i, places);
}

// What becomes of a page: "" if it is read, and every writer takes it or says what it lacks.
std::string complaint_about_page(const std::string& page) {
    try {
        const Document document = document_from_json(page);
        try {
            to_markdown(document, false);
            to_json_lines(document);
        } catch (const Error&) {
        }
        return "";
    } catch (const InputError& e) {
        return e.what();
    }
}

}  // namespace

TEST_CASE("stored page: read back and written again, a page has the same bytes", "[render]") {
    const Document document = every_block();
    const std::string stored = to_json_lines(document);
    const Document back = document_from_json(stored);
    CHECK(to_json_lines(back) == stored);
    CHECK(to_json(back) == to_json(document));
    CHECK(to_markdown(back, true) == to_markdown(document, true));
    CHECK(to_terminal(back, Terminal{}, true) == to_terminal(document, Terminal{}, true));
}

TEST_CASE("stored page: a page without a number, and a quick one", "[render]") {
    PageSettings settings;
    settings.quick = true;
    Page page(ChapterInfo{kNoNumber, "matrix", "Enough?"}, settings);
    page.check_full("later", true);
    page.compare("a is larger than b", {0.9, 0.7, 0.2, 0.125, 0.275, 5}, true);
    const std::string stored = to_json_lines(page.finish());
    const Document back = document_from_json(stored);
    CHECK(back.chapter.number == kNoNumber);
    CHECK(back.claims.at(0).verdict == Verdict::not_run);
    CHECK(to_json_lines(back) == stored);
}

TEST_CASE("stored page: of many pages, those that cannot be read are told with their paths",
          "[render]") {
    const ReadPages pages =
        read_pages({{"a/page.json", "{"}, {"b/page.json", to_json_lines(every_block())}});
    CHECK(pages.documents.size() == 1);
    REQUIRE(pages.unreadable.size() == 1);
    CHECK(pages.unreadable[0] == "a/page.json: it is no JSON, or not whole");
}

TEST_CASE("stored page: an arrow that has no way is found when the page is read", "[render]") {
    Page page({1, "arrows", "How?"});
    Diagram d;
    d.box("a", {0, 0}, {9, 3}, "a").box("b", {20, 9}, {9, 3}, "b");
    d.arrow("a", "b", "", {.leaves = Diagram::Side::left, .enters = Diagram::Side::right});
    page.show(Figure{"d", "D", "In words.", d});
    CHECK_THAT(complaint_about_page(to_json_lines(page.finish())),
               ContainsText("from 'a' (left side) to 'b' (right side)"));
}

TEST_CASE("stored page: a page that ends too early is refused, wherever it ends", "[render]") {
    const std::string stored = to_json_lines(every_block());
    for (std::size_t end = 0; end + 2 < stored.size(); end += 97) {
        CAPTURE(end);
        CHECK_THROWS_AS(document_from_json(stored.substr(0, end)), InputError);
    }
}

TEST_CASE("stored page: whatever is of a wrong type is refused, in one line that says where",
          "[render]") {
    const Json page = parse_json(to_json(every_block()));
    std::vector<Json::json_pointer> places;
    collect_places(page, Json::json_pointer(), places);
    CHECK(places.size() > 400);
    const Json nobody_wants{{"nothing", nullptr}};
    const Json others[] = {nullptr, -1, 1e300, 18446744073709551615u, true, "?", Json::array()};
    std::size_t turn = 0;
    for (const Json::json_pointer& place : places) {
        Json damaged = page;
        damaged[place] = nobody_wants;
        const std::string words = complaint_about_page(damaged.dump());
        CAPTURE(place.to_string(), words);
        CHECK(!words.empty());
        CHECK(words.find('\n') == std::string::npos);
        for (std::size_t i : {++turn, turn + 3}) {
            damaged[place] = others[i % std::size(others)];
            complaint_about_page(damaged.dump());  // read or refused, and no crash
        }
    }
}

TEST_CASE("stored page: what is missing or unknown is named with its place", "[render]") {
    Json page = parse_json(to_json(every_block()));
    Json damaged = page;
    damaged["document"]["blocks"][1].erase("markdown");
    CHECK(complaint_about_page(damaged.dump()) == "document.blocks[1]: 'markdown' is missing");
    damaged = page;
    damaged["document"]["blocks"][1]["type"] = "answer";  // of an older version
    CHECK_THAT(complaint_about_page(damaged.dump()), ContainsText("an unknown type, 'answer'"));
    damaged = page;
    damaged["values"].erase("score");
    CHECK_THAT(complaint_about_page(damaged.dump()), ContainsText("no value 'score'"));
    damaged = page;
    damaged["document"]["blocks"][1]["markdown"] = "The score is @{score:.Cf}.";
    CHECK_THAT(complaint_about_page(damaged.dump()), ContainsText("does not fit"));
    damaged = page;
    damaged["checks"][0]["claim"] = "another";
    CHECK_THAT(complaint_about_page(damaged.dump()),
               ContainsText("checks[0]: this is not the claim"));
    CHECK(!complaint_about_page(std::string(100000, '[')).empty());
    damaged = page;
    damaged["values"]["score"] = "deep";
    // As text: dump() would need a frame of the stack for each of the brackets.
    std::string deep = damaged.dump();
    deep.replace(deep.find("\"deep\""), 6, std::string(5000, '[') + std::string(5000, ']'));
    CHECK_THAT(complaint_about_page(deep), ContainsText("too deep"));
}
