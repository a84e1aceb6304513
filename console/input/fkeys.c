/* SPDX-License-Identifier: MIT */
/* The map of F-keys. Read by overlay_keys.c, the palette and the help page. */
#include "console/input/fkeys.h"

#include "console/words/words.h"

#include <stddef.h>

const struct fkey fkeys[] = {
    {1, '?', ACTION_HELP, N_("help")},
    {2, ':', ACTION_PALETTE, N_("all actions")},
    {3, '/', ACTION_SEARCH, N_("search")},
    {4, 'u', ACTION_UNDO, N_("undo")},
    {6, 's', ACTION_STOP, N_("stop")},
    {7, 'r', ACTION_SCRAP, N_("scrap")},
    {8, 'j', ACTION_JOB, N_("job")},
    {9, 'c', ACTION_CALLS, N_("call")},
    {10, 'a', ACTION_ALERTS, N_("alerts")},
    {11, KEY_CODE_ESC, ACTION_BACK, N_("back")},
    {12, 'm', ACTION_MODE, N_("mode")},
    {13, 'h', ACTION_HOURS, N_("hours")},
    {14, 'o', ACTION_HANDOVER, N_("handover")},
    {15, '?', ACTION_HELP, N_("help")},
    {16, ':', ACTION_PALETTE, N_("all actions")},
    {17, 'x', ACTION_MAINTENANCE, N_("maint")},
    {18, 'l', ACTION_LOG, N_("log")},
    {19, 'g', ACTION_SIGNALS, N_("signals")},
    {20, 'u', ACTION_UNDO, N_("undo")},
    {0, 0, ACTION_NONE, NULL},
};

const struct fkey *fkey_find(uint32_t key)
{
    for (const struct fkey *f = fkeys; f->number != 0; f++)
        if (key == KEY_CODE_F1 + (uint32_t)f->number - 1)
            return f;
    return NULL;
}

const struct fkey *fkey_of_action(enum action action)
{
    const struct fkey *found = NULL;
    for (const struct fkey *f = fkeys; f->number != 0; f++)
        if (f->action == action) /* the last: those a VT220 has */
            found = f;
    return found;
}
