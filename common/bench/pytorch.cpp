#include "bench/pytorch.h"

#include <algorithm>
#include <system_error>

#include "core/read_number.h"
#include "host/process.h"

namespace book {
namespace {

using Words = std::vector<std::string>;

// What ./book set for itself, and what slows PyTorch down, is not for others.
const Words kClean = {"-u", "GOMP_SPINCOUNT", "-u", "OPENBLAS_CORETYPE", "-u", "OMP_NUM_THREADS"};
const Words kBest = {"OMP_WAIT_POLICY=PASSIVE", "MALLOC_TRIM_THRESHOLD_=4294967296",
                     "MALLOC_MMAP_THRESHOLD_=4294967296", "MALLOC_TOP_PAD_=268435456"};

Words operator+(Words a, const Words& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

std::string find_python() {
    for (const char* python : {"python3", "/usr/bin/python3"}) {
        ProcessOptions quiet;
        quiet.capture_output = true;
        quiet.seconds_limit = 120;
        const ProcessEnd end = run_in_foreground(
            "/bin/sh", {"-c", std::string(python) + " -c 'import torch' 2>/dev/null"}, quiet);
        if (end.status == 0) return python;
    }
    throw InputError("no python3 here has PyTorch (Debian: apt-get install python3-torch)");
}

}  // namespace

PyTorch::PyTorch(std::string home) : home_(std::move(home)), python_(find_python()) {}

PyTorchRow PyTorch::measure(const std::string& script, const Words& arguments,
                            double seconds) const {
    const auto run = [&](const Words& environment, int threads) {
        const Words words = kClean + environment +
                            Words{python_, "-B", home_ + "/common/bench/pytorch/" + script} +
                            arguments + Words{std::to_string(threads), std::to_string(seconds)};
        ProcessOptions options;
        options.capture_output = true;
        const ProcessEnd end = run_in_foreground("/usr/bin/env", words, options);
        require_input(end.status == 0 && end.output.size() > 2, "{} ended with status {}", script,
                      end.status);
        // {"milliseconds": 12.3}
        const std::size_t colon = std::min(end.output.find(": "), end.output.size() - 2);
        const char* const number = end.output.data() + colon + 2;
        const char* const last = end.output.data() + end.output.size();
        double milliseconds = 0;
        const auto read = read_number(number, last, milliseconds);
        require(read.ec == std::errc() && milliseconds > 0, "{} said {}", script, end.output);
        return milliseconds;
    };
    PyTorchRow row;
    const double one = run(kBest, 1);
    row.at_its_best = std::min(one, run(kBest, 2));
    row.as_it_comes = run({}, 0);
    return row;
}

PyTorchRow PyTorch::training_step(const TrainingCase& c, double seconds) const {
    Words words;
    for (const int x : {c.width, c.layers, c.heads, c.feed_forward, c.vocabulary, c.sentences,
                        c.shortest, c.longest})
        words.push_back(std::to_string(x));
    return measure("pytorch_step.py", words, seconds);
}

PyTorchRow PyTorch::recurrent_pass(const RecurrentCase& c, double seconds) const {
    return measure(
        "pytorch_recurrent.py",
        {c.name, std::to_string(c.width), std::to_string(c.sequences), std::to_string(c.length)},
        seconds);
}

}  // namespace book
