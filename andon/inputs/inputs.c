/* SPDX-License-Identifier: MIT */
/* Contacts between a back-end's edges and what the daemon is told: debouncing and presses
 * (data/model/contact), edges that the kernel dropped, lines that come and go. Called on the loop
 * thread by andon/wiring.c. Owns the back-end's handle; borrows the configuration. */
#include "andon/inputs/inputs.h"

#include "data/model/contact.h"
#include "data/model/text.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_MIN_MS INT64_C(1000)
#define RETRY_MAX_MS INT64_C(30000)
#define LOOK_MS      INT64_C(1000) /* a held line's level is read now and then */
#define READS        4             /* of one line in a turn */

struct line {
    int fd; /* -1: the line is not held */
    struct contact contact;
    struct contact_conf conf;
    int64_t last_at;            /* boot ms up to which its edges are known */
    int64_t retry_at, retry_ms; /* while it is not held */
    bool told_away;
    char trouble[200];
    int64_t edges, closings, missed, too_fast, closed_at;
};

struct inputs {
    const struct config *config;
    const struct inputs_ops *ops;
    struct inputs_user user;
    void *backend; /* NULL while it cannot be opened */
    char run_dir[256];
    int64_t look_at;
    struct line line[CONFIG_INPUTS_MAX];
};

/* ---- what is told --------------------------------------------------------------------------- */

static void tell_level(struct inputs *in, size_t i, bool closed, int64_t at)
{
    in->user.told(in->user.ctx, &(struct input_told){
                                    .news = INPUT_LEVEL, .input = i, .at = at, .closed = closed});
}

static void tell_parts(struct inputs *in, size_t i, int64_t count, int64_t at)
{
    in->user.told(in->user.ctx,
                  &(struct input_told){.news = INPUT_PARTS, .input = i, .at = at, .count = count});
}

static void tell_event(struct inputs *in, size_t i, struct contact_event event, int64_t at)
{
    event.input = i;
    in->user.told(in->user.ctx,
                  &(struct input_told){.news = INPUT_EVENT, .input = i, .at = at, .event = event});
}

static void pass_on(struct inputs *in, size_t i, enum contact_news news, int64_t at)
{
    static const enum contact_event_kind events[] = {
        [CONTACT_PRESSED] = CONTACT_EVENT_PRESS, [CONTACT_LONG] = CONTACT_EVENT_LONG,
        [CONTACT_DOUBLE] = CONTACT_EVENT_DOUBLE, [CONTACT_STUCK] = CONTACT_EVENT_STUCK,
        [CONTACT_FREED] = CONTACT_EVENT_FREED,   [CONTACT_TOO_FAST] = CONTACT_EVENT_TOO_FAST,
    };
    struct line *line = &in->line[i];
    bool part = in->config->input[i].press.does == INPUT_PART;
    if (news == CONTACT_CLOSED) {
        line->closings++;
        line->closed_at = at;
    }
    line->too_fast += news == CONTACT_TOO_FAST;
    if (news != CONTACT_CLOSED && news != CONTACT_OPENED)
        tell_event(in, i, (struct contact_event){.kind = events[news]}, at);
    else if (!part)
        tell_level(in, i, news == CONTACT_CLOSED, at);
    else if (news == CONTACT_CLOSED)
        tell_parts(in, i, 1, at);
}

static void pass_all(struct inputs *in, size_t i, const struct contact_told *told)
{
    for (int k = 0; k < told->count; k++)
        pass_on(in, i, told->item[k].news, told->item[k].at);
}

static void level_is(struct inputs *in, size_t i, bool closed, int64_t at)
{
    struct line *line = &in->line[i];
    struct contact_told told = {.count = 0};
    contact_level(&line->contact, &line->conf, closed, at, &told);
    pass_all(in, i, &told);
}

/* ---- lines come and go ---------------------------------------------------------------------- */

static void set_trouble(struct line *line, const struct cause *why)
{
    text_sanitise(why->text, strlen(why->text), line->trouble, sizeof line->trouble);
}

static void lose(struct inputs *in, size_t i, const struct cause *why, int64_t now)
{
    struct line *line = &in->line[i];
    if (line->fd >= 0) {
        in->user.watch(in->user.ctx, i, -1);
        in->ops->drop(in->backend, i);
        line->retry_ms = 0;
    }
    line->fd = -1;
    line->retry_ms = line->retry_ms == 0 ? RETRY_MIN_MS : line->retry_ms * 2;
    if (line->retry_ms > RETRY_MAX_MS)
        line->retry_ms = RETRY_MAX_MS;
    line->retry_at = now + line->retry_ms;
    set_trouble(line, why);
    if (line->told_away)
        return;
    line->told_away = true;
    tell_event(in, i, (struct contact_event){.kind = CONTACT_EVENT_AWAY, .why = line->trouble},
               now);
}

/* Parts that were announced are not announced again. */
static void tell_state(struct inputs *in, size_t i, int64_t now)
{
    if (in->config->input[i].press.does == INPUT_PART)
        tell_parts(in, i, 0, now);
    else
        tell_level(in, i, in->line[i].contact.closed, now);
}

/* A contact that is closed when its line is taken was pressed by nobody. */
static void take(struct inputs *in, size_t i, int64_t now)
{
    struct line *line = &in->line[i];
    struct cause why = {{0}};
    bool closed = false;
    if (!in->backend)
        in->backend = in->ops->open(in->config, in->run_dir, &why);
    if (!in->backend || in->ops->take(in->backend, i, &closed, &line->fd, &why) != 0) {
        lose(in, i, &why, now);
        return;
    }
    bool was_stuck = line->contact.stuck;
    contact_begin(&line->contact, closed, now);
    line->last_at = now;
    line->retry_ms = 0;
    set_trouble(line, &why);
    if (was_stuck)
        tell_event(in, i, (struct contact_event){.kind = CONTACT_EVENT_FREED}, now);
    if (line->told_away)
        tell_event(in, i, (struct contact_event){.kind = CONTACT_EVENT_BACK}, now);
    line->told_away = false;
    tell_state(in, i, now);
    in->user.watch(in->user.ctx, i, line->fd);
}

void inputs_tell_again(struct inputs *in, int64_t now)
{
    for (size_t i = 0; i < in->config->inputs; i++) {
        struct line *line = &in->line[i];
        if (line->fd >= 0)
            tell_state(in, i, now);
        else
            tell_event(in, i,
                       (struct contact_event){.kind = CONTACT_EVENT_AWAY, .why = line->trouble},
                       now);
        if (line->fd >= 0 && line->contact.stuck)
            tell_event(in, i, (struct contact_event){.kind = CONTACT_EVENT_STUCK}, now);
    }
}

/* ---- edges ---------------------------------------------------------------------------------- */

/* How many closings there may have been since the last edge that is known. */
static void missed(struct inputs *in, size_t i, int64_t now)
{
    struct line *line = &in->line[i];
    int64_t gap = line->conf.gap_ms, span = now - line->last_at;
    line->missed++;
    tell_event(in, i,
               (struct contact_event){.kind = CONTACT_EVENT_MISSED,
                                      .count = gap > 0 ? span / gap + 1 : -1},
               now);
}

/* What the line is at now; false: it is lost. */
static bool read_level(struct inputs *in, size_t i, int64_t now, bool *closed)
{
    struct cause why = {{0}};
    if (in->ops->level(in->backend, i, closed, &why) == 0)
        return true;
    lose(in, i, &why, now);
    return false;
}

/* Edges were dropped. The level is the truth, whatever the edges said. */
static void resync(struct inputs *in, size_t i, int64_t now)
{
    struct line *line = &in->line[i];
    bool closed;
    if (!read_level(in, i, now, &closed))
        return;
    missed(in, i, now);
    level_is(in, i, closed, now);
    line->last_at = now;
}

static void read_line(struct inputs *in, size_t i, int64_t now)
{
    struct line *line = &in->line[i];
    struct input_edge edge[INPUTS_EDGES];
    bool full = false;
    for (int reads = 0; line->fd >= 0 && reads < READS; reads++) {
        struct cause why = {{0}};
        int count = in->ops->edges(in->backend, i, edge, &full, &why);
        if (count < 0) {
            lose(in, i, &why, now);
            return;
        }
        for (int k = 0; k < count; k++) {
            int64_t at = edge[k].at < now ? edge[k].at : now;
            line->last_at = at > line->last_at ? at : line->last_at;
            line->edges++;
            level_is(in, i, edge[k].closed, line->last_at);
        }
        if (count < INPUTS_EDGES)
            break;
    }
    if (full && line->fd >= 0)
        resync(in, i, now);
}

void inputs_ready(struct inputs *in, size_t i, int64_t now)
{
    if (i >= in->config->inputs || in->line[i].fd < 0)
        return;
    read_line(in, i, now);
    struct cause why = {{0}};
    bool closed;
    if (in->line[i].fd >= 0 && in->ops->level(in->backend, i, &closed, &why) != 0)
        lose(in, i, &why, now);
}

/* Whatever waits on any of them, before time goes on. */
static void inputs_read_all(struct inputs *in, int64_t now)
{
    struct pollfd list[CONFIG_INPUTS_MAX];
    size_t input[CONFIG_INPUTS_MAX];
    nfds_t count = 0;
    for (size_t i = 0; i < in->config->inputs; i++) {
        if (in->line[i].fd < 0)
            continue;
        input[count] = i;
        list[count++] = (struct pollfd){.fd = in->line[i].fd, .events = POLLIN};
    }
    if (count == 0 || poll(list, count, 0) <= 0)
        return;
    for (nfds_t k = 0; k < count; k++)
        if (list[k].revents != 0)
            inputs_ready(in, input[k], now);
}

/* ---- time ----------------------------------------------------------------------------------- */

/* A line can be lost without its descriptor saying so, and an edge can be lost alone. */
static void look(struct inputs *in, size_t i, int64_t now)
{
    struct line *line = &in->line[i];
    bool closed;
    if (!read_level(in, i, now, &closed))
        return;
    if (closed == line->contact.raw)
        return;
    int64_t known = line->edges;
    read_line(in, i, now); /* it came just now */
    if (line->fd < 0 || line->edges != known)
        return;
    missed(in, i, now);
    level_is(in, i, closed, now);
    line->last_at = now;
}

void inputs_tick(struct inputs *in, int64_t now)
{
    bool looks = now >= in->look_at;
    inputs_read_all(in, now);
    for (size_t i = 0; i < in->config->inputs; i++) {
        struct line *line = &in->line[i];
        if (line->fd < 0) {
            if (now >= line->retry_at)
                take(in, i, now);
            continue;
        }
        if (looks)
            look(in, i, now);
        if (line->fd < 0)
            continue;
        struct contact_told told = {.count = 0};
        contact_tick(&line->contact, &line->conf, now, &told);
        pass_all(in, i, &told);
    }
    if (looks)
        in->look_at = now + LOOK_MS;
}

int64_t inputs_deadline(const struct inputs *in)
{
    int64_t due = in->config->inputs > 0 ? in->look_at : TIME_NEVER;
    for (size_t i = 0; i < in->config->inputs; i++) {
        const struct line *line = &in->line[i];
        int64_t one = line->fd < 0 ? line->retry_at : contact_deadline(&line->contact, &line->conf);
        if (one < due)
            due = one;
    }
    return due;
}

/* ---- life ----------------------------------------------------------------------------------- */

static const struct inputs_ops *backend_of(const struct config *config)
{
    bool sim = config->inputs_backend == INPUTS_SIM ||
               (config->inputs_backend == INPUTS_AS_TOWER && config->tower == TOWER_SIM);
    return sim ? &inputs_sim : &inputs_gpio;
}

static struct contact_conf conf_of(const struct input_conf *input)
{
    bool button = input->press.does <= INPUT_SILENCE;
    bool part = input->press.does == INPUT_PART;
    struct contact_conf conf = {.debounce_ms = input->debounce_ms, .button = button};
    if (button && input->held.does <= INPUT_SILENCE)
        conf.hold_ms = input->hold_ms;
    if (button && input->twice.does <= INPUT_SILENCE)
        conf.double_ms = input->double_ms;
    if (button)
        conf.stuck_ms = input->stuck_ms;
    if ((button || part) && input->rate_max > 0)
        conf.gap_ms = INT64_C(1000000000) / input->rate_max;
    return conf;
}

struct inputs *inputs_new(const struct config *config, const char *run_dir,
                          const struct inputs_user *user, int64_t now)
{
    struct inputs *in = calloc(1, sizeof *in);
    if (!in)
        return NULL;
    in->config = config;
    in->ops = backend_of(config);
    in->user = *user;
    in->look_at = now + LOOK_MS;
    (void)text_copy(in->run_dir, sizeof in->run_dir, run_dir);
    for (size_t i = 0; i < config->inputs; i++) {
        in->line[i] =
            (struct line){.fd = -1, .conf = conf_of(&config->input[i]), .closed_at = TIME_NONE};
        take(in, i, now);
    }
    return in;
}

void inputs_free(struct inputs **inputs)
{
    struct inputs *in = *inputs;
    if (!in)
        return;
    for (size_t i = 0; i < CONFIG_INPUTS_MAX; i++) {
        if (i >= in->config->inputs || in->line[i].fd < 0)
            continue;
        in->user.watch(in->user.ctx, i, -1);
        in->ops->drop(in->backend, i);
    }
    if (in->backend)
        in->ops->close(in->backend);
    free(in);
    *inputs = NULL;
}

static bool same_line(const struct input_conf *a, const struct input_conf *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->line, b->line) == 0 &&
           a->active_low == b->active_low && a->bias == b->bias && a->press.does == b->press.does;
}

bool inputs_follow(struct inputs *in, const struct config *config)
{
    if (config->inputs != in->config->inputs || backend_of(config) != in->ops)
        return false;
    for (size_t i = 0; i < config->inputs; i++)
        if (!same_line(&in->config->input[i], &config->input[i]))
            return false;
    in->config = config;
    for (size_t i = 0; i < config->inputs; i++)
        in->line[i].conf = conf_of(&config->input[i]);
    if (in->backend)
        in->ops->follow(in->backend, config);
    return true;
}

void inputs_view(const struct inputs *in, size_t i, struct input_view *out)
{
    const struct line *line = &in->line[i];
    *out = (struct input_view){.held = line->fd >= 0,
                               .closed = line->contact.closed,
                               .stuck = line->contact.stuck,
                               .edges = line->edges,
                               .closings = line->closings,
                               .bounces = line->contact.bounces,
                               .missed = line->missed,
                               .too_fast = line->too_fast,
                               .closed_at = line->closed_at,
                               .trouble = line->trouble};
}

const char *inputs_backend_name(const struct inputs *in)
{
    return in->ops->name;
}
