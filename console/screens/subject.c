/* SPDX-License-Identifier: MIT */
/* What andond is asked about: the alert whose guidance is read, the signals that speak for the
 * chosen prediction, and those whose trends the layout shows. Called by ui.c when keys or figures
 * came. */
#include "console/screens/ui_parts.h"

#include "console/panels/charts/charts.h"
#include "data/model/text.h"

#include <string.h>

static void add_signal(struct asked_about *s, const char *name)
{
    for (int i = 0; i < s->signals; i++)
        if (strcmp(s->signal[i], name) == 0)
            return;
    if (name[0] != '\0' && s->signals < EVIDENCE_MAX)
        (void)text_copy(s->signal[s->signals++], sizeof s->signal[0], name);
}

static void add_trends(const struct ui *ui, struct asked_about *s)
{
    const struct layout_now now = ui_now(ui, ui->width, ui->height);
    const struct layout *l = ui_layout(ui, &now);
    for (int i = 0; l != NULL && i < l->nodes; i++) {
        const struct layout_node *node = &l->node[i];
        const struct snapshot_signal *signal[EVIDENCE_MAX];
        const char *most = layout_setting(l, node, "most");
        int limit = TRENDS_MOST;
        if (strcmp(node->kind, panel_trends.name) != 0 || !layout_holds(&node->show, &now))
            continue;
        if (most != NULL)
            (void)layout_number(most, &limit);
        int count = trends_signals(&ui->view, layout_setting(l, node, "signals"), limit, signal);
        for (int k = 0; k < count; k++)
            add_signal(s, signal[k]->name);
    }
}

/* What a panel of a span says of it; the others of the screen share it. */
static const char *shared(const struct layout *l, const char *key)
{
    enum { SPAN_KINDS = 4 };
    static const struct panel_ops *const kinds[SPAN_KINDS] = {&panel_trend, &panel_losses,
                                                              &panel_pareto, &panel_span};
    for (int i = 0; l != NULL && i < l->nodes; i++)
        for (size_t k = 0; k < SPAN_KINDS; k++) {
            bool is = strcmp(l->node[i].kind, kinds[k]->name) == 0;
            const char *said = is ? layout_setting(l, &l->node[i], key) : NULL;
            if (said != NULL)
                return said;
        }
    return NULL;
}

static void note_span(const struct ui *ui)
{
    const struct layout_now now = ui_now(ui, ui->width, ui->height);
    const struct layout *l = ui_layout(ui, &now);
    struct charts *c = ui->view.charts;
    const char *span = shared(l, "span"), *subject = shared(l, "subject");
    c->own_length_ms = 0;
    if (span != NULL)
        (void)layout_span(span, &c->own_length_ms);
    (void)text_copy(c->own_subject, sizeof c->own_subject, subject != NULL ? subject : "");
}

void ui_note_subject(struct ui *ui)
{
    struct view *v = &ui->view;
    struct asked_about *s = &v->response.subject;
    const struct draft *draft = desk_draft_of(&ui->desk);
    *s = (struct asked_about){.alert = ""};
    if (strcmp(v->screen, "alerts") == 0)
        (void)text_copy(s->alert, sizeof s->alert, draft->target);
    if (strcmp(v->screen, "predictions") == 0 && draft->selected < v->snap.predictions) {
        const struct prediction_view *p = &v->snap.prediction[draft->selected];
        for (int i = 0; i < p->evidences; i++)
            add_signal(s, p->evidence[i].signal);
    }
    add_trends(ui, s);
    note_span(ui);
}
