/* SPDX-License-Identifier: MIT */
/* andonctl doctor on this machine: units that are enabled and do not run, or were just started
 * anew; and whether the kernel had to kill for want of memory. */
#include "andon/ctl/doctor.h"
#include "andon/ctl/out.h"
#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"
#include "data/service/units.h"

#include <inttypes.h>
#include <string.h>

#define FRESH_MS  MS_PER_MIN       /* of a unit that ends again and again */
#define BOOTED_MS (5 * MS_PER_MIN) /* everything has just been started */

static void ask_stopped(const struct unit_seen *u, struct findings *f)
{
    char fix[sizeof f->item[0].fix], when[OUT_SIZE], since[OUT_SIZE + 32] = "";
    const int64_t ago = u->since_ms == TIME_NONE ? -1 : ctl_now() - u->since_ms;
    if (ago >= 0)
        (void)text_format(since, sizeof since, "; it last wrote %s ago", out_duration(ago, when));
    (void)text_format(fix, sizeof fix,
                      "systemctl start %s; systemctl status and journalctl -u with it say why it "
                      "does not run",
                      u->name);
    doctor_say(f, true, fix, "%s is enabled and does not run%s", u->name, since);
}

static void ask_fresh(const struct unit_seen *u, struct findings *f)
{
    char fix[sizeof f->item[0].fix], when[OUT_SIZE];
    const int64_t ago = u->since_ms == TIME_NONE ? -1 : ctl_now() - u->since_ms;
    if (ago < 0 || ago >= FRESH_MS || clock_ms(CLOCK_BOOTTIME) < BOOTED_MS)
        return;
    (void)text_format(fix, sizeof fix,
                      "nothing, if somebody did that; else it ends again and again, and journalctl "
                      "-u %s says why",
                      u->name);
    doctor_say(f, false, fix, "%s was started %s ago", u->name, out_duration(ago, when));
}

static void ask_unit(const struct unit_seen *u, struct findings *f)
{
    char fix[sizeof f->item[0].fix];
    (void)text_format(fix, sizeof fix, "systemctl unmask %s, if it shall run", u->name);
    if (u->running)
        ask_fresh(u, f);
    else if (u->masked)
        doctor_say(f, false, fix, "%s is enabled, and masked: it does not start", u->name);
    else if (u->configured) /* as installed, a package's units wait for one */
        ask_stopped(u, f);
}

void doctor_units(struct findings *f)
{
    struct unit_seen seen[UNITS_MAX];
    const size_t count = units_look("", seen);
    const int64_t kills = count > 0 ? units_oom_kills("") : 0;
    for (size_t i = 0; i < count; i++)
        ask_unit(&seen[i], f);
    if (kills > 0)
        doctor_say(
            f, false,
            "journalctl -k -g 'Killed process' names them; what else runs here needs too much",
            "%" PRId64 " processes of services were killed for want of memory since the boot",
            kills);
}

bool doctor_unit_runs(const char *name)
{
    struct unit_seen seen[UNITS_MAX];
    const size_t count = units_look("", seen);
    for (size_t i = 0; i < count; i++)
        if (strcmp(seen[i].name, name) == 0)
            return seen[i].running;
    return false;
}
