/* SPDX-License-Identifier: MIT */
/* The plant's configuration at this station: what is kept of it, and what a broker offers. */
#ifndef ANDON_PLANT_H
#define ANDON_PLANT_H

#include "andon/service/options.h"
#include "data/config/config.h"
#include "data/config/signed/document.h"
#include "data/link/link.h"

#define PLANT_WHY 200

/* The loop's side: plant.c. */
struct plant {
    char topic[CONFIG_TOPIC_MAX]; /* "": nothing of it is heard */
    int64_t rev;                  /* of the one in force; 0: none */
    int64_t refused;              /* how often one was */
    char why[PLANT_WHY];          /* why the one kept or offered is not in force, "" */
    char *offer;                  /* owned: to be looked at; NULL: none */
    size_t length;
    bool held;          /* it is the plant's, and does not fit the station: again after a reload */
    bool working;       /* a worker has one */
    int64_t not_before; /* boot_ms */
};

struct daemon;
void plant_follow(struct daemon *d); /* at start and after a reload: what to listen to */
size_t plant_filters(const struct daemon *d, const char **filters);   /* at most one */
bool plant_message(struct daemon *d, const struct link_event *event); /* false: not ours */
void plant_reloaded(struct daemon *d, int64_t rev, const char *why);  /* with what it was read */
void plant_tick(struct daemon *d, int64_t boot_ms);
int64_t plant_deadline(const struct daemon *d); /* boot_ms */
void plant_close(struct daemon *d);

/* ---- plant_load.c: reads files and checks signatures; not for the loop ---- */

struct plant_loaded {
    struct config *config; /* NULL: see problems, or `why` of what was offered */
    struct config_report problems;
    int64_t rev;         /* of the plant's configuration in it; 0: none */
    char why[PLANT_WHY]; /* why the kept, or the offered one is not in it; "" */
    bool nothing;        /* offered: the very one that is in force */
    bool held;           /* offered: it is right and does not fit this station */
    bool staged;         /* offered: it lies beside its place, on disk */
};

/* The station's layers over the plant's configuration that is kept in DATA, when it is signed by
 * the key that those layers name. One that cannot be used never keeps the station from running. */
void plant_load(const struct options *options, struct plant_loaded *out);

/* … over the one offered, for a station that runs with `config_key` and listens to `scope`; it is
 * staged when all of it is right. */
struct plant_offer {
    const char *bytes;
    size_t length;
    char key[256], scope[DOCUMENT_SCOPE_SIZE];
};
void plant_load_offer(const struct options *options, const struct plant_offer *offer,
                      struct plant_loaded *out);

/* What was staged takes its place; or goes. 0, or -1 with the cause. */
int plant_commit(const struct options *options, struct cause *why);
void plant_drop(const struct options *options);

#endif
