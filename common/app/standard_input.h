// Standard input, line by line, through the door of text/lines.h: a file, a pipe or a prompt.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "text/lines.h"

namespace book {

inline constexpr const char* kStandardInput = "standard input";

class StandardInput {
  public:
    // `name` begins complaints; `before_waiting` is called when no whole line is there and more is asked for.
    explicit StandardInput(const std::string& name = kStandardInput,
                           std::function<void()> before_waiting = {});

    bool next(std::string& line);  // waits for it; false: there is none any more
    const LineCutter& at() const { return cutter_; }

  private:
    LineCutter cutter_;
    std::function<void()> before_waiting_;
    std::vector<char> buffer_;
    bool ended_ = false;
};

}  // namespace book
