/* SPDX-License-Identifier: MIT */
/* Stations with a backlog, for bench_drain: batches as a station's outbox writes them, each station
 * a connection of its own with as many batches on their way as an outbox has, until every one is
 * acknowledged. MQTT by hand, so that what it costs is little. */
#ifndef TESTS_BENCH_DRAIN_H
#define TESTS_BENCH_DRAIN_H

#include "data/model/record.h"

#include <stdbool.h>
#include <stdint.h>

#define DRAIN_EPOCH "0123456789abcdef0123456789abcdef"

struct drain_batch {
    int64_t first;
    size_t length;
    char *payload;
};

/* One log, which every station sends as its own: what is on the wire and in the tables is as with
 * logs that differ, for the station's number is in every key. */
struct drain_log {
    struct record *record; /* with their hashes; bodies of their own */
    int64_t records;
    struct drain_batch *batch;
    int batches;
};

/* With at most `together` records in a batch. */
void drain_log_make(struct drain_log *log, int64_t records, int64_t together);
void drain_log_done(struct drain_log *log);

/* Wait until so many hubs say that they take records. */
void drain_wait_hubs(int port, int hubs);

struct drain_plan {
    int port, stations;
    int window; /* batches on their way, of each */
    bool
        tell; /* stations say once a second how much waits, as a station does, and wait for a hub */
};

/* Send the log from all stations. Seconds from the first byte to the last acknowledgement; nothing
 * but full acknowledgements is accepted. A batch that is not answered is sent again as a station
 * does; `*resent`: how many. */
double drain_run(const struct drain_plan *plan, const struct drain_log *log, int *resent);

#endif
