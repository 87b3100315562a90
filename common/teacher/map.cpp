#include "teacher/map.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/contents.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "host/places.h"
#include "host/standard_files.h"
#include "render/json.h"

namespace book::teacher {
namespace {

using nlohmann::ordered_json;

const char* sign(Mark mark) {
    switch (mark) {
        case Mark::solved:
            return "■";
        case Mark::broken:
            return "×";
        case Mark::edited:
            return "?";
        case Mark::missing:
            return "!";
        case Mark::open:
            break;
    }
    return "□";
}

const char* words(Mark mark) {
    switch (mark) {
        case Mark::solved:
            return "solved";
        case Mark::broken:
            return "was solved, is wrong now";
        case Mark::edited:
            return "was solved, edited since";
        case Mark::missing:
            return "file missing: reset it";
        case Mark::open:
            break;
    }
    return "open";
}

std::string hung(const std::string& before, const std::string& words) {
    return book::hung(before, words, detect_terminal().width);
}

// What a command is for: beside it, or below it where there is little room.
std::string explained(const std::string& command, const std::string& purpose) {
    return detect_terminal().width >= 80 ? hung(fmt::format("  {:<20} ", command), purpose)
                                         : hung("  ", command) + hung("      ", purpose);
}

std::string details(const Exercise& exercise, const Progress& progress) {
    const Record record = progress.of(exercise.id);
    const Mark mark = mark_of(exercise, progress);
    std::string text = words(mark);
    if (mark == Mark::solved && !record.date.empty()) text += " " + record.date;
    if (record.hints > 0)
        text += fmt::format(", {} hint{}", record.hints, record.hints == 1 ? "" : "s");
    if (record.solution) text += ", solution";
    return text;
}

}  // namespace

std::string squares(const Course& course, const Progress& progress, int chapter) {
    std::string text;
    for (const Exercise& exercise : course.exercises())
        if (exercise.id.chapter == chapter) text += sign(mark_of(exercise, progress));
    return text;
}

std::string summary(const Course& course, const Progress& progress) {
    const int width = detect_terminal().width;
    const std::string solved = fmt::format("{} of {} exercises are solved.",
                                           course.solved(progress), course.exercises().size());
    std::string text = fmt::format("{}", fmt::join(wrap(solved, width), "\n"));
    const Exercise* next = course.next(progress);
    if (next == nullptr) return text;
    const std::string about = next->about.empty() ? "" : " (" + next->about + ")";
    const std::string what =
        fmt::format("Next: {} {}{}. ./book exercise checks it.", next->number, next->title, about);
    return fmt::format("{}\n{}", text, fmt::join(wrap(what, width), "\n"));
}

std::string exercise_list(const Course& course, const Progress& progress, int chapter) {
    int title = 0, level = 0, beside = 0;  // columns
    for (const Exercise& exercise : course.exercises()) {
        title = std::max(title, display_width(exercise.title));
        level = std::max(level, display_width(exercise.level) + 2);
        beside = std::max(beside, display_width(details(exercise, progress)));
    }
    const int room = detect_terminal().width - 13 - level - beside;
    title = std::min(title, std::max(20, room));
    std::string text;
    int before = 0;
    for (const Exercise& exercise : course.exercises()) {
        if (chapter != 0 && exercise.id.chapter != chapter) continue;
        if (before != 0 && exercise.id.chapter != before) text += "\n";
        before = exercise.id.chapter;
        const bool narrow = room < 20;  // a line is too little for one exercise
        const std::string mark = fmt::format(fmt::runtime(narrow ? "{} {} " : "  {} {:>5}  "),
                                             sign(mark_of(exercise, progress)), exercise.number);
        const std::string after = details(exercise, progress);
        if (narrow)
            text += hung(mark, exercise.title) +
                    hung(std::string(6, ' '), fmt::format("{}, {}", exercise.level, after));
        else
            text += fmt::format("{}{}  {}{}\n", mark, pad(clip(exercise.title, title), title),
                                pad(exercise.level, level), after);
    }
    return text + "\n" + summary(course, progress) + "\n";
}

std::string chapter_list(const Course& course, const Progress& progress) {
    const std::vector<Chapter> chapters = list_chapters(home_folder());
    const auto named = [](const Chapter& chapter) {  // the word works on the command line, too
        return fmt::format("{} ({})", chapter.title, chapter.name);
    };
    int widest = 0, most = 0;
    for (const Chapter& chapter : chapters) {
        widest = std::max(widest, display_width(named(chapter)));
        most = std::max(most, display_width(squares(course, progress, chapter.number)));
    }
    const bool narrow = detect_terminal().width < 40;  // then minutes and squares stand below
    widest = std::min(widest, detect_terminal().width - 9 - most);
    std::string text;
    if (!narrow) text = fmt::format("{} min\n", pad("", widest + 3));
    for (const Chapter& chapter : chapters) {
        if (narrow) {
            text += hung(fmt::format("{:>2} ", chapter.number), named(chapter)) +
                    hung("   ", fmt::format("{} min  {}", chapter.minutes,
                                            squares(course, progress, chapter.number)));
            continue;
        }
        const std::vector<std::string> lines = wrap(named(chapter), widest);
        text += fmt::format("{:>2} {} {:>3}  {}\n", chapter.number, pad(lines[0], widest),
                            chapter.minutes, squares(course, progress, chapter.number));
        for (std::size_t i = 1; i < lines.size(); ++i) text += "   " + lines[i] + "\n";
    }
    for (const Chapter& page : list_pages(home_folder()))
        if (!page.has_number())
            text += hung("      ", fmt::format("{} (./book run {})", page.title, page.name));
    return text;
}

std::string progress_json(const Course& course, const Progress& progress) {
    static constexpr const char* kStates[] = {"open", "solved", "broken"};
    ordered_json list = ordered_json::array();
    for (const Exercise& exercise : course.exercises()) {
        const Record record = progress.of(exercise.id);
        ordered_json object{{"id", exercise.number},
                            {"title", exercise.title},
                            {"level", exercise.level},
                            {"section", exercise.section},
                            {"state", kStates[static_cast<int>(record.state)]},
                            {"since", nullptr},
                            {"hints", record.hints},
                            {"solution_seen", record.solution}};
        if (!record.date.empty()) object["since"] = record.date;
        list.push_back(std::move(object));
    }
    const ordered_json all{{"exercises", list},
                           {"solved", course.solved(progress)},
                           {"of", course.exercises().size()}};
    return one_line(all);
}

std::string celebration(const Course& course) {
    const int all = static_cast<int>(course.exercises().size());
    bool first = false;
    update_my_progress([&](Progress& progress) {
        first = course.solved(progress) == all && progress.celebrated < all;
        if (first) progress.celebrated = all;
    });
    if (!first) return "";
    std::string row;
    for (int i = 0; i < all; ++i) row += "■";
    return fmt::format(
        "\n  {}\n\n{}", styled(detect_terminal(), Style::good, row),
        hung("  ",
             fmt::format("That was the last one: all {} exercises of the book are solved, and "
                         "you have built every part of a Transformer with your own hands. Go "
                         "and have some doughnuts.",
                         all)));
}

// Who has solved nothing yet is told where to begin; everybody else, which exercise comes next.
std::string recommended(const Course& course, const Progress& progress) {
    if (course.solved(progress) == 0)
        return hung("",
                    "Begin with ./book run 4 and go on with 5, 6, 7 and 10: these five tell the "
                    "whole story. Read the others in any order, and try ./book exercise "
                    "whenever you like.");
    return summary(course, progress) + "\n";
}

int print_contents() {
    const Course course(home_folder());
    const Progress progress = my_progress();
    print_to_stdout(fmt::format(
        "{}\n{}\n{}\n{}{}{}{}", hung("", "Attention, Worked Out"), chapter_list(course, progress),
        recommended(course, progress),
        explained("./book run softmax", "one chapter, by number or name; --help lists its knobs"),
        explained("./book run", "every chapter, computed here and now"),
        explained("./book exercise", "the next exercise; ./book watch checks at every save"),
        explained("./book help", "everything else")));
    return 0;
}

}  // namespace book::teacher
