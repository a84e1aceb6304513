/* SPDX-License-Identifier: MIT */
/* A data-quality fault of a cross-check as JSON and back. Engine and sockets write it; console and
 * scripts read it. */
#include "data/model/andon/check.h"

#include "data/model/clock.h"
#include "data/model/members.h"

#include <string.h>

#define NAME(value, text, help) text,
static const char *const check_names[] = {CHECKS(NAME)};
const struct words words_check = {check_names, sizeof check_names / sizeof *check_names};

#define AT(key, form, member)                                 \
    {                                                         \
        key, form, MEMBER_AT(struct check_view, member), NULL \
    }

static const struct member rows[] = {
    AT("id", MEMBER_TEXT, id),
    {"check", MEMBER_WORD, MEMBER_AT(struct check_view, kind), &words_check},
    AT("since", MEMBER_TIME, since),
    AT("for_s", MEMBER_DURATION, for_ms),
    AT("signals", MEMBER_TEXT, signals),
    AT("text", MEMBER_TEXT, text),
    AT("advice", MEMBER_TEXT, advice),
};
static const struct members list = {NULL, rows, sizeof rows / sizeof *rows, 0};

void check_view_init(struct check_view *check)
{
    *check = (struct check_view){.since = TIME_NONE, .for_ms = -1};
}

void check_view_put(struct jw *w, const struct check_view *check)
{
    jw_object(w, NULL);
    members_write(w, &list, check);
    jw_object_end(w);
}

void check_view_get(const json_t *json, struct check_view *check)
{
    members_read(json, &list, check);
}

bool check_view_names(const struct check_view *check, const char *signal)
{
    size_t length = strlen(signal);
    for (const char *at = check->signals; length > 0 && *at;) {
        size_t word = strcspn(at, ",");
        if (word == length && strncmp(at, signal, length) == 0)
            return true;
        at += word;
        at += strspn(at, ", ");
    }
    return false;
}
