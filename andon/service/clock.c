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

static int64_t read_ms(clockid_t clock)
{
    struct timespec ts = {0};
    (void)clock_gettime(clock, &ts); /* both clocks exist on every kernel we run on */
    return (int64_t)ts.tv_sec * MS_PER_S + ts.tv_nsec / 1000000;
}

struct now clock_now(void)
{
    struct timex state = {.modes = 0};
    int result = adjtimex(&state);
    return (struct now){
        .boot_ms = read_ms(CLOCK_BOOTTIME),
        .wall_ms = read_ms(CLOCK_REALTIME),
        .synced = result >= 0 && (state.status & STA_UNSYNC) == 0,
    };
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
