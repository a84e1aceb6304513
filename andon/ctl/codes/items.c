/* SPDX-License-Identifier: MIT */
/* What stands on scan sheets: from the configuration, in the order in which screens show it. Each
 * code is read back by the reader that consoles use, so that nothing is printed that means
 * something else or nothing. Pure. */
#include "andon/ctl/codes/codes.h"

#include "data/model/amount.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <stdlib.h>
#include <string.h>

#define PLACES 10 /* keys 1 to 9, and those without one */

#define PART_TEXT(value, text) text,
static const char *const part_names[] = {CODES_PARTS(PART_TEXT)};
const struct words words_codes_part = {part_names, CODES_PART_COUNT};

/* What needs no list of the plant's. */
static const struct {
    const char *group, *code, *title;
} actions[] = {
    {"My entries", "UNDO", "Undo my last entry"},
    {"My entries", "REVERSE", "Count my last scrap back"},
    {"The stop", "ARRIVED", "Somebody has come to the stop"},
    {"The stop", "REPAIRED", "The machine is repaired"},
    {"The stop", "MERGE", "This stop and the one before were one"},
    {"The call", "TAKE", "I take the call"},
    {"The call", "HERE", "I am at the station"},
    {"The call", "SOLVED", "The call is solved"},
    {"Alerts", "ACK", "Acknowledge all alerts"},
    {"Alerts", "SILENCE", "Silence what sounds"},
    {"The job", "PAUSE", "Pause the job"},
    {"The job", "FINISH", "The job is done"},
    {"Handover", "SIGN:outgoing", "Sign the shift that goes"},
    {"Handover", "SIGN:incoming", "Sign as the shift that comes"},
};

void codes_done(struct codes *s)
{
    if (s->item)
        explicit_bzero(s->item, s->room * sizeof *s->item);
    free(s->item);
    *s = (struct codes){0};
}

/* realloc would leave secrets behind. */
static bool grow(struct codes *s)
{
    size_t room = s->room ? s->room * 2 : 64;
    struct codes_item *item = s->count < CODES_ITEMS_MAX ? calloc(room, sizeof *item) : NULL;
    if (!item)
        return false;
    if (s->item) {
        memcpy(item, s->item, s->count * sizeof *item);
        explicit_bzero(s->item, s->room * sizeof *s->item);
    }
    free(s->item);
    s->item = item;
    s->room = room;
    return true;
}

/* What a scanner types is what was meant, to the letter. */
static bool is_read_back(const char *text)
{
    struct scan_code code;
    struct cause why;
    const char *rest = strchr(text, ':');
    const char *number = rest ? strchr(rest + 1, ':') : NULL;
    if (scan_code_read(text, strlen(text), &code, &why) != 0)
        return false;
    bool quantity = code.amount > 0;
    size_t length = !rest ? 0 : quantity && number ? (size_t)(number - rest - 1) : strlen(rest + 1);
    bool same = strlen(code.id) == length && (!rest || memcmp(code.id, rest + 1, length) == 0);
    explicit_bzero(&code, sizeof code);
    return same;
}

void codes_add(struct codes *s, const struct codes_item *item)
{
    if (!is_read_back(item->code) || (s->count == s->room && !grow(s))) {
        s->left_out++;
        return;
    }
    s->item[s->count++] = *item;
}

/* `word`:`id`; without a title the id is one. */
static void add(struct codes *s, struct codes_item *item, const char *word, const char *id,
                const char *title)
{
    (void)text_copy(item->title, sizeof item->title, title[0] ? title : id);
    if (text_format(item->code, sizeof item->code, "%s:%s", word, id))
        codes_add(s, item);
    else
        s->left_out++;
}

/* ---- parts ---- */

static void add_reason(struct codes *s, const struct config *c, size_t i, struct codes_item *item,
                       const char *before);

/* All leaves under a reason, as their keys are; what is in the middle is said before them. */
static void add_reasons(struct codes *s, const struct config *c, int parent,
                        struct codes_item *item, const char *before)
{
    for (int place = 1; place <= PLACES; place++)
        for (size_t i = 0; i < c->reasons; i++)
            if (c->reason[i].parent == parent && c->reason[i].place == place % PLACES)
                add_reason(s, c, i, item, before);
}

static void add_reason(struct codes *s, const struct config *c, size_t i, struct codes_item *item,
                       const char *before)
{
    const struct reason_conf *r = &c->reason[i];
    const char *title = r->title[0] ? r->title : r->name;
    char whole[CODES_TITLE_SIZE];
    if (!config_reason_fits(c, r, ""))
        return;
    if (r->parent < 0)
        (void)text_copy(item->group, sizeof item->group, r->leaf ? "" : title);
    (void)text_format(whole, sizeof whole, "%s%s%s", before, before[0] ? " · " : "", title);
    if (r->leaf)
        add(s, item, "REASON", r->name, whole);
    else
        add_reasons(s, c, (int)i, item, r->parent < 0 ? "" : whole);
}

static void fill_reasons(struct codes *s, const struct config *c)
{
    struct codes_item item = {.part = CODES_REASONS};
    add_reasons(s, c, -1, &item, "");
}

static void add_scrap(struct codes *s, const struct config *c, size_t i, int64_t quantity)
{
    const struct scrap_reason_conf *r = &c->scrap_reason[i];
    struct codes_item item = {.part = CODES_SCRAP};
    char number[AMOUNT_TEXT_SIZE];
    const char *title = r->title[0] ? r->title : r->name;
    (void)amount_to_text(quantity, number);
    (void)text_copy(item.group, sizeof item.group, title);
    (void)text_format(item.title, sizeof item.title, "%s %s · %s", number, title,
                      r->rework ? "rework" : "scrap");
    if (text_format(item.code, sizeof item.code, "%s:%s:%s", r->rework ? "REWORK" : "SCRAP",
                    r->name, number))
        codes_add(s, &item);
    else
        s->left_out++;
}

static void fill_calls(struct codes *s, const struct config *c)
{
    for (size_t i = 0; i < c->calls; i++)
        add(s, &(struct codes_item){.part = CODES_CALLS}, "CALL", c->call[i].name,
            c->call[i].title);
}

void codes_job(struct codes *s, const struct codes_job *job)
{
    char title[CODES_TITLE_SIZE];
    (void)text_format(title, sizeof title, "%s%s%s%s%s", job->id, job->title[0] ? " · " : "",
                      job->title, job->product[0] ? " · " : "", job->product);
    add(s, &(struct codes_item){.part = CODES_JOBS, .group = "Start the job"}, "JOB", job->id,
        title);
}

void codes_products(struct codes *s, const struct config *c)
{
    for (size_t i = 0; i < c->products; i++)
        add(s, &(struct codes_item){.part = CODES_JOBS, .group = "The job goes on with"}, "PRODUCT",
            c->product_list[i].name, c->product_list[i].title);
}

static void fill_jobs(struct codes *s, const struct config *c)
{
    for (size_t i = 0; i < c->jobs; i++)
        codes_job(s, &(struct codes_job){c->job[i].name, c->job[i].title, c->job[i].product});
    codes_products(s, c);
}

static void fill_modes(struct codes *s, const struct config *c)
{
    for (size_t i = 0; i < c->modes; i++)
        add(s, &(struct codes_item){.part = CODES_MODES}, "MODE", c->mode[i].name,
            c->mode[i].title);
}

static void fill_actions(struct codes *s)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct codes_item item = {.part = CODES_ACTIONS};
        (void)text_copy(item.group, sizeof item.group, actions[i].group);
        (void)text_copy(item.title, sizeof item.title, actions[i].title);
        (void)text_copy(item.code, sizeof item.code, actions[i].code);
        codes_add(s, &item);
    }
}

void codes_fill(struct codes *s, enum codes_part part, const struct config *config,
                const int64_t *quantity, size_t quantities)
{
    switch (part) {
    case CODES_REASONS:
        fill_reasons(s, config);
        break;
    case CODES_SCRAP:
        for (size_t i = 0; i < config->scrap_reasons; i++)
            for (size_t q = 0; q < quantities; q++)
                add_scrap(s, config, i, quantity[q]);
        break;
    case CODES_CALLS:
        fill_calls(s, config);
        break;
    case CODES_JOBS:
        fill_jobs(s, config);
        break;
    case CODES_MODES:
        fill_modes(s, config);
        break;
    case CODES_ACTIONS:
        fill_actions(s);
        break;
    case CODES_BADGES:
    case CODES_PART_COUNT:
        break;
    }
}
