// A text that a model goes on with: what was read, what might come next, and the piece that is chosen.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "language/open_model.h"
#include "model/sampling.h"

namespace book {

// All that can be said of a prompt, position by position.
struct PromptReport {
    std::vector<double> log_probability;  // of ids[1], ids[2], ... after those before them
    std::vector<std::vector<real>>
        attention;  // of the head that was asked for: row i has i + 1 weights
};
struct AskedHead {
    int layer = 0, head = 0;
};

class Writer {
  public:
    explicit Writer(const OpenModel& model);  // shares it

    // The text is this now. If it goes on with what was read, that is not read again. It is read in pieces,
    // before each of which `stop` is asked; false: it said yes. InputError if there is no token, an id that
    // is none, or more of them than the model can read; and if its scores are no finite numbers.
    using Stop = std::function<bool()>;
    bool set_text(std::span<const int> ids, const Stop& stop = {});
    // The same from the beginning, with a report. Its numbers are those of any other way to read it.
    PromptReport set_text_and_report(std::span<const int> ids, std::optional<AskedHead> asked = {});
    void require_readable(std::span<const int> ids) const;  // or InputError as above

    const std::vector<int>& ids() const { return ids_; }
    std::span<const real> scores() const { return scores_; }  // of what comes next
    // Chooses the next token and puts it behind the text.
    int choose(const SamplingSettings& settings, Rng& rng);
    bool is_full() const;  // the model cannot read what was chosen
    void read_chosen();    // scores() are those behind it

  private:
    // InputError: weights that are large enough make no numbers any more.
    void require_finite(std::span<const real> numbers, const char* what) const;
    void read(std::span<const int> ids);

    OpenModel model_;
    LanguageDecoder decoder_;
    std::vector<int> ids_;
    std::vector<real> scores_;
};

}  // namespace book
