// Bytes that come piece by piece, as whole characters: a model may write é as two tokens, and a terminal
// must not be given the first half of it.
#pragma once

#include <string>
#include <string_view>

namespace book {

class WholeCharacters {
  public:
    // Takes bytes, and gives what is whole by now. Bytes that can be no part of a character go through.
    std::string add(std::string_view bytes);
    std::string rest();  // what was kept back, and is whole no more

  private:
    std::string kept_;  // a character that has begun
};

}  // namespace book
