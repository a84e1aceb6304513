/* SPDX-License-Identifier: MIT */
/* What the machine is doing: from a state signal, a running bit or parts; refined by its
 * neighbours; unknown whenever it can no longer be believed. */
#include "rig.h"

enum source { STATE, BIT, PULSE, LATE_PULSE, AGED, HEARTBEAT };

static struct rig *make(enum source source)
{
    struct rig *r = rig_new();
    if (source == STATE || source == AGED || source == HEARTBEAT)
        rig_signal(r, "state", ROLE_STATE)->max_age_ms = source == AGED ? 60000 : 0;
    if (source == BIT)
        rig_signal(r, "run", ROLE_RUNNING);
    if (source == PULSE || source == LATE_PULSE)
        r->config.pulse_stop_after_ms = 20000;
    rig_signal(r, "total", ROLE_TOTAL)->max_age_ms = source == PULSE ? 300000 : 0;
    if (source == LATE_PULSE)
        r->signal[0].counter.kind = COUNTER_DELTA;
    rig_signal(r, "scrap", ROLE_SCRAP);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "starved", ROLE_STARVED)->max_age_ms = 600000;
    rig_signal(r, "blocked", ROLE_BLOCKED);
    rig_signal(r, "fault", ROLE_FAULT);
    if (source == HEARTBEAT)
        rig_signal(r, "alive", ROLE_ALIVE)->max_age_ms = 30000;
    else
        rig_signal(r, "alive", ROLE_ALIVE);
    rig_signal(r, "oil", ROLE_SENSOR)->max_age_ms = 60000;
    return r;
}

struct row {
    const char *what;
    enum source source;
    const char *script, *machine;
};

static void run(const struct row *row)
{
    struct rig *r = make(row->source);
    rig_play(r, row->script);
    if (strcmp(rig_machine(r), row->machine) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", row->what, r->text, row->machine);
    rig_free(&r);
}

static void test_state_signal(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"nothing heard", STATE, "5 tick", "unknown 5"},
        {"a mapped word", STATE, "5 state=Execute; 9 tick", "running 4 Execute"},
        {"its own word for the same state is another detail, not another state", STATE,
         "5 state=Held; 8 state=Aborted; 9 tick", "stopped 4 Aborted"},
        {"a word in no map is unknown and shown", STATE, "5 state=Execute; 6 state=Fluffy; 9 tick",
         "unknown 3 Fluffy"},
        {"a word mapped to unknown", STATE, "5 state=Dark; 9 tick", "unknown 9 Dark"},
        {"the edge lies where the source says", STATE, "5 state=Execute; 20 state=Held@12",
         "stopped 8 Held"},
        {"… but not in the future", STATE, "5 state=Execute@9; 6 tick", "running 1 Execute"},
        {"… nor too far in the past: arrival counts", STATE, "5 state=Execute; 4000 state=Held@100",
         "stopped 0 Held"},
        {"… nor before the edge before", STATE, "5 state=Execute; 30 mode=trial; 40 state=Held@20",
         "stopped 10 Held trial"},
        {"an overtaken message is not used", STATE,
         "5 state=Execute@5; 20 state=Held@19; 21 state=Execute@15; 25 tick", "stopped 6 Held"},
        {"a source clock that was set back is not late", STATE,
         "5 state=Execute@5; 1000 state=Held@1000; 1010 state=Execute@500; 1020 tick",
         "running 10 Execute"},
        {"a bad value moves nothing but shows", STATE, "5 state=Execute; 8 state=!; 9 tick",
         "running 4 Execute stale"},
        {"bad before anything was heard", STATE, "5 state=!; 9 tick", "unknown 9"},
        {"dropped messages make it unknown until it speaks", STATE,
         "5 state=Execute; 8 state=!!; 12 tick", "unknown 4 stale"},
        {"… and then it is known", STATE, "5 state=Execute; 8 state=!!; 12 state=Execute; 14 tick",
         "running 2 Execute"},
        {"from the broker's store it is known, and marked", STATE, "5 state=~Execute; 9 tick",
         "running 4 Execute stored"},
        {"… from its arrival, whatever it says", STATE, "5 state=~Execute@1; 9 tick",
         "running 4 Execute stored"},
        {"… until a live one confirms it", STATE, "5 state=~Execute; 7 state=Execute; 9 tick",
         "running 4 Execute"},
        {"a stored one is no news after a live one", STATE,
         "5 state=Execute; 7 state=~Held; 9 tick", "running 4 Execute"},
        {"a redelivered one too", STATE, "5 state=Execute; 6 state=Held; 7 state=^Held; 9 tick",
         "stopped 3 Held"},
        {"parts say nothing where a state signal speaks", STATE,
         "5 state=Held; 6 total=5; 7 total=6; 9 tick", "stopped 4 Held"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

static void test_running_bit(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"on", BIT, "5 run=1; 9 tick", "running 4 running"},
        {"off", BIT, "5 run=0; 9 tick", "stopped 4 stopped"},
        {"true", BIT, "5 run=true; 9 tick", "running 4 running"},
        {"no word for it is refused: as if bad", BIT, "5 run=1; 6 run=perhaps; 9 tick",
         "running 4 running stale"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
    /* Words of the source's own are shown: they come by a map. */
    static const struct value_map map = {.name = "bits"};
    struct update u = {.quality = Q_GOOD,
                       .mapped = -1,
                       .source_ms = TIME_NONE,
                       .value = {.type = VALUE_BOOL, .amount = AMOUNT_ONE, .text = "Automatic"}};
    struct rig *r = make(BIT);
    r->signal[0].map = &map;
    rig_step(r, &(struct event){.kind = EVENT_UPDATE, .update = &u}, 5000);
    assert_string_equal(rig_machine(r), "running 0 Automatic");
    rig_free(&r);
}

static void test_pulses(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a base is no part", PULSE, "5 total=100; 9 tick", "unknown 9"},
        {"a part is", PULSE, "5 total=100; 9 total=101; 15 tick", "running 6 running"},
        {"none for long enough: stopped since the last", PULSE,
         "5 total=100; 9 total=101; 15 total=102; 36 tick", "stopped 21 stopped"},
        {"… and not a moment before", PULSE, "5 total=100; 9 total=101; 15 total=102; 34.999 tick",
         "running 25.999 running"},
        {"it speaks but makes nothing", PULSE, "5 total=100; 20 total=100; 26 tick",
         "stopped 21 stopped"},
        {"silence from the start is not stopped", PULSE, "500 tick", "unknown 500"},
        {"a stored count is no part", PULSE, "5 total=~100; 9 total=~105; 60 tick", "unknown 60"},
        {"scrap is a part as well", PULSE, "5 scrap=1; 9 scrap=2; 15 tick", "running 6 running"},
        {"running again", PULSE, "5 total=1; 9 total=2; 60 total=3; 61 tick", "running 1 running"},
        {"after link loss it is unknown until it speaks", PULSE,
         "5 total=1; 9 total=2; 10 link=down; 12 link=up; 100 tick", "unknown 90 stale"},
        {"… parts made meanwhile are no sign that it runs now", PULSE,
         "5 total=1; 9 total=2; 10 link=down; 12 link=up; 100 total=3; 101 tick", "unknown 91"},
        {"… one made since is", PULSE,
         "5 total=1; 9 total=2; 10 link=down; 12 link=up; 100 total=3; 104 total=4; 105 tick",
         "running 1 running"},
        {"… and none for long enough is stopped", PULSE,
         "5 total=1; 9 total=2; 10 link=down; 12 link=up; 100 total=3; 120 tick",
         "stopped 20 stopped"},
        {"too old to be believed", PULSE, "5 total=1; 9 total=2; 400 tick", "unknown 91 stale"},
        {"dropped messages", PULSE, "5 total=1; 9 total=2; 10 total=!!; 12 tick",
         "unknown 2 stale"},
        {"a part that is told late does not make the last one older", LATE_PULSE,
         "5 total=1@5; 20 total=1@20; 21 total=1@4; 39 tick", "running 34 running"},
        {"the edge is told late, yet a stop it is", PULSE,
         "5 total=1; 9 total=2; 15 total=3@14; 35 tick", "stopped 21 stopped"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

static void test_neighbours(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"starved refines a stop", STATE, "5 state=Held; 6 starved=1; 9 tick", "starved 3 Held"},
        {"blocked refines idle", STATE, "5 state=Idle; 6 blocked=1; 9 tick", "blocked 3 Idle"},
        {"blocked before starved", STATE, "4 blocked=1; 4 starved=1; 5 state=Idle; 9 tick",
         "blocked 4 Idle"},
        {"neither refines running", STATE, "4 blocked=1; 5 state=Execute; 9 tick",
         "running 4 Execute"},
        {"nor changeover", STATE, "4 starved=1; 5 state=Setup; 9 tick", "changeover 4 Setup"},
        {"the bit goes away", STATE, "5 state=Held; 6 starved=1; 8 starved=0; 9 tick",
         "stopped 1 Held"},
        {"a bad bit is not used", STATE, "4 starved=1; 5 state=Held; 6 starved=!; 9 tick",
         "starved 4 Held"},
        {"… from the next edge on", STATE, "4 starved=1; 5 starved=!; 6 state=Held; 9 tick",
         "stopped 3 Held"},
        {"a stale bit is not used", STATE, "4 starved=1; 5 state=Held; 700 tick",
         "stopped 96 Held"},
        {"a bit for a bit", BIT, "4 starved=1; 5 run=0; 9 tick", "starved 4 starved"},
        {"a bit for parts", PULSE, "4 starved=1; 5 total=1; 9 total=2; 35 tick",
         "starved 26 starved"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

static void test_unknown(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"no max_age: silent for hours is not stale", STATE, "5 state=Execute; 20000 tick",
         "running 19995 Execute"},
        {"older than max_age", AGED, "5 state=Execute; 80 tick", "unknown 15 stale"},
        {"… heard again in time", AGED, "5 state=Execute; 60 state=Execute; 80 tick",
         "running 75 Execute"},
        {"… heard again too late", AGED, "5 state=Execute; 70 state=Execute; 80 tick",
         "running 10 Execute"},
        {"stored and already too old", AGED, "100 state=~Execute@5; 110 tick", "unknown 110 stale"},
        {"stored, and it ages from its own time", AGED, "100 state=~Execute@70; 140 tick",
         "unknown 10 stale"},
        {"link lost", STATE, "5 state=Execute; 8 link=down; 10 tick", "unknown 2 stale"},
        {"link back: still stale until it speaks", STATE,
         "5 state=Execute; 8 link=down; 10 link=connecting; 12 link=up; 20 tick",
         "unknown 12 stale"},
        {"… the broker's store says what it was last", STATE,
         "5 state=Execute; 8 link=down; 12 link=up; 13 state=~Held; 20 tick",
         "stopped 7 Held stored"},
        {"a link that goes straight to connecting is lost too", STATE,
         "1 link=up; 5 state=Execute; 8 link=connecting; 10 tick", "unknown 2 stale"},
        {"connecting for the first time is not", STATE,
         "1 link=connecting; 5 state=Execute; 10 tick", "running 5 Execute"},
        {"its source is offline", STATE, "5 state=Execute; 8 alive=0; 10 tick", "unknown 2 stale"},
        {"its source has died", STATE, "5 state=Execute; 8 state=!x; 10 tick", "unknown 2 stale"},
        {"stored, but its source is offline", STATE, "5 state=~Execute; 5 alive=~0; 10 tick",
         "unknown 5 stale"},
        {"… in the other order", STATE, "5 alive=~0; 5 state=~Execute; 10 tick",
         "unknown 10 stale"},
        {"online again: until it speaks", STATE, "5 state=Execute; 8 alive=0; 9 alive=1; 10 tick",
         "unknown 2 stale"},
        {"… and it speaks", STATE, "5 state=Execute; 8 alive=0; 9 alive=1; 9 state=Held; 10 tick",
         "stopped 1 Held"},
        {"… before it says that it is online", STATE,
         "5 state=Execute; 8 alive=0; 9 state=Held; 10 alive=1; 12 tick", "stopped 2 Held"},
        {"a heartbeat that stays away", HEARTBEAT, "1 alive=1; 5 state=Execute; 40 tick",
         "unknown 9 stale"},
        {"… and comes back: it was only slow", HEARTBEAT,
         "1 alive=1; 5 state=Execute; 40 alive=1; 44 tick", "running 4 Execute"},
        {"nobody knows what alive=maybe means", STATE,
         "1 alive=1; 5 state=Execute; 6 alive=maybe; 9 tick", "running 4 Execute"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

static void test_mode(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"declared", STATE, "5 state=Execute; 6 mode=maintenance; 9 tick",
         "running 4 Execute maintenance"},
        {"stays when the link goes", STATE, "5 mode=planned; 6 link=down; 9 tick",
         "unknown 9 planned"},
        {"a word in no map is refused", STATE, "5 mode=trial; 6 mode=party; 9 tick",
         "unknown 9 trial"},
        {"from the broker's store", STATE, "5 mode=~trial; 9 tick", "unknown 9 trial"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

/* Quality and age of each signal, as a person sees them. */
static void test_signals(void **state)
{
    (void)state;
    static const struct {
        const char *script, *signal;
        enum quality quality;
        int64_t age_s;
        const char *error;
    } rows[] = {
        {"5 tick", "oil", Q_NONE, -1, ""},
        {"5 oil=!; 6 tick", "oil", Q_BAD, -1, ""},
        {"5 oil=71; 9 tick", "oil", Q_GOOD, 4, ""},
        {"5 oil=71; 7 oil=!; 9 tick", "oil", Q_BAD, 4, ""},
        {"5 oil=71; 65 tick", "oil", Q_STALE, 60, ""},
        {"5 oil=71; 70 oil=72; 71 tick", "oil", Q_GOOD, 1, ""},
        {"5 oil=71; 7 link=down; 9 tick", "oil", Q_STALE, 4, ""},
        {"4000 oil=71@5; 4001 tick", "oil", Q_GOOD, 1,
         "its time is further off than allowed: arrival counts"},
        {"5 oil=71@100; 6 tick", "oil", Q_GOOD, 1,
         "its time is further off than allowed: arrival counts"},
        {"5 oil=71@5; 9 oil=72@3; 10 tick", "oil", Q_GOOD, 1,
         "older than what was heard before: not used"},
        {"5 oil=71@5; 500 oil=72@500; 510 oil=73@400; 511 tick", "oil", Q_GOOD, 1,
         "its clock went back: arrival counts"},
        {"5 state=Fluffy; 6 tick", "state", Q_GOOD, 1,
         "Fluffy is no word that is known here: give state a map"},
        {"5 mode=party; 6 tick", "mode", Q_BAD, -1,
         "party is no word that is known here: give mode a map"},
        {"5 starved=dunno; 6 tick", "starved", Q_BAD, -1, "'dunno' is neither true nor false"},
        {"5 total=many; 6 tick", "total", Q_GOOD, 1, "a counter must be a number"},
        {"5 oil=1; 6 oil=!x; 7 tick", "oil", Q_STALE, 2, ""},
        {"5 oil=1; 6 oil=!!; 7 tick", "oil", Q_STALE, 2,
         "messages were lost: too many at once, or a gap in their numbers"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(STATE);
        rig_play(r, rows[i].script);
        const struct snapshot *s = rig_snapshot(r);
        const struct snapshot_signal *sig =
            &s->signal[config_signal_index(&r->config, rows[i].signal)];
        if (sig->quality != rows[i].quality || strcmp(sig->error, rows[i].error) != 0 ||
            sig->age_ms != (rows[i].age_s < 0 ? -1 : rows[i].age_s * 1000))
            fail_msg("%s: %s age %lld, \"%s\"", rows[i].script,
                     word_name(&words_quality, (int)sig->quality), (long long)sig->age_ms,
                     sig->error);
        rig_free(&r);
    }
}

/* A motor's current: yes from 120 on, no under 60, between them as it was; at first unknown. */
static void test_threshold(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"between the limits at first: not known", BIT, "5 run=80; 9 tick", "unknown 9"},
        {"from the upper one it runs", BIT, "5 run=120; 9 tick", "running 4"},
        {"and goes on between them", BIT, "5 run=120; 6 run=119; 7 run=60; 9 tick", "running 4"},
        {"under the lower one it stands", BIT, "5 run=120; 7 run=59.9; 9 tick", "stopped 2"},
        {"until the upper one", BIT, "5 run=10; 7 run=119; 9 tick", "stopped 4"},
        {"what is bad is unknown, and between the limits stays so", BIT,
         "5 run=130; 6 alive=0; 7 run=100; 9 tick", "unknown 3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(BIT);
        r->signal[0].threshold = true;
        r->signal[0].above = 120 * AMOUNT_ONE;
        r->signal[0].below = 60 * AMOUNT_ONE;
        rig_play(r, rows[i].script);
        if (strncmp(rig_machine(r), rows[i].machine, strlen(rows[i].machine)) != 0)
            fail_msg("%s:\n  got  %s\n  want %s", rows[i].what, r->text, rows[i].machine);
        rig_free(&r);
    }
}

/* What changes for a person is told; what does not, is not. */
static void test_changes(void **state)
{
    (void)state;
    struct rig *r = make(STATE);
    static const struct {
        const char *script;
        bool changed;
    } rows[] = {
        {"5 oil=71", true},    {"6 oil=71", false},       {"7 oil=72", true},
        {"8 tick", false},     {"9 state=Execute", true}, {"10 state=Execute", false},
        {"11 state=!", true},  {"12 state=!", false},     {"13 link=down", true},
        {"14 store=ok", true}, {"73 tick", false},        {"74 oil=73", true},
        {"134 tick", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        if (r->fx.snapshot_changed != rows[i].changed)
            fail_msg("after %s", rows[i].script);
    }
    struct update beyond = {.signal = 999, .quality = Q_GOOD};
    rig_step(r, &(struct event){.kind = EVENT_UPDATE, .update = &beyond}, 135000);
    assert_false(r->fx.snapshot_changed);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threshold),   cmocka_unit_test(test_state_signal),
        cmocka_unit_test(test_running_bit), cmocka_unit_test(test_pulses),
        cmocka_unit_test(test_neighbours),  cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_mode),        cmocka_unit_test(test_signals),
        cmocka_unit_test(test_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
