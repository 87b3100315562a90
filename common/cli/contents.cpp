#include "cli/contents.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <utility>

#include "cli/nearest_name.h"
#include "core/require.h"
#include "notebook/document.h"

namespace book {
namespace {

namespace fs = std::filesystem;

// "05_softmax" -> 5; -1 if the name does not begin with a number and an underscore.
int leading_number(const std::string& name) {
    const std::size_t digits = name.find_first_not_of("0123456789");
    if (digits == 0 || digits > 4 || digits == std::string::npos || name[digits] != '_') return -1;
    return std::stoi(name.substr(0, digits));
}

bool is_number(const std::string& word) {
    return !word.empty() && word.size() <= 4 &&
           word.find_first_not_of("0123456789") == std::string::npos;
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code none;  // a folder that is not there has no entries
    for (const auto& entry : fs::directory_iterator(folder, none)) entries.push_back(entry.path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

// The first line of a file that begins with `prefix`, without it and the blanks around it.
std::string first_line_after(const fs::path& file, const std::string& prefix) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.compare(0, prefix.size(), prefix) != 0) continue;
        const std::size_t begin = line.find_first_not_of(" \t", prefix.size());
        if (begin == std::string::npos) return "";
        return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
    }
    return "";
}

// The second line of a stub, `; chapter 05, "` between the level and the section; nothing is read from
// a line of another form.
void read_level_and_section(const fs::path& stub, ExerciseFile& exercise) {
    std::ifstream in(stub);
    std::string line;
    std::getline(in, line);
    std::getline(in, line);
    line.erase(line.find_last_not_of(" \t\r") + 1);
    const std::string begin = "// ", middle = fmt::format("; chapter {:02}, \"", exercise.chapter);
    const std::size_t at = line.find(middle);
    if (line.rfind(begin, 0) != 0 || at == std::string::npos || line.back() != '"') return;
    const std::size_t section = at + middle.size();
    if (section >= line.size()) return;
    exercise.level = line.substr(begin.size(), at - begin.size());
    exercise.section = line.substr(section, line.size() - 1 - section);
}

int minutes_to_read(const fs::path& page) {
    constexpr int kWordsPerMinute = 150;
    constexpr int kStep = 5;
    std::ifstream in(page);
    int words = 0;
    for (std::string word; in >> word;) ++words;
    const int steps = (words / kWordsPerMinute + kStep - 1) / kStep;
    return steps * kStep;
}

// Behind the chapters stands the primer, and behind it the page about Matrix, which builds on it. The glossary is made
// of all others, as they were woven: so it is the last.
int place_among_pages(const Chapter& page) {
    if (page.has_number()) return 0;
    if (page.name == "primer") return 1;
    if (page.name == "matrix") return 2;
    return page.name == kGlossary ? 4 : 3;
}

}  // namespace

std::vector<Chapter> list_pages(const fs::path& home) {
    std::vector<Chapter> pages;
    for (const fs::path& folder : sorted_entries(home / "chapters")) {
        if (!fs::exists(folder / "chapter.cpp")) continue;
        const std::string name = folder.filename().string();
        const int number = leading_number(name);
        Chapter page;
        page.number = number;
        page.name = number < 0 ? name : name.substr(name.find('_') + 1);
        page.folder = name;
        page.minutes = minutes_to_read(folder / "README.md");
        page.title = first_line_after(folder / "README.md", "# ");
        if (page.title.empty()) page.title = page.name;
        pages.push_back(page);
    }
    std::stable_sort(pages.begin(), pages.end(), [](const Chapter& a, const Chapter& b) {
        return place_among_pages(a) < place_among_pages(b);
    });
    return pages;
}

std::vector<Chapter> list_chapters(const fs::path& home) {
    std::vector<Chapter> pages = list_pages(home);
    std::erase_if(pages, [](const Chapter& page) { return !page.has_number(); });
    return pages;
}

const Chapter& find_page(const std::vector<Chapter>& pages, const std::string& word) {
    std::vector<std::string> names;
    std::string all;
    for (const Chapter& page : pages) {
        if (word == page.name || word == page.folder ||
            (is_number(word) && std::stoi(word) == page.number))
            return page;
        names.push_back(page.name);
        if (!all.empty()) all += ", ";
        all += page.has_number() ? std::to_string(page.number) : page.name;
    }
    const std::string near = is_number(word) ? "" : nearest_name(word, names);
    const std::string advice = near.empty() ? "there are " + all : "did you mean \"" + near + "\"?";
    throw InputError(fmt::format("there is no chapter \"{}\"; {}", word, advice));
}

std::string level_and_section(const ExerciseFile& exercise) {
    if (exercise.level.empty()) return "";
    return fmt::format("{}; chapter {:02}, \"{}\"", exercise.level, exercise.chapter,
                       exercise.section);
}

std::vector<ExerciseFile> list_exercises(const fs::path& home) {
    std::vector<ExerciseFile> exercises;
    for (const fs::path& folder : sorted_entries(home / "exercises")) {
        ExerciseFile exercise;
        exercise.folder = folder.filename().string();
        exercise.chapter = leading_number(exercise.folder);
        if (exercise.chapter < 0) continue;
        for (const fs::path& file : sorted_entries(folder / "checks")) {
            exercise.name = file.stem().string();
            exercise.number = leading_number(exercise.name);
            if (exercise.number < 0 || file.extension() != ".stub") continue;
            exercise.title =
                first_line_after(file, fmt::format("// {}.{}", exercise.chapter, exercise.number));
            exercise.level.clear();
            exercise.section.clear();
            read_level_and_section(file, exercise);
            exercises.push_back(exercise);
        }
    }
    std::sort(exercises.begin(), exercises.end(), [](const ExerciseFile& a, const ExerciseFile& b) {
        return std::pair(a.chapter, a.number) < std::pair(b.chapter, b.number);
    });
    return exercises;
}

}  // namespace book
