#include "model/learning_curve.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/require.h"
#include "host/files.h"
#include "text/csv_fields.h"
#include "text/lines.h"

namespace book {
namespace {

constexpr const char* kColumns = "epochs,step,seconds,training_loss,validation_loss,bleu";

CurvePoint read_point(const std::string& line, const std::string& where) {
    CsvFields fields(line, where);
    CurvePoint p;
    fields.number("epochs", p.epochs);
    fields.number("step", p.step);
    fields.number("seconds", p.seconds);
    fields.number("training_loss", p.training_loss);
    fields.number("validation_loss", p.validation_loss);
    fields.number("bleu", p.bleu);
    fields.end();
    return p;
}

std::string line_of(const CurvePoint& p) {
    return fmt::format("{:.4f},{},{:.1f},{:.6f},{:.6f},{:.4f}\n", p.epochs, p.step, p.seconds,
                       p.training_loss, p.validation_loss, p.bleu);
}

}  // namespace

std::vector<CurvePoint> read_learning_curve(const std::string& path) {
    std::vector<CurvePoint> points;
    std::size_t number = 0;
    for (const std::string& line : read_lines(path)) {
        const std::string where = fmt::format("{}:{}", path, ++number);
        if (number == 1)
            require_input(line == kColumns, "{}: the line must be {}", where, kColumns);
        else
            points.push_back(read_point(line, where));
    }
    return points;
}

LearningCurve::LearningCurve(std::string path, std::int64_t step)
    : path_(std::move(path)), text_(fmt::format("{}\n", kColumns)) {
    if (path_.empty()) return;
    require_writable(path_);
    if (step == 0) keep_as_before(path_);
    if (step == 0 || !std::filesystem::exists(path_)) return;
    for (const CurvePoint& point : read_learning_curve(path_))
        if (point.step <= step) text_ += line_of(point);
}

void LearningCurve::add(const Examination& e, double seconds) {
    if (path_.empty()) return;
    text_ += line_of({e.epochs, e.step, seconds, e.mean_loss, e.loss, e.score});
    write_whole(path_, text_);
}

}  // namespace book
