/* SPDX-License-Identifier: MIT */
/* The shipped rules against the table of the standard: random situations, looked at through the
 * snapshot as people see it, and for each lamp what the table says of them, worked out here by hand
 * and not by the rules. `why` must name the rule and the event. */
#include "alerts_rig.h"

#include "data/decode/prediction.h"

#define SITUATIONS 1500

#define RESPONSES                                                                                \
    "[shift day]\nstart = 06:00\nend = 22:00\nbreaks = 12:00-12:30\n"                            \
    "[alert hot]\nwhen = signal oil > 70\npriority = high\ntitle = Oil hot\n"                    \
    "[alert burst]\nwhen = signal air > 70\npriority = high\ntitle = Air high\nsound = no\n"     \
    "[alert warm]\nwhen = signal oil > 50\npriority = low\ntitle = Oil warm\n"                   \
    "[alert door]\nwhen = signal door is open\ntitle = Door open\n"                              \
    "[alert draught]\nwhen = signal air > 40\npriority = advice\ntitle = Draught\n"              \
    "[call maintenance]\ntitle = Maintenance\n[call quality]\ntitle = Quality\nblocking = yes\n" \
    "[call cord]\ntitle = Cord\nstop_after = 30 s\n"                                             \
    "[prediction spindle]\ntitle = Spindle\nn = 1\n"
#define FIVE  "[lamp red]\n[lamp yellow]\n[lamp green]\n[lamp blue]\n[lamp white]\n[lamp buzzer]\n"
#define THREE "[lamp red]\n[lamp yellow]\n[lamp green]\n[lamp buzzer]\n"

static uint64_t seed;

static unsigned pick(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % below;
}

/* ---- what happens --------------------------------------------------------------------------- */

struct world {
    struct rig *r;
    int64_t ms;
    bool lost, failed;
};

static void step(struct world *w, const char *name, const char *value)
{
    char script[160];
    (void)text_format(script, sizeof script, "%lld.%03d %s=%s", (long long)(w->ms / 1000),
                      (int)(w->ms % 1000), name, value);
    rig_play(w->r, script);
}

static void enter(struct world *w, const char *verb, const char *target, const char *word)
{
    int found = word_find(&words_command, verb, strlen(verb));
    assert_true(found >= 0);
    (void)rig_command(w->r,
                      (struct command){.verb = (enum command_verb)found,
                                       .target = target,
                                       .word = word,
                                       .at = TIME_NONE,
                                       .until = TIME_NONE,
                                       .role = PERSON_SUPERVISOR,
                                       .pin = true},
                      w->ms);
}

static void machine_says(struct world *w)
{
    static const char *const words[] = {"Execute", "Execute", "Held", "Held",  "Wait",
                                        "Full",    "Setup",   "Idle", "Lunch", "Dark"};
    step(w, "state", words[pick(sizeof words / sizeof *words)]);
}

static void sensor_says(struct world *w)
{
    static const char *const oil[] = {"20", "55", "60", "75", "90"};
    static const char *const door[] = {"open", "shut", "shut"};
    unsigned what = pick(3);
    if (what == 2)
        step(w, "door", door[pick(3)]);
    else
        step(w, what == 0 ? "oil" : "air", oil[pick(5)]);
}

static void parts_are_made(struct world *w)
{
    char total[32];
    (void)text_format(total, sizeof total, "%lld", (long long)(w->ms / (700 + pick(900))));
    step(w, "total", total);
}

static void someone_answers_an_alert(struct world *w)
{
    static const char *const verbs[] = {"ack", "ack", "unack", "silence"};
    static const char *const alerts[] = {"hot", "burst", "warm", "door", "draught"};
    unsigned verb = pick(4);
    enter(w, verbs[verb], verb == 3 ? "" : alerts[pick(5)], "");
}

static void someone_calls(struct world *w)
{
    static const char *const types[] = {"maintenance", "quality", "cord"};
    enter(w, "call-raise", types[pick(3)], "");
}

static void someone_comes(struct world *w)
{
    static const char *const verbs[] = {"call-take", "call-arrive", "call-solve", "call-cancel"};
    const struct snapshot *s = rig_snapshot(w->r);
    char id[RECORD_ID_SIZE];
    if (s->calls == 0)
        return;
    (void)text_copy(id, sizeof id, s->call[pick((unsigned)s->calls)].id);
    enter(w, verbs[pick(4)], id, "");
}

static void a_model_says(struct world *w)
{
    static const char *const p[] = {"0.2", "0.6", "0.75", "0.9"};
    char payload[256];
    struct prediction_message m;
    struct cause why = {.text = ""};
    (void)text_format(payload, sizeof payload,
                      "{\"ts\":%lld,\"asset\":\"spindle\",\"mode\":\"spindle\",\"p\":%s,"
                      "\"horizon_s\":86400,\"model\":\"wb\",\"ver\":\"1\",\"valid_s\":3600}",
                      (long long)(w->r->begin + w->ms), p[pick(4)]);
    const struct prediction_source source = {
        .config = &w->r->config, .conf = config_prediction(&w->r->config, "spindle"), .topic = "x"};
    if (prediction_read(&source, payload, strlen(payload), &m, &why) != 0)
        fail_msg("%s", why.text);
    rig_step(w->r, &(struct event){.kind = EVENT_PREDICTION, .prediction = &m}, w->ms);
}

static void maintenance_answers(struct world *w)
{
    const struct snapshot *s = rig_snapshot(w->r);
    if (s->predictions > 0)
        enter(w, "feedback", s->prediction[0].id, "not-found");
}

static void mode_is_declared(struct world *w)
{
    static const char *const modes[] = {"production", "production", "maintenance", "planned",
                                        "trial"};
    enter(w, "mode", modes[pick(5)], "");
}

static void link_comes_or_goes(struct world *w)
{
    w->lost = pick(3) == 0;
    step(w, "link", w->lost ? "down" : "up");
    if (!w->lost)
        machine_says(w);
}

static void store_comes_or_goes(struct world *w)
{
    w->failed = pick(3) == 0;
    step(w, "store", w->failed ? "failed" : "ok");
}

static void reason_is_given(struct world *w)
{
    enter(w, "reason", "current", "");
}

static void (*const happenings[])(struct world *) = {
    machine_says,        machine_says,        machine_says,     sensor_says,
    sensor_says,         sensor_says,         parts_are_made,   someone_answers_an_alert,
    someone_calls,       someone_comes,       someone_comes,    someone_answers_an_alert,
    a_model_says,        maintenance_answers, mode_is_declared, link_comes_or_goes,
    store_comes_or_goes, reason_is_given,
};

/* ---- what the table says of it -------------------------------------------------------------- */

struct facts {
    bool lost, unknown, failed;
    bool line_stop, raised, attended, restart;
    bool high_unacked, high_acked, lower_unacked, unacked, sounding;
    bool predicted;
    bool planned_mode, in_break, planned_stop;
    bool long_stop, small_stop, waiting, changeover, running, behind, unexplained;
};

static struct facts look(const struct world *w)
{
    const struct snapshot *s = rig_snapshot(w->r);
    enum machine_state state = s->machine.state;
    bool stop = s->stop.id[0] != '\0' && s->stop.end == TIME_NONE;
    struct facts f = {
        .lost = w->lost,
        .failed = w->failed,
        .unknown = state == MS_UNKNOWN,
        .planned_mode = s->machine.mode == MODE_PLANNED || s->machine.mode == MODE_MAINTENANCE,
        .in_break = s->shift.in_break || !s->shift.in_shift,
        .planned_stop = state == MS_PLANNED,
        .waiting = state == MS_STARVED || state == MS_BLOCKED,
        .changeover = state == MS_CHANGEOVER,
        .running = state == MS_RUNNING,
        .long_stop = stop && !s->stop.small,
        .small_stop = stop && s->stop.small,
        .unexplained = s->stops.unexplained > 0,
        .sounding = s->alerting.sounding,
    };
    int64_t due = s->counts.target_now;
    f.behind = due > 0 && (due - s->counts.good) / 100 > due / 1000;
    for (int i = 0; i < s->calls; i++) {
        f.raised |= s->call[i].state == CALL_RAISED;
        f.attended |= s->call[i].state == CALL_TAKEN || s->call[i].state == CALL_ARRIVED;
        f.line_stop |= s->call[i].line_stop;
    }
    for (int i = 0; i < s->alerts; i++) {
        const struct alert_view *a = &s->alert[i];
        if (a->shelve != SHELVE_NONE || a->suppressed || a->out_of_service ||
            a->priority == PRIO_ADVICE || (a->acked && !a->active && !a->latched))
            continue;
        f.unacked |= !a->acked;
        f.high_unacked |= a->priority == PRIO_HIGH && !a->acked;
        f.high_acked |= a->priority == PRIO_HIGH && a->acked;
        f.lower_unacked |= a->priority != PRIO_HIGH && !a->acked;
    }
    for (int i = 0; i < s->predictions; i++)
        f.predicted |= s->prediction[i].state == PREDICTION_RAISED;
    return f;
}

struct say {
    bool holds;
    enum lamp_pattern pattern;
    const char *rule;
};

static const struct say *first(const struct say *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].holds)
            return &rows[i];
    return NULL;
}

#define FIRST(rows) first(rows, sizeof(rows) / sizeof *(rows))

static const struct say *red(const struct facts *f)
{
    static struct say rows[7];
    const struct say table[7] = {
        {f->line_stop, LAMP_FLASH_FAST, "line-stop"},
        {f->high_unacked, LAMP_FLASH_FAST, "high-alarm"},
        {f->high_acked, LAMP_ON, "high-alarm-known"},
        {f->planned_mode, LAMP_OFF, "not-planned"},
        {f->in_break, LAMP_OFF, "break"},
        {f->planned_stop, LAMP_OFF, "planned-stop"},
        {f->long_stop && !f->unknown && !f->waiting && !f->changeover, LAMP_ON, "down"},
    };
    memcpy(rows, table, sizeof rows);
    return FIRST(rows);
}

static const struct say *yellow(const struct facts *f, bool five)
{
    static struct say rows[14];
    bool nothing_to_go_by = f->lost || f->unknown;
    const struct say table[14] = {
        {nothing_to_go_by, five ? LAMP_ALTERNATE : LAMP_FLASH_DOUBLE,
         f->lost ? "link-down" : "unknown"},
        {!five && f->failed && !f->raised && !f->unacked, LAMP_PULSE, "store-failed-small"},
        {f->raised, LAMP_FLASH_FAST, "call-waiting"},
        {f->attended, LAMP_FLASH_SLOW, "call-attended"},
        {f->lower_unacked, LAMP_FLASH_SLOW, "alarm"},
        {f->predicted, LAMP_FLASH_SLOW, "prediction"},
        {f->planned_mode, LAMP_OFF, "not-planned"},
        {f->in_break, LAMP_OFF, "break"},
        {f->planned_stop, LAMP_OFF, "planned-stop"},
        {!five && f->long_stop && f->unexplained, LAMP_FLASH_SLOW, "reason-wanted"},
        {f->waiting, LAMP_ON, "waiting"},
        {f->changeover, LAMP_ON, "changeover"},
        {f->small_stop, LAMP_ON, "small-stop"},
        {false, LAMP_OFF, NULL},
    };
    memcpy(rows, table, sizeof rows);
    return FIRST(rows);
}

static const struct say *green(const struct facts *f)
{
    static struct say rows[9];
    bool stands = f->long_stop && !f->waiting && !f->changeover;
    const struct say table[9] = {
        {f->lost || f->unknown, LAMP_OFF, f->lost ? "link-down" : "unknown"},
        {f->high_acked, LAMP_OFF, "high-alarm-known"},
        {f->planned_stop, LAMP_OFF, "planned-stop"},
        {stands, LAMP_OFF, "down"},
        {f->waiting, LAMP_OFF, "waiting"},
        {f->changeover, LAMP_OFF, "changeover"},
        {f->small_stop, LAMP_OFF, "small-stop"},
        {f->running && f->behind, LAMP_FLASH_SLOW, "behind"},
        {f->running, LAMP_ON, "running"},
    };
    memcpy(rows, table, sizeof rows);
    return FIRST(rows);
}

static const struct say *blue(const struct facts *f)
{
    static struct say rows[4];
    const struct say table[4] = {
        {f->planned_mode, LAMP_OFF, "not-planned"},
        {f->in_break, LAMP_OFF, "break"},
        {f->planned_stop, LAMP_OFF, "planned-stop"},
        {f->long_stop && f->unexplained && !f->unknown, LAMP_FLASH_SLOW, "reason-wanted"},
    };
    memcpy(rows, table, sizeof rows);
    return FIRST(rows);
}

static const struct say *white(const struct facts *f)
{
    static struct say rows[5];
    const struct say table[5] = {
        {f->lost || f->unknown, LAMP_ALTERNATE, f->lost ? "link-down" : "unknown"},
        {f->failed, LAMP_FLASH_FAST, "store-failed"},
        {f->planned_mode, LAMP_ON, "not-planned"},
        {f->in_break, LAMP_ON, "break"},
        {f->planned_stop, LAMP_ON, "planned-stop"},
    };
    memcpy(rows, table, sizeof rows);
    return FIRST(rows);
}

/* ---- and what the tower shows --------------------------------------------------------------- */

/* The ids that the event may name: those of the calls, alerts … that make the rule hold. */
static char event_of(const char *rule)
{
    static const struct {
        const char *rule;
        char letter;
    } rows[] = {{"line-stop", 'C'},    {"call-waiting", 'C'}, {"call-attended", 'C'},
                {"high-alarm", 'A'},   {"alarm", 'A'},        {"high-alarm-known", 'A'},
                {"prediction", 'P'},   {"down", 'S'},         {"small-stop", 'S'},
                {"reason-wanted", 'S'}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].rule, rule) == 0)
            return rows[i].letter;
    return '\0';
}

/* The oldest cause that nobody has answered, and how many more there are. */
struct cause_seen {
    const char *id;
    int64_t since;
    int count;
};

static void see(struct cause_seen *c, const char *id, int64_t since)
{
    if (c->count++ == 0 || since < c->since) {
        c->id = id;
        c->since = since;
    }
}

static struct cause_seen causes(const struct snapshot *s, const char *rule)
{
    struct cause_seen c = {.id = "", .count = 0};
    bool high = strcmp(rule, "high-alarm") == 0, low = strcmp(rule, "alarm") == 0;
    for (int i = 0; i < s->calls; i++)
        if (strcmp(rule, "call-waiting") == 0 && s->call[i].state == CALL_RAISED)
            see(&c, s->call[i].id, s->call[i].raised);
    for (int i = 0; i < s->alerts; i++) {
        const struct alert_view *a = &s->alert[i];
        bool counts = a->priority == PRIO_HIGH ? high : low && a->priority != PRIO_ADVICE;
        if (counts && !a->acked)
            see(&c, a->id, a->since);
    }
    return c;
}

static void check_why(const struct snapshot *s, const struct snapshot_lamp *lamp, const char *what)
{
    struct cause_seen cause = causes(s, lamp->rule);
    char letter = event_of(lamp->rule), id[RECORD_ID_SIZE + 1] = "", more[32] = "";
    (void)text_format(id, sizeof id, "%c", letter);
    if (cause.count > 0)
        (void)text_format(id, sizeof id, "%s ", cause.id);
    if (cause.count > 1)
        (void)text_format(more, sizeof more, "%d more", cause.count - 1);
    const char *at = letter ? strstr(lamp->why, id) : lamp->why;
    if (!at || lamp->why[0] == '\0' || (letter && (at[1] < '0' || at[1] > '9')) ||
        (more[0] && strlen(lamp->why) < sizeof lamp->why - 1 && !strstr(lamp->why, more)))
        fail_msg("%s: rule %s, %d causes, first %s, and why says \"%s\"", what, lamp->rule,
                 cause.count, cause.id, lamp->why);
}

static void compare(const struct world *w, const char *name, const struct say *want)
{
    const struct snapshot *s = rig_snapshot(w->r);
    static const struct say dark = {true, LAMP_OFF, ""};
    char what[96];
    (void)text_format(what, sizeof what, "at %lld ms, %s", (long long)w->ms, name);
    want = want ? want : &dark;
    for (int i = 0; i < s->lamps; i++) {
        const struct snapshot_lamp *lamp = &s->lamp[i];
        if (strcmp(lamp->name, name) != 0)
            continue;
        if (lamp->pattern != want->pattern || strcmp(lamp->rule, want->rule) != 0)
            fail_msg("%s: %s by %s; the table says %s by %s (why: %s)", what,
                     word_name(&words_lamp_pattern, (int)lamp->pattern), lamp->rule,
                     word_name(&words_lamp_pattern, (int)want->pattern), want->rule, lamp->why);
        check_why(s, lamp, what);
    }
}

static void random_situations(const char *lamps, bool five, uint64_t from)
{
    char text[4096];
    assert_true(text_format(text, sizeof text, "%s%s", RESPONSES, lamps));
    struct world w = {.r = alerts_rig(text)};
    w.r->config.target_per_shift = 40000 * AMOUNT_ONE;
    w.r->begin += 8 * MS_PER_HOUR;
    seed = from;
    step(&w, "link", "up");
    w.ms = 11000; /* `starting` is over */
    int seen[64] = {0}, rules = 0;
    for (int i = 0; i < SITUATIONS; i++) {
        for (unsigned n = pick(3) + 1; n > 0; n--) {
            w.ms += 1 + pick(i % 7 == 0 ? 200000 : 20000);
            happenings[pick(sizeof happenings / sizeof *happenings)](&w);
        }
        const struct facts f = look(&w);
        compare(&w, "red", red(&f));
        compare(&w, "yellow", yellow(&f, five));
        compare(&w, "green", green(&f));
        compare(&w, "blue", blue(&f));
        compare(&w, "white", white(&f));
        for (size_t k = 0; k < w.r->fx.lamps; k++)
            if (w.r->fx.lamp[k].rule >= 0)
                seen[w.r->fx.lamp[k].rule]++;
    }
    for (size_t i = 0; i < w.r->config.rules; i++)
        rules += seen[i] > 0;
    if (rules < 18)
        fail_msg("only %d of the rules decided a lamp", rules);
    alerts_free_rig(&w.r);
}

static void five_lamps(void **state)
{
    (void)state;
    random_situations(FIVE, true, 1);
    random_situations(FIVE, true, 20261122);
}

static void three_lamps(void **state)
{
    (void)state;
    random_situations(THREE, false, 7);
}

/* The buzzer: the most urgent first; never without pauses. */
static void the_buzzer(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(RESPONSES FIVE);
    static const struct {
        const char *script, *buzzer, *rule;
    } rows[] = {
        {"0 link=up; 11 state=Execute", "off", ""},
        {"12 do=call-raise maintenance", "chime", "call-waiting"},
        {"13 oil=75", "beep", "high-alarm-sound"},
        {"14 do=silence", "off", ""},
        {"15 do=call-raise cord", "chime", "call-waiting"}, /* the next cause */
        {"45 tick", "varying", "line-stop"},
        {"46 do=call-solve C2 role=supervisor", "beep", "restart"},
        {"60 store=failed", "off", ""},
        {"61 do=call-take C1", "chime", "store-failed-sound"},
    };
    r->begin += 8 * MS_PER_HOUR;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        const struct snapshot *s = rig_snapshot(r);
        const struct snapshot_lamp *buzzer = &s->lamp[5];
        const char *got = word_name(&words_lamp_pattern, (int)buzzer->pattern);
        if (strcmp(got, rows[i].buzzer) != 0 ||
            (rows[i].rule[0] && strcmp(buzzer->rule, rows[i].rule) != 0))
            fail_msg("%s: %s by %s, want %s by %s (%s)", rows[i].script, got, buzzer->rule,
                     rows[i].buzzer, rows[i].rule, buzzer->why);
    }
    alerts_free_rig(&r);
}

struct shown {
    const char *script, *lamp, *pattern, *why; /* why: a part of it, NULL not asked */
};

static void expect_shown(struct rig *r, const struct shown *row)
{
    char why[400];
    rig_play(r, row->script);
    const struct snapshot *s = rig_snapshot(r);
    for (int i = 0; i < s->lamps; i++)
        if (strcmp(s->lamp[i].name, row->lamp) == 0) {
            const char *got = word_name(&words_lamp_pattern, (int)s->lamp[i].pattern);
            assert_int_equal(station_why(r->st, row->lamp, r->now, why, sizeof why), 0);
            if (strcmp(got, row->pattern) != 0 || (row->why && !strstr(why, row->why)))
                fail_msg("%s: %s is %s, want %s, \"%s\": %s", row->script, row->lamp, got,
                         row->pattern, row->why ? row->why : "", why);
        }
}

#define BY "role=supervisor pin=1 actor=ben "

/* What comes while a lamp is overridden, and is urgent, is seen; acknowledged it waits again. */
static void an_override_hides_nothing_urgent(void **state)
{
    (void)state;
    static const struct shown rows[] = {
        {"0 link=up; 11 state=Held; 12 do=lamp-override red " BY "word=off for=3000 note=relay",
         "red", "off", "OVERRIDE by ben"},
        {"13 oil=60", "red", "off", "OVERRIDE by ben"}, /* a low one */
        {"14 oil=75", "red", "flash_fast", "high-alarm: A2 Oil hot"},
        {"15 tick", "red", "flash_fast", "OVERRIDE by ben waits"},
        {"16 do=ack hot actor=anna", "red", "off", "OVERRIDE by ben"},
        {"17 do=call-raise maintenance", "red", "off", NULL},
        {"18 do=call-raise cord; 48 tick", "red", "flash_fast", "line-stop"},
        {"49 do=call-solve C2 role=supervisor; 60 tick", "red", "off", "OVERRIDE by ben"},
        /* Nor is it silent. */
        {"61 do=call-cancel C1 role=supervisor; 61.5 do=ack; 62 do=lamp-override buzzer " BY
         "word=off for=3000 note=noise; 63 air=75; 64 do=call-raise maintenance",
         "buzzer", "off", "OVERRIDE by ben"},
        {"65 oil=20; 66 oil=75", "buzzer", "beep", "high-alarm-sound"},
        {"67 do=silence", "buzzer", "off", "OVERRIDE by ben"},
    };
    struct rig *r = alerts_rig(RESPONSES FIVE);
    r->begin += 8 * MS_PER_HOUR;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_shown(r, &rows[i]);
    alerts_free_rig(&r);
}

/* The chime of a call that somebody silenced stays silent over a restart; its next step is heard,
 * and so is what is new. */
static void silence_outlives_a_restart(void **state)
{
    (void)state;
    static const struct shown before[] = {
        {"0 link=up; 11 state=Execute; 12 do=call-raise maintenance", "buzzer", "chime", NULL},
        {"13 do=silence actor=anna", "buzzer", "off", "silenced by anna"},
    };
    static const struct shown after[] = {
        {"21 link=up; 22 state=Execute; 36 tick", "buzzer", "off", "silenced by anna"},
        {"37 do=call-raise quality", "buzzer", "chime", "call-waiting"},
    };
    struct rig *r = alerts_rig(RESPONSES FIVE);
    r->begin += 8 * MS_PER_HOUR;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        expect_shown(r, &before[i]);
    alerts_restart(r, 20000);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        expect_shown(r, &after[i]);
    alerts_free_rig(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_lamps),
        cmocka_unit_test(three_lamps),
        cmocka_unit_test(the_buzzer),
        cmocka_unit_test(an_override_hides_nothing_urgent),
        cmocka_unit_test(silence_outlives_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
