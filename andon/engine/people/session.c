/* SPDX-License-Identifier: MIT */
/* Who was at a terminal, for the audit trail: the daemon has checked the badge or PIN and says so;
 * here it becomes a record. Nothing else of the station depends on it: a missed sign-in never
 * blocks work. Called by commands.c; only the daemon itself makes this command. */
#include "andon/engine/people/people.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* `target`: "" somebody came, else the session that ends. at, until: begin and when it would end by
 * itself; word: why it ended. */
void people_session(struct station *st, const struct command *c, struct outcome *out)
{
    char body[RECORD_BODY_MAX];
    struct jw w;
    bool ends = c->target[0] != '\0';
    struct record_draft d = records_draft(st, REC_SESSION, ends ? 2 : 1);
    if (ends)
        (void)text_copy(d.id, sizeof d.id, c->target);
    else
        (void)text_format(d.id, sizeof d.id, "U%lld", (long long)st->next_session++);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_text(&w, "person", c->actor);
    jw_text(&w, "role", word_name(&words_person_role, (int)c->role));
    jw_bool(&w, "pin", c->pin);
    jw_time(&w, "begin", c->at);
    jw_time(&w, "until", c->until);
    if (ends)
        jw_int(&w, "end", station_wall(st, st->t));
    else
        jw_null(&w, "end");
    jw_text(&w, "why", ends ? c->word : NULL);
    records_keep(st, &d, &w);
    outcome_done(out, REC_SESSION, d.id);
}
