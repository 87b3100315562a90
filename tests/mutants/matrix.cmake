# What breaks the page about Matrix: mutant(NAME CHAPTER FILE FROM TO CLAIM), see CMakeLists.txt.
mutant(not_zeros matrix chapters/matrix/chapter.cpp
  "Matrix result({2, 4});" "Matrix result({2, 4}, 1);"
  "a matrix made from a shape is all zeros")
mutant(not_doubled matrix chapters/matrix/chapter.cpp
  "doubled(r, c) = 2 * keys(r, c);" "doubled(r, c) = keys(r, c);"
  "doubled holds twice what keys holds")
mutant(copy_is_no_copy matrix chapters/matrix/chapter.cpp
  "const Matrix copy = table;" "const Matrix& copy = table;"
  "a copy keeps its numbers when the original changes")
mutant(view_of_a_copy matrix chapters/matrix/chapter.cpp
  "const View lower = table.view()" "Matrix other = table; const View lower = other.view()"
  "what is written through a view is written to its matrix")
mutant(scores_too_large matrix chapters/matrix/chapter.cpp
  "scores = matmul_nt(queries, keys);" "scores = scale(matmul_nt(queries, keys), 2);"
  "a score is the dot product of two rows")
mutant(unit_matrix matrix chapters/matrix/chapter.cpp
  "const Matrix a{{1, 2}, {3, 4}};" "const Matrix a{{1, 0}, {0, 1}};"
  "the two products differ")
mutant(shapes_that_fit matrix chapters/matrix/chapter.cpp
  "scores = matmul(queries, keys);" "scores = matmul_nt(queries, keys);"
  "shapes that do not fit are refused, and the message shows both")
mutant(row_that_is_there matrix chapters/matrix/chapter.cpp
  "row_block(2, 2)" "row_block(1, 2)"
  "a view of rows that are not there is refused")
