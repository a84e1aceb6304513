/* SPDX-License-Identifier: MIT */
/* Item formats: payloads that hold many values under names of the source's own (standards.md §6).
 * A format takes one message and emits each item that it says; the decoder gives those that signals
 * want to them, discovery lists them all. Pure: no clock, no I/O, no allocation. */
#ifndef DATA_DECODE_FORMAT_H
#define DATA_DECODE_FORMAT_H

#include "data/config/config.h"
#include "data/decode/message.h"
#include "data/decode/scan.h"
#include "data/model/cause.h"
#include "data/model/clock.h"

#define ITEM_NAME_MAX    256   /* bytes; an item with a longer name is left out and counted */
#define FORMAT_ITEMS_MAX 20000 /* of one message; what is beyond is left out and counted */
#define FORMAT_SCRATCH   (256 * 1024) /* as much as a payload may be: its names find room */

/* One thing that a message says. Texts are in the payload or in the scratch, valid until the
 * message is done; they are hostile: sanitise before showing. */
struct item {
    const char
        *name; /* the source's full name of it, e.g. "Channel1.Device1.Good"; not terminated */
    size_t length;
    const char *also; /* a shorter name that means it, too ("Good"); NULL: none */
    size_t also_length;
    struct scan_value value; /* NULL: the source has none now */
    enum quality quality;    /* Q_GOOD, Q_BAD: the source says so; Q_NONE: not understood */
    int64_t source_ms;       /* wall; TIME_NONE: none stated, arrival is the time */
    bool historical;         /* told afterwards, says the source */
    bool restated;           /* said because its source was born: it is so, and need not be news */
    bool unsure;             /* nobody vouches for it: as old as what a broker kept */
};

/* Memory for names and numbers that do not stand in the payload as they are. */
struct scratch {
    char *at;
    size_t size, used;
};
/* NULL: there is no more. */
char *scratch_take(struct scratch *scratch, size_t size);
/* A TEXT's characters with escapes resolved: in place when there are none, else in the scratch.
 * False: there is no room, or it is longer than `max`. */
bool scratch_text(struct scratch *scratch, const struct scan_value *text, size_t max,
                  const char **out, size_t *length);

struct format_stats {
    int items;       /* emitted of the message at hand; whoever calls `read` sets it to 0 */
    int64_t skipped; /* left out: names too long, too many, shapes that are none */
};

/* What a format is given. */
struct format_input {
    const struct message *message;
    const char *below; /* the topic from the first wildcard of its filter on; NULL: has none */
    enum time_unit time_unit; /* of the source's section */
    const struct zone *zone;  /* of times that state no zone */
    const char *where;        /* "tag=value, tag=value": only what has these; "": all */
    void *state;              /* `state_size` bytes of the source's, zeroed at its start; or NULL */
    struct scratch *scratch;  /* empty */
    struct format_stats *stats;
};

typedef void item_sink(void *ctx, const struct item *item);

struct format {
    const char *name; /* word of [preset] format */
    size_t state_size;
    /* Emit what the message says, in its order. Returns the number of items; -1: it is not of this
     * format, `why` says at which byte or member. What was emitted before stands. */
    int (*read)(const struct format_input *in, item_sink *sink, void *ctx, struct cause *why);
};

/* The item format of this word (enum decode_format); NULL: it is none (raw, json, topic). */
const struct format *format_of(enum decode_format format);

/* ---- for the formats ---- */

/* Hand over an item, bounded and counted. False: no more of this message. */
bool format_emit(const struct format_input *in, item_sink *sink, void *ctx, struct item *item);

/* The time that `value` states, TIME_NONE when there is none that can be read. */
int64_t format_time(const struct format_input *in, const struct scan_value *value);

extern const struct format format_list; /* Kepware's IoT gateway: lists of id, v, q, t */
extern const struct format
    format_envelope;                    /* one value with its time and quality, by usual names */
extern const struct format format_line; /* InfluxDB line protocol */
extern const struct format format_telegraf;  /* Telegraf's JSON, single and batch */
extern const struct format format_opcua;     /* OPC UA PubSub JSON, Part 14 */
extern const struct format format_mtconnect; /* MTConnect: entities, documents, availability */
extern const struct format format_siemens;   /* Siemens databus: ids named by metadata */
extern const struct format format_vda5050;   /* mobile robots: state and connection */
extern const struct format format_umh;       /* United Manufacturing Hub: by its topics */

#endif
