#include "explorations/explorations.h"

#include <utility>

#include "host/environment.h"
#include "host/places.h"

namespace book {

const std::vector<Exploration>& all_explorations() {
    using namespace explorations;
    static const std::vector<Exploration> all{tokens(),      arrows(), thermostat(), heads(),
                                              translation(), school(), writing()};
    return all;
}

std::string path_of_model(const std::string& name) {
    const std::string folder =
        environment_variable("BOOK_MODELS", (home_folder() / "models").string());
    return folder + "/" + name + ".safetensors";
}

namespace {
std::function<void(const std::string&)>& listener() {
    static std::function<void(const std::string&)> one;
    return one;
}
}  // namespace

void on_progress(std::function<void(const std::string& json)> hear) {
    listener() = std::move(hear);
}

void report_progress(const std::string& json) {
    if (listener()) listener()(json);
}

}  // namespace book
