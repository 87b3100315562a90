#include "formats/safetensors.h"

#include "formats/formats_testing.h"

using namespace book;

namespace {

std::string file_text(const std::string& header, const std::string& data) {
    const std::uint64_t length = header.size();
    std::string text(sizeof length, '\0');
    std::memcpy(text.data(), &length, sizeof length);
    return text + header + data;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  int begin, int end) {
    return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
           ",\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

}  // namespace

TEST_CASE("safetensors: a file from elsewhere may hold what the book does not read", "[formats]") {
    const TemporaryFolder folder;
    const std::string header =
        "{" + entry("half", "F16", "[2,2]", 0, 8) + "," + entry("brain", "BF16", "[2]", 8, 12) +
        "," + entry("one", "F32", "[]", 12, 16) + "," + entry("whole", "I64", "[1,1]", 16, 24) +
        "," + entry("mask", "BOOL", "[1,1,2,2]", 24, 28) + "," +
        entry("newest", "F4_X", "[3]", 28, 30) + "}";
    std::string data(30, '\0');
    data.replace(0, 8, std::string("\x00\x3c\x00\x40\x00\x38\x00\xc2", 8));  // 1, 2, 0.5, -3
    data.replace(8, 4, std::string("\x80\x3f\x00\xc0", 4));                  // 1, -2
    data.replace(12, 4, std::string("\x00\x00\xc0\x40", 4));                 // 6
    const std::string path = folder.write("file", file_text(header, data));
    CHECK(refusal(path, [&] { SafeTensors ours(path); }).find("not F32") != std::string::npos);

    const SafeTensors file(path, Origin::elsewhere);
    CHECK(file.names() ==
          std::vector<std::string>{"half", "brain", "one", "whole", "mask", "newest"});
    const auto named = [&](const std::string& name) {
        const auto found = file.tensors().find(name);
        return NamedTensor{file.path(), found->first, found->second};
    };
    CHECK(named("half").read({2, 2}) == Matrix{{1, 2}, {0.5, -3}});
    CHECK(named("brain").read({1, 2}) == Matrix{{1, -2}});
    CHECK(named("one").read({1, 1}) == Matrix{{6}});
    CHECK(named("half").packed({2, 2}).type() == WeightType::f16);
    CHECK(expanded(named("half").packed({2, 2})) == Matrix{{1, 2}, {0.5, -3}});
    CHECK(refusal(path, [&] {
              named("half").read({1, 4});
          }).find("should be (1 x 4)") != std::string::npos);
    CHECK(refusal(path, [&] { named("whole").read({1, 1}); }).find("I64") != std::string::npos);
    CHECK(refusal(path, [&] { named("mask").shape(); }).find("4 dimensions") != std::string::npos);
    CHECK(refusal(path, [&] { named("newest").packed({1, 3}); }).find("F4_X") != std::string::npos);
}

TEST_CASE("safetensors: sizes from elsewhere that cannot be are refused", "[formats]") {
    const TemporaryFolder folder;
    const auto refused = [&](const std::string& entries, int bytes) {
        const std::string path =
            folder.write("file", file_text("{" + entries + "}", std::string(bytes, '\0')));
        return refusal(path, [&] { SafeTensors file(path, Origin::elsewhere); });
    };
    CHECK(refused(entry("a", "F16", "[2,3]", 0, 12), 12) == "");
    CHECK(refused(entry("a", "F16", "[0,3]", 0, 0), 0) == "");
    CHECK(refused(entry("a", "F16", "[2,3]", 0, 24), 24) != "");
    CHECK(refused(entry("a", "I64", "[2]", 0, 12), 12) != "");
    CHECK(refused(entry("a", "F16", "[4294967296,4294967296,2]", 0, 12), 12) != "");
    CHECK(refused(entry("a", "BF16", "[18446744073709551615]", 0, 2), 2) != "");
    CHECK(refused(entry("a", "F16", "[-1]", 0, 2), 2) != "");
    CHECK(refused(entry("a", "F16", "[1]", 2, 0), 2) != "");
    CHECK(refused(entry("a", "F16", "[1]", 0, 2), 4) != "");  // something behind it
    CHECK(refused(entry("a", "F16", "[1]", 2, 4), 4) != "");  // and before it
    CHECK(refused(entry("a", "F16", "[1,1,1,1,1,1,1,1,1]", 0, 2), 2) != "");
    CHECK(refused("\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,2]}", 2) != "");
    for (const char* again : {"\"dtype\":\"F16\"", "\"shape\":[1]", "\"data_offsets\":[0,2]"})
        CHECK_THAT(refused("\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]," +
                               std::string(again) + "}",
                           2),
                   ContainsText("a name stands twice"));
    const std::string overlapping =
        entry("a", "F16", "[2]", 0, 4) + "," + entry("b", "F16", "[2]", 2, 6);
    CHECK(refused(overlapping, 6) != "");
}
