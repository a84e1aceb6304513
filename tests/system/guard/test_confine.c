/* SPDX-License-Identifier: MIT */
/* The filter of system calls, tried from inside: a child per program asks for what nobody of ours
 * needs, from a thread that was there before, one that came after, and the main one. */
#include "data/confine/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONFINED 0
#else
#define CONFINED 1
#endif

static const char *const programs[CONFINE_PROGRAMS] = {"station", "hub", "view", "gateway",
                                                       "console"};

/* ---- what must fail, each with EPERM ---- */

static long run_program(void)
{
    static char name[] = "true";
    char *argv[] = {name, NULL};
    return execve("/bin/true", argv, environ);
}

static long spawn_program(void)
{
    static char name[] = "true";
    char *argv[] = {name, NULL};
    pid_t pid;
    errno = posix_spawn(&pid, "/bin/true", NULL, NULL, argv, environ);
    return errno == 0 ? 0 : -1;
}

static long fork_it(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid;
}

static long look_into(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long read_other(void)
{
    return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}

static long mount_it(void)
{
    return mount("none", "/mnt", "tmpfs", 0, NULL);
}

static long new_namespace(void)
{
    return syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */);
}

static long raw_socket(void)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static long packet_socket(void)
{
    return socket(AF_PACKET, SOCK_RAW, 0);
}

static long machine_socket(void)
{
    return socket(AF_VSOCK, SOCK_STREAM, 0);
}

static long netlink_audit(void)
{
    return socket(AF_NETLINK, SOCK_RAW, 9);
}

static long keys(void)
{
    return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
}

static long bpf(void)
{
    return syscall(SYS_bpf, 0, NULL, 0);
}

static long uring(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL);
}

static long written_and_run(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) == MAP_FAILED
               ? -1
               : 0;
}

static long made_to_run(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(page != MAP_FAILED);
    return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static long dump_again(void)
{
    return prctl(PR_SET_DUMPABLE, 1);
}

static long other_signal(void)
{
    return kill(getppid(), SIGUSR1);
}

static long more_rights(void)
{
    return setuid(0);
}

static long raise_limit(void)
{
    const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_CORE, &limit);
}

static long new_root(void)
{
    return chroot("/");
}

static long type_into_terminal(void)
{
    char key = 'x';
    return ioctl(STDIN_FILENO, TIOCSTI, &key);
}

static long set_clock(void)
{
    const struct timespec now = {0};
    return clock_settime(CLOCK_REALTIME, &now);
}

/* said: what confine_refused names it; NULL: refused without being told (data/confine). */
static const struct {
    long (*ask)(void);
    const char *what, *said;
} attempts[] = {
    {run_program, "execve", "(execve)"},
    {spawn_program, "posix_spawn", NULL},
    {fork_it, "fork", NULL},
    {look_into, "ptrace", "(ptrace)"},
    {read_other, "process_vm_readv", "(process_vm_readv)"},
    {mount_it, "mount", "(mount)"},
    {new_namespace, "unshare", "(unshare)"},
    {raw_socket, "raw socket", "(socket)"},
    {packet_socket, "packet socket", NULL},
    {machine_socket, "vsock", NULL},
    {netlink_audit, "netlink", NULL},
    {keys, "keyctl", "(keyctl)"},
    {bpf, "bpf", "(bpf)"},
    {uring, "io_uring", "(io_uring_setup)"},
    {written_and_run, "mmap", "(mmap)"},
    {made_to_run, "mprotect", "(mprotect)"},
    {dump_again, "prctl", "(prctl)"},
    {other_signal, "kill", "(kill)"},
    {more_rights, "setuid", "(setuid)"},
    {raise_limit, "setrlimit", "(prlimit64)"},
    {new_root, "chroot", "(chroot)"},
    {type_into_terminal, "TIOCSTI", "(ioctl)"},
    {set_clock, "clock_settime", "(clock_settime)"},
};
#define ATTEMPTS (sizeof attempts / sizeof *attempts)

/* In a child: what went wrong is the exit status' message on stderr. */
static int try_all(const char *program, const char *thread)
{
    int bad = 0;
    for (size_t i = 0; i < ATTEMPTS; i++) {
        errno = 0;
        long rc = attempts[i].ask();
        if (rc != -1 || errno != EPERM) {
            (void)fprintf(stderr, "%s, %s: %s: %ld, %s\n", program, thread, attempts[i].what, rc,
                          strerror(errno));
            bad = 1;
        }
    }
    return bad;
}

/* Each named one is told once, however often it was asked. */
static int count_told(const char *program)
{
    char said[CONFINE_SAID_SIZE];
    int times[ATTEMPTS] = {0}, bad = 0;
    while (confine_refused(said))
        for (size_t i = 0; i < ATTEMPTS; i++)
            times[i] += attempts[i].said && strstr(said, attempts[i].said);
    for (size_t i = 0; i < ATTEMPTS; i++)
        if (times[i] != (attempts[i].said ? 1 : 0)) {
            (void)fprintf(stderr, "%s: %s: told %d times\n", program, attempts[i].what, times[i]);
            bad = 1;
        }
    return bad;
}

static struct {
    const char *program;
    int ready[2], go[2];
} before;

static void *as_thread(void *arg)
{
    return (void *)(intptr_t)try_all(before.program, arg);
}

/* As the store's and the link's: started before, with every signal blocked but SIGSYS. */
static void *as_earlier_thread(void *arg)
{
    char byte = 0;
    if (write(before.ready[1], "r", 1) != 1 || read(before.go[0], &byte, 1) != 1)
        return (void *)(intptr_t)1;
    return as_thread(arg);
}

/* What goes on: threads, files, names, clocks, pipes. */
static int still_works(void)
{
    struct addrinfo *found = NULL;
    char path[] = "/tmp/andon-confine-XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC), unix_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = fd >= 0 && unix_fd >= 0 && fdatasync(fd) == 0 && unlink(path) == 0 &&
              getaddrinfo("127.0.0.1", "80", NULL, &found) == 0;
    if (found)
        freeaddrinfo(found);
    return ok ? 0 : 1;
}

static void be_child(enum confine_program program)
{
    static char earlier_name[] = "earlier thread", later_name[] = "later thread";
    pthread_t earlier, later;
    sigset_t most;
    void *told = NULL;
    struct cause why = {{0}};
    char byte;
    before.program = programs[program];
    if (pipe(before.ready) != 0 || pipe(before.go) != 0)
        _exit(2);
    (void)sigfillset(&most);
    (void)sigdelset(&most, SIGSYS);
    (void)pthread_sigmask(SIG_SETMASK, &most, NULL);
    if (pthread_create(&earlier, NULL, as_earlier_thread, earlier_name) != 0 ||
        read(before.ready[0], &byte, 1) != 1)
        _exit(2);
    confine_memory();
    if (confine_begin(program, &why) != 0) {
        (void)fprintf(stderr, "%s\n", why.text);
        _exit(77);
    }
    int bad = still_works() | try_all(before.program, "main thread");
    if (write(before.go[1], "g", 1) != 1 || pthread_join(earlier, &told) != 0)
        _exit(2);
    bad |= (int)(intptr_t)told;
    if (pthread_create(&later, NULL, as_thread, later_name) != 0 || pthread_join(later, &told) != 0)
        _exit(2);
    bad |= (int)(intptr_t)told;
    bad |= count_told(before.program);
    _exit(bad);
}

static int in_child(void (*run)(enum confine_program), enum confine_program program)
{
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        run(program);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_refused(void **state)
{
    (void)state;
    if (!CONFINED)
        skip();
    for (int program = 0; program < CONFINE_PROGRAMS; program++)
        assert_int_equal(in_child(be_child, (enum confine_program)program), 0);
}

/* A console reaches sockets of this machine only: what takes it over is not on the network. */
static void be_console(enum confine_program program)
{
    struct cause why;
    _exit(confine_begin(program, &why) == 0 && socket(AF_INET, SOCK_STREAM, 0) == -1 &&
                  errno == EPERM
              ? 0
              : 1);
}

static void test_console_has_no_network(void **state)
{
    (void)state;
    if (!CONFINED)
        skip();
    assert_int_equal(in_child(be_console, CONFINE_CONSOLE), 0);
}

/* Where a filter cannot be set (here: one that forbids it is there) it is said, and all goes on. */
static void be_where_it_cannot_be(enum confine_program program)
{
    struct cause why = {{0}};
    if (confine_begin(program, &why) != 0)
        _exit(1);
    why.text[0] = '\0';
    _exit(confine_begin(program, &why) == -1 && strstr(why.text, "not limited") ? 0 : 1);
}

static void test_said_where_it_cannot_be(void **state)
{
    (void)state;
    if (!CONFINED)
        skip();
    assert_int_equal(in_child(be_where_it_cannot_be, CONFINE_STATION), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_console_has_no_network),
        cmocka_unit_test(test_said_where_it_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
