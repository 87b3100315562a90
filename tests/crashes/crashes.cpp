// Trainings that are killed at moments drawn at random, those at which they write among them. Each is
// resumed, perhaps killed again, and must end as the one that nobody killed: the same model, the same
// state, to the last bit, and no other file.
//
//     crashes MOMENTS [SEED]
//
// It starts itself for each training: "crashes train STEPS MICROSECONDS OPTIONS...", which is killed before
// its STEPS-th step on the disk (host/atomic_file.h), or after so many microseconds; 0: not at all.
#include <fmt/core.h>
#include <sys/time.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "app/train.h"
#include "core/clock.h"
#include "core/random.h"
#include "formats/safetensors.h"
#include "host/atomic_file.h"
#include "host/files.h"
#include "host/process.h"
#include "host/scratch_folder.h"

using namespace book;
namespace fs = std::filesystem;

namespace {

// ---- the training that is killed ----------------------------------------------------------------

int steps_on_disk = 0, last_step = 0;

void count_step() {
    if (++steps_on_disk == last_step) std::raise(SIGKILL);
}

int train_until_killed(int argc, char** argv) {
    last_step = std::atoi(argv[2]);
    before_step_on_disk = count_step;
    const long microseconds = std::atol(argv[3]);
    const itimerval timer{{0, 0}, {microseconds / 1'000'000, microseconds % 1'000'000}};
    std::signal(SIGALRM, SIG_DFL);  // which ends it as SIGKILL does: nothing is tidied up
    setitimer(ITIMER_REAL, &timer, nullptr);
    argv[3] = argv[0];
    const int status = train_main(argc - 3, argv + 3);
    fmt::print("steps on disk: {}\n", steps_on_disk);
    return status;
}

// ---- those who kill -----------------------------------------------------------------------------

std::string sentences() {
    std::string text;
    Rng rng(1);
    for (int i = 0; i < 60; ++i) {
        std::string forth, back;
        for (int k = 0; k < 4; ++k) {
            const std::string word(1, static_cast<char>('a' + rng.below(8)));
            forth += word + ' ';
            back.insert(0, word + ' ');
        }
        text.append(forth) += '\t' + back + '\n';
    }
    return text;
}

class Crashes {
  public:
    Crashes(const char* program, std::uint64_t seed) : program_(program), rng_(seed) {
        write_whole(pairs_, sentences());
    }

    int run(int moments) {
        begin();
        const Stopwatch clock;
        const std::string output = train(0, 0);
        microseconds_ = static_cast<int>(1e6 * clock.seconds());
        steps_ = std::atoi(output.c_str() + output.rfind(' '));
        require(steps_ > 20, "the training that nobody kills: {}", output);
        model_ = text_of(model());
        state_ = state();
        for (int moment = 0; moment < moments; ++moment) kill_and_resume(moment);
        fmt::print(
            "{} trainings killed at random moments, {} kills, {} of them before a step on the disk "
            "({} "
            "such steps in all): {} ended otherwise\n",
            moments, kills_, kills_on_disk_, steps_, broken_);
        return broken_ == 0 ? 0 : 1;
    }

  private:
    std::string model() const { return (folder_.path() / "work" / "model").string(); }

    void begin() {
        fs::remove_all(folder_.path() / "work");
        fs::create_directory(folder_.path() / "work");
    }

    // What it said; "" if it was killed.
    std::string train(int step, int microseconds) {
        const bool resumes = fs::exists(model() + ".resume");
        std::vector<std::string> words{
            program_,  "train", std::to_string(step), std::to_string(microseconds),
            "--model", model()};
        if (resumes) {
            words.push_back("--resume");
        } else {
            const std::vector<std::string> options{
                "--pairs",   pairs_, "--merges",         "20",   "--width",          "16",
                "--heads",   "2",    "--encoder-layers", "1",    "--decoder-layers", "1",
                "--warmup",  "20",   "--learning-rate",  "0.01", "--feed-forward",   "16",
                "--average", "2",    "--batch-tokens",   "60",   "--epochs",         "12",
                "--best-by", "loss"};
            words.insert(words.end(), options.begin(), options.end());
        }
        words.insert(words.end(), {"--threads", "1"});
        const ProcessEnd end = run_in_background(words, {});
        if (end.signal != 0) return "";
        require(end.status == 0, "a training failed: {}", end.output);
        return end.output;
    }

    void kill_and_resume(int moment) {
        begin();
        int kills = 0;
        for (bool whole = false; !whole; ++kills) {
            const bool on_disk = (moment + kills) % 2 == 0;
            const bool spared = kills > 0 && (kills == 4 || rng_.below(2) == 0);
            const int step = spared || !on_disk ? 0 : 1 + rng_.below(steps_ / (kills + 1));
            const int microseconds = spared || on_disk ? 0 : 1 + rng_.below(microseconds_);
            whole = !train(step, microseconds).empty();
            kills_ += whole ? 0 : 1;
            kills_on_disk_ += !whole && on_disk ? 1 : 0;
        }
        std::set<std::string> files;
        for (const auto& entry : fs::directory_iterator(folder_.path() / "work"))
            files.insert(entry.path().filename().string());
        if (text_of(model()) == model_ && state() == state_ &&
            files == std::set<std::string>{"model", "model.resume"})
            return;
        ++broken_;
        fmt::print("moment {}: model {}, state {}; files:", moment, text_of(model()) == model_,
                   state() == state_);
        for (const std::string& file : files) fmt::print(" {}", file);
        fmt::print("\n");
    }

    // All of the state but for the time that it took.
    std::string state() const {
        const SafeTensors file(model() + ".resume");
        std::string text;
        for (const auto& [key, value] : file.metadata().values())
            if (key != "state.seconds") text.append(key) += '=' + value + '\n';
        const std::string whole = text_of(model() + ".resume");
        return text + whole.substr(whole.size() - sizeof(float) * file.total_numbers());
    }

    const std::string program_;
    Rng rng_;
    const ScratchFolder folder_{"book-crashes"};
    const std::string pairs_ = (folder_.path() / "pairs").string();
    std::string model_, state_;
    int steps_ = 0, microseconds_ = 0, kills_ = 0, kills_on_disk_ = 0, broken_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc > 4 && argv[1] == std::string("train")) return train_until_killed(argc, argv);
    const int moments = argc > 1 ? std::atoi(argv[1]) : 0;
    if (moments < 1) {
        fmt::print(stderr, "usage: crashes MOMENTS [SEED]\n");
        return 2;
    }
    try {
        return Crashes(argv[0], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1).run(moments);
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
