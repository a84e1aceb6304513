/* SPDX-License-Identifier: MIT */
/* What is being made, and under which ideal cycle. A change of either ends a segment: parts that
 * were made before it keep their product and ideal, and late ones find them here. Called by
 * signals.c when a source names a product, and when the station goes on under another
 * configuration.
 *
 * An ideal cycle is changed in one of three ways. Another ideal holds from the moment at which it
 * is accepted. One that was not known before holds for all that was counted without it. And where
 * the configuration says that the former one was an error (`ideal_cycle_was`), what was counted
 * under it in the windows that are still kept is counted anew: their records get a new revision. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

#include <string.h>

const struct making *product_at(const struct station *st, int64_t t)
{
    int i = st->makings - 1;
    while (i > 0 && st->making[i].from > t)
        i--;
    return &st->making[i];
}

const struct making *product_now(const struct station *st)
{
    return &st->making[st->makings - 1];
}

static int64_t ideal_of(const struct config *config, const char *name)
{
    const struct product_conf *product = config_product(config, name);
    return product && product->ideal_us > 0 ? product->ideal_us : config->ideal_us;
}

/* The ideal of the product that was an error, 0: none. */
static int64_t error_of(const struct config *config, const char *name)
{
    const struct product_conf *product = config_product(config, name);
    if (product && product->ideal_was_us > 0)
        return product->ideal_was_us;
    return product && product->ideal_us > 0 ? 0 : config->ideal_was_us;
}

static bool is_now(const struct making *now, const struct making *next)
{
    return now->ideal_us == next->ideal_us && now->run == next->run &&
           strcmp(now->product, next->product) == 0;
}

/* From `next->from` on; the oldest change is forgotten, late parts of before count as made after
 * it. */
static void begin(struct station *st, const struct making *next)
{
    struct making *last = &st->making[st->makings - 1];
    if (is_now(last, next))
        return;
    bool other = strcmp(last->product, next->product) != 0;
    if (other)
        cycle_forget(st);
    if (next->from > last->from) {
        if (st->makings == MAKINGS)
            memmove(st->making, st->making + 1, sizeof *st->making * (size_t)--st->makings);
        last = &st->making[st->makings++];
    }
    int64_t from = next->from > last->from ? next->from : last->from;
    *last = *next;
    last->from = st->makings > 1 ? from : TIME_NONE;
    if (other)
        changeover_begin(st, next->product);
    window_know_ideal(st);
    station_touch(st);
}

void product_init(struct station *st)
{
    st->makings = 1;
    st->making[0] =
        (struct making){.from = TIME_NONE, .ideal_us = ideal_of(st->config, st->config->product)};
    (void)text_copy(st->making[0].product, sizeof st->making[0].product, st->config->product);
}

void product_set(struct station *st, int64_t at, const char *name)
{
    struct making next = {.from = at < st->t ? at : st->t};
    const struct making *now = product_now(st);
    if (next.from < now->from)
        next.from = now->from;
    (void)text_copy(next.product, sizeof next.product,
                    name[0] != '\0' ? name : st->config->product);
    next.ideal_us = ideal_of(st->config, next.product);
    jobs_say(st, &next);
    begin(st, &next);
}

void product_tell(const struct station *st, struct phase *phase)
{
    const struct making *now = product_now(st);
    (void)text_copy(phase->product, sizeof phase->product, now->product);
    (void)text_copy(phase->job, sizeof phase->job, now->job);
}

/* ---- another configuration ------------------------------------------------------------------ */

/* Whether `ideal_us` of the product is to be replaced by what the configuration says. */
static bool is_wrong(const struct station *st, const char *product, int64_t ideal_us)
{
    int64_t error = error_of(st->config, product);
    return ideal_us == 0 || (error > 0 && ideal_us == error);
}

static bool correct_window(struct station *st, struct window *w)
{
    bool any = false;
    for (int i = 0; i < w->account.segments; i++) {
        const struct account_segment s = w->account.segment[i];
        int64_t right = ideal_of(st->config, s.product);
        bool back = right > 0 && s.was_us == right; /* it was no error after all */
        if (back && s.ideal_us != right)
            w->account.segment[i].ideal_us = right;
        else if (back || !is_wrong(st, s.product, s.ideal_us) ||
                 !account_correct(&w->account, s.product, s.ideal_us, right))
            continue;
        any = true;
    }
    return any;
}

static void correct(struct station *st)
{
    for (int i = 0; i < st->makings; i++)
        if (is_wrong(st, st->making[i].product, st->making[i].ideal_us))
            st->making[i].ideal_us = ideal_of(st->config, st->making[i].product);
    bool any = false;
    for (int i = 0; i < WINDOW_COUNT; i++) {
        struct window *w = &st->window[i];
        if (!correct_window(st, w))
            continue;
        any = true;
        station_touch(st);
        if (i == 0 && w->id[0] != '\0')
            records_window(st, i, false);
        else if (i < WINDOWS)
            window_amend(st, i);
    }
    if (any)
        window_write(st);
}

void product_refresh(struct station *st)
{
    correct(st);
    bool said = st->role[ROLE_PRODUCT] >= 0 || jobs_said(st);
    const char *name = said ? product_now(st)->product : "";
    product_set(st, st->t, name);
}
