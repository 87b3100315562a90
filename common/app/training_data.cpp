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

std::uint64_t hash_of_line(const std::string& line, std::uint64_t seed) {
    std::uint64_t hash = seed;
    for (char c : line) hash = mix(hash + static_cast<unsigned char>(c) + 1);
    return hash;
}

// The hash up to which a sentence is taken away. In the order of their hashes, which is random and
// always the same, they are taken until there are enough. Copies of a sentence have one hash.
std::uint64_t last_hash_taken(std::vector<std::uint64_t> hashes, std::size_t wanted) {
    std::sort(hashes.begin(), hashes.end());
    const std::uint64_t last = hashes.back();
    while (wanted > 1 && hashes[wanted - 1] == last) --wanted;  // something is to be learnt from
    return hashes[wanted - 1];
}

// Some of the training sentences are taken away, to be examined on. A source sentence that stands
// there more than once stays on one side.
void split(PlacedPairs& training, PlacedPairs& validation, const DataOptions& options) {
    const std::vector<std::string>& sources = training.text.source;
    std::vector<std::uint64_t> hashes;
    hashes.reserve(sources.size());
    for (const std::string& source : sources) hashes.push_back(hash_of_line(source, options.seed));
    const bool is_one = std::equal(hashes.begin() + 1, hashes.end(), hashes.begin());
    if (options.validation_share == 0 || is_one) return;  // nothing asked for, or all the same
    const double share = std::round(options.validation_share * static_cast<double>(hashes.size()));
    const auto wanted = static_cast<std::size_t>(std::clamp(share, 1.0, kMostForValidation));
    const std::uint64_t last = last_hash_taken(hashes, wanted);
    PlacedPairs rest;
    for (std::size_t i = 0; i < sources.size(); ++i)
        add(hashes[i] <= last ? validation : rest, sources[i], training.text.target[i],
            training.places[i]);
    training = std::move(rest);
}

void add_book(PlacedPairs& to, const std::vector<SentencePair>& from, const DataOptions& options) {
    for (const SentencePair& pair : from)
        add(to, prepare_text(options.swap ? pair.target : pair.source, options.lowercase),
            prepare_text(options.swap ? pair.source : pair.target, options.lowercase),
            "the book's corpus");
}

}  // namespace

std::vector<std::string> files_of(const DataOptions& o) {
    std::vector<std::string> files{
        o.source, o.target, o.pairs, o.validation_source, o.validation_target, o.validation_pairs};
    std::erase(files, "");
    return files;
}

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
