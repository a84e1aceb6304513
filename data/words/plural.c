/* SPDX-License-Identifier: MIT */
/* The plural expression of a catalogue, evaluated each time it is asked: they are short. Signs
 * of C by their precedence, numbers, n and parentheses; everything else is no expression. words.c
 * calls it, and tests. */
#include "data/words/plural.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 40

struct reader {
    const char *at;
    unsigned long n;
    int depth;
    bool wrong;
};

static unsigned long ternary(struct reader *r);

/* Longer ones first, so that "<=" is not taken for "<". */
static const struct sign {
    char text[3];
    int binds;
} signs[] = {{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<=", 4}, {">=", 4}, {"<", 4},
             {">", 4},  {"+", 5},  {"-", 5},  {"*", 6},  {"/", 6},  {"%", 6}};

static void skip(struct reader *r)
{
    while (isspace((unsigned char)*r->at))
        r->at++;
}

static const struct sign *sign_at(const char *at)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(at, signs[i].text, strlen(signs[i].text)) == 0)
            return &signs[i];
    return NULL;
}

static unsigned long compare(const char *text, unsigned long a, unsigned long b)
{
    switch (text[0]) {
    case '=':
        return a == b;
    case '!':
        return a != b;
    case '<':
        return text[1] == '=' ? a <= b : a < b;
    default:
        return text[1] == '=' ? a >= b : a > b;
    }
}

static unsigned long apply(struct reader *r, const char *text, unsigned long a, unsigned long b)
{
    switch (text[0]) {
    case '|':
        return a != 0 || b != 0;
    case '&':
        return a != 0 && b != 0;
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    case '/':
    case '%':
        if (b == 0) {
            r->wrong = true;
            return 0;
        }
        return text[0] == '/' ? a / b : a % b;
    default:
        return compare(text, a, b);
    }
}

static unsigned long single(struct reader *r)
{
    skip(r);
    if (*r->at == '!' && r->at[1] != '=') {
        r->at++;
        if (++r->depth > DEPTH_MAX)
            r->wrong = true;
        return r->wrong || single(r) == 0;
    }
    if (*r->at == 'n') {
        r->at++;
        return r->n;
    }
    if (isdigit((unsigned char)*r->at)) {
        char *end;
        unsigned long number = strtoul(r->at, &end, 10);
        r->at = end;
        return number;
    }
    if (*r->at != '(' || ++r->depth > DEPTH_MAX) {
        r->wrong = true;
        return 0;
    }
    r->at++;
    unsigned long value = ternary(r);
    skip(r);
    if (*r->at == ')')
        r->at++;
    else
        r->wrong = true;
    return value;
}

static unsigned long binary(struct reader *r, int binds)
{
    unsigned long value = single(r);
    for (skip(r); !r->wrong; skip(r)) {
        const struct sign *o = sign_at(r->at);
        if (o == NULL || o->binds < binds)
            break;
        r->at += strlen(o->text);
        value = apply(r, o->text, value, binary(r, o->binds + 1));
    }
    return value;
}

static unsigned long ternary(struct reader *r)
{
    unsigned long asked = binary(r, 1);
    skip(r);
    if (*r->at != '?' || r->wrong || ++r->depth > DEPTH_MAX)
        return asked;
    r->at++;
    unsigned long yes = ternary(r);
    skip(r);
    if (*r->at != ':') {
        r->wrong = true;
        return 0;
    }
    r->at++;
    unsigned long no = ternary(r);
    return asked != 0 ? yes : no;
}

long plural_form(const char *rule, unsigned long n)
{
    struct reader r = {.at = rule, .n = n};
    unsigned long form = ternary(&r);
    skip(&r);
    if (r.wrong || (*r.at != '\0' && *r.at != ';' && *r.at != '\n') || form > 100)
        return -1;
    return (long)form;
}
