#include "tokenizers/gpt2_tables.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/require.h"
#include "text/lines.h"
#include "tokenizers/byte_alphabet.h"

namespace book {
namespace {

constexpr std::size_t kLargestTable = std::size_t{64} << 20;  // GPT-2's have one MiB

// Reads the vocabulary as it goes by, so that a file of nothing but brackets costs no memory.
class VocabularyReader : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit VocabularyReader(const std::string& path) : path_(path) {}

    TokenIds ids;

    bool start_object(std::size_t) override { return !std::exchange(open_, true) || refuse(); }
    bool end_object() override { return true; }
    bool key(std::string& token) override {
        token_ = std::move(token);
        return true;
    }
    bool number_unsigned(std::uint64_t id) override {
        if (!open_) return refuse();
        std::string bytes = bytes_of_signs(token_);
        if (bytes.empty()) complain("is not written in GPT-2's alphabet of bytes");
        if (id >= kMostTokens) complain("has an id that is too large");
        if (!ids.emplace(std::move(bytes), static_cast<int>(id)).second)
            complain("stands there twice");
        return true;
    }
    bool null() override { return refuse(); }
    bool boolean(bool) override { return refuse(); }
    bool number_integer(std::int64_t) override { return refuse(); }
    bool number_float(double, const std::string&) override { return refuse(); }
    bool string(std::string&) override { return refuse(); }
    bool binary(binary_t&) override { return refuse(); }
    bool start_array(std::size_t) override { return refuse(); }
    bool end_array() override { return refuse(); }
    bool parse_error(std::size_t at, const std::string&,
                     const nlohmann::json::exception&) override {
        throw InputError(fmt::format("{}: is no JSON from byte {} on", path_, at));
    }

  private:
    static constexpr std::uint64_t kMostTokens = 1 << 24;

    [[noreturn]] bool refuse() const {
        if (!open_)
            throw InputError(fmt::format("{}: is not one JSON object of tokens and ids", path_));
        complain("has an id that is not a whole number from 0 on");
    }
    [[noreturn]] void complain(const char* what) const {
        throw InputError(fmt::format("{}: \"{}\" {}", path_, shown_token(token_), what));
    }

    const std::string& path_;
    std::string token_;  // as it is written
    bool open_ = false;
};

void read_vocabulary(BytePairTables& tables, TokenIds& ids, const std::string& path) {
    const std::string text = read_file(path, kLargestTable);
    VocabularyReader reader(path);
    nlohmann::json::sax_parse(text, &reader);
    ids = std::move(reader.ids);

    tables.bytes.resize(ids.size());
    for (const auto& [token, id] : ids) {
        const auto place = static_cast<std::size_t>(id);
        require_input(place < ids.size(), "{}: the id {} is not in 0..{}, though it has {} tokens",
                      path, id, ids.size() - 1, ids.size());
        require_input(tables.bytes[place].empty(), "{}: the id {} belongs to two tokens", path, id);
        tables.bytes[place] = token;
    }
    tables.byte_ids = byte_ids_in(ids);
}

void read_merges(BytePairTables& tables, const TokenIds& ids, const std::string& path) {
    std::vector<std::string> lines = read_lines(path, kLargestTable);
    while (lines.size() > 1 && lines.back().empty()) lines.pop_back();  // some copies end so
    require_input(lines[0].starts_with("#version"),
                  "{}: does not begin with \"#version\"; give GPT-2's vocab.bpe", path);
    tables.merges = PairMerges(lines.size());
    std::size_t number = 2;  // of the line
    try {
        for (; number <= lines.size(); ++number)
            add_merge(tables, ids, lines[number - 1], static_cast<int>(number) - 2);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}:{}: {}", path, number, error.what()));
    }
}

}  // namespace

BytePairTables load_gpt2_tables(const std::string& merges, const std::string& vocabulary) {
    BytePairTables tables;
    TokenIds ids;
    read_vocabulary(tables, ids, vocabulary);
    read_merges(tables, ids, merges);
    return tables;
}

void require_all_bytes(const BytePairTables& tables, const std::string& vocabulary) {
    for (int b = 0; b < 256; ++b)
        require_input(tables.byte_ids[b] >= 0, "{}: has no token for the byte 0x{:02X}", vocabulary,
                      b);
}

}  // namespace book
