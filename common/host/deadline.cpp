#include "host/deadline.h"

#include <csignal>
#include <ctime>

#include "host/held_signals.h"

namespace book {

#ifdef __APPLE__
struct Deadline::State {};

Deadline::Deadline(double, void (*)(int)) {}
#else
namespace {

constexpr int kSignal = SIGUSR2;  // SIGALRM is the limit itself (host/process.cpp)

}  // namespace

struct Deadline::State {
    HeldSignals signals;
    timer_t timer{};
    bool runs = false;

    explicit State(void (*answer)(int)) : signals({kSignal}, answer, HeldSignals::Times::once) {}
    ~State() {
        if (runs) timer_delete(timer);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

Deadline::Deadline(double seconds, void (*answer)(int)) : state_(std::make_unique<State>(answer)) {
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = kSignal;
    if (timer_create(CLOCK_MONOTONIC, &event, &state_->timer) != 0) return;
    state_->runs = true;
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(seconds);
    when.it_value.tv_nsec =
        static_cast<long>((seconds - static_cast<double>(when.it_value.tv_sec)) * 1e9);
    timer_settime(state_->timer, 0, &when, nullptr);
}
#endif

Deadline::~Deadline() = default;

}  // namespace book
