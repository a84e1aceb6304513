/* SPDX-License-Identifier: MIT */
/* When something is shown: `width >= 100 and not role operator and state stopped, changeover`.
 * Pure; used by layout.h for panels and by console/screens for the variants of a screen. */
#ifndef CONSOLE_LAYOUT_WHEN_H
#define CONSOLE_LAYOUT_WHEN_H

#include "console/widgets/glyph.h"
#include "data/model/cause.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define LAYOUT_TERMS 6

/* What is open and wants a person; see layout_now. */
#define LAYOUT_OPEN(X)               \
    X(OPEN_CALL, "call")             \
    X(OPEN_ALERT, "alert")           \
    X(OPEN_PREDICTION, "prediction") \
    X(OPEN_ORDER, "order")           \
    X(OPEN_STOP, "stop")

#define LAYOUT_ENUM(value, text) value,
enum layout_open { LAYOUT_OPEN(LAYOUT_ENUM) LAYOUT_OPEN_COUNT };
#undef LAYOUT_ENUM

/* The terminal, who is at it, and the station at this moment. */
struct layout_now {
    int width, height;
    enum glyph_tier tier;
    int colours;              /* 0: none */
    int role;                 /* enum person_role; -1: not known */
    enum machine_state state; /* as may be said now */
    unsigned open;            /* bits of enum layout_open */
    bool cramped;             /* buttons take a part of the height: the minimum does not count */
};

enum layout_subject { OF_WIDTH, OF_HEIGHT, OF_COLOURS, OF_GLYPHS, OF_ROLE, OF_STATE, OF_OPEN };

struct layout_term {
    enum layout_subject subject;
    bool not, less; /* less: at most `value`; else at least */
    int value;      /* width, height, colours */
    uint32_t words; /* the others: bits */
};

/* All of its terms; none: always. */
struct layout_when {
    struct layout_term term[LAYOUT_TERMS];
    int terms;
};

bool layout_holds(const struct layout_when *when, const struct layout_now *now);

/* 0, or -1 with what is wrong and what would be right. */
int layout_when_read(const char *text, struct layout_when *out, struct cause *why);

/* Words separated by blanks and commas: the next one; false at the end, with "", or when it does
 * not fit, with what does. */
bool layout_word(const char **text, char *out, size_t size);
/* A number of at most four digits, and nothing else. */
bool layout_number(const char *text, int *out);

#endif
