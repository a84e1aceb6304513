/* SPDX-License-Identifier: MIT */
/* Names of the choices of characters: options, the kept file and the screen "terminal" use the
 * same; and what characters can say. Pure; called by console/options.c, console/terminal/ and
 * console/forms/terminal_form.c. */
#include "console/panels/terminal.h"

#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

static const char *const names[] = {
    [TERMINAL_AUTO] = "auto",
    [1 + GLYPH_UNICODE] = "unicode",
    [1 + GLYPH_LINUX] = "linux",
    [1 + GLYPH_ASCII] = "ascii",
};

int glyphs_count(void)
{
    return (int)(sizeof names / sizeof *names);
}

const char *glyphs_name(int glyphs)
{
    return names[glyphs > 0 && glyphs < glyphs_count() ? glyphs : TERMINAL_AUTO];
}

bool language_fits(enum glyph_tier tier, int index)
{
    const char *name = words_name(index);
    size_t left = name != NULL ? strlen(name) : 0;
    while (tier != GLYPH_UNICODE && left > 0) {
        uint32_t code;
        size_t n = utf8_decode(name, left, &code);
        if (n == 0 || code > 0x24F)
            return false;
        name += n;
        left -= n;
    }
    return true;
}

int glyphs_find(const char *name)
{
    for (int i = 0; i < glyphs_count(); i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}
