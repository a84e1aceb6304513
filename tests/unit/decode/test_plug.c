/* SPDX-License-Identifier: MIT */
/* Sparkplug nodes as sources: which signals a birth, data, a death and a gap speak to, and what of
 * it may be counted. */
#include "tests/unit/config/kit.h"

#include "data/decode/decode.h"
#include "data/decode/plug.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>

#define WALL INT64_C(1800000000000)

#define PLANT                                                                                 \
    KIT_STATION "[source dev]\npreset = sparkplug\nroot = G/N/D\n"                            \
                "[source node]\npreset = sparkplug\nroot = G/N\n"                             \
                "[signal there]\nrole = alive\nsource = dev\n"                                \
                "[signal total]\nrole = total\nsource = dev\nitem = total\n"                  \
                "[signal scrap]\nrole = scrap\nsource = dev\nitem = scrap\ncounter = delta\n" \
                "[signal temp]\nsource = dev\nitem = temp\n"                                  \
                "[signal name]\nsource = node\nitem = who\n"

#define NB "spBv1.0/G/NBIRTH/N"
#define ND "spBv1.0/G/NDATA/N"
#define NX "spBv1.0/G/NDEATH/N"
#define DB "spBv1.0/G/DBIRTH/N/D"
#define DD "spBv1.0/G/DDATA/N/D"

struct bench {
    struct config *config;
    struct decoder *decoder;
    int64_t now;
    char text[8192];
    bool stored;
};
static struct bench b;

static void hear(void *ctx, const struct update *u)
{
    struct bench *at = ctx;
    char number[AMOUNT_TEXT_SIZE], line[160];
    const char *value = u->value.type == VALUE_NUMBER ? amount_to_text(u->value.amount, number)
                        : u->value.type == VALUE_BOOL ? (u->value.amount ? "yes" : "no")
                        : u->value.type == VALUE_TEXT ? u->value.text
                                                      : "-";
    (void)text_format(line, sizeof line, "%s %s%s%s%s%s%s", at->config->signal[u->signal].name,
                      value, u->quality == Q_BAD ? " bad" : "", u->gone ? " gone" : "",
                      u->overrun ? " overrun" : "", u->stored ? " stored" : "",
                      u->historical ? " old" : "");
    size_t used = strlen(at->text);
    (void)text_format(at->text + used, sizeof at->text - used, "%s\n", line);
}

static void heard(const char *wanted)
{
    if (strcmp(b.text, wanted) != 0)
        fail_msg("heard:\n%swanted:\n%s", b.text, wanted);
    b.text[0] = '\0';
}

static void open_plant(const char *text)
{
    b = (struct bench){.config = kit_load(text)};
    b.decoder = decoder_new(b.config);
    assert_non_null(b.decoder);
}

static void close_plant(void)
{
    decoder_free(&b.decoder);
    config_free(&b.config);
}

static struct spb_metric whole(const char *name, int64_t value)
{
    return (struct spb_metric){
        .name = name, .type = SPB_INT64, .value = {.form = SPB_FORM_LONG, .wide = (uint64_t)value}};
}

static void send_bytes(const char *topic, const void *bytes, size_t length)
{
    const struct message m = {.topic = topic,
                              .payload = bytes,
                              .length = length,
                              .stored = b.stored,
                              .arrival_ms = WALL + b.now,
                              .now_ms = b.now};
    (void)decoder_message(b.decoder, &m, hear, &b);
}

static void send(const char *topic, int seq, const struct spb_metric *metric, size_t metrics)
{
    static _Alignas(max_align_t) char memory[1 << 16];
    struct spb_room room = {.at = memory, .size = sizeof memory};
    unsigned char wire[4096];
    struct spb_payload p = {.timestamp = (uint64_t)(WALL + b.now),
                            .has_timestamp = true,
                            .has_seq = seq >= 0,
                            .metric = metric,
                            .metrics = metrics};
    p.seq = seq >= 0 ? (uint64_t)seq : 0;
    send_bytes(topic, wire, spb_encode(&p, &room, wire, sizeof wire));
}

static void all_born(int64_t total)
{
    struct spb_metric bd = whole("bdSeq", 1);
    struct spb_metric m[] = {whole("total", total), whole("scrap", 2), whole("temp", 71)};
    send(NB, 0, &bd, 1);
    send(DB, 1, m, 3);
}

static void wait_until(int64_t now)
{
    while (decoder_due(b.decoder) <= now) {
        int64_t due = decoder_due(b.decoder);
        b.now = due > b.now ? due : b.now;
        struct now then = {.boot_ms = b.now, .wall_ms = WALL + b.now};
        decoder_time(b.decoder, DECODER_TICK, &then, hear, &b);
    }
    b.now = now;
}

static int commands(void)
{
    char topic[CONFIG_TOPIC_MAX];
    unsigned char out[SPB_COMMAND_SIZE];
    int count = 0;
    for (; plugs_command(decoder_plugs(b.decoder), WALL, topic, out) > 0; count++)
        assert_string_equal(topic, "spBv1.0/G/NCMD/N");
    return count;
}

static void one_filter_for_a_node(void **state)
{
    (void)state;
    const char *const *filter;
    open_plant(PLANT);
    assert_int_equal(decoder_filters(b.decoder, &filter), 1);
    assert_string_equal(filter[0], "spBv1.0/G/+/N/#");
    close_plant();
}

static void birth_data_death(void **state)
{
    (void)state;
    open_plant(PLANT);
    all_born(100);
    /* amounts that stand by themselves are not counted because they are said again */
    heard("name - bad gone\nthere yes\ntotal 100\nscrap 2 stored\ntemp 71\n");
    assert_int_equal(decoder_stats(b.decoder, 4)->errors, 1); /* the node has no such metric */
    struct spb_metric m[] = {whole("total", 101), whole("scrap", 3)};
    send(DD, 2, m, 2);
    heard("total 101\nscrap 3\n");
    struct spb_metric bd = whole("bdSeq", 1);
    send(NX, -1, &bd, 1);
    heard("name - bad gone\nthere no\ntotal - bad gone\nscrap - bad gone\ntemp - bad gone\n");
    all_born(101);
    heard("name - bad gone\nthere yes\ntotal 101\nscrap 2 stored\ntemp 71\n");
    close_plant();
}

static void what_is_no_value_now(void **state)
{
    (void)state;
    open_plant(PLANT);
    all_born(1);
    b.text[0] = '\0';
    struct spb_property quality = {
        .key = "Quality", .type = SPB_INT32, .value = {.form = SPB_FORM_INT, .word = 500}};
    struct spb_metric m[] = {whole("total", 9), whole("temp", 8), whole("temp", 7),
                             whole("scrap", 5)};
    m[0].null = true;
    m[1].property = m[2].property = &quality;
    m[1].properties = 1;
    m[3].historical = true;
    m[3].timestamp = (uint64_t)WALL - 5000;
    m[3].has_timestamp = true;
    send(DD, 2, m, 4);
    heard("total - bad gone\ntemp - bad gone\ntemp 7\nscrap 5 old\n");
    quality.value.word = 0;
    send(DD, 3, &m[1], 1);
    heard("temp - bad\n");
    quality.value.word = 192;
    send(DD, 4, &m[1], 1);
    heard("temp 8\n");
    close_plant();
}

static void values_of_all_kinds(void **state)
{
    (void)state;
    open_plant(KIT_STATION "[source n]\npreset = sparkplug\nroot = G/N\n"
                           "[signal x]\nsource = n\nitem = x\n");
    static const struct {
        struct spb_metric metric;
        const char *wanted;
    } rows[] = {
        {{.type = SPB_INT8, .value = {.form = SPB_FORM_INT, .word = 0xffffffe9}}, "x -23\n"},
        {{.type = SPB_UINT32, .value = {.form = SPB_FORM_LONG, .wide = 4294967295}},
         "x 4294967295\n"},
        {{.type = SPB_FLOAT, .value = {.form = SPB_FORM_FLOAT, .single = 12.1F}}, "x 12.1\n"},
        {{.type = SPB_DOUBLE, .value = {.form = SPB_FORM_DOUBLE, .real = -0.25}}, "x -0.25\n"},
        {{.type = SPB_STRING, .value = {.form = SPB_FORM_STRING, .text = "17"}}, "x 17\n"},
        {{.type = SPB_UINT64, .value = {.form = SPB_FORM_LONG, .wide = UINT64_MAX}}, "x - bad\n"},
        {{.type = SPB_DOUBLE, .value = {.form = SPB_FORM_DOUBLE, .real = (double)INFINITY}},
         "x - bad\n"},
        {{.type = SPB_INT8_ARRAY, .value = {.form = SPB_FORM_BYTES, .bytes = {"\1\2", 2}}},
         "x - bad\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct spb_metric m = rows[i].metric;
        m.name = "x";
        send(NB, 0, &m, 1);
        heard(rows[i].wanted);
    }
    close_plant();
}

static void a_gap_and_what_comes_unvouched(void **state)
{
    (void)state;
    open_plant(PLANT);
    struct spb_metric m[] = {whole("total", 5), whole("scrap", 1)};
    send(DD, 9, m, 2);
    heard("total 5 stored\nscrap 1 stored\n"); /* before any birth */
    wait_until(3000);
    assert_int_equal(commands(), 1);
    all_born(6);
    b.text[0] = '\0';
    m[0].value.wide = 8;
    send(DD, 3, m, 1);
    heard("");
    wait_until(9000);
    heard("total - bad overrun\nscrap - bad overrun\ntemp - bad overrun\nname - bad overrun\n"
          "total 8 stored\n");
    wait_until(30000);
    assert_int_equal(commands(), 1);
    all_born(9);
    heard("name - bad gone\nthere yes\ntotal 9\nscrap 2 stored\ntemp 71\n");
    close_plant();
}

static void the_link(void **state)
{
    (void)state;
    open_plant(PLANT);
    all_born(6);
    b.text[0] = '\0';
    struct now now = {.boot_ms = b.now, .wall_ms = WALL};
    decoder_time(b.decoder, DECODER_LINK_DOWN, &now, hear, &b);
    heard("name - bad gone\nthere no\ntotal - bad gone\nscrap - bad gone\ntemp - bad gone\n");
    decoder_time(b.decoder, DECODER_LINK_UP, &now, hear, &b);
    wait_until(2500);
    assert_int_equal(commands(), 1);
    close_plant();
}

static void what_cannot_be_read(void **state)
{
    (void)state;
    open_plant(PLANT);
    send_bytes(DD, "\xff\xff", 2);
    heard("");
    for (size_t i = 0; i < b.config->signals; i++)
        assert_int_equal(decoder_stats(b.decoder, i)->errors, 1);
    close_plant();
}

static void sessions_go_on_after_a_reload(void **state)
{
    (void)state;
    open_plant(PLANT);
    all_born(6);
    struct decoder *fresh = decoder_new(b.config);
    assert_non_null(fresh);
    plugs_adopt(decoder_plugs(fresh), decoder_plugs(b.decoder));
    decoder_free(&b.decoder);
    b.decoder = fresh;
    b.text[0] = '\0';
    struct spb_metric m = whole("total", 7);
    send(DD, 2, &m, 1);
    heard("total 7\n");
    close_plant();
}

static void roots_that_are_none(void **state)
{
    (void)state;
    static const char *const roots[] = {"", "root = G\n", "root = G/N/D/E\n"};
    for (size_t i = 0; i < 3; i++) {
        char text[1024];
        (void)text_format(text, sizeof text, "%s[source n]\npreset = sparkplug\n%s", KIT_STATION,
                          roots[i]);
        assert_non_null(strstr(kit_problems(text), "root"));
    }
    struct config *config =
        kit_load(KIT_STATION "topic_root = G/N\n[source n]\npreset = sparkplug\n"
                             "[signal x]\nsource = n\nitem = x\n");
    assert_string_equal(config->source[0].filter[0], "spBv1.0/G/+/N/#");
    assert_string_equal(config->sparkplug_host.id, "e.s.a.l.m");
    assert_int_equal(config->sparkplug_host.reorder_ms, 2000);
    config_free(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_filter_for_a_node),
        cmocka_unit_test(birth_data_death),
        cmocka_unit_test(what_is_no_value_now),
        cmocka_unit_test(values_of_all_kinds),
        cmocka_unit_test(a_gap_and_what_comes_unvouched),
        cmocka_unit_test(the_link),
        cmocka_unit_test(what_cannot_be_read),
        cmocka_unit_test(sessions_go_on_after_a_reload),
        cmocka_unit_test(roots_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
