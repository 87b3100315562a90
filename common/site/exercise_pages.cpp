#include "site/exercise_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "host/files.h"
#include "render/html_prose.h"
#include "render/plain_words.h"
#include "site/task_text.h"
#include "teacher/lessons.h"

namespace book::site {
namespace {

using teacher::Exercise;

// A stub begins with its task in comments, two lines of which are its title and its place.
struct Stub {
    std::vector<std::string> task;
    std::string code;
};

Stub read_stub(const std::string& text) {
    Stub stub;
    std::istringstream lines(text);
    std::string line;
    for (int n = 0; std::getline(lines, line); ++n) {
        if (!line.starts_with("//")) break;
        if (n >= 2) stub.task.push_back(line.size() > 3 ? line.substr(3) : "");
    }
    do stub.code += line + "\n";
    while (std::getline(lines, line));
    return stub;
}

// A task names files from the top of the book.
TaskSetting task_setting(const Book& book) {
    return {[&book](const std::string& target) { return site_address(book, "", target); },
            [&book](const std::string& path) {
                for (const StoredPage& page : book.pages())
                    if (path == "chapters/" + page.folder + "/README.md") return page.title;
                return std::string();
            }};
}

std::string hints(const Exercise& exercise, const ProseSetting& setting) {
    std::string all;
    int number = 0;
    for (const std::string& hint : teacher::hints_of(exercise))
        all += html_fold("hint", fmt::format("Hint {}", ++number),
                         html_prose(mark_code(hint), setting));
    return all;
}

// Without the two lines that the stub has, too.
std::string solution(const Exercise& exercise) {
    std::string text = text_of(exercise.solution);
    for (int line = 0; line < 2 && text.starts_with("//"); ++line)
        text.erase(0, text.find('\n') + 1);
    return html_fold("solution",
                     "Have you tried it, and read the hints? Then here is the book's solution",
                     html_code(text));
}

std::string link_to_section(const StoredPage& chapter, const std::string& title) {
    for (const Section& section : sections_of(chapter.document))
        if (section.title == title)
            return fmt::format("<a href=\"{}#{}\">{}</a>", address_of(chapter),
                               escape_html(section.anchor), escape_html(title));
    return escape_html(title);
}

std::string one(const Book& book, const StoredPage& chapter, const Exercise& exercise,
                const Place& place) {
    const ProseSetting setting{
        [&book](const std::string& target) { return site_address(book, "exercises", target); }, {}};
    const Stub stub = read_stub(text_of(exercise.stub));
    const std::string about = fmt::format(
        "<p class=\"source\">{} · {} · <code>{}</code></p>\n", escape_html(exercise.level),
        link_to_section(chapter, exercise.section), escape_html(exercise.file));
    return fmt::format(
        "<section class=\"task\" aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}{3}"
        "<p>Check your answer with <code>./book exercise {4}</code>, or at every save with "
        "<code>./book watch "
        "{4}</code>.</p>\n{5}{6}</section>\n",
        place.anchor, escape_html(place.title), about + html_task(stub.task, task_setting(book)),
        html_code(stub.code), exercise.number, hints(exercise, setting), solution(exercise));
}

}  // namespace

std::string task_of(const Exercise& exercise) {
    std::string task;
    for (const std::string& line : read_stub(text_of(exercise.stub)).task)
        task += (task.empty() ? "" : " ") + line;
    return task;
}

Page exercise_page(const Book& book, const StoredPage& chapter) {
    const int number = chapter.document.chapter.number;
    Page page;
    page.address = exercises_address(chapter);
    page.title = fmt::format("Exercises of chapter {}", number);
    page.description =
        fmt::format("Exercises for \"{}\": tasks, hints and solutions.", chapter.title);
    page.above = fmt::format("<p class=\"subtitle\"><a href=\"{}\">{}</a></p>\n",
                             address_of(chapter), escape_html(label_of(chapter)));
    for (const Exercise* exercise : book.exercises_of(chapter)) {
        page.places.push_back({exercise->number + "  " + exercise->title, anchor_of(*exercise)});
        page.body += one(book, chapter, *exercise, page.places.back());
    }
    return page;
}

}  // namespace book::site
