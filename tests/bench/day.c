/* SPDX-License-Identifier: MIT */
/* See day.h. Called by bench_store and bench_drain. */
#include "tests/bench/day.h"

#include "data/model/clock.h"
#include "tests/support/store_kit.h"

#include <stdio.h>

static void interval_body(char *out, int64_t begin)
{
    (void)snprintf(out, DAY_BODY_SIZE,
                   "{\"begin\":%lld,\"end\":%lld,\"ms\":41250,\"state\":\"running\","
                   "\"detail\":\"Execute\",\"mode\":\"production\",\"shift\":\"early\","
                   "\"window\":\"W29400360\",\"plan\":true,\"source\":\"state\",\"stop\":null,"
                   "\"job\":null}",
                   (long long)begin, (long long)begin + 41250);
}

static void minute_body(char *out, int64_t begin)
{
    (void)snprintf(out, DAY_BODY_SIZE,
                   "{\"begin\":%lld,\"total\":18,\"good\":17,\"scrap\":1,\"rework\":0,"
                   "\"product\":\"A-100\",\"gap\":false,\"shift\":\"early\","
                   "\"window\":\"W29400360\"}",
                   (long long)begin);
}

static void stop_body(char *out, int64_t begin)
{
    (void)snprintf(out, DAY_BODY_SIZE,
                   "{\"begin\":%lld,\"end\":%lld,\"ms\":61250,\"small\":false,"
                   "\"state\":\"stopped\",\"detail\":\"Aborted\",\"reason\":null,"
                   "\"suggested\":\"mech.jam\",\"five\":{\"detected\":1764000000000,"
                   "\"noticed\":null,\"arrived\":null,\"repaired\":null,\"back\":null}}",
                   (long long)begin, (long long)begin + 61250);
}

static const struct {
    enum record_kind kind;
    char letter;
    void (*body)(char *out, int64_t begin);
} mix[] = {
    {REC_INTERVAL, 'I', interval_body},
    {REC_MINUTE, 'M', minute_body},
    {REC_STOP, 'S', stop_body},
};

void day_record(int64_t i, struct record_draft *draft, char body[DAY_BODY_SIZE])
{
    size_t m = i % 20 == 19 ? 2 : (size_t)(i % 2);
    *draft = (struct record_draft){
        .kind = mix[m].kind,
        .rev = 1,
        .wall_ms = KIT_WALL + i * 1000,
        .boot_ms = i * 1000,
        .actor = "machine",
    };
    /* a minute has its name and its begin from the wall clock */
    bool minute = mix[m].kind == REC_MINUTE;
    int64_t number = minute ? KIT_WALL / MS_PER_MIN + i : i;
    (void)snprintf(draft->id, sizeof draft->id, "%c%lld", mix[m].letter, (long long)number);
    mix[m].body(body, minute ? number * MS_PER_MIN : draft->wall_ms);
}
