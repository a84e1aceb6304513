/* SPDX-License-Identifier: MIT */
/* Where a trial's data come from: files (recordings of a broker, or CSV) or a station's history. */
#ifndef ANDON_CTL_PREDICT_FEEDING_H
#define ANDON_CTL_PREDICT_FEEDING_H

#include "andon/ctl/ctl.h"
#include "andon/ctl/predict/trial.h"

/* What counts as the failure: a stop whose reason, or reason suggested by the machine's fault, is
 * one of these ids (", " between them); NULL: none does. */
struct feeding {
    const struct ctl *ctl;
    const struct config *config; /* whose reasons a fault of the machine means */
    const char *failures;
    int64_t from_ms, to_ms; /* only data of that time; TIME_NONE */
    int64_t lines, refused; /* CSV: rows taken, and those that could not be read */
    char first_refused[160];
};

/* A stop with that reason, or that suggestion; NULL or "": none. */
bool feeding_is_failure(const struct feeding *feeding, const char *reason, const char *suggested);

/* Each feeds the trial to the end, and returns CTL_DONE or says what is wrong. */
int feed_csv(struct feeding *feeding, struct trial *trial, const char *path);
int feed_recordings(struct feeding *feeding, struct trial *trial, const char *const *paths,
                    size_t count);
int feed_history(struct feeding *feeding, struct trial *trial);

/* One line of CSV in place: fields without quotes, at most `most`. Returns how many, -1: a quote
 * that does not end, or too many. */
int csv_split(char *line, char delimiter, char **field, int most);
/* A field's number, spaces around it; "1,5" too where the comma is no delimiter. 0, else none. */
int csv_number(const char *field, char delimiter, int64_t *amount);
/* "Volume Flow" is written volume_flow in a configuration. */
void csv_name(const char *head, char *out, size_t size);

#endif
