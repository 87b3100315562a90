#include "model/allocations.h"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

#include "catch.h"
#include "tensor/matrix.h"

// The whole test program allocates through these.
namespace {

std::atomic<bool> counting{false};
std::atomic<std::int64_t> allocations{0};

void* try_allocate(std::size_t bytes, std::size_t alignment) noexcept {
    if (counting) ++allocations;
    if (bytes > SIZE_MAX / 2) return nullptr;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    return std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
}

void* allocate(std::size_t bytes, std::size_t alignment) {
    void* p = try_allocate(bytes, alignment);
    if (p == nullptr) throw std::bad_alloc();
    return p;
}

// Apart from operator delete, or GCC 12 sees a free() without its malloc() and warns.
[[gnu::noinline]] void release(void* p) { std::free(p); }

}  // namespace

void* operator new(std::size_t bytes) { return allocate(bytes, alignof(std::max_align_t)); }
void* operator new[](std::size_t bytes) { return allocate(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t a) {
    return allocate(bytes, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t bytes, std::align_val_t a) {
    return allocate(bytes, static_cast<std::size_t>(a));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    return try_allocate(bytes, alignof(std::max_align_t));
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
    return try_allocate(bytes, alignof(std::max_align_t));
}
void operator delete(void* p) noexcept { release(p); }
void operator delete[](void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t) noexcept { release(p); }
void operator delete(void* p, std::align_val_t) noexcept { release(p); }
void operator delete[](void* p, std::align_val_t) noexcept { release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { release(p); }

void start_counting_allocations() {
    allocations = 0;
    counting = true;
}

std::int64_t stop_counting_allocations() {
    counting = false;
    return allocations;
}

TEST_CASE("allocations: every kind is counted, or the other tests would say nothing", "[model]") {
    start_counting_allocations();
    const std::vector<int> plain(100);
    const book::Matrix aligned({10, 10});
    int* volatile array = new int[100];  // volatile, or the compiler may do without it
    CHECK(stop_counting_allocations() >= 3);
    delete[] array;
}
