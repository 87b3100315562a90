#include "app/weaver.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "app/book_prose.h"
#include "app/guide.h"
#include "app/measures.h"
#include "cli/command_line.h"
#include "cli/contents.h"
#include "core/read_number.h"
#include "core/require.h"
#include "host/files.h"
#include "host/places.h"
#include "host/process.h"
#include "host/scratch_folder.h"
#include "host/signals.h"
#include "host/standard_files.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace fs = std::filesystem;
namespace {

// The pages were woven with glibc, whose exp, log and sine are the same on every processor with fused
// multiply-add. Those of macOS or musl are others.
#ifdef __GLIBC__
constexpr bool kLibraryOfThePages = true;
#else
constexpr bool kLibraryOfThePages = false;
#endif

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// The number at the start of `text`: its length (0: there is none) and its last digit's unit.
std::size_t number_length(std::string_view text, double& number, double& last_digit) {
    const auto parsed = read_number(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || !std::isfinite(number)) return 0;
    const auto length = static_cast<std::size_t>(parsed.ptr - text.data());
    const std::string_view digits = text.substr(0, std::min(length, text.find_first_of("eE")));
    const std::size_t point = digits.find('.');
    last_digit = point == std::string_view::npos
                     ? 1
                     : std::pow(10, -static_cast<double>(digits.size() - point - 1));
    return length;
}

// Words must agree, numbers nearly.
bool nearly_equal(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        double x = 0, y = 0, unit_x = 0, unit_y = 0;
        const std::size_t in_a = number_length(a, x, unit_x), in_b = number_length(b, y, unit_y);
        if (in_a > 0 && in_b > 0) {
            const double close = std::max({unit_x, unit_y, 1e-3 * std::abs(x)});
            if (std::abs(x - y) > 1.001 * close) return false;
            a.remove_prefix(in_a);
            b.remove_prefix(in_b);
        } else if (a[0] != b[0]) {
            return false;
        } else {
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.empty() && b.empty();
}

using Json = nlohmann::json;

// The values of a page.json, by name; empty if the text is none.
Json values_in(const std::string& page) {
    const Json stored = Json::parse(page, nullptr, false);
    return stored.is_object() && stored.contains("values") ? stored["values"] : Json::object();
}

std::string shortened(const std::string& text) {
    return text.size() <= 120 ? text : text.substr(0, 117) + "...";
}

std::vector<std::string> figures_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder / "figures", none))
        if (entry.path().extension() == ".svg") names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

// All that a chapter writes: its page, what programs read, its figures.
std::vector<std::string> files_in(const fs::path& folder) {
    std::vector<std::string> files{"page.json", "README.md"};
    for (const std::string& name : figures_in(folder)) files.push_back("figures/" + name);
    return files;
}

// What is wrong with the page in `folder`, compared with the new one; "" if nothing is.
std::string compare(const fs::path& folder, const fs::path& fresh, bool tolerant) {
    if (!fs::exists(folder / "README.md")) return "there is no page yet";
    const std::vector<std::string> old_files = files_in(folder), files = files_in(fresh);
    for (const std::string& name : old_files)
        if (std::count(files.begin(), files.end(), name) == 0)
            return fmt::format("{}: is no longer drawn", name);
    for (const std::string& name : files) {
        if (!fs::exists(folder / name)) return fmt::format("{}: is new", name);
        const std::string difference =
            first_difference(text_of(folder / name), text_of(fresh / name), tolerant);
        if (difference.empty()) continue;
        return name == "README.md" ? difference : fmt::format("{}: {}", name, difference);
    }
    return "";
}

// Puts the new page and its figures in place; returns what happened.
std::string install(const fs::path& folder, const fs::path& fresh) {
    bool changed = false;
    const std::vector<std::string> figures = figures_in(fresh);
    for (const std::string& name : files_in(fresh)) {
        const std::string now = text_of(fresh / name);
        if (fs::exists(folder / name) && text_of(folder / name) == now) continue;
        write_whole((folder / name).string(), now);
        changed = true;
    }
    for (const std::string& name : figures_in(folder))
        if (!std::binary_search(figures.begin(), figures.end(), name))
            changed = fs::remove(folder / "figures" / name) || changed;
    return changed ? "woven" : "unchanged";
}

// Runs a chapter, which writes its page into `fresh`. The timings of the old page go there before: what
// depends on the clock is the same then, in the text, in the figures and in page.json, and all other
// things can be compared as they are.
ProcessEnd write_page(const fs::path& program, const fs::path& folder, const fs::path& fresh,
                      bool fresh_timings) {
    fs::create_directories(fresh);
    if (!fresh_timings && fs::exists(folder / "page.json"))
        fs::copy_file(folder / "page.json", fresh / "page.json");
    return run_in_foreground(program, {"--weave", fresh.string()});
}

// Why the new page is not to be had, or not as it should be; "" if nothing is wrong.
std::string trouble_with(const ProcessEnd& end, const fs::path& folder, const fs::path& fresh,
                         const WeaveOptions& options) {
    if (end.status == 1) return "a claim failed";
    if (end.status != 0) return "the chapter failed";
    return options.check ? compare(folder, fresh, options.tolerant) : "";
}

std::string put_in_place(const fs::path& folder, const fs::path& fresh,
                         const WeaveOptions& options) {
    return options.check ? "the same" : install(folder, fresh);
}

}  // namespace

std::string first_difference(const std::string& old, const std::string& now, bool tolerant) {
    const auto differ = [&](const std::string& a, const std::string& b) {
        return tolerant ? !nearly_equal(a, b) : a != b;
    };
    const Json old_values = values_in(old), values = values_in(now);
    for (const auto& [name, value] : values.items()) {
        if (!old_values.contains(name)) continue;
        const std::string was = old_values[name].dump(), is = value.dump();
        if (differ(was, is))
            return fmt::format("{}: was {}, is {}", name, shortened(was), shortened(is));
    }
    const std::vector<std::string> before = lines_of(old), after = lines_of(now);
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
        const std::string a = i < before.size() ? before[i] : "(nothing)";
        const std::string b = i < after.size() ? after[i] : "(nothing)";
        if (differ(a, b))
            return fmt::format("line {}: was \"{}\", is \"{}\"", i + 1, shortened(a), shortened(b));
    }
    return "";
}

int weave(const fs::path& home, const fs::path& programs, const WeaveOptions& options) {
    int status = 0;
    const std::vector<Chapter> pages = list_pages(home);
    require_input(!pages.empty(), "there are no chapters in {}", home.string());
    const std::vector<Chapter> asked =
        options.only.empty() ? pages : std::vector{find_page(pages, options.only)};
    const ScratchFolder temporary("book-pages");
    if (options.tolerant)
        print_to_stderr(
            "the last digits may differ on this machine, so numbers are compared with a "
            "tolerance\n");
    for (const Chapter& chapter : asked) {
        const fs::path folder = home / "chapters" / chapter.folder;
        const fs::path fresh = temporary.path() / chapter.folder;
        const ProcessEnd end =
            write_page(programs / chapter.folder, folder, fresh, options.fresh_timings);
        note_measures(chapter.folder, end);
        if (end.stopped) return kInterruptedStatus;
        if (end.status == kInterruptedStatus) return end.status;  // Ctrl-C ends the whole
        const std::string trouble = trouble_with(end, folder, fresh, options);
        if (!trouble.empty()) status = 1;
        print_to_stdout(
            fmt::format("chapters/{}/README.md: {}\n", chapter.folder,
                        trouble.empty() ? put_in_place(folder, fresh, options) : trouble));
    }
    return status;
}

int pages_main(int argc, char** argv) {
    WeaveOptions settings;
    std::vector<std::string> only;
    Options options("./book pages",
                    "Weaves every chapter's README.md and figures again, and the lists of the\n"
                    "README and of the teacher's guide, exercises/README.md. The book's English, "
                    "common/corpus/book.txt, is frozen: only ./book pages corpus makes it anew.");
    options.add("check", settings.check, "write nothing; status 1 if a page differs");
    options.add("fresh-timings", settings.fresh_timings,
                "take new timings instead of keeping the old ones");
    options.positional("CHAPTER", only, 0, 1,
                       "a number, a name, guide or corpus; by default, all but corpus");
    return run_tool(argc, argv, options, [&] {
        if (!only.empty()) settings.only = only.front();
        const std::string_view name = kernel_name();  // the last two have another exp, or rounding
        settings.tolerant =
            !kLibraryOfThePages || name == "generic" || name == "reference" || !kernel_is_exact();
        if (settings.only == "corpus") return weave_book_prose(home_folder(), settings.check);
        const bool guide = settings.only == "guide";
        const int status = guide ? 0 : weave(home_folder(), program_folder(), settings);
        if (!guide && (!settings.only.empty() || status > 1)) return status;
        return std::max(status, weave_guide(home_folder(), settings.check));
    });
}

}  // namespace book
