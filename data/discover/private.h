/* SPDX-License-Identifier: MIT */
/* Insides of data/discover: topics, where they lead, and what is known of each tag.
 *
 * Flow: topic.c finds or makes the topic of a message; recognise.c says of which kind it is;
 * read.c takes the message apart and stats.c notes each value. When somebody looks, classify.c
 * gives each tag a role with reasons, group.c makes assets of them, learn.c adds what follows. */
#ifndef DATA_DISCOVER_PRIVATE_H
#define DATA_DISCOVER_PRIVATE_H

#include "data/decode/formats/format.h"
#include "data/decode/scan.h"
#include "data/discover/discover.h"
#include "data/model/amount.h"
#include "data/model/clock.h"

#define NONE UINT32_MAX

#define TAG_WORDS  24 /* distinct words that are kept; with more it is no state */
#define WORD_BYTES 40
#define POINTS_MAX 128
#define RUNS_MAX   48

struct tag_word {
    char text[WORD_BYTES];
    uint32_t count;
    int64_t dwell_ms;
};
struct tag_words {
    uint32_t count, now; /* index of the present one; NONE at first */
    int64_t since;
    struct tag_word word[TAG_WORDS];
};

/* The course of a tag. Numbers that are more than fit are thinned: `stride` are passed over for
 * each that is kept. Words fall out at the front. */
struct course {
    uint32_t count, stride, skip;
    struct discover_point point[POINTS_MAX];
};

/* Stretches of steady making. */
struct run {
    int64_t begin_ms, end_ms, parts;
};
struct runs {
    uint32_t count, messages; /* of the open one */
    int64_t begin_ms, parts;  /* … */
    int64_t least;            /* parts that make a run */
    int64_t spacing_ms;       /* of messages with parts, smoothed */
    int64_t last_ms;
    struct run run[RUNS_MAX];
};

/* What names say of a role, -100..100. */
struct hints {
    int8_t score[DISCOVER_ROLE_COUNT];
};

struct tag {
    uint32_t place, next, sibling; /* of the same hash; of the same place */
    uint32_t messages, stored, numbers, texts, bools, nulls, bad;
    uint32_t changes, rises, falls, resets, repeats; /* resets: falls to about 0 */
    bool integers, words_over, cumulative, delta;    /* still possible */
    int64_t first_ms, last_ms, live_ms;              /* arrivals */
    int64_t last, min, max, first, risen;
    int64_t gap_max, gap_sum;
    uint32_t gaps;
    const char *name;      /* pointer or item; "" the payload itself */
    const char *time;      /* pointer of its time; NULL: none */
    const char *quality;   /* likewise */
    char text[WORD_BYTES]; /* the last text */
    struct tag_words *words;
    struct course *course;
    struct runs *runs[2]; /* by readings, by amounts */
    struct hints hints;
};
enum { RUNS_READINGS, RUNS_AMOUNTS };

/* Where tags come from: a topic, or what a source calls a device. */
struct place {
    uint32_t next, first_tag, last_tag, tags;
    uint32_t messages, stored, timed, untimed;
    enum discover_kind kind;
    bool document, local_time; /* times without a zone */
    const char *key;           /* a topic, or made by the recogniser */
    const char *asset;         /* path of the asset; "" group.c finds it */
    const char *topic;         /* filter that hears it */
    const char *preset, *root; /* of a [source]; NULL: plain topics and pointers */
    const char *where;         /* its tags; "" none */
    size_t device;             /* bytes of its tags' names that name the asset */
    void *state;               /* what its format keeps */
    int64_t first_ms, last_ms;
    int64_t offset_min, offset_max;    /* arrival less source time, of live messages */
    int64_t source_first, source_last; /* source times */
};

struct topic {
    uint32_t next, place;
    enum discover_kind kind;
    uint32_t failures;
    const char *text;
};

struct block;
struct hash {
    uint32_t *bucket;
};

struct discover {
    struct discover_counts counts;
    struct block *block; /* texts and the like */
    size_t bytes;
    struct topic *topic;
    struct place *place;
    struct tag *tag;
    uint32_t topics, places, tags, topic_room, place_room, tag_room;
    uint32_t *topic_bucket, *place_bucket, *tag_bucket;
    char *scratch;
    void *spark; /* sparkplug.c */
    struct discover_result result;
    struct block *looked; /* memory of the result */
};

/* store.c */
/* Whether a name can stand in a configuration as it is: no template, no quotes, no comment. */
bool store_usable(const char *text, size_t length);
#define BUCKETS (64 * 1024)
void *store_take(struct discover *d, size_t size); /* zeroed; NULL: full */
/* For what is good to have: the last quarter is kept for topics and tags. */
void *store_spare(struct discover *d, size_t size);
void *store_look(struct discover *d, size_t size); /* for the result */
void store_forget(struct discover *d);             /* the result */
const char *store_text(struct discover *d, const char *text, size_t length);
struct topic *store_topic(struct discover *d, const char *text); /* NULL: at a limit */
struct place *store_place(struct discover *d, const char *key, size_t length, bool *made);
struct tag *store_tag(struct discover *d, uint32_t place, const char *name, size_t length);
uint32_t store_place_index(const struct discover *d, const struct place *place);
void store_free(struct discover *d);

/* recognise.c */
struct recognised {
    enum discover_kind kind;
    size_t from,
        asset; /* where in the topic the asset's path begins, and its bytes; 0: not known */
};
struct recognised recognise(const struct message *message);
bool recognise_is_category(const char *level, size_t length);

/* read.c */
void read_message(struct discover *d, struct topic *topic, const struct message *message);

/* Note the time that a message of the place states; whether, and when, it is believed. */
int64_t read_time(struct place *place, const struct message *message, int64_t source_ms);

/* items.c: kinds with a format of their own. 1: read; 0: the kind has none; -1: it is not of it */
int items_read(struct discover *d, enum discover_kind kind, const struct message *message);
/* The place of a source's device, made when it is new. NULL: at a limit. */
struct device {
    enum discover_kind kind;
    const char *topic, *preset, *where; /* topic: a filter that hears it, to be shown */
    const char *root, *name;            /* of the source; of the device in it, not terminated */
    size_t root_length, name_length;
};
struct place *items_place(struct discover *d, const struct device *device,
                          const struct message *message);

/* spark.c */
int spark_read(struct discover *d, const struct message *message);
void spark_free(struct discover *d);

/* stats.c */
struct sample {
    struct scan_value value;
    int64_t at_ms; /* when it was so: the source's time where it can be believed */
    int64_t arrival_ms;
    bool stored, bad;
};
void stats_take(struct discover *d, struct tag *tag, const struct sample *sample);

/* names.c: what words mean */
void names_hints(const struct place *place, const char *name, struct hints *out);
/* The last part of a tag's name that says something; length in `*length`. */
const char *names_leaf(const struct place *place, const char *name, size_t *length);
const char *names_unit(const struct place *place, const char *name);
/* What a state's word means; -1 unknown. `*table` gets where it is from. */
int names_state(const char *word, const char **table);
/* The rows of a standard's table, from 0. False: no more. */
bool names_table(const char *table, size_t at, const char **word, enum machine_state *state);
/* The same of every table, also of what people write. */
bool names_usual(const char *table, size_t at, const char **word, enum machine_state *state);
/* Whether it is one of two words that are no more than yes and no; 1, 0, -1. */
int names_bool(const char *word);
bool names_alive(const char *word);
bool names_mode(const char *word, enum station_mode *mode);

/* classify.c */
struct verdict {
    enum discover_role role;
    int confidence;
    enum counter_kind counter;
    bool known; /* its words are of a table, not only its name */
    char why[DISCOVER_WHY];
};
/* The best role of a tag by itself. */
void classify(const struct place *place, const struct tag *tag, struct verdict *out);

/* group.c: the assets of a result. 0, or -1 without memory */
int group_assets(struct discover *d);

/* choose.c: which candidate plays which role, under which name */
void choose(struct discover *d, struct discover_asset *asset);
/* Whether the times that a place states can be believed; else why not. */
bool choose_time(const struct place *place, char why[DISCOVER_WHY]);

/* learn.c: what follows from the courses of the chosen ones */
/* Whether parts were counted while some of its words held and none while others did: 0..100. */
int learn_parts_apart(const struct tag *words, const struct tag *counter, bool delta);
void learn_asset(struct discover *d, struct discover_asset *asset);

#endif
