/* SPDX-License-Identifier: MIT */
/* Any bytes as the order system's queue: it is taken whole or refused with words, and what is taken
 * can be shown. */
#include "tests/fuzz/decoding.h"

#include "data/model/job.h"
#include "data/model/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    hold(length < size && text_is_clean(text, length));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct job_queue queue;
    struct cause why = {.text = ""};
    static const char nothing[1];
    int result = job_queue_read(size ? (const char *)data : nothing, size, &queue, &why);
    hold(result == 0 || (result == -1 && why.text[0] != '\0' && queue.count == 0));
    hold(queue.count <= JOBS_MAX && queue.rev >= 0);
    for (size_t i = 0; i < queue.count; i++) {
        const struct job_order *job = &queue.job[i];
        hold_text(job->id, sizeof job->id);
        hold_text(job->title, sizeof job->title);
        hold_text(job->product, sizeof job->product);
        hold(job->id[0] != '\0' && job->quantity >= 0 && job->ideal_us >= 0);
    }
    return 0;
}
