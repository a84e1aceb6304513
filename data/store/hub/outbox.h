/* SPDX-License-Identifier: MIT */
/* What a hub still has to tell others (webhooks), in its database, so that neither a crash nor an
 * outage loses it. Notes go in with the records that they are about, in one transaction; whichever
 * hub on this database has time takes them out. A note that failed is due again later; one that is
 * done stays for a day, so that a record that comes again makes no second note. */
#ifndef DATA_STORE_HUB_OUTBOX_H
#define DATA_STORE_HUB_OUTBOX_H

#include "data/store/hub/hub_store.h"

#define HUB_NOTE_HOOK 48
#define HUB_NOTE_KEY  (HUB_STATION_SIZE + 96)
#define HUB_NOTE_BODY 8192
#define HUB_NOTES_MAX INT64_C(1000) /* waiting, of a hook; what is more is not taken */

/* Borrowed texts. `key` tells it from all others of the hook. */
struct hub_note {
    const char *hook, *key, *station, *body;
};

/* One that was taken out to be sent: nobody else gets it for `lease_ms`. */
struct hub_due {
    int64_t number; /* 0: nothing is due */
    int64_t made_ms, tries;
    char key[HUB_NOTE_KEY], station[HUB_STATION_SIZE], body[HUB_NOTE_BODY];
};

/* Without a record: a fork, a conflict. */
enum hub_result hub_outbox_add(struct hub_store *store, const struct hub_note *note,
                               int64_t wall_ms, struct cause *why);
enum hub_result hub_outbox_take(struct hub_store *store, const char *hook, int64_t now_ms,
                                int64_t lease_ms, struct hub_due *out, struct cause *why);
/* Try again at `due_ms`; TIME_NONE: it is done with, sent or given up. */
enum hub_result hub_outbox_settle(struct hub_store *store, int64_t number, int64_t due_ms,
                                  int64_t now_ms, const char *outcome, struct cause *why);
/* What was done with before then. */
enum hub_result hub_outbox_forget(struct hub_store *store, int64_t before_ms, struct cause *why);
enum hub_result hub_outbox_waiting(struct hub_store *store, const char *hook, int64_t *out,
                                   struct cause *why);

#endif
