/* SPDX-License-Identifier: MIT */
/* Words by language: the shipped catalogues, switched at run time and back; which language is meant
 * by what an environment says; plural forms; catalogues that are damaged at each byte. */
#include "data/words/load.h"
#include "data/words/plural.h"
#include "data/words/spell.h"
#include "data/words/values.h"
#include "data/words/words.h"
#include "tests/support/locale.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A catalogue as msgfmt writes it: keys in order, forms one behind the other. */
struct mo {
    unsigned char bytes[1024];
    size_t size;
};

struct pair {
    const char *key, *text;
    size_t key_size, text_size;
};

static void put32(struct mo *mo, size_t at, size_t value)
{
    for (size_t i = 0; i < 4; i++)
        mo->bytes[at + i] = (unsigned char)(value >> (8 * i));
}

static void mo_make(struct mo *mo, const struct pair *pair, size_t pairs)
{
    *mo = (struct mo){.size = 28 + pairs * 16};
    const size_t head[] = {0x950412de, 0, pairs, 28, 28 + pairs * 8};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        put32(mo, i * 4, head[i]);
    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < pairs; i++) {
            size_t size = t == 0 ? pair[i].key_size : pair[i].text_size;
            put32(mo, head[3 + t] + i * 8, size);
            put32(mo, head[3 + t] + i * 8 + 4, mo->size);
            memcpy(mo->bytes + mo->size, t == 0 ? pair[i].key : pair[i].text, size);
            mo->size += size + 1;
        }
}

#define PAIR(k, t)                             \
    {                                          \
        (k), (t), sizeof(k) - 1, sizeof(t) - 1 \
    }
static const struct pair polish[] = {
    PAIR("", "Language: pl\nPlural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && "
             "(n%100<10 || n%100>=20) ? 1 : 2);\nX-Other: 1\n"),
    PAIR("%ld stop\0%ld stops", "%ld przestój\0%ld przestoje\0%ld przestojów"),
    PAIR("key\004log", "dziennik"),
    PAIR("running", "pracuje"),
};

static void switched(void **state)
{
    (void)state;
    struct cause why = {.text = ""};
    assert_true(words_load(locale_dir(), &why) >= 3);
    assert_string_equal(why.text, "");
    static const char key[] = NC_("the name of your language", "English");
    static const struct {
        const char *wanted, *tag, *says;
    } rows[] = {{"en", "en", "English"},         {"de", "de", "Deutsch"},
                {"en", "en", "English"},         {"es_MX", "es_MX", "Español (México)"},
                {"ja_JP.UTF-8", "ja", "日本語"}, {"C.UTF-8", "en", "English"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned before = words_turn();
        assert_true(words_use(rows[i].wanted));
        assert_string_equal(words_language(), rows[i].tag);
        assert_string_equal(words_c(key), rows[i].says);
        assert_int_equal(words_turn() != before, i > 0);
        assert_string_equal(_("has no translation"), "has no translation");
        assert_string_equal(C_("context", "none either"), "none either");
    }
}

static void what_is_meant(void **state)
{
    (void)state;
    static const struct {
        const char *wanted, *tag;
        bool known;
    } rows[] = {
        {"de_AT.UTF-8", "de", true},
        {"de_DE@euro", "de", true},
        {"es", "es_MX", true},
        {"es_ES.UTF-8", "es_MX", true},
        {"es-MX", "es_MX", true},
        {"fr:ja:de", "ja", true},
        {"fr_FR.UTF-8:de_DE.UTF-8", "de", true},
        {"fr", "en", false},
        {"", "en", false},
        {"POSIX", "en", true},
        {"C", "en", true},
        {"en_GB.UTF-8:de", "en", true},
        {"eng", "en", false},
        {"d", "en", false},
        {"den", "en", false},
        {":::", "en", false},
        {"../de", "en", false},
        {"_", "en", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(words_use(rows[i].wanted), rows[i].known);
        assert_string_equal(words_language(), rows[i].tag);
    }
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(words_tag(0), "en");
    assert_string_equal(words_name(0), "English");
    int i = 1;
    for (; words_tag(i) != NULL; i++) {
        assert_true(i == 1 || strcmp(words_tag(i - 1), words_tag(i)) < 0);
        assert_string_not_equal(words_name(i), words_tag(i));
    }
    assert_null(words_name(i));
    assert_null(words_tag(-1));
}

static void counted(void **state)
{
    (void)state;
    static struct mo mo;
    struct cause why;
    mo_make(&mo, polish, sizeof polish / sizeof *polish);
    assert_int_equal(words_add("pl", mo.bytes, mo.size, &why), 0);
    assert_true(words_use("pl_PL.UTF-8"));
    static const struct {
        long n;
        const char *says;
    } rows[] = {{1, "%ld przestój"},   {2, "%ld przestoje"},   {5, "%ld przestojów"},
                {0, "%ld przestojów"}, {12, "%ld przestojów"}, {22, "%ld przestoje"},
                {-1, "%ld przestój"},  {112, "%ld przestojów"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(words_n("%ld stop", "%ld stops", rows[i].n), rows[i].says);
    assert_string_equal(words_n("%ld call", "%ld calls", 1), "%ld call");
    assert_string_equal(words_n("%ld call", "%ld calls", 2), "%ld calls");
    assert_string_equal(C_("key", "log"), "dziennik");
    assert_string_equal(_("running"), "pracuje");
    assert_string_equal(_(""), "");
    assert_string_equal(words_name(4), "pl");
    assert_true(words_use("en"));
    assert_string_equal(words_n("%ld stop", "%ld stops", 1), "%ld stop");
    assert_string_equal(words_n("%ld stop", "%ld stops", 0), "%ld stops");
    assert_string_equal(C_("key", "log"), "log");
}

static void expressions(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        unsigned long n;
        long form;
    } rows[] = {
        {"0", 7, 0},
        {"n != 1", 1, 0},
        {"n!=1;", 2, 1},
        {" n > 1 ", 0, 0},
        {"n%10==1 && n%100!=11 ? 0 : 1", 21, 0},
        {"n%10==1 && n%100!=11 ? 0 : 1", 11, 1},
        {"n==0 || n==1 ? 0 : n<=4 ? 1 : 2", 4, 1},
        {"!n", 0, 1},
        {"2+3*4-n", 10, 4},
        {"(2+n)/2", 4, 3},
        {"n>=3", 3, 1},
        {"n<3", 3, 0},
        {"n/0", 3, -1},
        {"n%0", 3, -1},
        {"", 1, -1},
        {"m", 1, -1},
        {"(n", 1, -1},
        {"n ? 1", 1, -1},
        {"n n", 1, -1},
        {"n =", 1, -1},
        {"((((((((((((((((((((((((((((((((((((((((((((((((((n", 1, -1},
        {"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!n", 1, -1},
        {"n*1000", 1, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(plural_form(rows[i].rule, rows[i].n), rows[i].form);
}

/* What would read a number as an address, or what is not there, is no translation. */
static void other_values(void **state)
{
    (void)state;
    static const struct {
        const char *english, *translation;
        bool agree;
    } rows[] = {
        {"no stops", "keine Halte", true},
        {"call: %s", "Ruf: %s", true},
        {"call: %s", "Ruf", true},
        {"call: %s", "Ruf: %d", false},
        {"call: %s", "Ruf: %s %s", false},
        {"call: %s", "Ruf: %n", false},
        {"call: %s", "Ruf: %", false},
        {"call: %s", "100 %% Ruf: %-12.3s", true},
        {"call: %s", "100 % sicher: %s", false},
        {"no calls", "100 % sicher", false},
        {"no calls", "%n", false},
        {"OEE %", "GAE %", true},
        {"% of all", "% von allem", true},
        {"%d %s %02d:%02d", "%2$s%1$d\u65E5 %3$02d:%4$02d", true},
        {"%d %s %02d:%02d", "%1$s%2$d %3$02d:%4$02d", false},
        {"%d %s", "%2$s", false},
        {"%d %s", "%s %1$d", false},
        {"%d %s", "%1$d %3$s", false},
        {"%d %s", "%99$d", false},
        {"%d %s", "%0$d", false},
        {"%ld stops", "%d Halte", false},
        {"%zu of %lld", "%zu von %lld", true},
        {"%zu of %lld", "%lld von %zu", false},
        {"%*d %.1f", "%*d %.2f", true},
        {"%*d %.1f", "%d %.*f", true},
        {"%*d %.1f", "%.1f %*d", false},
        {"%c", "%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c%c", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (values_agree(rows[i].english, rows[i].translation) != rows[i].agree)
            fail_msg("%s: %s", rows[i].english, rows[i].translation);
    static const struct pair wrong[][2] = {
        {PAIR("", ""), PAIR("%ld stop\0%ld stops", "%ld przest\u00F3j\0%s przestoje")},
        {PAIR("", ""), PAIR("key\004call: %s", "Ruf: %s %s")},
    };
    static struct mo mo;
    struct cause why;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        mo_make(&mo, wrong[i], 2);
        assert_int_equal(words_add("xx", mo.bytes, mo.size, &why), -1);
        assert_non_null(strstr(why.text, "msgfmt --check-format"));
    }
    assert_false(words_use("xx"));
}

/* Whatever is broken in it, it is refused or read; nothing outside of the bytes is touched. */
static void damaged(void **state)
{
    (void)state;
    static struct mo mo;
    struct cause why;
    mo_make(&mo, polish, sizeof polish / sizeof *polish);
    for (size_t size = 0; size < mo.size; size++) {
        unsigned char *cut = malloc(size + 1);
        assert_non_null(cut);
        memcpy(cut, mo.bytes, size);
        assert_int_equal(words_add("xx", cut, size, &why), -1);
        free(cut);
    }
    for (size_t at = 0; at < 28 + 4 * 16; at++) {
        if (at >= 20 && at < 28) /* the table of hashes: not used */
            continue;
        unsigned char kept = mo.bytes[at];
        mo.bytes[at] = (unsigned char)(kept + 0x55);
        if (words_add("xx", mo.bytes, mo.size, &why) == 0) {
            assert_true(words_use("xx"));
            (void)words_n("%ld stop", "%ld stops", 3);
        }
        mo.bytes[at] = kept;
    }
    assert_int_equal(words_add("", mo.bytes, mo.size, &why), -1);
    assert_int_equal(words_add("a_much_too_long_tag", mo.bytes, mo.size, &why), -1);
    assert_true(words_use("en"));
}

/* As it is written in addresses; what is no German letter stays. */
static void spelt(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Größe, Maße, läuft", "Groesse, Masse, laeuft"},
        {"ÜBERGABE AUFTRÄGE ÄÖÜ", "UEBERGABE AUFTRAEGE AEOEUE"},
        {"Übergabe Ölstand Ärger", "Uebergabe Oelstand Aerger"},
        {"IH-Aufträge", "IH-Auftraege"},
        {"12 × 3 °C · é ñ 可", "12 × 3 °C · é ñ 可"},
        {"", ""},
        {"ü", "ue"},
        {"\xC3", "\xC3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", rows[i][0]);
        spell_german(text, strlen(text));
        assert_string_equal(text, rows[i][1]);
    }
}

/* A terminal without umlauts gets the other spelling, the next one with them does not. */
static void in_ascii(void **state)
{
    (void)state;
    static struct mo mo;
    struct cause why;
    static const struct pair pairs[] = {PAIR("", "Language: xx\n"), PAIR("back", "zurück")};
    mo_make(&mo, pairs, sizeof pairs / sizeof *pairs);
    assert_int_equal(words_add("de_XX", mo.bytes, mo.size, &why), 0);
    assert_int_equal(words_add("es_XX", mo.bytes, mo.size, &why), 0);
    assert_true(words_use("de_XX"));
    assert_string_equal(_("back"), "zurück");
    unsigned turn = words_turn();
    words_ascii(true);
    assert_true(words_turn() > turn && words_spelt());
    assert_string_equal(_("back"), "zurueck");
    assert_true(words_use("es_XX"));
    assert_false(words_spelt());
    assert_string_equal(_("back"), "zurück");
    assert_true(words_use("de_XX"));
    assert_string_equal(_("back"), "zurueck");
    words_ascii(false);
    assert_false(words_spelt());
    assert_string_equal(_("back"), "zurück");
    assert_true(words_use("en"));
}

/* The place of a text whose bytes look like an umlaut is a place all the same. */
static void in_ascii_far_behind(void **state)
{
    (void)state;
    enum { FAR = 0xBCC3 }; /* C3 BC in the table: ü */
    static struct mo mo;
    static unsigned char far[FAR + 16];
    struct cause why;
    static const struct pair pairs[] = {PAIR("", "Language: xx\n"), PAIR("back", "zurück")};
    mo_make(&mo, pairs, sizeof pairs / sizeof *pairs);
    put32(&mo, 28 + 2 * 8 + 8 + 4, FAR);
    memcpy(far, mo.bytes, mo.size);
    memcpy(far + FAR, "zurück", sizeof "zurück");
    assert_int_equal(words_add("de_YY", far, sizeof far, &why), 0);
    assert_true(words_use("de_YY"));
    words_ascii(true);
    assert_string_equal(_("back"), "zurueck");
    words_ascii(false);
    assert_true(words_use("en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(switched),    cmocka_unit_test(what_is_meant),
        cmocka_unit_test(names),       cmocka_unit_test(counted),
        cmocka_unit_test(expressions), cmocka_unit_test(other_values),
        cmocka_unit_test(damaged),     cmocka_unit_test(spelt),
        cmocka_unit_test(in_ascii),    cmocka_unit_test(in_ascii_far_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
