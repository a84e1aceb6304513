/* SPDX-License-Identifier: MIT */
/* Replies about what can be chosen and what was entered become tables of the view. Called by
 * console/panels/asks.c; forms and panels read them. Rows that make no sense are left out. */
#include "console/panels/choices.h"

#include "console/words/words.h"
#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

static int64_t take_number(const json_t *row, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(row, key));
}

static int64_t take_seconds(const json_t *row, const char *key)
{
    double s = json_number_value(json_object_get(row, key));
    return s > -1e12 && s < 1e12 ? (int64_t)llround(s * 1000) : 0;
}

static bool take_flag(const json_t *row, const char *key)
{
    return json_is_true(json_object_get(row, key));
}

/* Of "de: Riemen gerissen; es: Banda rota" that of the language, else of its like in another
 * region. */
static void speak(struct choice *c)
{
    int best = 0;
    (void)text_copy(c->title, sizeof c->title, words_for(c->own));
    for (const char *at = c->titles; *at != '\0';) {
        size_t size = strcspn(at, ";"), tag = strcspn(at, ":;");
        int well = at[tag] == ':' ? words_suit(words_language(), at, tag) : 0;
        const char *text = at + tag + 1;
        if (well > best) {
            best = well;
            text += strspn(text, " ");
            (void)text_copy_n(c->title, sizeof c->title, text, (size_t)(at + size - text));
        }
        at += size;
        at += strspn(at, "; ");
    }
}

void choices_speak(struct choices *c)
{
    for (int i = 0; i < c->count; i++)
        speak(&c->row[i]);
}

static void read_choice(struct choice *c, const json_t *row)
{
    *c = (struct choice){
        .place = (int)take_number(row, "place"),
        .leaf = !json_is_false(json_object_get(row, "leaf")),
        .planned = take_flag(row, "planned"),
        .note = take_flag(row, "note"),
        .rework = take_flag(row, "rework"),
        .fits = !json_is_false(json_object_get(row, "fits")),
        .used = take_number(row, "used"),
        .last = member_take_time(row, "last"),
        .for_ms = take_seconds(row, "for_s"),
    };
    member_take_text(row, "id", c->id, sizeof c->id);
    member_take_text(row, "title", c->title, sizeof c->title);
    member_take_text(row, "parent", c->parent, sizeof c->parent);
    member_take_text(row, "loss", c->loss, sizeof c->loss);
    member_take_text(row, "checklist", c->checklist, sizeof c->checklist);
    int mode = member_take_word(row, "mode", &words_station_mode);
    c->mode = mode < 0 ? MODE_PRODUCTION : (enum station_mode)mode;
    if (c->place < 0 || c->place > CHOICE_PLACES)
        c->place = 0;
    if (c->title[0] == '\0')
        (void)text_copy(c->title, sizeof c->title, c->id);
    member_take_text(row, "titles", c->titles, sizeof c->titles);
    (void)text_copy(c->own, sizeof c->own, c->title);
    speak(c);
}

void choices_read(struct choices *c, const json_t *reply, const char *key)
{
    size_t i;
    const json_t *row;
    c->count = 0;
    c->known = true;
    c->more = false;
    member_take_text(reply, "suggested", c->suggested, sizeof c->suggested);
    json_array_foreach(json_object_get(reply, key), i, row)
    {
        if (c->count == CHOICES_MAX) {
            c->more = true;
            return;
        }
        read_choice(&c->row[c->count], row);
        c->count += c->row[c->count].id[0] != '\0' ? 1 : 0;
    }
}

static void read_products(struct jobs *j, const json_t *reply)
{
    size_t i;
    const json_t *row;
    j->products = 0;
    json_array_foreach(json_object_get(reply, "products"), i, row)
    {
        struct product_row p = {.id = ""};
        member_take_text(row, "id", p.id, sizeof p.id);
        member_take_text(row, "title", p.title, sizeof p.title);
        if (p.id[0] != '\0' && j->products < PRODUCT_ROWS_MAX)
            j->product[j->products++] = p;
    }
}

void jobs_read(struct jobs *j, const json_t *reply)
{
    size_t i;
    const json_t *row;
    read_products(j, reply);
    j->count = 0;
    j->known = true;
    j->rev = take_number(reply, "rev");
    json_array_foreach(json_object_get(reply, "jobs"), i, row)
    {
        struct job_row r = {
            .quantity = member_take_amount(row, "quantity", 0),
            .made = member_take_amount(row, "made", 0),
            .due = member_take_time(row, "due"),
            .since = member_take_time(row, "since"),
            .finish = member_take_time(row, "finish"),
        };
        int state = member_take_word(row, "state", &words_job_state);
        r.state = state < 0 ? JOB_QUEUED : (enum job_state)state;
        member_take_text(row, "id", r.id, sizeof r.id);
        member_take_text(row, "title", r.title, sizeof r.title);
        member_take_text(row, "product", r.product, sizeof r.product);
        if (r.id[0] != '\0' && j->count < JOB_ROWS_MAX)
            j->row[j->count++] = r;
    }
}

/* Latest first, whichever way they come. */
static void put_scrap(struct scraps *s, const struct scrap_row *row)
{
    int at = 0;
    while (at < s->count && s->row[at].wall_ms > row->wall_ms)
        at++;
    if (s->count == SCRAP_ROWS_MAX) {
        if (at == s->count)
            return;
        s->count--;
    }
    memmove(&s->row[at + 1], &s->row[at], (size_t)(s->count - at) * sizeof *row);
    s->row[at] = *row;
    s->count++;
}

void scraps_read(struct scraps *s, const json_t *rows, bool first)
{
    size_t i;
    const json_t *row;
    if (first)
        s->count = 0;
    s->known = true;
    json_array_foreach(rows, i, row)
    {
        struct scrap_row r = {
            .rev = take_number(row, "rev"),
            .at_ms = member_take_time(row, "at"),
            .wall_ms = member_take_time(row, "wall"),
            .quantity = member_take_amount(row, "quantity", INT64_MIN),
            .rework = take_flag(row, "rework"),
        };
        member_take_text(row, "id", r.id, sizeof r.id);
        member_take_text(row, "reason", r.reason, sizeof r.reason);
        member_take_text(row, "note", r.note, sizeof r.note);
        member_take_text(row, "job", r.job, sizeof r.job);
        member_take_text(row, "of", r.of, sizeof r.of);
        if (r.quantity == INT64_MIN)
            r.quantity = member_take_amount(row, "amount", 0);
        if (r.wall_ms == TIME_NONE)
            r.wall_ms = member_take_time(row, "entered");
        if (r.wall_ms == TIME_NONE)
            r.wall_ms = r.at_ms;
        if (r.at_ms == TIME_NONE)
            r.at_ms = r.wall_ms;
        if (r.id[0] != '\0' && r.at_ms != TIME_NONE)
            put_scrap(s, &r);
    }
}

int64_t scrap_net(const struct scraps *s, const struct scrap_row *row)
{
    int64_t net = row->quantity;
    for (int i = 0; i < s->count; i++)
        if (s->row[i].of[0] != '\0' && strcmp(s->row[i].of, row->id) == 0)
            net += s->row[i].quantity;
    return net;
}

void board_read(struct board *b, const json_t *reply)
{
    size_t i;
    const json_t *row;
    b->count = 0;
    b->known = true;
    json_array_foreach(json_object_get(reply, "hours"), i, row)
    {
        struct board_row r = {
            .begin_ms = member_take_time(row, "begin"),
            .end_ms = member_take_time(row, "end"),
            .plan = member_take_amount(row, "plan", -1),
            .actual = member_take_amount(row, "actual", 0),
            .scrap = member_take_amount(row, "scrap", 0),
            .stop_ms = take_seconds(row, "stop_s"),
            .difference = member_take_amount(row, "difference", INT64_MIN),
        };
        member_take_text(row, "cause", r.cause, sizeof r.cause);
        if (r.begin_ms != TIME_NONE && r.end_ms != TIME_NONE && b->count < BOARD_ROWS_MAX)
            b->row[b->count++] = r;
    }
}

const struct choice *choice_find(const struct choices *c, const char *id)
{
    for (int i = 0; i < c->count; i++)
        if (strcmp(c->row[i].id, id) == 0)
            return &c->row[i];
    return NULL;
}

const char *choice_said(const struct choices *c, const char *id, const char *title)
{
    const struct choice *choice = choice_find(c, id);
    if (choice != NULL && (title[0] == '\0' || strcmp(choice->own, title) == 0))
        return choice->title;
    return words_for(title[0] != '\0' ? title : id);
}

const char *choice_title(const struct choices *c, const char *id)
{
    const struct choice *choice = choice_find(c, id);
    return choice != NULL ? choice->title : id;
}
