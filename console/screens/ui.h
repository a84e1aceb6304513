/* SPDX-License-Identifier: MIT */
/* The console without terminal and socket: screens, keys, and painting a view into a canvas. Pure;
 * tests drive it with keys and compare pictures. */
#ifndef CONSOLE_UI_H
#define CONSOLE_UI_H

#include "console/forms/desk.h"
#include "console/forms/scan.h"
#include "console/input/palette.h"
#include "console/input/touch.h"
#include "console/panels/panel.h"
#include "console/screens/screens.h"
#include "console/widgets/hits.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stdint.h>

#define UI_SCREENS (SCREENS_BUILTIN + SCREENS_OWN)

/* A screen: its layout's name and what its keys do beyond the common ones. */
struct screen_ops {
    const char *name, *help;
    const char *list; /* the panel that scrolls, or NULL */
};
extern const struct screen_ops *const screen_list[]; /* ended by NULL; [0] is the start */

/* What a key asked of the main loop. */
enum ui_reaction {
    UI_NOTHING = 0,
    UI_REPAINT = 1,
    UI_QUIT = 2,
    UI_REDRAW = 4,
    UI_NEEDS = 8,
    UI_BEEP = 16,         /* refused: to be heard */
    UI_NEXT_STATION = 32, /* of those that this terminal tends */
    UI_PREVIOUS_STATION = 64
};

/* A search in the list that is shown; from where it began. */
struct finding {
    bool on, missed;  /* missed: nothing more holds it */
    bool further;     /* the mark was moved on: a longer text may stand before it */
    int64_t whole_ms; /* boot: when the list was last looked through from where it began */
    struct field text;
    struct view_list list;
    struct draft draft;
};

/* How it was before what may be a scan began. */
struct ui_backup {
    int screen, form, kind;
    int64_t serial;
    struct draft draft[DESK_FORMS];
    struct view_list list;
    struct field search;
    char log_search[64];
    bool searching, open;
    struct palette palette;
    struct finding finding;
};

struct ui {
    struct view view;
    struct screens screens;
    int screen; /* of them */
    struct view_list list[UI_SCREENS];
    bool pasting;
    int page; /* rows of the scrolling list as last painted */
    struct desk desk;
    struct field search; /* of the log */
    struct hint hint[HINTS_MAX];
    int64_t key_ms;   /* boot: of the last key */
    int64_t asked_ms; /* boot: when the stop form asked by itself */
    bool turned;      /* … instead of asking about another stop */
    bool late;        /* the main loop was away: the time of a key proves nothing */
    struct scan scan;
    struct ui_backup backup;
    struct palette palette;
    struct finding finding;
    struct touch touch;
    struct hits hits;  /* what can be touched, as last painted */
    int width, height; /* as last painted */
    bool small;        /* … and there was no room for the screen: nobody sees what a key does */
};

/* Reads the compiled-in layouts. 0, or -1 with the cause. */
int ui_init(struct ui *ui, enum glyph_tier tier, struct cause *why);
void ui_done(struct ui *ui);

int ui_screen_find(const char *name);    /* of those compiled in; -1: none */
void ui_show(struct ui *ui, int screen); /* below 0, none: stays where it is */

/* Layouts were read anew (screens_end): what is shown now may be gone, keys may be others. */
void ui_layouts_changed(struct ui *ui);

/* The layout of the screen for this moment and this size. */
struct layout_now ui_now(const struct ui *ui, int width, int height);
const struct layout *ui_layout(const struct ui *ui, const struct layout_now *now);

/* A key was pressed: reactions, or'ed. */
unsigned ui_key(struct ui *ui, uint32_t key);

/* Figures or rows came, or time passed: forms follow, and the stop form opens by itself when a stop
 * wants a reason and nobody is entering or looking something up. Whether another screen is shown.
 */
bool ui_update(struct ui *ui);

/* Rows that the panels of the screen want at this size. */
unsigned ui_needs(const struct ui *ui, int width, int height);

/* Compute, then draw everything. */
void ui_paint(struct ui *ui, struct canvas *canvas);

/* boot_ms at which the picture next changes by itself: a whole second, a lamp's edge. */
int64_t ui_next(const struct ui *ui, int width, int height);

#endif
