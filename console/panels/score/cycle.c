/* SPDX-License-Identifier: MIT */
/* Which page of the scoreboard is shown, and until when; who is wanted. Called by ui.c at each turn
 * of the loop and by the keys of that screen. */
#include "console/panels/score/score.h"

#include "console/panels/andon/look.h"
#include "console/panels/view.h"
#include "console/words/words.h"
#include "data/model/text.h"

void score_init(struct score *score)
{
    *score = (struct score){.page = SCORE_PACE, .cycle_ms = SCORE_CYCLE_MS};
}

bool score_has(const struct view *v, enum score_page page)
{
    if (v->conn.hub)
        return page == SCORE_LINE;
    if (page == SCORE_LINE)
        return v->score.peers > 1 || v->snap.neighbours > 0;
    return page != SCORE_HOURS || v->board.count > 0;
}

/* Of the snapshot: is it answered by nobody, and worth the whole wall? */
static bool takes_screen(const struct snapshot *s, const struct wanted *w)
{
    if (w->kind == WANTED_CALL)
        return s->call[w->index].state == CALL_RAISED;
    const struct alert_view *alert = &s->alert[w->index];
    return w->kind == WANTED_ALERT && !alert->acked && alert->priority == PRIO_HIGH &&
           alert_is_open(alert);
}

static bool station_wanted(const struct view *v)
{
    const struct snapshot *s = &v->snap;
    bool stands = view_state(v) == MS_STOPPED && !(s->stop.small && s->stop.end == TIME_NONE);
    if (!v->has_snapshot || view_is_old(v))
        return false;
    return stands || s->calls > 0 || s->alerting.high_unacked > 0;
}

static int stations(const struct view *v)
{
    return v->score.peers > 0 ? v->score.peers : 1;
}

static const struct view *station(const struct view *v, int i)
{
    return v->score.peers > 0 ? v->score.peer[i] : v;
}

bool score_wanted(const struct view *v)
{
    for (int i = 0; i < stations(v); i++)
        if (station_wanted(station(v, i)))
            return true;
    return false;
}

static void describe(const struct view *v, const struct wanted *w, struct score_call *call)
{
    const struct snapshot *s = &v->snap;
    *call = (struct score_call){.rank = w->rank};
    if (w->kind == WANTED_CALL) {
        const struct call_view *c = &s->call[w->index];
        (void)text_copy(call->title, sizeof call->title, call_title(v, c));
        (void)text_copy(call->word, sizeof call->word,
                        c->line_stop ? _("stop the line") : _("called, and nobody yet"));
        call->ms = view_grown(v, c->for_ms);
        return;
    }
    const struct alert_view *alert = &s->alert[w->index];
    (void)text_copy(call->title, sizeof call->title, alert_title(alert));
    (void)text_copy(call->word, sizeof call->word, _("alert, and nobody has it"));
    call->ms = view_grown(v, alert->for_ms);
}

const struct view *score_pressing(const struct view *v, struct score_call *call)
{
    const struct view *at = NULL;
    *call = (struct score_call){.rank = -1};
    for (int i = 0; i < stations(v); i++) {
        struct wanted list[WANTED_MAX];
        const struct view *one = station(v, i);
        if (one->conn.hub || !one->has_snapshot || view_is_old(one))
            continue;
        int count = wanted_list(&one->snap, false, list);
        for (int k = 0; k < count; k++)
            if (takes_screen(&one->snap, &list[k]) && list[k].rank > call->rank) {
                describe(one, &list[k], call);
                at = one;
            }
    }
    return at;
}

static enum score_page next_page(const struct view *v, int step)
{
    int page = (int)v->score.page;
    for (int tries = 0; tries < SCORE_PAGES; tries++) {
        page = (page + step + SCORE_PAGES) % SCORE_PAGES;
        if (score_has(v, (enum score_page)page))
            break;
    }
    return (enum score_page)page;
}

/* Where the eye looks first. */
static enum score_page first_page(const struct view *v)
{
    bool line = v->conn.hub || v->score.peers > 1;
    return line ? SCORE_LINE : SCORE_PACE;
}

bool score_turn(struct view *v)
{
    struct score *s = &v->score;
    enum score_page before = s->page;
    bool wanted = score_wanted(v);
    if (v->boot_ms < s->held_ms)
        return false;
    if (s->next_ms == 0 || wanted) {
        s->page = wanted || !score_has(v, s->page) ? first_page(v) : s->page;
        s->next_ms = v->boot_ms + s->cycle_ms;
    } else if (s->cycle_ms > 0 && v->boot_ms >= s->next_ms) {
        s->page = next_page(v, 1);
        s->next_ms = v->boot_ms + s->cycle_ms;
    } else if (!score_has(v, s->page)) {
        s->page = first_page(v);
    }
    return s->page != before;
}

void score_step(struct view *v, int pages)
{
    if (pages != 0)
        v->score.page = next_page(v, pages);
    v->score.held_ms = v->boot_ms + SCORE_HOLD_MS;
    v->score.next_ms = v->score.held_ms;
}
