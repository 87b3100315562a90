#include "teacher/section.h"

#include <fmt/core.h>

#include <sstream>

#include "cli/terminal.h"
#include "core/require.h"
#include "host/files.h"
#include "render/plain_words.h"
#include "render/stored_page.h"
#include "render/terminal_writer.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

// The page is woven into chapters/05_softmax/, and its exercises lie in exercises/05_softmax/.
fs::path page_file(const Exercise& exercise, const char* name) {
    const fs::path folder = exercise.answer.parent_path();
    return folder.parent_path().parent_path() / "chapters" / folder.filename() / name;
}

bool is_there(const fs::path& file) {
    std::error_code none;
    return fs::is_regular_file(file, none);
}

// The blocks from that heading to where the next section begins, or the end of the page.
Document only_section(Document page, const std::string& title) {
    std::vector<Block> section;
    for (Block& block : page.blocks) {
        if (!section.empty() && begins_section(block)) break;
        const auto* heading = std::get_if<Heading>(&block);
        if (!section.empty() || (heading != nullptr && heading->text == title))
            section.push_back(std::move(block));
    }
    page.blocks = std::move(section);
    return page;
}

// Without blocks if the page is not there, damaged, or another version's.
Document stored_section(const Exercise& exercise) {
    const fs::path page = page_file(exercise, "page.json");
    if (!is_there(page)) return {};
    try {
        return only_section(document_from_json(text_of(page)), exercise.section);
    } catch (const InputError&) {
        return {};
    }
}

}  // namespace

std::string section_place(const Exercise& exercise) {
    const fs::path page = page_file(exercise, "README.md");
    if (exercise.section.empty() || !is_there(page)) return "";
    std::istringstream lines(text_of(page));
    int number = 1;
    for (std::string line; std::getline(lines, line); ++number)
        if (line == "## " + exercise.section)
            return fmt::format("chapters/{}/README.md:{}", page.parent_path().filename().string(),
                               number);
    return "";
}

std::string section_text(const Exercise& exercise) {
    if (exercise.section.empty())
        return fmt::format("{} names no section of a page.\n", exercise.number);
    const Document section = stored_section(exercise);
    if (!section.blocks.empty()) return to_terminal(section, detect_terminal(), true);
    return fmt::format("{} cannot be shown; ./book run {} computes its page.\n", exercise.section,
                       exercise.id.chapter);
}

}  // namespace book::teacher
