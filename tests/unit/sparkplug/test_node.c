/* SPDX-License-Identifier: MIT */
/* An edge node's session (standards.md §5.4): births, changes, seq, aliases, what was kept; and a
 * station's snapshot as its metrics. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/sparkplug/station.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TS INT64_C(1795353245123)

static struct spb_node *node;
static struct spb_rows rows;
static struct spb_desk desk;
static struct spb_payload heard;

static int make_node(void **state)
{
    (void)state;
    node = calloc(1, sizeof *node);
    desk.room = (struct spb_room){.at = malloc(SPB_DESK_SIZE), .size = SPB_DESK_SIZE};
    desk.wire = malloc(SPB_WIRE_SIZE);
    return node && desk.room.at && desk.wire ? 0 : -1;
}

static int drop_node(void **state)
{
    (void)state;
    free(node);
    free(desk.room.at);
    free(desk.wire);
    return 0;
}

/* What a host would hear. */
static void hear(size_t length)
{
    static _Alignas(max_align_t) char memory[SPB_DESK_SIZE];
    struct spb_room room = {.at = memory, .size = sizeof memory};
    struct cause why;
    assert_true(length > 0);
    assert_int_equal(spb_decode(desk.wire, length, &room, &heard, &why), 0);
}

static void few_rows(int64_t total, const char *word, double oee)
{
    rows.count = rows.dropped = 0;
    struct spb_row *row = spb_rows_add(&rows, "Counts", "Total", SPB_INT64);
    row->whole = total;
    row->ts = TS + total;
    (void)text_copy(row->unit, sizeof row->unit, "parts");
    row->doc = "made";
    row = spb_rows_add(&rows, "State", "Word", SPB_STRING);
    row->pace = SPB_KEPT;
    row->ts = TS + total;
    (void)text_copy(row->text, sizeof row->text, word);
    row = spb_rows_add(&rows, "KPI", "OEE", SPB_DOUBLE);
    row->pace = SPB_SLOW;
    row->ts = TS + total;
    row->null = isnan(oee);
    row->real = isnan(oee) ? 0 : oee;
}

static void a_birth_says_all(void **state)
{
    (void)state;
    few_rows(1, "running", NAN);
    hear(spb_node_birth(node, &rows, 255, TS, &desk));
    assert_true(heard.has_seq && heard.seq == 0 && heard.timestamp == (uint64_t)TS);
    assert_int_equal(heard.metrics, 5);
    int64_t number;
    assert_string_equal(heard.metric[0].name, "bdSeq");
    assert_int_equal(spb_integer(&heard.metric[0].value, SPB_INT64, &number), 0);
    assert_true(number == 255 && !heard.metric[0].has_alias);
    assert_string_equal(heard.metric[1].name, "Node Control/Rebirth");
    assert_true(heard.metric[1].type == SPB_BOOLEAN && !heard.metric[1].has_alias);
    for (size_t i = 2; i < heard.metrics; i++) {
        const struct spb_metric *m = &heard.metric[i];
        assert_true(m->name && m->has_alias && m->alias == i - 1 && m->has_timestamp);
        assert_true(m->type == rows.row[i - 2].type);
    }
    assert_string_equal(spb_property(&heard.metric[2], "engUnit")->value.text, "parts");
    assert_string_equal(spb_property(&heard.metric[2], "documentation")->value.text, "made");
    assert_true(heard.metric[4].null && heard.metric[4].value.form == SPB_FORM_NONE);
    assert_true(node->born);
}

static void only_changes_are_told(void **state)
{
    (void)state;
    few_rows(1, "running", 0.5);
    assert_true(spb_node_birth(node, &rows, 0, TS, &desk) > 0);
    assert_int_equal(spb_node_data(node, &rows, TS, 0, &desk), 0);
    few_rows(2, "running", 0.5);
    hear(spb_node_data(node, &rows, TS, 1, &desk));
    assert_true(heard.metrics == 1 && heard.seq == 1 && heard.metric[0].alias == 1);
    assert_true(!heard.metric[0].name && heard.metric[0].type == SPB_UNKNOWN);
    assert_true(heard.metric[0].timestamp == (uint64_t)TS + 2 && !heard.metric[0].historical);
    assert_int_equal(spb_node_data(node, &rows, TS, 2, &desk), 0);
    /* what moves by itself waits for its time, or for company */
    few_rows(2, "running", 0.6);
    assert_int_equal(spb_node_data(node, &rows, TS, SPB_SLOW_MS, &desk), 0);
    hear(spb_node_data(node, &rows, TS, SPB_SLOW_MS + 1, &desk));
    assert_true(heard.metrics == 1 && heard.seq == 2 && heard.metric[0].alias == 3);
    few_rows(3, "running", 0.7);
    hear(spb_node_data(node, &rows, TS, SPB_SLOW_MS + 2, &desk));
    assert_int_equal(heard.metrics, 2);
    /* null comes and goes */
    few_rows(4, "running", NAN);
    hear(spb_node_data(node, &rows, TS, SPB_SLOW_MS + 3, &desk));
    assert_true(heard.metric[1].null);
    few_rows(5, "running", NAN);
    hear(spb_node_data(node, &rows, TS, SPB_SLOW_MS + 4, &desk));
    assert_int_equal(heard.metrics, 1);
}

static void seq_wraps(void **state)
{
    (void)state;
    few_rows(0, "running", NAN);
    assert_true(spb_node_birth(node, &rows, 0, TS, &desk) > 0);
    for (int64_t i = 1; i <= 600; i++) {
        few_rows(i, "running", NAN);
        hear(spb_node_data(node, &rows, TS, i, &desk));
        assert_true(heard.has_seq && heard.seq == (uint64_t)(i % 256));
    }
}

static void quality_is_told(void **state)
{
    (void)state;
    few_rows(0, "running", NAN);
    rows.row[0].quality = SPB_QUALITY_STALE;
    hear(spb_node_birth(node, &rows, 0, TS, &desk));
    assert_int_equal(spb_quality(&heard.metric[2]), SPB_QUALITY_STALE);
    rows.row[0].quality = SPB_QUALITY_GOOD;
    hear(spb_node_data(node, &rows, TS, 1, &desk));
    assert_non_null(spb_property(&heard.metric[0], "Quality"));
    assert_int_equal(spb_quality(&heard.metric[0]), SPB_QUALITY_GOOD);
    rows.row[0].whole++;
    hear(spb_node_data(node, &rows, TS, 2, &desk));
    assert_int_equal(heard.metric[0].properties, 0);
    rows.row[0].quality = SPB_QUALITY_BAD;
    hear(spb_node_data(node, &rows, TS, 3, &desk));
    assert_int_equal(spb_quality(&heard.metric[0]), SPB_QUALITY_BAD);
}

static void another_set_wants_another_birth(void **state)
{
    (void)state;
    few_rows(0, "running", NAN);
    assert_false(spb_node_same_set(node, &rows));
    assert_true(spb_node_birth(node, &rows, 0, TS, &desk) > 0);
    assert_true(spb_node_same_set(node, &rows));
    rows.row[1].type = SPB_DOUBLE;
    assert_false(spb_node_same_set(node, &rows));
    rows.row[1].type = SPB_STRING;
    (void)text_copy(rows.row[2].name, sizeof rows.row[2].name, "KPI/Other");
    assert_false(spb_node_same_set(node, &rows));
    rows.count--;
    assert_false(spb_node_same_set(node, &rows));
}

static void what_nobody_heard_is_told_later(void **state)
{
    (void)state;
    few_rows(0, "running", NAN);
    spb_node_keep(node, &rows);
    assert_int_equal(node->keeps, 0);
    few_rows(1, "stopped", NAN);
    spb_node_keep(node, &rows);
    few_rows(2, "stopped", NAN); /* counts are not kept */
    spb_node_keep(node, &rows);
    few_rows(3, "running", NAN);
    spb_node_keep(node, &rows);
    assert_int_equal(node->keeps, 2);
    assert_int_equal(spb_node_backlog(node, TS, &desk), 0); /* not before a birth */
    assert_true(spb_node_birth(node, &rows, 0, TS, &desk) > 0);
    hear(spb_node_backlog(node, TS, &desk));
    spb_node_backlog_said(node);
    assert_true(heard.seq == 1 && heard.metrics == 2 && node->keeps == 0);
    for (size_t i = 0; i < 2; i++)
        assert_true(heard.metric[i].historical && heard.metric[i].alias == 2);
    assert_string_equal(heard.metric[0].value.text, "stopped");
    assert_true(heard.metric[0].timestamp == (uint64_t)TS + 1);
    assert_string_equal(heard.metric[1].value.text, "running");
    assert_int_equal(spb_node_backlog(node, TS, &desk), 0);
    /* lost in between: nothing is live, and the oldest make room */
    spb_node_ended(node);
    assert_int_equal(spb_node_data(node, &rows, TS, 9, &desk), 0);
    for (int64_t i = 0; i < SPB_KEPT_MAX + 7; i++) {
        few_rows(i, i % 2 ? "running" : "idle", NAN);
        spb_node_keep(node, &rows);
    }
    assert_int_equal(node->keeps, SPB_KEPT_MAX);
    assert_int_equal(node->overrun, 7);
    assert_true(spb_node_birth(node, &rows, 0, TS, &desk) > 0);
    int64_t told = 0;
    while (node->keeps > 0) {
        hear(spb_node_backlog(node, TS, &desk));
        assert_true(heard.metric[0].timestamp == (uint64_t)(TS + 7 + told));
        told += (int64_t)heard.metrics;
        spb_node_backlog_said(node);
    }
    assert_int_equal(told, SPB_KEPT_MAX);
    /* other metrics: their aliases mean other things */
    spb_node_ended(node);
    few_rows(1, "stopped", NAN);
    spb_node_keep(node, &rows);
    rows.count--;
    spb_node_keep(node, &rows);
    assert_int_equal(node->keeps, 0);
}

static void a_death_has_only_its_number(void **state)
{
    (void)state;
    unsigned char out[64];
    size_t length = spb_death(7, TS, out, sizeof out);
    assert_true(length > 0 && length <= sizeof out);
    memcpy(desk.wire, out, length);
    hear(length);
    int64_t number;
    assert_true(heard.metrics == 1 && !heard.has_seq && heard.metric[0].type == SPB_INT64);
    assert_int_equal(spb_integer(&heard.metric[0].value, SPB_INT64, &number), 0);
    assert_int_equal(number, 7);
    assert_int_equal(spb_death(7, TS, out, 8), 0);
}

static void who_asks_for_a_rebirth(void **state)
{
    (void)state;
    struct spb_metric metric[2] = {
        {.name = "Node Control/Rebirth", .value = {.form = SPB_FORM_BOOL, .flag = true}},
        {.name = "State/Word", .value = {.form = SPB_FORM_STRING, .text = "running"}}};
    struct spb_payload p = {.metric = metric, .metrics = 2};
    size_t others;
    assert_true(spb_asks_rebirth(&p, &others));
    assert_int_equal(others, 1);
    metric[0].value.flag = false;
    assert_false(spb_asks_rebirth(&p, &others));
    metric[0] = (struct spb_metric){.name = "Node Control/Rebirth", .null = true};
    assert_false(spb_asks_rebirth(&p, &others));
    metric[0] = (struct spb_metric){.alias = 1, .value = {.form = SPB_FORM_BOOL, .flag = true}};
    assert_false(spb_asks_rebirth(&p, &others));
    assert_int_equal(others, 2);
}

static void rows_have_limits(void **state)
{
    (void)state;
    rows.count = rows.dropped = 0;
    struct spb_row *row = spb_rows_add(&rows, "Signals", "a+b#c", SPB_DOUBLE);
    assert_string_equal(row->name, "Signals/a_b_c");
    assert_null(spb_rows_add(&rows, "Signals", "", SPB_DOUBLE));
    char lengthy[SPB_NAME_SIZE + 1];
    memset(lengthy, 'x', SPB_NAME_SIZE);
    lengthy[SPB_NAME_SIZE] = '\0';
    assert_null(spb_rows_add(&rows, "Signals", lengthy, SPB_DOUBLE));
    while (spb_rows_add(&rows, "Signals", "n", SPB_DOUBLE))
        ;
    assert_int_equal(rows.count, SPB_ROWS_MAX);
    assert_int_equal(rows.dropped, 3);
}

/* ---- a station ---- */

static const struct spb_row *find(const char *name)
{
    size_t i = 0;
    while (i < rows.count && strcmp(rows.row[i].name, name) != 0)
        i++;
    if (i == rows.count)
        fail_msg("no metric %s", name);
    return &rows.row[i];
}

static struct snapshot *make_snapshot(void)
{
    struct snapshot *s = calloc(1, sizeof *s);
    assert_non_null(s);
    snapshot_init(s);
    s->ts = TS;
    (void)text_copy(s->station, sizeof s->station, "e/s/a/l/m");
    s->machine.state = MS_STOPPED;
    s->machine.since = TS - 1000;
    s->oee.availability = 0.75;
    s->oee.quality = NAN;
    s->counts.total = 12 * AMOUNT_ONE + AMOUNT_ONE / 2;
    s->counts.cycle_ms = 4200;
    s->counts.target_now = -1;
    (void)text_copy(s->stop.id, sizeof s->stop.id, "S1");
    s->stop.since = TS - 500;
    s->stop.end = TIME_NONE;
    s->alerting.active = 3;
    s->calls = 1;
    s->lamps = 1;
    (void)text_copy(s->lamp[0].name, sizeof s->lamp[0].name, "red");
    s->lamp[0].pattern = LAMP_FLASH_FAST;
    s->signals = 4;
    s->signal[0] = (struct snapshot_signal){.name = "temp",
                                            .unit = "degC",
                                            .quality = Q_STALE,
                                            .ts = TS - 7,
                                            .value = {.type = VALUE_NUMBER, .amount = 71200000}};
    s->signal[1] = (struct snapshot_signal){
        .name = "run", .role = ROLE_RUNNING, .quality = Q_NONE, .ts = TIME_NONE};
    s->signal[2] = (struct snapshot_signal){.name = "fault",
                                            .role = ROLE_FAULT,
                                            .quality = Q_GOOD,
                                            .ts = TS + 5000,
                                            .value = {.type = VALUE_TEXT, .text = "E-217"}};
    s->signal[3] = (struct snapshot_signal){
        .name = "door", .quality = Q_BAD, .ts = TS, .value = {.type = VALUE_BOOL, .amount = 1}};
    return s;
}

static void a_station_as_metrics(void **state)
{
    (void)state;
    struct snapshot *s = make_snapshot();
    spb_station_rows(s, "1.2", &rows);
    assert_int_equal(rows.dropped, 0);
    assert_string_equal(find("State/Word")->text, "stopped");
    assert_int_equal(find("State/Number")->whole, MS_STOPPED);
    assert_int_equal(find("State/Since")->type, SPB_DATETIME);
    assert_int_equal(find("State/Since")->whole, TS - 1000);
    assert_true(fabs(find("KPI/Availability")->real - 0.75) < 1e-12);
    assert_true(find("KPI/Quality")->null && !find("KPI/Availability")->null);
    assert_true(fabs(find("Counts/Total")->real - 12.5) < 1e-12);
    assert_string_equal(find("Counts/Total")->unit, "parts");
    assert_true(fabs(find("Counts/Cycle")->real - 4.2) < 1e-12);
    assert_true(find("Counts/Target")->null);
    assert_true(find("Stop/End")->null && find("Stop/Reason")->null);
    assert_string_equal(find("Stop/Id")->text, "S1");
    assert_int_equal(find("Alerts/Active")->whole, 3);
    assert_int_equal(find("Calls/Open")->whole, 1);
    assert_string_equal(find("Lamps/red")->text, "flash_fast");
    assert_string_equal(find("Info/Version")->text, "1.2");
    const struct spb_row *row = find("Signals/temp");
    assert_true(row->type == SPB_DOUBLE && fabs(row->real - 71.2) < 1e-12);
    assert_true(row->quality == SPB_QUALITY_STALE && row->ts == TS - 7);
    assert_string_equal(row->unit, "degC");
    row = find("Signals/run");
    assert_true(row->type == SPB_BOOLEAN && row->null && row->quality == SPB_QUALITY_STALE);
    row = find("Signals/fault");
    assert_true(row->type == SPB_STRING && row->ts == TS);
    assert_string_equal(row->text, "E-217");
    row = find("Signals/door");
    assert_true(row->type == SPB_BOOLEAN && row->whole == 1 && row->quality == SPB_QUALITY_BAD);
    hear(spb_node_birth(node, &rows, 0, TS, &desk));
    assert_int_equal(heard.metrics, rows.count + 2);
    free(s);
}

/* More signals than rows: the rest is counted, and a birth still fits. */
static void a_large_station(void **state)
{
    (void)state;
    struct snapshot *s = make_snapshot();
    s->signals = SNAPSHOT_SIGNALS;
    for (int i = 0; i < s->signals; i++) {
        s->signal[i].value.type = VALUE_TEXT;
        memset(s->signal[i].value.text, 'x', sizeof s->signal[i].value.text - 1);
        (void)text_format(s->signal[i].name, sizeof s->signal[i].name, "signal_%d", i);
    }
    spb_station_rows(s, "1", &rows);
    assert_true(rows.dropped == 0 && rows.count > SNAPSHOT_SIGNALS);
    hear(spb_node_birth(node, &rows, 0, TS, &desk));
    assert_int_equal(heard.metrics, rows.count + 2);
    free(s);
}

#define WITH_NODE(f) cmocka_unit_test_setup_teardown(f, make_node, drop_node)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_NODE(a_birth_says_all),
        WITH_NODE(only_changes_are_told),
        WITH_NODE(seq_wraps),
        WITH_NODE(quality_is_told),
        WITH_NODE(another_set_wants_another_birth),
        WITH_NODE(what_nobody_heard_is_told_later),
        WITH_NODE(a_death_has_only_its_number),
        WITH_NODE(who_asks_for_a_rebirth),
        WITH_NODE(rows_have_limits),
        WITH_NODE(a_station_as_metrics),
        WITH_NODE(a_large_station),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
