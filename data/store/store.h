/* SPDX-License-Identifier: MIT */
/* The station's record: SQLite in one thread of its own (design.md §4.5, §7; one connection, WAL,
 * FULL). The loop hands over records and a checkpoint; "kept" comes back after the commit. */
#ifndef DATA_STORE_STORE_H
#define DATA_STORE_STORE_H

#include "data/model/cause.h"
#include "data/model/clock.h"
#include "data/model/history.h"
#include "data/model/record.h"
#include "data/model/sync/way.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What goes: by itself, as soon as it is known what time it is, records and minutes of signals
 * older than keep_ms; near the quota (95 %) also the oldest minutes but for those of the last day,
 * then the oldest records but for those of the last month (without a synchronised clock: the older
 * half). What stays whatever happens: shifts, handovers, configurations and openings; with
 * `upstream` every record that upstream has not acknowledged (epoch.acked). Over what is gone the
 * chain can still be verified. When nothing more may go STORE_LOW says so, and at the quota records
 * are refused (STORE_FAILED, with what to change); so it is with little space on the disk and a
 * full one, which is tried again until there is room. Nothing handed over is dropped meanwhile. */
struct store_conf {
    const char *path;    /* …/station.db; its directory exists */
    const char *station; /* enterprise/site/area/line/station */
    const char *config;  /* digest of the configuration in force */
    const char *boot_id, *machine_id;
    struct now now;      /* of opening */
    int64_t quota_bytes; /* largest size of the file, 0: none */
    int64_t keep_ms;     /* records and signal history older than this are removed; 0: none are */
    bool upstream;       /* records stay until upstream has them */
    int64_t low_bytes;   /* less free space is told (STORE_LOW), 0: 128 MiB */
};

/* How far upstream has the log. Records are counted by their number n in the file, which runs on
 * over epochs. */
struct ship_state {
    int64_t acked;       /* all up to this one are upstream */
    int64_t head;        /* the last one on disk */
    int64_t oldest_wall; /* when the first that is not was written; TIME_NONE: there is none */
    int64_t parked;      /* put aside there, ever */
};

/* A record that a hub has put aside. The first STORE_PARKED_MAX are listed for good, further ones
 * are counted only. */
#define STORE_PARKED_MAX 1000
struct parked_record {
    char epoch[RECORD_EPOCH_SIZE];
    int64_t seq;
    char why[96]; /* the hub's words, sanitised; "" none */
};

/* A batch for upstream that was read (`ship`). */
struct shipment {
    int64_t from, to; /* n; `to` 0: there was nothing to read */
    char epoch[RECORD_EPOCH_SIZE];
    int64_t first, last;         /* seq */
    int64_t wall_ms;             /* when the first was written */
    char hash[RECORD_HASH_SIZE]; /* of the last: an acknowledgement bears it */
};

struct store_opened {
    struct ship_state ship;
    char epoch[RECORD_EPOCH_SIZE];
    bool fresh;       /* the file was made now */
    bool clean;       /* it was closed properly last time */
    char *checkpoint; /* last engine checkpoint (owned by the store, valid until store_start), or
                         NULL */
    size_t checkpoint_length;
    int64_t checkpoint_wall_ms;
    char broken[300]; /* where a damaged file was put before a new one was begun, or "" */
};

struct store;

/* Open or make the database, check its schema, start a new epoch with its `open` record (which
 * names the predecessor), read the checkpoint. Synchronous, for start only. NULL with the cause in
 * words: locked by another process, newer schema, not a database, no permission, disk full. */
struct store *store_open(const struct store_conf *conf, struct store_opened *opened,
                         struct cause *why);

/* Between store_open and store_start: the latest version of each of the newest `limit` objects of
 * the kind, oldest first; the record is valid during the call. Damaged ones are left out. 0, or -1
 * with the cause: nothing more can be read. */
int store_recall(struct store *store, enum record_kind kind, int64_t limit,
                 void (*each)(void *ctx, const struct record *record), void *ctx,
                 struct cause *why);

/* What a built-in detector has learnt: bulk beside log and chain. Versions count from 1; rows of
 * version 0 and below say where it stands, and are written over. */
#define STORE_MODEL_VERSIONS 10
#define STORE_MODEL_NAMES    64
#define STORE_MODEL_MAX      (1024 * 1024)
struct store_model {
    const char *name;
    int64_t version, made_ms;
    const char *body; /* NULL of versions in store_models: ask `model` */
    size_t length;
};
typedef void store_model_sink(void *ctx, const struct store_model *one);
/* Between store_open and store_start, by name and version. 0, or -1 with the cause. */
int store_models(struct store *store, store_model_sink *each, void *ctx, struct cause *why);
/* Loop thread: copied, and kept within a second or two, or at store_close; while the disk takes
 * nothing it is tried again. -1: no room for more, or too long. */
int store_model_keep(struct store *store, const struct store_model *one);

/* Start the thread. `wake` is called from it when store_drain has something. */
int store_start(struct store *store, void (*wake)(void *), void *ctx, struct cause *why);

/* Loop thread: the configuration in force from now on: records appended later carry its digest. */
void store_config(struct store *store, const char *digest);

/* What is handed over at once; it is copied, and kept in one commit. Each may be absent. */
struct store_batch {
    const struct record_list *records;
    const struct history_list *history;
    const char *checkpoint; /* the engine's, as of after the records */
    size_t checkpoint_length;
    bool urgent; /* a person's entry */
};

/* Loop thread. Committed within 100 ms or 64 records, at once when urgent. `*ticket` rises by one a
 * call. 0; -1 when the queue (4096 records not yet kept) is full, or one of them is no record: all
 * is refused, the caller keeps it. Of signal history 4096 rows wait; beyond that the batch is taken
 * without its rows, which store_stats counts as lost. */
int store_hand_over(struct store *store, const struct store_batch *batch, const struct now *now,
                    uint64_t *ticket);

enum store_event_kind {
    STORE_KEPT,
    STORE_FAILED,
    STORE_RECOVERED,
    STORE_ROWS,
    STORE_LOW, /* little room is left */
    STORE_NOTE /* something worth knowing */
};

struct store_event {
    enum store_event_kind kind;
    uint64_t ticket; /* KEPT: every append up to this one is on disk */
    const char *why; /* FAILED: in words. Appends stay queued and are tried again. RECOVERED: NULL,
                        or what is no longer as it was. LOW: what to do; NULL: there is room again.
                        NOTE: what happened */
    uint64_t query;  /* ROWS: which query */
    const char
        *rows; /* ROWS: a JSON array, valid during the call; NULL: the query failed, `why` says */
    size_t rows_length;
    const struct shipment *shipment; /* ROWS of `ship`: what they are, valid during the call */
    const struct figures *figures;   /* ROWS of `figures`: they, valid during the call; else NULL */
    bool more;                       /* ROWS: further pages follow */
};
typedef void store_sink(void *ctx, const struct store_event *event);
size_t store_drain(struct store *store, store_sink *sink, void *ctx);

/* Ask something; answers are ROWS events, paged (≤ 64 KiB, a JSON array of objects each) so that
 * writes go in between. `what` is a name of the query table in query.c. Times are wall ms
 * (TIME_NONE and TIME_NEVER: no bound), amounts millionths, unknown is null. Limit 0: the default.
 *   timeline  intervals that reach into [from,to), rising: id begin end ms state detail mode shift
 *             plan(bool) stop small(bool) reason job; of the stop that it is part of by now; 2000
 *   stops     likewise: id rev begin end ms small state detail reason suggested into; 500. `into`:
 *             the stop of which it is a part now
 *   hours     of the closed shift W<from>, from its record, rising: begin end due good scrap
 *             (numbers as they were written) lost_ms cause_ms, and of the stop that lost most
 *             stop small reason as they are by now; none: it has no board on record
 *   scraps    entries of what was made in [from,to), rising: id, rev and what the record says; 500
 *   modes-log declared modes that reach into [from,to): likewise
 *   minutes   that begin in [from,to): begin total good scrap rework product gap(bool) shift; 2000
 *   minute-spans  the same added up in at most twice `points` (0: 500) spans of whole minutes:
 *             begin end minutes(in which anything was made) total good scrap rework good_min
 *             good_max scrap_min scrap_max, the last four of one minute
 *   log       records written in [from,to), latest first: n epoch seq kind id rev wall synced actor
 *             config hash state(kept, sent, confirmed or parked, by `way`) parked (null, or the
 *             hub's words) body(object); 100
 *   parked    likewise of what a hub has put aside, latest first; of one that retention has removed
 *             n, synced, config, hash and body are null
 *   export-stops, -shifts, -calls, -alerts, -predictions, -workorders, -jobs, -modes: objects that
 *             reach into [from,to), rising (the last six in the order in which they changed last):
 *             id, rev and what the record says; of shifts id name begin end closed(bool); all
 *   export-log  as log, but without state and parked, and the oldest first; all
 *   history   of signal `text` in [from,to), in at most `points` (0: 500) spans of equal length
 *             that are merged from its minutes: begin end min mean max last samples bad quality;
 *             spans in which nothing was heard are left out
 *   signals   of which there is history: signal from to
 *   model     what version `from_ms` of predictor `text` has learnt, in pieces: at text
 *   models    name version made(wall ms) bytes of all there are, in the order in which they were
 * first kept backup    copies the file to `text`, a path that does not exist yet, while records are
 * kept: a row a second: bytes left epoch seq head, in the last one of the record that it ends with;
 * until then it is "….part" verify    walks the chain: one row records epochs ok first_bad head
 * missing from; `missing` older ones were removed or lost, the log is whole from "epoch/seq" on
 *   ship      records for upstream from number `from_ms` on, none beyond `to_ms`: no rows but a
 * batch (data/model/sync/batch.h), and `shipment` figures   what [from,to) adds up to
 * (data/model/figures.h): no rows, but `figures`; `open` is what the engine knows beyond what it
 * handed over, which is committed before stop-figures likewise, of stops alone: no time, no parts
 *   ship-history  signal history of the wall minutes from_ms..to_ms likewise, as a batch of
 *             data/model/sync/minutes.h; `shipment` from and to are minutes
 * Returns the query's number, 0 when there is no such query or too many (16) are open. Every query
 * is answered to its last page (`more` false) or by one failure. */
struct store_ask {
    const char *what, *text; /* copied */
    int64_t from_ms, to_ms;
    int64_t limit, points;
    const struct figures_open *open; /* copied; NULL: the record is all there is */
    struct way way;                  /* how far records have come, for the log */
};
uint64_t store_ask(struct store *store, const struct store_ask *ask);

/* For who cannot take pages as fast as they are made. store_hold, within the sink of a page after
 * which more follow: the next one is made only after store_resume. store_cancel: nobody wants the
 * answer any more; nothing further comes of it. */
void store_hold(struct store *store, uint64_t query);
void store_resume(struct store *store, uint64_t query);
void store_cancel(struct store *store, uint64_t query);

/* Loop thread: all up to record n are upstream. Noted with the next commit, within a second; what
 * is lost of it is sent once more. */
void store_acked(struct store *store, int64_t n);
/* … and these of it were put aside there: to be told before store_acked. Written at once. */
void store_parked(struct store *store, const struct parked_record *rows, size_t count);

struct store_stats {
    struct ship_state ship; /* with `upstream` */
    int64_t records, commits, queue, last_commit_us, file_bytes;
    int64_t minutes_lost; /* rows of signal history */
    int64_t models_kept;  /* rows of learnt models */
    int64_t heartbeat_boot_ms;
    char epoch[RECORD_EPOCH_SIZE]; /* the one now; a disk error makes a new one */
};
void store_stats(struct store *store, struct store_stats *out);

/* Commit what is queued, mark the file clean, stop the thread, free. */
void store_close(struct store **store);

/* Offline (no daemon may hold the file): walk the chain; rebuild projections from the log and
 * compare. 0 fine; 1 a record does not fit (first_bad names it); -1 cannot be read. */
struct verify_result {
    int64_t records, epochs;
    int64_t missing; /* removed by retention or lost in a damaged file */
    char from[56];   /* "epoch/seq" from which on none is missing; "" the very first */
    char head[RECORD_HASH_SIZE];
    char first_bad[96]; /* "epoch/seq kind id: what" */
};
int store_verify(const char *path, struct verify_result *out, struct cause *why);
int store_rebuild_check(const char *path, char *difference, size_t size,
                        struct cause *why); /* 0 equal, 1 differs */

#endif
