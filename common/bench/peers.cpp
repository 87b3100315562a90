#include "bench/peers.h"

#include <fmt/format.h>

#include <cstdint>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "host/environment.h"
#include "host/memory.h"
#include "host/shared_library.h"

namespace book {
namespace {

// dnnl_sgemm and cblas_sgemm, as their headers declare them (dnnl.h, cblas.h).
using DnnlSgemm = int(char, char, std::int64_t, std::int64_t, std::int64_t, float, const float*,
                      std::int64_t, const float*, std::int64_t, float, float*, std::int64_t);
struct DnnlVersion {
    int major, minor, patch;
};
using CblasSgemm = void(int, int, int, int, int, int, float, const float*, int, const float*, int,
                        float, float*, int);
constexpr int kRowMajor = 101, kNoTrans = 111, kTrans = 112;

DnnlSgemm* dnnl_sgemm = nullptr;
CblasSgemm* cblas_sgemm = nullptr;

void multiply_onednn(const PeerProduct& p) {
    dnnl_sgemm(p.a_transposed ? 'T' : 'N', p.b_transposed ? 'T' : 'N', p.m, p.n, p.k, 1, p.a,
               p.a_transposed ? p.m : p.k, p.b, p.b_transposed ? p.k : p.n, 0, p.c, p.n);
}

void multiply_openblas(const PeerProduct& p) {
    cblas_sgemm(kRowMajor, p.a_transposed ? kTrans : kNoTrans, p.b_transposed ? kTrans : kNoTrans,
                p.m, p.n, p.k, 1, p.a, p.a_transposed ? p.m : p.k, p.b, p.b_transposed ? p.k : p.n,
                0, p.c, p.n);
}

}  // namespace

std::vector<Peer> find_peers(int threads) {
    std::vector<Peer> peers;
    const SharedLibrary dnnl{"libdnnl.so.3", "libdnnl.so.2"};
    dnnl_sgemm = dnnl.find<DnnlSgemm>("dnnl_sgemm");
    if (dnnl_sgemm != nullptr) {
#ifdef _OPENMP
        omp_set_num_threads(threads);  // it shares the runtime with us
#endif
        std::string version;
        if (auto* ask = dnnl.find<const DnnlVersion*()>("dnnl_version"))
            version = fmt::format("{}.{}.{}", ask()->major, ask()->minor, ask()->patch);
        peers.push_back({"onednn", version, multiply_onednn, false});
    }
    // Where its own threads do not start, it ends the program.
    if (address_limit()) return peers;
    remove_environment_variable("OPENBLAS_CORETYPE");  // it may name a worse kernel than the best
    const SharedLibrary openblas{"libopenblas.so.0", "libopenblas.so"};
    cblas_sgemm = openblas.find<CblasSgemm>("cblas_sgemm");
    if (cblas_sgemm != nullptr) {
        if (auto* set = openblas.find<void(int)>("openblas_set_num_threads")) set(threads);
        std::string version;
        if (auto* ask = openblas.find<char*()>("openblas_get_config")) version = ask();
        peers.push_back({"openblas", version, multiply_openblas, true});
    }
    return peers;
}

}  // namespace book
