/* SPDX-License-Identifier: MIT */
/* The host as the specification wants it: births and deaths, aliases, times and values, what is not
 * the live value, what clients do otherwise, and two recordings of clients that nobody here wrote.
 */
#include "tests/unit/sparkplug/heard.h"

#include "data/decode/capture.h"

#define NB "spBv1.0/G/NBIRTH/N"
#define ND "spBv1.0/G/NDATA/N"
#define NX "spBv1.0/G/NDEATH/N"
#define DB "spBv1.0/G/DBIRTH/N/D"
#define DD "spBv1.0/G/DDATA/N/D"
#define DX "spBv1.0/G/DDEATH/N/D"

static struct heard h;

static void open_usual(void)
{
    heard_open(&h, &(struct spb_host_conf){.reorder_ms = 2000, .seed = 7});
}

static const struct spb_host_stats *stats(void)
{
    return spb_host_stats(h.host);
}

static void done(void)
{
    spb_host_free(&h.host);
    assert_null(h.host);
}

static void take(const char *topic, uint8_t seq, const struct spb_metric *metric, size_t metrics)
{
    struct spb_payload p = {.timestamp = (uint64_t)(WALL + h.now),
                            .has_timestamp = true,
                            .seq = seq,
                            .has_seq = true,
                            .metric = metric,
                            .metrics = metrics};
    heard_payload(&h, topic, &p);
}

/* ---- vectors of the wire ---- */

static void hear_hex(const char *topic, const char *hex)
{
    unsigned char bytes[1024];
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i++) {
        const char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    heard_take(&h, topic, bytes, length);
}

static void vectors_are_heard(void **state)
{
    (void)state;
    open_usual();
    h.now = 0;
    hear_hex(NB,
             "08eaf2f5a8a02b12120a05626453657118eaf2f5a8a02b2004580012210a144e6f646520436f6e74726f6"
             "c2f5265626972746818eaf2f5a8a02b200b700012200a0e537570706c7920566f6c74616765100318eaf2"
             "f5a8a02b2009659a9941411800");
    heard_is(&h, "birth N @1486144502122\nitem N bdSeq 0 @1486144502122\n"
                 "item N Node Control/Rebirth 0 @1486144502122\n"
                 "item N Supply Voltage 12.1 @1486144502122\nborn N @1486144502122\n");
    hear_hex(ND, "08eaf2f5a8a02b120e100318eaf2f5a8a02b65cdcc44411801");
    heard_is(&h, "item N Supply Voltage 12.3 @1486144502122\n");
    hear_hex(
        "spBv1.0/G/NCMD/N",
        "08eaf2f5a8a02b12210a144e6f646520436f6e74726f6c2f5265626972746818eaf2f5a8a02b200b7001");
    heard_is(&h, "");
    assert_int_equal(stats()->commands, 1);
    hear_hex(NX, "08eaf2f5a8a02b12120a05626453657118eaf2f5a8a02b20045800");
    heard_is(&h, "death N @0\n"); /* the host's own time */
    done();
}

static void vectors_of_devices_and_widths(void **state)
{
    (void)state;
    open_usual();
    h.now = 0;
    born(&h, NB, 253, 5, 1);
    struct spb_metric m = number("t", 7, 0);
    m.type = SPB_INT32;
    take(DB, 254, &m, 1);
    heard_forget(&h);
    hear_hex(DD, "08eaf2f5a8a02b1211100718eaf2f5a8a02b200350fbffffff0f18ff01");
    heard_is(&h, "item N/D t -5 @1486144502122\n");
    hear_hex(DD, "120d0a01741801200150e9ffffff0f1800");
    hear_hex(DD, "120a0a01741801200150e9011801");
    hear_hex(DD, "12120a01741801200458ffffffffffffffffff011802");
    heard_is(&h, "item N/D t -23 @1\nitem N/D t -23 @1\nitem N/D t -1 @1\n");
    hear_hex(DX, "08eaf2f5a8a02b1803");         /* as V10, with the seq that is next */
    heard_is(&h, "death N/D @1486144502122\n"); /* the payload's time */
    done();
}

static void vectors_of_null_and_history(void **state)
{
    (void)state;
    open_usual();
    born(&h, NB, 1, 0, 1);
    heard_forget(&h);
    hear_hex(ND, "080512200a04676f6f6410091805200838014a100a075175616c6974791205080318f4031802");
    heard_is(&h, "item N good null @5 q500 unverified\n"); /* no birth gave it */
    struct spb_metric m[] = {number("good", 9, 40), number("bdSeq", 1, 0)};
    m[0].type = SPB_UINT64;
    m[0].timestamp = 3;
    m[0].has_timestamp = true;
    take(NB, 2, m, 2);
    heard_forget(&h);
    hear_hex(ND, "080612081009180428015829120610091806582a1803");
    heard_is(&h, "item N good 41 @4 old\nitem N good 42 @6\n");
    done();
}

/* ---- births and deaths ---- */

static void a_rebirth_is_no_blip(void **state)
{
    (void)state;
    open_usual();
    born(&h, NB, 0, 3, 10);
    struct spb_metric m = number("parts", 1, 5);
    take(DB, 1, &m, 1);
    heard_forget(&h);
    born(&h, NB, 0, 3, 10); /* online, the same session */
    heard_is(&h, "birth N @1000\nitem N bdSeq 3 @1000\nitem N count 10 @1000\nborn N @1000\n");
    take(DB, 1, &m, 1);
    heard_is(&h, "birth N/D @1000\nitem N/D parts 5 @1000\nborn N/D @1000\n");
    assert_int_equal(heard_wait(&h, 60000), 0);
    heard_is(&h, "");
    done();
}

static void a_device_that_is_not_born_again_dies(void **state)
{
    (void)state;
    open_usual();
    born(&h, NB, 0, 3, 10);
    struct spb_metric m = number("parts", 1, 5);
    take(DB, 1, &m, 1);
    born(&h, NB, 0, 3, 10);
    heard_forget(&h);
    says(&h, DD, 1, 1, 6);
    heard_is(&h, "item N/D parts 6 @1000 unverified\n");
    (void)heard_wait(&h, 8000);
    heard_is(&h, "death N/D @8000\n");
    /* another session: at once */
    take(DB, 2, &m, 1);
    heard_forget(&h);
    born(&h, NB, 0, 4, 10);
    heard_is(&h, "death N/D @9000\nbirth N @9000\nitem N bdSeq 4 @9000\nitem N count 10 @9000\n"
                 "born N @9000\n");
    done();
}

static void a_death_of_another_session_is_none(void **state)
{
    (void)state;
    open_usual();
    died(&h, NX, 5); /* of one that was never heard of */
    born(&h, NB, 0, 5, 1);
    heard_forget(&h);
    died(&h, NX, 4);
    heard_is(&h, "");
    assert_int_equal(stats()->deaths_ignored, 2);
    died(&h, NX, 5);
    heard_is(&h, "death N @1000\n");
    died(&h, NX, 5); /* its will, after it said good-bye */
    heard_is(&h, "");
    assert_int_equal(stats()->deaths_ignored, 3);
    says(&h, ND, 1, 0, 7); /* aliases of a dead session name nothing */
    heard_is(&h, "");
    assert_int_equal(heard_wait(&h, 5000), 1);
    done();
}

static void deaths_by_alias_with_seq_or_without_number(void **state)
{
    (void)state;
    open_usual();
    struct spb_metric m[] = {number("bdSeq", 44, 9), number("count", 1, 3)};
    m[0].type = SPB_UINT64;
    take(NB, 0, m, 2);
    heard_forget(&h);
    struct spb_metric wrong = number(NULL, 44, 8), right = number(NULL, 44, 9);
    take(NX, 77, &wrong, 1);
    heard_is(&h, "");
    take(NX, 77, &right, 1);
    heard_is(&h, "death N @1000\n");
    take(NB, 0, m, 2);
    heard_forget(&h);
    heard_take(&h, NX, "", 0); /* no number at all: better dead than shown as alive */
    heard_is(&h, "death N @1000\n");
    take(NB, 0, m, 2);
    heard_forget(&h);
    heard_take(&h, NX, "\xff\xff", 2);
    heard_is(&h, "death N @1000\n");
    assert_int_equal(stats()->malformed, 1);
    done();
}

static void everything_dies_with_node_and_link(void **state)
{
    (void)state;
    open_usual();
    assert_int_equal(spb_host_want(h.host, "G", "N"), 0);
    born(&h, NB, 0, 5, 1);
    struct spb_metric m = number("parts", 0, 5);
    take(DB, 1, &m, 1);
    take("spBv1.0/G/DBIRTH/N/E", 2, &m, 1);
    take(DX, 3, NULL, 0);
    heard_forget(&h);
    died(&h, NX, 5);
    heard_is(&h, "death N @1000\ndeath N/E @1000\n");
    born(&h, NB, 0, 6, 1);
    heard_forget(&h);
    spb_host_link(h.host, false, h.now, WALL + h.now, heard_event, &h);
    heard_is(&h, "death N @1000\n");
    spb_host_link(h.host, true, h.now, WALL + h.now, heard_event, &h);
    says(&h, ND, 1, 0, 7); /* the session goes on, but what was said in between is not known */
    heard_is(&h, "item N count 7 @1000 unverified\n");
    assert_int_equal(heard_wait(&h, 3000), 1);
    born(&h, NB, 0, 6, 8);
    assert_int_equal(heard_wait(&h, 600000), 0);
    heard_forget(&h);
    says(&h, ND, 1, 0, 9);
    heard_is(&h, "item N count 9 @604000\n");
    done();
}

static void data_before_birth(void **state)
{
    (void)state;
    open_usual();
    struct spb_metric m = number("count", 0, 5);
    take(ND, 17, &m, 1);
    heard_is(&h, "item N count 5 @1000 unverified\n");
    take(DB, 18, &m, 1);
    heard_is(&h, "birth N/D @1000 unverified\nitem N/D count 5 @1000 unverified\n"
                 "born N/D @1000 unverified\n");
    says(&h, DD, 19, 0, 6);
    heard_is(&h, "item N/D count 6 @1000 unverified\n");
    assert_int_equal(heard_wait(&h, 2000), 1);
    born(&h, NB, 20, 1, 5); /* the device was born before: it waits for its birth */
    heard_is(&h, "death N/D @3000\nbirth N @3000\nitem N bdSeq 1 @3000\nitem N count 5 @3000\n"
                 "born N @3000\n");
    done();
}

/* ---- metrics ---- */

static void aliases_are_each_devices_own(void **state)
{
    (void)state;
    open_usual();
    born(&h, NB, 0, 1, 5); /* count is 0 */
    struct spb_metric m[] = {number("parts", 0, 1), number("scrap", 1, 2), number("same", 2, 3),
                             number("again", 2, 4)};
    take(DB, 1, m, 4);
    heard_forget(&h);
    says(&h, ND, 2, 0, 6);
    says(&h, DD, 3, 0, 7);
    says(&h, DD, 4, 1, 8);
    heard_is(&h, "item N count 6 @1000\nitem N/D parts 7 @1000\nitem N/D scrap 8 @1000\n");
    says(&h, DD, 5, 2, 9); /* an alias of two names neither */
    heard_is(&h, "");
    take(DD, 6, &m[3], 1);
    heard_is(&h, "item N/D again 4 @1000\n");
    assert_int_equal(heard_wait(&h, 2000), 1);
    done();
}

static void an_alias_no_birth_gave(void **state)
{
    (void)state;
    open_usual();
    born(&h, NB, 0, 1, 5);
    heard_forget(&h);
    says(&h, ND, 1, 99, 6);
    heard_is(&h, "");
    assert_int_equal(stats()->unknown, 1);
    assert_int_equal(heard_wait(&h, 2000), 1);
    /* births do not cure it: asked ever more rarely */
    int asked = 0;
    uint8_t seq = 1;
    for (int i = 0; i < 600; i++) {
        int now = heard_wait(&h, 1000);
        asked += now;
        if (now) {
            born(&h, NB, 0, 1, 5);
            seq = 1;
        }
        says(&h, ND, seq++, 99, 6);
    }
    assert_in_range(asked, 4, 6); /* after 10, 20, 40, 80, 160, 300 s */
    done();
}

static void types_that_change(void **state)
{
    (void)state;
    open_usual();
    born(&h, NB, 0, 1, 5);
    heard_forget(&h);
    struct spb_metric m[] = {
        {.name = "count", .type = SPB_DOUBLE, .value = {.form = SPB_FORM_DOUBLE, .real = 1.5}},
        {.alias = 0, .has_alias = true, .value = {.form = SPB_FORM_STRING, .text = "six"}},
        {.alias = 0, .has_alias = true, .value = {.form = SPB_FORM_INT, .word = 7}},
        {.name = "count", .type = 4711, .value = {.form = SPB_FORM_BOOL, .flag = true}},
        {.name = "count", .type = SPB_BYTES, .value = {.form = SPB_FORM_BYTES}},
        {.name = "count", .type = SPB_DATASET, .value = {.form = SPB_FORM_DATASET}},
        {.name = "count", .type = SPB_FILE, .value = {.form = SPB_FORM_BYTES}},
        {.name = "count", .type = SPB_TEMPLATE, .value = {.form = SPB_FORM_INT, .word = 1}},
        {.name = "count", .value = {.form = SPB_FORM_NONE}},
        {.name = "count", .transient = true, .value = {.form = SPB_FORM_LONG, .wide = 8}}};
    for (size_t i = 0; i < sizeof m / sizeof *m; i++)
        take(ND, (uint8_t)(i + 1), &m[i], 1);
    heard_is(&h, "item N count 1.5 @1000\nitem N count six @1000\nitem N count 7 @1000\n"
                 "item N count 1 @1000\nitem N count 8 @1000 transient\n");
    assert_int_equal(stats()->skipped, 5);
    assert_int_equal(stats()->retyped, 2);
    done();
}

static void times_that_stand_still(void **state)
{
    (void)state;
    open_usual();
    struct spb_metric m = number("count", 0, 1);
    m.timestamp = (uint64_t)WALL + 500;
    m.has_timestamp = true;
    take(NB, 0, &m, 1);
    take(ND, 1, &m, 1); /* the same again: no news */
    heard_is(&h, "birth N @1000\nitem N count 1 @500\nborn N @1000\nitem N count 1 @500\n");
    m.value.wide = 2;
    take(ND, 2, &m, 1);
    m.timestamp = (uint64_t)WALL + 900;
    m.value.wide = 3;
    take(ND, 3, &m, 1);
    m.value.wide = 4;
    struct spb_payload bare = {.seq = 4, .has_seq = true, .metric = &m, .metrics = 1};
    heard_payload(&h, ND, &bare);
    heard_is(&h, "item N count 2 @1000\nitem N count 3 @900\nitem N count 4 @900\n");
    assert_int_equal(stats()->frozen, 1);
    done();
}

static size_t template_of(const struct spb_metric *metric, size_t metrics, bool definition,
                          unsigned char out[512])
{
    /* a Template's metrics stand where a Payload has its own: 2; the mark of a definition is 5 */
    struct spb_room room = {.at = heard_memory, .size = ROOM};
    struct spb_payload p = {.metric = metric, .metrics = metrics};
    size_t length = spb_encode(&p, &room, out, 510);
    out[length] = 5 << 3;
    out[length + 1] = definition;
    return length + 2;
}

static void members_of_templates(void **state)
{
    (void)state;
    open_usual();
    unsigned char inner[512], outer[512], kind[512];
    struct spb_metric m[2] = {number("rpm", 0, -3), number("bad", 0, 1)};
    m[0].type = SPB_INT16;
    m[0].value = (struct spb_value){.form = SPB_FORM_INT, .word = 0xfffd};
    size_t length = template_of(m, 2, false, inner);
    struct spb_metric in[1] = {{.name = "motor",
                                .type = SPB_TEMPLATE,
                                .value = {.form = SPB_FORM_TEMPLATE, .bytes = {inner, length}}}};
    size_t whole = template_of(in, 1, false, outer);
    size_t definition = template_of(m, 2, true, kind);
    struct spb_metric all[] = {{.name = "Motor",
                                .type = SPB_TEMPLATE,
                                .value = {.form = SPB_FORM_TEMPLATE, .bytes = {kind, definition}}},
                               {.name = "press",
                                .alias = 3,
                                .has_alias = true,
                                .type = SPB_TEMPLATE,
                                .value = {.form = SPB_FORM_TEMPLATE, .bytes = {outer, whole}}},
                               {.name = "broken",
                                .type = SPB_TEMPLATE,
                                .value = {.form = SPB_FORM_TEMPLATE, .bytes = {"\xff", 1}}}};
    take(NB, 0, all, 3);
    heard_is(&h, "birth N @1000\nitem N press/motor/rpm -3 @1000\nitem N press/motor/bad 1 @1000\n"
                 "born N @1000\n");
    assert_int_equal(stats()->skipped, 2);
    /* later the types of members are known from the birth */
    m[0].type = SPB_UNKNOWN;
    m[0].value.word = 0xfffc;
    length = template_of(m, 1, false, inner);
    in[0].value.bytes.length = length;
    in[0].type = SPB_UNKNOWN;
    whole = template_of(in, 1, false, outer);
    struct spb_metric data = {.alias = 3,
                              .has_alias = true,
                              .value = {.form = SPB_FORM_TEMPLATE, .bytes = {outer, whole}}};
    take(ND, 1, &data, 1);
    heard_is(&h, "item N press/motor/rpm -4 @1000\n");
    done();
}

static void templates_without_end(void **state)
{
    (void)state;
    open_usual();
    static unsigned char level[12][512];
    struct spb_metric m = number("x", 0, 1);
    size_t length = template_of(&m, 1, false, level[0]);
    for (int i = 1; i < 12; i++) {
        struct spb_metric in = {
            .name = "t",
            .type = SPB_TEMPLATE,
            .value = {.form = SPB_FORM_TEMPLATE, .bytes = {level[i - 1], length}}};
        length = template_of(&in, 1, false, level[i]);
    }
    struct spb_metric top = {.name = "t",
                             .type = SPB_TEMPLATE,
                             .value = {.form = SPB_FORM_TEMPLATE, .bytes = {level[11], length}}};
    take(NB, 0, &top, 1);
    heard_is(&h, "birth N @1000\nborn N @1000\n");
    assert_int_equal(stats()->skipped, 1);
    done();
}

/* ---- what is not to be used ---- */

static void what_is_none(void **state)
{
    (void)state;
    open_usual();
    heard_take(&h, "plant/line", "x", 1);
    heard_take(&h, "spBv1.0/G/NMETA/N", "x", 1);
    heard_take(&h, "spBv1.0/STATE/scada", "{}", 2);
    assert_true(stats()->foreign == 2 && stats()->states == 1);
    heard_take(&h, ND, "\xff\xff", 2);
    heard_take(&h, NB, "\x12\x7f", 2);
    assert_int_equal(stats()->malformed, 2);
    struct spb_metric nameless = number(NULL, 3, 1);
    take(NB, 0, &nameless, 1);
    heard_is(&h, "birth N @1000\nborn N @1000\n");
    assert_int_equal(stats()->nameless, 1);
    struct spb_host_view view;
    assert_true(spb_host_node(h.host, 0, &view) && !spb_host_node(h.host, 1, &view));
    assert_true(view.online && view.synced && view.births == 1 && view.metrics == 0);
    done();
}

static void old_births_only_name(void **state)
{
    (void)state;
    open_usual();
    h.stored = true;
    born(&h, "$sparkplug/certificates/" NB, 0, 1, 5);
    says(&h, ND, 1, 0, 9);
    heard_is(&h, "");
    h.stored = false;
    born(&h, "$sparkplug/certificates/" NB, 0, 1, 5);
    says(&h, ND, 2, 0, 6);
    heard_is(&h, "item N count 6 @1000 unverified\n");
    assert_int_equal(stats()->stored, 3);
    done();
}

static void limits_hold(void **state)
{
    (void)state;
    heard_open(&h, &(struct spb_host_conf){
                       .nodes_max = 2, .devices_max = 1, .bytes_max = 4000, .held_max = 300});
    char topic[64], name[16];
    for (int i = 0; i < 5; i++) {
        (void)snprintf(topic, sizeof topic, "spBv1.0/G/NBIRTH/N%d", i);
        born(&h, topic, 0, 1, 5);
        (void)snprintf(topic, sizeof topic, "spBv1.0/G/DDATA/N0/D%d", i);
        says(&h, topic, (uint8_t)(i + 1), 0, 1);
    }
    assert_int_equal(stats()->no_room, 3 + 4);
    heard_forget(&h);
    static struct spb_metric many[200];
    static char names[200][16];
    for (int i = 0; i < 200; i++) {
        (void)snprintf(name, sizeof name, "metric%d", i);
        memcpy(names[i], name, sizeof name);
        many[i] = number(names[i], (uint64_t)i, i);
    }
    take("spBv1.0/G/NBIRTH/N1", 0, many, 200);
    assert_true(stats()->no_room > 100);
    assert_int_equal(spb_host_want(h.host, "G", "N9"), -1);
    assert_int_equal(spb_host_want(h.host, "G", "N1"), 0);
    done();
}

static void many_metrics(void **state)
{
    (void)state;
    static struct spb_metric many[3000];
    static char names[3000][16];
    open_usual();
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(names[i], sizeof names[i], "metric%d", i);
        many[i] = number(names[i], (uint64_t)i * 1000003, i);
    }
    for (uint8_t birth = 0; birth < 2; birth++) {
        take(NB, 0, many, 3000);
        for (size_t i = 0; i < 3000; i += 131) {
            char wanted[64];
            heard_forget(&h);
            says(&h, ND, (uint8_t)(i / 131 + 1), i * 1000003, 7);
            (void)snprintf(wanted, sizeof wanted, "item N metric%zu 7 @1000\n", i);
            heard_is(&h, wanted);
        }
    }
    struct spb_host_view view;
    assert_true(spb_host_node(h.host, 0, &view));
    assert_int_equal(view.metrics, 3000);
    done();
}

static void many_nodes_at_once(void **state)
{
    (void)state;
    char topic[64];
    open_usual();
    for (int i = 0; i < 300; i++) {
        (void)snprintf(topic, sizeof topic, "spBv1.0/G/NDATA/N%d", i);
        says(&h, topic, 1, 0, 1);
    }
    h.now += 2001;
    spb_host_tick(h.host, h.now, WALL + h.now, heard_event, &h); /* all are due */
    assert_true(stats()->asked == 64 && stats()->not_asked == 300 - 64);
    assert_int_equal(heard_wait(&h, 0), 64);
    assert_int_equal(heard_wait(&h, 40000), 300 - 64); /* the others later */
    spb_host_set(h.host, &(struct spb_host_conf){.silent = true});
    says(&h, topic, 2, 0, 1);
    assert_int_equal(heard_wait(&h, 400000), 0);
    done();
}

static void wanted_nodes_are_asked(void **state)
{
    (void)state;
    open_usual();
    assert_int_equal(spb_host_want(h.host, "G", "N"), 0);
    spb_host_link(h.host, true, h.now, WALL + h.now, heard_event, &h);
    assert_int_equal(heard_wait(&h, 2000), 1);
    assert_int_equal(heard_wait(&h, 9000), 0);
    assert_in_range(heard_wait(&h, 3600000), 12, 20); /* in the end each five minutes */
    born(&h, NB, 0, 1, 1);
    assert_int_equal(heard_wait(&h, 3600000), 0);
    spb_host_seek(h.host, h.now); /* other metrics are wanted now */
    assert_int_equal(heard_wait(&h, 3600000), 1);
    spb_host_want_none(h.host);
    spb_host_seek(h.host, h.now);
    assert_int_equal(heard_wait(&h, 3600000), 0);
    done();
    heard_open(&h, &(struct spb_host_conf){.observer = true});
    assert_int_equal(spb_host_want(h.host, "G", "N"), 0);
    spb_host_link(h.host, true, h.now, WALL + h.now, heard_event, &h);
    says(&h, ND, 1, 0, 9);
    assert_int_equal(heard_wait(&h, 3600000), 0);
    assert_int_equal(stats()->not_asked, 3); /* one by the link, two by the message */
    done();
}

static void what_is_asked(void **state)
{
    (void)state;
    open_usual();
    says(&h, ND, 1, 0, 9);
    h.now += 5000;
    spb_host_tick(h.host, h.now, WALL, heard_event, &h);
    struct spb_topic topic;
    unsigned char out[SPB_COMMAND_SIZE];
    size_t length = spb_host_command(h.host, 1486144502122, &topic, out);
    static const unsigned char v1[] = "\x08\xea\xf2\xf5\xa8\xa0\x2b\x12\x21\x0a\x14Node Control/Reb"
                                      "irth\x18\xea\xf2\xf5\xa8\xa0\x2b\x20\x0b\x70\x01";
    assert_int_equal(length, sizeof v1 - 1);
    assert_memory_equal(out, v1, length);
    assert_string_equal(topic.group, "G");
    assert_string_equal(topic.node, "N");
    assert_int_equal(spb_host_command(h.host, 0, &topic, out), 0);
    done();
}

/* ---- recordings ---- */

static void play(const char *path)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        struct capture_line c;
        struct cause why;
        assert_int_equal(capture_parse(line, strlen(line), &c, &why), 1);
        (void)heard_wait(&h, c.t_us / 1000 > h.now ? c.t_us / 1000 - h.now : 0);
        heard_take(&h, c.topic, c.payload, c.length);
        capture_line_done(&c);
    }
    (void)fclose(file);
}

static int times_heard(const char *what)
{
    int count = 0;
    for (const char *at = strstr(h.text, what); at; at = strstr(at + 1, what))
        count++;
    return count;
}

static void tahu_in_javascript(void **state)
{
    (void)state;
    open_usual();
    h.now = 0;
    play("tests/data/tahu_js_example.jsonl");
    assert_int_equal(times_heard("birth JavaScript Edge Node @"), 3);
    assert_int_equal(times_heard("birth JavaScript Edge Node/Emulated Device @"), 3);
    assert_int_equal(times_heard("death JavaScript Edge Node @"), 1);
    assert_int_equal(times_heard("death JavaScript Edge Node/Emulated Device @"), 1);
    assert_int_equal(times_heard("item JavaScript Edge Node/Emulated Device Inputs/1 42 "), 1);
    assert_int_equal(times_heard("unverified"), 0);
    assert_true(stats()->gaps == 0 && stats()->asked == 0 && stats()->malformed == 0);
    assert_int_equal(stats()->commands, 2);
    done();
}

static void tahu_in_python(void **state)
{
    (void)state;
    open_usual();
    h.now = 0;
    play("tests/data/tahu_py_example.jsonl");
    assert_int_equal(times_heard("birth Python Edge Node 1"), 2);
    assert_int_equal(times_heard("death Python Edge Node 1"), 2);
    assert_int_equal(times_heard(" q500"), 6);
    assert_int_equal(times_heard("input/Device Metric0 "), 7);
    assert_int_equal(times_heard("unverified"), 0);
    assert_int_equal(times_heard("@1795346722850"), 2);
    done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_are_heard),
        cmocka_unit_test(vectors_of_devices_and_widths),
        cmocka_unit_test(vectors_of_null_and_history),
        cmocka_unit_test(a_rebirth_is_no_blip),
        cmocka_unit_test(a_device_that_is_not_born_again_dies),
        cmocka_unit_test(a_death_of_another_session_is_none),
        cmocka_unit_test(deaths_by_alias_with_seq_or_without_number),
        cmocka_unit_test(everything_dies_with_node_and_link),
        cmocka_unit_test(data_before_birth),
        cmocka_unit_test(aliases_are_each_devices_own),
        cmocka_unit_test(an_alias_no_birth_gave),
        cmocka_unit_test(types_that_change),
        cmocka_unit_test(times_that_stand_still),
        cmocka_unit_test(members_of_templates),
        cmocka_unit_test(templates_without_end),
        cmocka_unit_test(what_is_none),
        cmocka_unit_test(old_births_only_name),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(many_metrics),
        cmocka_unit_test(many_nodes_at_once),
        cmocka_unit_test(wanted_nodes_are_asked),
        cmocka_unit_test(what_is_asked),
        cmocka_unit_test(tahu_in_javascript),
        cmocka_unit_test(tahu_in_python),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
