#include "host/held_signals.h"

#include <csignal>
#include <utility>
#include <vector>

namespace book {

struct HeldSignals::Before {
    std::vector<std::pair<int, struct sigaction>> actions;
};

HeldSignals::HeldSignals(std::initializer_list<int> signals, void (*answer)(int), Times times)
    : before_(std::make_unique<Before>()) {
    struct sigaction action {};
    action.sa_handler = answer == nullptr ? SIG_IGN : answer;
    if (times == Times::once) action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    if (times == Times::each) action.sa_flags = SA_RESTART;
    before_->actions.reserve(signals.size());
    for (const int signal : signals) {
        struct sigaction before {};
        if (sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
        if (sigaction(signal, &action, nullptr) == 0) before_->actions.emplace_back(signal, before);
    }
}

HeldSignals::~HeldSignals() { restore(); }

void HeldSignals::restore() const {
    for (const auto& [signal, action] : before_->actions) sigaction(signal, &action, nullptr);
}

bool HeldSignals::had_answer(int signal) const {
    for (const auto& [one, action] : before_->actions)
        if (one == signal) return action.sa_handler != SIG_DFL;
    return false;
}

}  // namespace book
