#include "app/command_list.h"

#include <fmt/core.h>

#include <fstream>

#include "core/require.h"
#include "render/terminal.h"

namespace book {

std::vector<ListedCommand> list_commands(const std::filesystem::path& home) {
    const std::string path = (home / "common/app/commands.txt").string();
    std::ifstream in(path);
    require(in.good(), "{} cannot be read", path);
    std::vector<ListedCommand> commands;
    std::string group;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        const std::size_t first = line.find('|');
        if (first == std::string::npos) {
            group = line;
            continue;
        }
        const std::size_t second = line.find('|', first + 1);
        require(second != std::string::npos, "{}: \"{}\" is not name|arguments|purpose", path,
                line);
        commands.push_back({group, line.substr(0, first),
                            line.substr(first + 1, second - first - 1), line.substr(second + 1)});
    }
    return commands;
}

std::string set_command_list(const std::vector<ListedCommand>& commands, int width) {
    std::string text;
    std::string group;
    for (const ListedCommand& command : commands) {
        if (command.group != group)
            text += fmt::format("{}{}\n", group.empty() ? "" : "\n", command.group);
        group = command.group;
        const std::string words =
            command.arguments.empty() ? command.name : command.name + " " + command.arguments;
        if (width >= 80)
            text += fmt::format("  ./book {:<19} {}\n", words, command.purpose);
        else
            text += beside("", "./book " + words, 2, width) + beside("", command.purpose, 6, width);
    }
    return text;
}

}  // namespace book
