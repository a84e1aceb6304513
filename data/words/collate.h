/* SPDX-License-Identifier: MIT */
/* Lists in the order that readers of a language expect, without a locale of the system's: terminals
 * in a factory have C. Pure.
 *
 * First the letters: upper as lower, marks aside ("Öl" as "Ol", "ß" as "ss"), but ñ behind n in
 * Spanish; kana as they are counted (hiragana as katakana, small as large, が as か, ー as the
 * vowel before it), kanji behind them by their code point; a number by its value ("press 2" before
 * "press 10"); blanks and signs before digits, digits before letters. Then, where all letters
 * agree, the marks, then upper behind lower and katakana behind hiragana; then the bytes, so that
 * it is an order of all texts. */
#ifndef DATA_WORDS_COLLATE_H
#define DATA_WORDS_COLLATE_H

#include <stdbool.h>

/* Below, equal to or above 0, as strcmp; `language` as words_language() says it. Two texts may
 * have 250 letters; what is behind those is compared by bytes. */
int collate(const char *a, const char *b, const char *language);

/* Are the letters of `part` those of some part of `text`, marks and case aside? An empty part is.
 */
bool collate_has(const char *text, const char *part, const char *language);

#endif
