/* SPDX-License-Identifier: MIT */
/* From the items of sources to signal updates: of formats that take one message after another apart
 * (feed.h) and of Sparkplug's sessions, which also end what is known (plug.h). Called by decode.c
 * for each message of a source, and by the shells when time passes. */
#include "data/decode/decode_private.h"

#include "data/decode/value.h"

static void on_item(void *ctx, uint16_t signal, const struct item *item)
{
    struct pass *pass = ctx;
    struct update update;
    struct fault fault = {.where = NULL};
    decode_begin(pass, signal, &update);
    const struct signal_conf *conf = &pass->decoder->config->signal[signal];
    bool adds = conf->counter.kind != COUNTER_CUMULATIVE; /* said again it would be counted again */
    update.source_ms = item->source_ms;
    update.historical = item->historical;
    update.stored |= item->unsure || (item->restated && adds && conf->role != ROLE_SENSOR);
    int result = -1;
    if (item->quality != Q_GOOD)
        decode_set_fault(&fault, "quality",
                         item->quality == Q_BAD ? "the source says bad" : "one that is not known");
    else if ((result = value_read(conf, &item->value, &update, &fault.what)) != 0)
        fault.where = "";
    if (result >= 0)
        update.quality = Q_GOOD;
    else
        decode_clear(&update.value);
    if (fault.where)
        decode_fault(pass, signal, &fault);
    pass->updates++;
    pass->sink(pass->ctx, &update);
}

/* A signal of an item format whose messages are its own. */
void decode_own(struct pass *pass, const struct member *member)
{
    struct fault fault = {.where = ""};
    if (feeds_read_one(pass->decoder->feeds, member->signal, pass->message, on_item, pass,
                       &fault.what) != 0)
        decode_fault(pass, member->signal, &fault);
}

/* Sources with sessions: nothing is known of the signal any more. */
static void on_gone(void *ctx, uint16_t signal, enum plug_gone why)
{
    struct pass *pass = ctx;
    struct update update;
    struct fault fault;
    decode_begin(pass, signal, &update);
    update.stored = false;
    update.gone = why != PLUG_LOST;
    update.overrun = why == PLUG_LOST;
    decode_set_fault(&fault, "birth", "the node or device has no metric of this name");
    if (why == PLUG_ABSENT)
        decode_fault(pass, signal, &fault);
    pass->updates++;
    pass->sink(pass->ctx, &update);
}

static struct plug_sink plug_sink(struct pass *pass)
{
    return (struct plug_sink){.item = on_item, .gone = on_gone, .ctx = pass};
}

int64_t decoder_due(const struct decoder *decoder)
{
    return plugs_due(decoder->plugs);
}

void decoder_time(struct decoder *decoder, enum decoder_event what, const struct now *now,
                  decode_sink *sink, void *ctx)
{
    const struct message none = {.topic = "", .arrival_ms = now->wall_ms, .now_ms = now->boot_ms};
    struct pass pass = {.decoder = decoder, .message = &none, .sink = sink, .ctx = ctx};
    struct plug_sink plug = plug_sink(&pass);
    if (what == DECODER_TICK)
        plugs_tick(decoder->plugs, now->boot_ms, now->wall_ms, &plug);
    else
        plugs_link(decoder->plugs, what == DECODER_LINK_UP, now->boot_ms, now->wall_ms, &plug);
}

void decoder_adopt(struct decoder *decoder, struct decoder *old)
{
    feeds_adopt(decoder->feeds, old->feeds);
    plugs_adopt(decoder->plugs, old->plugs);
}

struct plugs *decoder_plugs(const struct decoder *decoder)
{
    return decoder->plugs;
}

/* A message that is not of a source's format says nothing; that it came is told at its signals. */
static void note_source(struct pass *pass, size_t source, const struct fault *fault)
{
    const uint16_t *signal;
    size_t count = feeds_signals(pass->decoder->feeds, source, &signal);
    for (size_t i = 0; i < count; i++)
        decode_fault(pass, signal[i], fault);
}

/* Each source once, however many of its filters match; those of Sparkplug's all together. */
void decode_sources(struct pass *pass, uint32_t sources)
{
    struct fault fault = {.where = ""};
    struct decoder *decoder = pass->decoder;
    const struct plug_sink plug = plug_sink(pass);
    bool unread = (sources & decoder->plugged) != 0 &&
                  plugs_message(decoder->plugs, pass->message, &plug, &fault.what) != 0;
    for (size_t i = 0; i < CONFIG_SOURCES_MAX && sources >> i != 0; i++) {
        if ((sources >> i & 1) == 0)
            continue;
        bool plugged = (decoder->plugged >> i & 1) != 0;
        int rc = feeds_read(decoder->feeds, i, pass->message, on_item, pass, &fault.what);
        if (rc != 0 || (plugged && unread))
            note_source(pass, i, &fault);
    }
}
