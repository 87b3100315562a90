#include "host/signals.h"

#include <csignal>

namespace book {
namespace {

static_assert(kInterruptedStatus == 128 + SIGINT);

volatile std::sig_atomic_t asked_to_stop = 0;  // by which signal

extern "C" void ask_to_stop(int signal) { asked_to_stop = signal; }

}  // namespace

Interrupt::Interrupt()
    : ctrl_c_({SIGINT}, ask_to_stop, HeldSignals::Times::once),
      others_({SIGTERM, SIGHUP}, ask_to_stop, HeldSignals::Times::each) {
    asked_to_stop = 0;
}

bool Interrupt::asked() const { return asked_to_stop != 0; }
bool Interrupt::asked_to_end() const { return asked() && asked_to_stop != SIGINT; }
int Interrupt::status() const { return asked() ? 128 + asked_to_stop : 0; }

SignalKind kind_of_signal(int signal) {
    switch (signal) {
        case SIGINT:
            return SignalKind::interrupt;
        case SIGSEGV:
        case SIGBUS:
            return SignalKind::memory;
        case SIGABRT:
            return SignalKind::abort;
        case SIGFPE:
            return SignalKind::arithmetic;
        case SIGKILL:
            return SignalKind::kill;
        case SIGALRM:
            return SignalKind::time;
        default:
            return SignalKind::other;
    }
}

}  // namespace book
