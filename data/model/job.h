/* SPDX-License-Identifier: MIT */
/* The queue of jobs as the order system states it on …/job: {"rev":n,"jobs":[…]} (design.md §7). */
#ifndef DATA_MODEL_JOB_H
#define DATA_MODEL_JOB_H

#include "data/model/cause.h"

#include <stddef.h>
#include <stdint.h>

#define JOBS_MAX 64

struct job_order {
    char id[32], title[64], product[64];
    int64_t quantity; /* amount; 0: open end */
    int64_t due;      /* wall ms, TIME_NONE */
    int64_t ideal_us; /* 0: the product's */
};

struct job_queue {
    int64_t rev;
    size_t count;
    struct job_order job[JOBS_MAX]; /* in the order in which they are to be made */
};

/* Read a payload. Members of a job: id (needed), product, quantity, title, due (epoch ms or ISO
 * 8601), ideal_cycle_s. Text is sanitised. 0, or -1 with the cause: nothing of it holds. */
int job_queue_read(const char *json, size_t length, struct job_queue *out, struct cause *why);

#endif
