# add_reader_exercise(TARGET CHECK ANSWER): the program that checks one answer of the reader, built
# when it is asked for. Alone in a file because a test builds a small book of its own with it.
#
# Everything but the answer is compiled once. The answer is watched by the sanitizers, where the
# compiler has them, and is compiled without a precompiled header: editors, which read the same
# command, have none. Where it is missing the rest of the book builds without it, and CMake looks
# again when it is back (`./book reset`). Do not mark it as GENERATED: `ninja clean` would remove it.
include(CheckCXXSourceCompiles)
if(NOT BOOK_SANITIZE)
  set(CMAKE_REQUIRED_FLAGS "-fsanitize=address,undefined")
  check_cxx_source_compiles("int main() { return 0; }" BOOK_CAN_SANITIZE)
  unset(CMAKE_REQUIRED_FLAGS)
endif()

set(answer_options -g1)
# By itself GCC counts the columns of an error as a terminal shows them, with tabs to every eighth. What
# shows them again (teacher/compiler_words.h) counts bytes, as clang does, and as GCC did before 11.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 11)
  list(APPEND answer_options -fdiagnostics-column-unit=byte)
endif()
if(BOOK_CAN_SANITIZE)
  list(APPEND answer_options -fsanitize=address,undefined -fno-sanitize-recover=all
       -fno-omit-frame-pointer)
endif()

function(add_reader_exercise target check answer)
  if(NOT EXISTS ${answer})
    file(GLOB back CONFIGURE_DEPENDS ${answer})
    return()
  endif()
  add_executable(${target} EXCLUDE_FROM_ALL $<TARGET_OBJECTS:check_one> ${check} ${answer})
  target_link_libraries(${target} PRIVATE teach)
  set_source_files_properties(${answer} PROPERTIES SKIP_PRECOMPILE_HEADERS TRUE
                              COMPILE_OPTIONS "${answer_options}")
  if(BOOK_CAN_SANITIZE)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
