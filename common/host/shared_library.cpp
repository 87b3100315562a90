#include "host/shared_library.h"

#include <dlfcn.h>

namespace book {

SharedLibrary::SharedLibrary(std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (library_ == nullptr) library_ = dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

void* SharedLibrary::address_of(const char* name) const {
    return library_ == nullptr ? nullptr : dlsym(library_, name);
}

}  // namespace book
