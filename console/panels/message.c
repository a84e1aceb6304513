/* SPDX-License-Identifier: MIT */
/* The line above the keys: the answer to the last key, else the most important trouble with what to
 * do about it, else nothing. One row of the table is one trouble, the worst first. */
#include "console/panels/panel.h"

#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/text.h"

struct trouble {
    bool (*is)(const struct view *v, char *out, size_t size);
    enum style style;
};

static bool no_connection(const struct view *v, char *out, size_t size)
{
    char when[FORMAT_SIZE];
    if (v->conn.state == CONN_LIVE)
        return false;
    if (v->conn.state == CONN_LOST)
        (void)text_format(out, size, _("no connection to %s since %s \u00B7 trying again%s%s"),
                          v->conn.hub || v->conn.via ? _("the hub") : _("andond"),
                          format_when(&v->zone, v->conn.since_ms, v->wall_ms, when),
                          v->conn.text[0] != '\0' ? " \u00B7 " : "", v->conn.text);
    else
        (void)text_copy(out, size,
                        v->conn.text[0] != '\0' ? v->conn.text : _("connecting to andond"));
    return true;
}

static bool is_silent(const struct view *v, char *out, size_t size)
{
    char when[FORMAT_SIZE];
    if (!view_is_old(v))
        return false;
    if (v->has_snapshot)
        (void)text_format(out, size, _("%s has said nothing since %s"),
                          v->conn.via ? _("the station") : _("andond"),
                          format_time_s(&v->zone, v->snap.ts, when));
    else
        (void)text_copy(out, size, _("waiting for the first figures"));
    return true;
}

static bool store_failed(const struct view *v, char *out, size_t size)
{
    if (v->snap.health.store_ok)
        return false;
    char said[HEARD_SIZE];
    (void)text_format(out, size, _("records cannot be kept: %s"),
                      words_heard(v->snap.health.store_why, said, sizeof said));
    return true;
}

static bool room_low(const struct view *v, char *out, size_t size)
{
    if (v->snap.health.store_why[0] == '\0')
        return false;
    (void)words_heard(v->snap.health.store_why, out, size);
    return true;
}

static bool no_broker(const struct view *v, char *out, size_t size)
{
    char when[FORMAT_SIZE], said[HEARD_SIZE];
    if (v->snap.sync.link == LINK_UP)
        return false;
    (void)text_format(out, size, _("no broker since %s \u00B7 trying again%s%s"),
                      format_when(&v->zone, v->snap.sync.link_since, v->wall_ms, when),
                      v->snap.sync.link_why[0] != '\0' ? " \u00B7 " : "",
                      words_heard(v->snap.sync.link_why, said, sizeof said));
    return true;
}

static bool lamp_wrong(const struct view *v, char *out, size_t size)
{
    for (int i = 0; i < v->snap.lamps; i++)
        if (v->snap.lamp[i].mismatch) {
            (void)text_format(out, size,
                              _("lamp %s is not as set \u00B7 look at the tower \u00B7 T: why"),
                              v->snap.lamp[i].name);
            return true;
        }
    return false;
}

static bool dropped(const struct view *v, char *out, size_t size)
{
    char number[FORMAT_SIZE];
    if (v->snap.health.dropped == 0)
        return false;
    (void)text_format(out, size,
                      words_n("%s message was too many at once and was left out",
                              "%s messages were too many at once and were left out",
                              (long)v->snap.health.dropped),
                      format_number(v->snap.health.dropped, 8, &v->numbers, number));
    return true;
}

static bool signal_bad(const struct view *v, char *out, size_t size)
{
    char said[HEARD_SIZE];
    for (int i = 0; i < v->snap.signals; i++)
        if (v->snap.signal[i].quality == Q_BAD) {
            (void)text_format(out, size, _("signal %s is bad%s%s \u00B7 G: all signals"),
                              v->snap.signal[i].name, v->snap.signal[i].error[0] ? ": " : "",
                              words_heard(v->snap.signal[i].error, said, sizeof said));
            return true;
        }
    return false;
}

/* What of the data does not fit together, the latest first. */
static bool does_not_fit(const struct view *v, char *out, size_t size)
{
    char said[HEARD_SIZE];
    int n = v->snap.checks;
    if (n == 0)
        return false;
    (void)words_heard(v->snap.check[n - 1].text, said, sizeof said);
    if (n == 1)
        (void)text_format(out, size, _("data fault (G): %s"), said);
    else
        (void)text_format(out, size, _("%d data faults (G): %s"), n, said);
    return true;
}

static bool layout_wrong(const struct view *v, char *out, size_t size)
{
    if (v->layout_trouble[0] == '\0')
        return false;
    (void)text_format(out, size, _("layout %s"), v->layout_trouble);
    return true;
}

static const struct trouble troubles[] = {
    {no_connection, ST_BAD_BLOCK},
    {is_silent, ST_BAD_BLOCK},
    {store_failed, ST_BAD_BLOCK},
    {no_broker, ST_WARN_BLOCK},
    {lamp_wrong, ST_WARN_BLOCK},
    {room_low, ST_WARN_BLOCK},
    {dropped, ST_WARN},
    {layout_wrong, ST_WARN},
    {signal_bad, ST_WARN},
    {does_not_fit, ST_WARN},
};

#define WORSE_THAN_AN_ENTRY 3 /* of the rows above: shown though an entry was just kept */

static void paint_entry(const struct view *v, struct area a)
{
    if (v->entry.style != ST_BOLD)
        draw_fill(a, (struct rect){0, 0, a.r.w, 1}, v->entry.style, ' ');
    draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, v->entry.style, v->entry.text);
}

static void paint(const struct view *v, struct area a)
{
    char text[320];
    if (v->notice[0] != '\0' && v->boot_ms < v->notice_until_ms) {
        draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, ST_BOLD, v->notice);
        return;
    }
    bool urgent = v->entry.text[0] != '\0' && v->entry.style != ST_BOLD;
    if (urgent) {
        paint_entry(v, a);
        return;
    }
    size_t count = v->conn.hub ? 1 : sizeof troubles / sizeof *troubles; /* no station's here */
    for (size_t i = 0; i < count; i++) {
        if (i == WORSE_THAN_AN_ENTRY && v->entry.text[0] != '\0') {
            paint_entry(v, a);
            return;
        }
        if (!troubles[i].is(v, text, sizeof text))
            continue;
        enum style style = troubles[i].style;
        if (i == 0 && v->conn.state != CONN_LOST && v->conn.state != CONN_REFUSED)
            style = v->conn.text[0] != '\0' ? ST_WARN : ST_NORMAL; /* beginning is no trouble */
        if (style == ST_BAD_BLOCK || style == ST_WARN_BLOCK)
            draw_fill(a, (struct rect){0, 0, a.r.w, 1}, style, ' ');
        draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1}, style, text);
        return;
    }
    const char *last = v->entry.text[0] != '\0' ? v->entry.text : v->next_step;
    draw_text_cut(a, (struct rect){1, 0, a.r.w - 2, 1},
                  v->entry.text[0] != '\0' ? v->entry.style : ST_NORMAL, last);
}

static int64_t next(const struct view *v)
{
    return v->notice[0] != '\0' && v->boot_ms < v->notice_until_ms ? v->notice_until_ms
                                                                   : TIME_NEVER;
}

const struct panel_ops panel_message = {
    .name = "message",
    .help = "answers and troubles, one line",
    .min_width = 20,
    .min_height = 1,
    .paint = paint,
    .next = next,
};
