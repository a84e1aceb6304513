/* SPDX-License-Identifier: MIT */
/* The virtual line on the wall clock: steps the plant at `speed`, publishes what its gateways say,
 * each over a connection of its own, and takes commands. Called by main. Once it has begun the
 * presses go on while the broker is away; at each connect a gateway says how its press stands, as
 * real ones do. */
#include "andon/sim/prophet.h"
#include "andon/sim/sim.h"
#include "andon/sim/wire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_SIZE 256
#define DRAIN_US  1000000
/* Messages at a stretch, before the links and the commands get their turn. */
#define STEPS_MAX 1000

struct live {
    struct sim *sim;
    struct plant plant;
    struct prophet prophet[LINE_STATIONS_MAX];
    int ups_seen[LINE_STATIONS_MAX];
    bool begun;                 /* the line's clock runs, since all were connected once */
    int64_t start_us, start_ms; /* monotonic, and what the line's clock began with */
    char line[LINE_SIZE];       /* control input so far */
    size_t line_length;
    bool line_too_long;
};

static size_t stations(const struct live *l)
{
    return l->sim->options->plant.stations;
}

static int64_t model_now(const struct live *l)
{
    if (!l->begun)
        return 0;
    double ms = (double)(sim_now_us() - l->start_us) / 1000.0 * l->sim->options->speed;
    return ms < (double)l->sim->options->span_ms ? (int64_t)ms : l->sim->options->span_ms;
}

/* When it happened: by the line's clock, or on the wall, behind now by what the machine's clock is
 * behind. */
static int64_t stamp(const struct live *l, int64_t at_ms)
{
    if (l->sim->options->virtual_time)
        return l->start_ms + at_ms;
    return sim_wall_ms() - (int64_t)((double)(model_now(l) - at_ms) / l->sim->options->speed);
}

static void publish(struct live *l, size_t station, const struct gateway_news *news)
{
    struct wire_message m;
    struct publisher *p = l->sim->publisher[station];
    if (!publisher_is_up(p))
        return;
    wire_news(l->sim->options, station, news, stamp(l, news->event.at_ms), &m);
    (void)publisher_put(p, m.topic, m.payload, m.length,
                        (m.qos > 0 ? PUBLISH_QOS1 : 0) | (m.retain ? PUBLISH_RETAIN : 0));
}

static bool has_room(const struct live *l)
{
    for (size_t i = 0; i < stations(l); i++)
        if (!publisher_has_room(l->sim->publisher[i]))
            return false;
    return true;
}

static void step(struct live *l)
{
    struct gateway_news news;
    size_t station;
    int64_t now = model_now(l);
    for (int i = 0; i < STEPS_MAX && has_room(l) && plant_step(&l->plant, now, &station, &news);
         i++)
        publish(l, station, &news);
}

/* What a prediction service says of each press; retained, as it would. */
static void foretell(struct live *l)
{
    struct wire_message m;
    char text[1024];
    int64_t now = l->plant.now_ms;
    for (size_t i = 0; i < stations(l); i++) {
        const struct press *press = &l->plant.line.press[i];
        struct publisher *p = l->sim->publisher[i];
        if (!publisher_is_up(p) || !publisher_has_room(p) ||
            !prophet_turn(&l->prophet[i], press, now))
            continue;
        wire_topic(l->sim->options, i, "prediction/bearing", &m);
        size_t length = prophet_say(&l->prophet[i], press, stamp(l, now), text, sizeof text);
        (void)publisher_put(p, m.topic, text, length, PUBLISH_QOS1 | PUBLISH_RETAIN);
    }
}

static void greet(struct live *l)
{
    for (size_t i = 0; i < stations(l); i++) {
        int ups = publisher_ups(l->sim->publisher[i]);
        if (ups != l->ups_seen[i])
            gateway_connected(&l->plant.gateway[i], &l->plant.line.press[i]);
        l->ups_seen[i] = ups;
    }
}

/* ---- commands ---- */

static void obey(struct live *l, size_t station, const struct control *c)
{
    struct cause why;
    if (c->kind == CONTROL_QUIT)
        l->sim->stop = true;
    else if (c->kind == CONTROL_MODEL)
        l->prophet[station] = (struct prophet){.on = c->free, .next_ms = l->plant.now_ms};
    else if (plant_obey(&l->plant, station, c, &why) != 0)
        (void)fprintf(stderr, "andon-sim: control: %s\n", why.text);
}

/* The station that a command is for; of none that is named, all. `*line` then begins behind the
 * name. */
static size_t addressed(const struct live *l, const char **line)
{
    char name[WIRE_NAME_SIZE];
    size_t length = strcspn(*line, " ");
    for (size_t i = 0; i < stations(l); i++)
        if (strlen(wire_station(l->sim->options, i, name)) == length &&
            strncmp(*line, name, length) == 0) {
            *line += length;
            return i;
        }
    return stations(l);
}

static void take_line(struct live *l)
{
    struct control c = {.kind = CONTROL_QUIT};
    struct cause why;
    const char *line = l->line;
    l->line[l->line_length] = '\0';
    size_t to = addressed(l, &line);
    int rc = l->line_too_long ? cause_set(&why, -1, "the line is too long")
                              : control_parse(line, &c, &why);
    if (l->begun)
        step(l); /* so that it happens now, not when the plant was last looked at */
    for (size_t i = 0; rc > 0 && i < stations(l); i++)
        if (to == i || to == stations(l))
            obey(l, i, &c);
    if (rc < 0)
        (void)fprintf(stderr, "andon-sim: control: %s\n", why.text);
    l->line_length = 0;
    l->line_too_long = false;
}

static void take_input(struct live *l)
{
    char bytes[1024];
    ssize_t n = read(l->sim->control, bytes, sizeof bytes);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        l->sim->control = -1; /* its end: the line runs on */
    for (ssize_t i = 0; i < n; i++) {
        if (bytes[i] == '\n')
            take_line(l);
        else if (l->line_length + 1 < sizeof l->line)
            l->line[l->line_length++] = bytes[i];
        else
            l->line_too_long = true;
    }
}

/* ---- the loop ---- */

static int64_t next_us(const struct live *l)
{
    double ms = (double)plant_next(&l->plant) / l->sim->options->speed;
    return l->start_us + (int64_t)(ms * 1000.0);
}

static int open_all(struct sim *sim)
{
    struct cause why;
    for (size_t i = 0; i < sim->options->plant.stations; i++) {
        struct wire_message m;
        wire_topic(sim->options, i, "alive", &m);
        const struct publisher_conf conf = {
            .url = sim->options->broker,
            .user = sim->options->user,
            .password = sim->options->password_file ? sim->options->password : NULL,
            .tls = sim->options->tls,
            .alive_topic = m.topic};
        sim->publisher[i] = publisher_open(&conf, &why);
        if (!sim->publisher[i]) {
            (void)fprintf(stderr, "andon-sim: %s\n", why.text);
            return -1;
        }
        sim->publishers++;
    }
    return 0;
}

static bool all_are_up(const struct sim *sim)
{
    for (size_t i = 0; i < sim->publishers; i++)
        if (!publisher_is_up(sim->publisher[i]))
            return false;
    return true;
}

/* The story starts when it can be heard, so that it is the same each time. */
static void begin(struct live *l)
{
    struct sim *sim = l->sim;
    while (!sim->stop && !all_are_up(sim))
        if (sim_wait(sim, INT64_MAX))
            take_input(l);
    for (size_t i = 0; i < sim->publishers; i++)
        l->ups_seen[i] = publisher_ups(sim->publisher[i]);
    l->start_us = sim_now_us();
    l->start_ms = sim->options->start_ms == TIME_NONE ? sim_wall_ms() : sim->options->start_ms;
    l->begun = true;
}

static void run(struct live *l)
{
    struct sim *sim = l->sim;
    begin(l);
    while (!sim->stop) {
        greet(l);
        step(l);
        foretell(l);
        bool late = plant_next(&l->plant) <= model_now(l);
        if (!late && model_now(l) >= sim->options->span_ms)
            break;
        if (sim_wait(sim, has_room(l) ? next_us(l) : INT64_MAX))
            take_input(l);
    }
}

/* The last words go out, if somebody takes them in time. */
static void drain(struct sim *sim)
{
    int64_t give_up_us = sim_now_us() + DRAIN_US;
    for (size_t i = 0; i < sim->publishers; i++)
        while (publisher_is_up(sim->publisher[i]) && !publisher_is_idle(sim->publisher[i]) &&
               sim_now_us() < give_up_us)
            (void)sim_wait(sim, give_up_us);
}

int sim_tell_truth(const struct options *options, const struct plant *plant)
{
    char text[512];
    for (size_t i = 0; options->truth && i < options->plant.stations; i++)
        if (wire_truth(options, i, plant, text, sizeof text) > 0)
            puts(text);
    return fflush(stdout) == 0 ? 0 : 1;
}

int live_run(struct sim *sim)
{
    static struct live l;
    l = (struct live){.sim = sim};
    plant_init(&l.plant, &sim->options->plant);
    int status = open_all(sim);
    if (status == 0)
        run(&l);
    drain(sim);
    for (size_t i = 0; i < sim->publishers; i++)
        publisher_close(&sim->publisher[i]);
    return status == 0 ? sim_tell_truth(sim->options, &l.plant) : 1;
}
