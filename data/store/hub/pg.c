/* SPDX-License-Identifier: MIT */
/* The hub's record in PostgreSQL 15 and what is built on it: for a plant with many stations, and
 * for several hubs at once. Rows go as binary arrays through unnest(), sorted by key, one
 * transaction a take; what another hub has just taken is no conflict but a duplicate. The hub's
 * database thread is the only caller, and it may wait here: every wait has a limit (connect,
 * statement, dead peer). */
#include "data/model/text.h"
#include "data/store/hash.h"
#include "data/store/hub/outbox.h"
#include "data/store/hub/pg_facts.h"
#include "data/store/hub/pg_place.h"

#include <stdlib.h>
#include <string.h>

#define SCHEME "postgresql:"
#define TRIES  5 /* of a transaction that another one disturbs */

/* ---- opening ---- */

static void pg_close(void *engine)
{
    struct pg *p = engine;
    for (int i = 0; i < COLUMNS; i++) {
        pg_array_done(&p->row[i]);
        pg_array_done(&p->object[i]);
    }
    for (int i = 0; i < PG_BATCH_COLUMNS; i++)
        pg_array_done(&p->batch[i]);
    pg_facts_done(p);
    if (p->link)
        PQfinish(p->link);
    if (p->url)
        explicit_bzero(p->url, strlen(p->url));
    free(p->url);
    hub_names_free(p->names);
    free(p);
}

static void *pg_open(const char *url, char *name, size_t name_size, struct cause *why)
{
    struct pg *p = calloc(1, sizeof *p);
    if (p) {
        p->url = strdup(url);
        p->names = hub_names_new();
    }
    if (!p || !p->url || !p->names) {
        (void)cause_set(why, -1, "out of memory");
        if (p)
            pg_close(p);
        return NULL;
    }
    if (pg_connect(p, why) != HUB_DONE) {
        pg_close(p);
        return NULL;
    }
    const char *host = PQhost(p->link), *database = PQdb(p->link);
    (void)text_format(name, name_size, "PostgreSQL database %s at %s", database ? database : "?",
                      host && *host ? host : "the local socket");
    return p;
}

/* ---- taking ---------------------------------------------------------------------------------- */

static void add_row(struct pg_array row[COLUMNS], const struct place *place,
                    const struct batch_record *r, const unsigned char hash[HASH_BYTES])
{
    const int64_t numbers[COLUMNS] = {[C_STATION] = place->station,
                                      [C_EPOCH] = place->epoch,
                                      [C_SEQ] = r->seq,
                                      [C_REV] = r->rev,
                                      [C_WALL] = r->wall_ms,
                                      [C_BOOT] = r->boot_ms,
                                      [C_SYNCED] = r->synced};
    const char *const texts[COLUMNS] = {
        [C_KIND] = r->kind, [C_ID] = r->id, [C_ACTOR] = r->actor, [C_CONFIG] = r->config};
    for (int c = 0; c < COLUMNS; c++) {
        if (c == C_HASH)
            pg_array_bytes(&row[c], hash, HASH_BYTES);
        else if (c == C_BODY)
            pg_array_bytes(&row[c], r->body, r->body_length);
        else if (texts[c])
            pg_array_bytes(&row[c], texts[c], strlen(texts[c]));
        else
            pg_array_number(&row[c], numbers[c]);
    }
}

static void begin_rows(struct pg_array row[COLUMNS])
{
    for (int c = 0; c < COLUMNS; c++)
        pg_array_begin(&row[c], pg_columns[c].type);
}

static void end_rows(struct pg_array row[COLUMNS])
{
    for (int c = 0; c < COLUMNS; c++)
        pg_array_end(&row[c]);
}

/* All records that can be taken; `which` tells a row's item and record. */
struct origin {
    int item, record;
};

static int gather_rows(struct pg *p, struct place *place, int count, struct origin *which)
{
    int rows = 0;
    begin_rows(p->row);
    for (int i = 0; i < count; i++) {
        const struct batch *batch = &place[i].item->batch;
        for (int k = 0; k < batch->count; k++) {
            const struct batch_record *r = &batch->record[k];
            if (place[i].item->parked[k])
                continue;
            add_row(p->row, &place[i], r, place[i].item->hash[k]);
            which[rows++] = (struct origin){i, k};
        }
    }
    end_rows(p->row);
    return rows;
}

/* How many of an epoch were not there before goes to its first batch. */
static int count_inserted(struct place *place, int count, const PGresult *result)
{
    int64_t total = 0;
    for (int row = 0; row < PQntuples(result); row++) {
        int64_t epoch = strtoll(PQgetvalue(result, row, 0), NULL, 10);
        int64_t made = strtoll(PQgetvalue(result, row, 1), NULL, 10);
        int i = 0;
        while (i < count && place[i].epoch != epoch)
            i++;
        if (i < count)
            place[i].item->inserted += made;
        total += made;
    }
    return (int)total;
}

static enum hub_result call_rows(struct pg *p, const char *name, PGresult **result,
                                 struct cause *why)
{
    struct pg_array *array[COLUMNS];
    for (int c = 0; c < COLUMNS; c++)
        array[c] = &p->row[c];
    return pg_call_arrays(p, name, array, COLUMNS, result, why);
}

static enum hub_result insert_rows(struct pg *p, struct place *place, int count, int *inserted,
                                   struct cause *why)
{
    PGresult *result = NULL;
    enum hub_result rc = call_rows(p, "counted", &result, why);
    if (rc != HUB_DONE)
        return rc;
    *inserted = count_inserted(place, count, result);
    PQclear(result);
    return HUB_DONE;
}

static enum hub_result raise_alarm(struct pg *p, struct hub_item *item, enum hub_alarm_kind kind,
                                   const char *detail, struct cause *why)
{
    struct number_text wall;
    const char *const v[] = {item->station, hub_alarm_name(kind), item->batch.epoch, detail,
                             number_text(&wall, item->wall_ms)};
    item->alarms |= 1U << kind;
    return pg_call(p, "alarm", v, 5, NULL, why);
}

/* Some were there already: with this content, or with another one. */
static enum hub_result compare_rows(struct pg *p, struct place *place, const struct origin *which,
                                    struct cause *why)
{
    struct pg_array *array[] = {&p->row[C_STATION], &p->row[C_EPOCH], &p->row[C_SEQ],
                                &p->row[C_HASH]};
    PGresult *result = NULL;
    enum hub_result rc = pg_call_arrays(p, "others", array, 4, &result, why);
    for (int i = 0; rc == HUB_DONE && i < PQntuples(result); i++) {
        const struct origin *o = &which[strtol(PQgetvalue(result, i, 0), NULL, 10)];
        place[o->item].item->parked[o->record] = WHY_CONFLICT;
        place[o->item].item->alarms |= 1U << HUB_CONFLICT;
    }
    PQclear(result);
    return rc;
}

/* What follows from the records that are not put aside, for send_projection. */
static void build_projection(struct pg *p, const struct place *place, int count)
{
    begin_rows(p->object);
    pg_facts_begin(p);
    for (int i = 0; i < count; i++) {
        const struct hub_item *item = place[i].item;
        for (int k = 0; k < item->batch.count; k++) {
            struct hub_lineage_record own;
            const struct batch_record *r = &item->batch.record[k];
            if (item->parked[k])
                continue;
            r = hub_lineage_record(place[i].lineage, r, &own);
            pg_facts_add(p, place[i].station, place[i].lineage, r, item->hash[k]);
            if (!hub_is_projected(r->kind))
                continue;
            add_row(p->object, &place[i], r, item->hash[k]);
        }
    }
    end_rows(p->object);
    p->built = true;
}

static enum hub_result send_projection(struct pg *p, struct cause *why)
{
    struct pg_array *array[COLUMNS];
    int used = 0;
    for (int c = 0; c < COLUMNS; c++)
        if (pg_columns[c].object)
            array[used++] = &p->object[c];
    enum hub_result rc = p->object[C_ID].count == 0
                             ? HUB_DONE
                             : pg_call_arrays(p, "objects", array, used, NULL, why);
    return rc == HUB_DONE ? pg_facts_end(p, why) : rc;
}

static enum hub_result bury_one(struct pg *p, const struct hub_letter *letter, struct cause *why)
{
    struct number_text seq, wall;
    char digest[RECORD_HASH_SIZE];
    hash_text(letter->payload, letter->length, digest);
    const char *const v[] = {letter->station,
                             letter->epoch,
                             number_text(&seq, letter->seq),
                             number_text(&wall, letter->wall_ms),
                             letter->reason,
                             letter->payload,
                             digest};
    return pg_call(p, "dead", v, 7, NULL, why);
}

static enum hub_result count_letters(struct pg *p, const char *station, int64_t *room,
                                     struct cause *why)
{
    struct number_text most;
    PGresult *result = NULL;
    const char *const v[] = {station, number_text(&most, HUB_LETTERS)};
    enum hub_result rc = pg_call(p, "letters", v, 2, &result, why);
    *room = rc == HUB_DONE ? HUB_LETTERS - strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    return rc;
}

static enum hub_result bury(struct pg *p, struct hub_item *item, struct cause *why)
{
    int64_t room = -1;
    enum hub_result rc = HUB_DONE;
    for (int i = 0; i < item->batch.count && rc == HUB_DONE; i++) {
        if (!item->parked[i])
            continue;
        const struct hub_letter letter = hub_letter_of(item, i);
        if (room < 0)
            rc = count_letters(p, item->station, &room, why);
        if (rc == HUB_DONE && room-- > 0)
            rc = bury_one(p, &letter, why);
        else
            item->alarms |= 1U << HUB_FLOOD;
    }
    return rc;
}

static enum hub_result found(struct pg *p, const char *statement, const char *const *v, int count,
                             char *out, size_t size, struct cause *why)
{
    PGresult *result = NULL;
    enum hub_result rc = pg_call(p, statement, v, count, &result, why);
    out[0] = '\0';
    if (rc == HUB_DONE && PQntuples(result) > 0)
        (void)text_copy(out, size, PQgetvalue(result, 0, 0));
    PQclear(result);
    return rc;
}

static enum hub_result take_opening(struct pg *p, const struct place *place, struct cause *why)
{
    struct hub_item *item = place->item;
    struct hub_opening opening;
    struct number_text epoch, seq, station;
    char text[64], detail[128];
    if (item->parked[0] || !hub_opening_read(&item->batch.record[0], &opening))
        return HUB_DONE;
    item->alarms |= hub_opening_follows(&opening, &item->batch) ? 0 : 1U << HUB_SEAM;
    const char *const v[] = {number_text(&epoch, place->epoch), opening.previous,
                             number_text(&seq, opening.seq), opening.hash, opening.machine};
    enum hub_result rc = pg_call(p, "opened", v, 5, NULL, why);
    if (rc != HUB_DONE || opening.previous[0] == '\0')
        return rc;
    const char *const both[] = {number_text(&station, place->station), opening.previous};
    rc = found(p, "forked", both, 2, text, sizeof text, why);
    (void)text_format(detail, sizeof detail, "epoch %s has more than one successor",
                      opening.previous);
    return rc == HUB_DONE && text[0] ? raise_alarm(p, item, HUB_FORK, detail, why) : rc;
}

/* What cannot be noted keeps no record out. */
static enum hub_result take_notes(struct pg *p, const struct place *place, struct cause *why)
{
    const struct hub_item *item = place->item;
    enum hub_result rc = item->notes > 0 ? pg_command(p, "SAVEPOINT notes", why) : HUB_DONE;
    bool all = true;
    for (int i = 0; i < item->notes && rc == HUB_DONE && all; i++) {
        const char *value[HUB_NOTE_VALUES];
        char number[24], key[HUB_NOTE_KEY];
        hub_note_values(&item->note[i], item->wall_ms, number, value);
        hub_lineage_key(place->lineage, &item->note[i], key, sizeof key);
        value[HUB_NOTE_OF] = key;
        all = pg_ask(p, hub_note_sql->postgres, value, HUB_NOTE_VALUES, NULL, why) == HUB_DONE;
        if (!all)
            rc = p->down ? HUB_LATER : pg_command(p, "ROLLBACK TO notes", why);
    }
    return rc;
}

static enum hub_result finish_item(struct pg *p, const struct place *place, struct cause *why)
{
    enum hub_result rc = bury(p, place->item, why);
    if (rc == HUB_DONE)
        rc = take_notes(p, place, why);
    return rc == HUB_DONE ? take_opening(p, place, why) : rc;
}

/* ---- of all batches at once ------------------------------------------------------------------ */

static enum hub_result call_batches(struct pg *p, const char *name, int columns, PGresult **result,
                                    struct cause *why)
{
    struct pg_array *array[PG_BATCH_COLUMNS];
    for (int c = 0; c < columns; c++) {
        array[c] = &p->batch[c];
        pg_array_end(array[c]);
    }
    return pg_call_arrays(p, name, array, columns, result, why);
}

static enum hub_result move_epochs(struct pg *p, const struct place *place, int count,
                                   struct cause *why)
{
    static const enum pg_type types[] = {PG_INT4, PG_INT8, PG_INT8};
    for (int c = 0; c < 3; c++)
        pg_array_begin(&p->batch[c], types[c]);
    for (int i = 0; i < count; i++) {
        const struct hub_item *item = place[i].item;
        pg_array_number(&p->batch[0], place[i].epoch);
        pg_array_number(&p->batch[1], item->batch.first + item->batch.count - 1);
        pg_array_number(&p->batch[2], item->inserted);
    }
    return call_batches(p, "epochs_on", 3, NULL, why);
}

/* Batches of one epoch stand together: the first of them speaks for it. */
static enum hub_result look_for_rewinds(struct pg *p, const struct place *place, int count,
                                        struct cause *why)
{
    int speaker[HUB_TOGETHER] = {0}, speakers = 0;
    char detail[128];
    PGresult *result = NULL;
    pg_array_begin(&p->batch[0], PG_INT4);
    pg_array_begin(&p->batch[1], PG_TEXT);
    for (int i = 0; i < count; i++) {
        if (i > 0 && place[i].epoch == place[i - 1].epoch)
            continue;
        speaker[speakers++] = i;
        pg_array_number(&p->batch[0], place[i].station);
        pg_array_bytes(&p->batch[1], place[i].item->batch.epoch,
                       strlen(place[i].item->batch.epoch));
    }
    enum hub_result rc = call_batches(p, "rewound", 2, &result, why);
    for (int row = 0; rc == HUB_DONE && row < PQntuples(result); row++) {
        long at = strtol(PQgetvalue(result, row, 0), NULL, 10);
        int i = speaker[at >= 0 && at < speakers ? at : 0];
        (void)text_format(detail, sizeof detail, "epoch %s begins before its predecessor's end",
                          PQgetvalue(result, row, 1));
        rc = raise_alarm(p, place[i].item, HUB_REWIND, detail, why);
    }
    PQclear(result);
    return rc;
}

/* The first record of an epoch follows another one's last, which its `open` record names. */
static enum hub_result look_at_seams(struct pg *p, const struct place *place, int count,
                                     struct cause *why)
{
    static const enum pg_type types[] = {PG_INT4, PG_INT4, PG_INT8, PG_BYTEA};
    unsigned char before[HASH_BYTES] = {0};
    PGresult *result = NULL;
    for (int c = 0; c < PG_BATCH_COLUMNS; c++)
        pg_array_begin(&p->batch[c], types[c]);
    for (int i = 0; i < count; i++) {
        (void)hash_from_hex(place[i].item->batch.before, before); /* it was looked at */
        pg_array_number(&p->batch[0], place[i].station);
        pg_array_number(&p->batch[1], place[i].epoch);
        pg_array_number(&p->batch[2], place[i].item->batch.first - 1);
        pg_array_bytes(&p->batch[3], before, sizeof before);
    }
    enum hub_result rc = call_batches(p, "seams", PG_BATCH_COLUMNS, &result, why);
    for (int row = 0; rc == HUB_DONE && row < PQntuples(result); row++)
        place[strtol(PQgetvalue(result, row, 0), NULL, 10)].item->alarms |= 1U << HUB_SEAM;
    PQclear(result);
    return rc;
}

static enum hub_result raise_alarms(struct pg *p, struct hub_item *item, struct cause *why)
{
    enum hub_result rc = HUB_DONE;
    for (int kind = 0; kind < HUB_ALARM_COUNT && rc == HUB_DONE; kind++)
        if ((item->alarms >> kind & 1) != 0 && hub_alarm_detail((enum hub_alarm_kind)kind))
            rc = raise_alarm(p, item, (enum hub_alarm_kind)kind,
                             hub_alarm_detail((enum hub_alarm_kind)kind), why);
    return rc;
}

static enum hub_result finish_items(struct pg *p, const struct place *place, int count,
                                    struct cause *why)
{
    enum hub_result rc = HUB_DONE;
    for (int i = 0; i < count && rc == HUB_DONE; i++)
        rc = finish_item(p, &place[i], why);
    if (rc == HUB_DONE)
        rc = move_epochs(p, place, count, why);
    if (rc == HUB_DONE)
        rc = look_for_rewinds(p, place, count, why);
    if (rc == HUB_DONE)
        rc = look_at_seams(p, place, count, why);
    for (int i = 0; i < count && rc == HUB_DONE; i++)
        rc = raise_alarms(p, place[i].item, why);
    return rc;
}

/* By key, so that two hubs with the same batches wait for each other and do not lock each other
 * out. */
static int by_key(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->station != y->station)
        return x->station < y->station ? -1 : 1;
    if (x->epoch != y->epoch)
        return x->epoch < y->epoch ? -1 : 1;
    return (x->item->batch.first > y->item->batch.first) -
           (x->item->batch.first < y->item->batch.first);
}

#define WHY_REFUSED "the database refuses it"

/* One of a batch's records is to blame: each goes by itself, and that one is put aside. */
static enum hub_result insert_singly(struct pg *p, struct place *place, struct cause *why)
{
    struct hub_item *item = place->item;
    enum hub_result rc = HUB_DONE;
    int inserted = 0;
    for (int k = 0; k < item->batch.count && rc == HUB_DONE; k++) {
        if (item->parked[k])
            continue;
        begin_rows(p->row);
        add_row(p->row, place, &item->batch.record[k], item->hash[k]);
        end_rows(p->row);
        rc = pg_command(p, "SAVEPOINT one", why);
        if (rc == HUB_DONE)
            rc = insert_rows(p, place, 1, &inserted, why);
        if (rc == HUB_SINGLE) {
            item->parked[k] = WHY_REFUSED;
            rc = pg_command(p, "ROLLBACK TO one", why);
        }
        if (rc == HUB_DONE)
            rc = pg_command(p, "RELEASE one", why);
    }
    return rc;
}

/* Whether some of them are there, or twice among these. Batches stand sorted by key. */
static enum hub_result look_for_any(struct pg *p, const struct place *place, int count,
                                    bool *present, struct cause *why)
{
    static const enum pg_type types[] = {PG_INT4, PG_INT4, PG_INT8, PG_INT8};
    PGresult *result = NULL;
    int64_t last = 0;
    *present = false;
    for (int c = 0; c < PG_BATCH_COLUMNS; c++)
        pg_array_begin(&p->batch[c], types[c]);
    for (int i = 0; i < count; i++) {
        const struct batch *batch = &place[i].item->batch;
        *present |= i > 0 && place[i].epoch == place[i - 1].epoch && batch->first <= last;
        last = batch->first + batch->count - 1;
        pg_array_number(&p->batch[0], place[i].station);
        pg_array_number(&p->batch[1], place[i].epoch);
        pg_array_number(&p->batch[2], batch->first);
        pg_array_number(&p->batch[3], last);
    }
    if (*present)
        return HUB_DONE;
    enum hub_result rc = call_batches(p, "present", PG_BATCH_COLUMNS, &result, why);
    *present = rc == HUB_DONE && PQntuples(result) > 0;
    PQclear(result);
    return rc;
}

/* Almost always all are new; what follows from them is gathered while the server works. Where they
 * are not, or another hub has just taken the same ones, the transaction, in which nothing else was
 * done, begins again. */
static enum hub_result insert_new(struct pg *p, struct place *place, int count, int *inserted,
                                  struct cause *why)
{
    bool present = false;
    struct pg_array *array[COLUMNS];
    enum hub_result rc = look_for_any(p, place, count, &present, why);
    if (rc == HUB_DONE && present)
        return insert_rows(p, place, count, inserted, why);
    for (int c = 0; c < COLUMNS; c++)
        array[c] = &p->row[c];
    if (rc == HUB_DONE) {
        int sent = pg_send_arrays(p, "records", array, COLUMNS);
        build_projection(p, place, count);
        rc = pg_answer(p, sent, NULL, why);
    }
    if (rc == HUB_DONE) {
        *inserted = p->row[C_SEQ].count;
        for (int i = 0; i < count; i++)
            for (int k = 0; k < place[i].item->batch.count; k++)
                place[i].item->inserted += place[i].item->parked[k] == NULL;
    }
    if (rc != HUB_SINGLE)
        return rc;
    p->built = false;
    rc = pg_command(p, "ROLLBACK", why);
    if (rc == HUB_DONE)
        rc = pg_command(p, "BEGIN", why);
    return rc == HUB_DONE ? insert_rows(p, place, count, inserted, why) : rc;
}

static enum hub_result insert_all(struct pg *p, struct place *place, int count, bool singly,
                                  struct cause *why)
{
    static struct origin which[HUB_TOGETHER * BATCH_RECORDS]; /* one thread, one connection */
    int inserted = 0;
    p->built = false;
    enum hub_result rc = singly ? insert_singly(p, place, why) : HUB_DONE;
    int rows = rc == HUB_DONE ? gather_rows(p, place, count, which) : 0;
    if (rc == HUB_DONE && rows > 0)
        rc = singly ? insert_rows(p, place, count, &inserted, why)
                    : insert_new(p, place, count, &inserted, why);
    if (rc == HUB_DONE && inserted < rows)
        rc = compare_rows(p, place, which, why);
    if (rc == HUB_DONE && !p->built)
        build_projection(p, place, count);
    return rc;
}

static enum hub_result take_all(struct pg *p, struct place *place, int count, bool singly,
                                struct cause *why)
{
    for (int i = 0; i < count; i++)
        place[i].item->inserted = 0;
    enum hub_result rc = pg_command(p, "BEGIN", why);
    if (rc == HUB_DONE)
        rc = insert_all(p, place, count, singly, why);
    if (rc == HUB_DONE)
        rc = send_projection(p, why);
    if (rc == HUB_DONE)
        rc = finish_items(p, place, count, why);
    if (rc == HUB_DONE)
        rc = pg_command(p, "COMMIT", why);
    if (rc != HUB_DONE && !p->down)
        (void)pg_command(p, "ROLLBACK", NULL);
    return rc;
}

static enum hub_result take_places(struct pg *p, struct place *place, int count, struct cause *why)
{
    enum hub_result rc = HUB_LATER;
    qsort(place, (size_t)count, sizeof *place, by_key);
    for (int tries = 0; tries < TRIES; tries++) {
        rc = take_all(p, place, count, false, why);
        if (rc != HUB_LATER || p->down || !p->again)
            break;
    }
    if (rc == HUB_SINGLE && count == 1)
        rc = take_all(p, place, count, true, why);
    return rc;
}

/* Where a new epoch belongs depends on what of its station came before, which must be there. */
static bool must_wait(const struct pg *p, struct hub_item *const *items, int count)
{
    bool same = false;
    for (int i = 0; i < count && !same; i++)
        same = strcmp(items[i]->station, items[count]->station) == 0;
    return same && pg_place_is_new(p, items[count]);
}

/* As many of them as can be taken at once: `*taken`. */
static enum hub_result take_some(struct pg *p, struct hub_item *const *items, int count, int *taken,
                                 struct cause *why)
{
    struct place place[HUB_TOGETHER] = {{NULL, 0, 0, NULL}};
    enum hub_result rc = HUB_DONE;
    int n = 0;
    while (n < count && rc == HUB_DONE && !must_wait(p, items, n)) {
        place[n] = (struct place){.item = items[n]};
        rc = pg_place_find(p, &place[n++], why);
    }
    *taken = n;
    if (rc == HUB_DONE)
        rc = take_places(p, place, n, why);
    for (int i = 0; i < n; i++)
        free(place[i].lineage);
    return rc;
}

static enum hub_result pg_take(void *engine, struct hub_item *const *items, int count,
                               struct cause *why)
{
    struct pg *p = engine;
    enum hub_result rc = p->down ? pg_connect(p, why) : HUB_DONE;
    for (int at = 0, taken = 0; at < count && rc == HUB_DONE; at += taken)
        rc = take_some(p, items + at, count - at, &taken, why);
    return rc;
}

static enum hub_result pg_dead(void *engine, const char *station, int64_t wall_ms,
                               const char *payload, size_t length, const char *reason,
                               struct cause *why)
{
    struct pg *p = engine;
    int64_t room = 0;
    const struct hub_letter letter = {.station = station,
                                      .epoch = "",
                                      .wall_ms = wall_ms,
                                      .reason = reason,
                                      .payload = payload,
                                      .length = length};
    enum hub_result rc = p->down ? pg_connect(p, why) : HUB_DONE;
    if (rc == HUB_DONE)
        rc = count_letters(p, station, &room, why);
    return rc == HUB_DONE && room > 0 ? bury_one(p, &letter, why) : rc;
}

static enum hub_result pg_beside(void *engine, const struct hub_call *c, struct cause *why)
{
    struct pg *p = engine;
    enum hub_result rc = p->down ? pg_connect(p, why) : HUB_DONE;
    return rc == HUB_DONE ? pg_one_call(p, c, why) : rc;
}

static enum hub_result pg_history(void *engine, const struct hub_history *in, int64_t *have,
                                  struct cause *why)
{
    struct pg *p = engine;
    int64_t station = 0;
    enum hub_result rc = p->down ? pg_connect(p, why) : HUB_DONE;
    if (rc == HUB_DONE)
        rc = pg_station_number(p, in->station, in->wall_ms, &station, why);
    return rc == HUB_DONE ? pg_history_take(p, station, in->minutes, have, why) : rc;
}

static enum hub_result pg_age(void *engine, int64_t before_day, struct cause *why)
{
    struct pg *p = engine;
    enum hub_result rc = p->down ? pg_connect(p, why) : HUB_DONE;
    return rc == HUB_DONE ? pg_history_age(p, before_day, why) : rc;
}

const struct hub_engine hub_postgres = {SCHEME,    pg_open,    pg_take, pg_dead,
                                        pg_beside, pg_history, pg_age,  pg_close};
