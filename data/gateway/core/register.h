/* SPDX-License-Identifier: MIT */
/* What a register of a device is: where it stands, how its words become a value, how the value is
 * written. Pure; texts of a configuration come in, words of a device are bounded by the caller. */
#ifndef DATA_GATEWAY_CORE_REGISTER_H
#define DATA_GATEWAY_CORE_REGISTER_H

#include "data/model/cause.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The four tables of a Modbus device; one of bits reads 2000 at once, one of registers 125. */
enum reg_kind { REG_COIL, REG_DISCRETE, REG_INPUT, REG_HOLDING, REG_KINDS };
#define REG_READ_MAX  125
#define BITS_READ_MAX 2000

extern const char *const reg_kind_names[REG_KINDS];
bool reg_is_bit(enum reg_kind kind);

struct reg_place {
    enum reg_kind kind;
    uint16_t address; /* as it stands in the request: from 0 */
    uint16_t count;   /* registers, or bits */
};

/* How numbers of a manual are meant. AUTO: five or six digits that begin with 0, 1, 3 or 4 are
 * references (40001 is holding register 0), everything else counts from 0. */
enum reg_base { BASE_AUTO, BASE_0, BASE_1 };

/* "40001", "0", "0x9C40". `kind` is -1 when nobody said it, which only a reference makes good. The
 * count is left alone. 0, or -1 with what is wrong and how to write it. */
int reg_address(const char *text, enum reg_base base, int kind, struct reg_place *out,
                struct cause *why);
/* The reference (40001) of a place, or of what follows the last one. */
unsigned reg_reference(enum reg_kind kind, unsigned address);

enum reg_type {
    TYPE_BOOL,
    TYPE_BIT,
    TYPE_INT16,
    TYPE_UINT16,
    TYPE_INT32,
    TYPE_UINT32,
    TYPE_INT64,
    TYPE_UINT64,
    TYPE_FLOAT32,
    TYPE_FLOAT64,
    TYPE_STRING,
    REG_TYPES
};

/* The order of the bytes of a 32-bit value ABCD on the wire, register by register. Of 64 bits the
 * registers are turned as a whole, of 16 bits BADC and DCBA swap the two bytes, of a text too. */
enum reg_order { ORDER_ABCD, ORDER_CDAB, ORDER_BADC, ORDER_DCBA, REG_ORDERS };

#define REG_STRING_MAX 120

struct reg_format {
    enum reg_type type;
    enum reg_order order;
    int detail;            /* BIT: which, from 0; STRING: characters */
    int64_t scale, offset; /* millionths: value = reading * scale + offset */
};

/* "int32", "bit 3", "string 16"; "" is bool of a bit, uint16 of a register. Sets type, detail and
 * place->count. 0 or -1. */
int reg_type(const char *text, struct reg_place *place, struct reg_format *out, struct cause *why);
extern const struct words reg_type_words;

#define REG_TEXT_SIZE 128
struct reg_value {
    enum { REG_NUMBER, REG_BOOL, REG_TEXT } kind;
    double number;            /* of a bool 0 or 1, of a text 0 */
    char text[REG_TEXT_SIZE]; /* as JSON writes it; of a text clean, without quotes */
};

/* `words`: place.count of them (of a bit 0 or 1 each). 0; -1: these words are no value (not a
 * number). */
int reg_decode(const struct reg_format *format, const uint16_t *words, size_t count,
               struct reg_value *out, struct cause *why);

#endif
