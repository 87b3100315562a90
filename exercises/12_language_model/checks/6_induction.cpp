// Checks exercise 12.6, an induction head: by what it does with texts, not by its matrices.
#include <numeric>

#include "12_language_model/exercises.h"
#include "teacher/harness/teach.h"

namespace book::teacher::exercise_12_6 {
namespace {

using exercise::Columns;
using exercise::TextRead;
using exercise::TwoLooks;

constexpr real kEnough = 0.6f;  // of the weight of a row, or of the probability
constexpr int kNowhere = -1;

// <begin>, `half` pieces, and the same once more. No text has more than `places`.
Case one(const char* about, int half, int pieces, int places, Rng& rng) {
    std::vector<int> order(static_cast<std::size_t>(pieces) - 1);
    std::iota(order.begin(), order.end(), 1);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(rng.below(static_cast<int>(i)))]);
    Matrix text({1, 2 * half + 1});
    for (int i = 0; i < 2 * half; ++i)
        text(0, 1 + i) = static_cast<real>(order[static_cast<std::size_t>(i % half)]);
    return {about, {{"text", text}, {"pieces", as_input(pieces)}, {"places", as_input(places)}}};
}

std::vector<Case> cases(Rng& rng) {
    std::vector<Case> all;
    all.push_back(one("three pieces, twice", 3, 6, 9, rng));
    all.push_back(one("four pieces, twice", 4, 6, 9, rng));
    all.push_back(one("five pieces of nine, twice", 5, 9, 16, rng));
    all.push_back(one("seven pieces of eight, twice", 7, 8, 16, rng));
    all.push_back(one("two pieces, twice", 2, 5, 8, rng));
    all.push_back(one("a long text", 12, 20, 25, rng));
    return all;
}

std::vector<int> text_of(const Case& c) {
    std::vector<int> ids;
    for (const real id : c.matrix(0).row(0)) ids.push_back(static_cast<int>(id));
    return ids;
}
int half(const Case& c) { return c.matrix(0).cols() / 2; }
Columns columns(const Case& c) { return {c.whole(1), c.whole(2)}; }

// The only place of a row that has enough.
int decided(std::span<const real> row) {
    const int best = argmax(row);
    return row[static_cast<std::size_t>(best)] > kEnough ? best : kNowhere;
}

// The places of the first half, by the ids of their pieces.
std::vector<int> by_id(const Case& c) {
    const std::vector<int> text = text_of(c);
    std::vector<int> places(static_cast<std::size_t>(half(c)));
    std::iota(places.begin(), places.end(), 1);
    std::sort(places.begin(), places.end(), [&](int a, int b) {
        return text[static_cast<std::size_t>(a)] < text[static_cast<std::size_t>(b)];
    });
    return places;
}

// A column for each piece: what f(place of the first half) says of its second time, and the piece.
template <class F>
Matrix told(const Case& c, F f) {
    const std::vector<int> text = text_of(c), places = by_id(c);
    Matrix y({3, half(c)});
    for (int col = 0; col < y.cols(); ++col) {
        const int place = places[static_cast<std::size_t>(col)];
        const auto [back, says] = f(place);
        y(0, col) = static_cast<real>(back);
        y(1, col) = static_cast<real>(says);
        y(2, col) = static_cast<real>(text[static_cast<std::size_t>(place)]);
    }
    return y;
}

using BackAndSays = std::pair<int, int>;

Matrix right(const Case& c) {
    const std::vector<int> text = text_of(c);
    return told(c, [&](int place) {
        return BackAndSays{half(c) - 1, text[static_cast<std::size_t>(place) + 1]};
    });
}

template <class F>
Answer with(F make) {
    return [make](const Case& c) {
        const TwoLooks looks = make(columns(c));
        const TextRead read = exercise::read_text(text_of(c), looks, columns(c));
        return told(c, [&](int place) {
            const int at = place + half(c), found = decided(read.weights_2.row(at));
            const int says = decided(read.next.row(at));
            return BackAndSays{found == kNowhere ? kNowhere : at - found, says};
        });
    };
}

enum class Finds { notes, pieces, pieces_by_its_note, the_place };
enum class Says { piece, note };

struct Way {
    int back = 1;        // how far back the first head looks
    bool ahead = false;  // or forward, where nothing can be seen
    real sure = 30;      // the scores of both heads
    real loud = 30;      // the score of what is said
    Finds finds = Finds::notes;
    Says says = Says::piece;
};

TwoLooks made_in(const Way& way, const Columns& c) {
    const Matrix nothing({c.width(), c.width()});
    TwoLooks looks{nothing, nothing, nothing, nothing};
    for (int i = way.back; i < c.places; ++i) {
        const int asks = way.ahead ? i - way.back : i, asked = way.ahead ? i : i - way.back;
        looks.look_1(c.place(asks), c.place(asked)) = way.sure;
    }
    const int behind = (c.places - 1) / 2 - 1;  // in the longest text
    for (int i = behind; way.finds == Finds::the_place && i < c.places; ++i)
        looks.look_2(c.place(i), c.place(i - behind)) = way.sure;
    for (int p = 0; p < c.pieces; ++p) {
        looks.write_1(c.piece(p), c.note(p)) = 1;
        const int says = way.says == Says::piece ? c.piece(p) : c.note(p);
        looks.write_2(says, c.said(p)) = way.loud;
        if (way.finds == Finds::notes) looks.look_2(c.piece(p), c.note(p)) = way.sure;
        if (way.finds == Finds::pieces) looks.look_2(c.piece(p), c.piece(p)) = way.sure;
        if (way.finds == Finds::pieces_by_its_note) looks.look_2(c.note(p), c.piece(p)) = way.sure;
    }
    return looks;
}

template <class T>
Answer in_the_way(T Way::*what, T value) {
    Way way;
    way.*what = value;
    return with([way](const Columns& c) { return made_in(way, c); });
}

const std::vector<Mistake>& mistakes() {
    static const std::vector<Mistake> all{
        {"finds_itself",
         "The second head finds the piece itself, here and where it stood before, and the model "
         "repeats what it reads. That happens when the head compares pieces with pieces, or when "
         "the first head makes a note of a row's own piece. What has to be found is the place "
         "behind, and what is known of it is the piece before it.",
         in_the_way(&Way::finds, Finds::pieces)},
        {"says_the_note",
         "The second head looks at the right place, but what it brings from there is the note, "
         "which is the piece that everybody knows already. It is the piece itself that should be "
         "said.",
         in_the_way(&Way::says, Says::note)},
        {"asks_with_its_note",
         "The second head looks for its own note among the pieces, and so finds the piece before. "
         "The row that asks comes first in look(a, b), and the one that is asked second: its own "
         "piece should be looked for among the notes.",
         in_the_way(&Way::finds, Finds::pieces_by_its_note)},
        {"first_head_speaks",
         "The model says the piece before the one that it reads: what the first head finds is "
         "written into the block `said`, and the second head finds nothing. The first one has to "
         "leave a note, in the block `note`.",
         with([](const Columns& c) {
             TwoLooks looks = made_in({}, c);
             looks.write_1 = looks.write_2 = Matrix({c.width(), c.width()});
             for (int p = 0; p < c.pieces; ++p) looks.write_1(c.piece(p), c.said(p)) = 30;
             return looks;
         })},
        {"two_back",
         "Everything works, only one place too far on: the first head looks two places back and "
         "not one.",
         in_the_way(&Way::back, 2)},
        {"looks_ahead",
         "The first head looks at the place that follows, which the mask hides, and so it looks at "
         "everything a little. The row that asks comes first in look(a, b): place i asks for place "
         "i - 1.",
         in_the_way(&Way::ahead, true)},
        {"unsure",
         "Every piece is said as it should be, or nearly, but the second head also looks at the "
         "other places. Softmax takes e to the power of the scores, and there are many places: "
         "write larger numbers into look_1 and look_2.",
         in_the_way(&Way::sure, real{1})},
        {"undecided",
         "The second head looks at everything a little, and nothing is said clearly. Does it find "
         "any notes? If write_1 or look_2 is turned over, or empty, it does not. And are the "
         "scores large enough? Softmax takes e to their power, and there are many places.",
         with([](const Columns& c) {
             Way way;
             way.sure = way.loud = 1;
             return made_in(way, c);
         })},
        {"too_quiet",
         "The second head looks at the right places, but nothing is said clearly. What it writes "
         "into the block `said` are scores: softmax takes e to their power, and there are many "
         "pieces. (If nothing arrives there at all: is write_2 turned over?)",
         in_the_way(&Way::loud, real{1})},
        {"by_the_place",
         "This works for texts of one length only, the longest: the second head looks a fixed "
         "number of places back. Let it look for a piece.",
         in_the_way(&Way::finds, Finds::the_place)}};
    return all;
}

const Register registered({"12.6", "An induction head, set by hand",
                           "exercises/12_language_model/6_induction.cpp", cases,
                           with(exercise::induction_head), right, mistakes()});

}  // namespace
}  // namespace book::teacher::exercise_12_6
