/* SPDX-License-Identifier: MIT */
/* Values of a document that somebody else wrote: numbers, times, texts, JSON Pointers. Called by
 * prediction.c and workorder.c. The depth is checked before the parser sees the text. */
#include "data/decode/prediction_json.h"

#include "data/decode/prediction.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

/* Whether objects and arrays lie deeper in one another than they may. */
static bool too_deep(const char *text, size_t length)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (quoted && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '{' || text[i] == '['))
            depth++;
        else if (!quoted && (text[i] == '}' || text[i] == ']'))
            depth--;
        if (depth > PREDICTION_DEPTH_MAX)
            return true;
    }
    return false;
}

json_t *pj_document(const char *payload, size_t length, struct cause *why)
{
    json_error_t error;
    char clean[160];
    if (length > PREDICTION_PAYLOAD_MAX) {
        (void)cause_set(why, -1, "it is longer than %d KiB", PREDICTION_PAYLOAD_MAX / 1024);
        return NULL;
    }
    if (too_deep(payload, length)) {
        (void)cause_set(why, -1, "it is nested deeper than %d", PREDICTION_DEPTH_MAX);
        return NULL;
    }
    json_t *root = json_loadb(payload, length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        (void)text_sanitise(error.text, strlen(error.text), clean, sizeof clean);
        (void)cause_set(why, -1, "it is no JSON: %s", clean);
    }
    return root;
}

/* One step of a pointer, unescaped. False: it is longer than any key here. */
static bool read_step(const char **at, char *out, size_t size)
{
    size_t length = 0;
    for (; **at != '\0' && **at != '/'; (*at)++) {
        char c = **at;
        if (c == '~' && ((*at)[1] == '0' || (*at)[1] == '1'))
            c = *++(*at) == '0' ? '~' : '/';
        if (length + 1 == size)
            return false;
        out[length++] = c;
    }
    out[length] = '\0';
    return true;
}

static const json_t *child(const json_t *json, const char *step)
{
    size_t index = 0;
    if (json_is_object(json))
        return json_object_get(json, step);
    if (!json_is_array(json) || step[0] == '\0' || strlen(step) > 6)
        return NULL;
    for (const char *c = step; *c; c++) {
        if (*c < '0' || *c > '9')
            return NULL;
        index = index * 10 + (size_t)(*c - '0');
    }
    return json_array_get(json, index);
}

const json_t *pj_at(const json_t *root, const char *pointer)
{
    char step[128];
    const json_t *at = root;
    while (at && *pointer == '/') {
        pointer++;
        at = read_step(&pointer, step, sizeof step) ? child(at, step) : NULL;
    }
    return *pointer == '\0' ? at : NULL;
}

int pj_number(const json_t *json, int64_t *amount)
{
    if (json_is_string(json))
        return amount_from_text(json_string_value(json), json_string_length(json), amount);
    if (!json_is_number(json))
        return -1;
    return amount_from_double(json_number_value(json), amount);
}

int pj_time(const json_t *json, int64_t *wall_ms)
{
    bool zone;
    if (json_is_integer(json))
        return time_from_integer(json_integer_value(json), TIME_AUTO, wall_ms);
    if (json_is_real(json))
        return time_from_number(json_real_value(json), TIME_AUTO, wall_ms);
    if (!json_is_string(json))
        return -1;
    if (time_from_iso8601(json_string_value(json), json_string_length(json), wall_ms, &zone) == 0)
        return 0;
    return time_from_text(json_string_value(json), wall_ms);
}

void pj_text(const json_t *json, char *out, size_t size)
{
    out[0] = '\0';
    if (json_is_string(json))
        (void)text_sanitise(json_string_value(json), json_string_length(json), out, size);
}

struct pj_shown pj_shown(const json_t *json)
{
    struct pj_shown shown = {"missing"};
    char text[40];
    if (json_is_string(json)) {
        pj_text(json, text, sizeof text);
        (void)text_format(shown.text, sizeof shown.text, "\"%s\"", text);
    } else if (json_is_number(json)) {
        (void)text_format(shown.text, sizeof shown.text, "%.12g", json_number_value(json));
    } else if (json) {
        (void)text_copy(shown.text, sizeof shown.text,
                        json_is_null(json)      ? "null"
                        : json_is_boolean(json) ? (json_is_true(json) ? "true" : "false")
                                                : "no single value");
    }
    return shown;
}
