// What a program that may do anything is kept from: the other half of ProcessOptions::confined
// (host/process.h). Nothing of it holds against everything; what it cannot do is said here.
//
// On Linux from 5.13 on, such a program and whatever it starts may read every file but change what
// stands in none (Landlock), and from 6.12 on send no signal to anybody else. On every Linux whose
// kernel filters calls (seccomp; x86-64 and AArch64), it changes no file's permissions, owner or times,
// takes hold of no other process as a debugger does, and asks of a terminal that it has opened by its
// name only what that is, not to behave in another way; what is typed there meanwhile it may read.
// Where both are missing (an older system, a container that forbids them, macOS), it runs with all the
// rights of whoever started it: it may remove files, silence the terminal, or kill its parent. On all
// of them it leaves no core, and writes no large file.
//
// Whom it has started is found again by descent: on Linux orphans come to us (we are their subreaper),
// wherever they have gone: into another process group, another session. On macOS only its process
// group is known, and what leaves that lives on.
#pragma once

#include <memory>

namespace book {

// Does this system keep it from changing files?
bool can_forbid_changes();

// And from calls that change more than what stands in files?
bool can_refuse_calls();

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
