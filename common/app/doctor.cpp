#include "app/doctor.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/core.h>
#include <pcre2.h>

#include <boost/version.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/display_width.h"
#include "core/parallel.h"
#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"
#include "host/places.h"
#include "host/terminal.h"
#include "model/model_files.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

class Report {
  public:
    void line(bool good, const char* subject, const std::string& text) {
        fmt::print("{} {:<10} {}\n", good ? " " : "!", subject, printable(text));
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

void packages(Report& report) {
    const std::string missing = environment_variable("BOOK_MISSING", "");
    report.line(
        missing.empty(), "packages",
        missing.empty() ? "all installed" : "missing: " + missing + "(./book test installs them)");
}

void terminal(Report& report) {
    const int columns = known_columns(Stream::output);
    const std::string kind = environment_variable("TERM", "unknown");
    if (!is_terminal(Stream::output))
        report.line(true, "terminal", "none: the output goes to a file or a pipe, without colours");
    else if (columns > 0)
        report.line(true, "terminal",
                    fmt::format("{}, {} columns{}", kind, columns,
                                environment_variable("NO_COLOR") ? ", NO_COLOR is set" : ""));
    else
        report.line(true, "terminal", kind + ", of unknown width");
}

void language(Report& report) {
    const Locale here = locale();
    const std::string name = here.name.empty() ? "unknown" : here.name;
    const bool utf8 = !here.name.empty() && here.coding == "UTF-8";
    const char* words =
        utf8 ? ", UTF-8"
             : " is not UTF-8: formulas and accents may look garbled; export LC_ALL=C.UTF-8";
    report.line(utf8, "locale", name + words);
}

// Can a file be made there? Looks at the nearest folder above that exists.
void folder(Report& report, const char* subject, std::filesystem::path path) {
    const std::string asked = path.string();
    while (!std::filesystem::exists(path) && path.has_relative_path()) path = path.parent_path();
    const bool writable = may_write(path);
    report.line(writable, subject, writable ? asked : asked + " cannot be written to");
}

void model(Report& report) {
    const std::string file = usual_model_path();
    report.line(true, "model", file.empty() ? "none yet; ./book run 10 trains one" : file);
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
    language(report);
    folder(report, "programs", program_folder());
    folder(report, "your data", data_folder());
    model(report);
    return report.missing() == 0 ? 0 : 1;
}

}  // namespace book
