/* SPDX-License-Identifier: MIT */
/* Records to news: which records are worth a webhook, the text that is sent, the key by which the
 * outbox knows that it was said already, and the signature. Called by hooks.c with every record
 * that comes in, so what is of no kind that matters costs a comparison. */
#include "data/hub/hook/note.h"

#include "data/decode/base64.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/store/hash.h"

#include <jansson.h>
#include <string.h>

static const char *const names[] = {
#define HOOK_EVENT_TEXT(value, text) text,
    HOOK_EVENTS(HOOK_EVENT_TEXT)
#undef HOOK_EVENT_TEXT
};
const struct words words_hook_event = {names, HOOK_EVENT_COUNT};

/* ---- texts ----------------------------------------------------------------------------------- */

static void begin_body(struct jw *w, struct hook_note *note, int64_t wall_ms)
{
    char type[64], time[TIME_ISO_SIZE];
    jw_init(w, note->body, sizeof note->body);
    (void)text_format(type, sizeof type, "andon.%s", names[note->event]);
    jw_object(w, NULL);
    jw_text(w, "type", type);
    jw_text(w, "timestamp", time_to_iso8601(wall_ms, time));
    jw_object(w, "data");
}

/* What does not fit is said without the record's body: news is better than none. */
static void write_body(struct hook_note *note, const char *station, const struct batch_record *r,
                       const char *title)
{
    for (int whole = 1; whole >= 0; whole--) {
        struct jw w;
        begin_body(&w, note, r->wall_ms);
        jw_text(&w, "station", station);
        jw_text(&w, "kind", r->kind);
        jw_text(&w, "id", r->id);
        jw_int(&w, "rev", r->rev);
        jw_text(&w, "title", title);
        if (whole)
            jw_raw(&w, "object", r->body);
        jw_object_end(&w);
        jw_object_end(&w);
        if (!w.overflow)
            return;
    }
}

/* ---- records --------------------------------------------------------------------------------- */

static const char *word_of(const json_t *body, const char *key)
{
    const char *word = json_string_value(json_object_get(body, key));
    return word ? word : "";
}

static int notes_of_call(const json_t *body, const struct batch_record *r, struct hook_note *out)
{
    static const char *const open[] = {"raised", "taken", "arrived"};
    const json_t *ladder = json_object_get(body, "ladder");
    const json_t *last = json_array_get(ladder, json_array_size(ladder) - 1);
    json_int_t tiers = json_integer_value(json_object_get(body, "tiers"));
    int count = 0;
    bool is_open = false;
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        is_open = is_open || strcmp(word_of(body, "state"), open[i]) == 0;
    if (r->rev == 1 && strcmp(word_of(body, "state"), "raised") == 0) {
        out[count].event = HOOK_CALL_RAISED;
        (void)text_format(out[count++].key, sizeof out->key, "%s raised", r->id);
    }
    if (is_open && tiers > 0 && strcmp(word_of(last, "webhook"), "waiting") == 0) {
        out[count].event = HOOK_CALL_ESCALATED;
        (void)text_format(out[count++].key, sizeof out->key, "%s tier %lld", r->id,
                          (long long)tiers);
    }
    return count;
}

static int notes_of_alert(const json_t *body, const struct batch_record *r, struct hook_note *out)
{
    bool waits = json_is_true(json_object_get(body, "active")) &&
                 !json_is_true(json_object_get(body, "acked"));
    bool quiet = json_is_object(json_object_get(body, "shelf")) ||
                 json_is_true(json_object_get(body, "suppressed")) ||
                 json_is_true(json_object_get(body, "out_of_service"));
    if (!waits || quiet || strcmp(word_of(body, "priority"), "high") != 0)
        return 0;
    out->event = HOOK_ALERT_HIGH;
    (void)text_format(out->key, sizeof out->key, "%s high", r->id);
    return 1;
}

static int notes_of_prediction(const json_t *body, const struct batch_record *r,
                               struct hook_note *out)
{
    if (strcmp(word_of(body, "state"), "raised") != 0)
        return 0;
    out->event = HOOK_PREDICTION;
    (void)text_format(out->key, sizeof out->key, "%s raised", r->id);
    return 1;
}

int hook_notes_of(const char *station, const struct batch_record *r,
                  struct hook_note out[HOOK_NOTES_OF])
{
    char clean[HUB_STATION_SIZE];
    static const struct {
        const char *kind;
        int (*notes)(const json_t *body, const struct batch_record *r, struct hook_note *out);
    } kinds[] = {
        {"call", notes_of_call}, {"alert", notes_of_alert}, {"prediction", notes_of_prediction}};
    size_t k = 0;
    while (k < sizeof kinds / sizeof *kinds && strcmp(kinds[k].kind, r->kind) != 0)
        k++;
    json_t *body = k < sizeof kinds / sizeof *kinds && !r->why
                       ? json_loadb(r->body, r->body_length, JSON_REJECT_DUPLICATES, NULL)
                       : NULL;
    int count = json_is_object(body) ? kinds[k].notes(body, r, out) : 0;
    for (int i = 0; i < count; i++) {
        char of[sizeof out->key];
        (void)text_sanitise(station, strlen(station), clean, sizeof clean);
        (void)text_copy(of, sizeof of, out[i].key);
        (void)text_format(out[i].key, sizeof out[i].key, "%s %s", clean, of);
        write_body(&out[i], clean, r, json_string_value(json_object_get(body, "title")));
    }
    json_decref(body);
    return count;
}

static const char *alarm_words(enum hub_alarm_kind kind)
{
    static const char *const words[HUB_ALARM_COUNT] = {
        [HUB_CONFLICT] = "two records with one key: two stations with this name?",
        [HUB_FORK] = "a cloned station, or one that was restored from a backup",
        [HUB_REWIND] = "its database began again at an older point: restored from a backup?",
        [HUB_BROKEN] = "records that are not what was written at the station",
        [HUB_SEAM] = "a batch does not follow the record before it",
        [HUB_FLOOD] = "so many records were put aside that no more of them are kept",
    };
    return words[kind];
}

void hook_note_alarm(const char *station, const char *epoch, enum hub_alarm_kind kind,
                     int64_t wall_ms, struct hook_note *out)
{
    struct jw w;
    char clean[HUB_STATION_SIZE];
    (void)text_sanitise(station, strlen(station), clean, sizeof clean);
    out->event = HOOK_ALARM;
    (void)text_format(out->key, sizeof out->key, "%s %s %s", clean, hub_alarm_name(kind), epoch);
    begin_body(&w, out, wall_ms);
    jw_text(&w, "station", clean);
    jw_text(&w, "kind", "alarm");
    jw_text(&w, "id", hub_alarm_name(kind));
    jw_text(&w, "epoch", epoch);
    jw_text(&w, "title", alarm_words(kind));
    jw_object_end(&w);
    jw_object_end(&w);
}

bool hook_key_tier(const char *key, char call[RECORD_ID_SIZE], int64_t *tier)
{
    const char *mark = strstr(key, " tier ");
    const char *begin = mark;
    *tier = 0;
    if (!mark)
        return false;
    while (begin > key && begin[-1] != ' ')
        begin--;
    /* The station does not know what the hub calls its lineage (data/store/hub/lineage.h). */
    const char *end = memchr(begin, '~', (size_t)(mark - begin));
    for (const char *c = mark + 6; *c >= '0' && *c <= '9' && *tier < 1000000; c++)
        *tier = *tier * 10 + (*c - '0');
    return text_copy_n(call, RECORD_ID_SIZE, begin, (size_t)((end ? end : mark) - begin)) &&
           *tier > 0;
}

/* ---- the signature --------------------------------------------------------------------------- */

#define PREFIX "whsec_"

int hook_key_read(const char *path, struct mac_key *out, struct cause *why)
{
    size_t prefix = strlen(PREFIX), length = 0;
    if (mac_key_read(path, out, why) != 0)
        return -1;
    if (out->length <= prefix || memcmp(out->bytes, PREFIX, prefix) != 0)
        return 0;
    if (!base64_decode((const char *)out->bytes + prefix, out->length - prefix, out->bytes,
                       &length) ||
        length < MAC_KEY_MIN) {
        mac_key_wipe(out);
        return cause_set(why, -1,
                         "the secret in %s is no Base64 of %d bytes or more behind " PREFIX, path,
                         MAC_KEY_MIN);
    }
    out->length = length;
    return 0;
}

bool hook_sign(const struct mac_key *key, const char *id, int64_t seconds, const char *body,
               char out[HOOK_SIGNATURE])
{
    static _Thread_local char text[HUB_NOTE_BODY + 128];
    char hex[MAC_SIZE];
    unsigned char bytes[HASH_BYTES];
    if (!text_format(text, sizeof text, "%s.%lld.%s", id, (long long)seconds, body))
        return false;
    mac_make(key, text, strlen(text), hex);
    if (hash_from_hex(hex, bytes) != 0)
        return false;
    memcpy(out, "v1,", 3);
    base64_encode(bytes, sizeof bytes, out + 3);
    out[3 + BASE64_LENGTH(HASH_BYTES)] = '\0';
    return true;
}
