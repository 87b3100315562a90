#include "host/scratch_folder.h"

#include <stdlib.h>
#include <unistd.h>  // mkdtemp on macOS

#include <cerrno>
#include <cstring>

#include "core/require.h"

namespace book {
namespace fs = std::filesystem;

ScratchFolder::ScratchFolder(const std::string& name) {
    std::error_code nowhere;
    const fs::path place = fs::temp_directory_path(nowhere);
    require_input(!nowhere, "TMPDIR={} is no folder; set it to one, or unset it", place.string());
    std::string folder = (place / (name + "-XXXXXX")).string();
    const bool made = mkdtemp(folder.data()) != nullptr;
    const int error = errno;
    require_input(made, "cannot make a folder {}: {}", folder, std::strerror(error));
    path_ = folder;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace book
