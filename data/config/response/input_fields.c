/* SPDX-License-Identifier: MIT */
/* The rows of [input NAME]; inputs.c in this folder looks at what their values mean. */
#include "data/config/response/input_fields.h"

#include "data/config/plant/rows.h"

#define DOES_NAME(value, text, help) [value] = text,
static const char *const does_names[] = {INPUT_DOES(DOES_NAME)};
#undef DOES_NAME
const struct words words_input_does = WORDS(does_names);

static const char *const backend_names[] = {"as-tower", "sim", "gpio"};
static const char *const polarity_names[] = {"high", "low"};
static const char *const bias_names[] = {"as-is", "none", "pull-up", "pull-down"};
static const char *const counts_names[] = {"total", "good", "scrap", "rework"};
const struct words words_inputs_backend = WORDS(backend_names);
static const struct words words_polarity = WORDS(polarity_names);
static const struct words words_bias = WORDS(bias_names);
static const struct words words_counts = WORDS(counts_names);
_Static_assert(ROLE_GOOD == ROLE_TOTAL + 1 && ROLE_REWORK == ROLE_TOTAL + 3,
               "the words stand in the order of the enum");

#define INPUT(member) IN(struct input_conf, member)
#define BUTTON        "call TYPE, cancel, ack or silence"
const struct field input_name = {NAME(F_ID, INPUT(name)), EXAMPLE("call-button"),
                                 FLAGS(FIELD_REQUIRED)};
const struct field input_fields[INPUT_FIELDS] = {
    {KEY("line", F_TEXT, INPUT(line)), EXAMPLE("BUTTON_1"),
     HELP("With GPIO lines: name of the line, or CHIPLABEL:OFFSET.")},
    {KEY("polarity", F_FLAG, INPUT(active_low)), OF(&words_polarity), DEFAULT("high"),
     HELP("Level of the line at which the contact is closed.")},
    {KEY("bias", F_WORD, INPUT(bias)), OF(&words_bias), DEFAULT("as-is"),
     HELP("The chip's own resistor. One that the chip has not is told and left out: a resistor on "
          "the board is better.")},
    {KEY("debounce", F_MS, INPUT(debounce_ms)), RANGE(0, S_MS), DEFAULT("20 ms"), FLAGS(FIELD_KPI),
     HELP("A level counts when it has stood for this long.")},
    {KEY("does", F_TEXT, INPUT(does)), EXAMPLE("silence"), FLAGS(FIELD_REQUIRED | FIELD_KPI),
     HELP(
         "What it is for: " BUTTON "; running (closed: the machine runs), part (each closing is "
         "one part), feedback LAMP (closed while the lamp really burns), signal NAME (the value of "
         "a [signal NAME] without topic), or nothing.")},
    {KEY("hold", F_MS, INPUT(hold_ms)), RANGE(100, 60 * S_MS), DEFAULT("2 s"),
     HELP("A press of this length is a long one, where long says what that does.")},
    {KEY("long", F_TEXT, INPUT(long_does)), EXAMPLE("cancel"),
     HELP("What a long press does: " BUTTON ". A short one then counts when it is let go.")},
    {KEY("double", F_TEXT, INPUT(double_does)), EXAMPLE("silence"),
     HELP("What two presses within double_within do: " BUTTON ". One press alone then counts only "
          "when that time is over.")},
    {KEY("double_within", F_MS, INPUT(double_ms)), RANGE(100, 5 * S_MS), DEFAULT("400 ms"),
     HELP("From letting go to the second press.")},
    {KEY("scale", F_AMOUNT, INPUT(scale)), RANGE(1, 1000000 * S_US), DEFAULT("1"), FLAGS(FIELD_KPI),
     HELP("With does = part: parts that one closing stands for.")},
    {KEY("counts", F_WORD, INPUT(counts)), OF(&words_counts), .first = ROLE_TOTAL, DEFAULT("total"),
     FLAGS(FIELD_KPI), HELP("With does = part: what it counts.")},
    {KEY("stuck", F_MS, INPUT(stuck_ms)), RANGE(0, DAY_MS), DEFAULT("30 s"),
     HELP("A button that stays closed for longer is stuck: it is told, and does nothing more until "
          "it is open again. 0: never.")},
    {KEY("max_rate", F_AMOUNT, INPUT(rate_max)), RANGE(0, 1000 * S_US), DEFAULT("20"),
     FLAGS(FIELD_KPI),
     HELP(
         "Closings a second that are possible: nearer ones are not believed, and how many may have "
         "been missed is reckoned with it. 0: any.")},
    RETIRED,
};
