/* SPDX-License-Identifier: MIT */
/* Fields of CSV rows: RFC 4180, and safe to open in a spreadsheet. Called by `andonctl export` and
 * by reports; nothing is kept between fields. */
#include "data/model/csv.h"

#include <string.h>

/* What a spreadsheet takes for a formula, also behind blanks, and in the wide forms that some
 * languages' keyboards make. */
static bool is_formula(const char *text)
{
    static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"};
    text += strspn(text, " \t\r\n");
    if (*text && strchr("=+-@|%", *text))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

void csv_field(const char *text, bool is_text, csv_put *put, void *ctx)
{
    bool armed = is_text && is_formula(text);
    bool quoted = armed || strpbrk(text, ",\"\r\n;\t") || *text == ' ' ||
                  (*text && text[strlen(text) - 1] == ' ');
    if (quoted)
        put(ctx, "\"", 1);
    if (armed)
        put(ctx, "'", 1);
    while (*text) {
        size_t length = strcspn(text, "\"");
        put(ctx, text, length);
        text += length;
        if (*text == '"') {
            put(ctx, "\"\"", 2);
            text++;
        }
    }
    if (quoted)
        put(ctx, "\"", 1);
}
