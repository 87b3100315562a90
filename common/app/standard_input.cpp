#include "app/standard_input.h"

#include <string_view>
#include <utility>

#include "host/standard_files.h"

namespace book {

StandardInput::StandardInput(const std::string& name, std::function<void()> before_waiting)
    : cutter_(name), before_waiting_(std::move(before_waiting)), buffer_(std::size_t{1} << 16) {}

bool StandardInput::next(std::string& line) {
    while (!cutter_.next(line)) {
        if (ended_) return false;
        if (before_waiting_) before_waiting_();
        const std::size_t n = read_from_stdin(buffer_);
        cutter_.add(std::string_view(buffer_.data(), n));
        ended_ = n == 0;
        if (ended_) cutter_.end();
    }
    return true;
}

}  // namespace book
