# find_by_name(NAME HEADER LIBRARY TARGET): a library that comes without a description for CMake, or with
# one that asks for more than is needed, as an imported target. Without pkg-config, which would be one
# more package to install. Used by the book's build, and by programs that use the installed library.
include(FindPackageHandleStandardArgs)
macro(find_by_name name header library target)  # a macro: NAME_FOUND is for who asked
  find_path(${name}_INCLUDE_DIR ${header})
  find_library(${name}_LIBRARY ${library})
  mark_as_advanced(${name}_INCLUDE_DIR ${name}_LIBRARY)
  find_package_handle_standard_args(${name} REQUIRED_VARS ${name}_LIBRARY ${name}_INCLUDE_DIR)
  if(${name}_FOUND AND NOT TARGET ${target})
    add_library(${target} UNKNOWN IMPORTED)
    set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${${name}_LIBRARY}"
                          INTERFACE_INCLUDE_DIRECTORIES "${${name}_INCLUDE_DIR}")
  endif()
endmacro()
