/* SPDX-License-Identifier: MIT */
/* An entry's life as a small machine of its own: WAITING → SENT → KEPT, STALE or REFUSED, and the
 * way back over a broken connection (the rule stands in the header). Called by
 * console/forms/desk.c.
 */
#include "console/forms/entry.h"

#include "console/words/words.h"
#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

static const struct verb {
    const char *command, *target;
    enum entry_resend resend;
} verbs[ENTRY_VERB_COUNT] = {
#define ENTRY_ROW(value, command, target, resend) [value] = {command, target, resend},
    ENTRY_VERBS(ENTRY_ROW)
#undef ENTRY_ROW
};

void entry_begin(struct entry *e, enum entry_verb verb)
{
    *e = (struct entry){.state = ENTRY_WAITING, .verb = verb, .at = TIME_NONE, .until = TIME_NONE};
}

static void put_text(struct jw *w, const char *key, const char *text)
{
    if (text[0] != '\0')
        jw_text(w, key, text);
}

static void put_session(struct jw *w, const struct entry *e)
{
    if (e->leave)
        jw_bool(w, "leave", true);
    else if (e->target[0] == '\0')
        jw_text(w, "badge", e->secret);
    else
        jw_text(w, "pin", e->secret);
}

/* How a verb spells what is said, where it is not the usual word; flag: written only where it has a
 * name. */
static const struct spelling {
    const char *word, *note, *reason, *until, *flag;
    bool pin;
} spellings[ENTRY_VERB_COUNT] = {
    [VERB_SIGN] = {.word = "as", .pin = true},
    [VERB_SHELVE] = {.note = "why", .flag = "one_shot", .pin = true},
    [VERB_OUT] = {.note = "why", .pin = true},
    [VERB_IN] = {.pin = true},
    [VERB_FEEDBACK] = {.word = "verdict", .reason = "mode", .until = "planned"},
    [VERB_ORDER] = {.word = "priority", .note = "symptom", .until = "wanted"},
    [VERB_OVERRIDE] = {.word = "pattern", .note = "why", .pin = true},
};

static const char *spelt(const char *own, const char *usual)
{
    return own != NULL ? own : usual;
}

static void put_list(struct jw *w, const char *list)
{
    char id[32];
    jw_array(w, "alerts");
    while (*list != '\0') {
        size_t n = strcspn(list, " ");
        (void)text_copy_n(id, sizeof id, list, n);
        jw_text(w, NULL, id);
        list += n + (list[n] == ' ' ? 1 : 0);
    }
    jw_array_end(w);
}

static void put_said(struct jw *w, const struct entry *e)
{
    const struct spelling *s = &spellings[e->verb];
    put_text(w, spelt(s->reason, "reason"), e->reason);
    put_text(w, spelt(s->note, "note"), e->note);
    if (e->verb != VERB_JOB_START)
        put_text(w, "job", e->job);
    put_text(w, spelt(s->word, "what"), e->word);
    if (s->pin)
        put_text(w, "person", e->who);
    if (s->pin)
        put_text(w, e->badge ? "badge" : "pin", e->secret);
    if (s->flag != NULL)
        jw_bool(w, s->flag, e->flag);
    if (e->verb == VERB_FEEDBACK && strcmp(e->word, "done") == 0)
        jw_bool(w, "found", e->flag);
    if (e->span_ms > 0)
        jw_int(w, "for_s", e->span_ms / 1000);
    if (e->at != TIME_NONE)
        jw_int(w, "at", e->at);
    if (e->until != TIME_NONE)
        jw_int(w, spelt(s->until, "until"), e->until);
}

bool entry_line(const struct entry *e, char *out, size_t size)
{
    const struct verb *verb = &verbs[e->verb];
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", verb->command);
    jw_int(&w, "id", e->id);
    if (verb->target[0] != '\0')
        put_text(&w, verb->target, e->target);
    if (e->rev > 0)
        jw_int(&w, "rev", e->rev);
    put_text(&w, "with", e->with);
    if (e->with_rev > 0)
        jw_int(&w, "with_rev", e->with_rev);
    if (e->verb == VERB_SESSION)
        put_session(&w, e);
    if (e->list[0] != '\0')
        put_list(&w, e->list);
    put_said(&w, e);
    if (e->verb == VERB_SCRAP) {
        jw_amount(&w, "quantity", e->quantity);
        jw_bool(&w, "rework", e->rework);
    }
    jw_object_end(&w);
    return !w.overflow;
}

/* ---- the answer ---- */

static void take_kept(struct entry *e, const json_t *reply)
{
    const json_t *kept = json_object_get(reply, "kept");
    e->state = ENTRY_KEPT;
    member_take_text(kept, "id", e->kept_id, sizeof e->kept_id);
    member_take_text(reply, "text", e->text, sizeof e->text);
    e->kept_rev = json_integer_value(json_object_get(kept, "rev"));
    e->kept_ms = json_integer_value(json_object_get(kept, "ts"));
}

/* Does the object hold what was said? Then it was kept before the connection broke. */
static bool holds(const struct entry *e, const json_t *object)
{
    char reason[48], note[FIELD_BYTES + 1];
    member_take_text(object, "reason", reason, sizeof reason);
    member_take_text(object, "note", note, sizeof note);
    if (e->verb == VERB_SPLIT)
        return json_integer_value(json_object_get(object, "end")) == e->at;
    return e->verb == VERB_REASON && strcmp(reason, e->reason) == 0 &&
           (e->note[0] == '\0' || strcmp(note, e->note) == 0);
}

/* The member of the object that the person saw (entry.seen) and decided on: a stop's reason, a
 * call's state, a prediction's verdict. When another has changed, andond is told once more. */
static const char *entry_decisive(const struct entry *e)
{
    bool call = e->verb >= VERB_CALL_TAKE && e->verb <= VERB_CALL_CANCEL;
    return call ? "state" : e->verb == VERB_FEEDBACK ? "verdict" : "reason";
}

static void take_stale(struct entry *e, const json_t *reply, const json_t *error)
{
    const json_t *object = json_object_get(reply, "object");
    const json_t *rev = json_object_get(reply, "rev");
    if (object == NULL) { /* the refusal's members may stand in the error */
        object = json_object_get(error, "object");
        rev = json_object_get(error, "rev");
    }
    e->now_rev = json_integer_value(rev);
    member_take_text(object, entry_decisive(e), e->now_reason, sizeof e->now_reason);
    e->state = ENTRY_STALE;
    if (e->again && holds(e, object)) {
        e->state = ENTRY_KEPT;
        e->kept_rev = e->now_rev;
        e->kept_ms = e->sent_ms;
        (void)text_copy(e->kept_id, sizeof e->kept_id, e->target);
        (void)text_copy(e->text, sizeof e->text, _("kept before the connection broke"));
    }
}

void entry_reply(struct entry *e, const json_t *reply)
{
    const json_t *error = json_object_get(reply, "error");
    explicit_bzero(e->secret, sizeof e->secret);
    if (json_is_true(json_object_get(reply, "ok"))) {
        take_kept(e, reply);
        return;
    }
    member_take_text(error, "code", e->code, sizeof e->code);
    member_take_text(error, "text", e->text, sizeof e->text);
    if (strcmp(e->code, "unclear") == 0) { /* a hub had no answer: as if the connection broke */
        entry_cut(e);
        return;
    }
    e->state = ENTRY_REFUSED;
    if (strcmp(e->code, "stale") == 0)
        take_stale(e, reply, error);
}

/* ---- a broken connection ---- */

void entry_cut(struct entry *e)
{
    if (e->state == ENTRY_LOOKING) {
        e->id = 0;
        return;
    }
    if (e->state != ENTRY_SENT)
        return;
    static const enum entry_state next[] = {[RESEND_SAFE] = ENTRY_WAITING,
                                            [RESEND_LISTED] = ENTRY_LOOKING,
                                            [RESEND_ASKED] = ENTRY_UNSURE};
    e->state = next[verbs[e->verb].resend];
    e->again = true;
    e->id = 0;
}

int64_t entry_number(const char *id)
{
    int64_t number = 0;
    for (const char *c = id; *c != '\0'; c++)
        if (*c >= '0' && *c <= '9' && number < INT64_MAX / 16)
            number = number * 10 + (*c - '0');
    return number;
}

static bool is_this(const struct entry *e, const struct scrap_row *row)
{
    bool is_new = e->known >= 0 ? entry_number(row->id) > e->known : row->wall_ms >= e->sent_ms;
    if (e->verb == VERB_REVERSE) /* without a target: of whatever was the last */
        return e->target[0] != '\0' ? strcmp(row->of, e->target) == 0
                                    : is_new && row->of[0] != '\0';
    return is_new && row->quantity == e->quantity && row->rework == e->rework &&
           row->of[0] == '\0' && strcmp(row->reason, e->reason) == 0 &&
           strcmp(row->note, e->note) == 0;
}

void entry_listed(struct entry *e, const struct scraps *list)
{
    if (e->state != ENTRY_LOOKING)
        return;
    e->state = ENTRY_WAITING; /* never kept: once more */
    for (int i = 0; i < list->count; i++)
        if (is_this(e, &list->row[i])) {
            e->state = ENTRY_KEPT;
            e->kept_ms = list->row[i].wall_ms;
            e->kept_rev = list->row[i].rev;
            (void)text_copy(e->kept_id, sizeof e->kept_id, list->row[i].id);
            (void)text_copy(e->text, sizeof e->text, _("kept before the connection broke"));
            return;
        }
}
