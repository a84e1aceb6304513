/* SPDX-License-Identifier: MIT */
/* Handovers: what waits, who signs, what freezes, over restarts, reloads and clock steps. Shifts
 * are early 00:00–02:00, late 02:00–04:00, night 04:00–06:00 and so on every two hours (s1 … s12).
 */
#include "rig.h"

#include "andon/engine/people/people.h"

#define HOUR 3600

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    struct signal_conf *total = rig_signal(r, "total", ROLE_TOTAL);
    total->counter.kind = COUNTER_CUMULATIVE;
    for (int i = 0; i < 12; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "s%d", i + 1);
        rig_shift(r, name, i * 120, (i + 1) * 120);
    }
    (void)text_copy(r->config.calendar.team[0], SHIFT_NAME_SIZE, "red");
    r->config.calendar.teams = 1;
    r->config.calendar.shift[0].turns = 1;
    r->config.entry.freeze_ms = 3 * MS_PER_HOUR;
    return r;
}

static struct outcome outcome;

static void command(struct rig *r, struct command c)
{
    const char **texts[] = {&c.target, &c.other, &c.reason, &c.note, &c.job, &c.word};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = *texts[i] ? *texts[i] : "";
    c.actor = c.actor ? c.actor : "anna";
    c.from = "tty1";
    c.role = c.role ? c.role : PERSON_OPERATOR;
    struct event event = {.kind = EVENT_COMMAND, .command = &c, .outcome = &outcome};
    station_step(r->st, &event, r->now, &r->fx);
    rig_log(r);
}

/* "sign WORD ACTOR [SHIFT]" as operator, "SIGN …" as supervisor, "badge …" without a PIN; "note
 * TEXT", "NOTE TEXT" as supervisor, both with "@SHIFT " in front of the text. */
static void say(struct rig *r, const char *text)
{
    char copy[256], *save = NULL;
    (void)text_copy(copy, sizeof copy, text);
    char *verb = strtok_r(copy, " ", &save);
    bool upper = verb[0] >= 'A' && verb[0] <= 'Z';
    struct command c = {.role = upper ? PERSON_SUPERVISOR : PERSON_OPERATOR,
                        .actor = upper ? "sue" : "anna",
                        .pin = strcmp(verb, "badge") != 0};
    if (verb[0] == 'n' || verb[0] == 'N') {
        c.verb = COMMAND_NOTE;
        if (*save == '@')
            c.target = strtok_r(NULL, " ", &save) + 1;
        c.note = save;
    } else {
        c.verb = COMMAND_SIGN;
        c.word = strtok_r(NULL, " ", &save);
        char *actor = strtok_r(NULL, " ", &save), *shift = strtok_r(NULL, " ", &save);
        c.actor = actor ? actor : c.actor;
        c.target = shift;
    }
    command(r, c);
}

/* What is at hand: "s1 waiting outgoing anna; s2 unsigned". */
static const char *at_hand(struct rig *r)
{
    char *at = r->text;
    *at = '\0';
    for (int i = 0; i < r->st->handovers; i++) {
        const struct handover *h = &r->st->handover[i];
        at = rig_put(at, "%s%s %s", i > 0 ? "; " : "", h->name,
                     word_name(&words_handover, (int)h->state));
        if (h->outgoing.by[0])
            at = rig_put(at, " outgoing %s", h->outgoing.by);
        if (h->incoming.by[0])
            at = rig_put(at, " incoming %s", h->incoming.by);
        if (h->supervisor.by[0])
            at = rig_put(at, " supervisor %s", h->supervisor.by);
        if (h->revision > 1)
            at = rig_put(at, " rev %lld", (long long)h->revision);
    }
    return r->text;
}

/* Id of the shift that begins at this hour. */
static const char *shift_id(int hour)
{
    static char id[4][RECORD_ID_SIZE];
    static int next;
    next = (next + 1) % 4;
    (void)snprintf(id[next], RECORD_ID_SIZE, "W%lld",
                   (long long)((RIG_BEGIN + hour * MS_PER_HOUR) / MS_PER_MIN));
    return id[next];
}

static json_t *packet(struct rig *r, const char *shift)
{
    static char text[RECORD_BODY_MAX * 2];
    size_t length = station_handover(r->st, shift, text, sizeof text);
    return length > 0 ? json_loadb(text, length, 0, NULL) : NULL;
}

/* ---- who signs what ---- */

static void test_sign(void **state)
{
    (void)state;
    static const struct {
        double hour;
        const char *say;
        enum command_result result;
        const char *text, *at_hand;
    } rows[] = {
        {0.5, "sign outgoing anna", COMMAND_NOT_FOUND, "no shift waits to be signed", ""},
        {0.5, "note the die sticks", COMMAND_DONE, "noted for the handover of shift s1", "s1 open"},
        {0.5, "note ", COMMAND_BAD, "a note says what the next shift should know", "s1 open"},
        {2.1, "badge outgoing anna", COMMAND_FORBIDDEN, "sign wants your PIN", "s1 waiting"},
        {2.1, "sign sideways anna", COMMAND_BAD, "sign as outgoing or as incoming", "s1 waiting"},
        {2.1, "sign outgoing anna", COMMAND_DONE, "shift s1 signed by anna",
         "s1 waiting outgoing anna"},
        {2.1, "sign outgoing bert", COMMAND_BAD, "anna has signed as outgoing already",
         "s1 waiting outgoing anna"},
        {2.1, "sign incoming anna", COMMAND_FORBIDDEN, "outgoing and incoming are two people",
         "s1 waiting outgoing anna"},
        {2.1, "note @W0 what", COMMAND_NOT_FOUND, "there is no shift W0 at hand",
         "s1 waiting outgoing anna"},
        {2.2, "sign incoming bert", COMMAND_DONE, "shift s1 signed by bert: it is frozen",
         "s1 signed outgoing anna incoming bert"},
        {2.2, "sign incoming bert", COMMAND_NOT_FOUND, "no shift waits to be signed",
         "s1 signed outgoing anna incoming bert"},
        {4.1, "sign incoming bert", COMMAND_DONE, "shift s2 signed by bert",
         "s1 signed outgoing anna incoming bert; s2 waiting incoming bert"},
        {6.9, "sign outgoing anna", COMMAND_DONE, "shift s3 signed by anna",
         "s1 signed outgoing anna incoming bert; s2 waiting incoming bert; s3 waiting outgoing "
         "anna"},
        {7.1, "sign outgoing cleo", COMMAND_BAD, "anna has signed as outgoing already",
         "s1 signed outgoing anna incoming bert; s2 unsigned incoming bert; s3 waiting outgoing "
         "anna"},
    };
    struct rig *r = make();
    rig_play(r, "0 state=Execute");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_tick(r, llround(rows[i].hour * 3600000));
        say(r, rows[i].say);
        if (outcome.result != rows[i].result || strcmp(outcome.text, rows[i].text) != 0)
            fail_msg("%zu %s: %d %s", i, rows[i].say, (int)outcome.result, outcome.text);
        if (strcmp(at_hand(r), rows[i].at_hand) != 0)
            fail_msg("%zu %s: %s", i, rows[i].say, at_hand(r));
    }
    rig_free(&r);
}

static void test_frozen(void **state)
{
    (void)state;
    static const struct {
        const char *say;
        int hour; /* of the shift that is named */
        enum command_result result;
        const char *text, *at_hand;
    } rows[] = {
        {"sign outgoing anna ", 0, COMMAND_LOCKED,
         "nobody signed shift s1 in time: only a supervisor can, now", "s1 unsigned; s2 waiting"},
        {"note @", 0, COMMAND_LOCKED,
         "shift s1 is unsigned: only a supervisor can add a correction", "s1 unsigned; s2 waiting"},
        {"NOTE @", 0, COMMAND_DONE, "noted for the handover of shift s1",
         "s1 unsigned rev 2; s2 waiting"},
        {"SIGN outgoing sue ", 0, COMMAND_DONE, "shift s1 signed by sue: it is frozen",
         "s1 signed supervisor sue rev 2; s2 waiting"},
        {"SIGN outgoing sue ", 0, COMMAND_LOCKED, "sue has signed shift s1 already",
         "s1 signed supervisor sue rev 2; s2 waiting"},
        {"SIGN outgoing sue ", 2, COMMAND_DONE, "shift s2 signed by sue",
         "s1 signed supervisor sue rev 2; s2 waiting outgoing sue"},
        {"SIGN incoming sue ", 2, COMMAND_DONE, "shift s2 signed by sue: it is frozen",
         "s1 signed supervisor sue rev 2; s2 signed outgoing sue incoming sue"},
        {"sign incoming bert ", 2, COMMAND_LOCKED, "sue and sue have signed shift s2 already",
         "s1 signed supervisor sue rev 2; s2 signed outgoing sue incoming sue"},
        {"sign incoming bert ", 4, COMMAND_BAD, "shift s3 goes on: it is signed once it is over",
         "s1 signed supervisor sue rev 2; s2 signed outgoing sue incoming sue"},
        {"sign incoming bert ", 6, COMMAND_NOT_FOUND, NULL,
         "s1 signed supervisor sue rev 2; s2 signed outgoing sue incoming sue"},
    };
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 18100 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[128];
        bool note = rows[i].say[0] == 'n' || rows[i].say[0] == 'N';
        (void)snprintf(text, sizeof text, "%s%s%s", rows[i].say, shift_id(rows[i].hour),
                       note ? " sensor was off" : "");
        say(r, text);
        if (outcome.result != rows[i].result ||
            (rows[i].text && strcmp(outcome.text, rows[i].text) != 0))
            fail_msg("%zu %s: %d %s", i, rows[i].say, (int)outcome.result, outcome.text);
        if (strcmp(at_hand(r), rows[i].at_hand) != 0)
            fail_msg("%zu %s: %s", i, rows[i].say, at_hand(r));
    }
    assert_true(people_locked(r->st, RIG_BEGIN + MS_PER_HOUR));
    assert_true(people_locked(r->st, RIG_BEGIN + 4 * MS_PER_HOUR - 1));
    assert_false(people_locked(r->st, RIG_BEGIN + 4 * MS_PER_HOUR));
    assert_false(people_locked(r->st, RIG_BEGIN - 1));
    json_t *p = packet(r, shift_id(0));
    assert_true(json_is_true(
        json_object_get(json_array_get(json_object_get(p, "notes"), 0), "correction")));
    json_decref(p);
    rig_free(&r);
}

static void test_stale(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 7300 tick");
    struct command c = {
        .verb = COMMAND_SIGN, .word = "outgoing", .rev = 1, .pin = true, .target = shift_id(0)};
    command(r, (struct command){.verb = COMMAND_NOTE, .note = "late", .target = shift_id(0)});
    assert_int_equal(outcome.rev, 2);
    command(r, c);
    assert_int_equal(outcome.result, COMMAND_STALE);
    assert_int_equal(outcome.rev, 2);
    assert_non_null(strstr(outcome.body, "\"text\":\"late\""));
    c.rev = 2;
    command(r, c);
    assert_int_equal(outcome.result, COMMAND_DONE);
    assert_int_equal(outcome.rev, 3);
    assert_non_null(strstr(outcome.body, "\"by\":\"anna\""));
    assert_non_null(strstr(outcome.body, "\"from\":\"tty1\""));
    rig_free(&r);
}

/* ---- what is in it ---- */

static void test_packet(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 1 total=100; 600 total=160; 3600 state=Held; 4200 state=Execute; "
                "5000 total=200");
    say(r, "note oil is low \"again\"");
    json_t *p = packet(r, "");
    assert_string_equal(rig_word(p, "shift"), shift_id(0));
    assert_string_equal(rig_word(p, "state"), "open");
    assert_string_equal(rig_word(p, "team"), "red");
    json_t *figures = json_object_get(p, "figures");
    assert_int_equal(json_integer_value(json_object_get(figures, "total")), 100);
    assert_int_equal(json_integer_value(json_object_get(figures, "unexplained_ms")), 600000);
    json_t *stop = json_array_get(json_object_get(p, "stops"), 0);
    assert_string_equal(rig_word(stop, "id"), "S1");
    assert_int_equal(json_integer_value(json_object_get(stop, "ms")), 600000);
    json_t *note = json_array_get(json_object_get(p, "notes"), 0);
    assert_string_equal(rig_word(note, "text"), "oil is low \"again\"");
    assert_string_equal(rig_word(note, "by"), "anna");
    assert_int_equal(json_array_size(json_object_get(p, "calls")), 0);
    json_decref(p);

    rig_play(r, "7201 tick");
    p = packet(r, "");
    assert_string_equal(rig_word(p, "state"), "waiting");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(p, "figures"), "run_ms")),
                     7200000 - 600000);
    json_decref(p);
    const struct snapshot *s = rig_snapshot(r);
    assert_string_equal(s->handover.id, shift_id(0));
    assert_string_equal(s->handover.name, "s1");
    assert_int_equal(s->handover.waiting, 1);
    assert_false(s->handover.outgoing);
    p = packet(r, shift_id(2)); /* nobody touched it yet */
    assert_string_equal(rig_word(p, "name"), "s2");
    assert_int_equal(json_integer_value(json_object_get(p, "rev")), 0);
    json_decref(p);
    assert_null(packet(r, "W1"));
    rig_free(&r);
}

static void test_notes_are_bounded(void **state)
{
    (void)state;
    char text[170];
    memset(text, '"', 160); /* twice as long in JSON */
    text[160] = '\0';
    struct rig *r = make();
    rig_play(r, "0 state=Execute");
    int taken = 0;
    for (int i = 0; i < 40; i++) {
        command(r, (struct command){.verb = COMMAND_NOTE, .note = text});
        taken += outcome.result == COMMAND_DONE;
    }
    assert_in_range(taken, 4, 39);
    assert_int_equal(outcome.result, COMMAND_LOCKED);
    json_t *p = packet(r, "");
    assert_int_equal(json_array_size(json_object_get(p, "notes")), taken);
    json_decref(p);
    rig_free(&r);
}

/* ---- many shifts, clocks, restarts ---- */

static void test_many_shifts(void **state)
{
    (void)state;
    struct rig *r = make();
    r->config.entry.freeze_ms = 0;              /* they wait for ever */
    rig_play(r, "0 state=Execute; 64900 tick"); /* nine are over */
    assert_string_equal(at_hand(r), "s2 waiting; s3 waiting; s4 waiting; s5 waiting; s6 waiting; "
                                    "s7 waiting; s8 waiting; s9 waiting");
    assert_int_equal(rig_snapshot(r)->handover.waiting, 8);
    assert_string_equal(rig_snapshot(r)->handover.name, "s2");
    assert_true(people_locked(r->st, RIG_BEGIN + MS_PER_HOUR));
    assert_false(people_locked(r->st, RIG_BEGIN + 2 * MS_PER_HOUR));
    assert_non_null(strstr(r->log, "\"state\":\"unsigned\""));
    /* A frozen one goes before those that wait. */
    char text[64];
    (void)snprintf(text, sizeof text, "SIGN outgoing sue %s", shift_id(8));
    say(r, text);
    (void)snprintf(text, sizeof text, "SIGN incoming sue %s", shift_id(8));
    say(r, text);
    rig_play(r, "72100 tick");
    assert_string_equal(at_hand(r), "s2 waiting; s3 waiting; s4 waiting; s6 waiting; s7 waiting; "
                                    "s8 waiting; s9 waiting; s10 waiting");
    assert_false(people_locked(r->st, RIG_BEGIN + 3 * MS_PER_HOUR));
    assert_true(people_locked(r->st, RIG_BEGIN + 9 * MS_PER_HOUR));
    rig_free(&r);
}

static void test_clock_steps(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *at_hand;
    } rows[] = {
        {"on, over the end", "0 state=Execute; 600 clock=+7200; 700 tick", "s1 waiting"},
        {"on, until nobody can sign", "0 state=Execute; 7300 tick; 7400 clock=+14400; 7500 tick",
         "s1 unsigned; s2 waiting"},
        {"back into a shift that waited", "0 state=Execute; 7300 tick; 7400 clock=-600; 7500 tick",
         "s1 open"},
        {"… and over again", "0 state=Execute; 7300 tick; 7400 clock=-600; 8000 tick",
         "s1 waiting"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, rows[i].script);
        if (strcmp(at_hand(r), rows[i].at_hand) != 0)
            fail_msg("%s: %s", rows[i].what, at_hand(r));
        rig_free(&r);
    }
}

/* What a signature said holds no more when the clock is set back into the shift. */
static void test_reopened(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 7300 tick");
    say(r, "sign outgoing anna");
    say(r, "sign incoming bert");
    assert_true(people_locked(r->st, RIG_BEGIN + MS_PER_HOUR));
    rig_play(r, "7400 clock=-600; 7401 tick");
    assert_string_equal(at_hand(r), "s1 open");
    assert_false(people_locked(r->st, RIG_BEGIN + MS_PER_HOUR));
    rig_free(&r);
}

static void restart(struct rig *r, int64_t ms)
{
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_true(length > 0);
    station_free(&r->st);
    rig_start(r, ms);
    if (station_restore(r->st, text, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static void test_restart(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 7300 tick");
    say(r, "sign outgoing anna");
    say(r, "note belt is \\ worn");
    int64_t rev = r->st->handover[1].rev;
    restart(r, 7400000);
    assert_string_equal(at_hand(r), "s1 waiting outgoing anna; s2 open");
    assert_int_equal(r->st->handover[1].rev, rev);
    /* Away over the end of the running shift and the time to sign. */
    restart(r, 5 * HOUR * 1000 + 1000);
    assert_string_equal(at_hand(r), "s1 unsigned outgoing anna; s2 waiting");
    assert_int_equal(r->st->handover[1].rev, rev + 1);
    json_t *p = packet(r, shift_id(2));
    assert_string_equal(rig_word(json_array_get(json_object_get(p, "notes"), 0), "text"),
                        "belt is \\ worn");
    json_decref(p);
    say(r, "sign incoming bert");
    assert_int_equal(outcome.result, COMMAND_DONE);
    rig_free(&r);
}

static void test_reload(void **state)
{
    (void)state;
    struct rig *r = make();
    struct cause why = {.text = ""};
    rig_play(r, "0 state=Execute; 7300 tick");
    say(r, "sign outgoing anna");
    struct config other = r->config;
    other.entry.freeze_ms = 10 * MS_PER_MIN;
    if (station_reload(&r->st, &other, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
    assert_string_equal(at_hand(r), "s1 waiting outgoing anna");
    rig_play(r, "7801 tick");
    assert_string_equal(at_hand(r), "s1 unsigned outgoing anna");
    rig_free(&r);
}

/* A calendar that cut the shift short: a note on it takes nothing back from the one that runs. */
static void test_cut_short(void **state)
{
    (void)state;
    struct rig *r = make();
    struct cause why = {.text = ""};
    rig_play(r, "0 state=Execute; 3600 tick");
    struct config other = r->config;
    other.calendar.shift[0].end_min = 30;
    other.calendar.shift[1].begin_min = 30;
    if (station_reload(&r->st, &other, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
    say(r, "sign outgoing anna");
    say(r, "sign incoming bert");
    assert_string_equal(at_hand(r), "s1 signed outgoing anna incoming bert");
    assert_true(people_locked(r->st, RIG_BEGIN + MS_PER_HOUR - 1));
    assert_false(people_locked(r->st, RIG_BEGIN + MS_PER_HOUR));
    char note[64];
    (void)text_format(note, sizeof note, "NOTE @%s oil", r->st->handover[0].shift);
    say(r, note);
    assert_int_equal(outcome.result, COMMAND_DONE);
    assert_false(people_locked(r->st, RIG_BEGIN + MS_PER_HOUR));
    rig_free(&r);
}

static void test_broken_checkpoints(void **state)
{
    (void)state;
    static const char *const rows[] = {"{\"shift\":\"\"}", "{\"shift\":\"W1\",\"notes\":\"[\"}",
                                       "{\"shift\":\"W1\",\"state\":\"eaten\"}", "7",
                                       "{\"shift\":\"W1\",\"rev\":-1}"};
    static char text[CHECKPOINT_MAX], bad[CHECKPOINT_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        struct cause why = {.text = ""};
        rig_play(r, "0 state=Execute");
        assert_true(station_checkpoint(r->st, r->now, text, sizeof text) > 0);
        char *at = strstr(text, "\"handovers\":[");
        assert_non_null(at);
        at += strlen("\"handovers\":[");
        int length = snprintf(bad, sizeof bad, "%.*s%s%s", (int)(at - text), text, rows[i], at);
        station_free(&r->st);
        rig_start(r, 1000);
        assert_int_equal(station_restore(r->st, bad, (size_t)length, true, r->now, &r->fx, &why),
                         -1);
        rig_free(&r);
    }
}

/* Without shifts there is nobody to hand over to. */
static void test_no_calendar(void **state)
{
    (void)state;
    struct rig *r = make();
    r->config.calendar.shifts = 0;
    rig_play(r, "0 state=Execute; 90000 tick");
    assert_string_equal(at_hand(r), "");
    say(r, "note hello");
    assert_int_equal(outcome.result, COMMAND_NOT_FOUND);
    assert_null(packet(r, ""));
    assert_false(people_locked(r->st, RIG_BEGIN));
    rig_free(&r);
}

/* The checkpoint was lost: the store's records say what waits. */
static void test_recall(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 7300 tick");
    say(r, "sign outgoing anna");
    say(r, "note belt is \"worn\"");
    static char body[8][RECORD_BODY_MAX + 1];
    struct record record[8];
    int count = 0;
    for (const char *line = r->log, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char kind[16], id[RECORD_ID_SIZE];
        long long rev;
        int skip = 0;
        if (sscanf(line, "%15[^\t]\t%31[^\t]\t%lld\t%*d\t%*d\t%*[^\t]\t%n", kind, id, &rev,
                   &skip) != 3 ||
            strcmp(kind, "handover") != 0 || count == 8)
            continue;
        struct record *one = &record[count];
        *one = (struct record){.kind = REC_HANDOVER, .rev = rev, .body = body[count]};
        (void)text_copy(one->id, sizeof one->id, id);
        one->body_length = (size_t)(end - line - skip);
        memcpy(body[count], line + skip, one->body_length);
        count++;
    }
    assert_int_equal(count, 3);
    static const struct {
        const char *what;
        double hour;
        int first, last; /* records that are recalled */
        const char *at_hand;
    } rows[] = {
        {"in order", 2.1, 0, 2, "s1 waiting outgoing anna; s2 open"},
        {"the latest only", 2.1, 1, 2, "s1 waiting outgoing anna; s2 open"},
        {"the other way round", 2.1, 2, 0, "s1 waiting outgoing anna; s2 open"},
        {"when the shift is over", 4.1, 1, 2, "s1 waiting outgoing anna; s2 waiting"},
        {"when it is too late", 8.1, 1, 2, "s1 unsigned outgoing anna; s2 unsigned"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        station_free(&r->st);
        rig_start(r, llround(rows[i].hour * 3600000));
        int step = rows[i].first <= rows[i].last ? 1 : -1;
        for (int k = rows[i].first; k != rows[i].last + step; k += step)
            if (station_recall(r->st, &record[k], &why) != 0)
                fail_msg("%s", why.text);
        rig_tick(r, llround(rows[i].hour * 3600000) + 1000);
        /* Shifts of which nothing was recalled are none of this test's. */
        if (strncmp(at_hand(r), rows[i].at_hand, strlen(rows[i].at_hand)) != 0)
            fail_msg("%s: %s", rows[i].what, at_hand(r));
        assert_non_null(strstr(r->st->handover[1].notes, "belt is \\\"worn\\\""));
        if (i == 0) {
            say(r, "note more");
            assert_int_equal(outcome.rev, 2);
        }
    }
    struct cause why;
    struct record bad = {
        .kind = REC_HANDOVER, .rev = 1, .id = "H1", .body = "{\"shift\":7}", .body_length = 11};
    assert_int_equal(station_recall(r->st, &bad, &why), -1);
    bad.body_length = 12;
    assert_int_equal(station_recall(r->st, &bad, &why), -1);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sign),
        cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_packet),
        cmocka_unit_test(test_notes_are_bounded),
        cmocka_unit_test(test_many_shifts),
        cmocka_unit_test(test_clock_steps),
        cmocka_unit_test(test_reopened),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_reload),
        cmocka_unit_test(test_broken_checkpoints),
        cmocka_unit_test(test_no_calendar),
        cmocka_unit_test(test_recall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
