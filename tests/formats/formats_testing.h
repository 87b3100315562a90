// What the tests of formats/ share: the tiny models of tests/fixtures (make_tiny_models.py), and files made
// by hand, byte by byte.
#pragma once

#include <cstring>
#include <string>

#include "catch.h"
#include "core/require.h"
#include "temporary_folder.h"

inline std::string tiny_model(const std::string& file) {
    return std::string(BOOK_SOURCE_DIR) + "/tests/fixtures/" + file;
}

// Numbers and texts as GGUF has them, one behind the other.
class GgufBytes {
  public:
    template <class T>
    GgufBytes& number(T value) {
        const std::size_t old = bytes.size();
        bytes.resize(old + sizeof value);
        std::memcpy(bytes.data() + old, &value, sizeof value);
        return *this;
    }
    GgufBytes& raw(const std::string& text) {
        bytes += text;
        return *this;
    }
    GgufBytes& text(const std::string& text) {
        return number<std::uint64_t>(text.size()).raw(text);
    }
    GgufBytes& fact(const std::string& key, std::uint32_t kind) { return text(key).number(kind); }
    GgufBytes& array(std::uint32_t kind, std::uint64_t count) { return number(kind).number(count); }
    GgufBytes& tensor(const std::string& name, std::vector<std::uint64_t> fastest_first,
                      std::uint32_t type, std::uint64_t offset) {
        text(name).number(static_cast<std::uint32_t>(fastest_first.size()));
        for (const std::uint64_t n : fastest_first) number(n);
        return number(type).number(offset);
    }
    GgufBytes& align(std::size_t to = 32) {
        bytes.resize((bytes.size() + to - 1) / to * to);
        return *this;
    }

    std::string bytes;
};

inline GgufBytes gguf_start(std::uint64_t tensors, std::uint64_t facts, std::uint32_t version = 3) {
    GgufBytes file;
    file.raw("GGUF").number(version).number(tensors).number(facts);
    return file;
}

// What an InputError says of a file: one line that begins with its path; "" if there was none.
template <class F>
std::string refusal(const std::string& path, F f) {
    try {
        f();
    } catch (const book::InputError& error) {
        const std::string message = error.what();
        CHECK(message.find(path) == 0);
        CHECK(message.find('\n') == std::string::npos);
        CHECK(message.size() < path.size() + 300);
        return message;
    }
    return "";
}
