# The book for a browser, by Emscripten: one module with the chapters whose knobs can be turned on their pages
# (common/site/live). ./book site --module takes it, once wasm-opt has made it small:
#
#     cmake -DCMAKE_TOOLCHAIN_FILE=/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake
#           -DBOOK_WEB_SOURCES=FOLDER     sources of libraries, as Debian has them: utf8proc, md4c
#           -DBOOK_WEB_CLANG=clang++-22   compiles the kernels: relaxed SIMD is newer than Debian's Emscripten

set(BOOK_OPENMP OFF)
set(BOOK_TESTS OFF)
set(BOOK_INSTALL OFF)
set(BOOK_WEB_SOURCES "" CACHE PATH "Sources of utf8proc and md4c")
set(BOOK_WEB_CLANG clang++-22 CACHE STRING "A clang that knows relaxed SIMD")
# Emscripten tells clang not to inline where it compiles for size; without that it is neither small nor quick.
set(CMAKE_CXX_FLAGS_RELEASE "-Oz -finline-functions -DNDEBUG -flto -fno-rtti")
enable_language(C)

# Headers of libraries that are nothing else: seen through links, because the rest of /usr/include is the system's own.
set(web_include ${PROJECT_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${web_include})
foreach(library fmt nlohmann)
  file(CREATE_LINK /usr/include/${library} ${web_include}/${library} SYMBOLIC)
endforeach()
add_library(fmt::fmt INTERFACE IMPORTED)
set_target_properties(fmt::fmt PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${web_include}
                                          INTERFACE_COMPILE_DEFINITIONS "FMT_HEADER_ONLY;FMT_STATIC_THOUSANDS_SEPARATOR=44")
add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED)
set_target_properties(nlohmann_json::nlohmann_json PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${web_include})

# add_c_library(NAME ALIAS FOLDER INCLUDE SOURCE ...)
function(add_c_library name alias folder include)
  add_library(${name} STATIC ${ARGN})
  target_include_directories(${name} SYSTEM PUBLIC ${include})
  target_compile_options(${name} PRIVATE -Oz -w)
  add_library(${alias} ALIAS ${name})
endfunction()
file(GLOB utf8proc ${BOOK_WEB_SOURCES}/utf8proc-*)
file(GLOB md4c ${BOOK_WEB_SOURCES}/md4c-*)
if(NOT utf8proc OR NOT md4c)
  message(FATAL_ERROR "BOOK_WEB_SOURCES (${BOOK_WEB_SOURCES}) must hold utf8proc-… and md4c-…")
endif()
# utf8proc with a part of its tables. What they left out is renamed, so that whoever asks for it is not linked.
find_program(BOOK_NODE NAMES node nodejs REQUIRED)
set(small_utf8proc ${PROJECT_BINARY_DIR}/utf8proc)
execute_process(COMMAND ${BOOK_NODE} ${PROJECT_SOURCE_DIR}/common/site/live/small_unicode.mjs ${utf8proc} ${small_utf8proc}
                COMMAND_ERROR_IS_FATAL ANY)
add_c_library(web_utf8proc Utf8proc::utf8proc ${small_utf8proc} ${small_utf8proc} ${small_utf8proc}/utf8proc.c)
foreach(function toupper totitle decompose_char decompose map NFC NFD)
  target_compile_definitions(web_utf8proc PRIVATE utf8proc_${function}=left_out_${function})
endforeach()
target_compile_definitions(web_utf8proc PUBLIC UTF8PROC_STATIC)
add_c_library(web_md4c md4c::md4c ${md4c} ${md4c}/src ${md4c}/src/md4c.c)

