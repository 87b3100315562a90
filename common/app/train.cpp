#include "app/train.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/train_options.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "host/files.h"
#include "host/lock.h"
#include "host/places.h"
#include "host/signals.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "model/checkpoint.h"
#include "model/doubts.h"
#include "model/learning_curve.h"
#include "model/model_files.h"
#include "model/translator.h"
#include "render/json.h"
#include "tensor/kernel_dispatch.h"
#include "text/bleu.h"

namespace book {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

std::string duration(double seconds) {
    const auto s = static_cast<long>(std::lround(seconds));
    if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    return fmt::format("{}:{:02}", s / 60, s % 60);
}

// What the reader sees while it trains.
class Reporter {
  public:
    explicit Reporter(const TrainCommand& c) : command_(c) {
        lines_ = c.verbose || is_terminal(Stream::error);
    }
    void line(const std::string& text) const {
        if (!lines_) return;
        tell(text);
    }
    void progress(const Progress& p) {
        if (clock_.seconds() < 0.2) return;
        clock_.restart();
        show_progress(
            fmt::format("epoch {:.1f} of {}  step {}  loss {:.3f}  {:.0f} words/s  {} left",
                        p.epochs, command_.trainer.epochs, p.step, p.mean_loss, p.tokens_per_second,
                        duration(p.seconds_left)));
    }
    void examined(const Examination& e) const {
        std::string validation;  // empty if there are no sentences to examine it on
        if (!std::isnan(e.loss))
            validation =
                fmt::format("  validation {:.4f}{}{}", e.loss,
                            command_.by_bleu() ? fmt::format("  BLEU {:.2f}", e.score) : "",
                            e.best ? "  best so far" : "");
        line(fmt::format("epoch {:.2f}  step {}  {}  training {:.4f}{}", e.epochs, e.step,
                         duration(e.seconds), e.mean_loss, validation));
    }

  private:
    const TrainCommand& command_;
    bool lines_;
    Stopwatch clock_;
};

double validation_bleu(const Transformer& model, const Bpe& bpe,
                       const std::vector<TokenPair>& tokens) {
    std::vector<std::string> said, right;
    const std::size_t together = 128;
    for (std::size_t begin = 0; begin < tokens.size(); begin += together) {
        std::vector<std::vector<int>> sources;
        for (std::size_t i = begin; i < std::min(begin + together, tokens.size()); ++i)
            sources.push_back(tokens[i].source);
        for (const Decoded& d : decode(model, sources)) said.push_back(bpe.decode(d.tokens()));
    }
    for (const TokenPair& pair : tokens) right.push_back(bpe.decode(pair.target));
    return said.empty() ? 0 : bleu(said, {right}).score;
}

std::string resume_path(const std::string& model) { return model + ".resume"; }

constexpr const char* kFingerprint = "fingerprint";  // which training a checkpoint is of

// A state in which nothing was learnt yet is worth nothing.
bool has_steps(const std::string& state) {
    try {
        return SafeTensors(state).metadata().natural("state.step") > 0;
    } catch (const InputError&) {
        return true;  // whatever it is
    }
}

const char* in_words(TrainingEnd end) {
    switch (end) {
        case TrainingEnd::done:
            return "all steps are done";
        case TrainingEnd::patience:
            return "it had stopped getting better";
        case TrainingEnd::time:
            return "the time was up";
        case TrainingEnd::stopped:
            return "interrupted";
    }
    return "";
}

void print_result(const TrainCommand& c, const TrainingText& text, std::size_t training,
                  std::size_t validation, const Transformer& model, const Trainer& trainer,
                  TrainingEnd end, double seconds) {
    const TrainingState& s = trainer.state();
    if (c.json) {
        const ordered_json result{
            {"model", c.path},
            {"data", text.name},
            {"pairs", training},
            {"validation_pairs", validation},
            {"left_out", text.left_out},
            {"vocabulary", model.config().vocabulary},
            {"parameters", model.parameters().size()},
            {"steps", s.step},
            {"epochs", s.epoch},
            {"best_step", s.best_step},
            {"validation_loss", ordered_json::parse(json_value(s.best_loss))},  // may be "inf"
            {"seconds", std::round(10 * seconds) / 10},
            {"end", in_words(end)}};
        print_to_stdout(one_line(result) + "\n");
        return;
    }
    std::string report;
    const auto row = [&](const char* name, const std::string& value) {
        report += fmt::format("{:<12}{}\n", name, printable(value));
    };
    row("data", fmt::format("{}: {} pairs, {} for validation, {} left out", text.name, training,
                            validation, text.left_out));
    row("model", fmt::format("{} tokens, {} parameters", model.config().vocabulary,
                             model.parameters().size()));
    row("training", fmt::format("{} steps, {} epochs in {}; {}", s.step, s.epoch, duration(seconds),
                                in_words(end)));
    if (validation > 0)
        row("validation",
            fmt::format("{:.4f} nats per token, after step {}", s.best_loss, s.best_step));
    row("written to", c.path);
    // A model that was named is named again: then no data folder is asked for, and there may be none.
    const bool by_default = !c.names_model && c.path == usual_model_path();
    row("to use it", "./book translate" + (by_default ? "" : " --model " + shell_word(c.path)));
    print_to_stdout(report);
}

// One training, from the files to the checkpoint.
class Training {
  public:
    // `interrupted`: the state of one that is to go on; null: a new one.
    Training(const TrainCommand& command, std::string kept_words, const SafeTensors* interrupted)
        : c_(command), kept_words_(std::move(kept_words)), interrupted_(interrupted) {}

    int run() {
        prepare();
        read_pairs();
        Transformer model(c_.model, c_.trainer.seed);
        Reporter reporter(c_);
        const Interrupt interrupt;
        Trainer* running = nullptr;
        std::optional<LearningCurve> curve;
        double seconds_before = 0;  // of interrupted runs
        TrainerHooks hooks;
        hooks.stop = [&] {
            if (interrupt.asked())
                show_progress("saving; a second Ctrl-C would leave what was saved before");
            return interrupt.asked();
        };
        hooks.progress = [&](const Progress& p) { reporter.progress(p); };
        hooks.examined = [&](const Examination& e) {
            reporter.examined(e);
            curve->add(e, seconds_before + e.seconds);
        };
        if (c_.by_bleu()) hooks.score = [&] { return validation_bleu(model, bpe_, validation_); };
        hooks.keep = [&] { keep_best(model, *running); };
        hooks.save = [&] { save_state(*running); };
        if (c_.trainer.minutes > 0)
            c_.trainer.minutes = std::max(1e-6, c_.trainer.minutes - clock_.seconds() / 60);
        Trainer trainer(model, training_, validation_, c_.trainer, hooks);
        running = &trainer;
        if (interrupted_ != nullptr) trainer.load(*interrupted_);
        seconds_before = trainer.state().seconds;
        curve.emplace(c_.curve, trainer.state().step);

        announce(reporter, model, trainer);
        take_over(trainer);
        const TrainingEnd end = trainer.run();
        show_progress("");
        require_input(end != TrainingEnd::stopped,
                      "interrupted after step {}; nothing is lost. To go on: ./book train --resume "
                      "--model {}",
                      trainer.state().step, shell_word(c_.path));
        see_it_written(model, trainer);
        print_result(c_, text_, training_.size(), validation_.size(), model, trainer, end,
                     clock_.seconds());
        return 0;
    }

  private:
    void prepare() {
        set_thread_count(c_.threads);
        c_.data.seed = c_.trainer.seed = static_cast<std::uint64_t>(c_.seed);
        c_.data.max_length = c_.model.max_length;
        c_.trainer.steps = c_.steps;
        c_.trainer.regroup = !c_.keep_groups;
        require_writable(resume_path(c_.path));  // before the work, not after it
        require_own_places();
    }

    // Whatever is written here is written again and again, and must not lie where something else does.
    void require_own_places() const {
        for (const char* part : {"", ".resume", ".lock", ".before", ".resume.before"}) {
            const std::string file = c_.path + part;
            require_input(c_.curve.empty() || !is_same_place(c_.curve, file),
                          "--curve {}: this training needs {} for itself; name another file",
                          c_.curve, file);
            for (const std::string& read : files_of(c_.data))
                require_input(!is_same_place(read, file),
                              "--model {}: would be written over {}, which is to be read; name "
                              "another file",
                              c_.path, read);
        }
        for (const std::string& read : files_of(c_.data))
            require_input(c_.curve.empty() || !is_same_place(c_.curve, read),
                          "--curve {}: would be written over {}, which is to be read; name another "
                          "file",
                          c_.curve, read);
    }

    void read_pairs() {
        text_ = read_training_text(c_.data);
        c_.model.vocabulary = std::max(c_.model.vocabulary, 3);
        check_config(c_.model);  // before the merges take their time
        bpe_ = interrupted_ != nullptr ? kept_merges() : learnt_merges();
        c_.model.vocabulary = bpe_.vocabulary_size();
        training_ = encode_pairs(text_.training, bpe_, c_.data, text_.left_out);
        validation_ = encode_pairs(text_.validation, bpe_, c_.data, text_.left_out);
        never_read_ = never_read(training_, bpe_.vocabulary_size());
    }

    Bpe kept_merges() const {
        try {
            return Bpe::from_text(interrupted_->metadata().text("about.merges"));
        } catch (const InputError& error) {
            throw InputError(fmt::format("{}: damaged: {}", interrupted_->path(), error.what()));
        }
    }

    Bpe learnt_merges() const {  // of both languages together
        const auto& [source, target] = text_.training.text;
        std::vector<std::string> lines = source;
        lines.insert(lines.end(), target.begin(), target.end());
        return Bpe::train(lines, c_.data.merges);
    }

    // From now on both files are this training's. A model that another one left stays where it is until
    // there is a better one: the first of ours.
    void take_over(const Trainer& trainer) {
        if (interrupted_ == nullptr) {
            keep_as_before(c_.path);
            if (has_steps(resume_path(c_.path))) keep_as_before(resume_path(c_.path));
        } else if (!is_ours(trainer)) {
            keep_as_before(c_.path);
            put_back_best(trainer);
        }
        save_state(trainer);
    }

    void put_back_best(const Trainer& trainer) const {
        if (trainer.best().empty()) return;
        Transformer best(c_.model, c_.trainer.seed);
        std::copy(trainer.best().begin(), trainer.best().end(), best.parameters().values().begin());
        keep_best(best, trainer);
    }

    // Is the file at --model one that this training wrote?
    bool is_ours(const Trainer& trainer) const {
        try {
            return SafeTensors(c_.path).metadata().text(std::string("training.") + kFingerprint) ==
                   std::to_string(trainer.fingerprint());
        } catch (const InputError&) {
            return false;
        }
    }

    // It may have been moved away or replaced meanwhile; and a disk may lie.
    void see_it_written(const Transformer& model, const Trainer& trainer) const {
        if (holds_model(c_.path, model)) return;
        if (!is_ours(trainer)) keep_as_before(c_.path);
        keep_best(model, trainer);
        require_input(holds_model(c_.path, model),
                      "{}: was written, and something else is read there; is the disk all right?",
                      c_.path);
    }

    void keep_best(const Transformer& model, const Trainer& trainer) const {
        Checkpoint about;
        about.merges = bpe_.to_text();
        about.lowercase = c_.data.lowercase;
        about.never_read = never_read_;
        about.training.set("data", text_.name);
        about.training.set("pairs", training_.size());
        about.training.set("step", trainer.state().best_step);
        about.training.set("validation_loss", trainer.state().best_loss);
        about.training.set("seed", c_.seed);
        about.training.set(kFingerprint, trainer.fingerprint());
        save_checkpoint(c_.path, model, about);
    }

    void save_state(const Trainer& trainer) const {
        Metadata more;
        more.set("words", kept_words_);
        more.set("merges", bpe_.to_text());
        trainer.save(resume_path(c_.path), more);
    }

    void announce(const Reporter& reporter, const Transformer& model,
                  const Trainer& trainer) const {
        const int planned = trainer.planned_epochs();
        if (planned != c_.trainer.epochs && c_.trainer.cooldown > 0)
            reporter.line(
                fmt::format("{} epochs were planned and now it is {}: the rate falls at the new "
                            "end (--cooldown)",
                            planned, c_.trainer.epochs));
        const std::string left_out =
            text_.left_out > 0 ? fmt::format(", {} left out", text_.left_out) : "";
        reporter.line(
            fmt::format("{} pairs of {}, {} for validation{}; {} tokens, {} parameters; "
                        "{} thread{}, kernel {}",
                        training_.size(), text_.name, validation_.size(), left_out,
                        bpe_.vocabulary_size(), model.parameters().size(), thread_count(),
                        thread_count() == 1 ? "" : "s", kernel_name()));
    }

    const Stopwatch clock_;
    TrainCommand c_;
    const std::string kept_words_;
    const SafeTensors* const interrupted_;
    TrainingText text_;
    Bpe bpe_;
    std::vector<TokenPair> training_, validation_;
    std::vector<int> never_read_;  // pieces that the training sentences do not have
};

// The words of this run were read before: what is wrong is wrong with those that were kept.
TrainCommand command_of(const std::string& kept, const SafeTensors* interrupted, int argc,
                        const char* const* argv) {
    try {
        return train_command(kept, argc, argv);
    } catch (const InputError& error) {
        if (interrupted == nullptr) throw;
        throw InputError(fmt::format("{}: damaged: {}", interrupted->path(), error.what()));
    }
}

// The pieces of a training are learnt when it begins.
void require_same_merges(const Options& now, const TrainCommand& command, const std::string& kept,
                         const SafeTensors* interrupted) {
    if (interrupted == nullptr || !now.given("merges")) return;
    const char* const no_words[] = {""};
    const int then = train_command(kept, 1, no_words).data.merges;
    require_input(command.data.merges == then,
                  "{}: this training began with --merges {}, not {}, and its pieces stay what they "
                  "are; leave --merges out, or begin another training",
                  interrupted->path(), then, command.data.merges);
}

}  // namespace

int train_main(int argc, char** argv) {
    TrainCommand asked;
    Options options(
        "./book train",
        "Trains a translator. Without files it learns from the book's own French and English, "
        "with the recipe of chapter 10 unless an option says otherwise; with files, from yours.");
    declare_train_options(options, asked);
    return run_tool(argc, argv, options, [&] {
        const std::string path =
            where_links_lead(asked.path.empty() ? make_trained_model_path() : asked.path);
        require_writable(path);  // before the work, not after it
        const SoleOwner owner(path + ".lock");
        require_input(!owner.is_refused(),
                      "{}: another training is at work on this model; let it end, or name another "
                      "--model",
                      path);
        const auto start = [&](const std::string& kept, const SafeTensors* interrupted) {
            TrainCommand command = command_of(kept, interrupted, argc, argv);
            require_same_merges(options, command, kept, interrupted);
            command.path = path;
            command.names_model = !asked.path.empty();
            return Training(command, words_to_keep(kept, argc, argv), interrupted).run();
        };
        if (!asked.resume) return start("", nullptr);
        std::error_code unknown;
        require_input(fs::exists(resume_path(path), unknown) || !path.ends_with(".resume"),
                      "{}: --model is the model; leave out .resume, which is found beside it",
                      path);
        const SafeTensors state(resume_path(path));
        require_input(state.metadata().has("about.words") && state.metadata().has("about.merges"),
                      "{}: this is not the state of a training that can be resumed", state.path());
        return start(state.metadata().text("about.words"), &state);
    });
}

}  // namespace book
