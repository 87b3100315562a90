#include "notebook/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/display_width.h"
#include "core/read_number.h"
#include "core/require.h"

namespace book {
namespace {

using Kind = OptionDescription::Kind;

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

// One value of JSON as a command line would spell it.
std::string as_text(const std::string& name, const nlohmann::ordered_json& value) {
    if (value.is_string()) return value.get<std::string>();
    require_input(
        value.is_number(), "--{}: {} is neither a number nor a text", name,
        value.is_structured() ? "this" : printable(value.dump()));  // dump() goes as deep as it is
    return value.dump();
}

// What a command line would say for one option.
std::vector<std::string> as_texts(const OptionDescription& option,
                                  const nlohmann::ordered_json& value) {
    switch (option.kind) {
        case Kind::flag:
            require_input(value.is_boolean(), "--{}: true or false is expected", option.name);
            if (!value.get<bool>()) return {};
            return {""};
        case Kind::texts: {
            require_input(value.is_array(), "--{}: a list is expected", option.name);
            std::vector<std::string> texts;
            for (const nlohmann::ordered_json& one : value)
                texts.push_back(as_text(option.name, one));
            return texts;
        }
        default:
            return {as_text(option.name, value)};
    }
}

// Null if there is none.
template <class List>
auto* find_in(List& options, const std::string& name) {
    const auto found = std::find_if(options.begin(), options.end(), [&](const auto& option) {
        return option.description.name == name;
    });
    return found == options.end() ? nullptr : &*found;
}

template <class List>
auto& declared(List& options, const std::string& name) {
    auto* const option = find_in(options, name);
    require(option != nullptr, "Options: --{} is not declared", name);
    return *option;
}

}  // namespace

void Options::add_option(Option option) {
    const std::string& name = option.description.name;
    require(find_in(options_, name) == nullptr, "Options: --{} is declared twice", name);
    options_.push_back(std::move(option));
}

void Options::add(const std::string& name, int& value, int low, int high,
                  const std::string& meaning) {
    require(value >= low && value <= high, "Options: the default of --{} is out of range", name);
    OptionDescription about{name, Kind::whole_number, "N", meaning, fmt::format("{}", value)};
    about.low = low;
    about.high = high;
    add_option({about,
                [&value, name, low, high](const std::string& text) {
                    value = parse_number(name, text, low, high, "a whole number");
                },
                [&value] { return fmt::format("{}", value); }});
}

void Options::add(const std::string& name, double& value, double low, double high,
                  const std::string& meaning) {
    require(value >= low && value <= high, "Options: the default of --{} is out of range", name);
    OptionDescription about{name, Kind::number, "X", meaning, fmt::format("{}", value)};
    about.low = low;
    about.high = high;
    add_option({about,
                [&value, name, low, high](const std::string& text) {
                    value = parse_number(name, text, low, high, "a number");
                },
                [&value] { return fmt::format("{}", value); }});
}

void Options::add(const std::string& name, std::string& value, const std::string& what,
                  const std::string& meaning) {
    add_option({{name, Kind::text, what, meaning, value},
                [&value, name](const std::string& text) {
                    require_input(!text.empty(), "--{}: the value is empty", name);
                    value = text;
                },
                [&value] { return value; }});
}

void Options::add(const std::string& name, std::vector<std::string>& values,
                  const std::string& what, const std::string& meaning) {
    add_option({{name, Kind::texts, what, meaning},
                [&values, name](const std::string& text) {
                    require_input(!text.empty(), "--{}: the value is empty", name);
                    values.push_back(text);
                },
                [&values] { return fmt::format("{}", fmt::join(values, ", ")); },
                [&values] { values.clear(); }});
}

void Options::add(const std::string& name, bool& flag, const std::string& meaning) {
    add_option({{name, Kind::flag, "", meaning},
                [&flag](const std::string&) { flag = true; },
                [&flag] { return std::string(flag ? "given" : ""); }});
}

void Options::add_choice(const std::string& name, std::string& value,
                         const std::vector<std::string>& choices, const std::string& meaning) {
    const std::string all = fmt::format("{}", fmt::join(choices, "|"));
    require(std::count(choices.begin(), choices.end(), value) == 1,
            "Options: the default of --{} is not one of {}", name, all);
    OptionDescription about{name, Kind::choice, all, meaning, value};
    about.choices = choices;
    add_option({about,
                [&value, name, choices, all](const std::string& text) {
                    require_input(std::count(choices.begin(), choices.end(), text) == 1,
                                  "--{}: '{}' is not one of {}", name, printable(text), all);
                    value = text;
                },
                [&value] { return value; }});
}

void Options::on_page(const std::string& name, double low, double high) {
    OptionDescription& about = declared(options_, name).description;
    const bool is_number = about.kind == Kind::number || about.kind == Kind::whole_number;
    require(is_number && about.low <= low && low < high && high <= about.high,
            "Options: --{} cannot be offered from {} to {}", name, low, high);
    about.on_page = true;
    about.page_low = low;
    about.page_high = high;
}

void Options::on_page(const std::string& name) {
    OptionDescription& about = declared(options_, name).description;
    require(about.kind == Kind::text || about.kind == Kind::choice,
            "Options: --{} is offered in a range", name);
    about.on_page = true;
}

void Options::positional(const std::string& what, std::vector<std::string>& values, int least,
                         int most, const std::string& meaning) {
    positional_ = {what, meaning, &values, least, most};
}

bool Options::given(const std::string& name) const { return declared(options_, name).given; }

bool Options::has(const std::string& name) const { return find_in(options_, name) != nullptr; }

std::string Options::text(const std::string& name) const { return declared(options_, name).text(); }

std::vector<OptionDescription> Options::descriptions() const {
    std::vector<OptionDescription> all;
    for (const Option& o : options_) all.push_back(o.description);
    return all;
}

void Options::begin() {
    for (Option& o : options_) o.given = false;
}

void Options::set(const std::string& name, const std::string& text) {
    Option& o = declared(options_, name);
    const bool repeats = o.description.kind == Kind::texts;
    require_input(!o.given || repeats, "--{} is given twice", name);
    if (!o.given && o.clear) o.clear();
    o.given = true;
    o.set(text);
}

void Options::set_from_json(std::string_view object) {
    const nlohmann::ordered_json all = nlohmann::ordered_json::parse(object, nullptr, false);
    require_input(all.is_object(), "options: an object of JSON is expected");
    begin();
    for (const auto& [name, value] : all.items()) {
        const Option* option = find_in(options_, name);
        require_input(option != nullptr, "there is no option --{}", printable(name));
        for (const std::string& text : as_texts(option->description, value)) set(name, text);
    }
}

}  // namespace book
