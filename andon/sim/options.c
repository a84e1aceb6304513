/* SPDX-License-Identifier: MIT */
/* One table of options: getopt's list, --help and the parser are made from it. Called by main.c
 * only; most values point into argv. */
#include "andon/sim/options.h"

#include "data/config/args.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPEED_MAX 1e6
#define HOURS_MAX 100000

/* A number from 0 that ends at `stop` (or at the end); where it ended; NULL: it is none. */
static const char *number(const char *text, const char *stop, double *out)
{
    char *end;
    errno = 0;
    *out = strtod(text, &end);
    if (end == text || errno || !(*out >= 0 && *out <= 1e12))
        return NULL;
    return *end == '\0' || strchr(stop, *end) ? end : NULL;
}

static int take_number(const char *name, const char *text, double *out, struct cause *why)
{
    if (!number(text, "", out))
        return cause_set(why, -1, "--%s: '%.40s' is not a number from 0", name, text);
    return 0;
}

static int take_broker(struct options *o, const char *text, struct cause *why)
{
    (void)why;
    o->broker = text;
    return 0;
}

static int take_user(struct options *o, const char *text, struct cause *why)
{
    (void)why;
    o->user = text;
    return 0;
}

static int take_password_file(struct options *o, const char *text, struct cause *why)
{
    (void)why;
    o->password_file = text;
    return 0;
}

static int take_ca_file(struct options *o, const char *text, struct cause *why)
{
    (void)why;
    o->tls.ca_file = text;
    return 0;
}

static int take_cert_file(struct options *o, const char *text, struct cause *why)
{
    (void)why;
    o->tls.cert_file = text;
    return 0;
}

static int take_key_file(struct options *o, const char *text, struct cause *why)
{
    (void)why;
    o->tls.key_file = text;
    return 0;
}

/* A name is one level of a topic. */
static int take_name(const char **to, const char *name, const char *text, struct cause *why)
{
    if (!*text || strlen(text) > 64 || strpbrk(text, "/+# "))
        return cause_set(why, -1, "--%s: '%.40s' cannot be one level of a topic", name, text);
    *to = text;
    return 0;
}

static int take_line(struct options *o, const char *text, struct cause *why)
{
    return take_name(&o->line, "line", text, why);
}

static int take_station(struct options *o, const char *text, struct cause *why)
{
    return take_name(&o->station, "station", text, why);
}

static int take_stations(struct options *o, const char *text, struct cause *why)
{
    double n;
    if (!number(text, "", &n) || n < 1 || n > LINE_STATIONS_MAX || n > (double)(int)n)
        return cause_set(why, -1, "--stations: from 1 to %d", LINE_STATIONS_MAX);
    o->plant.stations = (size_t)n;
    return 0;
}

static int take_speed(struct options *o, const char *text, struct cause *why)
{
    if (strcmp(text, "max") == 0) {
        o->speed = 0;
        return 0;
    }
    if (take_number("speed", text, &o->speed, why) != 0)
        return -1;
    if (!(o->speed > 0 && o->speed <= SPEED_MAX))
        return cause_set(why, -1, "--speed: '%.40s' is not above 0 and up to 1000000", text);
    return 0;
}

static int take_clock(struct options *o, const char *text, struct cause *why)
{
    o->virtual_time = strcmp(text, "virtual") == 0;
    if (!o->virtual_time && strcmp(text, "wall") != 0)
        return cause_set(why, -1, "--clock: wall or virtual");
    return 0;
}

static int take_start(struct options *o, const char *text, struct cause *why)
{
    if (time_from_text(text, &o->start_ms) != 0)
        return cause_set(why, -1, "--start: '%.40s' is no time like 2026-01-05T06:00:00Z", text);
    return 0;
}

static int take_seed(struct options *o, const char *text, struct cause *why)
{
    char *end;
    errno = 0;
    o->plant.seed = strtoull(text, &end, 10);
    if (end == text || *end || errno || *text == '-')
        return cause_set(why, -1, "--seed: '%.40s' is not a whole number", text);
    return 0;
}

static int take_breaks(struct options *o, const char *text, struct cause *why)
{
    struct press_conf *p = &o->plant.press;
    double length = 0, every = 0;
    const char *end = number(text, "/", &length);
    if (strcmp(text, "none") == 0) {
        p->break_every_ms = p->break_ms = 0;
        return 0;
    }
    if (!end || *end != '/' || !number(end + 1, "", &every) || length < 1 || every < length + 1 ||
        every > 10000)
        return cause_set(why, -1,
                         "--breaks: none, or like 15/120: the last 15 of each 120 minutes");
    p->break_ms = (int64_t)(length * 60000);
    p->break_every_ms = (int64_t)(every * 60000);
    return 0;
}

static const char *take_product(struct press_product *p, const char *text)
{
    size_t length = strcspn(text, "=,");
    double seconds = 4;
    const char *end = text + length;
    if (length == 0 || !text_copy_n(p->name, sizeof p->name, text, length) ||
        !text_is_clean(text, length))
        return NULL;
    if (*end == '=')
        end = number(end + 1, ",", &seconds);
    if (!end || seconds < 0.1 || seconds > 86400)
        return NULL;
    p->cycle_ms = seconds * 1000;
    return *end == ',' ? end + 1 : end;
}

static int take_products(struct options *o, const char *text, struct cause *why)
{
    struct press_conf *p = &o->plant.press;
    p->products = 0;
    do {
        text = p->products < PRESS_PRODUCTS_MAX ? take_product(&p->product[p->products++], text)
                                                : NULL;
    } while (text && *text);
    if (!text)
        return cause_set(why, -1, "--products: up to %d like bracket=4,cover=5.5 (seconds a part)",
                         PRESS_PRODUCTS_MAX);
    return 0;
}

static int take_faults(struct options *o, const char *text, struct cause *why)
{
    for (size_t length; *text; text += length + (text[length] == ',')) {
        length = strcspn(text, ",");
        bool all = length == 3 && strncmp(text, "all", length) == 0;
        bool sensors = all || (length == 7 && strncmp(text, "sensors", length) == 0);
        bool gateway = all || (length == 7 && strncmp(text, "gateway", length) == 0);
        if (!sensors && !gateway)
            return cause_set(why, -1, "--faults: sensors, gateway, or all");
        o->plant.press.sensor_faults |= sensors;
        o->plant.gateway_faults |= gateway;
    }
    return 0;
}

static int take_control(struct options *o, const char *text, struct cause *why)
{
    (void)text;
    (void)why;
    o->control = true;
    return 0;
}

static int take_truth(struct options *o, const char *text, struct cause *why)
{
    (void)text;
    (void)why;
    o->truth = true;
    return 0;
}

static int take_output(struct options *o, const char *text, struct cause *why)
{
    (void)why;
    o->output = text;
    return 0;
}

static int take_hours(struct options *o, const char *text, struct cause *why)
{
    double hours;
    if (take_number("hours", text, &hours, why) != 0)
        return -1;
    if (!(hours > 0 && hours <= HOURS_MAX))
        return cause_set(why, -1, "--hours: above 0 and up to %d", HOURS_MAX);
    o->span_ms = (int64_t)(hours * 3600000);
    return 0;
}

static int take_file(struct options *o, const char *text, struct cause *why)
{
    if (o->file_count == OPTIONS_FILES_MAX)
        return cause_set(why, -1, "--capture: at most %d files", OPTIONS_FILES_MAX);
    o->files[o->file_count++] = text;
    return 0;
}

static int take_seconds(int64_t *us, const char *name, const char *text, struct cause *why)
{
    double seconds;
    if (take_number(name, text, &seconds, why) != 0)
        return -1;
    *us = (int64_t)(seconds * 1e6);
    return 0;
}

static int take_from(struct options *o, const char *text, struct cause *why)
{
    return take_seconds(&o->from_us, "from", text, why);
}

static int take_to(struct options *o, const char *text, struct cause *why)
{
    return take_seconds(&o->to_us, "to", text, why);
}

static int take_loop(struct options *o, const char *text, struct cause *why)
{
    (void)text;
    (void)why;
    o->loop = true;
    return 0;
}

static int take_help(struct options *o, const char *text, struct cause *why)
{
    (void)text;
    (void)why;
    o->help = true;
    return 0;
}

static int take_version(struct options *o, const char *text, struct cause *why)
{
    (void)text;
    (void)why;
    o->version = true;
    return 0;
}

static const struct option_row {
    struct arg_row is;
    int (*take)(struct options *o, const char *text, struct cause *why);
} rows[] = {
    {{"broker", "URL", "mqtt://HOST:PORT to publish to, mqtts://… with TLS"}, take_broker},
    {{"user", "NAME", "user name at the broker"}, take_user},
    {{"password-file", "FILE", "file with its password"}, take_password_file},
    {{"ca-file", "FILE", "CAs of the broker's certificate (the system's)"}, take_ca_file},
    {{"cert-file", "FILE", "our certificate, for a broker that asks for one"}, take_cert_file},
    {{"key-file", "FILE", "its key (in --cert-file)"}, take_key_file},
    {{"line", "NAME", "second level of the topics (line1)"}, take_line},
    {{"station", "NAME", "third level of the topics (press3); of several the first"}, take_station},
    {{"stations", "N", "so many presses one behind the other (1)"}, take_stations},
    {{"speed", "N", "everything happens N times as often; max plays without pauses"}, take_speed},
    {{"clock", "WHICH: wall virtual", "times in messages, of this machine or the line's own"},
     take_clock},
    {{"start", "TIME", "what the virtual clock begins with (now)"}, take_start},
    {{"seed", "N", "the same seed gives the same events (1)"}, take_seed},
    {{"breaks", "M/N", "the last M of each N minutes (15/120), or none"}, take_breaks},
    {{"products", "LIST", "NAME=SECONDS,… or one, which is never changed"}, take_products},
    {{"faults", "LIST: sensors gateway all", "by chance"}, take_faults},
    {{"hours", "N", "end after so much line time"}, take_hours},
    {{"control", NULL, "take commands on standard input: run, stop CODE, …"}, take_control},
    {{"truth", NULL, "print at the end what the presses did, a JSON object each"}, take_truth},
    {{"output", "FILE", "write a capture of --hours instead of publishing"}, take_output},
    {{"capture", "FILE...", "play recorded broker traffic instead of a line"}, take_file},
    {{"from", "S", "begin at this second of the capture"}, take_from},
    {{"to", "S", "end before this second of the capture"}, take_to},
    {{"loop", NULL, "play again and again"}, take_loop},
    {{"help", NULL, "print this help"}, take_help},
    {{"version", NULL, "print the version"}, take_version},
};
#define ROWS (sizeof rows / sizeof *rows)

static void rows_of(struct arg_row list[ROWS])
{
    for (size_t i = 0; i < ROWS; i++)
        list[i] = rows[i].is;
}

void options_help(void)
{
    puts("usage: andon-sim --broker URL [--line NAME] [--station NAME] [--stations N] [--speed N]\n"
         "                 [--seed N] …\n"
         "       andon-sim --output FILE --hours N [--seed N] …\n"
         "       andon-sim --broker URL --capture FILE… [--speed N] [--from S] [--to S] [--loop]\n"
         "A virtual line that publishes like a real one, or the player of a capture file.\n");
    struct arg_row list[ROWS];
    rows_of(list);
    args_help(stdout, list, (int)ROWS, 20);
    puts("\nExit status: 0 done, 1 refused or failed, 2 usage. See andon-sim(1).");
}

static int check_live(const struct options *o, struct cause *why)
{
    if (!(o->speed > 0))
        return cause_set(why, -1, "--speed max is for captures only");
    if (o->loop || o->from_us > 0 || o->to_us != INT64_MAX)
        return cause_set(why, -1, "--from, --to and --loop need --capture");
    if (o->start_ms != TIME_NONE && !o->virtual_time && !o->output)
        return cause_set(why, -1, "--start needs --clock virtual or --output");
    if (o->output && (o->span_ms == PRESS_NEVER || o->control))
        return cause_set(why, -1, "%s",
                         o->control ? "--control is not for --output" : "--output needs --hours");
    return 0;
}

static int check_broker(const struct options *o, struct cause *why)
{
    bool tls =
        o->broker && (strncmp(o->broker, "mqtts:", 6) == 0 || strncmp(o->broker, "ssl:", 4) == 0);
    if (!o->broker && !o->output)
        return cause_set(why, -1, "--broker is missing");
    if ((o->tls.ca_file || o->tls.cert_file || o->tls.key_file) && !tls)
        return cause_set(why, -1, "--ca-file, --cert-file and --key-file need mqtts://");
    if (o->tls.key_file && !o->tls.cert_file)
        return cause_set(why, -1, "--key-file needs --cert-file");
    if (o->password_file && !o->user)
        return cause_set(why, -1, "--password-file needs --user");
    return 0;
}

static int check(const struct options *o, struct cause *why)
{
    if (o->help || o->version)
        return 0;
    if (check_broker(o, why) != 0)
        return -1;
    if (o->file_count == 0)
        return check_live(o, why);
    if (o->control)
        return cause_set(why, -1, "--control is not for captures");
    if (o->output || o->truth || o->span_ms != PRESS_NEVER)
        return cause_set(why, -1, "--output, --truth and --hours are not for captures");
    if (o->from_us >= o->to_us)
        return cause_set(why, -1, "--from is not before --to");
    return 0;
}

int options_parse(struct options *options, int argc, char **argv, struct cause *why)
{
    struct option list[ROWS + 1] = {{0}};
    if (argc > 1 && strcmp(argv[1], "--complete") == 0) {
        struct arg_row all[ROWS];
        rows_of(all);
        args_complete(all, (int)ROWS, argc - 2, argv + 2);
        exit(EXIT_SUCCESS);
    }
    for (size_t i = 0; i < ROWS; i++)
        list[i] = (struct option){
            .name = rows[i].is.name, .has_arg = rows[i].is.argument != NULL, .val = 256 + (int)i};
    *options = (struct options){.line = "line1",
                                .plant = {.press = press_conf_default, .stations = 1, .seed = 1},
                                .speed = 1,
                                .start_ms = TIME_NONE,
                                .span_ms = PRESS_NEVER,
                                .to_us = INT64_MAX};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", list, NULL)) != -1;) {
        if (c == '?')
            return cause_set(why, -1, "%.60s: unknown option, or its value is missing",
                             argv[optind - 1]);
        if (rows[c - 256].take(options, optarg, why) != 0)
            return -1;
    }
    for (; optind < argc; optind++) {
        if (options->file_count == 0)
            return cause_set(why, -1, "%.60s: not an option", argv[optind]);
        if (take_file(options, argv[optind], why) != 0)
            return -1;
    }
    return check(options, why);
}
