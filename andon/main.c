/* SPDX-License-Identifier: MIT */
/* andond: command line, configuration, detaching; then daemon.c. Owns options and configuration for
 * the life of the process. Exit status: 0 done, 1 refused or failed, 2 usage. */
#include "andon/daemon.h"
#include "andon/service/messages.h"
#include "andon/service/options.h"
#include "andon/service/private.h"
#include "andon/service/ready.h"
#include "data/confine/confine.h"
#include "data/model/text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_USAGE 2

/* Every problem, so that one run of the editor mends all of them. */
static void load(const struct options *options, struct plant_loaded *out)
{
    plant_load(options, out);
    const struct config_report *problems = &out->problems;
    for (size_t i = 0; i < problems->count; i++) {
        char clean[sizeof problems->message[0]];
        text_sanitise(problems->message[i], strlen(problems->message[i]), clean, sizeof clean);
        fprintf(stderr, "andond: %s\n", clean);
    }
    if (problems->dropped > 0)
        fprintf(stderr, "andond: and %zu more\n", problems->dropped);
    config_report_done(&out->problems);
}

/* Web proxies mean nothing to a broker on the plant's network, but paho would use them. */
static void clean_surroundings(void)
{
    static const char *const proxies[] = {"http_proxy",  "https_proxy", "HTTP_PROXY",
                                          "HTTPS_PROXY", "all_proxy",   "ALL_PROXY"};
    for (size_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++)
        unsetenv(proxies[i]);
    setenv("UV_THREADPOOL_SIZE", "2", 1); /* opening the records, reading a configuration */
    signal(SIGPIPE, SIG_IGN);
    umask(0022); /* RUN must be open to clients; what is made in it and in DATA is not */
}

/* The process moves to / once it serves: what it opens later must not depend on where it was. */
static int make_absolute(char path[ARGS_PATH_SIZE], struct cause *why)
{
    char here[ARGS_PATH_SIZE], joined[ARGS_PATH_SIZE];
    if (path[0] == '/')
        return 0;
    if (!getcwd(here, sizeof here) || !text_format(joined, sizeof joined, "%s/%s", here, path))
        return cause_set(why, -1, "%s: the path is too long", path);
    text_copy(path, ARGS_PATH_SIZE, joined);
    return 0;
}

static int detach(struct options *options, struct cause *why)
{
    if (make_absolute(options->run, why) != 0 || make_absolute(options->data, why) != 0)
        return -1;
    for (size_t i = 0; i < options->configs; i++) { /* a reload reads them again */
        char *path = options->config_absolute[i];
        if (!text_copy(path, ARGS_PATH_SIZE, options->config[i]))
            return cause_set(why, -1, "--config %.40s…: the path is too long", options->config[i]);
        if (make_absolute(path, why) != 0)
            return -1;
        options->config[i] = path;
    }
    return ready_detach(why);
}

/* Who wants a reload may say of which directory: reload.c. */
static void find_real(struct options *options)
{
    char *path =
        options->configs > 0 ? realpath(options->config[options->configs - 1], NULL) : NULL;
    if (!path || !text_copy(options->config_real, sizeof options->config_real, path))
        options->config_real[0] = '\0';
    free(path);
}

static int run(struct options *options)
{
    struct cause why = {{0}};
    struct plant_loaded loaded;
    load(options, &loaded);
    if (!loaded.config)
        return EXIT_FAILURE;
    find_real(options);
    clean_surroundings();
    int parent_fd = options->foreground ? -1 : detach(options, &why);
    int status = EXIT_FAILURE;
    if (options->foreground || parent_fd >= 0)
        status = daemon_run(options, &loaded, parent_fd);
    else
        report(MSG_CANNOT_START, "%s", why.text);
    config_free(&loaded.config);
    return status;
}

int main(int argc, char *argv[])
{
    struct options options;
    struct cause why = {{0}};
    confine_memory();
    private_begin();
    report_as(&andond_book);
    if (options_read(&options, argc, argv, &why) != 0) {
        fprintf(stderr, "andond: %s\nTry andond --help.\n", why.text);
        return EXIT_USAGE;
    }
    switch (options.wish) {
    case WISH_HELP:
        options_help();
        return EXIT_SUCCESS;
    case WISH_VERSION:
        puts("andond " ANDON_VERSION);
        return EXIT_SUCCESS;
    case WISH_DEFAULTS:
        config_dump_defaults(stdout);
        return EXIT_SUCCESS;
    case WISH_RUN:
        break;
    }
    return run(&options);
}
