# md4c as the target md4c::md4c. Debian's own description for CMake asks for the package of md4c's HTML
# writer, too, which nobody here needs.
find_path(Md4c_INCLUDE_DIR md4c.h)
find_library(Md4c_LIBRARY md4c)
mark_as_advanced(Md4c_INCLUDE_DIR Md4c_LIBRARY)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Md4c REQUIRED_VARS Md4c_LIBRARY Md4c_INCLUDE_DIR)
if(Md4c_FOUND AND NOT TARGET md4c::md4c)
  add_library(md4c::md4c UNKNOWN IMPORTED)
  set_target_properties(md4c::md4c PROPERTIES IMPORTED_LOCATION "${Md4c_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${Md4c_INCLUDE_DIR}")
endif()
