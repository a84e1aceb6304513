/* SPDX-License-Identifier: MIT */
/* andonctl doctor: what is wrong now, worst first, each with what to do. Looks at the snapshot and
 * at the tower's own words; one row of the table a question. Where nobody answers, at what a daemon
 * leaves behind. Called by main.c's table. */
#include "andon/ctl/doctor.h"
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BRIEF_MS     60000 /* figures of less planned time say little */
#define PARTS_MIN    20    /* fewer prove no ideal cycle time wrong */
#define LAG_US       5000  /* the loop's budget a turn, 99th percentile */
#define LOAD_MIN     6     /* fewer alerts prove no load */
#define TURNS_MIN    200   /* one in a hundred of fewer is any single one */
#define ROOM_SOON_MS (14 * MS_PER_DAY)
#define BACKLOG_MS   MS_PER_HOUR
#define READING_MAX  (512 * 1024) /* bytes */
#define COMMIT_US    1000000      /* a commit that takes longer is worth a word */

struct patient {
    struct snapshot s;
    char trouble[128]; /* of the tower */
    int64_t unwanted;
    int64_t refused, unknown, labels_lost; /* of models */
    char refusal[160];
    struct {
        int64_t alerts, chattering, standing, floods;
        double per_10_min;
        char worst[64]; /* what comes most often */
    } load;
    char store_fix[200];
    struct findings found;
};

void doctor_find(struct findings *f, bool wrong, const char *what, const char *fix)
{
    if (f->count == FINDINGS_MAX) {
        f->dropped++;
        return;
    }
    struct finding *one = &f->item[f->count++];
    one->wrong = wrong;
    (void)text_sanitise(fix, strlen(fix), one->fix, sizeof one->fix);
    (void)text_sanitise(what, strlen(what), one->what, sizeof one->what);
}

void doctor_say(struct findings *f, bool wrong, const char *fix, const char *format, ...)
{
    char what[sizeof f->item[0].what];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    doctor_find(f, wrong, what, fix);
}

static void find(struct patient *p, bool wrong, const char *what, const char *fix)
{
    doctor_find(&p->found, wrong, what, fix);
}

/* ---- questions ---- */

/* What the daemon says of its database ends with what to do: "…; install andond 1.2.0 again". */
static void take_fix(char *said, char *fix, size_t size)
{
    char *end = NULL;
    for (char *at = said; (at = strstr(at, "; ")) != NULL; at += 2)
        end = at;
    if (!end)
        return;
    (void)text_sanitise(end + 2, strlen(end + 2), fix, size);
    *end = '\0';
}

static void ask_store(struct patient *p)
{
    char what[256];
    char *why = p->s.health.store_why;
    if (p->s.health.store_ok && p->s.health.store_why[0])
        find(p, false, p->s.health.store_why, "make room while records are still kept");
    if (p->s.health.store_ok)
        return;
    (void)text_copy(p->store_fix, sizeof p->store_fix,
                    "see andond(8), Records; andond tries again by itself");
    take_fix(why, p->store_fix, sizeof p->store_fix);
    (void)text_format(what, sizeof what, "records are not being kept: %s",
                      why[0] ? why : "no reason is known");
    find(p, true, what, p->store_fix);
}

static void ask_lost(struct patient *p)
{
    char what[256];
    if (p->s.health.lost > 0) {
        (void)text_format(what, sizeof what,
                          "%" PRId64 " records were lost: the disk failed for too long",
                          p->s.health.lost);
        find(p, true, what, "repair the disk; the records from then on are kept");
    }
    if (p->s.health.commit_us > COMMIT_US) {
        (void)text_format(what, sizeof what, "the disk is slow: the last commit took %.1f s",
                          (double)p->s.health.commit_us / 1e6);
        find(p, false, what, "look for what else writes to it; a worn flash card gets slow, too");
    }
}

static void ask_config(struct patient *p)
{
    char what[256];
    if (!p->s.health.config_why[0])
        return;
    (void)text_format(what, sizeof what, "the latest configuration is not in force: %s",
                      p->s.health.config_why);
    find(p, true, what,
         "correct it (andonctl check --config DIR... names every problem) and reload again");
}

static void ask_plant(struct patient *p)
{
    char what[320];
    if (!p->s.config.plant[0] || !p->s.config.plant_why[0])
        return;
    (void)text_format(what, sizeof what, "a configuration of the plant is not in force: %s",
                      p->s.config.plant_why);
    find(p, true, what,
         "andonctl config verify FILE --key PUBLIC --against DIR says what is wrong; who else may "
         "write its topic at the broker?");
}

static void ask_link(struct patient *p)
{
    char what[256];
    if (p->s.sync.link == LINK_UP)
        return;
    (void)text_format(what, sizeof what, "the broker is not connected%s%s",
                      p->s.sync.link_why[0] ? ": " : "", p->s.sync.link_why);
    find(p, true, what, "check the broker's address in [broker], that it runs, and the network");
}

static void ask_state(struct patient *p)
{
    if (p->s.machine.state == MS_UNKNOWN)
        find(p, true, "the machine's state is not known",
             "look at the signal with role state or running: is its topic right, does the machine "
             "publish, has the map its word?");
    else if (p->s.machine.stored)
        find(p, false, "the machine's state is from the broker's store, not yet confirmed live",
             "nothing: the next live message confirms it");
}

/* Without the broker every signal is silent: that says nothing about any of them. */
static void ask_quality(struct patient *p, const struct snapshot_signal *sig)
{
    static const char *const words[QUALITY_COUNT] = {
        [Q_NONE] = "was never heard",
        [Q_BAD] = "says itself that its value is bad",
        [Q_STALE] = "is too old, or its source is lost",
    };
    char what[256];
    if (!words[sig->quality] || p->s.sync.link != LINK_UP)
        return;
    (void)text_format(what, sizeof what, "signal %s (%s) %s", sig->name,
                      word_name(&words_signal_role, (int)sig->role), words[sig->quality]);
    find(p, sig->role != ROLE_SENSOR, what, "check its topic, and that its source runs");
}

static void ask_signals(struct patient *p)
{
    char what[256];
    for (int i = 0; i < p->s.signals; i++) {
        const struct snapshot_signal *sig = &p->s.signal[i];
        ask_quality(p, sig);
        if (sig->errors == 0)
            continue;
        (void)text_format(what, sizeof what, "signal %s: %" PRId64 " message%s of no use: %s",
                          sig->name, sig->errors, sig->errors == 1 ? "" : "s", sig->error);
        find(p, false, what, "make format, pointer and map fit what the source sends");
    }
}

/* What does not fit together, with what to do about it. */
static void ask_checks(struct patient *p)
{
    for (int i = 0; i < p->s.checks; i++)
        find(p, true, p->s.check[i].text, p->s.check[i].advice);
}

static void ask_tower(struct patient *p)
{
    char what[256];
    if (p->trouble[0]) {
        (void)text_format(what, sizeof what, "the tower: %s", p->trouble);
        find(p, true, what, "check the lines in [lamp] and who else holds them (gpioinfo)");
    }
    for (int i = 0; i < p->s.lamps; i++) {
        if (!p->s.lamp[i].mismatch)
            continue;
        (void)text_format(what, sizeof what, "lamp %s reads back otherwise than it was set",
                          p->s.lamp[i].name);
        find(p, true, what, "check its wiring and its relay");
    }
}

/* A lamp that has burned for longer than it is made for. */
static void ask_worn(struct patient *p, const json_t *lamps)
{
    char what[256], name[32];
    size_t i;
    const json_t *lamp;
    json_array_foreach(lamps, i, lamp)
    {
        int64_t rated = json_integer_value(json_object_get(lamp, "rated_hours"));
        int64_t hours = json_integer_value(json_object_get(lamp, "hours"));
        const char *text = json_string_value(json_object_get(lamp, "name"));
        if (rated <= 0 || hours < rated || !text)
            continue;
        (void)text_sanitise(text, strlen(text), name, sizeof name);
        (void)text_format(what, sizeof what,
                          "lamp %s has burned for %" PRId64 " h and is made for %" PRId64, name,
                          hours, rated);
        find(p, false, what, "replace it, then: andonctl lamp replaced NAME");
    }
}

/* One part more or less, and performance is over 100 %. */
static bool is_sample(const struct patient *p)
{
    return p->s.oee.planned_ms >= BRIEF_MS && p->s.counts.total >= PARTS_MIN * AMOUNT_ONE;
}

static void ask_brief(struct patient *p)
{
    char what[128], length[TEXT_DURATION_SIZE];
    if (p->s.oee.planned_ms <= 0 || p->s.oee.planned_ms >= BRIEF_MS)
        return;
    (void)text_format(what, sizeof what, "OEE is of only %s of planned time so far",
                      text_duration(p->s.oee.planned_ms, length));
    find(p, false, what, "wait: figures of less than a minute say little");
}

static void ask_figures(struct patient *p)
{
    const struct {
        bool found;
        const char *what, *fix;
    } row[] = {
        {p->s.oee.performance_over && is_sample(p), "performance is over 100 %",
         "the ideal cycle time is too long: correct it for this product"},
        {p->s.oee.counts_while_stopped, "parts are counted while the machine is not running",
         "check what drives the state, and whether the counter counts something else"},
        {p->s.oee.scrap_over, "more scrap than parts", "check which counters are total and scrap"},
        {p->s.oee.good_over, "more good parts than parts",
         "check which counters are total and good"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (row[i].found)
            find(p, false, row[i].what, row[i].fix);
}

static void ask_flow(struct patient *p)
{
    char what[256];
    if (p->s.health.dropped > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " messages were dropped: too many at once",
                          p->s.health.dropped);
        find(p, false, what, "subscribe to less: narrow the topics of the signals");
    }
    if (p->unwanted > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " messages that no signal wants",
                          p->unwanted);
        find(p, false, what, "nothing, or narrow the topics of the signals");
    }
    if (p->s.health.loop_p99_us > LAG_US && p->s.health.loop_turns >= TURNS_MIN) {
        (void)text_format(what, sizeof what,
                          "the daemon's loop is slow: %.1f ms at the 99th "
                          "percentile",
                          (double)p->s.health.loop_p99_us / 1e3);
        find(p, false, what, "look for another program that uses up the processor");
    }
    if (p->s.health.faults > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " faults in the data", p->s.health.faults);
        find(p, false, what, "andonctl log names them");
    }
}

/* What models say and maintenance answers. */
static void ask_models(struct patient *p)
{
    char what[256];
    if (p->refused > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " messages of models or maintenance: %s",
                          p->refused, p->refusal);
        find(p, false, what, "correct who sends them, or [prediction MODE] format");
    }
    if (p->unknown > 0) {
        (void)text_format(what, sizeof what,
                          "%" PRId64 " warnings of failure modes that are not configured",
                          p->unknown);
        find(p, false, what, "andonctl predictions lists them: add a [prediction MODE]");
    }
    if (p->labels_lost > 0)
        find(p, false, "answers to predictions have not reached their models",
             "they are on record: read them from there (andonctl log --filter feedback)");
}

/* One that cannot see warns of nothing, and nobody would miss it. */
static void ask_blind(struct patient *p)
{
    char what[256];
    for (int i = 0; i < p->s.predictors.count; i++) {
        const struct predictor_brief *one = &p->s.predictors.item[i];
        if (one->mood != MOOD_BLIND)
            continue;
        (void)text_format(what, sizeof what, "[predictor %s] is blind: %s", one->name, one->why);
        find(p, false, what, "look after that sensor, or take it out of signals");
    }
}

/* What alerts ask of the operator: more than a person can bear is a fault of their limits. */
static void ask_load(struct patient *p)
{
    char what[256];
    if (p->load.alerts >= LOAD_MIN && p->load.per_10_min > 1) {
        (void)text_format(what, sizeof what,
                          "%.1f alerts an operator in ten minutes, mostly %s; one can be borne",
                          p->load.per_10_min, p->load.worst);
        find(p, false, what, "andonctl alarm-load: mend the first of the list, or its limit");
    }
    if (p->load.floods > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " floods of alerts", p->load.floods);
        find(p, false, what, "suppress what follows from something else: [alert] suppress");
    }
    if (p->load.chattering > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " alerts chatter", p->load.chattering);
        find(p, false, what, "andonctl alarm-load names them: give them deadband or off_delay");
    }
    if (p->load.standing > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " alerts stand for a day and more",
                          p->load.standing);
        find(p, false, what, "mend what they say, or take them out of service with a reason");
    }
}

static void (*const questions[])(struct patient *) = {
    ask_store,  ask_lost,    ask_config, ask_plant, ask_link,   ask_state, ask_tower, ask_signals,
    ask_checks, ask_figures, ask_brief,  ask_flow,  ask_models, ask_blind, ask_load,
};

/* ---- asking ---- */

static int64_t number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static const char *word_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && text[0] ? text : "?";
}

/* A daemon that has none is well, too. */
static void examine_models(struct client *client, struct patient *p)
{
    struct reply reply;
    struct cause why;
    if (client_ask(client, "predictions", "", &reply, &why) != 0)
        return;
    const json_t *counts = json_object_get(reply.json, "counts");
    const char *refusal = json_string_value(json_object_get(counts, "why"));
    p->refused = number(counts, "refused");
    p->unknown = number(counts, "unknown");
    p->labels_lost = number(counts, "labels_lost");
    if (refusal)
        (void)text_sanitise(refusal, strlen(refusal), p->refusal, sizeof p->refusal);
}

/* Which records a hub has put aside: the latest. Nothing can be done about them at the station. */
static void examine_parked(struct client *client, struct patient *p)
{
    struct reply reply;
    struct cause why;
    char what[256], words[96];
    if (p->s.sync.parked == 0 || client_ask(client, "parked", "\"limit\":1", &reply, &why) != 0)
        return;
    const json_t *row = json_array_get(json_object_get(reply.json, "rows"), 0);
    const char *said = json_string_value(json_object_get(row, "parked"));
    (void)text_sanitise(said ? said : "", said ? strlen(said) : 0, words, sizeof words);
    (void)text_format(what, sizeof what,
                      "the hub has put aside %" PRId64
                      " record%s, the last: %s %s revision %" PRId64 "%s%s",
                      p->s.sync.parked, p->s.sync.parked == 1 ? "" : "s", word_of(row, "kind"),
                      word_of(row, "id"), number(row, "rev"), words[0] ? ": " : "", words);
    find(p, false, what,
         "andonctl log --parked lists them; they are kept here and, apart, at the hub");
}

/* What was on …/command and was not done: somebody tries, or a key or clock is not right. */
static void examine_commands(struct patient *p, const json_t *refused)
{
    static const char *const kinds[] = {"unsigned", "unreadable", "large",
                                        "retained", "replayed",   "old"};
    char what[256] = "commands on the broker were not done:";
    size_t length = strlen(what), none = length;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int64_t n = number(refused, kinds[i]);
        if (n > 0 && text_format(what + length, sizeof what - length, "%s %" PRId64 " %s",
                                 length > none ? "," : "", n, kinds[i]))
            length += strlen(what + length);
    }
    if (length > none)
        find(
            p, false, what,
            "the hub's key is another one (unsigned), a clock is wrong (old), or somebody else may "
            "write there: see A071 in the log, andonctl acl");
}

static void read_load(const json_t *reply, struct patient *p)
{
    const json_t *worst = json_array_get(json_object_get(reply, "top"), 0);
    const char *name = json_string_value(json_object_get(worst, "name"));
    p->load.alerts = number(reply, "alerts");
    p->load.per_10_min = json_number_value(json_object_get(reply, "per_operator_10_min"));
    p->load.floods = number(reply, "floods");
    p->load.chattering = number(reply, "chattering");
    p->load.standing = number(reply, "standing");
    (void)text_sanitise(name ? name : "", name ? strlen(name) : 0, p->load.worst,
                        sizeof p->load.worst);
}

static void examine_load(struct client *client, struct patient *p)
{
    struct reply reply;
    struct cause why;
    if (client_ask(client, "alarm-load", "", &reply, &why) == 0)
        read_load(reply.json, p);
}

/* A node that is not there, and what its messages lack. */
static void examine_node(struct patient *p, const json_t *node, bool observer)
{
    char what[256];
    const char *group = json_string_value(json_object_get(node, "group"));
    const char *name = json_string_value(json_object_get(node, "node"));
    int64_t gaps = number(node, "gaps"), asked = number(node, "asked");
    if (!group || !name || !json_is_true(json_object_get(node, "wanted")))
        return;
    if (!json_is_true(json_object_get(node, "online"))) {
        (void)text_format(what, sizeof what, "the edge node %.60s/%.60s is not born%s", group, name,
                          asked > 0 ? ", though it was asked" : "");
        find(p, true, what,
             observer ? "start it anew, or let this station ask: [sparkplug-host] role = host"
                      : "is it running and at this broker? are root's group and node right? may "
                        "this user write its NCMD (andonctl acl)?");
    } else if (!json_is_true(json_object_get(node, "synced"))) {
        (void)text_format(what, sizeof what, "messages of the edge node %.60s/%.60s are missing",
                          group, name);
        find(p, true, what, "nothing if it is born again soon; else it does not answer rebirths");
    }
    if (gaps > 0) {
        (void)text_format(what, sizeof what,
                          "messages of the edge node %.60s/%.60s went missing %" PRId64 " times",
                          group, name, gaps);
        find(p, false, what,
             "look at its link to the broker; [sparkplug-host] reorder waits for "
             "what comes late");
    }
}

static void examine_sparkplug(struct patient *p, const json_t *host)
{
    char what[256];
    const json_t *nodes = json_object_get(host, "nodes");
    bool observer = json_is_true(json_object_get(host, "observer"));
    for (size_t i = 0; i < json_array_size(nodes); i++)
        examine_node(p, json_array_get(nodes, i), observer);
    int64_t unknown = number(host, "unknown"), malformed = number(host, "malformed");
    if (unknown > 0) {
        (void)text_format(what, sizeof what,
                          "%" PRId64 " values of edge nodes that no birth has named", unknown);
        find(p, false, what, "the gateway must name each metric in its birth, with its alias");
    }
    if (malformed > 0) {
        (void)text_format(what, sizeof what, "%" PRId64 " payloads that are none of Sparkplug's",
                          malformed);
        find(p, false, what, "look for what else publishes on the node's topics");
    }
}

/* Whether anybody hears our own edge node. That the broker is not there is said by ask_link. */
static void examine_edge_session(struct patient *p, const json_t *edge)
{
    char what[256];
    const char *why = json_string_value(json_object_get(edge, "why"));
    const char *host = json_string_value(json_object_get(edge, "primary_host"));
    int64_t kept = number(edge, "kept");
    bool up = strcmp(word_of(edge, "link"), "up") == 0;
    bool waits = host && !json_is_true(json_object_get(edge, "host_online"));
    if (!up) {
        (void)text_format(what, sizeof what,
                          "the Sparkplug edge node is not connected%s%.90s; kept changes: %" PRId64,
                          why ? ": " : "", why ? why : "", kept);
        find(p, p->s.sync.link == LINK_UP, what,
             "see what the broker says of the client spnode...: may this user connect twice, and "
             "publish what andonctl acl lists?");
    } else if (waits) {
        (void)text_format(what, sizeof what,
                          "the Sparkplug primary host %.60s is not online: nothing is told; kept "
                          "changes: %" PRId64,
                          host, kept);
        find(p, true, what,
             "start it at this broker, or correct [sparkplug] primary_host: it must be the id in "
             "its topic spBv1.0/STATE/ID");
    } else if (!json_is_true(json_object_get(edge, "born"))) {
        find(p, false, "the Sparkplug edge node is not born yet",
             "nothing for some seconds; then andond's own log says why");
    }
}

static void examine_edge(struct patient *p, const json_t *edge)
{
    static const struct {
        const char *key, *what, *fix;
    } rows[] = {
        {"overrun", "changes were not kept for the Sparkplug host: it was away for too long",
         "the records have them; memory holds the latest 512"},
        {"no_room", "metrics have no room in the Sparkplug birth, or names that cannot be told",
         "fewer signals: a birth takes 400 metrics"},
        {"refused", "things asked of the Sparkplug edge node were refused",
         "hosts may ask for a rebirth and write nothing else: look for who does"},
    };
    char what[256];
    if (!json_is_object(edge))
        return;
    examine_edge_session(p, edge);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (number(edge, rows[i].key) == 0)
            continue;
        (void)text_format(what, sizeof what, "%" PRId64 " %s", number(edge, rows[i].key),
                          rows[i].what);
        find(p, false, what, rows[i].fix);
    }
}

/* ---- the daemon itself ---- */

static void ask_crash(struct patient *p)
{
    if (p->s.health.crashed != TIME_NONE)
        doctor_crash(p->s.health.crashed, p->s.health.crash, "in crash below its data directory",
                     &p->found);
}

static void ask_room(struct patient *p)
{
    char when[OUT_SIZE];
    const int64_t left = p->s.health.full_ms;
    if (left >= 0 && left < ROOM_SOON_MS)
        doctor_say(&p->found, left < MS_PER_DAY,
                   "make room, or keep less: [store] in andon.conf(5)",
                   "as they grow now the records fill their disk in %s", out_duration(left, when));
}

static void ask_clock(struct patient *p)
{
    if (!p->s.health.clock_synced)
        find(p, false, "the clock is not synchronised",
             "timedatectl; let systemd-timesyncd or chrony have a time server of the plant");
}

/* A hub that is away is no fault of the station for an hour. */
static void ask_backlog(struct patient *p)
{
    char when[OUT_SIZE];
    if (p->s.sync.link == LINK_UP && p->s.sync.oldest_ms > BACKLOG_MS)
        doctor_say(&p->found, true,
                   "does a hub run (andon/v1/hub/+/status), is its database there, has it this "
                   "station's key?",
                   "%" PRId64 " records have not reached a hub, the oldest for %s",
                   p->s.sync.pending, out_duration(p->s.sync.oldest_ms, when));
    if (p->s.health.backlog > READING_MAX)
        find(p, false, "a console or script does not read what it asked for",
             "look for one that is stopped or on a slow link; it is cut off by itself");
}

static void (*const own_questions[])(struct patient *) = {ask_crash, ask_room, ask_backlog,
                                                          ask_clock};

/* One package is on two versions until what runs is started anew. */
static void examine_version(struct client *client, struct patient *p)
{
    const char *theirs = client_version(client);
    if (theirs[0] != '\0' && strcmp(theirs, ANDON_VERSION) != 0)
        doctor_say(&p->found, false, "after an upgrade: systemctl restart andond",
                   "the daemon is version %.20s, this andonctl " ANDON_VERSION, theirs);
}

static int examine(struct client *client, struct patient *p, struct cause *why)
{
    struct reply reply;
    size_t length;
    if (client_ask(client, "status", "", &reply, why) != 0)
        return -1;
    examine_version(client, p);
    if (doctor_others(reply.json, &p->found))
        return 0;
    const char *json = member_find(reply.line, reply.length, "snapshot", &length);
    if (!json)
        return cause_set(why, -1, "andond's answer holds no snapshot");
    examine_commands(p, json_object_get(json_object_get(reply.json, "hub"), "refused"));
    if (snapshot_from_json(json, length, &p->s, why) != 0 ||
        client_ask(client, "lamps", "", &reply, why) != 0)
        return -1;
    const char *trouble = json_string_value(json_object_get(reply.json, "trouble"));
    if (trouble)
        (void)text_sanitise(trouble, strlen(trouble), p->trouble, sizeof p->trouble);
    ask_worn(p, json_object_get(reply.json, "lamps"));
    if (client_ask(client, "signals", "", &reply, why) != 0)
        return -1;
    p->unwanted = number(reply.json, "unwanted");
    examine_sparkplug(p, json_object_get(reply.json, "sparkplug"));
    examine_edge(p, json_object_get(reply.json, "edge"));
    examine_models(client, p);
    examine_load(client, p);
    examine_parked(client, p);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        questions[i](p);
    for (size_t i = 0; i < sizeof own_questions / sizeof *own_questions; i++)
        own_questions[i](p);
    return 0;
}

int ctl_doctor(const struct ctl *ctl)
{
    static struct patient patient;
    struct cause why;
    struct client *client = client_open(ctl, &why);
    bool running = client && examine(client, &patient, &why) == 0;
    if (!running)
        doctor_absent(ctl, why.text, &patient.found);
    else if (!ctl_has(ctl, OPT_STATION))
        doctor_files(ctl, false, &patient.found);
    if (!ctl_has(ctl, OPT_STATION))
        doctor_units(&patient.found);
    client_close(&client);
    doctor_print(&patient.found, running, ctl_has(ctl, OPT_JSON));
    return doctor_well(&patient.found) ? CTL_DONE : CTL_FAILED;
}
