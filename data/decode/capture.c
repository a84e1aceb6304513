/* SPDX-License-Identifier: MIT */
/* Lines of capture files (design.md §7), read with the message path's own scanner: a day of one
 * message a second must replay within a second. Called by replay, the simulator's playback and
 * `andonctl capture`. A line that was read owns its topic and payload. */
#include "data/decode/capture.h"

#include "data/decode/base64.h"
#include "data/decode/scan.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* One key of the line. Returns 0, or -1 with the cause. */
typedef int take_field(struct capture_line *line, const struct scan_value *value,
                       struct cause *why);

/* A number as millionths, from 0. */
static int take_amount(const struct scan_value *value, int64_t *amount)
{
    if (value->kind != SCAN_NUMBER)
        return -1;
    return amount_from_text(value->text, value->length, amount) == 0 && *amount >= 0 ? 0 : -1;
}

static int take_t(struct capture_line *line, const struct scan_value *value, struct cause *why)
{
    /* Millionths of a second are microseconds. */
    if (take_amount(value, &line->t_us) != 0)
        return cause_set(why, -1, "\"t\" must be seconds from the start");
    return 0;
}

static int take_wall(struct capture_line *line, const struct scan_value *value, struct cause *why)
{
    int64_t amount;
    if (value->kind == SCAN_ABSENT || value->kind == SCAN_NULL)
        return 0;
    if (take_amount(value, &amount) != 0)
        return cause_set(why, -1, "\"wall\" must be milliseconds since 1970");
    line->wall_ms = amount / AMOUNT_ONE;
    return 0;
}

static int take_source(struct capture_line *line, const struct scan_value *value, struct cause *why)
{
    bool whole;
    if (value->kind == SCAN_ABSENT) {
        text_copy(line->source, sizeof line->source, "mqtt");
        return 0;
    }
    if (value->kind != SCAN_TEXT)
        return cause_set(why, -1, "\"src\" must be a text");
    size_t n = scan_text(value, line->source, sizeof line->source - 1, &whole);
    line->source[n] = '\0';
    if (!whole || !text_is_id(line->source))
        return cause_set(why, -1, "\"src\" must be mqtt, gpio or command");
    return 0;
}

static bool is_mqtt(const struct capture_line *line)
{
    return strcmp(line->source, "mqtt") == 0;
}

/* The text as a new terminated copy; NULL: out of memory. */
static char *copy_text(const struct scan_value *value, size_t *length)
{
    char *copy = malloc(value->length + 1); /* escapes only shrink */
    if (!copy)
        return NULL;
    *length = scan_text(value, copy, value->length, NULL);
    copy[*length] = '\0';
    return copy;
}

static int take_topic(struct capture_line *line, const struct scan_value *value, struct cause *why)
{
    static const struct scan_value none = {.kind = SCAN_TEXT, .text = ""};
    size_t length;
    if (value->kind == SCAN_ABSENT && !is_mqtt(line))
        value = &none;
    if (value->kind != SCAN_TEXT)
        return cause_set(why, -1, "\"topic\" must be a text");
    line->topic = copy_text(value, &length);
    if (!line->topic)
        return cause_set(why, -1, CAPTURE_NO_MEMORY);
    if (strlen(line->topic) != length || (length == 0 && is_mqtt(line)))
        return cause_set(why, -1, "\"topic\" must not be empty or hold NUL");
    return 0;
}

static int take_qos(struct capture_line *line, const struct scan_value *value, struct cause *why)
{
    int64_t amount;
    if (value->kind == SCAN_ABSENT)
        return 0;
    if (take_amount(value, &amount) != 0 || amount % AMOUNT_ONE != 0 || amount > 2 * AMOUNT_ONE)
        return cause_set(why, -1, "\"qos\" must be 0, 1 or 2");
    line->qos = (int)(amount / AMOUNT_ONE);
    return 0;
}

static int take_flag(const struct scan_value *value, const char *key, bool *flag, struct cause *why)
{
    if (value->kind != SCAN_ABSENT && value->kind != SCAN_TRUE && value->kind != SCAN_FALSE)
        return cause_set(why, -1, "\"%s\" must be true or false", key);
    *flag = value->kind == SCAN_TRUE;
    return 0;
}

static int take_retain(struct capture_line *line, const struct scan_value *value, struct cause *why)
{
    return take_flag(value, "retain", &line->retain, why);
}

static int take_stored(struct capture_line *line, const struct scan_value *value, struct cause *why)
{
    return take_flag(value, "stored", &line->stored, why);
}

static int take_payload(struct capture_line *line, const struct scan_value *value,
                        struct cause *why)
{
    static const struct scan_value none = {.kind = SCAN_TEXT, .text = ""};
    size_t length;
    if (value->kind == SCAN_ABSENT && !is_mqtt(line))
        value = &none;
    if (value->kind != SCAN_TEXT)
        return cause_set(why, -1, "\"b64\" must be a text");
    char *text = copy_text(value, &length);
    if (!text)
        return cause_set(why, -1, CAPTURE_NO_MEMORY);
    line->payload = (unsigned char *)text;
    if (!base64_decode(text, length, line->payload, &line->length))
        return cause_set(why, -1, "\"b64\" is no Base64");
    return 0;
}

/* In the order of reading: what may be absent depends on the source. */
static const struct {
    const char *pointer;
    take_field *take;
} fields[] = {
    {"/src", take_source},    {"/t", take_t},         {"/wall", take_wall},
    {"/topic", take_topic},   {"/qos", take_qos},     {"/retain", take_retain},
    {"/stored", take_stored}, {"/b64", take_payload},
};
#define FIELDS (sizeof fields / sizeof *fields)

static int scan_line(const char *line, size_t length, struct scan_value value[FIELDS],
                     struct cause *why)
{
    struct scan_node node[FIELDS + 1];
    char text[64];
    struct scan_plan plan;
    size_t where;
    scan_plan_init(&plan, node, FIELDS + 1, text, sizeof text);
    for (size_t i = 0; i < FIELDS; i++)
        scan_plan_add(&plan, fields[i].pointer, strlen(fields[i].pointer));
    enum scan_problem problem = scan_document(&plan, line, length, value, &where);
    if (problem == SCAN_EMPTY)
        return 0;
    if (problem != SCAN_FINE)
        return cause_set(why, -1, "malformed JSON at byte %zu: %s", where,
                         scan_problem_text(problem));
    return 1;
}

int capture_parse(const char *line, size_t length, struct capture_line *out, struct cause *why)
{
    struct scan_value value[FIELDS];
    *out = (struct capture_line){.wall_ms = TIME_NONE};
    if (length > CAPTURE_LINE_MAX)
        return cause_set(why, -1, "a line of %zu bytes, more than %d", length, CAPTURE_LINE_MAX);
    int result = scan_line(line, length, value, why);
    for (size_t i = 0; result == 1 && i < FIELDS; i++)
        if (fields[i].take(out, &value[i], why) != 0)
            result = -1;
    if (result != 1)
        capture_line_done(out);
    return result;
}

void capture_line_done(struct capture_line *line)
{
    free(line->topic);
    free(line->payload);
    *line = (struct capture_line){.wall_ms = TIME_NONE};
}

size_t capture_format(const struct capture_line *line, char *out, size_t size)
{
    static const char key[] = ",\"b64\":\"", end[] = "\"}";
    struct jw w;
    if (!utf8_valid(line->topic, strlen(line->topic)))
        return 0;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_amount(&w, "t", line->t_us);
    if (line->wall_ms != TIME_NONE)
        jw_int(&w, "wall", line->wall_ms);
    jw_text(&w, "topic", line->topic);
    jw_int(&w, "qos", line->qos);
    jw_bool(&w, "retain", line->retain);
    if (line->stored)
        jw_bool(&w, "stored", true);
    if (!is_mqtt(line) && line->source[0])
        jw_text(&w, "src", line->source);
    size_t tail = sizeof key - 1 + BASE64_LENGTH(line->length) + sizeof end;
    if (w.overflow || line->length > size || tail > size - w.length)
        return 0;
    char *p = out + w.length;
    memcpy(p, key, sizeof key - 1);
    p += sizeof key - 1;
    base64_encode(line->payload, line->length, p);
    p += BASE64_LENGTH(line->length);
    memcpy(p, end, sizeof end);
    return (size_t)(p - out) + sizeof end - 1;
}
