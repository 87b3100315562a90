# What breaks chapter 6: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(heads_not_transposed 06_multi_head common/tensor/ops.cpp
  "copy(part, y.view().col_block(begin, part.cols()));"
  "{ for (int r = 0; r < part.rows(); ++r) for (int c = 0; c < part.cols(); ++c) y.flat()[static_cast<std::size_t>((begin + r) * part.cols() + c)] = part(r, c); begin += part.rows() - part.cols(); }"
  "joined rightly, the heads pass all five")
mutant(heads_write_over_each_other 06_multi_head common/tensor/ops.cpp
  "copy(part, y.view().col_block(begin, part.cols()));"
  "copy(part, y.view().col_block(0, part.cols()));"
  "joined, the heads stand in their order")
mutant(all_heads_read_the_first 06_multi_head common/nn/attention.cpp
  "return x.row_block(key_begin, keys).col_block(col, width);"
  "return x.row_block(key_begin, keys).col_block(0, width);"
  "three small attentions are the library's three heads")
mutant(no_w_o 06_multi_head common/nn/attention.cpp
  "return linear(a.output, joined);" "return joined;"
  "ours and the library agree for every number of heads")
mutant(scaled_by_a_fixed_root 06_multi_head common/nn/attention.cpp
  "scale(weights, score_factor(q.cols()), weights)" "scale(weights, score_factor(64), weights)"
  "ours and the library agree for every number of heads")
mutant(an_extra_matrix_for_each_head 06_multi_head common/nn/attention.cpp
  "    a.heads = heads;\n    return a;"
  "    a.heads = heads;\n    parameters.add(name + \".more\", {heads, width});\n    return a;"
  "neither what is learnt nor the products grow with the heads")
mutant(shares_beyond_one 06_multi_head common/tensor/row_ops.cpp
  "row.total == 0 ? real{0} : 1 / row.total" "row.total == 0 ? real{0} : real{1}"
  "one head has 1 to share out, whatever it asks")
mutant(one_head_asks_for_one 06_multi_head chapters/06_multi_head/chapter.cpp
  "both{{9, 9}}" "both{{9, 0}}"
  "one head that looks at both alike cannot tell who bit")
mutant(both_heads_ask_the_same 06_multi_head chapters/06_multi_head/chapter.cpp
  "before{{9, 0}}, after{{0, 9}}" "before{{9, 9}}, after{{9, 9}}"
  "two heads can tell who bit")
mutant(head_cut_at_its_number 06_multi_head chapters/06_multi_head/chapter.cpp
  "w_query.view().col_block(2, 2)" "w_query.view().col_block(1, 2)"
  "head 2 of the product is the product with head 2 of the matrix")
mutant(w_o_only_its_first_rows 06_multi_head chapters/06_multi_head/chapter.cpp
  "w_o.view().row_block(2 * i, 2)" "w_o.view().row_block(0, 2)"
  "W_O adds up what each head has to say")
