#include "trials/table.h"

#include <fmt/format.h>

namespace book {

Table trial_table(const std::vector<TrialRow>& rows, const std::vector<TrialLine>& lines,
                  const std::vector<TrialMeasure>& measures) {
    std::vector<Column> columns{""};
    for (const TrialMeasure& m : measures) columns.emplace_back(m.name);
    Table table(columns);
    for (const TrialLine& line : lines) {
        std::vector<Cell> cells{line.says};
        for (const TrialMeasure& m : measures) {
            const MeanAndRange range = range_of(rows, line.variant, m.number);
            cells.emplace_back(fmt::format("{} ({} to {})", format_value(range.mean, m.format),
                                           format_value(range.least, m.format),
                                           format_value(range.most, m.format)));
        }
        table.add_row(cells);
    }
    return table;
}

Value trial_value(const std::vector<TrialRow>& rows, const std::string& variant,
                  const TrialMeasure& measure) {
    const MeanAndRange range = range_of(rows, variant, measure.number);
    return std::vector<double>{range.mean, range.least, range.most};
}

MeanAndRange sentences_right(const std::vector<TrialRow>& rows, const std::string& variant) {
    return range_of(rows, variant, kSentencesRight.number);
}

bool ranges_overlap(const MeanAndRange& a, const MeanAndRange& b) {
    return a.least <= b.most && b.least <= a.most;
}

}  // namespace book
