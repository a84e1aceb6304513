/* SPDX-License-Identifier: MIT */
/* What a daemon says in English is said in the language in use: sentence by sentence, names and
 * numbers as they are, in every catalogue that is shipped. */
#include "data/model/text.h"
#include "data/words/heard.h"
#include "data/words/load.h"
#include "data/words/words.h"
#include "tests/support/locale.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct row {
    const char *language, *english, *says;
} rows[] = {
    {"en", "job 4711 is finished", "job 4711 is finished"},
    {"de", "job 4711 is finished", "Auftrag 4711 ist beendet"},
    {"es_MX", "job 4711 is finished", "la orden 4711 está terminada"},
    {"ja", "job 4711 is finished", "作業4711は完了しています"},
    {"de", "stopped since 12:30:01, die jam; 2 more", "steht seit 12:30:01, die jam; 2 weitere"},
    {"de", "stopped since 12:30:01", "steht seit 12:30:01"},
    {"de",
     "oil: unknown since 12:30:01, it has been silent for too long; quiet at this hour; 1 more",
     "oil: keine Daten seit 12:30:01, sie schweigt zu lange; still zu dieser Stunde; 1 weitere"},
    {"de", "C12 is taken by anna by now", "C12 ist inzwischen übernommen von anna"},
    {"es", "there is no lamp \"rojo\"; see andonctl lamps",
     "no hay luz \"rojo\"; vea andonctl lamps"},
    {"de", "there is no job 5 in the queue; did you mean 55? See andonctl job list",
     "in der Liste ist kein Auftrag 5; meinten Sie 55? Siehe andonctl job list"},
    {"de", "undo is for supervisor and above", "undo ist für Leitung und höher"},
    {"de", "72 % in 24 h, 16 h left", "72 % in 24 h, noch 16 h"},
    {"de", "R12: 3 scrap of P7", "R12: 3 Ausschuss von P7"},
    {"de", "connection lost: connection refused by localhost:1883",
     "Verbindung verloren: Verbindung abgelehnt von localhost:1883"},
    {"de", "there is nothing to undo of S12", "nichts ist zurückzunehmen von S12"},
    {"de", "no sentence of ours", "no sentence of ours"},
    {"de", "relay is being replaced", "relay is being replaced"},
    {"de", "stopped 4 min 02 s \u00B7 E-217 die jam", "steht 4 min 02 s \u00B7 E-217 die jam"},
    {"de", "the source's clock is 6 h 00 min behind: another time zone?",
     "die Uhr der Quelle geht 6 h 00 min nach: eine andere Zeitzone?"},
    {"de", "1,234,258.60 EUR", "1.234.258,60 EUR"},
    {"es_MX", "-1,258.60 MXN", "-1,258.60 MXN"},
    {"de", "1,258 mm plate", "1,258 mm plate"}, /* a name */
    {"de", "OEE 72.9 % = availability 85.4 % \u00D7 performance 86.3 % \u00D7 quality 98.9 %",
     "OEE 72,9 % = Verfügbarkeit 85,4 % \u00D7 Leistung 86,3 % \u00D7 Qualität 98,9 %"},
    {"es",
     "4 of 5 stops explained (80.0 %); from the stop to its reason: median 2 min 00 s, 9 of "
     "10 within 5 min 00 s",
     "4 de 5 paros explicados (80.0 %); del paro a su motivo: mediana 2 min 00 s, 9 de 10 en 5 min "
     "00 s"},
    {"de", "P7", "P7"},
    {"de", "", ""},
    {"ja", "%s %n %d", "%s %n %d"},
};

static void sentences(void **state)
{
    char out[HEARD_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(words_use(rows[i].language));
        assert_string_equal(words_heard(rows[i].english, out, sizeof out), rows[i].says);
    }
    assert_true(words_use("en"));
}

/* Never more than there is room for, and whole characters. */
static void small(void **state)
{
    char out[HEARD_SIZE];
    (void)state;
    assert_true(words_use("ja"));
    for (size_t size = 1; size < 60; size++) {
        (void)memset(out, 'x', sizeof out);
        (void)words_heard("job 4711 is finished; 3 more, broker lost since 12:00", out, size);
        assert_true(strlen(out) < size);
        assert_true(text_is_clean(out, strlen(out)));
    }
    assert_string_equal(words_heard("a", out, 0), "");
    assert_true(words_use("en"));
}

/* A format with something in each of its places. */
static void example(const char *format, char *out, size_t size)
{
    size_t used = 0;
    while (*format != '\0' && used + 8 < size) {
        if (*format != '%' || format[1] == '%') {
            format += *format == '%' ? 1 : 0;
            out[used++] = *format++;
            continue;
        }
        format += 1 + strcspn(format + 1, "diouxXeEfFgGcsp");
        out[used++] = strchr("scp", *format++) != NULL ? 'q' : '7';
    }
    out[used] = '\0';
}

/* No format is swallowed by another one so that it would stay English. */
static void every_format(void **state)
{
    (void)state;
    for (int language = 1; words_tag(language) != NULL; language++) {
        struct words_pair pair;
        unsigned count = 0;
        assert_true(words_use(words_tag(language)));
        for (; words_entry("heard", count, &pair); count++) {
            char english[HEARD_SIZE], said[HEARD_SIZE];
            if (strncmp(pair.english, "%:", 2) == 0)
                continue; /* no format: a label */
            example(pair.english, english, sizeof english);
            (void)words_heard(english, said, sizeof said);
            if (strcmp(pair.english, pair.said) != 0 && strcmp(english, said) == 0 &&
                strlen(pair.english) > 10)
                fail_msg("%s: \"%s\" stays English", words_tag(language), english);
        }
        assert_true(count > 300);
    }
    assert_true(words_use("en"));
}

/* However it is nested, it ends. */
static void hostile(void **state)
{
    static const char *const nasty[] = {
        "; ; ; ; ; ; ; ; : : : : , , , , ", " by  by  by  by  of  of  of ",
        "since since since since since since since for for for is is is",
        "\xff\xfe job \x1b[31m is finished", "job \xe3\x81 is finished"};
    char out[HEARD_SIZE], many[2000];
    (void)state;
    assert_true(words_use("de"));
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        (void)words_heard(nasty[i], out, sizeof out);
        assert_true(text_is_clean(out, strlen(out)));
    }
    for (size_t i = 0; i + 1 < sizeof many; i++)
        many[i] = "a; b: c, "[i % 9];
    many[sizeof many - 1] = '\0';
    (void)words_heard(many, out, sizeof out);
    assert_true(strlen(out) < sizeof out);
    assert_true(words_use("en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sentences), cmocka_unit_test(small),
                                       cmocka_unit_test(every_format), cmocka_unit_test(hostile)};
    struct cause why = {.text = ""};
    if (words_load(locale_dir(), &why) < 3)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
