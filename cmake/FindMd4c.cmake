# Debian's description of md4c asks for the package of its HTML writer, too.
include(${CMAKE_CURRENT_LIST_DIR}/FindByName.cmake)
find_by_name(Md4c md4c.h md4c md4c::md4c)
