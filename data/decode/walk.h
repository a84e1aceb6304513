/* SPDX-License-Identifier: MIT */
/* Through a JSON document member by member, where the names are not known beforehand. First the
 * whole document is checked (scan.h), then its containers are walked where they stand: no tree, no
 * allocation. */
#ifndef DATA_DECODE_WALK_H
#define DATA_DECODE_WALK_H

#include "data/decode/scan.h"
#include "data/model/cause.h"

/* Check the document. 0 and what it is in `*root`; -1: `why` says what is wrong with it, and where.
 */
int walk_document(const char *text, size_t length, struct scan_value *root, struct cause *why);

/* Over the members of an object or the items of an array that walk_document has checked; of
 * anything else there are none. Repeated keys come as often as they stand there. */
struct walk {
    const char *p, *end;
    bool object;
};
void walk_begin(struct walk *walk, const struct scan_value *container);
/* False: that was all. `key` (a TEXT, of objects only; else ABSENT) may be NULL. */
bool walk_next(struct walk *walk, struct scan_value *key, struct scan_value *value);

/* The same for going down into everything, once over the bytes: a container's end is not looked
 * for, its length is 0 and the walk stands at its bracket; walk it with walk_down and go on from
 * where that ended (walk->p). `walk` itself must be of walk_down, too. */
void walk_down(struct walk *walk, const char *bracket, const char *end);
bool walk_open(struct walk *walk, struct scan_value *key, struct scan_value *value);

/* The member of that name (the first, as it stands there: without escapes); ABSENT: there is none,
 * or it is no object. */
struct scan_value walk_get(const struct scan_value *object, const char *key);

/* Whether a TEXT is exactly this (keys and words of protocols hold no escapes). */
bool walk_is(const struct scan_value *text, const char *word);

#endif
