// An answer that does not come back within its limit is ended from outside (teacher/check.cpp). A little
// before that, this program says where it is (early enough: a busy machine needs seconds to find the line).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "host/deadline.h"
#include "host/environment.h"
#include "host/standard_files.h"
#include "teacher/harness/still_running_mark.h"

// The sanitizers' own; not there if the answer was built without them.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the name is theirs
extern "C" void __sanitizer_print_stack_trace() __attribute__((weak));

namespace book::teacher {

inline void say_where_it_is(int) {
    if (&__sanitizer_print_stack_trace == nullptr) return;
    print_to_stderr(kStillRunning);
    __sanitizer_print_stack_trace();
}

// `BOOK_SECONDS`: the limit, as the one who waits has set it. Null without one.
inline std::unique_ptr<Deadline> look_up_before_limit() {
    const double limit = std::atof(environment_variable("BOOK_SECONDS", "").c_str());
    if (limit <= 0) return nullptr;
    return std::make_unique<Deadline>(0.6 * limit, say_where_it_is);
}

}  // namespace book::teacher
