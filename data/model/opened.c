/* SPDX-License-Identifier: MIT */
/* Counts of opened screens: consoles send them, andond adds them up, reports read the records. */
#include "data/model/opened.h"

#include "data/model/text.h"

#include <string.h>

static bool is_name(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length < OPENED_NAME &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

static struct opened_row *row_of(struct opened *o, const char *screen)
{
    for (int i = 0; i < o->rows; i++)
        if (strcmp(o->row[i].screen, screen) == 0)
            return &o->row[i];
    bool last = o->rows >= OPENED_SCREENS - 1;
    if (last && o->rows == OPENED_SCREENS)
        return &o->row[OPENED_SCREENS - 1];
    struct opened_row *row = &o->row[o->rows++];
    *row = (struct opened_row){.screen = ""};
    (void)text_copy(row->screen, sizeof row->screen, last ? "others" : screen);
    return row;
}

void opened_add(struct opened *o, const char *screen, enum person_role role, int64_t count)
{
    if (!is_name(screen) || count <= 0)
        return;
    row_of(o, screen)->count[role] += count < OPENED_MOST ? count : OPENED_MOST;
}

void opened_read(struct opened *o, const json_t *screens, enum person_role role)
{
    for (void *at = json_object_iter((json_t *)(uintptr_t)screens); at;
         at = json_object_iter_next((json_t *)(uintptr_t)screens, at))
        opened_add(o, json_object_iter_key(at), role,
                   json_integer_value(json_object_iter_value(at)));
}

int64_t opened_sum(const struct opened *o, enum person_role role)
{
    int64_t sum = 0;
    for (int i = 0; i < o->rows; i++)
        sum += o->row[i].count[role];
    return sum;
}

void opened_put(struct jw *w, const struct opened *o, enum person_role role)
{
    jw_object(w, "screens");
    for (int i = 0; i < o->rows; i++)
        if (o->row[i].count[role] > 0)
            jw_int(w, o->row[i].screen, o->row[i].count[role]);
    jw_object_end(w);
}
