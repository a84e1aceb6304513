/* SPDX-License-Identifier: MIT */
/* Every screen in every language at 80x24 and 40x12: what fits in English fits in all of them, no
 * label runs into another, and wide characters stay in their cells. LANGUAGES=de prints the
 * pictures. */
#include "console/screens/speak.h"
#include "console/widgets/charts/axis.h"
#include "console/words/load.h"
#include "console/words/words.h"
#include "tests/screens/picture.h"
#include "tests/support/locale.h"

static const struct shown {
    const char *screen, *fixture, *keys;
} shown[] = {
    {"station", "running", ""},   {"station", "stopped", ""},
    {"station", "starved", ""},   {"station", "link-lost", ""},
    {"station", "andon", ""},     {"station", "call", ""},
    {"station", "break", ""},     {"station", "no-shift", ""},
    {"station", "starting", ""},  {"station", "connection-lost", ""},
    {"signals", "running", ""},   {"signals", "contacts", ""},
    {"lamps", "stopped", ""},     {"lamps", "overridden", ""},
    {"lamps", "stopped", "o"},    {"log", "running", ""},
    {"log", "upstream", ""},      {"help", "running", ""},
    {"stop", "stopped", ""},      {"stop", "stopped", "2"},
    {"stop", "stopped", "s"},     {"stop", "small-before", "m"},
    {"stop", "no-shift", ""},     {"scrap", "job", ""},
    {"scrap", "job", "12\r"},     {"scrap", "job", "3n"},
    {"job", "job", ""},           {"mode", "running", ""},
    {"mode", "running", "2"},     {"hours", "running", ""},
    {"handover", "running", ""},  {"person", "running", ""},
    {"calls", "call", ""},        {"calls", "andon", ""},
    {"alerts", "andon", ""},      {"alerts", "flood", ""},
    {"alerts", "andon", "s"},     {"predictions", "andon", ""},
    {"orders", "andon", ""},      {"orders", "andon", "n"},
    {"maintenance", "andon", ""}, {"load", "andon", ""},
    {"lines", "line", ""},        {"lines", "line", "\r"},
    {"plant", "stops", ""},       {"plant", "areas", ""},
    {"plant", "parts", ""},       {"plant", "shifts", ""},
    {"plant", "losses", ""},      {"plant", "trends", ""},
};

/* What is longer is a sentence, which may end in an ellipsis in a narrow picture. */
#define LABEL_CELLS 16
#define LOST_MAX    256
struct losses {
    const char *data; /* a picture in English with room for everything: what stands there is data */
    int hard, cut;
    char text[LOST_MAX][80];
    bool is_cut[LOST_MAX];
};

/* Has it a word that stands in English, too? Then it is a name of the fixture's. */
static bool is_data(const char *text, const char *data)
{
    for (const char *at = text; *at != '\0'; at += strspn(at, " ()")) {
        char word[64];
        size_t size = strcspn(at, " ()");
        (void)text_copy_n(word, sizeof word, at, size);
        if (size >= 3 && strstr(data, word) != NULL)
            return true;
        at += size;
    }
    return false;
}

static void lost(void *ctx, const char *text, bool cut)
{
    struct losses *l = ctx;
    if (cut && (text_cells(text) > LABEL_CELLS || (l->data != NULL && is_data(text, l->data))))
        return;
    int n = l->hard + l->cut;
    if (n < LOST_MAX) {
        (void)text_copy(l->text[n], sizeof l->text[n], text);
        l->is_cut[n] = cut;
    }
    *(cut ? &l->cut : &l->hard) += 1;
}

/* The right half of a wide character belongs to the cell before it. */
static void check_halves(const struct canvas *c)
{
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            const struct cell *cell = canvas_cell(c, x, y);
            if (cell->wide) {
                assert_true(x + 1 < c->width);
                assert_int_equal(canvas_cell(c, x + 1, y)->code, 0);
            }
            if (cell->code == 0)
                assert_true(x > 0 && canvas_cell(c, x - 1, y)->wide);
        }
}

/* The picture as text, to be freed. */
static char *paint(const struct shown *s, int width, int height, struct losses *losses)
{
    struct ui *ui = picture_ui(s->fixture, s->screen, GLYPH_UNICODE);
    const struct canvas_watch watch = {.ctx = losses, .lost = lost};
    struct canvas canvas;
    losses->hard = losses->cut = 0;
    assert_int_equal(canvas_init(&canvas, width, height, GLYPH_UNICODE), 0);
    for (const char *key = s->keys; *key != '\0'; key++)
        (void)ui_key(ui, (uint32_t)*key);
    canvas.watch = &watch;
    ui_paint(ui, &canvas);
    check_halves(&canvas);
    size_t size = canvas_text(&canvas, NULL, 0) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    canvas_text(&canvas, text, size);
    const char *show = getenv("LANGUAGES");
    if (show != NULL && strcmp(show, words_language()) == 0)
        (void)printf("==== %s %s %s %dx%d\n%s", s->screen, s->fixture, s->keys, width, height,
                     text);
    canvas_done(&canvas);
    picture_done(ui);
    return text;
}

/* Which of them are words of ours, and not what stands in the figures. */
static int labels_cut(const struct losses *l)
{
    int labels = 0, n = l->hard + l->cut;
    assert_true(words_use("de"));
    for (int i = 0; i < n && i < LOST_MAX; i++)
        labels += l->is_cut[i] && strcmp(_(l->text[i]), l->text[i]) != 0 ? 1 : 0;
    assert_true(words_use("en"));
    return labels;
}

static void fits(int width, int height)
{
    static struct losses english, other;
    int failed = 0;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        assert_true(words_use("en"));
        other.data = NULL;
        char *all = paint(&shown[i], 200, 60, &other);
        other.data = all;
        free(paint(&shown[i], width, height, &english));
        int cut = labels_cut(&english);
        for (int language = 1; words_tag(language) != NULL; language++) {
            assert_true(words_use(words_tag(language)));
            free(paint(&shown[i], width, height, &other));
            if (other.hard <= english.hard && other.cut <= cut)
                continue;
            failed++;
            print_message("%s %s %s %s %dx%d:\n", words_tag(language), shown[i].screen,
                          shown[i].fixture, shown[i].keys, width, height);
            for (int n = 0; n < other.hard + other.cut && n < LOST_MAX; n++)
                print_message("    %s: %s\n", other.is_cut[n] ? "cut" : "LOST", other.text[n]);
        }
        free(all);
    }
    assert_true(words_use("en"));
    assert_int_equal(failed, 0);
}

static void on_80x24(void **state)
{
    (void)state;
    fits(80, 24);
}

static void on_40x12(void **state)
{
    (void)state;
    fits(40, 12);
}

/* Names follow who is there, and go back with them; an unknown language changes nothing. */
static void a_person(void **state)
{
    (void)state;
    static const struct {
        const char *id, *language, *title, *number;
    } rows[] = {{"", "", "Jam", "1 842.5"},
                {"eva", "de", "Klemmer", "1.842,5"},
                {"eva", "de_AT", "Klemmer", "1.842,5"},
                {"luz", "es", "Atasco", "1,842.5"},
                {"ken", "ja", "Jam", "1,842.5"},
                {"bo", "sv", "Jam", "1 842.5"},
                {"kim", "", "Jam", "1 842.5"},
                {"", "de", "Jam", "1 842.5"}};
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    json_t *reply = json_pack("{s:[{s:s,s:s,s:s,s:i},{s:s,s:s,s:i}]}", "reasons", "id", "mech.jam",
                              "title", "Jam", "titles", "de: Klemmer; es: Atasco;; fr: ", "place",
                              1, "id", "mech.feed", "title", "Feed", "place", 2);
    assert_non_null(reply);
    assert_true(words_use("en"));
    choices_read(&ui->view.reasons, reply, "reasons");
    json_decref(reply);
    (void)speak_follow(ui, "en");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char number[FORMAT_SIZE];
        struct person *p = &ui->desk.person;
        (void)text_copy(p->id, sizeof p->id, rows[i].id);
        (void)text_copy(p->language, sizeof p->language, rows[i].language);
        (void)speak_follow(ui, "en");
        assert_false(speak_follow(ui, "en"));
        assert_string_equal(choice_title(&ui->view.reasons, "mech.jam"), rows[i].title);
        assert_string_equal(choice_title(&ui->view.reasons, "mech.feed"), "Feed");
        assert_string_equal(
            format_count(1842 * AMOUNT_ONE + AMOUNT_ONE / 2, &ui->view.numbers, number),
            rows[i].number);
    }
    assert_true(speak_follow(ui, "de"));
    assert_string_equal(words_language(), "de");
    ui->view.tier = GLYPH_LINUX; /* its font has no such characters */
    assert_true(speak_follow(ui, "ja"));
    assert_string_equal(words_language(), "en");
    assert_false(speak_follow(ui, "ja"));
    assert_true(speak_follow(ui, "de"));
    assert_true(speak_follow(ui, "en"));
    picture_done(ui);
}

/* A date in any order: days of an axis have no time beside them, so that all of them have room. */
static void days_of_an_axis(void **state)
{
    (void)state;
    const int64_t begin = at(0, 0, 0) - at(0, 0, 0) % MS_PER_DAY;
    const struct time_axis axis = {begin, begin + 7 * MS_PER_DAY, &zone_utc};
    for (int language = 0; words_tag(language) != NULL; language++) {
        struct canvas canvas;
        int labels = 0;
        assert_true(words_use(words_tag(language)));
        assert_int_equal(canvas_init(&canvas, 80, 1, GLYPH_UNICODE), 0);
        draw_time_axis(canvas_area(&canvas), (struct rect){0, 0, 80, 1}, &axis);
        char *text = picture_text(&canvas);
        if (strchr(text, ':') != NULL)
            fail_msg("%s: %s", words_tag(language), text);
        for (int day = 12; day < 19; day++) {
            char number[12];
            (void)text_format(number, sizeof number, "%d", day);
            labels += strstr(text, number) != NULL ? 1 : 0;
        }
        assert_int_equal(labels, 7);
        free(text);
        canvas_done(&canvas);
    }
    assert_true(words_use("en"));
}

/* Read across the hall, so in that hall's language. */
static void a_wall(void **state)
{
    static const struct shown wall = {"scoreboard", "stopped", ""};
    static struct losses none;
    (void)state;
    assert_true(words_use("de"));
    char *text = paint(&wall, 80, 24, &none);
    assert_non_null(strstr(text, "seit "));
    assert_null(strstr(text, "since"));
    free(text);
    assert_true(words_use("en"));
}

/* Where words have no blanks between them a sentence goes on in the next row all the same. */
static void help_is_whole(void **state)
{
    static const struct shown help = {"help", "running", ""};
    static struct losses none;
    (void)state;
    assert_true(words_use("ja"));
    char *text = paint(&help, 60, 24, &none);
    if (strstr(text, "\u2026") != NULL)
        fail_msg("%s", text);
    free(text);
    assert_true(words_use("en"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_80x24), cmocka_unit_test(on_40x12),
        cmocka_unit_test(a_person), cmocka_unit_test(days_of_an_axis),
        cmocka_unit_test(a_wall),   cmocka_unit_test(help_is_whole)};
    struct cause why = {.text = ""};
    if (words_load(locale_dir(), &why) < 3)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
