/* SPDX-License-Identifier: MIT */
/* The store as its two halves see it: store.c, called by the loop, and writer.c, the thread. Inside
 * data/store only. */
#ifndef DATA_STORE_INSIDE_H
#define DATA_STORE_INSIDE_H

#include "data/store/care.h"
#include "data/store/db.h"
#include "data/store/model.h"
#include "data/store/query.h"
#include "data/store/queue.h"
#include "data/store/store.h"
#include "data/store/upstream/parked.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define STORE_QUEUE_MAX   4096
#define STORE_MINUTES_MAX 4096 /* of signal history, not yet kept */
#define STORE_GROUP       64
#define STORE_GROUP_US    INT64_C(100000)
#define STORE_QUERIES_MAX 16

/* Whose move it is. A query's memory belongs to the thread or to the loop, never to both. */
enum turn { TURN_NONE, TURN_THREAD, TURN_LOOP, TURN_HELD };

struct question {
    enum turn turn;
    bool held, cancelled;   /* what the loop wishes, under the lock */
    enum query_state state; /* TURN_LOOP: what the page is */
    struct cause why;
    struct query query;
};

/* What the loop has yet to hear. Kept tickets fold into one; of failing and recovering only what
 * still matters is told, of room what is now; of notes the first few, so this never grows. */
#define STORE_NOTES 4
struct report {
    enum store_event_kind kind;
    struct cause why;
};
struct reports {
    bool kept, room;
    uint64_t ticket;
    size_t states, notes;
    struct report state[2], low, note[STORE_NOTES];
};

/* Something that does not work, and when it is tried again. */
struct trouble {
    bool on;
    int64_t backoff_us, retry_us;
};

struct store {
    struct store_conf conf; /* its texts are in `texts` */
    char *texts;
    char *first_checkpoint;
    pthread_t thread;
    bool started;
    void (*wake)(void *);
    void *wake_ctx;

    pthread_mutex_t lock;
    pthread_cond_t changed; /* something for the thread */
    /* Under the lock. */
    char config[17]; /* digest for what is appended from now on */
    struct queue inbox;
    int64_t due_us;   /* when the inbox is to be committed */
    size_t unkept;    /* records in inbox and work */
    size_t minutes;   /* … rows of signal history */
    uint64_t tickets; /* given out */
    uint64_t queries; /* given out */
    bool stopping;
    int64_t acked;          /* upstream has all up to here */
    int64_t acked_us;       /* when that is to be written at the latest */
    struct parkings parked; /* put aside there */
    struct model_list models;
    int64_t models_us; /* when they are to be written */
    struct reports reports;
    struct store_stats stats;
    struct question question[STORE_QUERIES_MAX];

    /* The thread's own, once it runs. */
    char config_opened[17]; /* conf.config: the digest at the last opening */
    struct db db;
    struct queue work;
    int64_t acked_kept;      /* as written */
    struct parkings parking; /* being written */
    struct model_list modelling;
    bool parked_news; /* some were just written */
    struct trouble write, fold;
    struct care care;
    int hopes;        /* commits that failed while room was being made for them */
    int64_t quiet_us; /* since when nothing is being written */
    int64_t rest_us;  /* when memory that upkeep and questions have used is given back */
    bool reopen;      /* the connection is not to be trusted any more */
    struct chain
        attempted; /* end of a COMMIT that may or may not have reached the file; commits -1: none */
    struct cause told;     /* the last failure's words */
    struct chain told_end; /* where the log ended when the file was last closed in trouble */
    size_t asked;          /* the query that had the last slice */
};

/* Entry of the thread: struct store. */
void *writer_run(void *store);
/* Commit what is left, mark the file clean, close it. */
void writer_finish(struct store *store);

#endif
