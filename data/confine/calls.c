/* SPDX-License-Identifier: MIT */
/* The tables. A call stands here because our code or a library of ours uses it after the start;
 * tests/system/guard/test_confine.c tries what must not work, and every other system test that
 * the rest does. Not here, and so refused: execve, fork, ptrace, mount and what is like it,
 * namespaces, keys, bpf, io_uring, raw and exotic sockets, memory that is both written and run. */
#include "data/confine/calls.h"

#include "data/confine/confine.h"

#include <linux/netlink.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define STATION (1U << CONFINE_STATION)
#define HUB     (1U << CONFINE_HUB)
#define VIEW    (1U << CONFINE_VIEW)
#define GATEWAY (1U << CONFINE_GATEWAY)
#define CONSOLE (1U << CONFINE_CONSOLE)
#define DAEMONS (STATION | HUB | VIEW | GATEWAY)
#define ALL     (DAEMONS | CONSOLE)
#define GROUPED (STATION | VIEW | GATEWAY)

/* clang-format off */
const struct allowed_call confine_allowed[] = {
    /* files that are open, and descriptors */
    {"read", ALL}, {"write", ALL}, {"readv", ALL}, {"writev", ALL}, {"pread64", ALL},
    {"pwrite64", ALL}, {"preadv", ALL}, {"pwritev", ALL}, {"close", ALL}, {"close_range", ALL},
    {"lseek", ALL}, {"_llseek", ALL}, {"fstat", ALL}, {"fstat64", ALL}, {"fcntl", ALL},
    {"fcntl64", ALL}, {"dup", ALL}, {"dup2", ALL}, {"dup3", ALL}, {"pipe", ALL}, {"pipe2", ALL},
    {"eventfd2", ALL}, {"signalfd4", ALL}, {"timerfd_create", ALL}, {"timerfd_settime", ALL},
    {"timerfd_settime64", ALL}, {"getdents64", ALL}, {"fadvise64", ALL}, {"fadvise64_64", ALL},
    {"fsync", ALL}, {"fdatasync", ALL}, {"ftruncate", ALL}, {"ftruncate64", ALL}, {"flock", ALL},
    {"fstatfs", ALL}, {"fstatfs64", ALL}, {"fchmod", ALL}, {"fallocate", DAEMONS},
    {"fchown", DAEMONS}, {"fchown32", DAEMONS}, /* SQLite, as root */
    /* files by name */
    {"openat", ALL}, {"open", ALL}, {"stat", ALL}, {"stat64", ALL}, {"lstat", ALL},
    {"lstat64", ALL}, {"newfstatat", ALL}, {"fstatat64", ALL}, {"statx", ALL}, {"access", ALL},
    {"faccessat", ALL}, {"faccessat2", ALL}, {"readlink", ALL}, {"readlinkat", ALL},
    {"getcwd", ALL}, {"statfs", ALL}, {"statfs64", ALL}, {"unlink", ALL}, {"unlinkat", ALL},
    {"rename", ALL}, {"renameat", ALL}, {"renameat2", ALL}, {"mkdir", ALL}, {"mkdirat", ALL},
    {"chdir", ALL}, {"umask", ALL}, {"utimensat", DAEMONS}, {"utimensat_time64", DAEMONS},
    {"link", DAEMONS}, {"linkat", DAEMONS},
    {"rmdir", DAEMONS}, /* SQLite's other locking */
    {"inotify_init1", CONSOLE}, {"inotify_add_watch", CONSOLE}, {"inotify_rm_watch", CONSOLE},
    {"alarm", ALL}, {"setitimer", ALL}, /* a terminal that does not take its goodbye, a crash report */
    {"lchown", GROUPED}, {"lchown32", GROUPED}, {"fchownat", GROUPED}, /* their socket's group */
    /* waiting */
    {"poll", ALL}, {"ppoll", ALL}, {"ppoll_time64", ALL}, {"select", ALL}, {"_newselect", ALL},
    {"pselect6", ALL}, {"pselect6_time64", ALL}, {"epoll_create1", ALL}, {"epoll_ctl", ALL},
    {"epoll_wait", ALL}, {"epoll_pwait", ALL}, {"epoll_pwait2", ALL}, {"nanosleep", ALL},
    {"clock_nanosleep", ALL}, {"clock_nanosleep_time64", ALL}, {"restart_syscall", ALL},
    /* memory */
    {"munmap", ALL}, {"mremap", ALL}, {"madvise", ALL}, {"brk", ALL}, {"msync", DAEMONS},
    /* threads */
    {"futex", ALL}, {"futex_time64", ALL}, {"futex_waitv", ALL}, {"set_robust_list", ALL},
    {"get_robust_list", ALL}, {"rseq", ALL}, {"sched_yield", ALL}, {"sched_getaffinity", ALL},
    {"sched_getparam", ALL}, {"sched_getscheduler", ALL}, {"membarrier", ALL}, {"exit", ALL},
    {"exit_group", ALL}, {"gettid", ALL}, {"set_tid_address", ALL}, {"getcpu", ALL},
    /* signals of our own */
    {"rt_sigaction", ALL}, {"rt_sigprocmask", ALL}, {"rt_sigreturn", ALL}, {"sigreturn", ALL},
    {"sigaltstack", ALL}, {"rt_sigtimedwait", ALL}, {"rt_sigtimedwait_time64", ALL},
    /* time and what is known of the machine and ourselves */
    {"clock_gettime", ALL}, {"clock_gettime64", ALL}, {"clock_getres", ALL},
    {"clock_getres_time64", ALL}, {"gettimeofday", ALL}, {"time", ALL}, {"getpid", ALL},
    {"getppid", ALL}, {"getuid", ALL}, {"getuid32", ALL}, {"geteuid", ALL}, {"geteuid32", ALL},
    {"getgid", ALL}, {"getgid32", ALL}, {"getegid", ALL}, {"getegid32", ALL}, {"getgroups", ALL},
    {"getgroups32", ALL}, {"getresuid", ALL}, {"getresgid", ALL}, {"capget", ALL}, {"getpgrp", ALL},
    {"getrandom", ALL}, {"uname", ALL}, {"sysinfo", ALL}, {"getrusage", ALL}, {"times", ALL},
    {"getrlimit", ALL}, {"ugetrlimit", ALL},
    {"adjtimex", STATION}, {"clock_adjtime", STATION}, /* asked, not set: that is the capability's */
    {"clock_adjtime64", STATION},
    /* sockets; which kinds stands below */
    {"connect", ALL}, {"sendto", ALL}, {"send", ALL}, {"sendmsg", ALL}, {"sendmmsg", ALL},
    {"recvfrom", ALL}, {"recv", ALL}, {"recvmsg", ALL}, {"recvmmsg", ALL},
    {"recvmmsg_time64", ALL}, {"shutdown", ALL}, {"setsockopt", ALL}, {"getsockopt", ALL},
    {"getsockname", ALL}, {"getpeername", ALL},
    {"bind", DAEMONS}, /* the resolver's netlink, too */
    {"listen", DAEMONS}, {"accept4", DAEMONS}, {"accept", DAEMONS},
};
const size_t confine_allowed_count = sizeof confine_allowed / sizeof *confine_allowed;

#define WORD       UINT64_C(0xffffffff)
#define KIND       UINT64_C(0xf) /* of a socket, without CLOEXEC and NONBLOCK */
#define WX         (PROT_WRITE | PROT_EXEC)
#define GPIO_IOCTL UINT64_C(0xb400) /* _IOC_TYPE of linux/gpio.h */

const struct limited_call confine_limited[] = {
    {"clone", ALL, {{0, CLONE_IS_THREAD, CLONE_IS_THREAD}}},
    {"tgkill", ALL, {{0, WORD, THIS_PROCESS}}}, /* raise, abort */
    {"kill", ALL, {{0, WORD, THIS_PROCESS}}},
    {"kill", CONSOLE, {{1, WORD, 0}}}, /* whether another one is there */
    {"prlimit64", ALL, {{2, UINT64_MAX, 0}}},
    {"prctl", ALL, {{0, WORD, PR_SET_NAME}}},
    {"prctl", ALL, {{0, WORD, PR_GET_NAME}}},
    {"prctl", ALL, {{0, WORD, PR_GET_DUMPABLE}}},
    {"prctl", ALL, {{0, WORD, PR_CAPBSET_READ}}}, /* libcap, with a module of NSS */
    /* simulated inputs are pipes */
    {"mknodat", STATION, {{2, S_IFMT, S_IFIFO}}},
    {"mknod", STATION, {{1, S_IFMT, S_IFIFO}}},
    /* never memory that is written and run; libraries found at run time (NSS) are run, not written */
    {"mmap", ALL, {{2, PROT_EXEC, 0}}},
    {"mmap", ALL, {{2, WX, PROT_EXEC}}},
    {"mmap2", ALL, {{2, PROT_EXEC, 0}}},
    {"mmap2", ALL, {{2, WX, PROT_EXEC}}},
    {"mprotect", ALL, {{2, PROT_EXEC, 0}}},
    /* consoles and names by unix sockets; the network without raw packets */
    {"socket", ALL, {{0, WORD, AF_UNIX}}},
    {"socketpair", ALL, {{0, WORD, AF_UNIX}}},
    {"socket", DAEMONS, {{0, WORD, AF_INET}, {1, KIND, SOCK_STREAM}}},
    {"socket", DAEMONS, {{0, WORD, AF_INET}, {1, KIND, SOCK_DGRAM}}},
    {"socket", DAEMONS, {{0, WORD, AF_INET6}, {1, KIND, SOCK_STREAM}}},
    {"socket", DAEMONS, {{0, WORD, AF_INET6}, {1, KIND, SOCK_DGRAM}}},
    {"socket", DAEMONS, {{0, WORD, AF_NETLINK}, {2, WORD, NETLINK_ROUTE}}},
    /* asking files, sockets and terminals; never TIOCSTI, which types into the terminal */
    {"ioctl", ALL, {{1, WORD, FIONREAD}}},
    {"ioctl", ALL, {{1, WORD, FIONBIO}}},
    {"ioctl", ALL, {{1, WORD, FIOCLEX}}},
    {"ioctl", ALL, {{1, WORD, TCGETS}}},
    {"ioctl", ALL, {{1, WORD, TIOCGWINSZ}}},
    {"ioctl", STATION, {{1, 0xff00, GPIO_IOCTL}}},
    {"ioctl", GATEWAY | CONSOLE, {{1, WORD, TCSETS}}},
    {"ioctl", GATEWAY | CONSOLE, {{1, WORD, TCSETSW}}},
    {"ioctl", GATEWAY | CONSOLE, {{1, WORD, TCSETSF}}},
    {"ioctl", GATEWAY | CONSOLE, {{1, WORD, TCFLSH}}},
    {"ioctl", GATEWAY | CONSOLE, {{1, WORD, TCXONC}}},
    {"ioctl", GATEWAY | CONSOLE, {{1, WORD, TCSBRK}}},
    {"ioctl", GATEWAY, {{1, WORD, TIOCGRS485}}},
    {"ioctl", GATEWAY, {{1, WORD, TIOCSRS485}}},
    {"ioctl", GATEWAY, {{1, WORD, TIOCMGET}}},
    {"ioctl", GATEWAY, {{1, WORD, TIOCMSET}}},
    {"ioctl", GATEWAY, {{1, WORD, TIOCMBIS}}},
    {"ioctl", GATEWAY, {{1, WORD, TIOCMBIC}}},
    {"ioctl", CONSOLE, {{1, WORD, TIOCGDEV}}},
    {"ioctl", CONSOLE, {{1, WORD, TIOCGPGRP}}},
    {"ioctl", CONSOLE, {{1, WORD, TIOCOUTQ}}},
};
/* clang-format on */
const size_t confine_limited_count = sizeof confine_limited / sizeof *confine_limited;
