# What breaks chapter 10: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(target_not_shifted 10_full_model common/text/batch.cpp
  "batch.output.push_back(kEnd);"
  "batch.output.push_back(kEnd); batch.input.erase(batch.input.end() - static_cast<std::ptrdiff_t>(pair.target.size()) - 1); batch.input.push_back(kEnd);"
  "what it must say, it reads one step later")
mutant(future_not_hidden 10_full_model common/model/transformer.cpp
  "Mask::causal" "Mask::none"
  "what it will write later changes nothing that it wrote before")
mutant(no_positions 10_full_model common/nn/embedding.cpp
  "positions.row_block(first, rows.length(s))" "ConstView(Matrix({rows.length(s), x.cols()}))"
  "the same words in another order are another sentence")
mutant(all_heads_write_the_first 10_full_model common/nn/attention.cpp
  "return x.row_block(query_begin, queries).col_block(col, width);"
  "(void)col; return x.row_block(query_begin, queries).col_block(0, width);"
  "each head writes its own columns")
mutant(cache_forgets 10_full_model common/model/incremental_decoder.cpp
  "ConstView(cache.values)" "ConstView(cache.keys)"
  "with a cache it says the same, and as surely")
mutant(mean_not_geometric 10_full_model common/text/bleu.cpp
  "std::exp(log_sum / static_cast<double>(kOrders))" "std::exp(log_sum)"
  "our shares, multiplied, are the library's BLEU")
