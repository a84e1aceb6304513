/* SPDX-License-Identifier: MIT */
/* What births, data and deaths of devices say, metric by metric: which one is meant, under what
 * type its value is to be read, of what time it is, and whether anybody vouches for that. Called by
 * host.c and host_order.c with decoded payloads. */
#include "data/sparkplug/host_private.h"

#include "data/model/text.h"

#include <string.h>

/* One payload's metrics on their way out. */
struct saying {
    struct pass *pass;
    struct scope *scope;
    bool birth;      /* the metrics are entered first */
    bool quiet;      /* … and no more than that */
    bool unverified; /* all of it */
    bool stray;      /* something no birth gave was met */
};

/* ---- what can be said of a value ---- */

static bool is_real(const struct spb_value *v, uint32_t type)
{
    return (type == SPB_FLOAT || type == SPB_DOUBLE) &&
           (v->form == SPB_FORM_FLOAT || v->form == SPB_FORM_DOUBLE);
}

static bool is_text(const struct spb_value *v, uint32_t type)
{
    return (type == SPB_STRING || type == SPB_TEXT || type == SPB_UUID) &&
           v->form == SPB_FORM_STRING;
}

static bool is_readable(const struct spb_value *v, uint32_t type)
{
    int64_t integer;
    return is_real(v, type) || is_text(v, type) || spb_integer(v, type, &integer) == 0 ||
           spb_array_count(v, type) >= 0;
}

/* The type to read the value under; SPB_UNKNOWN: no signal can be made of it. What is not of the
 * type that it is said to be is taken for what its field says. */
static uint32_t type_for(struct spb_host *host, const struct spb_metric *m, uint32_t known)
{
    uint32_t said = m->type != SPB_UNKNOWN ? m->type : known;
    if (m->null || is_readable(&m->value, said))
        return said;
    uint32_t plain = spb_type_of(m->value.form);
    if (!is_readable(&m->value, plain)) {
        host->stats.skipped++;
        return SPB_UNKNOWN;
    }
    host->stats.retyped += said != SPB_UNKNOWN;
    return plain;
}

static uint64_t mark_of(const struct spb_metric *m)
{
    const struct spb_value *v = &m->value;
    uint64_t bits = 0;
    if (m->null || v->form == SPB_FORM_NONE)
        return 0;
    if (v->form == SPB_FORM_STRING)
        return spb_hash(v->text, strlen(v->text), SPB_FORM_STRING);
    if (v->form >= SPB_FORM_BYTES)
        return spb_hash(v->bytes.at, v->bytes.length, (uint64_t)v->form);
    if (v->form == SPB_FORM_LONG || v->form == SPB_FORM_DOUBLE)
        bits = v->wide;
    else
        bits = v->form == SPB_FORM_BOOL ? v->flag : v->word;
    return (bits + (uint64_t)v->form) * UINT64_C(0x9e3779b97f4a7c15);
}

static int64_t payload_time(const struct pass *pass)
{
    const struct spb_payload *p = &pass->payload;
    return p->has_timestamp && p->timestamp <= INT64_MAX ? (int64_t)p->timestamp : TIME_NONE;
}

/* The metric's own time, else its payload's. A value that has changed in a time that has not is of
 * a client that stamps once: its payload's time is the better one. */
static int64_t time_for(struct pass *pass, const struct spb_metric *m, struct spb_known *known)
{
    int64_t payload_ms = payload_time(pass);
    if (!m->has_timestamp || m->timestamp > INT64_MAX)
        return payload_ms;
    int64_t told_ms = (int64_t)m->timestamp;
    if (!known || m->historical)
        return told_ms;
    uint64_t mark = mark_of(m);
    bool goes_on = known->told_ms == TIME_NONE || told_ms > known->told_ms;
    known->frozen = !goes_on && payload_ms > told_ms && (known->frozen || mark != known->mark);
    known->mark = mark;
    if (goes_on)
        known->told_ms = told_ms;
    pass->host->stats.frozen += known->frozen;
    return known->frozen ? payload_ms : told_ms;
}

/* ---- one metric ---- */

static struct spb_known *enter(struct saying *s, const struct spb_metric *m, const char *name)
{
    struct spb_host *host = s->pass->host;
    if (!name || !name[0]) {
        host->stats.nameless++;
        return NULL;
    }
    struct spb_known *known = spb_table_name(&s->scope->table, name, &host->tables);
    if (!known) {
        host->stats.no_room++;
        return NULL;
    }
    if (m->has_alias)
        spb_table_alias(&s->scope->table, known, m->alias);
    known->type = m->type;
    return known;
}

/* Aliases hold for their session. */
static struct spb_known *find(const struct saying *s, const struct spb_metric *m, const char *name)
{
    if (name && name[0])
        return spb_table_find(&s->scope->table, name);
    if (!m->has_alias || (!s->scope->born && s->pass->peer->dead))
        return NULL;
    struct spb_known *known = spb_table_by_alias(&s->scope->table, m->alias);
    return known && !known->shared ? known : NULL;
}

static void say_metric(struct saying *s, const struct spb_metric *m, const char *name, int depth);

/* The members of an instance are metrics of their own: name/member. */
static void say_members(struct saying *s, const struct spb_metric *m, const char *name, int depth)
{
    struct spb_host *host = s->pass->host;
    struct spb_template template;
    char path[SPB_METRIC_NAME_MAX];
    if (!name || depth == MEMBERS_MAX || m->value.form != SPB_FORM_TEMPLATE ||
        spb_decode_template(&m->value.bytes, &host->room, &template) != 0 || template.definition) {
        host->stats.skipped++;
        return;
    }
    for (size_t i = 0; i < template.metrics; i++) {
        struct spb_metric member = template.metric[i];
        if (!member.name || !text_format(path, sizeof path, "%s/%s", name, member.name)) {
            host->stats.skipped++;
            continue;
        }
        if (!member.has_timestamp) {
            member.has_timestamp = m->has_timestamp;
            member.timestamp = m->timestamp;
        }
        member.historical |= m->historical;
        member.transient |= m->transient;
        member.has_alias = false;
        say_metric(s, &member, path, depth + 1);
    }
}

static void say_value(struct saying *s, const struct spb_metric *m, const char *name,
                      struct spb_known *known)
{
    struct pass *pass = s->pass;
    uint32_t type = type_for(pass->host, m, known ? known->type : SPB_UNKNOWN);
    if (type == SPB_UNKNOWN && !m->null)
        return;
    struct spb_event event = {
        .kind = SPB_EVENT_ITEM,
        .group = pass->peer->group,
        .node = pass->peer->node,
        .device = s->scope->name,
        .at_ms = host_payload_ms(pass),
        .name = known ? s->scope->table.text + known->name : name,
        .value = m->value,
        .type = type,
        .quality = spb_quality(m),
        .source_ms = time_for(pass, m, known),
        .birth = s->birth,
        .historical = m->historical,
        .transient = m->transient,
        .null = m->null,
        .unverified = s->unverified || !known,
    };
    if (event.unverified) {
        pass->host->stats.unverified++;
        pass->peer->unverified++;
    }
    pass->sink(pass->ctx, &event);
}

static void say_metric(struct saying *s, const struct spb_metric *m, const char *name, int depth)
{
    struct spb_known *known = s->birth ? enter(s, m, name) : find(s, m, name);
    uint32_t type = m->type != SPB_UNKNOWN ? m->type : known ? known->type : SPB_UNKNOWN;
    if (!known && !s->birth) {
        s->pass->host->stats.unknown++;
        s->stray = true;
    }
    if (!known && (s->birth || !name || !name[0]))
        return;
    if (type == SPB_TEMPLATE || m->value.form == SPB_FORM_TEMPLATE) {
        char own[SPB_METRIC_NAME_MAX + 1]; /* the table may move while members are entered */
        (void)text_copy(own, sizeof own, known ? s->scope->table.text + known->name : name);
        if (!m->null)
            say_members(s, m, own, depth);
    } else if (!s->quiet) {
        say_value(s, m, name, known);
    }
}

static void say_all(struct saying *s)
{
    const struct spb_payload *payload = &s->pass->payload;
    if (s->birth)
        spb_table_clear(&s->scope->table);
    for (size_t i = 0; i < payload->metrics; i++)
        say_metric(s, &payload->metric[i], payload->metric[i].name, 0);
}

/* ---- payloads ---- */

static void say_birth(struct pass *pass, struct scope *scope)
{
    struct saying s = {.pass = pass, .scope = scope, .birth = true};
    s.unverified = !pass->peer->online || !pass->peer->synced;
    scope->born = true;
    scope->grace = TIME_NEVER;
    host_tell(pass, SPB_EVENT_BIRTH, scope->name, host_payload_ms(pass));
    say_all(&s);
    host_tell(pass, SPB_EVENT_BORN, scope->name, host_payload_ms(pass));
}

void apply_node_birth(struct pass *pass)
{
    say_birth(pass, &pass->peer->own);
}

static struct scope *scope_of(const struct pass *pass)
{
    if (pass->device[0] == '\0')
        return &pass->peer->own;
    return host_device_made(pass->host, pass->peer, pass->device);
}

void apply_learn(struct pass *pass)
{
    struct saying s = {.pass = pass, .scope = scope_of(pass), .birth = true, .quiet = true};
    if (s.scope)
        say_all(&s);
}

static void say_data(struct pass *pass, struct scope *scope)
{
    struct saying s = {.pass = pass, .scope = scope};
    bool vouched = scope->born && scope->grace == TIME_NEVER;
    s.unverified = !vouched || !pass->peer->online || !pass->peer->synced;
    say_all(&s);
    if (!vouched || s.stray)
        ask_rebirth(pass->host, pass->peer, pass->now);
}

void apply_device_death(struct pass *pass, struct scope *device, int64_t at_ms)
{
    device->grace = TIME_NEVER;
    if (!device->born)
        return;
    device->born = false;
    host_tell(pass, SPB_EVENT_DEATH, device->name, at_ms);
}

void apply(struct pass *pass)
{
    struct scope *scope = scope_of(pass);
    if (!scope)
        return;
    if (pass->verb == SPB_DBIRTH)
        say_birth(pass, scope);
    else if (pass->verb != SPB_DDEATH)
        say_data(pass, scope);
    else if (scope->born)
        apply_device_death(pass, scope, host_payload_ms(pass));
    else
        pass->host->stats.deaths_ignored++;
}

/* By name, by the alias that the birth gave it, or as all there is. */
bool apply_bdseq(const struct pass *pass, int64_t *out)
{
    const struct spb_payload *p = &pass->payload;
    const struct spb_known *known = spb_table_find(&pass->peer->own.table, "bdSeq");
    for (size_t i = 0; i < p->metrics; i++) {
        const struct spb_metric *m = &p->metric[i];
        bool named = m->name && strcmp(m->name, "bdSeq") == 0;
        bool meant = !m->name && m->has_alias && known && known->has_alias &&
                     known->alias == m->alias && pass->verb == SPB_NDEATH;
        bool alone = !m->name && p->metrics == 1 && pass->verb == SPB_NDEATH;
        if ((named || meant || alone) && spb_integer(&m->value, SPB_INT64, out) == 0)
            return true;
    }
    return false;
}
