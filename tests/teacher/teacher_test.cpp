// The parts of the teacher, each by itself; learner_test.cpp has them all at once.
#include <sys/wait.h>
#include <unistd.h>

#include "catch.h"
#include "core/require.h"
#include "full_disk.h"
#include "teacher/compiler_words.h"
#include "teacher/crash_words.h"
#include "teacher/declared.h"
#include "teacher/diff.h"
#include "teacher/doubts.h"
#include "teacher/look_alikes.h"
#include "teacher/progress.h"
#include "teacher/section.h"
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
    exercise.stub = folder.path("checks/1_softmax.stub");
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

    const std::string newer =
        "# a reader's\n4.1 open note keep-me\n5.1 mastered 2027-01-01 streak 7\n"
        "5.2 solved 2027-01-02  streak 7  hints 2\ncelebrated 3 twice\n5.3 open  text\n";
    const Progress now = parse_progress(newer);
    CHECK_FALSE(now.of({5, 1}).solved());
    CHECK(now.of({5, 2}).solved());
    CHECK(now.of({5, 2}).hints == 2);
    CHECK(now.celebrated == 0);
    const std::string kept = progress_text(now);
    for (const char* line :
         {"# a reader's\n", "4.1   open  note keep-me\n", "5.1 mastered 2027-01-01 streak 7\n",
          "5.2   solved 2027-01-02  hints 2  streak 7\n", "celebrated 3 twice\n",
          "5.3   open  text\n"}) {
        INFO(line << "\n" << kept);
        CHECK(has(kept, line));
    }
    CHECK(progress_text(parse_progress(kept)) == kept);
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
    CHECK(has(trouble.words, "  exercises/05_softmax/1_softmax.cpp:2:11: error:\n"));
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
    CHECK(has(gcc.words, "1_softmax.cpp:2:4: error:\n"));
    CHECK(has(gcc.words, "no match for 'operator-'"));
    const BuildTrouble clang =
        explain_build("/usr/include/x.h:7:1: error: invalid operands\n" + file +
                          ":2:4: note: in instantiation of function template specialization\n",
                      exercise);
    CHECK(has(clang.words, "1_softmax.cpp:2:4: error:\n"));
    CHECK(has(clang.words, "invalid operands"));
}

TEST_CASE("explain_build: who includes a header is not who led to its error", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = an_exercise(folder, "one\nfmt::print(\"{}\", scores);\n");
    const std::string file = exercise.answer.string();
    const std::string words =
        explain_build("In file included from exercise.h:3,\n                 from " + file +
                          ":1:\n/usr/include/fmt/core.h: In instantiation of 'print':\n" + file +
                          ":2:11:   required from here\n/usr/include/fmt/core.h:9:1: error: static "
                          "assertion failed: Cannot format an argument.\n",
                      exercise)
            .words;
    INFO(words);
    CHECK(has(words, "1_softmax.cpp:2:11: error:\n"));
    CHECK(has(words, "show(x) can"));
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

namespace {

constexpr const char* kHeader =
    "// The functions of chapter 05.\n#include \"exercise.h\"\nnamespace exercise {\n"
    "using Tokens = std::vector<int>;\n// 1_softmax.cpp\nMatrix softmax(ConstView scores);\n"
    "// 4_attention.cpp\nMatrix attention(ConstView q, ConstView k,\n                 ConstView "
    "v);\n"
    "}  // namespace exercise\n";

// 5.1 with this text, beside an exercises.h.
Exercise softmax_of(const TemporaryFolder& folder, const std::string& text) {
    fs::create_directories(folder.path("exercises/05_softmax"));
    fs::create_directories(folder.path("exercises/06_multi_head"));
    folder.write("exercises/05_softmax/exercises.h", kHeader);
    Exercise exercise = an_exercise(folder, "");
    exercise.answer = folder.write("exercises/05_softmax/1_softmax.cpp", text);
    return exercise;
}

// What a reader is told, however it is broken into lines.
std::string told(const Exercise& exercise, const std::string& output) {
    std::string words = explain_build(output, exercise).words;
    for (std::size_t at = 0; (at = words.find("\n  ", at)) != std::string::npos;)
        if (words.compare(at, 4, "\n   ") != 0)
            words.replace(at, 3, " ");
        else
            ++at;
    return words;
}
// Of an error that stands at that place of the file.
std::string told(const Exercise& exercise, const std::string& place, const std::string& message) {
    return told(exercise, exercise.answer.string() + place + message + "\n");
}

}  // namespace

TEST_CASE("declared_in: what the exercises ask for, and in which file", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = softmax_of(folder, "");
    const std::vector<Declared> all = declared_in(exercise.answer.parent_path() / "exercises.h");
    REQUIRE(all.size() == 2);
    CHECK(all[0].text == "Matrix softmax(ConstView scores)");
    CHECK(all[1].text == "Matrix attention(ConstView q, ConstView k, ConstView v)");
    CHECK(all[1].file == "4_attention.cpp");
    CHECK(all[1].number == "5.4");
    CHECK(declared_in(folder.path("nowhere")).empty());
    for (const char* name : {"05_softmax", "01_tokens", "08_learning", "10_full_model"})
        for (const Declared& one :
             declared_in(fs::path(BOOK_SOURCE_DIR) / "exercises" / name / "exercises.h")) {
            INFO(one.text);
            CHECK(one.text.ends_with(")"));
            CHECK(fs::exists(fs::path(BOOK_SOURCE_DIR) / "exercises" / name / one.file));
        }
}

TEST_CASE("head_of_definition: a definition, not a call and not a comment", "[teacher]") {
    CHECK(head_of_definition("// f(x) {\nint g() { return f(1); }\nMatrix exercise::f(int a,\n  "
                             "std::vector<int> b) {\n",
                             "f") == "Matrix exercise::f(int a, std::vector<int> b)");
    CHECK(head_of_definition("int g() { if (f(1)) { } }", "f").empty());
    CHECK(head_of_definition("int of(int x) {", "f").empty());
    CHECK(head_of_definition("int f(((", "f").empty());
    CHECK(take_the_same("Matrix exercise::f(ConstView x, const std::map<int, int>& m)",
                        "Matrix f(ConstView other,const std::map<int,int>&)"));
    CHECK_FALSE(take_the_same("Matrix f(ConstView x, int y)", "Matrix f(ConstView x)"));
}

TEST_CASE("explain_build: a function that is not as the book calls it", "[teacher]") {
    const TemporaryFolder folder;
    const std::string asked = "the book calls \"Matrix softmax(ConstView scores)\"";
    {
        const Exercise exercise =
            softmax_of(folder, "Matrix exercise::softmax(ConstView x, int axis) {\n}\n");
        for (const char* message :
             {":1:50: error: 'book::Matrix exercise::softmax(book::ConstView, int)' should have "
              "been "
              "declared inside 'exercise'",
              ":1:18: error: out-of-line definition of 'softmax' does not match any declaration in "
              "namespace 'exercise'"}) {
            const std::string words = told(exercise, "", message);
            INFO(words);
            CHECK(
                has(words, "Your function is \"Matrix exercise::softmax(ConstView x, int axis)\""));
            CHECK(has(words, "but the book calls"));
            CHECK_FALSE(has(words, "should have been declared"));
        }
    }
    {
        const Exercise exercise = softmax_of(folder, "Matrix exercise::sofmax(ConstView x) {\n}\n");
        CHECK(has(told(exercise, ":1:41: ",
                       "error: 'book::Matrix exercise::sofmax(book::ConstView)' "
                       "should have been declared inside 'exercise'"),
                  "Nothing asks for a function exercise::sofmax; " + asked.substr(0, 14)));
    }
    const std::string missing =
        "x.o: undefined reference to `exercise::softmax(book::BasicView<float const>)'\n";
    CHECK(has(told(softmax_of(folder, "Matrix softmax(ConstView x) {\n}\n"), missing),
              "Write exercise:: before its name"));
    const Exercise other =
        softmax_of(folder, "namespace exercise {\nMatrix softmax(ConstView x, int) {\n}\n}\n");
    CHECK(has(told(other, missing), "Your function is \"Matrix softmax(ConstView x, int)\""));
    CHECK(has(told(softmax_of(folder, "int main() {}\n"), missing),
              "There is no exercise::softmax in your file"));
}

TEST_CASE("explain_build: a function of another exercise is said to live there", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = softmax_of(folder, "one\nreturn attention(q, k, v);\n");
    const std::string file = exercise.answer.string();
    for (const std::string& output :
         {"/usr/bin/ld: a.o: in function `f':\n" + file +
              ":2: undefined reference to `exercise::attention(book::BasicView<float const>)'\n",
          "ld.lld: error: undefined symbol: exercise::attention(book::BasicView<float const>)\n>>> "
          "referenced by 1_softmax.cpp:2 (" +
              file + ":2)\n"}) {
        const std::string words = told(exercise, output);
        INFO(words);
        CHECK(has(words, "attention() is what exercise 5.4 asks for"));
        CHECK(has(words, "exercises/05_softmax/4_attention.cpp"));
        CHECK(has(words, "     2 | return attention(q, k, v);"));
        CHECK_FALSE(has(words, "reset"));
    }
    // In another chapter nothing declares it.
    Exercise elsewhere = exercise;
    elsewhere.number = "6.1";
    elsewhere.answer = folder.write("exercises/06_multi_head/1_one_head.cpp", "attention(q);\n");
    for (const char* message : {"error: 'attention' was not declared in this scope",
                                "error: use of undeclared identifier 'attention'"})
        CHECK(has(told(elsewhere, ":1:1: ", message), "exercises/05_softmax/4_attention.cpp"));
}

TEST_CASE("explain_build: what a compiler suggests is kept, and show() for a matrix", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = softmax_of(folder, "std::cout << x;\n");
    const std::string file = exercise.answer.string();
    const std::string gcc = told(exercise, ":1:6: ",
                                 "error: 'cout' is not a member of 'std'\n" + file +
                                     ":1:6: note: 'std::cout' is defined in header '<iostream>'; "
                                     "did you forget to '#include <iostream>'?");
    INFO(gcc);
    CHECK(has(gcc, "did you forget to '#include <iostream>'?"));
    CHECK(has(told(exercise, ":1:6: ", "error: no member named 'cout' in namespace 'std'"),
              "#include <iostream>"));
    for (const char* message :
         {"error: no match for 'operator<<' in 'std::cout << x' (operand types are 'std::ostream' "
          "{aka 'std::basic_ostream<char>'} and 'book::Matrix')",
          "error: invalid operands to binary expression ('std::ostream' (aka "
          "'basic_ostream<char>') and 'book::Matrix')"})
        CHECK(has(told(exercise, ":1:11: ", message), "show(x) can"));
    CHECK(has(told(exercise, ":1:1: ", "error: 'Matrix' does not name a type"),
              "using namespace exercise;"));
}

TEST_CASE("explain_build: what cannot be written to, and what is no number", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = softmax_of(folder, "scores(0, 0) = 1;\n");
    CHECK(has(told(exercise, ":1:14: ",
                   "error: assignment of read-only location 'scores.book::BasicView<const "
                   "float>::operator()(0, 0)'"),
              "scores is a ConstView"));
    CHECK(has(told(exercise, ":1:1: ",
                   "error: cannot convert '__gnu_cxx::__normal_iterator<const float*, "
                   "std::span<const float> >' to 'book::real' {aka 'float'} in initialization"),
              "*std::max_element(...)"));
    const std::string sum = told(exercise, ":1:1: ",
                                 "error: 'accumulate' is not a member of 'std'; did you mean "
                                 "'book::Write::accumulate'?");
    CHECK(has(sum, "#include <numeric>"));
    CHECK_FALSE(has(sum, "Write"));
}

TEST_CASE("explain_build: signs that only look like C++ are named", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = softmax_of(folder, "int\u00a0x = 3 \u2212 2;\n");
    const std::string words =
        told(exercise, ":1:1: ", "error: extended character \u00a0 is not valid in an identifier");
    INFO(words);
    CHECK(has(words, "a no-break space (U+00A0) at column 4"));
    CHECK(has(words, "copied from a web page"));
    CHECK(has(words, "1_softmax.cpp:1:4: error:"));
    CHECK(has(told(exercise, ":1:12: ", "error: unexpected character <U+2212>"),
              "a minus sign of mathematics (U+2212)"));
    const Exercise hidden = softmax_of(folder, "\u200b return 1;\n");
    CHECK(has(told(hidden, ":1:1: ", "error: '\u200b' was not declared in this scope"),
              "a zero-width space (U+200B)"));
    // In a comment it does no harm, so it is not what the error is about.
    const Exercise comment = softmax_of(folder, "foo(1);  // a \u2212 b\n");
    CHECK(has(told(comment, ":1:1: ", "error: stray character"), "stray character"));
}

TEST_CASE("explain_build: no control character of a message reaches a terminal", "[teacher]") {
    const TemporaryFolder folder;
    const Exercise exercise = softmax_of(folder, "#error \"\x1b[31mred\"\n");
    const std::string words = told(exercise, ":1:2: ", "error: #error \"\x1b[31mred \x07\"");
    CHECK_FALSE(has(words, "\x1b"));
    CHECK_FALSE(has(words, "\x07"));
    CHECK(has(words, "red"));
    CHECK_FALSE(has(first_warning(exercise.answer.string() + ":1:1: warning: \x1b[2J\n", exercise),
                    "\x1b"));
}

TEST_CASE("explain_crash: an index outside is told with its matrix and its size", "[teacher]") {
    const TemporaryFolder folder;
    const std::string code =
        "Matrix f(ConstView q, ConstView k) {\n  s += q(i, c) * k(j, c);\n  y += k(i, j);\n  "
        "k.row(j);\n}\n";
    const Exercise exercise = an_exercise(folder, code);
    const auto words = [&](const std::string& said, int line) {
        ProcessEnd end;
        end.status = 1;
        end.output = fmt::format("{}x: Assertion `r >= 0 && r < rows() && c' failed.\n #3 {}:{}\n",
                                 said, exercise.answer.string(), line);
        CHECK(own_output("mine\n" + end.output) == "mine\n");
        return explain_crash(end, exercise, 10).what;
    };
    CHECK(words("outside: (2, 1) of (2 x 5)\n", 3) ==
          "it asked for k(2, 1), but k is (2 x 5): its rows are numbered 0 to 1");
    CHECK(words("outside: (1, -1) of (2 x 5)\n", 3) ==
          "it asked for k(1, -1), but k is (2 x 5): its columns are numbered 0 to 4");
    CHECK(words("outside: (2, 1) of (2 x 5)\n", 2) ==
          "it asked for the number at (2, 1) of a matrix that is (2 x 5) (one of q, k): its rows "
          "are numbered 0 to 1");
    CHECK(words("outside: row 7 of (2 x 5)\n", 4) ==
          "it asked for k.row(7), but k is (2 x 5): its rows are numbered 0 to 1");
    CHECK(words("outside: (0, 0) of (0 x 0)\n", 3) ==
          "it asked for k(0, 0), but k is (0 x 0): there is nothing in it");
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
    for (const char* own : {":1:2: error: #error Permission denied: Permission denied",
                            ":1:2: error: #error /bin/sh: no", ":1:2: error: #error CMake Error",
                            ":1:1: error: static assertion failed: out of memory",
                            ":1:9: fatal error: mine.h: Permission denied"}) {
        INFO(own);
        CHECK(explain_build(file + own + "\n", exercise).of_reader);
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
    CHECK(heap.where == "  exercises/05_softmax/1_softmax.cpp:2:\n     2 | two\n");
    CHECK(has(words("x: Assertion `r >= 0 && r < rows() && c' failed.\n").what,
              "outside the matrix"));
    CHECK(has(words(exercise.answer.string() + ":3:1: runtime error: division by zero\n").what,
              "divided an integer"));
    CHECK(has(words("").what, "exit()"));
    const std::string thrown = words(
                                   "mine\nterminate called after throwing an instance of "
                                   "'std::runtime_error'\n  what():  too large\n==1==ERROR: "
                                   "AddressSanitizer: ABRT on unknown address 0x1\n")
                                   .what;
    CHECK(has(thrown, "an exception left a thread, or a function that is noexcept"));
    CHECK(has(thrown, "std::runtime_error, which says: too large"));
    CHECK(has(words("libc++abi: terminating due to uncaught exception of type "
                    "std::runtime_error: boom\n")
                  .what,
              "std::runtime_error, which says: boom"));
    CHECK(has(words("terminate called without an active exception\n").what, "join()"));
    CHECK_FALSE(has(words("==1==ERROR: AddressSanitizer: ABRT on unknown address\n").what,
                    "unknown address"));
    ProcessEnd late;
    late.timed_out = true;
    CHECK(has(explain_crash(late, exercise, 10).what, "after 10 seconds"));
    CHECK(own_output("mine\n==1==ERROR: AddressSanitizer: SEGV\n") == "mine\n");
    late.output = "mine\nstill running, here:\n" + here;
    CHECK(explain_crash(late, exercise, 10).where == heap.where);
    CHECK(own_output(late.output) == "mine\n");
    CHECK(without_trace(late.output) == "mine\n");
}

// ---- doubts -------------------------------------------------------------------------------------

TEST_CASE("declares_without_value: whatever is declared without one", "[teacher]") {
    for (const char* text :
         {"real sum;", "std::array<real, 4> tops;", "book::real top;", "long double top[100];",
          "real sums[100] = {},\n    tops[100];", "[[maybe_unused]] real x;", "real a = f(x), top;",
          "unsigned int n;", "unsigned n;", "int a{1}, b;", "int a(1), b;", "auto p = new real[n];",
          "for (int i, j;;)", "f([&] { real x; });", "if (a) real b;", "const Matrix* m;",
          "case 1: int x;", "#define X real x;", "#include \"mine.inc\""}) {
        INFO(text);
        CHECK(declares_without_value(text));
    }
    for (const char* text :
         {"real sum = 0;", "Matrix y;", "std::vector<real> v(3), w;", "return x;", "x = a * b;",
          "for (real x : row) y += x;", "Matrix f(ConstView scores, real share) {\n}",
          "const auto [a, b] = f();", "f(\"real x;\");", "// real x;", "/* real x; */",
          "const char* t = R\"(real x;)\";", "f(a, b);", "if (a < b) return c > d;",
          "int big = 1'000;", "#include \"05_softmax/exercises.h\""}) {
        INFO(text);
        CHECK_FALSE(declares_without_value(text));
    }
}

TEST_CASE("doubts: no text is too long or too deep", "[teacher]") {
    std::string brackets = " int x", nested;
    for (int i = 0; i < 20'000; ++i) {
        brackets += "[0]";
        nested += "real x = {";
    }
    declares_without_value("//" + brackets + "...");
    declares_without_value(brackets + "...");
    declares_without_value(nested);
    const std::string matters = "x: warning: y [-Woverflow=]\n";
    CHECK(warnings_that_matter("#warning \"[-W" + std::string(400'000, 'a') + "\n" + matters +
                               "x: warning: z [-Wunused-variable]\n") == matters);
}

TEST_CASE("section_place: the line of the page that an exercise names", "[teacher]") {
    const TemporaryFolder folder;
    Exercise exercise = softmax_of(folder, "");
    exercise.section = "Why divide by √d?";
    CHECK(section_place(exercise).empty());  // there is no page
    fs::create_directories(folder.path("chapters/05_softmax"));
    folder.write("chapters/05_softmax/README.md",
                 "# A page\n\nWhy divide by √d?\n## Why divide by √d?\n");
    CHECK(section_place(exercise) == "chapters/05_softmax/README.md:4");
    CHECK(has(section_text(exercise), "cannot be shown"));
    folder.write("chapters/05_softmax/page.json", "{\"damaged\": ");
    CHECK(has(section_text(exercise), "./book run 5"));
    exercise.section = "";
    CHECK(section_place(exercise).empty());
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
