# What breaks chapter 11: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(sum_not_scaled_down 11_making_it_fast chapters/11_making_it_fast/chapter.cpp
  "sum = sum * before + now" "sum += now"
  "one query, key by key, is softmax over all")
mutant(blocks_not_scaled_down 11_making_it_fast common/nn/long_attention.cpp
  "old_top == largest ? 0 : old_top - largest" "0"
  "in blocks it is the formula of chapter 05 but for rounding")
mutant(relu_forgotten 11_making_it_fast common/tensor/matmul.cpp
  "activation == Activation::relu" "false && activation == Activation::relu"
  "fused: product, bias and relu have the bits of three steps")
mutant(threads_leave_a_column 11_making_it_fast common/tensor/matmul.cpp
  "part(x, 0, x.rows, first, cols)" "part(x, 0, x.rows, first, cols - (first + cols < x.cols))"
  "one, two and three threads give the same bits")
mutant(values_never_cached 11_making_it_fast common/model/incremental_decoder.cpp
  "ConstView(cache.values)" "ConstView(cache.keys)"
  "with the cache and without, the same words")
