#include "model/checkpoint.h"

#include <cstring>
#include <limits>
#include <map>

#include "catch.h"
#include "temporary_folder.h"

using namespace book;

namespace {

TransformerConfig small_checkpoint_config() {
    TransformerConfig config;
    config.vocabulary = 11;
    config.width = 8;
    config.heads = 2;
    config.encoder_layers = 1;
    config.decoder_layers = 2;
    config.feed_forward = 6;
    config.max_length = 20;
    config.dropout = 0.1;
    config.final_norm = true;
    config.attention_bias = true;
    return config;
}

Checkpoint small_about() {
    Checkpoint about;
    about.merges = "103 106\n258 3\n";
    about.lowercase = true;
    about.never_read = {2, 7, 10};
    about.training.set("steps", 17);
    about.training.set("data", "the book's corpus: \"J'aime les beignets\" \xC3\xA9");
    return about;
}

// A file of our own making: header text, then `data` bytes of zeros.
std::string safetensors_text(const std::string& header, std::size_t data) {
    const std::uint64_t length = header.size();
    std::string text(sizeof length, '\0');
    std::memcpy(text.data(), &length, sizeof length);
    return text + header + std::string(data, '\0');
}

// Loading must give a model or an InputError of one line, whatever the file holds.
bool loads(const std::string& path) {
    Checkpoint about;
    try {
        load_checkpoint(path, about);
        return true;
    } catch (const InputError& error) {
        const std::string message = error.what();
        CHECK(message.find(path) == 0);
        CHECK(message.find('\n') == std::string::npos);
        CHECK(message.size() < path.size() + 200);
        return false;
    }
}

std::string message_of(const std::string& path) {
    Checkpoint about;
    try {
        load_checkpoint(path, about);
    } catch (const InputError& error) {
        return error.what();
    }
    return "loaded";
}

}  // namespace

TEST_CASE("checkpoint: what was saved is loaded, to the last bit", "[model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("model.safetensors");
    const Transformer model(small_checkpoint_config(), 5);
    save_checkpoint(path, model, small_about());
    Checkpoint about;
    const Transformer loaded = load_checkpoint(path, about);
    CHECK(loaded.config() == model.config());
    const auto a = model.parameters().values(), b = loaded.parameters().values();
    REQUIRE(a.size() == b.size());
    CHECK(std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
    CHECK(about.merges == small_about().merges);
    CHECK(about.lowercase);
    CHECK(about.never_read == small_about().never_read);
    CHECK(holds_model(path, model));
    CHECK_FALSE(holds_model(path, Transformer(small_checkpoint_config(), 6)));
    CHECK_FALSE(holds_model(folder.path("none"), model));
    CHECK(about.training.values() == small_about().training.values());
    CHECK(folder.files() == 1);
}

TEST_CASE("checkpoint: every parameter has its name and shape in the file", "[model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("m");
    const Transformer model(small_checkpoint_config(), 5);
    save_checkpoint(path, model, small_about());
    const SafeTensors file(path);
    const Parameters& p = model.parameters();
    CHECK(file.names().size() == static_cast<std::size_t>(p.count()));
    for (int i = 0; i < p.count(); ++i) {
        std::vector<real> values(p.shape(i).size());
        CHECK_NOTHROW(file.read(p.name(i), p.shape(i), values));
        CHECK_THROWS_AS(file.read(p.name(i), {p.shape(i).rows + 1, p.shape(i).cols}, values),
                        InputError);
    }
    CHECK(file.has("decoder.1.cross_attention.query.weight"));
    CHECK(file.total_numbers() == p.size());
    CHECK((8 + read_whole_file(path).find("}}      ")) > 8);  // padded: the data is aligned
    const std::size_t data = read_whole_file(path).size() - p.size() * sizeof(float);
    CHECK(data % 64 == 0);
}

TEST_CASE("checkpoint: the words of the file, by which older files are read", "[model]") {
    Metadata metadata;
    put_config(small_checkpoint_config(), metadata);
    const std::map<std::string, std::string> words{{"config.vocabulary", "11"},
                                                   {"config.width", "8"},
                                                   {"config.heads", "2"},
                                                   {"config.encoder_layers", "1"},
                                                   {"config.decoder_layers", "2"},
                                                   {"config.feed_forward", "6"},
                                                   {"config.dropout", "0.1"},
                                                   {"config.max_length", "20"},
                                                   {"config.pre_norm", "false"},
                                                   {"config.final_norm", "true"},
                                                   {"config.attention_bias", "true"}};
    CHECK(metadata.values() == words);
    CHECK(get_config(metadata) == small_checkpoint_config());
}

TEST_CASE("safetensors: a header of any length is padded, never cut", "[model]") {
    const TemporaryFolder folder;
    const std::vector<real> numbers{1, 2, 3};
    std::string text;
    for (int length = 0; length < 130; ++length) {
        Metadata metadata;
        metadata.set("text", text);
        write_safetensors(folder.path("f"), metadata, {{"numbers", {1, 3}, numbers}});
        CHECK((read_whole_file(folder.path("f")).size() - 3 * sizeof(float)) % 64 == 0);
        const SafeTensors file(folder.path("f"));
        CHECK(file.metadata().text("text") == text);
        std::vector<real> read(3);
        file.read("numbers", {1, 3}, read);
        CHECK(read == numbers);
        text += 'x';
    }
}

TEST_CASE("count_parameters: agrees with the model for every switch", "[model]") {
    for (int bits = 0; bits < 8; ++bits) {
        TransformerConfig config = small_checkpoint_config();
        config.pre_norm = (bits & 1) != 0;
        config.final_norm = (bits & 2) != 0;
        config.attention_bias = (bits & 4) != 0;
        CHECK(count_parameters(config) == Transformer(config, 1).parameters().size());
    }
}

TEST_CASE("check_config: sizes that cannot be are refused by name", "[model]") {
    const auto message = [](auto change) -> std::string {
        TransformerConfig config = small_checkpoint_config();
        change(config);
        try {
            check_config(config);
        } catch (const InputError& error) {
            return error.what();
        }
        return "accepted";
    };
    using C = TransformerConfig;
    CHECK(message([](C&) {}) == "accepted");
    CHECK(message([](C& c) { c.heads = 3; }).find("not divisible") != std::string::npos);
    CHECK(message([](C& c) { c.width = 0; }).find("width 0") == 0);
    CHECK(message([](C& c) { c.width = -8; }).find("width -8") == 0);
    CHECK(message([](C& c) { c.heads = 0; }).find("heads 0") == 0);
    CHECK(message([](C& c) { c.encoder_layers = 0; }).find("encoder_layers") == 0);
    CHECK(message([](C& c) { c.decoder_layers = 1 << 30; }).find("decoder_layers") == 0);
    CHECK(message([](C& c) { c.feed_forward = INT32_MAX; }).find("feed_forward") == 0);
    CHECK(message([](C& c) { c.max_length = INT32_MAX; }).find("max_length") == 0);
    CHECK(message([](C& c) { c.vocabulary = INT32_MAX; }).find("vocabulary") == 0);
    CHECK(message([](C& c) { c.dropout = 1; }).find("dropout") == 0);
    CHECK(message([](C& c) { c.dropout = std::numeric_limits<double>::quiet_NaN(); }) !=
          "accepted");
    CHECK(message([](C& c) {
              c.vocabulary = 1 << 24;
              c.width = 1 << 16;
          }).find("GiB") != std::string::npos);
}

TEST_CASE("checkpoint: a file cut off anywhere is refused", "[model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("m");
    save_checkpoint(path, Transformer(small_checkpoint_config(), 5), small_about());
    const std::string whole = read_whole_file(path);
    for (std::size_t n = 0; n < whole.size(); n += n < 80 ? 1 : 97)
        CHECK_FALSE(loads(folder.write("cut", whole.substr(0, n))));
    CHECK_FALSE(loads(folder.write("cut", whole.substr(0, whole.size() - 1))));
    CHECK_FALSE(loads(folder.write("cut", whole + "x")));
    CHECK(loads(folder.write("cut", whole)));
}

TEST_CASE("checkpoint: a file with changed bytes loads or is refused, never worse", "[model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("m");
    save_checkpoint(path, Transformer(small_checkpoint_config(), 5), small_about());
    const std::string whole = read_whole_file(path);
    std::uint64_t header = 0;
    std::memcpy(&header, whole.data(), sizeof header);
    Rng rng(3);
    int refused = 0;
    for (int i = 0; i < 600; ++i) {
        std::string changed = whole;
        // Every bit of the length, then random places of the header: digits, quotes, brackets.
        const std::size_t at =
            i < 64 ? static_cast<std::size_t>(i) / 8
                   : 8 + static_cast<std::size_t>(rng.below(static_cast<int>(header)));
        if (i < 64)
            changed[at] = static_cast<char>(changed[at] ^ (1 << (i % 8)));
        else if (i % 2 == 0)
            changed[at] = "0123456789{}[]\",:-.eE \xFF\0"[rng.below(25)];
        else
            changed[at] = static_cast<char>(rng.below(256));
        refused += loads(folder.write("changed", changed)) ? 0 : 1;
    }
    CHECK(refused > 300);
}

TEST_CASE("safetensors: hostile headers are refused before anything is allocated", "[model]") {
    const TemporaryFolder folder;
    const auto refuse = [&](const std::string& header, std::size_t data, const std::string& why) {
        const std::string message =
            message_of(folder.write("hostile", safetensors_text(header, data)));
        INFO(header.substr(0, 100) << "  ->  " << message);
        CHECK(message.find(why) != std::string::npos);
    };
    refuse("{}", 0, "no model of this book");
    refuse("[]", 0, "no JSON object");
    refuse("{\"a\": 3}", 0, "no JSON object");
    refuse("{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}", 4, "has no data_offsets");
    refuse(R"({"a": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}})", 4, "not F32");
    refuse(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}})", 4,
           "has 4 bytes for (2)");
    refuse(R"({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}})", 4, "whole numbers");
    refuse(R"({"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}})", 4,
           "whole numbers");
    refuse(R"({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}})", 4, "should lie");
    refuse(R"({"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}})", 4, "should lie");
    refuse(R"({"a": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}})", 4,
           "behind the last");
    refuse(R"({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
               "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}})",
           4, "should lie");
    refuse(R"({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
               "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}})",
           4, "twice");
    // 2^32 x 2^32 numbers, which wraps to 0 in 64 bits; and 2^62 + 1, times 4 bytes wraps to 4.
    refuse(R"({"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}})",
           0, "has 0 bytes for (4294967296 x 4294967296)");
    refuse(R"({"a": {"dtype": "F32", "shape": [4611686018427387905], "data_offsets": [0, 4]}})", 4,
           "has 4 bytes for (4611686018427387905)");
    refuse(R"({"a": {"dtype": "F32", "shape": [18446744073709551616], "data_offsets": [0, 4]}})", 4,
           "whole numbers");
    refuse(R"({"__metadata__": {"format": 1}})", 0, "not a string");
    refuse(R"({"__metadata__": {"format": "attention-book 2"}})", 0, "of version");
    refuse(R"({"__metadata__": {"format": "attention-book 1"}})", 0, "config.vocabulary");
    refuse(std::string(1000, '['), 0, "nested too deeply");
    refuse("{\"a\":" + std::string(100'000, '['), 0, "nested too deeply");
    CHECK(message_of(folder.write("text", "I love doughnuts, and this is no model."))
              .find("not a checkpoint") != std::string::npos);
    CHECK(message_of(folder.write("empty", "")).find("not a checkpoint") != std::string::npos);
    CHECK(message_of(folder.path("")).find("directory") != std::string::npos);
    CHECK(message_of(folder.path("missing")).find("no such file") != std::string::npos);
    CHECK(message_of("/dev/zero").find("device") != std::string::npos);
}

TEST_CASE("checkpoint: a configuration is believed only if the file holds its numbers", "[model]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("m");
    save_checkpoint(path, Transformer(small_checkpoint_config(), 5), small_about());
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"\"config.width\":\"8\"", "\"config.width\":\"8000\""},
             {"\"config.width\":\"8\"", "\"config.width\":\"99999999999999999999\""},
             {"\"config.width\":\"8\"", "\"config.width\":\"eight\""},
             {"\"config.width\":\"8\"", "\"config.width\":\"7\""},
             {"\"config.max_length\":\"20\"", "\"config.max_length\":\"2000000000\""},
             {"\"config.dropout\":\"0.1\"", "\"config.dropout\":\"nan\""},
             {"\"config.pre_norm\":\"false\"", "\"config.pre_norm\":\"perhaps\""}}) {
        const std::string whole = read_whole_file(path);
        std::uint64_t length = 0;
        std::memcpy(&length, whole.data(), sizeof length);
        std::string header = whole.substr(8, length);
        const std::size_t at = header.find(from);
        REQUIRE(at != std::string::npos);
        header.replace(at, from.size(), to);
        CHECK_FALSE(
            loads(folder.write("changed", safetensors_text(header, 0) + whole.substr(8 + length))));
    }
}

TEST_CASE("checkpoint: a number that is not finite is refused", "[model]") {
    const TemporaryFolder folder;
    Transformer model(small_checkpoint_config(), 5);
    model.parameters().values()[30] = std::numeric_limits<real>::infinity();
    save_checkpoint(folder.path("m"), model, small_about());
    CHECK(message_of(folder.path("m")).find("not finite") != std::string::npos);
}
