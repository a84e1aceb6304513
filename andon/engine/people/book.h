/* SPDX-License-Identifier: MIT */
/* The book: closed stops that people may still change, in the order in which they began, and the
 * last entries that can be undone. After a restart the store's records of
 * the stops fill it again (recall.c); what can be undone is in the checkpoint (undo_saved.c), and
 * without one the records tell of reasons. For the files of andon/engine/people;
 * the rest of the engine sees what parts.h says.
 *
 * Limits: BOOK_STOPS; beyond it the oldest small one leaves, else the oldest; also what lies in a
 * shift that is no longer among the windows. What has left is locked: older than what is kept at
 * hand. BOOK_UNDOS; the oldest can no longer be undone. */
#ifndef ANDON_ENGINE_PEOPLE_BOOK_H
#define ANDON_ENGINE_PEOPLE_BOOK_H

#include "andon/engine/parts.h"

#define BOOK_STOPS 256
#define BOOK_UNDOS 32

/* What a person entered last of an object, and what it was before: see undo.c. */
struct undo {
    bool live;
    enum command_verb verb;
    enum record_kind kind;
    char id[RECORD_ID_SIZE], other[RECORD_ID_SIZE]; /* other: the second object, or "" */
    int64_t rev, other_rev;                         /* that the entry made of them */
    int64_t wall;
    char actor[32];
    enum person_role role;
    union {
        struct stop stop[2];                    /* verbs of stops: both as they were */
        struct declared declared;               /* mode: what was declared before */
        struct {                                /* steps of a job: */
            int64_t paused;                     /* the run that the start paused; 0: none */
            enum job_state state;               /* of the order before */
            char product[ACCOUNT_PRODUCT_SIZE]; /* that was made before */
            char next[ACCOUNT_PRODUCT_SIZE];    /* … and of another product since */
        } job;
    } was;
};

struct book {
    struct stop stop[BOOK_STOPS];
    size_t stops;
    struct undo undo[BOOK_UNDOS];
    size_t next_undo;
    const struct stop *before; /* the stop in hand as it was, for its record's `was`, or NULL */
};

/* Where a stop stands: in the book, or the open one; NULL: nowhere. */
struct stop *book_find(struct station *st, int64_t number);
void book_remove(struct station *st, int64_t number);
/* The one that begins after it, the open one included, or NULL. */
struct stop *book_next(struct station *st, const struct stop *stop);
struct stop *book_before(struct station *st, const struct stop *stop);
/* All of it lies in windows whose figures can still change. */
bool book_at_hand(const struct stop *stop);
/* A shift that holds a part of it is signed or frozen. */
bool book_locked(const struct station *st, const struct stop *stop);
/* What of it was lost before `at`, into `head`: ms, parts and spans. -1: that is not known. */
int book_head(const struct station *st, const struct stop *stop, int64_t at, struct stop *head);
/* `stop` += or -= the time of another: ms, own, parts; spans only when added. */
void book_join(struct stop *stop, const struct stop *other, int sign);

#endif
