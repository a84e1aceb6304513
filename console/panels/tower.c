/* SPDX-License-Identifier: MIT */
/* The stack light as it is lit at this moment: patterns follow the boot clock, as the real lamps
 * do. Each lamp has its colour and its name; lit is a block in capitals, dark is small letters.
 * Without a fresh snapshot nobody knows what is lit: a question mark. */
#include "console/panels/panel.h"

#include "console/widgets/hits.h"
#include "console/words/heard.h"
#include "console/words/words.h"
#include "data/model/pattern.h"
#include "data/model/text.h"

#include <ctype.h>
#include <string.h>

struct lamp_look {
    const char *colour;
    enum style lit;
    const char *letters; /* what fits into a narrow tower */
};

static const struct lamp_look looks[] = {
    {N_("red"), ST_LAMP_RED, N_("red")},      {N_("yellow"), ST_LAMP_YELLOW, N_("yel")},
    {N_("amber"), ST_LAMP_YELLOW, N_("amb")}, {N_("green"), ST_LAMP_GREEN, N_("grn")},
    {N_("blue"), ST_LAMP_BLUE, N_("blu")},    {N_("white"), ST_LAMP_WHITE, N_("wht")},
    {N_("buzzer"), ST_LAMP_WHITE, N_("buz")},
};

static const struct lamp_look *lamp_look(const char *colour)
{
    static const struct lamp_look other = {"", ST_LAMP_WHITE, N_("lmp")};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (strcmp(looks[i].colour, colour) == 0)
            return &looks[i];
    return &other;
}

/* Lit now? As the tower does it, every second lamp that alternates is in anti-phase. */
static bool lamp_lit(const struct view *v, int index, int64_t *until_ms)
{
    bool odd = false;
    for (int i = 0; i < index; i++)
        if (v->snap.lamp[i].pattern == LAMP_ALTERNATE)
            odd = !odd;
    return pattern_level(v->snap.lamp[index].pattern, odd, v->boot_ms, until_ms);
}

static int64_t next(const struct view *v)
{
    int64_t soonest = TIME_NEVER;
    if (view_is_old(v))
        return soonest;
    for (int i = 0; i < v->snap.lamps; i++) {
        int64_t until;
        (void)lamp_lit(v, i, &until);
        if (until < soonest)
            soonest = until;
    }
    return soonest;
}

static const char *pattern_tag(enum lamp_pattern pattern)
{
    static const char *const tags[LAMP_PATTERN_COUNT] = {
        [LAMP_OFF] = "",
        [LAMP_ON] = N_("on"),
        [LAMP_FLASH_SLOW] = N_("slow"),
        [LAMP_FLASH_FAST] = N_("fast"),
        [LAMP_FLASH_DOUBLE] = N_("dbl"),
        [LAMP_PULSE] = N_("pulse"),
        [LAMP_ALTERNATE] = N_("alt"),
        [LAMP_CHIME] = N_("chime"),
        [LAMP_BEEP] = N_("beep"),
        [LAMP_VARYING] = N_("vary"),
    };
    return (unsigned)pattern < LAMP_PATTERN_COUNT ? _(tags[pattern]) : "?";
}

const char *lamp_pattern_words(enum lamp_pattern pattern)
{
    static const char *const words[LAMP_PATTERN_COUNT] = {
        [LAMP_OFF] = N_("off"),
        [LAMP_ON] = N_("on"),
        [LAMP_FLASH_SLOW] = N_("flashes slowly"),
        [LAMP_FLASH_FAST] = N_("flashes fast"),
        [LAMP_FLASH_DOUBLE] = N_("flashes twice"),
        [LAMP_PULSE] = N_("pulses"),
        [LAMP_ALTERNATE] = N_("alternates"),
        [LAMP_CHIME] = N_("chimes"),
        [LAMP_BEEP] = N_("beeps"),
        [LAMP_VARYING] = N_("beeps, varying"),
    };
    return (unsigned)pattern < LAMP_PATTERN_COUNT ? _(words[pattern]) : "?";
}

/* ASCII and the accented letters of Latin-1. */
static void capitals(char *text)
{
    for (unsigned char before = 0; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool accented = before == 0xC3 && c >= 0xA0 && c <= 0xBE && c != 0xB7;
        *text = (char)(accented ? c - 0x20 : toupper(c));
        before = c;
    }
}

/* One lamp: a block `where`, its name in the middle row, its pattern below or beside. */
static void paint_lamp(const struct view *v, struct area a, struct rect where, int index)
{
    const struct snapshot_lamp *lamp = &v->snap.lamp[index];
    const struct lamp_look *look = lamp_look(lamp->colour);
    char text[32];
    int64_t until;
    bool unknown = view_is_old(v), lit = !unknown && lamp_lit(v, index, &until);
    enum style style = unknown ? ST_UNKNOWN : lit ? look->lit : ST_LAMP_OFF;
    (void)text_copy(text, sizeof text, where.w >= 9 ? _(lamp->colour) : _(look->letters));
    if (lit)
        capitals(text);
    draw_fill(a, where, style, unknown ? 0x2508 : ' ');
    int y = where.y + (where.h - 1) / 2;
    bool steady = lamp->pattern == LAMP_OFF || lamp->pattern == LAMP_ON;
    bool over = strcmp(lamp->rule, "OVERRIDE") == 0;
    const char *tag = !over ? pattern_tag(lamp->pattern) : where.w >= 8 ? _("OVERRIDE") : _("OVR");
    const char *mark = unknown                   ? "?"
                       : lamp->mismatch          ? "!"
                       : over && where.h == 1    ? "^"
                       : !steady && where.h == 1 ? "~"
                                                 : "";
    draw_format(a, where.x + (where.w - text_cells(text)) / 2, y, style, "%s%s", text, mark);
    if (!unknown && (!steady || over) && where.h >= 2)
        draw_text(a, where.x + (where.w - text_cells(tag)) / 2, y + 1, style, tag);
}

/* Lamps in a row, for screens that have one line for it. */
static void paint_strip(const struct view *v, struct area a)
{
    int x = 1;
    for (int i = 0; i < v->snap.lamps && x + 5 <= a.r.w; i++) {
        if (!panel_wants(v, "lamps", v->snap.lamp[i].name))
            continue;
        paint_lamp(v, a, (struct rect){x, 0, 5, 1}, i);
        x += 6;
    }
    if (v->snap.lamps == 0)
        draw_text(a, 1, 0, ST_DIM, v->has_snapshot ? _("no lamps") : "");
}

static void paint(const struct view *v, struct area a)
{
    if (a.r.h < 4) {
        paint_strip(v, a);
        return;
    }
    int count = 0, y = 0;
    for (int i = 0; i < v->snap.lamps; i++)
        count += panel_wants(v, "lamps", v->snap.lamp[i].name);
    if (count == 0) {
        if (v->has_snapshot)
            draw_text(a, 1, 0, ST_DIM, a.r.w >= 9 ? _("no lamps") : FORMAT_NONE);
        return;
    }
    int each = a.r.h / count;
    each = each > 3 ? 3 : each < 1 ? 1 : each;
    int width = a.r.w > 12 ? 12 : a.r.w - 2, left = (a.r.w - width) / 2;
    for (int i = 0; i < v->snap.lamps; i++) {
        if (!panel_wants(v, "lamps", v->snap.lamp[i].name))
            continue;
        paint_lamp(v, a, (struct rect){left, y, width, each}, i);
        y += each;
    }
}

static const struct layout_option options[] = {
    {.key = "lamps", .type = OPTION_NAMES, .help = "only these"},
    {.key = NULL},
};

const struct panel_ops panel_tower = {
    .name = "tower",
    .help = "the lamps as they are lit",
    .min_width = 5,
    .min_height = 1,
    .options = options,
    .paint = paint,
    .next = next,
};

/* ---- every lamp with its reason ---- */

static int rows(const struct view *v)
{
    return v->snap.lamps;
}

static void paint_why(struct area a, int y, const struct snapshot_lamp *lamp)
{
    char said[HEARD_SIZE];
    int x = draw_padded(a, 10, y, 11, ST_BOLD, lamp->name);
    x = draw_padded(a, x + 1, y, 15, ST_NORMAL, lamp_pattern_words(lamp->pattern));
    if (lamp->mismatch)
        x = draw_text(a, x + 1, y, ST_BAD, _("not as set  "));
    if (lamp->rule[0] != '\0' && x + 8 < a.r.w)
        draw_labelled(a, x + 1, y, _("rule "), ST_NORMAL, lamp->rule);
    draw_text_cut(a, (struct rect){10, y + 1, a.r.w - 11, 1},
                  lamp->rule[0] != '\0' ? ST_NORMAL : ST_DIM,
                  lamp->why[0] != '\0' ? words_heard(lamp->why, said, sizeof said)
                                       : _("no rule names it now"));
}

static void paint_lamps(const struct view *v, struct area a)
{
    if (v->snap.lamps == 0) {
        draw_text(a, 1, 1, ST_DIM, _("no lamp is configured: [lamp NAME]"));
        return;
    }
    int each = a.r.h >= v->snap.lamps * 4 ? 4 : a.r.h >= v->snap.lamps * 3 ? 3 : 2;
    int page = a.r.h / each;
    int top = list_top(v->list.top, v->list.selected, v->snap.lamps, page > 0 ? page : 1);
    for (int i = 0; i < page && top + i < v->snap.lamps; i++) {
        const struct snapshot_lamp *lamp = &v->snap.lamp[top + i];
        int y = i * each;
        if (top + i == v->list.selected)
            draw_code(a, 0, y, ST_KEY, 0x25B8);
        paint_lamp(v, a, (struct rect){2, y, 6, 2}, top + i);
        paint_why(a, y, lamp);
        hit_item(area_part(a, (struct rect){0, y, a.r.w, each}), top + i - v->list.selected, false);
    }
}

const struct panel_ops panel_lamps = {
    .name = "lamps",
    .help = "every lamp with its pattern, rule and reason",
    .min_width = 40,
    .min_height = 2,
    .needs = NEED_WHY,
    .paint = paint_lamps,
    .next = next,
    .rows = rows,
};
