// The script `book` around a book of one chapter, which is built in a moment: another compiler, clocks that
// are wrong, folders of any name, folders that cannot hold a build.
#include "catch.h"
#include "run_program.h"
#include "temporary_folder.h"

using namespace book;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTinyCMake = R"(cmake_minimum_required(VERSION 3.22)
project(small LANGUAGES CXX)
option(BOOK_TESTS "" OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
file(CREATE_LINK ${PROJECT_BINARY_DIR}/compile_commands.json
     ${PROJECT_SOURCE_DIR}/compile_commands.json RESULT ignored SYMBOLIC)
file(GLOB parts CONFIGURE_DEPENDS chapters/04_four/*.cpp)
add_executable(04_four ${parts})
)";

class ScriptBook {
  public:
    explicit ScriptBook(const std::string& name = "book") : home_(folder_.path(name)) {
        for (const char* part :
             {"cmake", "common", "chapters/04_four", "exercises", "solutions", "tests"})
            fs::create_directories(home_ / part);
        fs::copy_file(BOOK_SOURCE_DIR "/book", home_ / "book");
        write("CMakeLists.txt", kTinyCMake);
        chapter("puts(\"four\")");
    }
    void write(const std::string& file, const std::string& text) const {
        std::ofstream(home_ / file) << text;
    }
    void chapter(const std::string& statement) const {
        write("chapters/04_four/main.cpp",
              "#include <cstdio>\nint main() { std::" + statement + "; }\n");
    }
    // Variables, if any, and then what follows ./book.
    ProgramRun run(const std::string& words = "run 4", const std::string& variables = "") const {
        return shell("env -u BOOK_BUILD -u CXX -u BOOK_CMAKE XDG_CACHE_HOME=" +
                     folder_.path("cache") + " " + variables + " ./book " + words + " 2>&1");
    }
    ProgramRun shell(const std::string& command) const {
        return run_program("cd " + quoted(home_.string()) + " && { " + command + "; }");
    }
    std::string text_of(const std::string& file) const {
        return read_whole_file((home_ / file).string());
    }
    fs::path home() const { return home_; }

    static std::string quoted(const std::string& text) {
        std::string word = "'";
        for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
        return word + "'";
    }

  private:
    TemporaryFolder folder_;
    fs::path home_;
};

bool tells(const ProgramRun& run, const std::string& what) {
    return run.out.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("script: another compiler builds anew, and says so", "[app][script]") {
    const ScriptBook book;
    CHECK(tells(book.run(), "four\n"));
    CHECK(book.run().out == "four\n");
    if (book.shell("command -v clang++").status == 0) {
        const ProgramRun other = book.run("run 4", "CXX=clang++");
        CHECK(tells(other, "another CXX than"));
        CHECK(tells(other, "four\n"));
        CHECK(book.run("run 4", "CXX=clang++").out == "four\n");
        CHECK(book.run().out == "four\n");  // who says nothing takes what is there
    }
    CHECK(tells(book.run("run 4", "CXX='g++ -DX=1'"), "another CXX than"));
    CHECK(book.run("run 4", "CXX='g++ -DX=1'").out == "four\n");
    const ProgramRun none = book.run("run 4", "CXX=no-such-compiler");
    CHECK(none.status == 2);
    CHECK(tells(none, "CXX=no-such-compiler cannot be started"));
    CHECK(tells(book.run("run 4", "CXXFLAGS=-O1"), "another CXXFLAGS than"));
    CHECK(book.run("run 4", "CXXFLAGS=-O1").out == "four\n");
    CHECK(book.run("run 4", "BOOK_JOBS=abc").out ==
          "book: BOOK_JOBS=abc is not a number of jobs, as 4 is\n");
}

TEST_CASE("script: times in the future do no harm", "[app][script]") {
    const ScriptBook book;
    book.run();
    const auto later = fs::file_time_type::clock::now() + std::chrono::hours(2);
    fs::last_write_time(book.home() / "CMakeLists.txt", later);
    fs::last_write_time(book.home() / "chapters/04_four/main.cpp", later);
    CHECK(tells(book.run(), "times in the future"));
    CHECK(book.run().out == "four\n");
    // What was built in the future is older than what is written now.
    for (const auto& entry : fs::recursive_directory_iterator(book.home() / "build"))
        if (entry.is_regular_file()) fs::last_write_time(entry.path(), later);
    book.chapter("puts(\"five\")");
    CHECK(tells(book.run(), "five\n"));
    CHECK(book.run().out == "five\n");
}

TEST_CASE("script: a folder of any name", "[app][script]") {
    for (const char* name : {"Course [2024]", "-a;b#c\"d\\e|f$g'h `i` &j*k?<l>{m}(n)!%:^~@+,=",
                             "two\nlines,\ta tab", "caf\xe9"}) {
        CAPTURE(name);
        const ScriptBook book(name);
        const ProgramRun built = book.run();
        CAPTURE(built.out);
        CHECK(built.status == 0);
        CHECK(tells(built, "four\n"));
        CHECK(book.run().out == "four\n");
        // What a compiler complains of carries the real name, and so does what editors read.
        book.chapter("puts(four)");
        const ProgramRun wrong = book.run();
        CHECK(wrong.status == 2);
        CHECK(tells(wrong, (book.home() / "chapters/04_four/main.cpp").string() + ":2:"));
        const std::string commands = book.text_of("compile_commands.json");
        CHECK(commands.find("attention-book/") ==
              commands.find("attention-book/", commands.find("command")));
        CHECK(commands.find("chapters/04_four/main.cpp\"") != std::string::npos);
    }
}

TEST_CASE("script: what cannot hold a build is refused, and nothing is lost", "[app][script]") {
    const ScriptBook book;
    book.write("file", "text");
    CHECK(book.shell("mkfifo pipe; mkdir full; echo precious > full/CMakeFiles").status == 0);
    for (const char* folder : {"file", "pipe", "full", "/proc/x"}) {
        const ProgramRun run = book.run("run 4", std::string("BOOK_BUILD=") + folder);
        CAPTURE(folder, run.out);
        CHECK(run.status == 2);
        CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 1);
    }
    CHECK(book.text_of("full/CMakeFiles") == "precious\n");
    CHECK(tells(book.run("run 4", "BOOK_BUILD='other; folder'"), "four\n"));
}

TEST_CASE("script: a machine of two thousand processors builds with what its memory allows",
          "[app][script]") {
    const ScriptBook book;
    CHECK(book.shell("echo 'echo 2000' > nproc; chmod +x nproc").status == 0);
    const ProgramRun doctor = book.run("doctor", "PATH=.:$PATH");
    CAPTURE(doctor.out);
    const std::size_t at = doctor.out.find("jobs       ");
    REQUIRE(at != std::string::npos);
    const int jobs = std::stoi(doctor.out.substr(at + 11));
    CHECK(jobs >= 1);
    CHECK(jobs < 2000);
    CHECK(tells(book.run("doctor", "OMP_NUM_THREADS=500 BOOK_JOBS=7"), "jobs       7"));
}

TEST_CASE("script: a book that was moved is built anew, and says so", "[app][script]") {
    const ScriptBook book;
    book.run();
    CHECK(book.shell("cp -R . ../moved").status == 0);
    const ProgramRun moved = book.shell("cd ../moved && env -u BOOK_BUILD ./book run 4 2>&1");
    CHECK(tells(moved, "was built for the book in"));
    CHECK(tells(moved, "four\n"));
}

TEST_CASE("script: what ninja and compilers are told by the environment changes nothing",
          "[app][script]") {
    const ScriptBook book;
    const char* odd =
        "NINJA_STATUS=x CLICOLOR_FORCE=1 MAKEFLAGS=-j7 VERBOSE=1 CMAKE_GENERATOR=nonsense "
        "CMAKE_GENERATOR_PLATFORM=Win32 CMAKE_BUILD_TYPE=Odd CDPATH=/ POSIXLY_CORRECT=1 TMOUT=1 "
        "FUNCNEST=1";
    CHECK(book.run("run 4", odd).out ==
          "book: building (the first time takes half a minute)\nfour\n");
}

TEST_CASE("script: another project's build folder is refused, and stays as it is",
          "[app][script]") {
    const ScriptBook book;
    CHECK(book.shell("mkdir -p other/build && cd other && "
                     "printf 'cmake_minimum_required(VERSION 3.22)\nproject(theirs NONE)\n' "
                     ">CMakeLists.txt && cmake -S . -B build >/dev/null && cksum build/*.txt >sum")
              .status == 0);
    for (const char* folder : {"other/build", "$PWD/other/build/"}) {
        const ProgramRun run = book.run("run 4", std::string("BOOK_BUILD=") + folder);
        CAPTURE(folder, run.out);
        CHECK(run.status == 2);
        CHECK(tells(run, "holds other things"));
        CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 1);
    }
    CHECK(book.shell("cd other && cksum build/*.txt | cmp - sum && [ ! -e build/.lock ]").status ==
          0);
    // Even where somebody once built over it; and a book's own folder is one wherever it was made.
    CHECK(book.shell("touch other/build/.lock").status == 0);
    CHECK(book.run("run 4", "BOOK_BUILD=other/build").status == 2);
    CHECK(book.shell("cmake -S . -B own >/dev/null").status == 0);
    CHECK(tells(book.run("run 4", "BOOK_BUILD=own"), "four\n"));
}

TEST_CASE("script: nobody may hear it, and it goes on or ends with 2", "[app][script]") {
    const ScriptBook book;
    CHECK(book.run("nosuch", "BOOK_JOBS=4").status == 2);
    for (const char* words : {"./book nosuch 2>/dev/full", "./book version >/dev/full 2>&1",
                              "./book version >&- 2>/dev/full", "./book version >&- 2>&-"})
        CHECK(book.shell("env -u BOOK_BUILD " + std::string(words)).status == 2);
    const ProgramRun version = book.shell("env -u BOOK_BUILD ./book version 2>&1 >/dev/full");
    CHECK(version.out == "book: standard output cannot be written to\n");
    // A remark, and the lines of a build, are not what was asked for.
    CHECK(book.shell("OMP_DISPLAY_ENV=true ./book run 4 2>/dev/full").out == "four\n");
}

TEST_CASE("script: no name and no word commands a terminal", "[app][script]") {
    const ScriptBook book;
    const std::string evil = "\x1b[31m\u202E\u200E\u061C\u009Bx";
    for (const std::string& variables :
         {"BOOK_BUILD='/proc/" + evil + "'", "PATH='/" + evil + "' /bin/bash", "CXX='" + evil + "'",
          "BOOK_BUILD='file" + evil + "'"}) {
        CHECK(book.shell("touch 'file" + evil + "'").status == 0);
        const ProgramRun run = book.run("run 4", variables);
        INFO(run.out);
        CHECK(run.status == 2);
        for (const char* sign : {"\x1b", "\u202E", "\u200E", "\u061C", "\u009B"})
            CHECK_FALSE(tells(run, sign));
    }
    CHECK_FALSE(tells(book.run("'" + evil + "'"), "\x1b"));
    CHECK(tells(book.run("café…"), "café…"));
    book.chapter("puts(four" + evil + ")");  // which the compiler quotes
    CHECK_FALSE(tells(book.run("run 4", "BOOK_BUILD='file" + evil + "2'"), "\x1b"));
}

TEST_CASE("script: a lock that cannot be one is told, and too few files are, too",
          "[app][script]") {
    for (const char* made : {"mkdir -p build/.lock", "mkdir build && mkfifo build/.lock"}) {
        const ScriptBook book;
        CHECK(book.shell(made).status == 0);
        const ProgramRun run = book.shell("timeout 20 env -u BOOK_BUILD ./book run 4 2>&1");
        INFO(run.out);
        CHECK(run.status == 2);
        CHECK(tells(run, "build/.lock is in the way"));
        CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 1);
    }
    const ScriptBook book;
    const ProgramRun few = book.shell("exec 2>&1; ulimit -n 10; env -u BOOK_BUILD ./book run 4");
    INFO(few.out);
    CHECK(few.status == 2);
    CHECK(tells(few, "no more than 10 files may be open here"));
    CHECK(
        tells(book.shell("exec 2>&1; ulimit -S -n 10; env -u BOOK_BUILD ./book run 4"), "four\n"));
}

TEST_CASE("script: a failure says why, also where CMake and ninja do not", "[app][script]") {
    const ScriptBook book;
    CHECK(book.shell("echo 'exit 1' >head && chmod +x head").status ==
          0);  // nothing can be written
    CHECK(tells(book.run("run 4", "PATH=.:$PATH BOOK_CMAKE=--nonsense"), "the disk is full"));
    CHECK_FALSE(tells(book.run("run 4", "BOOK_CMAKE=--nonsense"), "the disk is full"));
    CHECK(tells(book.run(), "four\n"));
    CHECK(book.shell("sed -i.old /CMAKE_PROJECT_NAME/d build/CMakeCache.txt").status == 0);
    CHECK(tells(book.run(), "four\n"));
    // What CMake says before ninja has begun.
    CHECK(book.shell("mkdir fake && printf '%s\\n' '#!/bin/sh' "
                     "\"[ \\$1 = --build ] || exec $(command -v cmake) \\\"\\$@\\\"\" "
                     "'echo Odd: no luck; exit 1' >fake/cmake && chmod +x fake/cmake")
              .status == 0);
    const ProgramRun unknown = book.run("run 4", "PATH=$PWD/fake:$PATH");
    CHECK(unknown.status == 2);
    CHECK(tells(unknown, "Odd: no luck\n"));
}

TEST_CASE("script: what was precompiled with older headers of the system is compiled anew",
          "[app][script]") {
    const ScriptBook book;
    CHECK(tells(book.run(), "four\n"));
    // A compiler that says what clang says while there is anything precompiled.
    CHECK(book.shell("touch build/a.pch build/b.gch && printf '%s\\n' '#!/bin/sh' "
                     "'[ -z \"$(find build -name \"*.[gp]ch\")\" ] || { echo \"fatal error: file "
                     "/usr/include/x.h has been modified since the precompiled header a.pch was "
                     "built\"; exit 1; }' \"exec $(command -v cmake) \\\"\\$@\\\"\" >cmake.sh && "
                     "mkdir ways && mv cmake.sh ways/cmake && chmod +x ways/cmake")
              .status == 0);
    const ProgramRun anew = book.run("run 4", "PATH=$PWD/ways:$PATH");
    INFO(anew.out);
    CHECK(anew.status == 0);
    CHECK(tells(anew, "the system's headers have changed"));
    CHECK(tells(anew, "four\n"));
    CHECK_FALSE(tells(book.run(), "headers have changed"));
}

TEST_CASE("script: the doctor tries whether files can be made", "[app][script]") {
    const ScriptBook book;
    CHECK(book.shell("touch file").status == 0);
    for (const char* folder : {"/dev/null", "/proc/nope", "$PWD/file"}) {
        CAPTURE(folder);
        const ProgramRun data = book.run("doctor", "XDG_DATA_HOME=" + std::string(folder));
        CHECK(data.status == 1);
        CHECK(tells(data, "! your data"));
        CHECK(tells(book.run("doctor", "BOOK_BUILD=" + std::string(folder)), "! programs"));
    }
    CHECK_FALSE(tells(book.run("doctor", "XDG_DATA_HOME=$PWD/new/folder"), "! your data"));
    CHECK(book.shell("ls -A | grep -c looks-around").out == "0\n");
}
