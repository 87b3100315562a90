# The book for a browser, by Emscripten: one module with the chapters whose knobs can be turned on their pages
# (common/site/live). ./book site --module takes it, once wasm-opt has made it small:
#
#     cmake -DCMAKE_TOOLCHAIN_FILE=/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake
#           -DBOOK_WEB_SOURCES=FOLDER     sources of libraries, as Debian has them: utf8proc, md4c, pcre2
#           -DBOOK_WEB_CLANG=clang++-22   compiles the kernels: relaxed SIMD is newer than Debian's Emscripten

set(BOOK_OPENMP OFF)
set(BOOK_TESTS OFF)
set(BOOK_INSTALL OFF)
set(BOOK_WEB_SOURCES "" CACHE PATH "Sources of utf8proc, md4c and pcre2")
set(BOOK_WEB_CLANG clang++-22 CACHE STRING "A clang that knows relaxed SIMD")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG -flto")
enable_language(C)

# Headers of libraries that are nothing else: seen through links, because the rest of /usr/include is the system's own.
set(web_include ${PROJECT_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${web_include})
foreach(library fmt nlohmann)
  file(CREATE_LINK /usr/include/${library} ${web_include}/${library} SYMBOLIC)
endforeach()
add_library(fmt::fmt INTERFACE IMPORTED)
set_target_properties(fmt::fmt PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${web_include}
                                          INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY)
add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED)
set_target_properties(nlohmann_json::nlohmann_json PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${web_include})

# add_c_library(NAME ALIAS FOLDER INCLUDE SOURCE ...)
function(add_c_library name alias folder include)
  add_library(${name} STATIC ${ARGN})
  target_include_directories(${name} SYSTEM PUBLIC ${include})
  target_compile_options(${name} PRIVATE -Os -w)
  add_library(${alias} ALIAS ${name})
endfunction()
file(GLOB utf8proc ${BOOK_WEB_SOURCES}/utf8proc-*)
file(GLOB md4c ${BOOK_WEB_SOURCES}/md4c-*)
file(GLOB pcre2 ${BOOK_WEB_SOURCES}/pcre2-*)
if(NOT utf8proc OR NOT md4c OR NOT pcre2)
  message(FATAL_ERROR "BOOK_WEB_SOURCES (${BOOK_WEB_SOURCES}) must hold utf8proc-…, md4c-… and pcre2-…")
endif()
add_c_library(web_utf8proc Utf8proc::utf8proc ${utf8proc} ${utf8proc} ${utf8proc}/utf8proc.c)
target_compile_definitions(web_utf8proc PUBLIC UTF8PROC_STATIC)
add_c_library(web_md4c md4c::md4c ${md4c} ${md4c}/src ${md4c}/src/md4c.c)

# PCRE2 without its just-in-time compiler, which a browser does not let run.
set(pcre2_copy ${PROJECT_BINARY_DIR}/pcre2)
file(MAKE_DIRECTORY ${pcre2_copy})
configure_file(${pcre2}/src/config.h.generic ${pcre2_copy}/config.h COPYONLY)
configure_file(${pcre2}/src/pcre2.h.generic ${pcre2_copy}/pcre2.h COPYONLY)
configure_file(${pcre2}/src/pcre2_chartables.c.dist ${pcre2_copy}/pcre2_chartables.c COPYONLY)
file(GLOB pcre2_files ${pcre2}/src/pcre2_*.c)
list(FILTER pcre2_files EXCLUDE REGEX "(dftables|fuzzsupport|jit_match|jit_misc|jit_test|printint|ucptables|convert|extuni)\\.c$")
add_c_library(web_pcre2 PCRE2::pcre2-8 ${pcre2} ${pcre2_copy}
              ${pcre2_files} ${pcre2}/src/pcre2_extuni.c ${pcre2_copy}/pcre2_chartables.c)
target_include_directories(web_pcre2 PRIVATE ${pcre2}/src)
target_compile_definitions(web_pcre2 PRIVATE HAVE_CONFIG_H SUPPORT_UNICODE SUPPORT_PCRE2_8
                           PUBLIC PCRE2_CODE_UNIT_WIDTH=8 PCRE2_STATIC)
