/* SPDX-License-Identifier: MIT */
/* Cross-checks of what a station hears: data-quality faults that no single message shows (counts
 * that do not add up, a clock that is off), as the snapshot and the console see them. The engine
 * finds them; they change no count, state, figure or lamp by themselves. */
#ifndef DATA_MODEL_ANDON_CHECK_H
#define DATA_MODEL_ANDON_CHECK_H

#include "data/model/json.h"
#include "data/model/record.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdint.h>

#define CHECKS(X)                                                                               \
    X(CHECK_BALANCE, "count-balance", "total is not good and scrap together")                   \
    X(CHECK_STOPPED, "counting-stopped", "parts are counted while the machine says it stands")  \
    X(CHECK_NO_PARTS, "running-no-parts", "the machine says it runs, but no parts come")        \
    X(CHECK_JUMP, "counter-jump", "a counter rises by more than can be made")                   \
    X(CHECK_CYCLE, "ideal-cycle", "parts come at another pace than ideal_cycle allows")         \
    X(CHECK_SPEED, "speed-unit", "the speed and the parts counted differ by a factor of units") \
    X(CHECK_UNIT, "unit", "readings that cannot be in the signal's unit")                       \
    X(CHECK_STUCK, "stuck", "a reading does not move any more while the machine runs")          \
    X(CHECK_CLOCK, "clock-off", "a source's clock is off, by minutes or a time zone")           \
    X(CHECK_ORDER, "time-order", "a source's times go backwards")                               \
    X(CHECK_TWICE, "told-twice", "amounts arrive twice")                                        \
    X(CHECK_DISAGREE, "disagree", "state and running bit say different things")
#define CHECK_ENUM(value, text, help) value,
enum check_kind { CHECKS(CHECK_ENUM) CHECK_KIND_COUNT };
#undef CHECK_ENUM
extern const struct words words_check;

#define CHECK_TEXT_SIZE 192
struct check_view {
    char id[RECORD_ID_SIZE]; /* F12: of its record */
    enum check_kind kind;
    int64_t since;              /* wall */
    int64_t for_ms;             /* boot clock */
    char signals[96];           /* those it is about, ", " between them */
    char text[CHECK_TEXT_SIZE]; /* what is wrong, in numbers */
    char advice[160];           /* what to do about it */
};
#define SNAPSHOT_CHECKS 16

void check_view_init(struct check_view *check);
void check_view_put(struct jw *w, const struct check_view *check); /* an object in an array */
void check_view_get(const json_t *json, struct check_view *check);
/* Whether the signal of that name is one of those it is about. */
bool check_view_names(const struct check_view *check, const char *signal);

#endif
