#include "app/train.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "app/train_options.h"
#include "cli/terminal.h"
#include "core/display_width.h"
#include "host/files.h"
#include "host/interrupt.h"
#include "host/places.h"
#include "host/terminal.h"
#include "model/checkpoint.h"
#include "model/model_files.h"
#include "model/translator.h"
#include "render/json.h"
#include "tensor/kernel_dispatch.h"
#include "text/bleu.h"

namespace book {
namespace {

namespace fs = std::filesystem;

std::string duration(double seconds) {
    const auto s = static_cast<long>(std::lround(seconds));
    if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    return fmt::format("{}:{:02}", s / 60, s % 60);
}

// What the reader sees while it trains.
class Reporter {
  public:
    explicit Reporter(const TrainCommand& c) : command_(c) {
        lines_ = c.verbose || isatty(STDERR_FILENO) != 0;
    }
    void line(const std::string& text) const {
        if (!lines_) return;
        show_progress("");
        fmt::print(stderr, "{}\n", printable(text));
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

const char* in_words(TrainingEnd end) {
    switch (end) {
        case TrainingEnd::done:
            return "all steps were done";
        case TrainingEnd::patience:
            return "it no longer got better";
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
        print_to_stdout(fmt::format(
            "{{\"model\": {}, \"data\": {}, \"pairs\": {}, \"validation_pairs\": {}, "
            "\"left_out\": {}, \"vocabulary\": {}, \"parameters\": {}, \"steps\": {}, "
            "\"epochs\": {}, \"best_step\": {}, \"validation_loss\": {}, \"seconds\": {:.1f}, "
            "\"end\": {}}}\n",
            json_text(c.path), json_text(text.name), training, validation, text.left_out,
            model.config().vocabulary, model.parameters().size(), s.step, s.epoch, s.best_step,
            json_value(s.best_loss), seconds, json_text(in_words(end))));
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
    row("to use it", "./book translate" + (by_default ? "" : " --model " + c.path));
    print_to_stdout(report);
}

// One training, from the files to the checkpoint.
int train(TrainCommand& c, const std::string& kept_words, const SafeTensors* interrupted) {
    const Stopwatch clock;
    set_thread_count(c.threads);
    c.data.seed = c.trainer.seed = static_cast<std::uint64_t>(c.seed);
    c.data.max_length = c.model.max_length;
    c.trainer.steps = c.steps;
    c.trainer.regroup = !c.keep_groups;
    const std::string state_path = resume_path(c.path);
    require_writable(c.path);  // before the work, not after it
    require_writable(state_path);

    TrainingText text = read_training_text(c.data);
    c.model.vocabulary = std::max(c.model.vocabulary, 3);
    check_config(c.model);  // before the merges take their time
    Bpe bpe;
    if (interrupted != nullptr) {
        bpe = Bpe::from_text(interrupted->metadata().text("about.merges"));
    } else {
        std::vector<std::string> lines = text.training.text.source;
        lines.insert(lines.end(), text.training.text.target.begin(),
                     text.training.text.target.end());
        bpe = Bpe::train(lines, c.data.merges);
    }
    c.model.vocabulary = bpe.vocabulary_size();
    const auto training = encode_pairs(text.training, bpe, c.data, text.left_out);
    const auto validation = encode_pairs(text.validation, bpe, c.data, text.left_out);

    Transformer model(c.model, c.trainer.seed);
    Reporter reporter(c);
    const Interrupt interrupt;
    Trainer* running = nullptr;
    Checkpoint about;
    about.merges = bpe.to_text();
    about.lowercase = c.data.lowercase;
    TrainerHooks hooks;
    hooks.stop = [&] { return interrupt.asked(); };
    hooks.progress = [&](const Progress& p) { reporter.progress(p); };
    hooks.examined = [&](const Examination& e) { reporter.examined(e); };
    if (c.by_bleu()) hooks.score = [&] { return validation_bleu(model, bpe, validation); };
    hooks.keep = [&] {
        about.training = Metadata();
        about.training.set("data", text.name);
        about.training.set("pairs", training.size());
        about.training.set("step", running->state().best_step);
        about.training.set("validation_loss", running->state().best_loss);
        about.training.set("seed", c.seed);
        save_checkpoint(c.path, model, about);
    };
    hooks.save = [&] {
        Metadata more;
        more.set("words", kept_words);
        more.set("merges", about.merges);
        running->save(state_path, more);
    };
    if (c.trainer.minutes > 0)
        c.trainer.minutes = std::max(1e-6, c.trainer.minutes - clock.seconds() / 60);
    Trainer trainer(model, training, validation, c.trainer, hooks);
    running = &trainer;
    if (interrupted != nullptr) trainer.load(*interrupted);
    const int planned = interrupted == nullptr
                            ? c.trainer.epochs
                            : interrupted->metadata().integer("state.planned_epochs");
    if (planned != c.trainer.epochs && c.trainer.cooldown > 0)
        reporter.line(fmt::format(
            "{} epochs were planned, now {}: the rate falls at the new end (--cooldown)", planned,
            c.trainer.epochs));

    reporter.line(fmt::format(
        "{} pairs of {}, {} for validation{}; {} tokens, {} parameters; {} "
        "thread{}, kernel {}",
        training.size(), text.name, validation.size(),
        text.left_out > 0 ? fmt::format(", {} left out", text.left_out) : "", bpe.vocabulary_size(),
        model.parameters().size(), thread_count(), thread_count() == 1 ? "" : "s", kernel_name()));
    const TrainingEnd end = trainer.run();
    show_progress("");
    require_input(end != TrainingEnd::stopped,
                  "interrupted after step {}, nothing is lost; to go on: ./book train --resume "
                  "--model {}",
                  trainer.state().step, c.path);
    print_result(c, text, training.size(), validation.size(), model, trainer, end, clock.seconds());
    return 0;
}

}  // namespace

int train_main(int argc, char** argv) {
    TrainCommand asked;
    Options options("./book train",
                    "Trains a translator: without files on the book's own French and English, with "
                    "the recipe of chapter 10 where no option says otherwise; else on yours.");
    declare_train_options(options, asked);
    return run_tool(argc, argv, options, [&] {
        const std::string path = asked.path.empty() ? make_trained_model_path() : asked.path;
        const auto start = [&](const std::string& kept, const SafeTensors* interrupted) {
            TrainCommand command = train_command(kept, argc, argv);
            command.path = path;
            command.names_model = !asked.path.empty();
            return train(command, interrupted == nullptr ? words_to_keep(argc, argv) : kept,
                         interrupted);
        };
        if (!asked.resume) return start("", nullptr);
        const SafeTensors state(resume_path(path));
        require_input(state.metadata().has("about.words") && state.metadata().has("about.merges"),
                      "{}: not the state of a training that can be resumed", state.path());
        return start(state.metadata().text("about.words"), &state);
    });
}

}  // namespace book
