/* SPDX-License-Identifier: MIT */
/* What an MTConnect source has told before: names of its data items, conditions that are active,
 * who speaks under a type's name. Of mtconnect.c and mtconnect_memory.c only. */
#ifndef DATA_DECODE_FORMATS_MTCONNECT_H
#define DATA_DECODE_FORMATS_MTCONNECT_H

#include "data/decode/formats/format.h"

#define MT_NAMES      1024 /* a power of two; three quarters of it can be known */
#define MT_NAME_BYTES (32 * 1024)
#define MT_CONDITIONS 128
#define MT_CODE       64 /* bytes of a condition's code */
#define MT_BATCH      512

/* From the least to the worst. */
enum mt_level { MT_NONE, MT_UNAVAILABLE, MT_NORMAL, MT_WARNING, MT_FAULT };

/* Types that a station asks for by their own name, whatever the ids are: each of its usual items.
 */
enum mt_type {
    MT_EXECUTION,
    MT_CONTROLLER_MODE,
    MT_FUNCTIONAL_MODE,
    MT_AVAILABILITY,
    MT_EMERGENCY_STOP,
    MT_PROGRAM,
    MT_PART_COUNT, /* its subtypes follow */
    MT_PART_COUNT_GOOD,
    MT_PART_COUNT_BAD,
    MT_PART_COUNT_TARGET,
    MT_PART_COUNT_REMAINING,
    MT_TYPES
};

struct mt_name {
    uint64_t id; /* hash; 0: free */
    uint32_t at;
    uint16_t length;
};

struct mt_condition {
    uint64_t id, key; /* hashes; id 0: free */
    enum mt_level level;
    uint8_t length;
    char text[MT_CODE];
};

/* One observation of the message at hand, to be told in the order of time. */
struct mt_seen {
    int64_t time, sequence;
    const char *object, *key; /* the observation; what its type or level is named by */
    uint32_t length, key_length;
    uint32_t order;
};

struct mt_memory {
    struct mt_name name[MT_NAMES];
    char text[MT_NAME_BYTES];
    uint32_t names, used;
    struct mt_condition condition[MT_CONDITIONS];
    uint64_t speaker[MT_TYPES]; /* hash of the data item of that type */
    bool many[MT_TYPES];        /* more than one is */
    struct mt_seen seen[MT_BATCH];
    uint32_t count;
};

uint64_t mt_hash(const char *text, size_t length);

/* The name of a data item, kept. Returns false when there is no room. */
bool mt_name_put(struct mt_memory *memory, uint64_t id, const char *name, size_t length);
/* NULL: not known. */
const char *mt_name_get(const struct mt_memory *memory, uint64_t id, size_t *length);

/* A condition of a data item as told, with the words that tell it apart and that name it. Below
 * MT_WARNING it ends. False when there is no room to remember it. */
bool mt_condition_put(struct mt_memory *memory, uint64_t id, enum mt_level level,
                      const struct scan_value *key, const struct scan_value *code);
/* Forget those of one data item. */
void mt_condition_drop(struct mt_memory *memory, uint64_t id);
/* The worst active one of a data item (`id` 0: of all); NULL: none is. */
const struct mt_condition *mt_condition_worst(const struct mt_memory *memory, uint64_t id);

/* Whether this data item is the only one of its type so far. */
bool mt_speaks(struct mt_memory *memory, enum mt_type type, uint64_t id);

#endif
