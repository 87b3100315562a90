// The bench itself: what it measures is the machine's affair, that it measures it rightly is not.
#include "bench/bench.h"

#include <cmath>
#include <numeric>

#include "app/run_in_process.h"
#include "bench/decoding.h"
#include "bench/products.h"
#include "bench/recurrent.h"
#include "bench/training.h"
#include "catch.h"
#include "core/parallel.h"
#include "json.h"
#include "temporary_folder.h"

using namespace book;

TEST_CASE("median: the middle one, whatever the order", "[bench]") {
    CHECK(median({3, 1, 2}) == 2);
    CHECK(median({7}) == 7);
    CHECK(median({4, 1, 3, 2}) == 3);
    CHECK_THROWS_AS(median({}), Error);
}

TEST_CASE("middle_of_three: so many calls in each of three measurements, after one that warms up",
          "[bench]") {
    int calls = 0;
    CHECK(middle_of_three([&] { ++calls; }) >= 0);
    CHECK(calls == 1 + 3);
    CHECK(middle_of_three([&] { ++calls; }, 5) >= 0);
    CHECK(calls == 4 + 1 + 15);
}

TEST_CASE("training_work: 46.5 GFLOP for 64 sentences of 16 tokens at d 256", "[bench]") {
    const TransformerConfig config = training_cases().back().config();
    CHECK_THAT(training_work(config, 64 * 16, 64 * 16) / 1e9, WithinAbs(46.5, 0.2));
    CHECK(training_work(config, 0, 0) == 0);
}

TEST_CASE("random_pairs: lengths are inside the limits, tokens are words", "[bench]") {
    int shortest = 99, longest = 0;
    for (const TokenPair& pair : random_pairs(200, 3, 6, 10))
        for (const auto* side : {&pair.source, &pair.target}) {
            const int length = static_cast<int>(side->size()) + 1;  // <end>
            shortest = std::min(shortest, length);
            longest = std::max(longest, length);
            for (const int token : *side) CHECK((token >= 2 && token < 10));
        }
    CHECK(shortest == 3);
    CHECK(longest == 6);
}

TEST_CASE("measure_products: a peer that computes something else is found out", "[bench]") {
    const auto zeros = [](const PeerProduct& p) { std::fill(p.c, p.c + p.m * p.n, 0.0f); };
    const std::vector<Peer> liar{{"liar", "0", zeros, false}};
    CHECK_THROWS_WITH(measure_products({{4, 5, 6}}, liar, 1, [](const std::string&) {}),
                      ContainsText("liar computes something else"));
}

TEST_CASE("measure_products: three forms of each shape, with a ratio for each peer", "[bench]") {
    const auto slowly = [](const PeerProduct& p) {  // the definition
        for (int i = 0; i < p.m; ++i)
            for (int j = 0; j < p.n; ++j) {
                float sum = 0;
                for (int k = 0; k < p.k; ++k)
                    sum += (p.a_transposed ? p.a[k * p.m + i] : p.a[i * p.k + k]) *
                           (p.b_transposed ? p.b[j * p.k + k] : p.b[k * p.n + j]);
                p.c[i * p.n + j] = sum;
            }
    };
    const std::vector<Peer> peers{{"loops", "1", slowly, false}};
    const auto rows = measure_products({{60, 70, 80}}, peers, 1, [](const std::string&) {});
    REQUIRE(rows.size() == 3);
    for (const ProductRow& row : rows) {
        CHECK(row.gflops > 0);
        REQUIRE(row.peers.size() == 1);
        CHECK(row.peers[0].ratio > 0);
    }
    CHECK(rows[0].is_small());
    const RatioSummary s = summarise(rows, 0);
    CHECK(s.worst <= s.geomean);
    CHECK(std::isnan(s.geomean_large));
}

TEST_CASE("measure_training: its parts make up the whole", "[bench]") {
    const TrainingRow row = measure_training({16, 1, 2, 32, 50, 4, 3, 5}, 0.02);
    CHECK(row.milliseconds > 0);
    CHECK_THAT(row.tokens_per_second, WithinRel(row.target_tokens / row.milliseconds * 1e3, 1e-9));
    const double sum = std::accumulate(row.divided.begin(), row.divided.end(), 0.0,
                                       [](double s, const auto& part) { return s + part.second; });
    CHECK(sum > 0.5);
    CHECK(sum < 1.1);
    CHECK(row.divided.front().second >= row.divided.back().second);
}

TEST_CASE("recurrent_work: 3.2 GFLOP for an LSTM over 64 sequences of 64 words at d 128",
          "[bench]") {
    const RecurrentCase lstm = recurrent_cases()[1];
    REQUIRE(lstm.kind == CellKind::lstm);
    CHECK_THAT(recurrent_work(lstm) / 1e9, WithinAbs(3.22, 0.01));
    CHECK(recurrent_work({"lstm", CellKind::lstm, 128, 0, 64}) == 0);
}

TEST_CASE("best_recurrent_seconds: a layer of any kind takes some, and threads stay as they were",
          "[bench]") {
    const int threads = thread_count();
    for (const CellKind kind : {CellKind::elman, CellKind::lstm, CellKind::gru})
        CHECK(best_recurrent_seconds({"small", kind, 8, 3, 2}, 0.01) > 0);
    CHECK(thread_count() == threads);
}

TEST_CASE("bench: writes what it measured, and refuses what it does not know", "[bench]") {
    const TemporaryFolder folder;
    const std::string path = folder.path("bench.json");
    const ToolRun run = run_in_process(bench_main, {"--quick", "--only", "peak", "--json", path});
    REQUIRE(run.status == 0);
    const auto json = parse_json(read_whole_file(path));
    CHECK(json["peak"]["registers"].get<double>() > 0);
    CHECK(json["peak"]["cache"].get<double>() > 0);
    CHECK(run_in_process(bench_main, {"--only", "everything"})
              .complains_of("'everything' is not one of"));
    CHECK(run_in_process(bench_main, {"--only", "peak", "--json", folder.path("no/such/x.json")})
              .status == 2);
}
