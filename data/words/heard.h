/* SPDX-License-Identifier: MIT */
/* What a daemon says in a sentence of its own ("job 4711 is finished"), in the language in use. The
 * wire and the records stay English; the catalogues know the daemon's formats with the context
 * "heard" (console/po/extract.sh takes them from its sources, so none can be forgotten). Pure. */
#ifndef DATA_WORDS_HEARD_H
#define DATA_WORDS_HEARD_H

#include <stddef.h>

#define HEARD_SIZE 1024

/* The format that leaves the least for its values is the one; values that are sentences or words of
 * the protocol are said in the language, too, names stay. A sentence made of several ("…; 2 more")
 * is said part by part. What no format knows stays as it is, as everything does in English. Returns
 * `out`, cut at a whole character when it does not fit. */
const char *words_heard(const char *english, char *out, size_t size);

/* The same of a cell of a table, which may be a name: words that are known as they stand, and the
 * decimal point of a figure ("72.9 %"). */
const char *words_heard_word(const char *english, char *out, size_t size);

#endif
