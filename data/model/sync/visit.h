/* SPDX-License-Identifier: MIT */
/* A person at a hub who works at a station: what goes to …/command and comes back on …/reply
 * (design.md §7). A visit is a connection to the station's socket whose lines travel through the
 * broker, which may be hostile: both ways bear a MAC under the station's key.
 *
 * {"v":1,"visit":"32 hex","n":1,"ts":ms,"nonce":"32 hex, from …/status","hub":"view1",
 *  "person":"anna","role":"supervisor","what":"ask|stay|leave","line":"a request","mac":"64 hex"}
 * {"v":1,"visit":"…","n":1,"line":"a line of the station's socket","mac":"…"}
 *
 * `visit` is random and the hub's; n counts from 1 in each direction and never goes back, so that
 * nothing is done or shown twice. */
#ifndef DATA_MODEL_SYNC_VISIT_H
#define DATA_MODEL_SYNC_VISIT_H

#include "data/model/cause.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VISIT_ID_SIZE     33
#define VISIT_LINE_MAX    8192 /* of a request */
#define VISIT_COMMAND_MAX (3 * VISIT_LINE_MAX)
#define VISIT_SIGNED_MAX  (VISIT_LINE_MAX + 1024) /* beside a reply's line: 1024 */
#define VISIT_AGE_MS      INT64_C(30000)          /* older, or so far ahead: refused */
#define VISIT_STAY_MS     INT64_C(5000)           /* so often the hub says that somebody is there */
#define VISIT_LEASE_MS    INT64_C(15000)          /* after it the station thinks that nobody is */

enum visit_what { VISIT_ASK, VISIT_STAY, VISIT_LEAVE, VISIT_WHAT_COUNT };
extern const struct words words_visit_what;

struct visit_command {
    char visit[VISIT_ID_SIZE], nonce[VISIT_ID_SIZE];
    char hub[48], person[33];
    int64_t n, ts;
    enum visit_what what;
    enum person_role role;
    char line[VISIT_LINE_MAX + 1]; /* "" unless it asks */
    char mac[65];
};

/* What the MAC is over; `station` is the whole path. The length, 0: no room. */
size_t visit_command_signed(const struct visit_command *command, const char *station, char *out,
                            size_t size);
size_t visit_command_write(const struct visit_command *command, char *out, size_t size);
/* 0; -1 with the cause. Every text is checked: length, UTF-8, no control characters. */
int visit_command_read(const char *payload, size_t length, struct visit_command *out,
                       struct cause *why);

struct visit_reply {
    char visit[VISIT_ID_SIZE], mac[65];
    int64_t n;
    const char *line; /* terminated */
    size_t length;
    void *memory; /* of one that was read: what `line` stands in */
};
size_t visit_reply_signed(const struct visit_reply *reply, const char *station, char *out,
                          size_t size);
size_t visit_reply_write(const struct visit_reply *reply, char *out, size_t size);
int visit_reply_read(const char *payload, size_t length, struct visit_reply *out,
                     struct cause *why);
void visit_reply_done(struct visit_reply *reply);

#endif
