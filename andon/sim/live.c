/* SPDX-License-Identifier: MIT */
/* The virtual press on the wall clock: steps the model at `speed`, turns its events into the
 * gateway's messages, and takes commands. Called by main. While the broker is away the press goes
 * on; at each connect the gateway says how it stands, as real ones do. */
#include "andon/sim/control.h"
#include "andon/sim/press.h"
#include "andon/sim/sim.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TOPIC_SIZE   192
#define PAYLOAD_SIZE 512
#define LINE_SIZE    256
#define STEPS_MAX    1000 /* events at a stretch, before the link and the commands get their turn */

enum gateway { GATEWAY_SPEAKS, GATEWAY_SILENT, GATEWAY_OFFLINE };

struct live {
    struct sim *sim;
    struct press press;
    enum gateway gateway;
    int ups_seen;
    int64_t start_us;
    int64_t dropped;
    char topic[3][TOPIC_SIZE]; /* by kind of event */
    char alive[TOPIC_SIZE];
    char line[LINE_SIZE]; /* control input so far */
    size_t line_length;
    bool line_too_long;
};

static int64_t model_now(const struct live *l)
{
    return (int64_t)((double)(sim_now_us() - l->start_us) / 1000.0 * l->sim->options->speed);
}

/* When it happened, on the wall: behind now by what the machine's clock is behind. */
static int64_t wall_of(const struct live *l, int64_t at_ms)
{
    return sim_wall_ms() - (int64_t)((double)(model_now(l) - at_ms) / l->sim->options->speed);
}

static void write_event(const struct live *l, const struct press_event *e, struct jw *w)
{
    jw_object(w, NULL);
    switch (e->kind) {
    case PRESS_EVENT_STATE:
        jw_text(w, "state", press_state_names[e->state]);
        jw_text(w, "code", e->code);
        break;
    case PRESS_EVENT_COUNTS:
        jw_int(w, "total", e->total);
        jw_int(w, "scrap", e->scrap);
        break;
    case PRESS_EVENT_SENSORS:
        for (int s = 0; s < PRESS_SENSOR_COUNT; s++)
            jw_real(w, press_sensor_names[s], e->sensors[s]);
        break;
    }
    jw_int(w, "ts", wall_of(l, e->at_ms));
    jw_object_end(w);
}

static void publish(struct live *l, const struct press_event *e)
{
    static const int flags[] = {
        [PRESS_EVENT_STATE] = PUBLISH_QOS1 | PUBLISH_RETAIN,
        [PRESS_EVENT_COUNTS] = PUBLISH_QOS1,
        [PRESS_EVENT_SENSORS] = 0,
    };
    char payload[PAYLOAD_SIZE];
    struct jw w;
    if (l->gateway != GATEWAY_SPEAKS || !publisher_is_up(l->sim->publisher))
        return;
    jw_init(&w, payload, sizeof payload);
    write_event(l, e, &w);
    (void)publisher_put(l->sim->publisher, l->topic[e->kind], payload, w.length, flags[e->kind]);
}

static void say_alive(struct live *l, const char *text)
{
    if (publisher_is_up(l->sim->publisher))
        (void)publisher_put(l->sim->publisher, l->alive, text, strlen(text),
                            PUBLISH_QOS1 | PUBLISH_RETAIN);
}

static void say_how_it_stands(struct live *l)
{
    struct press_event e;
    press_look(&l->press, PRESS_EVENT_STATE, &e);
    publish(l, &e);
    press_look(&l->press, PRESS_EVENT_COUNTS, &e);
    publish(l, &e);
}

static void step(struct live *l)
{
    struct press_event e;
    int64_t now = model_now(l);
    for (int i = 0;
         i < STEPS_MAX && publisher_has_room(l->sim->publisher) && press_step(&l->press, now, &e);
         i++)
        publish(l, &e);
}

/* ---- commands ---- */

static void set_gateway(struct live *l, enum gateway gateway)
{
    if (gateway == GATEWAY_OFFLINE)
        say_alive(l, "offline");
    l->gateway = gateway;
    if (gateway == GATEWAY_SPEAKS) {
        say_alive(l, "online");
        say_how_it_stands(l);
    }
}

static void obey(struct live *l, const struct control *c)
{
    step(l); /* so that it happens now, not when the model was last looked at */
    switch (c->kind) {
    case CONTROL_HOLD:
        press_hold(&l->press, c->state, c->code);
        break;
    case CONTROL_AUTO:
        press_release(&l->press);
        break;
    case CONTROL_SCRAP:
        press_make_scrap(&l->press, c->count);
        break;
    case CONTROL_SENSOR:
        if (c->free)
            press_free_sensor(&l->press, c->sensor);
        else
            press_set_sensor(&l->press, c->sensor, c->value);
        break;
    case CONTROL_SILENCE:
        set_gateway(l, GATEWAY_SILENT);
        break;
    case CONTROL_OFFLINE:
        set_gateway(l, GATEWAY_OFFLINE);
        break;
    case CONTROL_ONLINE:
        set_gateway(l, GATEWAY_SPEAKS);
        break;
    case CONTROL_QUIT:
        l->sim->stop = true;
        break;
    }
}

static void take_line(struct live *l)
{
    struct control c;
    struct cause why;
    l->line[l->line_length] = '\0';
    int rc = l->line_too_long ? cause_set(&why, -1, "the line is too long")
                              : control_parse(l->line, &c, &why);
    if (rc > 0)
        obey(l, &c);
    else if (rc < 0)
        (void)fprintf(stderr, "andon-sim: control: %s\n", why.text);
    l->line_length = 0;
    l->line_too_long = false;
}

static void take_input(struct live *l)
{
    char bytes[1024];
    ssize_t n = read(l->sim->control, bytes, sizeof bytes);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        l->sim->control = -1; /* its end: the press runs on */
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
    double ms = (double)press_next(&l->press) / l->sim->options->speed;
    return l->start_us + (int64_t)(ms * 1000.0);
}

static void name_topics(struct live *l)
{
    static const char *const leaves[] = {"state", "counts", "sensors"};
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        (void)text_format(l->topic[i], TOPIC_SIZE, "factory/%s/%s/%s", l->sim->options->line,
                          l->sim->options->station, leaves[i]);
    (void)text_format(l->alive, TOPIC_SIZE, "factory/%s/%s/alive", l->sim->options->line,
                      l->sim->options->station);
}

int live_run(struct sim *sim)
{
    struct live l = {.sim = sim};
    struct cause why;
    name_topics(&l);
    const struct publisher_conf conf = {.url = sim->options->broker, .alive_topic = l.alive};
    sim->publisher = publisher_open(&conf, &why);
    if (!sim->publisher) {
        (void)fprintf(stderr, "andon-sim: %s\n", why.text);
        return 1;
    }
    press_init(&l.press, sim->options->seed);
    l.start_us = sim_now_us();
    while (!sim->stop) {
        if (publisher_ups(sim->publisher) != l.ups_seen) {
            l.ups_seen = publisher_ups(sim->publisher);
            say_how_it_stands(&l);
        }
        step(&l);
        bool full = !publisher_has_room(sim->publisher);
        if (sim_wait(sim, full ? INT64_MAX : next_us(&l)))
            take_input(&l);
    }
    publisher_close(&sim->publisher);
    return 0;
}
