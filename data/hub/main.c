/* SPDX-License-Identifier: MIT */
/* andon-hub: the command line. Exit status: 0 done, 1 refused or failed, 2 usage. */
#include "data/config/args.h"
#include "data/confine/confine.h"
#include "data/hub/conf.h"
#include "data/hub/hub.h"
#include "data/hub/messages.h"
#include "data/hub/view.h"
#include "data/model/text.h"
#include "data/service/crash.h"
#include "data/store/hub/hub_store.h"
#include "data/store/hub/roles.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_USAGE 2

enum {
    OPT_BROKER,
    OPT_USER,
    OPT_PASSWORD_FILE,
    OPT_CA_FILE,
    OPT_CERT_FILE,
    OPT_KEY_FILE,
    OPT_DATABASE,
    OPT_DATA,
    OPT_ID,
    OPT_KEYS,
    OPT_VIEW,
    OPT_RUN,
    OPT_AREA,
    OPT_CONFIG,
    OPT_DEFAULTS,
    OPT_MIGRATE,
    OPT_SCHEMA,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

static const struct arg_row rows[OPT_COUNT] = {
    [OPT_BROKER] = {"broker", "URL", "mqtt://HOST:PORT of the plant's broker, mqtts://… with TLS"},
    [OPT_USER] = {"user", "NAME", "user name at the broker"},
    [OPT_PASSWORD_FILE] = {"password-file", "FILE", "file with its password"},
    [OPT_CA_FILE] = {"ca-file", "FILE", "CAs of the broker's certificate; default the system's"},
    [OPT_CERT_FILE] = {"cert-file", "FILE", "our certificate, for a broker that asks for one"},
    [OPT_KEY_FILE] = {"key-file", "FILE", "its key; default in --cert-file"},
    [OPT_DATABASE] = {"database", "URL", "sqlite:PATH or postgresql://…; default DATA/hub.db"},
    [OPT_DATA] = {"data", "DIR", "where hub.db is kept"},
    [OPT_ID] = {"id", "NAME", "this hub among others; default the host's name"},
    [OPT_KEYS] = {"keys", "DIR", "keys of the stations: enterprise.site.area.line.station.key"},
    [OPT_VIEW] = {"view", NULL, "serve the line board to consoles instead of taking records"},
    [OPT_RUN] = {"run", "DIR",
                 "where its socket is: andon-hub.sock of a view, else andon-hub-ingest.sock"},
    [OPT_AREA] = {"area", "AREA", "a view of ENTERPRISE/SITE/AREA only; repeat it"},
    [OPT_CONFIG] = {"config", "PATH",
                    "directory with [hub] and [broker NAME]; repeat it; of a view a file"},
    [OPT_DEFAULTS] = {"dump-defaults", NULL, "print a complete configuration of a hub"},
    [OPT_MIGRATE] = {"migrate", NULL, "bring the database's tables up to date, and end"},
    [OPT_SCHEMA] = {"schema-sql", NULL, "print roles and tables for PostgreSQL, for psql"},
    [OPT_HELP] = {"help", NULL, "print this help"},
    [OPT_VERSION] = {"version", NULL, "print the version"},
};

static void help(void)
{
    puts("usage: andon-hub --config DIR... [OPTIONS]\n"
         "       andon-hub --broker URL [--user NAME --password-file FILE] [--ca-file FILE]\n"
         "                 [--cert-file FILE [--key-file FILE]] [--id NAME] [--keys DIR]\n"
         "                 [--database URL | --data DIR]\n"
         "       andon-hub --view --broker URL [--run DIR] [--area PATH…] [--config FILE] [--id "
         "NAME]\n"
         "The upstream end: takes the records of many stations, once each, and says so after they\n"
         "are on disk. Run as many as you like on one PostgreSQL. With --view: shows a supervisor "
         "the whole\n"
         "line; andon-console --socket DIR/andon-hub.sock.\n");
    args_help(stdout, rows, OPT_COUNT, 20);
    puts("\nExit status: 0 done, 1 refused or failed, 2 usage. See andon-hub(8).");
}

/* Each --area; the first is in value[OPT_AREA], too. */
static const char *areas[SLICES_AREAS_MAX];
static size_t area_count;

static int take_area(const char *path, struct cause *why)
{
    int levels = 1;
    for (const char *c = path; *c; c++)
        levels += *c == '/';
    if (levels != 3 || strpbrk(path, "+#"))
        return cause_set(why, -1, "--area %s: an area is ENTERPRISE/SITE/AREA", path);
    if (area_count == SLICES_AREAS_MAX)
        return cause_set(why, -1, "--area: at most %d of them", SLICES_AREAS_MAX);
    areas[area_count++] = path;
    return 0;
}

/* Each --config; the last is in value[OPT_CONFIG], too. */
#define CONFIGS_MAX 16
static const char *configs[CONFIGS_MAX];
static int config_count;

static int take_config(const char *path, struct cause *why)
{
    if (config_count == CONFIGS_MAX)
        return cause_set(why, -1, "--config: at most %d of them", CONFIGS_MAX);
    configs[config_count++] = path;
    return 0;
}

static int take(void *out, int option, const char *value, struct cause *why)
{
    const char **values = out;
    values[option] = value ? value : "";
    if (option == OPT_AREA)
        return take_area(values[option], why);
    return option == OPT_CONFIG ? take_config(values[option], why) : 0;
}

/* An id stands in a topic and a client id. */
static bool is_id(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || strchr("/+#$", *c))
            return false;
    return *text != '\0';
}

static int run_view(const char *const value[OPT_COUNT], const struct hub_conf *hub)
{
    struct cause why = {{0}};
    (void)umask(0022); /* who may come in is the socket's to say, not its directory's */
    struct view_conf conf = {.broker = hub->broker,
                             .user = hub->user,
                             .password = hub->password,
                             .tls = hub->tls,
                             .id = hub->id,
                             .run = value[OPT_RUN],
                             .keys = value[OPT_KEYS],
                             .data = value[OPT_DATA],
                             .database = value[OPT_DATABASE],
                             .config = value[OPT_CONFIG],
                             .areas = area_count};
    memcpy(conf.area, areas, sizeof areas);
    if (view_run(&conf, &why) == 0)
        return EXIT_SUCCESS;
    report(HM_CANNOT_START, "%s", why.text);
    return EXIT_FAILURE;
}

/* --broker, --id and what goes with them. */
static int read_broker(const char *const value[OPT_COUNT], struct hub_conf *conf)
{
    static char password[256];
    struct cause why;
    const bool tls = value[OPT_CA_FILE] || value[OPT_CERT_FILE] || value[OPT_KEY_FILE];
    const char *wrong = NULL;
    if (!conf->broker)
        wrong = "which broker? give --broker mqtt://HOST:PORT";
    else if (!is_id(conf->id))
        wrong = "--id: an id has neither spaces nor any of / + # $";
    else if (tls && strncmp(conf->broker, "mqtts:", 6) != 0 &&
             strncmp(conf->broker, "ssl:", 4) != 0)
        wrong = "--ca-file, --cert-file and --key-file need --broker mqtts://HOST:PORT";
    else if (value[OPT_KEY_FILE] && !value[OPT_CERT_FILE])
        wrong = "--key-file needs --cert-file";
    else if (value[OPT_PASSWORD_FILE] && !value[OPT_USER])
        wrong = "--password-file needs --user";
    if (wrong) {
        fprintf(stderr, "andon-hub: %s\n", wrong);
        return EXIT_USAGE;
    }
    conf->user = value[OPT_USER];
    conf->tls = (struct link_tls){value[OPT_CA_FILE], value[OPT_CERT_FILE], value[OPT_KEY_FILE]};
    if (!value[OPT_PASSWORD_FILE])
        return 0;
    conf->password = password;
    if (link_read_password(value[OPT_PASSWORD_FILE], password, sizeof password, &why) == 0)
        return 0;
    fprintf(stderr, "andon-hub: --password-file %s\n", why.text);
    return EXIT_FAILURE;
}

/* What no option says, the configuration may. */
static int take_settings(const char *value[OPT_COUNT], struct hub_settings *settings)
{
    const struct broker_conf *broker = &settings->broker;
    const struct {
        int option;
        const char *text;
    } said[] = {{OPT_BROKER, broker->url},
                {OPT_USER, broker->user},
                {OPT_PASSWORD_FILE, broker->password_file},
                {OPT_CA_FILE, broker->ca_file},
                {OPT_CERT_FILE, broker->cert_file},
                {OPT_KEY_FILE, broker->key_file},
                {OPT_ID, settings->id},
                {OPT_DATABASE, settings->database},
                {OPT_DATA, settings->data},
                {OPT_KEYS, settings->keys}};
    if (hub_settings_read(configs, config_count, settings) != 0)
        return -1;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (!value[said[i].option] && said[i].text[0])
            value[said[i].option] = said[i].text;
    return 0;
}

static int migrate(const char *database)
{
    struct cause why = {{0}};
    struct hub_store *store = hub_store_open(database, &why);
    if (!store) {
        fprintf(stderr, "andon-hub: %s\n", why.text);
        return EXIT_FAILURE;
    }
    printf("%s is up to date\n", hub_store_name(store));
    hub_store_close(&store);
    return EXIT_SUCCESS;
}

/* DATA/hub.db where no database is named. */
static int choose_database(const char *data, struct hub_conf *conf)
{
    static char database[512];
    if (conf->database)
        return 0;
    if (mkdir(data, 0750) != 0 && errno != EEXIST) {
        fprintf(stderr, "andon-hub: --data %s: %s\n", data, strerror(errno));
        return EXIT_FAILURE;
    }
    if (!text_format(database, sizeof database, "sqlite:%s/hub.db", data)) {
        fprintf(stderr, "andon-hub: --data: the path is too long\n");
        return EXIT_USAGE;
    }
    conf->database = database;
    return 0;
}

static int run(const char *value[OPT_COUNT])
{
    static struct hub_settings settings;
    if (!value[OPT_VIEW] && take_settings(value, &settings) != 0)
        return EXIT_FAILURE;
    char host[65] = "hub";
    struct cause why = {{0}};
    (void)gethostname(host, sizeof host - 1);
    const char *data = value[OPT_DATA] ? value[OPT_DATA] : "/var/lib/andon-hub";
    struct hub_conf conf = {.broker = value[OPT_BROKER],
                            .id = value[OPT_ID] ? value[OPT_ID] : host,
                            .keys = value[OPT_KEYS],
                            .database = value[OPT_DATABASE],
                            .data = data,
                            .run = value[OPT_RUN],
                            .history_days = settings.history_days,
                            .drain_gap_ms = settings.drain_gap_ms,
                            .hook = settings.hook,
                            .hooks = settings.hooks,
                            .keepalive_s = settings.broker.keepalive_s,
                            .retry_min_ms = settings.broker.retry_min_ms,
                            .retry_max_ms = settings.broker.retry_max_ms};
    int rc = value[OPT_MIGRATE] ? 0 : read_broker(value, &conf);
    if (rc != 0)
        return rc;
    if (value[OPT_VIEW])
        return run_view(value, &conf);
    rc = choose_database(data, &conf);
    if (rc != 0)
        return rc;
    if (value[OPT_MIGRATE])
        return migrate(conf.database);
    crash_begin("andon-hub", ANDON_VERSION, data, HM_CRASHED, HM_NO_CRASH_REPORT);
    if (hub_run(&conf, &why) == 0)
        return EXIT_SUCCESS;
    report(HM_CANNOT_START, "%s", why.text);
    return EXIT_FAILURE;
}

static void print(void *ctx, const char *text)
{
    (void)ctx;
    fputs(text, stdout);
}

int main(int argc, char *argv[])
{
    const char *value[OPT_COUNT] = {NULL};
    struct cause why = {{0}};
    confine_memory();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)umask(0027);
    report_as(&hub_book);
    if (args_read(rows, OPT_COUNT, argc, argv, take, value, NULL, &why) != 0) {
        fprintf(stderr, "andon-hub: %s\nTry andon-hub --help.\n", why.text);
        return EXIT_USAGE;
    }
    if (value[OPT_HELP]) {
        help();
        return EXIT_SUCCESS;
    }
    if (value[OPT_VERSION]) {
        puts("andon-hub " ANDON_VERSION);
        return EXIT_SUCCESS;
    }
    if (value[OPT_SCHEMA]) {
        roles_schema(print, NULL);
        return EXIT_SUCCESS;
    }
    if (value[OPT_DEFAULTS]) {
        hub_settings_dump(stdout);
        return EXIT_SUCCESS;
    }
    return run(value);
}
