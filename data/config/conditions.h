/* SPDX-License-Identifier: MIT */
/* How conditions are read from text, for the files of data/config that have some. */
#ifndef DATA_CONFIG_CONDITIONS_H
#define DATA_CONFIG_CONDITIONS_H

#include "data/config/load.h"

#define TOKENS_MAX 96

struct token {
    char text[CONFIG_ID_SIZE];
    bool quoted;
};

struct tokens {
    struct token token[TOKENS_MAX];
    size_t count;
};

/* Blanks and commas part tokens, < and > stand alone, "quotes" hold together. 0 or -1. */
int tokenise(const char *text, struct tokens *out, struct cause *why);
bool token_is(const struct token *token, const char *word);

/* "COND [and COND …]" into `out`, CONFIG_CONDITIONS_MAX at most. 0, or -1 with what is wrong. */
int conditions_read(struct loader *l, const char *text, struct condition *out, int *count,
                    struct cause *why);
bool condition_is_fault(const struct condition *condition); /* of the tier before all others */

/* One condition while it is read, for its reader: 0, or -1 with what is wrong. */
struct reading {
    struct loader *loader;
    const struct config *config;
    const struct token *arg; /* behind the condition's word */
    size_t args;
    struct condition *out;
    struct cause *why;
};
/* Bits of the words of `list` that follow, at least one. */
int condition_words(struct reading *r, const struct words *list);

#endif
