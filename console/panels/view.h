/* SPDX-License-Identifier: MIT */
/* What the console knows: the last snapshot, rows it asked for, the connection, the time. Panels
 * read it; console/client.c fills it. Nothing here draws, nothing here computes a figure that the
 * daemon did not say. */
#ifndef CONSOLE_VIEW_H
#define CONSOLE_VIEW_H

#include "console/panels/andon/response.h"
#include "console/panels/choices.h"
#include "console/panels/line/lines.h"
#include "console/panels/line/pages.h"
#include "console/panels/report/report_view.h"
#include "console/panels/score/score.h"
#include "console/panels/terminal.h"
#include "console/widgets/format.h"
#include "console/widgets/glyph.h"
#include "console/widgets/style.h"
#include "data/model/clock.h"
#include "data/model/opened.h"
#include "data/model/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VIEW_OLD_MS       3000 /* a snapshot older than this is drawn as old */
#define VIEW_TIMELINE_MAX 4096
#define VIEW_MINUTES_MAX  1600 /* a shift of 25 h and some */
#define VIEW_STOPS_MAX    256
#define VIEW_LOG_MAX      512
#define VIEW_HOURS_MAX    27
#define LOG_PARKED        RECORD_KIND_COUNT /* only what a hub has put aside */

struct charts;
struct desk;
struct key_row;
struct layout;
struct layout_node;

/* A key and its word in the key bar. */
struct hint {
    const char *cap, *word;
};

enum connection {
    CONN_STARTING,   /* andond is being started */
    CONN_CONNECTING, /* not yet connected since the console began */
    CONN_LIVE,
    CONN_LOST,    /* was connected; trying again */
    CONN_REFUSED, /* the other end will not have us: text says why */
    CONN_COUNT
};

struct timeline_row {
    int64_t begin_ms, end_ms;
    uint8_t state; /* enum machine_state */
    bool planned, small;
};

struct minute_row {
    int64_t begin_ms, good, total, scrap; /* amounts */
};

struct stop_row {
    int64_t begin_ms, end_ms, ms; /* end TIME_NONE: open */
    uint8_t state;
    bool small;
    int64_t rev;
    char id[24], reason[48], suggested[64];
};

struct log_row {
    int64_t wall_ms, rev;
    uint8_t kind;    /* enum record_kind */
    int64_t n;       /* its number at the station; 0: it is there no more */
    uint8_t way;     /* enum way_state, when it was asked for */
    char parked[96]; /* why the hub has put it aside, "" it does not say */
    char id[24], actor[32], text[160];
    char *body; /* owned; the record's body as JSON, NULL when it was too long */
};

/* Rows of one kind; the array is owned and has room for its maximum. */
struct timeline {
    struct timeline_row *row;
    size_t count;
};
struct minutes {
    struct minute_row *row;
    size_t count;
};
struct stops {
    struct stop_row *row;
    size_t count, max;
    bool cut; /* there were more: the oldest are not here */
};
struct log {
    struct log_row *row;
    size_t count;
    bool more;
};

/* What recalc makes of the above for painting. */
struct view_pace {
    bool known;
    int64_t diff;       /* good less due by now, amount */
    int64_t behind_ms;  /* at the ideal cycle; -1 unknown */
    double ratio, mark; /* bar: good and due, of its scale */
};
struct view_hour {
    int64_t begin_ms, end_ms, good, scrap, due; /* due -1: no target */
    bool now;
};

/* One scrolled list on a screen. */
struct view_list {
    int top, selected;
};

struct view {
    enum glyph_tier tier;
    struct number_style numbers, numbers_own; /* as the language has them; as the locale has them */
    unsigned words_turn;                      /* the language that names are in */
    int64_t wall_ms, boot_ms;                 /* of this frame */
    struct {
        enum connection state;
        int64_t since_ms; /* wall */
        char text[192];   /* why, what is tried */
        char role[16];
        bool read_only;
        bool hub; /* a hub's line board is at the other end, no station */
        bool via; /* a station is, through a hub */
    } conn;
    struct zone zone;
    bool zone_known;
    bool has_snapshot;
    struct snapshot snap;
    int64_t snap_boot_ms; /* when it came */
    struct timeline timeline;
    struct minutes minutes;
    struct stops stops;
    struct log log;
    struct choices reasons, scrap_reasons, modes, call_types;
    struct jobs jobs;
    struct scraps scraps;
    struct board board;
    struct packet packet;
    struct response response;
    struct lines lines;
    struct pages pages;
    struct score score;
    struct charts *charts; /* owned; console/panels/charts/charts.h */
    struct report_view report;
    char why_lamp[24], why[512];
    char notice[192]; /* answer to the last key, until notice_until_ms (boot) */
    int64_t notice_until_ms;
    struct view_pace pace;
    struct view_hour hour[VIEW_HOURS_MAX];
    int hours;
    int log_kind; /* enum record_kind that the log shows, -1: all; LOG_PARKED */
    char log_search[64];
    bool log_searching, log_open; /* the search is being typed; one record is shown */
    bool verifying;               /* the whole record is being walked; the answer is a notice */
    const struct hint *hints; /* what the keys do at this moment, instead of the table; or NULL */
    int hint_count;
    struct view_list list;          /* of the screen that is shown */
    struct opened opened;           /* screens since andond was told; by role none: its own */
    const char *screen;             /* its name */
    bool dashboard;                 /* a screen of the plant's own on which nothing scrolls */
    const struct key_row *own_keys; /* of the plant's own screens, ended by action NONE; or NULL */
    char layout_trouble[256];       /* a layout that is not right: FILE:LINE: what, and the fix */
    /* while a panel is painted: which one of which layout; panel_setting */
    const struct layout *layout;
    const struct layout_node *node;
    struct terminal_view terminal;
    struct desk *desk; /* what is being entered; NULL: this view only looks */
    struct {           /* of the desk, for the line above the keys */
        char text[256];
        enum style style;
    } entry;
    bool touch;             /* fingers: lists and choices want room */
    const char *help_for;   /* the screen from which help was asked, NULL: none */
    const char *help_about; /* … what it is for, in few words */
    const char *help_field; /* … and what its field wanted; NULL: nothing */
    char next_step[192];    /* what a person does next, "" nothing */
};

/* Allocates the row tables. 0, or -1 without memory. */
int view_init(struct view *v, enum glyph_tier tier);
void view_done(struct view *v);

/* Another station: nothing of the one before is known. */
void view_forget(struct view *v);

/* No snapshot, or one that is not of now: figures must not look live. */
bool view_is_old(const struct view *v);
/* The packet's "before" or "after" in the language of the screen. */
const char *neighbour_side(const struct neighbour_view *n);
/* The machine's state as may be said now: unknown when the snapshot is old or says stale. */
enum machine_state view_state(const struct view *v);
/* A duration of the snapshot, grown by the time since it came while it is live. */
int64_t view_grown(const struct view *v, int64_t ms);
/* How long an open stop is: of the current one what was lost, which running between its parts is
 * not; of another one the time since it began. */
int64_t view_stop_ms(const struct view *v, const char *id, int64_t since);
/* Wall time of the snapshot's figures: now while live. */
int64_t view_figures_ms(const struct view *v);
/* The latest snapshot is in: keep it and when it came. */
void view_take_snapshot(struct view *v, const struct snapshot *s);

#endif
