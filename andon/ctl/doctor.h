/* SPDX-License-Identifier: MIT */
/* What the files of andonctl doctor share: the list of what was found, and who looks where. */
#ifndef ANDON_CTL_DOCTOR_H
#define ANDON_CTL_DOCTOR_H

#include "andon/ctl/ctl.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define FINDINGS_MAX 64

struct finding {
    bool wrong; /* else worth knowing */
    char what[256], fix[256];
};

struct findings {
    struct finding item[FINDINGS_MAX];
    size_t count;
    size_t dropped; /* beyond the limit */
};

/* `what` is sanitised: it may hold what came from outside. */
void doctor_find(struct findings *f, bool wrong, const char *what, const char *fix);
/* The same in pieces; `fix` is fixed text. */
void doctor_say(struct findings *f, bool wrong, const char *fix, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Nothing is wrong; notes there may be. */
bool doctor_well(const struct findings *f);

/* doctor_print.c: on standard output. `running`: somebody answered. */
void doctor_print(const struct findings *f, bool running, bool as_json);

/* doctor_absent.c: nobody answers, `why` in the client's words: what may be the reason. */
void doctor_absent(const struct ctl *ctl, const char *why, struct findings *f);
/* A crash of a daemon, known by its report. */
void doctor_crash(int64_t crashed, const char *what, const char *where, struct findings *f);

/* doctor_files.c: the configuration of --config or of the default place, where there is one, and
 * the files it names: who may read keys, until when certificates hold. `whole`: what is wrong with
 * the configuration itself, too. */
void doctor_files(const struct ctl *ctl, bool whole, struct findings *f);

/* doctor_hub.c: a hub's view, by its answer to `status`. */
void doctor_hub(const json_t *view, struct findings *f);

#endif
