#include "host/confinement.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#if defined(__x86_64__) || defined(__aarch64__)
#define BOOK_HAS_SECCOMP
#endif
#if __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#define BOOK_HAS_LANDLOCK
#endif
#endif

namespace book {
namespace {

constexpr rlim_t kLargestFile = rlim_t{16} << 20;  // bytes; standard output is no file
constexpr double kSecondsToEndAll = 10;  // processes that multiply faster than that: no more

void limit(int resource, rlim_t most) {
    const rlimit both{most, most};
    setrlimit(static_cast<decltype(RLIMIT_CORE)>(resource), &both);
}

#ifdef BOOK_HAS_LANDLOCK
// The headers of the oldest systems that we build on end before `scoped`.
struct Rules {
    std::uint64_t files, net, scoped;
};
constexpr std::uint64_t kNoSignals = 2;  // LANDLOCK_SCOPE_SIGNAL, version 6

void allow(int rules, const char* path) {
    landlock_path_beneath_attr rule{};
    rule.allowed_access = LANDLOCK_ACCESS_FS_WRITE_FILE;
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

long landlock_version() {
    return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

void forbid_changes() {
    const long version = landlock_version();
    if (version < 1) return;
    constexpr std::uint64_t kReading =
        LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    constexpr std::uint64_t kFirst = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // all of version 1
    Rules asked{kFirst & ~kReading, 0, 0};
    if (version >= 2) asked.files |= std::uint64_t{1} << 13;  // REFER
    if (version >= 3) asked.files |= std::uint64_t{1} << 14;  // TRUNCATE
    if (version >= 6) asked.scoped = kNoSignals;
    const std::size_t size = version >= 6 ? sizeof asked : sizeof asked.files;
    const auto rules = static_cast<int>(syscall(SYS_landlock_create_ruleset, &asked, size, 0));
    if (rules < 0) return;
    allow(rules, "/dev/null");  // not a terminal: what is said there looks as if we had said it
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
}
#endif

#ifdef BOOK_HAS_SECCOMP
#ifdef __x86_64__
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#else
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#endif
constexpr std::uint32_t kOtherNumbers = 0x40000000;  // the same calls once more (x32)

// What changes a file's owner, permissions, times and attributes, for which Landlock has no word; what
// does any of it later, on somebody's behalf (io_uring); what reaches into another process.
constexpr long kRefused[] = {
#ifdef __x86_64__
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
    SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_ptrace,
    SYS_process_vm_writev,
    // Newer than the headers of the oldest systems, and with the same number on every machine:
    425, 426, 427,       // io_uring_setup, io_uring_enter, io_uring_register
    438,                 // pidfd_getfd
    452, 463, 466, 469,  // fchmodat2, setxattrat, removexattrat, file_setattr
};
// All that it may ask of a device: whether it is a terminal, how wide, how much there is to read. So no
// terminal that it opens by its name changes how it behaves, or finds keys typed that nobody typed.
constexpr std::uint32_t kAllowedRequests[] = {TCGETS,
                                              0x802c542a,  // TCGETS2
                                              TIOCGWINSZ, TIOCGPGRP, FIONREAD,
                                              FIONBIO,    FIOCLEX,   FIONCLEX};

constexpr sock_filter load(std::size_t offset) {
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
constexpr sock_filter skip_unless(int comparison, std::uint32_t value, std::uint8_t steps) {
    return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | comparison | BPF_K), value, 0, steps);
}
constexpr sock_filter kAllow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
constexpr sock_filter kRefuse = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);

constexpr std::size_t kSteps = 11 + 2 * std::size(kRefused) + 2 * std::size(kAllowedRequests);

// The kernel runs this at every call: of another machine's numbers and of those above nothing, of
// ioctl() what is allowed, and all the rest.
constexpr std::array<sock_filter, kSteps> make_filter() {
    std::array<sock_filter, kSteps> steps{};
    std::size_t n = 0;
    steps[n++] = load(offsetof(seccomp_data, arch));
    steps[n++] = skip_unless(BPF_JEQ, kMachine, 1);
    steps[n++] = skip_unless(BPF_JA, 1, 0);
    steps[n++] = kRefuse;
    steps[n++] = load(offsetof(seccomp_data, nr));
    steps[n++] = skip_unless(BPF_JGE, kOtherNumbers, 1);
    steps[n++] = kRefuse;
    for (const long call : kRefused) {
        steps[n++] = skip_unless(BPF_JEQ, static_cast<std::uint32_t>(call), 1);
        steps[n++] = kRefuse;
    }
    steps[n++] = skip_unless(BPF_JEQ, SYS_ioctl, 2 + 2 * std::size(kAllowedRequests));
    steps[n++] = load(offsetof(seccomp_data, args[1]));  // its lower half: both store that first
    for (const std::uint32_t request : kAllowedRequests) {
        steps[n++] = skip_unless(BPF_JEQ, request, 1);
        steps[n++] = kAllow;
    }
    steps[n++] = kRefuse;
    steps[n++] = kAllow;
    return steps;
}
constexpr std::array<sock_filter, kSteps> kFilter = make_filter();

void refuse_calls() {
    sock_fprog program{static_cast<unsigned short>(kFilter.size()),
                       const_cast<sock_filter*>(kFilter.data())};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#endif

struct ProcessInfo {
    pid_t id = 0, parent = 0;
    long kib = 0;
    bool dead = false;  // and nobody has asked yet how it ended
};

#ifdef __linux__
// Every process of this machine. What ends while we look is left out.
std::vector<ProcessInfo> all_processes() {
    static const long kib_of_page = sysconf(_SC_PAGESIZE) / 1024;
    std::vector<ProcessInfo> all;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", none)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream in(entry.path() / "stat");
        std::string line;
        std::getline(in, line);
        const std::size_t behind_name = line.rfind(')');  // a name may hold anything
        if (behind_name == std::string::npos) continue;
        char state = 'X';
        int parent = 0;
        long pages = 0;
        std::sscanf(
            line.c_str() + behind_name + 1,  // NOLINT(cert-err34-c): numbers of the system's
            " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
            "%*s %*s %ld",
            &state, &parent, &pages);
        all.push_back(
            {std::atoi(name.c_str()), parent, pages * kib_of_page, state == 'Z' || state == 'X'});
    }
    return all;
}
#else
std::vector<ProcessInfo> all_processes() { return {}; }
#endif

}  // namespace

bool can_forbid_changes() {
#ifdef BOOK_HAS_LANDLOCK
    return landlock_version() >= 1;
#else
    return false;
#endif
}

bool can_refuse_calls() {
#ifdef BOOK_HAS_SECCOMP
    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
#else
    return false;
#endif
}

void confine_this_process() {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, kLargestFile);
#ifdef BOOK_HAS_LANDLOCK
    forbid_changes();
#endif
#ifdef BOOK_HAS_SECCOMP
    refuse_calls();
#endif
}

// ---- descendants --------------------------------------------------------------------------------

struct Descendants::Before {
    int was_subreaper = 0, was_dumpable = 1;
    std::set<pid_t> children;

    std::vector<ProcessInfo> descendants() const {
        const std::vector<ProcessInfo> all = all_processes();
        std::vector<ProcessInfo> found;
        std::set<pid_t> family{getpid()};
        for (bool grows = true; grows;) {  // a child may stand before its parent in the list
            grows = false;
            for (const ProcessInfo& process : all) {
                if (family.count(process.parent) == 0 || children.count(process.id) != 0) continue;
                if (!family.insert(process.id).second) continue;
                found.push_back(process);
                grows = true;
            }
        }
        return found;
    }
};

Descendants::Descendants() : before_(std::make_unique<Before>()) {
    for (const ProcessInfo& process : all_processes())
        if (process.parent == getpid()) before_->children.insert(process.id);
#ifdef __linux__
    prctl(PR_GET_CHILD_SUBREAPER, &before_->was_subreaper, 0, 0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    before_->was_dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // nobody attaches to us, as a debugger does
#endif
}

Descendants::~Descendants() {
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, before_->was_subreaper, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, before_->was_dumpable, 0, 0, 0);
#endif
}

Descendants::Use Descendants::use() const {
    Use all;
    for (const ProcessInfo& process : before_->descendants()) {
        ++all.processes;
        all.kib += process.kib;
    }
    return all;
}

void Descendants::end_all(int child) const {
    kill(child, SIGKILL);
    kill(-child, SIGKILL);
    const Stopwatch clock;
    for (bool some = true; some && clock.seconds() < kSecondsToEndAll;) {
        some = false;
        for (const ProcessInfo& process : before_->descendants()) {
            if (process.id == child && process.dead) continue;
            some = true;
            if (process.dead)
                waitpid(process.id, nullptr, WNOHANG);  // orphans are ours to bury
            else
                kill(process.id, SIGKILL);
        }
        if (some) usleep(1000);
    }
}

}  // namespace book
