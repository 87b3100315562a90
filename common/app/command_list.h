// The list of ./book's commands, as commands.txt has it: the script prints the same list as long as
// nothing is built.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book {

struct ListedCommand {
    std::string group;      // "Practise"
    std::string name;       // "hint"; "" for ./book alone
    std::string arguments;  // "[N.k]"
    std::string purpose;    // "one more hint each time"
};

// `home`: the top of the book. Error if the list is not there.
std::vector<ListedCommand> list_commands(const std::filesystem::path& home);
// The list as `./book help` prints it: a group, its commands a line each, an empty line. In less than 80
// columns a command's purpose stands below it.
std::string set_command_list(const std::vector<ListedCommand>& commands, int width);

}  // namespace book
