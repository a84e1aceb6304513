/* SPDX-License-Identifier: MIT */
/* Discovery of a large broker: 20,000 topics of 2,500 machines, each heard twice; then the
 * look at all of it. Microseconds of CPU a message, seconds for all, and the memory. The baseline
 * of a message is the decoder's JSON scan of the same. Prints one JSON object a figure. */
#include "data/decode/scan.h"
#include "data/discover/discover.h"
#include "tests/bench/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WALL_MS  1795000000000LL
#define MACHINES 2500
#define TOPICS   8
#define ROUNDS   2 /* at 5,000 a second they take 8 s of the 10 */

static size_t make(int machine, int topic, int round, char name[96], char text[256])
{
    static const char *const leaf[TOPICS] = {"state",     "counts", "oil_temp", "pressure",
                                             "vibration", "load",   "speed",    "alive"};
    (void)snprintf(name, 96, "plant/hall%d/line%d/press%d/%s", machine / 500, machine / 20, machine,
                   leaf[topic]);
    if (topic == 0)
        return (size_t)snprintf(text, 256, "{\"state\":\"%s\",\"ts\":%lld}",
                                round == 1 ? "STOP" : "RUN", WALL_MS + round * 1000);
    if (topic == 1)
        return (size_t)snprintf(text, 256, "{\"total\":%d,\"scrap\":%d,\"ts\":%lld}",
                                1000 + round * 3, round, WALL_MS + round * 1000);
    if (topic == 7)
        return (size_t)snprintf(text, 256, "online");
    return (size_t)snprintf(text, 256, "%d.%d", 20 + machine % 60, (machine + round) % 10);
}

static volatile size_t kept; /* keeps the work from being optimised away */

static int64_t scan_only(void)
{
    struct scan_node node[4];
    char room[16], name[96], text[256];
    struct scan_plan plan;
    struct scan_value value[1];
    int64_t begin = figure_cpu_ns(0);
    scan_plan_init(&plan, node, 4, room, sizeof room);
    (void)scan_plan_add(&plan, "/ts", 3);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < MACHINES * TOPICS; i++) {
            size_t length = make(i / TOPICS, i % TOPICS, round, name, text);
            kept += (size_t)scan_document(&plan, text, length, value, NULL);
        }
    return figure_cpu_ns(0) - begin;
}

int main(void)
{
    char name[96], text[256];
    const double messages = MACHINES * TOPICS * ROUNDS;
    double bare = (double)scan_only() / messages / 1000;
    int64_t before = figure_rss_bytes(getpid()), begin = figure_cpu_ns(0);
    struct discover *d = discover_new();
    if (!d)
        figure_die("no memory");
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < MACHINES * TOPICS; i++) {
            size_t length = make(i / TOPICS, i % TOPICS, round, name, text);
            discover_message(d, &(struct message){.topic = name,
                                                  .payload = text,
                                                  .length = length,
                                                  .arrival_ms = WALL_MS + round * 1000});
        }
    int64_t heard = figure_cpu_ns(0) - begin;
    const struct discover_result *result = discover_look(d);
    int64_t looked = figure_cpu_ns(0) - begin - heard;
    if (!result || result->machines != MACHINES)
        figure_die("not every machine was found");
    figure_print(&(struct figure){.name = "discover.message",
                                  .value = (double)heard / messages / 1000,
                                  .unit = "us",
                                  .baseline = "the JSON scan alone",
                                  .baseline_value = bare});
    figure_print(&(struct figure){.name = "discover.topics_20000",
                                  .value = (double)(heard + looked) / 1e9,
                                  .unit = "s",
                                  .baseline = "budget beside 8 s of listening",
                                  .baseline_value = 2,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    figure_print(&(struct figure){.name = "discover.look",
                                  .value = (double)looked / 1e6,
                                  .unit = "ms",
                                  .baseline = "all of it",
                                  .baseline_value = (double)(heard + looked) / 1e6});
    figure_print(
        &(struct figure){.name = "discover.memory",
                         .value = (double)(figure_rss_bytes(getpid()) - before) / (1 << 20),
                         .unit = "MiB",
                         .baseline = "limit",
                         .baseline_value = (double)DISCOVER_BYTES_MAX / (1 << 20),
                         .aim = AIM_AT_MOST,
                         .target = 1});
    discover_free(&d);
    return 0;
}
