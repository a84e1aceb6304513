/* SPDX-License-Identifier: MIT */
/* One file of a station's configuration made into that of a sister station: what must differ is
 * changed where it stands, all else stays byte for byte, comments too. Touches no file. */
#ifndef ANDON_CTL_STATION_COPY_H
#define ANDON_CTL_STATION_COPY_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define COPY_SWAPS_MAX 64
#define COPY_NOTES_MAX 1000

/* One text for another, where it is not a part of a longer word. */
struct copy_swap {
    char was[128], is[128];
    bool used;
};

struct copy_plan {
    const char *was, *is;    /* the stations' names */
    const char *title;       /* NULL: made from the old one and the names */
    struct copy_swap *topic; /* --topic: borrowed, `used` is set */
    size_t topics;
    struct copy_swap *line; /* --line: names of GPIO lines and chips, likewise */
    size_t lines;
};

/* What was done about a value that stands for the old station. */
enum copy_deed {
    COPY_CHANGED,
    COPY_TAKEN_OUT, /* a neighbour: made a comment, for the sister has others */
    COPY_LEFT       /* a text for people, an address: it still names the old one */
};

struct copy_note {
    enum copy_deed deed;
    int line;
    char file[256], kind[32], name[64], key[64], was[200], is[200];
};

struct copy_notes {
    struct copy_note *note; /* owned: copy_notes_done */
    size_t count;
    bool named, titled; /* [station] name, title were seen */
};
void copy_notes_done(struct copy_notes *notes);

/* "OLD=NEW" into `out`. 0, or -1 with what is wrong. */
int copy_swap_read(const char *text, struct copy_swap *out, struct cause *why);

/* Write the sister's text of `file` (its name for notes) to `out`, add what was done to `notes`. 0,
 * or -1 with the cause: out of memory, too many notes. */
int copy_text(const struct copy_plan *plan, const char *file, const char *text, size_t length,
              FILE *out, struct copy_notes *notes, struct cause *why);

/* The sister's title: "Press 3" of press3 is "Press 4" of press4; else its name. */
void copy_title(const char *title, const char *was, const char *is, char *out, size_t size);

#endif
