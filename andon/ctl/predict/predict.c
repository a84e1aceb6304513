/* SPDX-License-Identifier: MIT */
/* andonctl predict: a configured predictor on past data, trained, explained or judged. Called by
 * main.c's table. Reads only; a daemon is asked for its history when no file is named. */
#include "andon/ctl/ctl.h"
#include "andon/ctl/file.h"
#include "andon/ctl/predict/feeding.h"
#include "andon/ctl/predict/told.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

static struct config *load(const char *const *layers, size_t count)
{
    struct config_report report = {0};
    struct config *config = config_load(layers, count, &report);
    for (size_t i = 0; i < report.count; i++)
        (void)ctl_fail("%s", report.message[i]);
    config_report_done(&report);
    if (!config)
        (void)ctl_fail("the configuration is refused");
    return config;
}

static bool is_csv(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".csv") == 0;
}

/* What was learnt before, as `predict --train --output` has written it. */
static int take_model(const struct ctl *ctl, struct trial *trial)
{
    const char *path = ctl->value[OPT_MODEL];
    struct cause why;
    if (!path)
        return CTL_DONE;
    FILE *f = fopen(path, "re");
    char *text = malloc(PREDICTOR_TEXT_MAX);
    size_t length = f && text ? fread(text, 1, PREDICTOR_TEXT_MAX, f) : 0;
    struct predictor *one = length > 0 ? predictor_load(trial->conf, text, length, &why) : NULL;
    if (one)
        predict_set_put(trial->set, (size_t)trial->predictor, one, false);
    else if (length > 0)
        (void)ctl_fail("%s: %s", path, why.text);
    else
        (void)ctl_fail("%s cannot be read", path);
    if (f)
        (void)fclose(f);
    free(text);
    return one ? CTL_DONE : CTL_FAILED;
}

static int feed(const struct ctl *ctl, struct trial *trial)
{
    const struct prediction_conf *mode = config_prediction(trial->config, trial->conf->mode);
    const char *named = ctl->value[OPT_FAILURES];
    struct feeding feeding = {.ctl = ctl,
                              .config = trial->config,
                              .failures = named                      ? named
                                          : mode && mode->reasons[0] ? mode->reasons
                                                                     : NULL};
    const struct zone *zone = &trial->config->zone;
    int result = ctl_time(ctl, OPT_FROM, zone, &feeding.from_ms);
    if (result == CTL_DONE)
        result = ctl_time(ctl, OPT_TO, zone, &feeding.to_ms);
    if (result != CTL_DONE)
        return result;
    size_t csv = 0;
    for (size_t i = 1; i < ctl->args; i++)
        csv += is_csv(ctl->arg[i]);
    if (csv > 0 && csv + 1 < ctl->args)
        return ctl_usage("either files of CSV or recordings");
    if (csv > 0)
        for (size_t i = 1; i < ctl->args && result == CTL_DONE; i++)
            result = feed_csv(&feeding, trial, ctl->arg[i]);
    else if (ctl->args > 1)
        result = feed_recordings(&feeding, trial, ctl->arg + 1, ctl->args - 1);
    else
        result = feed_history(&feeding, trial);
    if (result == CTL_DONE && feeding.refused > 0)
        (void)ctl_fail("%lld lines could not be read: %s", (long long)feeding.refused,
                       feeding.first_refused);
    if (result == CTL_DONE && feeding.lines == 0)
        result = ctl_fail("there are no data of that time");
    trial_end(trial);
    return result;
}

static int try(const struct ctl *ctl, const struct config *config, struct trial *trial)
{
    struct cause why;
    if (trial_begin(trial, config, ctl->arg[0], &why) != 0)
        return ctl_fail("%s", why.text);
    int result = take_model(ctl, trial);
    return result == CTL_DONE ? feed(ctl, trial) : result;
}

static int write_model(const struct ctl *ctl, const struct trial *trial)
{
    char *text = malloc(PREDICTOR_TEXT_MAX);
    struct ctl_file f;
    struct predictor_view v;
    const struct predictor *one = predict_set_active(trial->set, (size_t)trial->predictor);
    size_t length = text ? predictor_save(one, text, PREDICTOR_TEXT_MAX) : 0;
    int result = length > 0 ? CTL_DONE : ctl_fail("out of memory");
    predictor_view(one, &v);
    if (result == CTL_DONE && v.version == 0)
        result = ctl_fail("it has not learnt enough yet: %.0f %% of its learning time",
                          (double)v.learnt / 1e4);
    if (result == CTL_DONE)
        result = file_begin(&f, ctl->value[OPT_OUTPUT], ctl_has(ctl, OPT_FORCE));
    if (result == CTL_DONE) {
        (void)fwrite(text, 1, length, f.file);
        result = file_finish(&f);
    }
    free(text);
    return result;
}

static int write_page(const struct ctl *ctl, const struct trial *trial)
{
    struct ctl_file f;
    int result = file_begin(&f, ctl->value[OPT_HTML], ctl_has(ctl, OPT_FORCE));
    if (result != CTL_DONE)
        return result;
    if (told_page(trial, f.file))
        return file_finish(&f);
    file_drop(&f);
    return ctl_fail("%s cannot be written", ctl->value[OPT_HTML]);
}

static int tell(const struct ctl *ctl, const struct trial *trial)
{
    bool explain = ctl_has(ctl, OPT_EXPLAIN);
    int result = CTL_DONE;
    if (ctl_has(ctl, OPT_JSON))
        told_json(trial, explain);
    else if (explain || ctl_has(ctl, OPT_TRAIN))
        told_explain(trial);
    else
        told_text(trial);
    if (ctl_has(ctl, OPT_TRAIN) && ctl_has(ctl, OPT_OUTPUT))
        result = write_model(ctl, trial);
    if (result == CTL_DONE && ctl_has(ctl, OPT_HTML))
        result = write_page(ctl, trial);
    return result;
}

static int compare(const struct ctl *ctl, const struct trial *trial)
{
    struct trial other = {0};
    struct config *config = load(ctl->other, ctl->others);
    int result = config ? CTL_DONE : CTL_FAILED;
    if (config) {
        struct ctl as = *ctl;
        memcpy(as.layer, ctl->other, sizeof as.layer);
        as.layers = ctl->others;
        result = try(&as, config, &other);
    }
    if (result == CTL_DONE)
        told_against(trial, &other);
    trial_done(&other);
    config_free(&config);
    return result;
}

int ctl_predict(const struct ctl *ctl)
{
    struct trial trial = {0};
    int modes = ctl_has(ctl, OPT_TRAIN) + ctl_has(ctl, OPT_BACKTEST) + ctl_has(ctl, OPT_EXPLAIN);
    if (modes != 1)
        return ctl_usage("predict does one of --train, --backtest and --explain");
    if (ctl->layers == 0)
        return ctl_usage("predict needs the configuration: --config DIR");
    if (ctl_has(ctl, OPT_AGAINST) && (!ctl_has(ctl, OPT_BACKTEST) || ctl_has(ctl, OPT_JSON)))
        return ctl_usage("--against goes with --backtest, in words");
    struct config *config = load(ctl->layer, ctl->layers);
    int result = config ? try(ctl, config, &trial) : CTL_FAILED;
    if (result == CTL_DONE)
        result = tell(ctl, &trial);
    if (result == CTL_DONE && ctl->others > 0)
        result = compare(ctl, &trial);
    trial_done(&trial);
    config_free(&config);
    return result;
}
