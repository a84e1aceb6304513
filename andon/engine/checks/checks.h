/* SPDX-License-Identifier: MIT */
/* Cross-checks: what the station knows of them, as part of it (station_private.h), and what the
 * files of this folder do for each other. Unless a name says `wall`, a time is on its axis; a
 * `run` is on a clock of its own that only runs while the machine does.
 *
 * A check is a row of the table in checks.c. It gathers evidence from what is heard, counted and
 * done, and says what is wrong (checks_say) or that it is well again (checks_well). What is wrong
 * is an object with a `fault` record: one revision when it begins, one when it is over. */
#ifndef ANDON_ENGINE_CHECKS_CHECKS_H
#define ANDON_ENGINE_CHECKS_CHECKS_H

#include "data/model/andon/check.h"
#include "data/model/counter.h"
#include "data/model/value.h"

#include <stdbool.h>

#define CHECKS_MAX 16

/* What is wrong now. */
struct check {
    enum check_kind kind;
    int64_t number, rev; /* of its record */
    int64_t begin, begin_wall;
    int64_t last;    /* when it was last seen to be so */
    char signal[32]; /* of a check that is made for each signal; "" */
    char signals[96], text[CHECK_TEXT_SIZE];
};

/* Evidence of one signal; part of struct signal. */
struct watch {
    int64_t read_at;                         /* when a counter last spoke; 0: never */
    int64_t source;                          /* latest time it stated: only newer ones tell */
    int64_t far, far_from, far_min, far_max; /* messages in a row that are off alike */
    int64_t near;                            /* … that are not */
    int64_t clock_off;                       /* by so much; 0: it is not */
    int64_t span_from, span_n, back, twice;  /* messages of the last minutes */
    int64_t back_worst;                      /* ms */
    bool backwards, doubled;
    int64_t moves, moved_run, pause_run; /* of a reading: changes, the last, the longest pause */
    int64_t held;                        /* the value it moved to */
    int64_t since_stuck;                 /* changes since it is stuck */
    bool still;
    int64_t odd, odd_from; /* readings in a row that cannot be in its unit */
    bool unfit;
    int64_t low_n, low_max, low_run; /* of a percentage: readings that may be ratios */
};

/* Counts of a span in which the counters should agree. */
struct balance {
    int64_t total, good, scrap, rework;
};

struct checks {
    uint32_t on; /* 1 << kind: can be made here, and is wanted */
    struct check item[CHECKS_MAX];
    int count;
    int64_t crowded; /* found, but there was no room */
    int64_t looked[CHECK_KIND_COUNT];

    int64_t running_since; /* TIME_NONE: it does not run */
    int64_t run_ms;        /* … before that */
    int64_t stood_since;   /* says it stands; TIME_NONE */
    int64_t away_since;    /* does not run; TIME_NONE: it does */

    struct {
        bool open, tainted;
        int64_t begin, due, off_from;
        int off;  /* spans in a row that do not add up, with the sign of the difference */
        int well; /* … that do, since then */
        struct balance now, all;
    } balance;
    struct {
        int64_t parts, messages;
    } stopped;
    struct {
        int64_t made_at;  /* TIME_NONE: nothing yet */
        int64_t heard_at; /* … when the counter spoke, parts or not */
        int64_t pauses, pause_max;
        int64_t came; /* parts since it is wrong */
    } made;
    struct {
        bool open;
        int64_t begin_run, begin, parts, ideal_us;
        int fast, slow, off; /* spans in a row: ideal too long, too short, speed is off */
        int64_t off_from, speed_from;
        int64_t least_us; /* shortest cycle that was sustained; 0 */
        int64_t speed_sum, speed_run, speed_said, speed_at_run;
    } pace;
    int speed; /* index of the signal that is the speed, -1 */
    int64_t stuck_due;
    struct {
        int what; /* 0: they agree; 1, 2: see disagree_look */
        int64_t since;
    } odds;
};

struct station;
struct update;
struct jw;
struct cause;
struct snapshot;
struct condition;

/* ---- for the rest of the engine ---- */

/* One step of a counter. Checks go by arrival: the times that a source states may be what is wrong.
 * `ms`: since the reading before, by arrival or as stated, whichever is longer; -1: there was none.
 */
struct counted {
    size_t signal;
    int64_t before; /* when the reading before arrived; TIME_NONE: there was none */
    int64_t ms, amount;
    bool gap, historical;
    enum counter_note note;
};
/* What a signal was before an update. */
struct heard {
    bool known;
    int64_t source, amount;
};

void checks_init(struct station *st);
void checks_follow(struct station *st); /* the configuration may be another one */
void checks_state(struct station *st);
/* `stated_ms`: between this reading and the one before, as the source says; -1 not known. */
void checks_counted(struct station *st, size_t signal, int64_t stated_ms,
                    const struct counter_step *step, bool historical);
struct heard checks_before(const struct station *st, const struct update *u);
void checks_heard(struct station *st, const struct update *u, const struct heard *before);
int64_t checks_deadline(const struct station *st);
void checks_look(struct station *st);
void checks_fill(const struct station *st, int64_t t, struct snapshot *s);
bool checks_hold(const struct station *st, const struct condition *c);
void checks_tell(const struct station *st, const struct condition *c, char *out, size_t size);
uint64_t checks_mark(const struct station *st); /* which kinds hold */
void checks_write(struct jw *w, const struct station *st);
int checks_read(const json_t *json, struct station *st, int64_t now, struct cause *why);

/* ---- for each other ---- */

struct check_row {
    bool (*can)(const struct station *st); /* here, with these roles and limits */
    const char *advice;
    void (*counted)(struct station *st, const struct counted *c);
    void (*heard)(struct station *st, const struct update *u, const struct heard *before);
    void (*state)(struct station *st, int64_t at);
    int64_t (*due)(const struct station *st);
    void (*look)(struct station *st);
};

/* What is said: of a signal (index), or of the station (-1). */
struct check_said {
    enum check_kind kind;
    int signal;
    int64_t since;
    char signals[96], text[CHECK_TEXT_SIZE];
};
void checks_say(struct station *st, const struct check_said *said);
void checks_well(struct station *st, enum check_kind kind, int signal);
const struct check *checks_find(const struct station *st, enum check_kind kind,
                                int signal); /* NULL */
bool checks_on(const struct station *st, enum check_kind kind);

int checks_lead(const struct station *st);                /* counter of parts made; -1 none */
int64_t checks_run(const struct station *st, int64_t at); /* of the clock that only runs then */
bool checks_producing(const struct station *st);          /* as far as people declared */
int64_t checks_ideal_ms(const struct station *st);        /* 0: not known */
void checks_add_name(char *list, size_t size, const char *name);

#define CHECK_WORDS 32
const char *checks_amount(int64_t amount, char out[CHECK_WORDS]); /* "1 204", "0.5" */
const char *checks_time(const struct station *st, int64_t t, char out[CHECK_WORDS]); /* "06:00" */

/* counts.c, hearing.c: the rows */
extern const struct check_row check_balance, check_stopped, check_no_parts, check_jump, check_cycle,
    check_speed, check_unit, check_stuck, check_clock, check_order, check_twice, check_disagree;

#endif
