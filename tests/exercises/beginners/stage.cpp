// The functions of all exercises, as the beginner who is on stage would have them.
#include "01_tokens/exercises.h"
#include "02_embeddings/exercises.h"
#include "03_positions/exercises.h"
#include "04_dot_product_attention/exercises.h"
#include "05_softmax/exercises.h"
#include "06_multi_head/exercises.h"
#include "07_encoder_decoder/exercises.h"
#include "08_learning/exercises.h"
#include "09_rnn_comparison/exercises.h"
#include "10_full_model/exercises.h"
#include "11_making_it_fast/exercises.h"
#include "12_language_model/exercises.h"
#include "beginners.h"

namespace beginners {
namespace {

const Beginner* on_stage = nullptr;

// Calls the function of the beginner on stage that stands for `f`.
template <class R, class... As, class... Given>
R play(R (* /*f*/)(As...), std::size_t part, Given&... given) {
    using F = std::function<R(As...)>;
    return std::any_cast<const F&>(on_stage->parts.at(part))(given...);
}

}  // namespace

void go_on_stage(const Beginner& beginner) { on_stage = &beginner; }

}  // namespace beginners

namespace exercise {

using beginners::play;
using Words = std::vector<Tokens>;
using Ids = std::vector<int>;
using Row = std::span<const real>;
using Batches = std::vector<Pieces>;

Pair most_frequent_pair(const Words& a) { return play(most_frequent_pair, 0, a); }
Tokens glue(const Tokens& a, Merge b) { return play(glue, 0, a, b); }
Tokens encode(const Tokens& a, const std::vector<Merge>& b) { return play(encode, 0, a, b); }
int whole_characters(std::string_view a) { return play(whole_characters, 0, a); }

Matrix rows_of_words(const Ids& a, ConstView b) { return play(rows_of_words, 0, a, b); }
real cosine(Row a, Row b) { return play(cosine, 0, a, b); }
Matrix ppmi(ConstView a) { return play(ppmi, 0, a); }
Matrix sent_back(const Ids& a, ConstView b, int c) { return play(sent_back, 0, a, b, c); }

real sinusoid(int a, int b, int c) { return play(sinusoid, 0, a, b, c); }
Matrix take_apart(ConstView a, ConstView b, ConstView c) { return play(take_apart, 0, a, b, c); }
Matrix rotary_scores(ConstView a, ConstView b) { return play(rotary_scores, 0, a, b); }

real score(ConstView a, ConstView b) { return play(score, 0, a, b); }
Matrix all_scores(ConstView a, ConstView b) { return play(all_scores, 0, a, b); }
Matrix mix(ConstView a, ConstView b) { return play(mix, 0, a, b); }
Matrix look_across(ConstView a, ConstView b, ConstView c, ConstView d, ConstView e) {
    return play(look_across, 0, a, b, c, d, e);
}

Matrix softmax(ConstView a) { return play(softmax, 0, a); }
Matrix temperatures(ConstView a, real b) { return play(temperatures, 0, a, b); }
Matrix causal_weights(ConstView a) { return play(causal_weights, 0, a); }
Matrix attention(ConstView a, ConstView b, ConstView c) { return play(attention, 0, a, b, c); }

Matrix columns_of_head(ConstView a, int b, int c) { return play(columns_of_head, 0, a, b, c); }
Matrix added_by_head(ConstView a, ConstView b, int c, int d) {
    return play(added_by_head, 1, a, b, c, d);
}
Matrix join_heads(ConstView a, int b) { return play(join_heads, 0, a, b); }
Matrix multi_head(ConstView a, ConstView b, ConstView c, ConstView d, int e) {
    return play(multi_head, 0, a, b, c, d, e);
}

Matrix shifted(const Ids& a) { return play(shifted, 0, a); }
Matrix layer_norm(ConstView a, ConstView b, ConstView c) { return play(layer_norm, 0, a, b, c); }
Matrix frame(ConstView a, const Sublayer& b, const Sublayer& c, bool d) {
    return play(frame, 0, a, b, c, d);
}
Ids speak(const NextScores& a, int b) { return play(speak, 0, a, b); }

Matrix smoothed_cross_entropy(ConstView a, std::span<const int> b, real c) {
    return play(smoothed_cross_entropy, 0, a, b, c);
}
Matrix gradient_of_left(ConstView a, ConstView b, ConstView c) {
    return play(gradient_of_left, 0, a, b, c);
}
Matrix gradient_of_right(ConstView a, ConstView b, ConstView c) {
    return play(gradient_of_right, 1, a, b, c);
}
Matrix gradient_of_softmax(ConstView a, ConstView b) { return play(gradient_of_softmax, 0, a, b); }
void adam_step(View a, ConstView b, View c, View d, int e, real f) {
    play(adam_step, 0, a, b, c, d, e, f);
}
Matrix gradient_of_queries(ConstView a, ConstView b, ConstView c, ConstView d) {
    return play(gradient_of_queries, 0, a, b, c, d);
}
Matrix gradient_of_layer_norm(ConstView a, ConstView b, ConstView c) {
    return play(gradient_of_layer_norm, 0, a, b, c);
}
Bug diagnosis_8_7() { return play(diagnosis_8_7, 0); }
Trained train_on_batches(const Batches& a, const Batches& b, int c, int d, real e) {
    return play(train_on_batches, 1, a, b, c, d, e);
}
Bug diagnosis_8_8() { return play(diagnosis_8_8, 0); }
Trained train_on_block(const Batches& a, int b, int c, real d) {
    return play(train_on_block, 1, a, b, c, d);
}

Matrix lstm_step(ConstView a, ConstView b) { return play(lstm_step, 0, a, b); }
Matrix back_through_time(ConstView a, ConstView b, ConstView c) {
    return play(back_through_time, 0, a, b, c);
}
Matrix additive_attention(ConstView a, ConstView b, ConstView c, ConstView d, ConstView e) {
    return play(additive_attention, 0, a, b, c, d, e);
}
Matrix delta_step(ConstView a, ConstView b, ConstView c, real d, Matrix& e) {
    return play(delta_step, 0, a, b, c, d, e);
}

real clipped_precision(const std::vector<Answered>& a, int b) {
    return play(clipped_precision, 0, a, b);
}
Matrix beam_step(ConstView a, ConstView b) { return play(beam_step, 0, a, b); }
Matrix attend_with_cache(ConstView a, ConstView b, ConstView c, KeyValueCache& d) {
    return play(attend_with_cache, 0, a, b, c, d);
}
Bug diagnosis_10_4() { return play(diagnosis_10_4, 0); }
Trained train_and_examine(const Batches& a, const Batches& b, int c, int d, int e, real f) {
    return play(train_and_examine, 1, a, b, c, d, e, f);
}

Matrix product_in_blocks(const Cellar& a, const Cellar& b, Shelf& c, int d) {
    return play(product_in_blocks, 0, a, b, c, d);
}
SoFar merge(const SoFar& a, const SoFar& b) { return play(merge, 0, a, b); }

Matrix rms_norm(ConstView a, ConstView b, real c) { return play(rms_norm, 0, a, b, c); }
real perplexity(ConstView a, const Ids& b) { return play(perplexity, 0, a, b); }
Matrix top_p(ConstView a, real b) { return play(top_p, 0, a, b); }
Matrix turned(ConstView a, int b, int c, real d) { return play(turned, 0, a, b, c, d); }
Matrix grouped_attention(ConstView a, ConstView b, ConstView c, int d, int e) {
    return play(grouped_attention, 0, a, b, c, d, e);
}
TwoLooks induction_head(const Columns& a) { return play(induction_head, 0, a); }

}  // namespace exercise
