/* SPDX-License-Identifier: MIT */
/* Setting up a station from a broker that nobody knows yet: its address, the machines that are
 * found there, what one of them says and what was learned of it, a configuration. Pure: keys and
 * lines of `andonctl discover --follow` in, pictures and wishes out. console/setup_run.c moves the
 * lines. */
#ifndef CONSOLE_SETUP_H
#define CONSOLE_SETUP_H

#include "console/forms/field.h"
#include "console/widgets/canvas.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SETUP_MACHINES 30
#define SETUP_SIGNALS  24
#define SETUP_WORDS    12
#define SETUP_ADVICE   3
#define SETUP_ROWS     40

enum setup_page { SETUP_BROKER, SETUP_LIST, SETUP_MACHINE, SETUP_STATION, SETUP_PAGES };

struct setup_signal {
    char id[33], last[49], unit[17], where[97], chart[69], why[225];
    int confidence;
    bool acts; /* state or count: the station lives on it; a sensor does not */
};

struct setup_machine {
    char name[49], title[65], path[129], format[49];
    int confidence;
    struct setup_signal signal[SETUP_SIGNALS];
    int signals;
    char words[256]; /* what the words of its state are taken for */
    int64_t ideal;   /* seconds, as an amount; 0: not learned */
    char ideal_why[225];
    double small_stop_s;
    char small_stop_why[225];
    char advice[SETUP_ADVICE][225];
};

struct setup {
    enum setup_page page;
    struct field url, ideal, directory;
    bool asked_url;   /* a broker was chosen: the helper runs */
    int which;        /* field of the station's page: 0 ideal cycle, 1 directory */
    int selected;     /* machine */
    char chosen[129]; /* … its path: the list may move */
    int scroll;       /* of the machine's page */
    bool typed_ideal; /* the person has changed it */

    /* what was heard */
    bool heard;
    double heard_s;
    int64_t messages, topics, dropped, machines, assets;
    char link[97]; /* "" up */
    struct setup_machine machine[SETUP_MACHINES];
    int found;

    char error[225];    /* the last thing that went wrong */
    bool busy;          /* a configuration is being written */
    char written[1025]; /* where it stands */
};

#define SETUP_QUIT    1U
#define SETUP_REPAINT 2U
#define SETUP_CONNECT 4U /* begin to listen at `url`, anew */
#define SETUP_WRITE   8U /* send setup_order */
#define SETUP_BEEP    16U

/* `url` and `directory` may be NULL. */
void setup_init(struct setup *s, const char *url, const char *directory);
/* A key of console/widgets/key.h: what is wanted. */
unsigned setup_key(struct setup *s, uint32_t key);
/* A line of the helper's, not terminated by a newline. True: the picture changes. */
bool setup_take(struct setup *s, const char *line, size_t length);
/* The helper has ended, with these words ("" none). */
void setup_lost(struct setup *s, const char *words);
/* The line that asks the helper to write. 0: it does not fit. */
size_t setup_order(const struct setup *s, char *out, size_t size);
void setup_paint(const struct setup *s, struct canvas *canvas);

#endif
