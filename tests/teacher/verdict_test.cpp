// A verdict is about the text that is there now, whatever the times of the files say.
#include <sys/stat.h>

#include "catch.h"
#include "environment_variable.h"
#include "teacher/small_book.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kRightBody = "return softmax_rows(scores);";
constexpr const char* kWrongBody = "return Matrix(scores.shape());";
constexpr const char* kHeader = "exercises/05_softmax/exercises.h";

// As mv, cp -p, rsync -a and tar leave it: a text that claims to be an hour old.
void put_back(const std::string& file, const std::string& text) {
    std::ofstream(file + ".old", std::ios::binary) << text;
    fs::last_write_time(file + ".old", fs::file_time_type::clock::now() - std::chrono::hours(1));
    fs::rename(file + ".old", file);
}

bool passes(const SmallBook& book) {
    const book::ProgramRun run = book.run("exercise 5.1");
    INFO(run.out);
    CHECK((run.status == 0) == has(run.out, "right in all "));
    return run.status == 0;
}

// While it lives, the compiler is a script: these lines, where "$@" is what it was called with.
class CompilerScript {
  public:
    CompilerScript(const SmallBook& book, const std::string& lines) : name_(book.compiler()) {
        fs::remove(name_);
        std::ofstream(name_) << "#!/bin/sh\n" << lines << "\n";
        fs::permissions(name_, fs::perms::owner_all);
    }
    ~CompilerScript() {
        fs::remove(name_);
        fs::create_symlink(BOOK_COMPILER, name_);
    }
    CompilerScript(const CompilerScript&) = delete;
    CompilerScript& operator=(const CompilerScript&) = delete;

  private:
    std::string name_;
};

}  // namespace

TEST_CASE("verdict: an older text that comes back with its time is judged anew", "[verdict]") {
    const SmallBook& book = small_book();
    book.save("1_softmax", book.softmax(kRightBody));
    CHECK(passes(book));
    put_back(book.answer("1_softmax"), book.softmax(kWrongBody));
    CHECK_FALSE(passes(book));
    put_back(book.answer("1_softmax"), book.softmax(kRightBody));
    CHECK(passes(book));

    const std::string header = read_whole_file(book.path(kHeader));
    put_back(book.path(kHeader), header + "#error this is another header\n");
    CHECK(has(book.run("exercise 5.1").out, "does not compile yet"));
    put_back(book.path(kHeader), header);
    CHECK(passes(book));
}

TEST_CASE("verdict: a file that the answer includes is part of it", "[verdict]") {
    const SmallBook& book = small_book();
    const std::string other = book.path("exercises/05_softmax/mine.inc");
    std::ofstream(other) << "return Matrix(scores.shape());\n";
    book.save("1_softmax", book.softmax("\n#include \"mine.inc\"\n"));
    CHECK_FALSE(passes(book));
    put_back(other, "return softmax_rows(scores);\n");
    CHECK(passes(book));
    put_back(other, "return Matrix(scores.shape());\n");
    CHECK_FALSE(passes(book));
    CHECK_FALSE(passes(book));  // and compiled again, it is known for the next time
    fs::remove(other);
    CHECK(has(book.run("exercise 5.1").out, "mine.inc: No such file"));
}

TEST_CASE("verdict: a text that changes while it is compiled is compiled again", "[verdict]") {
    const SmallBook& book = small_book();
    const std::string answer = "'" + book.answer("1_softmax") + "'";
    const std::string right = "'" + book.path("right.cpp") + "'",
                      wrong = "'" + book.path("wrong.cpp") + "'";
    std::ofstream(book.path("right.cpp")) << book.softmax(kRightBody);
    std::ofstream(book.path("wrong.cpp")) << book.softmax(kWrongBody);
    const std::string once = "if mkdir '" + book.path("once") + "' 2>/dev/null; then\n";
    const std::string compile = "'" BOOK_COMPILER "' \"$@\"";
    {
        INFO("a save behind the compiler's back");
        book.save("1_softmax", book.softmax(kRightBody));
        const CompilerScript script(
            book, once + compile + "\ncp " + wrong + " " + answer + "; else " + compile + "; fi");
        CHECK_FALSE(passes(book));
    }
    fs::remove(book.path("once"));
    {
        INFO("what the compiler reads was there for a moment only");
        book.save("1_softmax", book.softmax(std::string("/* */ ") + kWrongBody));
        const std::string other = "'" + book.path("other.cpp") + "'";
        fs::copy_file(book.answer("1_softmax"), book.path("other.cpp"));
        const CompilerScript script(book, once + "cp " + right + " " + answer + "; " + compile +
                                              "; cp " + other + " " + answer + "; else " + compile +
                                              "; fi");
        CHECK_FALSE(passes(book));
    }
    fs::remove(book.path("once"));
    {
        INFO("again and again");
        book.save("1_softmax", book.softmax(std::string("/* * */ ") + kRightBody));
        const CompilerScript script(book, compile + "; touch " + answer);
        CHECK(refused(book.run("exercise 5.1"),
                      "changes again and again while it is being compiled"));
    }
    for (const char* file : {"right.cpp", "wrong.cpp", "other.cpp"}) fs::remove(book.path(file));
}

TEST_CASE("verdict: a warning that matters stands beside a pass, today and tomorrow", "[verdict]") {
    const SmallBook& book = small_book();
    book.save("1_softmax", book.softmax("scores.rows() == 3;\n    return softmax_rows(scores);"));
    for (const char* when : {"compiled now", "compiled before"}) {
        INFO(when);
        const book::ProgramRun run = book.run("exercise 5.1");
        INFO(run.out);
        CHECK(run.status == 0);
        CHECK(has(run.out, "The compiler warns"));
        CHECK(has(run.out, "scores.rows() == 3;"));
    }
    book.save("1_softmax", book.softmax("int unused = 3;\n    return softmax_rows(scores);"));
    CHECK_FALSE(has(book.run("exercise 5.1").out, "The compiler warns"));
}

TEST_CASE("verdict: a compiler that waits for a pipe is ended", "[verdict]") {
    const SmallBook& book = small_book();
    const std::string pipe = book.path("exercises/05_softmax/pipe.h");
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    book.save("1_softmax", "#include \"pipe.h\"\n" + book.softmax(kRightBody));
    {
        const EnvironmentVariable patience("BOOK_COMPILE_SECONDS", "5");
        CHECK(refused(book.run("exercise 5.1"), "the compiler has been at work on one file"));
    }
    fs::remove(pipe);
}
