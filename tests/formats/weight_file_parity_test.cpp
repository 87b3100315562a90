#include <cmath>

#include "formats/formats_testing.h"
#include "formats/safetensors.h"
#include "formats/weight_file.h"
#include "json.h"

using namespace book;

namespace {

// What make_tiny_models.py says of a file: type, shape, the sum of the numbers, the first three of the last row.
void check_against(const nlohmann::json& told, const WeightFile& file) {
    CHECK(told.size() <= file.names().size());
    for (const auto& [name, about] : told.items()) {
        INFO(file.path() << " " << name);
        REQUIRE(file.has(name));
        CHECK(file.type_name(name) == about[0].get<std::string>());
        CHECK(file.dimensions(name) == about[1].get<std::vector<std::uint64_t>>());
        const Shape shape = file.shape(name);
        const Matrix numbers = file.read(name, shape);
        CHECK(numbers == expanded(file.packed(name, shape)));
        double sum = 0;
        for (real x : numbers.flat()) sum += static_cast<double>(x);
        CHECK_THAT(sum, WithinAbs(about[2].get<double>(), 1e-9));
        for (int i = 0; i < 3; ++i)
            CHECK(static_cast<double>(numbers(shape.rows - 1, i)) == about[3][i].get<double>());
    }
}

void write_numbers(const std::string& path, std::vector<std::pair<std::string, real>> matrices) {
    std::vector<NamedMatrix> named;
    for (const auto& [name, value] : matrices) named.push_back({name, {1, 1}, {&value, 1}});
    write_safetensors(path, {}, named);
}

}  // namespace

TEST_CASE("weight file: the tiny models of every type, number by number", "[formats]") {
    const auto told = parse_json(read_whole_file(tiny_model("tiny_models.json")));
    CHECK(told.size() == 14);
    for (const auto& [name, tensors] : told.items())
        check_against(tensors, WeightFile::open(tiny_model(name)));
}

TEST_CASE("weight file: the book compresses to the bytes that numpy's lines give", "[formats]") {
    const WeightFile floats = WeightFile::open(tiny_model("tiny_llama_f32.gguf"));
    int compared = 0;
    for (WeightType type : kWeightTypes) {
        std::string name = name_of(type);
        for (char& c : name) c = static_cast<char>(std::tolower(c));
        const WeightFile other = WeightFile::open(tiny_model("tiny_llama_" + name + ".gguf"));
        for (const std::string& tensor : other.names()) {
            if (other.type(tensor) != type) continue;
            const Shape shape = other.shape(tensor);
            const PackedMatrix ours = compressed(floats.read(tensor, shape), type);
            const PackedMatrix theirs = other.packed(tensor, shape);
            INFO(name << " " << tensor);
            CHECK(std::equal(ours.bytes().begin(), ours.bytes().end(), theirs.bytes().begin(),
                             theirs.bytes().end()));
            ++compared;
        }
    }
    CHECK(compared == 8 * 16 + 5);  // and the vectors, which are floats in every file
}

TEST_CASE("weight file: the facts of a GGUF", "[formats]") {
    const WeightFile file = WeightFile::open(tiny_model("tiny_llama_q4_1.gguf"));
    REQUIRE(file.is_gguf());
    const GgufMetadata& m = file.metadata();
    CHECK(m.text("general.architecture") == "llama");
    CHECK(m.integer("llama.attention.head_count_kv") == 2);
    CHECK(m.number("llama.rope.freq_base") == 10000);
    CHECK_FALSE(m.flag("tokenizer.ggml.add_bos_token"));
    CHECK(m.texts("tokenizer.ggml.tokens").size() == 61);
    CHECK(m.texts("tokenizer.ggml.merges")[1] == "ab c");
    CHECK(m.integers("tokenizer.ggml.token_type")[0] == 3);
    CHECK(m.numbers("tokenizer.ggml.scores")[3] == 1.5);
    CHECK_THROWS_AS(WeightFile::open(tiny_model("tiny_llama_f32.safetensors")).metadata(), Error);
}

TEST_CASE("weight file: what nobody asks for is no hindrance", "[formats]") {
    const std::string path = tiny_model("tiny_gpt2_f16.safetensors");
    const WeightFile file = WeightFile::open(path);
    CHECK(file.has("position_ids"));
    CHECK(file.type_name("position_ids") == "I64");
    CHECK(file.read("transformer.h.0.attn.masked_bias", {1, 1}) == Matrix{{-1e4}});
    CHECK(refusal(path, [&] {
              file.read("position_ids", {1, 8});
          }).find("I64") != std::string::npos);
    CHECK(refusal(path, [&] { file.shape("transformer.h.0.attn.bias"); }) != "");
    CHECK(refusal(path, [&] { file.read("none", {1, 8}); }).find("missing") != std::string::npos);
    CHECK(refusal(path, [&] { file.packed("transformer.wte.weight", {32, 61}); }) != "");
}

TEST_CASE("weight file: the shards of a folder", "[formats]") {
    const TemporaryFolder folder;
    const std::string here = folder.path("");
    const auto opened = [&] { return WeightFile::open(here); };
    const auto index = [&](const std::string& map) {
        folder.write("model.safetensors.index.json",
                     "{\"metadata\":{\"total_size\":12},\"weight_map\":{" + map + "}}");
    };
    CHECK(refusal(here, opened).find("a folder without") != std::string::npos);

    write_numbers(folder.path("model-1-of-2.safetensors"), {{"a", 1}, {"b", 2}});
    write_numbers(folder.path("model-2-of-2.safetensors"), {{"c", 3}});
    const std::string a = R"("a":"model-1-of-2.safetensors")",
                      b = R"("b":"model-1-of-2.safetensors")",
                      c = R"("c":"model-2-of-2.safetensors")";
    index(a + "," + b + "," + c);
    const WeightFile file = opened();
    CHECK(file.names() == std::vector<std::string>{"a", "b", "c"});
    CHECK(file.read("b", {1, 1}) == Matrix{{2}});
    CHECK(file.read("c", {1, 1}) == Matrix{{3}});
    CHECK_FALSE(file.is_gguf());

    index(a + R"(,"b":"model-2-of-2.safetensors",)" + c);
    CHECK(refusal(here, opened).find("is not in") != std::string::npos);
    index(a + R"(,"c":"none.safetensors")");
    CHECK(refusal(here, opened).find("no such file") != std::string::npos);
    for (const char* outside : {"../x.safetensors", "/etc/passwd", "a\\\\b.safetensors", "", "x",
                                "a\\u0000b.safetensors"}) {
        index(R"("a":")" + std::string(outside) + "\"");
        CHECK(refusal(here, opened).find("no name of a shard") != std::string::npos);
    }
    index(R"("a":7)");
    CHECK(refusal(here, opened) != "");
    index(R"("a":{"b":{"c":"d"}})");
    CHECK(refusal(here, opened).find("nested") != std::string::npos);
    for (const char* broken : {"", "[]", "{}", "{\"weight_map\":[]}", "{\"weight_map\":{\"a\":"}) {
        folder.write("model.safetensors.index.json", broken);
        CHECK(refusal(here, opened) != "");
    }
    // A file of a name that two shards have.
    write_numbers(folder.path("model-2-of-2.safetensors"), {{"c", 3}, {"a", 4}});
    index(a + "," + c);
    CHECK(refusal(here, opened).find("in another shard, too") != std::string::npos);
    // Whole, it needs no index.
    write_numbers(folder.path("model.safetensors"), {{"a", 5}});
    CHECK(opened().read("a", {1, 1}) == Matrix{{5}});
}

TEST_CASE("weight file: a number that is none is refused when it is read", "[formats]") {
    const TemporaryFolder folder;
    const auto with = [&](std::uint32_t type, std::vector<std::uint64_t> dimensions,
                          const std::string& data) {
        GgufBytes file = gguf_start(1, 0).tensor("t", dimensions, type, 0);
        const std::string path = folder.write("file", file.align().raw(data).bytes);
        const WeightFile opened = WeightFile::open(path);
        const Shape shape = opened.shape("t");
        const std::string packed = refusal(path, [&] { opened.packed("t", shape); });
        CHECK(refusal(path, [&] { opened.read("t", shape); }) == packed);
        return packed;
    };
    const std::string infinite("\x00\x7c", 2), one("\x00\x3c", 2), zeros(64, '\0');
    CHECK(with(1, {2}, one + one) == "");
    CHECK(with(1, {2}, one + infinite).find("not finite") != std::string::npos);
    CHECK(with(30, {2}, one + std::string("\xc0\x7f", 2)) != "");
    CHECK(with(0, {1}, std::string("\x00\x00\x80\xff", 4)) != "");
    CHECK(with(2, {32}, infinite + zeros) != "");
    CHECK(with(8, {32}, infinite + zeros) != "");
    CHECK(with(3, {32}, one + infinite + zeros) != "");
    CHECK(with(7, {32}, one + one + zeros) == "");
    CHECK(with(6, {32}, one + infinite + zeros) == "");  // there the fifth bits stand
}
