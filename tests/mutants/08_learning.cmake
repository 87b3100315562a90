# What breaks chapter 8: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(softmax_gradient_without_mean 08_learning common/autodiff/ops.cpp
  "to[c] += p[c] * (dy[c] - mean);" "to[c] += p[c] * dy[c];"
  "the gradient of every operation agrees with finite differences")
mutant(product_gradient_overwrites 08_learning common/autodiff/ops.cpp
  "matmul_tn(a.value(), dc, db, write);"
  "write = Write::overwrite, matmul_tn(a.value(), dc, db, write);"
  "the gradient of every operation agrees with finite differences")
mutant(relu_gradient_passes_all 08_learning common/autodiff/ops.cpp
  "to[c] = out[c] > 0 ? share : real{0};" "to[c] = share;"
  "the gradient of every operation agrees with finite differences")
mutant(attention_gradient_without_root 08_learning common/nn/attention.cpp
  "ds[c] = factor * (p[c] * (ds[c] - mean));" "ds[c] = p[c] * (ds[c] - mean);"
  "the gradient of every operation agrees with finite differences")
mutant(layer_norm_gradient_half 08_learning common/nn/layer_norm.cpp
  "pdy[c] * g[c] - mean_g - xhat * mean_gx" "pdy[c] * g[c] - mean_g"
  "the gradient of every operation agrees with finite differences")
mutant(embedding_gradient_of_the_last 08_learning common/nn/embedding.cpp
  "to[c] += factor * dy[c];" "to[c] = factor * dy[c];"
  "the gradient of every operation agrees with finite differences")
mutant(loss_without_mean 08_learning common/nn/loss.cpp
  "static_cast<real>(total / n)" "static_cast<real>(total)"
  "the loss is the mean of −ln p: ours is the library's")
mutant(gradient_p_without_y 08_learning common/nn/loss.cpp
  "d[words[i]] -= each * (1 - smoothing);" ""
  "and so it is on the library's tape")
mutant(smoothing_without_spread 08_learning chapters/08_learning/chapter.cpp
  "y{e / 3, e / 3, 1 - e + e / 3}" "y{e / 3, e / 3, 1 - e}"
  "what one word gains, the others lose: the slopes add up to 0")
mutant(tape_keeps_the_last_share 08_learning common/autodiff/tape.cpp
  "add_to(share, slot.view);" "copy(share, slot.view);"
  "the gradient of every operation agrees with finite differences")
mutant(sum_hands_back_to_one_side 08_learning common/autodiff/ops.cpp
  "if (b.needs_grad()) add_grad(b, y.grad());" ""
  "by hand, on our tape, on the library's: the same gradients")
mutant(adam_without_correction 08_learning common/optim/adam.cpp
  "rate / (1 - std::pow(options_.beta1, t))" "rate"
  "its first step is as long as the rate, be the gradient 0.1 or 10,000")
mutant(descent_uphill 08_learning chapters/08_learning/chapter.cpp
  "all.values()[i] -=" "all.values()[i] +="
  "descent learns it: 99% of the letters of new words are right")
mutant(taught_to_copy_instead 08_learning chapters/08_learning/chapter.cpp
  "backwards{true, n, n, knobs.steps}" "backwards{false, n, n, knobs.steps}"
  "after, each position looks most at the letter that it must write")
mutant(gradient_never_nudged 08_learning chapters/08_learning/chapter.cpp
  "gradient_error(c, kNudge, page.seed())" "gradient_error(c, 1e-6f, page.seed())"
  "the gradient of every operation agrees with finite differences")
