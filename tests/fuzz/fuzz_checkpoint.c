/* SPDX-License-Identifier: MIT */
/* Any bytes as a checkpoint: refused with words and the station as new, or taken over; either way
 * the station goes on, and its own next checkpoint can be read. */
#include "station.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void go_on(struct fuzzed *f)
{
    static struct snapshot view;
    static const int64_t waits[] = {0, 1, 61000, 7200000, 86400000};
    struct update u = {.quality = Q_GOOD, .source_ms = TIME_NONE};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        f->now.boot_ms += waits[i];
        f->now.wall_ms += waits[i];
        u.signal = i % 2 ? ROLE_STATE : ROLE_TOTAL;
        u.mapped = i % 4 == 1 ? MS_RUNNING : MS_STOPPED;
        u.value = (struct value){.type = VALUE_NUMBER, .amount = (int64_t)i * AMOUNT_ONE};
        fuzz_step(f, &(struct event){.kind = EVENT_UPDATE, .update = &u});
        hold_view(f, &view);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    struct fuzzed f;
    fuzz_init(&f, 0);
    bool same_boot = size % 2 == 0;
    int result =
        station_restore(f.st, size ? (const char *)data : "", size, same_boot, f.now, &f.fx, &why);
    hold(result == 0 || (result == -1 && why.text[0] != '\0'));
    hold_effects(&f);
    go_on(&f);
    size_t length = station_checkpoint(f.st, f.now, text, sizeof text);
    hold(length > 0);
    station_free(&f.st);
    f.st = station_new(&f.config, f.now, TIME_NONE, TIME_NONE);
    hold(f.st && station_restore(f.st, text, length, true, f.now, &f.fx, &why) == 0);
    fuzz_done(&f);
    return 0;
}
