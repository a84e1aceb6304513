/* SPDX-License-Identifier: MIT */
/* Improvements that people annotate: a text at a time, for reports and trends to be marked with. It
 * changes nothing, so nothing of it is kept here but the next number. Called by commands.c; the
 * number comes back through work_recall. */
#include "andon/engine/people/people.h"
#include "data/model/text.h"

/* A report of the year before may still be marked. */
#define BACK_MAX_MS (400 * MS_PER_DAY)

void people_improvement(struct station *st, const struct command *c, struct outcome *out)
{
    int64_t now = station_wall(st, st->arrival), at = c->at == TIME_NONE ? now : c->at;
    if (c->note[0] == '\0') {
        outcome_refuse(out, COMMAND_BAD, "an improvement says what was changed");
        return;
    }
    if (at > now || at < now - BACK_MAX_MS) {
        outcome_refuse(out, COMMAND_BAD,
                       "it was made within the last 400 days, not later than now");
        return;
    }
    struct records_body b;
    struct record_draft draft = records_begin(st, &b, REC_IMPROVEMENT, 1);
    people_id(draft.id, 'K', st->work.next_improvement++);
    jw_int(&b.w, "at", at);
    jw_text(&b.w, "text", c->note);
    records_end(st, &b, &draft);
    outcome_done(out, REC_IMPROVEMENT, draft.id);
    (void)text_format(out->text, sizeof out->text, "%s: reports and trends are marked with it",
                      draft.id);
}
