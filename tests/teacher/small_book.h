// A small book in a temporary folder: two exercises of chapter 05, an experiment, a build folder, a reader's data.
// Nothing of the real reader's is touched.
//
// Its compiler is a link to the real one, which a test may take away.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/require.h"
#include "run_program.h"
#include "temporary_folder.h"

class SmallBook {
  public:
    SmallBook() {
        const std::filesystem::path book = BOOK_SOURCE_DIR;
        for (const char* folder : {"exercises/05_softmax/checks", "solutions/05_softmax",
                                   "exercises/experiments", "solutions/experiments"})
            std::filesystem::create_directories(path(folder));
        std::filesystem::create_directories(path("common/app"));
        for (const std::string name : {"1_softmax", "2_temperature"}) {
            copy(book / ("exercises/05_softmax/checks/" + name + ".stub"),
                 "exercises/05_softmax/checks/" + name + ".stub");
            copy(book / ("solutions/05_softmax/" + name + ".cpp"),
                 "solutions/05_softmax/" + name + ".cpp");
        }
        for (const char* file :
             {"exercises/exercise.h", "exercises/05_softmax/exercises.h",
              "exercises/05_softmax/hints.md", "common/app/commands.txt",
              "exercises/experiments/experiments.h", "exercises/experiments/3_smallest.cpp",
              "solutions/experiments/3_smallest.cpp"})
            copy(book / file, file);
        std::filesystem::create_directories(path("compiler"));
        std::filesystem::create_symlink(BOOK_COMPILER, compiler());
        begin_again();
        folder_.write("CMakeLists.txt",
                      "cmake_minimum_required(VERSION 3.22)\n"
                      "project(small_book LANGUAGES CXX)\n"
                      "set(WHAT_THERE_IS \"" BOOK_WHAT_THERE_IS
                      "\")\n"
                      "add_subdirectory(\"" BOOK_SOURCE_DIR
                      "/tests/teacher/small_book\" exercises)\n");
        // What CMake would find out anew: that the compiler works, and whether it can sanitize.
        const book::ProgramRun run = book::run_program(
            "cmake -S '" + path("") + "' -B '" + path("build") +
            "' -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER='" + compiler() +
            "' -DCMAKE_CXX_COMPILER_WORKS=1 -DCMAKE_CXX_FLAGS='" BOOK_FLAGS "' 2>&1");
        book::require(run.status == 0, "the small book cannot be configured: {}", run.out);
        std::filesystem::create_directories(path("build/bin"));
        setenv("BOOK_HOME", path("").c_str(), 1);
        setenv("BOOK_BIN", path("build/bin").c_str(), 1);
        setenv("XDG_DATA_HOME", path("data").c_str(), 1);
        setenv("TERM", "xterm", 1);
        for (const char* name :
             {"BOOK_SEED", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS"})
            unsetenv(name);
        setenv("BOOK_PAGER", "cat", 1);  // or a solution would wait for a key
    }

    // Stubs, and no progress. What is a stub already is not written again, nor built again.
    void begin_again() const {
        for (const std::string name : {"1_softmax", "2_temperature"})
            if (read_whole_file(answer(name)) != stub(name)) save(name, stub(name));
        std::filesystem::remove_all(path("data"));
    }

    std::string path(const std::string& name) const { return folder_.path(name); }
    // clang looks at the name by which it is called.
    std::string compiler() const {
        return path("compiler/" + std::filesystem::path(BOOK_COMPILER).filename().string());
    }
    std::string answer(const std::string& name) const {
        return path("exercises/05_softmax/" + name + ".cpp");
    }
    std::string stub(const std::string& name) const {
        return read_whole_file(path("exercises/05_softmax/checks/" + name + ".stub"));
    }
    std::string solution(const std::string& name) const {
        return read_whole_file(path("solutions/05_softmax/" + name + ".cpp"));
    }
    // The stub of 5.1 with these lines in the place of its hole.
    std::string softmax(const std::string& lines) const {
        std::string text = stub("1_softmax");
        const std::string hole = "not_written_yet(scores);";
        return text.replace(text.find(hole), hole.size(), lines);
    }
    void save(const std::string& name, const std::string& text) const {
        folder_.write("exercises/05_softmax/" + name + ".cpp", text);
    }
    // As many editors do it: a new file, moved over the old one.
    void save_by_moving(const std::string& name, const std::string& text) const {
        folder_.write("exercises/05_softmax/." + name + ".new", text);
        std::filesystem::rename(path("exercises/05_softmax/." + name + ".new"), answer(name));
    }
    std::string progress() const {
        return read_whole_file(path("data/attention-book/progress.txt"));
    }

    // ./book WORDS, on a pipe; standard error behind standard output.
    book::ProgramRun run(const std::string& words) const {
        return book::run_program(BOOK_TOOL " " + words + " 2>&1 </dev/null");
    }

    // The same, standard error alone; behind `before`, what else is to happen in that shell.
    book::ProgramRun complaint(const std::string& words, const std::string& before = "") const {
        return book::run_program(before + " " BOOK_TOOL " " + words +
                                 " 2>&1 >/dev/null </dev/null");
    }

  private:
    void copy(const std::filesystem::path& from, const std::string& to) const {
        std::filesystem::copy_file(from, path(to));
    }

    TemporaryFolder folder_;
};

// Configured once.
inline const SmallBook& small_book() {
    static const SmallBook book;
    book.begin_again();
    return book;
}

inline bool has(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

// Status 2, one line, which says so.
inline bool refused(const book::ProgramRun& run, const std::string& what) {
    return run.status == 2 && has(run.out, what) && run.out.rfind("book", 0) == 0 &&
           run.out.find('\n') == run.out.size() - 1;
}
