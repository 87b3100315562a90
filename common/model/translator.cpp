#include "model/translator.h"

#include <algorithm>

#include "text/utf8.h"

namespace book {
namespace {

// Of the sentences that are translated side by side: hypotheses, and tokens of the sources.
constexpr std::size_t kMostHypotheses = 256;
constexpr std::size_t kMostTokens = 4000;

// One word more is recorded than there are tokens: what might have stood in place of <end>.
void cut_loop(Translation& translation, const std::vector<int>& source) {
    Decoded& decoded = translation.decoded;
    std::vector<int>& said = decoded.best[0].tokens;
    const Loop loop = find_loop(said, source);
    if (loop.tokens == 0) return;
    said.resize(loop.begin + loop.tokens);
    decoded.steps.resize(std::min(decoded.steps.size(), said.size() + 1));
    translation.loop = loop;
}

}  // namespace

std::string prepare_text(std::string_view text, bool lowercase) {
    const std::string line = tidy(text);
    return lowercase ? to_lower(line) : line;
}

Translator::Translator(Bpe bpe, Transformer model, bool lowercase)
    : bpe_(std::move(bpe)), model_(std::move(model)), lowercase_(lowercase) {
    require_input(bpe_.vocabulary_size() == model_.config().vocabulary,
                  "the merges make {} tokens, the model has {}", bpe_.vocabulary_size(),
                  model_.config().vocabulary);
}

Translator Translator::load(const std::string& path) {
    Checkpoint about;
    Transformer model = load_checkpoint(path, about);
    try {
        Translator translator(Bpe::from_text(about.merges), std::move(model), about.lowercase);
        translator.never_read_ = std::move(about.never_read);
        return translator;
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: damaged: {}", path, error.what()));
    }
}

void Translator::save(const std::string& path, const Metadata& training) const {
    Checkpoint about;
    about.merges = bpe_.to_text();
    about.lowercase = lowercase_;
    about.never_read = never_read_;
    about.training = training;
    save_checkpoint(path, model_, about);
}

void Translator::learnt_from(const std::vector<TokenPair>& training) {
    never_read_ = book::never_read(training, bpe_.vocabulary_size());
}

std::vector<int> Translator::encode(std::string_view line) const {
    return bpe_.encode(prepare_text(line, lowercase_));
}

std::string Translator::decode(const std::vector<int>& tokens) const {
    return tidy(as_utf8(bpe_.decode(tokens)));
}

void Translator::check_lengths(const std::vector<std::string>& lines, std::size_t first) const {
    const auto limit = static_cast<std::size_t>(model_.config().max_length);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].size() < limit) continue;  // a token has at least one byte
        const std::size_t tokens = encode(lines[i]).size() + 1;
        require_input(tokens <= limit,
                      "line {} has {} tokens, the model reads at most {}: split it into sentences",
                      first + i, tokens, limit);
    }
}

std::vector<Translation> Translator::translate(const std::vector<std::string>& lines,
                                               const DecodeOptions& options, Loops loops) const {
    check_lengths(lines);
    std::vector<Translation> results(lines.size());
    std::vector<std::vector<int>> sources(lines.size());
    std::vector<std::size_t> order;  // what is not empty, longest first: neighbours end together
    for (std::size_t i = 0; i < lines.size(); ++i) {
        sources[i] = encode(lines[i]);
        if (sources[i].empty())
            results[i].decoded.best.push_back({{}, 0, 0, true});
        else
            order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return sources[a].size() > sources[b].size();
    });
    for (std::size_t begin = 0; begin < order.size();) {
        std::vector<std::vector<int>> chunk;
        std::size_t tokens = 0;
        std::size_t end = begin;
        while (end < order.size()) {
            const std::vector<int>& next = sources[order[end]];
            const bool fits = tokens + next.size() <= kMostTokens &&
                              (chunk.size() + 1) * options.beam <= kMostHypotheses;
            if (!chunk.empty() && !fits) break;
            chunk.push_back(next);
            tokens += next.size();
            ++end;
        }
        std::vector<Decoded> decoded = book::decode(model_, chunk, options);
        for (std::size_t i = begin; i < end; ++i) {
            Translation& result = results[order[i]];
            result.decoded = std::move(decoded[i - begin]);
            if (loops == Loops::cut) cut_loop(result, sources[order[i]]);
            result.text = decode(result.decoded.tokens());
        }
        begin = end;
    }
    return results;
}

Translation Translator::translate(const std::string& line, const DecodeOptions& options,
                                  Loops loops) const {
    return translate(std::vector<std::string>{line}, options, loops)[0];
}

std::vector<std::string> Translator::translate_texts(const std::vector<std::string>& lines,
                                                     const DecodeOptions& options) const {
    std::vector<std::string> texts;
    for (const Translation& t : translate(lines, options)) texts.push_back(t.text);
    return texts;
}

Trace Translator::explain(const std::vector<int>& source, const std::vector<int>& target) const {
    const TokenPair pair{source, target};
    const Batch batch = make_batch({pair});
    Trace trace;
    Tape tape(Tape::Mode::inference);
    const Var memory = model_.encode(tape, batch.source, batch.source_rows, &trace);
    const Var hidden =
        model_.decode(tape, batch.input, batch.target_rows, memory, batch.source_rows, &trace);
    trace.add("logits", model_.logits(tape, hidden).value());
    return trace;
}

Matrix mean_of_heads(const Trace& trace, const std::string& attention, int heads) {
    Matrix mean = trace.at(fmt::format("{}.weights.head.0", attention));
    for (int h = 1; h < heads; ++h)
        add_to(trace.at(fmt::format("{}.weights.head.{}", attention, h)), mean);
    scale(mean, real(1) / static_cast<real>(heads), mean);
    return mean;
}

AttentionMap Translator::attention(const std::vector<int>& source,
                                   const std::vector<int>& target) const {
    const Trace trace = explain(source, target);
    const TransformerConfig& config = model_.config();
    const std::string last = fmt::format("decoder.{}.cross_attention", config.decoder_layers - 1);
    return {pieces(source), pieces(target), mean_of_heads(trace, last, config.heads)};
}

std::vector<std::string> Translator::pieces(const std::vector<int>& tokens) const {
    std::vector<std::string> names = bpe_.pieces(tokens);
    names.push_back(bpe_.piece(kEnd));
    return names;
}

}  // namespace book
