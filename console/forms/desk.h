/* SPDX-License-Identifier: MIT */
/* Where people enter things: the form that is open, what has been typed in each, and the entries
 * on their way. A form is a table of ops (as a panel is); the desk gives it keys, holds its draft,
 * so that typing survives a look at another screen, and sends its entries one after the other.
 * Pure: console/client.c moves the lines. */
#ifndef CONSOLE_DESK_H
#define CONSOLE_DESK_H

#include "console/forms/entry.h"
#include "console/forms/field.h"
#include "console/forms/picker.h"
#include "console/panels/view.h"
#include "console/widgets/canvas.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DESK_QUEUE   8 /* entries that wait; a further one is refused with words */
#define DESK_FORMS   16
#define HINTS_MAX    12
#define DESK_HOLD_MS 25 /* what a printed key sends waits so long: it may be a scanner's */

enum draft_step {
    STEP_FIRST, /* the form's own first question */
    STEP_PICK,
    STEP_NUMBER,
    STEP_NOTE,
    STEP_TIME,
    STEP_LIST,
    STEP_TEXT,
    STEP_SECRET
};

/* What is being entered in a form; each uses what it needs. */
struct draft {
    enum draft_step step, back; /* back: where Esc leads from a note or a time */
    struct picker pick;
    struct field number, note, text, secret;
    struct clock_field clock;
    char target[64], with[48], reason[48], job[64], word[24];
    char seen_reason[48]; /* of the target, as it was shown */
    int64_t rev, at;
    int selected;
    bool rework, touched; /* touched: something was typed that would be lost */
    int question;         /* of the wizard that `word` names, which makes `making` */
    struct entry making;
    char says[160]; /* why the last key was refused, "" nothing */
};

struct desk;

struct form_ops {
    const char *screen; /* its screen's name */
    unsigned needs;     /* rows it wants (NEED_…) */
    bool lists;         /* somebody may only be looking: the stop form may open over it */
    void (*open)(struct desk *d, const struct view *v, struct draft *draft);
    /* One key; false: not mine. */
    bool (*key)(struct desk *d, const struct view *v, uint32_t key);
    /* Figures or rows changed; may be NULL. */
    void (*update)(struct desk *d, const struct view *v, struct draft *draft);
    /* An entry of this form was answered; may be NULL. */
    void (*answered)(struct desk *d, const struct view *v, const struct entry *e);
    void (*paint)(const struct desk *d, const struct view *v, struct area a);
    int (*hints)(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX]);
};

extern const struct form_ops *const form_list[]; /* ended by NULL */
extern const struct form_ops form_stop, form_scrap, form_job, form_mode, form_person, form_handover,
    form_calls, form_alerts, form_predictions, form_orders, form_maintenance, form_lamps,
    form_terminal;

struct person {
    char id[32], title[64], role[16]; /* "": nobody */
    char language[12];                /* "": the terminal's */
    int64_t until;                    /* wall ms, TIME_NONE */
};

struct desk {
    int form; /* that is open, of form_list; -1: none */
    struct draft draft[DESK_FORMS];
    struct entry queue[DESK_QUEUE]; /* oldest first; [0] is the one under way */
    int form_of[DESK_QUEUE];
    int queued;
    struct entry last; /* the last one that was answered */
    bool read;         /* … and has been seen: Esc was pressed */
    int64_t last_ms;   /* boot: when it was answered */
    int64_t next_id;
    int64_t serial;     /* of the last entry that was taken */
    bool refresh;       /* rows that an entry changed are to be asked for */
    bool close;         /* the form is done: back to the station */
    bool printed;       /* the key that is being handled is a printed one */
    bool asked;         /* the stop form opened by itself */
    int64_t asked_stop; /* number of the stop about which was asked last … */
    bool asked_open;    /* … while it was open */
    struct person person;
    int64_t
        left_ms; /* wall: what is here was left then, by a console that is gone; 0: it was not */
    char go[16], focus[64]; /* the screen that the form leads to, "": none; and what is looked at */
    int alert_filter, alert_sort;
    struct terminal_wish terminal;
};

void desk_init(struct desk *d);

/* ---- forms ---- */

int form_find(const char *screen); /* -1: that screen has no form */
int form_count(void);
void desk_open(struct desk *d, const struct view *v, const char *screen);
/* A key for the open form. False: it is not the form's. */
bool desk_key(struct desk *d, const struct view *v, uint32_t key);
/* Pasted text goes here when something is being typed. */
bool desk_is_typing(const struct desk *d);
/* A snapshot or rows came. */
void desk_update(struct desk *d, const struct view *v);
/* Should the stop form open now by itself? Then it is as if it had been asked for. */
bool desk_wants_stop(const struct desk *d, const struct view *v);
/* It was opened by itself for this stop, or left: not again for it in this state, nor for those
 * before it. */
void desk_asked(struct desk *d, const struct view *v, const char *id);
/* The stop form is open and nobody has begun anything in it: it may ask about another stop. */
bool desk_rests(const struct desk *d);
/* A list is shown and nothing is being entered in it. */
bool desk_lists(const struct desk *d);
/* A badge that is scanned now signs the handover that asks for it. */
bool handover_wants_badge(const struct desk *d, const struct view *v);
void handover_badge(struct desk *d, const struct view *v, const char *badge);
int desk_hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX]);
unsigned desk_needs(const struct desk *d);
struct draft *desk_draft(struct desk *d);
const struct draft *desk_draft_of(const struct desk *d);

/* ---- entries ---- */

/* Take an entry of the open form. False with words in the draft: it cannot be taken now. */
bool desk_enter(struct desk *d, const struct view *v, const struct entry *e);
/* It was a scanner that typed: entries after `serial` that were not sent are forgotten. */
void desk_forget(struct desk *d, int64_t serial);
/* Still may be one: what waits for that waits on. */
void desk_hold(struct desk *d, const struct view *v);
/* Undo the last that was kept here, else the person's last. */
void desk_undo(struct desk *d, const struct view *v);
/* Enter where nobody knows whether an entry was kept: send it once more. */
bool desk_again(struct desk *d);
/* … or leave it at that. False: there is no such entry. */
bool desk_drop(struct desk *d);
/* The next line to send; false: none now. */
bool desk_next(struct desk *d, const struct view *v, char *line, size_t size);
/* boot_ms at which desk_next will have one. */
int64_t desk_deadline(const struct desk *d);
/* A reply came; false: it answers none of ours. */
bool desk_reply(struct desk *d, const struct view *v, const json_t *reply);
/* Who is at the terminal, from the reply to `session` or its event. */
void desk_person(struct desk *d, const json_t *object);
/* The connection broke. */
void desk_cut(struct desk *d);
/* The last entry was kept and is still told of. */
bool desk_told(const struct desk *d, const struct view *v);
/* Where the last entry stands, in words; false: nothing to say. */
bool desk_status(const struct desk *d, const struct view *v, char *out, size_t size,
                 enum style *style);

/* ---- over the console's own end ---- */

#define DESK_TEXT (32 * 1024)
/* What is not finished, as text; false: nothing is, or it does not fit. */
bool desk_to_text(const struct desk *d, char *out, size_t size);
/* Read it back into an empty desk; `screen` is the one to show, "" none. */
bool desk_from_text(struct desk *d, const struct view *v, const char *text, char screen[32]);

#endif
