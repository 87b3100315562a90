// The time of day where the reader is.
#pragma once

#include <ctime>

namespace book {

std::tm local_time();

}  // namespace book
