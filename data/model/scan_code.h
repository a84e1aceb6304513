/* SPDX-License-Identifier: MIT */
/* What a barcode says: one of the commands that are printed on scan sheets. Console and andonctl
 * read scans with this and send what scan_code_request makes of them.
 *
 *   REASON:mech.jam  SCRAP:burr:3  REWORK:burr:1  UNDO  CALL:maintenance  JOB:4711
 *   MODE:cleaning  BADGE:…  SIGN:outgoing  SPLIT:tool.worn:5  PAUSE  FINISH  PRODUCT:P7
 *   ARRIVED  REPAIRED  NOTE:text  MERGE  REVERSE  FOUND:P3  NOTFOUND:P3  WORK:P3  ACK
 *   ACK:A12  SILENCE  TAKE  HERE  SOLVED
 *
 * The first word is read in either case, and so are our own ids behind it, since some barcodes have
 * capitals only; jobs, products, badges and notes are taken as they are. Pure. */
#ifndef DATA_MODEL_SCAN_CODE_H
#define DATA_MODEL_SCAN_CODE_H

#include "data/model/cause.h"
#include "data/model/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_CODES(X)                                                                         \
    X(CODE_REASON, "REASON")     /* why the open stop is; else the last */                    \
    X(CODE_SCRAP, "SCRAP")       /* a reason and a quantity */                                \
    X(CODE_REWORK, "REWORK")     /* the same */                                               \
    X(CODE_UNDO, "UNDO")         /* this person's last entry */                               \
    X(CODE_CALL, "CALL")         /* somebody of this kind is to come */                       \
    X(CODE_JOB, "JOB")           /* start it */                                               \
    X(CODE_MODE, "MODE")         /* declare it */                                             \
    X(CODE_BADGE, "BADGE")       /* who is at this terminal */                                \
    X(CODE_SIGN, "SIGN")         /* the handover, as outgoing or incoming */                  \
    X(CODE_SPLIT, "SPLIT")       /* of the same stop, another reason since so many minutes */ \
    X(CODE_PAUSE, "PAUSE")       /* the running job */                                        \
    X(CODE_FINISH, "FINISH")     /* it is done */                                             \
    X(CODE_PRODUCT, "PRODUCT")   /* it goes on with this one */                               \
    X(CODE_ARRIVED, "ARRIVED")   /* somebody came for the open or last stop */                \
    X(CODE_REPAIRED, "REPAIRED") /* … and has mended it */                                  \
    X(CODE_NOTE, "NOTE")         /* for the handover of this shift */                         \
    X(CODE_MERGE, "MERGE")       /* that stop and the one before it were one */               \
    X(CODE_REVERSE, "REVERSE")   /* this person's last entry of scrap */                      \
    X(CODE_FOUND, "FOUND")       /* what this prediction warned of was there */               \
    X(CODE_NOTFOUND, "NOTFOUND") /* … was not */                                            \
    X(CODE_WORK, "WORK")         /* ask maintenance for work because of it */                 \
    X(CODE_ACK, "ACK")           /* an alert, or without its id all that are announced */     \
    X(CODE_SILENCE, "SILENCE")   /* what sounds */                                            \
    X(CODE_TAKE, "TAKE")         /* the call that waits is theirs */                          \
    X(CODE_HERE, "HERE")         /* … and they are at the station */                        \
    X(CODE_SOLVED, "SOLVED")     /* … and it is over */
#define SCAN_CODE_ENUM(value, text) value,
enum scan_code_kind { SCAN_CODES(SCAN_CODE_ENUM) SCAN_CODE_COUNT };
#undef SCAN_CODE_ENUM

#define SCAN_CODE_MAX 120 /* bytes of a scan */

struct scan_code {
    enum scan_code_kind kind;
    char id[SCAN_CODE_MAX + 1]; /* "" where the word says it all; clean text */
    int64_t amount;             /* SCRAP, REWORK, SPLIT: millionths, more than 0 */
};

/* What the scanner typed, with or without its line end. 0, or -1 with what is wrong with it: a
 * keyboard layout that does not fit, a code that is cut or too long, one that is none of ours. */
int scan_code_read(const char *text, size_t length, struct scan_code *out, struct cause *why);

/* Whether a line of typing begins as a code does: a console takes it for a scan. */
bool scan_code_begins(const char *text, size_t length);

/* The wall time that a SPLIT means, scanned now. */
int64_t scan_code_time(const struct scan_code *code, int64_t wall_ms);

/* The members of the request (data/model/protocol.h) into an object that is open: "cmd" and what it
 * takes. */
void scan_code_request(const struct scan_code *code, int64_t wall_ms, struct jw *w);

#endif
