#include "bench/pytorch.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "app/program.h"

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
        ProgramOptions quiet;
        quiet.capture_output = true;
        quiet.seconds_limit = 120;
        const ProgramEnd end = run_program(
            "/bin/sh", {"-c", std::string(python) + " -c 'import torch' 2>/dev/null"}, quiet);
        if (end.status == 0) return python;
    }
    throw InputError("no python3 here has PyTorch (Debian: apt-get install python3-torch)");
}

}  // namespace

std::vector<PyTorchRow> measure_pytorch(const std::string& home, double seconds) {
    const std::string python = find_python();
    const auto run = [&](const TrainingCase& c, const Words& environment, int threads) {
        Words words = kClean + environment + Words{python, home + "/tests/bench/pytorch_step.py"};
        for (int x : {c.width, c.layers, c.heads, c.feed_forward, c.vocabulary, c.sentences,
                      c.shortest, c.longest, threads})
            words.push_back(std::to_string(x));
        words.push_back(std::to_string(seconds));
        ProgramOptions options;
        options.capture_output = true;
        const ProgramEnd end = run_program("/usr/bin/env", words, options);
        require_input(end.status == 0 && end.output.size() > 2,
                      "pytorch_step.py ended with status {}", end.status);
        const std::size_t colon = end.output.find(": ");  // {"milliseconds": 12.3}
        double milliseconds = 0;
        const char* number = end.output.data() + std::min(colon, end.output.size() - 2) + 2;
        const auto read =
            std::from_chars(number, end.output.data() + end.output.size(), milliseconds);
        require(read.ec == std::errc() && milliseconds > 0, "pytorch_step.py said {}", end.output);
        return milliseconds;
    };
    std::vector<PyTorchRow> rows;
    for (const TrainingCase& c : training_cases()) {
        const double best = std::min(run(c, kBest, 1), run(c, kBest, 2));
        rows.push_back({c.width, run(c, {}, 0), best});
    }
    return rows;
}

}  // namespace book
