/* SPDX-License-Identifier: MIT */
/* andon-gateway: what the command line wishes. Exit status: 0 done, 1 failed, 2 usage. */
#include "data/confine/confine.h"
#include "data/gateway/conf.h"
#include "data/gateway/messages.h"
#include "data/gateway/options.h"
#include "data/gateway/show.h"
#include "data/gateway/state.h"
#include "data/gateway/worker.h"
#include "data/model/text.h"
#include "data/service/crash.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EXIT_USAGE 2

static int fail(const char *why)
{
    fprintf(stderr, "andon-gateway: %s\n", why);
    return EXIT_FAILURE;
}

static int relearn(const struct gateway_conf *conf, const char *name)
{
    struct cause why = {{0}};
    char path[512];
    size_t i = 0;
    while (i < conf->runnings && strcmp(conf->running[i].name, name) != 0)
        i++;
    if (i == conf->runnings || conf->running[i].learn_ms == 0)
        return fail("--relearn: there is no [running NAME] of that name that learns");
    if (state_path(conf, name, path, sizeof path, &why) != 0)
        return fail(why.text);
    int rc = state_forget(path, &why);
    if (rc < 0)
        return fail(why.text);
    printf("%s %s\n", name, rc == 0 ? "learns anew" : "had learnt nothing yet");
    return EXIT_SUCCESS;
}

/* A scan of one url needs no files. */
static int only_device(const char *url, struct gateway_conf *conf, struct cause *why)
{
    struct device_conf *d = &conf->device[0];
    *conf = (struct gateway_conf){.budget = 50, .devices = 1};
    d->timeout_ms = 500;
    (void)text_copy(d->name, sizeof d->name, "device");
    if (!text_copy(d->url, sizeof d->url, url) || endpoint_parse(url, &d->endpoint, why) != 0)
        return cause_set(why, -1,
                         "--device %.100s: write tcp://HOST:502 or "
                         "rtu:///dev/ttyUSB0?baud=9600&parity=N",
                         url);
    return 0;
}

/* On a serial line nobody answers for what is not there: 247 units are asked. A TCP device has one,
 * and waiting for many others would take minutes. */
static void fill_range(const struct gateway_conf *conf, struct scan_range *range)
{
    bool serial = false;
    if (range->unit_from >= 0)
        return;
    for (size_t i = 0; i < conf->devices; i++)
        serial |= conf->device[i].endpoint.serial;
    range->unit_from = 1;
    range->unit_to = serial ? 247 : 10;
}

static int run(struct options *o)
{
    static struct gateway_conf conf;
    struct cause why = {{0}};
    int rc = 0;
    if (o->device)
        rc = only_device(o->device, &conf, &why);
    else if (gateway_conf_read(o->config, o->configs, o->wish == WISH_RUN && !o->broker, &conf) !=
             0)
        return EXIT_FAILURE;
    if (rc == 0 && o->broker &&
        (strstr(o->broker, "://") == NULL ||
         !text_copy(conf.broker.url, sizeof conf.broker.url, o->broker)))
        rc = cause_set(&why, -1, "--broker: write mqtt://HOST:PORT");
    if (rc != 0)
        return fail(why.text);
    if (o->wish == WISH_RELEARN)
        return relearn(&conf, o->relearn);
    if (o->wish == WISH_CHECK) {
        rc = show_check(&conf, &why);
    } else if (o->wish == WISH_ONCE) {
        rc = show_once(&conf, &why);
    } else if (o->wish == WISH_SCAN) {
        fill_range(&conf, &o->range);
        rc = show_scan(&conf, &o->range, &why);
    } else {
        crash_begin("andon-gateway", ANDON_VERSION, state_directory(&conf), GATEWAY_CRASHED,
                    GATEWAY_NO_CRASH_REPORT);
        rc = worker_run(&conf, o->run, &why);
    }
    return rc < 0 ? fail(why.text) : rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char *argv[])
{
    static struct options options;
    struct cause why = {{0}};
    confine_memory();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)umask(0027);
    report_as(&gateway_book);
    if (options_read(&options, argc, argv, &why) != 0) {
        fprintf(stderr, "andon-gateway: %s\nTry andon-gateway --help.\n", why.text);
        return EXIT_USAGE;
    }
    if (options.wish == WISH_HELP)
        options_help();
    else if (options.wish == WISH_VERSION)
        puts("andon-gateway " ANDON_VERSION);
    else if (options.wish == WISH_DEFAULTS)
        gateway_conf_dump(stdout);
    else
        return run(&options);
    return EXIT_SUCCESS;
}
