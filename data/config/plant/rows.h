/* SPDX-License-Identifier: MIT */
/* How a row of a table of fields is written. For schema.c and plant/fields.c only. */
#ifndef DATA_CONFIG_PLANT_ROWS_H
#define DATA_CONFIG_PLANT_ROWS_H

#include "data/config/config.h"
#include "data/config/field.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

#define S_MS   INT64_C(1000)
#define DAY_MS INT64_C(86400000)
#define S_US   INT64_C(1000000)
#define MIB    (INT64_C(1) << 20)
#define MANY   INT64_C(9000000000000000000) /* 9e12 as an amount: counters of 32 bits and more */

#define WORDS(list)       \
    {                     \
        list, COUNT(list) \
    }
/* .offset and .size of a member */
#define IN(type, member) .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)

/* The parts of a row. */
#define KEY(name, kind, where) .key = (name), .type = (kind), where
#define NAME(kind, where)      .type = (kind), where
#define ALSO(name)             .also = (name)
#define OF(list)               .words = (list)
#define RANGE(low, high)       .min = (low), .max = (high)
#define DEFAULT(text)          .initial = (text)
#define EXAMPLE(text)          .example = (text)
#define FLAGS(bits)            .flags = (bits)
#define HELP(text)             .help = (text)

#define CONF(member) IN(struct config, member)

/* Of what people choose from. */
#define TITLES_HELP                                                                            \
    "The same by language, for screens in it: the tag of each, a colon, and what people call " \
    "it there; with ; between the languages. One that is missing: the title."

/* Of kinds whose ids stand in records. */
#define RETIRED_HELP \
    "yes: no longer used. The id stays known to old records and may never be used again."
#define RETIRED                                                                 \
    {                                                                           \
        KEY("retired", F_RETIRED, .size = 1), DEFAULT("no"), HELP(RETIRED_HELP) \
    }

#endif
