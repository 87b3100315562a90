// Other people's safetensors, and the index of their shards.
#include "formats/safetensors.h"

#include <filesystem>

#include "with_header.h"
#include "with_weights.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    const std::string path = safetensors_with("weights.safetensors", input);
    const bool accepted = accepts([&] { read_all(WeightFile::open(path)); });
    if (accepts([&] { SafeTensors strict(path); }))
        hold(accepted, "what the book could have written is read as anybody's");

    std::filesystem::create_directory(path_of("folder"));
    file_with("folder/model.safetensors.index.json", input);
    accepts([&] { read_all(WeightFile::open(path_of("folder"))); });
}

}  // namespace book::fuzz
