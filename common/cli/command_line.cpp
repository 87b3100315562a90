#include "cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>

#include "cli/output.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/settings.h"
#include "host/files.h"
#include "host/memory.h"
#include "host/terminal.h"
#include "render/terminal.h"

namespace book {
namespace po = boost::program_options;
namespace {

// A message may quote a file that nobody vouches for: it must not command the terminal.
int complain(const std::string& program, const std::string& what) {
    std::string line = what;
    std::replace(line.begin(), line.end(), '\n', ' ');
    show_progress("");
    std::fputs(fmt::format("{}: {}\n", program, printable(line)).c_str(), stderr);
    return 2;
}

// max_length is --max-length, if there is such an option.
std::string option_for(const Options& options, const std::string& setting) {
    std::string name = setting;
    std::replace(name.begin(), name.end(), '_', '-');
    const std::vector<OptionDescription> all = options.descriptions();
    const bool there = std::any_of(all.begin(), all.end(),
                                   [&](const OptionDescription& o) { return o.name == name; });
    return there ? "--" + name : setting;
}

std::vector<po::option> parsed(const po::options_description& known, int argc,
                               const char* const* argv) {
    try {
        namespace style = po::command_line_style;
        const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
        return po::command_line_parser(words)
            .options(known)
            .positional(po::positional_options_description().add("words", -1))
            .style(style::unix_style & ~style::allow_guessing)
            .run()
            .options;
    } catch (const po::error& e) {
        throw InputError(fmt::format("{} (see --help)", printable(e.what())));
    }
}

void make_known(po::options_description& known, const Options& options) {
    for (const OptionDescription& o : options.descriptions()) {
        if (o.kind == OptionDescription::Kind::flag)
            known.add_options()(o.name.c_str(), "");
        else
            known.add_options()(o.name.c_str(), po::value<std::vector<std::string>>(), "");
    }
}

void take_positional(const Options::Positional& expected, std::vector<std::string> words) {
    const int count = static_cast<int>(words.size());
    require_input(expected.values || count == 0, "'{}' is not expected here (see --help)",
                  count ? printable(words.front()) : "");
    require_input(count > 0 || expected.least == 0, "{} is missing: {} (see --help)", expected.what,
                  expected.meaning);
    require_input(count >= expected.least && count <= expected.most,
                  "{} {} given, not {} (see --help)", count, expected.what,
                  expected.least == expected.most
                      ? fmt::format("{}", expected.least)
                      : fmt::format("{} to {}", expected.least, expected.most));
    if (expected.values && count > 0) *expected.values = std::move(words);
}

// What an option means, what is allowed, and its default.
std::string meaning_of(const OptionDescription& o) {
    using Kind = OptionDescription::Kind;
    switch (o.kind) {
        case Kind::whole_number:
        case Kind::number:
            return fmt::format("{} ({}..{}; {})", o.meaning, o.low, o.high, o.fallback);
        case Kind::texts:
            return o.meaning + "; may be repeated";
        case Kind::text:
        case Kind::choice:
            return o.meaning + (o.fallback.empty() ? "" : fmt::format(" ({})", o.fallback));
        case Kind::flag:
            break;
    }
    return o.meaning;
}

constexpr int kHelpWidth = 80, kHelpColumn = 26;

std::string help_line(const std::string& left, const std::string& meaning, int width) {
    return beside("  " + left, meaning, kHelpColumn, width);
}

std::string help_lines(const Options& options, int width) {
    std::string text;
    for (const OptionDescription& o : options.descriptions())
        text +=
            help_line("--" + o.name + (o.what.empty() ? "" : " " + o.what), meaning_of(o), width);
    return text;
}

}  // namespace

bool parse_command_line(Options& options, int argc, const char* const* argv) {
    OutputOptions output;
    Options of_all;
    declare(of_all, output);
    po::options_description known;
    known.add_options()("help", "");
    make_known(known, options);
    make_known(known, of_all);
    const std::vector<po::option> found = parsed(known, argc, argv);
    for (const po::option& f : found)
        if (f.string_key == "help") return false;
    options.begin();
    std::vector<std::string> unnamed;
    for (const po::option& f : found) {
        if (f.position_key >= 0)
            unnamed.insert(unnamed.end(), f.value.begin(), f.value.end());
        else
            (of_all.has(f.string_key) ? of_all : options)
                .set(f.string_key, f.value.empty() ? "" : f.value.front());
    }
    apply(output);
    take_positional(options.positional(), std::move(unnamed));
    return true;
}

std::string help_text(const Options& options, int width) {
    width = std::min(width, kHelpWidth);
    const Options::Positional& positional = options.positional();
    std::string words = positional.values ? " " + positional.what : "";
    if (positional.values && positional.least == 0) words = fmt::format(" [{}]", positional.what);
    std::string text = fmt::format("{} [options]{}\n", options.program(), words);
    if (!options.about().empty())
        for (const std::string& line : wrap(options.about(), width)) text += line + "\n";
    text += "\n";
    if (positional.values) text += help_line(positional.what, positional.meaning, width);
    OutputOptions output;
    Options of_all;
    declare(of_all, output);
    text += help_lines(options, width) + help_lines(of_all, width);
    text += help_line("--help", "this text", width) + "\n";
    for (const std::string& line : wrap("In brackets: the allowed range, and the default.", width))
        text += line + "\n";
    return text;
}

int run_tool(int argc, const char* const* argv, Options& options,
             const std::function<int()>& body) {
    std::string program = argc > 0 ? argv[0] : "book";
    program.erase(0, program.rfind('/') + 1);
    fit_into_address_limit();
    try {
        if (parse_command_line(options, argc, argv)) return body();
        print_to_stdout(help_text(options, detect_terminal().width));
        return 0;
    } catch (const std::bad_alloc&) {
        return complain(program, "there is not enough memory; choose smaller sizes");
    } catch (const SettingError& e) {
        return complain(program, e.in_words([&](const std::string& setting) {
            return option_for(options, setting);
        }));
    } catch (const std::exception& e) {
        return complain(program, e.what());
    }
}

}  // namespace book
