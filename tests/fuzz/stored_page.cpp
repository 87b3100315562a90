// A stored page: what is read is written to what is read the same, by every writer.
#include "render/stored_page.h"

#include "fuzz.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/terminal_writer.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    accepts([&] { timings_in(input); });
    Document document{ChapterInfo{}};
    if (!accepts([&] { document = document_from_json(input); })) return;
    const std::string text = to_json_lines(document);
    hold(to_json_lines(document_from_json(text)) == text, "it is saved to the same");
    to_markdown(document, false);
    to_terminal(document, Terminal{}, true);
}

}  // namespace book::fuzz
