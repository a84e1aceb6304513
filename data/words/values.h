/* SPDX-License-Identifier: MIT */
/* Whether a translation may stand where its English stands as a format of printf's. Pure. */
#ifndef DATA_WORDS_VALUES_H
#define DATA_WORDS_VALUES_H

#include <stdbool.h>

/* It asks for the same values in their order (or by number: %2$s), at most for fewer at the end.
 * English that is no format (as "OEE %") may have any translation; English without values has none
 * with some. */
bool values_agree(const char *english, const char *translation);

#endif
