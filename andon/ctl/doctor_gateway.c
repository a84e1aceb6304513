/* SPDX-License-Identifier: MIT */
/* andonctl doctor at a gateway: which devices do not answer, are slow, or refuse. */
#include "andon/ctl/doctor.h"

#include <inttypes.h>

#define HANGS_S                                                                      \
    60 /* a device takes its time limit, some seconds; all of them in turn are fewer \
        */

static void ask_device(const char *name, const json_t *device, struct findings *f)
{
    const char *why = json_string_value(json_object_get(device, "error"));
    if (!doctor_yes(device, NULL, "online"))
        doctor_say(f, true,
                   "is it switched on, is [device] url right, and does unit? andon-gateway --once "
                   "--config DIR asks it now",
                   "device %.40s does not answer%s%.150s", name, why ? ": " : "", why ? why : "");
    else if (doctor_yes(device, NULL, "slow"))
        doctor_say(f, false, "[gateway] budget, [device] poll and gap: G032 in the log has figures",
                   "device %.40s is polled every %" PRId64 " ms, not every %" PRId64, name,
                   doctor_number(device, NULL, "round_ms"), doctor_number(device, NULL, "poll_ms"));
    if (doctor_number(device, NULL, "refused") > 0)
        doctor_say(f, false, "G034 in the log names it: is its address right, is base 0 or 1?",
                   "device %.40s has refused a register %" PRId64 " times", name,
                   doctor_number(device, NULL, "refused"));
}

static void ask_devices(json_t *devices, struct findings *f)
{
    const char *name;
    json_t *device;
    json_object_foreach(devices, name, device)
    {
        ask_device(name, device, f);
    }
}

static void ask_poller(const json_t *gateway, struct findings *f)
{
    const double age_s = json_number_value(json_object_get(gateway, "poller_age_s"));
    if (age_s > HANGS_S)
        doctor_say(f, true, "start it anew; which device was asked last stands in its log",
                   "nothing has been polled for %.0f s: it hangs at a device", age_s);
    if (json_object_size(json_object_get(gateway, "devices")) == 0)
        doctor_find(f, false, "no device has been asked yet", "wait some seconds");
}

void doctor_gateway(const json_t *gateway, struct findings *f)
{
    doctor_link(gateway, "check [broker] url, that it runs, and the network",
                "no value reaches a station", f);
    if (doctor_number(gateway, "queue", "refused") > 0)
        doctor_say(f, true,
                   "may its user write below [gateway] root? G022 in the log, andonctl acl",
                   "the broker has refused %" PRId64 " values",
                   doctor_number(gateway, "queue", "refused"));
    ask_poller(gateway, f);
    ask_devices(json_object_get(gateway, "devices"), f);
    doctor_process(gateway, "gateway", "crash in its state directory", f);
}
