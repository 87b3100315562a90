#include "cli/exception_words.h"

#include <fmt/format.h>

#include <filesystem>
#include <new>

#include "core/require.h"

namespace book {

std::string in_words(const std::exception& exception) {
    if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr)
        return "there is not enough memory; choose smaller sizes";
    if (dynamic_cast<const InputError*>(&exception) != nullptr) return exception.what();
    // Its what() calls the function of the library, and quotes a path as C++ would.
    if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&exception))
        return fmt::format("{}: {}; are you allowed to read and write there?",
                           file->path1().empty() ? "this folder" : file->path1().string(),
                           file->code().message());
    return exception.what() + std::string(" (this is a mistake in the book, not yours)");
}

}  // namespace book
