/* SPDX-License-Identifier: MIT */
/* InfluxDB line protocol and Telegraf's JSON: what each metric says, by its tags, with its time;
 * and what a malformed one costs. */
#include "tests/unit/decode/items.h"

#define T1 1676522982000
#define N  TIME_NONE

static void test_line(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "modbus,location=hall\\ 1,source=press3 temperature=21.4,hours=123i,on=true,"
                    "sn=\"A1\" 1676522982000000000\n",
         .item = {{"modbus/temperature", "21.4", Q_GOOD, T1},
                  {"modbus/hours", "123", Q_GOOD, T1},
                  {"modbus/on", "true", Q_GOOD, T1},
                  {"modbus/sn", "A1", Q_GOOD, T1}}},
        {.payload = "m a=1\r\n\n# comment\n  m b=2u 1676522982\nm c=-1.5e3 1676522982000",
         .item = {{"m/a", "1", Q_GOOD, N},
                  {"m/b", "2", Q_GOOD, T1},
                  {"m/c", "-1.5e3", Q_GOOD, T1}}},
        {.payload = "m t=t,f=F,x=True,n=NaN,i=-Inf,p=.5,z=+7i",
         .item = {{"m/t", "t", Q_GOOD, N},
                  {"m/f", "F", Q_GOOD, N},
                  {"m/x", "True", Q_GOOD, N},
                  {"m/p", ".5", Q_GOOD, N},
                  {"m/z", "+7", Q_GOOD, N}}},
        {.payload = "my\\ m\\,x,t=1 a\\ b\\=c=1,d\\x=2",
         .item = {{"my m,x/a b=c", "1", Q_GOOD, N}, {"my m,x/d\\x", "2", Q_GOOD, N}}},
        {.payload = "m s=\"a\\\"b\\\\c\\n, d=1\nx\",e=\"\" 1676522982000000000\nm f=1",
         .item = {{"m/s", "a\"b\\c\\n, d=1\nx", Q_GOOD, T1},
                  {"m/e", "", Q_GOOD, T1},
                  {"m/f", "1", Q_GOOD, N}}},
        /* what is malformed takes nothing with it */
        {.payload = "m a=1\nnonsense\nm b=\nm c=1 soon\nm,t a=1\nm d=1,\n,x a=1\nm e=12x\nm g=2\n"
                    "m h=\"open",
         .item = {{"m/a", "1", Q_GOOD, N}, {"m/g", "2", Q_GOOD, N}}},
        {.payload = "m a=1 99999999999999999999\nm a=2 8223372036854775807",
         .item = {{"m/a", "2", Q_GOOD, 8223372036854}}},
        {.payload = "m a=1 1676522982000000000 7\nm a=2", .item = {{"m/a", "2", Q_GOOD, N}}},
        {.payload = ""},
        {.payload = "# nothing\n\n"},
        {.payload = "nonsense", .error = "line 1: a field"},
        {.payload = "\n m x=1,=2", .error = "line 2: a field"},
        {.payload = "{\"fields\":{\"a\":1}}", .error = "line 1"},
        {.payload = "m a=1 -x", .error = "time"},
    };
    check_samples(&format_line, samples, sizeof samples / sizeof *samples);
}

#define TWO                                                                     \
    "press,host=h1,source=press\\ 3 good=1i\npress,host=h1,source=p4 good=2i\n" \
    "press,host=h2 good=3i"

static void test_line_where(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = TWO, .where = "source=press 3", .item = {{"press/good", "1", Q_GOOD, N}}},
        {.payload = TWO,
         .where = "host=h1",
         .item = {{"press/good", "1", Q_GOOD, N}, {"press/good", "2", Q_GOOD, N}}},
        {.payload = TWO, .where = "host=h2, source=p4"},
        {.payload = TWO, .where = "host=h1, source=p4", .item = {{"press/good", "2", Q_GOOD, N}}},
        {.payload = TWO, .where = "line=1"},
    };
    check_samples(&format_line, samples, sizeof samples / sizeof *samples);
}

static void test_telegraf(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload = "{\"fields\":{\"good\":30,\"s\":\"x\",\"n\":null},\"name\":\"press\",\"tags\":{"
                    "\"host\":\"h\"},\"timestamp\":1676522982}",
         .item = {{"press/good", "30", Q_GOOD, T1},
                  {"press/s", "x", Q_GOOD, T1},
                  {"press/n", "null", Q_GOOD, T1}}},
        {.payload = "{\"metrics\":[{\"fields\":{\"a\":1},\"name\":\"m\",\"tags\":{},\"timestamp\":"
                    "1676522982000},7,{\"name\":\"m\"},{\"fields\":{\"b\":{\"c\":[1,2]}},\"name\":"
                    "\"m\",\"timestamp\":\"2023-02-16T04:49:42Z\"}]}",
         .item = {{"m/a", "1", Q_GOOD, T1},
                  {"m/b/c/0", "1", Q_GOOD, T1},
                  {"m/b/c/1", "2", Q_GOOD, T1}}},
        {.payload = "[{\"fields\":{\"a\":true},\"name\":\"m\\u00e4\"}]",
         .item = {{"m\xC3\xA4/a", "true", Q_GOOD, N}}},
        {.payload = "[{\"fields\":{\"a\":1},\"name\":\"m\",\"tags\":{\"host\":\"h1\"}},"
                    "{\"fields\":{\"a\":2},\"name\":\"m\",\"tags\":{\"host\":\"h\\u0032\"}},"
                    "{\"fields\":{\"a\":3},\"name\":\"m\"}]",
         .where = "host=h2",
         .item = {{"m/a", "2", Q_GOOD, N}}},
        {.payload = "{\"a\":1}", .error = "no metric"},
        {.payload = "{\"metrics\":{}}", .error = "no metric"},
        {.payload = "m a=1", .error = "malformed"},
    };
    check_samples(&format_telegraf, samples, sizeof samples / sizeof *samples);
}

/* Names of a batch are kept once: a full payload of the same few needs the room of one line. */
struct heard {
    int items;
    bool also;
};

static void hear(void *ctx, const struct item *item)
{
    struct heard *heard = ctx;
    heard->items++;
    heard->also &=
        item->also != NULL && item->also_length > 0 &&
        memcmp(item->also, item->name + item->length - item->also_length, item->also_length) == 0;
}

static void test_room(void **state)
{
    (void)state;
    static char text[DECODE_PAYLOAD_MAX], room[FORMAT_SCRATCH];
    static const char line[] = "a_measurement_of_some_length a_field_of_some_length=1,another=2\n";
    size_t used = 0;
    int lines = 0;
    for (; used + sizeof line < sizeof text; used += sizeof line - 1, lines++)
        memcpy(text + used, line, sizeof line - 1);
    struct scratch scratch = {room, sizeof room, 0};
    struct format_stats stats = {0};
    struct message message = {.topic = "t", .payload = text, .length = used};
    struct format_input in = {
        .message = &message, .where = "", .scratch = &scratch, .stats = &stats};
    struct heard heard = {.also = true};
    assert_int_equal(format_line.read(&in, hear, &heard, NULL), 2 * lines);
    assert_int_equal(heard.items, 2 * lines);
    assert_true(heard.also);
    assert_int_equal(stats.skipped, 0);
    assert_true(scratch.used < 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_line_where),
        cmocka_unit_test(test_telegraf),
        cmocka_unit_test(test_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
