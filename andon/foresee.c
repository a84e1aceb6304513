/* SPDX-License-Identifier: MIT */
/* Feeds the built-in detectors with what the engine has seen, and says what they say: to the engine
 * as any model's statement, and to the broker, retained, from where it comes back as a duplicate by
 * its id. What people answer, and work that is done, is told to the detectors. Called by step.c
 * behind each step, by the loop and by reload.c. Owns the set; nothing here when no predictor is
 * configured. */
#include "andon/foresee.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/amount.h"
#include "data/model/andon/workorder.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_MS  INT64_C(1000)
#define VALID_MS (3 * MS_PER_HOUR) /* a statement comes hourly */
#define SAVE_MS  (10 * MS_PER_MIN)
#define TALLY_MS INT64_C(30000) /* as often as one may speak */

/* ---- beginning and end ---------------------------------------------------------------------- */

static struct foreseer *make(const struct config *config)
{
    struct foreseer *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->set = config->predictors > 0 ? predict_set_new(config) : NULL;
    f->one = calloc(config->predictors + 1, sizeof *f->one);
    f->forget = calloc(CONFIG_PREDICTORS_MAX, sizeof *f->forget);
    f->text = malloc(FORESEE_TEXT_MAX);
    for (size_t i = 0; f->one && i < config->predictors; i++)
        f->one[i].threshold = 1;
    if (f->one && f->forget && f->text && (f->set || config->predictors == 0))
        return f;
    predict_set_free(&f->set);
    free(f->one);
    free(f->forget);
    free(f->text);
    free(f);
    return NULL;
}

static void unmake(struct foreseer *f)
{
    if (f->set)
        predict_set_free(&f->set);
    free(f->one);
    free(f->forget);
    free(f->text);
    free(f);
}

int foresee_open(struct daemon *d, struct cause *why)
{
    d->foreseer = make(d->config);
    return d->foreseer ? 0 : cause_set(why, -1, "out of memory for the predictors");
}

void foresee_close(struct daemon *d)
{
    if (d->foreseer)
        free(d->foreseer->fetch.text);
    if (d->foreseer)
        unmake(d->foreseer);
    d->foreseer = NULL;
}

/* ---- what they see -------------------------------------------------------------------------- */

static void feed_machine(struct daemon *d)
{
    struct foreseer *f = d->foreseer;
    struct station_machine now = station_machine(d->station);
    bool other = !f->fed || now.state != f->machine.state || strcmp(now.product, f->product) != 0;
    if (other) {
        (void)text_copy(f->product, sizeof f->product, now.product);
        predict_set_machine(f->set, now.state != MS_UNKNOWN, now.state == MS_RUNNING, f->product,
                            d->last.wall_ms);
    }
    if (f->fed && now.parts > f->machine.parts) {
        int64_t whole = now.parts / AMOUNT_ONE - f->machine.parts / AMOUNT_ONE;
        predict_set_parts(f->set, whole, d->last.wall_ms);
    }
    f->machine = now;
    f->machine.product = f->product;
    f->fed = true;
}

void foresee_event(struct daemon *d, const struct event *event)
{
    struct foreseer *f = d->foreseer;
    if (!f || !f->set)
        return;
    const struct update *u = event->kind == EVENT_UPDATE ? event->update : NULL;
    if (u && !u->stored && !u->historical) {
        bool number = u->value.type == VALUE_NUMBER || u->value.type == VALUE_BOOL;
        predict_set_sample(f->set, u->signal, u->value.amount, u->quality == Q_GOOD && number,
                           d->last.wall_ms);
    }
    feed_machine(d);
}

/* ---- what they say -------------------------------------------------------------------------- */

static void complete(const struct predictor_conf *conf, struct prediction_message *m)
{
    struct prediction_view *said = &m->said;
    (void)text_copy(said->mode, sizeof said->mode, conf->mode);
    (void)text_copy(said->asset, sizeof said->asset, conf->asset);
    (void)text_format(said->model, sizeof said->model, "built-in %.38s", conf->name);
    m->valid_ms = conf->every_ms * 3 > VALID_MS ? conf->every_ms * 3 : VALID_MS;
    if (m->id[0] == '\0')
        (void)text_format(m->id, sizeof m->id, "%.30s.%s.%lld", conf->name, said->version,
                          (long long)said->ts);
}

/* Only noted: the set is in the middle of its step. */
static void on_say(void *ctx, size_t i, const struct prediction_message *message)
{
    struct daemon *d = ctx;
    struct foreseen *one = &d->foreseer->one[i];
    one->message = *message;
    complete(&d->config->predictor[i], &one->message);
    one->said = true;
}

/* Episodes as the engine would make them, of the one that speaks and of the one in its shadow. */
static void tally(const struct daemon *d, size_t i, const struct predictor *p, struct tally *t)
{
    const struct prediction_conf *mode = config_prediction(d->config, d->config->predictor[i].mode);
    struct prediction_view said;
    struct predictor_view view;
    if (!p || !mode)
        return;
    predictor_view(p, &view);
    if (t->version != view.version)
        *t = (struct tally){.version = view.version};
    prediction_view_init(&said);
    if (!predictor_state_of(p, &said))
        return;
    bool on = (said.p >= 0 && said.p >= mode->p_on) ||
              (said.rul_ms >= 0 && said.rul_ms < mode->life_on_ms);
    t->hot = on ? t->hot + 1 : 0;
    if (t->hot >= mode->messages && !t->up) {
        t->up = t->was_up = true;
        t->warned++;
    }
    if (!on && said.p <= mode->p_off)
        t->up = false;
}

static bool own_topic(const struct daemon *d, const char *mode, char *out, size_t size)
{
    char leaf[80];
    return text_format(leaf, sizeof leaf, "prediction/%s", mode) &&
           config_topic(d->config, leaf, out, size);
}

/* What goes to the broker is what the engine hears, by the same reader. */
static void tell_engine(struct daemon *d, size_t i)
{
    struct foreseen *one = &d->foreseer->one[i];
    const struct predictor_conf *conf = &d->config->predictor[i];
    const struct prediction_conf *mode = config_prediction(d->config, conf->mode);
    struct prediction_conf ours;
    struct prediction_message heard;
    struct cause why = {.text = ""};
    char topic[CONFIG_TOPIC_MAX];
    one->said = false;
    one->length = prediction_write(d->config, &one->message, one->payload, sizeof one->payload);
    while (one->length == 0 && one->message.said.evidences > 0) { /* long topics: the least goes */
        one->message.said.evidences--;
        one->length = prediction_write(d->config, &one->message, one->payload, sizeof one->payload);
    }
    if (one->length == 0 || !mode || !own_topic(d, conf->mode, topic, sizeof topic))
        return;
    one->publish = true;
    ours = *mode;
    ours.format = PREDICTION_V1;
    const struct prediction_source source = {.config = d->config, .conf = &ours, .topic = topic};
    if (prediction_read(&source, one->payload, one->length, &heard, &why) != 0) {
        report(MSG_PREDICTION, "[predictor %s]: %s", conf->name, why.text);
        return;
    }
    heard.machine_off = one->message.machine_off; /* it holds, and nothing was seen */
    step_event(d, &(struct event){.kind = EVENT_PREDICTION, .prediction = &heard}, clock_now());
}

void foresee_forget(struct daemon *d, const char *mode)
{
    struct foreseer *f = d->foreseer;
    for (size_t i = 0; i < d->config->predictors; i++)
        if (strcmp(d->config->predictor[i].mode, mode) == 0)
            return;
    if (f->forgets < CONFIG_PREDICTORS_MAX)
        (void)text_copy(f->forget[f->forgets++], sizeof *f->forget, mode);
    char topic[CONFIG_TOPIC_MAX];
    struct prediction_message gone;
    struct cause why;
    if (!own_topic(d, mode, topic, sizeof topic))
        return;
    const struct prediction_source source = {.config = d->config, .topic = topic};
    if (prediction_read(&source, "", 0, &gone, &why) == 0)
        step_event(d, &(struct event){.kind = EVENT_PREDICTION, .prediction = &gone}, clock_now());
}

static bool publish(struct daemon *d, const char *mode, const char *payload, size_t length)
{
    char topic[CONFIG_TOPIC_MAX];
    return !own_topic(d, mode, topic, sizeof topic) ||
           link_publish(d->uplink.link, topic, payload, length, 1, true, 0) == 0;
}

static void send_all(struct daemon *d)
{
    struct foreseer *f = d->foreseer;
    if (!d->uplink.link || d->uplink.state != LINK_UP)
        return;
    while (f->forgets > 0 && publish(d, f->forget[f->forgets - 1], "", 0))
        f->forgets--;
    for (size_t i = 0; i < d->config->predictors; i++) {
        struct foreseen *one = &f->one[i];
        if (one->publish && publish(d, d->config->predictor[i].mode, one->payload, one->length))
            one->publish = false;
    }
}

/* What was on its way when the broker was lost may not have come there: all is said again. */
void foresee_link(struct daemon *d)
{
    struct foreseer *f = d->foreseer;
    for (size_t i = 0; f && i < d->config->predictors; i++)
        f->one[i].publish = f->one[i].length > 0;
}

/* ---- what became of them -------------------------------------------------------------------- */

void foresee_record(struct daemon *d, size_t i, const char *what, const char *who, const char *text)
{
    struct foreseer *f = d->foreseer;
    const struct predictor_conf *conf = &d->config->predictor[i];
    struct record_list list = {.count = 0};
    struct now now = clock_not_before(clock_now(), d->last);
    struct record_draft draft = {
        .kind = REC_MODEL, .rev = 1, .wall_ms = now.wall_ms, .boot_ms = now.boot_ms};
    struct predictor_view view;
    char body[1024];
    struct jw w;
    predictor_view(predict_set_active(f->set, i), &view);
    f->last_record = now.wall_ms > f->last_record ? now.wall_ms : f->last_record + 1;
    (void)text_format(draft.id, sizeof draft.id, "M%lld", (long long)f->last_record);
    (void)text_copy(draft.actor, sizeof draft.actor, who);
    jw_init(&w, body, sizeof body);
    jw_object(&w, NULL);
    jw_text(&w, "predictor", conf->name);
    jw_text(&w, "mode", conf->mode);
    jw_text(&w, "what", what);
    jw_int(&w, "version", view.version);
    jw_real(&w, "threshold", view.threshold);
    jw_time(&w, "learnt", view.since_ms > 0 ? view.since_ms : TIME_NONE);
    jw_text(&w, "text", text);
    jw_object_end(&w);
    report(MSG_FORESEE, "%s", text);
    if (record_list_add(&list, &draft, body) == 0)
        keep_records(d, &list);
    record_list_done(&list);
    d->snapshot_due = true;
}

static void look_at(struct daemon *d, size_t i)
{
    struct foreseen *one = &d->foreseer->one[i];
    const char *name = d->config->predictor[i].name;
    struct predictor *p = predict_set_active(d->foreseer->set, i);
    struct predictor_view view;
    char text[256];
    predictor_view(p, &view);
    if (view.version > 0 && view.version != one->version) {
        one->version = view.version;
        one->again[0] = '\0';
        learnt_version(d, i, p, view.version);
        (void)text_format(text, sizeof text, "%s: version %lld is learnt and watches", name,
                          (long long)view.version);
        foresee_record(d, i, "learnt", "system", text);
    }
    if (view.state == PREDICTOR_LEARNING && view.why[0] && strcmp(view.why, one->again) != 0) {
        (void)text_copy(one->again, sizeof one->again, view.why);
        (void)text_format(text, sizeof text, "%s: %s", name, view.why);
        foresee_record(d, i, "again", "system", text);
        learnt_keep(d, i, d->last.boot_ms);
    }
    int64_t percent = view.learnt / 10000;
    if (view.state != one->state || percent != one->learnt)
        d->snapshot_due = true;
    one->state = view.state;
    one->learnt = percent;
}

/* One that learns in the shadow is a version of its own once it has. */
static void look_at_shadow(struct daemon *d, size_t i)
{
    struct foreseen *one = &d->foreseer->one[i];
    struct predictor *p = predict_set_shadow(d->foreseer->set, i);
    struct predictor_view view;
    char text[256];
    if (!p)
        return;
    predictor_view(p, &view);
    if (view.version <= one->top)
        return;
    learnt_version(d, i, p, view.version);
    (void)text_format(text, sizeof text, "%s: version %lld is learnt and watches in the shadow",
                      d->config->predictor[i].name, (long long)view.version);
    foresee_record(d, i, "learnt", "system", text);
}

/* ---- what people say of it ------------------------------------------------------------------ */

static void told_words(enum predictor_told told, const char *name, const char *of, double was,
                       double is, char *out, size_t size)
{
    if (told == TOLD_MAINTAINED)
        (void)text_format(out, size, "%s: %s: maintained; what is usual is learnt again", name, of);
    else
        (void)text_format(out, size, "%s: %s: its threshold goes from %.3g to %.3g", name, of, was,
                          is);
}

/* `corrected`: it was told otherwise of the same before, and that is taken back first. */
static void tell(struct daemon *d, size_t i, enum predictor_told told, const char *of,
                 bool corrected)
{
    struct predictor *both[] = {predict_set_active(d->foreseer->set, i),
                                predict_set_shadow(d->foreseer->set, i)};
    struct foreseen *one = &d->foreseer->one[i];
    struct predictor_view before, after;
    char text[256];
    predictor_view(both[0], &before);
    for (int k = 0; k < 2; k++) {
        if (both[k] && corrected)
            predictor_tell(both[k], TOLD_BACK, d->last.wall_ms);
        if (both[k])
            predictor_tell(both[k], told, d->last.wall_ms);
    }
    predictor_view(both[0], &after);
    told_words(told, d->config->predictor[i].name, of, before.threshold, after.threshold, text,
               sizeof text);
    if (told == TOLD_MAINTAINED)
        (void)text_copy(one->again, sizeof one->again, after.why);
    if (told == TOLD_MAINTAINED || after.threshold > before.threshold ||
        after.threshold < before.threshold)
        foresee_record(d, i, told == TOLD_MAINTAINED ? "again" : "retuned", "system", text);
    learnt_keep(d, i, d->last.boot_ms);
}

static void count_answer(struct tally *t, bool right, bool corrected)
{
    bool counts = corrected ? t->counted != 0 : t->was_up;
    if (corrected) {
        t->right -= t->counted > 0;
        t->wrong -= t->counted < 0;
    }
    t->counted = !counts ? 0 : right ? 1 : -1;
    t->right += t->counted > 0;
    t->wrong += t->counted < 0;
    t->was_up = t->up;
}

static const char *word(const json_t *body, const char *key)
{
    const char *text = json_string_value(json_object_get(body, key));
    return text ? text : "";
}

/* A label of a warning of ours. found, and later done: the threshold moves once. Another answer to
 * the same warning is a correction: what the one before did is undone. */
static void take_feedback(struct daemon *d, const json_t *body)
{
    struct foreseer *f = d->foreseer;
    const char *model = word(body, "model"), *of = word(body, "prediction");
    const char *verdict = word(body, "verdict");
    bool ours = strncmp(model, "built-in ", 9) == 0;
    int i = ours ? predict_set_find(f->set, model + 9) : -1;
    bool found = json_is_true(json_object_get(body, "found"));
    if (i < 0 || strcmp(verdict, "not-now") == 0)
        return;
    struct foreseen *one = &f->one[i];
    bool known = strcmp(one->told, of) == 0;
    if (!known || one->told_found != found) {
        (void)text_copy(one->told, sizeof one->told, of);
        one->told_found = found;
        count_answer(&one->active, found, known);
        count_answer(&one->shadow, found, known);
        tell(d, (size_t)i, found ? TOLD_FOUND : TOLD_NOT_FOUND, of, known);
    }
    if (found && strcmp(verdict, "done") == 0)
        tell(d, (size_t)i, TOLD_MAINTAINED, of, false);
}

/* The failure mode of the prediction that the work was asked for; "": of none that is known. */
static const char *mode_of(struct daemon *d, const char *id)
{
    static struct prediction_view all[PREDICTION_VIEWS];
    int count = id[0] == 'P' ? station_predictions(d->station, d->last, all) : 0;
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].id, id) == 0)
            return all[i].mode;
    return "";
}

/* Work because of a prediction renews what that is about; other work the part that it names, and
 * not what is only known as the station: a new lamp is no new bearing. */
static bool renews(const struct daemon *d, const struct predictor_conf *conf, const char *asset,
                   const char *mode)
{
    char station[sizeof conf->asset];
    if (strcmp(conf->asset, asset) != 0)
        return false;
    if (mode[0] != '\0')
        return strcmp(conf->mode, mode) == 0;
    return !config_path(d->config, station, sizeof station) || strcmp(asset, station) != 0;
}

static void take_order(struct daemon *d, const char *id, const json_t *body)
{
    struct foreseer *f = d->foreseer;
    if (strcmp(word(body, "state"), word_name(&words_order_state, ORDER_DONE)) != 0)
        return;
    for (int k = 0; k < 4; k++)
        if (strcmp(f->order[k], id) == 0)
            return;
    (void)text_copy(f->order[f->orders++ % 4], sizeof f->order[0], id);
    const char *mode = mode_of(d, word(body, "of"));
    for (size_t i = 0; i < d->config->predictors; i++)
        if (renews(d, &d->config->predictor[i], word(body, "asset"), mode))
            tell(d, i, TOLD_MAINTAINED, id, false);
}

void foresee_recorded(struct daemon *d, const struct record_list *records)
{
    for (size_t i = 0; d->foreseer && d->foreseer->set && i < records->count; i++) {
        const struct record_draft *r = &records->item[i];
        if (r->kind != REC_FEEDBACK && r->kind != REC_WORKORDER)
            continue;
        json_t *body = json_loadb(r->body, r->body_length, 0, NULL);
        if (r->kind == REC_FEEDBACK)
            take_feedback(d, body);
        else
            take_order(d, r->id, body);
        json_decref(body);
    }
}

/* ---- time ----------------------------------------------------------------------------------- */

static void step(struct daemon *d)
{
    struct foreseer *f = d->foreseer;
    predict_set_tick(f->set, clock_now().wall_ms, on_say, d);
    for (size_t i = 0; i < d->config->predictors; i++) {
        if (f->one[i].said)
            tell_engine(d, i);
    }
}

void foresee_tick(struct daemon *d, int64_t boot_ms)
{
    struct foreseer *f = d->foreseer;
    if (!f)
        return;
    /* Also now and then: a clock that was set back is noticed before it is that late again. */
    if (f->set && (boot_ms >= f->look_at || clock_now().wall_ms >= predict_set_deadline(f->set)))
        step(d);
    for (size_t i = 0; boot_ms >= f->look_at && i < d->config->predictors; i++) {
        look_at(d, i);
        look_at_shadow(d, i);
        if (f->one[i].save_at == 0)
            f->one[i].save_at = boot_ms + SAVE_MS + (int64_t)i * LOOK_MS;
        else if (boot_ms >= f->one[i].save_at)
            learnt_keep(d, i, boot_ms);
    }
    for (size_t i = 0; boot_ms >= f->tally_at && i < d->config->predictors; i++) {
        tally(d, i, predict_set_active(f->set, i), &f->one[i].active);
        tally(d, i, predict_set_shadow(f->set, i), &f->one[i].shadow);
    }
    if (boot_ms >= f->tally_at)
        f->tally_at = boot_ms + TALLY_MS;
    if (boot_ms >= f->look_at)
        f->look_at = boot_ms + LOOK_MS;
    send_all(d);
}

int64_t foresee_deadline(const struct daemon *d)
{
    const struct foreseer *f = d->foreseer;
    if (!f || !f->set)
        return TIME_NEVER;
    struct now now = clock_now();
    int64_t due = predict_set_deadline(f->set);
    int64_t next = due >= TIME_NEVER - now.boot_ms ? TIME_NEVER : now.boot_ms + due - now.wall_ms;
    return next < f->look_at ? next : f->look_at;
}

/* ---- another configuration ------------------------------------------------------------------ */

/* What was learnt of the same signals goes on; else it is said. */
static void carry(struct daemon *d, struct foreseer *from, size_t was, size_t is, bool shadow)
{
    struct cause why = {.text = ""};
    struct foreseer *f = d->foreseer;
    struct predictor *old =
        shadow ? predict_set_shadow(from->set, was) : predict_set_active(from->set, was);
    size_t length = old ? predictor_save(old, f->text, FORESEE_TEXT_MAX) : 0;
    if (!old)
        return;
    struct predictor *one = predictor_load(&d->config->predictor[is], f->text, length, &why);
    if (one)
        predict_set_put(f->set, is, one, shadow);
    if (one || !shadow)
        predictor_number(one ? one : predict_set_active(f->set, is), from->one[was].top);
    if (one || shadow)
        return;
    f->one[is].version = 0;
    report(MSG_FORESEE, "%s learns anew: %s", d->config->predictor[is].name, why.text);
}

void foresee_follow(struct daemon *d, const struct config *before)
{
    struct foreseer *from = d->foreseer, *f = make(d->config);
    if (!f) { /* it goes on as it was: the set still borrows what is about to go */
        report(MSG_FORESEE, "out of memory: nothing is predicted until the next reload");
        learnt_cancel(d, from);
        unmake(from);
        d->foreseer = NULL;
        return;
    }
    d->foreseer = f;
    memcpy(f->order, from->order, sizeof f->order);
    f->orders = from->orders;
    f->last_record = from->last_record;
    f->forgets = from->forgets;
    memcpy(f->forget, from->forget, CONFIG_PREDICTORS_MAX * sizeof *f->forget);
    for (size_t was = 0; was < before->predictors; was++) {
        int is = f->set ? predict_set_find(f->set, before->predictor[was].name) : -1;
        if (is >= 0) {
            f->one[is] = from->one[was];
            carry(d, from, was, (size_t)is, false);
            carry(d, from, was, (size_t)is, true);
        }
        foresee_forget(d, before->predictor[was].mode);
    }
    learnt_cancel(d, from);
    unmake(from);
    if (f->set)
        feed_machine(d);
}
