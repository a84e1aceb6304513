/* SPDX-License-Identifier: MIT */
/* Words for people in their language. The English ones stand in the sources and are the keys; the
 * others come from catalogues (console/po, compiled by msgfmt), chosen at run time. Asking does no
 * I/O: pure code may.
 *
 *     put(_("not explained"));                     in code
 *     {N_("stop"), …}  then  _(row->label)         in tables: marked there, translated when drawn
 *     words_n("%ld stop", "%ld stops", n)          what is counted
 *     C_("key", "log")                             one English word that is two elsewhere
 *
 * Whole sentences with %s, never glued pieces. Never for words of the protocol or of records.
 *
 * Not glibc's gettext(): it ignores LANGUAGE in the locale C, since 2.39 in C.UTF-8 too, which are
 * all that a minimal Debian has; and it wants the environment changed, for the whole process. */
#ifndef DATA_WORDS_H
#define DATA_WORDS_H

#include "data/model/cause.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>

#define WORDS_TAG_SIZE      12 /* "es_MX" */
#define WORDS_LANGUAGES_MAX 32

#define _(english)            words_say(english)
#define N_(english)           english
#define C_(context, english)  words_c(context "\004" english)
#define NC_(context, english) context "\004" english /* in tables; _() knows it */

/* In the language in use; what has no translation stays as it is, without the context of NC_. Valid
 * as long as the program. */
const char *words_say(const char *english) __attribute__((format_arg(1)));
const char *words_n(const char *one, const char *many, long n) __attribute__((format_arg(1)))
__attribute__((format_arg(2)));
const char *words_c(const char *context_and_english);

/* A word of the protocol as people say it: words_of(&words_machine_state, MS_RUNNING). What is
 * sent, kept or read stays word_name(). */
const char *words_of(const struct words *list, int value);
/* The same of one that came as text: "operator", "unacknowledged". */
const char *words_for(const char *protocol_word);

/* What the catalogue in use says with that context, one after the other in the order of its keys;
 * false behind the last one, and in English. */
struct words_pair {
    const char *english, *said;
};
bool words_entry(const char *context, unsigned index, struct words_pair *out);

/* The language in use: "de", "es_MX"; "en" is that of the sources. */
const char *words_language(void);
const char *words_html(void); /* … as HTML's lang wants it: "de", "es" */
/* One higher whenever the language changes: who keeps translated text asks anew. */
unsigned words_turn(void);

/* From now on the first of `wanted` that is known, as in $LANGUAGE: "de_AT.UTF-8:es"; without the
 * region when that one is not there, and then any of that language. False: none, it is English
 * now. */
bool words_use(const char *wanted);
int words_which(const char *wanted); /* … which that is, for words_tag and words_name; -1 none */

/* The terminal has the letters of ASCII only: German says ae, oe, ue, ss then. Whether it does now;
 * names that people gave are spelt alike then (spell.h). */
void words_ascii(bool only);
bool words_spelt(void);

/* How well a language answers the tag `wanted` of that length: 3 the same, 2 the language without
 * its region, 1 another region's, 0 not. */
int words_suit(const char *tag, const char *wanted, size_t length);

/* What can be chosen: 0 is English, then in order of their tags; NULL behind the last one. The name
 * is in its own language. */
const char *words_tag(int index);
const char *words_name(int index);

/* Makes known what a .mo file (little endian) says; the bytes stay the caller's and must stay. A
 * second one of the same tag takes the place of the first. -1: not such a file, or damaged. */
int words_add(const char *tag, const void *bytes, size_t size, struct cause *why);

#endif
