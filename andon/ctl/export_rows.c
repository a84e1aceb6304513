/* SPDX-License-Identifier: MIT */
/* The rows of `andonctl export` as CSV (RFC 4180) or JSON lines. Called by export.c with rows as
 * the daemon sends them; columns are in data/model/sheet.c; nothing is kept between rows. */
#include "andon/ctl/export.h"

#include <string.h>

/* ---- CSV ------------------------------------------------------------------------------------- */

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

static void put_field(FILE *file, const char *text, bool is_text)
{
    bool armed = is_text && is_formula(text);
    bool quoted = armed || strpbrk(text, ",\"\r\n;\t") || *text == ' ' ||
                  (*text && text[strlen(text) - 1] == ' ');
    if (quoted)
        (void)fputc('"', file);
    if (armed)
        (void)fputc('\'', file);
    for (; *text; text++) {
        if (*text == '"')
            (void)fputc('"', file);
        (void)fputc(*text, file);
    }
    if (quoted)
        (void)fputc('"', file);
}

void export_head(const struct export_out *out, const struct sheet *sheet)
{
    if (out->as_json)
        return;
    (void)fputs("station", out->file);
    for (size_t i = 0; i < sheet->count; i++)
        (void)fprintf(out->file, ",%s", sheet->columns[i].name);
    (void)fputs("\r\n", out->file);
}

static void put_csv(const struct export_out *out, const struct sheet *sheet, const json_t *row)
{
    static char text[SHEET_CELL];
    put_field(out->file, out->station, true);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct column *c = &sheet->columns[i];
        enum cell_kind kind = sheet_cell(c, out->zone, row, text);
        (void)fputc(',', out->file);
        if (kind != IS_NULL)
            put_field(out->file, text, kind == IS_TEXT || kind == IS_JSON);
    }
    (void)fputs("\r\n", out->file);
}

void export_row(const struct export_out *out, const struct sheet *sheet, const json_t *row)
{
    static char line[4 * SHEET_CELL];
    if (!out->as_json)
        put_csv(out, sheet, row);
    else if (sheet_json(sheet, &(struct sheet_of){out->station, out->zone}, row, line,
                        sizeof line) > 0)
        (void)fprintf(out->file, "%s\n", line);
}
