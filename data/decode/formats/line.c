/* SPDX-License-Identifier: MIT */
/* InfluxDB line protocol, as Telegraf's outputs write it by default (standards.md §6.2):
 *   modbus,location=hall\ 1,source=press3 temperature=21.4,hours=123i,on=true,sn="A1" 1676522982…
 * Each field is item "measurement/field", also "field". A line without a time is of its arrival,
 * one that is malformed is left out and counted; what is no number (NaN) is a field left out. */
#include "data/decode/formats/names.h"
#include "data/decode/formats/where.h"

#include <string.h>
#include <strings.h>

struct text {
    const char *at;
    size_t length;
    bool escaped; /* holds backslashes before , = or a blank */
};

struct pass {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    struct where where;
    struct names names;
    const char *end; /* of the payload */
};

/* What a line's fields have in common. */
struct line {
    struct text measurement;
    const char *fields; /* where they begin */
    int64_t time;
};

struct field {
    struct text key;
    struct scan_value value; /* ABSENT: no number, left out */
};

/* ---- words ----------------------------------------------------------------------------------- */

static bool is_escaped(const char *p, const char *end)
{
    return *p == '\\' && p + 1 < end && (p[1] == ',' || p[1] == '=' || p[1] == ' ');
}

/* A name or tag value, to a comma, blank, line's end or (where `equals`) an equals sign. */
static const char *take_text(const char *p, const char *end, bool equals, struct text *text)
{
    *text = (struct text){.at = p};
    while (p < end && *p != ',' && *p != ' ' && *p != '\n' && !(equals && *p == '=')) {
        bool escaped = is_escaped(p, end);
        text->escaped |= escaped;
        p += escaped ? 2 : 1;
    }
    text->length = (size_t)(p - text->at);
    return p;
}

/* Without its escapes: as it stands, or in `room`. False: longer than any name may be. */
static bool plain_text(const struct text *text, char room[ITEM_NAME_MAX], struct kept_name *out)
{
    *out = (struct kept_name){text->at, text->length};
    if (!text->escaped)
        return text->length <= ITEM_NAME_MAX;
    const char *p = text->at, *end = p + text->length;
    size_t used = 0;
    while (p < end && used < ITEM_NAME_MAX) {
        p += is_escaped(p, end);
        room[used++] = *p++;
    }
    *out = (struct kept_name){room, used};
    return p == end;
}

/* ---- values ---------------------------------------------------------------------------------- */

static const char *digits_end(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* -1: no number; else the bytes of it that are one, without the i or u of an integer. */
static int number_length(const char *text, size_t length)
{
    const char *p = text, *end = text + length, *digits;
    p += p < end && (*p == '-' || *p == '+');
    digits = p;
    p = digits_end(p, end);
    bool any = p > digits;
    if (any && end - p == 1 && (*p == 'i' || *p == 'u'))
        return (int)length - 1;
    if (p < end && *p == '.') {
        digits = p + 1;
        p = digits_end(digits, end);
        any |= p > digits;
    }
    if (any && p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '-' || *p == '+');
        digits = p;
        p = digits_end(p, end);
        any = p > digits;
    }
    return any && p == end ? (int)length : -1;
}

static const struct {
    const char *word;
    enum scan_kind kind;
} value_words[] = {
    {"t", SCAN_TRUE},      {"f", SCAN_FALSE},     {"true", SCAN_TRUE},
    {"false", SCAN_FALSE}, {"nan", SCAN_ABSENT},  {"inf", SCAN_ABSENT},
    {"+inf", SCAN_ABSENT}, {"-inf", SCAN_ABSENT}, {"-nan", SCAN_ABSENT},
};

/* The kind of an unquoted value. False: there is no such value. */
static bool classify(struct scan_value *value)
{
    int length = value->length < 64 ? number_length(value->text, value->length) : -1;
    if (length > 0) {
        value->kind = SCAN_NUMBER;
        value->length = (size_t)length;
        return true;
    }
    for (size_t i = 0; i < sizeof value_words / sizeof *value_words; i++) {
        const char *word = value_words[i].word;
        if (strlen(word) != value->length || strncasecmp(word, value->text, value->length) != 0)
            continue;
        value->kind = value_words[i].kind;
        return true;
    }
    return false;
}

/* At the opening quote. NULL: it is not closed. */
static const char *take_quoted(const char *p, const char *end, struct scan_value *value)
{
    *value = (struct scan_value){.kind = SCAN_TEXT, .text = ++p};
    for (; p < end && *p != '"'; p++) {
        if (*p == '\\' && p + 1 < end && (p[1] == '"' || p[1] == '\\')) {
            value->escaped = true;
            p++;
        }
    }
    value->length = (size_t)(p - value->text);
    return p < end ? p + 1 : NULL;
}

static const char *take_field(const char *p, const char *end, struct field *field)
{
    p = take_text(p, end, true, &field->key);
    if (field->key.length == 0 || p >= end || *p != '=' || ++p >= end)
        return NULL;
    if (*p == '"')
        return take_quoted(p, end, &field->value);
    field->value = (struct scan_value){.text = p};
    while (p < end && *p != ',' && *p != ' ' && *p != '\n' && *p != '\r')
        p++;
    field->value.length = (size_t)(p - field->value.text);
    return classify(&field->value) ? p : NULL;
}

/* A text's escapes are only these two: as JSON's they would be read wrongly ("C:\new"). */
static bool resolve(const struct pass *pass, struct scan_value *value)
{
    char *out = scratch_take(pass->in->scratch, value->length);
    size_t used = 0;
    if (out == NULL)
        return false;
    for (size_t i = 0; i < value->length; i++) {
        const char *p = value->text + i;
        if (*p == '\\' && i + 1 < value->length && (p[1] == '"' || p[1] == '\\'))
            i++;
        out[used++] = value->text[i];
    }
    *value = (struct scan_value){.kind = SCAN_TEXT, .text = out, .length = used};
    return true;
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* The tags; `*wanted` tells whether the source wants a thing with these. NULL: malformed. */
static const char *take_tags(const struct pass *pass, const char *p, bool *wanted)
{
    struct where_check check = {.where = &pass->where};
    while (p < pass->end && *p == ',') {
        struct text key, value;
        struct kept_name name, said;
        char name_room[ITEM_NAME_MAX], said_room[ITEM_NAME_MAX];
        p = take_text(p + 1, pass->end, true, &key);
        if (key.length == 0 || p >= pass->end || *p != '=')
            return NULL;
        p = take_text(p + 1, pass->end, false, &value);
        if (pass->where.count > 0 && plain_text(&key, name_room, &name) &&
            plain_text(&value, said_room, &said))
            where_tag(&check, name.text, name.length, said.text, said.length);
    }
    *wanted = where_holds(&check);
    return p;
}

static const char *skip_to_value(const char *p, const char *end)
{
    while (p < end && *p == ' ')
        p++;
    return p;
}

/* What stands behind the fields: a time, or nothing. */
static const char *take_time(const struct pass *pass, const char *p, int64_t *time)
{
    p = skip_to_value(p, pass->end);
    const char *start = p, *digits = p + (p < pass->end && *p == '-');
    p = digits_end(digits, pass->end);
    *time = TIME_NONE;
    if (p > digits) {
        int64_t value = 0;
        enum time_unit unit = pass->in->time_unit;
        if (p - digits > 18 && (p - digits > 19 || *digits > '8'))
            return NULL;
        for (const char *d = digits; d < p; d++)
            value = value * 10 + (*d - '0');
        if (time_from_integer(digits > start ? -value : value,
                              unit == TIME_ISO8601 ? TIME_AUTO : unit, time) != 0)
            *time = TIME_NONE;
    } else if (p > start) {
        return NULL;
    }
    p = skip_to_value(p, pass->end);
    p += p < pass->end && *p == '\r';
    return p == pass->end || *p == '\n' ? p : NULL;
}

/* Go over the whole line before anything of it counts. Returns its end; NULL: malformed, `*what`.
 */
static const char *check_line(const struct pass *pass, const char *p, struct line *line,
                              bool *wanted, const char **what)
{
    struct field field;
    *what = "no measurement";
    p = take_text(p, pass->end, false, &line->measurement);
    if (line->measurement.length == 0)
        return NULL;
    *what = "a tag that is none";
    p = take_tags(pass, p, wanted);
    if (p == NULL)
        return NULL;
    line->fields = p = skip_to_value(p, pass->end);
    *what = "a field that is none";
    for (bool more = true; more; p += more) {
        p = take_field(p, pass->end, &field);
        if (p == NULL)
            return NULL;
        more = p < pass->end && *p == ',';
    }
    *what = "a time that is none";
    return take_time(pass, p, &line->time);
}

static bool emit_field(struct pass *pass, const struct line *line, const struct kept_name *group,
                       struct field *field)
{
    char room[ITEM_NAME_MAX];
    struct kept_name key;
    struct item item = {.quality = Q_GOOD, .source_ms = line->time};
    if (field->value.kind == SCAN_ABSENT || !plain_text(&field->key, room, &key) ||
        !names_set(&pass->names, &item, group, &key) ||
        (field->value.escaped && !resolve(pass, &field->value))) {
        pass->in->stats->skipped++;
        return true;
    }
    item.value = field->value;
    return format_emit(pass->in, pass->sink, pass->ctx, &item);
}

static bool emit_line(struct pass *pass, const struct line *line)
{
    char room[ITEM_NAME_MAX];
    struct kept_name group;
    struct field field;
    const char *p = line->fields;
    bool more = true;
    if (!plain_text(&line->measurement, room, &group)) {
        pass->in->stats->skipped++;
        return true;
    }
    while (more) {
        p = take_field(p, pass->end, &field);
        if (!emit_field(pass, line, &group, &field))
            return false;
        more = p < pass->end && *p == ',';
        p += more;
    }
    return true;
}

static const char *line_end(const char *p, const char *end)
{
    const char *newline = memchr(p, '\n', (size_t)(end - p));
    return newline != NULL ? newline : end;
}

static int read_line(const struct format_input *in, item_sink *sink, void *ctx, struct cause *why)
{
    const char *p = in->message->length > 0 ? in->message->payload : "", *next, *what;
    struct pass pass = {.in = in, .sink = sink, .ctx = ctx, .end = p + in->message->length};
    int fine = 0, bad = 0;
    where_read(&pass.where, in->where);
    names_begin(&pass.names, in->scratch);
    for (int number = 1; p < pass.end; number++, p = next + (next < pass.end)) {
        struct line line;
        bool wanted, more = true;
        p = skip_to_value(p, pass.end);
        next = line_end(p, pass.end);
        if (next == p || *p == '#' || (*p == '\r' && next == p + 1))
            continue;
        const char *end = check_line(&pass, p, &line, &wanted, &what);
        if (end == NULL) {
            if (bad++ == 0)
                (void)cause_set(why, -1, "line protocol, line %d: %s", number, what);
            in->stats->skipped++;
            continue;
        }
        next = end;
        fine++;
        if (wanted)
            more = emit_line(&pass, &line);
        if (!more)
            break;
    }
    return bad > 0 && fine == 0 ? -1 : in->stats->items;
}

const struct format format_line = {.name = "line", .read = read_line};
