# Only the newest versions of utf8proc come with a description for CMake.
include(${CMAKE_CURRENT_LIST_DIR}/FindByName.cmake)
find_by_name(Utf8proc utf8proc.h utf8proc Utf8proc::utf8proc)
