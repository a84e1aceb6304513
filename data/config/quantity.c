/* SPDX-License-Identifier: MIT */
/* Numbers with units as people write them: durations, sizes and
 * percentages, exact, from the smallest unit to
 * the largest. Called by field.c for keys of these types and by rules.c; pure, owns nothing. */
#include "data/config/field.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

__extension__ typedef __int128 wide;

#define MOST     (INT64_MAX / 4)
#define US_PER_S INT64_C(1000000)

struct unit {
    const char *name;
    int64_t worth; /* of the smallest */
};
struct scale {
    const struct unit *unit; /* falling */
    size_t units;
    const char *zero; /* the unit that 0 is written with */
};

static const struct unit spans[] = {
    {"d", 86400 * US_PER_S}, {"h", 3600 * US_PER_S}, {"min", 60 * US_PER_S},
    {"s", US_PER_S},         {"ms", 1000},           {"us", 1}};
static const struct unit bytes_of[] = {{"TiB", INT64_C(1) << 40},
                                       {"GiB", INT64_C(1) << 30},
                                       {"MiB", INT64_C(1) << 20},
                                       {"KiB", INT64_C(1) << 10},
                                       {"B", 1}};
static const struct scale durations = {spans, sizeof spans / sizeof *spans, "s"};
static const struct scale sizes = {bytes_of, sizeof bytes_of / sizeof *bytes_of, "B"};

static const char *skip_blanks(const char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

static const struct unit *find_unit(const struct scale *scale, const char *name, size_t length)
{
    for (size_t i = 0; i < scale->units; i++) {
        const struct unit *unit = &scale->unit[i];
        if (strlen(unit->name) == length && memcmp(unit->name, name, length) == 0)
            return unit;
    }
    return NULL;
}

/* One "number unit". Returns what follows, NULL when it is not one. */
static const char *take_part(const struct scale *scale, const char *text, int64_t *sum)
{
    size_t digits = strspn(text, "0123456789.");
    int64_t amount;
    if (digits == 0 || amount_from_text(text, digits, &amount) != 0)
        return NULL;
    const char *name = skip_blanks(text + digits);
    size_t length = strcspn(name, " 0123456789.");
    const struct unit *unit = find_unit(scale, name, length);
    if (!unit)
        return NULL;
    wide product = (wide)amount * unit->worth;
    if (product % AMOUNT_ONE != 0 || product / AMOUNT_ONE > MOST - *sum)
        return NULL;
    *sum += (int64_t)(product / AMOUNT_ONE);
    return skip_blanks(name + length);
}

static int parse(const struct scale *scale, const char *text, int64_t *sum)
{
    *sum = 0;
    if (strcmp(text, "0") == 0)
        return 0;
    const char *at = text;
    do {
        at = take_part(scale, at, sum);
    } while (at && *at);
    return at ? 0 : -1;
}

static void print(const struct scale *scale, int64_t value, char *out, size_t size)
{
    const struct unit *unit = scale->unit;
    if (value == 0) {
        (void)text_format(out, size, "0 %s", scale->zero);
        return;
    }
    while (value % unit->worth != 0)
        unit++;
    (void)text_format(out, size, "%lld %s", (long long)(value / unit->worth), unit->name);
}

int duration_parse(const char *text, int64_t *us)
{
    return parse(&durations, text, us);
}

int size_parse(const char *text, int64_t *bytes)
{
    return parse(&sizes, text, bytes);
}

void duration_print(int64_t us, char *out, size_t size)
{
    print(&durations, us, out, size);
}

void size_print(int64_t bytes, char *out, size_t size)
{
    print(&sizes, bytes, out, size);
}

int percent_parse(const char *text, int64_t *percent)
{
    size_t number = strcspn(text, " %");
    const char *sign = skip_blanks(text + number);
    if (strcmp(sign, "%") != 0)
        return -1;
    return amount_from_text(text, number, percent) == 0 ? 0 : -1;
}
