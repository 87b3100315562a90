# What breaks chapter 2: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(the_row_of_another_word 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix copied = look_up(ids, kTable);" "const Matrix copied = look_up({1, 2, 3}, kTable);"
  "a one-hot product and a copied row are the same")
mutant(neighbours_by_number 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix all = one_hot({0, 1, 2, 3}, 4);" "const Matrix all{{0}, {1}, {2}, {3}};"
  "one-hot rows are all equally far apart")
mutant(dot_for_cosine 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix unit = unit_rows(kTable), cosines" "const Matrix unit = kTable, cosines"
  "a cosine is a product of two rows of length 1")
mutant(ruler_for_cosine 02_embeddings chapters/02_embeddings/chapter.cpp
  "c[a][b] = c[b][a] = cosine(kTable.row(a), kTable.row(b));"
  "c[a][b] = c[b][a] = 1 - euclid(kTable.row(a), kTable.row(b));"
  "Euclid and cosine name different neighbours for taxes")
mutant(cakes_are_paid 02_embeddings chapters/02_embeddings/chapter.cpp
  "\"I eat cakes\"" "\"I pay cakes\""
  "doughnuts and cakes never meet, and have the same row")
mutant(counts_for_ppmi_on_paper 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix m = ppmi(counts);\n    // [/paper]" "const Matrix m = counts;\n    // [/paper]"
  "who stands beside everybody says less")
mutant(random_directions 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix v = directions(m, width, rng);"
  "Matrix v = randn({width, m.cols()}, rng); right_angles(v);"
  "they keep more than twice what as many random ones do")
mutant(directions_of_any_length 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix v = directions(m, width, rng);" "const Matrix v = scale(directions(m, width, rng), 2);"
  "the directions have length 1, at right angles")
mutant(words_without_company 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix counts = company(text, knobs.window);"
  "Rng order(7); const Matrix counts = company(shuffled(text, order), knobs.window);"
  "of a food's five nearest words, nine in ten are food")
mutant(counts_for_ppmi 02_embeddings chapters/02_embeddings/chapter.cpp
  "const Matrix m = ppmi(counts);               // (V x V)" "const Matrix m = counts;"
  "with four numbers a word, PPMI is ahead of raw counts")
mutant(no_root 02_embeddings common/nn/embedding.cpp
  "std::sqrt(static_cast<real>(table.cols()))" "real{1}"
  "the library's embedding is a lookup times √d")
mutant(the_last_word_only 02_embeddings chapters/02_embeddings/chapter.cpp
  "return middle_of(look_up(ids_of(sentence, text), places));"
  "return look_up({ids_of(sentence, text).back()}, places);"
  "a bag of places does not know who bit")
