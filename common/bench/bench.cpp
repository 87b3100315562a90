#include "bench/bench.h"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "bench/decoding.h"
#include "bench/products.h"
#include "bench/pytorch.h"
#include "bench/recurrent.h"
#include "bench/scaling.h"
#include "bench/training.h"
#include "cli/command_line.h"
#include "cli/terminal.h"
#include "core/parallel.h"
#include "host/files.h"
#include "host/places.h"
#include "host/standard_files.h"
#include "host/terminal.h"
#include "notebook/table.h"
#include "render/table.h"
#include "tensor/kernel_dispatch.h"

namespace book {
namespace {

using nlohmann::ordered_json;

struct BenchCommand {
    std::string only = "all";
    std::string json;
    int threads = hardware_threads();
    bool quick = false;
    bool pytorch = false;
    double seconds() const { return quick ? 0.2 : 1.5; }  // of one measurement
    bool wants(const char* part) const { return only == "all" || only == part; }
};

void tell(const std::string& text) { show_progress(text); }

void print_section(const std::string& title, const Table& table) {
    show_progress("");
    const Terminal terminal = detect_terminal();
    print_to_stdout(styled(terminal, Style::strong, title) + "\n" + to_terminal(table, terminal) +
                    "\n");
}

ordered_json bench_peak() {
    const Peak peak = measure_peak();
    Table table{"multiply-adds", {"GFLOP/s", ".0f"}};
    table.add("in registers", peak.registers / 1e9);
    table.add("from the first cache", peak.cache / 1e9);
    print_section("Peak, all threads", table);
    return {{"registers", peak.registers / 1e9}, {"cache", peak.cache / 1e9}};
}

ordered_json bench_products(const BenchCommand& c) {
    const std::vector<Peer> peers = find_peers(thread_count());
    std::vector<ProductShape> shapes = product_shapes();
    if (c.quick)
        std::erase_if(shapes, [](const ProductShape& s) { return 1.0 * s.m * s.n * s.k > 2e8; });
    const auto rows = measure_products(shapes, peers, c.quick ? 3 : 9, tell);

    std::vector<Column> columns{"m, n, k", "form", {"GFLOP/s", ".0f"}};
    for (const Peer& peer : peers) {
        columns.emplace_back(peer.name, ".0f");
        columns.emplace_back("ours / it", ".2f");
    }
    Table table(columns);
    ordered_json json;
    json["rows"] = ordered_json::array();
    for (const ProductRow& row : rows) {
        std::vector<Cell> cells{fmt::format("{}, {}, {}", row.m, row.n, row.k), row.form,
                                row.gflops};
        ordered_json item{
            {"m", row.m}, {"n", row.n}, {"k", row.k}, {"form", row.form}, {"gflops", row.gflops}};
        for (std::size_t p = 0; p < peers.size(); ++p) {
            cells.emplace_back(row.peers[p].gflops);
            cells.emplace_back(row.peers[p].ratio);
            item[peers[p].name] = row.peers[p].gflops;
            item["vs_" + peers[p].name] = row.peers[p].ratio;
        }
        table.add_row(cells);
        json["rows"].push_back(item);
    }
    print_section("Products: nn is a b, nt is a b^T, tn is a^T b", table);

    Table sums{"against",
               "version",
               {"geometric mean", ".2f"},
               {"of the larger", ".2f"},
               {"worst", ".2f"}};
    for (std::size_t p = 0; p < peers.size(); ++p) {
        const RatioSummary s = summarise(rows, p);
        json["geomean_vs_" + peers[p].name] = s.geomean;
        json["geomean_large_vs_" + peers[p].name] = s.geomean_large;
        json["worst_vs_" + peers[p].name] = s.worst;
        json["version_" + peers[p].name] = peers[p].version;
        sums.add(peers[p].name, peers[p].version, s.geomean, s.geomean_large, s.worst);
    }
    if (peers.empty()) sums.add("none", "install libdnnl-dev, libopenblas-dev", "", "", "");
    print_section("How many times as fast, over all rows", sums);
    return json;
}

ordered_json bench_training(const BenchCommand& c) {
    Table table{{"d", ""},           {"tokens", ""},     {"ms", ".2f"},
                {"tokens/s", ".0f"}, {"GFLOP/s", ".0f"}, {"of peak", ".0%"}};
    Table parts{"d", "where the time goes"};
    ordered_json json = ordered_json::array();
    for (const TrainingCase& what : training_cases()) {
        tell(fmt::format("a training step, d {}", what.width));
        const TrainingRow row = measure_training(what, c.seconds());
        table.add(what.width, row.target_tokens, row.milliseconds, row.tokens_per_second,
                  row.gflops, row.share_of_peak);
        ordered_json divided;
        std::string text;
        for (std::size_t i = 0; i < row.divided.size(); ++i) {
            const auto& [name, share] = row.divided[i];
            divided[name] = share;
            if (i < 8) text += fmt::format("{}{} {:.0f}%", i ? "; " : "", name, 100 * share);
        }
        parts.add(what.width, text);
        json.push_back({{"width", what.width},
                        {"layers", what.layers},
                        {"vocabulary", what.vocabulary},
                        {"sentences", what.sentences},
                        {"tokens", row.target_tokens},
                        {"milliseconds", row.milliseconds},
                        {"tokens_per_second", row.tokens_per_second},
                        {"gflops", row.gflops},
                        {"share_of_peak", row.share_of_peak},
                        {"divided", divided}});
    }
    print_section("A training step: forward, backward, Adam", table);
    print_section("Its parts", parts);
    return json;
}

void add_pytorch(const BenchCommand& c, const PyTorch& pytorch, ordered_json& training) {
    Table table{{"d", ""},        {"ours, ms", ".2f"},    {"PyTorch, ms", ".1f"},
                {"ratio", ".1f"}, {"at its best", ".1f"}, {"ratio", ".1f"}};
    for (std::size_t i = 0; i < training.size(); ++i) {
        const TrainingCase& what = training_cases()[i];
        tell(fmt::format("PyTorch, d {}", what.width));
        const PyTorchRow row = pytorch.training_step(what, c.seconds());
        const double ours = training[i]["milliseconds"].get<double>();
        const double usual = row.as_it_comes / ours;
        const double best = row.at_its_best / ours;
        table.add(what.width, ours, row.as_it_comes, usual, row.at_its_best, best);
        training[i]["pytorch"] = {{"milliseconds", row.as_it_comes},
                                  {"ratio", usual},
                                  {"best_milliseconds", row.at_its_best},
                                  {"best_ratio", best}};
    }
    print_section("The same step with PyTorch", table);
}

// Ours and PyTorch's in turn, because a machine changes from minute to minute.
ordered_json bench_recurrent(const BenchCommand& c, const PyTorch* pytorch) {
    std::vector<Column> columns{"cell, d, sequences x words", {"ms", ".2f"}, {"GFLOP/s", ".0f"}};
    if (pytorch != nullptr)
        for (const char* name : {"PyTorch, ms", "ratio", "at its best", "ratio"})
            columns.emplace_back(name, std::string(name) == "ratio" ? ".2f" : ".1f");
    Table table(columns);
    ordered_json json = ordered_json::array();
    for (const RecurrentCase& what : recurrent_cases()) {
        std::vector<double> ours, usual, best;
        const int rounds = pytorch == nullptr || c.quick ? 1 : 3;
        for (int round = 0; round < rounds; ++round) {
            tell(fmt::format("recurrent, {}", what.name));
            ours.push_back(1e3 * best_recurrent_seconds(what, c.seconds()));
            if (pytorch == nullptr) continue;
            const PyTorchRow row = pytorch->recurrent_pass(what, c.seconds());
            usual.push_back(row.as_it_comes);
            best.push_back(row.at_its_best);
        }
        const double ms = median(ours);
        const double gflops = recurrent_work(what) / ms / 1e6;
        std::vector<Cell> cells{
            fmt::format("{}, {}, {} x {}", what.name, what.width, what.sequences, what.length), ms,
            gflops};
        ordered_json item{{"cell", what.name},           {"width", what.width},
                          {"sequences", what.sequences}, {"length", what.length},
                          {"milliseconds", ms},          {"gflops", gflops}};
        if (pytorch != nullptr) {
            for (const std::vector<double>& theirs : {usual, best}) {
                cells.emplace_back(median(theirs));
                cells.emplace_back(median(theirs) / ms);
            }
            item["pytorch"] = {{"milliseconds", median(usual)},
                               {"ratio", median(usual) / ms},
                               {"best_milliseconds", median(best)},
                               {"best_ratio", median(best) / ms}};
        }
        table.add_row(cells);
        json.push_back(item);
    }
    print_section("Recurrent layers, forward and backward through time", table);
    return json;
}

ordered_json bench_decoding(const BenchCommand& c) {
    struct Case {
        int sentences, beam, words;
    };
    std::vector<Case> cases = {{1, 1, 20}, {64, 1, 20}, {1, 4, 20}, {64, 4, 20}};
    if (!c.quick)
        for (const int words : {50, 100, 200}) {
            cases.push_back({1, 1, words});
            cases.push_back({16, 1, words});
        }
    Table table{{"sentences", ""},  {"beam", ""},        {"words", ""},
                {"words/s", ".0f"}, {"no cache", ".0f"}, {"gain", ".1f"}};
    ordered_json json = ordered_json::array();
    for (const Case& k : cases) {
        tell(fmt::format("{} sentences of {} words, beam {}", k.sentences, k.words, k.beam));
        const DecodingRow row = measure_decoding(k.sentences, k.beam, k.words, c.seconds());
        table.add(k.sentences, k.beam, k.words, row.cached, row.plain, row.gain());
        json.push_back({{"sentences", k.sentences},
                        {"beam", k.beam},
                        {"words", k.words},
                        {"words_per_second", row.cached},
                        {"words_per_second_without_cache", row.plain},
                        {"gain", row.gain()}});
    }
    print_section("Decoding, d 256, 3 + 3 layers, 8,000 words", table);
    return json;
}

ordered_json bench_scaling(const BenchCommand& c) {
    Table table{
        "what grows", {"to", ""}, "what is done", {"ms", ".3g"}, {"against the first", ".2f"}};
    ordered_json json = ordered_json::array();
    for (const ScalingRow& row : measure_scaling(c.seconds() / 3, tell)) {
        table.add(row.what, row.size, row.of, 1e3 * row.seconds, row.against_first);
        json.push_back({{"what", row.what},
                        {"size", row.size},
                        {"of", row.of},
                        {"milliseconds", 1e3 * row.seconds},
                        {"against_first", row.against_first}});
    }
    print_section("How it grows", table);
    return json;
}

int bench(const BenchCommand& c) {
    set_thread_count(c.threads);
    if (!c.json.empty()) require_writable(c.json);  // before the work, not after it
    const auto pytorch =
        c.pytorch ? std::make_unique<PyTorch>(home_folder().string()) : std::unique_ptr<PyTorch>();
    ordered_json json{{"kernel", kernel_name()}, {"threads", thread_count()}};
    json["peak"] = bench_peak();
    if (c.wants("products")) json["gemm"] = bench_products(c);
    // --pytorch asks for the training steps, unless for the recurrent layers alone.
    const bool training = c.wants("training") || (c.pytorch && c.only != "recurrent");
    if (training) json["training"] = bench_training(c);
    if (training && pytorch) add_pytorch(c, *pytorch, json["training"]);
    if (c.wants("recurrent")) json["recurrent"] = bench_recurrent(c, pytorch.get());
    if (c.wants("decoding")) json["decoding"] = bench_decoding(c);
    if (c.wants("scaling")) json["scaling"] = bench_scaling(c);
    if (!c.json.empty()) write_output(c.json, json.dump(2) + "\n");
    return 0;
}

}  // namespace

int bench_main(int argc, char** argv) {
    BenchCommand c;
    Options options(
        "./book bench",
        "How fast this machine is, beside oneDNN and OpenBLAS where they are installed. "
        "Ratios are of one run; absolute numbers change with the hour.");
    options.add_choice("only", c.only,
                       {"all", "peak", "products", "training", "recurrent", "decoding", "scaling"},
                       "one part of it");
    options.add("quick", c.quick, "less exact, in half a minute");
    options.add("pytorch", c.pytorch,
                "training and recurrent layers beside PyTorch's, too (python3-torch)");
    options.add("json", c.json, "FILE", "write all numbers there");
    options.add("threads", c.threads, 1, 1024, "how many threads compute");
    return run_tool(argc, argv, options, [&] { return bench(c); });
}

}  // namespace book
