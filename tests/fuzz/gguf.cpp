// GGUF files: every fact and every tensor of what is accepted.
#include "formats/gguf.h"

#include "with_weights.h"

namespace book::fuzz {
namespace {

void look_at_facts(const GgufMetadata& m) {
    for (const std::string& key : m.keys()) {
        int kinds = 0;
        kinds += accepts([&] { m.flag(key); });
        kinds += accepts([&] { m.text(key); });
        kinds += accepts([&] { m.texts(key); });
        kinds += accepts([&] { m.number(key); });
        kinds += accepts([&] { m.numbers(key); });
        hold(kinds <= 1, "a value is of one kind");
        const bool is_integer = accepts([&] { m.integer(key); });
        const bool are_integers = accepts([&] { m.integers(key); });
        hold(!(is_integer && are_integers), "one number is no array");
        if (is_integer) hold(accepts([&] { m.number(key); }), "a whole number is a number");
        if (are_integers) hold(accepts([&] { m.numbers(key); }), "whole numbers are numbers");
    }
}

}  // namespace

void try_input(std::string_view input) {
    const std::string path = file_with("weights", input);
    accepts([&] {
        const WeightFile file = WeightFile::open(path);
        if (file.is_gguf()) look_at_facts(file.metadata());
        read_all(file);
    });
}

}  // namespace book::fuzz
