/* SPDX-License-Identifier: MIT */
/* The broker of a command (broker.h). Called by capture.c. What a station's daemon hears of its
 * machine is what it decodes; of what it says to hubs and is told by them nothing is captured. */
#include "andon/ctl/capture/broker.h"

#include "andon/service/topics.h"
#include "data/decode/topic.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVERYTHING "#"

static const char *or_null(const char *text)
{
    return text && text[0] ? text : NULL;
}

/* What was said, else what is configured. */
static const char *choose(const struct ctl *ctl, enum ctl_option option, const char *configured)
{
    return ctl_has(ctl, option) ? ctl->value[option] : or_null(configured);
}

static int load(const struct ctl *ctl, struct broker *out)
{
    struct config_report report = {0};
    out->config = config_load(ctl->layer, ctl->layers, &report);
    for (size_t i = 0; i < report.count && !out->config; i++)
        (void)ctl_fail("%s", report.message[i]);
    config_report_done(&report);
    if (!out->config)
        return ctl_fail("the configuration is refused");
    if (out->config->brokers == 0 && !ctl_has(ctl, OPT_BROKER))
        return ctl_fail("the configuration has no [broker]; --broker URL says one");
    out->decoder = decoder_new(out->config);
    return out->decoder ? CTL_DONE : ctl_fail("out of memory");
}

static int find_password(const struct ctl *ctl, const char *configured, struct broker *out)
{
    struct cause why;
    const char *path = choose(ctl, OPT_PASSWORD_FILE, configured);
    if (!path)
        return CTL_DONE;
    if (link_read_password(path, out->password, sizeof out->password, &why) != 0)
        return ctl_fail("%s", why.text);
    out->conf.password = out->password;
    return CTL_DONE;
}

/* The signals' topics, and what of the station's own is an input of its engine. */
static int station_filters(struct broker *out)
{
    const char *const *signals;
    size_t n = decoder_filters(out->decoder, &signals), models = out->config->predictions;
    out->filters = calloc(n + 2 + models, sizeof *out->filters);
    if (!out->filters)
        return ctl_fail("out of memory");
    for (size_t i = 0; i < n; i++)
        out->filters[i] = signals[i];
    if (topic_own(out->config, TOPIC_JOB, out->own[0], sizeof out->own[0]))
        out->filters[n++] = out->own[0];
    if (topic_own(out->config, TOPIC_PREDICTION, out->own[1], sizeof out->own[1]))
        out->filters[n++] = out->own[1];
    for (size_t i = 0; i < models; i++)
        if (topic_match(out->own[1], out->config->prediction[i].topic, NULL, 0) < 0)
            out->filters[n++] = out->config->prediction[i].topic;
    out->conf.filter_count = n;
    return CTL_DONE;
}

static int find_filters(const struct ctl *ctl, struct broker *out)
{
    if (ctl->topics == 0 && out->config && !out->everything) {
        int result = station_filters(out);
        out->conf.filters = out->filters;
        return result;
    }
    out->filters = calloc(ctl->topics + 1, sizeof *out->filters);
    if (!out->filters)
        return ctl_fail("out of memory");
    for (size_t i = 0; i < ctl->topics; i++) {
        if (!topic_filter_valid(ctl->topic[i]))
            return ctl_usage("--topic %s is no topic filter: + stands for one level, # for all "
                             "below, at the end",
                             ctl->topic[i]);
        out->filters[i] = ctl->topic[i];
    }
    out->filters[ctl->topics] = EVERYTHING;
    out->conf.filters = out->filters;
    out->conf.filter_count = ctl->topics ? ctl->topics : 1;
    return CTL_DONE;
}

int broker_find(const struct ctl *ctl, struct broker *out)
{
    if (ctl->layers == 0 && !ctl_has(ctl, OPT_BROKER))
        return ctl_usage("%s needs --broker URL, or --config DIR of a station", ctl->command);
    int result = ctl->layers ? load(ctl, out) : CTL_DONE;
    if (result != CTL_DONE)
        return result;
    static const struct broker_conf none;
    const struct broker_conf *b =
        out->config && out->config->brokers ? &out->config->broker[0] : &none;
    (void)text_format(out->client_id, sizeof out->client_id, "andonctl-%ld", (long)getpid());
    out->conf = (struct link_conf){
        .url = choose(ctl, OPT_BROKER, b->url),
        .client_id = out->client_id,
        .user = choose(ctl, OPT_USER, b->user),
        .tls = {.ca_file = choose(ctl, OPT_CA_FILE, b->ca_file),
                .cert_file = choose(ctl, OPT_CERT_FILE, b->cert_file),
                .key_file = choose(ctl, OPT_KEY_FILE, b->key_file)},
        .keepalive_s = b->keepalive_s,
        .retry_min_ms = b->retry_min_ms,
        .retry_max_ms = b->retry_max_ms,
    };
    result = find_password(ctl, b->password_file, out);
    return result == CTL_DONE ? find_filters(ctl, out) : result;
}

void broker_done(struct broker *broker)
{
    free(broker->filters);
    decoder_free(&broker->decoder);
    config_free(&broker->config);
    explicit_bzero(broker->password, sizeof broker->password);
}
