/* SPDX-License-Identifier: MIT */
/* How what wants somebody looks, everywhere the same: a shape for the kind and its priority, in a
 * block while nobody has answered; then words. No meaning is in a colour alone. */
#ifndef CONSOLE_LOOK_H
#define CONSOLE_LOOK_H

#include "console/panels/view.h"
#include "console/widgets/canvas.h"

enum wanted_kind { WANTED_CALL, WANTED_ALERT, WANTED_PREDICTION, WANTED_ORDER };

/* One thing that wants somebody; `index` into the snapshot's array of its kind. */
struct wanted {
    enum wanted_kind kind;
    int index, rank;
};
#define WANTED_MAX (SNAPSHOT_CALLS + SNAPSHOT_ALERTS + SNAPSHOT_PREDICTIONS + SNAPSHOT_ORDERS)

/* What is open, worst first. `all`: also what somebody has answered and is planned. */
int wanted_list(const struct snapshot *s, bool all, struct wanted out[WANTED_MAX]);

struct look_of {
    uint32_t code;
    enum style style; /* of the text */
    enum style block; /* of the shape while nobody has answered; as `style` afterwards */
};
struct look_of alert_look(const struct alert_view *alert);
struct look_of call_look(const struct call_view *call);
struct look_of prediction_look(const struct prediction_view *p);
struct look_of wanted_look(const struct snapshot *s, const struct wanted *w);

/* Shown as one of those that want an answer: not shelved, suppressed or out of service. */
bool alert_is_open(const struct alert_view *alert);
/* "unacknowledged", "acknowledged by anna", "shelved until 14:00 by …". */
void alert_words(const struct view *v, const struct alert_view *alert, char *out, size_t size);
const char *alert_title(const struct alert_view *alert);
/* The state of a work order: "planned" is not the machine's planned stop. */
const char *order_words(enum order_state state);
const char *call_title(const struct view *v, const struct call_view *call); /* by language */
const char *prediction_title(const struct prediction_view *p);
/* Who has it: "nobody yet", "anna comes", "anna is here", "STOP THE LINE". */
void call_words(const struct call_view *call, char *out, size_t size);
/* Whom the escalation told and whether it reached them; "" none is due. */
void call_told(const struct view *v, const struct call_view *call, char *out, size_t size);
/* "72 % in 24 h"; "– " where there is no probability. */
void prediction_words(const struct view *v, const struct prediction_view *p, char *out,
                      size_t size);
/* A span as people say it, of any length: "16 h", "3 d". */
const char *span_words(int64_t ms, char out[FORMAT_SIZE]);

/* The shape in three cells. Returns the x after. */
int draw_look(struct area a, int x, int y, const struct look_of *look);
/* One row: shape, title, who has it, for how long; what does not fit leaves from the middle. */
void draw_wanted(const struct view *v, struct area a, int y, const struct wanted *w);
/* The id it has in andond: C7, an alert's name, P3, O5. */
const char *wanted_id(const struct snapshot *s, const struct wanted *w);

#endif
