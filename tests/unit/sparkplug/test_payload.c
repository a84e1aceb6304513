/* SPDX-License-Identifier: MIT */
/* Payloads from the wire and back: the vectors of standards.md §5.2, every type, the ways in which
 * clients differ, and bytes that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/sparkplug/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (64U << 10)
static _Alignas(max_align_t) char memory[ROOM];

static size_t from_hex(const char *hex, unsigned char *out)
{
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i++) {
        const char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        out[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return length;
}

static struct spb_room room;

static int decode_hex(const char *hex, struct spb_payload *out)
{
    unsigned char bytes[1024];
    struct cause why;
    room = (struct spb_room){.at = memory, .size = ROOM};
    return spb_decode(bytes, from_hex(hex, bytes), &room, out, &why);
}

#define TS UINT64_C(1486144502122)

static int64_t integer_of(const struct spb_metric *m, uint32_t type)
{
    int64_t n = INT64_MIN;
    assert_int_equal(spb_integer(&m->value, type, &n), 0);
    return n;
}

/* ---- vectors ---- */

static void a_rebirth_request(void **state)
{
    (void)state;
    struct spb_payload p;
    assert_int_equal(decode_hex("08eaf2f5a8a02b12210a144e6f646520436f6e74726f6c2f5265626972746818ea"
                                "f2f5a8a02b200b7001",
                                &p),
                     0);
    assert_true(p.has_timestamp && p.timestamp == TS && !p.has_seq);
    assert_int_equal(p.metrics, 1);
    const struct spb_metric *m = p.metric;
    assert_string_equal(m->name, "Node Control/Rebirth");
    assert_true(!m->has_alias && m->has_timestamp && m->timestamp == TS);
    assert_int_equal(m->type, SPB_BOOLEAN);
    assert_true(m->value.form == SPB_FORM_BOOL && m->value.flag);
    assert_int_equal(integer_of(m, SPB_BOOLEAN), 1);
}

static void a_death(void **state)
{
    (void)state;
    struct spb_payload p;
    assert_int_equal(decode_hex("08eaf2f5a8a02b12120a05626453657118eaf2f5a8a02b20045800", &p), 0);
    assert_true(p.metrics == 1 && !p.has_seq);
    assert_string_equal(p.metric[0].name, "bdSeq");
    assert_int_equal(p.metric[0].type, SPB_INT64);
    assert_int_equal(integer_of(p.metric, SPB_INT64), 0);
}

static void a_birth(void **state)
{
    (void)state;
    struct spb_payload p;
    double volts;
    assert_int_equal(
        decode_hex("08eaf2f5a8a02b12120a05626453657118eaf2f5a8a02b2004580012210a144e6f646520436f6e7"
                   "4726f6c2f5265626972746818eaf2f5a8a02b200b700012200a0e537570706c7920566f6c746167"
                   "65100318eaf2f5a8a02b2009659a9941411800",
                   &p),
        0);
    assert_true(p.has_seq && p.seq == 0 && p.metrics == 3);
    assert_int_equal(integer_of(&p.metric[1], SPB_BOOLEAN), 0);
    const struct spb_metric *m = &p.metric[2];
    assert_string_equal(m->name, "Supply Voltage");
    assert_true(m->has_alias && m->alias == 3);
    assert_int_equal(m->type, SPB_FLOAT);
    assert_int_equal(spb_real(&m->value, SPB_FLOAT, &volts), 0);
    assert_true(fabs(volts - 12.1) < 1e-5);
}

static void data_by_alias(void **state)
{
    (void)state;
    struct spb_payload p;
    double volts;
    assert_int_equal(decode_hex("08eaf2f5a8a02b120e100318eaf2f5a8a02b65cdcc44411801", &p), 0);
    assert_true(p.seq == 1 && p.metric[0].alias == 3 && !p.metric[0].name);
    assert_int_equal(p.metric[0].type, SPB_UNKNOWN);
    assert_int_equal(spb_real(&p.metric[0].value, SPB_FLOAT, &volts), 0);
    assert_true(fabs(volts - 12.3) < 1e-5);
    assert_int_equal(decode_hex("08eaf2f5a8a02b1211100718eaf2f5a8a02b200350fbffffff0f18ff01", &p),
                     0);
    assert_true(p.seq == 255 && p.metric[0].alias == 7);
    assert_int_equal(integer_of(p.metric, SPB_INT32), -5);
}

static void integers_of_any_width(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        uint32_t type;
        int64_t value;
    } rows[] = {
        {"120d0a01741801200150e9ffffff0f1800", SPB_INT8, -23},
        {"120a0a01741801200150e9011800", SPB_INT8, -23},
        {"12120a01741801200458ffffffffffffffffff011800", SPB_INT64, -1},
        /* UInt32 in the wide field, Int16 in it, UInt8 too wide, a word sign-extended to 10 bytes
         */
        {"120d0a01741801200758ffffffff0f1800", SPB_UINT32, 4294967295},
        {"12120a01741801200258feffffffffffffffff011800", SPB_INT16, -2},
        {"120a0a0174180120055081021800", SPB_UINT8, 1},
        {"12120a01741801200350feffffffffffffffff011800", SPB_INT32, -2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct spb_payload p;
        if (decode_hex(rows[i].hex, &p) != 0 || p.metrics != 1)
            fail_msg("row %zu", i);
        assert_int_equal(p.metric[0].type, rows[i].type);
        assert_int_equal(integer_of(p.metric, rows[i].type), rows[i].value);
    }
}

/* As npm's sparkplug-payload 1.0.3 writes them. */
static void as_others_write(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        uint32_t type;
        int64_t value;
    } rows[] = {
        {"120b0a0174200150e9ffffff0f", SPB_INT8, -23},
        {"120b0a0174200250d095feff0f", SPB_INT16, -30000},
        {"120b0a0174200350fbffffff0f", SPB_INT32, -5},
        {"12100a0174200458ffffffffffffffffff01", SPB_INT64, -1},
        {"12080a0174200550fa01", SPB_UINT8, 250},
        {"12090a0174200650ffff03", SPB_UINT16, 65535},
        {"120b0a017420075880d0acf30e", SPB_UINT32, 4000000000},
        {"120e0a0174200858ffffffffffffff0f", SPB_UINT64, 9007199254740991},
        {"120c0a0174200d58eaf2f5a8a02b", SPB_DATETIME, 1486144502122},
        {"12070a0174200b7001", SPB_BOOLEAN, 1},
    };
    struct spb_payload p;
    double real;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (decode_hex(rows[i].hex, &p) != 0 || p.metrics != 1 || p.metric[0].type != rows[i].type)
            fail_msg("row %zu", i);
        assert_int_equal(integer_of(p.metric, rows[i].type), rows[i].value);
    }
    assert_int_equal(decode_hex("120a0a01742009650000c03f", &p), 0);
    assert_true(spb_real(&p.metric[0].value, SPB_FLOAT, &real) == 0 && fabs(real - 1.5) < 1e-9);
    assert_int_equal(decode_hex("120e0a0174200a699a9999999999b93f", &p), 0);
    assert_true(spb_real(&p.metric[0].value, SPB_DOUBLE, &real) == 0 && fabs(real - 0.1) < 1e-15);
    assert_int_equal(decode_hex("12090a0174200c7a02c3bc", &p), 0);
    assert_string_equal(p.metric[0].value.text, "ü");
    assert_int_equal(decode_hex("12150a017420108a010d0801120161180322040a020801", &p), 0);
    assert_true(p.metric[0].value.form == SPB_FORM_DATASET && p.metric[0].value.bytes.length == 13);
    assert_int_equal(decode_hex("12130a0174201392010b12070a0161200350012801", &p), 0);
    assert_true(p.metric[0].value.form == SPB_FORM_TEMPLATE &&
                p.metric[0].value.bytes.length == 11);
}

static void null_and_stale(void **state)
{
    (void)state;
    struct spb_payload p;
    assert_int_equal(decode_hex("080512200a04676f6f6410091805200838014a100a075175616c69747912050803"
                                "18f4031802",
                                &p),
                     0);
    const struct spb_metric *m = p.metric;
    assert_true(m->null && m->value.form == SPB_FORM_NONE && m->type == SPB_UINT64);
    assert_int_equal(m->properties, 1);
    assert_int_equal(spb_quality(m), SPB_QUALITY_STALE);
    assert_non_null(spb_property(m, "Quality"));
    assert_null(spb_property(m, "quality"));
}

static void a_device_death(void **state)
{
    (void)state;
    struct spb_payload p;
    assert_int_equal(decode_hex("08eaf2f5a8a02b187b", &p), 0);
    assert_true(p.metrics == 0 && p.seq == 123);
}

static void historical_before_live(void **state)
{
    (void)state;
    struct spb_payload p;
    assert_int_equal(decode_hex("080612081009180428015829120610091806582a1803", &p), 0);
    assert_int_equal(p.metrics, 2);
    assert_true(p.metric[0].historical && !p.metric[1].historical);
    assert_int_equal(integer_of(&p.metric[0], SPB_UINT64), 41);
    assert_int_equal(integer_of(&p.metric[1], SPB_UINT64), 42);
    assert_true(p.metric[0].timestamp == 4 && p.metric[1].timestamp == 6);
}

/* ---- there and back ---- */

static const unsigned char some[] = {1, 0, 255};
#define TAKE(f, ...)             \
    {                            \
        .form = (f), __VA_ARGS__ \
    }
#define OF_BYTES .bytes = {some, sizeof some}

static const struct spb_value forms[] = {
    TAKE(SPB_FORM_NONE, .wide = 0),
    TAKE(SPB_FORM_INT, .word = 4000000000U),
    TAKE(SPB_FORM_LONG, .wide = UINT64_MAX),
    TAKE(SPB_FORM_FLOAT, .single = 1.5F),
    TAKE(SPB_FORM_DOUBLE, .real = 0.1),
    TAKE(SPB_FORM_BOOL, .flag = true),
    TAKE(SPB_FORM_STRING, .text = "pièce"),
    TAKE(SPB_FORM_BYTES, OF_BYTES),
    TAKE(SPB_FORM_DATASET, OF_BYTES),
    TAKE(SPB_FORM_TEMPLATE, OF_BYTES),
    TAKE(SPB_FORM_SET, OF_BYTES),
    TAKE(SPB_FORM_SETS, OF_BYTES),
    TAKE(SPB_FORM_EXTENSION, OF_BYTES),
};
#define FORMS (sizeof forms / sizeof *forms)

static bool same_value(const struct spb_value *a, const struct spb_value *b)
{
    if (a->form != b->form)
        return false;
    switch (a->form) {
    case SPB_FORM_NONE:
        return true;
    case SPB_FORM_INT:
        return a->word == b->word;
    case SPB_FORM_LONG:
        return a->wide == b->wide;
    case SPB_FORM_FLOAT:
        return memcmp(&a->single, &b->single, sizeof a->single) == 0;
    case SPB_FORM_DOUBLE:
        return memcmp(&a->real, &b->real, sizeof a->real) == 0;
    case SPB_FORM_BOOL:
        return a->flag == b->flag;
    case SPB_FORM_STRING:
        return strcmp(a->text, b->text) == 0;
    case SPB_FORM_BYTES:
    case SPB_FORM_DATASET:
    case SPB_FORM_TEMPLATE:
    case SPB_FORM_SET:
    case SPB_FORM_SETS:
    case SPB_FORM_EXTENSION:
        break;
    }
    return a->bytes.length == b->bytes.length &&
           memcmp(a->bytes.at, b->bytes.at, a->bytes.length) == 0;
}

static bool of_metrics(enum spb_form form)
{
    return form != SPB_FORM_SET && form != SPB_FORM_SETS;
}

static bool of_properties(enum spb_form form)
{
    return form != SPB_FORM_BYTES && form != SPB_FORM_DATASET && form != SPB_FORM_TEMPLATE;
}

static void everything_comes_back(void **state)
{
    (void)state;
    static struct spb_metric metric[FORMS];
    static struct spb_property property[FORMS];
    unsigned char wire[4096];
    struct cause why;
    for (size_t i = 0; i < FORMS; i++) {
        property[i] = (struct spb_property){
            .key = "k", .type = (uint32_t)i, .null = i == 0, .value = forms[i]};
        metric[i] = (struct spb_metric){.name = i % 2 ? "n" : NULL,
                                        .alias = i,
                                        .has_alias = i % 2 == 0,
                                        .timestamp = i,
                                        .has_timestamp = i % 3 == 0,
                                        .type = (uint32_t)i,
                                        .historical = i == 1,
                                        .transient = i == 2,
                                        .null = i == 0,
                                        .value = forms[i],
                                        .property = property,
                                        .properties = i};
    }
    metric[3].metadata = (struct spb_bytes){some, sizeof some};
    const struct spb_payload in = {.timestamp = TS,
                                   .has_timestamp = true,
                                   .seq = 255,
                                   .has_seq = true,
                                   .uuid = "u",
                                   .body = {some, sizeof some},
                                   .metric = metric,
                                   .metrics = FORMS};
    room = (struct spb_room){.at = memory, .size = ROOM};
    size_t length = spb_encode(&in, &room, wire, sizeof wire);
    assert_true(length > 0);
    room.used = 0;
    assert_int_equal(spb_encode(&in, &room, wire, length - 1), 0);
    struct spb_room none = {.at = memory, .size = 64};
    assert_int_equal(spb_encode(&in, &none, wire, sizeof wire), 0);
    room.used = 0;
    struct spb_payload out;
    assert_int_equal(spb_decode(wire, length, &room, &out, &why), 0);
    assert_true(out.timestamp == TS && out.seq == 255 && out.metrics == FORMS);
    assert_string_equal(out.uuid, "u");
    assert_memory_equal(out.body.at, some, sizeof some);
    for (size_t i = 0; i < FORMS; i++) {
        const struct spb_metric *a = &metric[i], *b = &out.metric[i];
        assert_true((a->name != NULL) == (b->name != NULL) && a->has_alias == b->has_alias);
        assert_true(a->has_timestamp == b->has_timestamp && a->type == b->type);
        assert_true(a->historical == b->historical && a->transient == b->transient);
        assert_true(a->null == b->null && a->properties == b->properties);
        assert_true(!of_metrics(forms[i].form) || same_value(&a->value, &b->value));
        assert_int_equal(a->metadata.length, b->metadata.length);
        for (size_t p = 0; p < b->properties; p++)
            assert_true(!of_properties(forms[p].form) ||
                        same_value(&property[p].value, &b->property[p].value));
    }
    /* whatever room is missing, it is refused with words */
    for (size_t size = 0; size < room.used; size += 64) {
        struct spb_room small = {.at = memory, .size = size};
        why.text[0] = '\0';
        assert_int_equal(spb_decode(wire, length, &small, &out, &why), -1);
        assert_true(why.text[0] != '\0');
    }
}

static void bytes_that_are_none(void **state)
{
    (void)state;
    static unsigned char large[SPB_PAYLOAD_MAX + 1];
    struct spb_payload p;
    struct cause why;
    assert_int_equal(decode_hex("0880", &p), -1);
    assert_int_equal(decode_hex("12ff01", &p), -1);
    assert_int_equal(decode_hex("120d0a017418", &p), -1);
    assert_int_equal(decode_hex("7b226f6e6c696e65223a747275657d", &p), -1); /* JSON */
    assert_int_equal(decode_hex("", &p), 0);
    assert_int_equal(p.metrics, 0);
    room = (struct spb_room){.at = memory, .size = ROOM};
    assert_int_equal(spb_decode(large, sizeof large, &room, &p, &why), -1);
    /* a flood of empty metrics: more than the room */
    for (size_t i = 0; i < 8192; i += 2)
        large[i] = 0x12;
    assert_int_equal(spb_decode(large, 8192, &room, &p, &why), -1);
    /* what a later version of the specification may add is passed over */
    assert_int_equal(decode_hex("3a0161180a", &p), 0);
    assert_int_equal(p.seq, 10);
}

/* ---- types ---- */

static void numbers(void **state)
{
    (void)state;
    double real;
    int64_t integer;
    const struct spb_value wide = {.form = SPB_FORM_LONG, .wide = UINT64_MAX};
    const struct spb_value nan = {.form = SPB_FORM_DOUBLE, .real = NAN};
    const struct spb_value inf = {.form = SPB_FORM_FLOAT, .single = INFINITY};
    const struct spb_value text = {.form = SPB_FORM_STRING, .text = "1"};
    const struct spb_value five = {.form = SPB_FORM_INT, .word = 5};
    assert_int_equal(spb_real(&wide, SPB_UINT64, &real), 0);
    assert_true(real > 1.8e19);
    assert_int_equal(spb_real(&wide, SPB_INT64, &real), 0);
    assert_true(real > -1.5 && real < -0.5);
    assert_int_equal(spb_real(&nan, SPB_DOUBLE, &real), -1);
    assert_int_equal(spb_real(&inf, SPB_FLOAT, &real), -1);
    assert_int_equal(spb_real(&text, SPB_STRING, &real), -1);
    assert_int_equal(spb_integer(&text, SPB_INT32, &integer), -1);
    assert_int_equal(spb_integer(&five, SPB_STRING, &integer), -1);
    assert_int_equal(spb_integer(&five, 99, &integer), -1);
    assert_int_equal(spb_integer(&five, SPB_BOOLEAN, &integer), 0);
    assert_int_equal(integer, 1);
    assert_int_equal(spb_integer(&five, SPB_DATETIME, &integer), 0);
    assert_int_equal(integer, 5);
    const struct spb_property odd = {
        .key = "Quality", .type = SPB_STRING, .value = {.form = SPB_FORM_STRING, .text = "bad"}};
    assert_int_equal(spb_quality(&(struct spb_metric){.property = &odd, .properties = 1}),
                     SPB_QUALITY_GOOD);
}

static void types_of_values(void **state)
{
    (void)state;
    assert_int_equal(spb_type_of(SPB_FORM_DOUBLE), SPB_DOUBLE);
    assert_int_equal(spb_type_of(SPB_FORM_NONE), SPB_UNKNOWN);
    assert_int_equal(spb_type_of(SPB_FORM_EXTENSION), SPB_UNKNOWN);
    assert_int_equal(spb_array_of(SPB_INT8_ARRAY + 9), SPB_DOUBLE);
    assert_int_equal(spb_array_of(SPB_DOUBLE), SPB_UNKNOWN);
}

#define ARRAY(text)                                                  \
    {                                                                \
        .form = SPB_FORM_BYTES, .bytes = {(text), sizeof(text) - 1 } \
    }

static void arrays(void **state)
{
    (void)state;
    static const struct {
        uint32_t type;
        struct spb_value value;
        int64_t count;
    } rows[] = {
        {SPB_INT8_ARRAY, ARRAY("\xe9\x7b"), 2},
        {SPB_INT8_ARRAY + 1, ARRAY("\xd0\x8a\x30\x75"), 2},
        {SPB_INT8_ARRAY + 2, ARRAY("\xff\xff\xff\xff"), 1},
        {SPB_INT8_ARRAY + 10, ARRAY("\x0c\0\0\0\x34\xd0"), 12},
        {SPB_INT8_ARRAY + 11, ARRAY("ABC\0hello\0"), 2},
        {SPB_INT8_ARRAY + 11, ARRAY(""), 0},
        {SPB_DATETIME_ARRAY, ARRAY("\xc7\xd0\x90\x75\x81\x01\0\0"), 1},
        {SPB_INT8_ARRAY + 1, ARRAY("\xd0\x8a\x30"), -1},
        {SPB_INT8_ARRAY + 10, ARRAY("\x0c\0\0\0\x34"), -1},
        {SPB_INT8_ARRAY + 10, ARRAY("\x0c\0"), -1},
        {SPB_INT8_ARRAY + 11, ARRAY("ABC"), -1},
        {SPB_DOUBLE, ARRAY("ABC"), -1},
        {SPB_INT8_ARRAY, {.form = SPB_FORM_INT}, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t count = spb_array_count(&rows[i].value, rows[i].type);
        if (count != rows[i].count)
            fail_msg("row %zu: %lld", i, (long long)count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rebirth_request),
        cmocka_unit_test(a_death),
        cmocka_unit_test(a_birth),
        cmocka_unit_test(data_by_alias),
        cmocka_unit_test(integers_of_any_width),
        cmocka_unit_test(as_others_write),
        cmocka_unit_test(null_and_stale),
        cmocka_unit_test(a_device_death),
        cmocka_unit_test(historical_before_live),
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(bytes_that_are_none),
        cmocka_unit_test(numbers),
        cmocka_unit_test(types_of_values),
        cmocka_unit_test(arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
