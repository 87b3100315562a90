#include "app/weaver.h"

#include <fmt/core.h>
#include <stdlib.h>
#include <unistd.h>  // mkdtemp on macOS

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string_view>

#include "app/guide.h"
#include "core/read_number.h"
#include "host/places.h"
#include "host/program.h"
#include "notebook/command_line.h"
#include "notebook/files.h"
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

constexpr std::string_view kTimeOpen = "<!--time ", kTimeBegin = "-->", kTimeEnd = "<!--/time-->";

// Calls f(name, number) for every timing of a page, and puts what it returns in the number's place.
template <class F>
std::string replace_timings(const std::string& page, F f) {
    std::string result;
    std::size_t at = 0;
    for (;;) {
        const std::size_t open = page.find(kTimeOpen, at);
        const std::size_t begin = open == std::string::npos ? open : page.find(kTimeBegin, open);
        const std::size_t end = begin == std::string::npos ? begin : page.find(kTimeEnd, begin);
        if (end == std::string::npos) break;
        const std::size_t name = open + kTimeOpen.size(), number = begin + kTimeBegin.size();
        result += page.substr(at, number - at);
        result += f(page.substr(name, begin - name), page.substr(number, end - number));
        at = end;
    }
    return result + page.substr(at);
}

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
    constexpr std::string_view kHash = " … ";  // the hash of a long value: bits, not numbers
    a = a.substr(0, a.find(kHash));
    b = b.substr(0, b.find(kHash));
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

// The values that a page lists at its end, by name.
std::map<std::string, std::string> listed_values(const std::vector<std::string>& lines) {
    std::map<std::string, std::string> values;
    auto line = std::find(lines.begin(), lines.end(), "<!-- values");
    for (; line != lines.end() && *line != "-->"; ++line)
        if (const std::size_t equals = line->find(" = "); equals != std::string::npos)
            values[line->substr(0, equals)] = line->substr(equals + 3);
    return values;
}

std::string shortened(const std::string& text) {
    return text.size() <= 120 ? text : text.substr(0, 117) + "...";
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> figures_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder / "figures", none))
        if (entry.path().extension() == ".svg") names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

bool is_timed(const std::string& svg) { return svg.find("<!-- timed -->") != std::string::npos; }

// A folder that is gone when the work is done.
struct TemporaryFolder {
    fs::path path;
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "book-pages-XXXXXX").string();
        const bool made = mkdtemp(name.data()) != nullptr;
        const int error = errno;
        require_input(made, "cannot make a folder {}: {}", name, std::strerror(error));
        path = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

// What is wrong with the page in `folder`, compared with the new one; "" if nothing is.
std::string compare(const fs::path& folder, const fs::path& fresh, bool tolerant) {
    if (!fs::exists(folder / "README.md")) return "there is no page yet";
    const std::string page =
        first_difference(mask_timings(read_file(folder / "README.md")),
                         mask_timings(read_file(fresh / "README.md")), tolerant);
    if (!page.empty()) return page;
    const auto old_figures = figures_in(folder), figures = figures_in(fresh);
    for (const std::string& name : old_figures)
        if (!std::binary_search(figures.begin(), figures.end(), name))
            return fmt::format("figures/{}: is no longer drawn", name);
    for (const std::string& name : figures) {
        if (!fs::exists(folder / "figures" / name)) return fmt::format("figures/{}: is new", name);
        const std::string old = read_file(folder / "figures" / name),
                          now = read_file(fresh / "figures" / name);
        if (is_timed(old) && is_timed(now)) continue;
        const std::string difference = first_difference(old, now, tolerant);
        if (!difference.empty()) return fmt::format("figures/{}: {}", name, difference);
    }
    return "";
}

// Puts the new page and its figures in place; returns what happened.
std::string install(const fs::path& folder, const fs::path& fresh, bool fresh_timings) {
    const fs::path page = folder / "README.md";
    const auto put = [](const fs::path& path, const std::string& text) {
        if (fs::exists(path) && read_file(path) == text) return false;
        write_whole(path.string(), text);
        return true;
    };
    bool changed = false;
    const std::vector<std::string> figures = figures_in(fresh);
    for (const std::string& name : figures) {
        const std::string now = read_file(fresh / "figures" / name);
        const fs::path path = folder / "figures" / name;
        if (is_timed(now) && !fresh_timings && is_timed(read_file(path))) continue;
        changed = put(path, now) || changed;
    }
    for (const std::string& name : figures_in(folder))
        if (!std::binary_search(figures.begin(), figures.end(), name))
            changed = fs::remove(folder / "figures" / name) || changed;
    const std::string now = read_file(fresh / "README.md");
    changed = put(page, fresh_timings ? now : keep_timings(now, read_file(page))) || changed;
    return changed ? "woven" : "unchanged";
}

}  // namespace

std::string mask_timings(const std::string& page) {
    return replace_timings(page, [](const auto&, const auto&) { return "..."; });
}

std::string keep_timings(const std::string& page, const std::string& old) {
    std::map<std::string, std::vector<std::string>> kept;
    std::map<std::string, std::size_t> next;
    replace_timings(old, [&](const std::string& name, const std::string& number) {
        kept[name].push_back(number);
        return number;
    });
    return replace_timings(page, [&](const std::string& name, const std::string& number) {
        const std::vector<std::string>& numbers = kept[name];
        const std::size_t i = next[name]++;
        return i < numbers.size() ? numbers[i] : number;
    });
}

std::string first_difference(const std::string& old, const std::string& now, bool tolerant) {
    const auto differ = [&](const std::string& a, const std::string& b) {
        return tolerant ? !nearly_equal(a, b) : a != b;
    };
    const std::vector<std::string> before = lines_of(old), after = lines_of(now);
    const auto old_values = listed_values(before);
    for (const auto& [name, value] : listed_values(after)) {
        const auto was = old_values.find(name);
        if (was != old_values.end() && differ(was->second, value))
            return fmt::format("{}: was {}, is {}", name, shortened(was->second), shortened(value));
    }
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
    const TemporaryFolder temporary;
    if (options.tolerant)
        fmt::print(stderr,
                   "the last digits may differ here: numbers are compared with a "
                   "tolerance\n");
    for (const Chapter& chapter : asked) {
        const fs::path folder = home / "chapters" / chapter.folder;
        const fs::path fresh = temporary.path / chapter.folder;
        fs::create_directories(fresh);
        const ProgramEnd end =
            run_program(programs / chapter.folder,
                        {"--format", "markdown", "--out", (fresh / "README.md").string()});
        note_measures(chapter.folder, end);
        if (end.signal == SIGINT) return end.status;  // Ctrl-C ends the whole
        std::string outcome;
        if (end.status != 0)
            outcome = end.status == 1 ? "a claim failed" : "the chapter failed";
        else
            outcome = options.check ? compare(folder, fresh, options.tolerant) : "";
        if (!outcome.empty())
            status = 1;
        else
            outcome = options.check ? "the same" : install(folder, fresh, options.fresh_timings);
        fmt::print("chapters/{}/README.md: {}\n", chapter.folder, outcome);
        std::fflush(stdout);
    }
    return status;
}

int pages_main(int argc, char** argv) {
    WeaveOptions settings;
    std::vector<std::string> only;
    Options options("./book pages",
                    "Weaves every chapter's README.md and figures again, and the lists of the\n"
                    "README and of the teacher's guide, exercises/README.md.");
    options.add("check", settings.check, "write nothing; status 1 if a page differs");
    options.add("fresh-timings", settings.fresh_timings,
                "take new timings, do not keep the old ones");
    options.positional("CHAPTER", only, 0, 1, "a number or a name, or guide; without it all");
    return run_tool(argc, argv, options, [&] {
        if (!only.empty()) settings.only = only.front();
        const std::string_view name = kernel_name();  // the last two have another exp, or rounding
        settings.tolerant =
            !kLibraryOfThePages || name == "generic" || name == "reference" || !kernel_is_exact();
        const bool guide = settings.only == "guide";
        const int status = guide ? 0 : weave(home_folder(), program_folder(), settings);
        if (!guide && (!settings.only.empty() || status > 1)) return status;
        return std::max(status, weave_guide(home_folder(), settings.check));
    });
}

}  // namespace book
