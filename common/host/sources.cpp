#include "host/sources.h"

#include <filesystem>

#include "core/require.h"
#include "host/environment.h"
#include "host/files.h"

namespace book {

std::string source_root() {
#ifdef BOOK_SOURCE_DIR
    return environment_variable("BOOK_HOME", BOOK_SOURCE_DIR);
#else
    return ".";
#endif
}

bool has_sources(const std::string& root) {
    std::error_code unreadable;  // is as good as absent
    return std::filesystem::exists(root + "/CMakeLists.txt", unreadable);
}

std::string with_real_names(std::string text) {
    const std::string way = environment_variable("BOOK_WAY", ""), real = source_root();
    if (way.empty() || way == real) return text;
    for (std::size_t at = 0; (at = text.find(way, at)) != std::string::npos; at += real.size())
        text.replace(at, way.size(), real);
    return text;
}

std::optional<std::string> read_source(const std::string& path, const std::string& root) {
    if (!has_sources(root)) return std::nullopt;
    const std::string file = root + "/" + path;
    require(std::filesystem::exists(file), "there is no source {} in {}", path, root);
    return text_of(file);
}

}  // namespace book
