/* SPDX-License-Identifier: MIT */
/* A hub's configuration: the tables of [hub] and [webhook NAME]; that of [broker NAME] is the
 * stations' own. data/config/program/settings.c reads by them. main.c is the only caller, before
 * anything runs; what is read stays in its struct. */
#include "data/hub/conf.h"

#include "data/config/program/settings.h"
#include "data/config/schema.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const role_names[] = {"ingest"};
static const struct words roles = {role_names, 1};

#define HUB(member)                                  \
    .offset = offsetof(struct hub_settings, member), \
    .size = sizeof((struct hub_settings *)0)->member
static const struct field hub_fields[] = {
    {.key = "id",
     .type = F_ID,
     HUB(id),
     .example = "hub1",
     .help = "This hub among others; the host's name when it is left out."},
    {.key = "role",
     .type = F_WORD,
     HUB(role),
     .words = &roles,
     .initial = "ingest",
     .help = "ingest: take the stations' records."},
    {.key = "database",
     .type = F_TEXT,
     HUB(database),
     .example = "postgresql://andon@db.plant.example/andon",
     .help =
         "sqlite:PATH or postgresql://…; DATA/hub.db when it is left out. A password belongs into "
         "a file that passfile=PATH in the URL names."},
    {.key = "data",
     .type = F_TEXT,
     HUB(data),
     .example = "/var/lib/andon-hub",
     .help = "Where hub.db is kept."},
    {.key = "drain_gap_ms",
     .type = F_INT,
     HUB(drain_gap_ms),
     .min = 0,
     .max = 60000,
     .initial = "0",
     .help = "How long a station pauses between batches of what an outage left, so that the "
             "database has time for others. 0: not at all."},
    {.key = "history_days",
     .type = F_INT,
     HUB(history_days),
     .min = 0,
     .max = 36500,
     .initial = "90",
     .help = "How long minutes of signals are kept; then a row a day stays of them. 0: for ever."},
    {.key = "keys",
     .type = F_TEXT,
     HUB(keys),
     .example = "/etc/andon-hub/keys",
     .help = "Directory of the stations' keys, enterprise.site.area.line.station.key each; "
             "acknowledgements are signed with them."},
};
#undef HUB

#define HOOK(member) \
    .offset = offsetof(struct hook_conf, member), .size = sizeof((struct hook_conf *)0)->member
static const struct field hook_fields[] = {
    {.key = "url",
     .type = F_TEXT,
     HOOK(url),
     .example = "https://chat.plant.example/hooks/line1",
     .help = "https://… to which it is posted; http:// where the network is the plant's own. "
             "Redirects are not followed. Neither user nor password may stand in it."},
    {.key = "events",
     .type = F_TEXTS,
     HOOK(event_text),
     .initial = "call-escalated, alert-high, prediction, alarm",
     .help = "What is told: call-raised, call-escalated (a step of a call's ladder that names the "
             "channel webhook), alert-high, prediction, alarm (two stations with one name, a "
             "cloned or restored one)."},
    {.key = "key_file",
     .type = F_TEXT,
     HOOK(key_file),
     .example = "/etc/andon-hub/chat.secret",
     .help = "File with the secret that messages are signed with; not signed without."},
    {.key = "ca_file",
     .type = F_TEXT,
     HOOK(ca_file),
     .example = "/etc/ssl/plant-ca.pem",
     .help = "CAs of the server's certificate; the system's when it is left out."},
    {.key = "timeout",
     .type = F_MS,
     HOOK(timeout_ms),
     .min = 100,
     .max = 60000,
     .initial = "10 s",
     .help = "So long the server may take to answer."},
    {.key = "retry_max",
     .type = F_MS,
     HOOK(retry_max_ms),
     .min = 1000,
     .max = 3600000,
     .initial = "5 min",
     .help = "A message that failed is tried again after 1 s, 2 s, 4 s … up to this."},
    {.key = "give_up",
     .type = F_MS,
     HOOK(give_up_ms),
     .min = 1000,
     .max = 86400000,
     .initial = "1 h",
     .help = "… until it is so old."},
    {.key = "max_age",
     .type = F_MS,
     HOOK(max_age_ms),
     .min = 1000,
     .max = 86400000,
     .initial = "15 min",
     .help = "What is older when the hub hears of it is no news: the backlog of an outage makes no "
             "message."},
};
#undef HOOK

enum { PART_HUB, PART_BROKER, PART_HOOK, PART_KINDS };

#define TABLE(list) .field = (list), .fields = sizeof(list) / sizeof *(list)

/* Filled at the first call: the broker's table is that of stations. */
static const struct settings_kind *part_tables(void)
{
    static struct settings_kind tables[PART_KINDS] = {
        [PART_HUB] = {"hub", NULL, "The hub itself.", TABLE(hub_fields), .most = 1},
        [PART_BROKER] = {"broker", "plant", "The plant's broker.", .most = 1, .elsewhere = true},
        [PART_HOOK] = {"webhook", "chat", "Somebody who is told.", TABLE(hook_fields),
                       .most = HOOKS_MAX, .longest = HUB_NOTE_HOOK - 1, .optional = true},
    };
    const struct section_kind *broker = kind_find("broker", true);
    tables[PART_BROKER].field = broker->field;
    tables[PART_BROKER].fields = broker->fields;
    return tables;
}

static void *new_item(void *conf, size_t kind, const char *name, const struct config_origin *at)
{
    struct hub_settings *out = conf;
    (void)at;
    if (kind == PART_BROKER) {
        (void)text_copy(out->broker.name, sizeof out->broker.name, name);
        return &out->broker;
    }
    if (kind != PART_HOOK)
        return out;
    struct hook_conf *hook = &out->hook[out->hooks]; /* there is room: .most */
    (void)text_copy(hook->name, sizeof hook->name, name);
    out->hooks++;
    return hook;
}

/* What the table of fields cannot say. */
static void check_hook(struct settings *s, struct hook_conf *hook)
{
    struct cause why = {{0}};
    const char *at = hook->event_text, *piece;
    const char *host = strstr(hook->url, "://");
    size_t length;
    bool web = strncmp(hook->url, "https://", 8) == 0 || strncmp(hook->url, "http://", 7) == 0;
    if (!web || strcspn(host + 3, "/") == 0)
        settings_problem(s, settings_origin(s, hook, "url"),
                         "[webhook %s] url: write https://HOST/PATH", hook->name);
    else if (memchr(host + 3, '@', strcspn(host + 3, "/?#")))
        settings_problem(s, settings_origin(s, hook, "url"),
                         "[webhook %s] url: a user or password has no place in it", hook->name);
    while (piece_next(&at, ',', &piece, &length)) {
        char word[32];
        int event = word_find(&words_hook_event, piece, length);
        (void)text_copy_n(word, sizeof word, piece, length);
        if (event < 0) {
            words_advice(&words_hook_event, word, &why);
            settings_problem(s, settings_origin(s, hook, "events"),
                             "[webhook %s] events: \"%s\" is %s", hook->name, word, why.text);
        }
        hook->events |= event >= 0 ? 1U << event : 0;
    }
}

int hub_settings_read(const char *const *directories, int count, struct hub_settings *out)
{
    struct settings s = {
        .whose = "hub", .kind = part_tables(), .kinds = PART_KINDS, .out = out, .item = new_item};
    *out = (struct hub_settings){.role = HUB_INGEST};
    settings_read(&s, directories, count);
    for (int i = 0; i < out->hooks; i++)
        check_hook(&s, &out->hook[i]);
    return settings_end(&s);
}

void hub_settings_dump(FILE *out)
{
    settings_dump(part_tables(), PART_KINDS, out);
}
