/* SPDX-License-Identifier: MIT */
/* What comes next: a table of conditions, the most pressing first, and what is said of each on its
 * own screen and elsewhere. Called by ui_paint.c for the line above the keys; pure. */
#include "console/input/next_step.h"

#include "console/input/deeds.h"
#include "console/panels/andon/look.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

/* One condition; `here`: its own screen is shown. `cap`: the key that it names elsewhere. */
struct condition {
    const char *screen, *cap;
    bool (*says)(const struct view *v, bool here, char *out, size_t size);
};

static bool stop_waits(const struct view *v, bool here, char *out, size_t size)
{
    const struct snapshot *s = &v->snap;
    char when[FORMAT_SIZE];
    if (s->asks == 0)
        return false;
    (void)format_time(&v->zone, s->ask[0].since, when);
    if (here)
        (void)text_copy(out, size, field_wants_at("stop", STEP_PICK));
    else if (s->asks == 1)
        (void)text_format(out, size, _("S: say why it stopped at %s"), when);
    else
        (void)text_format(out, size,
                          words_n("S: say why it stopped at %s; %d more stop waits",
                                  "S: say why it stopped at %s; %d more stops wait", s->asks - 1),
                          when, s->asks - 1);
    return true;
}

/* The first of the calls that nobody has taken. */
static bool call_waits(const struct view *v, bool here, char *out, size_t size)
{
    for (int i = 0; i < v->snap.calls; i++) {
        const struct call_view *call = &v->snap.call[i];
        if (call->state != CALL_RAISED)
            continue;
        (void)text_format(out, size,
                          here ? _("T: take the call %s, nobody has yet")
                               : _("C: take the call %s, nobody has yet"),
                          call_title(v, call));
        return true;
    }
    return false;
}

static bool alert_waits(const struct view *v, bool here, char *out, size_t size)
{
    for (int i = 0; i < v->snap.alerts; i++) {
        const struct alert_view *alert = &v->snap.alert[i];
        bool off = alert->shelve != SHELVE_NONE || alert->suppressed || alert->out_of_service;
        if (alert->acked || off)
            continue;
        (void)text_format(out, size,
                          here ? _("A: acknowledge %s; Enter: what to do about it")
                               : _("A: look at the alert %s and acknowledge it"),
                          alert_title(alert));
        return true;
    }
    return false;
}

static bool mode_over(const struct view *v, bool here, char *out, size_t size)
{
    const struct snapshot *s = &v->snap;
    if (!s->declared.over)
        return false;
    (void)text_format(out, size,
                      here ? _("%s is longer than planned: choose production, or a new end")
                           : _("M: %s is longer than planned; production again?"),
                      choice_said(&v->modes, s->declared.id, s->declared.title));
    return true;
}

static bool job_done(const struct view *v, bool here, char *out, size_t size)
{
    const struct snapshot *s = &v->snap;
    bool done = s->job.id[0] != '\0' && s->job.state == JOB_RUNNING && s->job.quantity > 0 &&
                s->job.made >= s->job.quantity;
    if (done)
        (void)text_format(out, size,
                          here
                              ? _("F: finish job %s, all parts are made; Enter starts the next one")
                              : _("J: finish job %s, all parts are made, or start the next one"),
                          s->job.id);
    return done;
}

static bool handover_due(const struct view *v, bool here, char *out, size_t size)
{
    const struct snapshot *s = &v->snap;
    if (s->handover.waiting <= 0)
        return false;
    if (!here)
        (void)text_format(out, size, _("O: sign the handover of shift %s"), s->handover.name);
    else if (!s->handover.outgoing)
        (void)text_format(out, size, _("G: sign shift %s as the one who goes"), s->handover.name);
    else
        (void)text_format(out, size, _("I: sign shift %s as the one who comes in"),
                          s->handover.name);
    return true;
}

static bool is_parked(const struct view *v, bool here, char *out, size_t size)
{
    long long n = (long long)v->snap.sync.parked;
    if (n <= 0)
        return false;
    (void)text_format(out, size,
                      here ? _("F: show what the hub has put aside: %lld")
                           : _("L: look at what the hub has put aside: %lld"),
                      n);
    return true;
}

static bool is_predicted(const struct view *v, bool here, char *out, size_t size)
{
    for (int i = 0; i < v->snap.predictions; i++) {
        const struct prediction_view *p = &v->snap.prediction[i];
        if (p->verdict != VERDICT_NONE || p->state != PREDICTION_RAISED)
            continue; /* what is only watched asks for nobody */
        (void)text_format(out, size,
                          here ? _("look at %s, then F: found, N: not found, L: not now")
                               : _("P: look at %s, it may fail"),
                          prediction_title(p));
        return true;
    }
    return false;
}

static const struct condition conditions[] = {
    {"stop", "S", stop_waits},    {"calls", "C", call_waits},
    {"alerts", "A", alert_waits}, {"mode", "M", mode_over},
    {"job", "J", job_done},       {"handover", "O", handover_due},
    {"log", "L", is_parked},      {"predictions", "P", is_predicted},
};

/* On this screen the key does something else: P pauses a job, S says that a call is solved. */
static bool is_taken(const char *screen, const char *cap)
{
    for (const struct deed *d = deeds; d->screen != NULL; d++)
        if (strcmp(d->screen, screen) == 0 && strcmp(d->cap, cap) == 0)
            return true;
    return false;
}

/* The hub's board: what is worst stands first, so the way to it is short. */
static bool line_step(const struct view *v, char *out, size_t size)
{
    long long wanted = (long long)v->lines.grade[LINE_WANTED];
    bool board = v->screen != NULL && strcmp(v->screen, "lines") == 0;
    if (!board || wanted == 0 || v->lines.searching || v->lines.open[0] != '\0')
        return false;
    (void)text_format(out, size,
                      words_n("Enter: open the marked station; %lld wants somebody",
                              "Enter: open the marked station; %lld want somebody", (long)wanted),
                      wanted);
    return true;
}

bool next_step(const struct view *v, char *out, size_t size)
{
    out[0] = '\0';
    if (v->conn.hub)
        return line_step(v, out, size);
    if (view_is_old(v) || v->screen == NULL || v->conn.read_only ||
        strcmp(v->screen, "plain") == 0) /* a page has no keys */
        return false;
    const char *field = v->desk != NULL && field_is_open(v->desk) ? field_wants(v->desk, v) : NULL;
    if (field != NULL)
        return text_copy(out, size, field) || true;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        bool here = strcmp(v->screen, conditions[i].screen) == 0;
        if (!conditions[i].says(v, here, out, size))
            continue;
        if (!here && is_taken(v->screen, conditions[i].cap)) {
            char step[sizeof v->next_step];
            (void)text_copy(step, sizeof step, out);
            (void)text_format(out, size, _("Esc, then %s"), step);
        }
        return true;
    }
    return false;
}
