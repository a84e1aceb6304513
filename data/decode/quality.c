/* SPDX-License-Identifier: MIT */
/* Quality flags of the formats in standards.md §5 and §6: Kepware's boolean, OPC UA status codes,
 * OPC DA and Ignition's 192, Sparkplug's 0/192/500, and words. Called by the decoder for a signal
 * with a quality pointer. */
#include "data/decode/quality.h"

#include "data/decode/raw.h"
#include "data/model/amount.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* First row whose range holds the number decides. */
static const struct {
    int64_t from, to;
    enum quality quality;
} codes[] = {
    {1, 1, Q_GOOD},                           /* a bit */
    {0, 191, Q_BAD},                          /* OPC DA bad, uncertain; Sparkplug bad */
    {192, 255, Q_GOOD},                       /* OPC DA good; Sparkplug, Ignition good */
    {256, 0xFFFF, Q_BAD},                     /* Sparkplug 500 stale; Ignition bad */
    {0x10000, 0x3FFFFFFF, Q_GOOD},            /* OPC UA: the two top bits decide */
    {0x40000000, INT64_C(0xFFFFFFFF), Q_BAD}, /* uncertain, bad */
    {INT64_C(-0x80000000), -1, Q_BAD},        /* the same as a signed number */
};

static enum quality of_number(const char *text, size_t length, bool status)
{
    int64_t amount;
    if (amount_from_text(text, length, &amount) != 0 || amount % AMOUNT_ONE != 0)
        return Q_NONE;
    amount /= AMOUNT_ONE;
    if (status && amount == 0)
        return Q_GOOD;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (amount >= codes[i].from && amount <= codes[i].to)
            return codes[i].quality;
    return Q_NONE;
}

/* A word that begins so: OPC UA and Ignition add the kind (GoodClamped, Bad_Stale). */
static const struct {
    const char *begin;
    bool whole; /* the word is no longer */
    enum quality quality;
} words[] = {
    {"good", false, Q_GOOD},  {"ok", true, Q_GOOD},         {"true", true, Q_GOOD},
    {"valid", true, Q_GOOD},  {"bad", false, Q_BAD},        {"uncertain", false, Q_BAD},
    {"false", true, Q_BAD},   {"invalid", true, Q_BAD},     {"error", false, Q_BAD},
    {"stale", true, Q_BAD},   {"unavailable", true, Q_BAD}, {"unknown", true, Q_BAD},
    {"offline", true, Q_BAD},
};

static enum quality of_text(const struct scan_value *value, bool status)
{
    struct word word;
    word_read(&word, value);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].begin);
        if ((words[i].whole ? word.length == length : word.length >= length) &&
            strncasecmp(word.text, words[i].begin, length) == 0)
            return words[i].quality;
    }
    return word.whole ? of_number(word.text, word.length, status) : Q_NONE;
}

enum quality quality_read(const struct scan_value *value, const struct scan_value *code,
                          bool status)
{
    switch (value->kind) {
    case SCAN_ABSENT:
    case SCAN_NULL:
    case SCAN_TRUE:
        return Q_GOOD;
    case SCAN_FALSE:
        return Q_BAD;
    case SCAN_NUMBER:
        return of_number(value->text, value->length, status);
    case SCAN_TEXT:
        return of_text(value, status);
    case SCAN_OBJECT:
        return code && code->kind != SCAN_OBJECT ? quality_read(code, NULL, true) : Q_NONE;
    case SCAN_ARRAY:
        break;
    }
    return Q_NONE;
}

bool quality_is_status(const char *pointer)
{
    char last[SCAN_POINTER_MAX];
    size_t length = strnlen(pointer, sizeof last - 1);
    if (length > 5 && strcasecmp(pointer + length - 5, "/code") == 0)
        length -= 5;
    memcpy(last, pointer, length);
    last[length] = '\0';
    const char *slash = strrchr(last, '/');
    return slash && strcasestr(slash, "status") != NULL;
}
