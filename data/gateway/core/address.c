/* SPDX-License-Identifier: MIT */
/* Addresses and types as configurations write them. A manual says 40001, another one "holding
 * register 0", and both mean the same: what is ambiguous is refused with both ways to write it.
 * Called by data/gateway/conf.c; owns nothing. */
#include "data/gateway/core/register.h"

#include "data/config/field.h"

#include <string.h>

const char *const reg_kind_names[REG_KINDS] = {"coil", "discrete", "input", "holding"};
static const char digit_of[REG_KINDS] = {'0', '1', '3', '4'};

bool reg_is_bit(enum reg_kind kind)
{
    return kind == REG_COIL || kind == REG_DISCRETE;
}

unsigned reg_reference(enum reg_kind kind, unsigned address)
{
    static const unsigned block[REG_KINDS] = {0, 1, 3, 4};
    return block[kind] * (address < 9999 ? 10000U : 100000U) + address + 1;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* All of `text` as a number below 2^20. */
static int number(const char *text, int radix, unsigned *out)
{
    unsigned value = 0;
    const char *at = text;
    for (; *at && digit_value(*at) < radix && value < 1U << 20; at++)
        value = value * (unsigned)radix + (unsigned)digit_value(*at);
    *out = value;
    return at == text || *at || value >= 1U << 20 ? -1 : 0;
}

static int kind_of_digit(char digit)
{
    for (int i = 0; i < REG_KINDS; i++)
        if (digit_of[i] == digit)
            return i;
    return -1;
}

/* 40001, 400001: the first digit names the table, the rest counts from 1. */
static int reference(const char *text, int kind, struct reg_place *out, struct cause *why)
{
    unsigned value;
    int said = kind_of_digit(text[0]);
    if (number(text + 1, 10, &value) != 0 || value < 1 || value > 65536)
        return cause_set(why, -1,
                         "\"%.12s\": a reference counts from 1 to 65536 behind its first "
                         "digit; write e.g. 40001, or base = 0 for the number in the "
                         "request",
                         text);
    if (kind >= 0 && kind != said)
        return cause_set(why, -1,
                         "\"%.12s\" names the table of %s, and kind says %s; write kind = %s, or "
                         "base = 0 when it is the number in the request",
                         text, reg_kind_names[said], reg_kind_names[kind], reg_kind_names[said]);
    out->kind = (enum reg_kind)said;
    out->address = (uint16_t)(value - 1);
    return 0;
}

int reg_address(const char *text, enum reg_base base, int kind, struct reg_place *out,
                struct cause *why)
{
    unsigned value, least = base == BASE_1 ? 1 : 0;
    size_t length = strlen(text);
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (base == BASE_AUTO && !hex && (length == 5 || length == 6) && kind_of_digit(text[0]) >= 0)
        return reference(text, kind, out, why);
    if (number(hex ? text + 2 : text, hex ? 16 : 10, &value) != 0)
        return cause_set(why, -1, "\"%.20s\" is no address; write e.g. 40001, 0 or 0x9C40", text);
    if (value < least || value - least > 65535)
        return cause_set(why, -1, "\"%.20s\": addresses go from %u to %u with base = %u", text,
                         least, 65535 + least, least);
    if (kind < 0)
        return cause_set(why, -1,
                         "\"%.20s\" does not say of which table; write kind = holding (or input, "
                         "discrete, coil), or a reference as 40001",
                         text);
    out->kind = (enum reg_kind)kind;
    out->address = (uint16_t)(value - least);
    return 0;
}

static const char *const type_names[REG_TYPES] = {"bool",    "bit",     "int16", "uint16",
                                                  "int32",   "uint32",  "int64", "uint64",
                                                  "float32", "float64", "string"};
const struct words reg_type_words = {type_names, REG_TYPES};
static const uint16_t type_counts[REG_TYPES] = {1, 1, 1, 1, 2, 2, 4, 4, 2, 4, 0};

/* The number behind bit and string, which nothing else has. */
static int detail(const char *text, struct reg_format *out, struct cause *why)
{
    const bool bit = out->type == TYPE_BIT, string = out->type == TYPE_STRING;
    const unsigned least = bit ? 0 : 1, most = bit ? 15 : REG_STRING_MAX;
    unsigned value = 0;
    while (*text == ' ')
        text++;
    if (!bit && !string)
        return *text == '\0' ? 0
                             : cause_set(why, -1, "\"%.20s\" has no place behind %s", text,
                                         type_names[out->type]);
    if (number(text, 10, &value) != 0 || value < least || value > most)
        return cause_set(why, -1, "%s needs a number from %u to %u; write e.g. %s",
                         type_names[out->type], least, most, bit ? "bit 3" : "string 16");
    out->detail = (int)value;
    return 0;
}

int reg_type(const char *text, struct reg_place *place, struct reg_format *out, struct cause *why)
{
    size_t length = strcspn(text, " 0123456789");
    /* int16 is one word, bit3 is two */
    if (strncmp(text, "bit", 3) != 0 && strncmp(text, "string", 6) != 0)
        length = strcspn(text, " ");
    int type = word_find(&reg_type_words, text, length);
    out->detail = 0;
    if (text[0] == '\0')
        type = reg_is_bit(place->kind) ? TYPE_BOOL : TYPE_UINT16;
    if (type < 0) {
        words_advice(&reg_type_words, text, why);
        return -1;
    }
    out->type = (enum reg_type)type;
    if (detail(text + length, out, why) != 0)
        return -1;
    if (reg_is_bit(place->kind) && type != TYPE_BOOL)
        return cause_set(why, -1, "a %s is a bit: type = bool, or none",
                         reg_kind_names[place->kind]);
    place->count = type == TYPE_STRING ? (uint16_t)((out->detail + 1) / 2) : type_counts[type];
    if (place->address + place->count > 65536)
        return cause_set(why, -1, "%s from address %u goes beyond the last one, 65535",
                         type_names[type], place->address);
    return 0;
}
