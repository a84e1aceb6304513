/* SPDX-License-Identifier: MIT */
/* What the files of andonctl doctor share: the list of what was found, and who looks where. */
#ifndef ANDON_CTL_DOCTOR_H
#define ANDON_CTL_DOCTOR_H

#include "andon/ctl/ctl.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* doctor_units.c: units of ours on this machine that shall run and do not, where there is systemd.
 */
void doctor_units(struct findings *f);
/* Whether that unit runs, as far as systemd's files tell. */
bool doctor_unit_runs(const char *name);

/* Others than a station, by their answer to `status`: doctor_hub.c, doctor_ingest.c,
 * doctor_gateway.c. False: it is none of theirs. */
bool doctor_others(const json_t *status, struct findings *f);
void doctor_hub(const json_t *view, struct findings *f);
void doctor_ingest(const json_t *ingest, struct findings *f);
void doctor_gateway(const json_t *gateway, struct findings *f);

/* What they have in common: a number in an object of the answer, 0 where there is none; and how the
 * process itself is, `who` in words, `where` its reports of crashes are. */
int64_t doctor_number(const json_t *status, const char *group, const char *key);
bool doctor_yes(const json_t *status, const char *group, const char *key);
void doctor_link(const json_t *status, const char *fix, const char *means, struct findings *f);
void doctor_process(const json_t *status, const char *who, const char *where, struct findings *f);

#endif
