// Marks a hole in an exercise: `return not_written_yet(scores);` ends the function, whatever it
// returns, and the check says that the exercise is still to be written.
#pragma once

namespace book {  // not teacher: an exercise sees book alone

struct NotWrittenYet {};  // no std::exception: nothing that catches those takes a hole for an error

// Takes what the function was given, so that nothing looks unused.
template <class... Given>
[[noreturn]] void not_written_yet(const Given&...) {
    throw NotWrittenYet{};
}

}  // namespace book
