#include "app/training_data.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/require.h"
#include "corpus/corpus.h"
#include "model/translator.h"

namespace book {
namespace {

constexpr double kMostForValidation = 2000;  // pairs: enough to compare models by

void add(PlacedPairs& to, const std::string& source, const std::string& target,
         const std::string& place) {
    to.text.source.push_back(source);
    to.text.target.push_back(target);
    to.places.push_back(place);
}

// The lines of two files or of one, without those that have an empty side.
PlacedPairs read_placed(const std::string& source, const std::string& target,
                        const std::string& pairs, const DataOptions& options, int& left_out) {
    const TextPairs all =
        pairs.empty() ? read_parallel(source, target) : read_pairs(pairs, options.swap);
    PlacedPairs kept;
    for (std::size_t i = 0; i < all.source.size(); ++i) {
        const std::string from = prepare_text(all.source[i], options.lowercase);
        const std::string to = prepare_text(all.target[i], options.lowercase);
        if (from.empty() || to.empty())
            ++left_out;
        else
            add(kept, from, to, fmt::format("{}:{}", pairs.empty() ? source : pairs, i + 1));
    }
    require_input(!kept.places.empty(), "{}: contains no pair with words on both sides",
                  pairs.empty() ? source : pairs);
    return kept;
}

// Some of the training sentences are taken away, to be examined on. A source sentence that stands
// there more than once stays on one side.
void split(PlacedPairs& training, PlacedPairs& validation, const DataOptions& options) {
    const std::vector<std::string>& sources = training.text.source;
    const double n = static_cast<double>(sources.size());
    const double wanted = std::min(std::round(options.validation_share * n), kMostForValidation);
    const std::uint64_t limit = static_cast<std::uint64_t>(wanted / n * 0x1p32);
    PlacedPairs rest;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        std::uint64_t hash = options.seed;
        for (char c : sources[i]) hash = mix(hash + static_cast<unsigned char>(c) + 1);
        add((hash >> 32) < limit ? validation : rest, sources[i], training.text.target[i],
            training.places[i]);
    }
    training = std::move(rest);
}

void add_book(PlacedPairs& to, const std::vector<SentencePair>& from, const DataOptions& options) {
    for (const SentencePair& pair : from)
        add(to, prepare_text(options.swap ? pair.target : pair.source, options.lowercase),
            prepare_text(options.swap ? pair.source : pair.target, options.lowercase),
            "the book's corpus");
}

}  // namespace

TrainingText read_training_text(const DataOptions& o) {
    const bool files = !o.source.empty() || !o.target.empty();
    require_input(
        o.source.empty() == o.target.empty(),
        "--source and --target need each other: one sentence per line, and its translation");
    require_input(!files || o.pairs.empty(),
                  "--pairs replaces --source and --target; give one or the other");
    require_input(!o.swap || !files,
                  "--swap is for --pairs; simply exchange --source and --target");
    require_input(o.validation_source.empty() == o.validation_target.empty(),
                  "--validation-source and --validation-target need each other");
    require_input(
        o.validation_source.empty() || o.validation_pairs.empty(),
        "--validation-pairs replaces --validation-source and -target; give one or the other");

    const bool validation_files = !o.validation_source.empty() || !o.validation_pairs.empty();
    TrainingText text;
    if (files || !o.pairs.empty()) {
        text.name = files ? o.source + " -> " + o.target : o.pairs;
        text.training = read_placed(o.source, o.target, o.pairs, o, text.left_out);
    } else {
        require_input(!validation_files, "validation files need training files: --source, --pairs");
        const BookCorpus corpus = book_corpus();
        text.name = "the book's corpus";
        add_book(text.training, corpus.training, o);
        add_book(text.validation, corpus.validation, o);
        return text;
    }
    if (validation_files)
        text.validation = read_placed(o.validation_source, o.validation_target, o.validation_pairs,
                                      o, text.left_out);
    else
        split(text.training, text.validation, o);
    return text;
}

std::vector<TokenPair> encode_pairs(const PlacedPairs& pairs, const Bpe& bpe, const DataOptions& o,
                                    int& left_out) {
    std::vector<TokenPair> tokens;
    for (std::size_t i = 0; i < pairs.places.size(); ++i) {
        TokenPair pair{bpe.encode(pairs.text.source[i]), bpe.encode(pairs.text.target[i])};
        const std::size_t longest = std::max(pair.source.size(), pair.target.size()) + 1;
        if (longest <= static_cast<std::size_t>(o.max_length)) {
            tokens.push_back(std::move(pair));
            continue;
        }
        require_input(
            o.skip_long,
            "{}: a sentence has {} tokens, but the limit is {}; give a larger --max-length, or "
            "--skip-long to leave it out",
            pairs.places[i], longest, o.max_length);
        ++left_out;
    }
    return tokens;
}

}  // namespace book
