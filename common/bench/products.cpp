#include "bench/products.h"

#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <thread>

#include "bench/measure.h"
#include "tensor/matmul.h"
#include "tensor/ops.h"

namespace book {

const std::vector<ProductShape>& product_shapes() {
    static const std::vector<ProductShape> kShapes = {
        {64, 64, 64},       {256, 256, 256},  {512, 512, 512},   {1024, 1024, 1024},
        {2048, 2048, 2048}, {1500, 256, 256}, {1500, 1024, 256}, {1500, 256, 1024},
        {1500, 8000, 256},  {300, 300, 4096}, {30, 64, 30},      {1024, 128, 128},
        {1024, 512, 128},   {4096, 64, 64},   {8, 64, 16},       {1, 256, 256},
        {1, 8000, 256},     {1024, 1, 256},   {1024, 10, 256},   {4, 1024, 256}};
    return kShapes;
}

namespace {

// Sleeps until no thread of this process is running: until processor time stands still.
void wait_for_idle_threads() {
    const auto used = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
    for (int tries = 0; tries < 200; ++tries) {
        const double before = used();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        if (used() - before < 0.001) return;
    }
}

ProductRow measure(const ProductShape& s, const char* form, const std::vector<Peer>& peers,
                   int pairs) {
    const bool a_transposed = form[0] == 't';
    const bool b_transposed = form[1] == 't';
    Rng rng(1);
    const Matrix a = randn(a_transposed ? Shape{s.k, s.m} : Shape{s.m, s.k}, rng);
    const Matrix b = randn(b_transposed ? Shape{s.n, s.k} : Shape{s.k, s.n}, rng);
    Matrix c({s.m, s.n}), theirs({s.m, s.n});
    const auto ours = [&] {
        if (a_transposed)
            matmul_tn(a, b, c);
        else if (b_transposed)
            matmul_nt(a, b, c);
        else
            matmul(a, b, c);
    };
    const double work = 2.0 * s.m * s.n * s.k;
    const int calls = calls_in(0.005, ours);

    ProductRow row{s.m, s.n, s.k, form, 0, {}};
    std::vector<double> own;
    const auto time_own = [&] { own.push_back(seconds_of(ours, calls)); };
    for (const Peer& peer : peers) {
        if constexpr (sizeof(real) == sizeof(float)) {
            const PeerProduct product{a_transposed,
                                      b_transposed,
                                      s.m,
                                      s.n,
                                      s.k,
                                      reinterpret_cast<const float*>(a.data()),
                                      reinterpret_cast<const float*>(b.data()),
                                      reinterpret_cast<float*>(theirs.data())};
            const auto call = [&] { peer.multiply(product); };
            const int their_calls = calls_in(0.005, call);
            require(max_abs_difference(c, theirs) < 1e-5 * (1 + std::sqrt(s.k)) * 20,
                    "bench: {} computes something else for {} x {} x {} {}", peer.name, s.m, s.n,
                    s.k, form);
            std::vector<double> ratios, seconds;
            for (int i = 0; i < pairs; ++i) {
                // Threads that were asleep may wake on one core; it takes a while until they part.
                if (peer.own_threads) seconds_of(ours, 2 * calls);
                time_own();
                if (peer.own_threads) seconds_of(call, 2 * their_calls);
                seconds.push_back(seconds_of(call, their_calls));
                if (peer.own_threads) wait_for_idle_threads();
                ratios.push_back(seconds.back() / own.back());
            }
            row.peers.push_back({work / median(seconds) / 1e9, median(ratios)});
        }
    }
    while (static_cast<int>(own.size()) < pairs) time_own();
    row.gflops = work / median(own) / 1e9;
    return row;
}

}  // namespace

std::vector<ProductRow> measure_products(const std::vector<ProductShape>& shapes,
                                         const std::vector<Peer>& peers, int pairs,
                                         const std::function<void(const std::string&)>& told) {
    std::vector<ProductRow> rows;
    for (const ProductShape& s : shapes)
        for (const char* form : {"nn", "nt", "tn"}) {
            told(fmt::format("product {} x {} x {} {}", s.m, s.n, s.k, form));
            rows.push_back(measure(s, form, peers, pairs));
        }
    return rows;
}

RatioSummary summarise(const std::vector<ProductRow>& rows, std::size_t peer) {
    double logs = 0;
    double large = 0;
    double worst = INFINITY;
    int count = 0;
    int large_count = 0;
    for (const ProductRow& row : rows) {
        const double ratio = row.peers[peer].ratio;
        logs += std::log(ratio);
        ++count;
        worst = std::min(worst, ratio);
        if (row.is_small()) continue;
        large += std::log(ratio);
        ++large_count;
    }
    return {std::exp(logs / count), large_count > 0 ? std::exp(large / large_count) : NAN, worst};
}

}  // namespace book
