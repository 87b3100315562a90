// Which trials of memories are recorded for chapter 09: each model in each task, by the group that a section of the
// page is made of.
//
//     capacity   up to 8 pairs of 31 keys, all memories in several sizes
//     large      up to 64 pairs of 255 keys, where a state of a few hundred numbers has to be full
//     starts     how a recurrent cell begins, in the task of capacity
//     copy, adding   the classics, over 100 words
//     rules      what the harness decides, one setting changed at a time
//     longer     five times as many steps, for who may not have had enough
//     published  4 pairs in 64 words, out of 8,192 (Arora and others 2023, figure 2)
#pragma once

#include <vector>

#include "memory/campaign.h"

namespace book {

std::vector<MemoryCell> recorded_memories();

}  // namespace book
