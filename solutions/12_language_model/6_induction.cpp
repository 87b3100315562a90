// 12.6  An induction head, set by hand
// hard; chapter 12, "After A came B: learning from the prompt"
#include "12_language_model/exercises.h"

using namespace exercise;

// The second head wants to find the place *behind* the same piece. What could
// it look for there? The piece that stands there is just what nobody knows yet.
// The piece before it is known, but a place does not know its neighbour, unless
// somebody has written it down. So the first head looks at the place before and
// makes a note of its piece, and the second one looks for its own piece among
// the notes of the others. Neither can do it alone: that is why induction takes
// two layers.
//
// A score of 30 is sure enough: e^30 is far more than there are places. The
// note is a plain 1, and what is said is a score again.
TwoLooks exercise::induction_head(const Columns& columns) {
    constexpr real kSure = 30;
    const Matrix nothing({columns.width(), columns.width()});
    TwoLooks looks{nothing, nothing, nothing, nothing};
    for (int i = 1; i < columns.places; ++i)
        looks.look_1(columns.place(i), columns.place(i - 1)) = kSure;
    for (int p = 0; p < columns.pieces; ++p) {
        looks.write_1(columns.piece(p), columns.note(p)) = 1;
        looks.look_2(columns.piece(p), columns.note(p)) = kSure;
        looks.write_2(columns.piece(p), columns.said(p)) = kSure;
    }
    return looks;
}
