/* SPDX-License-Identifier: MIT */
/* What is left of a daemon that crashed: a file with the signal, where in which module, what the
 * thread did, and the latest messages' numbers; never what was in memory. Written in the signal
 * handler by calls that are safe there; afterwards the signal kills as it would have. */
#ifndef DATA_SERVICE_CRASH_H
#define DATA_SERVICE_CRASH_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#define CRASH_KEPT 5 /* reports of one program that stay */

/* An earlier crash, by its file. */
struct crash_note {
    int64_t wall_ms;
    char file[64]; /* its name in DATA/crash */
    char what[80]; /* its first line: "andond 0.1.0 crashed: SIGSEGV" */
};

/* From now on a crash of this process is reported into DATA/crash (made when it is not there, 0700)
 * and on stderr. Once, before other threads. Borrows `program` and `version` for ever. Reports that
 * nobody was told of yet are told as message `crashed`; older ones than the last CRASH_KEPT are
 * removed. When there can be no directory that is said as `unreported`, but not when there is no
 * DATA at all. Built with a sanitizer nothing is caught: those report by themselves. */
void crash_begin(const char *program, const char *version, const char *data, int crashed,
                 int unreported);

/* What a thread of ours blocks, whose signals are the loop's business: all, but not what tells of a
 * fault of its own (blocked, it would kill without a report) nor SIGSYS (data/confine). */
void crash_thread_mask(sigset_t *set);

/* What the calling thread does now: words that live for ever. NULL: nothing. */
void crash_phase(const char *words);

/* The reports of a program in DATA/crash, newest first; how many, at most `max`. */
size_t crash_list(const char *data, const char *program, struct crash_note *notes, size_t max);

#endif
