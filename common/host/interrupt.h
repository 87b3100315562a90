// Ctrl-C as a question that a loop can ask, so that it ends when it is ready.
#pragma once

#include <csignal>

namespace book {

// From now until its end, the first SIGINT or SIGTERM only sets a flag; the second one kills.
class Interrupt {
  public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    bool asked() const;

  private:
    struct sigaction before_int_, before_term_;
};

}  // namespace book
