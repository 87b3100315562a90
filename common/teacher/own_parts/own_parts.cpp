#include "teacher/own_parts/own_parts.h"

#include <map>

#include "core/require.h"
#include "teacher/own_parts/compare.h"

namespace book::teacher {
namespace {

constinit OwnParts offered, in_use;

template <auto Part>
bool take() {
    in_use.*Part = offered.*Part;
    return in_use.*Part != nullptr;
}

const std::map<std::string, bool (*)()>& takers() {
    static const std::map<std::string, bool (*)()> known{
        {"3.1", take<&OwnParts::sinusoid>},        {"5.1", take<&OwnParts::softmax>},
        {"5.3", take<&OwnParts::causal_weights>},  {"5.4", take<&OwnParts::attention>},
        {"6.1", take<&OwnParts::columns_of_head>}, {"6.2", take<&OwnParts::join_heads>},
        {"7.2", take<&OwnParts::layer_norm>},      {"8.3", take<&OwnParts::gradient_of_softmax>},
        {"12.1", take<&OwnParts::rms_norm>},       {"12.4", take<&OwnParts::turned>}};
    return known;
}

}  // namespace

void set_offered_parts(const OwnParts& parts) { offered = parts; }

bool use_own_part(const std::string& exercise) {
    const auto known = takers().find(exercise);
    require(known != takers().end(), "own parts: exercise {} has no place in the machine",
            exercise);
    if (!known->second()) return false;
    begin_record(exercise);
    put_into_machine();
    return true;
}

OwnParts& own_parts() { return in_use; }

void forget_own_parts() {
    in_use = OwnParts();
    put_into_machine();
    forget_records();
}

}  // namespace book::teacher
