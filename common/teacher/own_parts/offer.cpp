#include "teacher/own_parts/offer.h"

#include "cli/run_chapter.h"
#include "teacher/own_parts/page.h"

namespace book::teacher {

void offer_own_parts(const OwnParts& parts) {
    set_offered_parts(parts);
    chapter_extension = {put_in_own_parts, compare_own_parts};
}

}  // namespace book::teacher
