# What breaks chapter 4: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(bias_forgotten 04_dot_product_attention chapters/04_dot_product_attention/chapter.cpp
  "add_bias(matmul(x, w_k), b_k)" "matmul(x, w_k)"
  "three matrices and biases make every query, key and value")
mutant(adds_instead_of_multiplying 04_dot_product_attention common/tensor/ops.cpp
  "return p[i] * q[i];" "return p[i] + q[i];"
  "the loop and the library's dot agree")
mutant(lengths_divided_out 04_dot_product_attention chapters/04_dot_product_attention/chapter.cpp
  "dot(q.row(1), scale(row(k, 0), 3).row(0))"
  "dot(q.row(1), scale(row(k, 0), 3).row(0)) / q_length / (3 * length_of(k.row(0)))"
  "a long key far off beats a short one close by")
mutant(keys_ask 04_dot_product_attention common/tensor/matmul.cpp
  "product(\"matmul_nt\", {a, false}, {b, true}, c, write);"
  "const bool square = a.rows() == b.rows(); product(\"matmul_nt\", {square ? b : a, false}, {square ? a : b, true}, c, write);"
  "one product of matrices gives every score")
mutant(no_roles 04_dot_product_attention chapters/04_dot_product_attention/chapter.cpp
  "const Matrix s = matmul_nt(q, k);" "const Matrix s = matmul_nt(k, k);"
  "by query and key, looking is not mutual")
mutant(scores_for_weights 04_dot_product_attention chapters/04_dot_product_attention/chapter.cpp
  "const Matrix weights{{0.15f, 0.50f, 0.35f}};" "const Matrix weights{{0.27f, 0.73f, 0.78f}};"
  "the mix lies within the triangle of the values")
mutant(keys_without_their_values 04_dot_product_attention
  chapters/04_dot_product_attention/chapter.cpp
  "look(q, flip_rows(k), flip_rows(v))" "look(q, flip_rows(k), v)"
  "the order of keys and values changes nothing")
mutant(worst_wins 04_dot_product_attention common/tensor/ops.cpp
  "x[i] > x[best]" "x[i] < x[best]"
  "each English word takes the value of its French one")
