# A build for Linux on arm64, on any other machine (.ci/arm64 installs what it needs):
#     cmake -S . -B build-arm64 -DCMAKE_TOOLCHAIN_FILE=.ci/aarch64.cmake
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
