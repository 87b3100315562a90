#include "teacher/watch.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/require.h"
#include "host/file_watch.h"
#include "host/keyboard.h"
#include "host/local_time.h"
#include "host/places.h"
#include "host/signals.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "teacher/ahead.h"
#include "teacher/check.h"
#include "teacher/lessons.h"
#include "teacher/map.h"
#include "teacher/section.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

constexpr int kSettle = 40;         // milliseconds: an editor may do several things in one save
constexpr int kBetweenLooks = 500;  // milliseconds, without inotify

// Where an exercise's file really is, if what stands in its place is a link; else "".
fs::path behind_link(const fs::path& file) {
    std::error_code none;
    return fs::is_symlink(file, none) ? fs::canonical(file, none) : fs::path();
}

std::vector<fs::path> folders_of(const Course& course) {
    std::set<fs::path> folders;
    for (const Exercise& exercise : course.exercises())
        folders.insert(exercise.answer.parent_path());
    std::set<fs::path> behind_links;
    for (const Exercise& exercise : course.exercises()) {
        const fs::path target = behind_link(exercise.answer);
        const auto same = [&](const fs::path& folder) {
            std::error_code none;
            return fs::equivalent(folder, target.parent_path(), none);
        };
        if (!target.empty() && std::none_of(folders.begin(), folders.end(), same))
            behind_links.insert(target.parent_path());
    }
    folders.merge(behind_links);
    return {folders.begin(), folders.end()};
}

// Is the exercise's file among these, by its own name or by that of the file it is a link to?
bool is_among(const std::set<fs::path>& changed, const Exercise& exercise) {
    if (changed.count(exercise.answer) != 0) return true;
    const fs::path target = behind_link(exercise.answer);
    return !target.empty() &&
           std::any_of(changed.begin(), changed.end(), [&](const fs::path& path) {
               std::error_code none;
               return path.filename() == target.filename() &&
                      fs::equivalent(path.parent_path(), target.parent_path(), none);
           });
}

// Each key, and what it does; the first that fit stand in the line at the bottom.
constexpr std::pair<const char*, const char*> kKeys[] = {
    {"h hint", "h  one more hint"},
    {"n next", "n  the next exercise that is not solved"},
    {"q quit", "q  leave"},
    {"o page", "o  the section of the page that it is about"},
    {"s solution", "s  the book's answer beside yours"},
    {"p previous", "p  the exercise before this one"},
    {"r run", "r  check it again"},
    {"l list", "l  the chapters, and these exercises"},
    {"x reset", "x  bring the task back (your file is saved)"},
};

// As many of them as fit into the window, with ? at the end; after a verdict that is right `first` comes
// before them.
std::string line_of_keys(const std::string& first, int width) {
    const std::string last = "? keys";
    std::string text = first;
    for (const auto& [key, meaning] : kKeys) {
        if (!first.empty() && *key == 'n') continue;
        const std::string more = fmt::format("{}{}", text.empty() ? "" : "  ", key);
        if (display_width(fmt::format("{}{}  {}", text, more, last)) > width - 1) continue;
        text += more;
    }
    return text + "  " + last;
}

std::string all_keys(int width) {
    std::string text;
    for (const auto& [key, meaning] : kKeys) {
        const std::string words = meaning + 3;  // behind the key and two blanks
        std::string before = fmt::format("  {}  ", *meaning);
        for (const std::string& line : wrap(words, width - display_width(before))) {
            text += before + line + "\n";
            before.assign(before.size(), ' ');
        }
    }
    return text;
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
        if (!keyboard_.has_keys()) return;
        const int width = window_columns(Stream::error);
        if (asked_ == 'x')
            show_progress(fmt::format("reset {}? y: yes, your file is saved", current_->number));
        else if (asked_ == 's')
            show_progress(fmt::format("show the solution of {}? y: yes", current_->number));
        else
            show_progress(line_of_keys(passed_now_ ? "n next" : "", width));
    }

    void rule() const {
        const std::tm local = local_time();
        const int width = detect_terminal().width;
        const std::string time =
            fmt::format("{:02}:{:02}:{:02} ", local.tm_hour, local.tm_min, local.tm_sec);
        std::string words = fmt::format("── {}  {}  {}", current_->number, current_->file, time);
        std::string below;
        if (display_width(words) > width) {
            words = fmt::format("── {}  {}", current_->number, time);
            below = current_->file + "\n";
        }
        for (int i = display_width(words); i < width; ++i) words += "─";
        say("\n" + styled(detect_terminal(), Style::dim, words) + "\n" + below + "\n");
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
            if (!is_among(changed, exercise)) continue;
            const bool at_hand = current_ != nullptr && exercise.id == current_->id;
            if (!at_hand && is_among(changed, *current_)) continue;
            turn_to(exercise);
            return;
        }
        for (const fs::path& path : changed)
            to_check_ |= path.filename() == "exercises.h" &&
                         path.parent_path() == current_->answer.parent_path();
    }

    void turn_to(const Exercise& exercise) {
        current_ = &exercise;
        to_check_ = true;
    }

    void check_current() {
        to_check_ = false;
        passed_now_ = false;
        asked_ = 0;
        ahead_.stop();
        rule();
        try {
            const CheckResult result = check(*current_, shop_);
            if (result.outcome == Outcome::stopped) return;  // why, the loop will see
            show(result);
            prepare_next();
        } catch (const InputError& error) {
            show_progress("");  // no compiler, a full disk: that may change
            print_to_stderr(fmt::format("book: {}\n", printable(error.what())));
        }
    }

    void show(const CheckResult& result) {
        const Exercise& exercise = *current_;
        const bool broke = keep(exercise, result);
        say(result.report + after_verdict(course_, exercise, result, broke));
        passed_now_ = result.outcome == Outcome::right;
        if (passed_now_)
            note_verdict(passed_.records[exercise.id], true, result.fingerprint);
        else
            passed_.records.erase(exercise.id);
    }

    // The next one is built while this one is looked at, so that its first verdict need not be waited for.
    void prepare_next() {
        const Exercise* const next = next_one();
        if (passed_now_ && next == nullptr)
            current_ = nullptr;  // that was the last one
        else if (next != nullptr && next != current_)
            ahead_.begin(*next, shop_);
    }

    // What is solved is what is known to be, and what has passed before our eyes, should it not have
    // been possible to write that down.
    const Exercise* next_one() const {
        Progress progress = my_progress();
        for (const auto& [id, record] : passed_.records) progress.records[id] = record;
        return course_.next(progress, current_);
    }

    void go_on() {
        if (const Exercise* next = next_one())
            turn_to(*next);
        else
            current_ = nullptr;
    }

    void go_back() {
        if (current_ == course_.exercises().data())
            say(fmt::format("\n{} is the first exercise.\n", current_->number));
        else
            turn_to(*(current_ - 1));
    }

    void obey_keys() {
        const std::string keys = std::move(keys_);
        keys_.clear();
        for (const char key : keys) {
            if (current_ == nullptr || leave_) return;
            if (asked_ != 0)
                answer_question(key);
            else
                obey(key);
        }
    }

    void obey(char key) {
        switch (key) {
            case 'h':
                return say("\n" + told(next_hint));
            case 'l':
                return show_list();
            case 'r':
                to_check_ = true;
                return;
            case 'n':
                return go_on();
            case 'p':
                return go_back();
            case 'o':
                return show_long(section_text(*current_));
            case 's':
                if (my_progress().of(current_->id).solved() || passed_now_)
                    return show_long(told(shown_solution));
                asked_ = key;
                return;
            case 'x':
                asked_ = key;
                return;
            case '?':
                return say("\n" + all_keys(detect_terminal().width));
            default:
                return;
        }
    }

    // y, or anything else.
    void answer_question(char key) {
        const char asked = std::exchange(asked_, '\0');
        if (key != 'y' && key != 'Y') return say("\nLeft as it is.\n");
        if (asked == 's') return show_long(told(shown_solution));
        say("\n" + told(put_back));  // which is a save: the check follows
    }

    // In a pager, if there is one, as git does it: what fits into the window is just printed.
    void show_long(const std::string& text) {
        show_progress("");
        if (!keyboard_.has_keys() || !is_shown_in_pager(text)) say("\n" + text);
    }

    bool is_shown_in_pager(const std::string& text) {
        const Keyboard::Lent to_pager(keyboard_);
        try {
            // Of a prompt that is too long, less shows the end.
            return show_in_pager(text, "(space: go on, q: back to the exercise)");
        } catch (const Error&) {  // no room for a file, no more processes
            return false;
        }
    }

    // The chapters, and the exercises of this one: that fits into all but the smallest windows.
    void show_list() {
        const Progress progress = my_progress();
        show_long(chapter_list(course_, progress) + "\n" +
                  exercise_list(course_, progress, current_->id.chapter));
    }

    std::string told(std::string (*what)(const Exercise&)) const {
        try {
            return what(*current_);
        } catch (const InputError& error) {
            return fmt::format("{}\n", printable(error.what()));
        }
    }

    const Course& course_;
    const Exercise* current_;  // null: all are solved
    FileWatch files_;
    Keyboard keyboard_;
    Workshop shop_;
    Ahead ahead_;
    Progress passed_;  // in this session
    std::string keys_;
    char asked_ = '\0';  // s, x: the next key says whether that is meant
    bool to_check_ = false, leave_ = false;
    bool passed_now_ = false;  // the last verdict was right
};

}  // namespace

int watch_main(int argc, char** argv) {
    std::vector<std::string> words;
    bool once = false, polling = false;
    Options options(
        "./book watch",
        "Checks the next exercise (or N.k) each time you save it. When it is right, n goes on\n"
        "to the next one; if you save another exercise, it turns to that one. ? lists the keys.");
    options.positional(
        "N.k", words, 0, 1,
        "the exercise, for example 5.1, or its file; if it is left out, the next one");
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
