/* SPDX-License-Identifier: MIT */
/* Runs in the test VM: looks at the kernel's own console cell by cell. What a program wrote is in
 * /dev/vcsu1, the glyph that the font shows for it and the colours in /dev/vcsa1, and which glyph
 * the font has for which character the kernel says (GIO_UNIMAP). A character without one is shown
 * as a replacement: the damage that no terminal emulator shows.
 *
 *   vt TEXT…        0 when every cell is right and each text is on the console
 *   vt -k KEYS      types a key, waits until the picture has changed and rests, looks at all cells,
 *                   leaves by Esc; for each of them
 *   vt -p           prints it */
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CELLS_MAX (240 * 80)
#define PAIRS_MAX 4096
#define WAIT_MS   5000
#define REST_MS   120

struct console {
    int tty, unicode, cells; /* descriptors */
    int columns, rows;
    uint32_t code[CELLS_MAX];
    uint16_t shown[CELLS_MAX]; /* glyph and attribute */
    struct unipair pair[PAIRS_MAX];
    int pairs;
};

static struct console console;

static bool take(struct console *c)
{
    unsigned char head[4];
    if (pread(c->cells, head, sizeof head, 0) != (ssize_t)sizeof head)
        return false;
    c->rows = head[0];
    c->columns = head[1];
    size_t count = (size_t)c->rows * (size_t)c->columns;
    return count > 0 && count <= CELLS_MAX &&
           pread(c->cells, c->shown, count * sizeof *c->shown, 4) ==
               (ssize_t)(count * sizeof *c->shown) &&
           pread(c->unicode, c->code, count * sizeof *c->code, 0) ==
               (ssize_t)(count * sizeof *c->code);
}

static bool console_open(struct console *c)
{
    struct unimapdesc map = {.entry_ct = PAIRS_MAX, .entries = c->pair};
    c->tty = open("/dev/tty1", O_RDWR | O_NOCTTY | O_CLOEXEC);
    c->unicode = open("/dev/vcsu1", O_RDONLY | O_CLOEXEC);
    c->cells = open("/dev/vcsa1", O_RDONLY | O_CLOEXEC);
    if (c->tty < 0 || c->unicode < 0 || c->cells < 0 || ioctl(c->tty, GIO_UNIMAP, &map) != 0) {
        printf("# no console: %s\n", strerror(errno));
        return false;
    }
    c->pairs = map.entry_ct;
    return take(c);
}

/* The font's glyph for a character, -1: it has none. */
static int glyph_of(const struct console *c, uint32_t code)
{
    for (int i = 0; i < c->pairs; i++)
        if (c->pair[i].unicode == code)
            return c->pair[i].fontpos;
    return -1;
}

static bool cell_is_right(const struct console *c, int i)
{
    uint32_t code = c->code[i];
    unsigned glyph = c->shown[i] & 0xFFU, colours = c->shown[i] >> 8U;
    const char *what = NULL;
    if (code != ' ' && glyph_of(c, code) != (int)glyph)
        what = glyph_of(c, code) < 0 ? "the font has no such glyph" : "another glyph is shown";
    else if (code == 0xFFFD)
        what = "a replacement was written";
    else if (code != ' ' && (colours & 7U) == (colours >> 4U & 7U) && (colours & 8U) == 0)
        what = "as dark as its background";
    else if ((colours & 0x80U) != 0)
        what = "it blinks";
    if (what != NULL)
        printf("# row %d column %d: U+%04X, glyph %u, colours %02x: %s\n", i / c->columns,
               i % c->columns, (unsigned)code, glyph, colours, what);
    return what == NULL;
}

static bool cells_are_right(const struct console *c)
{
    int wrong = 0;
    for (int i = 0; i < c->rows * c->columns && wrong < 5; i++)
        wrong += !cell_is_right(c, i);
    return wrong == 0;
}

static void put(FILE *out, uint32_t code)
{
    if (code < 0x80) {
        fputc(code >= ' ' ? (int)code : '?', out);
    } else if (code < 0x800) {
        fputc((int)(0xC0U | code >> 6U), out);
        fputc((int)(0x80U | (code & 63U)), out);
    } else {
        fputc((int)(0xE0U | (code >> 12U & 15U)), out);
        fputc((int)(0x80U | (code >> 6U & 63U)), out);
        fputc((int)(0x80U | (code & 63U)), out);
    }
}

static char *text_of(const struct console *c)
{
    static char text[CELLS_MAX * 3 + 100];
    FILE *out = fmemopen(text, sizeof text, "w");
    if (out == NULL)
        return NULL;
    for (int i = 0; i < c->rows * c->columns; i++) {
        put(out, c->code[i]);
        if ((i + 1) % c->columns == 0)
            fputc('\n', out);
    }
    fclose(out);
    return text;
}

static bool shows(const struct console *c, char *const *texts)
{
    const char *all = text_of(c);
    for (; *texts != NULL; texts++)
        if (all == NULL || strstr(all, *texts) == NULL)
            return false;
    return true;
}

/* Until nothing has changed for a moment; a clock's second is nothing. */
static bool rest(struct console *c)
{
    static uint32_t before[CELLS_MAX];
    for (int waited = 0; waited < WAIT_MS; waited += REST_MS) {
        memcpy(before, c->code, sizeof before);
        (void)poll(NULL, 0, REST_MS);
        if (!take(c))
            return false;
        int changed = 0;
        for (int i = 0; i < c->rows * c->columns; i++)
            changed += before[i] != c->code[i];
        if (changed < 12)
            return true;
    }
    return false;
}

static bool type(struct console *c, char key)
{
    return ioctl(c->tty, TIOCSTI, &key) == 0;
}

static bool walk(struct console *c, const char *keys)
{
    static uint32_t before[CELLS_MAX];
    bool right = rest(c);
    for (; *keys != '\0'; keys++) {
        int changed = 0;
        memcpy(before, c->code, sizeof before);
        if (!type(c, *keys))
            return false;
        for (int waited = 0; waited < WAIT_MS && changed < 40; waited += 20) {
            (void)poll(NULL, 0, 20);
            changed = 0;
            for (int i = 0; take(c) && i < c->rows * c->columns; i++)
                changed += before[i] != c->code[i];
        }
        bool good = changed >= 40 && rest(c) && cells_are_right(c);
        if (!good)
            printf("# key %c, %d cells changed\n%s", *keys, changed, text_of(c));
        right = right && good && type(c, '\033') && rest(c);
    }
    return right;
}

int main(int argc, char **argv)
{
    if (argc < 2 || !console_open(&console))
        return 2;
    if (strcmp(argv[1], "-p") == 0)
        return fputs(text_of(&console), stdout) < 0;
    if (strcmp(argv[1], "-k") == 0)
        return argc == 3 && walk(&console, argv[2]) ? 0 : 1;
    if (!shows(&console, argv + 1)) {
        puts(text_of(&console));
        return 1;
    }
    return cells_are_right(&console) ? 0 : 1;
}
