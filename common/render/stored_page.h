// Pages that were stored (page.json), read back: for what looks at many pages at once, a glossary.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "notebook/document.h"
#include "notebook/page.h"

namespace book {

// What to_json_lines() wrote, as the document that it was: writing it again gives the same bytes, and
// so does every other writer. Two things are not stored: whether a value was there for prose or for
// other programs (it is said to be for these), and digits beyond those of a `real`.
//
// InputError, which names the place, for a text that is no such page, or one of another version.
Document document_from_json(std::string_view text);

// Many pages at once. One that cannot be read is no error: it is told with its path,
// "chapters/05_softmax/page.json: it is no JSON, or not whole".
struct ReadPages {
    std::vector<Document> documents;
    std::vector<std::string> unreadable;
};
ReadPages read_pages(const std::vector<StoredPage>& stored);

// Its timings alone, also those of a page that is otherwise out of date.
std::vector<NamedValue> timings_in(std::string_view text);

}  // namespace book
