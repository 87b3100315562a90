# add_reader_exercise(TARGET CHECK STUB ANSWER): the programs that check one answer of the reader, built
# when they are asked for; CHECK is the compiled description of the exercise. Alone in a file because a
# test builds a small book of its own with it.
#
#     exercise_5_1          calls the answer, and hands back what it gives
#     judge_5_1             says what is right: with the stub, and without a line of the reader's
#     exercise_5_1_zeroed   the first once more, where its variables may have no value: see below
#
# Everything but the answer is compiled once. The answer is watched by the sanitizers, where the
# compiler has them, and is compiled without a precompiled header: editors, which read the same
# command, have none. Where it is missing the rest of the book builds without it, and CMake looks
# again when it is back (`./book reset`). Do not mark it as GENERATED: `ninja clean` would remove it.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)
if(NOT BOOK_SANITIZE)
  set(CMAKE_REQUIRED_FLAGS "-fsanitize=address,undefined")
  check_cxx_source_compiles("int main() { return 0; }" BOOK_CAN_SANITIZE)
  unset(CMAKE_REQUIRED_FLAGS)
endif()

# A variable without a value holds what the compiler puts there: GCC a huge negative number, which
# spoils a sum but may do as the beginning of a maximum, and in the second program 0, which spoils that.
set(filled -ftrivial-auto-var-init=pattern)
set(zeroed -ftrivial-auto-var-init=zero)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  list(APPEND zeroed -enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang)
endif()
check_cxx_compiler_flag("${filled}" BOOK_CAN_FILL)
if(NOT BOOK_CAN_FILL)
  unset(filled)
endif()
string(REPLACE ";" " " zeroed_flags "${zeroed}")
check_cxx_compiler_flag("${zeroed_flags}" BOOK_CAN_ZERO)

# What the compiler warns of is told with the verdict, and is no error. That a parameter is not used is
# so in some right answers, too.
set(answer_options -g -Wno-error -Wno-unused-parameter)
# By itself GCC counts the columns of an error as a terminal shows them, with tabs to every eighth. What
# shows them again (teacher/compiler_words.h) counts bytes, as clang does, and as GCC did before 11.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 11)
  list(APPEND answer_options -fdiagnostics-column-unit=byte)
endif()
if(BOOK_CAN_SANITIZE)
  list(APPEND answer_options -fsanitize=address,undefined -fno-sanitize-recover=all
       -fno-omit-frame-pointer)
endif()

# One program around the answer, with these options.
function(add_answer_program target check answer)
  add_executable(${target} EXCLUDE_FROM_ALL $<TARGET_OBJECTS:answer_one> ${check} ${answer})
  target_link_libraries(${target} PRIVATE teach)
  target_compile_options(${target} PRIVATE ${ARGN})
  if(BOOK_CAN_SANITIZE)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
endfunction()

# The programs around the answer alone.
function(add_reader_answer target check answer)
  if(NOT EXISTS ${answer})
    file(GLOB back CONFIGURE_DEPENDS ${answer})
    return()
  endif()
  set_source_files_properties(${answer} PROPERTIES SKIP_PRECOMPILE_HEADERS TRUE
                              COMPILE_OPTIONS "${answer_options}")
  add_answer_program(${target} "${check}" ${answer} ${filled})
  if(BOOK_CAN_ZERO)
    add_answer_program(${target}_zeroed "${check}" ${answer} ${zeroed})
  endif()
endfunction()

function(add_reader_exercise target check stub answer)
  string(REPLACE "exercise_" "judge_" judge ${target})
  set_source_files_properties(${stub} PROPERTIES LANGUAGE CXX)
  add_executable(${judge} EXCLUDE_FROM_ALL $<TARGET_OBJECTS:check_one> ${check} ${stub})
  target_link_libraries(${judge} PRIVATE teach)
  set_target_properties(${judge} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  add_reader_answer(${target} "${check}" ${answer})
endfunction()
