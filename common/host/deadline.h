// A moment at which this program looks up from whatever it does: from a loop that never ends, say.
#pragma once

#include <memory>

namespace book {

// After so many seconds `answer` is called, in the middle of what the main thread does then, unless the
// Deadline has gone before. It runs as a signal's handler, so it must not do much. One at a time. (Systems
// without timers that signal, macOS, never call it.)
class Deadline {
  public:
    Deadline(double seconds, void (*answer)(int));
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace book
