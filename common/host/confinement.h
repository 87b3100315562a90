// What a program that may do anything is kept from: the other half of ProcessOptions::confined
// (host/process.h). Nothing of it holds against everything; what it cannot do is said here.
//
// On Linux from 5.13 on, such a program and whatever it starts may read every file but change none
// (Landlock), and from 6.12 on send no signal to anybody else. On an older system, in a container that
// forbids it, or on macOS, it runs with all the rights of whoever started it: it may remove files, or
// kill its parent. On all of them it leaves no core, and writes no large file.
//
// Whom it has started is found again by descent: on Linux orphans come to us (we are their subreaper),
// wherever they have gone: into another process group, another session. On macOS only its process
// group is known, and what leaves that lives on.
#pragma once

#include <memory>

namespace book {

// Does this system keep it from changing files?
bool can_forbid_changes();

// Called between fork and exec, so it asks for no memory.
void confine_this_process();

// While it lives, orphans of our children become our children. Whoever was our child before is none of
// its business; and nobody else may start programs meanwhile.
class Descendants {
  public:
    Descendants();
    ~Descendants();
    Descendants(const Descendants&) = delete;
    Descendants& operator=(const Descendants&) = delete;

    struct Use {
        int processes = 0;
        long kib = 0;  // of memory, together
    };
    Use use() const;  // nothing where there is no /proc

    // Ends them all, whatever they are doing, those that they start meanwhile, too. `child`, our own,
    // is left for its status to be asked for.
    void end_all(int child) const;

  private:
    struct Before;
    std::unique_ptr<Before> before_;
};

}  // namespace book
