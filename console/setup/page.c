/* SPDX-License-Identifier: MIT */
/* The pictures of setting up: a band with the steps, the page, the keys. Everything stands at fixed
 * places, 40 columns are enough to work with. Called by setup_run.c; decides nothing. */
#include "console/forms/draw.h"
#include "console/panels/view.h"
#include "console/setup/setup.h"
#include "console/widgets/bar.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define ROOMY  132
#define NARROW 56
#define WIDE   72 /* from here on there is room for what is nice to know */

/* What the helper says before there is any answer. */
#define TRYING "connecting"

#define STEPS 8
static const char *const steps[STEPS] = {N_("broker"),  N_("machines"), N_("signals"),
                                         N_("station"), N_("tower"),    N_("shifts"),
                                         N_("reasons"), N_("summary")};
static const int step_of[SETUP_PAGES] = {
    [SETUP_LIST] = 1,  [SETUP_MACHINE] = 2, [SETUP_REPLACE] = 2, [SETUP_STATION] = 3,
    [SETUP_TOWER] = 4, [SETUP_LINES] = 4,   [SETUP_LAMP] = 4,    [SETUP_CALENDAR] = 5,
    [SETUP_WEEK] = 5,  [SETUP_SHIFT] = 5,   [SETUP_REASONS] = 6, [SETUP_SUMMARY] = 7,
};

/* ---- band and keys ---- */

static void paint_band(const struct setup *s, struct area a)
{
    char heard[80] = "";
    draw_fill(a, (struct rect){0, 0, a.r.w, 1}, ST_BAND, ' ');
    int x = draw_text(a, 1, 0, ST_BAND_BOLD, _("Set up a station")) + 2;
    if (a.r.w < ROOMY)
        draw_format(a, x, 0, ST_BAND_DIM, "%d/%d %s", step_of[s->page] + 1, STEPS,
                    _(steps[step_of[s->page]]));
    for (int i = 0; i < STEPS && a.r.w >= ROOMY; i++) {
        enum style style = i == step_of[s->page] ? ST_BAND_BOLD : ST_BAND_DIM;
        x = draw_format(a, x, 0, style, "%s%d %s", i > 0 ? "\u203A " : "", i + 1, _(steps[i])) + 1;
    }
    if (!s->asked_url || s->page == SETUP_BROKER)
        return;
    if (!s->heard || s->link[0] != '\0')
        (void)text_format(heard, sizeof heard, _("\u25CB connecting"));
    else if (a.r.w < NARROW) /* beside the step's name */
        (void)text_format(heard, sizeof heard, "\u25CF %d:%02d", (int)s->heard_s / 60,
                          (int)s->heard_s % 60);
    else
        (void)text_format(heard, sizeof heard,
                          words_n("\u25CF %lld message · %d:%02d", "\u25CF %lld messages · %d:%02d",
                                  (long)s->messages),
                          (long long)s->messages, (int)s->heard_s / 60, (int)s->heard_s % 60);
    draw_text_right(a, a.r.w - 1, 0, s->link[0] != '\0' ? ST_BAND_BAD : ST_BAND, heard);
}

/* "1-4": which digits choose here; NULL: none. */
static const char *digits_of(const struct setup *s)
{
    static const char *const upto[] = {"",    "1",   "1-2", "1-3", "1-4",
                                       "1-5", "1-6", "1-7", "1-8", "1-9"};
    const struct setup_calendar *c = &s->calendar;
    const int most[SETUP_PAGES] = {[SETUP_LIST] = s->found,
                                   [SETUP_TOWER] = s->tower.kind == SETUP_AS_IS ? 4 : 3,
                                   [SETUP_CALENDAR] = c->typing ? 0 : 5,
                                   [SETUP_WEEK] = c->count,
                                   [SETUP_SHIFT] = c->form.row == SHIFT_DAYS ? 9 : 0,
                                   [SETUP_REASONS] = 2,
                                   [SETUP_SUMMARY] = s->there ? 6 : 5};
    int n = most[s->page];
    if (s->page == SETUP_CALENDAR && n > 0 && c->were > 0)
        return "0-5";
    if (s->page == SETUP_REASONS && s->reasons.own)
        return "0-2";
    return n > 0 ? upto[n < 9 ? n : 9] : NULL;
}

int setup_hints(const struct setup *s, struct hint *out)
{
    static const struct hint hints[SETUP_PAGES][SETUP_HINTS] = {
        [SETUP_BROKER] = {{"Enter", N_("listen there")},
                          {"\u2191\u2193", N_("field")},
                          {"Esc", N_("leave")}},
        [SETUP_LIST] = {{"", N_("a machine")},
                        {"\u2191\u2193", N_("choose")},
                        {"Enter", N_("look at it")},
                        {"Esc", N_("back")}},
        [SETUP_MACHINE] = {{"Enter", N_("this is it")},
                           {"\u2191\u2193", N_("more")},
                           {"Esc", N_("back")}},
        [SETUP_REPLACE] = {{"Enter", N_("take it")},
                           {"\u2191\u2193", N_("more")},
                           {"Esc", N_("back")}},
        [SETUP_STATION] = {{"Enter", N_("next")},
                           {"\u2191\u2193", N_("field")},
                           {"Esc", N_("back")}},
        [SETUP_TOWER] = {{"", N_("choose")}, {"Enter", N_("next")}, {"Esc", N_("back")}},
        [SETUP_LINES] = {{"Enter", N_("test")},
                         {"Space", N_("mark")},
                         {"\u2191\u2193", N_("choose")},
                         {"Esc", N_("back")}},
        [SETUP_LAMP] = {{"0-7", N_("answer")},
                        {"\u2190", N_("one back")},
                        {"Space", N_("again")},
                        {"Esc", N_("leave")}},
        [SETUP_CALENDAR] = {{"", N_("choose")}, {"Enter", N_("next")}, {"Esc", N_("back")}},
        [SETUP_WEEK] = {{"Enter", N_("next")},
                        {"", N_("change")},
                        {"0", N_("days of all")},
                        {"T", N_("turns")},
                        {"Esc", N_("back")}},
        [SETUP_SHIFT] = {{"Enter", N_("next")},
                         {"\u2191\u2193", N_("field")},
                         {"", N_("a day")},
                         {"Esc", N_("back")}},
        [SETUP_REASONS] = {{"", N_("choose")}, {"Enter", N_("next")}, {"Esc", N_("back")}},
        [SETUP_SUMMARY] = {{"Enter", N_("write it")}, {"", N_("change")}, {"Esc", N_("back")}},
    };
    static const struct hint field = {"\u2191\u2193", N_("field")};
    const struct setup_calendar *c = &s->calendar;
    int n = 0;
    for (int i = 0; i < SETUP_HINTS && hints[s->page][i].cap != NULL; i++) {
        struct hint h = hints[s->page][i];
        if (s->page == SETUP_BROKER && s->there && h.cap[0] == 'E')
            h.word = h.cap[1] == 's' ? N_("back") : s->replace.wanted ? h.word : N_("next");
        bool all = s->page == SETUP_SHIFT && c->form.of < 0; /* only one field there */
        if (h.cap[0] == '\0' && (h.cap = digits_of(s)) == NULL) {
            if (s->page != SETUP_CALENDAR)
                continue;
            h = field; /* times are typed */
        }
        if (s->page == SETUP_LIST && s->found == 0 && h.cap[1] != 's')
            continue; /* there is nothing to be chosen */
        if ((h.cap[0] == '0' && h.cap[1] == '\0' && c->count < 2) ||
            (h.cap[0] == 'T' && !setup_takes_turns(c)) ||
            (h.cap[0] == field.cap[0] && (all || (s->page == SETUP_STATION && s->there))))
            continue;
        out[n++] = h;
    }
    return n;
}

static void paint_keys(const struct setup *s, struct area a)
{
    struct hint hint[SETUP_HINTS];
    int count = setup_hints(s, hint);
    /* On a narrow screen Enter and Esc first, then what still fits whole. */
    bool narrow = a.r.w < NARROW;
    int x = 1, y = a.r.h - 1;
    for (int turn = narrow ? 0 : 1; turn < 2; turn++) {
        for (const struct hint *h = hint; h < hint + count; h++) {
            int cells = text_cells(h->cap) + text_cells(_(h->word)) + 3;
            bool first = h->cap[0] == 'E';
            if ((narrow && first != (turn == 0)) || x + cells > a.r.w)
                continue;
            x = draw_format(a, x, y, ST_KEY, " %s ", h->cap);
            x = draw_format(a, x, y, ST_KEY_TEXT, " %s", _(h->word)) + (narrow ? 1 : 2);
        }
    }
}

int setup_paint_words(struct area a, int x, int y, enum style style, const char *text)
{
    struct area part = area_part(a, (struct rect){x - 1, 0, a.r.w - x + 1, a.r.h});
    return draw_paragraph(part, y, a.r.h - y, style, text);
}

/* What went wrong says how to go on: all of it, over the rows above the keys. */
static void paint_error(const struct setup *s, struct area a)
{
    int width = a.r.w - 2;
    if (s->error[0] != '\0' && width > 8) {
        int rows = text_cells(s->error) / width + 1 + (text_cells(s->error) > width);
        rows = rows > 4 ? 4 : rows;
        int y = a.r.h - 1 - rows > 1 ? a.r.h - 1 - rows : 1;
        draw_fill(a, (struct rect){0, y, a.r.w, a.r.h - 1 - y}, ST_NORMAL, ' ');
        (void)setup_paint_words(area_part(a, (struct rect){0, 0, a.r.w, a.r.h - 1}), 1, y, ST_BAD,
                                s->error);
    } else if (s->dropped > 0 && s->page < SETUP_STATION) {
        draw_format(a, 1, a.r.h - 2, ST_WARN,
                    words_n("%lld message came too fast to be looked at",
                            "%lld messages came too fast to be looked at", (long)s->dropped),
                    (long long)s->dropped);
    }
}

/* ---- pages ---- */

static void paint_broker(const struct setup *s, struct area a)
{
    static const char *const labels[1 + SETUP_ACCESS] = {
        N_("Broker        "), N_("User          "), N_("Password file "), N_("CA file       ")};
    bool roomy = a.r.h > 14;
    int y = roomy ? 2 : 1;
    draw_text(a, 1, y, ST_BOLD,
              s->replace.wanted ? _("Where is the other machine?")
                                : _("Which broker does the machine speak to?"));
    y += roomy ? 2 : 1;
    if (roomy)
        y = 1 +
            setup_paint_words(
                a, 1, y, ST_DIM,
                _("Its address as the gateway has it: mqtt://HOST or mqtt://HOST:PORT, with TLS "
                  "mqtts://HOST. Nothing is sent there, only listened to."));
    for (int i = 0; i <= SETUP_ACCESS; i++, y++) {
        hit_row(a, y, i - s->at, false);
        const struct field *f = i == 0 ? &s->url : &s->access[i - 1];
        (i == s->at ? draw_field : draw_field_idle)(a, y, _(labels[i]), f);
        if (i == s->at)
            draw_code(a, 0, y, ST_KEY, 0x25B8);
    }
    static const char *const about[1 + SETUP_ACCESS] = {
        N_("A broker that everybody may ask wants no more than its address."),
        N_("Whom the broker knows this station as. Empty: it asks nobody."),
        N_("The password stands in a file that its owner alone can read, made by: install -m 600 "
           "/dev/stdin FILE"),
        N_("With mqtts://: who has signed the broker's certificate. Empty: the authorities of this "
           "machine.")};
    (void)setup_paint_words(a, 1, y + roomy, ST_DIM, _(about[s->at]));
}

static enum style sure(int confidence)
{
    return confidence >= 75 ? ST_GOOD : confidence >= 50 ? ST_WARN : ST_DIM;
}

static void paint_machine_row(struct area a, int y, int number, const struct setup_machine *m,
                              bool selected)
{
    const struct setup_signal *first = m->signals > 0 ? &m->signal[0] : NULL;
    int x = draw_row_mark(a, y, selected), right = a.r.w - 1;
    if (number <= 9)
        draw_format(a, x, y, ST_KEY, "%d", number);
    draw_format(a, right - 5, y, sure(m->confidence), "%3d %%", m->confidence);
    int title = a.r.w >= WIDE ? 22 : a.r.w - x - 10;
    draw_text_cut(a, (struct rect){x + 2, y, title, 1}, selected ? ST_BOLD : ST_NORMAL, m->title);
    if (a.r.w < WIDE)
        return;
    draw_text_cut(a, (struct rect){x + 25, y, 18, 1}, ST_DIM, m->format);
    int room = right - 6 - (x + 44);
    if (first != NULL && room > 8)
        draw_text_cut(a, (struct rect){x + 44, y, room, 1}, ST_NORMAL, first->last);
}

/* Nothing that looks like a machine, or nobody there: what to do about it. */
static void paint_nothing(const struct setup *s, struct area a)
{
    bool up = s->heard && s->link[0] == '\0',
         tried = !up && s->link[0] != '\0' && strcmp(s->link, TRYING) != 0;
    int y = a.r.h > 14 ? 4 : 3;
    draw_text(a, 1, 2, ST_BOLD, up ? _("Listening") : _("Connecting"));
    if (tried)
        y = setup_paint_words(a, 1, y, ST_WARN, s->link);
    (void)setup_paint_words(
        a, 1, y, ST_DIM,
        tried ? _("It is tried again and again. Esc: another address, user, password or CA file.")
        : !up ? ""
        : s->messages == 0 ? _("Nothing was said yet. A machine that only speaks when something "
                               "changes may be silent for a while: make a part.")
                           : _("What was said so far is no machine yet."));
}

static void paint_list(const struct setup *s, struct area a)
{
    int rows = a.r.h - 8, first = s->selected >= rows ? s->selected - rows + 1 : 0;
    if (s->found == 0) {
        paint_nothing(s, a);
        return;
    }
    draw_format(a, 1, 2, ST_BOLD,
                words_n("%lld machine among %lld topics", "%lld machines among %lld topics",
                        (long)s->machines),
                (long long)s->machines, (long long)s->topics);
    draw_text_right(a, a.r.w - 1, 2, ST_DIM, _("how sure"));
    for (int i = first; i < s->found && i - first < rows; i++) {
        paint_machine_row(a, 4 + i - first, i + 1, &s->machine[i], i == s->selected);
        hit_row(a, 4 + i - first, i - s->selected, true);
    }
    if (s->found - first > rows)
        draw_format(a, 1, a.r.h - 3, ST_DIM, _("%d more below"), s->found - first - rows);
    else
        draw_text_cut(a, (struct rect){1, a.r.h - 3, a.r.w - 2, 1}, ST_DIM,
                      s->machine[s->selected].path);
}

/* Name, value, course, where, how sure; returns the line behind. */
static int paint_signal(struct area a, int y, const struct setup_signal *c)
{
    char value[80];
    bool wide = a.r.w >= WIDE;
    (void)text_format(value, sizeof value, "%s%s%s", c->last, c->unit[0] != '\0' ? " " : "",
                      c->unit);
    draw_text_cut(a, (struct rect){1, y, 13, 1}, c->acts ? ST_BOLD : ST_NORMAL, c->id);
    draw_text_cut(a, (struct rect){15, y, wide ? 17 : a.r.w - 22, 1}, ST_NORMAL, value);
    draw_format(a, a.r.w - 6, y, sure(c->confidence), "%3d %%", c->confidence);
    if (!wide)
        return y + 1;
    draw_text_cut(a, (struct rect){33, y, 17, 1}, ST_BAR, c->chart);
    draw_text_cut(a, (struct rect){50, y, a.r.w - 57, 1}, ST_DIM, c->where);
    if (!c->acts)
        return y + 1;
    draw_text_cut(a, (struct rect){15, y + 1, a.r.w - 17, 1}, ST_DIM, c->why);
    return y + 2;
}

static int paint_learned(struct area a, int y, const struct setup_machine *m)
{
    char text[AMOUNT_TEXT_SIZE], span[TEXT_DURATION_SIZE];
    draw_text(a, 1, y, ST_DIM, _("ideal cycle"));
    if (m->ideal > 0)
        draw_format(a, 15, y, ST_BOLD, "%s s", amount_to_text(m->ideal, text));
    else
        draw_text(a, 15, y, ST_DIM, _("not yet"));
    draw_text_cut(a, (struct rect){28, y, a.r.w - 29, 1}, ST_DIM, m->ideal_why);
    draw_text(a, 1, y + 1, ST_DIM, _("small stop"));
    draw_text(a, 15, y + 1, ST_BOLD, text_duration((int64_t)(m->small_stop_s * 1000), span));
    draw_text_cut(a, (struct rect){28, y + 1, a.r.w - 29, 1}, ST_DIM, m->small_stop_why);
    return y + 2;
}

static void paint_machine(const struct setup *s, struct area a)
{
    const struct setup_machine *m = &s->machine[s->selected];
    struct area body = area_part(a, (struct rect){0, 4, a.r.w, a.r.h - 9});
    if (s->found == 0)
        return;
    draw_text_cut(a, (struct rect){1, 2, a.r.w - 2, 1}, ST_BOLD, m->title);
    draw_text_right(a, a.r.w - 1, 2, ST_DIM, m->format);
    int y = -s->scroll;
    for (int i = 0; i < m->signals; i++) {
        y = paint_signal(body, y, &m->signal[i]);
        if (i == 0 && m->words[0] != '\0')
            y = setup_paint_words(body, 15, y, ST_DIM, m->words);
    }
    for (int i = 0; i < SETUP_ADVICE && m->advice[i][0] != '\0'; i++)
        y = setup_paint_words(body, 1, y + (i == 0 ? 1 : 0), ST_WARN, m->advice[i]);
    if (y > body.r.h)
        draw_text_right(a, a.r.w - 1, a.r.h - 6, ST_KEY_TEXT, _("\u2193 more"));
    draw_hline(a, 0, a.r.h - 5, a.r.w, ST_RULE);
    (void)paint_learned(a, a.r.h - 4, m);
}

/* Of a station that is there: the ideal cycle alone, the directory is where it is. */
static void paint_station(const struct setup *s, struct area a)
{
    const struct setup_machine *m = s->found > 0 ? &s->machine[s->selected] : NULL;
    bool learned = m != NULL && m->ideal > 0;
    int y = 2;
    draw_format(a, 1, y, ST_BOLD, _("A station for %s"), m != NULL ? m->title : s->title);
    y = setup_paint_words(
        a, 1, y + 2, ST_DIM,
        s->there  ? _("Seconds for one part at best: what performance is measured by.")
        : learned ? _("The ideal cycle was learned from the fastest that it kept up. Is it "
                      "right? It is what performance is measured by.")
                  : _("Too few parts were seen to learn the ideal cycle. Seconds for one part "
                      "at best; empty: not known, then OEE is not shown yet."));
    (s->which == 0 ? draw_field : draw_field_idle)(a, y + 1, _("Ideal cycle, s "), &s->ideal);
    if (learned && !s->typed_ideal)
        draw_text_cut(a, (struct rect){1, y + 2, a.r.w - 2, 1}, ST_DIM, m->ideal_why);
    if (!s->there)
        (s->which == 1 ? draw_field : draw_field_idle)(a, y + 4, _("Directory      "),
                                                       &s->directory);
    hit_row(a, y + 1, 0 - s->which, false);
    if (!s->there)
        hit_row(a, y + 4, 1 - s->which, false);
    draw_row_mark(a, y + (s->which == 0 ? 1 : 4), false);
    draw_code(a, 0, y + (s->which == 0 ? 1 : 4), ST_KEY, 0x25B8);
    if (!s->there)
        (void)setup_paint_words(a, 1, y + 6, ST_DIM,
                                _("Its station.ini will stand there. It can be changed with any "
                                  "editor; what was learned says so in it."));
}

void setup_paint(struct setup *s, struct canvas *canvas)
{
    static void (*const pages[SETUP_PAGES])(const struct setup *, struct area) = {
        [SETUP_BROKER] = paint_broker,           [SETUP_LIST] = paint_list,
        [SETUP_MACHINE] = paint_machine,         [SETUP_REPLACE] = setup_paint_replace,
        [SETUP_STATION] = paint_station,         [SETUP_TOWER] = setup_paint_tower,
        [SETUP_LINES] = setup_paint_lines,       [SETUP_LAMP] = setup_paint_lamp,
        [SETUP_CALENDAR] = setup_paint_calendar, [SETUP_WEEK] = setup_paint_week,
        [SETUP_SHIFT] = setup_paint_shift,       [SETUP_REASONS] = setup_paint_reasons,
        [SETUP_SUMMARY] = setup_paint_summary,
    };
    int bar = setup_touch_arrange(s, canvas->width, canvas->height);
    struct area whole = canvas_area(canvas);
    /* The page's last row is that of the keys, which buttons take the place of. */
    struct area a = area_part(whole, (struct rect){0, 0, whole.r.w, whole.r.h - bar + (bar > 0)});
    canvas->hits = bar > 0 ? &s->hits : NULL;
    canvas_clear(canvas, ST_NORMAL);
    paint_band(s, a);
    pages[s->page](s, a);
    paint_error(s, a);
    if (bar == 0)
        paint_keys(s, a);
    else
        touch_paint(&s->touch, area_part(whole, (struct rect){0, whole.r.h - bar, whole.r.w, bar}));
}
