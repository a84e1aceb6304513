/* SPDX-License-Identifier: MIT */
/* Webhooks of a hub: news of stations to chat, paging, CMMS. Notes are kept in the hub's database
 * with the records they are about; a thread for each webhook sends them, one after the other, so
 * that one that hangs holds up nothing but itself. */
#ifndef DATA_HUB_HOOK_HOOKS_H
#define DATA_HUB_HOOK_HOOKS_H

#include "data/hub/hook/note.h"

#define HOOKS_MAX 8

/* [webhook NAME] */
struct hook_conf {
    char name[HUB_NOTE_HOOK], url[256], event_text[160], key_file[256], ca_file[256];
    unsigned events; /* a bit for each hook_event */
    int64_t timeout_ms, retry_max_ms, give_up_ms, max_age_ms;
};

struct hooks;

/* What came of one, for who drains it. Valid during the call. */
struct hook_outcome {
    const char *station;
    const char *call; /* told: of the tier of this call; NULL: `text` is news for the log */
    int64_t tier;
    const char *text;
};
typedef void hook_sink(void *ctx, const struct hook_outcome *outcome);

/* Reads the secrets. `wake` is called from the threads when hooks_turn has something to do. NULL
 * with the cause. */
struct hooks *hooks_open(const struct hook_conf *conf, int count, void (*wake)(void *), void *ctx,
                         struct cause *why);
/* Ends what is being sent, up to 3 s; it is sent again when the hub comes back. */
void hooks_close(struct hooks **hooks);

/* The database thread's, in this order: what a batch is to be noted for, before it is taken; what
 * its taking raised; and let go of that. */
void hooks_note(struct hooks *hooks, struct hub_item *item);
void hooks_alarms(struct hooks *hooks, struct hub_store *store, const struct hub_item *item);
void hooks_let_go(struct hub_item *item);
/* Outcomes to the database, what is due to the threads. */
void hooks_turn(struct hooks *hooks, struct hub_store *store, int64_t wall_ms, hook_sink *sink,
                void *ctx);

#endif
