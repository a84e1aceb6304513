/* SPDX-License-Identifier: MIT */
/* Batches of records and acknowledgements on the wire: there and back to the byte, filled to the
 * brim, and what hostile bytes do. */
#include "data/decode/batch_read.h"
#include "data/model/sync/batch.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define EPOCH "0123456789abcdef0123456789abcdef"
#define HASH  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static char text[BATCH_MAX + 1];
static struct batch got;

static struct record record(int64_t seq, const char *body)
{
    struct record r = {.epoch = EPOCH,
                       .seq = seq,
                       .kind = REC_STOP,
                       .id = "S118",
                       .rev = 2,
                       .wall_ms = 1702286893123,
                       .boot_ms = 5000,
                       .boot_id = "b00t",
                       .synced = 1,
                       .actor = "anna",
                       .config = "0123456789abcdef",
                       .hash = HASH,
                       .body = body,
                       .body_length = strlen(body)};
    return r;
}

static void there_and_back(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{\"a\":1.50,\"b\":\"x\\ny\"}", "{}",
                                         "{\"note\":\"K\xc3\xb6ln \\u0007 \\\"\\\\\"}"};
    struct batch_writer b;
    struct record r = record(7, bodies[0]);
    batch_begin(&b, text, sizeof text, &r, HASH, NULL);
    for (int i = 0; i < 3; i++) {
        r = record(7 + i, bodies[i]);
        r.synced = i != 1;
        r.rev = i + 1;
        if (i == 2)
            memcpy(r.config, "fedcba9876543210", 17);
        assert_true(batch_add(&b, &r));
    }
    assert_false(batch_add(&b, &r)); /* not the next one */
    size_t length = batch_end(&b);
    assert_int_equal(length, strlen(text));
    assert_int_equal(batch_read(text, length, &got, NULL), 0);
    assert_string_equal(got.epoch, EPOCH);
    assert_string_equal(got.boot_id, "b00t");
    assert_string_equal(got.before, HASH);
    assert_int_equal(got.first, 7);
    assert_int_equal(got.count, 3);
    for (int i = 0; i < 3; i++) {
        const struct batch_record *g = &got.record[i];
        assert_null(g->why);
        assert_int_equal(g->seq, 7 + i);
        assert_int_equal(g->rev, i + 1);
        assert_string_equal(g->kind, "stop");
        assert_string_equal(g->id, "S118");
        assert_string_equal(g->actor, "anna");
        assert_string_equal(g->hash, HASH);
        assert_string_equal(g->config, i == 2 ? "fedcba9876543210" : "0123456789abcdef");
        assert_int_equal(g->synced, i != 1);
        assert_int_equal(g->wall_ms, 1702286893123);
        assert_int_equal(g->body_length, strlen(bodies[i]));
        assert_string_equal(g->body, bodies[i]);
    }
    batch_done(&got);
    assert_null(got.memory);
}

static void to_the_brim(void **state)
{
    (void)state;
    static char body[RECORD_BODY_MAX + 1];
    memset(body, '"', RECORD_BODY_MAX); /* each byte is two on the wire */
    body[0] = '{';
    body[RECORD_BODY_MAX] = '\0';
    struct batch_writer b;
    struct record r = record(1, body);
    batch_begin(&b, text, sizeof text, &r, HASH, NULL);
    int64_t seq = 1;
    while (r = record(seq, body), batch_add(&b, &r))
        seq++;
    r = record(seq, "{}");
    assert_true(batch_add(&b, &r)); /* a short one still goes in */
    size_t length = batch_end(&b);
    assert_in_range(length, BATCH_MAX - 8192, BATCH_MAX);
    assert_int_equal(batch_read(text, length, &got, NULL), 0);
    assert_int_equal(got.count, seq);
    batch_done(&got);
    /* Many short ones: the number is the limit. */
    r = record(1, "{}");
    batch_begin(&b, text, sizeof text, &r, HASH, NULL);
    for (seq = 1; r = record(seq, "{}"), batch_add(&b, &r); seq++)
        ;
    length = batch_end(&b);
    assert_int_equal(batch_read(text, length, &got, NULL), 0);
    assert_int_equal(got.count, seq - 1);
    batch_done(&got);
    /* Even the largest single record fits. */
    r = record(1, body);
    batch_begin(&b, text, sizeof text, &r, HASH, NULL);
    assert_true(batch_add(&b, &r));
    assert_true(batch_end(&b) > 0);
    /* No room at all. */
    batch_begin(&b, text, 100, &r, HASH, NULL);
    assert_false(batch_add(&b, &r));
    assert_int_equal(batch_end(&b), 0);
}

#define HEAD "\"v\":1,\"epoch\":\"" EPOCH "\",\"first\":3,\"boot_id\":\"b\",\"before\":\"" HASH "\""
#define REC                                                                                  \
    "\"kind\":\"zeal\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":1,\"boot_ms\":1,\"actor\":\"a\"," \
    "\"config\":\"c\",\"hash\":\"" HASH "\",\"body\":\"{}\""

static void what_is_no_batch(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "[]",
        "{}",
        "{" HEAD "}",
        "{" HEAD ",\"records\":[]}",
        "{" HEAD ",\"records\":{}}",
        "{\"v\":2,\"epoch\":\"" EPOCH "\",\"first\":3,\"records\":[{" REC "}]}",
        "{\"v\":1,\"epoch\":\"xyz\",\"first\":3,\"boot_id\":\"b\",\"before\":\"" HASH
        "\",\"records\":[{" REC "}]}",
        "{\"v\":1,\"epoch\":\"" EPOCH "\",\"first\":0,\"boot_id\":\"b\",\"before\":\"" HASH
        "\",\"records\":[{" REC "}]}",
        "{\"v\":1,\"epoch\":\"" EPOCH "\",\"first\":9223372036854775807,\"boot_id\":\"b\","
        "\"before\":\"" HASH "\",\"records\":[{" REC "}]}",
        "{" HEAD ",\"v\":1,\"records\":[{" REC "}]}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {0};
        assert_int_equal(batch_read(rows[i], strlen(rows[i]), &got, &why), -1);
        assert_non_null(why.text);
        assert_true(why.text[0] != '\0');
        batch_done(&got);
    }
}

static void what_can_only_be_parked(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "7",
        "{}",
        "{" REC ",\"synced\":1}",
        "{\"kind\":\"\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":1,\"boot_ms\":1,\"actor\":\"a\","
        "\"config\":\"c\",\"hash\":\"" HASH "\",\"body\":\"{}\"}",
        "{\"kind\":\"k\\u0001\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":1,\"boot_ms\":1,"
        "\"actor\":\"a\",\"config\":\"c\",\"hash\":\"" HASH "\",\"body\":\"{}\"}",
        "{\"kind\":\"k\",\"id\":\"Z1\",\"rev\":0,\"wall_ms\":1,\"boot_ms\":1,\"actor\":\"a\","
        "\"config\":\"c\",\"hash\":\"" HASH "\",\"body\":\"{}\"}",
        "{\"kind\":\"k\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":1.5,\"boot_ms\":1,\"actor\":\"a\","
        "\"config\":\"c\",\"hash\":\"" HASH "\",\"body\":\"{}\"}",
        "{\"kind\":\"k\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":1,\"boot_ms\":1,\"actor\":\"a\","
        "\"config\":\"c\",\"hash\":\"ff\",\"body\":\"{}\"}",
        "{\"kind\":\"k\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":1,\"boot_ms\":1,\"actor\":\"a\","
        "\"config\":\"c\",\"hash\":\"" HASH "\",\"body\":{}}",
        "{\"kind\":\"k\",\"id\":\"Z1\",\"rev\":1,\"wall_ms\":1,\"boot_ms\":1,\"actor\":\"a\","
        "\"hash\":\"" HASH "\",\"body\":\"{}\",\"config\":\"12345678901234567\"}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "{%s,\"future\":[1],\"records\":[{%s},%s,{%s}]}", HEAD, REC,
                 rows[i], REC);
        assert_int_equal(batch_read(text, strlen(text), &got, NULL), 0);
        assert_int_equal(got.count, 3);
        assert_null(got.record[0].why); /* an unknown kind is kept as it is */
        assert_string_equal(got.record[0].kind, "zeal");
        assert_non_null(got.record[1].why);
        assert_non_null(got.record[1].body);
        assert_null(got.record[2].why);
        assert_int_equal(got.record[2].seq, 5);
        batch_done(&got);
    }
}

static void acknowledgements(void **state)
{
    (void)state;
    struct batch_ack a = {.epoch = EPOCH, .hash = HASH, .first = 5, .last = 9, .parked_count = 2};
    struct batch_ack b;
    a.parked[0] = 5;
    a.parked[1] = 9;
    memcpy(a.mac, HASH, sizeof HASH);
    size_t length = batch_ack_write(&a, text, sizeof text);
    assert_true(length > 0);
    assert_int_equal(batch_ack_read(text, length, &b, NULL), 0);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(batch_ack_signed(&a, "acme/x", text, sizeof text) > 0);
    assert_string_equal(text, "[\"ack\",\"acme/x\",\"" EPOCH "\",5,9,\"" HASH "\",5,9]");
    static const char *const bad[] = {
        "",
        "{}",
        "{\"epoch\":\"" EPOCH "\",\"first\":5,\"last\":4,\"hash\":\"" HASH "\"}",
        "{\"epoch\":\"" EPOCH "\",\"first\":1,\"last\":100000,\"hash\":\"" HASH "\"}",
        "{\"epoch\":\"" EPOCH "\",\"first\":1,\"last\":2}",
        "{\"epoch\":\"" EPOCH "\",\"first\":1,\"last\":2,\"hash\":\"" HASH "\",\"parked\":[3]}",
        "{\"epoch\":\"" EPOCH "\",\"first\":1,\"last\":2,\"hash\":\"" HASH "\",\"parked\":1}",
        "{\"epoch\":\"" EPOCH "\",\"first\":1,\"last\":2,\"hash\":\"" HASH "\",\"mac\":\"no\"}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(batch_ack_read(bad[i], strlen(bad[i]), &b, NULL), -1);
}

/* Words for people, which an older station passes over and a hostile broker cannot make up. */
static void words_of_what_is_parked(void **state)
{
    (void)state;
    static struct batch_ack a, b;
    char word[40], plain[400];
    a = (struct batch_ack){.epoch = EPOCH, .hash = HASH, .first = 1, .last = 100};
    assert_true(batch_ack_signed(&a, "acme/x", plain, sizeof plain) > 0);
    batch_ack_park(&a, 3, "its hash is not that of its content");
    batch_ack_park(&a, 4, NULL);
    batch_ack_park(&a, 7, "its hash is not that of its content");
    for (int i = 0; i < BATCH_WORDS_MAX; i++) {
        snprintf(word, sizeof word, "another \x1b cause %d", i);
        batch_ack_park(&a, 8 + i, word);
    }
    assert_int_equal(a.words, BATCH_WORDS_MAX);
    assert_string_equal(batch_ack_why(&a, 2), "its hash is not that of its content");
    assert_string_equal(batch_ack_why(&a, 1), "");
    assert_null(strchr(batch_ack_why(&a, 3), 0x1b));
    assert_string_equal(batch_ack_why(&a, 3 + BATCH_WORDS_MAX - 1), ""); /* one too many */
    memcpy(a.why_mac, HASH, sizeof HASH);
    size_t length = batch_ack_write(&a, text, sizeof text);
    assert_true(length > 0);
    assert_int_equal(batch_ack_read(text, length, &b, NULL), 0);
    assert_memory_equal(&a, &b, sizeof a);
    /* what is signed without them is what it was before there were any */
    assert_true(batch_ack_signed(&a, "acme/x", text, sizeof text) > 0);
    assert_null(strstr(text, "hash is not"));
    assert_true(batch_why_signed(&a, "acme/x", text, sizeof text) > 0);
    assert_non_null(strstr(text, "its hash is not that of its content"));
    a.of[0] = 2;
    static char other[4096];
    assert_true(batch_why_signed(&a, "acme/x", other, sizeof other) > 0);
    assert_string_not_equal(text, other);
    batch_ack_unworded(&a);
    assert_string_equal(batch_ack_why(&a, 0), "");
    assert_int_equal(a.parked_count, 3 + BATCH_WORDS_MAX);
    /* all of a batch, with the longest words: signed and sent all the same */
    a = (struct batch_ack){
        .epoch = EPOCH, .hash = HASH, .first = INT64_MAX - 600, .last = INT64_MAX - 89};
    char longest[BATCH_WORD_SIZE];
    for (int i = 0; i < BATCH_PARKED_MAX + 3; i++) {
        snprintf(longest, sizeof longest, "%d%090d", i % BATCH_WORDS_MAX, 0);
        batch_ack_park(&a, a.first + i, longest);
    }
    assert_int_equal(a.parked_count, BATCH_PARKED_MAX);
    assert_true(batch_ack_write(&a, text, BATCH_MAX) > 0);
    assert_true(batch_why_signed(&a, "acme/x", text, BATCH_SIGNED_MAX) > 0);
}

static void words_that_make_no_sense_are_left_out(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\"why\":[\"a\"]",
        "\"why\":[],\"of\":[0]",
        "\"why\":[\"a\"],\"of\":[2]",
        "\"why\":[\"a\"],\"of\":[-1]",
        "\"why\":[\"a\"],\"of\":[1,1]",
        "\"why\":[7],\"of\":[1]",
        "\"why\":[\"a\\u001b[2J\"],\"of\":[1]",
        "\"why\":\"a\",\"of\":[1]",
        "\"why\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"],\"of\":[1]",
    };
    static struct batch_ack b;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text,
                 "{\"epoch\":\"" EPOCH "\",\"first\":1,\"last\":2,\"hash\":\"" HASH
                 "\",\"parked\":[2],%s}",
                 bad[i]);
        assert_int_equal(batch_ack_read(text, strlen(text), &b, NULL), 0);
        assert_int_equal(b.parked_count, 1);
        assert_int_equal(b.words, 0);
        assert_string_equal(batch_ack_why(&b, 0), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(to_the_brim),
        cmocka_unit_test(what_is_no_batch),
        cmocka_unit_test(what_can_only_be_parked),
        cmocka_unit_test(acknowledgements),
        cmocka_unit_test(words_of_what_is_parked),
        cmocka_unit_test(words_that_make_no_sense_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
