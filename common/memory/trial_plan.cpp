#include "memory/trial_plan.h"

#include <string>

namespace book {
namespace {

MixerSettings mixer_of(Mixer kind, int size) {
    MixerSettings settings;
    settings.mixer = kind;
    settings.size = size;
    if (kind == Mixer::lstm) settings.holding_bias = 1;  // as Jozefowicz and others recommend
    return settings;
}

// ---- capacity: how many pairs fit into how many numbers -----------------------------------------

LearningSettings small_learning() {
    LearningSettings learning;
    learning.steps = 4000;
    learning.batch = 64;
    return learning;
}

MemoryCell small_cell(const MixerSettings& model, int seeds = 5) {
    MemoryCell cell;
    cell.group = "capacity";
    cell.task = capacity_task(8, 64);
    cell.model = model;
    cell.learning = small_learning();
    cell.seeds = seeds;
    return cell;
}

// Up to 8 pairs of 31 keys: the sizes of each memory, from few numbers to many.
std::vector<MemoryCell> small_capacity() {
    std::vector<MemoryCell> cells;
    const auto add = [&](Mixer kind, const std::vector<int>& sizes) {
        for (const int size : sizes) cells.push_back(small_cell(mixer_of(kind, size)));
    };
    add(Mixer::attention, {64});
    add(Mixer::delta, {4, 8, 16});
    add(Mixer::gla, {4, 8, 16});
    add(Mixer::gated_delta, {4, 8, 16});
    add(Mixer::rnn, {64, 256});
    add(Mixer::gru, {64, 256});
    add(Mixer::lstm, {32, 64, 128, 256});
    return cells;
}

// Up to 64 pairs of 255 keys, where a state of a few hundred numbers has to be full.
std::vector<MemoryCell> large_capacity() {
    std::vector<MemoryCell> cells;
    const auto add = [&](Mixer kind, const std::vector<int>& sizes) {
        for (const int size : sizes) {
            MemoryCell cell = small_cell(mixer_of(kind, size), 3);
            cell.group = "large";
            cell.task = capacity_task(64, 512);
            cell.learning.steps = 3000;
            cell.learning.batch = 32;
            cell.learning.examined = 200;
            cell.closer = false;
            cells.push_back(cell);
        }
    };
    add(Mixer::attention, {64});
    add(Mixer::delta, {16, 32, 64});
    add(Mixer::gla, {16, 32, 64});
    add(Mixer::gated_delta, {16, 32});
    add(Mixer::lstm, {128});
    return cells;
}

// ---- what the harness decides: one setting changed at a time ------------------------------------

std::vector<MemoryCell> rule_study() {
    std::vector<MemoryCell> cells;
    const auto vary = [&](const MixerSettings& model, auto change) {
        MemoryCell cell = small_cell(model, 3);
        cell.group = "rules";
        change(cell);
        cells.push_back(cell);
    };
    for (const MixerSettings& model :
         {mixer_of(Mixer::lstm, 128), mixer_of(Mixer::delta, 8), mixer_of(Mixer::attention, 64)}) {
        vary(model, [](MemoryCell& cell) { cell.learning.decay = 0.1; });
        vary(model, [](MemoryCell& cell) { cell.learning.clip = 1e6; });
        vary(model, [](MemoryCell& cell) { cell.learning.cooling = false; });
        vary(model, [](MemoryCell& cell) { cell.learning.batch = 16; });
        vary(model, [](MemoryCell& cell) { cell.model.convolution = 0; });
    }
    return cells;
}

// How a recurrent cell begins, in the same task.
std::vector<MemoryCell> start_study() {
    std::vector<MemoryCell> cells;
    const auto add = [&](Mixer kind, int size, RecurrentStart start, double bias) {
        MixerSettings model = mixer_of(kind, size);
        model.start = start;
        model.holding_bias = bias;
        MemoryCell cell = small_cell(model, 5);
        cell.group = "starts";
        cells.push_back(cell);
    };
    add(Mixer::lstm, 128, RecurrentStart::uniform, 0);
    add(Mixer::lstm, 128, RecurrentStart::uniform, 3);
    add(Mixer::lstm, 128, RecurrentStart::chrono, 0);
    add(Mixer::lstm, 128, RecurrentStart::orthogonal, 1);
    add(Mixer::rnn, 256, RecurrentStart::orthogonal, 0);
    add(Mixer::rnn, 256, RecurrentStart::identity, 0);
    add(Mixer::gru, 256, RecurrentStart::chrono, 0);
    return cells;
}

// Five times as long, for who may not have had enough.
std::vector<MemoryCell> longer_study() {
    std::vector<MemoryCell> cells;
    for (const MixerSettings& model : {mixer_of(Mixer::lstm, 128), mixer_of(Mixer::delta, 8)}) {
        MemoryCell cell = small_cell(model, 3);
        cell.group = "longer";
        cell.learning.steps *= 5;
        cell.closer = false;
        cells.push_back(cell);
    }
    return cells;
}

// ---- classics -----------------------------------------------------------------------------------

std::vector<MemoryCell> classics(const MemoryTask& task, const std::string& group) {
    std::vector<MemoryCell> cells;
    const auto add = [&](MixerSettings model) {
        MemoryCell cell;
        cell.group = group;
        cell.task = task;
        cell.model = model;
        cell.learning.steps = 4000;
        cell.learning.batch = 32;
        cell.closer = false;
        cells.push_back(cell);
    };
    const auto started = [&](Mixer kind, int size, RecurrentStart start) {
        MixerSettings model = mixer_of(kind, size);
        model.start = start;
        model.holding_bias = 0;
        add(model);
    };
    add(mixer_of(Mixer::rnn, 128));
    started(Mixer::rnn, 128, RecurrentStart::orthogonal);
    add(mixer_of(Mixer::lstm, 64));
    started(Mixer::lstm, 64, RecurrentStart::chrono);
    add(mixer_of(Mixer::gru, 128));
    add(mixer_of(Mixer::delta, 11));
    add(mixer_of(Mixer::gated_delta, 11));
    add(mixer_of(Mixer::attention, 64));
    return cells;
}
std::vector<MemoryCell> copying() { return classics(copy_task(100), "copy"); }
std::vector<MemoryCell> adding() { return classics(adding_task(100), "adding"); }

// The published task at a published size: 4 pairs in 64 words, 8,192 words (Arora and others 2023, figure 2).
std::vector<MemoryCell> published() {
    std::vector<MemoryCell> cells;
    const std::vector<MixerSettings> models{
        mixer_of(Mixer::attention, 64),   mixer_of(Mixer::delta, 16),
        mixer_of(Mixer::gated_delta, 16), mixer_of(Mixer::gla, 16),
        mixer_of(Mixer::lstm, 128),       mixer_of(Mixer::gru, 256),
        mixer_of(Mixer::rnn, 256)};
    for (const MixerSettings& model : models) {
        MemoryCell cell;
        cell.group = "published";
        cell.task = recall_task(64, 4, 8192);
        cell.model = model;
        cell.learning.steps = 6000;
        cell.learning.batch = 64;
        cells.push_back(cell);
    }
    return cells;
}

}  // namespace

std::vector<MemoryCell> recorded_memories() {
    std::vector<MemoryCell> all;
    for (const auto& group : {small_capacity(), large_capacity(), start_study(), copying(),
                              adding(), rule_study(), longer_study(), published()})
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

}  // namespace book
