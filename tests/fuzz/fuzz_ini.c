/* SPDX-License-Identifier: MIT */
/* Any bytes as a configuration file. It loads, or it is refused with at least one message that
 * names the file and is fit to show; what loads keeps its own promises. */
#include "data/config/load.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static void refused(const struct config_report *report)
{
    hold(report->count > 0 && report->count <= 200);
    for (size_t i = 0; i < report->count; i++) {
        const char *text = report->message[i];
        hold(strncmp(text, "f:", 2) == 0 && strlen(text) > 4);
        hold(text_is_clean(text, strlen(text)));
    }
}

/* Parents come before their children, and no two of a level have the same key. */
static void is_a_tree(const struct config *c)
{
    for (size_t i = 0; i < c->reasons; i++) {
        const struct reason_conf *r = &c->reason[i];
        hold(r->parent < (int)i && r->place >= 1 && r->place <= 9);
        hold(r->level == (r->parent < 0 ? 0 : c->reason[r->parent].level + 1));
        hold(r->level < REASON_LEVELS && (r->parent < 0 || !c->reason[r->parent].leaf));
        for (size_t k = 0; k < i; k++)
            hold(c->reason[k].parent != r->parent || c->reason[k].place != r->place);
    }
    for (size_t i = 1; i < c->modes; i++)
        hold(c->mode[i].place == 0 || c->mode[i].place > c->mode[i - 1].place);
}

static void accepted(const struct config *c)
{
    char path[5 * CONFIG_ID_SIZE];
    hold(config_path(c, path, sizeof path));
    hold(strlen(c->digest) == 16 && c->zone.count > 0);
    is_a_tree(c);
    for (const char *at = path; *at; at++)
        hold(*at != '+' && *at != '#');
    for (size_t i = 0; i < c->signals; i++) {
        hold(filter_valid(c->signal[i].topic));
        hold(text_is_id(c->signal[i].name));
        hold(c->signal[i].role < SIGNAL_ROLE_COUNT);
        hold(config_signal_index(c, c->signal[i].name) == (int)i);
    }
    for (size_t i = 0; i < c->rules; i++) {
        const struct rule_conf *rule = &c->rule[i];
        hold(rule->shows > 0 && rule->conditions > 0);
        for (int s = 0; s < rule->shows; s++)
            hold(rule->show[s].lamp >= 0 && (size_t)rule->show[s].lamp < c->lamps);
        for (int k = 0; k < rule->conditions; k++)
            hold(rule->condition[k].kind != COND_SIGNAL ||
                 (size_t)rule->condition[k].signal < c->signals);
    }
}

/* Spans tile time, whatever the plan: two weeks around a New Year. */
static void walks(const struct calendar *c)
{
    int64_t at = civil_to_days(2026, 12, 24) * MS_PER_DAY;
    int64_t end = at + 14 * MS_PER_DAY;
    int64_t planned = 0;
    struct calendar_span span = calendar_at(c, at);
    for (int64_t begin = at; at < end;) {
        hold(span.begin_ms <= at && at < span.end_ms);
        hold(at < span.change_ms && span.change_ms <= span.end_ms);
        if (span.in_shift && !span.in_break)
            planned += (span.change_ms < end ? span.change_ms : end) - at;
        at = span.change_ms;
        struct calendar_span next = calendar_at(c, at);
        hold(next.begin_ms == span.begin_ms || next.begin_ms == span.end_ms);
        span = next;
        hold(at < end || planned == calendar_planned(c, begin, end));
    }
}

static void count_value(void *ctx, const struct config_value *value)
{
    hold(value->kind && value->key && value->value && (!value->former || value->was.file));
    ++*(size_t *)ctx;
}

static void is_told(const struct config *c)
{
    struct config_report report = {0};
    char text[512];
    char id[32];
    size_t values = 0;
    hold(c->kpi[0] == '{');
    hold(config_kpi_record(c, 0, id, text, sizeof text) != 0);
    config_each_value(c, count_value, &values);
    hold(values > 0);
    hold(config_reload_refusals(c, c, &report) == 0 && report.count == 0);
    for (size_t i = 0; i < c->retireds; i++)
        hold(config_retired(c, c->retired[i].kind, c->retired[i].name) == &c->retired[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config_report report;
    struct config *config = config_load_text("f", (const char *)data, size, &report);
    if (config) {
        hold(report.count == 0);
        accepted(config);
        walks(&config->calendar);
        is_told(config);
    } else {
        refused(&report);
    }
    config_report_done(&report);
    config_free(&config);
    return 0;
}
