// Every woven page, read back from its page.json.
#include "catch.h"
#include "pages/woven_pages.h"
#include "render/json.h"
#include "render/markdown.h"

using namespace book;

TEST_CASE("pages: read back and written again, each has the same bytes", "[pages]") {
    const std::vector<WovenPage> pages = woven_pages();
    CHECK(!pages.empty());
    for (const WovenPage& page : pages) {
        CAPTURE(page.folder);
        if (is_stale(page)) {
            FAIL_CHECK(page.folder << " is stale: ./book pages weaves it again");
            continue;
        }
        const Document document = document_from_json(page.json);
        CHECK((to_json_lines(document) == page.json));
        CHECK((to_markdown(document, true) == page.readme));
    }
}
