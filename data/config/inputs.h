/* SPDX-License-Identifier: MIT */
/* Contacts at the station, as configured: buttons, cords, a running contact, a part sensor. Part of
 * struct config. */
#ifndef DATA_CONFIG_INPUTS_H
#define DATA_CONFIG_INPUTS_H

#include "data/config/origin.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_INPUTS_MAX 32

/* What a contact does. The first five are presses; the others are levels. */
#define INPUT_DOES(X)                                                                  \
    X(INPUT_CALL, "call", "call TYPE: raises a call of this type")                     \
    X(INPUT_CANCEL, "cancel", "cancels the last call that was raised by a button")     \
    X(INPUT_ACK, "ack", "acknowledges the alerts that are shown")                      \
    X(INPUT_SILENCE, "silence", "silences the buzzer")                                 \
    X(INPUT_NOTHING, "nothing", "does nothing; its level is shown")                    \
    X(INPUT_RUNNING, "running", "closed: the machine runs")                            \
    X(INPUT_PART, "part", "each closing is one part times scale")                      \
    X(INPUT_FEEDBACK, "feedback", "feedback LAMP: closed while the lamp really burns") \
    X(INPUT_SIGNAL, "signal", "signal NAME: the value of [signal NAME], which has no topic")
#define INPUT_ENUM(value, text, help) value,
enum input_does { INPUT_DOES(INPUT_ENUM) INPUT_DOES_COUNT };
#undef INPUT_ENUM
extern const struct words words_input_does;

struct input_action {
    enum input_does does;
    char of[48]; /* CALL: type; FEEDBACK: lamp; SIGNAL: signal */
    int index;   /* … of the lamp or signal; -1 */
};

enum input_bias { BIAS_AS_IS, BIAS_NONE, BIAS_PULL_UP, BIAS_PULL_DOWN };
enum inputs_backend { INPUTS_AS_TOWER, INPUTS_SIM, INPUTS_GPIO };

/* [input NAME] */
struct input_conf {
    char name[24];
    char line[64]; /* GPIO line name, or CHIPLABEL:OFFSET; "" for sim */
    bool active_low;
    enum input_bias bias;
    int64_t debounce_ms;
    char does[64], long_does[64], double_does[64]; /* as written */
    struct input_action press, held, twice;        /* … read; NOTHING: is not told from a press */
    int64_t hold_ms, double_ms;
    int64_t scale;           /* PART: amount of a pulse */
    enum signal_role counts; /* PART */
    int64_t stuck_ms;        /* a button that is held for longer is stuck; 0: never */
    int64_t rate_max;        /* closings a second, in millionths; 0: any */
    int signal;              /* what shows its level; made for it unless it does SIGNAL */
    struct config_origin origin;
};

#endif
