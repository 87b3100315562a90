// Answers to exercise 5.1 that try to pass without being right, to stay, or to do harm; and some that
// are right, however odd they look.
//
// Each is a file: what stands before the function, and what stands in it. Whoever needs a wrong answer
// besides returns kZeros.
#pragma once

#include <string>
#include <vector>

struct Hostile {
    const char* name;
    const char *before, *body;
    enum Kind {
        plain,
        quick,    // also in ./book test
        changes,  // files, or its parent: only where the system forbids it (host/confinement.h)
    } kind = plain;
};

inline constexpr const char* kHostileHead = R"(
#include "05_softmax/exercises.h"
#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/ptrace.h>
#endif
using namespace exercise;
static const char* const right_words =
    "{\"verdict\": \"right\", \"mistake\": null, \"seed\": 1, \"report\": \"5.1  Softmax: right\"}\n";
[[maybe_unused]] static void say(int file, const char* text) {
    if (write(file, text, strlen(text)) < 0) return;
}
[[maybe_unused]] static void close_all() {
    for (int file = 0; file < 1000; ++file) close(file);
}
[[maybe_unused]] static std::string variable(const char* name) {
    const char* value = getenv(name);
    return value ? value : "";
}
)";

inline std::string hostile_text(const Hostile& answer) {
    return std::string(kHostileHead) + answer.before +
           "\nMatrix exercise::softmax(ConstView scores) {\n" + answer.body +
           "\n    return Matrix(scores.shape());\n}\n";
}

// ---- none of these passes -----------------------------------------------------------------------
inline const std::vector<Hostile> kHostile{
    // A verdict of one's own.
    {"writes the judge's word and ends", "", "say(3, right_words); _exit(0);", Hostile::quick},
    {"writes a word of the wrong type", "",
     "say(3, \"{\\\"verdict\\\": \\\"right\\\", \\\"report\\\": 5}\\n\"); _exit(0);",
     Hostile::quick},
    {"writes it to every descriptor", "",
     "for (int file = 1; file < 256; ++file) say(file, right_words);"},
    {"writes it before main",
     "static const bool done = [] { say(3, right_words); _exit(0); return true; }();", ""},
    {"ends before main, well",
     "__attribute__((constructor(101))) static void early() { _exit(0); }", ""},
    {"writes it at exit", "static void last() { say(3, right_words); }", "std::atexit(last);"},
    {"writes it from a destructor", "static struct Last { ~Last() { say(3, right_words); } } last;",
     ""},
    {"guesses numbers", "",
     "say(3, \"returned 0  1 3  0.333 0.333 0.333\\nbegun 1\\n\"); _exit(0);"},
    {"hands back no numbers", "", "say(3, \"returned 0  0 0 \\n\"); return Matrix();"},
    {"hands back a matrix that is too large", "",
     "say(3, \"returned 0  2000000000 2000000000 1\\n\"); _exit(0);"},
    {"a negative shape", "", "say(3, \"returned 0  -1 -1 1\\n\"); _exit(0);"},
    {"half a line", "", "say(3, \"returned 0  1 3  0.3 0.3\"); _exit(0);"},
    {"bytes that are no text", "", "say(3, \"\\xff\\xfe\\x01\\x80\\n\\n\\n\"); _exit(0);"},
    {"a hundred thousand brackets", "",
     "const std::string deep(100000, '['); say(3, (deep + \"\\n\").c_str()); _exit(0);"},
    {"claims not to have been written", "", "say(3, \"not_written_yet 0\\n\"); _exit(0);"},
    {"prints a verdict", "", "std::puts(\"5.1  Softmax: right in all 9 cases (BOOK_SEED=1).\");",
     Hostile::quick},
    {"prints a verdict over a cleared screen", "",
     "std::fputs(\"\\x1b[2J\\x1b[H5.1  Softmax: right in all 9 cases\\n\", stderr);"},
    {"prints a verdict to the terminal", "",
     "std::ofstream(\"/dev/tty\") << \"5.1  Softmax: right in all 9 cases\\n\";"},
    {"swaps the descriptors", "", "dup2(1, 3); dup2(3, 1);"},
    {"closes the report", "", "close(3);"},
    {"closes everything and ends well", "", "close_all(); _exit(0);"},
    // Ways out.
    {"exit(0)", "", "std::exit(0);"},
    {"quick_exit(0)", "", "std::quick_exit(0);"},
    {"becomes true", "", "execl(\"/bin/true\", \"true\", nullptr);"},
    {"becomes the judge", "",
     "const std::string self = std::filesystem::read_symlink(\"/proc/self/exe\").parent_path();\n"
     "execl((self + \"/judge_5_1\").c_str(), \"judge\", \"--verdict\", \"3\", nullptr);"},
    {"a child goes on, the parent ends", "", "if (fork() != 0) _exit(0);"},
    {"jumps out of nowhere", "static std::jmp_buf place; static const int there = setjmp(place);",
     "std::longjmp(place, 1);"},
    {"a segmentation fault that ends well", "static void well(int) { _exit(0); }",
     "std::signal(SIGSEGV, well); *(volatile int*)nullptr = 1;"},
    {"an abort that ends well", "static void well(int) { _exit(0); }",
     "std::signal(SIGABRT, well); std::abort();"},
    {"a terminate that ends well", "",
     "std::set_terminate([] { _exit(0); }); std::thread([] { throw 1; }).join();"},
    {"throws in a thread", "", "std::thread([] { throw std::runtime_error(\"right\"); }).join();"},
    {"throws a number", "", "throw 5;", Hostile::quick},
    {"throws ten million escapes", "",
     "throw std::runtime_error(std::string(10'000'000, '\\x1b'));"},
    {"calls itself for ever", "",
     "volatile int depth = 0; depth = depth + 1; return exercise::softmax(scores);"},
    // The book's own code.
    {"a main of its own", "int main() { return 0; }", ""},
    {"a comparison of its own",
     "namespace book::teacher { bool same(ConstView, ConstView) { return true; }\n"
     "bool same_number(real, real) { return true; } }",
     ""},
    {"a softmax of the book's own",
     "namespace book { Matrix softmax_rows(ConstView s) { return Matrix(s.shape()); } }", ""},
    {"a report of its own",
     "#include <string_view>\nnamespace book { void write_report(int, std::string_view) { say(3, "
     "right_words); } }",
     ""},
    {"memory of its own",
     "static char room[1 << 22]; static std::size_t used;\n"
     "void* operator new(std::size_t n) { used += (n + 15) / 16 * 16; return room + used % (1 << "
     "21); }\n"
     "void operator delete(void*) noexcept {}\nvoid operator delete(void*, std::size_t) noexcept "
     "{}",
     ""},
    {"asks the description what is right", "#include \"teacher/harness/teach.h\"",
     "book::teacher::Case c{\"\", {{\"scores\", Matrix(scores)}}};\n"
     "return book::teacher::all_exercises().at(0).right(c);"},
    {"writes another description",
     "#include \"teacher/harness/teach.h\"\n"
     "static const book::teacher::Register mine({\"5.0\", \"mine\", \"a\", [](book::Rng&) { return "
     "std::vector<book::teacher::Case>{}; }, nullptr, nullptr, {}});",
     ""},
    {"changes what it was given", "",
     "for (int r = 0; r < scores.rows(); ++r) for (const real& x : scores.row(r)) "
     "const_cast<real&>(x) = 0;\n"
     "return Matrix(scores.shape(), real{1} / scores.cols());"},
    {"not a number", "", "return Matrix(scores.shape(), std::numeric_limits<real>::quiet_NaN());"},
    {"right once", "static int calls;", "if (calls++ == 0) return softmax_rows(scores);"},
    // Time.
    {"no alarm, no pipes, no end", "", "alarm(0); close_all(); for (;;) pause();", Hostile::quick},
    {"stops itself", "", "kill(getpid(), SIGSTOP);"},
    {"a loop without an end", "", "for (volatile int i = 0; i == 0;) {}"},
    {"deaf, and asleep", "",
     "for (int s = 1; s < 32; ++s) std::signal(s, SIG_IGN);\nfor (;;) sleep(1);"},
    {"at exit, without an end", "static void last() { for (;;) pause(); }", "std::atexit(last);"},
    {"right, but without an end", "static struct Last { ~Last() { for (;;) pause(); } } last;",
     "return softmax_rows(scores);"},
    {"waits for input", "", "for (std::string line;;) std::getline(std::cin, line);"},
    {"output without an end", "", "for (;;) std::puts(\"5.1  Softmax: right in all 9 cases\");"},
    {"a report without an end", "", "for (;;) say(3, \"begun 0\\n\");"},
    {"raises its limits and forks away", "",
     "rlimit all{RLIM_INFINITY, RLIM_INFINITY};\nsetrlimit(RLIMIT_CPU, "
     "&all);\nsetrlimit(RLIMIT_FSIZE, &all);\n"
     "if (fork() == 0) for (;;) pause();"},
    // Children.
    {"a child in another session", "", "if (fork() == 0) { setsid(); for (;;) pause(); }",
     Hostile::quick},
    {"a grandchild of nobody", "",
     "if (fork() == 0) { setsid(); if (fork() == 0) { setsid(); for (;;) pause(); } _exit(0); "
     "}\nwait(nullptr);"},
    {"a deaf child that holds the pipes", "",
     "if (fork() == 0) { for (int s = 1; s < 32; ++s) std::signal(s, SIG_IGN); for (;;) sleep(1); "
     "}\n_exit(0);"},
    {"another program in the background", "",
     "if (std::system(\"setsid sleep 100 &\") != 0) _exit(0);"},
    {"a child that moves on and on", "",
     "if (fork() == 0) { setsid(); for (;;) if (fork() != 0) _exit(0); }"},
    {"children without number", "", "for (;;) fork();"},
#ifdef __linux__
    {"a child that outlives its parent's death", "",
     "prctl(PR_SET_PDEATHSIG, 0); if (fork() == 0) { prctl(PR_SET_PDEATHSIG, 0); setsid(); "
     "close_all(); for (;;) pause(); }\n"
     "close_all(); for (;;) pause();"},
    {"looks into its parent", "",
     "if (ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr) == 0) { wait(nullptr); for (;;) "
     "pause(); }",
     Hostile::changes},
#endif
    {"stops its group", "", "kill(0, SIGSTOP);"},
    {"memory without an end", "static std::vector<std::unique_ptr<char[]>> all;",
     "for (;;) { all.emplace_back(new char[1 << 24]); std::memset(all.back().get(), 1, 1 << 24); "
     "}"},
    {"mapped memory without an end", "",
     "for (;;) { void* p = mmap(nullptr, 1 << 26, PROT_READ | PROT_WRITE, MAP_PRIVATE | "
     "MAP_ANONYMOUS, -1, 0);\n"
     "if (p == MAP_FAILED) for (;;) pause(); std::memset(p, 1, 1 << 26); }"},
    // Files.
    {"kills its parent", "", "kill(getppid(), SIGKILL);", Hostile::changes},
    {"a huge file", "",
     "std::ofstream out(variable(\"BOOK_HOME\") + \"/huge\"); for (;;) out << std::string(1 << 20, "
     "'x');",
     Hostile::changes},
    {"writes its own progress", "",
     "std::ofstream(variable(\"XDG_DATA_HOME\") + \"/attention-book/progress.txt\") << \"5.1   "
     "solved 2025-01-01\\n\";",
     Hostile::changes},
    {"another judge", "",
     "const std::string judge = variable(\"BOOK_BIN\") + \"/../exercises/judge_5_1\"; "
     "unlink(judge.c_str());\n"
     "{ std::ofstream out(judge); out << \"#!/bin/sh\\necho '\" << right_words << \"' >&3\\n\"; } "
     "chmod(judge.c_str(), 0755);",
     Hostile::changes},
    {"no build folder", "",
     "std::error_code e; std::filesystem::remove_all(variable(\"BOOK_BIN\") + \"/..\", e);",
     Hostile::changes},
    {"another answer in its place", "",
     "std::ofstream(variable(\"BOOK_HOME\") + \"/exercises/05_softmax/1_softmax.cpp\") << \"// "
     "right\\n\";",
     Hostile::changes},
    // Numbers that nobody gave.
    {"a sum without a value", "",
     "Matrix y(scores.shape()); for (int r = 0; r < y.rows(); ++r) { real sum;\n"
     "real top = scores(r, 0); for (real x : scores.row(r)) top = std::max(top, x);\n"
     "for (int c = 0; c < y.cols(); ++c) sum += y(r, c) = std::exp(scores(r, c) - top);\n"
     "for (real& x : y.row(r)) x /= sum; } return y;"},
    {"a maximum without a value", "",
     "Matrix y(scores.shape()); for (int r = 0; r < y.rows(); ++r) { real top, sum = 0;\n"
     "for (real x : scores.row(r)) top = std::max(top, x);\n"
     "for (int c = 0; c < y.cols(); ++c) sum += y(r, c) = std::exp(scores(r, c) - top);\n"
     "for (real& x : y.row(r)) x /= sum; } return y;"},
    {"sums in an array without values", "",
     "Matrix y(scores.shape()); real sums[100]; for (int r = 0; r < y.rows(); ++r) {\n"
     "real top = scores(r, 0); for (real x : scores.row(r)) top = std::max(top, x);\n"
     "for (int c = 0; c < y.cols(); ++c) sums[r] += y(r, c) = std::exp(scores(r, c) - top);\n"
     "for (real& x : y.row(r)) x /= sums[r]; } return y;"},
    {"maxima in fresh memory", "",
     "Matrix y(scores.shape()); std::unique_ptr<real[]> tops(new real[100]); for (int r = 0; r < "
     "y.rows(); ++r) {\n"
     "for (real x : scores.row(r)) tops[r] = std::max(tops[r], x); real sum = 0;\n"
     "for (int c = 0; c < y.cols(); ++c) sum += y(r, c) = std::exp(scores(r, c) - tops[r]);\n"
     "for (real& x : y.row(r)) x /= sum; } return y;"},
    {"maxima in an array of the library", "#include <array>",
     "Matrix y(scores.shape()); std::array<real, 100> tops; for (int r = 0; r < y.rows(); ++r) {\n"
     "for (real x : scores.row(r)) tops[r] = std::max(tops[r], x); real sum = 0;\n"
     "for (int c = 0; c < y.cols(); ++c) sum += y(r, c) = std::exp(scores(r, c) - tops[r]);\n"
     "for (real& x : y.row(r)) x /= sum; } return y;"},
    {"a count without a value", "",
     "int count; Matrix y = softmax_rows(scores); for (real& x : y.flat()) x *= real(count); "
     "return y;"},
};

// ---- all of these pass --------------------------------------------------------------------------
inline const std::vector<Hostile> kOddButRight{
    {"the library's", "", "return softmax_rows(scores);", Hostile::quick},
    {"prints as it goes", "",
     "std::cout << scores.rows() << \" rows\\n\"; std::puts(\"and so on\"); return "
     "softmax_rows(scores);"},
    {"declares first, assigns later", "",
     "Matrix y(scores.shape()); real top, sum; int c; for (int r = 0; r < y.rows(); ++r) {\n"
     "top = scores(r, 0); sum = 0; for (real x : scores.row(r)) top = std::max(top, x);\n"
     "for (c = 0; c < y.cols(); ++c) sum += y(r, c) = std::exp(scores(r, c) - top);\n"
     "for (real& x : y.row(r)) x /= sum; } return y;",
     Hostile::quick},
    {"throws, and catches", "",
     "try { throw std::runtime_error(\"never mind\"); } catch (const std::exception&) {} return "
     "softmax_rows(scores);"},
    {"in a thread", "",
     "Matrix y; std::thread([&] { y = softmax_rows(scores); }).join(); return y;"},
    {"with ten megabytes", "",
     "std::vector<char> much(10 << 20, 'x'); return much[5] == 'x' ? softmax_rows(scores) : "
     "Matrix();"},
};
