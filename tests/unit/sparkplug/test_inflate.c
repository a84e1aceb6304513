/* SPDX-License-Identifier: MIT */
/* Compressed payloads: both ways of the specification, a bare stream, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/sparkplug/inflate.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define ROOM SPB_ROOM_SIZE
static unsigned char body[SPB_PAYLOAD_MAX], wire[SPB_PAYLOAD_MAX];
static struct spb_room room;

static size_t pack(const void *bytes, size_t length, int window)
{
    z_stream z = {0};
    Bytef *in = malloc(length + 1);
    assert_non_null(in);
    memcpy(in, bytes, length);
    assert_int_equal(
        deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = in;
    z.avail_in = (uInt)length;
    z.next_out = body;
    z.avail_out = sizeof body;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t used = sizeof body - z.avail_out;
    (void)deflateEnd(&z);
    free(in);
    return used;
}

/* Two metrics, with seq 5 inside and, when it is wanted, 6 outside. */
static int unpack(size_t length, bool outer_seq, struct spb_payload *out, struct cause *why)
{
    struct spb_metric algorithm = {.name = "algorithm",
                                   .type = SPB_STRING,
                                   .value = {.form = SPB_FORM_STRING, .text = "GZIP"}};
    struct spb_payload outer = {.timestamp = 99,
                                .has_timestamp = true,
                                .seq = 6,
                                .has_seq = outer_seq,
                                .uuid = SPB_COMPRESSED,
                                .body = {.at = body, .length = length},
                                .metric = &algorithm,
                                .metrics = 1};
    room.used = 0;
    size_t whole = spb_encode(&outer, &room, wire, sizeof wire);
    assert_true(whole > 0);
    room.used = 0;
    assert_int_equal(spb_decode(wire, whole, &room, out, why), 0);
    return spb_inflate(out, &room, why);
}

static size_t inner(unsigned char *out, size_t size, const char *uuid)
{
    struct spb_metric metric[] = {
        {.name = "a", .type = SPB_INT32, .value = {.form = SPB_FORM_INT, .word = 41}},
        {.name = "b", .type = SPB_STRING, .value = {.form = SPB_FORM_STRING, .text = "text"}}};
    struct spb_payload p = {
        .seq = 5, .has_seq = true, .uuid = uuid, .metric = metric, .metrics = 2};
    room.used = 0;
    return spb_encode(&p, &room, out, size);
}

static void both_ways(void **state)
{
    (void)state;
    static const int windows[] = {MAX_WBITS + 16, MAX_WBITS, -MAX_WBITS};
    for (size_t i = 0; i < 3; i++) {
        unsigned char bytes[256];
        struct spb_payload p;
        struct cause why = {.text = ""};
        size_t length = pack(bytes, inner(bytes, sizeof bytes, NULL), windows[i]);
        if (unpack(length, i == 1, &p, &why) != 0)
            fail_msg("%zu: %s", i, why.text);
        assert_int_equal(p.metrics, 2);
        assert_string_equal(p.metric[1].value.text, "text");
        assert_true(p.has_seq && p.seq == (i == 1 ? 6 : 5));
        assert_int_equal(p.timestamp, 99);
    }
}

static void what_is_not_compressed_stays(void **state)
{
    (void)state;
    unsigned char bytes[256];
    struct spb_payload p;
    struct cause why;
    size_t length = inner(bytes, sizeof bytes, "another");
    room.used = 0;
    assert_int_equal(spb_decode(bytes, length, &room, &p, &why), 0);
    assert_int_equal(spb_inflate(&p, &room, &why), 0);
    assert_int_equal(p.metrics, 2);
}

static void what_is_refused(void **state)
{
    (void)state;
    struct spb_payload p;
    struct cause why;
    /* a bomb: four megabytes of nothing in four thousand bytes */
    unsigned char *zeros = calloc(4, 1U << 20);
    assert_non_null(zeros);
    size_t length = pack(zeros, 4U << 20, MAX_WBITS + 16);
    free(zeros);
    assert_true(length < 8192);
    assert_int_equal(unpack(length, false, &p, &why), -1);
    assert_non_null(strstr(why.text, "more than"));
    /* cut short, no stream at all, nothing */
    unsigned char bytes[256];
    length = pack(bytes, inner(bytes, sizeof bytes, NULL), MAX_WBITS);
    assert_int_equal(unpack(length - 5, false, &p, &why), -1);
    memset(body, 0xfe, 64);
    assert_int_equal(unpack(64, false, &p, &why), -1);
    assert_int_equal(unpack(0, false, &p, &why), -1);
    /* no payload inside, or one that is compressed again */
    length = pack("\xff\xff", 2, MAX_WBITS);
    assert_int_equal(unpack(length, false, &p, &why), -1);
    length = pack(bytes, inner(bytes, sizeof bytes, SPB_COMPRESSED), MAX_WBITS);
    assert_int_equal(unpack(length, false, &p, &why), -1);
    assert_non_null(strstr(why.text, "twice"));
}

static void rooms_that_are_small(void **state)
{
    (void)state;
    unsigned char bytes[256];
    struct spb_payload p;
    struct cause why;
    size_t length = pack(bytes, inner(bytes, sizeof bytes, NULL), MAX_WBITS);
    assert_int_equal(unpack(length, false, &p, &why), 0);
    size_t need = room.used;
    for (size_t size = 1024; size < need; size += 4096) {
        struct spb_payload outer = {.uuid = SPB_COMPRESSED, .body = {body, length}};
        struct spb_room small = {.at = room.at, .size = size};
        if (spb_inflate(&outer, &small, &why) == 0)
            assert_int_equal(outer.metrics, 2);
    }
}

int main(void)
{
    room = (struct spb_room){.at = malloc(ROOM), .size = ROOM};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways),
        cmocka_unit_test(what_is_not_compressed_stays),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(rooms_that_are_small),
    };
    int failed = room.at ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
    free(room.at);
    return failed;
}
