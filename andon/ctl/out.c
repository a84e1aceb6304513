/* SPDX-License-Identifier: MIT */
/* Printing for andonctl's commands: figures, columns, and JSON passed on byte by byte (what the
 * daemon wrote is what a script reads; nothing is parsed and written anew). Tables own their cells
 * until they are printed. */
#include "andon/ctl/out.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_MAX    512
#define GAP         2
#define COLUMNS_MAX 32

/* ---- figures ---- */

const char *out_percent(double ratio, char out[OUT_SIZE])
{
    if (!isfinite(ratio))
        return memcpy(out, "-", 2);
    (void)snprintf(out, OUT_SIZE, "%.1f %%", ratio * 100);
    return out;
}

const char *out_amount(int64_t amount, char out[OUT_SIZE])
{
    int64_t rounded = amount >= 0 ? amount + 500 : amount - 500;
    return amount_to_text(rounded - rounded % 1000, out);
}

const char *out_estimate(int64_t amount, char out[OUT_SIZE])
{
    int64_t rounded = amount >= 0 ? amount + 50000 : amount - 50000;
    return amount_to_text(rounded - rounded % 100000, out);
}

const char *out_seconds(int64_t ms, char out[OUT_SIZE])
{
    if (ms < 0)
        return memcpy(out, "-", 2);
    long long tenths = (ms + 50) / 100;
    (void)snprintf(out, OUT_SIZE, "%lld.%lld s", tenths / 10, tenths % 10);
    return out;
}

const char *out_duration(int64_t ms, char out[OUT_SIZE])
{
    return ms < 0 ? memcpy(out, "-", 2) : text_duration(ms, out);
}

const char *out_wall(const struct zone *zone, int64_t ms, char out[OUT_SIZE])
{
    if (ms == TIME_NONE)
        return memcpy(out, "-", 2);
    time_to_iso8601(zone_local(zone, ms), out);
    if (out[0] != '-') {
        out[10] = ' ';
        out[19] = '\0';
    }
    return out;
}

/* ---- columns ---- */

static void add_cell(struct table *table, const char *text)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 64;
        char **cell = realloc(table->cell, capacity * sizeof *cell);
        if (!cell)
            return;
        table->cell = cell;
        table->capacity = capacity;
    }
    char clean[CELL_MAX];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    char *copy = strdup(clean);
    if (copy)
        table->cell[table->count++] = copy;
}

void table_cell(struct table *table, const char *format, ...)
{
    char text[CELL_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add_cell(table, text);
}

void table_row(struct table *table, const char *const *cells)
{
    for (size_t i = 0; table->align[i]; i++)
        add_cell(table, cells[i]);
}

static int column_width(const struct table *table, size_t column, size_t columns)
{
    int width = 0;
    for (size_t i = column; i < table->count; i += columns) {
        int cells = text_cells(table->cell[i]);
        width = cells > width ? cells : width;
    }
    return width;
}

/* Cells up to the last one of a row that is not empty. */
static size_t row_end(const struct table *table, size_t begin, size_t columns)
{
    size_t end = begin + columns < table->count ? begin + columns : table->count;
    while (end > begin && table->cell[end - 1][0] == '\0')
        end--;
    return end;
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cell[i]);
    free(table->cell);
    *table = (struct table){.align = table->align};
}

void table_print(struct table *table)
{
    size_t columns = strlen(table->align);
    int width[COLUMNS_MAX] = {0};
    for (size_t i = 0; i < columns && i < COLUMNS_MAX; i++)
        width[i] = column_width(table, i, columns);
    for (size_t row = 0; row < table->count; row += columns) {
        size_t end = row_end(table, row, columns);
        for (size_t i = row; i < end; i++) {
            int pad = width[i - row] - text_cells(table->cell[i]);
            bool right = table->align[i - row] == 'r', last = i + 1 == end;
            printf("%*s%s%*s", right ? pad : 0, "", table->cell[i],
                   last ? 0 : (right ? 0 : pad) + GAP, "");
        }
        putchar('\n');
    }
    table_free(table);
}

/* ---- JSON as it was written ---- */

static size_t skip_blank(const char *json, size_t length, size_t at)
{
    while (at < length && strchr(" \t\r\n,:", json[at]) && json[at])
        at++;
    return at;
}

/* The end of the string whose opening quote is at `at`. */
static size_t skip_string(const char *json, size_t length, size_t at)
{
    for (at++; at < length && json[at] != '"'; at++)
        at += json[at] == '\\';
    return at < length ? at + 1 : length;
}

static size_t skip_value(const char *json, size_t length, size_t at)
{
    int depth = 0;
    while (at < length) {
        char c = json[at];
        if (c == '"') {
            at = skip_string(json, length, at);
        } else {
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
            if (depth == 0 && (c == ',' || c == ' '))
                return at;
            if (depth < 0)
                return at;
            at++;
        }
        if (depth == 0 && (c == '"' || c == '}' || c == ']'))
            return at;
    }
    return at;
}

bool element_next(const char *json, size_t length, size_t *at, struct member *member)
{
    size_t begin = skip_blank(json, length, *at ? *at : 1);
    if (begin >= length || json[begin] == ']' || json[begin] == '}')
        return false;
    *at = skip_value(json, length, begin);
    *member = (struct member){.value = json + begin, .value_length = *at - begin};
    return true;
}

bool member_next(const char *json, size_t length, size_t *at, struct member *member)
{
    struct member key;
    if (!element_next(json, length, at, &key) || key.value_length < 2 ||
        !element_next(json, length, at, member))
        return false;
    member->key = key.value + 1;
    member->key_length = key.value_length - 2;
    return true;
}

static bool is_key(const struct member *member, const char *key)
{
    return strlen(key) == member->key_length && memcmp(member->key, key, member->key_length) == 0;
}

const char *member_find(const char *json, size_t length, const char *key, size_t *value_length)
{
    struct member member;
    for (size_t at = 0; member_next(json, length, &at, &member);) {
        if (is_key(&member, key)) {
            *value_length = member.value_length;
            return member.value;
        }
    }
    return NULL;
}

void out_reply(const char *line, size_t length)
{
    struct member member;
    const char *before = "{";
    for (size_t at = 0; member_next(line, length, &at, &member);) {
        if (is_key(&member, "id") || is_key(&member, "ok"))
            continue;
        printf("%s\"%.*s\":", before, (int)member.key_length, member.key);
        (void)fwrite(member.value, 1, member.value_length, stdout);
        before = ",";
    }
    puts(before[0] == '{' ? "{}" : "}");
}
