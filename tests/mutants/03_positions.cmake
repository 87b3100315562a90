# What breaks chapter 3: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(attention_masked 03_positions common/nn/attention.cpp
  "apply_mask(mask, weights);" "apply_mask(Mask::causal, weights);"
  "without positions, each word gets the same row in either order")
mutant(positions_not_added 03_positions chapters/03_positions/chapter.cpp
  "const Matrix p = sinusoidal_positions(x.rows(), x.cols());" "const Matrix p(x.shape());"
  "with positions, another order gives other rows")
mutant(all_columns_sines 03_positions common/nn/embedding.cpp
  "c % 2 == 0 ? std::sin(angle) : std::cos(angle)" "std::sin(angle)"
  "sinusoids step evenly")
mutant(each_column_a_wheel 03_positions common/nn/embedding.cpp
  "c / 2" "c / 2.0"
  "dot products of positions depend on distances only")
mutant(wheels_too_slow 03_positions common/nn/embedding.cpp
  "2 * pair / width" "4 * pair / width"
  "the library has the same table")
mutant(turned_back 03_positions chapters/03_positions/chapter.cpp
  "const double b = steps * speed(c, m.cols());" "const double b = -steps * speed(c, m.cols());"
  "one turn moves every position on by three, wherever it is")
mutant(turned_by_half 03_positions chapters/03_positions/chapter.cpp
  "x * std::cos(b) - y * std::sin(b)" "x * std::cos(b)"
  "with rotary positions, only distances count")
mutant(hand_overwritten 03_positions chapters/03_positions/chapter.cpp
  "x * std::cos(b) - y * std::sin(b)" "x * std::cos(b) - m(r, c) * std::sin(b)"
  "a turn leaves each word as long as it was")
mutant(all_at_one_place 03_positions chapters/03_positions/chapter.cpp
  "turn(y, r, first + r)" "turn(y, r, first)"
  "rotary positions tell the two orders apart")
