/* SPDX-License-Identifier: MIT */
/* How a row of a table of saved.h is made: the key, the member and what is meant when it is not
 * written. For the files that hold such tables. */
#ifndef ANDON_ENGINE_SAVED_FIELDS_H
#define ANDON_ENGINE_SAVED_FIELDS_H

#include "andon/engine/saved.h"

#define MEMBER(type, member) offsetof(struct type, member), sizeof(((struct type *)0)->member)
#define NUMBER(type, key, member)                        \
    {                                                    \
        key, SAVED_NUMBER, MEMBER(type, member), NULL, 0 \
    }
#define AMOUNT(type, key, member)                        \
    {                                                    \
        key, SAVED_AMOUNT, MEMBER(type, member), NULL, 0 \
    }
#define STATED(type, key, member)                                \
    {                                                            \
        key, SAVED_AMOUNT, MEMBER(type, member), NULL, TIME_NONE \
    }
#define TIME(type, key, member, absent)                       \
    {                                                         \
        key, SAVED_NUMBER, MEMBER(type, member), NULL, absent \
    }
#define SMALL(type, key, member, absent)                   \
    {                                                      \
        key, SAVED_INT, MEMBER(type, member), NULL, absent \
    }
#define FLAG(type, key, member)                        \
    {                                                  \
        key, SAVED_BOOL, MEMBER(type, member), NULL, 0 \
    }
#define TEXT(type, key, member)                        \
    {                                                  \
        key, SAVED_TEXT, MEMBER(type, member), NULL, 0 \
    }
#define WORD(type, key, member, words)                      \
    {                                                       \
        key, SAVED_WORD, MEMBER(type, member), &(words), -1 \
    }
#define NUMBERS(type, key, member)                        \
    {                                                     \
        key, SAVED_NUMBERS, MEMBER(type, member), NULL, 0 \
    }
#define TABLE(name)                                         \
    const struct saved_table saved_##name = {name##_fields, \
                                             sizeof name##_fields / sizeof *name##_fields}

#endif
