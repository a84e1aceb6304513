/* SPDX-License-Identifier: MIT */
/* How German is written where there are no umlauts: ae, oe, ue, ss, as in addresses and telexes;
 * never the bare vowel, which makes other words ("schon" of "schön"). */
#ifndef DATA_WORDS_SPELL_H
#define DATA_WORDS_SPELL_H

#include <stddef.h>

/* In place: in UTF-8 each of them takes as many bytes as the two letters for it. Within a word of
 * capitals they are capitals, too: UEBERGABE, Uebergabe. */
void spell_german(char *text, size_t size);

#endif
