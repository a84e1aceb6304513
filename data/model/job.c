/* SPDX-License-Identifier: MIT */
/* The order system's queue of jobs, read from its message. All or nothing: a queue that is half
 * right would let the wrong thing be made. Called by the daemon for …/job. Members that it does not
 * know are ignored, so that an order system may say more than a station needs. Owns nothing. */
#include "data/model/job.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define CYCLE_MAX_S 1000000 /* eleven days */
#define TIME_LIMIT  (INT64_C(1) << 52)

struct place {
    size_t index;
    struct cause *why;
};

static int wrong(const struct place *at, const char *member, const char *what)
{
    return cause_set(at->why, -1, "jobs[%zu]: \"%s\" %s", at->index, member, what);
}

/* Absent and null are "". A number is a text, too: many order systems number their orders. What
 * does not fit is refused, for two that are cut may be the same. */
static int read_text(const struct place *at, const json_t *job, const char *member, char *out,
                     size_t size)
{
    const json_t *value = json_object_get(job, member);
    char number[32];
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    out[0] = '\0';
    if (!value || json_is_null(value))
        return 0;
    if (json_is_integer(value)) {
        length =
            (size_t)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        text = number;
    }
    if (!text)
        return wrong(at, member, "must be a text");
    if (length >= size)
        return wrong(at, member, "is too long");
    (void)text_sanitise(text, length, out, size);
    return 0;
}

static int read_number(const struct place *at, const json_t *job, const char *member, double most,
                       int64_t *amount)
{
    const json_t *value = json_object_get(job, member);
    *amount = 0;
    if (!value || json_is_null(value))
        return 0;
    if (!json_is_number(value))
        return wrong(at, member, "must be a number");
    double number = json_number_value(value);
    if (number < 0)
        return wrong(at, member, "must not be negative");
    if (number > most || amount_from_double(number, amount) != 0)
        return wrong(at, member, "is more than can be");
    return 0;
}

static int read_due(const struct place *at, const json_t *job, int64_t *due)
{
    const json_t *value = json_object_get(job, "due");
    const char *text = json_string_value(value);
    bool zone = true;
    *due = TIME_NONE;
    if (!value || json_is_null(value))
        return 0;
    if (json_is_integer(value))
        *due = json_integer_value(value);
    else if (!text || time_from_iso8601(text, json_string_length(value), due, &zone) != 0)
        return wrong(at, "due", "must be epoch ms or an ISO 8601 date and time");
    if (!zone)
        return wrong(at, "due", "must say its zone: Z or +hh:mm");
    return *due >= 0 && *due <= TIME_LIMIT ? 0 : wrong(at, "due", "is no time of ours");
}

static int read_job(const struct place *at, const json_t *job, struct job_order *out)
{
    if (!json_is_object(job))
        return cause_set(at->why, -1, "jobs[%zu] must be an object", at->index);
    if (read_text(at, job, "id", out->id, sizeof out->id) != 0 ||
        read_text(at, job, "title", out->title, sizeof out->title) != 0 ||
        read_text(at, job, "product", out->product, sizeof out->product) != 0 ||
        read_number(at, job, "quantity", 1e12, &out->quantity) != 0 ||
        read_number(at, job, "ideal_cycle_s", CYCLE_MAX_S, &out->ideal_us) != 0 ||
        read_due(at, job, &out->due) != 0)
        return -1;
    return out->id[0] != '\0' ? 0 : wrong(at, "id", "is needed");
}

static int read_jobs(const json_t *jobs, struct job_queue *out, struct cause *why)
{
    size_t count = json_array_size(jobs);
    if (!json_is_array(jobs))
        return cause_set(why, -1, "\"jobs\" must be an array");
    if (count > JOBS_MAX)
        return cause_set(why, -1, "%zu jobs: a station holds %d", count, JOBS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct place at = {.index = i, .why = why};
        if (read_job(&at, json_array_get(jobs, i), &out->job[i]) != 0)
            return -1;
        for (size_t k = 0; k < i; k++)
            if (strcmp(out->job[k].id, out->job[i].id) == 0)
                return wrong(&at, "id", "stands there twice");
    }
    out->count = count;
    return 0;
}

static int read_queue(const json_t *root, struct job_queue *out, struct cause *why)
{
    const json_t *rev = json_object_get(root, "rev");
    if (!json_is_object(root))
        return cause_set(why, -1, "not an object {\"rev\":n,\"jobs\":[…]}");
    if (!json_is_integer(rev) || json_integer_value(rev) < 0)
        return cause_set(why, -1, "\"rev\" must be a whole number, 0 or more");
    out->rev = json_integer_value(rev);
    return read_jobs(json_object_get(root, "jobs"), out, why);
}

int job_queue_read(const char *json, size_t length, struct job_queue *out, struct cause *why)
{
    json_error_t error;
    *out = (struct job_queue){0};
    json_t *root = json_loadb(json, length, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        char text[64];
        (void)text_sanitise(error.text, strlen(error.text), text, sizeof text);
        return cause_set(why, -1, "not JSON: line %d: %s", error.line, text);
    }
    int result = read_queue(root, out, why);
    json_decref(root);
    if (result != 0)
        *out = (struct job_queue){0};
    return result;
}
