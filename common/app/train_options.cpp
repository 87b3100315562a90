#include "app/train_options.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

#include "core/require.h"
#include "host/places.h"
#include "model/recipe.h"
#include "text/utf8.h"

namespace book {
namespace {

namespace fs = std::filesystem;
constexpr char kSeparator = '\x1f';  // between the words of a command line that is kept

constexpr char kEscape = '\x1e';  // and two hexadecimal digits: a byte that is no text

// Options that say how long this run may take, or where: not kept for the next run.
bool is_of_this_run(const std::string& name) {
    for (const char* of_run : {"resume", "model", "minutes", "steps", "json", "verbose", "threads"})
        if (name == of_run) return true;
    return false;
}

// A file may have any name, and a state holds text alone (UTF-8), with separators in it.
std::string escaped(const std::string& word) {
    const bool is_text = first_invalid_utf8(word) == std::string::npos;
    std::string text;
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        const bool fits = c != kSeparator && c != kEscape && (is_text || byte < 0x80);
        text += fits ? std::string(1, c) : fmt::format("{}{:02x}", kEscape, byte);
    }
    return text;
}

std::string unescaped(const std::string& text) {
    std::string word;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const std::string digits = text.substr(i + 1, 2);
        const char* const end = digits.data() + digits.size();
        const bool is_escape = text[i] == kEscape && digits.size() == 2 &&
                               std::from_chars(digits.data(), end, byte, 16).ptr == end;
        word += is_escape ? static_cast<char>(byte) : text[i];
        if (is_escape) i += digits.size();
    }
    return word;
}

}  // namespace

TrainCommand::TrainCommand() {
    const Recipe recipe = text_recipe();
    model = recipe.model;
    trainer = recipe.trainer;
    data.merges = recipe.merges;
}

void declare_train_options(Options& options, TrainCommand& c) {
    const int many = 1'000'000'000;
    options.add("source", c.data.source, "FILE", "sentences to translate from, one per line");
    options.add("target", c.data.target, "FILE", "their translations, line by line");
    options.add("pairs", c.data.pairs, "FILE",
                "both in one file: a sentence, a tab, its translation");
    options.add("swap", c.data.swap, "translate from the second column into the first");
    options.add("validation-source", c.data.validation_source, "FILE",
                "sentences to examine the model on, not to learn from");
    options.add("validation-target", c.data.validation_target, "FILE", "their translations");
    options.add("validation-pairs", c.data.validation_pairs, "FILE", "both in one file");
    options.add("validation-share", c.data.validation_share, 0, 0.5,
                "without such files: this share of the sentences, at least one and at most 2000");
    options.add("lowercase", c.data.lowercase,
                "lower case only, in what is read and what is written");
    options.add("skip-long", c.data.skip_long, "leave out sentences longer than --max-length");
    options.add("model", c.path, "FILE",
                "where the checkpoint goes, with FILE.resume beside it; by default "
                "trained.safetensors, not the book's own model");
    options.add("resume", c.resume, "go on where the training of --model was interrupted");

    options.add("merges", c.data.merges, 0, kMostMerges, "byte-pair merges to learn, at most");
    options.add("width", c.model.width, 1, 1 << 16, "numbers per token, d_model");
    options.add("heads", c.model.heads, 1, 1 << 16, "attention heads");
    options.add("encoder-layers", c.model.encoder_layers, 1, 1000, "layers that read");
    options.add("decoder-layers", c.model.decoder_layers, 1, 1000, "layers that write");
    options.add("feed-forward", c.model.feed_forward, 1, 1 << 18, "inner width, d_ff");
    options.add("dropout", c.model.dropout, 0, 0.99, "share of numbers set to 0 while learning");
    options.add("max-length", c.model.max_length, 2, 1 << 14, "tokens of the longest sentence");
    options.add("pre-norm", c.model.pre_norm, "layer norm before each sublayer, not after it");
    options.add("final-norm", c.model.final_norm, "one more layer norm after the last layer");
    options.add("attention-bias", c.model.attention_bias, "biases in attention's projections");

    options.add("epochs", c.trainer.epochs, 1, many, "passes over the sentences");
    options.add("steps", c.steps, 0, many, "stop after this many steps; 0: after the epochs");
    options.add("minutes", c.trainer.minutes, 0, 1e6, "stop safely within this time; 0: no limit");
    options.add("patience", c.trainer.patience, 0, many,
                "stop after this many validations without a better one; 0: never");
    options.add("batch-tokens", c.trainer.batch_tokens, 1, many,
                "tokens to learn from in one step, on either side");
    options.add("learning-rate", c.trainer.learning_rate, 0, 10,
                "at its peak; 0: the paper's, 1 / sqrt(width warmup)");
    options.add("warmup", c.trainer.warmup, 1, many, "steps until the peak");
    options.add("cooldown", c.trainer.cooldown, 0, 1,
                "share of the epochs, at the end, in which the rate falls to 0");
    options.add("beta1", c.trainer.adam.beta1, 0, 0.999999,
                "Adam: how slowly the mean gradient changes");
    options.add("beta2", c.trainer.adam.beta2, 0, 0.999999,
                "Adam: how slowly the mean square changes");
    options.add("epsilon", c.trainer.adam.epsilon, 0, 1, "Adam: added to the root");
    options.add("clip", c.trainer.clip, 0, 1e9, "largest norm of the gradient; 0: not clipped");
    options.add("label-smoothing", c.trainer.label_smoothing, 0, 0.99,
                "share of the target spread over all words");
    options.add("validate-every", c.trainer.validate_every, 0, many,
                "steps between validations; 0: one epoch");
    options.add("average", c.trainer.average, 1, 100,
                "keep the mean of the model over this many validations");
    options.add("keep-groups", c.keep_groups,
                "the same batches in every epoch, in a different order");
    options.add_choice("best-by", c.best_by, {"bleu", "loss"},
                       "keep the model with the best value of this on the validation sentences");
    options.add("seed", c.seed, 0, 2147483647, "the seed of the random numbers");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    options.add("json", c.json, "print the result as one JSON object");
    options.add("curve", c.curve, "FILE", "write one line of numbers there for each validation");
    options.add("verbose", c.verbose, "report each validation, even without a terminal");
}

namespace {

std::vector<std::string> words_of(const std::string& kept) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < kept.size();) {
        const std::size_t end = std::min(kept.find(kSeparator, at), kept.size());
        words.push_back(unescaped(kept.substr(at, end - at)));
        at = end + 1;
    }
    return words;
}

using Given = std::function<void(const OptionDescription&)>;

// Sets what the words say that were kept, then what those of this run do; `given`, if there is one, is told
// of each option in either.
void parse(Options& options, const std::string& kept, int argc, const char* const* argv,
           const Given& given = {}) {
    const auto tell_given = [&] {
        if (!given) return;
        for (const OptionDescription& option : options.descriptions())
            if (options.given(option.name)) given(option);
    };
    std::vector<std::string> words{argv[0]};
    for (std::string& word : words_of(kept)) words.push_back(std::move(word));
    std::vector<const char*> list(words.size());
    std::transform(words.begin(), words.end(), list.begin(),
                   [](const std::string& word) { return word.c_str(); });
    require_input(parse_command_line(options, static_cast<int>(list.size()), list.data()),
                  "the words of the training that is to go on ask for --help");
    tell_given();
    parse_command_line(options, argc, argv);
    tell_given();
}

void parse(TrainCommand& command, const std::string& kept, int argc, const char* const* argv) {
    Options options;
    declare_train_options(options, command);
    parse(options, kept, argc, argv);
}

}  // namespace

// Not the words as they were typed but what was understood: "--pairs --x" names a file, and "--" nothing.
std::string words_to_keep(const std::string& kept, int argc, const char* const* argv) {
    TrainCommand command;
    Options options;
    declare_train_options(options, command);
    std::map<std::string, OptionDescription> given;
    parse(options, kept, argc, argv, [&](const OptionDescription& o) { given.emplace(o.name, o); });
    std::string text;
    for (const auto& [name, option] : given) {
        if (is_of_this_run(name)) continue;
        std::string word = "--" + name;
        const std::string value = options.text(name);
        if (option.what == "FILE")
            word += "=" + fs::absolute(value).string();
        else if (option.kind != OptionDescription::Kind::flag)
            word += "=" + value;
        text.append(escaped(word)) += kSeparator;
    }
    return text;
}

TrainCommand train_command(const std::string& kept, int argc, const char* const* argv) {
    TrainCommand command;
    parse(command, kept, argc, argv);
    const DataOptions& data = command.data;
    if (!data.source.empty() || !data.target.empty() || !data.pairs.empty()) return command;
    const Recipe recipe = book_recipe();
    command = TrainCommand();
    command.model = recipe.model;
    command.trainer = recipe.trainer;
    command.data.merges = recipe.merges;
    command.best_by = "loss";  // as chapter 10 does it
    parse(command, kept, argc, argv);
    return command;
}

}  // namespace book
