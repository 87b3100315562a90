// The command line of `./book train`: every hyperparameter is an option.
#pragma once

#include <string>

#include "app/training_data.h"
#include "cli/command_line.h"
#include "core/parallel.h"
#include "model/config.h"
#include "model/trainer.h"

namespace book {

// Its defaults are text_recipe().
struct TrainCommand {
    TrainCommand();

    DataOptions data;
    TransformerConfig model;
    TrainerOptions trainer;
    int seed = 1, steps = 0, threads = hardware_threads();
    std::string path, curve;
    std::string best_by = "bleu";  // or "loss": which model is kept
    bool by_bleu() const { return best_by == "bleu"; }
    bool names_model = false;  // the path is the reader's, not the usual one
    bool keep_groups = false, resume = false, json = false, verbose = false;
};

void declare_train_options(Options& options, TrainCommand& command);

// The words that the next --resume repeats: those kept so far, where this run's command does not say
// otherwise, and then that one's own. Not those that say how long this run may take, or where its model lies;
// and files are named from the root.
std::string words_to_keep(const std::string& kept, int argc, const char* const* argv);
// What a training is told: on the book's corpus its recipe, on a reader's own text the defaults of
// TrainCommand; then the words kept of an interrupted training, then those of this one.
TrainCommand train_command(const std::string& kept, int argc, const char* const* argv);

}  // namespace book
