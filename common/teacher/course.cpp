#include "teacher/course.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "cli/contents.h"
#include "core/require.h"
#include "host/files.h"

namespace book::teacher {
namespace fs = std::filesystem;
namespace {

// "1.1 to 1.4, 2.1, 2.2, 3.1"
std::string all_numbers(const std::vector<Exercise>& exercises) {
    std::map<int, std::vector<std::string>> chapters;
    for (const Exercise& exercise : exercises)
        chapters[exercise.id.chapter].push_back(exercise.number);
    std::vector<std::string> known;
    for (const auto& [chapter, numbers] : chapters) {
        const char* between = numbers.size() == 2 ? ", " : " to ";
        known.push_back(numbers.front());
        if (numbers.size() > 1) known.back() += between + numbers.back();
    }
    return fmt::format("{}", fmt::join(known, ", "));
}

}  // namespace

Course::Course(const fs::path& home) {
    for (const ExerciseFile& file : list_exercises(home)) {
        Exercise exercise;
        exercise.id = {file.chapter, file.number};
        exercise.number = to_string(exercise.id);
        exercise.title = file.title;
        exercise.level = file.level;
        exercise.section = file.section;
        exercise.about = level_and_section(file);
        exercise.file = fmt::format("exercises/{}/{}.cpp", file.folder, file.name);
        exercise.target = fmt::format("exercise_{}_{}", file.chapter, file.number);
        exercise.judge = fmt::format("judge_{}_{}", file.chapter, file.number);
        exercise.answer = home / exercise.file;
        exercise.stub = home / "exercises" / file.folder / "checks" / (file.name + ".stub");
        exercise.description = home / "exercises" / file.folder / "checks" / (file.name + ".cpp");
        exercise.solution = home / "solutions" / file.folder / (file.name + ".cpp");
        exercise.hints = home / "exercises" / file.folder / "hints.md";
        exercises_.push_back(exercise);
    }
    require_input(!exercises_.empty(), "there are no exercises in {}", home.string());
}

const Exercise& Course::find(const std::string& word) const {
    if (const Exercise* at_path = find_file(word)) return *at_path;
    ExerciseId id;
    const bool whole = parse_id(word, id);
    std::vector<std::string> of_chapter;
    for (const Exercise& exercise : exercises_) {
        if (whole && exercise.id == id) return exercise;
        const int chapter = exercise.id.chapter;
        const bool meant = whole ? chapter == id.chapter : std::to_string(chapter) == word;
        if (meant) of_chapter.push_back(exercise.number);
    }
    require_input(of_chapter.empty(), "there is no exercise \"{}\"; that chapter has {}", word,
                  fmt::join(of_chapter, ", "));
    throw InputError(
        fmt::format("there is no exercise \"{}\"; the book has {}", word, all_numbers(exercises_)));
}

const Exercise* Course::find_file(const std::string& word) const {
    const bool is_path = word.find('/') != std::string::npos || word.ends_with(".cpp");
    if (!is_path) return nullptr;
    std::error_code none;
    const fs::path path = fs::weakly_canonical(word, none);
    for (const Exercise& exercise : exercises_)
        for (const fs::path& file :
             {exercise.answer, exercise.solution, exercise.stub, exercise.description})
            if (path == fs::weakly_canonical(file, none)) return &exercise;
    throw InputError(
        fmt::format("{} belongs to no exercise; its file lies in a folder of exercises/", word));
}

const Exercise* Course::next(const Progress& progress, const Exercise* after) const {
    const std::size_t begin =
        after == nullptr ? 0 : static_cast<std::size_t>(after - exercises_.data()) + 1;
    for (std::size_t i = 0; i < exercises_.size(); ++i) {
        const Exercise& exercise = exercises_[(begin + i) % exercises_.size()];
        if (mark_of(exercise, progress) != Mark::solved) return &exercise;
    }
    return nullptr;
}

int Course::solved(const Progress& progress) const {
    const auto is_solved = [&](const Exercise& e) { return progress.of(e.id).solved(); };
    return static_cast<int>(std::count_if(exercises_.begin(), exercises_.end(), is_solved));
}

bool is_missing(const Exercise& exercise) {
    std::error_code none;
    return !fs::is_regular_file(exercise.answer, none) || fs::file_size(exercise.answer, none) == 0;
}

std::string brings_back(const Exercise& exercise) {
    if (exercise.stub.empty())
        return fmt::format("git checkout -- {} brings the task back", exercise.file);
    return fmt::format("./book reset {} brings the task back, and saves your version",
                       exercise.number);
}

bool is_stub(const Exercise& exercise, const std::string& text) {
    std::error_code none;
    return fs::exists(exercise.stub, none) &&
           with_own_line_ends(text) == with_own_line_ends(text_of(exercise.stub));
}

Mark mark_of(const Exercise& exercise, const Progress& progress) {
    const Record record = progress.of(exercise.id);
    if (is_missing(exercise)) return Mark::missing;
    if (record.state == Record::State::broken) return Mark::broken;
    if (!record.solved()) return Mark::open;
    if (record.text.empty()) return Mark::solved;  // from an older book, which did not keep it
    const std::string text = text_of(exercise.answer);
    return fingerprint(text) == record.text || is_stub(exercise, text) ? Mark::solved
                                                                       : Mark::edited;
}

}  // namespace book::teacher
