/* SPDX-License-Identifier: MIT */
/* The filter of system calls (seccomp), made of tables by libseccomp, which only this file knows.
 * What is not in the tables raises SIGSYS in the thread that asked; the handler notes the call and
 * lets it return EPERM. Fork is refused without a signal: the C library blocks signals around it,
 * and a blocked SIGSYS would be the end of the process. Called by the programs' starts. */
#include "data/confine/confine.h"

#include "data/confine/calls.h"
#include "data/model/text.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

/* Calls numbered higher are newer than libseccomp 2.5: a C library that tries one first must hear
 * what an older kernel would say, not that it is forbidden. */
#define NEWEST_KNOWN 450
#define BY_FILTER    1    /* SYS_SECCOMP, which the C library does not name */
#define NUMBERS      1024 /* of the architectures Debian has; higher ones share the last place */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static atomic_bool refused[NUMBERS], told[NUMBERS];
static _Atomic uint32_t argument[NUMBERS]; /* the first one, of the first time */
static atomic_bool news;

/* The registers of the thread that asked: a call's first argument, and its result when the signal's
 * handler returns. */
#if defined(__x86_64__)
#define KNOWN_REGISTERS       true
#define ARGUMENT_REGISTER(at) ((at)->uc_mcontext.gregs[REG_RDI])
#define RESULT_REGISTER(at)   ((at)->uc_mcontext.gregs[REG_RAX])
#elif defined(__aarch64__)
#define KNOWN_REGISTERS       true
#define ARGUMENT_REGISTER(at) ((at)->uc_mcontext.regs[0])
#define RESULT_REGISTER(at)   ((at)->uc_mcontext.regs[0])
#elif defined(__arm__)
#define KNOWN_REGISTERS       true
#define ARGUMENT_REGISTER(at) ((at)->uc_mcontext.arm_r0)
#define RESULT_REGISTER(at)   ((at)->uc_mcontext.arm_r0)
#else
#define KNOWN_REGISTERS       false /* then it is refused without a word */
#define ARGUMENT_REGISTER(at) (*(long *)(at))
#define RESULT_REGISTER(at)   (*(long *)(at))
#endif

/* Any thread, at any time: only atomics. */
static void on_refused(int number, siginfo_t *info, void *context)
{
    (void)number;
    if (info->si_code != BY_FILTER)
        return; /* somebody's kill(1) */
    ucontext_t *at = context;
    const int call = info->si_syscall;
    const int place = call < 0 || call >= NUMBERS ? NUMBERS - 1 : call;
    if (!atomic_exchange(&refused[place], true))
        atomic_store(&argument[place], (uint32_t)ARGUMENT_REGISTER(at));
    const long result = call > NEWEST_KNOWN && call < NUMBERS ? -ENOSYS : -EPERM;
    RESULT_REGISTER(at) = (__typeof__(RESULT_REGISTER(at)))result;
    atomic_store(&news, true);
}

bool confine_refused(char said[CONFINE_SAID_SIZE])
{
    if (!atomic_exchange(&news, false))
        return false;
    for (int i = 0; i < NUMBERS; i++) {
        if (!atomic_load(&refused[i]) || atomic_exchange(&told[i], true))
            continue;
        char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, i);
        (void)text_format(said, CONFINE_SAID_SIZE, "refused: system call %d (%s), argument %u", i,
                          name ? name : "unknown", (unsigned)atomic_load(&argument[i]));
        free(name);
        atomic_store(&news, true); /* there may be more */
        return true;
    }
    return false;
}

/* ---- rules ---- */

/* Calls that this architecture does not have are none that could be asked for. */
static int add(scmp_filter_ctx filter, uint32_t action, const char *name, unsigned count,
               const struct scmp_arg_cmp *arguments)
{
    const int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR)
        return 0;
    const int rc = seccomp_rule_add_array(filter, action, call, count, arguments);
    return rc == -EDOM || rc == -EEXIST ? 0 : rc;
}

static int add_limited(scmp_filter_ctx filter, unsigned program)
{
    int rc = 0;
    for (size_t i = 0; i < confine_limited_count && rc == 0; i++) {
        const struct limited_call *l = &confine_limited[i];
        struct scmp_arg_cmp arguments[LIMITS_MAX];
        unsigned count = 0;
        if (!(l->programs & program))
            continue;
        while (count < LIMITS_MAX && l->limit[count].mask != 0) {
            const struct call_limit *c = &l->limit[count];
            arguments[count++] =
                SCMP_CMP64(c->argument, SCMP_CMP_MASKED_EQ, c->mask,
                           c->value == THIS_PROCESS ? (scmp_datum_t)getpid() : c->value);
        }
        rc = add(filter, SCMP_ACT_ALLOW, l->name, count, arguments);
    }
    return rc;
}

static int fill(scmp_filter_ctx filter, unsigned program)
{
    int rc = 0;
    for (size_t i = 0; i < confine_allowed_count && rc == 0; i++)
        if (confine_allowed[i].programs & program)
            rc = add(filter, SCMP_ACT_ALLOW, confine_allowed[i].name, 0, NULL);
    if (rc == 0)
        rc = add_limited(filter, program);
    /* clone3 hides its flags in memory: the C library then takes clone, whose flags are seen. */
    if (rc == 0)
        rc = add(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, NULL);
    const struct scmp_arg_cmp no_thread = SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, CLONE_IS_THREAD, 0);
    if (rc == 0)
        rc = add(filter, SCMP_ACT_ERRNO(EPERM), "clone", 1, &no_thread);
    return rc;
}

static int catch_refusals(void)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER};
    action.sa_sigaction = on_refused;
    (void)sigemptyset(&action.sa_mask);
    return sigaction(SIGSYS, &action, NULL);
}

static int load(unsigned program)
{
    const uint32_t refuse = KNOWN_REGISTERS ? SCMP_ACT_TRAP : SCMP_ACT_ERRNO(EPERM);
    scmp_filter_ctx filter = seccomp_init(refuse);
    if (!filter)
        return -ENOMEM;
    int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    /* Calls by another architecture's door are nobody's of ours. */
    if (rc == 0)
        rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM));
    if (rc == 0)
        rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (rc == 0)
        rc = fill(filter, program);
    if (rc == 0)
        rc = catch_refusals() != 0 ? -errno : seccomp_load(filter);
    seccomp_release(filter);
    return rc;
}

int confine_begin(enum confine_program program, struct cause *why)
{
    if (SANITIZED)
        return 0;
    const int rc = load(1U << program);
    return rc == 0 ? 0
                   : cause_set(why, -1,
                               "system calls are not limited: %s; is the kernel without seccomp?",
                               strerror(rc < 0 ? -rc : rc));
}
