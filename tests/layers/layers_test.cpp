// The rules of the house that CMake cannot know: no circles among the files of a folder, no heavy headers
// in headers, what a name stands for. (Who may include whom is what is linked: common/CMakeLists.txt.)
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

struct Source {
    std::string path;  // from the top of the book: "common/tensor/ops.h"
    std::vector<std::string> lines;
};

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, at);) parts.push_back(part);
    return parts;
}

// The name of the class or enumeration that such a line defines for everybody: at its beginning, since
// what stands inside another type or a function is indented. "" for any other line.
std::string type_defined_by(const std::string& line) {
    if (line.empty() || line.back() != '{') return "";  // a declaration only, or no type
    for (const std::string start : {"struct ", "class ", "enum class "})
        if (line.rfind(start, 0) == 0) {
            const std::string rest = line.substr(start.size());
            return rest.substr(0, rest.find_first_of(" :{<"));
        }
    return "";
}

// The types that a header gives to everybody, each with its namespace: "book::teacher::Progress".
std::vector<std::string> types_in(const Source& header) {
    const std::string begins = "namespace ", ends = "}  // namespace";
    std::vector<std::string> types;
    std::vector<std::string> open;  // the namespaces around a line, the outermost first
    for (const std::string& line : header.lines) {
        if (line.rfind(begins, 0) == 0 && line.find('{') != std::string::npos)
            open.push_back(
                line.substr(begins.size(), line.find(' ', begins.size()) - begins.size()));
        else if (line.rfind(ends, 0) == 0 && !open.empty())
            open.pop_back();
        std::string name = type_defined_by(line);
        if (name.empty()) continue;
        for (auto outer = open.rbegin(); outer != open.rend(); ++outer) name = *outer + "::" + name;
        types.push_back(name);
    }
    return types;
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

// What belongs to the operating system, and not to the language: only common/host knows of it, and there
// only the .cpp files, so that another system (a browser) needs no other headers.
bool is_of_the_system(const std::string& header) {
    static const std::set<std::string> kSystem{
        "unistd.h",    "fcntl.h",  "termios.h",  "poll.h",     "dlfcn.h",  "csignal",
        "signal.h",    "spawn.h",  "langinfo.h", "pthread.h",  "dirent.h", "pwd.h",
        "pty.h",       "netdb.h",  "ucontext.h", "execinfo.h", "link.h",   "sched.h",
        "semaphore.h", "syslog.h", "windows.h"};
    return kSystem.count(header) != 0 || header.rfind("sys/", 0) == 0 ||
           header.rfind("linux/", 0) == 0 || header.rfind("mach/", 0) == 0;
}

// May this file open that door by itself?
bool may_ask_the_system(const std::string& path, const std::string& header) {
    if (path.rfind("tests/", 0) == 0) return true;  // they play the reader at the terminal
    if (path == "common/core/thread_trial.cpp") return header == "pthread.h";  // below host
    return path.rfind("common/host/", 0) == 0 && path.ends_with(".cpp");
}

// Variables of the environment, too, are asked for through host/, but by what lies below it.
bool may_read_the_environment(const std::string& path) {
    return path.rfind("tests/", 0) == 0 || path.rfind("common/host/", 0) == 0 ||
           path == "common/core/thread_trial.cpp" || path == "common/tensor/kernel_dispatch.cpp";
}

// Everything that is wrong with one file, a line each; empty if it keeps the rules.
std::vector<std::string> complaints_about(const Source& source) {
    const std::vector<std::string> path = split(source.path, '/');
    std::vector<std::string> complaints;
    for (const std::string& line : source.lines) {
        if (line.find("getenv(") != std::string::npos && !may_read_the_environment(source.path))
            complaints.push_back(source.path + " reads the environment: host/environment.h does");
        if (line.find("fmt::print(stderr") != std::string::npos && path[0] == "common")
            complaints.push_back(
                source.path +
                " throws if nobody hears it: host/standard_files.h has print_to_stderr");
        const auto [name, system] = included(line);
        if (name.empty()) continue;
        const std::string complaint = source.path + " includes " + name;
        if (is_of_the_system(name) && !may_ask_the_system(source.path, name))
            complaints.push_back(complaint + ": only common/host/*.cpp speak to the system");
        if (path[0] == "common" && source.path.ends_with(".h") && is_heavy(name))
            complaints.push_back(complaint + ": heavy headers go into .cpp files");
        if (system) continue;

        const std::string from = split(name, '/')[0];
        const bool upwards = name.find("..") != std::string::npos;
        const bool beside = name.find('/') == std::string::npos;
        if (path[0] == "common") {
            if (upwards || beside) complaints.push_back(complaint + ": say the folder, too");
        } else if (path[0] == "chapters") {
            if (upwards) complaints.push_back(complaint);
        } else if (path[0] == "exercises" || path[0] == "solutions") {
            // Those at the top see every exercise; each of the others sees its own chapter's.
            const bool top = path.size() == 2;
            const bool chapters = from.size() > 2 && from[2] == '_';
            if (upwards || (chapters && !top && from != path[1])) complaints.push_back(complaint);
        }
    }
    return complaints;
}

// A file with its header is one thing here: tensor/ops.h and ops.cpp are tensor/ops.
std::string without_ending(const std::string& path) { return path.substr(0, path.rfind('.')); }

// Which others of its own folder each thing in common/ includes.
std::map<std::string, std::set<std::string>> arrows_within_folders(
    const std::vector<Source>& sources) {
    std::map<std::string, std::set<std::string>> arrows;
    for (const Source& source : sources) {
        const std::string from =
            without_ending(fs::path(source.path).lexically_relative("common").generic_string());
        for (const std::string& line : source.lines) {
            const std::string to = without_ending(included(line).first);
            if (to != from && fs::path(to).parent_path() == fs::path(from).parent_path())
                arrows[from].insert(to);
        }
    }
    return arrows;
}

// A way from `from` back to itself, "a -> b -> a", or "".
std::string circle_through(const std::string& from,
                           const std::map<std::string, std::set<std::string>>& arrows) {
    std::map<std::string, std::string> reached_from{{from, ""}};
    std::vector<std::string> open{from};
    while (!open.empty()) {
        const std::string here = open.back();
        open.pop_back();
        const auto next = arrows.find(here);
        if (next == arrows.end()) continue;
        for (const std::string& there : next->second) {
            if (there == from) {
                std::string way = from;
                for (std::string step = here; step != ""; step = reached_from.at(step))
                    way = step + " -> " + way;
                return way;
            }
            if (reached_from.emplace(there, here).second) open.push_back(there);
        }
    }
    return "";
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

TEST_CASE("layers: an include past the include roots is seen", "[layers]") {
    CHECK(complaints_about("common/tensor/a.cpp", "#include \"ops.h\"").size() == 1);
    CHECK(complaints_about("common/tensor/a.cpp", "#  include \"tensor/../nn/a.h\"").size() == 1);
    CHECK(complaints_about("chapters/05_softmax/chapter.cpp", "#include \"../04/a.h\"").size() ==
          1);
    CHECK(complaints_about("exercises/05_softmax/a.cpp", "#include \"06_heads/exercises.h\"")
              .size() == 1);

    CHECK(complaints_about("common/tensor/a.cpp", "#include \"core/require.h\"").empty());
    CHECK(complaints_about("chapters/05_softmax/chapter.cpp", "#include \"by_hand.h\"").empty());
    CHECK(complaints_about("exercises/05_softmax/a.cpp", "#include \"05_softmax/exercises.h\"")
              .empty());
    CHECK(complaints_about("exercises/05_softmax/checks/a.cpp",
                           "#include \"teacher/harness/teach.h\"")
              .empty());
    CHECK(complaints_about("exercises/a.cpp", "#include \"05_softmax/exercises.h\"").empty());
}

TEST_CASE("layers: no two files of a folder need each other", "[layers]") {
    const auto planted =
        arrows_within_folders({{"common/nn/a.cpp", {"#include \"nn/b.h\""}},
                               {"common/nn/b.h", {"#include \"nn/c.h\"", "#include <vector>"}},
                               {"common/nn/c.cpp", {"#include \"nn/c.h\"", "#include \"nn/a.h\""}},
                               {"common/nn/d.h", {"#include \"nn/a.h\""}}});
    CHECK(circle_through("nn/a", planted) == "nn/a -> nn/b -> nn/c -> nn/a");
    CHECK(circle_through("nn/d", planted).empty());

    const auto arrows = arrows_within_folders(sources_in("common"));
    CHECK(arrows.size() > 20);
    for (const auto& [from, to] : arrows) {
        INFO(circle_through(from, arrows));
        CHECK(circle_through(from, arrows).empty());
    }
}

TEST_CASE("layers: a heavy header in a header is seen, in a .cpp file it may be", "[layers]") {
    CHECK(complaints_about("common/model/a.h", "#include <nlohmann/json.hpp>").size() == 1);
    CHECK(complaints_about("common/model/a.h", "#include <boost/program_options.hpp>").size() == 1);
    CHECK(complaints_about("common/text/a.h", "#include <pcre2.h>").size() == 1);
    CHECK(complaints_about("common/model/a.cpp", "#include <nlohmann/json.hpp>").empty());
    CHECK(complaints_about("common/model/a.h", "#include <vector>").empty());
}

TEST_CASE("layers: only host/ speaks to the operating system, and not in its headers", "[layers]") {
    for (const char* header : {"unistd.h", "sys/file.h", "termios.h", "csignal", "dlfcn.h"}) {
        const std::string line = std::string("#include <") + header + ">";
        CHECK(complaints_about("common/teacher/a.cpp", line).size() == 1);
        CHECK(complaints_about("common/core/a.cpp", line).size() == 1);
        CHECK(complaints_about("common/host/a.h", line).size() == 1);
        CHECK(complaints_about("chapters/05_softmax/chapter.cpp", line).size() == 1);
        CHECK(complaints_about("solutions/05_softmax/a.cpp", line).size() == 1);
        CHECK(complaints_about("common/host/a.cpp", line).empty());
        CHECK(complaints_about("tests/host/a_test.cpp", line).empty());
    }
    CHECK(complaints_about("common/core/thread_trial.cpp", "#include <pthread.h>").empty());
    CHECK(complaints_about("common/core/thread_trial.cpp", "#include <unistd.h>").size() == 1);
    const std::string asks = "    const char* home = std::getenv(\"HOME\");";
    CHECK(complaints_about("common/app/a.cpp", asks).size() == 1);
    CHECK(complaints_about("common/host/environment.cpp", asks).empty());
    CHECK(complaints_about("common/app/a.cpp", "    fmt::print(stderr, \"no\\n\");").size() == 1);
}

// Two types of one name in one namespace break the rule of one definition where both meet in a
// program, and no linker tells.
TEST_CASE("layers: the headers that meet in a program give no name to two types", "[layers]") {
    CHECK(types_in({"a.h", {"struct A {", "enum class B : int {", "class C;", "    struct D {"}}) ==
          std::vector<std::string>{"A", "B"});
    CHECK(types_in({"a.h",
                    {"namespace book {", "struct A {", "namespace inner::most {  // why",
                     "class A {", "}  // namespace inner::most", "struct B {",
                     "}  // namespace book", "class A {"}}) ==
          std::vector<std::string>{"book::A", "book::inner::most::A", "book::B", "A"});

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
    CHECK(common.count("book::teacher::Progress") == 1);  // a reader's
    CHECK(common.count("book::Progress") == 1);           // a training's
}
