/* SPDX-License-Identifier: MIT */
/* The edge node's session: births with every metric, data by exception with aliases alone, one seq
 * over all of it, and a ring of what changed while nobody could be told. Called by the station's
 * shell (andon/edge.c), which owns node, desk and connection. */
#include "data/sparkplug/node.h"

#include "data/model/text.h"

#include <string.h>

#define REBIRTH       "Node Control/Rebirth"
#define PROPERTIES    3
#define BACKLOG_BATCH 64

struct spb_row *spb_rows_add(struct spb_rows *rows, const char *folder, const char *name,
                             enum spb_type type)
{
    struct spb_row *row = &rows->row[rows->count];
    if (rows->count == SPB_ROWS_MAX) {
        rows->dropped++;
        return NULL;
    }
    *row = (struct spb_row){.type = type, .quality = SPB_QUALITY_GOOD};
    if (!name[0] || !text_format(row->name, sizeof row->name, "%s/%s", folder, name)) {
        rows->dropped++;
        return NULL;
    }
    /* a folder of its own would be made of a slash */
    for (char *c = row->name + strlen(folder) + 1; *c; c++)
        if (strchr("+#", *c) || (unsigned char)*c < ' ')
            *c = '_';
    rows->count++;
    return row;
}

/* ---- values ---- */

static struct spb_value value_of(enum spb_type type, int64_t whole, double real, const char *text)
{
    if (type == SPB_BOOLEAN)
        return (struct spb_value){.form = SPB_FORM_BOOL, .flag = whole != 0};
    if (type == SPB_INT32)
        return (struct spb_value){.form = SPB_FORM_INT, .word = (uint32_t)whole};
    if (type == SPB_INT64 || type == SPB_DATETIME)
        return (struct spb_value){.form = SPB_FORM_LONG, .wide = (uint64_t)whole};
    if (type == SPB_DOUBLE)
        return (struct spb_value){.form = SPB_FORM_DOUBLE, .real = real};
    return (struct spb_value){.form = SPB_FORM_STRING, .text = text};
}

static bool same_value(const struct spb_row *a, const struct spb_row *b)
{
    if (a->null || b->null)
        return a->null == b->null;
    if (a->type == SPB_DOUBLE)
        return !(a->real < b->real) && !(b->real < a->real); /* never NaN: that is null */
    return a->type == SPB_STRING ? strcmp(a->text, b->text) == 0 : a->whole == b->whole;
}

static uint64_t time_of(int64_t ts)
{
    return ts > 0 ? (uint64_t)ts : 0;
}

static void name_metric(struct spb_metric *m, const char *name, enum spb_type type, int64_t ts)
{
    *m = (struct spb_metric){
        .name = name, .type = type, .timestamp = time_of(ts), .has_timestamp = true};
}

static struct spb_metric metric_of(const struct spb_row *row, size_t place)
{
    struct spb_metric m = {.alias = place + 1,
                           .has_alias = true,
                           .timestamp = time_of(row->ts),
                           .has_timestamp = true,
                           .null = row->null};
    if (!row->null)
        m.value = value_of(row->type, row->whole, row->real, row->text);
    return m;
}

/* ---- properties ---- */

static void add_text(struct spb_property *property, size_t *count, const char *key,
                     const char *text)
{
    property[(*count)++] = (struct spb_property){
        .key = key, .type = SPB_STRING, .value = {.form = SPB_FORM_STRING, .text = text}};
}

/* Those of a birth, or of data (where only the quality may have changed). -1: no room. */
static int add_properties(const struct spb_row *row, bool birth, bool quality,
                          struct spb_room *room, struct spb_metric *m)
{
    if (!quality && (!birth || (!row->unit[0] && !row->doc)))
        return 0;
    struct spb_property *property = spb_room_take(room, PROPERTIES, sizeof *property);
    if (!property)
        return -1;
    if (birth && row->unit[0])
        add_text(property, &m->properties, "engUnit", row->unit);
    if (birth && row->doc)
        add_text(property, &m->properties, "documentation", row->doc);
    if (quality)
        property[m->properties++] =
            (struct spb_property){.key = "Quality",
                                  .type = SPB_INT32,
                                  .value = {.form = SPB_FORM_INT, .word = (uint32_t)row->quality}};
    m->property = property;
    return 0;
}

/* ---- messages ---- */

static size_t send(struct spb_node *node, const struct spb_metric *metric, size_t metrics,
                   int64_t ts, struct spb_desk *desk)
{
    const struct spb_payload payload = {.timestamp = time_of(ts),
                                        .has_timestamp = true,
                                        .seq = node->seq,
                                        .has_seq = true,
                                        .metric = metric,
                                        .metrics = metrics};
    size_t length = spb_encode(&payload, &desk->room, desk->wire, SPB_WIRE_SIZE);
    if (length > 0)
        node->seq++; /* 255 is followed by 0 */
    return length;
}

size_t spb_death(uint8_t bdseq, int64_t ts, void *out, size_t size)
{
    static const size_t room_size = 1024;
    _Alignas(max_align_t) char memory[1024];
    struct spb_room room = {.at = memory, .size = room_size};
    struct spb_metric m;
    name_metric(&m, "bdSeq", SPB_INT64, ts);
    m.value = (struct spb_value){.form = SPB_FORM_LONG, .wide = bdseq};
    const struct spb_payload payload = {
        .timestamp = time_of(ts), .has_timestamp = true, .metric = &m, .metrics = 1};
    return spb_encode(&payload, &room, out, size);
}

/* Only those that there are: the others' memory is not even touched. */
static void copy_rows(struct spb_rows *to, const struct spb_rows *from)
{
    to->count = from->count;
    to->dropped = from->dropped;
    memcpy(to->row, from->row, from->count * sizeof *from->row);
}

size_t spb_node_birth(struct spb_node *node, const struct spb_rows *now, uint8_t bdseq, int64_t ts,
                      struct spb_desk *desk)
{
    desk->room.used = 0;
    struct spb_metric *metric = spb_room_take(&desk->room, now->count + 2, sizeof *metric);
    if (!metric)
        return 0;
    name_metric(&metric[0], "bdSeq", SPB_INT64, ts);
    metric[0].value = (struct spb_value){.form = SPB_FORM_LONG, .wide = bdseq};
    name_metric(&metric[1], REBIRTH, SPB_BOOLEAN, ts);
    metric[1].value = (struct spb_value){.form = SPB_FORM_BOOL, .flag = false};
    for (size_t i = 0; i < now->count; i++) {
        const struct spb_row *row = &now->row[i];
        metric[i + 2] = metric_of(row, i);
        metric[i + 2].name = row->name;
        metric[i + 2].type = row->type;
        if (add_properties(row, true, row->quality != SPB_QUALITY_GOOD, &desk->room,
                           &metric[i + 2]) != 0)
            return 0;
    }
    if (!spb_node_same_set(node, now))
        node->keeps = 0; /* aliases name other metrics now */
    node->seq = 0;
    size_t length = send(node, metric, now->count + 2, ts, desk);
    node->born = length > 0;
    copy_rows(&node->told, now);
    return length;
}

bool spb_node_same_set(const struct spb_node *node, const struct spb_rows *now)
{
    if (node->told.count != now->count)
        return false;
    for (size_t i = 0; i < now->count; i++)
        if (node->told.row[i].type != now->row[i].type ||
            strcmp(node->told.row[i].name, now->row[i].name) != 0)
            return false;
    return true;
}

static bool is_news(const struct spb_node *node, const struct spb_rows *now, size_t i)
{
    const struct spb_row *told = &node->told.row[i], *row = &now->row[i];
    return told->quality != row->quality || !same_value(told, row);
}

size_t spb_node_data(struct spb_node *node, const struct spb_rows *now, int64_t ts, int64_t now_ms,
                     struct spb_desk *desk)
{
    bool slow = now_ms >= node->slow_at;
    for (size_t i = 0; i < now->count && !slow; i++)
        slow = now->row[i].pace != SPB_SLOW && is_news(node, now, i);
    if (!node->born || !slow)
        return 0;
    desk->room.used = 0;
    node->slow_at = now_ms + SPB_SLOW_MS;
    struct spb_metric *metric = spb_room_take(&desk->room, now->count, sizeof *metric);
    size_t count = 0;
    for (size_t i = 0; metric && i < now->count; i++) {
        if (!is_news(node, now, i))
            continue;
        const struct spb_row *row = &now->row[i];
        bool quality =
            row->quality != SPB_QUALITY_GOOD || row->quality != node->told.row[i].quality;
        metric[count] = metric_of(row, i);
        if (add_properties(row, false, quality, &desk->room, &metric[count++]) != 0)
            return 0;
        node->told.row[i] = *row;
    }
    return count > 0 ? send(node, metric, count, ts, desk) : 0;
}

/* ---- while nobody can be told ---- */

static void keep(struct spb_node *node, size_t i, const struct spb_row *row)
{
    if (node->keeps == SPB_KEPT_MAX) {
        node->first = (node->first + 1) % SPB_KEPT_MAX;
        node->keeps--;
        node->overrun++;
    }
    struct spb_kept *k = &node->kept[(node->first + node->keeps++) % SPB_KEPT_MAX];
    *k = (struct spb_kept){
        .row = i, .null = row->null, .whole = row->whole, .real = row->real, .ts = row->ts};
    (void)text_copy(k->text, sizeof k->text, row->text);
}

void spb_node_keep(struct spb_node *node, const struct spb_rows *now)
{
    bool same = spb_node_same_set(node, now);
    if (!same)
        node->keeps = 0;
    for (size_t i = 0; same && i < now->count; i++)
        if (now->row[i].pace == SPB_KEPT && !same_value(&node->told.row[i], &now->row[i]))
            keep(node, i, &now->row[i]);
    copy_rows(&node->told, now);
}

static size_t batch_of(const struct spb_node *node)
{
    return node->keeps < BACKLOG_BATCH ? node->keeps : BACKLOG_BATCH;
}

size_t spb_node_backlog(struct spb_node *node, int64_t ts, struct spb_desk *desk)
{
    size_t count = batch_of(node);
    desk->room.used = 0;
    struct spb_metric *metric = spb_room_take(&desk->room, count, sizeof *metric);
    if (!node->born || count == 0 || !metric)
        return 0;
    for (size_t i = 0; i < count; i++) {
        const struct spb_kept *k = &node->kept[(node->first + i) % SPB_KEPT_MAX];
        metric[i] = (struct spb_metric){.alias = k->row + 1,
                                        .has_alias = true,
                                        .timestamp = time_of(k->ts),
                                        .has_timestamp = true,
                                        .historical = true,
                                        .null = k->null};
        if (!k->null)
            metric[i].value = value_of(node->told.row[k->row].type, k->whole, k->real, k->text);
    }
    return send(node, metric, count, ts, desk);
}

void spb_node_backlog_said(struct spb_node *node)
{
    size_t count = batch_of(node);
    node->first = (node->first + count) % SPB_KEPT_MAX;
    node->keeps -= count;
}

void spb_node_ended(struct spb_node *node)
{
    node->born = false;
}

/* ---- commands ---- */

bool spb_asks_rebirth(const struct spb_payload *command, size_t *others)
{
    bool asks = false;
    *others = 0;
    for (size_t i = 0; i < command->metrics; i++) {
        const struct spb_metric *m = &command->metric[i];
        int64_t yes;
        if (!m->name || strcmp(m->name, REBIRTH) != 0)
            ++*others;
        else if (!m->null && spb_integer(&m->value, SPB_BOOLEAN, &yes) == 0)
            asks |= yes != 0;
    }
    return asks;
}
