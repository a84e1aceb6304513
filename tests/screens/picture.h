/* SPDX-License-Identifier: MIT */
/* Pictures as text: paint a fixture's screen, compare with the golden file, or write it when
 * GOLDENS=write. Tests run from the root of the repository. */
#ifndef TESTS_SCREENS_PICTURE_H
#define TESTS_SCREENS_PICTURE_H

#include "tests/screens/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const tier_names[GLYPH_TIERS] = {"unicode", "linux", "ascii"};

static inline struct ui *picture_ui(const char *fixture, const char *screen, enum glyph_tier tier)
{
    struct cause why = {.text = ""};
    struct ui *ui = calloc(1, sizeof *ui);
    assert_non_null(ui);
    if (ui_init(ui, tier, &why) != 0)
        fail_msg("%s", why.text);
    fixture_view(&ui->view);
    const struct fixture *f = fixture_find(fixture);
    assert_non_null(f);
    if (f != NULL && f->change != NULL)
        f->change(&ui->view);
    assert_true(ui_screen_find(screen) >= 0);
    ui_show(ui, ui_screen_find(screen));
    return ui;
}

static inline void picture_done(struct ui *ui)
{
    ui_done(ui);
    free(ui);
}

/* The picture and below it the styles; to be freed. */
static inline char *picture_text(const struct canvas *c)
{
    size_t a = canvas_text(c, NULL, 0), b = canvas_styles(c, NULL, 0);
    char *text = malloc(a + b + 16);
    assert_non_null(text);
    canvas_text(c, text, a + 1);
    memcpy(text + a, "-- styles --\n", 13);
    canvas_styles(c, text + a + 13, b + 1);
    return text;
}

static inline void golden_check(const char *name, const char *text)
{
    char path[256], *want = NULL;
    snprintf(path, sizeof path, "tests/screens/golden/%s.txt", name);
    const char *mode = getenv("GOLDENS");
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        assert_true(fputs(text, out) >= 0);
        assert_int_equal(fclose(out), 0);
        return;
    }
    FILE *in = fopen(path, "r");
    if (in == NULL)
        fail_msg("%s is missing: make goldens, look at it, commit it", path);
    size_t size = 0;
    ssize_t n = getdelim(&want, &size, '\0', in);
    fclose(in);
    assert_true(n > 0);
    if (strcmp(want, text) != 0)
        print_message("%s differs; is:\n%s\nshould be:\n%s\n", path, text, want);
    bool same = strcmp(want, text) == 0;
    free(want);
    assert_true(same);
}

#endif
