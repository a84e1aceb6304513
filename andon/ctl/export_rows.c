/* SPDX-License-Identifier: MIT */
/* The rows of `andonctl export` as CSV (RFC 4180) or JSON lines. Called by export.c with rows as
 * the daemon sends them; columns are in data/model/sheet.c; nothing is kept between rows. */
#include "andon/ctl/export.h"

#include "data/model/csv.h"

/* ---- CSV ------------------------------------------------------------------------------------- */

static void to_file(void *ctx, const char *text, size_t length)
{
    (void)fwrite(text, 1, length, ctx);
}

static void put_field(FILE *file, const char *text, bool is_text)
{
    csv_field(text, is_text, to_file, file);
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
