#include "host/local_time.h"

namespace book {

std::tm local_time() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);  // std::localtime has one answer for all threads
    return local;
}

}  // namespace book
