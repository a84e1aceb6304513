/* SPDX-License-Identifier: MIT */
/* What people enter over the socket: a request becomes a command of the engine, and the answer
 * waits until what it made is on disk ("kept", design.md §4.5). Called by commands.c's table;
 * keep.c says when records are kept. Owns the list of entries that wait.
 *
 * Limits: ENTRIES_MAX wait, further ones are told to try again; none is taken whose records might
 * find no room to wait for the store. An entry whose client has gone is kept all the same. */
#include "andon/daemon.h"

#include "andon/service/clock.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 160
#define LIST_MAX 1280
#define ENTRY_RECORDS                                                          \
    512 /* more than one entry makes: while not so many can wait none is taken \
         */

/* Which member names the object, and what stands for it when there is none. */
static const struct form {
    const char *name, *target, *otherwise;
} forms[COMMAND_VERB_COUNT] = {
    [COMMAND_REASON] = {"reason", "stop", "current"},
    [COMMAND_MODE] = {"mode", "mode", NULL},
    [COMMAND_SCRAP] = {"scrap", NULL, NULL},
    [COMMAND_SCRAP_REVERSE] = {"scrap-reverse", "entry", NULL},
    [COMMAND_JOB_START] = {"job-start", "job", NULL},
    [COMMAND_JOB_PAUSE] = {"job-pause", NULL, NULL},
    [COMMAND_JOB_FINISH] = {"job-finish", NULL, NULL},
    [COMMAND_PRODUCT] = {"product", "product", NULL},
    [COMMAND_STOP_SPLIT] = {"stop-split", "stop", "current"},
    [COMMAND_STOP_MERGE] = {"stop-merge", "stop", "current"},
    [COMMAND_STOP_TOUCH] = {"stop-touch", "stop", "current"},
    [COMMAND_UNDO] = {"undo", "entry", NULL},
    [COMMAND_CALL_RAISE] = {"call-raise", "type", NULL},
    [COMMAND_CALL_TAKE] = {"call-take", "call", NULL},
    [COMMAND_CALL_ARRIVE] = {"call-arrive", "call", NULL},
    [COMMAND_CALL_SOLVE] = {"call-solve", "call", NULL},
    [COMMAND_CALL_CANCEL] = {"call-cancel", "call", NULL},
    [COMMAND_CALL_TOLD] = {"call-told", "call", NULL},
    [COMMAND_NOTE] = {"note", "shift", NULL},
    [COMMAND_IMPROVEMENT] = {"improvement", NULL, NULL},
    [COMMAND_SIGN] = {"sign", "shift", NULL},
    [COMMAND_LAMP_OVERRIDE] = {"lamp-override", "lamp", NULL},
    [COMMAND_LAMP_RELEASE] = {"lamp-release", "lamp", NULL},
    [COMMAND_LAMP_REPLACED] = {"lamp-replaced", "lamp", NULL},
    [COMMAND_SILENCE] = {"silence", "alert", NULL},
    [COMMAND_ACK] = {"ack", "alert", NULL},
    [COMMAND_UNACK] = {"unack", "alert", NULL},
    [COMMAND_SHELVE] = {"shelve", "alert", NULL},
    [COMMAND_UNSHELVE] = {"unshelve", "alert", NULL},
    [COMMAND_RESET] = {"reset", "alert", NULL},
    [COMMAND_OUT_OF_SERVICE] = {"out-of-service", "alert", NULL},
    [COMMAND_IN_SERVICE] = {"in-service", "alert", NULL},
    [COMMAND_FEEDBACK] = {"feedback", "prediction", NULL},
    [COMMAND_WORKORDER] = {"workorder", "of", NULL},
    [COMMAND_WORKORDER_CANCEL] = {"workorder-cancel", "order", NULL},
};

/* A request's texts, sanitised, and the command that borrows them. */
struct entry {
    char target[TEXT_MAX + 1], other[TEXT_MAX + 1], reason[TEXT_MAX + 1], note[TEXT_MAX + 1];
    char job[TEXT_MAX + 1], word[TEXT_MAX + 1];
    char list[LIST_MAX];
    struct command command;
};

/* ---- reading ---- */

/* 0; -1: it is there but is no text, or too long. */
static int read_text(const json_t *request, const char *key, char out[TEXT_MAX + 1],
                     struct cause *why)
{
    const json_t *member = key ? json_object_get(request, key) : NULL;
    out[0] = '\0';
    if (!member || json_is_null(member))
        return 0;
    if (!json_is_string(member))
        return cause_set(why, -1, "\"%s\" is a text", key);
    if (json_string_length(member) > TEXT_MAX)
        return cause_set(why, -1, "\"%s\" may have %d bytes", key, TEXT_MAX);
    (void)text_sanitise(json_string_value(member), json_string_length(member), out, TEXT_MAX + 1);
    return 0;
}

static int read_integer(const json_t *request, const char *key, int64_t *out, struct cause *why)
{
    const json_t *member = json_object_get(request, key);
    if (!member || json_is_null(member))
        return 0;
    if (!json_is_integer(member))
        return cause_set(why, -1, "\"%s\" is a whole number", key);
    *out = json_integer_value(member);
    return 0;
}

static int read_amount(const json_t *request, const char *key, int64_t *out, struct cause *why)
{
    const json_t *member = json_object_get(request, key);
    if (!member)
        return 0;
    if (!json_is_number(member) || amount_from_double(json_number_value(member), out) != 0)
        return cause_set(why, -1, "\"%s\" is a number", key);
    return 0;
}

static int read_seconds(const json_t *request, const char *key, int64_t *ms, struct cause *why)
{
    const json_t *member = json_object_get(request, key);
    double seconds = json_number_value(member);
    if (!member || json_is_null(member))
        return 0;
    if (!json_is_number(member) || !(seconds >= 0 && seconds <= 31 * 86400.0))
        return cause_set(why, -1, "\"%s\" is a number of seconds, 31 days at most", key);
    *ms = (int64_t)(seconds * 1000);
    return 0;
}

static int read_texts(const json_t *request, const struct form *form, struct entry *e,
                      struct cause *why)
{
    const struct {
        const char *key;
        char *out;
    } texts[] = {{form->target, e->target}, {"with", e->other}, {"reason", e->reason},
                 {"note", e->note},         {"job", e->job},    {"what", e->word}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (read_text(request, texts[i].key, texts[i].out, why) != 0)
            return -1;
    /* The same under the names that commands give it. */
    if (e->word[0] == '\0' && read_text(request, "as", e->word, why) != 0)
        return -1;
    if (e->word[0] == '\0' && read_text(request, "pattern", e->word, why) != 0)
        return -1;
    if (e->note[0] == '\0' && read_text(request, "why", e->note, why) != 0)
        return -1;
    if (e->target[0] == '\0' && form->otherwise)
        (void)text_copy(e->target, sizeof e->target, form->otherwise);
    return 0;
}

/* yes or no, as a word or as JSON has it. */
static int read_found(const json_t *request, char out[TEXT_MAX + 1], struct cause *why)
{
    const json_t *member = json_object_get(request, "found");
    if (!json_is_boolean(member))
        return read_text(request, "found", out, why);
    (void)text_copy(out, TEXT_MAX + 1, json_is_true(member) ? "yes" : "no");
    return 0;
}

static int read_feedback(const json_t *request, struct entry *e, struct cause *why)
{
    if (read_text(request, "verdict", e->word, why) != 0 ||
        read_text(request, "mode", e->reason, why) != 0 || read_found(request, e->job, why) != 0)
        return -1;
    return read_integer(request, "planned", &e->command.until, why);
}

static int read_workorder(const json_t *request, struct entry *e, struct cause *why)
{
    if (read_text(request, "asset", e->other, why) != 0 ||
        read_text(request, "symptom", e->reason, why) != 0 ||
        read_text(request, "priority", e->word, why) != 0)
        return -1;
    return read_integer(request, "wanted", &e->command.until, why);
}

/* "alerts":["A1","A2"] and, of the same length, "revs":[3,1] as "A1:3 A2:1". */
static int read_list(const json_t *request, struct entry *e, struct cause *why)
{
    const json_t *ids = json_object_get(request, "alerts");
    const json_t *revs = json_object_get(request, "revs");
    size_t count = json_array_size(ids), length = 0;
    if (ids && (!json_is_array(ids) || (revs && json_array_size(revs) != count)))
        return cause_set(why, -1, "\"alerts\" and \"revs\" are lists of the same length");
    for (size_t i = 0; i < count; i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        const json_t *rev = json_array_get(revs, i);
        if (!id || !text_is_clean(id, strlen(id)) || strpbrk(id, ": ") ||
            !text_format(e->list + length, sizeof e->list - length, "%s%s:%lld", i ? " " : "", id,
                         (long long)json_integer_value(rev)))
            return cause_set(why, -1, "\"alerts\" is a list of ids, as many as are shown");
        length += strlen(e->list + length);
    }
    e->command.list = e->list;
    return 0;
}

/* What only some commands have. */
static int read_own(const json_t *request, struct entry *e, struct cause *why)
{
    if (e->command.verb == COMMAND_FEEDBACK)
        return read_feedback(request, e, why);
    if (e->command.verb == COMMAND_ACK)
        return read_list(request, e, why);
    e->command.one_shot = json_is_true(json_object_get(request, "one_shot"));
    return e->command.verb == COMMAND_WORKORDER ? read_workorder(request, e, why) : 0;
}

static int read_entry(const json_t *request, const struct form *form, struct entry *e,
                      struct cause *why)
{
    *e = (struct entry){.command = {.verb = (enum command_verb)(form - forms),
                                    .at = TIME_NONE,
                                    .until = TIME_NONE}};
    struct command *c = &e->command;
    c->target = e->target;
    c->other = e->other;
    c->reason = e->reason;
    c->note = e->note;
    c->job = e->job;
    c->word = e->word;
    c->rework = json_is_true(json_object_get(request, "rework"));
    if (read_texts(request, form, e, why) != 0 || read_integer(request, "rev", &c->rev, why) != 0 ||
        read_integer(request, "with_rev", &c->other_rev, why) != 0 ||
        read_integer(request, "at", &c->at, why) != 0 ||
        read_integer(request, "until", &c->until, why) != 0 ||
        read_seconds(request, "for_s", &c->for_ms, why) != 0 || read_own(request, e, why) != 0)
        return -1;
    return read_amount(request, "quantity", &c->amount, why);
}

/* ---- answering ---- */

static const enum protocol_error refusals[] = {
    [COMMAND_BAD] = PE_BAD_REQUEST, [COMMAND_NOT_FOUND] = PE_NOT_FOUND,
    [COMMAND_STALE] = PE_STALE,     [COMMAND_FORBIDDEN] = PE_FORBIDDEN,
    [COMMAND_LOCKED] = PE_LOCKED,
};

static void put_object(struct jw *w, const struct outcome *out)
{
    jw_raw(w, "object", out->body[0] ? out->body : "null");
}

static void refuse(struct client *client, const json_t *request, const struct outcome *out)
{
    char members[RECORD_BODY_MAX + 128];
    struct jw w;
    jw_init(&w, members, sizeof members);
    jw_text(&w, "object_id", out->id);
    jw_int(&w, "rev", out->rev);
    put_object(&w, out);
    serve_refuse(client, request, refusals[out->result], out->text,
                 out->result == COMMAND_STALE ? members : "");
}

static struct waiting *free_place(struct daemon *d)
{
    for (size_t i = 0; i < ENTRIES_MAX; i++)
        if (d->waiting[i].ticket == 0)
            return &d->waiting[i];
    return NULL;
}

static void wait_until_kept(struct daemon *d, struct waiting *place, const struct outcome *out)
{
    struct jw w;
    keep_now(d);
    /* What the store would not take yet goes with the next hand-over. */
    place->ticket = d->keeper.ticket + (d->keeper.pending.count > 0 ? 1 : 0);
    jw_init(&w, place->members, sizeof place->members);
    jw_object(&w, "kept");
    jw_text(&w, "kind", word_name(&words_record_kind, (int)out->kind));
    jw_text(&w, "id", out->id);
    jw_int(&w, "rev", out->rev);
    jw_int(&w, "ts", d->last.wall_ms);
    jw_object_end(&w);
    jw_text(&w, "state", "kept");
    jw_text(&w, "text", out->text);
    put_object(&w, out);
}

void entries_kept(struct daemon *d, uint64_t ticket)
{
    for (size_t i = 0; i < ENTRIES_MAX; i++) {
        struct waiting *place = &d->waiting[i];
        if (place->ticket == 0 || place->ticket > ticket)
            continue;
        place->ticket = 0;
        struct client *client = serve_client(d->server, place->client);
        if (client)
            serve_reply_id(client, place->request, place->members);
    }
}

bool entries_unclear(const struct daemon *d)
{
    bool any = false;
    for (size_t i = 0; i < ENTRIES_MAX; i++)
        any |= d->waiting[i].ticket != 0 && !serve_client(d->server, d->waiting[i].client);
    return any;
}

/* ---- the command ---- */

static const struct form *find_form(const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "cmd"));
    for (size_t i = 0; name && i < COMMAND_VERB_COUNT; i++)
        if (forms[i].name && strcmp(forms[i].name, name) == 0)
            return &forms[i];
    return NULL;
}

/* Who it is, and where. A PIN with the entry stands for its person alone, whoever else is signed in
 * at the terminal. */
static void identify(struct daemon *d, struct client *client, const struct proof *proof,
                     struct command *c)
{
    enum person_role role = proof ? client_own_role(client) : client_role(client);
    c->actor = proof ? proof->person : client_person(client);
    c->role = proof && proof->role > role ? proof->role : role;
    c->pin = proof || sessions_proven(d, client);
    c->from = client_from(client);
}

static void run(struct daemon *d, struct client *client, const json_t *request, struct entry *e)
{
    struct waiting *place = free_place(d);
    struct outcome *out = &d->outcome;
    bool room = d->keeper.pending.count + ENTRY_RECORDS <= PENDING_MAX;
    if (!d->keeper.store || !room || !place) {
        bool store = d->keeper.store && room;
        serve_error(client, request, store ? PE_BUSY : PE_STORE,
                    store ? "too many entries wait to be kept; try again" : d->keeper.why);
        return;
    }
    struct event event = {.kind = EVENT_COMMAND, .command = &e->command, .outcome = out};
    step_event(d, &event, clock_now());
    if (out->result == COMMAND_DONE) {
        place->client = client_number(client);
        place->request = json_integer_value(json_object_get(request, "id"));
        wait_until_kept(d, place, out);
    } else {
        refuse(client, request, out);
    }
    daemon_settle(d);
}

void entries_proved(struct daemon *d, struct client *client, const json_t *request,
                    const struct proof *proof)
{
    struct entry entry;
    struct cause why = {.text = ""};
    const struct form *form = find_form(request);
    if (!form || read_entry(request, form, &entry, &why) != 0) {
        serve_error(client, request, PE_BAD_REQUEST, why.text);
        return;
    }
    identify(d, client, proof, &entry.command);
    run(d, client, request, &entry);
}

static bool has_text(const json_t *request, const char *key)
{
    const char *text = json_string_value(json_object_get(request, key));
    return text && text[0] != '\0';
}

void entries_run(void *ctx, struct client *client, const json_t *request)
{
    const struct daemon *d = ctx;
    bool pin = has_text(request, "pin");
    bool badge = !pin && has_text(request, "badge") && find_form(request) == &forms[COMMAND_SIGN];
    if (badge && d->config->entry.sign_by != SIGN_BY_BADGE)
        serve_error(client, request, PE_FORBIDDEN, "sign wants your PIN here, not a badge");
    else if (pin || badge)
        sessions_prove(ctx, client, (json_t *)(uintptr_t)request); /* held, not changed */
    else
        entries_proved(ctx, client, request, NULL);
}
