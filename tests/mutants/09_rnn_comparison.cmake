# What breaks chapter 9: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
set(chapter_09 chapters/09_rnn_comparison/chapter.cpp)
mutant(never_forgets 09_rnn_comparison ${chapter_09}
  "kKinds[k], kWidth, kWidth, rng);" "kKinds[k], kWidth, kWidth, rng, 30);"
  "of a word 20 words ago, no recurrent state has a hundredth left")
mutant(question_changed 09_rnn_comparison ${chapter_09}
  "lags.push_back(lag);" "lags.push_back(lag < 40 ? lag : 0);"
  "attention: a word at the front counts as much as one at the end, within a fifth")
mutant(always_as_long 09_rnn_comparison ${chapter_09}
  "for (const int n : {64, 256, 1024})" "for (const int n : {64, 64, 64})"
  "four times as many words, and each counts a quarter, within a third")
mutant(lead_without_the_length 09_rnn_comparison ${chapter_09}
  "std::log(n * w / (1 - w))" "std::log(w / (1 - w))"
  "with a lead of ln(n w / (1 − w)), a word has weight w against n fillers")
mutant(lag_off_by_one 09_rnn_comparison ${chapter_09}
  "std::pow(sigma, lag)" "std::pow(sigma, lag + 1)"
  "the linear network's gain is σ to the lag, to 1e-4, over 40 lags")
mutant(not_orthogonal 09_rnn_comparison ${chapter_09}
  "turn = orthogonal(kWidth, rng);" "turn = randn({kWidth, kWidth}, rng, 0.18);"
  "the linear network's gain is σ to the lag, to 1e-4, over 40 lags")
mutant(tanh_without_words 09_rnn_comparison ${chapter_09}
  "scale(turn, 1.1f)), words);" "scale(turn, 1.1f)), scale(words, 0));"
  "with tanh it vanishes even at 1.1")
mutant(gaussian_twice_as_large 09_rnn_comparison ${chapter_09}
  "1.1 / largest_stretch(gauss)" "2.5 / largest_stretch(gauss)"
  "a Gaussian matrix that stretches by 1.1 at most shrinks on the whole")
mutant(half_life_upside_down 09_rnn_comparison ${chapter_09}
  "-std::log(2) / slope :" "slope / -std::log(2) :"
  "a larger forget bias keeps longer")
mutant(recurrent_layer_too_narrow 09_rnn_comparison common/recall/models.cpp
  "equal_state(memory, task, width)" "by_time() ? width / 2 : width"
  "live: the models have equally many parameters, within 5%")
