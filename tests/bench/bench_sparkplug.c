/* SPDX-License-Identifier: MIT */
/* What a metric of Sparkplug costs in a host: from the message to its event, by alias, in order,
 * beside protobuf-c's bare unpack and free of the same payload. The target is that of the issue: at
 * most three times. Prints one JSON object a figure. */
#include "data/sparkplug/host.h"
#include "gen/sparkplug.pb-c.h"
#include "tests/bench/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCHES 15
#define ROUNDS  4096
#define MOST    200
#define SEQS    256
#define WALL    INT64_C(1800000000000)
#define ROOM    (1U << 20)

static _Alignas(max_align_t) char memory[ROOM];
static unsigned char wire[SEQS][16384];
static size_t length[SEQS];
static struct spb_metric metric[MOST];
static char names[MOST][32];
static volatile int64_t sum; /* keeps the work from being optimised away */

/* Metrics as gateways send them: a third each of counters, measurements and words or bits. */
static void make_metric(size_t i, bool birth)
{
    static const struct {
        enum spb_type type;
        struct spb_value value;
    } kinds[] = {
        {SPB_INT64, {.form = SPB_FORM_LONG, .wide = 123456}},
        {SPB_DOUBLE, {.form = SPB_FORM_DOUBLE, .real = 71.25}},
        {SPB_BOOLEAN, {.form = SPB_FORM_BOOL, .flag = true}},
        {SPB_INT32, {.form = SPB_FORM_INT, .word = 42}},
        {SPB_FLOAT, {.form = SPB_FORM_FLOAT, .single = 1.5F}},
        {SPB_STRING, {.form = SPB_FORM_STRING, .text = "Execute"}},
    };
    (void)snprintf(names[i], sizeof names[i], "Line1/Press3/Metric%zu", i);
    metric[i] = (struct spb_metric){.name = birth ? names[i] : NULL,
                                    .alias = i,
                                    .has_alias = true,
                                    .type = birth ? kinds[i % 6].type : SPB_UNKNOWN,
                                    .timestamp = (uint64_t)WALL,
                                    .has_timestamp = true,
                                    .value = kinds[i % 6].value};
}

static size_t make_payload(size_t metrics, bool birth, uint64_t seq, unsigned char *out)
{
    struct spb_room room = {.at = memory, .size = ROOM};
    for (size_t i = 0; i < metrics; i++)
        make_metric(i, birth);
    struct spb_payload p = {.timestamp = (uint64_t)WALL,
                            .has_timestamp = true,
                            .seq = seq,
                            .has_seq = true,
                            .metric = metric,
                            .metrics = metrics};
    return spb_encode(&p, &room, out, sizeof wire[0]);
}

static void on_event(void *ctx, const struct spb_event *e)
{
    int64_t *items = ctx;
    *items += e->kind == SPB_EVENT_ITEM && !e->unverified;
    sum += e->source_ms + (int64_t)e->type;
}

static double by_protobuf(void)
{
    int64_t start = figure_cpu_ns(0);
    for (int n = 0; n < ROUNDS; n++) {
        Spb__Payload *p = spb__payload__unpack(NULL, length[n % SEQS], wire[n % SEQS]);
        if (!p)
            figure_die("a payload that does not unpack");
        sum += (int64_t)p->n_metrics;
        spb__payload__free_unpacked(p, NULL);
    }
    return (double)(figure_cpu_ns(0) - start);
}

static double by_host(struct spb_host *host, int64_t *items)
{
    int64_t start = figure_cpu_ns(0);
    for (int n = 0; n < ROUNDS; n++) {
        const struct spb_message m = {.topic = "spBv1.0/G/NDATA/N",
                                      .payload = wire[n % SEQS],
                                      .length = length[n % SEQS],
                                      .wall_ms = WALL};
        spb_host_message(host, &m, n, on_event, items);
    }
    return (double)(figure_cpu_ns(0) - start);
}

static void run(size_t metrics)
{
    static unsigned char birth[sizeof wire[0]];
    double ours[BATCHES], bare[BATCHES], ratio[BATCHES];
    char name[64];
    int64_t items = 0;
    struct spb_host *host = spb_host_new(&(struct spb_host_conf){.reorder_ms = 2000});
    if (!host)
        figure_die("out of memory");
    const struct spb_message b = {.topic = "spBv1.0/G/NBIRTH/N",
                                  .payload = birth,
                                  .length = make_payload(metrics, true, SEQS - 1, birth),
                                  .wall_ms = WALL};
    for (size_t s = 0; s < SEQS; s++)
        length[s] = make_payload(metrics, false, s, wire[s]);
    spb_host_message(host, &b, 0, on_event, &items);
    items = 0;
    for (int i = 0; i < BATCHES; i++) {
        bare[i] = by_protobuf() / ((double)ROUNDS * (double)metrics);
        ours[i] = by_host(host, &items) / ((double)ROUNDS * (double)metrics);
        ratio[i] = ours[i] / bare[i];
    }
    if (items != (int64_t)metrics * ROUNDS * BATCHES)
        figure_die("metrics that the host did not tell");
    (void)snprintf(name, sizeof name, "sparkplug.%zu_metrics", metrics);
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(ours, BATCHES),
                                  .unit = "ns/metric",
                                  .baseline = "protobuf-c",
                                  .baseline_value = figure_median(bare, BATCHES),
                                  .ratio = figure_median(ratio, BATCHES),
                                  .aim = AIM_AT_MOST,
                                  .target = 3});
    spb_host_free(&host);
}

int main(void)
{
    run(5);
    run(50);
    run(MOST);
    return 0;
}
