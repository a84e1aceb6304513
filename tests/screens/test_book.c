/* SPDX-License-Identifier: MIT */
/* The manual's pictures are the goldens of this folder, drawn by packaging/manual/build.py. Here
 * are their colours: packaging/manual/screens.css from the tables of the themes, light for paper
 * and bright screens, dark for the others; and every golden that a chapter shows is there. `make
 * manual-colours` writes the file anew. Runs from the root of the repository. */
#include "console/theme/theme.h"
#include "data/config/ini.h"
#include "data/model/text.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FOLDER  "packaging/manual"
#define COLOURS FOLDER "/screens.css"
#define GOLDEN  "../../tests/screens/golden/"

#define ROW(style, letter) {#style, letter},
static const struct {
    const char *name;
    char letter;
} styles[STYLE_COUNT] = {STYLES(ROW)};
#undef ROW

/* "ST_BAND_DIM" is "band-dim" */
static void class_of(int style, char out[32])
{
    size_t n = 0;
    for (const char *p = styles[style].name + strlen("ST_"); *p != '\0' && n + 1 < 32; p++)
        out[n++] = *p == '_' ? '-' : (char)tolower((unsigned char)*p);
    out[n] = '\0';
}

/* As xterm has them; those below 16 are each terminal's own, here the usual ones. */
static unsigned rgb(uint8_t colour)
{
    static const unsigned step[6] = {0, 95, 135, 175, 215, 255};
    static const unsigned own[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
                                     0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                     0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
    if (colour < 16)
        return own[colour];
    if (colour >= 232) {
        unsigned grey = 8U + 10U * (colour - 232U);
        return grey << 16 | grey << 8 | grey;
    }
    unsigned n = colour - 16U;
    return step[n / 36] << 16 | step[n / 6 % 6] << 8 | step[n % 6];
}

static size_t add_theme(char *out, size_t at, size_t size, const char *theme, bool letters)
{
    const struct look *looks = theme_looks(theme_find(theme), COLOUR_256);
    for (int i = 0; i < STYLE_COUNT; i++) {
        char class[32], letter[48] = "";
        class_of(i, class);
        if (letters)
            assert_true(text_format(letter, sizeof letter, "/* %c %s */", styles[i].letter, class));
        assert_true(text_format(out + at, size - at, ".pf-%s{fill:#%06x%s}.pb-%s{fill:#%06x}%s\n",
                                class, rgb(looks[i].fg),
                                looks[i].attributes & LOOK_BOLD ? ";font-weight:700" : "", class,
                                rgb(looks[i].bg), letter));
        at += strlen(out + at);
    }
    return at;
}

static void test_colours(void **state)
{
    static char text[16384];
    const char *mode = getenv("GOLDENS");
    size_t length;
    struct cause why;
    (void)state;
    size_t at = add_theme(text, 0, sizeof text, "light", true);
    assert_true(text_format(text + at, sizeof text - at,
                            "@media screen and (prefers-color-scheme:dark){\n"));
    at = add_theme(text, at + strlen(text + at), sizeof text, "dark", false);
    assert_true(text_format(text + at, sizeof text - at, "}\n"));
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *out = fopen(COLOURS, "w");
        assert_non_null(out);
        assert_true(fputs(text, out) >= 0);
        assert_int_equal(fclose(out), 0);
        return;
    }
    char *have = ini_read_file(COLOURS, &length, &why);
    if (have == NULL || strcmp(have, text) != 0)
        fail_msg(COLOURS " is not what the themes say: make manual-colours, look, commit it");
    free(have);
}

/* Each golden that a chapter names; returns how many. */
static int goldens_of(const char *chapter)
{
    char path[300];
    struct cause why;
    size_t length;
    int count = 0;
    assert_true(text_format(path, sizeof path, "%s/%s", FOLDER, chapter));
    char *text = ini_read_file(path, &length, &why);
    if (text == NULL)
        fail_msg("%s", why.text);
    for (const char *p = text; p != NULL && (p = strstr(p, GOLDEN)) != NULL; p++) {
        size_t n = strcspn(p, ")");
        assert_true(text_format(path, sizeof path, "%.*s", (int)(n - strlen("../../")),
                                p + strlen("../../")));
        if (access(path, R_OK) != 0)
            fail_msg("%s shows %s, which does not exist", chapter, path);
        count++;
    }
    free(text);
    return count;
}

static void test_pictures(void **state)
{
    struct dirent **entry = NULL;
    int shown = 0, count = scandir(FOLDER, &entry, NULL, alphasort);
    (void)state;
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        const char *end = strrchr(entry[i]->d_name, '.');
        if (end != NULL && strcmp(end, ".md") == 0)
            shown += goldens_of(entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    assert_true(shown > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_colours),
                                       cmocka_unit_test(test_pictures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
