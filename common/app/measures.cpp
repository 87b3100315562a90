#include "app/measures.h"

#include <fstream>

#include "core/require.h"
#include "host/environment.h"

namespace book {

bool measures_are_asked_for() { return environment_variable("BOOK_MEASURES").has_value(); }

void note_measures(const std::string& name, const ProcessEnd& end) {
    const std::string file = environment_variable("BOOK_MEASURES", "");
    if (file.empty()) return;
    std::ofstream out(file, std::ios::app);
    out << fmt::format("{} {:.2f} {} {}\n", name, end.seconds, end.peak_kib / 1024, end.status);
    require_input(out.good(), "BOOK_MEASURES: {} cannot be written", file);
}

}  // namespace book
