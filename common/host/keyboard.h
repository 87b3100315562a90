// Keys without a return, and the signals that a program with keys must mind.
//
// While it lives, Ctrl-C and its like only ask to stop, and Ctrl-Z gives the terminal back before it
// stops. At the end the terminal is as it was. There is one at a time.
#pragma once

#include <memory>
#include <string>

namespace book {

class Keyboard {
  public:
    Keyboard();  // without a terminal, or in the background, there are no keys
    ~Keyboard();
    Keyboard(const Keyboard&) = delete;
    Keyboard& operator=(const Keyboard&) = delete;

    bool has_keys() const;
    // Waits for a key, a signal, something to read from `file` (FileWatch::file(); -1: nothing), or so
    // many milliseconds (-1: for ever). Takes no processor time meanwhile.
    void wait(int file, int milliseconds);
    std::string keys();    // pressed since the last call; does not wait
    bool asked_to_stop();  // by a signal, or by a terminal that is gone

    // While it lives, the terminal is another program's, as it was before.
    class Lent {
      public:
        explicit Lent(Keyboard& keyboard);
        ~Lent();
        Lent(const Lent&) = delete;
        Lent& operator=(const Lent&) = delete;

      private:
        Keyboard& keyboard_;
    };

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace book
