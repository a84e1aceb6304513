/* SPDX-License-Identifier: MIT */
/* Mobile robots by VDA 5050, versions 1.1 and 2 (standards.md §6.2): …/state, told some times a
 * minute and on each change, and …/connection. A robot's state is spread over a dozen members; one
 * table says which of them wins and makes a word of it, `state`, so that a robot is a station like
 * any other. Called through format.h. */
#include "data/decode/formats/flat.h"
#include "data/decode/walk.h"

#include <stdio.h>
#include <string.h>

/* What the document says about what the robot does. */
struct robot {
    bool emergency, fatal, warning, paused, violated, driving, acting, waiting, charging;
    struct scan_value mode;             /* operatingMode */
    struct scan_value fault, complaint; /* type of the first FATAL, of the first other error */
    int nodes, loads;
};

/* ---- members ---- */

/* The members of the document that the words are made of. */
struct members {
    struct scan_value mode, safety, battery, nodes, loads, errors, actions, driving, paused,
        request, time, connection;
};

#define MEMBER(key, member)                                   \
    {                                                         \
        key, sizeof key - 1, offsetof(struct members, member) \
    }
static const struct member_key {
    const char *key;
    size_t length, member;
} keys[] = {
    MEMBER("operatingMode", mode),   MEMBER("safetyState", safety),
    MEMBER("batteryState", battery), MEMBER("nodeStates", nodes),
    MEMBER("loads", loads),          MEMBER("errors", errors),
    MEMBER("actionStates", actions), MEMBER("driving", driving),
    MEMBER("paused", paused),        MEMBER("newBaseRequest", request),
    MEMBER("timestamp", time),       MEMBER("connectionState", connection),
};

static void read_members(const struct scan_value *root, struct members *members)
{
    struct walk walk;
    struct scan_value key, value;
    *members = (struct members){0};
    walk_begin(&walk, root);
    while (walk_next(&walk, &key, &value))
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (key.length == keys[i].length &&
                memcmp(key.text, keys[i].key, keys[i].length) == 0) {
                memcpy((char *)members + keys[i].member, &value, sizeof value);
                break;
            }
}

static int count_of(const struct scan_value *list)
{
    struct walk walk;
    struct scan_value one;
    int count = 0;
    if (list->kind != SCAN_ARRAY)
        return 0;
    walk_begin(&walk, list);
    while (walk_next(&walk, NULL, &one))
        count++;
    return count;
}

static void read_errors(const struct scan_value *list, struct robot *robot)
{
    struct scan_value one;
    struct walk walk;
    walk_begin(&walk, list);
    while (walk_next(&walk, NULL, &one)) {
        struct scan_value level = walk_get(&one, "errorLevel");
        bool fatal = walk_is(&level, "FATAL");
        struct scan_value *first = fatal ? &robot->fault : &robot->complaint;
        if (first->kind == SCAN_ABSENT)
            *first = walk_get(&one, "errorType");
        robot->fatal = robot->fatal || fatal;
        robot->warning = robot->warning || !fatal;
    }
}

static void read_actions(const struct scan_value *list, struct robot *robot)
{
    struct scan_value one;
    struct walk walk;
    walk_begin(&walk, list);
    while (walk_next(&walk, NULL, &one)) {
        struct scan_value status = walk_get(&one, "actionStatus");
        robot->acting =
            robot->acting || walk_is(&status, "RUNNING") || walk_is(&status, "INITIALIZING");
    }
}

static void read_robot(const struct members *m, struct robot *robot)
{
    struct scan_value stop = walk_get(&m->safety, "eStop");
    *robot = (struct robot){.mode = m->mode,
                            .emergency = stop.kind == SCAN_TEXT && !walk_is(&stop, "NONE"),
                            .paused = m->paused.kind == SCAN_TRUE,
                            .violated = walk_get(&m->safety, "fieldViolation").kind == SCAN_TRUE,
                            .driving = m->driving.kind == SCAN_TRUE,
                            .charging = walk_get(&m->battery, "charging").kind == SCAN_TRUE,
                            .nodes = count_of(&m->nodes),
                            .loads = count_of(&m->loads)};
    robot->waiting = robot->nodes > 0 || m->request.kind == SCAN_TRUE;
    read_errors(&m->errors, robot);
    read_actions(&m->actions, robot);
}

/* ---- the one word ---- */

static bool in_emergency(const struct robot *r)
{
    return r->emergency;
}
static bool in_fatal(const struct robot *r)
{
    return r->fatal;
}
static bool in_manual(const struct robot *r)
{
    return walk_is(&r->mode, "MANUAL");
}
static bool in_service(const struct robot *r)
{
    return walk_is(&r->mode, "SERVICE");
}
static bool in_teaching(const struct robot *r)
{
    return walk_is(&r->mode, "TEACHIN");
}
static bool in_pause(const struct robot *r)
{
    return r->paused;
}
static bool in_violation(const struct robot *r)
{
    return r->violated;
}
static bool in_drive(const struct robot *r)
{
    return r->driving;
}
static bool in_action(const struct robot *r)
{
    return r->acting;
}
static bool in_waiting(const struct robot *r)
{
    return r->waiting;
}
static bool in_charge(const struct robot *r)
{
    return r->charging;
}

/* The first that is so wins: what stops the robot before what it would be doing. */
static const struct robot_state {
    const char *word;
    bool (*is)(const struct robot *robot);
} robot_states[] = {
    {"EMERGENCY_STOP", in_emergency},  {"FATAL", in_fatal},      {"MANUAL", in_manual},
    {"SERVICE", in_service},           {"TEACHIN", in_teaching}, {"PAUSED", in_pause},
    {"FIELD_VIOLATION", in_violation}, {"DRIVING", in_drive},    {"ACTING", in_action},
    {"WAITING", in_waiting},           {"CHARGING", in_charge},
};

static const char *state_word(const struct robot *robot)
{
    for (size_t i = 0; i < sizeof robot_states / sizeof *robot_states; i++)
        if (robot_states[i].is(robot))
            return robot_states[i].word;
    return "IDLE";
}

/* ---- items ---- */

struct pass {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    int64_t time;
    bool more;
};

static void tell(struct pass *pass, const char *name, const struct scan_value *value)
{
    struct item item = {.name = name,
                        .length = strlen(name),
                        .value = *value,
                        .quality = Q_GOOD,
                        .source_ms = pass->time};
    if (pass->more)
        pass->more = format_emit(pass->in, pass->sink, pass->ctx, &item);
}

static void tell_word(struct pass *pass, const char *name, const char *word)
{
    const struct scan_value value = {.kind = SCAN_TEXT, .text = word, .length = strlen(word)};
    tell(pass, name, &value);
}

/* The type of an error, empty when there is none. */
static void tell_error(struct pass *pass, const char *name, bool any, const struct scan_value *type)
{
    if (type->kind == SCAN_TEXT)
        tell(pass, name, type);
    else
        tell_word(pass, name, any ? "unnamed" : "");
}

static void tell_count(struct pass *pass, const char *name, int count)
{
    char *text = scratch_take(pass->in->scratch, 12);
    if (text == NULL)
        return;
    int length = snprintf(text, 12, "%d", count);
    const struct scan_value value = {
        .kind = SCAN_NUMBER, .text = text, .length = (size_t)(length > 0 ? length : 0)};
    tell(pass, name, &value);
}

/* The header, and lists that are told in other words. */
static bool is_passed_over(const struct scan_value *key)
{
#define WORD(word)            \
    {                         \
        word, sizeof word - 1 \
    }
    static const struct {
        const char *text;
        size_t length;
    } words[] = {WORD("headerId"),     WORD("timestamp"),    WORD("version"),
                 WORD("manufacturer"), WORD("serialNumber"), WORD("nodeStates"),
                 WORD("edgeStates"),   WORD("actionStates"), WORD("errors"),
                 WORD("information"),  WORD("informations"), WORD("loads"),
                 WORD("maps")};
#undef WORD
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (key->length == words[i].length &&
            memcmp(key->text, words[i].text, words[i].length) == 0)
            return true;
    return false;
}

static void tell_robot(struct pass *pass, const struct scan_value *root,
                       const struct members *members)
{
    struct robot robot;
    read_robot(members, &robot);
    tell_word(pass, "state", state_word(&robot));
    tell_error(pass, "fault", robot.fatal, &robot.fault);
    tell_error(pass, "warning", robot.warning, &robot.complaint);
    tell_count(pass, "nodes", robot.nodes);
    tell_count(pass, "loads", robot.loads);
    struct flat flat = {.in = pass->in,
                        .sink = pass->sink,
                        .ctx = pass->ctx,
                        .source_ms = pass->time,
                        .also = true,
                        .skip = is_passed_over};
    if (pass->more)
        (void)flat_emit(&flat, root);
}

/* The broker tells the last will with the time at which the robot had connected: that is not when
 * the connection broke. */
static void tell_connection(struct pass *pass, const struct scan_value *word)
{
    if (walk_is(word, "CONNECTIONBROKEN"))
        pass->time = TIME_NONE;
    if (word->kind == SCAN_TEXT)
        tell(pass, "connection", word);
    else
        pass->in->stats->skipped++;
}

static int read_vda5050(const struct format_input *in, item_sink *sink, void *ctx,
                        struct cause *why)
{
    struct scan_value root;
    struct members members;
    struct pass pass = {.in = in, .sink = sink, .ctx = ctx, .more = true};
    const char *level = strrchr(in->message->topic, '/');
    level = level != NULL ? level + 1 : in->message->topic;
    bool state = strcmp(level, "state") == 0, connection = strcmp(level, "connection") == 0;
    if (!state && !connection)
        return 0; /* orders, factsheets, pictures: not of the machine's state */
    if (walk_document(in->message->payload, in->message->length, &root, why) != 0)
        return -1;
    if (root.kind != SCAN_OBJECT)
        return cause_set(why, -1, "no object");
    read_members(&root, &members);
    pass.time = format_time(in, &members.time);
    if (connection)
        tell_connection(&pass, &members.connection);
    else if (members.mode.kind != SCAN_TEXT)
        return cause_set(why, -1, "no operatingMode: not a state of VDA 5050");
    else
        tell_robot(&pass, &root, &members);
    return in->stats->items;
}

const struct format format_vda5050 = {.name = "vda5050", .read = read_vda5050};
