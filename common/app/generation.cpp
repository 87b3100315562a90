#include "app/generation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/safe_output.h"
#include "core/display_width.h"
#include "host/signals.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "language/whole_characters.h"
#include "render/json.h"
#include "tensor/ops.h"

namespace book {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int kLargestShown = 20;

// Standard output, a piece at a time.
class AnswerStream {
  public:
    void write(std::string_view bytes) { print(characters_.add(bytes)); }
    void end() {
        print(characters_.rest());
        print("\n");
    }

  private:
    void print(const std::string& text) const {
        if (!text.empty()) print_to_stdout(is_watched_ ? text_for_terminal(text) : text);
    }

    WholeCharacters characters_;
    bool is_watched_ = is_terminal(Stream::output);
};

bool ends_answer(const ModelText* text, const GenerationSettings& settings, int id) {
    if (text == nullptr || !settings.ends) return false;
    const std::vector<int>& ends = text->ends();
    return std::find(ends.begin(), ends.end(), id) != ends.end();
}

std::string piece_of(const ModelText* text, int id) {
    return text == nullptr ? std::to_string(id) : printable(text->piece(id));
}

// The largest scores, a line each.
std::string table_of_scores(const ModelText* text, std::span<const real> scores) {
    std::string table = "      id     logit  probability  piece\n";
    const double all = log_sum_exp(scores);
    for (const ScoredPiece& piece : largest_scores(scores, kLargestShown)) {
        const auto score = static_cast<double>(piece.score);
        table += fmt::format("  {:>6}  {:>8.4f}     {:>8.5f}  {}\n", piece.id, score,
                             std::exp(score - all), piece_of(text, piece.id));
    }
    return table + "\n";
}

// For each token, those that the head looked at, most first, until they make up 80%.
std::string table_of_weights(const ModelText* text, const std::vector<int>& prompt,
                             const std::vector<std::vector<real>>& attention) {
    std::string table;
    for (std::size_t i = 0; i < attention.size(); ++i) {
        table += fmt::format("  {:>3} {}  looked at", i, piece_of(text, prompt[i]));
        double seen = 0;
        const char* before = " ";
        for (const ScoredPiece& place : largest_scores(attention[i], 5)) {
            if (seen >= 0.8) break;
            const auto weight = static_cast<double>(place.score);
            const auto at = static_cast<std::size_t>(place.id);
            table += fmt::format("{}{} {} {:.0f}%", before, at, piece_of(text, prompt[at]),
                                 100 * weight);
            seen += weight;
            before = ", ";
        }
        table += "\n";
    }
    return table + "\n";
}

// What was asked for besides the text.
void print_report(Writer& writer, const ModelText* text, const std::vector<int>& prompt,
                  const GenerationSettings& settings) {
    const PromptReport report = writer.set_text_and_report(prompt, settings.attention);
    if (settings.logits) print_to_stdout(table_of_scores(text, writer.scores()));
    if (settings.attention) print_to_stdout(table_of_weights(text, prompt, report.attention));
}

// The next token, or none: the answer has ended, or all is said, or the model can read no more.
std::optional<int> next_token(Writer& writer, const ModelText* text,
                              const GenerationSettings& settings, int written, Rng& rng,
                              WrittenAnswer::End& end) {
    if (written >= settings.tokens) return std::nullopt;
    if (writer.is_full()) {
        end = WrittenAnswer::End::full;
        return std::nullopt;
    }
    if (written > 0) writer.read_chosen();
    const int id = writer.choose(settings.sampling, rng);
    if (ends_answer(text, settings, id)) return std::nullopt;
    return id;
}

}  // namespace

WrittenAnswer write_answer(Writer& writer, const ModelText* text, const std::vector<int>& prompt,
                           const GenerationSettings& settings, Rng& rng) {
    const Interrupt interrupt;
    const auto stop = [&] { return interrupt.asked(); };
    bool goes_on = true;
    if (settings.logits || settings.attention)
        print_report(writer, text, prompt, settings);
    else
        goes_on = writer.set_text(prompt, stop);
    WrittenAnswer answer;
    AnswerStream out;
    for (int written = 0; goes_on && !stop(); ++written) {
        const std::optional<int> id = next_token(writer, text, settings, written, rng, answer.end);
        if (!id) break;
        const std::string bytes = text == nullptr
                                      ? fmt::format("{}{}", written == 0 ? "" : ",", *id)
                                      : std::string(text->bytes(*id));
        answer.text += bytes;
        out.write(bytes);
    }
    out.end();
    using End = WrittenAnswer::End;
    if (interrupt.asked()) {
        answer.end = interrupt.asked_to_end() ? End::program_asked_to_end : End::stopped;
        answer.status = interrupt.status();
    }
    return answer;
}

WrittenAnswer generation_as_json(Writer& writer, const ModelText* text,
                                 const std::vector<int>& prompt, const GenerationSettings& settings,
                                 Rng& rng) {
    WrittenAnswer answer;
    OrderedJson json;
    json["prompt_ids"] = prompt;
    PromptReport report;
    if (settings.logits || settings.attention)
        report = writer.set_text_and_report(prompt, settings.attention);
    else
        writer.set_text(prompt);
    if (settings.logits) {
        OrderedJson top = OrderedJson::array();
        for (const ScoredPiece& piece : largest_scores(writer.scores(), kLargestShown))
            top.push_back(OrderedJson::array({piece.id, static_cast<double>(piece.score)}));
        json["top"] = std::move(top);
        json["log_sum_exp"] = log_sum_exp(writer.scores());
        json["prompt_logprobs"] = report.log_probability;
    }
    if (settings.attention) {
        OrderedJson rows = OrderedJson::array();
        for (const std::vector<real>& row : report.attention)
            rows.push_back(std::vector<double>(row.begin(), row.end()));
        json["attention"] = std::move(rows);
    }
    std::vector<int> written;
    while (const std::optional<int> id = next_token(
               writer, text, settings, static_cast<int>(written.size()), rng, answer.end))
        written.push_back(*id);
    json["generated_ids"] = written;
    json["generated_text"] = text == nullptr ? "" : text->decode(written);
    answer.text = one_line(json) + "\n";
    return answer;
}

}  // namespace book
