// A chapter in a browser: the module's main program.
//
//     chapters NAME OPTIONS [json]
//
// NAME is a chapter's folder, 05_softmax, or an exploration, explore_tokens, and OPTIONS an object of JSON with its knobs,
// "seed" and "quick" among them.
// One object is printed: {"html": the page as ./book site writes it, "exact": whether products are fused here}, or
// with `json` what ./book run NAME --format json prints. What is wrong with the options is {"error": one line}.
//
// An exploration may say on standard error what it does. The chapter's prose is in texts.json, beside the sources (take_texts.mjs).
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/require.h"
#include "explorations/explorations.h"
#include "host/files.h"
#include "host/places.h"
#include "notebook/chapter.h"
#include "render/html.h"
#include "render/json.h"
#include "site/live/live_text.h"
#include "tensor/kernel_dispatch.h"

std::vector<book::ChapterDefinition> live_chapters();

namespace book {
namespace {

using Json = nlohmann::ordered_json;  // the writer of documents has it, too

ChapterDefinition page_named(const std::string& name) {
    for (const ChapterDefinition& chapter : live_chapters())
        if (chapter.info.folder_name() == name) return chapter;
    for (const Exploration& exploration : all_explorations())
        if (exploration.page.info.folder_name() == name) return exploration.page;
    throw InputError(fmt::format("there is no chapter {}", name));
}

Document run(const std::string& name, const std::string& given) {
    const ChapterDefinition chapter = page_named(name);
    PageSettings settings;
    int seed = 1;
    Options options;
    const auto build = chapter.prepare(options);
    settings.options = options.descriptions();
    options.add("seed", seed, 0, 2147483647, "the seed of the random numbers");
    options.add("quick", settings.quick, "a shorter run");
    options.set_from_json(given);
    settings.seed = static_cast<std::uint64_t>(seed);
    Page page(chapter.info, settings);
    build(page);
    return page.finish();
}

std::string answer(const Document& document, bool as_json) {
    if (as_json) return to_json(document);
    Json json;
    json["html"] = to_html(document, {});
    json["exact"] = kernel_is_exact();
    return json.dump() + "\n";
}

}  // namespace
}  // namespace book

const char* live_text(int number) {
    static const auto all =
        nlohmann::ordered_json::parse(book::text_of(book::home_folder() / "texts.json"))
            .get<std::vector<std::string>>();
    return all.at(static_cast<std::size_t>(number)).c_str();
}

int main(int argc, char** argv) {
    using namespace book;
    try {
        require_input(argc >= 3, "usage: chapters NAME OPTIONS [json]");
        on_progress([](const std::string& json) { std::fputs((json + "\n").c_str(), stderr); });
        const bool as_json = argc > 3 && std::string(argv[3]) == "json";
        const std::string text = answer(run(argv[1], argv[2]), as_json);
        std::fputs(text.c_str(), stdout);
        return 0;
    } catch (const std::exception& e) {
        std::fputs((Json{{"error", e.what()}}.dump() + "\n").c_str(), stdout);
        return 2;
    }
}
