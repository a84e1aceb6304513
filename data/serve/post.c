/* SPDX-License-Identifier: MIT */
/* Called by the loops of the ingest hub and of the gateway. */
#include "data/serve/post.h"

#include "data/config/paths.h"
#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"
#include "data/service/report.h"

#include <stdlib.h>
#include <sys/stat.h>

#define ANSWER_SIZE (64U << 10)

static void run_status(void *ctx, struct client *client, const json_t *request)
{
    struct post *p = ctx;
    struct jw w;
    jw_init(&w, p->text, ANSWER_SIZE);
    jw_object(&w, p->member);
    jw_text(&w, "version", ANDON_VERSION);
    jw_int(&w, "ts", clock_ms(CLOCK_REALTIME));
    p->put(p->ctx, &w);
    vitals_put(p->vitals, serve_clients(p->server), serve_backlog(p->server), &w);
    jw_object_end(&w);
    if (w.overflow)
        serve_error(client, request, PE_BUSY, "the answer does not fit");
    else
        serve_reply(client, request, p->text);
}

static const struct serve_command commands[] = {
    {"status", PERSON_VIEWER, run_status, "how this program itself is"},
};

/* RUN of the option, else of the service manager. */
static bool find_run(const char *run, char out[PLACE_PATH_SIZE], struct cause *why)
{
    const char *given = getenv("RUNTIME_DIRECTORY");
    if (!run && (!given || given[0] == '\0'))
        return false;
    if (!run)
        return paths_default_run(out, PLACE_PATH_SIZE, why) == 0;
    return text_copy(out, PLACE_PATH_SIZE, run) ||
           cause_set(why, -1, "--run: the path is too long") == 0;
}

static int open_server(struct post *p, const struct post_conf *conf, struct cause *why)
{
    char path[PLACE_PATH_SIZE + 32];
    if (!text_format(path, sizeof path, "%s/%s.sock", p->place.directory, conf->program))
        return cause_set(why, -1, "--run: the path is too long");
    const struct serve_conf serve = {.loop = conf->loop,
                                     .path = path,
                                     .program = conf->program,
                                     .version = ANDON_VERSION,
                                     .station = "",
                                     .group = conf->group,
                                     .commands = commands,
                                     .command_count = sizeof commands / sizeof *commands,
                                     .ctx = p};
    p->text = malloc(ANSWER_SIZE);
    if (!p->text)
        return cause_set(why, -1, "out of memory for the socket");
    p->server = serve_new(&serve, why);
    if (!p->server)
        return -1;
    report(p->say.serving, "serving %s", path);
    return 0;
}

void post_open(struct post *p, const struct post_conf *conf)
{
    char run[PLACE_PATH_SIZE];
    struct cause why = {{0}};
    *p = (struct post){.vitals = conf->vitals,
                       .put = conf->put,
                       .ctx = conf->ctx,
                       .member = conf->member,
                       .say = conf->say};
    const mode_t before = umask(0022); /* who may come in is the socket's to say */
    const bool taken =
        find_run(conf->run, run, &why) && place_take(&p->place, run, conf->program, &why) == 0;
    (void)umask(before);
    if (taken)
        (void)open_server(p, conf, &why);
    if (why.text[0] != '\0')
        report(p->say.trouble, "%s", why.text);
}

void post_tick(struct post *p, int64_t boot_ms)
{
    struct cause why = {{0}};
    if (!p->server || boot_ms < p->look_at)
        return;
    p->look_at = boot_ms + PLACE_LOOK_MS;
    int result = place_look(&p->place, p->server, &why);
    if (result < 0)
        report(p->say.lost, PLACE_LOST, why.text);
    else if (result > 0)
        report(p->say.anew, PLACE_ANEW, why.text[0] ? ": " : "", why.text);
}

void post_close(struct post *p)
{
    serve_close(&p->server);
    free(p->text);
    p->text = NULL;
    place_release(&p->place);
}
