#include "cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cctype>
#include <cstdio>

#include "cli/exception_words.h"
#include "cli/nearest_name.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "core/settings.h"
#include "host/files.h"
#include "host/memory.h"
#include "host/places.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "render/terminal.h"

namespace book {
namespace po = boost::program_options;
namespace {

// A message may quote a file that nobody vouches for: it must not command the terminal.
int complain(const std::string& program, std::string line) {
    std::replace(line.begin(), line.end(), '\n', ' ');
    show_progress("");
    print_to_stderr(fmt::format("{}: {}\n", program, printable(line)));
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

// ": did you mean --beam?", or nothing.
std::string suggestion(const std::string& name, const po::options_description& known) {
    std::vector<std::string> names;
    for (const auto& option : known.options()) names.push_back(option->long_name());
    const std::size_t begin = std::min(name.find_first_not_of('-'), name.size());
    const std::string near = nearest_name(name.substr(begin, 64), names);
    return near.empty() ? "" : ": did you mean --" + near + "?";
}

// What is wrong with an option, in the book's words. (Boost's own what() puts the option's name into a
// pattern again and again for as long as the pattern's mark is found: a name that holds it never ends.)
std::string in_words(const po::error& error, const po::options_description& known) {
    if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error)) {
        const std::string name = unknown->get_option_name();
        return fmt::format("there is no option '{}'{}", name, suggestion(name, known));
    }
    if (const auto* syntax = dynamic_cast<const po::invalid_syntax*>(&error)) {
        using Kind = po::invalid_syntax::kind_t;
        const std::string name = syntax->get_option_name();
        if (syntax->kind() == Kind::missing_parameter)
            return fmt::format("'{}' needs a value behind it", name);
        if (syntax->kind() == Kind::empty_adjacent_parameter)
            return fmt::format("'{}=' needs a value behind the equals sign", name);
        if (syntax->kind() == Kind::extra_parameter)
            return fmt::format("'{}' takes no value", name);
        return fmt::format("'{}' cannot be read", name);
    }
    return "the options cannot be read";
}

// A dash begins an option only if a sign of a name is behind it: "- Oui" and "-5" are words.
std::vector<po::option> word_with_dash(std::vector<std::string>& words) {
    const std::string& word = words.front();
    const bool is_word = word.size() >= 2 && word[0] == '-' && word[1] != '-' &&
                         std::isalpha(static_cast<unsigned char>(word[1])) == 0;
    if (!is_word) return {};
    po::option positional;
    positional.value = positional.original_tokens = {word};
    words.erase(words.begin());
    return {positional};
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
            .extra_style_parser(word_with_dash)
            .run()
            .options;
    } catch (const po::error& error) {
        throw InputError(in_words(error, known) + " (see --help)");
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

// What stands behind an option; of a path, where it leads.
std::string value_of(const po::option& option, const Options& options) {
    if (option.value.empty()) return "";
    for (const OptionDescription& o : options.descriptions())
        if (o.name == option.string_key && (o.what == "FILE" || o.what == "FOLDER"))
            return without_tilde(option.value.front());
    return option.value.front();
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
            (of_all.has(f.string_key) ? of_all : options).set(f.string_key, value_of(f, options));
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
    text += help_line("--help", "this text", width);
    if (positional.values)
        text += help_line("--", "what follows is no option, even if it begins with a dash", width);
    text += "\n";
    for (const std::string& line : wrap("In brackets: the allowed range, and the default.", width))
        text += line + "\n";
    return text;
}

int run_tool(int argc, const char* const* argv, Options& options,
             const std::function<int()>& body) {
    std::string program = argc > 0 ? argv[0] : "book";
    program.erase(0, program.rfind('/') + 1);
    hold_standard_files();
    fit_into_address_limit();
    try {
        if (parse_command_line(options, argc, argv)) return body();
        print_to_stdout(help_text(options, detect_terminal().width));
        return 0;
    } catch (const SettingError& e) {
        return complain(program, e.in_words([&](const std::string& setting) {
            return option_for(options, setting);
        }));
    } catch (const std::exception& e) {
        return complain(program, in_words(e));
    }
}

}  // namespace book
