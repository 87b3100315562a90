// Counts calls of operator new, for tests that say that nothing is allocated.
#pragma once

#include <cstdint>

void start_counting_allocations();
std::int64_t stop_counting_allocations();  // how many there were since, on all threads
