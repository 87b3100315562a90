// Ctrl-C as a question that a loop can ask, and what is meant by the signal that ended a program.
#pragma once

#include "host/held_signals.h"

namespace book {

// The status of a program that Ctrl-C ended, as a shell says it: 128 and the number of the signal.
inline constexpr int kInterruptedStatus = 130;

// From now until its end, a signal that asks a program to end only sets a flag: Ctrl-C, SIGTERM, and SIGHUP,
// which comes when a terminal is closed (from the system and from the shell: twice). The second Ctrl-C kills.
class Interrupt {
  public:
    Interrupt();
    bool asked() const;
    bool asked_to_end()
        const;           // by another than Ctrl-C, which may mean what is being done and no more
    int status() const;  // of a program that ends for it, as a shell says it; 0 if nobody asked

  private:
    HeldSignals ctrl_c_, others_;
};

// Why a system ends a program.
enum class SignalKind {
    interrupt,   // Ctrl-C
    memory,      // it reached for memory that is not its own
    abort,       // it gave up by itself: an assert, an exception that nobody caught
    arithmetic,  // a division of integers by zero
    kill,        // somebody ended it, or the system did when memory ran out
    time,        // its time was up
    other
};
SignalKind kind_of_signal(int signal);

}  // namespace book
