/* SPDX-License-Identifier: MIT */
/* What built-in detectors have learnt, kept: where each stands every ten minutes and at the stop,
 * each version when it is learnt; and what people do with versions: compare one in the shadow, use
 * it, take a threshold back. Called by foresee.c, keep.c and commands.c's table.
 *
 * A row of the store is the failure mode, a line end, and the predictor's own text. Row 0 is where
 * the active version stands, row -1 the one in the shadow; an empty text: there is none any more.
 */
#include "andon/foresee.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define ROW_ACTIVE 0
#define ROW_SHADOW (-1)
#define SAVE_MS    (10 * MS_PER_MIN)
#define AGAIN_MS   INT64_C(10000)

/* ---- to the store --------------------------------------------------------------------------- */

/* Its text into d->foreseer->text, 0: it does not fit. */
static size_t learnt_text(struct daemon *d, size_t i, const struct predictor *one)
{
    char *text = d->foreseer->text;
    (void)text_format(text, FORESEE_TEXT_MAX, "%s\n", d->config->predictor[i].mode);
    size_t head = strlen(text);
    size_t length = one ? predictor_save(one, text + head, FORESEE_TEXT_MAX - head) : 0;
    return one && length == 0 ? 0 : head + length;
}

static bool keep_row(struct daemon *d, size_t i, const struct predictor *one, int64_t version)
{
    size_t length = learnt_text(d, i, one);
    const struct store_model row = {.name = d->config->predictor[i].name,
                                    .version = version,
                                    .made_ms = clock_now().wall_ms,
                                    .body = d->foreseer->text,
                                    .length = length};
    return length > 0 && d->keeper.store && store_model_keep(d->keeper.store, &row) == 0;
}

void learnt_keep(struct daemon *d, size_t i, int64_t boot_ms)
{
    struct foreseer *f = d->foreseer;
    bool kept = keep_row(d, i, predict_set_active(f->set, i), ROW_ACTIVE) &&
                keep_row(d, i, predict_set_shadow(f->set, i), ROW_SHADOW);
    f->one[i].save_at = boot_ms + (kept ? SAVE_MS : AGAIN_MS);
}

void learnt_version(struct daemon *d, size_t i, struct predictor *one, int64_t version)
{
    struct foreseen *seen = &d->foreseer->one[i];
    struct predictor *shadow = predict_set_shadow(d->foreseer->set, i);
    if (version > seen->top)
        seen->top = version;
    predictor_number(predict_set_active(d->foreseer->set, i), seen->top);
    if (shadow) /* no two of them get the same number */
        predictor_number(shadow, seen->top);
    if (version > 0 && !keep_row(d, i, one, version) && d->keeper.store)
        report(MSG_FORESEE, "%s: version %lld is not kept as such", d->config->predictor[i].name,
               (long long)version);
    learnt_keep(d, i, d->last.boot_ms);
}

void learnt_stop(struct daemon *d)
{
    for (size_t i = 0; d->foreseer && i < d->config->predictors; i++)
        learnt_keep(d, i, d->last.boot_ms);
}

/* ---- from the store ------------------------------------------------------------------------- */

static struct predictor *read_row(struct daemon *d, size_t i, const char *body, size_t length,
                                  struct cause *why)
{
    const char *line = memchr(body, '\n', length);
    if (!line || line + 1 == body + length) {
        (void)cause_set(why, -1, "nothing was kept");
        return NULL;
    }
    size_t head = (size_t)(line + 1 - body);
    return predictor_load(&d->config->predictor[i], body + head, length - head, why);
}

/* The statement of one that is configured no more goes, once. */
static void take_stranger(struct daemon *d, const struct store_model *row)
{
    char mode[48];
    const char *line = row->body ? memchr(row->body, '\n', row->length) : NULL;
    if (row->version != ROW_ACTIVE || !line || line == row->body ||
        !text_copy_n(mode, sizeof mode, row->body, (size_t)(line - row->body)))
        return;
    foresee_forget(d, mode);
    const struct store_model gone = {.name = row->name,
                                     .version = ROW_ACTIVE,
                                     .made_ms = row->made_ms,
                                     .body = "\n",
                                     .length = 1};
    (void)store_model_keep(d->keeper.store, &gone);
}

struct adopting {
    struct daemon *daemon;
    struct store *store;
};

static void adopt_row(void *ctx, const struct store_model *row)
{
    struct adopting *a = ctx;
    struct daemon *d = a->daemon;
    struct foreseer *f = d->foreseer;
    struct cause why = {.text = ""};
    int i = f->set ? predict_set_find(f->set, row->name) : -1;
    if (i < 0) {
        struct store *own = d->keeper.store;
        d->keeper.store = a->store;
        take_stranger(d, row);
        d->keeper.store = own;
        return;
    }
    struct foreseen *one = &f->one[i];
    if (row->version > 0) {
        one->top = row->version > one->top ? row->version : one->top;
        return;
    }
    bool shadow = row->version == ROW_SHADOW,
         empty = row->length == 0 || !row->body || row->body[row->length - 1] == '\n';
    struct predictor *p = empty ? NULL : read_row(d, (size_t)i, row->body, row->length, &why);
    if (p)
        predict_set_put(f->set, (size_t)i, p, shadow);
    else if (!empty && !shadow)
        report(MSG_FORESEE, "%s learns anew: %s", row->name, why.text);
}

void learnt_adopt(struct daemon *d, struct store *store)
{
    struct foreseer *f = d->foreseer;
    struct adopting adopting = {d, store};
    struct predictor_view view;
    struct cause why = {.text = ""};
    if (!f)
        return;
    if (store_models(store, adopt_row, &adopting, &why) != 0)
        report(MSG_FORESEE, "%s", why.text);
    for (size_t i = 0; i < d->config->predictors; i++) {
        struct predictor *p = predict_set_active(f->set, i);
        predictor_view(p, &view);
        predictor_number(p, f->one[i].top > view.version ? f->one[i].top : view.version);
        if (predict_set_shadow(f->set, i))
            predictor_number(predict_set_shadow(f->set, i), f->one[i].top);
        f->one[i].version = view.version;
        (void)text_copy(f->one[i].again, sizeof f->one[i].again, view.why);
        if (view.version > f->one[i].top)
            f->one[i].top = view.version;
    }
}

/* ---- versions in use ------------------------------------------------------------------------ */

static void put(struct daemon *d, size_t i, struct predictor *one, bool shadow, const char *who)
{
    struct foreseer *f = d->foreseer;
    struct predictor_view view;
    char text[160];
    const char *name = d->config->predictor[i].name;
    predict_set_put(f->set, i, one, shadow);
    if (one)
        predictor_view(one, &view);
    if (one)
        predictor_number(one, f->one[i].top);
    if (!shadow)
        f->one[i].version = view.version;
    if (!one)
        (void)text_format(text, sizeof text, "%s: nothing in its shadow any more", name);
    else if (shadow && view.state == PREDICTOR_LEARNING)
        (void)text_format(text, sizeof text, "%s: a new version learns in its shadow", name);
    else
        (void)text_format(text, sizeof text, "%s: version %lld %s", name, (long long)view.version,
                          shadow ? "runs in its shadow" : "is in use");
    foresee_record(d, i, shadow ? "shadow" : "used", who, text);
    learnt_keep(d, i, d->last.boot_ms);
}

/* The shadow becomes the one in use: as it stands, by way of its text. */
static bool promote(struct daemon *d, size_t i, const char *who, struct cause *why)
{
    struct foreseer *f = d->foreseer;
    size_t length = learnt_text(d, i, predict_set_shadow(f->set, i));
    struct predictor *one = length > 0 ? read_row(d, i, f->text, length, why) : NULL;
    if (!one)
        return false;
    predict_set_put(f->set, i, NULL, true);
    f->one[i].active = f->one[i].shadow;
    f->one[i].shadow = (struct tally){.version = 0};
    put(d, i, one, false, who);
    return true;
}

static void reply_text(struct client *client, int64_t request, const char *text)
{
    char members[256];
    struct jw w;
    jw_init(&w, members, sizeof members);
    jw_text(&w, "text", text);
    serve_reply_id(client, request, members);
}

static void fetch_end(struct foreseer *f)
{
    free(f->fetch.text);
    f->fetch = (struct fetching){.query = 0};
}

static void fetch_done(struct daemon *d)
{
    struct foreseer *f = d->foreseer;
    struct fetching *fetch = &f->fetch;
    struct cause why = {.text = ""};
    struct client *client = serve_client(d->server, fetch->client);
    size_t i = (size_t)fetch->predictor;
    struct predictor *one = read_row(d, i, fetch->text, fetch->length, &why);
    char text[160];
    if (one)
        put(d, i, one, fetch->shadow, fetch->who);
    (void)text_format(text, sizeof text, "%s: version %lld %s", d->config->predictor[i].name,
                      (long long)fetch->version,
                      fetch->shadow ? "runs in its shadow" : "is in use");
    if (client && one)
        reply_text(client, fetch->request, text);
    else if (client)
        serve_error_id(client, fetch->request, PE_NOT_FOUND, why.text);
    fetch_end(f);
}

bool learnt_rows(struct daemon *d, const struct store_event *event)
{
    struct foreseer *f = d->foreseer;
    if (!f || f->fetch.query == 0 || event->query != f->fetch.query)
        return false;
    json_t *rows = event->rows ? json_loadb(event->rows, event->rows_length, 0, NULL) : NULL, *row;
    size_t k;
    json_array_foreach(rows, k, row)
    {
        const char *text = json_string_value(json_object_get(row, "text"));
        size_t length = text ? strlen(text) : 0;
        if (!text || f->fetch.length + length >= FORESEE_TEXT_MAX)
            continue;
        memcpy(f->fetch.text + f->fetch.length, text, length);
        f->fetch.length += length;
    }
    json_decref(rows);
    if (!event->more)
        fetch_done(d);
    return true;
}

/* Another configuration: the place that it is for may be another one. */
void learnt_cancel(struct daemon *d, struct foreseer *f)
{
    struct client *client =
        f->fetch.query != 0 && d->server ? serve_client(d->server, f->fetch.client) : NULL;
    if (f->fetch.query != 0 && d->keeper.store)
        store_cancel(d->keeper.store, f->fetch.query);
    if (client)
        serve_error_id(client, f->fetch.request, PE_BUSY,
                       "the configuration has changed meanwhile; try again");
    fetch_end(f);
}

/* ---- commands ------------------------------------------------------------------------------- */

struct asked {
    struct daemon *daemon;
    struct client *client;
    const json_t *request;
    size_t i;
    const char *version; /* "" none */
    int64_t number;
};

static void refuse(const struct asked *a, enum protocol_error code, const char *why)
{
    serve_error(a->client, a->request, code, why);
}

static void reply(const struct asked *a, const char *text)
{
    reply_text(a->client, json_integer_value(json_object_get(a->request, "id")), text);
}

/* Asynchronously: the text comes from the store in pages. */
static void fetch(const struct asked *a, bool shadow)
{
    struct daemon *d = a->daemon;
    struct fetching *f = &d->foreseer->fetch;
    const struct store_ask ask = {.what = "model",
                                  .text = d->config->predictor[a->i].name,
                                  .from_ms = a->number,
                                  .to_ms = TIME_NEVER};
    if (f->query != 0) {
        refuse(a, PE_BUSY, "another version is being read; try again");
        return;
    }
    f->text = malloc(FORESEE_TEXT_MAX);
    f->query = f->text && d->keeper.store ? store_ask(d->keeper.store, &ask) : 0;
    if (f->query == 0) {
        fetch_end(d->foreseer);
        refuse(a, PE_STORE, "versions cannot be read at the moment");
        return;
    }
    f->predictor = (int)a->i;
    f->version = a->number;
    f->shadow = shadow;
    f->client = client_number(a->client);
    f->request = json_integer_value(json_object_get(a->request, "id"));
    (void)text_copy(f->who, sizeof f->who, client_person(a->client));
}

static void run_shadow(const struct asked *a)
{
    struct daemon *d = a->daemon;
    struct foreseen *one = &d->foreseer->one[a->i];
    bool none = strcmp(a->version, "off") == 0, fresh = strcmp(a->version, "new") == 0;
    if (!none && !fresh && a->number <= 0) {
        refuse(a, PE_BAD_REQUEST, "\"version\" is a number, new or off");
        return;
    }
    if (!none && !fresh) {
        fetch(a, true);
        return;
    }
    struct predictor *p = fresh ? predictor_new(&d->config->predictor[a->i]) : NULL;
    if (p)
        predictor_number(p, one->top);
    one->shadow = (struct tally){.version = 0};
    put(d, a->i, p, true, client_person(a->client));
    reply(a, none ? "nothing in the shadow any more" : "a new version learns in the shadow");
}

static void run_use(const struct asked *a)
{
    struct daemon *d = a->daemon;
    struct predictor *shadow = predict_set_shadow(d->foreseer->set, a->i);
    struct predictor_view view = {.version = -1};
    struct cause why = {.text = "it cannot be taken over"};
    if (a->number <= 0) {
        refuse(a, PE_BAD_REQUEST, "\"version\" is a number");
        return;
    }
    if (shadow)
        predictor_view(shadow, &view);
    if (!shadow || view.version != a->number || view.since_ms == 0)
        fetch(a, false);
    else if (promote(d, a->i, client_person(a->client), &why))
        reply(a, "the version of the shadow is in use");
    else
        refuse(a, PE_STORE, why.text);
}

static void run_tell(const struct asked *a, enum predictor_told told, const char *what,
                     const char *words)
{
    struct daemon *d = a->daemon;
    char text[200];
    predictor_tell(predict_set_active(d->foreseer->set, a->i), told, d->last.wall_ms);
    (void)text_format(text, sizeof text, "%s: %s", d->config->predictor[a->i].name, words);
    foresee_record(d, a->i, what, client_person(a->client), text);
    learnt_keep(d, a->i, d->last.boot_ms);
    reply(a, text);
}

static void run_reset(const struct asked *a)
{
    run_tell(a, TOLD_RESET, "retuned", "its threshold is as it was before any answer");
}

static void run_relearn(const struct asked *a)
{
    run_tell(a, TOLD_RELEARN, "again", "it learns again what is usual");
}

void learnt_run(void *ctx, struct client *client, const json_t *request)
{
    static const struct {
        const char *cmd;
        void (*run)(const struct asked *);
    } table[] = {{"model-shadow", run_shadow},
                 {"model-use", run_use},
                 {"model-reset", run_reset},
                 {"model-relearn", run_relearn}};
    struct daemon *d = ctx;
    const char *cmd = json_string_value(json_object_get(request, "cmd"));
    const char *name = json_string_value(json_object_get(request, "model"));
    const json_t *version = json_object_get(request, "version");
    struct asked a = {.daemon = d, .client = client, .request = request, .version = ""};
    int i = d->foreseer && d->foreseer->set && name ? predict_set_find(d->foreseer->set, name) : -1;
    if (i < 0) {
        refuse(&a, PE_NOT_FOUND, "\"model\" is the name of no [predictor] here");
        return;
    }
    a.i = (size_t)i;
    a.number = json_integer_value(version);
    if (json_is_string(version)) {
        a.version = json_string_value(version);
        const char *digits = a.version + (a.version[0] == 'v');
        a.number = digits[0] >= '1' && digits[0] <= '9' ? strtoll(digits, NULL, 10) : 0;
    }
    for (size_t k = 0; k < sizeof table / sizeof *table; k++)
        if (cmd && strcmp(table[k].cmd, cmd) == 0)
            table[k].run(&a);
}

/* ---- the question --------------------------------------------------------------------------- */

static void put_tally(struct jw *w, const struct tally *t)
{
    jw_int(w, "warned", t->warned);
    jw_int(w, "right", t->right);
    jw_int(w, "wrong", t->wrong);
    jw_bool(w, "warns", t->up);
}

static void put_life(struct jw *w, const char *key, int64_t ms)
{
    if (ms >= 0)
        jw_seconds(w, key, ms);
    else
        jw_null(w, key);
}

static void put_view(struct jw *w, const struct predictor_view *v)
{
    static const char *const states[] = {
#define STATE(value, text) [value] = (text),
        PREDICTOR_STATES(STATE)
#undef STATE
    };
    jw_text(w, "state", states[v->state]);
    jw_text(w, "why", v->why[0] ? v->why : NULL);
    jw_int(w, "version", v->version);
    jw_amount(w, "learnt", v->learnt);
    jw_time(w, "since", v->since_ms > 0 ? v->since_ms : TIME_NONE);
    jw_real(w, "threshold", v->threshold);
    jw_real(w, "evidence", v->evidence);
    jw_real(w, "p", v->p);
    jw_real(w, "used", v->used);
    put_life(w, "rul_s", v->rul_ms);
}

static void put_signals(struct jw *w, const struct predictor_conf *conf,
                        const struct predictor_view *v)
{
    jw_array(w, "signals");
    for (int i = 0; i < conf->signal_count; i++) {
        jw_object(w, NULL);
        jw_text(w, "name", conf->signals[i]);
        jw_real(w, "usual", v->usual[i]);
        jw_real(w, "spread", v->spread[i]);
        jw_real(w, "part", v->part[i]);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void learnt_put(struct daemon *d, struct jw *w)
{
    const struct foreseer *f = d->foreseer;
    struct predictor_view view;
    struct store_stats stats = {.models_kept = 0};
    if (d->keeper.store)
        store_stats(d->keeper.store, &stats);
    jw_int(w, "kept", stats.models_kept); /* rows written since the start */
    jw_array(w, "built_in");
    for (size_t i = 0; f && i < d->config->predictors; i++) {
        const struct predictor_conf *conf = &d->config->predictor[i];
        struct predictor *shadow = predict_set_shadow(f->set, i);
        predictor_view(predict_set_active(f->set, i), &view);
        jw_object(w, NULL);
        jw_text(w, "name", conf->name);
        jw_text(w, "title", conf->title);
        jw_text(w, "mode", conf->mode);
        put_view(w, &view);
        put_signals(w, conf, &view);
        put_tally(w, &f->one[i].active);
        if (shadow) {
            predictor_view(shadow, &view);
            jw_object(w, "shadow");
            put_view(w, &view);
            put_tally(w, &f->one[i].shadow);
            jw_object_end(w);
        }
        jw_object_end(w);
    }
    jw_array_end(w);
}

/* ---- for whoever looks at the station ------------------------------------------------------- */

static void brief(const struct daemon *d, size_t i, bool blind, struct predictor_briefs *list)
{
    static const enum predictor_mood moods[PREDICTOR_STATE_COUNT] = {
        [PREDICTOR_LEARNING] = MOOD_LEARNING,
        [PREDICTOR_WATCHING] = MOOD_WATCHING,
        [PREDICTOR_FROZEN] = MOOD_FROZEN,
        [PREDICTOR_BLIND] = MOOD_BLIND};
    struct predictor_view view;
    predictor_view(predict_set_active(d->foreseer->set, i), &view);
    if ((view.state == PREDICTOR_BLIND) != blind)
        return;
    list->blind += blind;
    if (list->count == SNAPSHOT_PREDICTORS)
        return;
    struct predictor_brief *one = &list->item[list->count++];
    *one = (struct predictor_brief){
        .mood = moods[view.state], .learnt = view.learnt, .version = view.version};
    (void)text_copy(one->name, sizeof one->name, d->config->predictor[i].name);
    (void)text_copy(one->title, sizeof one->title, d->config->predictor[i].title);
    (void)text_copy(one->why, sizeof one->why, view.why);
}

void learnt_fill(const struct daemon *d, struct predictor_briefs *list)
{
    *list = (struct predictor_briefs){.count = 0};
    for (int pass = 0; pass < 2 && d->foreseer && d->foreseer->set; pass++)
        for (size_t i = 0; i < d->config->predictors; i++)
            brief(d, i, pass == 0, list);
}
