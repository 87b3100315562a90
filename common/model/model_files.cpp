#include "model/model_files.h"

#include <filesystem>

#include "core/settings.h"
#include "host/places.h"

namespace book {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBookModel = "book.safetensors";
constexpr const char* kTrainedModel = "trained.safetensors";

std::string in_data_folder(const char* name) {
    const fs::path folder = data_folder();
    std::error_code failed;  // then the first write says why
    fs::create_directories(folder, failed);
    return (folder / name).string();
}

}  // namespace

std::string make_default_model_path() { return in_data_folder(kBookModel); }
std::string make_trained_model_path() { return in_data_folder(kTrainedModel); }

std::string usual_model_path() {
    std::error_code ignored;
    for (const char* name : {kBookModel, kTrainedModel}) {
        const fs::path path = data_folder() / name;
        if (fs::exists(path, ignored)) return path.string();
    }
    return "";
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
