# The library for programs outside this book: they link attention_book::book, whether the book is a
# part of their build (add_subdirectory) or was installed (find_package); common/example shows both.
# It is made of the targets in `book_libraries`.
#
# LINK_ONLY: such a program links what the book links, and is compiled as its author decides. It gets
# neither the book's warnings nor its floating-point flags. (With FMA switched on by -march, it should
# say -ffp-contract=off if it wants the book's own bits from what is inline in the headers.) It need
# not be compiled with OpenMP, either.
add_library(attention_book INTERFACE)
add_library(attention_book::book ALIAS attention_book)
target_compile_features(attention_book INTERFACE cxx_std_20)
target_include_directories(attention_book INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/common> $<INSTALL_INTERFACE:include/attention_book>)
foreach(library IN LISTS book_libraries)
  target_link_libraries(attention_book INTERFACE $<LINK_ONLY:${library}>)
endforeach()
target_link_libraries(attention_book INTERFACE fmt::fmt)  # its headers stand in the book's

if(NOT BOOK_INSTALL)
  return()
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/attention_book)
set_target_properties(attention_book PROPERTIES EXPORT_NAME book)
install(TARGETS attention_book ${book_libraries} EXPORT attention_book
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/attention_book)
install(EXPORT attention_book NAMESPACE attention_book:: DESTINATION ${package}
        FILE attention_book-targets.cmake)
# The tools behind ./book are no use without the book.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/common/ DESTINATION include/attention_book
        FILES_MATCHING PATTERN "*.h"
        PATTERN app EXCLUDE PATTERN bench EXCLUDE PATTERN teacher EXCLUDE PATTERN example EXCLUDE)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/attention_book-config.cmake.in
                              ${PROJECT_BINARY_DIR}/attention_book-config.cmake
                              INSTALL_DESTINATION ${package})
install(FILES ${PROJECT_BINARY_DIR}/attention_book-config.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindByName.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindPCRE2.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindUtf8proc.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindMd4c.cmake DESTINATION ${package})
