// Writes the programs' sources from the data files; README.md beside this file tells their format.
//
//     generate_mutants BOOK LIST [OUT]
//
// BOOK is the top of the book, and LIST names the data files from there, a line each. Without OUT
// they are only looked through for mistakes. OUT receives
//
//     common/...             the library's files, with every change behind a switch
//     choice.cpp             sets the switches by the environment: BOOK_MUTANT=05_softmax/no_sqrt_d
//     NN_name/MUTANT.cpp     a copy with one change: of chapter.cpp, or of what is to be alone
//     mutants_NN_name.cpp    the program of all changed copies of a chapter.cpp
//     mutants.tsv            program, chapter, mutant and claim or test, for the test
//
// A file that would stay the same is not touched, so that nothing is compiled again.
// The status is 1 if a mutant is wrong, with a line for each that is, and 2 if a file fails.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNowhere = std::string::npos;

// A mutant is wrong. The message names its file and line, as compilers do.
class Mistake : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct Code {
    std::string text{};
    int line = 0;  // of the data file, on which it begins; 0: there is none
};

struct Place {
    std::size_t begin = 0, end = 0;  // in the text of the source
    bool operator==(const Place&) const = default;
};

struct Mutant {
    std::string path{};  // of its data file, from the top of the book
    std::string chapter{}, name{};
    Code file{}, claim{}, test{}, alone{};  // the headers
    Code from{}, to{};
    Place place{};   // where `from` stands
    int number = 0;  // of the switch

    [[noreturn]] void fail(int on_line, const std::string& what) const {
        throw Mistake(fmt::format("{}:{}: {}", path, on_line, what));
    }
    std::string id() const { return chapter + "/" + name; }
    std::string page() const { return "chapters/" + chapter + "/chapter.cpp"; }
    bool in_page() const { return file.text == page(); }
    bool has_test() const { return test.line != 0; }  // a test must fail, and not a chapter's claim
    bool in_library() const { return !in_page() && alone.text.empty(); }
    std::string program() const {
        if (in_page()) return "mutants_" + chapter;
        return in_library() ? "mutants_of_library_" + chapter : "mutant_" + chapter + "_" + name;
    }
};

// ---- files --------------------------------------------------------------------------------------

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_if_new(const fs::path& file, std::string_view text) {
    if (fs::exists(file) && text_of(file) == text) return;
    fs::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out << text << std::flush;
    if (!out) throw std::runtime_error("cannot write " + file.string());
}

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// ---- the data file of a mutant ------------------------------------------------------------------

constexpr std::string_view kSpace = " \t\r\n";

std::string trimmed(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == kNowhere) return "";
    return text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

// The code in the lines from `begin` to before `end`, counted from 0.
Code block(const std::vector<std::string>& lines, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text += lines[i] + "\n";
    return {trimmed(text), static_cast<int>(begin) + 1};
}

void read_header(Mutant& m, const std::string& line, int number) {
    const std::map<std::string, Code*> headers{
        {"file:", &m.file}, {"claim:", &m.claim}, {"test:", &m.test}, {"alone:", &m.alone}};
    const std::size_t after_colon = line.find(':') + 1;  // 0 without one
    const auto found = headers.find(line.substr(0, after_colon));
    if (found == headers.end())
        m.fail(number,
               "what is \"" + line + "\"? Here stand file:, claim:, test:, alone: and from:");
    const auto& [name, header] = *found;
    if (header->line != 0) m.fail(number, name + " stands here twice");
    *header = {trimmed(line.substr(after_colon)), number};
    if (header->text.empty()) m.fail(number, "nothing stands behind " + name);
}

void require_parts(const Mutant& m) {
    const std::vector<std::pair<const char*, const Code*>> parts{
        {"file", &m.file},
        {"claim", m.has_test() ? &m.test : &m.claim},
        {"from", &m.from},
        {"to", &m.to}};
    for (const auto& [name, part] : parts)
        if (part->line == 0) m.fail(1, fmt::format("{}: is missing", name));
    if (m.from.text.empty()) m.fail(m.from.line, "nothing stands under from:");
    if (m.from.text == m.to.text) m.fail(m.to.line, "what stands under to: changes nothing");
}

Mutant parse(const fs::path& book, const std::string& path) {
    Mutant m;
    m.path = path;
    m.chapter = fs::path(path).parent_path().filename().string();
    m.name = fs::path(path).stem().string();
    const std::vector<std::string> lines = lines_of(book / path);
    const auto from = std::find(lines.begin(), lines.end(), "from:");
    const auto to = std::find(from, lines.end(), "to:");
    const std::size_t from_at = from - lines.begin(), to_at = to - lines.begin();
    for (std::size_t i = 0; i < from_at; ++i) read_header(m, lines[i], static_cast<int>(i) + 1);
    if (from != lines.end()) m.from = block(lines, from_at + 1, to_at);
    if (to != lines.end()) m.to = block(lines, to_at + 1, lines.size());
    require_parts(m);
    return m;
}

// A data file may be complete, and yet there is nothing that can be made of it.
void require_home(const Mutant& m, const fs::path& book) {
    if (m.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != kNowhere)
        m.fail(1, "a mutant is named like a variable, in a-z, 0-9 and _");
    if (m.has_test() && (m.claim.line != 0 || m.alone.line != 0))
        m.fail(m.test.line, "who names a test has no claim: and is not alone:");
    const bool is_chapter = fs::exists(book / m.page());
    if (m.has_test() == is_chapter)
        m.fail(1, is_chapter ? "in a chapter's folder stands claim:, not test:"
                             : "its folder is no chapter: no " + m.page());
    const bool common = m.file.text.starts_with("common/") && m.file.text.ends_with(".cpp");
    if (!m.in_page() && !common)
        m.fail(m.file.line, "only " + m.page() + " and the .cpp files of common/ can be changed");
    if (!fs::exists(book / m.file.text)) m.fail(m.file.line, "there is no " + m.file.text);
    if (m.in_page() && m.alone.line != 0)
        m.fail(m.alone.line, "chapter.cpp is copied for each mutant, so none need be alone");
}

// ---- where it stands ----------------------------------------------------------------------------

std::size_t after_space(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(kSpace, at), text.size());
}

// Where `from` ends if it stands at `at`. All space is alike, so that a quotation need not follow when
// its place moves to the right or a line is broken.
std::size_t end_of(std::string_view from, std::string_view text, std::size_t at) {
    for (std::size_t i = 0; i < from.size();) {
        const std::size_t next = after_space(from, i);
        if (next > i) {
            const std::size_t moved = after_space(text, at);
            if (moved == at) return kNowhere;
            i = next;
            at = moved;
        } else {
            if (at == text.size() || from[i] != text[at]) return kNowhere;
            ++i;
            ++at;
        }
    }
    return at;
}

int line_of(std::string_view text, std::size_t at) {
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + at, '\n'));
}

Place place_of(const Mutant& m, std::string_view text) {
    std::vector<Place> places;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end = end_of(m.from.text, text, at);
        if (end != kNowhere) places.push_back({at, end});
    }
    if (places.empty()) m.fail(m.from.line, m.file.text + " does not hold this text");
    if (places.size() > 1)
        m.fail(m.from.line, fmt::format("{} holds this text {} times, first in lines {} and {}",
                                        m.file.text, places.size(), line_of(text, places[0].begin),
                                        line_of(text, places[1].begin)));
    return places[0];
}

// ---- what is written ----------------------------------------------------------------------------

struct Source {
    std::string path, text;  // from the top of the book
};

Source source_of(const fs::path& book, const std::string& path) {
    return {path, text_of(book / path)};
}

// Where a compiler is to say that the next line stands.
std::string line_mark(const fs::path& book, const std::string& path, int line) {
    return fmt::format("\n#line {} \"{}\"\n", line, (book / path).generic_string());
}

std::string marked(const fs::path& book, const Mutant& m) {
    return line_mark(book, m.path, m.to.line) + m.to.text + "\n";
}

// The source from `begin` to before `end`.
std::string marked(const fs::path& book, const Source& s, std::size_t begin, std::size_t end) {
    return line_mark(book, s.path, line_of(s.text, begin)) + s.text.substr(begin, end - begin);
}

std::string changed_copy(const fs::path& book, const Mutant& m) {
    const Source s = source_of(book, m.file.text);
    return marked(book, s, 0, m.place.begin) + marked(book, m) +
           marked(book, s, m.place.end, s.text.size());
}

using Mutants = std::vector<const Mutant*>;

// What stands at the place of `mutants`, which is the same for all of them: what one of them puts
// there, or what is there now.
std::string switched(const fs::path& book, const Source& s, const Mutants& mutants) {
    const auto [begin, end] = mutants[0]->place;
    const char last = s.text[end - 1];
    const bool statement = last == ';' || last == '}';
    std::string text;
    for (const Mutant* m : mutants) {
        const std::string becomes = marked(book, *m);
        text += statement ? fmt::format("if (book_mutant == {}) {{{}}} else ", m->number, becomes)
                          : fmt::format("book_mutant == {} ? ({}) : ", m->number, becomes);
    }
    const std::string now = marked(book, s, begin, end);
    return statement ? text + "{" + now + "}" : "(" + text + "(" + now + "))";
}

// The mutants of one file by their places, which may be the same but must not overlap.
std::vector<Mutants> by_place(Mutants mutants) {
    std::stable_sort(mutants.begin(), mutants.end(), [](const Mutant* a, const Mutant* b) {
        return a->place.begin < b->place.begin;
    });
    std::vector<Mutants> places;
    for (const Mutant* m : mutants) {
        const Mutant* before = places.empty() ? nullptr : places.back()[0];
        if (before == nullptr || before->place.end <= m->place.begin)
            places.emplace_back();
        else if (before->place != m->place)
            m->fail(m->from.line, "a part of this is changed by " + before->path +
                                      ", so one of them has to be alone:");
        places.back().push_back(m);
    }
    return places;
}

std::string with_switches(const fs::path& book, const Source& s, const Mutants& mutants) {
    std::string text = "extern const int book_mutant;\n";
    std::size_t at = 0;
    for (const Mutants& here : by_place(mutants)) {
        const Place place = here[0]->place;
        text += marked(book, s, at, place.begin) + switched(book, s, here);
        at = place.end;
    }
    return text + marked(book, s, at, s.text.size());
}

std::string choice(const std::vector<Mutant>& mutants) {
    std::string names;
    for (const Mutant& m : mutants) names += "                             \"" + m.id() + "\",\n";
    return fmt::format(R"(#include <cstdlib>
#include <string_view>

extern const int book_mutant;
const int book_mutant = [] {{
    const char* chosen = std::getenv("BOOK_MUTANT");
    int number = 0;
    for (const char* name : {{
{}                             ""}}) {{
        if (chosen != nullptr && std::string_view(name) == chosen) return number;
        ++number;
    }}
    return -1;
}}();
)",
                       names);
}

std::string lines_with_includes(const std::string& text) {
    std::string includes;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        if (line.starts_with("#include ")) includes += line + "\n";
        at = end + 1;
    }
    return includes;
}

// All changed copies of a chapter.cpp, each in a namespace. What they include comes first, so that
// inside of the namespaces it is there already.
std::string page_program(const fs::path& book, const Mutants& mutants) {
    const std::string& folder = mutants[0]->chapter;
    const std::string space = "chapter_" + folder.substr(0, folder.find('_'));
    std::string text = lines_with_includes(text_of(book / mutants[0]->page()));
    text += "#include \"cli/run_chapter.h\"\n";
    text += "namespace " + space + " {}\n";
    std::string choices;
    for (const Mutant* m : mutants) {
        text += fmt::format("namespace mutant_{} {{\n", m->name);
        text += fmt::format("namespace {0} {{ using namespace ::{0}; }}\n", space);
        text += fmt::format("#include \"{}.cpp\"\n}}\n", m->id());
        choices += fmt::format("    if (name == \"{}\")\n", m->id());
        choices +=
            fmt::format("        return book::run_chapter(argc, argv, mutant_{}::{}::chapter());\n",
                        m->name, space);
    }
    return text + fmt::format(R"(
int main(int argc, char** argv) {{
    const char* chosen = std::getenv("BOOK_MUTANT");
    const std::string name = chosen != nullptr ? chosen : "";
{}    return 2;
}}
)",
                              choices);
}

// ---- the whole ----------------------------------------------------------------------------------

using Files = std::map<std::string, std::string>;  // what is to be written, by its path in OUT

void add_copies(Files& files, const fs::path& book, const std::vector<Mutant>& mutants) {
    for (const Mutant& m : mutants)
        if (!m.in_library()) files[m.id() + ".cpp"] = changed_copy(book, m);
}

void add_pages(Files& files, const fs::path& book, const std::vector<Mutant>& mutants) {
    std::map<std::string, Mutants> chapters;
    for (const Mutant& m : mutants)
        if (m.in_page()) chapters[m.program()].push_back(&m);
    for (const auto& [program, changed] : chapters)
        files[program + ".cpp"] = page_program(book, changed);
}

void add_library(Files& files, const fs::path& book, const std::vector<Mutant>& mutants) {
    std::map<std::string, Mutants> sources;
    for (const Mutant& m : mutants)
        if (m.in_library()) sources[m.file.text].push_back(&m);
    for (const auto& [path, changing] : sources)
        files[path] = with_switches(book, source_of(book, path), changing);
    files["choice.cpp"] = choice(mutants);
}

std::string table(const std::vector<Mutant>& mutants) {
    std::string text;
    for (const Mutant& m : mutants)
        text += fmt::format("{}\t{}\t{}\t{}\n", m.program(), m.chapter, m.id(),
                            m.has_test() ? m.test.text : m.claim.text);
    return text;
}

Mutant read_mutant(const fs::path& book, const std::string& path, int number) {
    Mutant m = parse(book, path);
    require_home(m, book);
    m.place = place_of(m, text_of(book / m.file.text));
    m.number = number;
    return m;
}

// All of them that are right; the others are told, a line each.
std::vector<Mutant> read_mutants(const fs::path& book, const std::vector<std::string>& paths) {
    std::vector<Mutant> mutants;
    for (const std::string& path : paths) {
        try {
            mutants.push_back(read_mutant(book, path, static_cast<int>(mutants.size())));
        } catch (const Mistake& mistake) {
            fmt::print(stderr, "{}\n", mistake.what());
        }
    }
    return mutants;
}

// The status of the program. Nothing is written if something is wrong, or if nobody said where to.
int run(const fs::path& book, const fs::path& list, const fs::path& out) {
    const std::vector<std::string> paths = lines_of(list);
    const std::vector<Mutant> mutants = read_mutants(book, paths);
    if (mutants.size() < paths.size()) return 1;
    Files files{{"mutants.tsv", table(mutants)}};
    add_copies(files, book, mutants);
    add_pages(files, book, mutants);
    add_library(files, book, mutants);
    if (out.empty()) return 0;
    for (const auto& [name, text] : files) write_if_new(out / name, text);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3 && argc != 4) {
        fmt::print(stderr, "generate_mutants BOOK LIST [OUT]\n");
        return 2;
    }
    try {
        return run(argv[1], argv[2], argc == 4 ? argv[3] : "");
    } catch (const Mistake& mistake) {
        fmt::print(stderr, "{}\n", mistake.what());
        return 1;
    } catch (const std::exception& error) {
        fmt::print(stderr, "generate_mutants: {}\n", error.what());
        return 2;
    }
}
