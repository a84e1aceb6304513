/* SPDX-License-Identifier: MIT */
/* What people choose from and have entered at press 3, as andond's replies would say it. */
#ifndef TESTS_SCREENS_FIXTURE_PEOPLE_H
#define TESTS_SCREENS_FIXTURE_PEOPLE_H

#include "console/panels/choices.h"
#include "console/panels/view.h"
#include "data/model/text.h"

#include <assert.h>
#include <jansson.h>

static const char fixture_reasons[] =
    "{\"suggested\":\"mech.jam\",\"reasons\":["
    "{\"id\":\"mech\",\"title\":\"Mechanical\",\"parent\":null,\"place\":1,\"leaf\":false},"
    "{\"id\":\"mech.jam\",\"title\":\"Die jam\",\"parent\":\"mech\",\"place\":1,\"leaf\":true,"
    "\"used\":9,\"last\":1773340000000},"
    "{\"id\":\"mech.feed\",\"title\":\"Misfeed\",\"parent\":\"mech\",\"place\":2,\"leaf\":true,"
    "\"used\":4,\"last\":1773330000000},"
    "{\"id\":\"mech.drive\",\"title\":\"Drive\",\"parent\":\"mech\",\"place\":3,\"leaf\":true},"
    "{\"id\":\"tool\",\"title\":\"Tool broken\",\"place\":2,\"leaf\":true,\"note\":true,"
    "\"checklist\":\"Press is locked out; Die is clean; Shims are there\"},"
    "{\"id\":\"material\",\"title\":\"No material\",\"place\":3,\"leaf\":true,\"used\":12,"
    "\"last\":1773320000000},"
    "{\"id\":\"quality\",\"title\":\"Waiting for quality\",\"place\":4,\"leaf\":true},"
    "{\"id\":\"operator\",\"title\":\"No operator\",\"place\":5,\"leaf\":true},"
    "{\"id\":\"cleaning\",\"title\":\"Cleaning\",\"place\":7,\"leaf\":true,\"planned\":true},"
    "{\"id\":\"changeover\",\"title\":\"Changeover\",\"place\":8,\"leaf\":true,"
    "\"planned\":true},"
    "{\"id\":\"other\",\"title\":\"Other\",\"place\":9,\"leaf\":true,\"note\":true}]}";

static const char fixture_scrap_reasons[] =
    "{\"reasons\":[{\"id\":\"burr\",\"title\":\"Burr\",\"place\":1,\"used\":7,"
    "\"last\":1773340000000},{\"id\":\"dent\",\"title\":\"Dent\",\"place\":2,"
    "\"rework\":true},"
    "{\"id\":\"size\",\"title\":\"Out of size\",\"place\":3},"
    "{\"id\":\"start\",\"title\":\"Start-up part\",\"place\":4},"
    "{\"id\":\"other\",\"title\":\"Other\",\"place\":9,\"note\":true}]}";

static const char fixture_modes[] =
    "{\"modes\":[{\"id\":\"production\",\"title\":\"Production\",\"mode\":\"production\","
    "\"place\":1},{\"id\":\"cleaning\",\"title\":\"Cleaning\",\"mode\":\"planned\",\"place\":2,"
    "\"for_s\":1200},{\"id\":\"meeting\",\"title\":\"Meeting\",\"mode\":\"planned\",\"place\":3,"
    "\"for_s\":900},{\"id\":\"no-orders\",\"title\":\"No orders\",\"mode\":\"planned\","
    "\"place\":4},{\"id\":\"maintenance\",\"title\":\"Maintenance\","
    "\"mode\":\"maintenance\",\"place\":5},{\"id\":\"trial\",\"title\":\"Trial\","
    "\"mode\":\"trial\",\"place\":6}]}";

static const char fixture_jobs[] =
    "{\"rev\":7,\"products\":[{\"id\":\"P7\",\"title\":\"Bracket\"},{\"id\":\"C1\","
    "\"title\":\"Cover, long\"}],\"jobs\":[{\"id\":\"4711\",\"title\":\"Bracket P7 left\","
    "\"product\":\"P7\",\"quantity\":3000,\"made\":1842,\"state\":\"running\","
    "\"due\":1773349200000},{\"id\":\"4712\",\"title\":\"Bracket P9\",\"product\":\"P9\","
    "\"quantity\":12000,\"made\":0,\"state\":\"queued\",\"due\":1773428400000},"
    "{\"id\":\"4713\",\"title\":\"Cover, long\",\"product\":\"C1\",\"quantity\":500,"
    "\"made\":120,\"state\":\"paused\"}]}";

static const char fixture_scraps[] =
    "[{\"id\":\"A12\",\"rev\":1,\"quantity\":3,\"reason\":\"burr\",\"job\":\"4711\","
    "\"at\":1773342000000,\"wall\":1773342000000},"
    "{\"id\":\"A13\",\"rev\":1,\"quantity\":40,\"reason\":\"dent\",\"job\":\"4711\","
    "\"note\":\"box fell\",\"at\":1773342300000,\"wall\":1773342300000},"
    "{\"id\":\"A14\",\"rev\":1,\"quantity\":-40,\"of\":\"A13\",\"reason\":\"dent\","
    "\"at\":1773342300000,\"wall\":1773342360000},"
    "{\"id\":\"A15\",\"rev\":1,\"quantity\":4,\"rework\":true,\"reason\":\"size\","
    "\"at\":1773342300000,\"wall\":1773342400000}]";

static const char fixture_packet[] =
    "{\"packet\":{\"rev\":3,\"shift\":\"W29554410\",\"name\":\"early\",\"begin\":1773316800000,"
    "\"end\":1773345600000,\"state\":\"open\",\"revision\":0,"
    "\"outgoing\":{\"by\":\"anna\",\"at\":1773342400000},\"incoming\":null,"
    "\"figures\":{\"planned_ms\":25642000,\"run_ms\":22078000,\"unknown_ms\":130000,"
    "\"availability\":0.861,\"performance\":0.932,\"quality\":0.977,\"oee\":0.784,\"total\":1885,"
    "\"good\":1842,\"scrap\":43,\"rework\":6,\"stops\":9,\"small_stops\":5,\"unexplained\":2,"
    "\"unexplained_ms\":370000},\"stops\":[{\"id\":\"S118\",\"begin\":1773341439000,"
    "\"ms\":242000}],\"notes\":[{\"at\":1773342200000,\"by\":\"anna\","
    "\"text\":\"left guard rattles, watch it\"}],\"calls\":[],\"alerts\":[],\"lamps\":[]}}";

static inline json_t *fixture_json(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    assert(json != NULL);
    return json;
}

static inline void fixture_board(struct view *v, int64_t start)
{
    static const struct {
        int plan, actual, scrap, stop_s;
        const char *cause;
    } hours[] = {{300, 288, 4, 110, "mech.feed"},
                 {300, 196, 2, 1200, "material"},
                 {300, 281, 12, 180, ""},
                 {225, 231, 3, 0, ""},
                 {300, 229, 6, 870, "changeover"},
                 {300, 251, 5, 806, ""},
                 {300, 302, 9, 0, ""},
                 {285, 64, 2, 242, "mech.jam"}};
    v->board.known = true;
    for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
        struct board_row *row = &v->board.row[v->board.count++];
        *row = (struct board_row){.begin_ms = start + (int64_t)i * 3600000,
                                  .end_ms = start + (int64_t)(i + 1) * 3600000,
                                  .plan = hours[i].plan * INT64_C(1000000),
                                  .actual = hours[i].actual * INT64_C(1000000),
                                  .scrap = hours[i].scrap * INT64_C(1000000),
                                  .difference = (hours[i].actual - (i < 7 ? hours[i].plan : 36)) *
                                                INT64_C(1000000),
                                  .stop_ms = hours[i].stop_s * INT64_C(1000)};
        (void)text_copy(row->cause, sizeof row->cause, hours[i].cause);
    }
}

static inline void fixture_people(struct view *v, int64_t start)
{
    json_t *json = fixture_json(fixture_reasons);
    choices_read(&v->reasons, json, "reasons");
    json_decref(json);
    json = fixture_json(fixture_scrap_reasons);
    choices_read(&v->scrap_reasons, json, "reasons");
    json_decref(json);
    json = fixture_json(fixture_modes);
    choices_read(&v->modes, json, "modes");
    json_decref(json);
    json = fixture_json(fixture_jobs);
    jobs_read(&v->jobs, json);
    json_decref(json);
    json = fixture_json(fixture_scraps);
    scraps_read(&v->scraps, json, true);
    json_decref(json);
    json = fixture_json(fixture_packet);
    packet_read(&v->packet, json);
    json_decref(json);
    fixture_board(v, start);
}

#endif
