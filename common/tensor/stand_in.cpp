#include "tensor/stand_in.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>

#include "core/clock.h"

namespace book {

StandIns stand_ins;

namespace {

thread_local bool inside = false;

struct Inside {
    Inside() { inside = true; }
    ~Inside() { inside = false; }
};

struct Place {
    StandInRecord record;
    void (*put_in)() = nullptr;
    bool in_use = false;
};

struct Places {
    std::mutex mutex;  // heads are computed side by side
    std::vector<Place> all;
};

Places& places() {
    static Places known{{},
                        {{{"3.1", "sinusoids"}},
                         {{"5.1", "softmax"}},
                         {{"5.3", "causal mask and its softmax"}},
                         {{"5.4", "attention of a head"}},
                         {{"6.1", "columns of a head"}},
                         {{"6.2", "joining of the heads"}},
                         {{"7.2", "layer norm"}},
                         {{"8.3", "gradient of softmax", true}}}};
    return known;
}

Place& place_of(const std::string& exercise) {
    for (Place& place : places().all)
        if (place.record.exercise == exercise) return place;
    throw Error("stand_in: exercise " + exercise + " has no place in the machine");
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

bool inside_stand_in() { return inside; }

std::vector<std::string> stand_in_exercises() {
    std::vector<std::string> exercises;
    for (const Place& place : places().all) exercises.push_back(place.record.exercise);
    return exercises;
}

void offer_stand_in(const std::string& exercise, void (*put_in)()) {
    place_of(exercise).put_in = put_in;
}

bool use_stand_in(const std::string& exercise) {
    Place& place = place_of(exercise);
    if (place.put_in == nullptr) return false;
    place.put_in();
    place.in_use = true;
    return true;
}

std::vector<StandInRecord> stand_in_records() {
    const std::lock_guard lock(places().mutex);
    std::vector<StandInRecord> records;
    for (const Place& place : places().all)
        if (place.in_use) records.push_back(place.record);
    return records;
}

void forget_stand_ins() {
    stand_ins = StandIns();
    for (Place& place : places().all) {
        place.in_use = false;
        place.record = {place.record.exercise, place.record.title, place.record.gradient};
    }
}

void compare_and_use(const char* exercise, View y, const std::function<Matrix()>& own,
                     const std::function<Matrix()>& library) {
    const Inside here;
    Matrix result;
    const Stopwatch clock;
    const std::string trouble = attempt(own, y.shape(), result);
    const double seconds = clock.seconds();
    const Matrix expected = library();
    const double library_seconds = clock.seconds() - seconds;
    const double difference = trouble.empty() ? max_abs_difference(result, expected) : std::nan("");
    const double largest = largest_of(expected);
    copy(trouble.empty() ? result : expected, y);

    Place& place = place_of(exercise);
    const std::lock_guard lock(places().mutex);
    StandInRecord& record = place.record;
    ++record.calls;
    record.seconds += seconds;
    record.library_seconds += library_seconds;
    record.largest = std::max(record.largest, largest);
    if (!std::isnan(record.difference) && !(difference <= record.difference))
        record.difference = difference;
    if (record.trouble.empty()) record.trouble = trouble;
}

// ---- the operations that look at a whole row ----------------------------------------------------

namespace {

// The exercise asks for no row in which everything is masked, nor for one of no words at all.
bool each_row_sees_something(ConstView scores) {
    constexpr real masked = -std::numeric_limits<real>::infinity();
    for (int r = 0; r < scores.rows(); ++r) {
        const auto row = scores.row(r);
        if (std::all_of(row.begin(), row.end(), [](real s) { return s == masked; })) return false;
    }
    return true;
}

}  // namespace

void softmax_rows(ConstView x, View y) {
    if (!stand_ins.softmax || x.shape() != y.shape() || !each_row_sees_something(x))
        return library::softmax_rows(x, y);
    const Matrix scores(x);
    compare_and_use(
        stand_ins.softmax.exercise, y, [&] { return stand_ins.softmax.answer(scores); },
        [&] {
            Matrix weights(scores.shape());
            library::softmax_rows(scores, weights);
            return weights;
        });
}

// The library's statistics are needed for the gradient, whoever made y.
void layer_norm_rows(ConstView x, ConstView gain, ConstView bias, View y, View statistics) {
    if (!stand_ins.layer_norm || x.cols() == 0)
        return library::layer_norm_rows(x, gain, bias, y, statistics);
    const Matrix rows(x), g(gain), b(bias);
    compare_and_use(
        stand_ins.layer_norm.exercise, y, [&] { return stand_ins.layer_norm.answer(rows, g, b); },
        [&] {
            Matrix normed(rows.shape());
            library::layer_norm_rows(rows, g, b, normed, statistics);
            return normed;
        });
}

void add_layer_norm_rows(ConstView x, ConstView added, ConstView gain, ConstView bias, View sum,
                         View y, View statistics) {
    if (!stand_ins.layer_norm || x.cols() == 0)
        return library::add_layer_norm_rows(x, added, gain, bias, sum, y, statistics);
    add(x, added, sum);
    layer_norm_rows(sum, gain, bias, y, statistics);
}

}  // namespace book
