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

// Reads a source line by line.
class RegionCutter {
  public:
    explicit RegionCutter(const std::string& path) : path_(path) {}

    void read(const std::string& line) {
        ++number_;
        const std::string mark = marker(line);
        if (mark.empty())
            add(line);
        else if (mark[0] == '/')
            end(mark.substr(1));
        else
            begin(mark);
    }

    std::map<std::string, Region> finish() {
        require(open_.empty(), "{}: region [{}] does not end", path_,
                open_.empty() ? "" : open_.back());
        for (auto& [name, region] : regions_) region.text = dedent("\n" + region.text);
        return std::move(regions_);
    }

  private:
    void begin(const std::string& name) {
        const bool is_new = name == kNotShown || regions_.emplace(name, Region{}).second;
        require(is_new, "{}: region [{}] begins twice", path_, name);
        open_.push_back(name);
    }

    void end(const std::string& name) {
        require(!open_.empty(), "{}: [/{}] ends a region that has not begun", path_, name);
        require(open_.back() == name, "{}: [/{}] ends a region that is not the last to begin",
                path_, name);
        open_.pop_back();
    }

    void add(const std::string& line) {
        if (!open_.empty() && open_.back() == kNotShown) return;
        const bool is_blank = line.find_first_not_of(" \t\r") == std::string::npos;
        for (const std::string& name : open_) {
            Region& region = regions_[name];
            if (is_blank && region.text.empty()) continue;  // as dedent() has it
            region.text += line + "\n";
            region.numbers.push_back(number_);
        }
    }

    const std::string& path_;
    std::map<std::string, Region> regions_;
    std::vector<std::string> open_;  // regions that have begun and not ended
    int number_ = 0;                 // of the line
};

}  // namespace

std::map<std::string, Region> cut_regions(const std::string& source, const std::string& path) {
    RegionCutter cutter(path);
    std::istringstream lines(source);
    for (std::string line; std::getline(lines, line);) cutter.read(line);
    return cutter.finish();
}

std::string cut_region(const std::string& source, const std::string& path,
                       const std::string& name) {
    const std::map<std::string, Region> regions = cut_regions(source, path);
    const auto found = regions.find(name);
    require(found != regions.end(), "{}: there is no region [{}]", path, name);
    return found->second.text;
}

}  // namespace book
