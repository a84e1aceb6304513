/* SPDX-License-Identifier: MIT */
/* The hub's word that a call's step was told: written by the hub's database thread, read by andond
 * (ship.c). */
#include "data/model/sync/told.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <jansson.h>
#include <string.h>

size_t told_signed(const struct told *told, const char *station, char *out, size_t size)
{
    bool fits = text_format(out, size, "told\n%s\n%s\n%lld\n%s\n", station, told->call,
                            (long long)told->tier, told->by);
    return fits ? strlen(out) : 0;
}

size_t told_write(const struct told *told, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "call", told->call);
    jw_int(&w, "tier", told->tier);
    jw_text(&w, "by", told->by);
    if (told->mac[0])
        jw_text(&w, "mac", told->mac);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

static bool take(const json_t *json, const char *key, char *out, size_t size)
{
    const json_t *member = json_object_get(json, key);
    const char *text = json_string_value(member);
    return text && text_is_clean(text, json_string_length(member)) && text_copy(out, size, text);
}

int told_read(const char *payload, size_t length, struct told *out, struct cause *why)
{
    json_t *json = json_loadb(payload, length, JSON_REJECT_DUPLICATES, NULL);
    *out = (struct told){.tier = json_integer_value(json_object_get(json, "tier"))};
    bool well = take(json, "call", out->call, sizeof out->call) &&
                take(json, "by", out->by, sizeof out->by) && out->tier > 0 &&
                (!json_object_get(json, "mac") || take(json, "mac", out->mac, sizeof out->mac));
    json_decref(json);
    return well ? 0 : cause_set(why, -1, "no word of a call that was told");
}
