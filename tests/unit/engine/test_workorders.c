/* SPDX-License-Identifier: MIT */
/* Work orders from their asking to their end: what they are made of, what the maintenance system
 * may answer, the stop that they are linked to, restarts, and how many there can be. */
#include "alerts_rig.h"

#include "data/decode/prediction.h"
#include "data/decode/workorder.h"

static struct prediction_conf modes[] = {{.name = "motor",
                                          .title = "Motor",
                                          .p_on = 700000,
                                          .p_off = 500000,
                                          .messages = 1,
                                          .valid_ms = 10 * MS_PER_HOUR,
                                          .priority = PRIO_HIGH,
                                          .order = "Change the motor"}};

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    r->config.prediction = modes;
    r->config.predictions = 1;
    r->config.work_orders.wanted_ms[PRIO_LOW] = 7 * MS_PER_DAY;
    r->config.work_orders.wanted_ms[PRIO_HIGH] = 4 * MS_PER_HOUR;
    (void)text_copy(r->config.work_orders.word[PRIO_HIGH], 16, "1");
    rig_start(r, 0);
    rig_play(r, "1 state=Execute");
    return r;
}

static int64_t wall_of(const struct rig *r, double s)
{
    return r->begin + r->clock_ms + llround(s * 1000);
}

static const struct outcome *order(struct rig *r, double s, struct command c)
{
    c.verb = COMMAND_WORKORDER;
    c.at = TIME_NONE;
    c.until = c.until ? c.until : TIME_NONE;
    return rig_command(r, c, llround(s * 1000));
}

static const struct order_view *view(struct rig *r, const char *id)
{
    static struct order_view all[ORDER_VIEWS];
    static struct order_view none;
    int count = station_workorders(r->st, all);
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].id, id) == 0)
            return &all[i];
    order_view_init(&none);
    return &none;
}

static const char *state_of(struct rig *r, const char *id)
{
    const struct order_view *v = view(r, id);
    return v->id[0] ? word_name(&words_order_state, (int)v->state) : "none";
}

/* The maintenance system answers at second `s`. */
static void hear(struct rig *r, double s, const char *id, const char *state, const char *more)
{
    struct order_answer a;
    struct cause why = {.text = ""};
    char topic[80], payload[256];
    (void)text_format(topic, sizeof topic, "andon/v1/a/b/c/d/e/workorder/%s/answer", id);
    (void)text_format(payload, sizeof payload, "{\"ts\":%lld,\"state\":\"%s\"%s}",
                      (long long)wall_of(r, s), state, more);
    if (order_answer_read(topic, payload, strlen(payload), &a, &why) != 0)
        fail_msg("%s: %s", payload, why.text);
    rig_step(r, &(struct event){.kind = EVENT_ANSWER, .answer = &a}, llround(s * 1000));
}

static struct prediction_counts counts(struct rig *r)
{
    struct prediction_counts c;
    station_prediction_counts(r->st, &c);
    return c;
}

static void restart(struct rig *r, double s)
{
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_true(length > 0);
    station_free(&r->st);
    rig_start(r, llround(s * 1000));
    if (station_restore(r->st, text, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static void warn(struct rig *r, double s)
{
    struct prediction_message m = {.valid_ms = 10 * MS_PER_HOUR};
    prediction_view_init(&m.said);
    (void)text_copy(m.said.mode, sizeof m.said.mode, "motor");
    (void)text_copy(m.said.asset, sizeof m.said.asset, "x/motor");
    m.said.ts = wall_of(r, s);
    m.said.p = 800000;
    m.said.horizon_ms = MS_PER_DAY;
    rig_step(r, &(struct event){.kind = EVENT_PREDICTION, .prediction = &m}, llround(s * 1000));
}

/* ---- asking --------------------------------------------------------------------------------- */

static void it_is_made_of_a_prediction(void **state)
{
    (void)state;
    struct rig *r = make();
    warn(r, 2);
    assert_int_equal(order(r, 3, (struct command){.target = "P1"})->result, COMMAND_DONE);
    const struct order_view *v = view(r, "O1");
    assert_string_equal(v->symptom, "Change the motor");
    assert_string_equal(v->asset, "x/motor");
    assert_string_equal(v->of, "P1");
    assert_string_equal(v->by, "anna");
    assert_int_equal(v->priority, PRIO_HIGH);
    assert_true(v->wanted == wall_of(r, 3) + 4 * MS_PER_HOUR);
    assert_string_equal(rig_snapshot(r)->prediction[0].order, "O1");
    assert_int_equal(order(r, 4, (struct command){.target = "P1"})->result, COMMAND_BAD);
    assert_string_equal(r->outcome.text, "O1 is asked for P1 already");
    rig_free(&r);
}

static void what_is_asked_is_checked(void **state)
{
    (void)state;
    struct rig *r = make();
    static const struct {
        struct command c;
        enum command_result result;
        const char *text;
    } rows[] = {
        {{.target = ""}, COMMAND_BAD, "wants a symptom"},
        {{.target = "P7"}, COMMAND_NOT_FOUND, "there is no prediction P7"},
        {{.target = "X1"}, COMMAND_NOT_FOUND, "X1"},
        {{.reason = "rattles", .word = "soon"}, COMMAND_BAD, "there is no priority soon"},
        {{.reason = "rattles", .until = RIG_BEGIN}, COMMAND_BAD, "a time that has passed"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(order(r, 5, rows[i].c)->result, rows[i].result);
        assert_non_null(strstr(r->outcome.text, rows[i].text));
    }
    assert_string_equal(state_of(r, "O1"), "none");
    assert_int_equal(order(r, 6,
                           (struct command){.reason = "rattles",
                                            .other = "guard",
                                            .word = "high",
                                            .note = "left side",
                                            .until = wall_of(r, 999)})
                         ->result,
                     COMMAND_DONE);
    const struct order_view *v = view(r, "O1");
    assert_string_equal(v->asset, "guard");
    assert_string_equal(v->evidence, "left side");
    assert_true(v->wanted == wall_of(r, 999) && v->priority == PRIO_HIGH);
    rig_free(&r);
}

/* A call brings its stop along, and has the order's id from then on. */
static void it_is_made_of_a_call(void **state)
{
    (void)state;
    static struct call_conf calls[] = {{.name = "maintenance", .title = "Maintenance"}};
    struct rig *r = make();
    station_free(&r->st);
    r->config.call = calls;
    r->config.calls = 1;
    rig_start(r, 0);
    rig_play(r, "1 state=Execute; 10 state=Held; 200 do=call-raise maintenance note=leak");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_int_equal(order(r, 210, (struct command){.target = "C1"})->result, COMMAND_DONE);
    const struct order_view *v = view(r, "O1");
    assert_string_equal(v->symptom, "Maintenance: leak");
    assert_string_equal(v->stop, "S1");
    assert_string_equal(v->call, "C1");
    assert_string_equal(rig_snapshot(r)->call[0].order, "O1");
    assert_int_equal(order(r, 220, (struct command){.target = "C1"})->result, COMMAND_BAD);
    rig_free(&r);
}

static void it_is_made_of_an_alert(void **state)
{
    (void)state;
    struct rig *r = alerts_rig("[alert oil]\ntitle = Oil too warm\nwhen = signal oil > 70\n"
                               "priority = high\n");
    rig_start(r, 0);
    rig_play(r, "1 state=Execute; 2 oil=75");
    assert_int_equal(order(r, 3, (struct command){.target = "A1"})->result, COMMAND_DONE);
    const struct order_view *v = view(r, "O1");
    assert_string_equal(v->of, "A1");
    assert_string_equal(v->symptom, "Oil too warm");
    assert_non_null(strstr(v->evidence, "75"));
    assert_int_equal(v->priority, PRIO_HIGH);
    assert_string_equal(rig_snapshot(r)->alert[0].order, "O1");
    assert_int_equal(order(r, 4, (struct command){.target = "oil"})->result, COMMAND_BAD);
    alerts_free_rig(&r);
}

/* ---- answers -------------------------------------------------------------------------------- */

static void it_goes_forward_only(void **state)
{
    (void)state;
    struct rig *r = make();
    assert_int_equal(order(r, 10, (struct command){.reason = "rattles"})->result, COMMAND_DONE);
    static const struct {
        const char *say, *more, *is;
    } rows[] = {
        {"accepted", ",\"number\":\"4711\"", "accepted"},
        {"planned", ",\"planned\":1795400000000", "planned"},
        {"accepted", "", "planned"},
        {"planned", ",\"planned\":1795500000000", "planned"},
        {"started", ",\"by\":\"workshop\"", "started"},
        {"refused", "", "started"},
        {"planned", ",\"planned\":1795600000000", "started"},
        {"done", ",\"text\":\"new belt\"", "done"},
        {"started", "", "done"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        hear(r, 20 + (double)i, "O1", rows[i].say, rows[i].more);
        assert_string_equal(state_of(r, "O1"), rows[i].is);
    }
    const struct order_view *v = view(r, "O1");
    assert_string_equal(v->number, "4711");
    assert_string_equal(v->answer, "new belt");
    assert_string_equal(v->answered_by, "workshop");
    assert_true(v->planned == 1795500000000 && v->started == wall_of(r, 24) &&
                v->done == wall_of(r, 27));
    assert_true(counts(r).odd == 4);
    rig_free(&r);
}

static void old_and_strange_answers_do_nothing(void **state)
{
    (void)state;
    struct rig *r = make();
    assert_int_equal(order(r, 10, (struct command){.reason = "rattles"})->result, COMMAND_DONE);
    hear(r, 9, "O1", "done", ""); /* of another life of that id */
    hear(r, 12, "O2", "done", "");
    hear(r, 12, "what", "done", "");
    assert_int_equal(counts(r).strangers, 3);
    hear(r, 14, "O1", "accepted", "");
    hear(r, 13, "O1", "done", ""); /* older than the last one */
    hear(r, 14, "O1", "done", ""); /* the same again */
    assert_string_equal(state_of(r, "O1"), "accepted");
    restart(r, 20);
    hear(r, 14, "O1", "done", "");
    assert_string_equal(state_of(r, "O1"), "accepted");
    assert_int_equal(counts(r).odd, 3);
    rig_free(&r);
}

static void planned_work_takes_the_prediction_off(void **state)
{
    (void)state;
    struct rig *r = make();
    char planned[64];
    warn(r, 2);
    assert_int_equal(order(r, 3, (struct command){.target = "P1"})->result, COMMAND_DONE);
    assert_int_equal(rig_snapshot(r)->prediction[0].state, PREDICTION_RAISED);
    hear(r, 4, "O1", "accepted", "");
    assert_int_equal(rig_snapshot(r)->prediction[0].state, PREDICTION_RAISED);
    (void)text_format(planned, sizeof planned, ",\"planned\":%lld", (long long)wall_of(r, 100));
    hear(r, 5, "O1", "planned", planned);
    assert_int_equal(rig_snapshot(r)->prediction[0].state, PREDICTION_PLANNED);
    rig_step(r, &(struct event){.kind = EVENT_TICK}, 101000); /* nobody came */
    assert_int_equal(rig_snapshot(r)->prediction[0].state, PREDICTION_RAISED);
    hear(r, 102, "O1", "started", "");
    assert_int_equal(rig_snapshot(r)->prediction[0].state, PREDICTION_PLANNED);
    hear(r, 103, "O1", "done", "");
    assert_int_equal(rig_snapshot(r)->prediction[0].state, PREDICTION_RAISED); /* until answered */
    rig_free(&r);
}

static void it_is_cancelled_once(void **state)
{
    (void)state;
    struct rig *r = make();
    assert_int_equal(order(r, 10, (struct command){.reason = "rattles"})->result, COMMAND_DONE);
    rig_play(r, "11 do=workorder-cancel O7");
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    rig_play(r, "12 do=workorder-cancel O1 rev=9");
    assert_int_equal(r->outcome.result, COMMAND_STALE);
    hear(r, 13, "O1", "started", "");
    rig_play(r, "14 do=workorder-cancel O1");
    assert_int_equal(r->outcome.result, COMMAND_FORBIDDEN);
    rig_play(r, "15 do=workorder-cancel O1 role=maintenance note=spare");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    assert_string_equal(state_of(r, "O1"), "cancelled");
    rig_play(r, "16 do=workorder-cancel O1 role=maintenance");
    assert_int_equal(r->outcome.result, COMMAND_LOCKED);
    rig_free(&r);
}

/* ---- the stop ------------------------------------------------------------------------------- */

static void waiting_repair_and_restart_come_out_apart(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "100 state=Held");
    assert_int_equal(order(r, 250, (struct command){.reason = "rattles"})->result, COMMAND_DONE);
    assert_string_equal(view(r, "O1")->stop, "S1");
    assert_int_equal(view(r, "O1")->waiting_ms, -1);
    rig_play(r, "400 do=stop-touch current word=arrived");
    assert_int_equal(view(r, "O1")->waiting_ms, 300000);
    rig_play(r, "700 do=stop-touch current word=repaired");
    assert_int_equal(view(r, "O1")->repair_ms, 300000);
    restart(r, 705);
    rig_play(r, "760 state=Execute");
    const struct order_view *v = view(r, "O1");
    assert_true(v->waiting_ms == 300000 && v->repair_ms == 300000 && v->restart_ms > 0);
    assert_true(v->rev == 4);
    rig_free(&r);
}

/* ---- the broker ----------------------------------------------------------------------------- */

static void send_all(struct rig *r, int64_t ms, char *order_of, size_t size)
{
    struct outgoing out;
    order_of[0] = '\0';
    while (station_outgoing(r->st, &out)) {
        size_t length = strlen(order_of);
        (void)text_format(order_of + length, size - length, "%s%s%s", length ? " " : "", out.leaf,
                          out.payload[0] ? "" : "!");
        rig_step(r, &(struct event){.kind = EVENT_SENT, .sent = &out}, ms);
    }
}

static void each_change_is_sent_and_again_when_connected(void **state)
{
    (void)state;
    struct rig *r = make();
    char sent[512];
    struct outgoing out;
    assert_int_equal(order(r, 10, (struct command){.reason = "rattles", .word = "high"})->result,
                     COMMAND_DONE);
    assert_true(station_outgoing(r->st, &out) && out.retain);
    json_t *json = json_loads(out.payload, 0, NULL);
    assert_string_equal(rig_word(json, "station"), "acme/hall/press/line1/press1");
    assert_string_equal(rig_word(json, "priority_there"), "1");
    assert_string_equal(rig_word(json, "state"), "asked");
    json_decref(json);
    hear(r, 11, "O1", "accepted", "");
    rig_step(r, &(struct event){.kind = EVENT_SENT, .sent = &out}, 12000); /* of the one before */
    assert_false(view(r, "O1")->published);
    send_all(r, 13000, sent, sizeof sent);
    assert_string_equal(sent, "workorder/O1");
    assert_true(view(r, "O1")->published);
    rig_play(r, "14 link=down; 15 link=up");
    send_all(r, 16000, sent, sizeof sent);
    assert_string_equal(sent, "workorder/O1");
    hear(r, 17, "O1", "done", "");
    send_all(r, 18000, sent, sizeof sent);
    rig_play(r, "19 link=down; 20 link=up"); /* what is over is not said again */
    send_all(r, 21000, sent, sizeof sent);
    assert_string_equal(sent, "");
    rig_free(&r);
}

static void there_are_so_many_at_most(void **state)
{
    (void)state;
    struct rig *r = make();
    char sent[2048];
    for (int i = 0; i < 32; i++)
        assert_int_equal(order(r, 10 + i, (struct command){.reason = "rattles"})->result,
                         COMMAND_DONE);
    assert_int_equal(order(r, 50, (struct command){.reason = "rattles"})->result, COMMAND_BAD);
    assert_non_null(strstr(r->outcome.text, "32 work orders are open"));
    restart(r, 51);
    hear(r, 60, "O3", "done", "");
    assert_int_equal(order(r, 61, (struct command){.reason = "rattles"})->result, COMMAND_DONE);
    assert_string_equal(r->outcome.id, "O33");
    assert_string_equal(state_of(r, "O3"), "none");
    send_all(r, 62000, sent, sizeof sent);
    assert_non_null(strstr(sent, "workorder/O3!")); /* its retained message goes */
    rig_free(&r);
}

static void it_comes_back_from_its_record(void **state)
{
    (void)state;
    struct rig *r = make();
    struct cause why;
    static const char body[] =
        "{\"id\":\"O7\",\"state\":\"planned\",\"priority\":\"high\",\"symptom\":\"rattles\","
        "\"asked\":1795305601000}";
    struct record record = {
        .kind = REC_WORKORDER, .id = "O7", .rev = 3, .body = body, .body_length = sizeof body - 1};
    assert_int_equal(station_recall(r->st, &record, &why), 0);
    assert_string_equal(state_of(r, "O7"), "planned");
    assert_int_equal(view(r, "O7")->rev, 3);
    assert_int_equal(station_recall(r->st, &record, &why), 0); /* once */
    (void)text_copy(record.id, sizeof record.id, "X7");
    assert_int_equal(station_recall(r->st, &record, &why), -1);
    static const struct {
        enum record_kind kind;
        const char *id;
        int result;
    } rows[] = {{REC_PREDICTION, "P12", 0},
                {REC_FEEDBACK, "F5", 0},
                {REC_PREDICTION, "F5", -1},
                {REC_FEEDBACK, "", -1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        record.kind = rows[i].kind;
        (void)text_copy(record.id, sizeof record.id, rows[i].id);
        assert_int_equal(station_recall(r->st, &record, &why), rows[i].result);
    }
    warn(r, 5);
    assert_string_equal(rig_snapshot(r)->prediction[0].id, "P13");
    assert_int_equal(order(r, 6, (struct command){.reason = "rattles"})->result, COMMAND_DONE);
    assert_string_equal(r->outcome.id, "O8");
    rig_free(&r);
}

/* ---- answers that cannot be ----------------------------------------------------------------- */

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const char topic[] = "a/workorder/O1/answer";
    static const struct {
        const char *topic, *payload, *why;
    } rows[] = {
        {topic, "x", "it is no JSON"},
        {topic, "[]", "it is no JSON object"},
        {topic, "{\"v\":2}", "v is 2, and only 1 is known here"},
        {topic, "{\"ts\":1795353245123}", "state is missing"},
        {topic, "{\"ts\":1795353245123,\"state\":\"asked\"}", "state is \"asked\""},
        {topic, "{\"ts\":1795353245123,\"state\":\"cancelled\"}", "state is \"cancelled\""},
        {topic, "{\"state\":\"done\"}", "ts is missing"},
        {topic, "{\"ts\":\"x\",\"state\":\"done\"}", "ts is \"x\", which is no time"},
        {topic, "{\"ts\":-9000000000000,\"state\":\"done\"}", "which is no time"},
        {topic, "{\"ts\":1795353245123,\"state\":\"planned\"}", "planned is missing"},
        {"a/workorder/O1", "{}", "does not end in /answer"},
        {"/answer", "{}", "does not end in /answer"},
        {"a//answer", "{}", "names no work order"},
        {"a/0123456789012345678901234567890123456789/answer", "{}", "names no work order"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct order_answer a;
        struct cause why = {.text = ""};
        assert_int_equal(
            order_answer_read(rows[i].topic, rows[i].payload, strlen(rows[i].payload), &a, &why),
            -1);
        if (!strstr(why.text, rows[i].why))
            fail_msg("%s: %s", rows[i].payload, why.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_made_of_a_prediction),
        cmocka_unit_test(what_is_asked_is_checked),
        cmocka_unit_test(it_is_made_of_a_call),
        cmocka_unit_test(it_is_made_of_an_alert),
        cmocka_unit_test(it_goes_forward_only),
        cmocka_unit_test(old_and_strange_answers_do_nothing),
        cmocka_unit_test(planned_work_takes_the_prediction_off),
        cmocka_unit_test(it_is_cancelled_once),
        cmocka_unit_test(waiting_repair_and_restart_come_out_apart),
        cmocka_unit_test(each_change_is_sent_and_again_when_connected),
        cmocka_unit_test(there_are_so_many_at_most),
        cmocka_unit_test(it_comes_back_from_its_record),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
