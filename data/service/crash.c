/* SPDX-License-Identifier: MIT */
/* The crash report. Everything that needs memory, locks or the file system's names is gathered at
 * the start: modules and where they are mapped, the build's id, a descriptor of the directory, a
 * stack for the handler. The handler writes with openat, write and fsync. What it writes are
 * addresses, not what is behind them; a register that holds neither an address nor a small number
 * may be half a key, and is not told. Read in again by doctor and at the next start. */
#include "data/service/crash.h"

#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/service/report.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#define MODULES_MAX 96
#define FRAMES_MAX  48
#define STACK_SIZE  (64U << 10)
#define LINE_SIZE   256
#define FILES_MAX   64 /* looked at in the directory */
#define UNWIND_S    5  /* a broken stack may lead in circles */

#define NEW_TAIL  ".new" /* nobody was told of it yet */
#define TOLD_TAIL ".txt"

static const struct {
    int number;
    const char *name;
} signals[] = {{SIGSEGV, "SIGSEGV"},
               {SIGBUS, "SIGBUS"},
               {SIGFPE, "SIGFPE"},
               {SIGILL, "SIGILL"},
               {SIGABRT, "SIGABRT"}};

struct module {
    char name[40];
    uintptr_t base, low, high; /* base: what its own addresses count from */
};

static struct {
    const char *program, *version;
    int directory; /* -1: none */
    char build[2 * 20 + 1];
    struct module module[MODULES_MAX];
    size_t modules;
    _Atomic int crashing;
} crash = {.directory = -1};

static _Thread_local const char *volatile phase;

void crash_phase(const char *words)
{
    phase = words;
}

void crash_thread_mask(sigset_t *set)
{
    (void)sigfillset(set);
    (void)sigdelset(set, SIGSYS);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        (void)sigdelset(set, signals[i].number);
}

/* ---- words without stdio ----------------------------------------------------------------------
 */

struct line {
    char text[LINE_SIZE];
    size_t length;
};

static void put(struct line *l, const char *text)
{
    while (*text != '\0' && l->length + 1 < LINE_SIZE)
        l->text[l->length++] = *text++;
}

static void put_number(struct line *l, uint64_t value, unsigned base)
{
    char digits[24];
    size_t n = sizeof digits;
    digits[--n] = '\0';
    do {
        digits[--n] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    put(l, base == 16 ? "0x" : "");
    put(l, digits + n);
}

static void put_signed(struct line *l, int64_t value)
{
    if (value < 0)
        put(l, "-");
    put_number(l, value < 0 ? (uint64_t)-value : (uint64_t)value, 10);
}

/* Whoever has stderr may have stopped reading, or gone: a crash does not wait for that, and has its
 * report all the same. */
static bool stderr_takes(void)
{
    struct pollfd p = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&p, 1, 0) > 0 && p.revents == POLLOUT;
}

/* To the file, and to stderr where `both`; a disk that is full does not keep it from stderr. */
static void end_line(struct line *l, int file, bool both)
{
    l->text[l->length++] = '\n';
    ssize_t written = file >= 0 ? write(file, l->text, l->length) : 0;
    if (both && stderr_takes())
        written = write(STDERR_FILENO, l->text, l->length);
    (void)written; /* whom should it be told? */
    l->length = 0;
}

/* ---- the handler ------------------------------------------------------------------------------
 */

/* Where programs have their addresses: half a key is not there but by chance. */
static const struct {
    uint64_t from, below;
} places[] = {
    {0, 0x10000}, /* small numbers */
#if defined __aarch64__
    {0x5500000000, 0x8000000000},         /* kernels with 39 bits of addresses */
    {0xaaaa00000000, 0xaaac00000000},     /* with 48: programs */
    {0xfffc00000000, 0x0001000000000000}, /* libraries, stacks */
#else
    {0x500000000000, 0x800000000000},
#endif
};

static void put_value(struct line *l, uint64_t value)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (value >= places[i].from && value < places[i].below) {
            put_number(l, value, 16);
            return;
        }
    put(l, "(not told)");
}

static void put_place(struct line *l, uintptr_t address)
{
    for (size_t i = 0; i < crash.modules; i++) {
        const struct module *m = &crash.module[i];
        if (address < m->low || address >= m->high)
            continue;
        put(l, m->name);
        put(l, "+");
        put_number(l, address - m->base, 16);
        return;
    }
    put_value(l, address);
}

static uintptr_t write_registers(int file, const ucontext_t *context)
{
    struct line l = {.length = 0};
    uintptr_t pc = 0;
#if defined __x86_64__
    static const struct {
        const char *name;
        int index;
    } rows[] = {{"rip", REG_RIP}, {"rsp", REG_RSP}, {"rbp", REG_RBP}, {"rax", REG_RAX},
                {"rbx", REG_RBX}, {"rcx", REG_RCX}, {"rdx", REG_RDX}, {"rsi", REG_RSI},
                {"rdi", REG_RDI}, {"r8", REG_R8},   {"r9", REG_R9},   {"r10", REG_R10},
                {"r11", REG_R11}, {"r12", REG_R12}, {"r13", REG_R13}, {"r14", REG_R14},
                {"r15", REG_R15}};
    pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put(&l, rows[i].name);
        put(&l, " ");
        put_value(&l, (uint64_t)context->uc_mcontext.gregs[rows[i].index]);
        end_line(&l, file, false);
    }
#elif defined __aarch64__
    pc = (uintptr_t)context->uc_mcontext.pc;
    for (size_t i = 0; i < 31; i++) {
        put(&l, "x");
        put_number(&l, i, 10);
        put(&l, " ");
        put_value(&l, context->uc_mcontext.regs[i]);
        end_line(&l, file, false);
    }
    put(&l, "sp ");
    put_value(&l, context->uc_mcontext.sp);
    end_line(&l, file, false);
#else
    (void)context;
    put(&l, "(this machine's registers are not known)");
    end_line(&l, file, false);
#endif
    return pc;
}

struct frames {
    uintptr_t at[FRAMES_MAX];
    int count;
};

/* By the unwinder that is linked in (Makefile): backtrace(3) loads a library of its own for the
 * same, for good, into every daemon's memory. */
static _Unwind_Reason_Code take_frame(struct _Unwind_Context *context, void *arg)
{
    struct frames *f = arg;
    const uintptr_t at = _Unwind_GetIP(context);
    if (at != 0)
        f->at[f->count++] = at;
    return at != 0 && f->count < FRAMES_MAX ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* The frames above where it happened; the handler's own are left out. Those after the first are
 * where a call returns to: a byte before is still in it. */
static void write_frames(int file, uintptr_t pc)
{
    struct line l = {.length = 0};
    struct frames f = {.count = 0};
    int first = 0;
    (void)_Unwind_Backtrace(take_frame, &f);
    for (int i = 0; i < f.count; i++)
        if (f.at[i] == pc)
            first = i;
    put(&l, "backtrace:");
    end_line(&l, file, false);
    for (int i = first; i < f.count; i++) {
        put(&l, "  ");
        put_place(&l, f.at[i] - (i > first));
        end_line(&l, file, i == first);
    }
}

static void put_head(struct line *l, int number)
{
    put(l, crash.program);
    put(l, " ");
    put(l, crash.version);
    put(l, " crashed: ");
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (signals[i].number == number)
            put(l, signals[i].name);
}

static void write_facts(int file, const siginfo_t *info)
{
    struct line l = {.length = 0};
    int latest[REPORT_LATEST], count = report_latest(latest);
    put(&l, "code ");
    put_signed(&l, info->si_code);
    if (info->si_code > 0) { /* by the kernel; else somebody sent it */
        put(&l, " at ");
        put_value(&l, (uint64_t)(uintptr_t)info->si_addr);
    }
    end_line(&l, file, false);
    put(&l, "thread ");
    put_number(&l, (uint64_t)gettid(), 10);
    put(&l, " of process ");
    put_number(&l, (uint64_t)getpid(), 10);
    put(&l, ": ");
    put(&l, phase ? phase : "not one that says what it does");
    end_line(&l, file, true);
    put(&l, "build ");
    put(&l, crash.build[0] ? crash.build : "without an id");
    end_line(&l, file, false);
    put(&l, "latest messages");
    for (int i = 0; i < count; i++) {
        put(&l, " ");
        put_number(&l, (uint64_t)latest[i], 10);
    }
    end_line(&l, file, false);
}

/* PROGRAM-SECONDS-PID.new */
static int open_report(void)
{
    struct timespec now = {0};
    struct line name = {.length = 0};
    if (crash.directory < 0)
        return -1;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    put(&name, crash.program);
    put(&name, "-");
    put_number(&name, (uint64_t)now.tv_sec, 10);
    put(&name, "-");
    put_number(&name, (uint64_t)getpid(), 10);
    put(&name, NEW_TAIL);
    name.text[name.length] = '\0';
    return openat(crash.directory, name.text,
                  O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* What is certain first, to the disk; the way there last, for it reads a stack that may be broken.
 */
static void on_crash(int number, siginfo_t *info, void *context)
{
    struct line l = {.length = 0};
    int none = 0, error = errno;
    while (!atomic_compare_exchange_strong(&crash.crashing, &none, 1)) {
        none = 0; /* another thread was first: it ends us all */
        (void)poll(NULL, 0, 1000);
    }
    int file = open_report();
    put_head(&l, number);
    end_line(&l, file, true);
    write_facts(file, info);
    uintptr_t pc = write_registers(file, context);
    if (file >= 0)
        (void)fsync(file);
    (void)alarm(UNWIND_S);
    write_frames(file, pc);
    if (file >= 0) {
        (void)fsync(file);
        (void)close(file);
    }
    const struct sigaction plain = {.sa_handler = SIG_DFL};
    (void)sigaction(number, &plain, NULL);
    errno = error;
    (void)raise(number); /* as soon as this handler has returned */
}

/* ---- the start --------------------------------------------------------------------------------
 */

static void take_build(const struct dl_phdr_info *info, const ElfW(Phdr) * header)
{
    const unsigned char *at = (const unsigned char *)info->dlpi_addr + header->p_vaddr;
    const unsigned char *end = at + header->p_memsz;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
        ElfW(Nhdr) note;
        memcpy(&note, at, sizeof note);
        const unsigned char *body = at + sizeof note + ((note.n_namesz + 3) & ~3U);
        if (note.n_type == NT_GNU_BUILD_ID && note.n_descsz <= 20 && body + note.n_descsz <= end)
            for (size_t i = 0; i < note.n_descsz; i++) {
                crash.build[2 * i] = "0123456789abcdef"[body[i] >> 4];
                crash.build[2 * i + 1] = "0123456789abcdef"[body[i] & 15];
            }
        at = body + ((note.n_descsz + 3) & ~3U);
    }
}

/* The first is the program itself, which has no name here. */
static int take_module(struct dl_phdr_info *info, size_t size, void *data)
{
    const char *slash = strrchr(info->dlpi_name, '/');
    const bool first = crash.modules == 0;
    (void)size;
    (void)data;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type == PT_NOTE && first)
            take_build(info, header);
        if (header->p_type != PT_LOAD || (header->p_flags & PF_X) == 0)
            continue;
        if (crash.modules == MODULES_MAX)
            return 1;
        struct module *m = &crash.module[crash.modules++];
        m->base = info->dlpi_addr;
        m->low = info->dlpi_addr + header->p_vaddr;
        m->high = m->low + header->p_memsz;
        (void)text_copy(m->name, sizeof m->name,
                        slash   ? slash + 1
                        : first ? crash.program
                                : "vdso");
    }
    return 0;
}

/* ---- what is there ----------------------------------------------------------------------------
 */

/* PROGRAM-SECONDS-PID.txt or .new: the seconds, or -1. */
static int64_t time_of(const char *file, const char *program)
{
    size_t n = strlen(program);
    char *end;
    if (strncmp(file, program, n) != 0 || file[n] != '-' || file[n + 1] < '0' || file[n + 1] > '9')
        return -1;
    long long seconds = strtoll(file + n + 1, &end, 10);
    if (*end == '-')
        end += 1 + strspn(end + 1, "0123456789");
    return seconds >= 0 && seconds < INT64_C(1) << 40 &&
                   (strcmp(end, NEW_TAIL) == 0 || strcmp(end, TOLD_TAIL) == 0)
               ? seconds
               : -1;
}

static int newest_first(const void *a, const void *b)
{
    const struct crash_note *x = a, *y = b;
    return (x->wall_ms < y->wall_ms) - (x->wall_ms > y->wall_ms);
}

/* Sorted; at most FILES_MAX are looked at. */
static size_t list(int directory, const char *program, struct crash_note notes[FILES_MAX])
{
    size_t count = 0;
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            (void)close(fd);
        return 0;
    }
    for (const struct dirent *e = readdir(dir); e && count < FILES_MAX; e = readdir(dir)) {
        int64_t seconds = time_of(e->d_name, program);
        if (seconds >= 0 && text_copy(notes[count].file, sizeof notes[count].file, e->d_name))
            notes[count++].wall_ms = seconds * 1000;
    }
    (void)closedir(dir);
    qsort(notes, count, sizeof *notes, newest_first);
    return count;
}

static void read_head(int directory, struct crash_note *note)
{
    char text[sizeof note->what];
    int fd = openat(directory, note->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (fd >= 0)
        (void)close(fd);
    const char *end = n > 0 ? memchr(text, '\n', (size_t)n) : NULL;
    (void)text_sanitise(text, end ? (size_t)(end - text) : 0, note->what, sizeof note->what);
}

static int open_directory(const char *data)
{
    int fd = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int inner = fd < 0 ? -1 : openat(fd, "crash", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0)
        (void)close(fd);
    return inner;
}

size_t crash_list(const char *data, const char *program, struct crash_note *notes, size_t max)
{
    struct crash_note all[FILES_MAX];
    int fd = open_directory(data);
    if (fd < 0)
        return 0;
    size_t count = list(fd, program, all);
    if (count > max)
        count = max;
    for (size_t i = 0; i < count; i++) {
        read_head(fd, &all[i]);
        notes[i] = all[i];
    }
    (void)close(fd);
    return count;
}

/* Tells of those that are new, and removes those that are too many. */
static void look_back(const char *data, int crashed)
{
    struct crash_note note[FILES_MAX];
    size_t count = list(crash.directory, crash.program, note);
    for (size_t i = count; i-- > 0;) {
        const char *tail = strrchr(note[i].file, '.');
        char told[sizeof note->file];
        if (i >= CRASH_KEPT) {
            (void)unlinkat(crash.directory, note[i].file, 0);
            continue;
        }
        if (strcmp(tail, NEW_TAIL) != 0)
            continue;
        read_head(crash.directory, &note[i]);
        if (text_format(told, sizeof told, "%.*s" TOLD_TAIL, (int)(tail - note[i].file),
                        note[i].file) &&
            renameat(crash.directory, note[i].file, crash.directory, told) == 0)
            (void)text_copy(note[i].file, sizeof note[i].file, told);
        report(crashed, "%s; see %s/crash/%s", note[i].what, data, note[i].file);
    }
}

static void catch_them(void)
{
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
    static _Alignas(16) unsigned char handler_stack[STACK_SIZE];
    const stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        (void)sigaddset(&action.sa_mask, signals[i].number);
    (void)sigaltstack(&stack, NULL); /* without one a stack that is full is not reported */
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        (void)sigaction(signals[i].number, &action, NULL);
#else
    (void)on_crash;
#endif
}

void crash_begin(const char *program, const char *version, const char *data, int crashed,
                 int unreported)
{
    struct stat st;
    crash.program = program;
    crash.version = version;
    (void)dl_iterate_phdr(take_module, NULL);
    catch_them();
    int fd = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && fstatat(fd, "crash", &st, AT_SYMLINK_NOFOLLOW) != 0)
        (void)mkdirat(fd, "crash", 0700);
    crash.directory = open_directory(data);
    if (crash.directory >= 0)
        look_back(data, crashed);
    else if (fd >= 0)
        report(unreported, "a crash would be told only here: %s/crash: %s", data, strerror(errno));
    if (fd >= 0)
        (void)close(fd);
}
