/* SPDX-License-Identifier: MIT */
/* What has been recorded, latest first, in words: small on large station screens, whole and paged
 * on the log screen. Rows come made by console/panels/rows.c. */
#include "console/panels/panel.h"
#include "console/panels/record.h"

#include "console/widgets/hits.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

static int rows(const struct view *v)
{
    return log_count(v);
}

/* Cells that say how far a record has come: a glyph, and where there is room the longest word of
 * this station. */
static int way_cells(const struct view *v, struct area a)
{
    bool upstream = v->snap.sync.way.on || v->snap.sync.parked > 0;
    int kept = text_cells(words_of(&words_way, (int)WAY_KEPT)) + 2;
    return a.r.w < 60 ? (upstream ? 1 : 0) : upstream ? 11 : kept > 6 ? kept : 6;
}

static int paint_row(const struct view *v, struct area a, int y, const struct log_row *row)
{
    char when[FORMAT_SIZE], said[HEARD_SIZE];
    int way = way_cells(v, a);
    int x = draw_text(a, 1, y, ST_DIM, format_time_s(&v->zone, row->wall_ms, when));
    if (way > 0)
        (void)record_paint_way(a, x + 2, y, record_way(v, row), way > 1);
    x += way > 1 ? way + 2 : way > 0 ? 2 : 0;
    x = draw_padded(a, x + 2, y, 10, ST_DIM, words_of(&words_record_kind, (int)row->kind));
    return draw_text_cut(a, (struct rect){x + 1, y, a.r.w - x - 1, 1}, ST_NORMAL,
                         words_heard(row->text, said, sizeof said));
}

/* Without a choice all but one a minute: hour by hour shows those better. */
static bool is_wanted(const struct view *v, int kind)
{
    return panel_setting(v, "records") == NULL
               ? kind != REC_MINUTE
               : panel_wants(v, "records", word_name(&words_record_kind, kind));
}

static void paint(const struct view *v, struct area a)
{
    if (v->log.count == 0)
        draw_text(a, 2, 0, ST_DIM, _("nothing recorded yet"));
    int y = 0;
    for (size_t i = 0; y < a.r.h && i < v->log.count; i++)
        if (is_wanted(v, (int)v->log.row[i].kind))
            paint_row(v, a, y++, &v->log.row[i]);
}

#define RECORD_WORD(value, text) text " "
static const struct layout_option options[] = {
    {.key = "records",
     .type = OPTION_WORDS,
     .help = "only these kinds of record",
     .words = RECORD_KINDS(RECORD_WORD)},
    {.key = NULL},
};
#undef RECORD_WORD

const struct panel_ops panel_events = {
    .name = "events",
    .help = "the last records in words",
    .min_width = 30,
    .min_height = 1,
    .needs = NEED_LOG,
    .options = options,
    .paint = paint,
};

/* Which rows these are, in the last row of the panel. */
static void paint_foot(const struct view *v, struct area a, int count, const struct log_row *row)
{
    char when[FORMAT_SIZE];
    int y = a.r.h - 1, x = 2;
    if (v->log_kind >= 0)
        x = draw_format(a, x, y, ST_WARN, _("only %s  "),
                        v->log_kind == LOG_PARKED ? _("parked")
                                                  : words_of(&words_record_kind, v->log_kind));
    if (v->log_search[0] != '\0' || v->log_searching) {
        x = draw_format(a, x, y, ST_WARN, _("with \"%s\""), v->log_search);
        if (v->log_searching)
            draw_code(a, x, y, ST_SELECTED, ' ');
        x += 3;
    }
    if (row != NULL)
        draw_format(a, x, y, ST_DIM, _("%d of %s%d \u00B7 %s %s \u00B7 by %s \u00B7 %s \u00B7 %s"),
                    v->list.selected + 1, v->log.more ? _("the last ") : "", count,
                    words_of(&words_record_kind, (int)row->kind), row->id, row->actor,
                    format_when(&v->zone, row->wall_ms, v->wall_ms, when),
                    words_of(&words_way, (int)record_way(v, row)));
}

static void paint_log(const struct view *v, struct area a)
{
    int count = log_count(v), page = a.r.h - 2;
    const struct log_row *selected = log_at(v, v->list.selected);
    if (v->log_open && selected != NULL) {
        record_paint(v, a, selected);
        return;
    }
    if (count == 0)
        draw_text(a, 2, 0, ST_DIM,
                  v->log.count == 0 ? _("nothing recorded yet") : _("no record is like that"));
    int top = list_top(v->list.top, v->list.selected, count, page > 0 ? page : 1);
    for (int i = 0; i < page && top + i < count; i++) {
        if (top + i == v->list.selected)
            draw_code(a, 0, i, ST_KEY, 0x25B8);
        paint_row(v, a, i, log_at(v, top + i));
        hit_row(a, i, top + i - v->list.selected, true);
    }
    paint_foot(v, a, count, selected);
}

const struct panel_ops panel_log = {
    .name = "log",
    .help = "all records, paged",
    .min_width = 30,
    .min_height = 3,
    .needs = NEED_LOG,
    .paint = paint_log,
    .rows = rows,
};
