# What breaks chapter 5: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(no_sqrt_d 05_softmax common/nn/attention.cpp
  "scale(weights, score_factor(q.cols()), weights)" "scale(weights, 1, weights)"
  "loops and library attend alike")
mutant(values_not_mixed 05_softmax common/nn/attention.cpp
  "matmul(weights, v, out)" "copy(v, out)"
  "loops and library attend alike")
mutant(mask_of_zeros 05_softmax common/tensor/row_ops.cpp
  "scores(i, key) = -kInfinity" "scores(i, key) = 0"
  "no word looks ahead")
mutant(mask_off_by_one 05_softmax common/tensor/row_ops.cpp
  "std::max(0, i + offset + 1)" "std::max(0, i + offset + 2)"
  "no word looks ahead")
mutant(divided_by_the_largest 05_softmax common/tensor/row_ops.cpp
  "row.total == 0 ? real{0} : 1 / row.total" "row.total == 0 ? real{0} : real{1}"
  "masked rows still add up to 1")
mutant(all_masked_is_nan 05_softmax common/tensor/row_ops.cpp
  "row.total == 0 ? real{0} : 1 / row.total" "row.total == 0 ? real{0} / row.total : 1 / row.total"
  "a row with everything masked gives zeros")
mutant(maximum_kept 05_softmax common/tensor/row_ops.cpp
  "k.exp_row_from_top(scores, weights, y.cols())"
  "[&] { ExpRow row{0, 0}; k.exp_row(scores, weights, y.cols()); for (int c = 0; c < y.cols(); ++c) row.total += weights[c]; return row; }()"
  "the library sees scores of 10000, 9999, 9998 as 0, -1, -2")
mutant(scaled_by_d 05_softmax chapters/05_softmax/chapter.cpp
  "1 / std::sqrt(static_cast<real>(d))" "1 / static_cast<real>(d)"
  "scores / √d have variance 1, to 15%")
mutant(not_divided_by_the_sum 05_softmax chapters/05_softmax/chapter.cpp
  "x) number /= total" "x) number /= 5"
  "love's weights add up to 1")
