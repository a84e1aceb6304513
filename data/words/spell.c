/* SPDX-License-Identifier: MIT */
/* Umlauts as two letters of ASCII. Called by words.c for a whole catalogue and by whoever draws
 * names that people gave; pure. */
#include "data/words/spell.h"

#include <stdbool.h>
#include <string.h>

static const struct {
    unsigned char code; /* the second byte, after C3 */
    char letters[3];
} spellings[] = {
    {0x84, "Ae"}, {0x96, "Oe"}, {0x9C, "Ue"}, {0x9F, "ss"},
    {0xA4, "ae"}, {0xB6, "oe"}, {0xBC, "ue"},
};

/* A capital of ASCII, or one of the umlauts. */
static bool is_capital(const char *at, const char *end)
{
    if (at >= end)
        return false;
    unsigned char first = (unsigned char)at[0];
    if (first == 0xC3 && at + 1 < end)
        return (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] < 0x9F;
    return first >= 'A' && first <= 'Z';
}

static const char *spelling(unsigned char code)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (spellings[i].code == code)
            return spellings[i].letters;
    return NULL;
}

void spell_german(char *text, size_t size)
{
    const char *end = text + size;
    bool after_capital = false;
    for (char *at = text; at + 1 < end; at++) {
        const char *two = (unsigned char)*at == 0xC3 ? spelling((unsigned char)at[1]) : NULL;
        bool capital = is_capital(at, end);
        if (two != NULL) {
            bool high = capital && (after_capital || is_capital(at + 2, end));
            (void)memcpy(at, two, 2);
            at[1] = high ? (char)(at[1] - 'a' + 'A') : at[1];
            at++;
        }
        after_capital = capital;
    }
}
