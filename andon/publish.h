/* SPDX-License-Identifier: MIT */
/* What the station says for other systems in plain JSON: publish.c. A part of struct daemon. */
#ifndef ANDON_PUBLISH_H
#define ANDON_PUBLISH_H

#include "data/link/link.h"
#include "data/model/cause.h"
#include "data/model/record.h"

#include <stdbool.h>
#include <stdint.h>

#define PUBLISH_EVENTS 64 /* that wait until their record is on disk */
#define PUBLISH_BURST  30 /* events at once, then PUBLISH_RATE a second */
#define PUBLISH_RATE   10

struct publisher {
    struct {
        char *text;
        enum record_kind kind;
        uint64_t ticket;
    } event[PUBLISH_EVENTS];
    size_t first, count;
    int64_t skipped;                       /* since the last one that was said */
    int64_t tokens, tokens_at, figures_at; /* thousandths of an event; boot_ms */
};

struct daemon;
void publish_recorded(struct daemon *d, const struct record_list *records);
void publish_tick(struct daemon *d, int64_t boot_ms);
int64_t publish_deadline(const struct daemon *d); /* boot_ms */
void publish_close(struct daemon *d);
/* What became of the job document that came, and of an answer to a work order that is refused. */
void publish_job_reply(struct daemon *d, int64_t rev, const struct cause *why);
void publish_answer_refused(struct daemon *d, const char *topic, const struct cause *why);

#endif
