/* SPDX-License-Identifier: MIT */
/* What a running program may still ask of the kernel. After the start a daemon needs few system
 * calls; whoever takes it over through what it hears has no more than these: no other program, no
 * other kind of socket, no look into other processes. Nothing is ever killed for asking: a refused
 * call fails with EPERM, for the lamps go on. */
#ifndef DATA_CONFINE_CONFINE_H
#define DATA_CONFINE_CONFINE_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>

enum confine_program {
    CONFINE_STATION, /* andond: broker, records, socket, GPIO */
    CONFINE_HUB,     /* andon-hub: broker, database, webhooks */
    CONFINE_VIEW,    /* andon-hub --view: also serves a socket */
    CONFINE_GATEWAY, /* andon-gateway: broker, Modbus by TCP and serial lines */
    CONFINE_CONSOLE, /* andon-console at sockets that others serve: those, and a terminal */
    CONFINE_PROGRAMS
};

/* At the very start, before anything is parsed: no core is dumped, other processes of the same user
 * cannot look into the memory, nothing run from here gains rights. */
void confine_memory(void);

/* From now on, for all threads of this process and for ever: only what `program` needs. Call it
 * when all that only the start needs is done (forking, the socket's group) and before the first
 * byte from outside is read. Threads must not block SIGSYS. 0: it is so (also in a build with
 * sanitizers, which need more and are not confined); -1: the kernel or who started us does not
 * allow it, and nothing has changed. */
int confine_begin(enum confine_program program, struct cause *why);

#define CONFINE_SAID_SIZE 80

/* Whether something was refused that has not been told yet: which call by number and name, and its
 * first argument. Each call once in the life of the process. For the program's log, now and then;
 * one thread. */
bool confine_refused(char said[CONFINE_SAID_SIZE]);

#endif
