/* SPDX-License-Identifier: MIT */
/* The directory in which a program serves its socket: one such program in each, by a lock that goes
 * with the process. What somebody removes of it, the directory itself too, is made anew. */
#ifndef DATA_SERVE_PLACE_H
#define DATA_SERVE_PLACE_H

#include "data/model/cause.h"

#include <sys/types.h>

#define PLACE_PATH_SIZE 320
#define PLACE_LOOK_MS   2000 /* how often to look after it */

/* What is said of it in logs. */
#define PLACE_ANEW "the socket was removed, maybe with its directory, and is made anew%s%s"
#define PLACE_LOST                                                                                 \
    "the socket was removed and cannot be made anew: %s (nobody new gets in until it is, or this " \
    "is started anew)"

struct server;

struct place {
    const char *program;             /* static text */
    char directory[PLACE_PATH_SIZE]; /* RUN */
    char lock_path[PLACE_PATH_SIZE]; /* RUN/PROGRAM.lock, which holds our pid */
    int lock;                        /* -1: none */
    mode_t mode;                     /* of the directory when it was taken, and whose group */
    gid_t group;
    struct cause told; /* why it could not be made anew, as last said */
};

/* Make `run` when it is not there (0755 less umask), and lock RUN/PROGRAM.lock. 0, or -1 with who
 * holds it; then there is nothing to release. */
int place_take(struct place *place, const char *run, const char *program, struct cause *why);

/* Whether all of it is there, and if not, make it: directory, lock, and the socket of `server`,
 * with the rights they had. 0: it is there, or what keeps it away was said before; 1: made anew,
 * and what `why` then holds is a warning; -1 with the cause: somebody else has taken it, or it
 * cannot be made. Blocks no longer than a look at three files. */
int place_look(struct place *place, struct server *server, struct cause *why);

/* Remove the lock file, as long as it is still ours, and let go. Of a zeroed place that was never
 * taken: nothing. */
void place_release(struct place *place);

#endif
