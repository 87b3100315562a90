// The rubric of experiment 1. Held-out sentences fall in two: those whose English has "love", and all
// others, of which only those count that the translator could say before.
#include "core/require.h"
#include "experiments/checks/judges.h"

namespace book::teacher::experiments {
namespace {

bool replace_love(std::string& text) {
    bool found = false;
    for (std::size_t at = 0; (at = text.find("love", at)) != std::string::npos; ++at) {
        text.replace(at, 4, "like");
        found = true;
    }
    return found;
}

struct Share {
    int met = 0, of = 0;
    bool at_least(double share) const { return of > 0 && met >= share * of; }
    std::string text() const {
        return of == 0 ? "there were none" : fmt::format("{} of {}", met, of);
    }
};

}  // namespace

Report judge_like(const std::vector<SentencePair>& test, const Speak& before, const Speak& after) {
    const std::string article = "J'aime les beignets";
    const std::string said = after({article}).at(0);
    const std::vector<std::string> french = sources_of(test);
    const std::vector<std::string> was = before(french), is = after(french);
    Share changed, kept;
    for (std::size_t i = 0; i < test.size(); ++i) {
        std::string wanted = test[i].target;
        if (replace_love(wanted)) {
            ++changed.of;
            changed.met += is[i] == wanted ? 1 : 0;
        } else if (was[i] == wanted) {
            ++kept.of;
            kept.met += is[i] == wanted ? 1 : 0;
        }
    }
    Report report;
    report.criteria = {
        {"\"J'aime les beignets\" is \"I like doughnuts\"", said == "I like doughnuts",
         fmt::format("it says \"{}\"", said)},
        {"nine in ten with \"love\" now have \"like\"", changed.at_least(0.9), changed.text()},
        {"nine in ten of the others that were right are still right", kept.at_least(0.9),
         kept.text()}};
    report.cannot_see =
        "all these sentences come from the grammar that also wrote the training sentences, so "
        "nobody knows what became of sentences of any other kind. And the model has not changed "
        "its mind, if it has one: it only says another word.";
    return report;
}

}  // namespace book::teacher::experiments
