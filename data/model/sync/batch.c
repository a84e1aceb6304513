/* SPDX-License-Identifier: MIT */
/* Batches of records as the station's outbox writes them, and acknowledgements both ways; what
 * reads batches is data/decode/batch_read.c. Reading allocates through the JSON parser only, and
 * everything that is read is checked: the other end may be hostile. */
#include "data/model/sync/batch.h"

#include "data/model/text.h"

#include <jansson.h>
#include <string.h>

#define CLOSING 3 /* bytes that end a batch: ]} and the terminator */

/* ---- writing --------------------------------------------------------------------------------- */

void batch_begin(struct batch_writer *b, char *out, size_t size, const struct record *first,
                 const char *before, const struct batch_lineage *lineage)
{
    size_t most = size < BATCH_MAX + 1 ? size : BATCH_MAX + 1;
    *b = (struct batch_writer){.first = first->seq, .next = first->seq};
    (void)text_copy(b->epoch, sizeof b->epoch, first->epoch);
    jw_init(&b->w, out, most > CLOSING ? most - CLOSING : 0);
    jw_object(&b->w, NULL);
    jw_int(&b->w, "v", 1);
    jw_text(&b->w, "epoch", first->epoch);
    jw_int(&b->w, "first", first->seq);
    jw_text(&b->w, "boot_id", first->boot_id);
    jw_text(&b->w, "before", before);
    if (lineage && lineage->told && lineage->root[0] != '\0')
        jw_text(&b->w, "root", lineage->root);
    if (lineage && lineage->told && lineage->previous[0] != '\0') {
        jw_text(&b->w, "previous", lineage->previous);
        jw_int(&b->w, "previous_seq", lineage->seq);
    }
    jw_array(&b->w, "records");
}

bool batch_add(struct batch_writer *b, const struct record *r)
{
    if (b->w.overflow || b->records == BATCH_RECORDS || r->seq != b->next ||
        strcmp(r->epoch, b->epoch) != 0)
        return false;
    struct jw was = b->w;
    struct jw *w = &b->w;
    jw_object(w, NULL);
    jw_text(w, "kind", word_name(&words_record_kind, (int)r->kind));
    jw_text(w, "id", r->id);
    jw_int(w, "rev", r->rev);
    jw_int(w, "wall_ms", r->wall_ms);
    jw_int(w, "boot_ms", r->boot_ms);
    if (!r->synced)
        jw_bool(w, "synced", false);
    jw_text(w, "actor", r->actor);
    if (strcmp(r->config, b->config) != 0 || b->records == 0)
        jw_text(w, "config", r->config);
    jw_text(w, "hash", r->hash);
    jw_text(w, "body", r->body);
    jw_object_end(w);
    if (w->overflow) {
        *w = was;
        w->out[w->length] = '\0';
        return false;
    }
    (void)text_copy(b->config, sizeof b->config, r->config);
    b->records++;
    b->next++;
    return true;
}

size_t batch_end(struct batch_writer *b)
{
    b->w.size += b->w.size > 0 ? CLOSING : 0;
    jw_array_end(&b->w);
    jw_object_end(&b->w);
    return b->w.overflow ? 0 : b->w.length;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool is_hex(const char *text, size_t length)
{
    return strspn(text, "0123456789abcdef") == length && text[length] == '\0';
}

/* A text of the object without control characters, shorter than `size`; NULL: it is none. */
static const char *clean_text(const json_t *object, const char *key, size_t size)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    if (!text || length >= size || strlen(text) != length)
        return NULL;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return NULL;
    return text;
}

static bool whole_number(const json_t *object, const char *key, int64_t least, int64_t *out)
{
    const json_t *value = json_object_get(object, key);
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= least;
}

/* ---- acknowledgements ------------------------------------------------------------------------ */

void batch_ack_park(struct batch_ack *ack, int64_t seq, const char *why)
{
    char word[BATCH_WORD_SIZE];
    if (ack->parked_count == BATCH_PARKED_MAX)
        return;
    unsigned char *of = &ack->of[ack->parked_count];
    ack->parked[ack->parked_count++] = seq;
    *of = 0;
    (void)text_sanitise(why ? why : "", why ? strlen(why) : 0, word, sizeof word);
    int k = 0;
    while (k < ack->words && strcmp(ack->word[k], word) != 0)
        k++;
    if (word[0] == '\0' || k == BATCH_WORDS_MAX)
        return;
    if (k == ack->words)
        (void)text_copy(ack->word[ack->words++], BATCH_WORD_SIZE, word);
    *of = (unsigned char)(k + 1);
}

void batch_ack_unworded(struct batch_ack *ack)
{
    ack->words = 0;
    memset(ack->word, 0, sizeof ack->word);
    memset(ack->of, 0, sizeof ack->of);
    memset(ack->why_mac, 0, sizeof ack->why_mac);
}

const char *batch_ack_why(const struct batch_ack *ack, int i)
{
    return ack->of[i] > 0 ? ack->word[ack->of[i] - 1] : "";
}

static void put_parked(struct jw *w, const struct batch_ack *ack)
{
    jw_array(w, "parked");
    for (int i = 0; i < ack->parked_count; i++)
        jw_int(w, NULL, ack->parked[i]);
    jw_array_end(w);
}

size_t batch_ack_signed(const struct batch_ack *ack, const char *station, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_array(&w, NULL);
    jw_text(&w, NULL, "ack");
    jw_text(&w, NULL, station);
    jw_text(&w, NULL, ack->epoch);
    jw_int(&w, NULL, ack->first);
    jw_int(&w, NULL, ack->last);
    jw_text(&w, NULL, ack->hash);
    for (int i = 0; i < ack->parked_count; i++)
        jw_int(&w, NULL, ack->parked[i]);
    jw_array_end(&w);
    return w.overflow ? 0 : w.length;
}

size_t batch_why_signed(const struct batch_ack *ack, const char *station, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_array(&w, NULL);
    jw_text(&w, NULL, "why");
    jw_text(&w, NULL, station);
    jw_text(&w, NULL, ack->epoch);
    jw_int(&w, NULL, ack->first);
    jw_int(&w, NULL, ack->last);
    for (int i = 0; i < ack->words; i++)
        jw_text(&w, NULL, ack->word[i]);
    for (int i = 0; i < ack->parked_count; i++) {
        jw_int(&w, NULL, ack->parked[i]);
        jw_int(&w, NULL, ack->of[i]);
    }
    jw_array_end(&w);
    return w.overflow ? 0 : w.length;
}

static void put_why(struct jw *w, const struct batch_ack *ack)
{
    jw_array(w, "why");
    for (int i = 0; i < ack->words; i++)
        jw_text(w, NULL, ack->word[i]);
    jw_array_end(w);
    jw_array(w, "of");
    for (int i = 0; i < ack->parked_count; i++)
        jw_int(w, NULL, ack->of[i]);
    jw_array_end(w);
    if (ack->why_mac[0])
        jw_text(w, "why_mac", ack->why_mac);
}

size_t batch_ack_write(const struct batch_ack *ack, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "epoch", ack->epoch);
    jw_int(&w, "first", ack->first);
    jw_int(&w, "last", ack->last);
    put_parked(&w, ack);
    jw_text(&w, "hash", ack->hash);
    if (ack->mac[0])
        jw_text(&w, "mac", ack->mac);
    if (ack->words > 0)
        put_why(&w, ack);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

static int read_parked(const json_t *list, struct batch_ack *out, struct cause *why)
{
    size_t count = json_array_size(list);
    if (count > BATCH_PARKED_MAX || (list && !json_is_array(list)))
        return cause_set(why, -1, "an acknowledgement whose parked is no short list");
    for (size_t i = 0; i < count; i++) {
        const json_t *seq = json_array_get(list, i);
        int64_t value = json_integer_value(seq);
        if (!json_is_integer(seq) || value < out->first || value > out->last)
            return cause_set(why, -1, "an acknowledgement that parks what is not in it");
        out->parked[out->parked_count++] = value;
    }
    return 0;
}

static bool read_words(const json_t *root, struct batch_ack *out)
{
    const json_t *why = json_object_get(root, "why"), *of = json_object_get(root, "of");
    const char *mac = clean_text(root, "why_mac", sizeof out->why_mac);
    size_t words = json_array_size(why);
    if (words == 0 || words > BATCH_WORDS_MAX || json_array_size(of) != (size_t)out->parked_count)
        return false;
    for (size_t i = 0; i < words; i++) {
        const json_t *word = json_array_get(why, i);
        const char *text = json_string_value(word);
        if (!text || json_string_length(word) >= BATCH_WORD_SIZE ||
            !text_is_clean(text, json_string_length(word)))
            return false;
        (void)text_copy(out->word[i], BATCH_WORD_SIZE, text);
    }
    for (int i = 0; i < out->parked_count; i++) {
        json_int_t k = json_integer_value(json_array_get(of, (size_t)i));
        if (k < 0 || k > (json_int_t)words)
            return false;
        out->of[i] = (unsigned char)k;
    }
    out->words = (int)words;
    (void)text_copy(out->why_mac, sizeof out->why_mac, mac ? mac : "");
    return true;
}

static void take_words(const json_t *root, struct batch_ack *out)
{
    if (!read_words(root, out))
        batch_ack_unworded(out);
}

static int read_ack(const json_t *root, struct batch_ack *out, struct cause *why)
{
    const char *epoch = clean_text(root, "epoch", sizeof out->epoch);
    const char *hash = clean_text(root, "hash", sizeof out->hash);
    const char *mac = clean_text(root, "mac", sizeof out->mac);
    if (!epoch || !is_hex(epoch, RECORD_EPOCH_SIZE - 1))
        return cause_set(why, -1, "an acknowledgement without an epoch of 32 hexadecimal digits");
    if (!whole_number(root, "first", 1, &out->first) ||
        !whole_number(root, "last", out->first, &out->last) ||
        out->last - out->first >= BATCH_RECORDS)
        return cause_set(why, -1, "an acknowledgement whose first and last make no batch");
    if (!hash || !is_hex(hash, RECORD_HASH_SIZE - 1))
        return cause_set(why, -1, "an acknowledgement without the hash of its last record");
    if (json_object_get(root, "mac") && (!mac || !is_hex(mac, sizeof out->mac - 1)))
        return cause_set(why, -1, "an acknowledgement whose mac is none");
    (void)text_copy(out->epoch, sizeof out->epoch, epoch);
    (void)text_copy(out->hash, sizeof out->hash, hash);
    (void)text_copy(out->mac, sizeof out->mac, mac ? mac : "");
    if (read_parked(json_object_get(root, "parked"), out, why) != 0)
        return -1;
    take_words(root, out);
    return 0;
}

int batch_ack_read(const char *payload, size_t length, struct batch_ack *out, struct cause *why)
{
    json_error_t error;
    *out = (struct batch_ack){0};
    json_t *root =
        length <= BATCH_MAX ? json_loadb(payload, length, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!root)
        return cause_set(why, -1, "an acknowledgement that is not JSON");
    int rc = read_ack(root, out, why);
    json_decref(root);
    return rc;
}
