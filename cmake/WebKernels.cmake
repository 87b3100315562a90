# The kernels for a browser. They include no header of a system, so that another compiler can have them: a clang that knows
# relaxed SIMD, the only instruction there that fuses.
set(kernel_objects ${PROJECT_SOURCE_DIR}/common/site/live/kernels.cpp)
foreach(kernel gemm row gate)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/kernels/${kernel}_kernel.o)
  if(kernel MATCHES "row|gate")
    set(contract off)
  else()
    set(contract fast)
  endif()
  add_custom_command(OUTPUT ${object}
    COMMAND ${BOOK_WEB_CLANG} --target=wasm32-unknown-emscripten -std=c++20 -O3 -ffp-contract=${contract}
            -fno-math-errno -fno-trapping-math -fno-exceptions -fno-rtti -nostdinc++ -msimd128 -mrelaxed-simd
            -DBOOK_KERNEL_NAME=wasm -I${PROJECT_SOURCE_DIR}/common
            -c ${PROJECT_SOURCE_DIR}/common/tensor/kernels/${kernel}_kernel.cpp -o ${object}
    DEPENDS ${PROJECT_SOURCE_DIR}/common/tensor/kernels/${kernel}_kernel.cpp
            ${PROJECT_SOURCE_DIR}/common/tensor/kernels/kernels.h
            ${PROJECT_SOURCE_DIR}/common/tensor/kernels/tuning.h
            ${PROJECT_SOURCE_DIR}/common/tensor/kernels/vectors.h
    VERBATIM)
  list(APPEND kernel_objects ${object})
endforeach()
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/kernels)
