/* SPDX-License-Identifier: MIT */
/* What people want done comes in here: which verb, who may, then to the file that knows about it.
 * Called by station.c for EVENT_COMMAND; the verbs' files leave their records in the step's
 * effects, and the outcome's object is taken from there. */
#include "andon/engine/people/people.h"
#include "andon/engine/response/alert_commands.h"
#include "andon/engine/response/response.h"
#include "data/model/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIME_LIMIT (INT64_C(1) << 52)

#define COMMAND_TEXT(value, text) text,
static const char *const command_names[] = {COMMANDS(COMMAND_TEXT)};
const struct words words_command = {command_names, COMMAND_VERB_COUNT};

static const struct verb {
    enum person_role least;
    void (*run)(struct station *st, const struct command *c, struct outcome *out);
} verbs[COMMAND_VERB_COUNT] = {
    [COMMAND_REASON] = {PERSON_OPERATOR, people_reason},
    [COMMAND_SCRAP] = {PERSON_OPERATOR, people_scrap},
    [COMMAND_SCRAP_REVERSE] = {PERSON_OPERATOR, people_scrap_reverse},
    [COMMAND_JOB_START] = {PERSON_OPERATOR, people_job_start},
    [COMMAND_JOB_PAUSE] = {PERSON_OPERATOR, people_job_pause},
    [COMMAND_JOB_FINISH] = {PERSON_OPERATOR, people_job_finish},
    [COMMAND_PRODUCT] = {PERSON_OPERATOR, people_product},
    [COMMAND_MODE] = {PERSON_OPERATOR, people_mode},
    [COMMAND_STOP_SPLIT] = {PERSON_OPERATOR, people_split},
    [COMMAND_STOP_MERGE] = {PERSON_OPERATOR, people_merge},
    [COMMAND_STOP_TOUCH] = {PERSON_OPERATOR, people_touch},
    [COMMAND_UNDO] = {PERSON_OPERATOR, people_undo},
    [COMMAND_NOTE] = {PERSON_OPERATOR, people_note},
    [COMMAND_IMPROVEMENT] = {PERSON_OPERATOR, people_improvement},
    [COMMAND_SIGN] = {PERSON_OPERATOR, people_sign},
    [COMMAND_FEEDBACK] = {PERSON_OPERATOR, people_feedback},
    [COMMAND_WORKORDER] = {PERSON_OPERATOR, people_workorder},
    [COMMAND_WORKORDER_CANCEL] = {PERSON_OPERATOR, people_workorder_cancel},
    [COMMAND_CALL_RAISE] = {PERSON_OPERATOR, people_call_raise},
    [COMMAND_CALL_TAKE] = {PERSON_OPERATOR, people_call_take},
    [COMMAND_CALL_ARRIVE] = {PERSON_OPERATOR, people_call_arrive},
    [COMMAND_CALL_SOLVE] = {PERSON_OPERATOR, people_call_solve},
    [COMMAND_CALL_CANCEL] = {PERSON_OPERATOR, people_call_cancel},
    [COMMAND_CALL_TOLD] = {PERSON_VIEWER, people_call_told},
    [COMMAND_SESSION] = {PERSON_VIEWER, people_session},
    [COMMAND_LAMP_OVERRIDE] = {PERSON_MAINTENANCE, people_lamp_override},
    [COMMAND_LAMP_RELEASE] = {PERSON_MAINTENANCE, people_lamp_release},
    [COMMAND_LAMP_REPLACED] = {PERSON_MAINTENANCE, people_lamp_replaced},
    [COMMAND_ACK] = {PERSON_OPERATOR, people_ack},
    [COMMAND_UNACK] = {PERSON_OPERATOR, people_unack},
    [COMMAND_SILENCE] = {PERSON_OPERATOR, people_silence},
    [COMMAND_SHELVE] = {PERSON_OPERATOR, people_shelve},
    [COMMAND_UNSHELVE] = {PERSON_OPERATOR, people_unshelve},
    [COMMAND_RESET] = {PERSON_OPERATOR, people_reset},
    [COMMAND_OUT_OF_SERVICE] = {PERSON_MAINTENANCE, people_out_of_service},
    [COMMAND_IN_SERVICE] = {PERSON_MAINTENANCE, people_in_service},
};

/* For these a badge is not enough. */
static const bool wants_pin[COMMAND_VERB_COUNT] = {[COMMAND_SIGN] = true,
                                                   [COMMAND_SHELVE] = true,
                                                   [COMMAND_LAMP_OVERRIDE] = true,
                                                   [COMMAND_OUT_OF_SERVICE] = true,
                                                   [COMMAND_IN_SERVICE] = true};

/* These do nothing about an alert. */
static const bool no_action[COMMAND_VERB_COUNT] = {
    [COMMAND_SESSION] = true, [COMMAND_ACK] = true,        [COMMAND_UNACK] = true,
    [COMMAND_SILENCE] = true, [COMMAND_SHELVE] = true,     [COMMAND_UNSHELVE] = true,
    [COMMAND_SIGN] = true,    [COMMAND_RESET] = true,      [COMMAND_OUT_OF_SERVICE] = true,
    [COMMAND_UNDO] = true,    [COMMAND_IN_SERVICE] = true, [COMMAND_IMPROVEMENT] = true};

void outcome_refuse(struct outcome *out, enum command_result result, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    out->result = result;
    (void)vsnprintf(out->text, sizeof out->text, format, list);
    va_end(list);
}

void outcome_advise(struct outcome *out, const char *near, const char *lists)
{
    size_t length = strlen(out->text);
    if (near)
        (void)text_format(out->text + length, sizeof out->text - length, "; did you mean %s?",
                          near);
    length = strlen(out->text);
    if (lists)
        (void)text_format(out->text + length, sizeof out->text - length, "%s andonctl %s",
                          near ? " See" : "; see", lists);
}

void outcome_done(struct outcome *out, enum record_kind kind, const char *id)
{
    out->result = COMMAND_DONE;
    out->kind = kind;
    (void)text_copy(out->id, sizeof out->id, id);
}

void people_id(char out[RECORD_ID_SIZE], char letter, int64_t number)
{
    (void)text_format(out, RECORD_ID_SIZE, "%c%lld", letter, (long long)number);
}

int64_t people_number(const char *id, char letter)
{
    char *end;
    if (id[0] != letter || id[1] < '1' || id[1] > '9')
        return 0;
    errno = 0;
    long long number = strtoll(id + 1, &end, 10);
    return errno == 0 && *end == '\0' ? number : 0;
}

/* The object as its latest record in this step says. */
static void fill_object(const struct record_list *records, struct outcome *out)
{
    for (size_t i = records->count; i > 0; i--) {
        const struct record_draft *d = &records->item[i - 1];
        if (d->kind != out->kind || strcmp(d->id, out->id) != 0)
            continue;
        out->rev = d->rev;
        (void)text_copy(out->body, sizeof out->body, d->body);
        return;
    }
}

/* Beyond (the year 144,000) and before 1970 is nothing that could be reckoned with. */
static bool is_time(int64_t wall_ms)
{
    return wall_ms == TIME_NONE || (wall_ms >= 0 && wall_ms <= TIME_LIMIT);
}

void people_command(struct station *st, const struct command *c, struct outcome *out)
{
    const struct verb *verb = &verbs[c->verb];
    *out = (struct outcome){.result = COMMAND_BAD};
    if (!verb->run) {
        outcome_refuse(out, COMMAND_BAD, "%s is not known here",
                       word_name(&words_command, (int)c->verb));
        return;
    }
    if (c->role < verb->least) {
        outcome_refuse(out, COMMAND_FORBIDDEN, "%s is for %s and above",
                       word_name(&words_command, (int)c->verb),
                       word_name(&words_person_role, (int)verb->least));
        return;
    }
    if (wants_pin[c->verb] && !c->pin) {
        bool badge = st->config->entry.sign_by == SIGN_BY_BADGE;
        outcome_refuse(out, COMMAND_FORBIDDEN, "%s wants your %s",
                       word_name(&words_command, (int)c->verb),
                       badge ? "badge, scanned once more, or your PIN" : "PIN");
        return;
    }
    if (!is_time(c->at) || !is_time(c->until)) {
        outcome_refuse(out, COMMAND_BAD, "that is no time: give epoch milliseconds");
        return;
    }
    st->command = c;
    verb->run(st, c, out);
    st->command = NULL;
    if (out->result == COMMAND_DONE && !no_action[c->verb])
        alerts_acted(st);
    if (out->result == COMMAND_DONE)
        fill_object(&st->effects->records, out);
}
