// Every link from a woven page to another place of the book lands there.
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "pages/woven_pages.h"
#include "render/plain_words.h"
#include "render/prose.h"

using namespace book;

namespace {

namespace fs = std::filesystem;

// Lines of Markdown that are no fenced code.
std::vector<std::string> lines_without_code(const std::string& markdown) {
    std::vector<std::string> lines;
    std::istringstream in(markdown);
    bool in_code = false;
    for (std::string line; std::getline(in, line);) {
        const bool is_fence = line.rfind("```", 0) == 0;
        if (!in_code && !is_fence) lines.push_back(line);
        in_code = in_code != is_fence;
    }
    return lines;
}

std::set<std::string> anchors_in(const std::string& markdown) {
    std::set<std::string> found;
    Anchors anchors;
    for (const std::string& line : lines_without_code(markdown)) {
        const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
        if (level > 0 && line.compare(level, 1, " ") == 0)
            found.insert(anchors.next(plain_text(line)));
    }
    return found;
}

// Where the links and pictures of a page lead.
std::vector<std::string> targets_in(const std::string& markdown) {
    std::string text;
    for (const std::string& line : lines_without_code(markdown)) text += line + "\n";
    std::vector<std::string> targets;
    bool in_code = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '`') in_code = !in_code;
        if (text.compare(i, 2, "\n\n") == 0) in_code = false;  // code ends with its paragraph
        if (in_code || text.compare(i, 2, "](") != 0) continue;
        targets.push_back(text.substr(i + 2, text.find(')', i) - i - 2));
    }
    return targets;
}

// What is wrong with a link from a page in `folder`; "" if nothing is.
std::string trouble_with_link(const fs::path& folder, const std::string& target) {
    if (target.find("://") != std::string::npos) return "";
    const std::size_t hash = std::min(target.find('#'), target.size());
    const fs::path file =
        hash == 0 ? folder / "README.md" : (folder / target.substr(0, hash)).lexically_normal();
    if (!fs::exists(file)) return "there is no " + file.string();
    if (hash == target.size() || file.extension() != ".md") return "";
    static std::map<std::string, std::set<std::string>> known;
    auto at = known.find(file.string());
    if (at == known.end()) at = known.emplace(file.string(), anchors_in(text_of(file))).first;
    return at->second.count(target.substr(hash + 1)) > 0 ? "" : "there is no such section";
}

}  // namespace

TEST_CASE("links: those of a page are found, and its sections", "[pages]") {
    const std::string page =
        "# A `b` \\*c\\*\n\nA [link](x.md#y), `[no](link)`, ![picture](p.svg).\n```\n[no](z)\n# "
        "no\n```\n"
        "## A b c\n#no heading\n";
    CHECK(targets_in(page) == std::vector<std::string>{"x.md#y", "p.svg"});
    CHECK(anchors_in(page) == std::set<std::string>{"a-b-c", "a-b-c-1"});
    const fs::path home = BOOK_SOURCE_DIR;
    CHECK(trouble_with_link(home, "tests/README.md") != "");
    CHECK(trouble_with_link(home / "tests", "../CONTRIBUTING.md#a-new-chapter") == "");
    CHECK(trouble_with_link(home / "tests", "../CONTRIBUTING.md#a-new-world") != "");
}

TEST_CASE("links: each link of a woven page lands", "[pages]") {
    const fs::path chapters = home_of_pages() / "chapters";
    int links = 0;
    for (const WovenPage& page : woven_pages())
        for (const std::string& target : targets_in(page.readme)) {
            const std::string trouble = trouble_with_link(chapters / page.folder, target);
            ++links;
            INFO(page.folder << ": (" << target << "): " << trouble);
            CHECK(trouble.empty());
        }
    CHECK(links > 50);
}
