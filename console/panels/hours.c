/* SPDX-License-Identifier: MIT */
/* Hour by hour: good parts and scrap of each plant hour of the shift, summed from the kept minutes
 * as they are; the running hour is marked. No target is made up here: the daemon states none by
 * hour yet. */
#include "console/panels/panel.h"

#include "console/widgets/bar.h"
#include "console/words/words.h"
#include "data/model/text.h"

static void recalc(struct view *v)
{
    const struct snapshot *s = &v->snap;
    v->hours = 0;
    if (!v->has_snapshot || s->shift.start == TIME_NONE)
        return;
    int64_t end = v->wall_ms < s->shift.end ? v->wall_ms : s->shift.end;
    int64_t local = zone_local(&v->zone, s->shift.start);
    int64_t at = local - (local % MS_PER_HOUR + MS_PER_HOUR) % MS_PER_HOUR;
    for (; v->hours < VIEW_HOURS_MAX; at += MS_PER_HOUR) {
        int64_t begin = zone_instant(&v->zone, at), next = zone_instant(&v->zone, at + MS_PER_HOUR);
        if (begin >= end)
            break;
        if (next <= begin)
            continue; /* the hour that a spring night leaves out */
        v->hour[v->hours++] = (struct view_hour){
            .begin_ms = begin < s->shift.start ? s->shift.start : begin,
            .end_ms = next,
            .due = -1,
            .now = v->wall_ms >= begin && v->wall_ms < next,
        };
    }
    int h = 0;
    for (size_t i = 0; i < v->minutes.count; i++) {
        const struct minute_row *m = &v->minutes.row[i];
        while (h < v->hours && m->begin_ms >= v->hour[h].end_ms)
            h++;
        if (h >= v->hours)
            break;
        if (m->begin_ms < v->hour[h].begin_ms)
            continue;
        v->hour[h].good += m->good;
        v->hour[h].scrap += m->scrap;
    }
}

static void paint(const struct view *v, struct area a)
{
    int64_t most = 1;
    for (int i = 0; i < v->hours; i++)
        if (v->hour[i].good > most)
            most = v->hour[i].good;
    if (v->hours == 0)
        draw_text(a, 1, 0, ST_DIM, _("no hour of this shift yet"));
    int first = v->hours > a.r.h ? v->hours - a.r.h : 0;
    int bar = a.r.w - 30;
    for (int i = first; i < v->hours; i++) {
        const struct view_hour *h = &v->hour[i];
        char begin[FORMAT_SIZE], good[FORMAT_SIZE], scrap[FORMAT_SIZE];
        int y = i - first;
        draw_text(a, 1, y, h->now ? ST_BOLD : ST_DIM, format_time(&v->zone, h->begin_ms, begin));
        draw_text_right(a, 14, y, ST_NORMAL, format_count_fit(h->good, 7, &v->numbers, good));
        if (bar >= 6)
            draw_meter(a, (struct rect){16, y, bar, 1}, (double)h->good / (double)most, ST_BAR);
        if (h->scrap > 0)
            draw_format(a, a.r.w - 12, y, ST_DIM, _("scrap %s"),
                        format_count_fit(h->scrap, 5, &v->numbers, scrap));
    }
}

const struct panel_ops panel_hours = {
    .name = "hours",
    .help = "good parts and scrap by the hour",
    .min_width = 30,
    .min_height = 2,
    .needs = NEED_MINUTES,
    .recalc = recalc,
    .paint = paint,
};
