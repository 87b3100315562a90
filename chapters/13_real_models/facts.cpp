#include "facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/require.h"
#include "host/files.h"
#include "host/sources.h"
#include "text/lines.h"

namespace chapter_13 {
using namespace book;

// A field's name is its key in the file.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Piece, id, text)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Candidate, piece, probability)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HeadName, layer, head)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Card::Stored, type, tensors, numbers, bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Card, name, layers, width, heads, key_value_heads, feed_forward,
                                   vocabulary, norm, positions, activation, theta, stored)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Cut, text, pieces)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NextPieces, prompt, log_sum_exp, entropy, likeliest, logits)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Heads, half, sequences, induction, previous, sink, mean_sink,
                                   over_half)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Looks, pieces, copying, previous, copying_weights,
                                   previous_weights)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TakenOut::Trial, name, by_position, first, second, of_the_text)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TakenOut, count, skipped, copying, previous, random, trials,
                                   counts, second_without_copying, second_without_random)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Sink::Beginning, piece, before, after, likeness)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Sink, pieces, mean_sink, first_length, other_length, share,
                                   dimension, jump, number, first_value, other_value, beginnings,
                                   perplexity, perplexity_without, second_before, second_without)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Answer, prompt, answer, best, probability, rank)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Chat, roles, contents, pieces, end, end_as_text, plain, asked)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Facts, card, cuts, next, heads, looks, taken_out, sink, answers,
                                   chats)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Sentences, name, layers, width, texts, ids, cosine)

namespace {

using nlohmann::json;

constexpr const char* kFolder = "chapters/13_real_models/recorded";
constexpr const char* kModelFacts = "smollm2.json";
constexpr const char* kEncoderFacts = "minilm.json";
constexpr std::size_t kLargestFile = std::size_t{1} << 20;

std::string path_of(const char* name) {
    return fmt::format("{}/{}/{}", source_root(), kFolder, name);
}

template <class T>
T read(const char* name) {
    const std::string path = path_of(name);
    try {
        return json::parse(read_file(path, kLargestFile)).get<T>();
    } catch (const json::exception&) {
        throw InputError(path + ": this is not what ./book run 13 --record writes");
    }
}

// Six digits: enough to see what differs, and no digit that another rounding could change unseen.
json rounded(json facts) {
    if (facts.is_number_float())
        return json(std::strtod(fmt::format("{:.6g}", facts.get<double>()).c_str(), nullptr));
    if (facts.is_structured())
        for (json& each : facts) each = rounded(each);
    return facts;
}

// One line for what holds no objects and no tables, so that a change is seen where it is.
std::string set(const json& facts, int indent) {
    const bool is_short = std::none_of(facts.begin(), facts.end(), [](const json& each) {
        return each.is_structured() && !each.empty() && each.begin()->is_structured();
    });
    if (!facts.is_structured() || facts.empty() || (facts.is_array() && is_short) ||
        (facts.is_object() && facts.size() <= 2 && is_short))
        return facts.dump();
    const std::string margin(static_cast<std::size_t>(indent) + 1, ' ');
    std::string text;
    for (const auto& [key, value] : facts.items()) {
        text += text.empty() ? "\n" : ",\n";
        text +=
            margin + (facts.is_object() ? json(key).dump() + ": " : "") + set(value, indent + 1);
    }
    const char* brackets = facts.is_object() ? "{}" : "[]";
    return brackets[0] + text + "\n" + margin.substr(1) + brackets[1];
}

template <class T>
void write(const char* name, const T& facts) {
    write_whole(path_of(name), set(rounded(json(facts)), 0) + "\n");
}

bool is_table(const NumberTable& table, std::size_t rows, std::size_t columns) {
    return table.size() == rows && std::all_of(table.begin(), table.end(), [&](const Numbers& row) {
               return row.size() == columns;
           });
}

// Is as much there as the page reads?
bool is_whole(const Facts& f) {
    const auto layers = static_cast<std::size_t>(f.card.layers);
    const auto heads = static_cast<std::size_t>(f.card.heads);
    const std::size_t pieces = f.looks.pieces.size();
    const Sink& sink = f.sink;
    const auto has_trial = [&](const TakenOut::Trial& trial) {
        return trial.of_the_text.size() + 1 == pieces && !trial.by_position.empty();
    };
    const auto has_answer = [&](const Answer& a) {
        return a.rank.size() == layers + 1 && a.probability.size() == layers + 1 &&
               a.best.size() == layers + 1;
    };
    const bool has_heads = is_table(f.heads.induction, layers, heads) &&
                           is_table(f.heads.previous, layers, heads) &&
                           is_table(f.heads.sink, layers, heads);
    const bool has_looks = is_table(f.looks.copying_weights, pieces, pieces) &&
                           is_table(f.looks.previous_weights, pieces, pieces);
    const bool has_sink = sink.first_length.size() == layers + 1 &&
                          sink.other_length.size() == layers + 1 &&
                          sink.share.size() == layers + 1 && sink.first_value.size() == layers &&
                          sink.other_value.size() == layers && sink.jump > 0 &&
                          sink.jump <= f.card.layers && !sink.beginnings.empty();
    return layers > 0 && heads > 0 && !f.card.stored.empty() && !f.cuts.empty() &&
           !f.next.empty() && has_heads && has_looks && has_sink &&
           f.taken_out.trials.size() == 4 &&
           std::all_of(f.taken_out.trials.begin(), f.taken_out.trials.end(), has_trial) &&
           f.taken_out.counts.size() > 1 && !f.answers.empty() &&
           std::all_of(f.answers.begin(), f.answers.end(), has_answer);
}

bool are_alike(const json& a, const json& b) {
    if (!a.is_number() || !b.is_number()) return a == b;
    const double x = a.get<double>(), y = b.get<double>();
    return std::abs(x - y) <= 1e-4 * std::max(1.0, std::abs(x));
}

class Comparer {
  public:
    Comparison compare(const json& recorded, const json& now) {
        for (const auto& [key, value] : recorded.items()) {
            group_ = key;
            descend("/" + key, value, now.at(key));
        }
        return std::move(found_);
    }

  private:
    void descend(const std::string& place, const json& recorded, const json& now) {
        const bool are_same_kind = recorded.is_structured() && recorded.type() == now.type();
        if (are_same_kind && recorded.size() != now.size()) {
            found_.differences.push_back({place, fmt::format("{} of them", recorded.size()),
                                          fmt::format("{} of them", now.size())});
        } else if (recorded.is_array() && are_same_kind) {
            for (std::size_t i = 0; i < recorded.size(); ++i)
                descend(fmt::format("{}/{}", place, i), recorded[i], now[i]);
        } else if (recorded.is_object() && are_same_kind) {
            for (const auto& [key, value] : recorded.items())
                descend(place + "/" + key, value, now.at(key));
        } else {
            ++found_.compared[group_];
            if (!are_alike(recorded, now))
                found_.differences.push_back({place, recorded.dump(), now.dump()});
        }
    }

    std::string group_;
    Comparison found_;
};

}  // namespace

Facts recorded_facts() {
    Facts facts = read<Facts>(kModelFacts);
    require_input(is_whole(facts), "{}: something is missing in it", path_of(kModelFacts));
    return facts;
}
Sentences recorded_sentences() {
    Sentences sentences = read<Sentences>(kEncoderFacts);
    require_input(is_table(sentences.cosine, sentences.texts.size(), sentences.texts.size()),
                  "{}: something is missing in it", path_of(kEncoderFacts));
    return sentences;
}
void record(const Facts& facts) { write(kModelFacts, facts); }
void record(const Sentences& sentences) { write(kEncoderFacts, sentences); }

Comparison compare(const Facts& recorded, const Facts& now) {
    return Comparer().compare(rounded(json(recorded)), rounded(json(now)));
}
Comparison compare(const Sentences& recorded, const Sentences& now) {
    return Comparer().compare(rounded(json(recorded)), rounded(json(now)));
}

}  // namespace chapter_13
