/* SPDX-License-Identifier: MIT */
/* What is new in the list since the terminal last called, and whether it may call now. State
 * decides, not events: what is over before its turn comes is not called. Called by
 * console/loop.c. */
#include "console/announce/attention.h"

#include "console/words/words.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

#define FLASH_HALF_MS 250

void attention_init(struct attention *a)
{
    *a = (struct attention){.last_ms = TIME_NONE, .next_ms = TIME_NEVER};
}

/* ---- settings ---- */

void attention_conf_init(struct attention_conf *conf)
{
    *conf = (struct attention_conf){.bell = true, .flash = true, .message = MESSAGE_AUTO};
    announce_filter_init(&conf->filter);
}

static int set_means(struct attention_conf *conf, const char *text, struct cause *why)
{
    static const char *const names[] = {"none", "bell", "flash", "auto", "osc9", "osc777"};
    static const struct words words = {names, sizeof names / sizeof *names};
    struct attention_conf out = {.filter = conf->filter};
    for (const char *at = text; *at != '\0';) {
        size_t n = strcspn(at, ",");
        int means = word_find(&words, at, n);
        if (means < 0)
            return cause_set(why, -1, "by: none, or some of bell,flash,auto,osc9,osc777");
        out.bell = out.bell || means == 1;
        out.flash = out.flash || means == 2;
        if (means > 2)
            out.message = (enum attention_message)(MESSAGE_AUTO + means - 3);
        at += n + (at[n] == ',' ? 1 : 0);
    }
    *conf = out;
    return 0;
}

int attention_conf_set(struct attention_conf *conf, const char *setting, struct cause *why)
{
    const char *equals = strchr(setting, '=');
    char name[24];
    struct cause what;
    if (equals == NULL || !text_copy_n(name, sizeof name, setting, (size_t)(equals - setting)))
        return cause_set(why, -1, "write NAME=VALUE, e.g. by=bell or from=high");
    if (strcmp(name, "by") == 0)
        return set_means(conf, equals + 1, why);
    if (announce_filter_set(&conf->filter, name, equals + 1, &what) != 0)
        return cause_set(why, -1, "%s: %s", name, what.text);
    return 0;
}

/* ---- what is new ---- */

static struct attention_known *find(struct attention *a, const char *id)
{
    for (int i = 0; i < a->count; i++)
        if (strcmp(a->known[i].id, id) == 0)
            return &a->known[i];
    return NULL;
}

static void forget_what_is_over(struct attention *a, const struct announce_list *list)
{
    int kept = 0;
    for (int i = 0; i < a->count; i++) {
        bool there = false;
        for (int k = 0; k < list->count && !there; k++)
            there = strcmp(a->known[i].id, list->item[k].id) == 0;
        if (there)
            a->known[kept++] = a->known[i];
    }
    a->count = kept;
}

static void know(struct attention *a, const struct announcement *item)
{
    struct attention_known *k = find(a, item->id);
    if (k == NULL && a->count < ANNOUNCE_MAX) {
        k = &a->known[a->count++];
        (void)text_copy(k->id, sizeof k->id, item->id);
    }
    if (k != NULL)
        k->step = item->step;
}

static bool is_new(struct attention *a, const struct announcement *item)
{
    const struct attention_known *k = find(a, item->id);
    return k == NULL || item->step > k->step;
}

/* Is it for a bell? News of orders and what asks for nobody is not. */
static bool calls(const struct announcement *item, bool quiet)
{
    enum announce_urgency least = quiet ? URGENCY_CRITICAL : URGENCY_NORMAL;
    return !item->passing && item->urgency >= least;
}

static int64_t allowed_at(const struct attention *a, const struct attention_now *now)
{
    int64_t at = now->boot_ms;
    if (a->last_ms != TIME_NONE && a->last_ms + ATTENTION_GAP_MS > at)
        at = a->last_ms + ATTENTION_GAP_MS;
    if (now->key_ms != TIME_NONE && now->key_ms + ATTENTION_TYPED_MS > at)
        at = now->key_ms + ATTENTION_TYPED_MS;
    return at;
}

bool attention_step(struct attention *a, const struct announce_list *list,
                    const struct announce_filter *filter, const struct attention_now *now,
                    char text[240])
{
    bool quiet = announce_is_quiet(filter, now->minute);
    const struct announcement *first = NULL;
    int fresh = 0;
    forget_what_is_over(a, list);
    for (int i = 0; i < list->count; i++) {
        const struct announcement *item = &list->item[i];
        if (!is_new(a, item) || (a->primed && calls(item, quiet))) {
            fresh += is_new(a, item) ? 1 : 0;
            first = first == NULL && is_new(a, item) ? item : first;
            continue;
        }
        know(a, item);
    }
    a->primed = true;
    a->next_ms = fresh > 0 ? allowed_at(a, now) : TIME_NEVER;
    if (fresh == 0 || a->next_ms > now->boot_ms)
        return false;
    for (int i = 0; i < list->count; i++)
        know(a, &list->item[i]);
    if (fresh > 1)
        (void)text_format(text, 240, _("%s, and %d more"), first->title, fresh - 1);
    else
        (void)text_copy(text, 240, first->title);
    a->last_ms = now->boot_ms;
    a->next_ms = TIME_NEVER;
    a->called++;
    return true;
}

int attention_flash(const struct attention *a, int64_t boot_ms, int64_t *change_ms)
{
    *change_ms = TIME_NEVER;
    if (a->last_ms == TIME_NONE || boot_ms < a->last_ms ||
        boot_ms >= a->last_ms + ATTENTION_FLASH_MS)
        return -1;
    int64_t half = (boot_ms - a->last_ms) / FLASH_HALF_MS;
    *change_ms = a->last_ms + (half + 1) * FLASH_HALF_MS;
    return half % 2 == 0 ? 1 : 0;
}
