/* SPDX-License-Identifier: MIT */
/* Jobs that are there without an order system: those of [job ID], then the rows of the file that
 * [job-list] names, as strictly as INI and with file and line of each mistake. The file is CSV
 * (RFC 4180): commas, "quotes" around a cell that holds one, a first line that names the columns.
 * Called by resolve.c at a load and at each reload. */
#include "data/config/days.h"
#include "data/config/ini.h"
#include "data/config/plant/fields.h"
#include "data/config/plant/plant.h"
#include "data/model/job.h"
#include "data/model/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define CELL_MAX 256

static const char *const column_names[] = {"id", "product", "quantity", "title", "due"};
enum { COLUMN_ID, COLUMN_PRODUCT, COLUMNS = sizeof column_names / sizeof *column_names };
static const struct words words_column = {column_names, COLUMNS};

struct row {
    char cell[COLUMNS][CELL_MAX];
    size_t count;
};

struct sheet {
    struct loader *l;
    const char *file; /* as shown */
    const char *at, *end;
    int line;               /* of the row that was read last */
    int lines;              /* that it took */
    size_t column[COLUMNS]; /* what stands where */
    size_t columns;         /* of the first line */
    struct job_list *out;
};

static struct config_origin here(const struct sheet *sheet)
{
    return (struct config_origin){.file = sheet->file, .line = sheet->line};
}

/* ---- cells ---- */

static bool at_cell_end(const struct sheet *sheet)
{
    return sheet->at == sheet->end || strchr(",\n", *sheet->at) ||
           (*sheet->at == '\r' && sheet->at + 1 < sheet->end && sheet->at[1] == '\n');
}

/* The next byte of a cell; -1: it is over, -2: its quote is not closed. */
static int next_byte(struct sheet *sheet, bool quoted)
{
    if (!quoted)
        return at_cell_end(sheet) ? -1 : (unsigned char)*sheet->at++;
    if (sheet->at == sheet->end)
        return -2;
    if (*sheet->at != '"')
        return (unsigned char)*sheet->at++;
    sheet->at++;
    if (sheet->at < sheet->end && *sheet->at == '"')
        return (unsigned char)*sheet->at++;
    return -1;
}

/* 0, or -1: told. */
static int read_cell(struct sheet *sheet, char out[CELL_MAX])
{
    size_t length = 0;
    bool quoted = sheet->at < sheet->end && *sheet->at == '"';
    sheet->at += quoted;
    int byte;
    while ((byte = next_byte(sheet, quoted)) >= 0) {
        if (length < CELL_MAX)
            out[length++] = (char)byte;
        sheet->lines += byte == '\n';
    }
    const char *trouble = byte == -2            ? "a quote is not closed"
                          : !at_cell_end(sheet) ? "something stands behind a closing quote"
                          : length == CELL_MAX  ? "a value is longer than 255 bytes; shorten it"
                          : !utf8_valid(out, length) ? "is not UTF-8; save the file as UTF-8"
                          : !text_is_clean(out, length)
                              ? "holds a character that cannot be shown; remove it"
                              : NULL;
    if (trouble)
        problem_at(sheet->l, here(sheet), "%s", trouble);
    out[length < CELL_MAX ? length : 0] = '\0';
    return trouble ? -1 : 0;
}

/* 1: a row; 0: no more; -1: told, and nothing of the rest can be trusted. */
static int read_row(struct sheet *sheet, struct row *row)
{
    char surplus[CELL_MAX] = "";
    sheet->line += sheet->lines;
    sheet->lines = 1;
    row->count = 0;
    if (sheet->at >= sheet->end)
        return 0;
    for (;;) {
        if (read_cell(sheet, row->count < COLUMNS ? row->cell[row->count] : surplus) != 0)
            return -1;
        row->count++;
        if (sheet->at == sheet->end)
            return 1;
        sheet->at += *sheet->at == '\r';
        if (*sheet->at++ == '\n')
            return 1;
    }
}

static bool is_empty(const struct row *row)
{
    return row->count == 1 && row->cell[0][0] == '\0';
}

/* ---- the first line ---- */

static void tell_column(struct sheet *sheet, const char *name)
{
    struct cause why;
    if (strchr(name, ';')) {
        problem_at(sheet->l, here(sheet),
                   "has semicolons between its columns; save it with commas");
        return;
    }
    words_advice(&words_column, name, &why);
    problem_at(sheet->l, here(sheet), "column \"%.40s\": %s", name, why.text);
}

static int read_header(struct sheet *sheet)
{
    struct row row;
    bool known[COLUMNS] = {false};
    int got = read_row(sheet, &row);
    if (got < 0)
        return -1;
    if (got == 0 || is_empty(&row)) {
        problem_at(sheet->l, here(sheet),
                   "the first line names the columns; write e.g. "
                   "id,product,quantity,title,due");
        return -1;
    }
    for (size_t i = 0; i < row.count && i < COLUMNS; i++) {
        int column = word_find(&words_column, row.cell[i], strlen(row.cell[i]));
        if (column < 0 || known[column]) {
            if (column < 0)
                tell_column(sheet, row.cell[i]);
            else
                problem_at(sheet->l, here(sheet), "column %s stands twice", row.cell[i]);
            return -1;
        }
        known[column] = true;
        sheet->column[i] = (size_t)column;
    }
    sheet->columns = row.count;
    if (!known[COLUMN_ID] || row.count > COLUMNS) {
        problem_at(sheet->l, here(sheet), "%s",
                   known[COLUMN_ID] ? "there are more columns than five" : "column id is missing");
        return -1;
    }
    return 0;
}

/* ---- jobs ---- */

static const struct field *column_field(size_t column)
{
    if (column == COLUMN_ID)
        return &job_name;
    return kind_field(kind_find("job", true), column_names[column]);
}

static const struct job_conf *find_job(const struct job_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->job[i].name, name) == 0)
            return &list->job[i];
    }
    return NULL;
}

static void check_job(struct sheet *sheet, const struct job_conf *job)
{
    struct cause why;
    const struct job_conf *other = find_job(sheet->out, job->name);
    if (other)
        problem_at(sheet->l, here(sheet), "job %s stands twice; the other one is %s:%d", job->name,
                   other->origin.file, other->origin.line);
    if (job->product[0] && !config_product(sheet->l->config, job->product)) {
        section_missing(sheet->l, "product", job->product, &why);
        problem_at(sheet->l, here(sheet), "product = %s: %s", job->product, why.text);
    }
}

static void read_job(struct sheet *sheet, const struct row *row)
{
    struct job_conf job = {.origin = here(sheet)};
    size_t before = sheet->l->problems;
    if (row->count != sheet->columns) {
        problem_at(sheet->l, here(sheet), "has %zu values for %zu columns", row->count,
                   sheet->columns);
        return;
    }
    for (size_t i = 0; i < row->count; i++) {
        struct cause why;
        const struct field *field = column_field(sheet->column[i]);
        if (row->cell[i][0] == '\0' && sheet->column[i] != COLUMN_ID)
            continue;
        if (field_parse(field, row->cell[i], &job, &why) != 0)
            problem_at(sheet->l, here(sheet), "%s = %.60s: %s", column_names[sheet->column[i]],
                       row->cell[i], why.text);
    }
    if (sheet->l->problems == before)
        check_job(sheet, &job);
    if (sheet->out->count < sheet->out->capacity)
        sheet->out->job[sheet->out->count++] = job;
    else
        sheet->out->dropped++;
}

static void read_sheet(struct sheet *sheet)
{
    struct row row;
    int got;
    if (read_header(sheet) != 0)
        return;
    while ((got = read_row(sheet, &row)) > 0) {
        if (!is_empty(&row))
            read_job(sheet, &row);
        if (sheet->out->dropped > 0) {
            problem_at(sheet->l, here(sheet),
                       "there can be at most %d jobs; leave out this one "
                       "and those that follow",
                       JOBS_MAX);
            return;
        }
    }
}

void job_list_read(struct loader *l, const char *file, const char *text, size_t length,
                   struct job_list *out)
{
    struct sheet sheet = {.l = l,
                          .file = load_source(l, file),
                          .at = text,
                          .end = text + length,
                          .line = 1,
                          .out = out};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        sheet.at += 3;
    read_sheet(&sheet);
}

/* Beside the file that names it, unless it says where. */
static bool whole_path(const struct entry *entry, char out[PATH_MAX])
{
    const char *slash = strrchr(entry->origin.file, '/');
    if (entry->value[0] == '/' || !slash)
        return text_copy(out, PATH_MAX, entry->value);
    return text_format(out, PATH_MAX, "%.*s/%s", (int)(slash - entry->origin.file),
                       entry->origin.file, entry->value);
}

static void read_file(struct loader *l, const struct section *s, const struct entry *entry,
                      struct job_list *out)
{
    char path[PATH_MAX];
    struct cause why;
    size_t length;
    if (!whole_path(entry, path)) {
        problem_entry(l, s, entry, "the path is too long");
        return;
    }
    char *text = ini_read_file(path, &length, &why);
    if (!text) {
        problem_entry(l, s, entry, "%s", why.text);
        return;
    }
    job_list_read(l, path, text, length, out);
    free(text);
}

/* Plant time to wall time; a time that the zone has twice is the first. */
static int64_t due_of(const struct config *config, const char *text)
{
    int64_t local;
    return text[0] && moment_local(text, &local) == 0 ? zone_instant(&config->zone, local)
                                                      : TIME_NONE;
}

void resolve_jobs(struct loader *l)
{
    struct config *config = l->config;
    const struct section *file = section_find(l, kind_find("job-list", false), "");
    const struct entry *entry = section_entry(file, "file");
    struct job_list list = {.capacity = JOBS_MAX};
    list.job = arena_alloc(l->arena, JOBS_MAX * sizeof *list.job);
    if (!list.job)
        return;
    for (each_section(l, kind_find("job", true), s)) {
        const struct job_conf *job = s->item;
        if (!job)
            continue;
        check_product(l, s, "product", job->product);
        list.job[list.count++] = *job;
    }
    if (entry && !entry->bad && entry->value[0])
        read_file(l, file, entry, &list);
    for (size_t i = 0; i < list.count; i++)
        list.job[i].due = due_of(config, list.job[i].due_text);
    config->job = list.job;
    config->jobs = list.count;
}
