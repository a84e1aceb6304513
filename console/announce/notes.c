/* SPDX-License-Identifier: MIT */
/* The book of notes: each list is compared with it, each call of notes_next picks the one thing
 * that matters most now (close what is over, show what is new and pressing, correct a text, count
 * the rest). Owned by console/notify/main.c; nothing here knows a desktop. */
#include "console/announce/notes.h"

#include "console/words/words.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

void notes_init(struct notes *n, int64_t boot_ms)
{
    *n = (struct notes){.tokens = NOTES_BURST, .token_ms = boot_ms, .last_serial = NOTES_SUMMARY};
    n->summary = (struct note){.serial = NOTES_SUMMARY, .source = -1, .state = NOTE_WAITING};
    n->summary.at_ms = boot_ms - NOTES_UPDATE_MS;
    n->summary.what.urgency = URGENCY_NORMAL;
}

struct note *notes_find(struct notes *n, uint32_t serial)
{
    if (serial == NOTES_SUMMARY)
        return &n->summary;
    for (int i = 0; i < NOTES_MAX && serial != 0; i++)
        if (n->note[i].serial == serial)
            return &n->note[i];
    return NULL;
}

static struct note *find_object(struct notes *n, int source, const struct announcement *what)
{
    for (int i = 0; i < NOTES_MAX; i++) {
        struct note *one = &n->note[i];
        if (one->serial != 0 && one->source == source && one->what.kind == what->kind &&
            strcmp(one->what.id, what->id) == 0)
            return one;
    }
    return NULL;
}

static struct note *add(struct notes *n, int source, const struct announcement *what)
{
    for (int i = 0; i < NOTES_MAX; i++) {
        struct note *one = &n->note[i];
        if (one->serial != 0)
            continue;
        if (++n->last_serial <= NOTES_SUMMARY)
            n->last_serial = NOTES_SUMMARY + 1;
        *one = (struct note){.serial = n->last_serial, .source = source, .there = true};
        one->what = *what;
        return one;
    }
    n->overflow++;
    return NULL;
}

/* ---- lists in ---- */

/* What changes while the desktop is being told of it was not in what it is told. */
static void renew(struct note *one, const struct announcement *what, bool on_the_way)
{
    bool other = strcmp(one->what.title, what->title) != 0 ||
                 strcmp(one->what.body, what->body) != 0 || one->what.act != what->act ||
                 one->what.urgency != what->urgency;
    bool grown = what->step > one->what.step;
    if ((one->state == NOTE_SHOWN || on_the_way) && other)
        one->changed = true;
    if (one->what.act != what->act)
        one->at_ms -= NOTES_UPDATE_MS; /* no button longer than it is of use */
    if (grown && (one->state != NOTE_WAITING || on_the_way)) {
        one->again = true;
        one->reached = false;
        if (one->state != NOTE_SHOWN)
            one->state = NOTE_WAITING;
    }
    one->what = *what;
    one->there = true;
}

/* What is over and not shown needs no order. */
static void drop_unseen(struct notes *n)
{
    for (int i = 0; i < NOTES_MAX; i++) {
        struct note *one = &n->note[i];
        if (one->serial != 0 && !one->there && one->state != NOTE_SHOWN && one->serial != n->asked)
            one->serial = 0;
    }
}

void notes_take(struct notes *n, int source, const struct announce_list *list, bool quiet)
{
    if (list == NULL || source < 0 || source >= NOTES_SOURCES)
        return;
    for (int i = 0; i < NOTES_MAX; i++)
        if (n->note[i].source == source && n->note[i].what.id[0] != '\0')
            n->note[i].there = false;
    for (int i = 0; i < list->count; i++) {
        const struct announcement *what = &list->item[i];
        struct note *one = find_object(n, source, what);
        if (one != NULL)
            renew(one, what, one->serial == n->asked && !n->asked_close);
        else if (!quiet || what->urgency == URGENCY_CRITICAL)
            (void)add(n, source, what);
    }
    n->flood[source] = list->flood;
    drop_unseen(n);
}

void notes_say(struct notes *n, int source, const char *title, const char *body)
{
    struct announcement what = {.urgency = URGENCY_NORMAL, .passing = true};
    (void)text_sanitise(title, strlen(title), what.title, sizeof what.title);
    (void)text_sanitise(body, strlen(body), what.body, sizeof what.body);
    (void)add(n, source, &what);
}

/* ---- orders out ---- */

static void refill(struct notes *n, int64_t boot_ms)
{
    int64_t more = (boot_ms - n->token_ms) / NOTES_REFILL_MS;
    if (more <= 0)
        return;
    n->token_ms += more * NOTES_REFILL_MS;
    n->tokens = more > NOTES_BURST - n->tokens ? NOTES_BURST : n->tokens + (int)more;
}

static bool give(struct notes *n, struct note *one, int64_t boot_ms, struct note_order *order)
{
    *order = (struct note_order){.what = NOTE_SHOW,
                                 .serial = one->serial,
                                 .loud = one->state != NOTE_SHOWN || one->again,
                                 .passing = one->what.passing,
                                 .urgency = one->what.urgency,
                                 .act = one->what.act};
    (void)text_copy(order->title, sizeof order->title, one->what.title);
    (void)text_copy(order->body, sizeof order->body, one->what.body);
    one->changed = one->again = false;
    one->at_ms = boot_ms;
    n->asked = one->serial;
    n->asked_close = false;
    return true;
}

static bool give_close(struct notes *n, struct note *one, struct note_order *order)
{
    *order = (struct note_order){.what = NOTE_CLOSE, .serial = one->serial};
    n->asked = one->serial;
    n->asked_close = true;
    return true;
}

/* When a note may be tried again that the desktop would not have. */
static int64_t allowed_at(const struct note *one)
{
    int times = one->failed < 12 ? one->failed : 12;
    return times == 0 ? INT64_MIN : one->at_ms + times * NOTES_FAILED_MS;
}

/* The most pressing one that is to be noticed; of equals the oldest. */
static struct note *most_pressing(struct notes *n, int64_t boot_ms)
{
    struct note *best = NULL;
    for (int i = 0; i < NOTES_MAX; i++) {
        struct note *one = &n->note[i];
        bool wants = one->serial != 0 && one->there && allowed_at(one) <= boot_ms &&
                     (one->state == NOTE_WAITING || (one->state == NOTE_SHOWN && one->again));
        if (wants && (best == NULL || one->what.urgency > best->what.urgency ||
                      (one->what.urgency == best->what.urgency && one->serial < best->serial)))
            best = one;
    }
    return best;
}

/* Has no turn yet, and may be told of as a number. */
static bool is_crowd(const struct note *one)
{
    return one->serial != 0 && one->there && one->what.urgency != URGENCY_CRITICAL &&
           (one->state == NOTE_WAITING || one->state == NOTE_SUMMED);
}

/* Those that would have to wait become a number when they are many; a few wait for their turn. */
static void sum_up(struct notes *n)
{
    int crowd = 0;
    for (int i = 0; i < NOTES_MAX; i++)
        crowd += is_crowd(&n->note[i]) ? 1 : 0;
    enum note_state state = crowd > NOTES_BURST ? NOTE_SUMMED : NOTE_WAITING;
    for (int i = 0; i < NOTES_MAX; i++) {
        struct note *one = &n->note[i];
        if (!is_crowd(one) || one->state == state)
            continue;
        one->state = state;
        one->again = false;
        n->summed += state == NOTE_SUMMED ? 1 : 0;
    }
}

static struct note *outdated(struct notes *n, int64_t boot_ms)
{
    for (int i = 0; i < NOTES_MAX; i++) {
        struct note *one = &n->note[i];
        if (one->serial != 0 && one->there && one->state == NOTE_SHOWN && one->changed &&
            boot_ms - one->at_ms >= NOTES_UPDATE_MS && allowed_at(one) <= boot_ms)
            return one;
    }
    return NULL;
}

static struct note *over(struct notes *n)
{
    for (int i = 0; i < NOTES_MAX; i++)
        if (n->note[i].serial != 0 && !n->note[i].there && n->note[i].state == NOTE_SHOWN &&
            !n->note[i].what.passing)
            return &n->note[i];
    return NULL;
}

static int64_t count_summed(const struct notes *n)
{
    int64_t count = 0;
    for (int i = 0; i < NOTES_MAX; i++)
        if (n->note[i].serial != 0 && n->note[i].there && n->note[i].state == NOTE_SUMMED &&
            !n->note[i].what.passing)
            count++;
    for (int i = 0; i < NOTES_SOURCES; i++)
        count += n->flood[i];
    return count;
}

/* Three of them by name, and their number. */
static void word_summary(struct notes *n, int64_t count)
{
    struct announcement what = n->summary.what;
    int named = 0;
    (void)text_format(what.title, sizeof what.title, _("%lld more to look at"), (long long)count);
    what.body[0] = '\0';
    for (int i = 0; i < NOTES_MAX && named < 3; i++) {
        const struct note *one = &n->note[i];
        size_t used = strlen(what.body);
        if (one->serial == 0 || !one->there || one->state != NOTE_SUMMED || one->what.passing)
            continue;
        if (used + strlen(one->what.title) + 2 > sizeof what.body)
            break;
        (void)text_format(what.body + used, sizeof what.body - used, "%s%s", used > 0 ? "\n" : "",
                          one->what.title);
        named++;
    }
    n->summary.changed = n->summary.changed || strcmp(what.title, n->summary.what.title) != 0 ||
                         strcmp(what.body, n->summary.what.body) != 0;
    n->summary.what = what;
}

static bool summarise(struct notes *n, int64_t boot_ms, struct note_order *order)
{
    struct note *s = &n->summary;
    int64_t count = count_summed(n);
    s->there = count > 0;
    if (count == 0 && s->state == NOTE_SHOWN)
        return give_close(n, s, order);
    if (count == 0) {
        s->state = NOTE_WAITING;
        return false;
    }
    word_summary(n, count);
    if (s->state == NOTE_GONE && s->changed && n->tokens > 0)
        s->state = NOTE_WAITING; /* put away, and there are others now */
    int64_t ago = boot_ms - s->at_ms;
    bool due = (s->state == NOTE_WAITING && ago >= NOTES_REFILL_MS) ||
               (s->state == NOTE_SHOWN && s->changed && ago >= NOTES_UPDATE_MS);
    return due && give(n, s, boot_ms, order);
}

bool notes_next(struct notes *n, int64_t boot_ms, struct note_order *order)
{
    struct note *one;
    if (n->asked != 0)
        return false;
    refill(n, boot_ms);
    if ((one = over(n)) != NULL)
        return give_close(n, one, order);
    if (n->tokens == 0 || most_pressing(n, boot_ms) == NULL)
        sum_up(n);
    if ((one = most_pressing(n, boot_ms)) != NULL && n->tokens > 0) {
        n->tokens--;
        return give(n, one, boot_ms, order);
    }
    if ((one = outdated(n, boot_ms)) != NULL)
        return give(n, one, boot_ms, order);
    return summarise(n, boot_ms, order);
}

void notes_done(struct notes *n, bool ok)
{
    struct note *one = notes_find(n, n->asked);
    n->asked = 0;
    if (one == NULL)
        return;
    if (n->asked_close) {
        n->closed++;
        one->state = NOTE_WAITING;
        if (one != &n->summary && !one->there) /* it may have come back meanwhile */
            one->serial = 0;
        return;
    }
    if (!ok) { /* again, when the desktop is back */
        one->state = one->state == NOTE_SHOWN ? NOTE_SHOWN : NOTE_WAITING;
        one->changed = true;
        one->failed++;
        return;
    }
    one->failed = 0;
    *(one->state == NOTE_SHOWN ? &n->updated : &n->shown) += 1;
    one->state = NOTE_SHOWN;
    if (one->what.passing)
        one->state = NOTE_GONE; /* told; the desktop lets it run out */
    if (one->what.passing && one->what.id[0] == '\0')
        one->serial = 0;
}

/* ---- time and the desktop ---- */

int64_t notes_due(const struct notes *n, int64_t boot_ms)
{
    int64_t due = TIME_NEVER;
    if (n->asked != 0)
        return TIME_NEVER;
    for (int i = -1; i < NOTES_MAX; i++) {
        const struct note *one = i < 0 ? &n->summary : &n->note[i];
        int64_t at = TIME_NEVER;
        if (one->serial == 0)
            continue;
        if (one->state == NOTE_SHOWN && one->there && one->changed)
            at = one->at_ms + NOTES_UPDATE_MS;
        if (i < 0 && one->there && one->state == NOTE_WAITING)
            at = one->at_ms + NOTES_REFILL_MS;
        if (i >= 0 && one->there && (one->state == NOTE_WAITING || one->again))
            at = n->tokens > 0 ? boot_ms : n->token_ms + NOTES_REFILL_MS;
        if (one->failed > 0 && at < allowed_at(one))
            at = allowed_at(one);
        if (i >= 0 && !one->there && one->state == NOTE_SHOWN && !one->what.passing)
            at = boot_ms;
        due = at < due ? at : due;
    }
    return due;
}

void notes_closed(struct notes *n, uint32_t serial)
{
    struct note *one = notes_find(n, serial);
    if (one == NULL)
        return;
    if (one->state == NOTE_SHOWN)
        one->state = NOTE_GONE;
    drop_unseen(n);
}

void notes_lost(struct notes *n)
{
    n->asked = 0;
    for (int i = -1; i < NOTES_MAX; i++) {
        struct note *one = i < 0 ? &n->summary : &n->note[i];
        if (one->serial != 0 && one->state == NOTE_SHOWN)
            one->state = NOTE_WAITING;
    }
    drop_unseen(n);
}

struct note *notes_reached(struct notes *n, int source)
{
    for (int i = 0; i < NOTES_MAX; i++) {
        struct note *one = &n->note[i];
        if (one->serial == 0 || one->source != source || one->reached || one->state != NOTE_SHOWN ||
            one->again || one->what.kind != ANNOUNCE_CALL || one->what.id[0] == '\0' ||
            one->what.act != ACT_TAKE)
            continue;
        one->reached = true;
        return one;
    }
    return NULL;
}
