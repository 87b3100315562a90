// The picture with which every chapter opens.
#include "notebook/machine.h"

#include <set>

#include "catch.h"
#include "render/diagram_plan.h"
#include "render/figure.h"

using namespace book;

namespace {

constexpr Part kAllParts[] = {
    Part::everything, Part::tokens,   Part::embeddings,      Part::positions, Part::attention,
    Part::softmax,    Part::heads,    Part::encoder_decoder, Part::learning,  Part::recurrence,
    Part::search,     Part::products, Part::language_model};

template <class T>
bool has(const std::vector<T>& items, Look look) {
    for (const T& item : items)
        if (item.look == look) return true;
    return false;
}

// Whether anything in the picture looks so; marked cells are lit.
bool has(const Diagram& d, Look look) {
    bool is_there = has(d.boxes, look) || has(d.grids, look) || has(d.texts, look) ||
                    has(d.frames, look) || has(d.arrows, look);
    for (const Diagram::Cells& grid : d.grids)
        if (look == Look::lit && !grid.marked.empty()) is_there = true;
    return is_there;
}

}  // namespace

TEST_CASE("machine: every part lights something, and its words say what", "[notebook]") {
    std::set<std::string> alts, drawings;
    for (const Part part : kAllParts) {
        CAPTURE(static_cast<int>(part));
        const Figure figure = machine(part);
        CHECK_NOTHROW(check_figure(figure));
        const auto& d = std::get<Diagram>(figure.drawing);
        CHECK(has(d, Look::lit) == (part != Part::everything));
        CHECK(has(d, Look::grey) == (part != Part::everything));
        alts.insert(figure.alt);
        drawings.insert(to_terminal(figure, Terminal{}));
    }
    CHECK(alts.size() == std::size(kAllParts));
    CHECK(drawings.size() == std::size(kAllParts));
}

// How many steps have a cross in front.
static int count_struck(const Diagram& d) {
    int count = 0;
    for (const Diagram::Cells& grid : d.grids)
        for (const auto& row : grid.rows) count += row[0].rfind("× ", 0) == 0;
    return count;
}

TEST_CASE("machine: of a language model the encoder and the bridge are struck out", "[notebook]") {
    for (const Part part : kAllParts) {
        const Figure figure = machine(part);
        const auto& d = std::get<Diagram>(figure.drawing);
        CHECK((count_struck(d) > 0) == (part == Part::language_model));
        for (const Diagram::Cells& grid : d.grids)
            if (grid.id == "decoder.attention") CHECK(grid.rows[0][0] == "split into heads");
    }
}

TEST_CASE("machine: fits a phone and a narrow terminal", "[notebook]") {
    for (const Part part : kAllParts) {
        const Figure figure = machine(part);
        const DiagramPlan plan = plan_of(std::get<Diagram>(figure.drawing));
        CHECK(plan.extent.right < 54);
        CHECK(plan.extent.bottom < 52);
        CHECK_THAT(to_terminal(figure, Terminal{54, false}), ContainsText("mix the values"));
    }
}
