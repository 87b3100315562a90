// Can so many threads be started? OpenMP does not say: it ends the program if one does not start.
#pragma once

namespace book {

// Starts up to `wanted` threads that wait for each other, with the stacks that OpenMP would give them
// (OMP_STACKSIZE), and lets them end again. Returns how many there were at once.
int threads_that_start(int wanted);

}  // namespace book
