/* SPDX-License-Identifier: MIT */
/* What people answer to calls, alerts, predictions, work orders and lamps, in any order, about what
 * is there and what is not, with any words: each is done or refused with words, every record is
 * sound, and after a restart the same is shown. */
#include "station.h"

#include "data/config/load.h"
#include "data/decode/prediction.h"

struct input {
    const uint8_t *data;
    size_t size;
};

static int take(struct input *in)
{
    if (in->size == 0)
        return 0;
    in->size--;
    return *in->data++;
}

static const char station[] =
    "[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n[station]\nname = m\n"
    "small_stop = 60 s\nideal_cycle = 1 s\n[signal state]\nrole = state\ntopic = a\n"
    "[signal oil]\ntopic = b\nmax_age = 60 s\n[signal cord]\ntopic = c\n"
    "[call lift]\nsignal = cord\nvalue = UP\nstop_after = 20 s\n"
    "[alert hot]\nwhen = signal oil > 70\nfor = 3 s\nworse = 90\nlatching = yes\nrealarm = 1 h\n"
    "[alert air]\nwhen = signal cord is LOW\nsuppress = changeover\n"
    "[prediction bearing]\nsignals = oil\nalarm = yes\naction = look\npriority = high\nn = 1\n"
    "[lamp red]\n[lamp green]\n";

static struct config *config(void)
{
    static struct config *loaded;
    struct config_report report;
    if (!loaded) {
        loaded = config_load_text("f", station, sizeof station - 1, &report);
        hold(loaded);
        config_report_done(&report);
    }
    return loaded;
}

/* What there is, or the input's own bytes as the decoder lets them through. */
static const char *words(struct input *in, char out[64])
{
    static const char *const known[] = {
        "",        "maintenance", "lift",    "C1",   "C2",   "A1",   "A2",   "hot",
        "air",     "P1",          "bearing", "O1",   "red",  "off",  "on",   "flash_fast",
        "found",   "not-found",   "not-now", "done", "pull", "lamp", "high", "predicted-bearing",
        "A1:1 A2", "F1",          "notify"};
    int which = take(in);
    if (which < 224)
        return known[which % (int)(sizeof known / sizeof *known)];
    size_t length = (size_t)(which - 223) < in->size ? (size_t)(which - 223) : in->size;
    text_sanitise((const char *)in->data, length, out, 64);
    in->data += length;
    in->size -= length;
    return out;
}

static void command(struct fuzzed *f, struct input *in)
{
    static struct outcome outcome;
    char text[6][64];
    int flags = take(in);
    struct command c = {
        .verb = (enum command_verb)(COMMAND_CALL_RAISE +
                                    take(in) % (COMMAND_VERB_COUNT - COMMAND_CALL_RAISE)),
        .target = words(in, text[0]),
        .other = words(in, text[1]),
        .reason = words(in, text[2]),
        .note = words(in, text[3]),
        .job = "",
        .word = words(in, text[4]),
        .rev = flags & 1 ? take(in) % 4 : 0,
        .at = flags & 2 ? f->now.wall_ms - take(in) * 60000 : TIME_NONE,
        .until = flags & 4 ? f->now.wall_ms + (take(in) - 20) * 100000 : TIME_NONE,
        .for_ms = flags & 8 ? (take(in) - 20) * INT64_C(100000) : 0,
        .list = flags & 16 ? words(in, text[5]) : NULL,
        .one_shot = (flags & 32) != 0,
        .actor = flags & 64 ? "ben" : "anna",
        .role = (enum person_role)(flags % (PERSON_SUPERVISOR + 1)),
        .pin = (flags & 128) != 0,
        .from = flags % 11 == 0 ? "button" : "tty1"};
    if (flags % 7 == 0)
        c.verb = COMMAND_UNDO;
    if (c.verb == COMMAND_SESSION) /* the daemon's own */
        return;
    outcome = (struct outcome){.text = ""};
    fuzz_step(f, &(struct event){.kind = EVENT_COMMAND, .command = &c, .outcome = &outcome});
    hold(strlen(outcome.text) < sizeof outcome.text);
    hold(outcome.result == COMMAND_DONE || outcome.text[0] != '\0');
}

static void predict(struct fuzzed *f, struct input *in)
{
    struct cause why;
    struct prediction_message m;
    char payload[160];
    (void)text_format(
        payload, sizeof payload,
        "{\"ts\":%lld,\"asset\":\"m\",\"mode\":\"bearing\",\"p\":0.%d,\"model\":\"x\"}",
        (long long)f->now.wall_ms, take(in) % 10);
    const struct prediction_source source = {.config = &f->config,
                                             .conf = config_prediction(&f->config, "bearing"),
                                             .topic = "andon/v1/e/s/a/l/m/prediction/bearing"};
    if (prediction_read(&source, payload, strlen(payload), &m, &why) == 0)
        fuzz_step(f, &(struct event){.kind = EVENT_PREDICTION, .prediction = &m});
}

static void update(struct fuzzed *f, struct input *in)
{
    static const char *const said[] = {"UP", "LOW", "Execute", "Held"};
    int flags = take(in);
    struct update u = {.signal = (uint16_t)(flags % 3),
                       .quality = flags > 250 ? Q_BAD : Q_GOOD,
                       .stored = (flags & 64) != 0,
                       .mapped = -1,
                       .source_ms = TIME_NONE};
    u.value.type = u.signal == 1 ? VALUE_NUMBER : VALUE_TEXT;
    u.value.amount = take(in) * AMOUNT_ONE;
    (void)text_copy(u.value.text, sizeof u.value.text, said[take(in) % 4]);
    fuzz_step(f, &(struct event){.kind = EVENT_UPDATE, .update = &u});
}

static void happen(struct fuzzed *f, struct input *in)
{
    static const int pace[] = {0, 1, 100, 10000};
    int what = take(in);
    f->now.boot_ms += take(in) * pace[what % 4];
    f->now.wall_ms = FUZZ_BEGIN + (f->now.boot_ms - FUZZ_BOOT);
    if (what < 80)
        update(f, in);
    else if (what < 110)
        predict(f, in);
    else if (what < 240)
        command(f, in);
    else
        fuzz_step(f, &(struct event){.kind = EVENT_TICK});
}

static void restart(struct fuzzed *f)
{
    static char text[CHECKPOINT_MAX];
    static struct snapshot before, after;
    struct cause why;
    station_snapshot(f->st, f->now, &before);
    size_t length = station_checkpoint(f->st, f->now, text, sizeof text);
    hold(length > 0);
    station_free(&f->st);
    f->st = station_new(&f->config, f->now, TIME_NONE, TIME_NONE);
    hold(f->st && station_restore(f->st, text, length, true, f->now, &f->fx, &why) == 0);
    station_snapshot(f->st, f->now, &after);
    hold(before.calls == after.calls && before.predictions == after.predictions);
    for (int i = 0; i < before.calls; i++)
        hold(strcmp(before.call[i].id, after.call[i].id) == 0 &&
             before.call[i].state == after.call[i].state);
    hold(before.alerting.shelved == after.alerting.shelved &&
         before.alerting.out_of_service == after.alerting.out_of_service);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    static struct fuzzed f;
    f = (struct fuzzed){.now = {.boot_ms = FUZZ_BOOT, .wall_ms = FUZZ_BEGIN}};
    f.config = *config();
    f.config.calendar.zone = &f.config.zone;
    fuzz_stop.number = 0;
    f.st = station_new(&f.config, f.now, TIME_NONE, TIME_NONE);
    hold(f.st);
    for (int i = 0; i < 200 && in.size > 0; i++)
        happen(&f, &in);
    fuzz_step(&f, &(struct event){.kind = EVENT_TICK});
    restart(&f);
    fuzz_done(&f);
    return 0;
}
