/* SPDX-License-Identifier: MIT */
/* What a view reads of a hub's database, in SQLite and in PostgreSQL: losses over stations and the
 * OEE of past shifts, of records that were taken as from stations. */
#include "data/decode/batch_read.h"
#include "data/model/clock.h"
#include "data/store/hash.h"
#include "data/store/hub/hub_store.h"
#include "data/store/hub/look.h"
#include "tests/support/postgres.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LINE1 "acme/monterrey/stamping/line1"
#define LINE2 "acme/monterrey/stamping/line10"
#define LINE3 "acme/monterrey/stamping/line3"
#define T     INT64_C(1767600000000)

static struct postgres pg;
static char directory[64], path[128], url[160], text[BATCH_MAX + 1];
static bool with_postgres;
static struct hub_store *store;
static struct hub_look *look;
static struct hub_item item;

static void send(int number, const char *station, enum record_kind kind, const char *const *bodies)
{
    struct cause why = {{0}};
    struct hub_item *one = &item;
    struct batch_writer b;
    char hash[RECORD_HASH_SIZE];
    unsigned char bytes[HASH_BYTES];
    (void)snprintf(hash, sizeof hash, "%s", hash_genesis);
    for (int i = 0; bodies[i] != NULL; i++) {
        char before[RECORD_HASH_SIZE];
        struct record r = {.seq = i + 1,
                           .kind = kind,
                           .rev = 1,
                           .wall_ms = T,
                           .boot_id = "boot",
                           .actor = "machine",
                           .config = "0123456789abcdef",
                           .body = bodies[i],
                           .body_length = strlen(bodies[i])};
        (void)snprintf(r.id, sizeof r.id, "X%d", i);
        (void)snprintf(r.epoch, sizeof r.epoch, "%032x", number);
        (void)snprintf(before, sizeof before, "%s", hash);
        assert_int_equal(hash_record(before, &r, bytes, r.hash), 0);
        (void)snprintf(hash, sizeof hash, "%s", r.hash);
        if (i == 0)
            batch_begin(&b, text, sizeof text, &r, before, NULL);
        assert_true(batch_add(&b, &r));
    }
    size_t length = batch_end(&b);
    memset(&item, 0, sizeof item);
    item.wall_ms = T + 600000;
    (void)snprintf(item.station, sizeof item.station, "%s", station);
    assert_int_equal(batch_read(text, length, &item.batch, &why), 0);
    hub_check(&item);
    if (hub_store_take(store, &one, 1, &why) != HUB_DONE)
        fail_msg("%s", why.text);
    batch_done(&item.batch);
}

#define STOP(begin, end, ms, more) \
    "{\"begin\":" #begin ",\"end\":" #end ",\"ms\":" #ms ",\"state\":\"stopped\"" more "}"

static void fill(void)
{
    static const char *const first[] = {
        STOP(1767600000000, 1767600060000, 60000, ",\"reason\":\"mech.jam\",\"asks\":true"),
        STOP(1767600100000, 1767600110000, 10000, ",\"small\":true"),
        STOP(1767600200000, 1767600500000, 300000, ",\"asks\":true"),
        STOP(1767500000000, 1767500060000, 60000, ",\"asks\":true"), /* before */
        STOP(1767600210000, 1767600220000, 10000, ",\"asks\":true,\"into\":\"X2\""),
        STOP(1767600600000, 1767600605000, 5000, ",\"reason\":\"elec.fuse\""),
        NULL};
    static const char *const second[] = {
        STOP(1767600000000, 1767600030000, 30000,
             ",\"reason\":\"mech.jam\",\"title\":\"Die jam\",\"small\":true"),
        STOP(1767600300000, null, 1000, ",\"asks\":true"), NULL};
    static const char *const shifts[] = {
        "{\"name\":\"early\",\"begin\":1767500000000,\"end\":1767528800000,\"closed\":true,"
        "\"plan_ms\":{\"running\":21600000,\"stopped\":7200000},\"made\":[{\"product\":\"p\","
        "\"ideal_us\":4000000,\"total\":5000,\"good\":4500,\"scrap\":500,\"rework\":0}]}",
        "{\"name\":\"late\",\"begin\":1767528800000,\"end\":1767557600000,\"closed\":true,"
        "\"plan_ms\":{\"running\":14400000,\"stopped\":14400000},\"made\":[{\"product\":\"p\","
        "\"ideal_us\":4000000,\"total\":3600,\"good\":3600,\"scrap\":0,\"rework\":0}]}",
        NULL};
    send(1, LINE1 "/press1", REC_STOP, first);
    send(2, LINE1 "/press2", REC_STOP, second);
    send(3, LINE2 "/press9", REC_STOP, second);
    send(4, LINE1 "/press1", REC_SHIFT, shifts);
}

static void stations_of_a_part(void **state)
{
    (void)state;
    struct cause why;
    struct hub_seen seen[2];
    assert_int_equal(hub_look_stations(look, "", seen, 2, &why), 3);
    assert_string_equal(seen[0].station, LINE1 "/press1");
    assert_int_equal(seen[0].last_ms, T + 600000);
    assert_int_equal(hub_look_stations(look, LINE1, seen, 2, &why), 2); /* line10 is another */
    assert_int_equal(hub_look_stations(look, LINE2 "/press9", seen, 2, &why), 1);
    assert_int_equal(hub_look_stations(look, "' OR 1=1 --", seen, 2, &why), 0);
}

static void losses_add_up(void **state)
{
    (void)state;
    struct cause why;
    struct line_loss loss[8];
    const struct hub_span span = {LINE1, T, T + MS_PER_HOUR}, all = {"", T, T + MS_PER_HOUR};
    assert_int_equal(hub_look_losses(look, &span, false, loss, 8, &why), 4);
    assert_string_equal(loss[0].kind, "unexplained"); /* the open one: until it was heard last */
    assert_true(loss[0].lost_ms == 300000 + 300000 && loss[0].count == 2 && loss[0].stations == 2);
    assert_string_equal(loss[0].title, "not explained");
    assert_string_equal(loss[1].reason, "mech.jam");
    assert_string_equal(loss[1].title, "Die jam"); /* only one of the stations told it */
    assert_true(loss[1].lost_ms == 90000 && loss[1].count == 2 && loss[1].stations == 2);
    assert_string_equal(loss[2].title, "small stops");
    assert_string_equal(loss[3].title, "elec.fuse"); /* nobody did */
    assert_int_equal(hub_look_losses(look, &all, true, loss, 8, &why), 4);
    assert_string_equal(loss[0].title, "Die jam");
    assert_true(loss[0].count == 3 && loss[0].stations == 3);
    assert_int_equal(hub_look_losses(look, &all, true, loss, 1, &why), 4); /* no room for all */
}

static void shifts_of_stations(void **state)
{
    (void)state;
    struct cause why;
    static struct line_trend trend[2];
    const struct hub_span span = {"", T - 31 * MS_PER_DAY, T + MS_PER_HOUR};
    memset(trend, 0, sizeof trend);
    (void)snprintf(trend[0].station, sizeof trend[0].station, "%s", LINE1 "/press1");
    (void)snprintf(trend[1].station, sizeof trend[1].station, "%s", LINE1 "/press2");
    assert_int_equal(hub_look_shifts(look, &span, trend, 2, &why), 0);
    assert_true(trend[0].shifts == 2 && trend[1].shifts == 0);
    assert_string_equal(trend[0].name[0], "late"); /* the latest first */
    assert_true(fabs(trend[0].oee[0] - 0.5) < 1e-9);
    assert_true(fabs(trend[0].oee[1] - 0.625) < 1e-9);
    assert_int_equal(hub_look_shifts(look, &span, trend, 0, &why), 0);
}

static char page[200000];

static json_t *rows_of(enum hub_line of, const char *line, struct hub_rows *rows, size_t size)
{
    struct cause why;
    struct jw w;
    const struct hub_span span = {line, 1767400000000, T + MS_PER_HOUR};
    jw_init(&w, page, size);
    jw_array(&w, NULL);
    if (hub_look_line(look, of, &span, rows, &w, &why) != 0)
        fail_msg("%s: %s", word_name(&words_hub_line, (int)of), why.text);
    jw_array_end(&w);
    assert_false(w.overflow);
    json_t *list = json_loads(page, 0, NULL);
    assert_true(json_is_array(list) && (int64_t)json_array_size(list) == rows->count);
    return list;
}

static json_int_t cell(const json_t *list, size_t row, const char *key)
{
    return json_integer_value(json_object_get(json_array_get(list, row), key));
}

/* What a report of a line asks for; every kind of rows is a question that both databases take. */
static void rows_of_a_line(void **state)
{
    (void)state;
    struct hub_rows rows = {.first = 0};
    for (int of = 0; of < HUB_LINE_COUNT; of++)
        json_decref(rows_of((enum hub_line)of, LINE1, &rows, sizeof page));
    json_t *list = rows_of(HUB_LINE_STATIONS, LINE1, &rows, sizeof page); /* line10 is another */
    assert_int_equal(rows.count, 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "station")),
                        "press1");
    json_decref(list);
    list = rows_of(HUB_LINE_SHIFTS, LINE1, &rows, sizeof page);
    assert_true(rows.count == 2 && !rows.more);
    assert_int_equal(cell(list, 0, "run_ms"), 21600000);
    assert_int_equal(cell(list, 0, "planned_ms"), 28800000);
    assert_int_equal(cell(list, 0, "total"), INT64_C(5000000000));
    assert_int_equal(cell(list, 0, "ideal_ps"), INT64_C(20000000000000000));
    assert_int_equal(cell(list, 0, "judged_ps"), INT64_C(18000000000000000));
    json_decref(list);
    list = rows_of(HUB_LINE_LOSSES, LINE1, &rows, sizeof page);
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "title")),
                        "Die jam");
    assert_int_equal(cell(list, 1, "lost_ms"), 90000);
    json_decref(list);
    json_decref(rows_of(HUB_LINE_STOPS, "' OR 1=1 --", &rows, sizeof page));
    assert_int_equal(rows.count, 0);
}

/* What finds no room is of the next page, and nothing is left out or comes twice. */
static void pages_of_rows(void **state)
{
    (void)state;
    struct hub_rows rows = {.first = 0};
    int64_t begin[2] = {0};
    for (int i = 0; i < 2; i++) {
        json_t *list = rows_of(HUB_LINE_SHIFTS, LINE1, &rows, 600);
        assert_int_equal(rows.count, 1);
        assert_true(rows.more == (i == 0));
        begin[i] = cell(list, 0, "begin");
        rows.first += rows.count;
        json_decref(list);
    }
    assert_true(begin[0] < begin[1]);
}

/* Its end went with the disk that was lost: the next stop tells that it is over. */
static void a_stop_that_never_ended(void **state)
{
    (void)state;
    struct cause why;
    struct line_loss loss[2];
    struct hub_rows rows = {.first = 0};
    static const char *const stops[] = {STOP(1767500000000, null, 1000, ",\"asks\":true"),
                                        STOP(1767500100000, 1767500102000, 2000, ",\"asks\":true"),
                                        NULL};
    const struct hub_span span = {LINE3, T - MS_PER_DAY * 2, T};
    send(5, LINE3 "/press1", REC_STOP, stops);
    assert_int_equal(hub_look_losses(look, &span, false, loss, 2, &why), 1);
    assert_true(loss[0].lost_ms == 3000 && loss[0].count == 2);
    json_t *list = rows_of(HUB_LINE_LOSSES, LINE3, &rows, sizeof page);
    assert_int_equal(cell(list, 0, "lost_ms"), 3000);
    json_decref(list);
}

static void nothing_is_written(void **state)
{
    (void)state;
    struct cause why;
    static const char *const wrong[] = {"sqlite:/nonexistent/hub.db", "mysql://x",
                                        "postgresql://secret:word@[", "postgresql://127.0.0.1:1/x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_null(hub_look_open(wrong[i], &why));
        assert_true(why.text[0] != '\0' && strstr(why.text, "word") == NULL);
    }
}

static int set_up(void **state)
{
    (void)state;
    struct cause why = {{0}};
    if (with_postgres)
        (void)snprintf(url, sizeof url, "%s", pg.url);
    else
        (void)snprintf(url, sizeof url, "sqlite:%s", path);
    store = hub_store_open(url, &why);
    if (store != NULL)
        fill();
    look = store != NULL ? hub_look_open(url, &why) : NULL;
    if (look == NULL)
        fprintf(stderr, "%s\n", why.text);
    return look != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    hub_look_close(&look);
    hub_store_close(&store);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stations_of_a_part), cmocka_unit_test(losses_add_up),
        cmocka_unit_test(shifts_of_stations), cmocka_unit_test(rows_of_a_line),
        cmocka_unit_test(pages_of_rows),      cmocka_unit_test(a_stop_that_never_ended),
        cmocka_unit_test(nothing_is_written),
    };
    (void)snprintf(directory, sizeof directory, "/tmp/andon-look-XXXXXX");
    if (!mkdtemp(directory) || postgres_start(&pg) != 0)
        return 1;
    (void)snprintf(path, sizeof path, "%s/hub.db", directory);
    int failed = cmocka_run_group_tests_name("sqlite", tests, set_up, tear_down);
    with_postgres = true;
    failed += cmocka_run_group_tests_name("postgresql", tests, set_up, tear_down);
    postgres_done(&pg);
    (void)unlink(path);
    (void)rmdir(directory);
    return failed;
}
