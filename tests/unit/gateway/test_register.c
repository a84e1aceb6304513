/* SPDX-License-Identifier: MIT */
/* Addresses and types as manuals write them, values of every type and order, urls. */
#include "data/gateway/core/endpoint.h"
#include "data/gateway/core/register.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void test_addresses(void **state)
{
    static const struct {
        const char *text;
        enum reg_base base;
        int kind; /* -1: not said */
        int want; /* -1: refused */
        enum reg_kind is;
    } rows[] = {
        {"40001", BASE_AUTO, -1, 0, REG_HOLDING},
        {"400001", BASE_AUTO, -1, 0, REG_HOLDING},
        {"465536", BASE_AUTO, -1, 65535, REG_HOLDING},
        {"49999", BASE_AUTO, REG_HOLDING, 9998, REG_HOLDING},
        {"30001", BASE_AUTO, -1, 0, REG_INPUT},
        {"10017", BASE_AUTO, -1, 16, REG_DISCRETE},
        {"00001", BASE_AUTO, -1, 0, REG_COIL},
        {"000017", BASE_AUTO, -1, 16, REG_COIL},
        {"0", BASE_AUTO, REG_HOLDING, 0, REG_HOLDING},
        {"0x9C40", BASE_AUTO, REG_HOLDING, 40000, REG_HOLDING},
        {"0XFFFF", BASE_AUTO, REG_INPUT, 65535, REG_INPUT},
        {"1000", BASE_AUTO, REG_COIL, 1000, REG_COIL},
        {"50000", BASE_AUTO, REG_INPUT, 50000, REG_INPUT},
        {"40001", BASE_0, REG_HOLDING, 40001, REG_HOLDING},
        {"40001", BASE_0, REG_INPUT, 40001, REG_INPUT},
        {"1", BASE_1, REG_INPUT, 0, REG_INPUT},
        {"65536", BASE_1, REG_INPUT, 65535, REG_INPUT},
        {"0x10", BASE_1, REG_INPUT, 15, REG_INPUT},
        /* ambiguous or wrong */
        {"40001", BASE_AUTO, REG_INPUT, -1, 0},
        {"40000", BASE_AUTO, -1, -1, 0},
        {"465537", BASE_AUTO, -1, -1, 0},
        {"17", BASE_AUTO, -1, -1, 0},
        {"0", BASE_1, REG_HOLDING, -1, 0},
        {"65536", BASE_0, REG_HOLDING, -1, 0},
        {"0x10000", BASE_AUTO, REG_HOLDING, -1, 0},
        {"99999999999999999999", BASE_AUTO, REG_HOLDING, -1, 0},
        {"", BASE_AUTO, REG_HOLDING, -1, 0},
        {"0x", BASE_AUTO, REG_HOLDING, -1, 0},
        {"-1", BASE_AUTO, REG_HOLDING, -1, 0},
        {"4x001", BASE_AUTO, -1, -1, 0},
        {"12 ", BASE_AUTO, REG_HOLDING, -1, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct reg_place place = {0};
        struct cause why = {{0}};
        print_message("%s base %d\n", rows[i].text, (int)rows[i].base);
        int rc = reg_address(rows[i].text, rows[i].base, rows[i].kind, &place, &why);
        assert_int_equal(rc, rows[i].want < 0 ? -1 : 0);
        if (rc != 0) {
            assert_true(why.text[0] != '\0');
            continue;
        }
        assert_int_equal(place.address, rows[i].want);
        assert_int_equal(place.kind, rows[i].is);
    }
    assert_int_equal(reg_reference(REG_HOLDING, 0), 40001);
    assert_int_equal(reg_reference(REG_HOLDING, 9998), 49999);
    assert_int_equal(reg_reference(REG_HOLDING, 9999), 410000);
    assert_int_equal(reg_reference(REG_COIL, 0), 1);
}

static void test_types(void **state)
{
    static const struct {
        const char *text;
        enum reg_kind kind;
        int type; /* -1: refused */
        int detail, count;
    } rows[] = {
        {"", REG_HOLDING, TYPE_UINT16, 0, 1},
        {"", REG_COIL, TYPE_BOOL, 0, 1},
        {"bool", REG_DISCRETE, TYPE_BOOL, 0, 1},
        {"bool", REG_INPUT, TYPE_BOOL, 0, 1},
        {"bit 0", REG_INPUT, TYPE_BIT, 0, 1},
        {"bit 15", REG_INPUT, TYPE_BIT, 15, 1},
        {"bit3", REG_INPUT, TYPE_BIT, 3, 1},
        {"int16", REG_INPUT, TYPE_INT16, 0, 1},
        {"int32", REG_INPUT, TYPE_INT32, 0, 2},
        {"uint64", REG_INPUT, TYPE_UINT64, 0, 4},
        {"float32", REG_INPUT, TYPE_FLOAT32, 0, 2},
        {"float64", REG_INPUT, TYPE_FLOAT64, 0, 4},
        {"string 1", REG_INPUT, TYPE_STRING, 1, 1},
        {"string 16", REG_INPUT, TYPE_STRING, 16, 8},
        {"string 120", REG_INPUT, TYPE_STRING, 120, 60},
        {"bit", REG_INPUT, -1, 0, 0},
        {"bit 16", REG_INPUT, -1, 0, 0},
        {"string", REG_INPUT, -1, 0, 0},
        {"string 0", REG_INPUT, -1, 0, 0},
        {"string 121", REG_INPUT, -1, 0, 0},
        {"int16 3", REG_INPUT, -1, 0, 0},
        {"int17", REG_INPUT, -1, 0, 0},
        {"int16", REG_COIL, -1, 0, 0},
        {"bit 3", REG_COIL, -1, 0, 0},
        {"flaot32", REG_INPUT, -1, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct reg_place place = {.kind = rows[i].kind, .address = 7};
        struct reg_format format = {0};
        struct cause why = {{0}};
        print_message("%s\n", rows[i].text);
        int rc = reg_type(rows[i].text, &place, &format, &why);
        assert_int_equal(rc, rows[i].type < 0 ? -1 : 0);
        if (rc != 0)
            continue;
        assert_int_equal(format.type, rows[i].type);
        assert_int_equal(format.detail, rows[i].detail);
        assert_int_equal(place.count, rows[i].count);
    }
    struct reg_place last = {.kind = REG_INPUT, .address = 65535};
    struct reg_format format;
    struct cause why;
    assert_int_equal(reg_type("uint16", &last, &format, &why), 0);
    assert_int_equal(reg_type("int32", &last, &format, &why), -1);
}

#define ONE AMOUNT_ONE
#define NO  NULL /* not a value */
static const struct {
    enum reg_type type;
    enum reg_order order;
    int detail;
    int64_t scale, offset;
    uint16_t words[5];
    const char *want;
} values[] = {
    {TYPE_UINT16, ORDER_ABCD, 0, ONE, 0, {0xfffe}, "65534"},
    {TYPE_UINT16, ORDER_CDAB, 0, ONE, 0, {0x0102}, "258"},
    {TYPE_UINT16, ORDER_BADC, 0, ONE, 0, {0x0102}, "513"},
    {TYPE_UINT16, ORDER_DCBA, 0, ONE, 0, {0x0102}, "513"},
    {TYPE_INT16, ORDER_ABCD, 0, ONE, 0, {0x8000}, "-32768"},
    {TYPE_INT16, ORDER_ABCD, 0, ONE / 10, 0, {0xffff}, "-0.1"},
    {TYPE_INT16, ORDER_ABCD, 0, ONE / 10, -40 * ONE, {853}, "45.3"},
    {TYPE_INT16, ORDER_ABCD, 0, 1, 0, {1}, "0.000001"},
    {TYPE_INT16, ORDER_ABCD, 0, 1, 0, {0xffff}, "-0.000001"},
    {TYPE_INT16, ORDER_ABCD, 0, 0, 0, {77}, "0"},
    /* 0x12345678, as the four orders of the specification's ABCD put it on the wire */
    {TYPE_UINT32, ORDER_ABCD, 0, ONE, 0, {0x1234, 0x5678}, "305419896"},
    {TYPE_UINT32, ORDER_CDAB, 0, ONE, 0, {0x5678, 0x1234}, "305419896"},
    {TYPE_UINT32, ORDER_BADC, 0, ONE, 0, {0x3412, 0x7856}, "305419896"},
    {TYPE_UINT32, ORDER_DCBA, 0, ONE, 0, {0x7856, 0x3412}, "305419896"},
    {TYPE_INT32, ORDER_ABCD, 0, ONE, 0, {0xffff, 0xff85}, "-123"},
    {TYPE_INT32, ORDER_CDAB, 0, ONE, 0, {0x0000, 0x8000}, "-2147483648"},
    {TYPE_UINT64, ORDER_ABCD, 0, ONE, 0, {0xffff, 0xffff, 0xffff, 0xffff}, "18446744073709551615"},
    {TYPE_UINT64, ORDER_ABCD, 0, ONE, 0, {0x0020, 0, 0, 1}, "9007199254740993"},
    {TYPE_UINT64, ORDER_CDAB, 0, ONE, 0, {4, 3, 2, 1}, "281483566841860"},
    {TYPE_UINT64, ORDER_BADC, 0, ONE, 0, {0x0100, 0x0200, 0x0300, 0x0400}, "281483566841860"},
    {TYPE_UINT64, ORDER_DCBA, 0, ONE, 0, {0x0400, 0x0300, 0x0200, 0x0100}, "281483566841860"},
    {TYPE_INT64, ORDER_ABCD, 0, ONE, 0, {0x8000, 0, 0, 0}, "-9223372036854775808"},
    /* the greatest reading with the greatest scale: exact, nothing overflows */
    {TYPE_UINT64,
     ORDER_ABCD,
     0,
     9000000000000000000,
     0,
     {0xffff, 0xffff, 0xffff, 0xffff},
     "166020696663385964535000000000000"},
    /* 230.1 is 0x4366199a (IEEE 754) */
    {TYPE_FLOAT32, ORDER_ABCD, 0, ONE, 0, {0x4366, 0x199a}, "230.1"},
    {TYPE_FLOAT32, ORDER_CDAB, 0, ONE, 0, {0x199a, 0x4366}, "230.1"},
    {TYPE_FLOAT32, ORDER_BADC, 0, ONE, 0, {0x6643, 0x9a19}, "230.1"},
    {TYPE_FLOAT32, ORDER_DCBA, 0, ONE, 0, {0x9a19, 0x6643}, "230.1"},
    {TYPE_FLOAT32, ORDER_ABCD, 0, ONE / 1000, 0, {0x4366, 0x199a}, "0.2301"},
    {TYPE_FLOAT32, ORDER_ABCD, 0, ONE, ONE, {0xbf80, 0}, "0"},
    {TYPE_FLOAT32, ORDER_ABCD, 0, ONE, 0, {0x7fc0, 0}, NO},
    {TYPE_FLOAT32, ORDER_ABCD, 0, ONE, 0, {0x7f80, 0}, NO},
    {TYPE_FLOAT32, ORDER_ABCD, 0, ONE, 0, {0xff80, 0}, NO},
    {TYPE_FLOAT64, ORDER_ABCD, 0, ONE, 0, {0x3ff8, 0, 0, 0}, "1.5"},
    {TYPE_FLOAT64, ORDER_CDAB, 0, ONE, 0, {0, 0, 0, 0x3ff8}, "1.5"},
    {TYPE_FLOAT64, ORDER_BADC, 0, ONE, 0, {0xf83f, 0, 0, 0}, "1.5"},
    {TYPE_FLOAT64, ORDER_DCBA, 0, ONE, 0, {0, 0, 0, 0xf83f}, "1.5"},
    {TYPE_FLOAT64, ORDER_ABCD, 0, ONE, 0, {0x3fb9, 0x9999, 0x9999, 0x999a}, "0.1"},
    {TYPE_FLOAT64, ORDER_ABCD, 0, ONE, 0, {0x7ff8, 0, 0, 1}, NO},
    {TYPE_FLOAT64, ORDER_ABCD, 0, 1000 * ONE, 0, {0x7fef, 0xffff, 0xffff, 0xffff}, NO},
    {TYPE_BOOL, ORDER_ABCD, 0, ONE, 0, {0}, "false"},
    {TYPE_BOOL, ORDER_ABCD, 0, ONE, 0, {0x8000}, "true"},
    {TYPE_BIT, ORDER_ABCD, 0, ONE, 0, {1}, "true"},
    {TYPE_BIT, ORDER_ABCD, 15, ONE, 0, {0x8000}, "true"},
    {TYPE_BIT, ORDER_ABCD, 8, ONE, 0, {0x00ff}, "false"},
    {TYPE_BIT, ORDER_BADC, 8, ONE, 0, {0x0001}, "true"},
    {TYPE_STRING, ORDER_ABCD, 5, ONE, 0, {0x4142, 0x4344, 0x4546}, "ABCDE"},
    {TYPE_STRING, ORDER_BADC, 4, ONE, 0, {0x4241, 0x4443}, "ABCD"},
    {TYPE_STRING, ORDER_ABCD, 6, ONE, 0, {0x4100, 0x4242, 0x4242}, "A"},
    {TYPE_STRING, ORDER_ABCD, 6, ONE, 0, {0x4120, 0x2020, 0x2020}, "A"},
    {TYPE_STRING, ORDER_ABCD, 6, ONE, 0, {0x1b5b, 0x334a, 0x0a07}, "?[3J??"},
    {TYPE_STRING, ORDER_ABCD, 4, ONE, 0, {0xffc3, 0xa9c3}, "?é?"},
    {TYPE_STRING, ORDER_ABCD, 4, ONE, 0, {0, 0}, ""},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        const struct reg_format format = {values[i].type, values[i].order, values[i].detail,
                                          values[i].scale, values[i].offset};
        static const size_t counts[REG_TYPES] = {1, 1, 1, 1, 2, 2, 4, 4, 2, 4, 3};
        struct reg_value value = {0};
        struct cause why = {{0}};
        print_message("row %zu: %s\n", i, values[i].want ? values[i].want : "no value");
        int rc = reg_decode(&format, values[i].words, counts[values[i].type], &value, &why);
        assert_int_equal(rc, values[i].want ? 0 : -1);
        if (rc == 0)
            assert_string_equal(value.text, values[i].want);
        else
            assert_true(why.text[0] != '\0');
    }
}

/* Fewer words than the type needs are no value, never a read beyond them. */
static void test_short(void **state)
{
    (void)state;
    for (int type = 0; type < REG_TYPES; type++) {
        const struct reg_format format = {(enum reg_type)type, ORDER_ABCD, 10, ONE, 0};
        const uint16_t words[1] = {0x4141};
        struct reg_value value;
        struct cause why;
        assert_int_equal(reg_decode(&format, words, 0, &value, &why), -1);
        int rc = reg_decode(&format, words, 1, &value, &why);
        if (type == TYPE_STRING)
            assert_string_equal(value.text, "AA");
        else
            assert_int_equal(rc, type <= TYPE_UINT16 ? 0 : -1);
    }
}

static void test_endpoints(void **state)
{
    static const struct {
        const char *url;
        const char *host, *rest; /* NULL: refused */
    } rows[] = {
        {"tcp://10.0.0.1:502", "10.0.0.1", "502"},
        {"tcp://meter", "meter", "502"},
        {"tcp://[fe80::1]:1502", "fe80::1", "1502"},
        {"tcp://[::1]", "::1", "502"},
        {"rtu:///dev/ttyUSB0", "/dev/ttyUSB0", "19200 E81"},
        {"rtu:///dev/ttyS1?baud=9600&parity=n&stop=2&data=7&mode=rs485", "/dev/ttyS1",
         "9600 N72 rs485"},
        {"tcp://", NULL, NULL},
        {"tcp://:502", NULL, NULL},
        {"tcp://a:0", NULL, NULL},
        {"tcp://a:65536", NULL, NULL},
        {"tcp://a:5x", NULL, NULL},
        {"tcp://a/b", NULL, NULL},
        {"tcp://user@a", NULL, NULL},
        {"tcp://[]:502", NULL, NULL},
        {"tcp://[::1]x", NULL, NULL},
        {"rtu://ttyUSB0", NULL, NULL},
        {"rtu:///", NULL, NULL},
        {"rtu:///dev/x?baud=9601", NULL, NULL},
        {"rtu:///dev/x?parity=X", NULL, NULL},
        {"rtu:///dev/x?parity=", NULL, NULL},
        {"rtu:///dev/x?stop=3", NULL, NULL},
        {"rtu:///dev/x?data=6", NULL, NULL},
        {"rtu:///dev/x?speed=9600", NULL, NULL},
        {"rtu:///dev/x?", NULL, NULL},
        {"udp://a", NULL, NULL},
        {"", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct endpoint e;
        struct cause why = {{0}};
        char rest[64];
        print_message("%s\n", rows[i].url);
        int rc = endpoint_parse(rows[i].url, &e, &why);
        assert_int_equal(rc, rows[i].host ? 0 : -1);
        if (rc != 0) {
            assert_true(why.text[0] != '\0');
            continue;
        }
        assert_string_equal(e.host, rows[i].host);
        (void)text_format(rest, sizeof rest, "%d %c%d%d%s", e.baud, e.parity, e.data, e.stop,
                          e.rs485 ? " rs485" : "");
        assert_string_equal(e.serial ? rest : e.port, rows[i].rest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_types),
        cmocka_unit_test(test_values),    cmocka_unit_test(test_short),
        cmocka_unit_test(test_endpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
