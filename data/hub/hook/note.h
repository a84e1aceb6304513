/* SPDX-License-Identifier: MIT */
/* What of a station's records is news for others (webhooks), and how it is said and signed. Pure
 * but for the key's file.
 *
 * {"type":"andon.call-escalated","timestamp":"2026-11-22T13:14:05.123Z","data":{"station":"…",
 *  "kind":"call","id":"C7","rev":3,"title":"…","object":{…the record's body…}}} */
#ifndef DATA_HUB_HOOK_NOTE_H
#define DATA_HUB_HOOK_NOTE_H

#include "data/model/sync/batch.h"
#include "data/model/words.h"
#include "data/store/hub/outbox.h"
#include "data/store/upstream/mac.h"

#define HOOK_EVENTS(X)                                                                \
    X(HOOK_CALL_RAISED, "call-raised")                                                \
    X(HOOK_CALL_ESCALATED, "call-escalated") /* a tier whose channels name webhook */ \
    X(HOOK_ALERT_HIGH, "alert-high")         /* active, not acknowledged */           \
    X(HOOK_PREDICTION, "prediction")         /* raised */                             \
    X(HOOK_ALARM, "alarm")                   /* of the hub: conflict, fork, rewind … */
#define HOOK_EVENT_ENUM(value, text) value,
enum hook_event { HOOK_EVENTS(HOOK_EVENT_ENUM) HOOK_EVENT_COUNT };
#undef HOOK_EVENT_ENUM
extern const struct words words_hook_event;

struct hook_note {
    enum hook_event event;
    char key[HUB_NOTE_KEY]; /* the same for every record that says the same */
    char body[HUB_NOTE_BODY];
};

#define HOOK_NOTES_OF 2 /* of one record, at most */
/* How many there are of a record. */
int hook_notes_of(const char *station, const struct batch_record *record,
                  struct hook_note out[HOOK_NOTES_OF]);
void hook_note_alarm(const char *station, const char *epoch, enum hub_alarm_kind kind,
                     int64_t wall_ms, struct hook_note *out);

/* The call and tier of a key of an escalation. False: it is of something else. */
bool hook_key_tier(const char *key, char call[RECORD_ID_SIZE], int64_t *tier);

/* As the Standard Webhooks specification (1.0) has it: HMAC-SHA-256 over "ID.TIMESTAMP.BODY",
 * "v1,BASE64". A secret that begins with whsec_ is Base64 behind that, any other is its bytes. */
#define HOOK_SIGNATURE 64
int hook_key_read(const char *path, struct mac_key *out, struct cause *why);
bool hook_sign(const struct mac_key *key, const char *id, int64_t seconds, const char *body,
               char out[HOOK_SIGNATURE]);

#endif
