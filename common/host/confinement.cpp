#include "host/confinement.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
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
#include <sys/prctl.h>
#include <sys/syscall.h>
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

void confine_this_process() {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, kLargestFile);
#ifdef BOOK_HAS_LANDLOCK
    forbid_changes();
#endif
}

// ---- descendants --------------------------------------------------------------------------------

struct Descendants::Before {
    int was_subreaper = 0;
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
#endif
}

Descendants::~Descendants() {
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, before_->was_subreaper, 0, 0, 0);
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
