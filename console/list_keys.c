/* SPDX-License-Identifier: MIT */
/* Every key on standard output: those that hold everywhere, F-keys, what each screen can do, at a
 * hub. For a sheet beside the terminal, in its language, and for the manual page, which has them
 * from here. */
#include "console/list_keys.h"

#include "console/input/deeds.h"
#include "console/input/fkeys.h"
#include "console/panels/keys.h"
#include "console/screens/ui.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

static void put_row(const char *cap, const char *word, const char *help)
{
    const char *says = _(word);
    printf("  %s%*s  %s%*s  %s\n", cap, 10 - text_cells(cap), "", says, 16 - text_cells(says), "",
           _(help));
}

static void put_table(const struct key_row *rows)
{
    for (const struct key_row *k = rows; k->action != ACTION_NONE; k++)
        put_row(k->cap, k->word, k->help);
}

static void put_fkeys(void)
{
    for (const struct fkey *f = fkeys; f->number != 0; f++) {
        char cap[8];
        (void)text_format(cap, sizeof cap, "F%d", f->number);
        printf("  %-10s  %s\n", cap, _(f->word));
    }
}

int list_keys(void)
{
    puts(_("on every screen"));
    put_table(key_rows);
    printf("\n%s\n", _("F-keys, also while something is typed; PF1 to PF4 are F1 to F4"));
    put_fkeys();
    for (size_t i = 0; screen_list[i] != NULL; i++) {
        const char *name = screen_list[i]->name, *purpose = screen_purpose(name);
        if (purpose[0] == '\0')
            continue;
        printf("\n[%s] %s\n", name, purpose);
        for (const struct deed *d = deeds; d->screen != NULL; d++)
            if (strcmp(d->screen, name) == 0)
                put_row(d->cap, d->word, d->help);
    }
    printf("\n%s\n", _("on the screens of a hub"));
    put_table(line_key_rows);
    return 0;
}
