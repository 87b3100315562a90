#include "notebook/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <sstream>
#include <system_error>

#include "core/display_width.h"
#include "core/parallel.h"
#include "core/read_number.h"
#include "notebook/files.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace po = boost::program_options;
namespace {

template <class T>
T parse_number(const std::string& name, const std::string& text, T low, T high, const char* kind) {
    T x{};
    const std::errc error = read_whole_number(text, x);
    require_input(error != std::errc::invalid_argument, "--{}: '{}' is not {}", name,
                  printable(text), kind);
    require_input(error == std::errc() && x >= low && x <= high, "--{}: {} is not in {}..{}", name,
                  printable(text), low, high);
    return x;
}

// A message may quote a file that nobody vouches for: it must not command the terminal.
int complain(const std::string& program, const std::string& what) {
    std::string line = what;
    std::replace(line.begin(), line.end(), '\n', ' ');
    show_progress("");
    std::fputs(fmt::format("{}: {}\n", program, printable(line)).c_str(), stderr);
    return 2;
}

void begin_own_parts(Page& page, const std::string& mine) {
    const std::string first = printable(mine.substr(0, mine.find(',')));
    require_input(
        chapter_extension.before != nullptr,
        "--mine: this program was built without your {}; ./book run N --mine {} builds it in",
        first, first);
    chapter_extension.before(page, mine);
}

void print_banner(const ChapterInfo& info, std::uint64_t seed) {
    const std::string number = info.number == kNoNumber ? "" : fmt::format("{:02} ", info.number);
    const char* why = has_openmp() ? "" : " (built without OpenMP)";
    std::fputs(fmt::format("{}{}: {} thread{}{}, kernel {}, seed {}\n", number, info.name,
                           thread_count(), thread_count() == 1 ? "" : "s", why, kernel_name(), seed)
                   .c_str(),
               stderr);
}

}  // namespace

void Options::add_option(Option option) {
    for (const Option& o : options_)
        require(o.name != option.name, "Options: --{} is declared twice", option.name);
    options_.push_back(std::move(option));
}

void Options::add(const std::string& name, int& value, int low, int high,
                  const std::string& meaning) {
    require(value >= low && value <= high, "Options: the default of --{} is out of range", name);
    add_option({name, "N", fmt::format("{} ({}..{}; {})", meaning, low, high, value), false,
                [&value, name, low, high](const std::string& text) {
                    value = parse_number(name, text, low, high, "a whole number");
                }});
}

void Options::add(const std::string& name, double& value, double low, double high,
                  const std::string& meaning) {
    require(value >= low && value <= high, "Options: the default of --{} is out of range", name);
    add_option({name, "X", fmt::format("{} ({}..{}; {})", meaning, low, high, value), false,
                [&value, name, low, high](const std::string& text) {
                    value = parse_number(name, text, low, high, "a number");
                }});
}

void Options::add(const std::string& name, std::string& value, const std::string& what,
                  const std::string& meaning) {
    const std::string fallback = value.empty() ? "" : fmt::format(" ({})", value);
    add_option({name, what, meaning + fallback, false, [&value, name](const std::string& text) {
                    require_input(!text.empty(), "--{}: the value is empty", name);
                    value = text;
                }});
}

void Options::add(const std::string& name, std::vector<std::string>& values,
                  const std::string& what, const std::string& meaning) {
    add_option({name, what, meaning + "; may be repeated", true,
                [&values, name](const std::string& text) {
                    require_input(!text.empty(), "--{}: the value is empty", name);
                    values.push_back(text);
                },
                [&values] { values.clear(); }});
}

void Options::add(const std::string& name, bool& flag, const std::string& meaning) {
    add_option({name, "", meaning, false, [&flag](const std::string&) { flag = true; }});
}

void Options::add_choice(const std::string& name, std::string& value,
                         const std::vector<std::string>& choices, const std::string& meaning) {
    const std::string all = fmt::format("{}", fmt::join(choices, "|"));
    require(std::count(choices.begin(), choices.end(), value) == 1,
            "Options: the default of --{} is not one of {}", name, all);
    add_option({name, all, fmt::format("{} ({})", meaning, value), false,
                [&value, name, choices, all](const std::string& text) {
                    require_input(std::count(choices.begin(), choices.end(), text) == 1,
                                  "--{}: '{}' is not one of {}", name, printable(text), all);
                    value = text;
                }});
}

void Options::positional(const std::string& what, std::vector<std::string>& values, int least,
                         int most, const std::string& meaning) {
    positional_ = {"", what, meaning, true, nullptr};
    positional_values_ = &values;
    least_ = least;
    most_ = most;
}

void Options::describe(const std::string& program, const std::string& about) {
    program_ = program;
    about_ = about;
}

bool Options::given(const std::string& name) const {
    const auto o = std::find_if(options_.begin(), options_.end(),
                                [&](const Option& x) { return x.name == name; });
    require(o != options_.end(), "Options: --{} is not declared", name);
    return o->given;
}

bool Options::parse(int argc, const char* const* argv) {
    po::options_description known;
    known.add_options()("help", "");
    for (const Option& o : options_) {
        if (o.what.empty())
            known.add_options()(o.name.c_str(), "");
        else
            known.add_options()(o.name.c_str(), po::value<std::vector<std::string>>(), "");
    }
    std::vector<po::option> found;
    try {
        namespace style = po::command_line_style;
        const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
        found = po::command_line_parser(words)
                    .options(known)
                    .positional(po::positional_options_description().add("words", -1))
                    .style(style::unix_style & ~style::allow_guessing)
                    .run()
                    .options;
    } catch (const po::error& e) {
        throw InputError(fmt::format("{} (see --help)", printable(e.what())));
    }
    for (const po::option& f : found)
        if (f.string_key == "help") return false;
    std::vector<std::string> unnamed;
    for (Option& o : options_) o.given = false;
    for (const po::option& f : found) {
        if (f.position_key >= 0) {
            unnamed.insert(unnamed.end(), f.value.begin(), f.value.end());
            continue;
        }
        Option& o = *std::find_if(options_.begin(), options_.end(),
                                  [&](const Option& x) { return x.name == f.string_key; });
        require_input(!o.given || o.repeats, "--{} is given twice", o.name);
        if (!o.given && o.clear) o.clear();
        o.given = true;
        o.set(f.value.empty() ? "" : f.value.front());
    }
    const int count = static_cast<int>(unnamed.size());
    require_input(positional_values_ || count == 0, "'{}' is not expected here (see --help)",
                  count ? printable(unnamed.front()) : "");
    require_input(count > 0 || least_ == 0, "{} is missing: {} (see --help)", positional_.what,
                  positional_.meaning);
    require_input(
        count >= least_ && count <= most_, "{} {} given, not {} (see --help)", count,
        positional_.what,
        least_ == most_ ? fmt::format("{}", least_) : fmt::format("{} to {}", least_, most_));
    if (positional_values_ && count > 0) *positional_values_ = std::move(unnamed);
    return true;
}

std::string Options::help() const {
    std::string words = positional_values_ ? " " + positional_.what : "";
    if (positional_values_ && least_ == 0) words = fmt::format(" [{}]", positional_.what);
    std::string text = fmt::format("{} [options]{}\n", program_, words);
    if (!about_.empty())
        for (const std::string& line : wrap(about_, 80)) text += line + "\n";
    const auto add_line = [&](const std::string& left, const std::string& meaning) {
        std::string before = pad("  " + left, 24) + "  ";
        if (display_width(before) > 26) text += before + "\n", before = std::string(26, ' ');
        for (const std::string& line : wrap(meaning, 80 - 26)) {
            text += before + line + "\n";
            before = std::string(26, ' ');
        }
    };
    text += "\n";
    if (positional_values_) add_line(positional_.what, positional_.meaning);
    for (const Option& o : options_)
        add_line("--" + o.name + (o.what.empty() ? "" : " " + o.what), o.meaning);
    add_line("--help", "this text");
    const bool values = std::any_of(options_.begin(), options_.end(),
                                    [](const Option& o) { return !o.what.empty(); });
    return text + (values ? "\nIn brackets: what is allowed; the default.\n" : "");
}

int run_tool(int argc, const char* const* argv, Options& options,
             const std::function<int()>& body) {
    std::string program = argc > 0 ? argv[0] : "book";
    program.erase(0, program.rfind('/') + 1);
    try {
        if (options.parse(argc, argv)) return body();
        print_to_stdout(options.help());
        return 0;
    } catch (const std::bad_alloc&) {
        return complain(program, "there is not enough memory: choose smaller sizes");
    } catch (const std::exception& e) {
        return complain(program, e.what());
    }
}

int run_chapter(int argc, const char* const* argv, const ChapterInfo& info, Options& options,
                const std::function<void(Page&)>& body) {
    PageSettings settings;
    std::string format = "terminal", mine;
    int seed = 1, threads = hardware_threads();
    options.describe("./book run " + info.label(),
                     info.number == kNoNumber ? info.title
                                              : fmt::format("Chapter {:02}, {}: {}", info.number,
                                                            info.name, info.title));
    options.add_choice("format", format, {"terminal", "markdown", "json"}, "how the page is set");
    options.add("out", settings.out, "FILE", "write the page there (figures/ beside it)");
    options.add("seed", seed, 0, 2147483647, "where the random numbers begin");
    options.add("threads", threads, 1, 1024, "how many threads compute");
    options.add("quick", settings.quick, "a shorter run; claims that need the full one wait");
    options.add("mine", mine, "N.k,...", "your answers to these exercises in the library's place");
    return run_tool(argc, argv, options, [&] {
        set_thread_count(threads);
        settings.format = format == "json"       ? Format::json
                          : format == "markdown" ? Format::markdown
                                                 : Format::terminal;
        settings.seed = static_cast<std::uint64_t>(seed);
        if (settings.out.empty())
            settings.terminal = detect_terminal();
        else
            require_writable(settings.out);  // before the work, not after it
        print_banner(info, settings.seed);
        settings.own_parts = !mine.empty();
        Page page(info, settings);
        if (settings.own_parts) begin_own_parts(page, mine);
        body(page);
        if (settings.own_parts) chapter_extension.after(page);
        return page.finish();
    });
}

}  // namespace book
