# What breaks chapter 7: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(target_not_shifted_07 07_encoder_decoder common/text/batch.cpp
  "batch.input.push_back(kBegin);\n        batch.input.insert(batch.input.end(), pair.target.begin(), pair.target.end());"
  "batch.input.insert(batch.input.end(), pair.target.begin(), pair.target.end()); batch.input.push_back(kEnd);"
  "it must say what it reads one step later")
mutant(never_says_end_07 07_encoder_decoder common/text/batch.cpp
  "batch.output.push_back(kEnd);" "batch.output.push_back(kBegin);"
  "it begins with <begin>, and what it says last is <end>")
mutant(epsilon_outside_the_root_07 07_encoder_decoder common/tensor/row_ops.cpp
  "1 / std::sqrt(variance + static_cast<real>(kLayerNormEpsilon))"
  "1 / (std::sqrt(variance) + static_cast<real>(0.01))"
  "by hand and in the library layer norm is the same")
mutant(no_max_07 07_encoder_decoder common/tensor/ops.cpp
  "p < 0 ? real{0} : p" "p"
  "two matrices and a max make an absolute value")
mutant(embeddings_not_scaled_07 07_encoder_decoder common/nn/embedding.cpp
  "std::sqrt(static_cast<real>(table.cols()))" "real{1}"
  "our encoder and the library's agree")
mutant(decoder_without_mask_07 07_encoder_decoder common/model/transformer.cpp
  "Mask::causal" "Mask::none"
  "our decoder and the library's agree")
mutant(cross_attention_looks_at_itself_07 07_encoder_decoder common/model/transformer.cpp
  "layer.cross_attention, v, memory, rows, memory_rows," "layer.cross_attention, v, v, rows, rows,"
  "each step of the library's has our name for it, our shape and our numbers" ALONE)
mutant(sees_one_too_many_07 07_encoder_decoder common/tensor/row_ops.cpp
  "std::max(0, i + offset + 1)" "std::max(0, i + offset + 2)"
  "in the decoder it moves its own row and the later ones, none before")
mutant(mask_turned_over_07 07_encoder_decoder common/tensor/row_ops.cpp
  "int key = std::max(0, i + offset + 1); key < scores.cols(); ++key"
  "int key = 0; key < i + offset; ++key"
  "whatever comes later, past rows stay, bit for bit" ALONE)
mutant(packed_sentences_meet_07 07_encoder_decoder common/nn/attention.cpp
  "return x.row_block(key_begin, keys).col_block(col, width);"
  "return x.row_block(0, keys).col_block(col, width);"
  "packed among others, a sentence gets the rows that it gets alone, bit for bit")
mutant(cache_keeps_no_values_07 07_encoder_decoder common/model/incremental_decoder.cpp
  "layers_[i].memory_values = Matrix(linear(attention.value, source).value());"
  "layers_[i].memory_values = Matrix(memory.shape(), 5);"
  "with and without a key-value cache the library says the same as we")
mutant(mask_kept_07 07_encoder_decoder chapters/07_encoder_decoder/chapter.cpp
  "open.causal = false;" "open.causal = true;"
  "without the mask the future changes the past")
mutant(bridge_left_open_07 07_encoder_decoder chapters/07_encoder_decoder/chapter.cpp
  "blind.cross = false;" "blind.cross = true;"
  "without cross-attention no source does")
mutant(one_source_for_all_07 07_encoder_decoder chapters/07_encoder_decoder/chapter.cpp
  "const Matrix elsewhere = s.encode(s.others[0]);" "const Matrix elsewhere = s.memory;"
  "another source moves the decoder's rows")
mutant(takes_the_least_likely_07 07_encoder_decoder chapters/07_encoder_decoder/chapter.cpp
  "return argmax(scores.row(0));" "return argmax(scale(scores, -1).row(0));"
  "with and without a key-value cache the library says the same as we")
