/* SPDX-License-Identifier: MIT */
/* Every screen, overlay and form in every language on five kinds of terminal against the pictures
 * that were looked at: one file a screen and language, the terminals below each other. A row that
 * is the same on the terminal above is "=". Words of the sources' English are nowhere in the
 * others, and no text runs into another that does not in English. */
#include "console/screens/speak.h"
#include "console/words/load.h"
#include "console/words/words.h"
#include "tests/screens/fixture_charts.h"
#include "tests/screens/fixture_report.h"
#include "tests/screens/picture.h"
#include "tests/support/locale.h"

static const struct shown {
    const char *screen, *fixture, *keys, *name;
    int page; /* of the scoreboard */
} shown[] = {
    {"station", "running", "", "", 0},
    {"station", "stopped", "", "", 0},
    {"station", "andon", "", "", 0},
    {"station", "starved", "", "", 0},
    {"station", "connection-lost", "", "", 0},
    {"station", "starting", "", "", 0},
    {"station", "running", ":", "palette", 0},
    {"station", "running", "?", "help", 0},
    {"signals", "contacts", "", "", 0},
    {"signals", "checks", "", "", 0},
    {"lamps", "overridden", "", "", 0},
    {"lamps", "stopped", "o", "override", 0},
    {"log", "upstream", "", "", 0},
    {"log", "running", "\r", "record", 0},
    {"stop", "stopped", "", "", 0},
    {"stop", "stopped", "s", "split", 0},
    {"scrap", "job", "", "", 0},
    {"scrap", "job", "12\r", "reason", 0},
    {"job", "job", "", "", 0},
    {"mode", "running", "", "", 0},
    {"hours", "running", "", "", 0},
    {"handover", "running", "", "", 0},
    {"handover", "running", "i", "sign", 0},
    {"person", "running", "", "", 0},
    {"terminal", "running", "", "", 0},
    {"calls", "andon", "", "", 0},
    {"alerts", "andon", "", "", 0},
    {"alerts", "andon", "s", "shelve", 0},
    {"alerts", "andon", "\r", "guidance", 0},
    {"predictions", "andon", "", "", 0},
    {"orders", "andon", "", "", 0},
    {"maintenance", "andon", "", "", 0},
    {"load", "andon", "", "", 0},
    {"lines", "line", "", "", 0},
    {"lines", "line", "\r", "open", 0},
    {"plant", "stops", "", "", 0},
    {"plant", "areas", "", "", 0},
    {"plant", "parts", "", "", 0},
    {"plant", "shifts", "", "", 0},
    {"plant", "losses", "", "", 0},
    {"plant", "trends", "", "", 0},
    {"details", "running", "", "", 0},
    {"why", "running", "", "", 0},
    {"report", "running", "", "", 0},
    {"scoreboard", "running", "", "oee", SCORE_OEE},
    {"scoreboard", "andon", "", "pace", SCORE_PACE},
    {"scoreboard", "line", "", "line", SCORE_LINE},
};

static const struct terminal {
    const char *name;
    int width, height;
    enum glyph_tier tier;
} terminals[] = {
    {"xterm-256color", 80, 24, GLYPH_UNICODE},
    {"linux", 80, 25, GLYPH_LINUX},
    {"vt220", 80, 24, GLYPH_ASCII},
    {"vt100", 40, 12, GLYPH_ASCII},
    {"tmux-256color", 132, 43, GLYPH_UNICODE},
};
#define TERMINALS (sizeof terminals / sizeof *terminals)

#define LABEL_CELLS 6 /* shorter ones are names of lamps, cut to their place */
static int hard;      /* texts of which something was lost without an ellipsis */

static void lost(void *ctx, const char *text, bool cut)
{
    (void)ctx;
    if (!cut && getenv("LOST") != NULL)
        print_message("    lost: %s\n", text);
    hard += cut || text_cells(text) < LABEL_CELLS ? 0 : 1;
}

static struct ui *open_screen(const struct shown *s, enum glyph_tier tier)
{
    if (strcmp(s->screen, "report") == 0)
        return open_report(tier);
    struct ui *ui = picture_ui(s->fixture, s->screen, tier);
    fixture_charts(&ui->view);
    ui->view.score.page = s->page;
    return ui;
}

/* The picture as text, to be freed; every wide character has its two cells. */
static char *picture(const struct shown *s, const struct terminal *t, const char *language)
{
    static const struct canvas_watch watch = {.lost = lost};
    struct canvas canvas;
    struct ui *ui = open_screen(s, t->tier);
    (void)speak_follow(ui, language);
    assert_int_equal(canvas_init(&canvas, t->width, t->height, t->tier), 0);
    ui_paint(ui, &canvas); /* some know their size only then */
    for (const char *key = s->keys; *key != '\0'; key++)
        (void)ui_key(ui, (uint32_t)*key);
    hard = 0;
    canvas.watch = &watch;
    ui_paint(ui, &canvas);
    for (int y = 0; y < canvas.height; y++)
        for (int x = 0; x < canvas.width; x++) {
            const struct cell *cell = canvas_cell(&canvas, x, y);
            const struct cell *right = canvas_cell(&canvas, x + 1, y);
            assert_true(!cell->wide || (right != NULL && right->code == 0));
        }
    size_t size = canvas_text(&canvas, NULL, 0) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    canvas_text(&canvas, text, size);
    canvas_done(&canvas);
    picture_done(ui);
    return text;
}

/* English that means nothing where another language is spoken; what the fixtures say in English
 * (names, notes of people) has none of these. */
static void check_words(const struct shown *s, const struct terminal *t, const char *text)
{
    static const char *const english[] = {
        " since ",      " not explained", " until ",   " records ", "nobody",
        " ago",         "waiting for",    "Esc back",  " is not ",  " meanwhile",
        "planned time", "no data",        " before: ", " after: ",  " stopped "};
    if (strcmp(words_language(), "en") == 0)
        return;
    for (size_t i = 0; i < sizeof english / sizeof *english; i++)
        if (strstr(text, english[i]) != NULL)
            fail_msg("%s: %s %s on %s has \"%s\"", words_language(), s->screen, s->name, t->name,
                     english[i]);
}

struct page {
    char text[40000];
    size_t used;
};

static void add_line(struct page *p, const char *line, size_t size)
{
    assert_true(p->used + size + 2 < sizeof p->text);
    memcpy(p->text + p->used, line, size);
    p->used += size;
    p->text[p->used++] = '\n';
    p->text[p->used] = '\0';
}

/* Rows that `above` has in the same place are "=". */
static void add_picture(struct page *p, const struct terminal *t, const char *text,
                        const char *above)
{
    char head[80];
    (void)text_format(head, sizeof head, "==== %s %dx%d", t->name, t->width, t->height);
    add_line(p, head, strlen(head));
    while (*text != '\0') {
        size_t size = strcspn(text, "\n"), over = above != NULL ? strcspn(above, "\n") : 0;
        bool same = above != NULL && size > 1 && size == over && memcmp(text, above, size) == 0;
        add_line(p, same ? "=" : text, same ? 1 : size);
        text += size + 1;
        if (above != NULL && above[over] != '\0')
            above += over + 1;
    }
}

static void one(const struct shown *s, const char *language, int limit[TERMINALS])
{
    static struct page page;
    char name[120], *last = NULL;
    page.used = 0;
    for (size_t t = 0; t < TERMINALS; t++) {
        char *text = picture(s, &terminals[t], language);
        if (strcmp(language, "en") == 0)
            limit[t] = hard;
        else if (hard > limit[t] + 1) /* a legend goes on as far as it can */
            fail_msg("%s: %s %s on %s loses %d texts, %d in English", language, s->screen, s->name,
                     terminals[t].name, hard, limit[t]);
        check_words(s, &terminals[t], text);
        add_picture(&page, &terminals[t], text,
                    last != NULL && terminals[t].width == terminals[t - 1].width ? last : NULL);
        free(last);
        last = text;
    }
    free(last);
    snprintf(name, sizeof name, "languages/%s-%s%s%s-%s", s->screen, s->fixture,
             s->name[0] != '\0' ? "-" : "", s->name, language);
    golden_check(name, page.text);
}

static void test_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        int limit[TERMINALS];
        for (int language = 0; words_tag(language) != NULL; language++)
            one(&shown[i], words_tag(language), limit);
    }
    assert_true(words_use("en"));
}

/* None is left out. */
static void test_every_screen(void **state)
{
    (void)state;
    for (int i = 0; screen_list[i] != NULL; i++) {
        bool is = strcmp(screen_list[i]->name, "help") == 0 ||
                  strcmp(screen_list[i]->name, "plain") == 0; /* the overlay; test_goldens */
        for (size_t k = 0; k < sizeof shown / sizeof *shown; k++)
            is = is || strcmp(shown[k].screen, screen_list[i]->name) == 0;
        if (!is)
            fail_msg("%s is in no language's pictures", screen_list[i]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pictures),
                                       cmocka_unit_test(test_every_screen)};
    struct cause why = {.text = ""};
    if (words_load(locale_dir(), &why) < 3)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
