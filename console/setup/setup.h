/* SPDX-License-Identifier: MIT */
/* Setting up a station: from a broker that nobody knows yet to a machine on it, what that says and
 * what was learned of it; the tower and which lamp hangs on which line; shifts and reasons; a
 * configuration. Once there is one, the same pages show it and change it. Pure: keys and lines of
 * `andonctl discover --follow` and `andonctl outputs try` in, pictures and wishes out.
 * console/setup_run.c moves the lines. */
#ifndef CONSOLE_SETUP_H
#define CONSOLE_SETUP_H

#include "console/forms/field.h"
#include "console/input/touch.h"
#include "console/widgets/canvas.h"
#include "console/widgets/hits.h"
#include "data/model/calendar.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;

#define SETUP_MACHINES 30
#define SETUP_SIGNALS  24
#define SETUP_WORDS    12
#define SETUP_ADVICE   3

#define SETUP_GPIO        256 /* lines of this machine; more are not shown */
#define SETUP_TRIED       16  /* of them at most are tried */
#define SETUP_LAMPS       32
#define SETUP_TOPS        12 /* reasons of the first level */
#define SETUP_LEAVES      64 /* … and those below */
#define SETUP_ACCESS      3  /* how to get in at a broker: see enum setup_access */
#define SETUP_CHANGES     64 /* signals that are compared; more are counted */
#define SETUP_PATCH_BYTES ((size_t)48 << 10)
#define SETUP_TURNS       192 /* bytes: ids of teams, as `teams =` of a shift has them */

enum setup_page {
    SETUP_BROKER,
    SETUP_LIST,
    SETUP_MACHINE,
    SETUP_REPLACE,
    SETUP_STATION,
    SETUP_TOWER,
    SETUP_LINES,
    SETUP_LAMP,
    SETUP_CALENDAR,
    SETUP_WEEK,
    SETUP_SHIFT,
    SETUP_REASONS,
    SETUP_SUMMARY,
    SETUP_PAGES
};

/* What the tower is on. AS_IS: what the configuration says and this does not know (mqtt). */
enum setup_tower_kind { SETUP_ON_GPIO, SETUP_SIMULATED, SETUP_NO_TOWER, SETUP_AS_IS, SETUP_TOWERS };

/* Which lamp a line lights, as the person saw it. */
enum setup_lamp {
    SETUP_NOTHING,
    SETUP_RED,
    SETUP_YELLOW,
    SETUP_GREEN,
    SETUP_BLUE,
    SETUP_WHITE,
    SETUP_BUZZER,
    SETUP_TWO, /* at once: no lamp can be made of it */
    SETUP_NOT_ASKED
};

struct setup_gpio {
    char line[64]; /* as `line =` of a lamp has it; "": cannot be told from another one */
    char user[65], chip[65];
    bool used, wanted;
    enum setup_lamp lamp;
    bool low; /* lit when driven low */
};

/* A lamp as the configuration has it. */
struct setup_lamp_conf {
    char name[24], colour[16], line[64];
    bool low;
};

struct setup_tower {
    int row;     /* of the choices */
    bool chosen; /* by the person */
    enum setup_tower_kind kind;
    bool listed;
    char trouble[225]; /* why there is no line; "" */
    struct setup_gpio gpio[SETUP_GPIO];
    int lines, more, at; /* at: where the cursor is */
    int test;            /* index of the line that is tried, -1: none */
    bool level;          /* the second question: is it on while the line is high */
    bool driven;         /* the helper said so */
    bool tested;         /* every wanted line has an answer, now */
};

/* A shape of the day. */
enum setup_shape { SHAPE_AS_IS, SHAPE_ONE, SHAPE_TWO, SHAPE_THREE, SHAPE_LONG, SHAPE_NONE, SHAPES };

/* A shift as it is to be. Of the plan the rota is not used: turns are names until they are written.
 * days 0: single dates alone. */
struct setup_shift {
    struct shift_plan plan;
    char teams[SETUP_TURNS]; /* ids, ", " between them */
};

struct setup_team {
    char id[SHIFT_NAME_SIZE], title[64];
    bool made; /* here: no configuration has it yet */
};

/* Rows of the page of one shift: those of breaks come in between. */
enum setup_shift_row { SHIFT_BEGINS, SHIFT_ENDS, SHIFT_DAYS, SHIFT_BREAKS };

/* One shift while it is typed; nothing of it counts before the last Enter. */
struct setup_shift_form {
    int of;     /* index of the shift; -1: the days of all of them */
    int row;    /* see setup_shift_rows */
    bool fresh; /* the mark has only just come there */
    struct field begin, end, pause[BREAKS_MAX], teams;
    uint8_t days; /* bit 0 Monday */
};

struct setup_calendar {
    int row;
    enum setup_shape shape;
    bool typing;
    struct field time[4]; /* starts, and the end of the last one when the day has a gap */
    int at;
    bool fresh;                                         /* the mark has only just come there */
    struct setup_shift was[SHIFTS_MAX], is[SHIFTS_MAX]; /* of the configuration; to be */
    int were, count;
    struct setup_team team[TEAMS_MAX];
    int teams;
    int32_t start;         /* day since the epoch on which turns begin; 0: not said */
    int32_t monday;        /* … then this one */
    bool daily, was_daily; /* how long a turn is; else a week */
    struct setup_shift_form form;
};

struct setup_reason {
    char id[48], title[64];
    int place;
};

enum setup_tree { TREE_AS_IS, TREE_SHIPPED, TREE_SHORT, TREES };

struct setup_reasons {
    int row;
    enum setup_tree tree;
    bool chosen, own; /* own: the configuration says something of reasons that is not this page's */
    bool is_short;    /* … or just what this page writes */
    struct setup_reason top[SETUP_TOPS];
    int tops;
    char leaf[SETUP_LEAVES][48]; /* those that the short tree does without */
    int leaves;
};

/* What a broker may want besides its address, in the order of the page's fields. */
enum setup_access { ACCESS_USER, ACCESS_PASSWORD, ACCESS_CA };

/* What becomes of a signal when another machine takes the place of the station's, as
 * andon/ctl/station/replace.h has it. */
enum setup_deed { DEED_SAME, DEED_CHANGED, DEED_NEW, DEED_STAYS, DEED_RETIRED, DEEDS };

struct setup_change {
    enum setup_deed deed;
    char signal[33], was[161], is[161]; /* where it is heard */
    char by[81];                        /* the section that needs it; "" */
};

struct setup_replace {
    bool wanted;   /* another machine is looked for */
    bool compared; /* the rows are those of the machine that was chosen */
    bool taken;    /* … and the person wants it so */
    char title[65];
    struct setup_change row[SETUP_CHANGES];
    int rows, more;
    char patch[SETUP_PATCH_BYTES]; /* JSON, when compared */
};

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
    struct touch touch;
    struct hits hits;
    struct field url, ideal, directory;
    struct field access[SETUP_ACCESS];
    char access_was[SETUP_ACCESS][FIELD_BYTES + 1]; /* of the configuration */
    int at;                     /* field of the broker's page: 0 the address, then `access` */
    bool asked_url;             /* a broker was chosen: the helper runs */
    int which;                  /* field of the station's page: 0 ideal cycle, 1 directory */
    bool from_summary;          /* the page was asked for there, and leads back there */
    bool there;                 /* the directory holds a station: it is changed, not made */
    bool typed_url;             /* … whose broker is another one now */
    char title[65], broker[65]; /* of it */
    struct setup_lamp_conf lamp[SETUP_LAMPS];
    int lamps;
    int signals; /* of the station */
    struct setup_replace replace;
    struct setup_tower tower;
    struct setup_calendar calendar;
    struct setup_reasons reasons;
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

    char error[225]; /* the last thing that went wrong */
    bool busy;       /* a configuration is being written */
    bool restart;    /* it is written; the daemon wants to be started again for it */
    bool done;       /* all is written and known: on to the station's screen */
    unsigned wish;   /* of setup_take and others: see setup_wishes */
};

#define SETUP_QUIT    1U
#define SETUP_REPAINT 2U
#define SETUP_CONNECT 4U /* begin to listen at `url`, anew */
#define SETUP_WRITE   8U /* send setup_order to the one who listens */
#define SETUP_BEEP    16U
#define SETUP_LOOK    32U   /* whether `directory` is free: else setup_refuse */
#define SETUP_TRY     64U   /* send setup_trial to the one who drives lines */
#define SETUP_EDIT    128U  /* have setup_patch written; setup_edited tells how it went */
#define SETUP_APPLY   256U  /* have the daemon read it; setup_applied tells how it went */
#define SETUP_RESTART 512U  /* have the daemon start again; setup_applied tells how it went */
#define SETUP_OWN     1024U /* the daemon's own lamp test; setup_said tells how it went */

/* `url` and `directory` may be NULL. `today`: local day since the epoch. */
void setup_init(struct setup *s, const char *url, const char *directory, int64_t today);
/* The directory holds this station: begin with what there is. Copies. */
void setup_existing(struct setup *s, const struct config *config);
/* Reasons that are shipped, or those of the station. Copies. */
void setup_reasons(struct setup *s, const struct config *config);
/* A key of console/widgets/key.h: what is wanted. */
unsigned setup_key(struct setup *s, uint32_t key);
/* What is wanted without a key, once. */
unsigned setup_wishes(struct setup *s);
/* A line of the one who listens, not terminated by a newline. True: the picture changes. */
bool setup_take(struct setup *s, const char *line, size_t length);
/* The same of the one who drives lines. */
bool setup_take_outputs(struct setup *s, const char *line, size_t length);
/* The one who listens, or drives lines, has ended with these words ("" none). */
void setup_lost(struct setup *s, const char *words);
void setup_outputs_lost(struct setup *s, const char *words);
/* The directory cannot be taken. */
void setup_refuse(struct setup *s, const char *words);
/* The patch was written, or not, with these words. */
void setup_edited(struct setup *s, bool good, const char *words);
/* The daemon has it (or there is none yet); or not, with its words. `startable`: it can be started
 * again from here. */
void setup_applied(struct setup *s, bool good, bool startable, const char *words);
/* The daemon's own lamp test was begun, or not. */
void setup_said(struct setup *s, const char *words);
/* The line that asks to write. 0: it does not fit. */
size_t setup_order(const struct setup *s, char *out, size_t size);
/* The line that asks to list lines, drive one, or let go. */
size_t setup_trial(const struct setup *s, char *out, size_t size);
/* What is to be changed, as `andonctl station edit` takes it. 0: nothing. Owned by the caller. */
size_t setup_patch(const struct setup *s, char **out);
/* Buttons are arranged for the size of the canvas. */
void setup_paint(struct setup *s, struct canvas *canvas);
/* For fingers: buttons, an on-screen keyboard. */
void setup_touch(struct setup *s);

/* ---- what the pages share ---- */

/* finger.c */
bool setup_touch_key(struct setup *s, uint32_t key, unsigned *wish); /* false: another key */
int setup_touch_arrange(struct setup *s, int width, int height);     /* rows of buttons; 0: none */
#define SETUP_HINTS 6 /* at most; page.c: what the keys do at this moment, how many */
int setup_hints(const struct setup *s, struct hint *out);
/* tower.c */
unsigned setup_key_tower(struct setup *s, uint32_t key);
unsigned setup_key_lines(struct setup *s, uint32_t key);
unsigned setup_key_lamp(struct setup *s, uint32_t key);
int setup_wanted(const struct setup *s);  /* lines to be tried */
unsigned setup_ask_lamp(struct setup *s); /* of a tower without any; 0: it has one, or is none */
extern const char *const setup_lamp_words[SETUP_NOT_ASKED]; /* marked; of enum setup_lamp */
extern const char *const setup_colours[SETUP_TWO];          /* of the configuration */
/* replace.c */
unsigned setup_key_replace(struct setup *s, uint32_t key);
unsigned setup_begin_replace(struct setup *s); /* have the chosen machine compared */
void setup_take_replace(struct setup *s, const json_t *answer);
/* plan.c */
unsigned setup_key_calendar(struct setup *s, uint32_t key);
unsigned setup_key_reasons(struct setup *s, uint32_t key);
int setup_times(enum setup_shape shape); /* fields of it */
int setup_read_time(const char *text);   /* "6:00", "0600": minutes; -1: no time of day */
/* What the times that are typed make, the rest as it was. How many; -1: these are no shifts. */
int setup_shifts_of(const struct setup_calendar *c, struct setup_shift out[SHIFTS_MAX]);
/* shifts.c */
unsigned setup_key_week(struct setup *s, uint32_t key);
unsigned setup_key_shift(struct setup *s, uint32_t key);
int setup_break_rows(const struct setup_shift_form *form); /* those filled, and one more */
int setup_shift_rows(const struct setup_shift_form *form); /* the last one is that of teams */
/* The field of a row; NULL: the one of days. */
struct field *setup_shift_field(struct setup_shift_form *form, int row);
bool setup_takes_turns(const struct setup_calendar *c); /* several teams in some shift */
/* "Mon–Fri", "every day"; titles of teams. */
void setup_say_days(uint8_t days, char *out, size_t size);
void setup_say_teams(const struct setup_calendar *c, const char *ids, char *out, size_t size);
extern const char *const setup_days[7]; /* marked */
/* setup.c */
unsigned setup_go(struct setup *s, enum setup_page page);
unsigned setup_on(struct setup *s, enum setup_page page); /* `page`, or back to the summary */
/* A key for a field; a digit into one that was only just reached begins it anew. */
unsigned setup_type(struct field *f, bool *fresh, uint32_t key);
/* tower_page.c, plan_page.c, shifts_page.c */
int setup_paint_words(struct area a, int x, int y, enum style style, const char *text);
/* A row that can be chosen by its key. */
void setup_paint_choice(struct area a, int y, int key, const char *text, bool selected);
void setup_paint_replace(const struct setup *s, struct area a);
void setup_paint_tower(const struct setup *s, struct area a);
void setup_paint_lines(const struct setup *s, struct area a);
void setup_paint_lamp(const struct setup *s, struct area a);
void setup_paint_calendar(const struct setup *s, struct area a);
void setup_paint_week(const struct setup *s, struct area a);
void setup_paint_shift(const struct setup *s, struct area a);
void setup_paint_reasons(const struct setup *s, struct area a);
void setup_paint_summary(const struct setup *s, struct area a);

#endif
