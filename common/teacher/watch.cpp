#include "teacher/watch.h"

#include <fmt/core.h>

#include <set>
#include <vector>

#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/file_watch.h"
#include "host/files.h"
#include "host/keyboard.h"
#include "host/local_time.h"
#include "host/places.h"
#include "host/signals.h"
#include "host/terminal.h"
#include "teacher/check.h"
#include "teacher/lessons.h"
#include "teacher/map.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

constexpr int kSettle = 40;         // milliseconds: an editor may do several things in one save
constexpr int kBetweenLooks = 500;  // milliseconds, without inotify

std::vector<fs::path> folders_of(const Course& course) {
    std::set<fs::path> folders;
    for (const Exercise& exercise : course.exercises())
        folders.insert(exercise.answer.parent_path());
    return {folders.begin(), folders.end()};
}

class Watch {
  public:
    Watch(const Course& course, const Exercise* first, bool polling)
        : course_(course), current_(first), files_(folders_of(course), polling), shop_(workshop()) {
        // Asked while a build or a check runs. A save ends it: what it would say is of yesterday.
        shop_.stop = [this] {
            take_keys();
            take_saves();
            return to_check_ || leave_ || keyboard_.asked_to_stop();
        };
    }

    // Until everything is solved (0), q (0), or Ctrl-C.
    int run() {
        to_check_ = true;
        while (current_ != nullptr && !leave_) {
            if (keyboard_.asked_to_stop()) return leave(kInterruptedStatus);
            if (to_check_) check_current();
            obey_keys();
            if (current_ == nullptr || leave_ || to_check_) continue;
            offer_keys();
            keyboard_.wait(files_.file(), files_.file() < 0 ? kBetweenLooks : -1);
            take_keys();
            take_saves();
        }
        return leave(0);
    }

    int once() {
        shop_.stop = [this] { return keyboard_.asked_to_stop(); };
        const CheckResult result = check(*current_, shop_);
        if (result.outcome == Outcome::stopped) return kInterruptedStatus;
        show(result);
        return result.outcome == Outcome::right ? 0 : 1;
    }

  private:
    static int leave(int status) {
        show_progress("");
        return status;
    }

    static void say(const std::string& text) {
        show_progress("");
        print_to_stdout(text);
    }

    void offer_keys() const {
        if (keyboard_.has_keys())
            show_progress(
                "h hint  l list  n next  r run again  q quit; or save, and it checks again");
    }

    void rule() const {
        const std::tm local = local_time();
        const std::string words =
            fmt::format("── {}  {}  {:02}:{:02}:{:02} ", current_->number, current_->file,
                        local.tm_hour, local.tm_min, local.tm_sec);
        std::string text = words;
        for (int i = display_width(words); i < detect_terminal().width; ++i) text += "─";
        say("\n" + styled(detect_terminal(), Style::dim, text) + "\n\n");
    }

    void take_keys() {
        keys_ += keyboard_.keys();
        leave_ |= keys_.find('q') != std::string::npos;
    }

    // A save of the exercise at hand, or of another one, which is then at hand.
    void take_saves() {
        std::set<fs::path> changed = files_.changed();
        if (changed.empty()) return;
        keyboard_.wait(-1, kSettle);
        changed.merge(files_.changed());
        for (const Exercise& exercise : course_.exercises()) {
            if (changed.count(exercise.answer) == 0) continue;
            const bool at_hand = current_ != nullptr && exercise.id == current_->id;
            if (!at_hand && changed.count(current_->answer) != 0) continue;
            current_ = &exercise;
            to_check_ = true;
            return;
        }
        for (const fs::path& path : changed)
            to_check_ |= path.filename() == "exercises.h" &&
                         path.parent_path() == current_->answer.parent_path();
    }

    void check_current() {
        to_check_ = false;
        rule();
        try {
            const CheckResult result = check(*current_, shop_);
            if (result.outcome == Outcome::stopped) return;  // why, the loop will see
            show(result);
        } catch (const InputError& error) {
            show_progress("");  // no compiler, a full disk: that may change
            fmt::print(stderr, "book: {}\n", printable(error.what()));
        }
    }

    void show(const CheckResult& result) {
        const Exercise& exercise = *current_;
        const bool broke = keep(exercise, result);
        say(result.report + after_verdict(course_, exercise, result, broke));
        if (result.outcome != Outcome::right) {
            passed_.records.erase(exercise.id);
            return;
        }
        Record& record = passed_.records[exercise.id];
        note_verdict(record, true, result.fingerprint);
        advance();
    }

    // What is solved is what is known to be, and what has passed before our eyes, should it not have
    // been possible to write that down.
    void advance() {
        Progress progress = my_progress();
        for (const auto& [id, record] : passed_.records) progress.records[id] = record;
        current_ = course_.next(progress, current_);
        to_check_ = current_ != nullptr;
    }

    void obey_keys() {
        const std::string keys = std::move(keys_);
        keys_.clear();
        for (const char key : keys) {
            if (current_ == nullptr || leave_) return;
            if (key == 'h') say("\n" + told(*current_));
            if (key == 'l') show_list();
            if (key == 'r') to_check_ = true;
            if (key == 'n') advance();
        }
    }

    // The chapters, and the exercises of this one: that fits into a small window.
    void show_list() const {
        const Progress progress = my_progress();
        say("\n" + chapter_list(course_, progress) + "\n" +
            exercise_list(course_, progress, current_->id.chapter));
    }

    static std::string told(const Exercise& exercise) {
        try {
            return next_hint(exercise);
        } catch (const InputError& error) {
            return fmt::format("{}\n", printable(error.what()));
        }
    }

    const Course& course_;
    const Exercise* current_;  // null: all are solved
    FileWatch files_;
    Keyboard keyboard_;
    Workshop shop_;
    Progress passed_;  // in this session
    std::string keys_;
    bool to_check_ = false, leave_ = false;
};

}  // namespace

int watch_main(int argc, char** argv) {
    std::vector<std::string> words;
    bool once = false, polling = false;
    Options options(
        "./book watch",
        "Checks the next exercise (or N.k) each time you save it, and moves on when it is\n"
        "right. If you save another exercise, it turns to that one.");
    options.positional("N.k", words, 0, 1,
                       "the exercise, for example 5.1; if it is left out, the next one");
    options.add("once", once, "checks once and exits, for scripts");
    options.add("poll", polling,
                "looks twice a second, for folders that do not report saves (on a network)");
    return run_tool(argc, argv, options, [&] {
        const Course course(home_folder());
        const Progress progress = my_progress();
        const Exercise* first = words.empty() ? course.next(progress) : &course.find(words[0]);
        if (first == nullptr) {
            print_to_stdout(summary(course, progress) + "\n" + celebration(course));
            return 0;
        }
        Watch watch(course, first, polling);
        return once ? watch.once() : watch.run();
    });
}

}  // namespace book::teacher
