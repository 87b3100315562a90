// The next exercise, built while a reader works at this one.
#pragma once

#include <atomic>
#include <thread>

#include "teacher/check.h"

namespace book::teacher {

class Ahead {
  public:
    ~Ahead() { stop(); }
    Ahead() = default;
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;

    void begin(const Exercise& exercise, Workshop workshop);  // ends what was begun before
    void stop();  // at once, so that the processors are free for a verdict

  private:
    std::thread builder_;
    std::atomic<bool> stopped_{false};
};

}  // namespace book::teacher
