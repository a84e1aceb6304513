/* SPDX-License-Identifier: MIT */
/* The rows of predictions, models and work orders, and what their values mean for each other.
 * schema.c lists the kinds; resolve.c calls resolve_predictions once. */
#include "data/config/load.h"
#include "data/config/plant/rows.h"
#include "data/config/response/prediction_fields.h"
#include "data/model/text.h"

#include <string.h>
#include <strings.h>

static const char *const prediction_format_names[] = {"prediction", "lookout", "umh", "plain"};
static const char *const life_unit_names[] = {"s", "min", "h", "d"};
static const struct words words_prediction_format = WORDS(prediction_format_names);
static const struct words words_life_unit = WORDS(life_unit_names);
static const char *const freeze_names[] = {"never", "stopped", "standing"};
static const struct words words_freeze = WORDS(freeze_names);

#define PREDICTION(member) IN(struct prediction_conf, member)
#define YEAR_MS            (366 * DAY_MS)
const struct field prediction_name = {NAME(F_ID, PREDICTION(name)), EXAMPLE("bearing"),
                                      FLAGS(FIELD_REQUIRED)};
const struct field prediction_fields[] = {
    {KEY("title", F_TEXT, PREDICTION(title)), EXAMPLE("Spindle bearing"),
     HELP("What people call the failure. Not given: the id.")},
    {KEY("asset", F_TEXT, PREDICTION(asset)), EXAMPLE("press3/spindle"),
     HELP("What fails, for messages that do not say. Not given: the station.")},
    {KEY("topic", F_TOPIC, PREDICTION(topic)), EXAMPLE("{root}/health/bearing"),
     HELP("Where the messages come from. Not given: andon/v1/PATH/prediction/MODE.")},
    {KEY("format", F_WORD, PREDICTION(format)), OF(&words_prediction_format), DEFAULT("prediction"),
     HELP("prediction: the message described under PREDICTIONS. lookout: anomaly results of AWS "
          "Lookout for Equipment and IoT SiteWise. umh: recommendations of the United "
          "Manufacturing Hub. plain: a number, or a document in which the pointers below find "
          "it.")},
    {KEY("p", F_POINTER, PREDICTION(p)), EXAMPLE("/score"),
     HELP("format = plain: where the probability stands. Without p and life: the whole message "
          "is it.")},
    {KEY("scale", F_AMOUNT, PREDICTION(scale)), RANGE(1, 1000 * S_US), DEFAULT("1"),
     HELP("format = plain: the probability is what is said times this; 0.01 for per cent.")},
    {KEY("life", F_POINTER, PREDICTION(life)), EXAMPLE("/rul"),
     HELP("format = plain: where the remaining life stands.")},
    {KEY("life_unit", F_WORD, PREDICTION(life_unit)), OF(&words_life_unit), DEFAULT("s"),
     HELP("format = plain: in what the remaining life is counted.")},
    {KEY("time", F_POINTER, PREDICTION(time)), EXAMPLE("/ts"),
     HELP("format = plain: where the time of the statement stands. Not given: its arrival; what "
          "the broker had stored is then of unknown age and lights nothing.")},
    {KEY("id", F_POINTER, PREDICTION(id)), EXAMPLE("/id"),
     HELP("format = plain: where the message's own id stands.")},
    {KEY("model", F_TEXT, PREDICTION(model)), EXAMPLE("spindle-wb"),
     HELP("Which model it is, for messages that do not say.")},
    {KEY("horizon", F_MS, PREDICTION(horizon_ms)), RANGE(0, 10 * YEAR_MS), DEFAULT("0"),
     HELP("Within how long the failure is likely, for messages that do not say. 0: not known.")},
    {KEY("valid", F_MS, PREDICTION(valid_ms)), RANGE(S_MS, YEAR_MS), DEFAULT("1 d"),
     HELP("How long a statement holds that does not say; then it is shown as expired and lights "
          "nothing.")},
    {KEY("p_on", F_PERCENT, PREDICTION(p_on)), RANGE(1, S_US), DEFAULT("70 %"),
     HELP("From this probability on it is raised.")},
    {KEY("p_off", F_PERCENT, PREDICTION(p_off)), RANGE(0, S_US), DEFAULT("50 %"),
     HELP("At this probability or less it is no more; less than p_on.")},
    {KEY("n", F_INT, PREDICTION(messages)), RANGE(1, 100), DEFAULT("2"),
     HELP("So many statements in a row raise it.")},
    {KEY("life_on", F_MS, PREDICTION(life_on_ms)), RANGE(0, 10 * YEAR_MS), DEFAULT("0"),
     HELP("A remaining life of less raises it, too. 0: it does not matter.")},
    {KEY("freeze", F_WORD, PREDICTION(freeze)), OF(&words_freeze), DEFAULT("stopped"),
     HELP("When what was said stays as it is, whatever the model goes on to say: while the machine "
          "is stopped, or standing (in any known state but running). A withdrawal always counts.")},
    {KEY("alarm", F_BOOL, PREDICTION(alarm)), DEFAULT("no"),
     HELP("yes: somebody at the machine has to do something about it; needs action and priority, "
          "and "
          "is an alert, [alert predicted-MODE], which may be written to say more. "
          "no: it is advice to maintenance, and no operator has to acknowledge it.")},
    {KEY("priority", F_WORD, PREDICTION(priority)), OF(&words_priority), DEFAULT("advice"),
     HELP("Of the alarm, and of a work order made from it.")},
    {KEY("action", F_TEXT, PREDICTION(action)), EXAMPLE("Listen to the spindle; call maintenance"),
     HELP("What to do, where the model does not say.")},
    {KEY("order", F_TEXT, PREDICTION(order)), EXAMPLE("Replace the spindle bearing"),
     HELP("Text of a work order made from it. Not given: its title and figures.")},
    {KEY("signals", F_IDS, PREDICTION(signals)), EXAMPLE("total"),
     HELP("Signals of this station that are its evidence; their trend is drawn beside it.")},
    {KEY("reasons", F_IDS, PREDICTION(reasons)), EXAMPLE("mech.drive"),
     HELP("Reasons of stops that are this failure, given by people or meant by the machine's "
          "fault: what its models are scored by, beside what people find.")},
};
_Static_assert(COUNT(prediction_fields) == PREDICTION_FIELDS, "as the header says");

#define MODEL(member) IN(struct model_conf, member)
const struct field model_name = {NAME(F_ID, MODEL(name)), EXAMPLE("spindle-wb"),
                                 FLAGS(FIELD_REQUIRED)};
const struct field model_fields[] = {
    {KEY("title", F_TEXT, MODEL(title)), EXAMPLE("Vibration model"),
     HELP("What people call it. Not given: the id.")},
    {KEY("floor", F_PERCENT, MODEL(floor)), RANGE(0, S_US), DEFAULT("0 %"),
     HELP("Of its warnings that have ended, so many have to have been right; those that nobody "
          "answered count as not. Below it the model goes silent: its warnings are listed and "
          "light nothing. 0 %: never.")},
    {KEY("answers", F_INT, MODEL(answers)), RANGE(1, 1000), DEFAULT("10"),
     HELP("How many of its warnings have to have ended before floor is looked at.")},
    {KEY("lead", F_MS, MODEL(lead_ms)), RANGE(0, YEAR_MS), DEFAULT("0"),
     HELP("How long before the finding its warnings should come; shown beside what it reaches.")},
};
_Static_assert(COUNT(model_fields) == MODEL_FIELDS, "as the header says");

#define WANTED(text) "How soon work of priority " text " is wanted, where nobody says otherwise."
#define CALLED(text)                                                                             \
    "What the maintenance system calls priority " text "; sent beside our own word. Not given: " \
    "our word."
const struct field work_orders_fields[] = {
    {KEY("wanted_high", F_MS, CONF(work_orders.wanted_ms[PRIO_HIGH])), RANGE(0, YEAR_MS),
     DEFAULT("4 h"), HELP(WANTED("high"))},
    {KEY("wanted_medium", F_MS, CONF(work_orders.wanted_ms[PRIO_MEDIUM])), RANGE(0, YEAR_MS),
     DEFAULT("1 d"), HELP(WANTED("medium"))},
    {KEY("wanted_low", F_MS, CONF(work_orders.wanted_ms[PRIO_LOW])), RANGE(0, YEAR_MS),
     DEFAULT("7 d"), HELP(WANTED("low"))},
    {KEY("wanted_advice", F_MS, CONF(work_orders.wanted_ms[PRIO_ADVICE])), RANGE(0, YEAR_MS),
     DEFAULT("14 d"), HELP(WANTED("advice"))},
    {KEY("high", F_TEXT, CONF(work_orders.word[PRIO_HIGH])), EXAMPLE("1"), HELP(CALLED("high"))},
    {KEY("medium", F_TEXT, CONF(work_orders.word[PRIO_MEDIUM])), EXAMPLE("2"),
     HELP(CALLED("medium"))},
    {KEY("low", F_TEXT, CONF(work_orders.word[PRIO_LOW])), EXAMPLE("3"), HELP(CALLED("low"))},
    {KEY("advice", F_TEXT, CONF(work_orders.word[PRIO_ADVICE])), EXAMPLE("4"),
     HELP(CALLED("advice"))},
};
_Static_assert(COUNT(work_orders_fields) == WORK_ORDERS_FIELDS, "as the header says");

/* ---- what they mean for each other ---------------------------------------------------------- */

static void check_signals(struct loader *l, const struct section *s, const char *list)
{
    const char *name;
    size_t length;
    while (list && list[0] && piece_next(&list, ',', &name, &length)) {
        char id[CONFIG_ID_SIZE];
        if (text_copy_n(id, sizeof id, name, length) && config_signal_index(l->config, id) < 0)
            no_such(l, s, section_entry(s, "signals"), "signal", id);
    }
}

/* Only the last of a branch is ever the reason of a stop. */
static void check_reasons(struct loader *l, const struct section *s, const char *list)
{
    const char *name;
    size_t length;
    while (list && list[0] && piece_next(&list, ',', &name, &length)) {
        char id[CONFIG_ID_SIZE];
        int at = text_copy_n(id, sizeof id, name, length) ? config_reason_index(l->config, id) : -1;
        if (at < 0)
            no_such(l, s, section_entry(s, "reasons"), "reason", id);
        else if (!l->config->reason[at].leaf)
            problem_entry(l, s, section_entry(s, "reasons"),
                          "%s has reasons below it; name those that are this failure", id);
    }
}

/* Keys that mean nothing beside another one; said only when they were written. */
static void check_plain(struct loader *l, const struct section *s, const struct prediction_conf *p)
{
    static const char *const plain[] = {"p", "scale", "life", "life_unit", "time", "id"};
    for (size_t i = 0; p->format != PREDICTION_PLAIN && i < COUNT(plain); i++)
        if (section_entry(s, plain[i]))
            problem_entry(l, s, section_entry(s, plain[i]),
                          "means nothing without format = plain; remove it");
    if (section_entry(s, "life_unit") && !p->life[0])
        problem_entry(l, s, section_entry(s, "life_unit"), "means nothing without life; remove it");
    if (p->life_on_ms > 0 && p->format == PREDICTION_PLAIN && !p->life[0])
        problem_entry(l, s, section_entry(s, "life_on"), "needs life = /where/it/stands");
}

static void check_prediction(struct loader *l, const struct section *s,
                             const struct prediction_conf *p)
{
    if (p->p_off >= p->p_on)
        problem_section(l, s,
                        "p_off is not less than p_on; write e.g. p_on = 70 %%, p_off = 50 %%");
    if (p->alarm && !p->action[0])
        problem_entry(l, s, section_entry(s, "alarm"),
                      "needs action = what is to be done; without one it is advice (alarm = no)");
    if (p->alarm && p->priority == PRIO_ADVICE)
        problem_entry(l, s, section_entry(s, "alarm"), "needs priority = low, medium or high");
    check_plain(l, s, p);
    check_signals(l, s, p->signals);
    check_reasons(l, s, p->reasons);
}

/* {root} gives way to [station] topic_root; without a topic it is the station's own. */
static void make_topic(struct loader *l, const struct section *s, struct prediction_conf *p)
{
    char topic[sizeof p->topic], leaf[80];
    (void)text_format(leaf, sizeof leaf, "prediction/%s", p->name);
    if (!p->topic[0] && !config_topic(l->config, leaf, p->topic, sizeof p->topic))
        problem_section(l, s, "its topic is longer than %zu bytes", sizeof p->topic - 1);
    if (strncmp(p->topic, "{root}", 6) != 0)
        return;
    if (!l->config->topic_root[0])
        problem_entry(l, s, section_entry(s, "topic"), "{root} needs topic_root under [station]");
    else if (!text_format(topic, sizeof topic, "%s%s", l->config->topic_root, p->topic + 6))
        problem_entry(l, s, section_entry(s, "topic"), "with topic_root longer than %zu bytes",
                      sizeof topic - 1);
    else
        (void)text_copy(p->topic, sizeof p->topic, topic);
}

void resolve_predictions(struct loader *l)
{
    const struct section_kind *kind = kind_find("prediction", true);
    for (each_section(l, kind, s)) {
        struct prediction_conf *p = s->item;
        if (!p)
            continue;
        if (!p->title[0])
            (void)text_copy(p->title, sizeof p->title, p->name);
        make_topic(l, s, p);
        check_prediction(l, s, p);
        for (struct section *a = section_live(l->section, kind); a && a != s;
             a = section_live(a->next, kind)) {
            const struct prediction_conf *other = a->item;
            if (other && strcmp(other->topic, p->topic) == 0)
                problem_section(l, s, "hears the same topic as [prediction %s] (%s:%d)", a->name,
                                a->origin.file, a->origin.line);
        }
    }
    for (size_t i = 0; i < l->config->models; i++) {
        struct model_conf *m = &l->config->model[i];
        if (!m->title[0])
            (void)text_copy(m->title, sizeof m->title, m->name);
    }
}

const struct prediction_conf *config_prediction(const struct config *config, const char *mode)
{
    for (size_t i = 0; i < config->predictions; i++)
        if (strcmp(config->prediction[i].name, mode) == 0)
            return &config->prediction[i];
    return NULL;
}

const struct model_conf *config_model(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->models; i++)
        if (strcasecmp(config->model[i].name, name) == 0)
            return &config->model[i];
    return NULL;
}
