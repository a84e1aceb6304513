/* SPDX-License-Identifier: MIT */
/* What of a value is said, and how. A number drifts within its deadband around what was last said,
 * so a slow drift is said too. Called by the poller thread, which owns a struct report for each
 * topic. */
#include "data/gateway/core/report.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

static bool differs(const struct report *r, const struct report_rule *rule,
                    const struct reg_value *value)
{
    if (value->kind != r->value.kind)
        return true;
    if (value->kind == REG_NUMBER && rule->deadband > 0)
        return fabs(value->number - r->value.number) > rule->deadband;
    return strcmp(value->text, r->value.text) != 0; /* exact: also beyond 2^53 */
}

bool report_take(struct report *r, const struct report_rule *rule, const struct reg_value *value,
                 const char *error, int64_t now_ms)
{
    bool news = !r->said || (value != NULL) != r->good || now_ms - r->at_ms >= rule->every_ms;
    if (!news)
        news = value ? differs(r, rule, value) : strncmp(error, r->error, sizeof r->error - 1) != 0;
    if (!news)
        return false;
    r->said = true;
    r->good = value != NULL;
    r->at_ms = now_ms;
    if (value)
        r->value = *value;
    else
        (void)text_copy(r->error, sizeof r->error, error);
    return true;
}

size_t report_json(char *out, size_t size, int64_t wall_ms, const struct reg_value *value,
                   const char *unit_or_error)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_int(&w, "ts", wall_ms);
    if (!value)
        jw_null(&w, "v");
    else if (value->kind == REG_TEXT)
        jw_text(&w, "v", value->text);
    else
        jw_raw(&w, "v", value->text);
    jw_text(&w, "q", value ? "good" : "bad");
    if (unit_or_error[0])
        jw_text(&w, value ? "unit" : "error", unit_or_error);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}
