/* SPDX-License-Identifier: MIT */
/* The item formats by the documented samples of their sources: what each message says, under which
 * names, of what time and quality; and that the walk over a document finds what stands there. */
#include "data/decode/formats/where.h"
#include "data/decode/walk.h"
#include "tests/unit/decode/items.h"

#include <stdio.h>

static void test_walk(void **state)
{
    (void)state;
    static const char text[] =
        "{ \"a\" : [1, -2.5e3 ,\"x\\\"]\" ] , \"b\\n\":{}, \"c\":true,\"c\":null }";
    struct scan_value root, key, value;
    struct cause why;
    struct walk walk, inner;
    assert_int_equal(walk_document(text, sizeof text - 1, &root, &why), 0);
    walk_begin(&walk, &root);
    assert_true(walk_next(&walk, &key, &value));
    assert_true(walk_is(&key, "a"));
    assert_int_equal(value.kind, SCAN_ARRAY);
    walk_begin(&inner, &value);
    assert_true(walk_next(&inner, NULL, &value));
    assert_int_equal(value.kind, SCAN_NUMBER);
    assert_true(walk_next(&inner, NULL, &value));
    assert_int_equal(value.length, 6);
    assert_true(walk_next(&inner, &key, &value));
    assert_int_equal(key.kind, SCAN_ABSENT);
    assert_int_equal(value.length, 4);
    assert_true(value.escaped);
    assert_false(walk_next(&inner, NULL, &value));
    assert_true(walk_next(&walk, &key, &value));
    assert_int_equal(value.kind, SCAN_OBJECT);
    walk_begin(&inner, &value);
    assert_false(walk_next(&inner, NULL, &value));
    assert_true(walk_next(&walk, &key, &value));
    assert_int_equal(value.kind, SCAN_TRUE);
    assert_true(walk_next(&walk, &key, &value));
    assert_int_equal(value.kind, SCAN_NULL);
    assert_false(walk_next(&walk, &key, &value));
    assert_false(walk_next(&walk, &key, &value));
    value = walk_get(&root, "c");
    assert_int_equal(value.kind, SCAN_TRUE);
    value = walk_get(&value, "c");
    assert_int_equal(value.kind, SCAN_ABSENT);
    assert_int_equal(walk_document("[1,", 3, &root, &why), -1);
    assert_non_null(strstr(why.text, "malformed JSON at byte 3"));
    assert_int_equal(walk_document("", 0, &root, &why), -1);
    assert_int_equal(walk_document("7", 1, &root, &why), 0);
    walk_begin(&walk, &root);
    assert_false(walk_next(&walk, &key, &value));
}

/* Once over the bytes, down into everything: the same members as by walk_next. */
static const char *go_down(const char *at, const char *end, char *out, size_t size)
{
    struct walk walk;
    struct scan_value key, value;
    walk_down(&walk, at, end);
    while (walk_open(&walk, &key, &value)) {
        size_t used = strlen(out);
        bool inside = value.kind == SCAN_OBJECT || value.kind == SCAN_ARRAY;
        snprintf(out + used, size - used, "%.*s=%.*s;", (int)key.length,
                 key.kind == SCAN_TEXT ? key.text : "", inside ? 1 : (int)value.length, value.text);
        if (inside)
            walk.p = go_down(value.text, end, out, size);
    }
    return walk.p;
}

static void test_walk_down(void **state)
{
    (void)state;
    static const char text[] = " { \"a\" : [1, {\"b\":\"}\"} ,[]] , \"c\":{},\"d\":null }";
    struct scan_value root;
    struct cause why;
    char out[128] = "";
    assert_int_equal(walk_document(text, sizeof text - 1, &root, &why), 0);
    const char *end = root.text + root.length;
    assert_ptr_equal(go_down(root.text, end, out, sizeof out), end);
    assert_string_equal(out, "a=[;=1;={;b=};=[;c={;d=null;");
}

static void test_list(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {.payload =
             "{\"timestamp\":1623786169180,\"values\":[{\"id\":\"Channel1.Device1.GoodCount\","
             "\"v\":"
             "630,"
             "\"q\":true,\"t\":1623785875134},{\"id\":\"C.State\",\"v\":\"RUN\",\"q\":false},"
             "{\"id\":\"n\\u00e4me\",\"v\":null}]}",
         .item = {{"Channel1.Device1.GoodCount", "630", Q_GOOD, 1623785875134},
                  {"C.State", "RUN", Q_BAD, 1623786169180},
                  {"n\xC3\xA4me", "null", Q_GOOD, 1623786169180}}},
        {.payload =
             "[{\"tagname\":\"Group A.Device C.Tag\",\"timestamp\":1651604184861,\"value\":1291}]",
         .item = {{"Group A.Device C.Tag", "1291", Q_GOOD, 1651604184861}}},
        {.payload = "[{\"v\":1},{\"id\":\"a\"},{\"id\":7,\"v\":1},5,{\"id\":\"b\",\"v\":1.5}]",
         .item = {{"b", "1.5", Q_GOOD, TIME_NONE}}},
        {.payload = "{\"values\":{}}", .error = "no list"},
        {.payload = "{\"values\":[", .error = "malformed"},
    };
    check_samples(&format_list, samples, sizeof samples / sizeof *samples);
}

static bool holds(const char *where, const char *const (*tags)[2])
{
    struct where wanted;
    where_read(&wanted, where);
    struct where_check check = {.where = &wanted};
    for (; (*tags)[0] != NULL; tags++)
        where_tag(&check, (*tags)[0], strlen((*tags)[0]), (*tags)[1], strlen((*tags)[1]));
    return where_holds(&check);
}

static void test_where(void **state)
{
    static const char where[] = "host=h1, source=press 3 ,x=";
    static const char *const all[][2] = {
        {"other", "any"}, {"x", ""}, {"source", "press 3"}, {"host", "h1"}, {NULL, NULL}};
    static const char *const begun[][2] = {
        {"host", "h"}, {"source", "press 3"}, {"x", ""}, {NULL, NULL}};
    static const char *const missing[][2] = {{"host", "h1"}, {"source", "press 3"}, {NULL, NULL}};
    (void)state;
    assert_true(holds(where, all));
    assert_false(holds(where, begun));
    assert_false(holds(where, missing));
    assert_true(holds("", missing));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_walk_down),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
