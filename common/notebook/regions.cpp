#include "notebook/regions.h"

#include <sstream>
#include <vector>

#include "core/require.h"
#include "notebook/value.h"

namespace book {
namespace {

constexpr const char* kNotShown = "not-shown";

// "name" or "/name" if the line is nothing but a marker, else "".
std::string marker(const std::string& line) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos || line.compare(begin, 4, "// [") != 0) return "";
    const std::size_t end = line.find_last_not_of(" \r");
    if (end < begin + 5 || line[end] != ']') return "";
    const std::string name = line.substr(begin + 4, end - begin - 4);
    const std::size_t slash = name[0] == '/' ? 1 : 0;
    const char* const allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    const bool well_formed =
        name.size() > slash && name.find_first_not_of(allowed, slash) == std::string::npos;
    return well_formed ? name : "";
}

}  // namespace

std::map<std::string, Region> cut_regions(const std::string& source, const std::string& path) {
    std::map<std::string, Region> regions;
    std::vector<std::string> open;  // regions that have begun and not ended
    std::istringstream lines(source);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const std::string mark = marker(line);
        if (mark.empty()) {
            if (!open.empty() && open.back() == kNotShown) continue;
            for (const std::string& name : open) {
                Region& region = regions[name];
                const bool blank = line.find_first_not_of(" \t\r") == std::string::npos;
                if (blank && region.text.empty()) continue;  // as dedent() has it
                region.text += line + "\n";
                region.numbers.push_back(number);
            }
        } else if (mark[0] != '/') {
            require(mark == kNotShown || regions.emplace(mark, Region{}).second,
                    "{}: region [{}] begins twice", path, mark);
            open.push_back(mark);
        } else {
            require(!open.empty() && "/" + open.back() == mark, "{}: [{}] ends a region that {}",
                    path, mark, open.empty() ? "has not begun" : "is not the last to begin");
            open.pop_back();
        }
    }
    require(open.empty(), "{}: region [{}] does not end", path, open.empty() ? "" : open.back());
    for (auto& [name, region] : regions) region.text = dedent("\n" + region.text);
    return regions;
}

std::string cut_region(const std::string& source, const std::string& path,
                       const std::string& name) {
    const std::map<std::string, Region> regions = cut_regions(source, path);
    const auto found = regions.find(name);
    require(found != regions.end(), "{}: there is no region [{}]", path, name);
    return found->second.text;
}

}  // namespace book
