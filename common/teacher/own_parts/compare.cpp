#include "teacher/own_parts/compare.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <mutex>

#include "core/clock.h"
#include "core/require.h"
#include "tensor/ops.h"
#include "tensor/replaceable.h"

namespace book::teacher {
namespace {

struct Records {
    std::mutex mutex;  // heads are computed side by side
    std::map<std::string, OwnPartRecord> in_use;
};

Records& records() {
    static Records all;
    return all;
}

double largest_of(ConstView x) {
    double largest = 0;
    for (int r = 0; r < x.rows(); ++r)
        for (real number : x.row(r)) largest = std::max(largest, std::abs(double{number}));
    return largest;
}

// Calls the reader's; its trouble, or "".
std::string attempt(const std::function<Matrix()>& own, Shape wanted, Matrix& result) {
    try {
        result = own();
        require(result.shape() == wanted, "it made {} where {} is needed", result.shape(), wanted);
        return "";
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {  // not_written_yet() throws no exception of the library
        return "it is not written yet";
    }
}

}  // namespace

void begin_record(const std::string& exercise) {
    for (const MachinePart& part : machine_parts())
        if (part.exercise == exercise) records().in_use.try_emplace(exercise, OwnPartRecord{part});
}

std::vector<OwnPartRecord> own_part_records() {
    const std::lock_guard lock(records().mutex);
    std::vector<OwnPartRecord> by_number;
    for (const MachinePart& part : machine_parts()) {
        const auto record = records().in_use.find(part.exercise);
        if (record != records().in_use.end()) by_number.push_back(record->second);
    }
    return by_number;
}

void forget_records() { records().in_use.clear(); }

void compare_and_use(const std::string& exercise, View y, const std::function<Matrix()>& own,
                     const std::function<Matrix()>& library) {
    const LibrarysOwn here;
    Matrix result;
    const Stopwatch clock;
    const std::string trouble = attempt(own, y.shape(), result);
    const double seconds = clock.seconds();
    const Matrix expected = library();
    const double library_seconds = clock.seconds() - seconds;
    const double difference = trouble.empty() ? max_abs_difference(result, expected) : std::nan("");
    const double largest = largest_of(expected);
    copy(trouble.empty() ? result : expected, y);

    const std::lock_guard lock(records().mutex);
    OwnPartRecord& record = records().in_use.at(exercise);
    ++record.calls;
    record.seconds += seconds;
    record.library_seconds += library_seconds;
    record.largest = std::max(record.largest, largest);
    if (!std::isnan(record.difference) && !(difference <= record.difference))
        record.difference = difference;
    if (record.trouble.empty()) record.trouble = trouble;
}

}  // namespace book::teacher
