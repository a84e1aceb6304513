/* SPDX-License-Identifier: MIT */
/* Lists in the order of each language; whatever the text, it is an order. */
#include "data/words/collate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Each list as it should be. */
static const struct list {
    const char *language, *text[12];
} lists[] = {
    {"en", {"", "  ", "- x", "2", "010", "11", "a", "A", "b", "Press 2", "press 10", "z"}},
    {"de", {"arm", "Ärmel", "Armut", "Masse", "Maße", "Mast", "Ofen", "Öl", "Olive", "Uhr"}},
    {"de_AT", {"Straße", "Strassen", "Strauß"}},
    {"es_MX", {"nube", "nz", "ñandú", "o", "papa", "papá", "paro", "peña", "perro"}},
    {"de", {"n", "ñ", "nz"}}, /* no letter of its own there */
    {"ja", {"A", "あ", "ア", "い", "か", "が", "かあ", "カー", "かい", "ﾌﾟﾚｽ", "材料", "金型"}},
    {"ja", {"はは", "はば", "はぱ", "ばは", "ハンド", "ひ", "ゆう", "ん", "一", "亜"}},
    {"ja", {"った", "つた", "つて"}},
};

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void in_order(void **state)
{
    (void)state;
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
        for (int i = 0; i < 12 && lists[l].text[i] != NULL; i++)
            for (int j = 0; j < 12 && lists[l].text[j] != NULL; j++) {
                const char *a = lists[l].text[i], *b = lists[l].text[j];
                if (sign(collate(a, b, lists[l].language)) != sign(i - j))
                    fail_msg("%s: \"%s\" and \"%s\"", lists[l].language, a, b);
            }
}

static void same_letters(void **state)
{
    static const struct {
        const char *text, *part, *language;
        bool has;
    } rows[] = {
        {"Ölpumpe", "olp", "de", true},    {"Ölpumpe", "ÖLP", "de", true},
        {"Straße", "STRASSE", "de", true}, {"ñame", "name", "es", false},
        {"ñame", "name", "de", true},      {"presión", "presion", "es_MX", true},
        {"プレス", "ぷれす", "ja", true},  {"ﾌﾟﾚｽ", "プレス", "ja", true},
        {"ガイド", "かいと", "ja", true},  {"金型", "型", "ja", true},
        {"Press 12", "2", "en", false},    {"Press 12", "12", "en", true},
        {"abc", "", "en", true},           {"", "a", "en", false},
        {"ＡＢＣ", "b", "ja", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (collate_has(rows[i].text, rows[i].part, rows[i].language) != rows[i].has)
            fail_msg("\"%s\" in \"%s\"", rows[i].part, rows[i].text);
}

/* Long ones, and bytes that are no text. */
static void hostile(void **state)
{
    static const char *const odd[] = {"\xff", "\xc3", "a\xc3", "ー", "ﾞ", "\x01\x02", "ｶﾞ", "ガ"};
    char a[1200], b[1200];
    (void)state;
    (void)memset(a, 'x', sizeof a);
    (void)memset(b, 'x', sizeof b);
    a[sizeof a - 1] = b[sizeof b - 1] = '\0';
    assert_int_equal(collate(a, b, "de"), 0);
    b[1100] = 'y';
    assert_true(collate(a, b, "de") < 0);
    assert_true(collate(b, a, "de") > 0);
    (void)memset(a, '0', sizeof a - 1);
    (void)memset(b, '7', sizeof b - 1);
    assert_true(collate(a, b, "de") < 0);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (size_t j = 0; j < sizeof odd / sizeof *odd; j++)
            assert_int_equal(sign(collate(odd[i], odd[j], "ja")),
                             -sign(collate(odd[j], odd[i], "ja")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_order), cmocka_unit_test(same_letters),
                                       cmocka_unit_test(hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
