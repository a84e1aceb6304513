/* SPDX-License-Identifier: MIT */
/* A neighbour out of its summary, and as JSON both ways. Pure. The daemon keeps it, the snapshot
 * carries it, the console shows it. */
#include "data/model/line/neighbour.h"

#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <string.h>

#define AT(key, form, member)                                     \
    {                                                             \
        key, form, MEMBER_AT(struct neighbour_view, member), NULL \
    }

/* clang-format off */
static const struct member fields[] = {
    AT("side", MEMBER_TEXT, side),
    AT("station", MEMBER_TEXT, station),
    AT("title", MEMBER_TEXT_EMPTY, title),
    AT("heard", MEMBER_FLAG, heard),
    AT("online", MEMBER_FLAG, online),
    {"state", MEMBER_WORD, MEMBER_AT(struct neighbour_view, state), &words_machine_state},
    AT("since", MEMBER_TIME, since),
    AT("why", MEMBER_TEXT_EMPTY, why),
};
/* clang-format on */
static const struct members group = {NULL, fields, sizeof fields / sizeof *fields, 0};

void neighbour_init(struct neighbour_view *n, const char *side, const char *station)
{
    *n = (struct neighbour_view){.state = MS_UNKNOWN, .since = TIME_NONE};
    (void)text_copy(n->side, sizeof n->side, side);
    (void)text_copy(n->station, sizeof n->station, station);
}

static void forget(struct neighbour_view *n)
{
    n->heard = false;
    n->state = MS_UNKNOWN;
    n->since = TIME_NONE;
    n->why[0] = '\0';
}

/* Why it stands: what people said, else the machine. */
static void take_why(const json_t *root, struct neighbour_view *n)
{
    const json_t *stop = json_object_get(root, "stop");
    const json_t *detail = json_object_get(json_object_get(root, "machine"), "detail");
    bool open = json_is_object(stop) && !json_is_number(json_object_get(stop, "end"));
    const json_t *said[] = {json_object_get(stop, "reason"), json_object_get(stop, "suggested"),
                            detail};
    n->why[0] = '\0';
    if (n->state != MS_STOPPED && n->state != MS_CHANGEOVER && n->state != MS_PLANNED)
        return;
    for (int i = 0; i < 3 && n->why[0] == '\0'; i++)
        if (open || said[i] == detail)
            member_read_text(said[i], n->why, sizeof n->why);
}

static void take_summary(const json_t *root, struct neighbour_view *n)
{
    const json_t *machine = json_object_get(root, "machine");
    const json_t *word = json_object_get(machine, "state");
    int state = json_is_string(word) ? word_find(&words_machine_state, json_string_value(word),
                                                 json_string_length(word))
                                     : -1;
    bool known = state >= 0 && !json_is_true(json_object_get(machine, "stale"));
    n->title[0] = '\0';
    member_read_text(json_object_get(root, "title"), n->title, sizeof n->title);
    n->heard = true;
    n->state = known ? (enum machine_state)state : MS_UNKNOWN;
    n->since = member_take_time(machine, "since");
    take_why(root, n);
}

static bool differs(const struct neighbour_view *a, const struct neighbour_view *b)
{
    return a->heard != b->heard || a->online != b->online || a->state != b->state ||
           a->since != b->since || strcmp(a->why, b->why) != 0 || strcmp(a->title, b->title) != 0;
}

bool neighbour_summary(struct neighbour_view *n, const char *json, size_t length)
{
    struct neighbour_view before = *n;
    json_t *root = length > 0 ? json_loadb(json, length, 0, NULL) : NULL;
    if (length == 0)
        forget(n);
    else if (json_is_object(root))
        take_summary(root, n);
    json_decref(root);
    return differs(n, &before);
}

bool neighbour_status(struct neighbour_view *n, const char *json, size_t length)
{
    bool before = n->online;
    json_t *root = length > 0 ? json_loadb(json, length, 0, NULL) : NULL;
    n->online = json_is_true(json_object_get(root, "online"));
    json_decref(root);
    return n->online != before;
}

bool neighbour_lost(struct neighbour_view *n)
{
    struct neighbour_view before = *n;
    forget(n);
    n->online = false;
    return differs(n, &before);
}

enum machine_state neighbour_state(const struct neighbour_view *n)
{
    return n->heard && n->online ? n->state : MS_UNKNOWN;
}

const char *neighbour_name(const struct neighbour_view *n)
{
    const char *slash = strrchr(n->station, '/');
    if (n->title[0] != '\0')
        return n->title;
    return slash != NULL ? slash + 1 : n->station;
}

void neighbour_put(struct jw *w, const struct neighbour_view *n)
{
    jw_object(w, NULL);
    members_write(w, &group, n);
    jw_object_end(w);
}

void neighbour_get(const json_t *json, struct neighbour_view *n)
{
    neighbour_init(n, "", "");
    members_read(json, &group, n);
}
