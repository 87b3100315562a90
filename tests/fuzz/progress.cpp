// The file of a reader's progress: nothing that is understood is lost when it is written again.
#include "teacher/progress.h"

#include "fuzz.h"

namespace book::fuzz {

void try_input(std::string_view input) {
    using namespace teacher;
    const Progress progress = parse_progress(std::string(input));
    const std::string text = progress_text(progress);
    const Progress again = parse_progress(text);
    hold(progress_text(again) == text, "it is saved to the same");
    for (const auto& [id, record] : progress.records)
        hold(again.of(id) == record, "a record comes back");
    hold(again.celebrated == progress.celebrated, "what was celebrated comes back");
}

}  // namespace book::fuzz
