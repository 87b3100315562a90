// Signals that a part of host/ answers for a while. Nobody else changes what a signal does; programs
// ask signals.h and keyboard.h.
#pragma once

#include <initializer_list>
#include <memory>

namespace book {

// While it lives, `answer` is called for these signals (null: nothing happens); afterwards they do
// again what they did before. A signal that was ignored stays so: that is what nohup asks for.
class HeldSignals {
  public:
    enum class Times {
        once,   // the second time a signal does what it does by itself; calls that wait go on
        each,   // every time; calls that wait go on
        always  // every time; calls that wait are interrupted
    };
    HeldSignals(std::initializer_list<int> signals, void (*answer)(int), Times times);
    ~HeldSignals();
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

    void restore() const;               // may be called between fork and exec
    bool had_answer(int signal) const;  // somebody answered it before, as we do now

  private:
    struct Before;
    std::unique_ptr<Before> before_;
};

}  // namespace book
