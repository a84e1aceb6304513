/* SPDX-License-Identifier: MIT */
/* Signal history on its way upstream (design.md §7: bulk data behind the records, outside log and
 * chain), and the hub's answer. Pure.
 *
 * …/history      {"v":1,"from":n,"to":m,"rows":[["signal",minute,min,mean,max,last,samples,bad,
 *                "quality"],…]}
 *                all that the station has of the wall minutes from..to, in no order; amounts in
 *                millionths, null without samples; from 0, to 0: which minute have you got?
 * …/history/ack  {"from":n,"to":m,"have":k,"mac":"…"}
 *                all up to minute k is on disk: go on behind it
 *
 * Where it goes on is in the hub's database alone, so a station that is restored or begins anew
 * needs to know nothing, and a hub that lost its database gets all that the station still has. */
#ifndef DATA_MODEL_SYNC_MINUTES_H
#define DATA_MODEL_SYNC_MINUTES_H

#include "data/model/cause.h"
#include "data/model/history.h"
#include "data/model/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MINUTES_MAX  (64 * 1024) /* bytes of a payload */
#define MINUTES_ROWS 1024

struct minute_row {
    const char *signal; /* UTF-8 without control characters */
    int64_t minute, min, mean, max, last, samples, bad;
    const char *quality;
};

void minutes_begin(struct jw *w, char *out, size_t size, int64_t from, int64_t to);
/* False: there was no room, and it is as it was. */
bool minutes_add(struct jw *w, const struct minute_row *row);
size_t minutes_end(struct jw *w);

struct minutes {
    int64_t from, to;
    int count;
    struct minute_row row[MINUTES_ROWS];
    void *memory; /* what the texts stand in */
};
/* Rows that make no sense are left out. -1 with the cause: none at all. */
int minutes_read(const char *payload, size_t length, struct minutes *out, struct cause *why);
void minutes_done(struct minutes *minutes);

struct minutes_ack {
    int64_t from, to, have;
    char mac[65]; /* "": not signed */
};
size_t minutes_ack_signed(const struct minutes_ack *ack, const char *station, char *out,
                          size_t size);
size_t minutes_ack_write(const struct minutes_ack *ack, char *out, size_t size);
int minutes_ack_read(const char *payload, size_t length, struct minutes_ack *out,
                     struct cause *why);

#endif
