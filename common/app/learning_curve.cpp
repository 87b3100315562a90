#include "app/learning_curve.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/require.h"
#include "host/files.h"
#include "text/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr const char* kColumns = "epochs,step,seconds,training_loss,validation_loss,bleu";

std::int64_t step_in(const std::string& line, const std::string& where) {
    CsvFields fields(line, where);
    fields.text("epochs");
    std::int64_t step = 0;
    fields.number("step", step);
    return step;
}

}  // namespace

LearningCurve::LearningCurve(std::string path, std::int64_t step)
    : path_(std::move(path)), text_(std::string(kColumns) + "\n") {
    if (path_.empty()) return;
    require_writable(path_);
    if (step == 0 || !std::filesystem::exists(path_)) return;
    std::size_t number = 0;
    for (const std::string& line : read_lines(path_)) {
        const std::string where = fmt::format("{}:{}", path_, ++number);
        if (number == 1)
            require_input(line == kColumns, "{}: the line must be {}", where, kColumns);
        else if (step_in(line, where) <= step)
            text_ += line + "\n";
    }
}

void LearningCurve::add(const Examination& e, double seconds) {
    if (path_.empty()) return;
    text_ += fmt::format("{:.4f},{},{:.1f},{:.6f},{:.6f},{:.4f}\n", e.epochs, e.step, seconds,
                         e.mean_loss, e.loss, e.score);
    write_whole(path_, text_);
}

}  // namespace book
