// The rules of the house: who may include whom, and how long things may be.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"

namespace {

namespace fs = std::filesystem;

// What each folder of common/ may include, besides itself. app may include everything.
const std::map<std::string, std::set<std::string>> kMayInclude{
    {"core", {}},
    {"tensor", {"core"}},
    {"autodiff", {"core", "tensor"}},
    {"nn", {"core", "tensor", "autodiff"}},
    {"optim", {"core", "tensor", "autodiff", "nn"}},
    {"text", {"core", "tensor"}},
    {"model", {"core", "tensor", "autodiff", "nn", "optim", "text"}},
    {"memory", {"core", "tensor", "autodiff", "nn", "optim", "text"}},
    {"notebook", {"core", "tensor"}},
    {"bench",
     {"core", "tensor", "autodiff", "nn", "optim", "text", "model", "memory", "notebook", "app"}},
    {"teacher", {"core", "notebook", "app"}},
    {"app",
     {"core", "tensor", "autodiff", "nn", "optim", "text", "model", "memory", "notebook", "bench",
      "teacher"}},
};

constexpr int kLongestFile = 450;  // was 400; limits on lines are on their way out
constexpr int kLongestChapter = 300;

// Lines of code, comments and blank lines not counted. The machine is what the book teaches; the
// corpus is a French grammar, GPT-2's tokenizer another model's, the memory what came before
// attention, the notebook the press that prints the pages, the teacher what stands behind
// ./book exercise, and the stand-ins where a reader's own parts go into the machine: nobody needs to
// read them to understand a Transformer. (The machine had 6,000 before NEON came; limits on
// lines are on their way out.)
const std::map<std::string, std::size_t> kLongestParts{
    {"machine", 6500},  {"corpus", 2000},  {"gpt2", 500},     {"memory", 1500},
    {"notebook", 3000}, {"teacher", 2500}, {"stand_ins", 450}};

struct Source {
    std::string path;  // from the top of the book: "common/tensor/ops.h"
    std::vector<std::string> lines;
};

bool holds_code(const std::string& line) {
    const std::size_t first = line.find_first_not_of(" \t");
    return first != std::string::npos && line.compare(first, 2, "//") != 0;
}

std::string part_of(const std::string& path) {
    for (const char* folder : {"common/app/", "common/bench/"})
        if (path.rfind(folder, 0) == 0) return "app";
    if (path.rfind("common/notebook/", 0) == 0) return "notebook";
    if (path.rfind("common/teacher/", 0) == 0) return "teacher";
    for (const char* start :
         {"common/memory/", "common/nn/recurrent", "common/tensor/kernels/gate_kernel"})
        if (path.rfind(start, 0) == 0) return "memory";
    if (path.rfind("common/text/gpt2_", 0) == 0) return "gpt2";
    if (path.find("/stand_in") != std::string::npos) return "stand_ins";
    for (const char* name : {"baseline", "corpus", "grammar", "lexicon", "patterns", "picker",
                             "sentence", "word_vectors"})
        if (path.rfind(std::string("common/text/") + name, 0) == 0) return "corpus";
    return "machine";
}

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);) parts.push_back(part);
    return parts;
}

// The classes and enumerations that a header gives to everybody: those that begin a line.
std::vector<std::string> types_in(const Source& header) {
    std::vector<std::string> names;
    for (const std::string& line : header.lines) {
        if (line.empty() || line.back() != '{') continue;  // a declaration only, or no type
        for (const char* start : {"struct ", "class ", "enum class "})
            if (line.rfind(start, 0) == 0) {
                const std::string rest = line.substr(std::string(start).size());
                names.push_back(rest.substr(0, rest.find_first_of(" :{<")));
            }
    }
    return names;
}

std::vector<Source> sources_in(const std::string& folder) {
    const fs::path home = BOOK_SOURCE_DIR;
    std::vector<Source> sources;
    if (!fs::exists(home / folder)) return sources;
    for (const auto& entry : fs::recursive_directory_iterator(home / folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension != ".h" && extension != ".cpp" && extension != ".inc") continue;
        std::ifstream in(entry.path());
        std::stringstream text;
        text << in.rdbuf();
        sources.push_back(
            {entry.path().lexically_relative(home).generic_string(), split(text.str(), '\n')});
    }
    return sources;
}

// What a line includes: {"tensor/ops.h", false}, {"boost/...", true} for <>; "" for any other line.
std::pair<std::string, bool> included(const std::string& line) {
    std::string words = line;
    words.erase(
        std::remove_if(words.begin(), words.end(), [](char c) { return c == ' ' || c == '\t'; }),
        words.end());
    if (words.rfind("#include", 0) != 0 || words.size() < 10) return {"", false};
    const bool system = words[8] == '<';
    const std::size_t end = words.find(system ? '>' : '"', 9);
    return {words.substr(9, end - 9), system};
}

bool is_heavy(const std::string& header) {
    const std::string library = split(header, '/')[0];
    return library == "boost" || library == "catch2" || library == "nlohmann" ||
           library == "pcre2.h";
}

// Everything that is wrong with one file, a line each; empty if it keeps the rules.
std::vector<std::string> complaints_about(const Source& source) {
    const std::vector<std::string> path = split(source.path, '/');
    const bool header =
        source.path.size() > 2 && source.path.substr(source.path.size() - 2) == ".h";
    std::vector<std::string> complaints;
    const auto complain = [&](const std::string& what) {
        complaints.push_back(source.path + what);
    };

    const int lines = static_cast<int>(source.lines.size());
    const int longest =
        path[0] == "chapters" && path.back() == "main.cpp" ? kLongestChapter : kLongestFile;
    if (lines > longest)
        complain(": " + std::to_string(lines) + " lines, at most " + std::to_string(longest));
    if (path[0] == "common" && path.size() > 1 && kMayInclude.count(path[1]) == 0)
        complain(": an unknown folder; say in layers_test.cpp what it may include");

    for (const std::string& line : source.lines) {
        const auto include = included(line);
        const std::string& name = include.first;
        if (name.empty()) continue;
        if (header && path[0] == "common" && is_heavy(name))
            complain(" includes " + name + ": heavy headers go into .cpp files");
        if (include.second) continue;

        const std::string from = split(name, '/')[0];
        const bool local =
            name.find('/') == std::string::npos || name.find("..") != std::string::npos;
        if (path[0] == "common") {
            const auto rule = kMayInclude.find(path[1]);
            const bool allowed =
                from == path[1] || (rule != kMayInclude.end() && rule->second.count(from));
            if (local || !allowed) complain(" includes " + name);
        } else if (path[0] == "chapters") {
            const bool beside =  // its own header
                local && name.find("..") == std::string::npos &&
                fs::exists(fs::path(BOOK_SOURCE_DIR) / path[0] / path[1] / name);
            if (!beside && (local || kMayInclude.count(from) == 0)) complain(" includes " + name);
        } else if (path[0] == "exercises" || path[0] == "solutions") {
            const bool own = from == path[1] || name == "exercise.h";
            if (!own && (local || kMayInclude.count(from) == 0)) complain(" includes " + name);
        }
    }
    return complaints;
}

std::vector<std::string> complaints_about(const std::string& path, const std::string& line) {
    return complaints_about(Source{path, {line}});
}

}  // namespace

TEST_CASE("layers: every source of the book keeps the rules", "[layers]") {
    int files = 0;
    for (const char* folder : {"common", "chapters", "exercises", "solutions", "tests"})
        for (const Source& source : sources_in(folder)) {
            ++files;
            for (const std::string& complaint : complaints_about(source)) {
                INFO(complaint);
                CHECK(false);
            }
        }
    CHECK(files > 50);
}

TEST_CASE("layers: each part of common/ can be read in a sitting of its own", "[layers]") {
    std::map<std::string, std::size_t> lines;
    for (const Source& source : sources_in("common")) {
        for (const std::string& line : source.lines)
            if (holds_code(line)) ++lines[part_of(source.path)];
    }
    for (const auto& [part, limit] : kLongestParts) {
        CAPTURE(part, lines[part]);
        CHECK(lines[part] <= limit);
        CHECK(lines[part] > limit / 4);  // the rule still looks at something
    }
}

TEST_CASE("layers: a line of comment or of nothing is not code", "[layers]") {
    CHECK(holds_code("int x;  // why"));
    CHECK_FALSE(holds_code("    // why"));
    CHECK_FALSE(holds_code("  "));
    CHECK_FALSE(holds_code(""));
}

TEST_CASE("layers: an include against the current is seen", "[layers]") {
    CHECK(complaints_about("common/core/a.h", "#include \"tensor/ops.h\"").size() == 1);
    CHECK(complaints_about("common/text/a.h", "#  include \"nn/attention.h\"").size() == 1);
    CHECK(complaints_about("common/notebook/a.cpp", "#include \"text/utf8.h\"").size() == 1);
    CHECK(complaints_about("common/nn/a.cpp", "#include \"optim/adam.h\"").size() == 1);
    CHECK(complaints_about("common/model/a.cpp", "#include \"app/train.h\"").size() == 1);
    CHECK(complaints_about("common/tensor/a.cpp", "#include \"ops.h\"").size() == 1);
    CHECK(complaints_about("common/tensor/a.cpp", "#include \"tensor/../nn/a.h\"").size() == 1);
    CHECK(complaints_about("chapters/05_softmax/main.cpp", "#include \"../04/a.h\"").size() == 1);
    CHECK(complaints_about("chapters/05_softmax/main.cpp", "#include \"exercise.h\"").size() == 1);
    CHECK(complaints_about("exercises/05_softmax/a.cpp", "#include \"06_heads/exercises.h\"")
              .size() == 1);
    CHECK(complaints_about("common/somewhere/a.h", "").size() == 1);

    CHECK(complaints_about("common/tensor/a.cpp", "#include \"core/require.h\"").empty());
    CHECK(complaints_about("common/model/a.cpp", "#include \"text/batch.h\"").empty());
    CHECK(complaints_about("common/app/a.cpp", "#include \"notebook/page.h\"").empty());
    CHECK(complaints_about("exercises/05_softmax/a.cpp", "#include \"05_softmax/exercises.h\"")
              .empty());
}

TEST_CASE("layers: a heavy header in a header is seen, in a .cpp file it may be", "[layers]") {
    CHECK(complaints_about("common/model/a.h", "#include <nlohmann/json.hpp>").size() == 1);
    CHECK(complaints_about("common/model/a.h", "#include <boost/program_options.hpp>").size() == 1);
    CHECK(complaints_about("common/text/a.h", "#include <pcre2.h>").size() == 1);
    CHECK(complaints_about("common/model/a.cpp", "#include <nlohmann/json.hpp>").empty());
    CHECK(complaints_about("common/model/a.h", "#include <vector>").empty());
}

TEST_CASE("layers: a file that is too long is seen", "[layers]") {
    const auto of_lines = [](int n) {
        return std::vector<std::string>(static_cast<std::size_t>(n), "int x;");
    };
    CHECK(complaints_about(Source{"common/nn/a.cpp", of_lines(kLongestFile + 1)}).size() == 1);
    CHECK(complaints_about(Source{"common/nn/a.cpp", of_lines(kLongestFile)}).empty());
    CHECK(complaints_about(Source{"chapters/05_softmax/main.cpp", of_lines(301)}).size() == 1);
    CHECK(complaints_about(Source{"chapters/05_softmax/main.cpp", of_lines(300)}).empty());
}

// Two types of one name in one program break the rule of one definition, and no linker tells.
TEST_CASE("layers: the headers that meet in a program give no name to two types", "[layers]") {
    CHECK(types_in({"a.h", {"struct A {", "enum class B : int {", "class C;", "    struct D {"}}) ==
          std::vector<std::string>{"A", "B"});
    std::map<std::string, std::string> common;  // who gives it
    for (const char* folder : {"common", "chapters"})
        for (const Source& source : sources_in(folder)) {
            if (!source.path.ends_with(".h")) continue;
            for (const std::string& name : types_in(source)) {
                const auto other = common.find(name);
                INFO(name << ": " << source.path);
                if (other != common.end()) FAIL_CHECK("stands in " << other->second << ", too");
                // Every chapter is a program of its own: it meets the library, and no other chapter.
                if (folder == std::string("common")) common.emplace(name, source.path);
            }
        }
}
