#include "teacher/course.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>

#include "cli/contents.h"
#include "core/require.h"
#include "host/files.h"

namespace book::teacher {
namespace fs = std::filesystem;

Course::Course(const fs::path& home) {
    for (const ExerciseFile& file : list_exercises(home)) {
        Exercise exercise;
        exercise.id = {file.chapter, file.number};
        exercise.number = to_string(exercise.id);
        exercise.title = file.title;
        exercise.file = fmt::format("exercises/{}/{}.cpp", file.folder, file.name);
        exercise.target = fmt::format("exercise_{}_{}", file.chapter, file.number);
        exercise.answer = home / exercise.file;
        exercise.stub = home / "exercises" / file.folder / "checks" / (file.name + ".stub");
        exercise.solution = home / "solutions" / file.folder / (file.name + ".cpp");
        exercise.hints = home / "exercises" / file.folder / "hints.md";
        exercises_.push_back(exercise);
    }
    require_input(!exercises_.empty(), "there are no exercises in {}", home.string());
}

const Exercise& Course::find(const std::string& word) const {
    ExerciseId id;
    const bool whole = parse_id(word, id);
    std::map<int, std::vector<std::string>> chapters;
    std::string of_chapter;
    for (const Exercise& exercise : exercises_) {
        if (whole && exercise.id == id) return exercise;
        chapters[exercise.id.chapter].push_back(exercise.number);
        if (std::to_string(exercise.id.chapter) == word ||
            (whole && exercise.id.chapter == id.chapter))
            of_chapter += (of_chapter.empty() ? "" : ", ") + exercise.number;
    }
    if (!of_chapter.empty())
        throw InputError(fmt::format("there is no exercise \"{}\"; in that chapter there are {}",
                                     word, of_chapter));
    std::string known;  // 1.1 to 1.4, 2.1 to 2.4, ...
    for (const auto& [chapter, numbers] : chapters) {
        const char* between = numbers.size() == 2 ? ", " : " to ";
        known += (known.empty() ? "" : ", ") + numbers.front();
        if (numbers.size() > 1) known += between + numbers.back();
    }
    throw InputError(fmt::format("there is no exercise \"{}\"; there are {}", word, known));
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
    int solved = 0;
    for (const Exercise& exercise : exercises_) solved += progress.of(exercise.id).solved() ? 1 : 0;
    return solved;
}

bool is_missing(const Exercise& exercise) {
    std::error_code none;
    return !fs::is_regular_file(exercise.answer, none) || fs::file_size(exercise.answer, none) == 0;
}

bool is_stub(const Exercise& exercise, const std::string& text) {
    std::error_code none;
    return fs::exists(exercise.stub, none) && text == text_of(exercise.stub);
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
