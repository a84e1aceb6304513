/* SPDX-License-Identifier: MIT */
/* Between a program and the C library, for tests of what a machine does to it: a wall clock that is
 * stepped, a disk that fails, memory that is refused. Loaded with LD_PRELOAD; a test says what by a
 * file that both map (TEST_FAULTS), while the program runs. With SHIM_MEMORY it is compiled to
 * stand before the allocator, too. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* As stage.py knows it. */
struct faults {
    _Atomic int64_t wall_ms;  /* how far the wall clock is ahead */
    _Atomic int64_t disk;     /* errno of writes to a database and of its syncs; 0: they work */
    _Atomic int64_t struck;   /* how many calls have failed */
    _Atomic int64_t of;       /* whose memory: 0 the program's own, 1 its libraries', too */
    _Atomic int64_t asked;    /* how often memory was asked for */
    _Atomic int64_t fail_at;  /* the call that is refused, counted as `asked` */
    _Atomic int64_t fail_for; /* and how many from it on */
};

static struct faults none, *faults = &none;
/* Where code is: of the program itself, and of a library that is spared: libseccomp crashes without
 * memory, or makes a filter of half of its rules, when a daemon begins and has promised nothing. */
static struct code {
    uintptr_t from, to;
} program, spared;

/* The first object is the program. */
static int find_code(struct dl_phdr_info *info, size_t size, void *data)
{
    struct code *code = program.to == 0 ? &program : &spared;
    (void)size;
    (void)data;
    if (code == &spared && (!info->dlpi_name || !strstr(info->dlpi_name, "libseccomp")))
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X) != 0) {
            code->from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            code->to = code->from + info->dlpi_phdr[i].p_memsz;
        }
    return 0;
}

#ifdef SHIM_MEMORY
static bool within(const struct code *code, const void *caller)
{
    return (uintptr_t)caller >= code->from && (uintptr_t)caller < code->to;
}
#endif

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("TEST_FAULTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *map = mmap(NULL, sizeof *faults, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    (void)close(fd);
    (void)dl_iterate_phdr(find_code, NULL);
    if (map != MAP_FAILED)
        faults = map;
}

/* ---- the clock ---- */

int clock_gettime(clockid_t clock, struct timespec *ts)
{
    int result = (int)syscall(SYS_clock_gettime, clock, ts);
    if (result == 0 && clock == CLOCK_REALTIME) {
        int64_t ms = faults->wall_ms, nsec = ts->tv_nsec + ms % 1000 * 1000000;
        ts->tv_sec += ms / 1000 + (nsec >= 1000000000) - (nsec < 0);
        ts->tv_nsec = nsec + (nsec < 0) * 1000000000 - (nsec >= 1000000000) * 1000000000;
    }
    return result;
}

/* ---- the disk ---- */

static bool fails(int fd)
{
    char link[40], path[400];
    if (faults->disk == 0)
        return false;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    if (!strstr(path, ".db"))
        return false;
    faults->struck++;
    errno = (int)faults->disk;
    return true;
}

#define NEXT(name, type) \
    static type next;    \
    if (!next)           \
    *(void **)&next = dlsym(RTLD_NEXT, name)

typedef ssize_t (*pwrite_call)(int, const void *, size_t, off64_t);
typedef int (*sync_call)(int);

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at)
{
    NEXT("pwrite64", pwrite_call);
    return fails(fd) ? -1 : next(fd, data, n, at);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at)
{
    NEXT("pwrite", pwrite_call);
    return fails(fd) ? -1 : next(fd, data, n, at);
}

int fsync(int fd)
{
    NEXT("fsync", sync_call);
    return fails(fd) ? -1 : next(fd);
}

int fdatasync(int fd)
{
    NEXT("fdatasync", sync_call);
    return fails(fd) ? -1 : next(fd);
}

/* ---- memory ---- */

#ifdef SHIM_MEMORY
static bool refused(const void *caller)
{
    if (within(&spared, caller) || (faults->of == 0 && !within(&program, caller)))
        return false;
    int64_t k = ++faults->asked, at = faults->fail_at;
    if (at == 0 || k < at || k >= at + faults->fail_for)
        return false;
    faults->struck++;
    errno = ENOMEM;
    return true;
}

typedef void *(*malloc_call)(size_t);
typedef void *(*calloc_call)(size_t, size_t);
typedef void *(*realloc_call)(void *, size_t);
typedef char *(*strdup_call)(const char *);
typedef char *(*strndup_call)(const char *, size_t);

void *malloc(size_t size)
{
    NEXT("malloc", malloc_call);
    return refused(__builtin_return_address(0)) ? NULL : next(size);
}

void *calloc(size_t count, size_t size)
{
    NEXT("calloc", calloc_call);
    return refused(__builtin_return_address(0)) ? NULL : next(count, size);
}

void *realloc(void *old, size_t size)
{
    NEXT("realloc", realloc_call);
    return refused(__builtin_return_address(0)) ? NULL : next(old, size);
}

char *strdup(const char *text)
{
    NEXT("strdup", strdup_call);
    return refused(__builtin_return_address(0)) ? NULL : next(text);
}

char *strndup(const char *text, size_t size)
{
    NEXT("strndup", strndup_call);
    return refused(__builtin_return_address(0)) ? NULL : next(text, size);
}
#endif
