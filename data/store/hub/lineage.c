/* SPDX-License-Identifier: MIT */
/* Lineages of epochs: see lineage.h. One SQL text a question for both engines, which are the
 * callers: SQLite inside its transaction, PostgreSQL before it, where two hubs that decide about
 * one epoch come to the same end, for the first to write it down counts. */
#include "data/store/hub/lineage.h"

#include "data/model/text.h"
#include "data/store/hub/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- questions ------------------------------------------------------------------------------- */

#define LITE_4(n) "CAST($" n " AS INTEGER)"
#define LITE_8(n) "CAST($" n " AS INTEGER)"
#define LITE_T(n) "$" n
#define POST_4(n) "$" n "::int4"
#define POST_8(n) "$" n "::int8"
#define POST_T(n) "$" n "::text"
#define BOTH(words)                                                  \
    {                                                                \
        words(LITE_4, LITE_8, LITE_T), words(POST_4, POST_8, POST_T) \
    }

#define SETTLED(i4, i8, t) "SELECT lineage FROM descent WHERE epoch = " i4("1")
static const struct hub_sql settled = BOTH(SETTLED);

#define SAID(i4, i8, t) \
    "UPDATE epoch SET previous = " t("2") ", previous_seq = " i8("3") " WHERE number = " i4("1")
static const struct hub_sql said = BOTH(SAID);

/* The predecessor's lineage, and whether it went on, with another or by itself. */
#define BEFORE(i4, i8, t)                                                                         \
    "SELECT d.lineage, CASE WHEN p.last_seq > " i8(                                               \
        "4") " OR EXISTS (SELECT 1"                                                               \
             " FROM epoch o WHERE o.station = p.station AND o.previous = p.name AND o.number "    \
             "< " i4("2") ") THEN 1 ELSE 0 END FROM epoch p JOIN descent d ON d.epoch = p.number" \
                          " WHERE p.station = " i4("1") " AND p.name = " t("3")
static const struct hub_sql before = BOTH(BEFORE);

/* Of others of the station that are settled. */
#define OTHERS(i4, i8, t)                                                                       \
    "SELECT d.lineage FROM epoch e JOIN descent d ON d.epoch = e.number WHERE e.station = " i4( \
        "1") " AND e.number <> " i4("2")
#define HEARD(i4, i8, t) OTHERS(i4, i8, t) " ORDER BY e.number DESC LIMIT 1"
static const struct hub_sql heard = BOTH(HEARD);

/* Of the same file: its first epoch, or one that came from that. */
#define OF_ROOT(i4, i8, t)                                                                   \
    OTHERS(i4, i8, t)                                                                        \
    " AND (d.root = " t("3") " OR e.name = " t("3") " OR e.previous = " t("3") ") ORDER BY " \
                                                                               "e.number"
#define OLDEST(i4, i8, t) OF_ROOT(i4, i8, t) " LIMIT 1"
#define NEWEST(i4, i8, t) OF_ROOT(i4, i8, t) " DESC LIMIT 1"
static const struct hub_sql oldest = BOTH(OLDEST), newest = BOTH(NEWEST);

/* Whether one of them has said its file. */
#define ROOTED(i4, i8, t) OTHERS(i4, i8, t) " AND d.root <> '' LIMIT 1"
static const struct hub_sql rooted = BOTH(ROOTED);

/* Of what is before the point, as far back as LOOK_BACK records; openings are not counted: each is
 * its epoch's. What has no number there counts as not there before: it is shown twice, and nothing
 * goes over it. */
#define LOOK_BACK "200000"
/* An answer to a prediction is numbered beside the faults, with their letter: its counter goes by
 * one that no id has. */
#define FEEDBACK_LETTER "Z"
/* A shift that was open at the point and that somebody closed: both who went on from there close
 * it, and neither as the other does. */
#define SHIFT_OF_BOTH                                                                           \
    "(r.kind = 'shift' AND r.body LIKE '%\"closed\":false%' AND EXISTS (SELECT 1 FROM object h" \
    " WHERE h.station = r.station AND h.kind = 'shift' AND h.id = r.id"                         \
    " AND h.body LIKE '%\"closed\":true%'))"
/* clang-format off */
#define PAST(i4, i8, t)                                                                         \
    "WITH RECURSIVE past(number, upto, rest) AS (SELECT number, " i8("3") ", " LOOK_BACK        \
    " FROM epoch WHERE station = " i4("1") " AND name = " t("2")                                \
    " UNION ALL SELECT q.number, e.previous_seq, past.rest - CAST(past.upto AS INTEGER)"        \
    " FROM past JOIN epoch e ON e.number = past.number JOIN epoch q ON q.station = e.station"   \
    " AND q.name = e.previous WHERE past.upto BETWEEN 1 AND past.rest - 1) "
#define TOP(i4, i8, t, list, number, numbered)                                                  \
    PAST(i4, i8, t) "SELECT coalesce(" list ", '') FROM (SELECT CASE r.kind WHEN 'feedback' THEN"\
    " '" FEEDBACK_LETTER "' ELSE substr(r.id, 1, 1) END AS letter,"                             \
    " max(" number ") AS top FROM past JOIN record r ON r.station = " i4("1")                   \
    " AND r.epoch = past.number AND r.seq <= past.upto AND r.seq > past.upto - past.rest"       \
    " WHERE r.kind NOT IN ('minute', 'open') AND NOT " SHIFT_OF_BOTH " AND " numbered        \
    " GROUP BY 1) AS tops"
/* clang-format on */
static const struct hub_sql tops = {
    TOP(LITE_4, LITE_8, LITE_T, "group_concat(letter || top, ' ')",
        "CAST(substr(r.id, 2, 18) AS INTEGER)", "r.id GLOB '[A-Z][0-9]*'"),
    TOP(POST_4, POST_8, POST_T, "string_agg(letter || top, ' ')",
        "CAST(substring(r.id from '^[A-Z]([0-9]{1,18})') AS BIGINT)", "r.id ~ '^[A-Z][0-9]'")};

#define COUNTED(i4, i8, t) "SELECT count(*) FROM lineage WHERE station = " i4("1")
static const struct hub_sql counted = BOTH(COUNTED);

#define BEGUN(i4, i8, t)                                                                      \
    "INSERT INTO lineage (station, tag, above, numbers) VALUES (" i4("1") ", " t("2") ", " t( \
        "3") ", " t("4") ") ON CONFLICT DO NOTHING"
static const struct hub_sql begun = BOTH(BEGUN);

#define DECIDED(i4, i8, t)                                                            \
    "INSERT INTO descent (epoch, root, lineage) VALUES (" i4("1") ", " t("2") ", " t( \
        "3") ") ON CONFLICT DO NOTHING"
static const struct hub_sql decided = BOTH(DECIDED);

#define ABOVE(i4, i8, t) \
    "SELECT above, numbers FROM lineage WHERE station = " i4("1") " AND tag = " t("2")
static const struct hub_sql above = BOTH(ABOVE);

#define NOT_SETTLED "NOT EXISTS (SELECT 1 FROM descent d WHERE d.epoch = x.number)"
/* Stations of which every epoch goes on from the one before are all there are, but for some. */
#define PLAIN                                                                                 \
    "INSERT INTO descent (epoch, root, lineage) SELECT x.number, '', '' FROM epoch x "        \
    "WHERE " NOT_SETTLED " AND x.station NOT IN (SELECT e.station"                            \
    " FROM epoch e WHERE (e.previous = '' AND EXISTS (SELECT 1 FROM epoch o WHERE"            \
    " o.station = e.station AND o.number < e.number)) OR EXISTS (SELECT 1 FROM epoch p WHERE" \
    " p.station = e.station AND p.name = e.previous AND (p.last_seq > e.previous_seq OR"      \
    " EXISTS (SELECT 1 FROM epoch o WHERE o.station = p.station AND o.previous = p.name"      \
    " AND o.number < e.number))))"
static const struct hub_sql plain = {PLAIN, PLAIN};
#define UNSETTLED(i4, i8, t)                                                                \
    "SELECT number, station, name, CASE WHEN previous IS NULL THEN 0 ELSE 1 END, previous," \
    " previous_seq FROM epoch x WHERE " NOT_SETTLED                                         \
    " AND number > " i4("1") " ORDER BY number LIMIT 1"
static const struct hub_sql unsettled = BOTH(UNSETTLED);

#define ANSWERS 6
struct answers {
    bool any;
    char text[ANSWERS][640];
};

static void take_answer(void *ctx, int column, const char *text)
{
    struct answers *out = ctx;
    out->any = true;
    (void)text_copy(out->text[column], sizeof out->text[column], text);
}

/* `columns` 0: it is no question. */
static enum hub_result ask(const struct hub_asker *asker, const struct hub_sql *sql,
                           const char *const *value, int count, struct answers *out, int columns,
                           struct cause *why)
{
    struct hub_row row = {.columns = columns, .column = take_answer, .ctx = out};
    const struct hub_call call = {
        .sql = sql, .value = value, .count = count, .row = columns > 0 ? &row : NULL};
    if (out)
        *out = (struct answers){.any = false};
    return asker->call(asker->engine, &call, why);
}

struct digits {
    char text[24];
};

static const char *digits_of(struct digits *out, int64_t value)
{
    (void)snprintf(out->text, sizeof out->text, "%lld", (long long)value);
    return out->text;
}

/* A station of which more are known is not well: what it goes on from is not looked for. */
#define LINEAGES 64

/* ---- deciding -------------------------------------------------------------------------------- */

/* An epoch that is to be settled. */
struct settling {
    const struct hub_asker *asker;
    struct digits station, epoch;
    const char *name, *previous, *root; /* "": none, not known */
    int64_t seq;
    bool told; /* it says what it goes on from */
    char lineage[HUB_TAG + 1];
    struct cause *why;
};

static const char *tag_of(const char *epoch)
{
    size_t length = strlen(epoch);
    return epoch + (length > HUB_TAG ? length - HUB_TAG : 0);
}

static enum hub_result begin_lineage(struct settling *s, const char *tag, const char *above_tag,
                                     const char *numbers)
{
    const char *const v[] = {s->station.text, tag, above_tag, numbers};
    (void)text_copy(s->lineage, sizeof s->lineage, tag);
    return ask(s->asker, &begun, v, 4, NULL, 0, s->why);
}

/* It goes on from a point from which the station went on already. */
static enum hub_result fork_off(struct settling *s, const char *above_tag)
{
    struct answers found;
    struct digits seq = {""};
    const char *const v[] = {s->station.text, s->previous, digits_of(&seq, s->seq)};
    enum hub_result rc = ask(s->asker, &counted, v, 1, &found, 1, s->why);
    if (rc == HUB_DONE && strtoll(found.text[0], NULL, 10) >= LINEAGES)
        return begin_lineage(s, tag_of(s->name), "", "");
    if (rc == HUB_DONE)
        rc = ask(s->asker, &tops, v, 3, &found, 1, s->why);
    return rc == HUB_DONE ? begin_lineage(s, tag_of(s->name), above_tag, found.text[0]) : rc;
}

/* Its predecessor is not here: it was the first one, or has not come, or never will. */
static enum hub_result by_root(struct settling *s)
{
    struct answers same, other, files;
    const char *root = s->root[0] != '\0' ? s->root : s->previous[0] == '\0' ? s->name : "";
    const char *const v[] = {s->station.text, s->epoch.text, root};
    enum hub_result rc = HUB_DONE;
    same.any = false;
    if (root[0] != '\0')
        rc = ask(s->asker, s->previous[0] == '\0' ? &oldest : &newest, v, 3, &same, 1, s->why);
    if (rc == HUB_DONE && same.any)
        (void)text_copy(s->lineage, sizeof s->lineage, same.text[0]);
    if (rc != HUB_DONE || same.any)
        return rc;
    rc = ask(s->asker, &heard, v, 2, &other, 1, s->why);
    if (rc != HUB_DONE || !other.any)
        return rc;
    /* Where none has said its file, this one goes on in theirs, unless it is the first. */
    rc = ask(s->asker, &rooted, v, 2, &files, 1, s->why);
    if (rc != HUB_DONE)
        return rc;
    if (root[0] != '\0' && (files.any || s->previous[0] == '\0'))
        return begin_lineage(s, tag_of(root), "", "");
    (void)text_copy(s->lineage, sizeof s->lineage, other.text[0]);
    return HUB_DONE;
}

static enum hub_result by_what_it_says(struct settling *s)
{
    struct answers found;
    struct digits seq = {""};
    const char *const is[] = {s->epoch.text, s->previous, digits_of(&seq, s->seq)};
    const char *const v[] = {s->station.text, s->epoch.text, s->previous, seq.text};
    enum hub_result rc = ask(s->asker, &said, is, 3, NULL, 0, s->why);
    found.any = false;
    if (rc == HUB_DONE && s->previous[0] != '\0')
        rc = ask(s->asker, &before, v, 4, &found, 2, s->why);
    if (rc != HUB_DONE)
        return rc;
    if (!found.any)
        return by_root(s);
    if (strcmp(found.text[1], "1") == 0)
        return fork_off(s, found.text[0]);
    (void)text_copy(s->lineage, sizeof s->lineage, found.text[0]);
    return HUB_DONE;
}

static enum hub_result settle(struct settling *s)
{
    struct answers last;
    const char *const v[] = {s->station.text, s->epoch.text};
    enum hub_result rc;
    if (s->told) {
        rc = by_what_it_says(s);
    } else {
        rc = ask(s->asker, &heard, v, 2, &last, 1, s->why);
        if (rc == HUB_DONE && last.any)
            (void)text_copy(s->lineage, sizeof s->lineage, last.text[0]);
    }
    const char *const is[] = {s->epoch.text, s->root, s->lineage};
    return rc == HUB_DONE ? ask(s->asker, &decided, is, 3, NULL, 0, s->why) : rc;
}

static enum hub_result lineage_of(const struct hub_asker *asker, int64_t epoch, struct answers *out,
                                  struct cause *why)
{
    struct digits number = {""};
    const char *const v[] = {digits_of(&number, epoch)};
    return ask(asker, &settled, v, 1, out, 1, why);
}

enum hub_result hub_lineage_settle(const struct hub_asker *asker, int64_t station, int64_t epoch,
                                   const struct hub_item *item, bool *tagged, struct cause *why)
{
    struct answers now;
    struct hub_opening opening;
    const struct batch *batch = &item->batch;
    enum hub_result rc = lineage_of(asker, epoch, &now, why);
    if (rc == HUB_DONE && !now.any) {
        struct settling s = {.asker = asker,
                             .name = batch->epoch,
                             .told = batch->lineage.told,
                             .root = batch->lineage.root,
                             .previous = batch->lineage.previous,
                             .seq = batch->lineage.seq,
                             .why = why};
        (void)digits_of(&s.station, station);
        (void)digits_of(&s.epoch, epoch);
        if (!s.told && !item->parked[0] && hub_opening_read(&batch->record[0], &opening)) {
            s.told = true;
            s.previous = opening.previous;
            s.seq = opening.seq;
        }
        rc = settle(&s);
        if (rc == HUB_DONE)
            rc = lineage_of(asker, epoch, &now, why);
    }
    *tagged = now.text[0][0] != '\0';
    return rc;
}

enum hub_result hub_lineage_settle_all(const struct hub_asker *asker, struct cause *why)
{
    struct answers row = {.any = true};
    struct digits last = {"0"};
    enum hub_result rc = ask(asker, &plain, NULL, 0, NULL, 0, why);
    while (rc == HUB_DONE && row.any) {
        const char *const v[] = {last.text};
        rc = ask(asker, &unsettled, v, 1, &row, 6, why);
        if (rc != HUB_DONE || !row.any)
            break;
        struct settling s = {.asker = asker,
                             .name = row.text[2],
                             .told = strcmp(row.text[3], "1") == 0,
                             .root = "",
                             .previous = row.text[4],
                             .seq = strtoll(row.text[5], NULL, 10),
                             .why = why};
        (void)text_copy(s.epoch.text, sizeof s.epoch.text, row.text[0]);
        (void)text_copy(s.station.text, sizeof s.station.text, row.text[1]);
        last = s.epoch;
        rc = settle(&s);
    }
    return rc;
}

/* ---- loading --------------------------------------------------------------------------------- */

/* "C7 I2044": the highest number of each letter. */
static void read_tops(const char *text, int64_t top[26])
{
    for (int i = 0; i < 26; i++)
        top[i] = -1;
    for (const char *c = text; *c != '\0'; c += strcspn(c, " "), c += *c == ' ')
        if (*c >= 'A' && *c <= 'Z')
            top[*c - 'A'] = strtoll(c + 1, NULL, 10);
}

enum hub_result hub_lineage_load(const struct hub_asker *asker, int64_t station, int64_t epoch,
                                 struct hub_lineage *out, struct cause *why)
{
    struct answers row;
    struct digits number = {""};
    char tag[HUB_TAG + 1] = "";
    out->depth = 0;
    enum hub_result rc = lineage_of(asker, epoch, &row, why);
    if (rc == HUB_DONE)
        (void)text_copy(tag, sizeof tag, row.text[0]);
    while (rc == HUB_DONE && tag[0] != '\0' && out->depth < HUB_LINEAGE_MAX) {
        const char *const v[] = {digits_of(&number, station), tag};
        rc = ask(asker, &above, v, 2, &row, 2, why);
        (void)text_copy(out->step[out->depth].tag, sizeof tag, tag);
        read_tops(row.text[1], out->step[out->depth++].top);
        (void)text_copy(tag, sizeof tag, row.text[0]);
    }
    return rc;
}

/* ---- ids ------------------------------------------------------------------------------------- */

/* S118, W29396160.2: a letter and a number; else -1. */
static int64_t number_in(const char *id, size_t length)
{
    int64_t number = -1;
    if (length < 2 || id[0] < 'A' || id[0] > 'Z')
        return -1;
    for (size_t i = 1; i < length && i <= 18 && id[i] >= '0' && id[i] <= '9'; i++)
        number = (number < 0 ? 0 : number * 10) + (id[i] - '0');
    return number;
}

/* `counter`: its letter in the tops. */
static void name_in(const struct hub_lineage *lineage, char counter, const char *id, size_t length,
                    char out[HUB_ID_SIZE])
{
    int64_t number = number_in(id, length);
    int i = 0, depth = lineage ? lineage->depth : 0;
    while (i < depth && number >= 0 && number <= lineage->step[i].top[counter - 'A'])
        i++;
    (void)text_copy_n(out, RECORD_ID_SIZE, id, length);
    if (i < depth)
        (void)text_format(out + strlen(out), HUB_TAG + 2, "~%s", lineage->step[i].tag);
}

void hub_lineage_id(const struct hub_lineage *lineage, const char *id, size_t length,
                    char out[HUB_ID_SIZE])
{
    name_in(lineage, id[0], id, length, out);
}

const struct batch_record *hub_lineage_record(const struct hub_lineage *lineage,
                                              const struct batch_record *record,
                                              struct hub_lineage_record *out)
{
    if (!lineage || lineage->depth == 0)
        return record;
    out->record = *record;
    name_in(lineage, strcmp(record->kind, "feedback") == 0 ? *FEEDBACK_LETTER : record->id[0],
            record->id, strlen(record->id), out->id);
    out->record.id = out->id;
    if (record->rev < HUB_REV_STEP) /* no more than that is honest */
        out->record.rev += lineage->depth * HUB_REV_STEP;
    return &out->record;
}

struct tagging {
    const struct hub_lineage *lineage;
    fact_sink *sink;
    void *ctx;
};

static int tag_row(void *ctx, int table, int64_t place, const struct fact_value *value)
{
    const struct tagging *t = ctx;
    const struct fact_table *f = &fact_tables[table];
    struct fact_value tagged[FACT_COLUMNS];
    char id[FACT_COLUMNS][HUB_ID_SIZE];
    for (int c = 0; c < f->columns; c++) {
        tagged[c] = value[c];
        if (f->column[c].type != FACT_REF || value[c].none || value[c].length >= RECORD_ID_SIZE ||
            number_in(value[c].text, value[c].length) < 0)
            continue; /* another system's */
        hub_lineage_id(t->lineage, value[c].text, value[c].length, id[c]);
        tagged[c].text = id[c];
        tagged[c].length = strlen(id[c]);
    }
    return t->sink(t->ctx, table, place, tagged);
}

int hub_lineage_facts(const struct hub_lineage *lineage, const struct batch_record *record,
                      fact_sink *sink, void *ctx)
{
    struct tagging tagging = {lineage, sink, ctx};
    bool tags = lineage && lineage->depth > 0;
    return facts_read(record->kind, record->body, record->body_length, tags ? tag_row : sink,
                      tags ? &tagging : ctx);
}

void hub_lineage_key(const struct hub_lineage *lineage, const struct hub_note *note, char *out,
                     size_t size)
{
    char id[HUB_ID_SIZE], station[HUB_STATION_SIZE];
    (void)text_sanitise(note->station, strlen(note->station), station, sizeof station);
    size_t before_id = strlen(station) + 1;
    bool fits = strncmp(note->key, station, before_id - 1) == 0 && strlen(note->key) > before_id;
    size_t length = fits ? strcspn(note->key + before_id, " ") : 0;
    if (!lineage || lineage->depth == 0 || length == 0 || length >= RECORD_ID_SIZE) {
        (void)text_copy(out, size, note->key);
        return;
    }
    hub_lineage_id(lineage, note->key + before_id, length, id);
    (void)text_format(out, size, "%s %s%s", station, id, note->key + before_id + length);
}
