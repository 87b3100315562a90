#include "formats/gguf.h"

#include "formats/formats_testing.h"

using namespace book;

namespace {

constexpr std::uint32_t kText = 8, kArray = 9, kF32 = 0, kQ4_0 = 2, kQ6_K = 14;

std::string refusal_of(const TemporaryFolder& folder, const GgufBytes& file) {
    const std::string path = folder.write("file", file.bytes);
    return refusal(path, [&] { Gguf opened(path); });
}

// Facts of every kind.
GgufBytes all_kinds() {
    GgufBytes file = gguf_start(0, 16);
    file.fact("u8", 0).number(std::uint8_t{200});
    file.fact("i8", 1).number(std::int8_t{-3});
    file.fact("u16", 2).number(std::uint16_t{60000});
    file.fact("i16", 3).number(std::int16_t{-300});
    file.fact("u32", 4).number(std::uint32_t{4'000'000'000});
    file.fact("i32", 5).number(std::int32_t{-70000});
    file.fact("f32", 6).number(0.1f);
    file.fact("yes", 7).number(std::uint8_t{1});
    file.fact("text", kText).text("J'aime \xC3\xA9");
    file.fact("u64", 10).number(std::uint64_t{1} << 40);
    file.fact("huge", 10).number(~std::uint64_t{0});
    file.fact("i64", 11).number(std::int64_t{-1} << 40);
    file.fact("f64", 12).number(0.1);
    file.fact("words", kArray).array(kText, 3).text("a").text("").text("bc");
    file.fact("counts", kArray).array(5, 2).number(std::int32_t{7}).number(std::int32_t{-8});
    file.fact("scores", kArray).array(6, 2).number(0.5f).number(-1.0f);
    return file;
}

}  // namespace

TEST_CASE("gguf: facts of every kind", "[formats]") {
    const TemporaryFolder folder;
    const Gguf file(folder.write("file", all_kinds().bytes));
    const GgufMetadata& m = file.metadata();
    CHECK(file.version() == 3);
    CHECK(m.keys().size() == 16);
    CHECK(m.integer("u8") == 200);
    CHECK(m.integer("i8") == -3);
    CHECK(m.integer("u16") == 60000);
    CHECK(m.integer("i16") == -300);
    CHECK(m.integer("u32") == 4'000'000'000);
    CHECK(m.integer("i32") == -70000);
    CHECK(m.number("f32") == static_cast<double>(0.1f));
    CHECK(m.flag("yes"));
    CHECK(m.text("text") == "J'aime \xC3\xA9");
    CHECK(m.integer("u64") == std::int64_t{1} << 40);
    CHECK(m.integer("i64") == std::int64_t{-1} * (std::int64_t{1} << 40));
    CHECK(m.number("f64") == 0.1);
    CHECK(m.number("i8") == -3);  // a whole number is a number
    CHECK(m.texts("words") == std::vector<std::string>{"a", "", "bc"});
    CHECK(m.integers("counts") == std::vector<std::int64_t>{7, -8});
    CHECK(m.numbers("counts") == std::vector<double>{7, -8});
    CHECK(m.numbers("scores") == std::vector<double>{0.5, -1});

    const std::string& path = file.path();
    CHECK(refusal(path, [&] { m.integer("none"); }).find("missing") != std::string::npos);
    CHECK(refusal(path, [&] { m.integer("huge"); }) != "");
    CHECK(refusal(path, [&] { m.integer("f32"); }) != "");
    CHECK(refusal(path, [&] { m.integer("counts"); }) != "");
    CHECK(refusal(path, [&] { m.integers("i32"); }) != "");
    CHECK(refusal(path, [&] { m.integers("scores"); }) != "");
    CHECK(refusal(path, [&] { m.integers("words"); }) != "");
    CHECK(refusal(path, [&] { m.numbers("words"); }) != "");
    CHECK(refusal(path, [&] { m.number("yes"); }) != "");
    CHECK(refusal(path, [&] { m.number("text"); }) != "");
    CHECK(refusal(path, [&] { m.text("u8"); }) != "");
    CHECK(refusal(path, [&] { m.texts("counts"); }) != "");
    CHECK(refusal(path, [&] { m.flag("u8"); }) != "");
}

TEST_CASE("gguf: tensors lie where the file says, dimensions the other way round", "[formats]") {
    const TemporaryFolder folder;
    for (std::uint32_t version : {2u, 3u}) {
        GgufBytes file = gguf_start(3, 1, version);
        file.fact("general.alignment", 4).number(std::uint32_t{64});
        file.tensor("b", {3}, kF32, 64)
            .tensor("a", {3, 2}, kF32, 0)
            .tensor("c", {256, 4}, kQ6_K, 128);
        file.align(64);
        const std::size_t data = file.bytes.size();
        for (int i = 0; i < 6; ++i) file.number(static_cast<float>(i));
        file.align(64);
        for (int i = 0; i < 3; ++i) file.number(static_cast<float>(10 + i));
        file.align(64).raw(std::string(100, 'x'));
        const Gguf opened(folder.write("file", file.bytes));
        const StoredTensor& a = opened.tensors().at("a");
        CHECK(a.dimensions == std::vector<std::uint64_t>{2, 3});
        CHECK(a.begin == data);
        CHECK(a.bytes == 24);
        CHECK(a.type_name == "F32");
        CHECK(opened.tensors().at("b").begin == data + 64);
        // Of a type that the book does not read: listed all the same.
        CHECK(opened.tensors().at("c").type_name == "Q6_K");
        CHECK_FALSE(opened.tensors().at("c").type.has_value());
    }
}

TEST_CASE("gguf: what cannot be is refused", "[formats]") {
    const TemporaryFolder folder;
    const auto refused = [&](const GgufBytes& file) { return refusal_of(folder, file); };
    const auto has = [](const std::string& message, const char* part) {
        INFO(message);
        CHECK(message.find(part) != std::string::npos);
    };
    has(refused(GgufBytes{}.raw("")), "not a GGUF");
    has(refused(GgufBytes{}.raw("GGU")), "not a GGUF");
    has(refused(GgufBytes{}.raw("GGUX1234567890123456")), "not a GGUF");
    has(refused(gguf_start(0, 0, 1)), "version 1");
    has(refused(gguf_start(0, 0, 0x03000000)), "little-endian");
    has(refused(gguf_start(~std::uint64_t{0}, 0)), "more of something than fits");
    has(refused(gguf_start(0, std::uint64_t{1} << 61)), "more of something than fits");
    has(refused(gguf_start(0, 1).fact("a", 13).number(std::uint64_t{0})), "kind 13");
    has(refused(gguf_start(0, 1).fact("a", kArray).array(kArray, 1).array(0, 1).number(0)),
        "array of arrays");
    has(refused(gguf_start(0, 1).fact("a", kArray).array(12, std::uint64_t{1} << 61).number(0.1)),
        "more of something than fits");
    has(refused(gguf_start(0, 1).fact("a", kText).number(~std::uint64_t{0}).raw("abc")),
        "too early");
    has(refused(gguf_start(0, 1).number(std::uint64_t{1} << 20).raw("abcdefghijklm")), "too long");
    has(refused(gguf_start(0, 2).fact("a", 0).raw("1").fact("a", 0).raw("1")), "there twice");
    for (std::uint32_t alignment : {0u, 3u, 1u << 30})
        has(refused(gguf_start(0, 1).fact("general.alignment", 4).number(alignment)), "alignment");

    const std::string data(64, '\0');
    const auto with = [&](std::vector<std::uint64_t> dimensions, std::uint32_t type,
                          std::uint64_t offset) {
        return refused(gguf_start(1, 0).tensor("t", dimensions, type, offset).align().raw(data));
    };
    CHECK(with({16}, kF32, 0) == "");
    CHECK(with({8}, kF32, 32) == "");
    CHECK(with({}, kF32, 0) == "");
    CHECK(with({0, ~std::uint64_t{0}}, kF32, 0) == "");
    has(with({17}, kF32, 0), "does not fit");
    has(with({9}, kF32, 32), "does not fit");
    has(with({std::uint64_t{1} << 62}, kF32, 0), "does not fit");
    has(with({std::uint64_t{1} << 32, std::uint64_t{1} << 32}, kF32, 0), "does not fit");
    has(with({16, 2}, kQ4_0, 0), "does not fit");  // no whole block
    has(with({1, 1, 1, 1, 1}, kF32, 0), "too many dimensions");
    has(with({8}, kF32, 8), "should begin");  // not aligned
    has(with({8}, kF32, 96), "should begin");
    has(with({1}, kQ6_K, 96), "should begin");
    GgufBytes twice = gguf_start(2, 0).tensor("t", {1}, kF32, 0).tensor("t", {1}, kF32, 32);
    has(refused(twice.align().raw(data)), "there twice");
    GgufBytes shared = gguf_start(2, 0).tensor("t", {16}, kF32, 0).tensor("u", {1}, kF32, 32);
    has(refused(shared.align().raw(data)), "share");
    CHECK(refusal("/", [] { Gguf opened("/"); }).find("directory") != std::string::npos);
    const std::string none = folder.path("none");
    CHECK(refusal(none, [&] { Gguf opened(none); }).find("no such file") != std::string::npos);
}

TEST_CASE("gguf: a name of control characters is shown safely", "[formats]") {
    const TemporaryFolder folder;
    const std::string name = "a\n\x1b[31m" + std::string(1000, 'x');
    GgufBytes file = gguf_start(1, 0);
    file.tensor(name, {1000}, kF32, 0).align();
    const std::string message = refusal_of(folder, file);
    CHECK(message.find('\x1b') == std::string::npos);
    CHECK(message.find("does not fit") != std::string::npos);
}

TEST_CASE("gguf: a file cut off anywhere is refused, and one damaged anywhere does no harm",
          "[formats]") {
    const TemporaryFolder folder;
    GgufBytes file = all_kinds();
    std::string whole = file.bytes;
    const std::uint64_t one = 1;
    std::memcpy(whole.data() + 8, &one, sizeof one);  // a tensor, too
    file.bytes = whole;
    file.tensor("t", {32, 2}, kQ4_0, 0).align().raw(std::string(36, '\1'));
    const auto use = [](const std::string& path) {
        return refusal(path, [&] {
            const Gguf opened(path);
            for (const std::string& key : opened.metadata().keys())
                refusal(path, [&] { opened.metadata().texts(key); });
            for (const auto& [name, tensor] : opened.tensors())
                NamedTensor{path, name, tensor}.packed({2, 32});
        });
    };
    CHECK(use(folder.write("whole", file.bytes)) == "");
    for (std::size_t n = 0; n < file.bytes.size(); ++n)
        CHECK(use(folder.write("cut", file.bytes.substr(0, n))) != "");
    for (std::size_t n = 0; n < file.bytes.size(); ++n) {
        std::string damaged = file.bytes;
        damaged[n] = static_cast<char>(damaged[n] ^ 1 << n % 8);
        use(folder.write("damaged", damaged));
    }
}
