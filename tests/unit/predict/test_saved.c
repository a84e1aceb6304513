/* SPDX-License-Identifier: MIT */
/* Saved and read back a predictor goes on to the bit as if nothing had been; what is cut off,
 * altered or of another question is refused with words. */
#include "data/predict/saved.h"
#include "rows.h"

static char text[PREDICTOR_TEXT_MAX], again[PREDICTOR_TEXT_MAX];

static struct predictor_conf many_of(int signals)
{
    struct predictor_conf conf = conf_of(signals);
    conf.learn_ms = 100 * MS_PER_MIN;
    conf.by_product = true;
    conf.daily = signals == 2;
    conf.limit = 14;
    conf.settle_ms = 3 * MS_PER_MIN;
    conf.uses = USES_HOURS;
    conf.life = 40;
    return conf;
}

/* A life with everything in it: stops, products, silence, NaN, drift. */
static void set_row(struct feed *f, int n)
{
    static const char *const products[] = {"A", "B", "C"};
    f->row.run_ms = n % 97 < 3 ? 0 : f->row.step_ms;
    f->row.known = n % 211 != 0;
    f->row.starts = n % 97 == 3;
    f->row.cycles = n % 7;
    (void)snprintf(f->row.product, sizeof f->row.product, "%s", products[n / 130 % 3]);
    f->row.cell[1] = n > 700 && n < 730 ? CELL_NONE : n % 50 == 0 ? CELL_BAD : CELL_GOOD;
    f->level[0] = 10 + (n > 900 ? 0.005 * (n - 900) : 0);
}

static void go(struct feed *f, int from, int to)
{
    for (int n = from; n < to; n++) {
        set_row(f, n);
        feed_one(f);
    }
}

/* Step n rows, save, load, step m rows = step n + m rows. */
static void test_it_goes_on_to_the_bit(void **state)
{
    (void)state;
    static const int stops[] = {1, 57, 131, 420, 728, 1000};
    for (size_t s = 0; s < sizeof stops / sizeof *stops; s++)
        for (int signals = 1; signals <= 2; signals++) {
            struct predictor_conf conf = many_of(signals);
            struct cause why = {.text = ""};
            struct feed a, b;
            feed_begin(&a, &conf);
            go(&a, 0, stops[s]);
            b = a;
            size_t length = predictor_save(a.p, text, sizeof text);
            assert_true(length > 0);
            b.p = predictor_load(&conf, text, length, &why);
            assert_non_null(b.p);
            assert_true(predictor_save(b.p, again, sizeof again) == length);
            assert_memory_equal(text, again, length);
            go(&a, stops[s], 1100);
            go(&b, stops[s], 1100);
            length = predictor_save(a.p, text, sizeof text);
            assert_true(predictor_save(b.p, again, sizeof again) == length);
            assert_memory_equal(text, again, length);
            assert_true(a.warnings == b.warnings);
            predictor_free(&a.p);
            predictor_free(&b.p);
        }
}

static void test_what_is_damaged_is_refused(void **state)
{
    (void)state;
    struct predictor_conf conf = many_of(2);
    struct cause why = {.text = ""};
    struct feed f;
    feed_begin(&f, &conf);
    go(&f, 0, 600);
    size_t length = predictor_save(f.p, text, sizeof text);
    for (size_t cut = 0; cut < length; cut += cut < 40 ? 1 : 2997)
        assert_null(predictor_load(&conf, text, cut, &why));
    assert_true(why.text[0] != '\0');
    for (size_t at = 0; at < length; at += 1499) {
        text[at] ^= 1;
        assert_null(predictor_load(&conf, text, length, &why));
        text[at] ^= 1;
    }
    struct predictor *p = predictor_load(&conf, text, length, &why);
    assert_non_null(p);
    predictor_free(&p);
    assert_int_equal(predictor_save(f.p, again, 1000), 0); /* does not fit */
    predictor_free(&f.p);
}

/* The checksum made right again: what cannot be is still refused. */
static void test_what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } rows[] = {{"\"v\":1", "\"v\":2"},
                {"\"kind\":\"andon", "\"kind\":\"bndon"},
                {"\"state\":1", "\"state\":7"},
                {"\"now\":", "\"now\":9"},
                {"\"method\":", "\"method\":99"},
                {"\"drifting\":", "\"drifting\":1"},
                {"\"pca.signals\":2", "\"pca.signals\":3"},
                {"\"statistics.rate.next\":", "\"statistics.rate.next\":77"},
                {"\"threshold\":1", "\"threshold\":0"},
                {"\"learnt\":[", "\"learnt\":[1,"},
                {"\"band\":0", "\"band\":5"},
                {"\"rows\":[", "\"rows\":[1,true,"},
                {"\"helds\":0", "\"helds\":12"},
                {"\"kept\":[", "\"kept\":[\"x\","},
                {"\"signals\":[\"s0\"", "\"signals\":[\"s9\""},
                {"\"product\":\"", "\"product\":\"\\u0007"},
                {"\"windows\":[", "\"windows\":[],\"w\":["}};
    struct predictor_conf conf = many_of(2);
    struct feed f;
    feed_begin(&f, &conf);
    go(&f, 0, 600);
    size_t length = predictor_save(f.p, text, sizeof text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        const char *at = strstr(text, rows[i].from);
        assert_non_null(at);
        size_t head = (size_t)(at - text), from = strlen(rows[i].from);
        int made = snprintf(again, sizeof again, "%.*s%s%.*s", (int)head, text, rows[i].to,
                            (int)(length - 26 - head - from), at + from);
        size_t body = (size_t)made;
        made = snprintf(again + body, sizeof again - body, ",\"sum\":\"%016llx\"}",
                        (unsigned long long)saved_sum(again, body));
        assert_null(predictor_load(&conf, again, body + (size_t)made, &why));
        assert_true(why.text[0] != '\0');
    }
    predictor_free(&f.p);
}

static void test_another_question_is_another_predictor(void **state)
{
    (void)state;
    struct predictor_conf conf = many_of(2), other;
    struct cause why = {.text = ""};
    struct feed f;
    feed_begin(&f, &conf);
    go(&f, 0, 200);
    size_t length = predictor_save(f.p, text, sizeof text);
    for (int i = 0; i < 5; i++) {
        other = conf;
        other.signal_count = i == 0 ? 1 : 2;
        other.every_ms = i == 1 ? 120000 : conf.every_ms;
        other.by_product = i != 2;
        other.feature = i == 3 ? FEATURE_MAX : FEATURE_MEAN;
        other.daily = i != 4;
        assert_null(predictor_load(&other, text, length, &why));
        assert_non_null(strstr(why.text, "learn again"));
    }
    other = conf; /* these may change without learning again */
    other.sensitivity = SENSITIVITY_HIGH;
    other.limit = 99;
    other.retune = 0;
    struct predictor *p = predictor_load(&other, text, length, &why);
    assert_non_null(p);
    predictor_free(&p);
    predictor_free(&f.p);
}

/* The largest there can be fits, and so does its memory. */
static void test_the_largest_fits(void **state)
{
    (void)state;
    struct predictor_conf conf = many_of(PREDICTOR_SIGNALS_MAX);
    struct cause why = {.text = ""};
    struct feed f;
    conf.daily = true;
    conf.learn_ms = 90 * MS_PER_DAY;
    feed_begin(&f, &conf);
    assert_true(predictor_bytes(f.p) <= (size_t)PREDICTOR_SIGNALS_MAX * 65536);
    for (int n = 0; n < 8 * 300; n++) {
        (void)snprintf(f.row.product, sizeof f.row.product, "product-%d", n / 300);
        feed_one(&f);
    }
    size_t length = predictor_save(f.p, text, sizeof text);
    assert_true(length > 0);
    struct predictor *p = predictor_load(&conf, text, length, &why);
    assert_non_null(p);
    predictor_free(&p);
    predictor_free(&f.p);
    conf = many_of(1);
    f.p = predictor_new(&conf);
    assert_true(predictor_bytes(f.p) <= 65536);
    predictor_free(&f.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_goes_on_to_the_bit),
        cmocka_unit_test(test_what_is_damaged_is_refused),
        cmocka_unit_test(test_what_cannot_be_is_refused),
        cmocka_unit_test(test_another_question_is_another_predictor),
        cmocka_unit_test(test_the_largest_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
