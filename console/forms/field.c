/* SPDX-License-Identifier: MIT */
/* Editing a line: characters are whole, marks stay with their base, what cannot be shown does not
 * get in. Forms own the fields and give them keys; nothing here draws. */
#include "console/forms/field.h"

#include "console/widgets/key.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define KEY_ERASE     0x7F
#define KEY_BACKSPACE 0x08
#define KEY_WIPE      0x15 /* Ctrl-U */
#define NUMBER_CHARS  9

void field_clear(struct field *f, enum field_kind kind)
{
    *f = (struct field){.kind = kind};
}

void field_set(struct field *f, const char *text)
{
    f->length = text_sanitise(text, strlen(text), f->text, sizeof f->text);
    f->cursor = f->length;
    f->full = false;
}

static size_t before(const struct field *f, size_t at)
{
    while (at > 0) {
        at--;
        uint32_t code = 0;
        if (((unsigned char)f->text[at] & 0xC0U) == 0x80U)
            continue;
        if (utf8_decode(f->text + at, f->length - at, &code) == 0 || utf8_cells(code) > 0)
            break;
    }
    return at;
}

static size_t after(const struct field *f, size_t at)
{
    uint32_t code = 0;
    size_t n = utf8_decode(f->text + at, f->length - at, &code);
    at += n > 0 ? n : 1;
    while (at < f->length && (n = utf8_decode(f->text + at, f->length - at, &code)) > 0 &&
           utf8_cells(code) == 0)
        at += n;
    return at < f->length ? at : f->length;
}

static void cut(struct field *f, size_t from, size_t to)
{
    memmove(f->text + from, f->text + to, f->length - to + 1);
    f->length -= to - from;
    f->cursor = from;
}

static bool insert(struct field *f, uint32_t code)
{
    char bytes[4], text[FIELD_BYTES + 1];
    size_t n = utf8_encode(code, bytes);
    if (n == 0 || !text_is_clean(bytes, n)) {
        if (utf8_cells(code) != 0 || f->cursor == 0)
            return false;
    }
    if (f->length + n > FIELD_BYTES) {
        f->full = true;
        return true;
    }
    memmove(f->text + f->cursor + n, f->text + f->cursor, f->length - f->cursor + 1);
    memcpy(f->text + f->cursor, bytes, n);
    f->length += n;
    f->cursor += n;
    /* marks without a base, or too many of them: as the one sanitiser decides */
    size_t clean = text_sanitise(f->text, f->length, text, sizeof text);
    if (clean != f->length || memcmp(text, f->text, clean) != 0)
        cut(f, f->cursor - n, f->cursor);
    return true;
}

static bool number_takes(const struct field *f, uint32_t key)
{
    if (key == '.' || key == ',')
        return strchr(f->text, '.') == NULL;
    return key >= '0' && key <= '9';
}

static bool type(struct field *f, uint32_t key)
{
    if (f->kind != FIELD_NUMBER)
        return insert(f, key);
    if (!number_takes(f, key))
        return key == '.' || key == ',';
    if (f->length >= NUMBER_CHARS)
        f->full = true;
    else if (f->length == 1 && f->text[0] == '0' && key != '.' && key != ',')
        f->text[0] = (char)key;
    else
        return insert(f, key == ',' ? '.' : key);
    return true;
}

bool field_key(struct field *f, uint32_t key)
{
    f->full = false;
    switch (key) {
    case KEY_ERASE:
    case KEY_BACKSPACE:
        if (f->cursor > 0)
            cut(f, before(f, f->cursor), f->cursor);
        return true;
    case KEY_WIPE:
        field_clear(f, f->kind);
        return true;
    case KEY_CODE_LEFT:
        f->cursor = before(f, f->cursor);
        return true;
    case KEY_CODE_RIGHT:
        f->cursor = f->cursor < f->length ? after(f, f->cursor) : f->length;
        return true;
    case KEY_CODE_HOME:
        f->cursor = 0;
        return true;
    case KEY_CODE_END:
        f->cursor = f->length;
        return true;
    default:
        return key >= ' ' && key < 0x110000 && type(f, key);
    }
}

const char *field_shown(const struct field *f, char out[FIELD_BYTES + 1])
{
    size_t n = 0;
    for (size_t at = 0; f->kind == FIELD_SECRET && at < f->length; at = after(f, at))
        out[n++] = '*';
    out[n] = '\0';
    if (f->kind != FIELD_SECRET)
        (void)text_copy(out, FIELD_BYTES + 1, f->text);
    return out;
}

int field_cells(const struct field *f)
{
    struct field part = *f;
    char shown[FIELD_BYTES + 1];
    part.length = part.cursor;
    part.text[part.length] = '\0';
    return text_cells(field_shown(&part, shown));
}

bool field_amount(const struct field *f, int64_t *amount)
{
    char *end;
    if (f->length == 0)
        return false;
    double value = strtod(f->text, &end); /* digits and a point only, in the C locale */
    return *end == '\0' && amount_from_double(value, amount) == 0;
}

void field_bump(struct field *f, int by)
{
    int64_t amount = 0;
    char text[AMOUNT_TEXT_SIZE];
    (void)field_amount(f, &amount);
    amount += by * AMOUNT_ONE;
    if (amount < 0)
        amount = 0;
    if (strlen(amount_to_text(amount, text)) <= NUMBER_CHARS)
        field_set(f, text);
}

/* ---- a time of day ---- */

void clock_begin(struct clock_field *c, int64_t at_ms, int64_t from_ms, int64_t to_ms)
{
    *c = (struct clock_field){.at_ms = at_ms - at_ms % MS_PER_MIN,
                              .from_ms = from_ms,
                              .to_ms = to_ms,
                              .step_ms = MS_PER_MIN};
    if (c->at_ms < from_ms)
        c->at_ms = at_ms;
}

void clock_begin_within(struct clock_field *c, int64_t at_ms, int64_t from_ms, int64_t to_ms)
{
    int64_t span = to_ms - from_ms;
    clock_begin(c, at_ms, from_ms, to_ms);
    c->step_ms = span < 3 * MS_PER_MIN    ? MS_PER_S
                 : span < 30 * MS_PER_MIN ? 10 * MS_PER_S
                                          : MS_PER_MIN;
    c->at_ms = at_ms - at_ms % c->step_ms;
    if (c->at_ms < from_ms)
        c->at_ms = at_ms;
}

/* The latest hh:mm before the end of what is allowed. */
static int64_t latest(const struct clock_field *c, const struct zone *zone, int hh, int mm)
{
    int64_t local = zone_local(zone, c->to_ms);
    int64_t day = local - local % MS_PER_DAY, clock = hh * MS_PER_HOUR + mm * MS_PER_MIN;
    int64_t at = zone_instant(zone, day + clock);
    return at > c->to_ms ? zone_instant(zone, day - MS_PER_DAY + clock) : at;
}

static void type_digit(struct clock_field *c, const struct zone *zone, char digit)
{
    if (c->count == 4)
        c->count = 0;
    c->digits[c->count++] = digit;
    c->digits[c->count] = '\0';
    if (c->count < 4)
        return;
    int hh = (c->digits[0] - '0') * 10 + c->digits[1] - '0';
    int mm = (c->digits[2] - '0') * 10 + c->digits[3] - '0';
    if (hh < 24 && mm < 60)
        c->at_ms = latest(c, zone, hh, mm);
    c->count = 0;
    c->digits[0] = '\0';
}

static void move(struct clock_field *c, int64_t by_ms)
{
    int64_t at = c->at_ms + by_ms;
    c->count = 0;
    c->digits[0] = '\0';
    c->at_ms = at < c->from_ms ? c->from_ms : at > c->to_ms ? c->to_ms : at;
}

bool clock_key(struct clock_field *c, const struct zone *zone, uint32_t key)
{
    static const struct {
        uint32_t key;
        int64_t steps;
    } moves[] = {
        {KEY_CODE_UP, 1},
        {KEY_CODE_DOWN, -1},
        {'+', 1},
        {'-', -1},
        {KEY_CODE_RIGHT, 1},
        {KEY_CODE_LEFT, -1},
        {KEY_CODE_PAGE_UP, 10},
        {KEY_CODE_PAGE_DOWN, -10},
    };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].key == key) {
            move(c, moves[i].steps * c->step_ms);
            return true;
        }
    if (key >= '0' && key <= '9') {
        type_digit(c, zone, (char)key);
        return true;
    }
    if ((key == KEY_ERASE || key == KEY_BACKSPACE) && c->count > 0) {
        c->digits[--c->count] = '\0';
        return true;
    }
    return key == ':';
}

bool clock_fits(const struct clock_field *c)
{
    return c->count == 0 && c->at_ms >= c->from_ms && c->at_ms <= c->to_ms;
}
