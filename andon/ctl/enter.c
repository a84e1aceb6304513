/* SPDX-License-Identifier: MIT */
/* What people enter: reason, stop split, scrap add, job start … One row a command says which
 * request it makes; the daemon checks it, and answers when it is on disk. Scanned codes are the
 * same requests. Called by main.c's table. */
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/scan_code.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE CTL_OPTION_COUNT /* no option is needed */

/* `member` are the arguments in their order; when one is left out it is the first, the stop. */
static const struct form {
    const char *command, *cmd;
    const char *member[2];
    enum ctl_option needs[2];
} forms[] = {
    {"reason", "reason", {"stop", "reason"}, {NONE, NONE}},
    {"stop split", "stop-split", {"stop"}, {OPT_AT, NONE}},
    {"stop merge", "stop-merge", {"stop", "with"}, {NONE, NONE}},
    {"stop touch", "stop-touch", {"stop", "what"}, {NONE, NONE}},
    {"undo", "undo", {"entry"}, {NONE, NONE}},
    {"scrap add", "scrap", {NULL}, {OPT_QUANTITY, OPT_REASON}},
    {"scrap reverse", "scrap-reverse", {"entry"}, {NONE, NONE}},
    {"job start", "job-start", {"job"}, {NONE, NONE}},
    {"job pause", "job-pause", {NULL}, {NONE, NONE}},
    {"job finish", "job-finish", {NULL}, {NONE, NONE}},
    {"product", "product", {"product"}, {NONE, NONE}},
    {"mode", "mode", {"mode"}, {NONE, NONE}},
    {"note", "note", {"note"}, {NONE, NONE}},
    {"improvement add", "improvement", {"note"}, {NONE, NONE}},
    {"handover sign", "sign", {"as"}, {NONE, NONE}},
    {"lamp override", "lamp-override", {"lamp", "pattern"}, {OPT_FOR, OPT_WHY}},
    {"lamp release", "lamp-release", {"lamp"}, {NONE, NONE}},
    {"lamp replaced", "lamp-replaced", {"lamp"}, {NONE, NONE}},
    {"call raise", "call-raise", {"type"}, {NONE, NONE}},
    {"call take", "call-take", {"call"}, {NONE, NONE}},
    {"call arrive", "call-arrive", {"call"}, {NONE, NONE}},
    {"call solve", "call-solve", {"call"}, {NONE, NONE}},
    {"call cancel", "call-cancel", {"call"}, {NONE, NONE}},
    {"feedback", "feedback", {"prediction", "verdict"}, {NONE, NONE}},
    {"workorder", "workorder", {"of"}, {NONE, NONE}},
    {"workorder cancel", "workorder-cancel", {"order"}, {NONE, NONE}},
    {"silence", "silence", {"alert"}, {NONE, NONE}},
    {"ack", "ack", {"alert"}, {NONE, NONE}},
    {"unack", "unack", {"alert"}, {NONE, NONE}},
    {"shelve", "shelve", {"alert"}, {OPT_WHY, NONE}},
    {"unshelve", "unshelve", {"alert"}, {NONE, NONE}},
    {"reset", "reset", {"alert"}, {NONE, NONE}},
    {"out-of-service", "out-of-service", {"alert"}, {OPT_WHY, NONE}},
    {"in-service", "in-service", {"alert"}, {NONE, NONE}},
};

/* ---- the answer ---- */

/* What of an object a person wants to know who was too late. */
static void print_now(const json_t *refusal)
{
    static const char *const keys[] = {"state",   "reason", "note", "mode",
                                       "product", "job",    "title"};
    const json_t *object = json_object_get(refusal, "object");
    char text[512] = "", clean[600];
    size_t length = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *member = json_object_get(object, keys[i]);
        bool null = json_is_null(member);
        if (json_is_string(member) || null)
            (void)text_format(text + length, sizeof text - length, "%s%s %s", length ? ", " : "",
                              keys[i], null ? "-" : json_string_value(member));
        length += strlen(text + length);
    }
    const char *id = json_string_value(json_object_get(refusal, "object_id"));
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    if (object)
        (void)ctl_fail("%s is now at revision %lld: %s", id ? id : "it",
                       (long long)json_integer_value(json_object_get(refusal, "rev")), clean);
}

static int print_refusal(const struct ctl *ctl, const struct reply *reply, const struct cause *why)
{
    if (reply->json && ctl_has(ctl, OPT_JSON) && json_object_get(reply->json, "error"))
        out_reply(reply->line, reply->length);
    (void)ctl_fail("%s", why->text);
    if (reply->json)
        print_now(reply->json);
    return CTL_FAILED;
}

static void print_done(const struct reply *reply)
{
    const json_t *kept = json_object_get(reply->json, "kept");
    const json_t *person = json_object_get(reply->json, "person");
    const char *text = json_string_value(json_object_get(reply->json, "text"));
    const char *id = json_string_value(json_object_get(kept, "id"));
    const char *title = json_string_value(json_object_get(person, "title"));
    char line[512], clean[600];
    (void)text_format(line, sizeof line, "%s%s", kept ? "kept: " : "",
                      text && text[0] ? text
                      : id            ? id
                      : title         ? title
                                      : "done");
    (void)text_sanitise(line, strlen(line), clean, sizeof clean);
    puts(clean);
}

/* Send it and say what came of it. */
static int send(const struct ctl *ctl, struct client *client, const char *cmd, const char *members)
{
    struct cause why;
    struct reply reply = {0};
    int rc = client_ask(client, cmd, members, &reply, &why);
    if (rc < 0 &&
        reply.sent) /* the disk may be full: what waits there is kept once there is room */
        return ctl_fail("%s: it is not known yet whether this was kept; look at 'andonctl status' "
                        "and 'andonctl log' before it is entered again",
                        why.text);
    if (rc != 0)
        return print_refusal(ctl, &reply, &why);
    if (ctl_has(ctl, OPT_JSON))
        out_reply(reply.line, reply.length);
    else
        print_done(&reply);
    return CTL_DONE;
}

/* ---- the request ---- */

static const struct form *find_form(const char *command)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(forms[i].command, command) == 0)
            return &forms[i];
    return NULL;
}

static int put_text(struct jw *w, const char *key, const char *text)
{
    char clean[256];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    if (strcmp(clean, text) != 0)
        return ctl_usage("\"%s\" holds what cannot be shown, or is too long", clean);
    jw_text(w, key, text);
    return CTL_DONE;
}

static int put_arguments(const struct ctl *ctl, const struct form *form, struct jw *w)
{
    size_t members = form->member[1] ? 2 : form->member[0] ? 1 : 0;
    size_t skip = members > ctl->args ? members - ctl->args : 0;
    int result = CTL_DONE;
    bool merge = strcmp(form->cmd, "stop-merge") == 0;
    if (merge && ctl->args == 1) /* that one and the one before it */
        skip = 0;
    if (skip > 0 && strcmp(form->member[0], "stop") == 0)
        jw_text(w, "stop", "current");
    for (size_t i = 0; i < ctl->args && result == CTL_DONE; i++)
        result = put_text(w, form->member[skip + i], ctl->arg[i]);
    return result;
}

static int put_number(const struct ctl *ctl, enum ctl_option option, struct jw *w)
{
    const char *text = ctl->value[option], *name = ctl_option_name(option);
    int64_t amount = 0;
    if (!text)
        return CTL_DONE;
    if (amount_from_text(text, strlen(text), &amount) != 0)
        return ctl_usage("--%s %s is no number", name, text);
    if (option == OPT_REV && (amount < AMOUNT_ONE || amount % AMOUNT_ONE != 0))
        return ctl_usage("--rev %s is no revision: they count from 1", text);
    if (option == OPT_REV)
        jw_int(w, name, amount / AMOUNT_ONE);
    else
        jw_amount(w, name, amount);
    return CTL_DONE;
}

static int put_time(const struct ctl *ctl, enum ctl_option option, struct client *client,
                    struct jw *w)
{
    struct zone zone;
    int64_t wall_ms;
    if (!ctl_has(ctl, option))
        return CTL_DONE;
    client_zone(client, &zone);
    int result = ctl_time(ctl, option, &zone, &wall_ms);
    if (result == CTL_DONE)
        jw_int(w, ctl_option_name(option), wall_ms);
    return result;
}

/* --for 30m */
static int put_length(const struct ctl *ctl, struct jw *w)
{
    int64_t ms = 0;
    if (!ctl_has(ctl, OPT_FOR))
        return CTL_DONE;
    int result = ctl_length(ctl, OPT_FOR, &ms);
    if (result == CTL_DONE)
        jw_int(w, "for_s", ms / 1000);
    return result;
}

/* Whoever signs by a PIN of their own. */
static int put_person(const struct ctl *ctl, struct jw *w)
{
    char pin[CTL_SECRET_SIZE];
    int result = CTL_DONE;
    if (!ctl_has(ctl, OPT_PERSON))
        return CTL_DONE;
    if (ctl_secret("PIN: ", pin) != 0)
        result = ctl_fail("there is no PIN to be read");
    if (result == CTL_DONE)
        result = put_text(w, "person", ctl->value[OPT_PERSON]);
    if (result == CTL_DONE && !text_is_clean(pin, strlen(pin)))
        result = ctl_fail("that is no PIN");
    if (result == CTL_DONE)
        jw_text(w, "pin", pin);
    explicit_bzero(pin, sizeof pin);
    return result;
}

static int put_options(const struct ctl *ctl, struct client *client, struct jw *w)
{
    static const enum ctl_option texts[] = {OPT_REASON,  OPT_NOTE,    OPT_JOB,     OPT_SHIFT,
                                            OPT_WHY,     OPT_FOUND,   OPT_FAILURE, OPT_ASSET,
                                            OPT_SYMPTOM, OPT_PRIORITY};
    int result = CTL_DONE;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && result == CTL_DONE; i++)
        if (ctl_has(ctl, texts[i]))
            result = put_text(w, ctl_option_name(texts[i]), ctl->value[texts[i]]);
    if (ctl_has(ctl, OPT_REWORK))
        jw_bool(w, "rework", true);
    if (ctl_has(ctl, OPT_ONCE))
        jw_bool(w, "one_shot", true);
    if (result == CTL_DONE)
        result = put_person(ctl, w);
    if (result == CTL_DONE)
        result = put_number(ctl, OPT_QUANTITY, w);
    if (result == CTL_DONE)
        result = put_number(ctl, OPT_REV, w);
    if (result == CTL_DONE)
        result = put_length(ctl, w);
    if (result == CTL_DONE)
        result = put_time(ctl, OPT_AT, client, w);
    static const enum ctl_option times[] = {OPT_UNTIL, OPT_PLANNED, OPT_WANTED};
    for (size_t i = 0; i < sizeof times / sizeof *times && result == CTL_DONE; i++)
        result = put_time(ctl, times[i], client, w);
    return result;
}

static int needs(const struct ctl *ctl, const struct form *form)
{
    for (size_t i = 0; i < 2; i++)
        if (form->needs[i] != NONE && !ctl_has(ctl, form->needs[i]))
            return ctl_usage("%s needs --%s", form->command, ctl_option_name(form->needs[i]));
    return CTL_DONE;
}

int ctl_enter(const struct ctl *ctl)
{
    const struct form *form = find_form(ctl->command);
    char members[1600];
    struct cause why;
    struct jw w;
    jw_init(&w, members, sizeof members);
    if (!form)
        return ctl_usage("%s enters nothing", ctl->command);
    int result = needs(ctl, form);
    if (result == CTL_DONE)
        result = put_arguments(ctl, form, &w);
    if (result != CTL_DONE)
        return result;
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    result = put_options(ctl, client, &w);
    if (result == CTL_DONE && w.overflow)
        result = ctl_usage("%s: that is too long", ctl->command);
    if (result == CTL_DONE)
        result = send(ctl, client, form->cmd, members);
    client_close(&client);
    return result;
}

/* ---- scans ---- */

/* The stop or the burst that is asked about, as on a screen; else the open or the last one. */
static void asked(struct client *client, bool stops_only, char out[64])
{
    struct cause why;
    struct reply reply = {0};
    const char *id = NULL;
    if (client_ask(client, "status", "", &reply, &why) == 0) {
        const json_t *snapshot = json_object_get(reply.json, "snapshot");
        const json_t *ask = json_array_get(json_object_get(snapshot, "asks"), 0);
        id = json_string_value(json_object_get(ask, "id"));
    }
    if (!id || (stops_only && id[0] != 'S') || !text_copy(out, 64, id))
        (void)text_copy(out, 64, "current");
}

/* What a code asks for: its command into `cmd`, the members behind it into `members`. */
static void request_of(struct client *client, const struct scan_code *code, char cmd[32],
                       char *members, size_t size)
{
    struct jw w;
    char request[512], stop[64];
    bool touch = code->kind == CODE_ARRIVED || code->kind == CODE_REPAIRED;
    jw_init(&w, request, sizeof request);
    jw_object(&w, NULL);
    scan_code_request(code, ctl_now(), &w);
    jw_object_end(&w);
    /* {"cmd":"x","y":…} */
    const char *name = strchr(request, ':') + 2;
    const char *end = strchr(name, '"');
    (void)text_copy_n(cmd, 32, name, (size_t)(end - name));
    size_t rest = strlen(end);
    (void)text_copy_n(members, size, end + 2, rest > 3 ? rest - 3 : 0);
    if (code->kind != CODE_REASON && code->kind != CODE_MERGE && !touch)
        return;
    asked(client, code->kind != CODE_REASON, stop);
    jw_init(&w, members, size);
    jw_text(&w, "stop", stop);
    if (code->kind == CODE_REASON)
        jw_text(&w, "reason", code->id);
    else if (touch)
        jw_text(&w, "what", code->kind == CODE_ARRIVED ? "arrived" : "repaired");
}

static int scan_one(const struct ctl *ctl, struct client *client, const char *text, size_t length)
{
    struct scan_code code;
    struct cause why;
    char cmd[32], members[512];
    if (scan_code_read(text, length, &code, &why) != 0)
        return ctl_fail("%s", why.text);
    request_of(client, &code, cmd, members, sizeof members);
    return send(ctl, client, cmd, members);
}

/* The request that a code is, and nobody is asked. */
static int check_one(const char *text, size_t length)
{
    struct scan_code code;
    struct cause why;
    char request[512];
    struct jw w;
    if (scan_code_read(text, length, &code, &why) != 0)
        return ctl_fail("%s", why.text);
    jw_init(&w, request, sizeof request);
    jw_object(&w, NULL);
    scan_code_request(&code, ctl_now(), &w);
    jw_object_end(&w);
    (void)puts(request);
    explicit_bzero(&code, sizeof code);
    explicit_bzero(request, sizeof request);
    return CTL_DONE;
}

/* A line a scan, as a scanner types them; a bad one does not end it. */
static int scan_lines(const struct ctl *ctl, struct client *client)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    int result = CTL_DONE;
    while ((length = getline(&line, &size, stdin)) >= 0) {
        if (strspn(line, " \t\r\n") == (size_t)length)
            continue;
        int done =
            client ? scan_one(ctl, client, line, (size_t)length) : check_one(line, (size_t)length);
        if (done != CTL_DONE)
            result = CTL_FAILED;
        (void)fflush(stdout);
    }
    free(line);
    return result;
}

int ctl_scan(const struct ctl *ctl)
{
    struct cause why;
    struct scan_code code;
    if (ctl->args > 0 && scan_code_read(ctl->arg[0], strlen(ctl->arg[0]), &code, &why) != 0)
        return ctl_fail("%s", why.text);
    if (ctl_has(ctl, OPT_CHECK))
        return ctl->args > 0 ? check_one(ctl->arg[0], strlen(ctl->arg[0])) : scan_lines(ctl, NULL);
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    int result = ctl->args > 0 ? scan_one(ctl, client, ctl->arg[0], strlen(ctl->arg[0]))
                               : scan_lines(ctl, client);
    client_close(&client);
    return result;
}
