// Code on a page is cut from the source that ran.
//
// A region stands between two lines of its own, `// [name]` and `// [/name]`; regions may lie
// inside one another. Nothing is pasted, so a page cannot show code that does not run.
#pragma once

#include <optional>
#include <string>

namespace book {

// The folder that holds `book`: where the build was made from.
std::string source_root();

// Are the sources there? A program may run where nobody has them.
bool has_sources(const std::string& root = source_root());

// The text of a source, by its path under the root; nothing if there are no sources at all. Error if
// there are, and this one is not among them: its name is wrong.
std::optional<std::string> read_source(const std::string& path,
                                       const std::string& root = source_root());

// The lines of region `name`, without their common indentation and without marker lines. Error if
// the region is not there, stands twice, or if any marker in the source has no partner.
std::string cut_region(const std::string& source, const std::string& path, const std::string& name);

}  // namespace book
