/* SPDX-License-Identifier: MIT */
/* A press behind a Sparkplug gateway in trouble, from the bytes to the counts: births again and
 * again, kills, messages lost, doubled and overtaken, the link gone, at random. Parts are counted
 * once, whatever happens, and after the next birth none is missing. */
#include "tests/unit/config/kit.h"

#include "andon/engine/station.h"
#include "data/decode/decode.h"
#include "data/decode/plug.h"
#include "data/model/amount.h"
#include "data/model/snapshot.h"

#include <string.h>

#define WALL   INT64_C(1800000000000)
#define EVENTS 400

#define PLANT                                                                 \
    KIT_STATION "[source dev]\npreset = sparkplug\nroot = G/N/D\n"            \
                "[signal running]\nrole = running\nsource = dev\nitem = on\n" \
                "[signal total]\nrole = total\nsource = dev\nitem = total\n"  \
                "[signal scrap]\nrole = scrap\nsource = dev\nitem = scrap\ncounter = delta\n"

struct press {
    struct decoder *decoder;
    struct station *station;
    struct effects effects;
    int64_t now;
    /* what is true, and what was heard of it */
    int64_t total, scrap, base;
    bool based;
    uint8_t seq;
    int64_t bdseq;
    char held_topic[40]; /* a message that is overtaken by the next one */
    unsigned char held[512];
    size_t held_length;
};

static uint64_t seed;

static int64_t some(int64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int64_t)(seed % (uint64_t)below);
}

static struct now now_of(const struct press *p)
{
    return (struct now){.boot_ms = p->now, .wall_ms = WALL + p->now, .synced = true};
}

static void hear(void *ctx, const struct update *u)
{
    struct press *p = ctx;
    if (u->signal == 1 && u->quality == Q_GOOD && !p->based) {
        p->based = true;
        p->base = u->value.amount / AMOUNT_ONE;
    }
    station_step(p->station, &(struct event){.kind = EVENT_UPDATE, .update = u}, now_of(p),
                 &p->effects);
}

static void pass(struct press *p, int64_t ms)
{
    int64_t until = p->now + ms;
    while (decoder_due(p->decoder) <= until) {
        char topic[CONFIG_TOPIC_MAX];
        unsigned char command[SPB_COMMAND_SIZE];
        int64_t due = decoder_due(p->decoder);
        p->now = due > p->now ? due : p->now;
        struct now now = now_of(p);
        decoder_time(p->decoder, DECODER_TICK, &now, hear, p);
        while (plugs_command(decoder_plugs(p->decoder), WALL, topic, command) > 0)
            ;
    }
    p->now = until;
}

static void take(struct press *p, const char *topic, const unsigned char *bytes, size_t length)
{
    const struct message m = {.topic = topic,
                              .payload = (const char *)bytes,
                              .length = length,
                              .arrival_ms = WALL + p->now,
                              .now_ms = p->now};
    (void)decoder_message(p->decoder, &m, hear, p);
}

static struct spb_metric whole(const char *name, int64_t value)
{
    return (struct spb_metric){
        .name = name, .type = SPB_INT64, .value = {.form = SPB_FORM_LONG, .wide = (uint64_t)value}};
}

static size_t make(const struct press *p, int seq, const struct spb_metric *metric, size_t metrics,
                   unsigned char out[512])
{
    static _Alignas(max_align_t) char memory[1 << 16];
    struct spb_room room = {.at = memory, .size = sizeof memory};
    struct spb_payload payload = {.timestamp = (uint64_t)(WALL + p->now),
                                  .has_timestamp = true,
                                  .seq = seq < 0 ? 0 : (uint64_t)seq,
                                  .has_seq = seq >= 0,
                                  .metric = metric,
                                  .metrics = metrics};
    return spb_encode(&payload, &room, out, 512);
}

static void births(struct press *p)
{
    unsigned char bytes[512];
    struct spb_metric bd = whole("bdSeq", p->bdseq);
    struct spb_metric m[] = {whole("on", 1), whole("total", p->total), whole("scrap", p->scrap)};
    take(p, "spBv1.0/G/NBIRTH/N", bytes, make(p, 0, &bd, 1, bytes));
    take(p, "spBv1.0/G/DBIRTH/N/D", bytes, make(p, 1, m, 3, bytes));
    p->seq = 2;
}

static void dies(struct press *p)
{
    unsigned char bytes[512];
    struct spb_metric bd = whole("bdSeq", p->bdseq);
    take(p, "spBv1.0/G/NDEATH/N", bytes, make(p, -1, &bd, 1, bytes));
    p->bdseq = (p->bdseq + 1) & 255;
}

static void says(struct press *p)
{
    static const char topic[] = "spBv1.0/G/DDATA/N/D";
    unsigned char bytes[512];
    int64_t made = some(4), bad = some(2), how = some(20);
    p->total += made;
    p->scrap += bad;
    struct spb_metric m[] = {whole("total", p->total), whole("scrap", bad)};
    size_t length = make(p, p->seq++, m, 2, bytes);
    if (how == 0)
        return; /* lost */
    if (how == 1 && p->held_length == 0) {
        memcpy(p->held, bytes, length);
        p->held_length = length;
        return;
    }
    take(p, topic, bytes, length);
    if (how == 2)
        take(p, topic, bytes, length);
    if (p->held_length > 0)
        take(p, topic, p->held, p->held_length);
    p->held_length = 0;
}

static void link_blinks(struct press *p)
{
    struct now now = now_of(p);
    static const enum link_state states[] = {LINK_DOWN, LINK_UP};
    for (int i = 0; i < 2; i++) {
        station_step(p->station,
                     &(struct event){.kind = EVENT_LINK, .link = states[i], .why = "test"}, now,
                     &p->effects);
        decoder_time(p->decoder, i == 0 ? DECODER_LINK_DOWN : DECODER_LINK_UP, &now, hear, p);
    }
}

static void one_event(struct press *p)
{
    int64_t what = some(60);
    if (what == 0)
        births(p);
    else if (what == 1)
        dies(p);
    else if (what == 2)
        link_blinks(p);
    else
        says(p);
    if (what == 1 && some(2)) {
        p->total += some(3); /* made while nobody was told */
        births(p);
    }
    pass(p, some(8) == 0 ? some(4000) : some(300));
}

static void check(struct press *p, int run, bool whole_truth)
{
    static struct snapshot s;
    station_snapshot(p->station, now_of(p), &s);
    int64_t total = s.counts.total / AMOUNT_ONE, truth = p->based ? p->total - p->base : 0;
    if (total > truth || (whole_truth && total != truth))
        fail_msg("run %d: %lld parts counted of %lld", run, (long long)total, (long long)truth);
    if (s.counts.scrap / AMOUNT_ONE > p->scrap)
        fail_msg("run %d: %lld rejects counted of %lld", run,
                 (long long)(s.counts.scrap / AMOUNT_ONE), (long long)p->scrap);
}

static void parts_are_counted_once(void **state)
{
    (void)state;
    struct config *config = kit_load(PLANT);
    for (int run = 0; run < 40; run++) {
        struct press p = {.decoder = decoder_new(config), .total = 1000, .now = 1000};
        seed = (uint64_t)run * 7919 + 88172645463325252;
        p.station = station_new(config, now_of(&p), TIME_NONE, TIME_NONE);
        assert_true(p.decoder && p.station);
        station_step(p.station, &(struct event){.kind = EVENT_LINK, .link = LINK_UP, .why = ""},
                     now_of(&p), &p.effects);
        if (run % 4)
            births(&p);
        for (int i = 0; i < EVENTS; i++) {
            one_event(&p);
            check(&p, run, false);
        }
        births(&p);
        pass(&p, 60000);
        station_step(p.station, &(struct event){.kind = EVENT_TICK}, now_of(&p), &p.effects);
        check(&p, run, true);
        effects_done(&p.effects);
        station_free(&p.station);
        decoder_free(&p.decoder);
    }
    config_free(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_are_counted_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
