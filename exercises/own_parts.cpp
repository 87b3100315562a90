// Offers the answers that this program was linked with to the machine: what they become there stands
// in teacher/own_parts/own_parts.h. Which they are, CMake says: MINE_5_1 for exercise 5.1, or MINE_ALL.
#include "03_positions/exercises.h"
#include "05_softmax/exercises.h"
#include "06_multi_head/exercises.h"
#include "07_encoder_decoder/exercises.h"
#include "08_learning/exercises.h"
#include "12_language_model/exercises.h"
#include "teacher/own_parts/offer.h"

namespace {

const bool offered = [] {
    book::teacher::OwnParts parts;
#if defined(MINE_3_1) || defined(MINE_ALL)
    parts.sinusoid = exercise::sinusoid;
#endif
#if defined(MINE_5_1) || defined(MINE_ALL)
    parts.softmax = exercise::softmax;
#endif
#if defined(MINE_5_3) || defined(MINE_ALL)
    parts.causal_weights = exercise::causal_weights;
#endif
#if defined(MINE_5_4) || defined(MINE_ALL)
    parts.attention = exercise::attention;
#endif
#if defined(MINE_6_1) || defined(MINE_ALL)
    parts.columns_of_head = exercise::columns_of_head;
#endif
#if defined(MINE_6_2) || defined(MINE_ALL)
    parts.join_heads = exercise::join_heads;
#endif
#if defined(MINE_7_2) || defined(MINE_ALL)
    parts.layer_norm = exercise::layer_norm;
#endif
#if defined(MINE_8_3) || defined(MINE_ALL)
    parts.gradient_of_softmax = exercise::gradient_of_softmax;
#endif
#if defined(MINE_12_1) || defined(MINE_ALL)
    parts.rms_norm = exercise::rms_norm;
#endif
#if defined(MINE_12_4) || defined(MINE_ALL)
    parts.turned = exercise::turned;
#endif
    offer_own_parts(parts);
    return true;
}();

}  // namespace
