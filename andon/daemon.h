/* SPDX-License-Identifier: MIT */
/* The daemon's state, shared by andon/ *.c and by nobody else. Everything here belongs to the loop
 * thread; the link and store threads only ring `link_wake` and `store_wake`. */
#ifndef ANDON_DAEMON_H
#define ANDON_DAEMON_H

#include "andon/bulk.h"
#include "andon/desks.h"
#include "andon/engine/station.h"
#include "andon/opened.h"
#include "andon/outputs/tower.h"
#include "andon/plant.h"
#include "andon/publish.h"
#include "andon/service/clock.h"
#include "andon/service/options.h"
#include "andon/upstream.h"
#include "data/decode/decode.h"
#include "data/link/link.h"
#include "data/serve/place.h"
#include "data/serve/serve.h"
#include "data/service/crash.h"
#include "data/service/turn.h"
#include "data/service/usage.h"
#include "data/service/wake.h"
#include "data/store/machine.h"
#include "data/store/store.h"
#include "data/store/upstream/mac.h"
#include "data/store/upstream/outbox.h"

#include <uv.h>

#define PENDING_MAX   4096 /* records that the store would not take: as many as it takes at once */
#define KEEP_AT       64   /* records that go to the store within a burst, before its end */
#define QUERIES_MAX   16
#define ENTRIES_MAX   32  /* entries of people that wait to be on disk */
#define ATTEMPTS_MAX  64  /* of connections */
#define GUESSED_MAX   640 /* of people: all of them, names that nobody has, badges */
#define HEARTBEAT_MS  INT64_C(1000)
#define CHECKPOINT_MS INT64_C(5000)
#define ROOM_MS       INT64_C(10000) /* between looks at the room on the disk */
#define SOON_MS       INT64_C(50)    /* a checkpoint that cannot wait for that */
#define REOPEN_MS     INT64_C(5000)
#define SNAPSHOT_MS   INT64_C(200)  /* between snapshots to watchers, on change */
#define AGES_MS       INT64_C(1000) /* and without */
#define SUMMARY_MS    INT64_C(1000)

/* A question to the store whose pages go to a client that may be gone by then. */
enum figures_view { FIGURES_NONE, FIGURES_PARETO, FIGURES_LOSSES, FIGURES_KPI, FIGURES_HOURS };
struct open_query {
    uint64_t query; /* 0: free */
    uint64_t client;
    int64_t request;
    enum figures_view view; /* NONE: its rows are passed on */
    bool by_count;
    int64_t limit;
    bool held; /* the next page waits until the client has read */
};

/* An entry whose answer waits until it is kept. */
struct waiting {
    uint64_t ticket; /* 0: free */
    uint64_t client;
    int64_t request;
    char members[RECORD_BODY_MAX + OUTCOME_TEXT * 2 + 256]; /* of the answer */
};

/* Who stands at a client's terminal. */
struct session {
    uint64_t client;           /* 0: free */
    char person[32], user[48]; /* user: with the terminal */
    enum person_role role;     /* as granted */
    bool pin;                  /* … by more than a badge */
    char id[RECORD_ID_SIZE];
    int64_t begin_wall, until_wall, until_boot;
};

/* Wrong badges and PINs of one who, lately. */
struct attempt {
    char who[64];
    int tries;
    int64_t last, free_at; /* boot_ms */
};

/* A PIN that came with an entry was right. */
struct proof {
    const char *person;
    enum person_role role;
};

/* The record keeper's side: keep.c. */
struct keeper {
    struct gathered {
        struct {
            struct record *record;
        } * item; /* alerts to be recalled, oldest first */
        size_t count;
    } alerts;
    struct store *store;     /* NULL: could not be opened; tried again */
    bool opening;            /* a worker thread tries right now */
    bool failed;             /* records cannot be kept; `why` in words */
    bool refused;            /* the store's queue was full at the last try */
    bool news;               /* the engine has not been told of `failed` yet */
    char why[200], low[200]; /* low: little room is left for them, in words */
    char epoch[RECORD_EPOCH_SIZE];
    struct record_list pending;  /* made, not yet taken by the store */
    int64_t lost;                /* records beyond PENDING_MAX */
    struct history_list minutes; /* of signals, likewise not yet taken */
    uint64_t ticket, kept;       /* handed over; on disk */
    struct {
        uint64_t ticket;
        int64_t wall_ms;
    } way[2];     /* checkpoints on their way to the disk: the first and the latest; 0: none */
    int64_t safe; /* wall: of the checkpoint that is on it */
    int64_t checkpoint_at, reopen_at, retry_at; /* boot_ms */
};

/* The broker's side: uplink.c. */
struct uplink {
    struct link *link; /* NULL: no broker is configured */
    enum link_state state;
    char why[96];
    char client_id[32], url[256], password[256];
    char status_topic[CONFIG_TOPIC_MAX], state_topic[CONFIG_TOPIC_MAX];
    char job_topic[CONFIG_TOPIC_MAX];     /* what the order system says */
    struct job_queue *jobs;               /* the last that was taken, NULL none */
    char status_epoch[RECORD_EPOCH_SIZE]; /* what the link says by itself at each connect, */
    char status_nonce[33];                /* … also this */
    bool summary_due;
    bool behind;        /* messages were left for the next turn */
    int64_t summary_at; /* boot_ms, not before */
};

/* Stations before and behind: neighbours.c. */
#define NEIGHBOUR_FILTERS (2 * NEIGHBOURS)
struct neighbours {
    struct neighbour_view view[NEIGHBOURS]; /* station "": none */
    char topic[NEIGHBOURS][2][CONFIG_TOPIC_MAX];
};

/* Between models, people and maintenance: forecast.c. */
#define FORECAST_TAG     (UINT64_C(1) << 61) /* of what it has on its way */
#define FORECAST_FILTERS (2 + CONFIG_PREDICTIONS_MAX)
struct forecaster {
    char any[CONFIG_TOPIC_MAX], answers[CONFIG_TOPIC_MAX]; /* filters: of all modes, to orders */
    struct outgoing sending;
    bool in_flight;
    uint64_t gate;               /* ticket of the records that what goes out rests on */
    int64_t retry_at, report_at; /* boot_ms */
    int64_t refused;
    char why[256];                                      /* the last refusal */
    struct prediction_message *heard[PREDICTION_VIEWS]; /* the last of each asset and mode */
};

/* Upstream's side: ship.c. */
#define HUBS_SEEN 16
struct parcel {
    char *payload; /* NULL: none */
    size_t length;
    char hash[RECORD_HASH_SIZE]; /* of its last record */
};
struct hub_seen {
    char id[48];
    bool online;
};
struct shipper {
    bool on; /* [upstream] enabled */
    struct outbox outbox;
    struct parcel parcel[OUTBOX_STREAMS][OUTBOX_SLOTS];
    uint64_t query[OUTBOX_STREAMS]; /* whose page is for `reading`; 0: none is being read */
    int reading[OUTBOX_STREAMS];    /* slot */
    struct hub_seen hub[HUBS_SEEN];
    int hubs;
    struct bulk_shipper bulk;
    struct mac_key key; /* of this station; length 0: acknowledgements are not signed */
    char record_topic[CONFIG_TOPIC_MAX], ack_topic[CONFIG_TOPIC_MAX];
    char told_topic[CONFIG_TOPIC_MAX];
    int64_t oldest_wall; /* when the first record that is not upstream was made */
    int64_t refused;     /* acknowledgements that made no sense or bore no signature */
};

/* The service manager's side: manager.c. */
#define MANAGER_STATUS_SIZE 400
struct manager {
    bool there, status_due;
    bool stuck; /* a thread does not turn, and it was said */
    char status[MANAGER_STATUS_SIZE];
    int64_t watchdog_ms;        /* how often it wants to hear from us; 0: it does not wait */
    int64_t ping_at, status_at; /* boot_ms; the latter not before */
};

/* Who asked for another configuration and waits for what becomes of it. */
#define RELOAD_ASKERS 4
struct reload_asker {
    uint64_t client; /* 0: free */
    int64_t request;
    bool again; /* asked while an earlier one was being read: the next one counts */
};

struct wiring;   /* the contacts on the loop: wiring.c */
struct edge;     /* the Sparkplug edge node: edge.h */
struct host;     /* it hears Sparkplug edge nodes: host.h */
struct remote;   /* people at hubs: remote.c */
struct foreseer; /* built-in detectors: foresee.h */

struct daemon {
    const struct options *options;
    struct config *config;        /* owned; a reload replaces it */
    bool reloading, reload_again; /* a worker reads another one; and then once more */
    struct reload_asker reload_asker[RELOAD_ASKERS];
    char path[SNAPSHOT_PATH]; /* enterprise/…/station */
    char boot_id[BOOT_ID_SIZE], machine[MACHINE_NAME_SIZE];
    struct place place; /* RUN, where the socket is */
    int64_t place_at;   /* boot_ms: when to look after it */
    int data_lock;      /* -1: none */
    int parent_fd;      /* to tell who started us; -1: nobody waits */

    uv_loop_t loop;
    uv_timer_t timer;
    struct wake link_wake, store_wake;
    uv_signal_t sigterm, sigint, sighup;
    struct turn turn;
    bool stopping;

    struct tower *tower;
    struct wiring *wiring; /* NULL: there are no contacts */
    struct edge *edge;     /* NULL: the station is none */
    bool edge_due;         /* it has something to look at */
    struct host *host;     /* NULL: no source is a Sparkplug node, or it only listens */
    struct decoder *decoder;
    struct station *station;
    struct effects effects;
    struct server *server;
    struct keeper keeper;
    struct uplink uplink;
    struct neighbours neighbours;
    struct shipper shipper;
    struct remote *remote;
    struct manager manager;
    struct forecaster forecaster;
    struct foreseer *foreseer;
    struct opened_screens opened;
    struct publisher publisher;
    struct plant plant;

    int64_t round_ms;      /* boot_ms of the last whole round of engine and tower */
    struct now last;       /* the latest the engine knows */
    int64_t tower_next;    /* boot_ms of the tower's next edge */
    int64_t heartbeat_at;  /* boot_ms */
    uint32_t mismatch;     /* as last reported */
    bool lines_told;       /* the engine was told of it once */
    bool snapshot_due;     /* something changed that a person can see */
    int64_t snapshot_at;   /* boot_ms of the last snapshot sent */
    struct update *latest; /* per signal the last good update; quality NONE: never */
    struct open_query query[QUERIES_MAX];
    struct waiting waiting[ENTRIES_MAX];
    struct outcome outcome; /* of the command in hand */
    struct session session[SERVE_CLIENTS_MAX];
    struct attempt attempt[ATTEMPTS_MAX], guessed[GUESSED_MAX];
    uint64_t checking[SERVE_CLIENTS_MAX]; /* whose badge or PIN is with a worker; 0: free */
    struct usage usage;                   /* read once a second */
    struct room room;                     /* on the disk of the records: every ten seconds */
    int64_t room_at, started_ms;          /* boot_ms */
    struct crash_note crash;              /* the latest crash that a report is there of */
    int64_t alarms_at;                    /* when the disk is looked at again */
    char config_why[160];                 /* why a reload was refused, "" */
    struct snapshot *view;                /* scratch */
    char *text;                           /* scratch for replies, PROTOCOL_LINE_MAX */
};

/* daemon.c */
/* Takes the configuration, and what came with it. */
int daemon_run(const struct options *options, struct plant_loaded *loaded, int parent_fd);
void daemon_settle(struct daemon *d); /* after every batch of events: keep, show, arm the timer */

/* step.c: events into the engine, its effects out: lamps first. */
int step_start(struct daemon *d, struct cause *why);
void step_event(struct daemon *d, const struct event *event, struct now now);
void step_update(struct daemon *d, const struct update *update, struct now now); /* lamps later */
void step_light(struct daemon *d); /* … now: at the end of each batch of events */
void step_tick(struct daemon *d);
int step_restore(struct daemon *d, const char *json, size_t length, bool same_boot,
                 struct cause *why);
/* Right after a tick. */
int step_reload(struct daemon *d, const struct config *config, struct cause *why);
void step_refeed(struct daemon *d); /* the last known values, to an engine that was restored late */

/* view.c */
const struct snapshot *view_now(struct daemon *d); /* fresh, complete; valid until the next one */
void view_broadcast(struct daemon *d);

/* keep.c */
void keep_open(struct daemon *d); /* at start; on failure the station runs on without */
void keep_records(struct daemon *d, const struct record_list *records);
void keep_flush(struct daemon *d, bool checkpoint); /* hand pending records over */
void keep_now(struct daemon *d);                    /* … to be on disk at once */
void keep_config(struct daemon *d); /* another configuration is in force: keep that, too */
/* Something must outlive a crash that makes no record: a first value, a base of a counter. */
void keep_soon(struct daemon *d);
int64_t keep_deadline(const struct daemon *d); /* boot_ms of the next checkpoint */
void keep_tick(struct daemon *d, int64_t boot_ms);
void keep_drain(struct daemon *d);
void keep_close(struct daemon *d);

/* ask.c */
/* -1: refused. */
int ask_store(struct daemon *d, const struct open_query *asker, const struct store_ask *ask);
void ask_rows(struct daemon *d, const struct store_event *event);
void ask_client_has_read(struct daemon *d, uint64_t client);
void ask_client_is_gone(struct daemon *d, uint64_t client);

/* entries.c */
void entries_run(void *ctx, struct client *client, const json_t *request);
void entries_kept(struct daemon *d, uint64_t ticket); /* all up to this one */
/* One of a client that has gone is not kept yet. */
bool entries_unclear(const struct daemon *d);

void entries_proved(struct daemon *d, struct client *client, const json_t *request,
                    const struct proof *proof);

/* orders.c */
void orders_take(struct daemon *d, const struct link_event *event, struct now now);
void orders_refeed(struct daemon *d); /* to an engine that was restored late */
void orders_run(void *ctx, struct client *client, const json_t *request);

/* reload.c */
void reload_begin(struct daemon *d); /* its outcome comes later */
/* Over to this one, or not, and then `config_why` says why; the one that is not in force afterwards
 * is freed. Only while `reloading`. */
bool reload_take(struct daemon *d, struct config *fresh);
void reload_finished(struct daemon *d); /* another one may be read */
void reload_run(void *ctx, struct client *client, const json_t *request);

/* commands.c */
/* A writer on the daemon's scratch text whose object is never closed: replies want members. */
struct jw commands_members(struct daemon *d);
/* What was written with it, or that it is longer than a line may be. */
void commands_reply(struct client *client, const json_t *request, const struct jw *w);
/* Window and limit of a question about the last day. -1: they make no sense, and it was answered.
 */
int commands_window(struct client *client, const json_t *request, struct store_ask *ask);
/* To the store; `asker` says what becomes of the answer. */
void commands_ask(struct daemon *d, struct client *client, const json_t *request,
                  const struct open_query *asker, const struct store_ask *ask);
extern const struct serve_command command_table[];
extern const size_t command_count;

#endif
