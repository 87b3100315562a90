#include "app/guide.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "cli/contents.h"
#include "core/require.h"
#include "host/files.h"
#include "host/standard_files.h"
#include "render/plain_words.h"
#include "render/stored_page.h"
#include "teacher/course.h"
#include "teacher/experiment.h"
#include "teacher/lessons.h"
#include "teacher/machine_parts.h"

namespace book {
namespace {

namespace fs = std::filesystem;

constexpr const char* kContents = "README.md";
constexpr const char* kGuide = "exercises/README.md";
constexpr const char* kListBegins = "<!-- list: ";
constexpr const char* kListEnds = "<!-- end of list -->";

std::string contents_list(const teacher::Course& course, const fs::path& home) {
    std::string list = "| | chapter | exercises |\n|---|---|---:|\n";
    for (const Chapter& chapter : list_chapters(home)) {
        const auto n = std::count_if(course.exercises().begin(), course.exercises().end(),
                                     [&](const teacher::Exercise& exercise) {
                                         return exercise.id.chapter == chapter.number;
                                     });
        list += fmt::format("| {:02} | [{}](../chapters/{}/README.md) | {} |\n", chapter.number,
                            chapter.title, chapter.folder, n);
    }
    return list + fmt::format("| | all | {} |\n", course.exercises().size());
}

// The section that an exercise names, as a link from the guide.
std::string link_to_section(const teacher::Exercise& exercise, const Chapter& chapter,
                            const std::vector<Section>& sections) {
    const auto named = std::find_if(sections.begin(), sections.end(), [&](const Section& section) {
        return section.title == exercise.section;
    });
    require_input(named != sections.end(), "exercise {}: chapter {:02} has no section \"{}\"",
                  exercise.number, chapter.number, exercise.section);
    return fmt::format("[{}](../chapters/{}/README.md#{})", exercise.section, chapter.folder,
                       named->anchor);
}

std::string exercises_list(const teacher::Course& course, int number, const fs::path& home) {
    const std::vector<Chapter> chapters = list_chapters(home);
    const auto chapter = std::find_if(chapters.begin(), chapters.end(),
                                      [number](const Chapter& c) { return c.number == number; });
    require_input(chapter != chapters.end(), "exercises/README.md: there is no chapter {}", number);
    const std::vector<Section> sections =
        sections_of(document_from_json(text_of(home / "chapters" / chapter->folder / "page.json")));
    std::string list;
    for (const teacher::Exercise& exercise : course.exercises()) {
        if (exercise.id.chapter != number) continue;
        list += fmt::format("| {} | [{}]({}) | {} | {} | {} |{} |\n", exercise.number,
                            exercise.title, exercise.file.substr(exercise.file.find('/') + 1),
                            exercise.level, link_to_section(exercise, *chapter, sections),
                            teacher::hints_of(exercise).size(),
                            teacher::has_place_in_machine(exercise.number) ? " yes" : "");
    }
    require_input(!list.empty(), "exercises/README.md: chapter {} has no exercises", number);
    return "| | exercise | level | section of the chapter | hints | in the machine |\n"
           "|---|---|---|---|---:|---|\n" +
           list;
}

std::string experiments_list(const fs::path& home) {
    std::string list = "| | experiment |\n|---|---|\n";
    for (const teacher::OpenExperiment& experiment : teacher::list_experiments(home))
        list += fmt::format("| {} | [{}]({}) |\n", experiment.number, experiment.title,
                            experiment.file.substr(experiment.file.find('/') + 1));
    return list;
}

// A chapter in one line, as its page.json has it; "" if it says nothing yet.
std::string answer_in(const fs::path& page) {
    const ReadPages read = read_pages({{page.string(), text_of(page)}});
    if (!read.unreadable.empty()) throw InputError(read.unreadable[0] + "; ./book pages writes it");
    for (const Block& block : read.documents[0].blocks) {
        const auto* recap = std::get_if<Recap>(&block);
        if (recap == nullptr) continue;
        std::string answer = recap->answer;
        std::replace(answer.begin(), answer.end(), '\n', ' ');
        return answer;
    }
    return "";
}

std::string chapters_list(const fs::path& home) {
    std::string list =
        "| | the question | the answer in one line | minutes to read |\n|---|---|---|---:|\n";
    for (const Chapter& chapter : list_chapters(home))
        list += fmt::format("| {:02} | [{}](chapters/{}/README.md) | {} | {} |\n", chapter.number,
                            chapter.title, chapter.folder,
                            answer_in(home / "chapters" / chapter.folder / "page.json"),
                            chapter.minutes);
    return list;
}

std::string list_of(const std::string& name, const teacher::Course& course, const fs::path& home) {
    if (name == "chapters") return chapters_list(home);
    if (name == "contents") return contents_list(course, home);
    if (name == "experiments") return experiments_list(home);
    return exercises_list(course, std::atoi(name.c_str()), home);
}

// `file`, for complaints: from the top of the book.
std::string with_lists(const std::string& text, const char* file, const teacher::Course& course,
                       const fs::path& home) {
    std::string result;
    bool inside = false;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(kListEnds, 0) == 0) inside = false;
        if (!inside) result += line + "\n";
        if (line.rfind(kListBegins, 0) == 0) {
            const std::size_t begin = std::string(kListBegins).size();
            result += list_of(line.substr(begin, line.find(' ', begin) - begin), course, home);
            inside = true;
        }
    }
    require_input(!inside, "{}: a list does not end with {}", file, kListEnds);
    return result;
}

// Writes one file, unless it is only to be compared; says what came of it.
const char* written_or_compared(const fs::path& file, const std::string& now, bool same,
                                bool check) {
    if (check) return same ? "the same" : "its lists are not those of the chapters and exercises";
    if (same) return "unchanged";
    write_whole(file.string(), now);
    return "its lists are made anew";
}

// Returns the status: 1 for a file that is not to be written and differs.
int renew(const fs::path& home, const char* file, const std::string& now, bool check) {
    const bool same = text_of(home / file) == now;
    print_to_stdout(
        fmt::format("{}: {}\n", file, written_or_compared(home / file, now, same, check)));
    return !same && check ? 1 : 0;
}

}  // namespace

std::string contents_with_list(const std::string& text, const fs::path& home) {
    return with_lists(text, kContents, teacher::Course(home), home);
}

std::string guide_with_lists(const std::string& text, const fs::path& home) {
    const teacher::Course course(home);
    std::string result = with_lists(text, kGuide, course, home);
    for (const teacher::Exercise& exercise : course.exercises())
        require_input(result.find(fmt::format("{}{} -->", kListBegins, exercise.id.chapter)) !=
                          std::string::npos,
                      "exercises/README.md: chapter {} has exercises and no list",
                      exercise.id.chapter);
    return result;
}

int weave_guide(const fs::path& home, bool check) {
    const std::string contents = contents_with_list(text_of(home / kContents), home);
    const std::string guide = guide_with_lists(text_of(home / kGuide), home);
    const int status = renew(home, kContents, contents, check);
    return std::max(status, renew(home, kGuide, guide, check));
}

}  // namespace book
