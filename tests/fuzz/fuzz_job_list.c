/* SPDX-License-Identifier: MIT */
/* Any bytes as a list of jobs: each becomes a job that can be shown, or there are messages that
 * name the file and a line of it. */
#include "data/config/plant/plant.h"
#include "data/model/job.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static void taken(const struct job_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct job_conf *job = &list->job[i];
        hold(job->name[0] && text_is_clean(job->name, strlen(job->name)));
        hold(text_is_clean(job->title, strlen(job->title)) && job->quantity >= 0);
        hold(job->due_text[0] == '\0' || moment_valid(job->due_text));
        for (size_t k = 0; k < i; k++)
            hold(strcmp(list->job[k].name, job->name) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct loader l;
    struct config_report report;
    struct job_conf jobs[JOBS_MAX];
    struct job_list list = {.job = jobs, .capacity = JOBS_MAX};
    if (load_begin(&l) != 0)
        return 0;
    job_list_read(&l, "f", (const char *)data, size, &list);
    hold(list.count <= JOBS_MAX);
    if (l.problems == 0)
        taken(&list);
    problems_report(&l, &report);
    for (size_t i = 0; i < report.count; i++) {
        hold(strncmp(report.message[i], "f:", 2) == 0);
        hold(text_is_clean(report.message[i], strlen(report.message[i])));
    }
    config_report_done(&report);
    struct config *config = l.config;
    config_free(&config);
    return 0;
}
