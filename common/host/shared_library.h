// A library that is looked for while the program runs: it may be there or not.
#pragma once

#include <initializer_list>

namespace book {

class SharedLibrary {
  public:
    // The first of these names that the system finds. It stays for as long as the program runs.
    explicit SharedLibrary(std::initializer_list<const char*> names);

    // A function of it, as the caller declares it; null if there is none of that name.
    template <class F>
    F* find(const char* name) const {
        return reinterpret_cast<F*>(address_of(name));
    }

  private:
    void* address_of(const char* name) const;

    void* library_ = nullptr;
};

}  // namespace book
