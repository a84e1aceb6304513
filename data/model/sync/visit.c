/* SPDX-License-Identifier: MIT */
/* Commands to a station and what it answers as bytes. andon/remote.c and data/hub/visits.c write
 * what the other reads; both ends of the wire are here so that they cannot drift apart. Reading
 * allocates through the JSON parser only, and everything that is read is checked. */
#include "data/model/sync/visit.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <jansson.h>
#include <string.h>

static const char *const what_names[] = {"ask", "stay", "leave"};
const struct words words_visit_what = {.names = what_names, .count = VISIT_WHAT_COUNT};

/* ---- writing --------------------------------------------------------------------------------- */

/* None of the fields holds a newline, and the line is the last: no two say the same. */
size_t visit_command_signed(const struct visit_command *c, const char *station, char *out,
                            size_t size)
{
    bool fits = text_format(out, size, "command\n%s\n%s\n%lld\n%lld\n%s\n%s\n%s\n%s\n%s\n%s",
                            station, c->visit, (long long)c->n, (long long)c->ts, c->nonce, c->hub,
                            c->person, word_name(&words_person_role, (int)c->role),
                            word_name(&words_visit_what, (int)c->what), c->line);
    return fits ? strlen(out) : 0;
}

size_t visit_command_write(const struct visit_command *c, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "v", 1);
    jw_text(&w, "visit", c->visit);
    jw_int(&w, "n", c->n);
    jw_int(&w, "ts", c->ts);
    jw_text(&w, "nonce", c->nonce);
    jw_text(&w, "hub", c->hub);
    jw_text(&w, "person", c->person);
    jw_text(&w, "role", word_name(&words_person_role, (int)c->role));
    jw_text(&w, "what", word_name(&words_visit_what, (int)c->what));
    jw_text(&w, "line", c->line);
    jw_text(&w, "mac", c->mac);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

size_t visit_reply_signed(const struct visit_reply *r, const char *station, char *out, size_t size)
{
    if (!text_format(out, size, "reply\n%s\n%s\n%lld\n", station, r->visit, (long long)r->n))
        return 0;
    size_t head = strlen(out);
    if (r->length + 1 > size - head)
        return 0;
    memcpy(out + head, r->line, r->length + 1);
    return head + r->length;
}

size_t visit_reply_write(const struct visit_reply *r, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "v", 1);
    jw_text(&w, "visit", r->visit);
    jw_int(&w, "n", r->n);
    jw_text(&w, "line", r->line);
    jw_text(&w, "mac", r->mac);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* A text without control characters, shorter than `size`. */
static bool take_text(const json_t *object, const char *key, char *out, size_t size)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    return text && length < size && text_is_clean(text, length) && text_copy(out, size, text);
}

static bool take_hex(const json_t *object, const char *key, char *out, size_t size)
{
    return take_text(object, key, out, size) && strspn(out, "0123456789abcdef") == size - 1;
}

static bool take_number(const json_t *object, const char *key, int64_t least, int64_t *out)
{
    const json_t *value = json_object_get(object, key);
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= least;
}

static bool take_word(const json_t *object, const char *key, const struct words *words, int *out)
{
    const char *text = json_string_value(json_object_get(object, key));
    *out = text ? word_find(words, text, strlen(text)) : -1;
    return *out >= 0;
}

static bool is_version_1(const json_t *root)
{
    int64_t v;
    return take_number(root, "v", 1, &v) && v == 1;
}

static int read_command(const json_t *root, struct visit_command *c, struct cause *why)
{
    int what, role;
    const json_t *line = json_object_get(root, "line");
    if (!is_version_1(root))
        return cause_set(why, -1, "a command of another version; this one reads version 1");
    if (!take_hex(root, "visit", c->visit, sizeof c->visit) ||
        !take_hex(root, "nonce", c->nonce, sizeof c->nonce) ||
        !take_hex(root, "mac", c->mac, sizeof c->mac))
        return cause_set(why, -1, "a command without visit, nonce or mac");
    if (!take_number(root, "n", 1, &c->n) || !take_number(root, "ts", 0, &c->ts))
        return cause_set(why, -1, "a command without number or time");
    if (!take_text(root, "hub", c->hub, sizeof c->hub) ||
        !take_text(root, "person", c->person, sizeof c->person) || c->person[0] == '\0' ||
        !take_word(root, "role", &words_person_role, &role) ||
        !take_word(root, "what", &words_visit_what, &what))
        return cause_set(why, -1, "a command that does not say who wants what");
    if (json_is_string(line) && json_string_length(line) > VISIT_LINE_MAX)
        return cause_set(why, -1, "a command of %zu bytes; a request has %d at most",
                         json_string_length(line), VISIT_LINE_MAX);
    if (!take_text(root, "line", c->line, sizeof c->line) ||
        (what == VISIT_ASK) != (c->line[0] != '\0'))
        return cause_set(why, -1, "a command without a request, or with one too many");
    c->role = (enum person_role)role;
    c->what = (enum visit_what)what;
    return 0;
}

int visit_command_read(const char *payload, size_t length, struct visit_command *out,
                       struct cause *why)
{
    json_error_t error;
    memset(out, 0, sizeof *out);
    if (length > VISIT_COMMAND_MAX)
        return cause_set(why, -1, "a command of %zu bytes; %d are the most", length,
                         VISIT_COMMAND_MAX);
    json_t *root = json_loadb(payload, length, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return cause_set(why, -1, "a command that is not JSON at byte %d", error.position);
    int rc = read_command(root, out, why);
    json_decref(root);
    return rc;
}

static int read_reply(const json_t *root, struct visit_reply *r, struct cause *why)
{
    const json_t *line = json_object_get(root, "line");
    if (!is_version_1(root) || !take_hex(root, "visit", r->visit, sizeof r->visit) ||
        !take_hex(root, "mac", r->mac, sizeof r->mac) || !take_number(root, "n", 1, &r->n))
        return cause_set(why, -1, "an answer without version, visit, number or mac");
    r->line = json_string_value(line);
    r->length = json_string_length(line);
    if (!r->line || r->length == 0 || strlen(r->line) != r->length || strpbrk(r->line, "\r\n"))
        return cause_set(why, -1, "an answer that is no line");
    return 0;
}

int visit_reply_read(const char *payload, size_t length, struct visit_reply *out, struct cause *why)
{
    json_error_t error;
    *out = (struct visit_reply){.n = 0};
    json_t *root = json_loadb(payload, length, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return cause_set(why, -1, "an answer that is not JSON at byte %d", error.position);
    if (read_reply(root, out, why) != 0) {
        json_decref(root);
        *out = (struct visit_reply){.n = 0};
        return -1;
    }
    out->memory = root;
    return 0;
}

void visit_reply_done(struct visit_reply *reply)
{
    if (reply->memory)
        json_decref(reply->memory);
    *reply = (struct visit_reply){.n = 0};
}
