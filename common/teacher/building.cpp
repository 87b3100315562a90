#include "teacher/building.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>
#include <sstream>
#include <thread>

#include "core/clock.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/places.h"
#include "host/sources.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "teacher/compiled.h"
#include "teacher/declared.h"

namespace book::teacher {
namespace {

namespace fs = std::filesystem;

constexpr int kBuildsAtMost = 3;  // of a text that changes while it is compiled

// For how many seconds a build may say nothing: one file takes a minute where a machine is slow.
// BOOK_COMPILE_SECONDS is for tests, which have not the time.
double silence_limit() {
    constexpr double kSeconds = 600;
    const double asked = std::atof(environment_variable("BOOK_COMPILE_SECONDS", "").c_str());
    return asked > 0 ? asked : kSeconds;
}

ProcessEnd build(const std::vector<std::string>& targets, const std::vector<std::string>& more,
                 const Workshop& workshop) {
    std::vector<std::string> words;
    if (workshop.ahead) words = {"nice", "-n", "19"};
    words.insert(words.end(), {"cmake", "--build", workshop.build.string(), "-j",
                               std::to_string(workshop.jobs), "--target"});
    words.insert(words.end(), targets.begin(), targets.end());
    words.insert(words.end(), more.begin(), more.end());
    ProcessOptions options;
    options.environment = {{"LC_ALL", "C"}};  // its errors are read here
    Stopwatch silence;
    bool silent = false;
    options.stop = [&] {
        silent = silence.seconds() > silence_limit();
        return silent || (workshop.stop && workshop.stop());
    };
    options.line = [&](const std::string& line) {
        silence.restart();
        if (!workshop.ahead && line.rfind('[', 0) == 0 && line.find("globbed") == std::string::npos)
            show_progress(line);
    };
    ProcessEnd end = run_in_background(words, options);
    end.output = with_real_names(std::move(end.output));
    if (!workshop.ahead) show_progress("");
    require_input(
        !silent,
        "the compiler has been at work on one file for {:.0f} seconds, and was ended; does "
        "a file include one that has no end, such as a pipe?",
        silence_limit());
    require_input(end.not_started == 0,
                  "cmake cannot be started: {}; is it installed, and is it on the "
                  "PATH? ./book doctor can tell",
                  std::strerror(end.not_started));
    return end;
}

void add_headers(const fs::path& folder, std::vector<fs::path>& files) {
    const std::size_t before = files.size();
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (entry.path().extension() == ".h") files.push_back(entry.path());
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
}

// What is compiled for an exercise, as it stands there now: the answer; the description and the stub.
struct Parts {
    std::vector<fs::path> headers;  // of all of them
    Compiled answer;
    std::vector<Compiled> others;

    Parts(const Exercise& exercise, const Workshop& workshop)
        : headers(headers_of(exercise)),
          answer(part(exercise, workshop, exercise.answer, {exercise.target, zeroed(exercise)})) {
        others.push_back(
            part(exercise, workshop, exercise.description, {target_of(exercise, "check")}));
        if (!exercise.stub.empty())
            others.push_back(part(exercise, workshop, exercise.stub, {exercise.judge}));
    }

    std::vector<const Compiled*> all() const {
        std::vector<const Compiled*> parts{&answer};
        for (const Compiled& other : others) parts.push_back(&other);
        return parts;
    }
    void forget_stale() const {
        for (const Compiled* part : all()) part->forget_stale();
    }

  private:
    static std::vector<fs::path> headers_of(const Exercise& exercise) {
        std::vector<fs::path> files;
        const fs::path chapter = exercise.answer.parent_path();
        for (const fs::path& folder : {chapter.parent_path(), chapter, chapter / "checks"})
            add_headers(folder, files);
        return files;
    }

    Compiled part(const Exercise& exercise, const Workshop& workshop, const fs::path& text,
                  const std::vector<std::string>& targets) const {
        std::vector<fs::path> texts{text}, folders;
        texts.insert(texts.end(), headers.begin(), headers.end());
        const fs::path programs = program_of(exercise, "", workshop);
        for (const std::string& target : targets)
            folders.push_back(programs / "CMakeFiles" / (target + ".dir"));
        return {programs / (targets.front() + ".compiled"), texts, folders};
    }
};

// The same of another program that a file of the reader's is built into.
Compiled compiled_of(const ReadersFile& file, const Workshop& workshop) {
    const fs::path folder = workshop.build / "exercises" / file.folder;
    const fs::path chapter = file.text.parent_path();
    std::vector<fs::path> texts{file.text};
    for (const fs::path& headers : {chapter.parent_path(), chapter}) add_headers(headers, texts);
    const std::string name = chapter.filename().string() + "." + file.text.filename().string();
    return {folder / (name + ".compiled"), texts, {folder}};
}

// ---- what the compiler has read -----------------------------------------------------------------

// The value of a variable in the build's cache; "" if it has none.
std::string cached(const fs::path& build, const std::string& name) {
    const std::string cache = text_of(build / "CMakeCache.txt");
    const std::size_t at = cache.find("\n" + name + ":");
    if (at == std::string::npos) return "";
    const std::size_t equals = cache.find('=', at);
    return cache.substr(equals + 1, cache.find('\n', equals) - equals - 1);
}

// What comes with a compiler or a package changes with it, and not behind a build tool's back. (The
// book itself may lie in one of these folders.)
bool is_of_system(const fs::path& file) {
    if (file.string().rfind(home_folder().string() + "/", 0) == 0) return false;
    for (const char* folder : {"/usr/", "/opt/", "/nix/", "/Library/", "/Applications/"})
        if (file.string().rfind(folder, 0) == 0) return true;
    return false;
}

// The files that these objects were compiled from, as the compiler has told ninja. Nothing where it was
// not ninja that built.
std::vector<fs::path> files_read_for(const std::vector<fs::path>& objects,
                                     const Workshop& workshop) {
    const std::string ninja = cached(workshop.build, "CMAKE_MAKE_PROGRAM");
    if (objects.empty() || ninja.empty()) return {};
    std::vector<std::string> words{ninja, "-C", workshop.build.string(), "-t", "deps"};
    for (const fs::path& object : objects)
        words.push_back(object.lexically_relative(workshop.build).string());
    std::istringstream lines(run_in_background(words).output);
    std::set<fs::path> files;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("    ", 0) != 0) continue;  // the name of an object
        const fs::path file = (workshop.build / line.substr(4)).lexically_normal();
        if (!is_of_system(file)) files.insert(file);
    }
    return {files.begin(), files.end()};
}

// The record of what was compiled, with what the compiler read: what it did not compile now it had read
// before.
void keep(const Compiled& compiled, const std::string& words, const Workshop& workshop) {
    if (compiled.has_record())
        compiled.keep(words);
    else
        compiled.keep(words, files_read_for(compiled.objects(), workshop));
}

// Configuring takes a second or two, so only where something has changed.
bool is_configured(const fs::path& folder, const std::string& option) {
    const std::size_t equals = option.find('=');
    return cached(folder, option.substr(0, equals)) == option.substr(equals + 1);
}

// Two of the reader's files that cannot be in one program, for both define one function; "" if that is
// not what a linker says.
std::string defined_twice(const std::string& output, const std::vector<ReadersFile>& files) {
    for (const std::string mark : {"multiple definition of `", "duplicate symbol: "}) {
        const std::size_t at = output.find(mark);
        if (at == std::string::npos) continue;
        const std::size_t begin = at + mark.size();
        const std::string symbol =
            output.substr(begin, output.find_first_of("('\n", begin) - begin);
        const std::size_t colons = symbol.rfind("::");
        const std::string name = colons == std::string::npos ? symbol : symbol.substr(colons + 2);
        std::string places;
        for (const ReadersFile& file : files)
            if (!head_of_definition(text_of(file.text), name).empty())
                places += (places.empty() ? "" : " and ") +
                          file.text.lexically_relative(home_folder()).string();
        return fmt::format(
            "{} is defined twice{}{}, and these go into one program; give one of the two another "
            "name, or put it inside a namespace {{ }}",
            symbol, places.empty() ? "" : ", in ", places);
    }
    return "";
}

// The file came back, or an editor was just replacing it, while CMake looked: once more, and it is there.
bool was_not_there(const ProcessEnd& end) {
    const bool unknown = end.output.find("ninja: error: ") != std::string::npos;
    return !end.stopped && end.status != 0 && unknown;
}

std::string warnings_about(const Exercise& exercise, const std::string& output) {
    std::string warnings;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);)
        if (line.rfind(exercise.answer.string() + ":", 0) == 0 &&
            line.find("warning: ") != std::string::npos)
            warnings += line + "\n";
    return warnings;
}

// Records what was made of which texts. False: one was touched meanwhile, and nobody knows.
bool keep_parts(const Parts& parts, const Built& built, const Workshop& workshop) {
    const std::vector<const Compiled*> all = parts.all();
    const bool sure = std::all_of(all.begin(), all.end(),
                                  [](const Compiled* part) { return part->still_there(); });
    for (const Compiled* part : all) {
        if (!sure)
            part->forget();
        else if (built.end.status == 0 || !part->objects().empty())
            keep(*part, part == &parts.answer ? built.words : "", workshop);
    }
    return sure;
}

}  // namespace

BuildLock::BuildLock(const Workshop& workshop)
    : lock_(workshop.build / ".lock", [&workshop, said = false]() mutable {
          if (workshop.stop && workshop.stop()) return false;
          if (!said) print_to_stderr("book: another ./book is building; waiting for it\n");
          said = true;
          return true;
      }) {
    require_input(lock_.trouble().empty(),
                  "{} cannot be written to ({}); BOOK_BUILD=/some/folder ./book ... "
                  "builds somewhere else",
                  workshop.build.string(), lock_.trouble());
}

Workshop workshop() {
    Workshop shop;
    shop.build = program_folder().parent_path();
    const int asked = std::atoi(environment_variable("BOOK_JOBS", "").c_str());
    shop.jobs =
        asked > 0 ? asked : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    return shop;
}

std::string target_of(const Exercise& exercise, const char* kind) {
    return kind + exercise.target.substr(exercise.target.find('_'));
}
std::string zeroed(const Exercise& exercise) { return exercise.target + "_zeroed"; }

fs::path program_of(const Exercise& exercise, const std::string& target, const Workshop& workshop) {
    return workshop.build / "exercises" / exercise.programs / target;
}

void require_file(const Exercise& exercise) {
    require_input(!is_missing(exercise), "{} is missing or empty; {}", exercise.file,
                  brings_back(exercise));
}

void forget_all(const Exercise& exercise, const Workshop& workshop) {
    std::error_code none;
    const Parts parts(exercise, workshop);
    for (const Compiled* part : parts.all()) part->forget();
    for (const std::string& name : {exercise.target, zeroed(exercise), exercise.judge})
        fs::remove(program_of(exercise, name, workshop), none);
}

Built build_what_is_there(const Exercise& exercise, const Workshop& workshop) {
    bool came_back = false;
    for (int builds = 0; builds < kBuildsAtMost; ++builds) {
        const Parts parts(exercise, workshop);
        Built built;
        built.text = text_of(exercise.answer);
        built.words = parts.answer.words();
        parts.forget_stale();
        built.end = build({exercise.target, exercise.judge}, {}, workshop);
        if (built.end.stopped) return built;
        require_file(exercise);  // it may be gone by now
        if (!came_back && was_not_there(built.end)) {
            came_back = true;
            continue;
        }
        const std::string warnings = warnings_about(exercise, built.end.output);
        if (!warnings.empty()) built.words = warnings;
        if (keep_parts(parts, built, workshop)) return built;
    }
    throw InputError(fmt::format(
        "{} changes again and again while it is being compiled; does a program write to it?",
        exercise.file));
}

ProcessEnd build_zeroed(const Exercise& exercise, const Workshop& workshop) {
    return build({zeroed(exercise)}, {}, workshop);
}

bool can_build_zeroed(const Workshop& workshop) {
    return is_configured(workshop.build, "BOOK_CAN_ZERO=1");
}

void build_ahead(const Exercise& exercise, Workshop workshop) {
    workshop.ahead = true;
    bool taken = is_missing(exercise);
    const FileLock lock(workshop.build / ".lock", [&] {
        taken = true;
        return false;
    });
    if (!taken) build_what_is_there(exercise, workshop);
}

void build_all(const Course& course, const Workshop& workshop) {
    const BuildLock lock(workshop);
    std::vector<std::string> targets;
    std::vector<std::pair<const Exercise*, Parts>> all;
    for (const Exercise& exercise : course.exercises()) {
        if (is_missing(exercise)) continue;
        targets.insert(targets.end(), {exercise.target, exercise.judge});
        all.emplace_back(&exercise, Parts(exercise, workshop));
        all.back().second.forget_stale();
    }
    if (targets.empty()) return;
    Built built;
    built.end = build(targets, {"--", "-k", "0"}, workshop);
    if (built.end.stopped) return;
    for (const auto& [exercise, parts] : all) {
        built.words = warnings_about(*exercise, built.end.output);
        if (built.words.empty()) built.words = parts.answer.words();
        keep_parts(parts, built, workshop);
    }
}

bool build_with(const std::string& option, const std::vector<std::string>& targets,
                const std::vector<ReadersFile>& files, const Workshop& workshop) {
    const BuildLock lock(workshop);
    const auto require_done = [&files](const ProcessEnd& end) {
        const std::string twice = end.status == 0 ? "" : defined_twice(end.output, files);
        require_input(twice.empty(), "{}", twice);
        const std::size_t error = end.output.find("rror: ");
        const std::size_t from = error == std::string::npos ? 0 : end.output.rfind('\n', error) + 1;
        require_input(end.status == 0, "the build failed: {}",
                      end.output.substr(from, end.output.find('\n', from) - from));
    };
    if (!is_configured(workshop.build, option)) {
        ProcessOptions options;
        options.stop = workshop.stop;
        const ProcessEnd end =
            run_in_background({"cmake", "-D" + option, workshop.build.string()}, options);
        if (end.stopped) return false;
        require_done(end);
    }
    std::vector<Compiled> all;
    all.reserve(files.size());
    for (const ReadersFile& file : files) all.push_back(compiled_of(file, workshop));
    for (const Compiled& one : all) one.forget_stale();
    const ProcessEnd end = build(targets, {}, workshop);
    if (end.stopped) return false;
    require_done(end);
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (all[i].still_there()) {
            keep(all[i], "", workshop);
            continue;
        }
        all[i].forget();
        throw InputError(fmt::format("{} was changed while it was compiled; run this again",
                                     files[i].text.string()));
    }
    return true;
}

}  // namespace book::teacher
