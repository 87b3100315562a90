#include "notebook/machine.h"

namespace book {

Figure machine(Part lit) {
    const auto look = [&](Part part) {
        return lit == Part::everything ? Look::plain : part == lit ? Look::lit : Look::grey;
    };
    Diagram d;
    d.word("words", {0, 0}, {30, 3}, "J'aime les beignets", look(Part::tokens));
    return {"machine", "The whole machine", "The whole machine.", d};
}

}  // namespace book
