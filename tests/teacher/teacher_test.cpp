// The parts of the teacher, each by itself; learner_test.cpp has them all at once.
#include <sys/wait.h>
#include <unistd.h>

#include "catch.h"
#include "core/require.h"
#include "full_disk.h"
#include "teacher/compiler_words.h"
#include "teacher/crash_words.h"
#include "teacher/diff.h"
#include "teacher/progress.h"
#include "temporary_folder.h"

namespace fs = std::filesystem;

// Inside, and not `using`: other tests are compiled together with this one, and to them Progress is that
// of a training.
namespace book::teacher {
namespace {

Exercise an_exercise(const TemporaryFolder& folder, const std::string& text) {
    Exercise exercise;
    exercise.id = {5, 1};
    exercise.number = "5.1";
    exercise.file = "exercises/05_softmax/1_softmax.cpp";
    exercise.answer = folder.write("1_softmax.cpp", text);
    return exercise;
}

bool has(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

}  // namespace

// ---- progress -----------------------------------------------------------------------------------

TEST_CASE("progress: what is written is read again", "[teacher]") {
    const TemporaryFolder folder;
    const fs::path file = folder.path("not there yet/progress.txt");
    CHECK(read_progress(file).records.empty());
    update_progress(file, [](Progress& progress) {
        note_verdict(progress.records[{5, 1}], true, "85944171f73967e8");
        progress.records[{10, 2}].hints = 2;
        progress.records[{9, 1}].solution = true;
        progress.celebrated = 34;
    });
    const Progress progress = read_progress(file);
    CHECK(progress.of({5, 1}).solved());
    CHECK(progress.of({5, 1}).text == "85944171f73967e8");
    CHECK(progress.of({5, 1}).date == today());
    CHECK(progress.of({10, 2}).hints == 2);
    CHECK_FALSE(progress.of({10, 2}).solved());
    CHECK(progress.of({9, 1}).solution);
    CHECK(progress.celebrated == 34);
    CHECK(progress.of({1, 1}) == Record{});
    const std::string text = progress_text(progress);
    CHECK(text.find("9.1") < text.find("10.2"));  // in the order of the book
}

TEST_CASE("progress: an older book's file is understood, a newer one's lines are kept",
          "[teacher]") {
    const Progress progress = parse_progress("5.1\n5.3\nmastery gold\n5.4 open hints many\n");
    CHECK(progress.of({5, 1}).solved());
    CHECK(progress.of({5, 3}).solved());
    CHECK_FALSE(progress.of({5, 4}).solved());
    CHECK(has(progress_text(progress), "mastery gold\n"));
}

TEST_CASE("progress: an editor's line ends and byte order mark lose no exercise", "[teacher]") {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const Progress progress = parse_progress(
            "\xEF\xBB\xBF"
            "5.1 solved 2025-11-24" +
            end + end + "5.2 open  hints 2" + end + "celebrated 3" + end);
        CHECK(progress.of({5, 1}).solved());
        CHECK(progress.of({5, 1}).date == "2025-11-24");
        CHECK(progress.of({5, 2}).hints == 2);
        CHECK(progress.celebrated == 3);
        CHECK(progress.others.empty());
    }
    CHECK(parse_progress("5.1 solved \x1b]0;-x-\x07\n").of({5, 1}).date.empty());  // no date
}

TEST_CASE("progress: what was solved and fails is broken, what never was is open", "[teacher]") {
    Record record;
    CHECK_FALSE(note_verdict(record, false, "a"));
    CHECK(record.state == Record::State::open);
    CHECK(note_verdict(record, true, "b"));
    CHECK_FALSE(note_verdict(record, true, "c"));
    CHECK(record.text == "c");
    CHECK(note_verdict(record, false, "d"));
    CHECK(record.state == Record::State::broken);
    CHECK_FALSE(note_verdict(record, false, "e"));
    CHECK(note_verdict(record, true, "f"));
    CHECK(record.solved());
}

TEST_CASE("progress: a full disk or a bad place leaves what was there", "[teacher]") {
    const TemporaryFolder folder;
    const std::string file = folder.write("progress.txt", "5.1 solved\n");
    const auto solve = [](Progress& progress) { note_verdict(progress.records[{5, 2}], true, ""); };
    {
        const FullDisk disk(0);
        CHECK_THROWS_AS(update_progress(file, solve), InputError);
    }
    CHECK(read_whole_file(file) == "5.1 solved\n");
    CHECK_THROWS_AS(update_progress(file + "/progress.txt", solve), InputError);
}

TEST_CASE("progress: another system's line ends make no other answer", "[teacher]") {
    CHECK(fingerprint("int a;\r\nint b;\r\n") == fingerprint("int a;\nint b;\n"));
    CHECK(fingerprint("int a;\n") != fingerprint("int a; \n"));
    const TemporaryFolder folder;
    Exercise exercise = an_exercise(folder, "// not written yet\r\n");
    exercise.stub = folder.write("1_softmax.stub", "// not written yet\n");
    CHECK(is_stub(exercise, "// not written yet\r\n"));
    CHECK_FALSE(is_stub(exercise, "// written\r\n"));
    Progress progress;
    Record& record = progress.records[exercise.id];
    note_verdict(record, true, fingerprint("int a;\n"));
    exercise.answer = folder.write("1_softmax.cpp", "int a;\r\n");
    CHECK(mark_of(exercise, progress) == Mark::solved);
    exercise.answer = folder.write("1_softmax.cpp", "// not written yet\r\n");
    CHECK(mark_of(exercise, progress) == Mark::solved);  // cloned again
    exercise.answer = folder.write("1_softmax.cpp", "int b;\r\n");
    CHECK(mark_of(exercise, progress) == Mark::edited);
}

TEST_CASE("progress: two writers at once lose nothing", "[teacher]") {
    const TemporaryFolder folder;
    const std::string file = folder.path("progress.txt");
    const auto solve = [&](int chapter) {
        for (int k = 1; k <= 20; ++k)
            update_progress(file, [&](Progress& progress) {
                note_verdict(progress.records[{chapter, k}], true, "");
            });
    };
    const pid_t other = fork();
    if (other == 0) {
        solve(1);
        _exit(0);
    }
    solve(2);
    waitpid(other, nullptr, 0);
    CHECK(read_progress(file).records.size() == 40);
}

// ---- words --------------------------------------------------------------------------------------

TEST_CASE("explain_build: the first error in the reader's own file, with a caret", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = an_exercise(folder, "int one;\n\tint é = two;\n");
    const std::string file = exercise.answer.string();
    const BuildTrouble trouble = explain_build(
        "FAILED: x.o\n/usr/bin/c++ -c " + file + "\nIn file included from " + file +
            ":1:\nother.h:3:1: warning: unused\n" + file +
            ":2:11: error: 'two' was not declared in this scope\n" + file + ":9:1: error: more\n",
        exercise);
    CHECK(trouble.of_reader);
    CHECK(has(trouble.words, "1_softmax.cpp, line 2, column 11:\n"));
    CHECK(has(trouble.words, "'two' was not declared in this scope"));
    CHECK(has(trouble.words, "     2 |  int é = two;\n       |          ^\n"));
    CHECK(has(trouble.words, "2 errors in all"));
    // GCC shows the line, too, as a terminal would: the tab takes it to column 8.
    CHECK(has(
        explain_build(file + ":2:11: error: what\n    2 |         int é = two;\n", exercise).words,
        "     2 |  int é = two;\n       |          ^\n"));
}

TEST_CASE("first_warning: of the reader's file only", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = an_exercise(folder, "one\nint y;\n");
    const std::string other = "other.h:1:1: warning: not this\n";
    CHECK(first_warning(other, exercise).empty());
    CHECK(has(first_warning(other + exercise.answer.string() + ":2:5: warning: unused 'y' [-Wx]\n",
                            exercise),
              "  The compiler warns: unused 'y' [-Wx]\n\n     2 | int y;\n       |     ^\n"));
}

TEST_CASE("explain_build: an error in a header is shown where the reader led to it", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = an_exercise(folder, "one\nsort(v, 3);\n");
    const std::string file = exercise.answer.string();
    const BuildTrouble gcc =
        explain_build("/usr/include/c++/12/bits/stl_algo.h: In instantiation of 'sort'\n" + file +
                          ":2:4:   required from here\n/usr/include/c++/12/x.h:7:1: error: no "
                          "match for 'operator-'\n",
                      exercise);
    CHECK(has(gcc.words, "line 2, column 4"));
    CHECK(has(gcc.words, "no match for 'operator-'"));
    const BuildTrouble clang =
        explain_build("/usr/include/x.h:7:1: error: invalid operands\n" + file +
                          ":2:4: note: in instantiation of function template specialization\n",
                      exercise);
    CHECK(has(clang.words, "line 2, column 4"));
    CHECK(has(clang.words, "invalid operands"));
}

TEST_CASE("explain_build: a linker is put into words", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = an_exercise(folder, "");
    for (const char* output :
         {"/usr/bin/ld: x.o: in function `f':\nc.cpp:9: undefined reference to "
          "`exercise::softmax(book::BasicView<float const>)'\ncollect2: error: ld returned 1\n",
          "ld.lld: error: undefined symbol: exercise::softmax(book::BasicView<float const>)\n"}) {
        const BuildTrouble trouble = explain_build(output, exercise);
        INFO(trouble.words);
        CHECK(trouble.of_reader);
        CHECK(has(trouble.words, "There is no exercise::softmax in your file"));
        CHECK(has(trouble.words, "./book reset 5.1"));
    }
    CHECK(has(explain_build("ld: multiple definition of `main'; y.o: first\n", exercise).words,
              "defines main"));
}

TEST_CASE("explain_build: a machine that cannot build is no mistake of the reader", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = an_exercise(folder, "");
    const std::string file = exercise.answer.string();
    const std::pair<std::string, const char*> all[] = {
        {"FAILED: x.o\n/bin/sh: 1: /usr/bin/c++: not found\n", "the compiler cannot be started"},
        {"c++: fatal error: cannot execute 'cc1plus': execvp: No such file or directory\n",
         "the compiler cannot be started"},
        {"clang: error: unable to execute command: Executable \"ld\" doesn't exist!\n",
         "the compiler cannot be started"},
        {file + ":20:1: fatal error: closing dependency file x.o.d: No space left on device\n",
         "the disk is full"},
        {"/usr/bin/ld: final link failed: No space left on device\ncollect2: error: ld returned "
         "1\n",
         "the disk is full"},
        {"c++: fatal error: Killed signal terminated program cc1plus\n", "memory ran out"},
        {"FAILED: x.o\nc++ -c x\nKilled\nninja: build stopped\n", "memory ran out"},
        {file + ":20:1: fatal error: opening dependency file x.o.d: Permission denied\n",
         "the build folder cannot be written"}};
    for (const auto& [output, words] : all) {
        const BuildTrouble trouble = explain_build(output, exercise);
        INFO(output << trouble.words);
        CHECK_FALSE(trouble.of_reader);
        CHECK(has(trouble.words, words));
    }
    // What the reader wrote is no message.
    CHECK(explain_build(file + ":1:1: error: what\n    1 | \"No space left on device\"\n", exercise)
              .of_reader);
    CHECK(explain_build(file + ":1:9: fatal error: mine.h: No such file or directory\n", exercise)
              .of_reader);
}

TEST_CASE("explain_crash: reports become words, with the line of the answer", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = an_exercise(folder, "one\ntwo\nthree\n");
    const auto words = [&](const std::string& output) {
        ProcessEnd end;
        end.status = 1;
        end.output = output;
        return explain_crash(end, exercise, 10);
    };
    const std::string here = "    #3 0x1 in f " + exercise.answer.string() + ":2\n";
    const Crash heap =
        words("==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1\n" + here);
    CHECK(has(heap.what, "past the end"));
    CHECK(heap.where == "     2 | two\n");
    CHECK(has(words("x: Assertion `r >= 0 && r < rows() && c' failed.\n").what,
              "outside the matrix"));
    CHECK(has(words(exercise.answer.string() + ":3:1: runtime error: division by zero\n").what,
              "divided an integer"));
    CHECK(has(words("").what, "exit()"));
    ProcessEnd late;
    late.timed_out = true;
    CHECK(has(explain_crash(late, exercise, 10).what, "after 10 seconds"));
    CHECK(own_output("mine\n==1==ERROR: AddressSanitizer: SEGV\n") == "mine\n");
}

// ---- the rest -----------------------------------------------------------------------------------

TEST_CASE("diff_lines: keeps what is common, comments are no code", "[teacher]") {
    std::string text;
    for (const DiffLine& line : diff_lines({"a", "b", "c", "d"}, {"a", "x", "c", "d", "e"}))
        text += line.side + line.text;
    CHECK(text == " a-b+x c d+e");
    CHECK(code_lines("// why\n\n  int x;  \n    // y\n") == std::vector<std::string>{"  int x;"});
}

}  // namespace book::teacher
