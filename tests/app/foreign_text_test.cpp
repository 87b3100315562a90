// Whatever a reader types or a file holds, no control character of it reaches a terminal: standard error and
// standard output are looked at byte by byte. (Data that is asked for, a translation in a pipe, stays as
// it is.)
#include "app/foreign_text.h"

#include <algorithm>

#include "app/command_list.h"
#include "catch.h"
#include "host/places.h"
#include "run_program.h"
#include "temporary_folder.h"

namespace {

using book::ProgramRun;

ProgramRun run(const std::string& words, const TemporaryFolder& folder,
               const std::string& input = "/dev/null") {
    return book::run_program("cd '" + folder.path("") + "' && HOME='" + folder.path("home") +
                             "' XDG_DATA_HOME= timeout 60 " BOOK_TOOL " " + words + " 2>&1 <'" +
                             input + "'");
}

void check_safely(const ProgramRun& run, int status) {
    INFO(run.out);
    CHECK(run.status == status);
    CHECK_FALSE(commands_a_terminal(run.out));
    CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 1);
}

void check_refused_safely(const ProgramRun& run) { check_safely(run, 2); }

}  // namespace

TEST_CASE("foreign text: words behind every command, and a command that is none", "[app]") {
    const TemporaryFolder folder;
    check_refused_safely(run("'" + kEvil + "'", folder));
    int commands = 0;
    for (const book::ListedCommand& command : book::list_commands(BOOK_SOURCE_DIR)) {
        if (command.name == "test" || command.name == "setup") continue;  // the script's
        CAPTURE(command.name);
        ++commands;
        for (const std::string& word : {kEvil, "--" + kEvil, "--threads=" + kEvil, "-" + kEvil})
            if (command.name == "find" && !word.starts_with("--"))
                check_safely(run(command.name + " '" + word + "'", folder), 1);  // no hits
            else if (command.name != "doctor" && command.name != "explain" && command.name != "run")
                check_refused_safely(run(command.name + " '" + word + "'", folder));
    }
    CHECK(commands > 15);
    check_refused_safely(run("run '" + kEvil + "'", folder));
    check_refused_safely(run("explain --model /dev/null '" + kEvil + "'", folder));
    check_refused_safely(run("explain '--" + kEvil + "=1' Oui", folder));
    CHECK_FALSE(commands_a_terminal(run("doctor '" + kEvil + "'", folder).out));
}

TEST_CASE("foreign text: a file's name and what stands in it", "[app]") {
    const TemporaryFolder folder;
    const std::string evil_name = folder.write("a" + kEvil, kEvil + "\n");
    folder.write("evil.json", "{\"" + kEvil + "\": 1}");
    std::string header = "{\"__metadata__\":{\"format\":\"\\u001b]0;x\\u0007\"}}";
    folder.write("evil.safetensors",
                 std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header);
    for (const std::string& words :
         {"translate --model '" + evil_name + "'",
          std::string("translate --model evil.safetensors"),
          "translate --model 'none" + kEvil + "'",
          std::string("explain --model evil.safetensors Oui"),
          "evaluate --reference '" + evil_name + "' --hypothesis evil.json --json --beam 'x" +
              kEvil + "'",
          "evaluate --hypothesis '" + evil_name + "' --reference 'none" + kEvil + "'",
          "train --pairs '" + evil_name + "'",
          "train --source '" + evil_name + "' --target 'none" + kEvil + "'",
          "tokenize --merges '" + evil_name + "' --vocab evil.json",
          "tokenize --merges evil.json --vocab '" + evil_name + "'"}) {
        CAPTURE(words);
        check_refused_safely(run(words, folder, evil_name));
    }
}

TEST_CASE("foreign text: variables that a reader has set", "[app]") {
    const TemporaryFolder folder;
    // (OpenMP's are looked at by `./book`, in environment_test.cpp: OpenMP speaks before any program does,
    // quotes what it was given, and LLVM's may even give up.)
    for (const char* name : {"LANG", "LC_ALL", "TERM", "COLUMNS", "BOOK_KERNEL", "NO_COLOR",
                             "XDG_DATA_HOME", "HOME", "BOOK_HOME"}) {
        CAPTURE(name);
        const ProgramRun run =
            book::run_program("cd '" + folder.path("") + "' && " + name + "='/" + kEvil +
                              "' timeout 60 " BOOK_TOOL " doctor 2>&1 </dev/null");
        INFO(run.out);
        CHECK(run.status <= 2);
        CHECK_FALSE(commands_a_terminal(run.out));
    }
}
