/* SPDX-License-Identifier: MIT */
/* Lamp patterns as functions of the boot clock: the tower lights by them and the screen draws by
 * them, so both flash together. */
#ifndef DATA_MODEL_PATTERN_H
#define DATA_MODEL_PATTERN_H

#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether a lamp with this pattern is lit at boot_ms, and until when (boot_ms, TIME_NEVER when
 * steady). Rates lie in the IEC 60073 bands: slow 0.5 Hz, fast 2 Hz. `odd` lamps of an alternating
 * pair are in anti-phase. */
bool pattern_level(enum lamp_pattern pattern, bool odd, int64_t boot_ms, int64_t *until_ms);

/* For how long of `ms` such a lamp is lit. */
int64_t pattern_lit(enum lamp_pattern pattern, int64_t ms);

#endif
