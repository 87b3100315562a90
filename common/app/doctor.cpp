#include "app/doctor.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/core.h>
#include <pcre2.h>
#include <utf8proc.h>

#include <boost/version.hpp>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cli/exception_words.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/parallel.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/places.h"
#include "host/sources.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

class Report {
  public:
    // "! subject    text", or where there is little room the text below its subject.
    void line(bool good, const char* subject, const std::string& text) {
        const int width = detect_terminal().width;
        const std::string name = fmt::format("{} {}", good ? " " : "!", subject);
        const std::string words = printable(text);
        text_ +=
            width < 60 ? name + "\n" + beside("", words, 4, width) : beside(name, words, 13, width);
        if (!good) ++missing_;
    }
    // Whatever stops one part of the examination, the others follow.
    template <class F>
    void part(const char* subject, F&& f) {
        try {
            f(*this);
        } catch (const std::exception& e) {
            line(false, subject, in_words(e));
        }
    }
    int missing() const { return missing_; }
    const std::string& text() const { return text_; }

  private:
    std::string text_;
    int missing_ = 0;
};

std::string compiler() {
#if defined(__clang__)
    return "clang " __clang_version__;
#elif defined(__GNUC__)
    return "GCC " __VERSION__;
#else
    return "unknown";
#endif
}

void kernel_in_use(Report& report) {
    std::string all;
    for (const char* name : available_kernels()) all += fmt::format(" {}", name);
    report.line(kernel_is_exact(), "kernel",
                fmt::format("{} (of{}){}", kernel_name(), all,
                            kernel_is_exact() ? ""
                                              : ": it does not fuse multiply-adds, so the last "
                                                "digits may differ from those on the pages"));
}

void threads(Report& report) {
    const unsigned cores = std::thread::hardware_concurrency();
    if (has_openmp())
        report.line(true, "threads",
                    fmt::format("{} of {} cores, with OpenMP", thread_count(), cores));
    else
        report.line(
            false, "threads",
            fmt::format("1 of {} cores, because this was built without OpenMP (with clang: install "
                        "libomp-dev, remove the build folder, build again)",
                        cores));
}

void libraries(Report& report) {
    report.line(true, "libraries",
                fmt::format("fmt {}.{}.{}, Boost {}.{}, nlohmann/json {}.{}, PCRE2 {}.{}, utf8proc "
                            "{}.{}, md4c",
                            FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
                            BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
                            NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, PCRE2_MAJOR,
                            PCRE2_MINOR, UTF8PROC_VERSION_MAJOR, UTF8PROC_VERSION_MINOR));
}

// What the script finds strange about the environment, a line each.
void variables(Report& report) {
    std::istringstream lines(environment_variable("BOOK_ODD", ""));
    for (std::string line; std::getline(lines, line);) report.line(false, "variables", line);
}

void packages(Report& report) {
    const std::string missing = environment_variable("BOOK_MISSING", "");
    report.line(
        missing.empty(), "packages",
        missing.empty() ? "all installed" : "missing: " + missing + "(./book test installs them)");
}

void terminal(Report& report) {
    const int columns = known_columns(Stream::output);
    const std::string kind = environment_variable("TERM", "of no name (TERM is not set)");
    const bool colour = detect_terminal().colour;
    if (!is_terminal(Stream::output))
        report.line(true, "terminal",
                    fmt::format("none: the output goes to a file or a pipe, {} colours",
                                colour ? "with" : "without"));
    else
        report.line(
            true, "terminal",
            fmt::format("{}, {}, {}", kind,
                        columns > 0 ? fmt::format("{} columns", columns) : "of unknown width",
                        colour ? "with colours" : "without colours"));
}

void language(Report& report) {
    const Locale here = locale();
    const std::string name = here.name.empty()
                                 ? "what LC_ALL, LC_CTYPE or LANG names is not installed, so it"
                                 : here.name;
    const bool utf8 = !here.name.empty() && here.coding == "UTF-8";
    const char* words =
        utf8 ? ", UTF-8"
             : " is not UTF-8: formulas and accents may look garbled; export LC_ALL=C.UTF-8";
    report.line(utf8, "locale", name + words);
}

void folder(Report& report, const char* subject, const std::filesystem::path& path) {
    const std::string asked = with_real_names(path.string());
    const bool writable = takes_files(path);
    report.line(writable, subject, writable ? asked : asked + " cannot be written to");
}

void own_things(Report& report) {
    folder(report, "your data", data_folder());
    const std::string file = usual_model_path();
    report.line(true, "model", file.empty() ? "none yet; ./book run 10 trains one" : file);
}

}  // namespace

int doctor(const std::vector<std::string>& args) {
    require_input(args.empty(), "doctor takes no arguments, but was given \"{}\"",
                  args.empty() ? "" : args[0]);
    Report report;
    report.line(true, "compiler", compiler());
    report.part("libraries", libraries);
    report.part("packages", packages);
    report.part("kernel", kernel_in_use);
    report.part("threads", threads);
    report.part("variables", variables);
    report.part("terminal", terminal);
    report.part("locale", language);
    report.part("programs", [](Report& r) { folder(r, "programs", program_folder()); });
    report.part("your data", own_things);
    print_to_stdout(report.text());
    return report.missing() == 0 ? 0 : 1;
}

}  // namespace book
