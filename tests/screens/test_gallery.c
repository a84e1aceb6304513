/* SPDX-License-Identifier: MIT */
/* layouts/screens/README.md: a picture of every shipped screen, taken from the goldens. `make
 * gallery` writes it anew; here it is compared. Runs from the root of the repository. */
#include "console/panels/keys.h"
#include "console/screens/ui.h"
#include "data/config/ini.h"
#include "data/model/text.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GALLERY "layouts/screens/README.md"
#define GOLDEN  "tests/screens/golden"
#define SUFFIX  "-80x24-unicode.txt"

/* The picture that shows a screen best; of one without a row here the first there is. */
static const struct {
    const char *screen, *golden;
} chosen[] = {
    {"station", "station-andon" SUFFIX},
    {"signals", "signals-stale-signals" SUFFIX},
    {"lamps", "lamps-stopped" SUFFIX},
    {"log", "log-upstream" SUFFIX},
    {"help", "help-running" SUFFIX},
    {"plain", "plain-running-80x60-unicode.txt"},
    {"stop", "stop-stopped" SUFFIX},
    {"scrap", "scrap-job-reason" SUFFIX},
    {"calls", "calls-andon" SUFFIX},
    {"alerts", "alerts-andon" SUFFIX},
    {"maintenance", "maintenance-andon" SUFFIX},
    {"predictions", "predictions-andon" SUFFIX},
    {"lines", "lines-line" SUFFIX},
    {"plant", "plant-areas" SUFFIX},
    {"scoreboard", "scoreboard-pace-andon" SUFFIX},
    {"details", "details-signal" SUFFIX},
    {"why", "why-oee" SUFFIX},
};

struct book {
    char *text;
    size_t length, size;
};

static void add(struct book *b, const char *text, size_t length)
{
    if (b->length + length + 1 > b->size) {
        b->size = (b->length + length + 1) * 2;
        b->text = realloc(b->text, b->size);
        assert_non_null(b->text);
    }
    memcpy(b->text + b->length, text, length);
    b->length += length;
    b->text[b->length] = '\0';
}

static void say(struct book *b, const char *text)
{
    add(b, text, strlen(text));
}

static void first_golden(const char *screen, char out[160])
{
    struct dirent **entry = NULL;
    int count = scandir(GOLDEN, &entry, NULL, alphasort);
    size_t length = strlen(screen);
    out[0] = '\0';
    for (int i = 0; i < count; i++) {
        const char *name = entry[i]->d_name;
        bool its = strncmp(name, screen, length) == 0 && name[length] == '-' &&
                   strstr(name, SUFFIX) != NULL;
        if (its && out[0] == '\0')
            assert_true(text_format(out, 160, "%s", name));
        free(entry[i]);
    }
    free(entry);
}

static void golden_of(const char *screen, char out[160])
{
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        if (strcmp(chosen[i].screen, screen) == 0) {
            assert_true(text_format(out, 160, "%s", chosen[i].golden));
            return;
        }
    first_golden(screen, out);
    if (out[0] == '\0')
        fail_msg("screen %s has no golden at 80x24, so none in the gallery", screen);
}

static void add_picture(struct book *b, const char *golden)
{
    char path[240];
    struct cause why;
    size_t length;
    assert_true(text_format(path, sizeof path, "%s/%s", GOLDEN, golden));
    char *text = ini_read_file(path, &length, &why);
    if (text == NULL)
        fail_msg("%s", why.text);
    const char *end = strstr(text, "-- styles --\n");
    say(b, "```\n");
    add(b, text, end != NULL ? (size_t)(end - text) : length);
    say(b, "```\n\n");
    free(text);
}

static void add_screen(struct book *b, const struct screen_ops *screen)
{
    char text[400], golden[160];
    golden_of(screen->name, golden);
    assert_true(text_format(text, sizeof text, "## %s\n\n[%s.ini](%s.ini): %s.\n\n", screen->name,
                            screen->name, screen->name, screen->help));
    say(b, text);
    add_picture(b, golden);
}

static void test_gallery(void **state)
{
    struct book b = {.text = NULL};
    const char *mode = getenv("GOLDENS");
    size_t length;
    struct cause why;
    (void)state;
    say(&b, "# Shipped screens\n\n"
            "Each is a layout in this folder, compiled into `andon-console`. Copy one to "
            "`/etc/andon/screens/`, change it, and\nsee it at once; andon-layout(5) tells how. "
            "`make gallery` makes this page from the pictures of the tests.\n\n");
    for (int i = 0; screen_list[i] != NULL; i++)
        add_screen(&b, screen_list[i]);
    say(&b, "## station, with more room\n\n132x43: trends, hour by hour, what stopped it.\n\n");
    add_picture(&b, "station-andon-132x43-unicode.txt");
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *out = fopen(GALLERY, "w");
        assert_non_null(out);
        assert_true(fputs(b.text, out) >= 0);
        assert_int_equal(fclose(out), 0);
    } else {
        char *have = ini_read_file(GALLERY, &length, &why);
        if (have == NULL || strcmp(have, b.text) != 0)
            fail_msg(GALLERY " is not what the goldens show: make gallery, look at it, commit it");
        free(have);
    }
    free(b.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gallery)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
