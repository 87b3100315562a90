#include "core/thread_trial.h"

#include <pthread.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <vector>

#include "core/read_number.h"

namespace book {
namespace {

// "4M": bytes with B, kilobytes with K or without a letter, M, G. 0 if it says nothing.
std::size_t bytes_in(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::size_t number = 0;
    const auto read = read_number(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || number >> 32 != 0) return 0;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    const std::size_t letter = text.find_first_of("bBkKmMgG");
    const std::size_t unit =
        letter == std::string_view::npos ? 1 : std::string_view("bBkKmMgG").find(text[letter]) / 2;
    return number << (10 * unit);
}

// How a thread of OpenMP is started.
class Attributes {
  public:
    Attributes() {
        pthread_attr_init(&attributes_);
        for (const char* name : {"GOMP_STACKSIZE", "OMP_STACKSIZE"}) {  // the last one counts
            const char* said = std::getenv(name);
            const std::size_t bytes = said == nullptr ? 0 : bytes_in(said);
            if (bytes > 0) pthread_attr_setstacksize(&attributes_, bytes);
        }
    }
    ~Attributes() { pthread_attr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    const pthread_attr_t* get() const { return &attributes_; }

  private:
    pthread_attr_t attributes_;
};

extern "C" void* wait_at_gate(void* gate) {
    const std::lock_guard pass(*static_cast<std::mutex*>(gate));
    return nullptr;
}

}  // namespace

int threads_that_start(int wanted) {
    const Attributes attributes;
    std::vector<pthread_t> threads(static_cast<std::size_t>(wanted));
    std::mutex gate;
    std::size_t started = 0;
    {
        const std::lock_guard closed(gate);  // so that none ends before the last has begun
        while (started < threads.size() &&
               pthread_create(&threads[started], attributes.get(), wait_at_gate, &gate) == 0)
            ++started;
    }
    for (std::size_t i = 0; i < started; ++i) pthread_join(threads[i], nullptr);
    return static_cast<int>(started);
}

}  // namespace book
