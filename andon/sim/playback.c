/* SPDX-License-Identifier: MIT */
/* Plays capture files (design.md §7) to a broker at their own pace or faster. Topic, payload, QoS
 * and retain flag go out as they were recorded; times inside payloads stay as they are. Reads a
 * line at a time, so that a capture may be of any size. Called by main. */
#include "andon/sim/sim.h"
#include "data/decode/capture.h"
#include "data/link/link.h"
#include "data/model/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOPIC_MAX  65535
#define COMPLAINTS 10 /* lines that are named; the rest is counted */
#define BURST      200

struct playback {
    struct sim *sim;
    size_t file; /* index of the one that is open */
    FILE *in;
    char *text; /* getline's */
    size_t text_size;
    int64_t line_number;
    int64_t base_us,
        last_us; /* where this file begins on the common time line, and how far it is */
    bool file_begun;
    struct capture_line line; /* next to play, when `ready` */
    bool ready;
    int64_t start_us;
    int64_t played, skipped;
};

int playback_check(const struct options *options, struct cause *why)
{
    for (size_t i = 0; i < options->file_count; i++) {
        FILE *f = fopen(options->files[i], "re");
        if (!f)
            return cause_set(why, -1, "%.200s: %s", options->files[i], strerror(errno));
        (void)fclose(f);
    }
    return 0;
}

static void skip(struct playback *p, const char *why)
{
    if (p->skipped++ < COMPLAINTS)
        (void)fprintf(stderr, "andon-sim: %s:%" PRId64 ": skipped: %s\n",
                      p->sim->options->files[p->file], p->line_number, why);
}

/* What no broker would take would only break the connection, again and again. */
static const char *unplayable(const struct capture_line *line)
{
    size_t length = strlen(line->topic);
    if (strcmp(line->source, "mqtt") != 0)
        return "not MQTT";
    if (length == 0 || length > TOPIC_MAX || strpbrk(line->topic, "+#") ||
        !utf8_valid(line->topic, length))
        return "not a topic to publish to";
    if (line->topic[0] == '$')
        return "the broker's own topic";
    if (line->length > LINK_PAYLOAD_MAX)
        return "payload too long";
    return NULL;
}

/* Several files are one recording in pieces: one that starts over comes after the one before. */
static void place(struct playback *p)
{
    if (!p->file_begun && p->base_us + p->line.t_us < p->last_us)
        p->base_us = p->last_us;
    p->file_begun = true;
    p->line.t_us += p->base_us;
    if (p->line.t_us > p->last_us)
        p->last_us = p->line.t_us;
}

static bool is_wanted(struct playback *p)
{
    const struct options *o = p->sim->options;
    if (p->line.t_us < o->from_us || p->line.t_us >= o->to_us)
        return false;
    const char *why = unplayable(&p->line);
    if (why)
        skip(p, why);
    return !why;
}

static bool open_next(struct playback *p)
{
    const struct options *o = p->sim->options;
    if (p->in) {
        (void)fclose(p->in);
        p->in = NULL;
        p->file++;
    }
    if (p->file == o->file_count)
        return false;
    p->line_number = 0;
    p->file_begun = false;
    p->in = fopen(o->files[p->file], "re");
    if (p->in)
        return true;
    (void)fprintf(stderr, "andon-sim: %s: %s\n", o->files[p->file], strerror(errno));
    return false;
}

/* The next line to play into p->line; false at the end of all files. */
static bool read_next(struct playback *p)
{
    struct cause why;
    while (p->in || open_next(p)) {
        ssize_t n = getline(&p->text, &p->text_size, p->in);
        if (n < 0) {
            if (!open_next(p))
                return false;
            continue;
        }
        p->line_number++;
        if (p->text[n - 1] == '\n')
            n--;
        int rc = capture_parse(p->text, (size_t)n, &p->line, &why);
        if (rc < 0)
            skip(p, why.text);
        if (rc <= 0)
            continue;
        place(p);
        if (is_wanted(p))
            return true;
        capture_line_done(&p->line);
    }
    return false;
}

static void rewind_all(struct playback *p)
{
    p->file = 0;
    p->base_us = p->last_us = 0;
    p->start_us = sim_now_us();
    p->ready = read_next(p);
}

static int64_t due_us(const struct playback *p)
{
    const struct options *o = p->sim->options;
    if (!(o->speed > 0))
        return 0;
    return p->start_us + (int64_t)((double)(p->line.t_us - o->from_us) / o->speed);
}

static void play_due(struct playback *p)
{
    for (int i = 0; i < BURST && p->ready && due_us(p) <= sim_now_us(); i++) {
        int flags = (p->line.qos > 0 ? PUBLISH_QOS1 : 0) |
                    (p->line.retain || p->line.stored ? PUBLISH_RETAIN : 0);
        if (!publisher_put(p->sim->publisher[0], p->line.topic, p->line.payload, p->line.length,
                           flags))
            return;
        p->played++;
        capture_line_done(&p->line);
        p->ready = read_next(p);
    }
}

static void play(struct playback *p)
{
    struct sim *sim = p->sim;
    while (!sim->stop && !publisher_is_up(sim->publisher[0]))
        (void)sim_wait(sim, INT64_MAX);
    rewind_all(p);
    while (!sim->stop && (p->ready || !publisher_is_idle(sim->publisher[0]))) {
        play_due(p);
        if (!p->ready && sim->options->loop && p->played > 0)
            rewind_all(p);
        bool room = publisher_has_room(sim->publisher[0]);
        if (p->ready || !publisher_is_idle(sim->publisher[0]))
            (void)sim_wait(sim, p->ready && room ? due_us(p) : INT64_MAX);
    }
    if (p->ready)
        capture_line_done(&p->line);
    if (p->in)
        (void)fclose(p->in);
    free(p->text);
}

int playback_run(struct sim *sim)
{
    struct playback p = {.sim = sim};
    struct cause why;
    const struct publisher_conf conf = {
        .url = sim->options->broker,
        .user = sim->options->user,
        .password = sim->options->password_file ? sim->options->password : NULL,
        .tls = sim->options->tls,
        .keep = true};
    sim->publisher[0] = publisher_open(&conf, &why);
    if (!sim->publisher[0]) {
        (void)fprintf(stderr, "andon-sim: %s\n", why.text);
        return 1;
    }
    sim->publishers = 1;
    play(&p);
    publisher_close(&sim->publisher[0]);
    printf("played %" PRId64 " messages", p.played);
    if (p.skipped > 0)
        printf(", skipped %" PRId64 " lines", p.skipped);
    printf("\n");
    return fflush(stdout) == 0 ? 0 : 1;
}
