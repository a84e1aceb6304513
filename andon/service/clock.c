/* SPDX-License-Identifier: MIT */
/* Reads the clocks: boot time for durations, wall time for people, and whether the kernel thinks
 * that the wall clock is synchronised. Called by the loop for every event that carries no stamp of
 * its own. */
#include "andon/service/clock.h"

#include "data/model/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

#define SYNCED_MS INT64_C(200) /* whether the clock is synchronised is known so late at most */

static int64_t read_ms(clockid_t clock)
{
    struct timespec ts = {0};
    (void)clock_gettime(clock, &ts); /* both clocks exist on every kernel we run on */
    return (int64_t)ts.tv_sec * MS_PER_S + ts.tv_nsec / 1000000;
}

/* A system call, unlike the clocks; so it is not asked for each event. */
static bool is_synced(int64_t boot_ms)
{
    static _Thread_local int64_t asked_ms = -SYNCED_MS;
    static _Thread_local bool synced;
    if (boot_ms - asked_ms >= SYNCED_MS) {
        struct timex state = {.modes = 0};
        int result = adjtimex(&state);
        synced = result >= 0 && (state.status & STA_UNSYNC) == 0;
        asked_ms = boot_ms;
    }
    return synced;
}

struct now clock_now(void)
{
    int64_t boot_ms = read_ms(CLOCK_BOOTTIME);
    return (struct now){
        .boot_ms = boot_ms, .wall_ms = read_ms(CLOCK_REALTIME), .synced = is_synced(boot_ms)};
}

struct now clock_not_before(struct now now, struct now last)
{
    if (now.boot_ms >= last.boot_ms)
        return now;
    now.wall_ms += last.boot_ms - now.boot_ms;
    now.boot_ms = last.boot_ms;
    return now;
}

static void read_line(const char *path, char *out, size_t size)
{
    out[0] = '\0';
    FILE *f = fopen(path, "re");
    if (!f)
        return;
    if (fgets(out, (int)size, f))
        out[strcspn(out, "\r\n")] = '\0';
    fclose(f);
    if (!text_is_clean(out, strlen(out)))
        out[0] = '\0';
}

void clock_boot_id(char out[BOOT_ID_SIZE])
{
    read_line("/proc/sys/kernel/random/boot_id", out, BOOT_ID_SIZE);
}

void clock_machine_id(char out[MACHINE_ID_SIZE])
{
    read_line("/etc/machine-id", out, MACHINE_ID_SIZE);
}
