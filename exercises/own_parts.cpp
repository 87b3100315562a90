// Offers the answers that this program was linked with to the machine (tensor/stand_in.h). Which they
// are, CMake says: MINE_5_1 for exercise 5.1, or MINE_ALL.
#include "03_positions/exercises.h"
#include "05_softmax/exercises.h"
#include "06_multi_head/exercises.h"
#include "07_encoder_decoder/exercises.h"
#include "08_learning/exercises.h"
#include "nn/stand_in.h"

namespace {

using book::offer_stand_in, book::stand_ins;

const bool offered = [] {
#if defined(MINE_3_1) || defined(MINE_ALL)
    offer_stand_in("3.1", [] { stand_ins.sinusoid.answer = exercise::sinusoid; });
#endif
#if defined(MINE_5_1) || defined(MINE_ALL)
    offer_stand_in("5.1", [] { stand_ins.softmax.answer = exercise::softmax; });
#endif
#if defined(MINE_5_3) || defined(MINE_ALL)
    offer_stand_in("5.3", [] { stand_ins.causal_weights.answer = exercise::causal_weights; });
#endif
#if defined(MINE_5_4) || defined(MINE_ALL)
    offer_stand_in("5.4", [] { stand_ins.attention.answer = exercise::attention; });
#endif
#if defined(MINE_6_1) || defined(MINE_ALL)
    offer_stand_in("6.1", [] { stand_ins.columns_of_head.answer = exercise::columns_of_head; });
#endif
#if defined(MINE_6_2) || defined(MINE_ALL)
    offer_stand_in("6.2", [] { stand_ins.join_heads.answer = exercise::join_heads; });
#endif
#if defined(MINE_7_2) || defined(MINE_ALL)
    offer_stand_in("7.2", [] { stand_ins.layer_norm.answer = exercise::layer_norm; });
#endif
#if defined(MINE_8_3) || defined(MINE_ALL)
    offer_stand_in("8.3",
                   [] { stand_ins.gradient_of_softmax.answer = exercise::gradient_of_softmax; });
#endif
    return true;
}();

}  // namespace
