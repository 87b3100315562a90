// What a program says, before main(), that was linked with a reader's answers.
#pragma once

#include "teacher/own_parts/own_parts.h"

namespace book::teacher {

// Its chapter then knows what to do with --mine.
void offer_own_parts(const OwnParts& parts);

}  // namespace book::teacher
