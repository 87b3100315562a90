#include "model/model_files.h"

#include <filesystem>

#include "core/settings.h"
#include "host/files.h"
#include "host/places.h"

namespace book {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBookModel = "book.safetensors";
constexpr const char* kTrainedModel = "trained.safetensors";
constexpr const char* kChangedModel = "changed.safetensors";
constexpr const char* kLanguageModel = "language_model.safetensors";

std::string in_data_folder(const char* name) {
    const fs::path folder = data_folder();
    std::error_code failed;  // then the first write says why
    fs::create_directories(folder, failed);
    return (folder / name).string();
}

}  // namespace

std::string make_default_model_path() { return in_data_folder(kBookModel); }
std::string make_trained_model_path() { return in_data_folder(kTrainedModel); }

std::string make_changed_model_path() { return in_data_folder(kChangedModel); }

void keep_model(const Translator& translator, const std::string& path) {
    if (!holds_model(path, translator.model())) {
        keep_as_before(path);
        translator.save(path);
    }
    if (path != usual_model_path())
        tell(
            fmt::format("this model lies at {0}; to use it: ./book translate --model {1}, and "
                        "./book explain --model {1}",
                        path, shell_word(path)));
}

std::string usual_model_path() {
    std::error_code ignored;
    for (const char* name : {kBookModel, kTrainedModel, kChangedModel}) {
        const fs::path path = data_folder() / name;
        if (fs::exists(path, ignored)) return path.string();
    }
    return "";
}

std::string make_language_model_path() { return in_data_folder(kLanguageModel); }

std::string usual_language_model_path() {
    std::error_code ignored;
    const fs::path path = data_folder() / kLanguageModel;
    return fs::exists(path, ignored) ? path.string() : "";
}

Translator load_translator(const std::string& path) {
    if (!path.empty()) return Translator::load(path);
    const std::string usual = usual_model_path();
    require_setting(!usual.empty(),
                    "there is no model yet: ./book run 10 or ./book train makes one, or name yours "
                    "with @model");
    return Translator::load(usual);
}

}  // namespace book
