#include "tokenizers/gpt2_tables.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/require.h"
#include "text/lines.h"
#include "text/utf8.h"

namespace book {
namespace {

constexpr std::size_t kLargestTable = std::size_t{64} << 20;  // GPT-2's have one MiB

// For each sign of the alphabet its byte; -1 for what is no sign.
struct Alphabet {
    std::array<int, 512> byte_of{};

    Alphabet() {
        byte_of.fill(-1);
        int next = 256;
        for (int b = 0; b < 256; ++b) {
            const bool printable =
                (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE);
            const int sign = printable ? b : next;
            byte_of[sign] = b;
            if (!printable) ++next;
        }
    }

    // The bytes that `token` stands for; "" if it is empty or has a sign of another alphabet.
    std::string bytes(std::string_view token) const {
        std::string result;
        for (std::size_t at = 0; at < token.size();) {
            const char32_t c = next_code_point(token, at);
            if (c >= byte_of.size() || byte_of[c] < 0) return "";
            result += static_cast<char>(byte_of[c]);
        }
        return result;
    }
};

std::string shown_token(std::string_view token) {
    return clip(printable(token.substr(0, 200)), 40);
}

// Reads the vocabulary as it goes by, so that a file of nothing but brackets costs no memory.
class VocabularyReader : public nlohmann::json_sax<nlohmann::json> {
  public:
    VocabularyReader(const std::string& path, const Alphabet& alphabet)
        : path_(path), alphabet_(alphabet) {}

    // Token -> id, as it stands in the file.
    std::unordered_map<std::string, int> ids;

    bool start_object(std::size_t) override { return !std::exchange(open_, true) || refuse(); }
    bool end_object() override { return true; }
    bool key(std::string& token) override {
        token_ = std::move(token);
        return true;
    }
    bool number_unsigned(std::uint64_t id) override {
        if (!open_) return refuse();
        std::string bytes = alphabet_.bytes(token_);
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
    const Alphabet& alphabet_;
    std::string token_;  // as it is written
    bool open_ = false;
};

void read_vocabulary(Gpt2Tables& tables, std::unordered_map<std::string, int>& ids,
                     const std::string& path, const Alphabet& alphabet) {
    const std::string text = read_file(path, kLargestTable);
    VocabularyReader reader(path, alphabet);
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
    for (int b = 0; b < 256; ++b) {
        const auto entry = ids.find(std::string(1, static_cast<char>(b)));
        require_input(entry != ids.end(), "{}: has no token for the byte 0x{:02X}", path, b);
        tables.byte_ids[b] = entry->second;
    }
}

void read_merges(Gpt2Tables& tables, const std::unordered_map<std::string, int>& ids,
                 const std::string& path, const Alphabet& alphabet) {
    std::vector<std::string> lines = read_lines(path, kLargestTable);
    while (lines.size() > 1 && lines.back().empty()) lines.pop_back();  // some copies end so
    require_input(lines[0].starts_with("#version"),
                  "{}: does not begin with \"#version\"; give GPT-2's vocab.bpe", path);
    tables.merges = Gpt2Merges(lines.size());
    for (std::size_t number = 2; number <= lines.size(); ++number) {
        const std::string& line = lines[number - 1];
        const std::size_t space = line.find(' ');
        const std::string left = alphabet.bytes(line.substr(0, space));
        const std::string right =
            space == std::string_view::npos ? "" : alphabet.bytes(line.substr(space + 1));
        require_input(!left.empty() && !right.empty(),
                      "{}:{}: not two tokens in GPT-2's alphabet with a space between them", path,
                      number);
        const auto id_of = [&](const std::string& token, const char* which) {
            const auto entry = ids.find(token);
            if (entry == ids.end())
                throw InputError(fmt::format("{}:{}: {} of \"{}\" is not in the vocabulary", path,
                                             number, which, shown_token(line)));
            return entry->second;
        };
        const int a = id_of(left, "the left side");
        const int b = id_of(right, "the right side");
        const int both = id_of(left + right, "the result");
        if (!tables.merges.insert(a, b, {static_cast<int>(number) - 2, both}))
            throw InputError(
                fmt::format("{}:{}: \"{}\" were merged before", path, number, shown_token(line)));
    }
}

}  // namespace

Gpt2Merges::Gpt2Merges(std::size_t most) : entries_(2) {
    for (; entries_.size() < 2 * most; --shift_) entries_.resize(2 * entries_.size());
}

bool Gpt2Merges::insert(int left, int right, Gpt2Merge merge) {
    Entry& entry = entries_[place(left, right)];
    if (entry.left >= 0) return false;
    entry = {left, right, merge};
    return true;
}

Gpt2Tables load_gpt2_tables(const std::string& merges, const std::string& vocabulary) {
    const Alphabet alphabet;
    Gpt2Tables tables;
    std::unordered_map<std::string, int> ids;
    read_vocabulary(tables, ids, vocabulary, alphabet);
    read_merges(tables, ids, merges, alphabet);
    return tables;
}

}  // namespace book
