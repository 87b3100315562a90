#include "model/language_model_files.h"

#include <cstring>
#include <filesystem>

#include "host/files.h"
#include "host/places.h"
#include "model/model_files.h"

namespace book {

std::string make_changed_language_model_path() {
    const std::filesystem::path usual = make_language_model_path();
    return (usual.parent_path() / "changed_language_model.safetensors").string();
}

bool holds_language_model(const std::string& path, const LanguageModel& model) {
    try {
        Checkpoint about;
        const LanguageModel there = load_language_model(path, about);
        const auto a = there.parameters().values(), b = model.parameters().values();
        return there.config() == model.config() && a.size() == b.size() &&
               std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
    } catch (const InputError&) {
        return false;
    }
}

void keep_language_model(const LanguageModel& model, const Checkpoint& about,
                         const std::string& path) {
    if (!holds_language_model(path, model)) {
        keep_as_before(path);
        save_language_model(path, model, about);
    }
    require_input(holds_language_model(path, model),
                  "{}: what was written cannot be read back as the same model", path);
    tell(fmt::format("written to {0}; to use it: ./book generate --model {1}", path,
                     shell_word(path)));
}

}  // namespace book
