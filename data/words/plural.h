/* SPDX-License-Identifier: MIT */
/* Which of a language's plural forms a number takes: the expression of a catalogue's head, as
 * "nplurals=2; plural=n != 1;". Pure. */
#ifndef DATA_WORDS_PLURAL_H
#define DATA_WORDS_PLURAL_H

/* `rule` is a C expression of n; -1 when it is none. */
long plural_form(const char *rule, unsigned long n);

#endif
