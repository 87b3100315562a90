#include "app/doctor.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/core.h>
#include <langinfo.h>
#include <pcre2.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <boost/version.hpp>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/parallel.h"
#include "core/require.h"
#include "host/places.h"
#include "model/model_files.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

std::string environment(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : value;
}

class Report {
  public:
    void line(bool good, const char* subject, const std::string& text) {
        fmt::print("{} {:<10} {}\n", good ? " " : "!", subject, text);
        if (!good) ++missing_;
    }
    int missing() const { return missing_; }

  private:
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
                                              : ": does not fuse multiply-adds, so the last digits "
                                                "may differ from the pages"));
}

void threads(Report& report) {
    const unsigned cores = std::thread::hardware_concurrency();
    if (has_openmp())
        report.line(true, "threads",
                    fmt::format("{} of {} cores, with OpenMP", thread_count(), cores));
    else
        report.line(
            false, "threads",
            fmt::format("1 of {} cores: built without OpenMP (for clang install libomp-dev, "
                        "remove the build folder, and build again)",
                        cores));
}

void packages(Report& report) {
    const std::string missing = environment("BOOK_MISSING", "");
    report.line(missing.empty(), "packages",
                missing.empty() ? "all there" : missing + " missing: ./book test installs them");
}

void terminal(Report& report) {
    struct winsize window {};
    if (isatty(STDOUT_FILENO) == 0)
        report.line(true, "terminal", "none: output goes to a file or a pipe, without colours");
    else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        report.line(true, "terminal",
                    fmt::format("{}, {} columns{}", environment("TERM", "unknown"), window.ws_col,
                                std::getenv("NO_COLOR") != nullptr ? ", NO_COLOR is set" : ""));
    else
        report.line(true, "terminal", environment("TERM", "unknown") + ", of unknown width");
}

void locale(Report& report) {
    const char* name = std::setlocale(LC_CTYPE, "");
    const char* coding = nl_langinfo(CODESET);
    const bool utf8 = name != nullptr && std::strcmp(coding, "UTF-8") == 0;
    report.line(utf8, "locale",
                utf8 ? fmt::format("{}, UTF-8", name)
                     : fmt::format("{} is not UTF-8: formulas and accents may come out garbled; "
                                   "export LC_ALL=C.UTF-8",
                                   name == nullptr ? "unknown" : name));
}

// Can a file be made there? Looks at the nearest folder above that exists.
void folder(Report& report, const char* subject, std::filesystem::path path) {
    const std::string asked = path.string();
    while (!std::filesystem::exists(path) && path.has_relative_path()) path = path.parent_path();
    const bool writable = access(path.c_str(), W_OK) == 0;
    report.line(writable, subject, writable ? asked : asked + " cannot be written");
}

void model(Report& report) {
    const std::string file = usual_model_path();
    report.line(true, "model", file.empty() ? "none yet: ./book run 10 trains it" : file);
}

}  // namespace

int doctor(const std::vector<std::string>& args) {
    require_input(args.empty(), "doctor takes no arguments, but was given \"{}\"", args[0]);
    Report report;
    report.line(true, "compiler", compiler());
    report.line(
        true, "libraries",
        fmt::format("fmt {}.{}.{}, Boost {}.{}, nlohmann/json {}.{}, PCRE2 {}.{}",
                    FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
                    BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, NLOHMANN_JSON_VERSION_MAJOR,
                    NLOHMANN_JSON_VERSION_MINOR, PCRE2_MAJOR, PCRE2_MINOR));
    packages(report);
    kernel_in_use(report);
    threads(report);
    terminal(report);
    locale(report);
    folder(report, "programs", program_folder());
    folder(report, "your data", data_folder());
    model(report);
    return report.missing() == 0 ? 0 : 1;
}

}  // namespace book
