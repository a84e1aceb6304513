/* SPDX-License-Identifier: MIT */
/* Statements of models in their four forms. Each form is read into the same members, then the same
 * checks are made: what cannot be is refused with words and changes nothing. Called by the daemon
 * for messages of prediction topics. Owns nothing. */
#include "data/decode/prediction.h"

#include "data/decode/prediction_json.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

#define LIFE_MAX_MS   (INT64_C(100) * 366 * MS_PER_DAY)
#define AMOUNT_TO_MS  1000 /* millionths of a second in a ms */
#define VERSION_MAJOR 1

static const char *const severity_names[] = {"info", "warn", "alarm", "critical"};
static const struct words words_severity = {severity_names, 4};
static const char *const ne107_names[] = {"F", "C", "S", "M", "N"};
static const struct words words_ne107 = {ne107_names, 5};

/* ---- members by table ----------------------------------------------------------------------- */

/* How a number of the message becomes one of ours, and what it may be. */
struct number_row {
    const char *key;
    size_t offset;
    bool seconds; /* kept as ms */
    int64_t min, max;
    const char *range;
};
#define SAID(member) offsetof(struct prediction_view, member)
#define LIFE_RANGE   "from 0 s to 100 years"

static const struct number_row numbers[] = {
    {"p", SAID(p), false, 0, AMOUNT_ONE, "from 0 to 1"},
    {"horizon_s", SAID(horizon_ms), true, 1, LIFE_MAX_MS, "more than 0 s, up to 100 years"},
    {"conf", SAID(confidence), false, 0, 100 * AMOUNT_ONE, "from 0 to 100 per cent"},
    {"health", SAID(health), false, 0, AMOUNT_ONE, "from 0 to 1"},
};
static const struct number_row lives[] = {
    {"p50_s", SAID(rul_ms), true, 0, LIFE_MAX_MS, LIFE_RANGE},
    {"lo_s", SAID(rul_lo_ms), true, 0, LIFE_MAX_MS, LIFE_RANGE},
    {"hi_s", SAID(rul_hi_ms), true, 0, LIFE_MAX_MS, LIFE_RANGE},
    {"ci", SAID(ci), false, 1, AMOUNT_ONE - 1, "between 0 and 1"},
};

static int take_number(const json_t *object, const struct number_row *row,
                       struct prediction_view *said, struct cause *why)
{
    const json_t *json = json_object_get(object, row->key);
    int64_t value;
    if (!json || json_is_null(json))
        return 0;
    int result = pj_number(json, &value);
    if (result == -1)
        return cause_set(why, -1, "%s is no number", row->key);
    if (result == 0 && row->seconds)
        value /= AMOUNT_TO_MS;
    if (result != 0 || value < row->min || value > row->max)
        return cause_set(why, -1, "%s is %s, and may be %s", row->key, pj_shown(json).text,
                         row->range);
    memcpy((char *)said + row->offset, &value, sizeof value);
    return 0;
}

static int take_numbers(const json_t *object, const struct number_row *rows, size_t count,
                        struct prediction_view *said, struct cause *why)
{
    for (size_t i = 0; i < count; i++)
        if (take_number(object, &rows[i], said, why) != 0)
            return -1;
    return 0;
}

/* One of the words, or nothing; another one is refused. */
static int take_word(const json_t *object, const char *key, const struct words *words, char *out,
                     size_t size, struct cause *why)
{
    const json_t *json = json_object_get(object, key);
    if (!json || json_is_null(json))
        return 0;
    int at = json_is_string(json)
                 ? word_find(words, json_string_value(json), json_string_length(json))
                 : -1;
    if (at < 0)
        return cause_set(why, -1, "%s is %s, which is none of its words", key, pj_shown(json).text);
    (void)text_copy(out, size, word_name(words, at));
    return 0;
}

static int take_time(const json_t *object, const char *key, int64_t *out, struct cause *why)
{
    const json_t *json = json_object_get(object, key);
    if (json && !json_is_null(json) && pj_time(json, out) != 0)
        return cause_set(why, -1, "%s is %s, which is no time", key, pj_shown(json).text);
    return 0;
}

/* ---- evidence ------------------------------------------------------------------------------- */

/* The signal of this station that it is: by name, or by the topic that it comes from. */
static void find_signal(const struct config *config, const char *topic, struct evidence *e)
{
    for (size_t i = 0; i < config->signals; i++) {
        const struct signal_conf *signal = &config->signal[i];
        if (strcmp(signal->name, e->name) != 0 &&
            (topic[0] == '\0' || strcmp(signal->topic, topic) != 0))
            continue;
        (void)text_copy(e->signal, sizeof e->signal, signal->name);
        if (e->unit[0] == '\0')
            (void)text_copy(e->unit, sizeof e->unit, signal->unit);
        if (strcmp(signal->name, e->name) == 0)
            return;
    }
}

static bool read_evidence(const struct config *config, const json_t *json, struct evidence *e)
{
    char topic[CONFIG_TOPIC_MAX];
    *e = (struct evidence){.limit = EVIDENCE_NONE, .weight = EVIDENCE_NONE};
    pj_text(json_object_get(json, "name"), e->name, sizeof e->name);
    pj_text(json_object_get(json, "unit"), e->unit, sizeof e->unit);
    pj_text(json_object_get(json, "src"), topic, sizeof topic);
    if (e->name[0] == '\0' || pj_number(json_object_get(json, "value"), &e->value) != 0)
        return false;
    (void)pj_number(json_object_get(json, "limit"), &e->limit);
    (void)pj_number(json_object_get(json, "w"), &e->weight);
    find_signal(config, topic, e);
    return true;
}

static void add_evidence(struct prediction_message *m, const struct evidence *e)
{
    if (m->said.evidences == EVIDENCE_MAX)
        m->dropped++;
    else
        m->said.evidence[m->said.evidences++] = *e;
}

static void take_evidence(const struct prediction_source *source, const json_t *list,
                          struct prediction_message *m)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct evidence e;
        if (read_evidence(source->config, json_array_get(list, i), &e))
            add_evidence(m, &e);
        else
            m->dropped++;
    }
}

/* ---- our own form --------------------------------------------------------------------------- */

/* Of another major version: what it says in words, as advice, and no more. */
static int take_foreign(const json_t *root, struct prediction_message *m)
{
    m->foreign = true;
    pj_text(json_object_get(root, "action"), m->said.action, sizeof m->said.action);
    if (m->said.action[0] == '\0')
        (void)text_copy(m->said.action, sizeof m->said.action, "said in a form that is not known");
    (void)pj_time(json_object_get(root, "ts"), &m->said.ts);
    pj_text(json_object_get(root, "model"), m->said.model, sizeof m->said.model);
    return 0;
}

static int take_life(const json_t *root, struct prediction_view *said, struct cause *why)
{
    static const char *const names[] = {"calendar", "run"};
    static const struct words basis = {names, 2};
    char word[16] = "calendar";
    const json_t *life = json_object_get(root, "rul");
    if (!life || json_is_null(life))
        return 0;
    if (!json_is_object(life))
        return cause_set(why, -1, "rul is no object");
    if (take_numbers(life, lives, sizeof lives / sizeof *lives, said, why) != 0 ||
        take_word(life, "basis", &basis, word, sizeof word, why) != 0)
        return -1;
    said->rul_run = strcmp(word, "run") == 0;
    if (said->rul_ms < 0)
        return cause_set(why, -1, "rul has no p50_s");
    return 0;
}

static int take_status(const json_t *root, struct prediction_message *m, struct cause *why)
{
    static const char *const names[] = {"active", "cleared"};
    static const struct words words = {names, 2};
    char word[16] = "active";
    if (take_word(root, "status", &words, word, sizeof word, why) != 0)
        return -1;
    m->withdrawn = strcmp(word, "cleared") == 0;
    return 0;
}

static int require(const struct prediction_message *m, struct cause *why)
{
    if (m->said.ts == TIME_NONE)
        return cause_set(why, -1, "ts is missing: when it was said");
    if (m->said.asset[0] == '\0')
        return cause_set(why, -1, "asset is missing");
    if (m->said.mode[0] == '\0')
        return cause_set(why, -1, "mode is missing");
    if (m->withdrawn)
        return 0;
    if (m->said.p >= 0 && m->said.horizon_ms < 0)
        return cause_set(why, -1, "p needs horizon_s: within how long");
    if (m->said.p < 0 && m->said.rul_ms < 0)
        return cause_set(why, -1, "p with horizon_s, or rul, is missing");
    return 0;
}

static int take_validity(const json_t *root, struct prediction_message *m, struct cause *why)
{
    const json_t *json = json_object_get(root, "valid_s");
    int64_t value;
    if (!json || json_is_null(json))
        return 0;
    if (pj_number(json, &value) != 0 || value <= 0 || value / AMOUNT_TO_MS > LIFE_MAX_MS)
        return cause_set(why, -1, "valid_s is %s, and may be more than 0 s, up to 100 years",
                         pj_shown(json).text);
    m->valid_ms = value / AMOUNT_TO_MS;
    return 0;
}

static int read_v1(const struct prediction_source *source, const json_t *root,
                   struct prediction_message *m, struct cause *why)
{
    struct prediction_view *said = &m->said;
    const json_t *v = json_object_get(root, "v");
    if (v && (!json_is_integer(v) || json_integer_value(v) != VERSION_MAJOR))
        return take_foreign(root, m);
    pj_text(json_object_get(root, "id"), m->id, sizeof m->id);
    pj_text(json_object_get(root, "asset"), said->asset, sizeof said->asset);
    pj_text(json_object_get(root, "mode"), said->mode, sizeof said->mode);
    pj_text(json_object_get(root, "action"), said->action, sizeof said->action);
    pj_text(json_object_get(root, "model"), said->model, sizeof said->model);
    pj_text(json_object_get(root, "ver"), said->version, sizeof said->version);
    if (take_time(root, "ts", &said->ts, why) != 0 || take_status(root, m, why) != 0 ||
        take_numbers(root, numbers, sizeof numbers / sizeof *numbers, said, why) != 0 ||
        take_life(root, said, why) != 0 || take_validity(root, m, why) != 0 ||
        take_word(root, "ne107", &words_ne107, said->ne107, sizeof said->ne107, why) != 0 ||
        take_word(root, "sev", &words_severity, said->severity, sizeof said->severity, why) != 0)
        return -1;
    take_evidence(source, json_object_get(root, "evidence"), m);
    return require(m, why);
}

/* ---- AWS Lookout for Equipment, IoT SiteWise ------------------------------------------------ */

static const char *severity_of(int64_t score)
{
    return score >= 900000 ? "alarm" : score >= 700000 ? "warn" : "info";
}

static int read_lookout(const struct prediction_source *source, const json_t *root,
                        struct prediction_message *m, struct cause *why)
{
    static const struct number_row score = {"anomaly_score", SAID(p),      false, 0,
                                            AMOUNT_ONE,      "from 0 to 1"};
    char reason[40];
    const json_t *judged = json_object_get(root, "prediction");
    pj_text(json_object_get(root, "prediction_reason"), reason, sizeof reason);
    if (take_time(root, "timestamp", &m->said.ts, why) != 0 ||
        take_number(root, &score, &m->said, why) != 0)
        return -1;
    if (m->said.ts == TIME_NONE)
        return cause_set(why, -1, "timestamp is missing");
    m->machine_off = strcmp(reason, "MACHINE_OFF") == 0;
    bool yes = json_is_integer(judged) && json_integer_value(judged) == 1;
    bool no = json_is_integer(judged) && json_integer_value(judged) == 0;
    if (!m->machine_off && !yes && !no)
        return cause_set(why, -1, "prediction is %s, and may be 0 or 1", pj_shown(judged).text);
    m->judged = yes ? JUDGED_LIKELY : JUDGED_UNLIKELY;
    (void)text_copy(m->said.severity, sizeof m->said.severity, severity_of(yes ? m->said.p : -1));
    take_evidence(source, json_object_get(root, "diagnostics"), m);
    /* What a sensor contributes, not what it measured. */
    for (int i = 0; i < m->said.evidences; i++) {
        m->said.evidence[i].weight = m->said.evidence[i].value;
        m->said.evidence[i].unit[0] = '\0';
    }
    return 0;
}

/* ---- United Manufacturing Hub: recommendation ----------------------------------------------- */

static int read_umh(const struct prediction_source *source, const json_t *root,
                    struct prediction_message *m, struct cause *why)
{
    const json_t *values = json_object_get(root, "recommendationValues");
    const json_t *enabled = json_object_get(root, "enabled"), *value;
    const char *key;
    pj_text(json_object_get(root, "uid"), m->id, sizeof m->id);
    pj_text(json_object_get(root, "asset"), m->said.asset, sizeof m->said.asset);
    pj_text(json_object_get(root, "recommendationTextEN"), m->said.action, sizeof m->said.action);
    if (m->said.action[0] == '\0')
        pj_text(json_object_get(root, "diagnoseTextEN"), m->said.action, sizeof m->said.action);
    if (take_time(root, "timestamp_ms", &m->said.ts, why) != 0)
        return -1;
    if (m->said.ts == TIME_NONE)
        return cause_set(why, -1, "timestamp_ms is missing");
    if (enabled && !json_is_boolean(enabled))
        return cause_set(why, -1, "enabled is %s, and may be true or false",
                         pj_shown(enabled).text);
    m->withdrawn = json_is_false(enabled);
    m->judged = JUDGED_LIKELY;
    (void)text_copy(m->said.severity, sizeof m->said.severity, "warn");
    json_object_foreach((json_t *)(uintptr_t)values, key, value)
    {
        struct evidence e = {.limit = EVIDENCE_NONE, .weight = EVIDENCE_NONE};
        (void)text_sanitise(key, strlen(key), e.name, sizeof e.name);
        if (e.name[0] == '\0' || pj_number(value, &e.value) != 0) {
            m->dropped++;
            continue;
        }
        find_signal(source->config, "", &e);
        add_evidence(m, &e);
    }
    return 0;
}

/* ---- a plain number somewhere --------------------------------------------------------------- */

static int plain_p(const struct prediction_conf *conf, const json_t *json, int64_t *out,
                   struct cause *why)
{
    int64_t said;
    if (pj_number(json, &said) != 0)
        return cause_set(why, -1, "the probability is %s, which is no number", pj_shown(json).text);
    if (amount_scale(said, conf->scale, out) != 0 || *out < 0 || *out > AMOUNT_ONE)
        return cause_set(why, -1, "the probability is %s, and may be from 0 to 1 after scale",
                         pj_shown(json).text);
    return 0;
}

static int plain_life(const struct prediction_conf *conf, const json_t *json, int64_t *out,
                      struct cause *why)
{
    static const int64_t unit[LIFE_UNITS] = {MS_PER_S, MS_PER_MIN, MS_PER_HOUR, MS_PER_DAY};
    int64_t said, ms;
    if (pj_number(json, &said) != 0 ||
        amount_scale(said, unit[conf->life_unit] * AMOUNT_ONE, &ms) != 0)
        return cause_set(why, -1, "the remaining life is %s, which is no number",
                         pj_shown(json).text);
    ms /= AMOUNT_ONE;
    if (ms < 0 || ms > LIFE_MAX_MS)
        return cause_set(why, -1, "the remaining life is %s, and may be " LIFE_RANGE,
                         pj_shown(json).text);
    *out = ms;
    return 0;
}

static int read_plain(const struct prediction_source *source, const json_t *root,
                      struct prediction_message *m, struct cause *why)
{
    const struct prediction_conf *conf = source->conf;
    bool whole = !conf->p[0] && !conf->life[0];
    const json_t *p = whole ? root : conf->p[0] ? pj_at(root, conf->p) : NULL;
    const json_t *life = conf->life[0] ? pj_at(root, conf->life) : NULL;
    const json_t *time = conf->time[0] ? pj_at(root, conf->time) : NULL;
    if (!p && !life)
        return cause_set(why, -1, "there is nothing at %s", conf->p[0] ? conf->p : conf->life);
    if (p && plain_p(conf, p, &m->said.p, why) != 0)
        return -1;
    if (life && plain_life(conf, life, &m->said.rul_ms, why) != 0)
        return -1;
    if (conf->time[0] && (!time || pj_time(time, &m->said.ts) != 0))
        return cause_set(why, -1, "there is no time at %s", conf->time);
    pj_text(conf->id[0] ? pj_at(root, conf->id) : NULL, m->id, sizeof m->id);
    return 0;
}

/* ---- all of them ---------------------------------------------------------------------------- */

static int check_life(const struct prediction_view *said, struct cause *why)
{
    int64_t lo = said->rul_lo_ms, hi = said->rul_hi_ms, mid = said->rul_ms;
    if (lo >= 0 && hi >= 0 && lo > hi)
        return cause_set(why, -1, "rul: lo_s is more than hi_s");
    if ((lo >= 0 && lo > mid) || (hi >= 0 && hi < mid))
        return cause_set(why, -1, "rul: p50_s is not between lo_s and hi_s");
    return 0;
}

/* The mode that a topic ends in: of those that are not configured. */
static int mode_of_topic(const struct prediction_source *source, char *out, size_t size,
                         struct cause *why)
{
    const char *level = strrchr(source->topic, '/');
    char clean[96];
    level = level ? level + 1 : source->topic;
    (void)text_sanitise(level, strlen(level), clean, sizeof clean);
    if (level[0] == '\0' || !text_copy(out, size, clean))
        return cause_set(why, -1, "its topic ends in no name of a failure mode");
    return 0;
}

/* What the message left to the configuration. */
static int complete(const struct prediction_source *source, struct prediction_message *m,
                    struct cause *why)
{
    const struct prediction_conf *conf = source->conf;
    struct prediction_view *said = &m->said;
    char path[sizeof said->asset] = "";
    if (conf)
        (void)text_copy(said->mode, sizeof said->mode, conf->name);
    else if (mode_of_topic(source, said->mode, sizeof said->mode, why) != 0)
        return -1;
    if (!said->asset[0] && conf)
        (void)text_copy(said->asset, sizeof said->asset, conf->asset);
    if (!said->asset[0] && config_path(source->config, path, sizeof path))
        (void)text_copy(said->asset, sizeof said->asset, path);
    if (!said->action[0] && conf)
        (void)text_copy(said->action, sizeof said->action, conf->action);
    if (!said->model[0] && conf)
        (void)text_copy(said->model, sizeof said->model, conf->model);
    if (said->p >= 0 && said->horizon_ms < 0 && conf && conf->horizon_ms > 0)
        said->horizon_ms = conf->horizon_ms;
    if (m->valid_ms < 0)
        m->valid_ms = conf ? conf->valid_ms : MS_PER_DAY;
    return check_life(said, why);
}

static int read_document(const struct prediction_source *source, const json_t *root,
                         struct prediction_message *m, struct cause *why)
{
    static int (*const forms[])(const struct prediction_source *, const json_t *,
                                struct prediction_message *, struct cause *) = {
        [PREDICTION_V1] = read_v1,
        [PREDICTION_LOOKOUT] = read_lookout,
        [PREDICTION_UMH] = read_umh,
        [PREDICTION_PLAIN] = read_plain,
    };
    enum prediction_format format = source->conf ? source->conf->format : PREDICTION_V1;
    if (format != PREDICTION_PLAIN && !json_is_object(root))
        return cause_set(why, -1, "it is no JSON object");
    return forms[format](source, root, m, why);
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *c = text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    return hash;
}

int prediction_read(const struct prediction_source *source, const char *payload, size_t length,
                    struct prediction_message *out, struct cause *why)
{
    *out = (struct prediction_message){
        .valid_ms = -1, .stored = source->stored, .topic = hash_of(source->topic)};
    prediction_view_init(&out->said);
    if (length == 0) {
        int result = complete(source, out, why);
        out->withdrawn = true;
        out->said.asset[0] = '\0';
        return result;
    }
    json_t *root = pj_document(payload, length, why);
    if (!root)
        return -1;
    int result = read_document(source, root, out, why);
    json_decref(root);
    return result == 0 ? complete(source, out, why) : -1;
}
