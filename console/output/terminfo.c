/* SPDX-License-Identifier: MIT */
/* See terminfo.h. Delays that old terminals ask for become NUL bytes where the line is slow enough
 * for them and nothing holds it back; elsewhere they are left out. */
#include "console/output/terminfo.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

#define PADS_MAX 32

static char *string_of(const char *name)
{
    char copy[16];
    (void)snprintf(copy, sizeof copy, "%s", name);
    char *text = tigetstr(copy);
    return text == (char *)-1 ? NULL : text;
}

static bool flag_of(const char *name)
{
    char copy[16];
    (void)snprintf(copy, sizeof copy, "%s", name);
    return tigetflag(copy) > 0;
}

static int number_of(const char *name)
{
    char copy[16];
    (void)snprintf(copy, sizeof copy, "%s", name);
    return tigetnum(copy);
}

/* The number of NULs that "$<…>" means; `at` goes behind it. */
static size_t delay(const struct terminfo *t, const char **at)
{
    char *end = NULL;
    double ms = strtod(*at + 2, &end);
    bool must = false;
    for (; *end == '*' || *end == '/'; end++)
        must = must || *end == '/';
    if (*end != '>')
        return 0;
    *at = end + 1;
    if ((!t->pads && !must) || !(ms > 0 && ms < 1000))
        return 0;
    double bytes = ms * t->bytes_per_second / 1000;
    return bytes > PADS_MAX ? PADS_MAX : (size_t)bytes;
}

static size_t without_delays(const struct terminfo *t, const char *text, char *out, size_t size)
{
    size_t n = 0;
    while (text != NULL && *text != '\0') {
        const char *before = text;
        if (strncmp(text, "$<", 2) == 0) {
            size_t pads = delay(t, &text);
            if (n + pads > size)
                return 0;
            memset(out + n, 0, pads);
            n += pads;
        }
        if (text != before)
            continue;
        if (n == size)
            return 0;
        out[n++] = *text++;
    }
    return n;
}

static size_t expand(const void *ctx, enum ability which, int first, int second, char *out)
{
    static const int swap[8] = {0, 4, 2, 6, 1, 5, 3, 7};
    const struct terminfo *t = ctx;
    const char *text = t->text[which];
    if (text == NULL)
        return 0;
    if (which >= CAN_FIXED_COUNT) {
        if (t->swapped && (which == CAN_FOREGROUND || which == CAN_BACKGROUND) && first < 8)
            first = swap[first];
        text = tparm((NCURSES_CONST char *)(uintptr_t)text, (long)first, (long)second, 0L, 0L, 0L,
                     0L, 0L, 0L, 0L);
    }
    return without_delays(t, text, out, ABILITY_SIZE);
}

int terminfo_colours(void)
{
    bool can = string_of("setaf") != NULL && string_of("setab") != NULL;
    can = can || (string_of("setf") != NULL && string_of("setb") != NULL);
    return can && number_of("pairs") > 0 && number_of("colors") > 0 ? number_of("colors") : 0;
}

static void read_strings(struct terminfo *t)
{
#define NAME(ability, name) [CAN_##ability] = name,
    static const char *const names[ABILITY_COUNT] = {ABILITIES_FIXED(NAME)
                                                         ABILITIES_NUMBERED(NAME)};
#undef NAME
    for (int i = 0; i < ABILITY_COUNT; i++)
        t->text[i] = string_of(names[i]);
    if (t->text[CAN_FOREGROUND] == NULL || t->text[CAN_BACKGROUND] == NULL) {
        t->text[CAN_FOREGROUND] = string_of("setf");
        t->text[CAN_BACKGROUND] = string_of("setb");
        t->swapped = true;
    }
    if (number_of("xmc") > 0) { /* each change of style would take a cell */
        static const enum ability none[] = {CAN_BOLD, CAN_UNDERLINE, CAN_REVERSE, CAN_STANDOUT};
        for (size_t i = 0; i < sizeof none / sizeof *none; i++)
            t->text[none[i]] = NULL;
    }
}

void terminfo_read(struct terminfo *t, bool utf8, bool newline_is_down, struct abilities *can)
{
    char text[ABILITY_SIZE];
    int padded_from = number_of("pb"), not_in_colour = number_of("ncv");
    *t = (struct terminfo){.bytes_per_second = baudrate() / 10};
    read_strings(t);
    t->pads = !flag_of("xon") && !flag_of("npc") && padded_from > 0 && baudrate() >= padded_from;
    *can = (struct abilities){
        .expand = expand,
        .ctx = t,
        .utf8 = utf8,
        .erases_with_ground = flag_of("bce"),
        .wraps = flag_of("am"),
        .wraps_late = flag_of("xenl"),
        .moves_in_style = flag_of("msgr"),
        .newline_is_down = newline_is_down,
        .no_tilde = flag_of("hz"),
    };
    size_t n = expand(t, CAN_FOREGROUND, 200, 0, text);
    can->takes_off = terminfo_colours() == 256 && memmem(text, n, "38;5;200", 8) != NULL;
    if (not_in_colour > 0) {
        unsigned bits = (unsigned)not_in_colour;
        can->not_in_colour = ((bits & 2U) != 0 ? LOOK_UNDERLINE : 0) |
                             ((bits & 4U) != 0 ? LOOK_REVERSE : 0) |
                             ((bits & 32U) != 0 ? LOOK_BOLD : 0);
    }
}

size_t terminfo_text(const struct terminfo *t, const char *name, char *out, size_t size)
{
    size_t n = size > 0 ? without_delays(t, string_of(name), out, size - 1) : 0;
    if (size > 0)
        out[n] = '\0';
    return n;
}
