# PCRE2 in its 8-bit form.
include(${CMAKE_CURRENT_LIST_DIR}/FindByName.cmake)
find_by_name(PCRE2 pcre2.h pcre2-8 PCRE2::pcre2-8)
