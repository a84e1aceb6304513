/* SPDX-License-Identifier: MIT */
/* One row per type of value: how it is read, written, stored and described. Called by load.c for
 * every key of every file and by dump.c; pure, owns nothing. */
#include "data/config/field.h"

#include "data/config/days.h"
#include "data/model/amount.h"
#include "data/model/calendar.h"
#include "data/model/text.h"

#include <limits.h>
#include <string.h>

#define US_PER_S INT64_C(1000000)

enum store { STORE_NONE, STORE_TEXT, STORE_INT, STORE_I32, STORE_I64, STORE_U8, STORE_BOOL };

struct type {
    const char *name;
    const char *want; /* completes "not …" */
    enum store store;
    /* A number or word: read and write. */
    int (*read)(const struct field *field, const char *text, int64_t *value);
    void (*write)(const struct field *field, int64_t value, char *out, size_t size);
    /* What is wrong with a text that was refused, when that can be told. */
    bool (*advise)(const char *text, struct cause *why);
    /* A text: whether it may be kept. NULL: any. */
    bool (*valid)(const char *text);
    /* What is none of these: the same with the struct of all keys. */
    int (*parse)(const struct field *field, const char *text, void *item, struct cause *why);
    void (*print)(const struct field *field, const void *item, char *out, size_t size);
};

/* ---- durations, sizes, numbers ---- */

static int read_duration(const char *text, int64_t unit_us, int64_t *value)
{
    int64_t us;
    if (duration_parse(text, &us) != 0 || us % unit_us != 0)
        return -1;
    *value = us / unit_us;
    return 0;
}

static void write_duration(int64_t value, int64_t unit_us, char *out, size_t size)
{
    duration_print(value * unit_us, out, size); /* parse keeps it far from overflow */
}

static int read_ms(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    return read_duration(text, 1000, value);
}
static void write_ms(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    write_duration(value, 1000, out, size);
}
static int read_us(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    return read_duration(text, 1, value);
}
static void write_us(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    write_duration(value, 1, out, size);
}
static int read_seconds(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    return read_duration(text, US_PER_S, value);
}
static void write_seconds(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    write_duration(value, US_PER_S, out, size);
}

static int read_size(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    return size_parse(text, value);
}
static void write_size(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    size_print(value, out, size);
}

static int read_amount(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    return amount_from_text(text, strlen(text), value) == 0 ? 0 : -1;
}
static void write_amount(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    char text[AMOUNT_TEXT_SIZE];
    (void)text_copy(out, size, amount_to_text(value, text));
}

static int read_percent(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    if (percent_parse(text, value) != 0 || *value % 100 != 0)
        return -1;
    *value /= 100;
    return 0;
}
static void write_percent(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    char text[AMOUNT_TEXT_SIZE] = "?";
    if (value < INT64_MAX / 100)
        (void)amount_to_text(value * 100, text);
    (void)text_format(out, size, "%s %%", text);
}

static int read_int(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    int64_t amount;
    if (amount_from_text(text, strlen(text), &amount) != 0 || amount % AMOUNT_ONE != 0)
        return -1;
    *value = amount / AMOUNT_ONE;
    return *value >= INT_MIN && *value <= INT_MAX ? 0 : -1;
}
static void write_int(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    (void)text_format(out, size, "%lld", (long long)value);
}

/* ---- words ---- */

static const char *const boolean_names[] = {"no", "yes", "false", "true", "off", "on"};
static const struct words booleans = {boolean_names, 6}; /* odd: true */

int bool_parse(const char *text, bool *yes)
{
    int at = word_find(&booleans, text, strlen(text));
    *yes = at % 2 == 1;
    return at < 0 ? -1 : 0;
}

static int read_bool(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    bool yes;
    int result = bool_parse(text, &yes);
    *value = yes;
    return result;
}
static void write_bool(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    (void)text_copy(out, size, value ? "yes" : "no");
}

static int read_word(const struct field *field, const char *text, int64_t *value)
{
    int at = word_find(field->words, text, strlen(text));
    *value = field->first + at;
    return at < 0 ? -1 : 0;
}
static void write_word(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)text_copy(out, size, word_name(field->words, (int)value - field->first));
}

/* ---- times of day ---- */

static int read_time(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    int32_t minutes;
    if (clock_parse(text, strlen(text), &minutes) != 0)
        return -1;
    *value = minutes;
    return 0;
}
static void write_time(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    (void)text_format(out, size, "%02d:%02d", (int)value / 60, (int)value % 60);
}

static int read_days(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    uint8_t days;
    if (days_parse(text, &days) != 0)
        return -1;
    *value = days;
    return 0;
}
static void write_days(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    days_print((uint8_t)value, out, size);
}

/* ---- dates, breaks, lists ---- */

static int read_date(const struct field *field, const char *text, int64_t *value)
{
    (void)field;
    struct cause why;
    int32_t day;
    if (date_parse(text, &day, &why) != 0)
        return -1;
    *value = day;
    return 0;
}
static void write_date(const struct field *field, int64_t value, char *out, size_t size)
{
    (void)field;
    out[0] = '\0';
    if (value != 0)
        date_print((int32_t)value, out, size);
}

static int parse_dates(const struct field *field, const char *text, void *item, struct cause *why)
{
    struct date_list list = {.count = 0};
    int result = dates_parse(text, field->type == F_YEARLY, &list, why);
    memcpy((char *)item + field->offset, &list, sizeof list);
    return result;
}
static void print_dates(const struct field *field, const void *item, char *out, size_t size)
{
    struct date_list list;
    memcpy(&list, (const char *)item + field->offset, sizeof list);
    dates_print(&list, out, size);
}

/* Breaks lie in a plan beside its other values; the field says where they are. */
static size_t plan_at(const struct field *field)
{
    return field->offset - offsetof(struct shift_plan, pause);
}
static int parse_breaks(const struct field *field, const char *text, void *item, struct cause *why)
{
    void *plan = (char *)item + plan_at(field);
    if (breaks_parse(text, plan) == 0)
        return 0;
    return cause_set(why, -1, "not breaks; write e.g. %s (%d at most)", field->example, BREAKS_MAX);
}
static void print_breaks(const struct field *field, const void *item, char *out, size_t size)
{
    const void *plan = (const char *)item + plan_at(field);
    breaks_print(plan, out, size);
}

/* Kept with one blank behind each comma. */
static int parse_ids(const struct field *field, const char *text, void *item, struct cause *why)
{
    char *out = (char *)item + field->offset;
    char id[64];
    size_t length = 0;
    out[0] = '\0';
    if (text[0] == '\0')
        return 0;
    for (int more; (more = ids_next(&text, id, sizeof id)) != 0;) {
        if (more < 0)
            return cause_set(why, -1,
                             "not ids; write e.g. %s, with lower-case letters, digits, - _ and .",
                             field->example);
        if (!text_format(out + length, field->size - length, "%s%s", length ? ", " : "", id))
            return cause_set(why, -1, "longer than %zu bytes; shorten it", field->size - 1);
        length += strlen(out + length);
    }
    return 0;
}
static void print_ids(const struct field *field, const void *item, char *out, size_t size)
{
    (void)text_copy(out, size, (const char *)item + field->offset);
}

static int parse_texts(const struct field *field, const char *text, void *item, struct cause *why)
{
    return pieces_parse(text, ',', (char *)item + field->offset, field->size, why);
}
static int parse_lines(const struct field *field, const char *text, void *item, struct cause *why)
{
    return pieces_parse(text, ';', (char *)item + field->offset, field->size, why);
}

static int parse_retired(const struct field *field, const char *text, void *item, struct cause *why)
{
    bool yes;
    (void)field;
    (void)item;
    return bool_parse(text, &yes) == 0 ? 0 : cause_set(why, -1, "not yes or no");
}

/* ---- texts ---- */

static bool level_valid(const char *text)
{
    return text[0] && !strpbrk(text, "/+#");
}

bool filter_valid(const char *filter)
{
    const char *level = filter;
    for (;;) {
        size_t length = strcspn(level, "/");
        size_t wild = strcspn(level, "+#");
        bool last = level[length] == '\0';
        if (wild < length && (length != 1 || (level[0] == '#' && !last)))
            return false;
        if (last)
            return filter[0] != '\0';
        level += length + 1;
    }
}

int filter_wildcards(const char *filter)
{
    int count = 0;
    for (; *filter; filter++)
        count += *filter == '+' || *filter == '#';
    return count;
}

static bool topic_valid(const char *text)
{
    bool rooted = strncmp(text, "{root}", 6) == 0;
    const char *rest = rooted ? text + 6 : text;
    if (strpbrk(rest, "{}") || (rooted && rest[0] != '/' && rest[0] != '\0'))
        return false;
    return rooted ? rest[0] == '\0' || filter_valid(rest) : filter_valid(rest);
}

static bool root_valid(const char *text)
{
    size_t length = strlen(text);
    return length == 0 || (!strpbrk(text, "+#{}") && text[length - 1] != '/');
}

static bool pointer_valid(const char *text)
{
    if (text[0] && text[0] != '/')
        return false;
    for (const char *at = strchr(text, '~'); at; at = strchr(at + 1, '~')) {
        if (at[1] != '0' && at[1] != '1')
            return false;
    }
    return true;
}

static bool port_valid(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    int64_t port = 0;
    for (size_t i = 0; i < digits && i < 6; i++)
        port = port * 10 + (text[i] - '0');
    return digits > 0 && digits < 6 && text[digits] == '\0' && port > 0 && port < 65536;
}

static bool url_valid(const char *text)
{
    static const char *const scheme[] = {"mqtt://", "mqtts://", "tcp://", "ssl://"};
    const char *host = NULL;
    for (size_t i = 0; i < sizeof scheme / sizeof *scheme && !host; i++) {
        if (strncmp(text, scheme[i], strlen(scheme[i])) == 0)
            host = text + strlen(scheme[i]);
    }
    if (!host || strpbrk(host, " /@?#"))
        return false;
    const char *end = host[0] == '[' ? strchr(host, ']') : host + strcspn(host, ":");
    if (!end || end == host || end == host + (host[0] == '['))
        return false;
    end += *end == ']';
    return *end == '\0' || (*end == ':' && port_valid(end + 1));
}

/* ---- the table ---- */

#define TEXT_OF(check)       .store = STORE_TEXT, .valid = (check)
#define NUMBER_OF(how, name) .store = (how), .read = read_##name, .write = write_##name
#define OWN(name)            .parse = parse_##name, .print = print_##name
#define PIECES_OF(name)      .parse = parse_##name, .print = print_ids

static const char id_wanted[] = "an id; write lower-case letters, digits, - _ and .";

static const struct type types[FIELD_TYPES] = {
    [F_TEXT] = {"text", "a text", TEXT_OF(NULL)},
    [F_ID] = {"id", id_wanted, TEXT_OF(text_is_id), .advise = advise_id},
    [F_LEVEL] = {"name", "a level of the station's path; it may not be empty nor hold / + #",
                 TEXT_OF(level_valid)},
    [F_TOPIC] = {"topic",
                 "an MQTT topic filter; write e.g. plant/+/state, with + and # as whole "
                 "levels, # last, {root} only in front of a /",
                 TEXT_OF(topic_valid)},
    [F_ROOT] = {"topic",
                "a topic; write e.g. plant/line1 without wildcards and without / at the "
                "end",
                TEXT_OF(root_valid)},
    [F_POINTER] = {"pointer",
                   "a JSON Pointer; write e.g. /data/count, ~1 for / and ~0 for ~ in a "
                   "key",
                   TEXT_OF(pointer_valid), .advise = advise_pointer},
    [F_URL] = {"url",
               "a broker address; write e.g. mqtt://broker.plant.example:1883 (user and "
               "password have their own keys)",
               TEXT_OF(url_valid), .advise = advise_url},
    [F_WORD] = {"word", "a word", NUMBER_OF(STORE_INT, word)},
    [F_FLAG] = {"word", "a word", NUMBER_OF(STORE_BOOL, word)},
    [F_BOOL] = {"yes or no", "yes or no", NUMBER_OF(STORE_BOOL, bool)},
    [F_MS] = {"duration", "a duration; write e.g. 120 s or 2 min", NUMBER_OF(STORE_I64, ms),
              .advise = advise_duration},
    [F_US] = {"duration", "a duration; write e.g. 0.6 s or 150 us", NUMBER_OF(STORE_I64, us),
              .advise = advise_duration},
    [F_SECONDS] = {"duration", "a duration in whole seconds; write e.g. 20 s",
                   NUMBER_OF(STORE_INT, seconds), .advise = advise_duration},
    [F_SIZE] = {"size", "a size; write e.g. 500 MiB or 2 GiB", NUMBER_OF(STORE_I64, size),
                .advise = advise_size},
    [F_PERCENT] = {"percentage", "a percentage; write e.g. 85 %", NUMBER_OF(STORE_I64, percent),
                   .advise = advise_percent},
    [F_AMOUNT] = {"number", "a number; write e.g. 12 or 0.5", NUMBER_OF(STORE_I64, amount),
                  .advise = advise_number},
    [F_INT] = {"whole number", "a whole number; write e.g. 3", NUMBER_OF(STORE_INT, int)},
    [F_TIME] = {"time of day", "a time of day; write e.g. 06:00", NUMBER_OF(STORE_I32, time),
                .advise = advise_time},
    [F_DATE] = {"date", "a date of the years 2000 to 2099; write e.g. 2026-01-05",
                NUMBER_OF(STORE_I32, date)},
    [F_DATES] = {"dates", "dates", OWN(dates)},
    [F_YEARLY] = {"dates", "dates", OWN(dates)},
    [F_DAYS] = {"days", "days of the week; write e.g. mon-fri or mon, wed, sat",
                NUMBER_OF(STORE_U8, days)},
    [F_BREAKS] = {"breaks", "breaks", OWN(breaks)},
    [F_IDS] = {"ids", "ids", OWN(ids)},
    [F_TEXTS] = {"texts", "texts", PIECES_OF(texts)},
    [F_LINES] = {"steps", "steps", PIECES_OF(lines)},
    [F_MOMENT] = {"date and time", "a date, or a date and a time; write e.g. 2026-12-24 14:00",
                  TEXT_OF(moment_valid)},
    [F_HASH] = {"hash", "a yescrypt hash", TEXT_OF(hash_valid), .advise = advise_hash},
    [F_MAP] = {"name of a [map]", id_wanted, TEXT_OF(text_is_id)},
    [F_PRODUCT] = {"name of a [product]", "the name of a product", TEXT_OF(NULL)},
    [F_WHEN] = {"conditions", "conditions", .store = STORE_NONE},
    [F_SHOW] = {"lamps and patterns", "lamps and patterns", .store = STORE_NONE},
    [F_RETIRED] = {"yes or no", "yes or no", .parse = parse_retired},
};

/* Enums are stored through int. */
_Static_assert(sizeof(enum signal_role) == sizeof(int), "enums are int-sized");

static void store(enum store how, void *at, int64_t value)
{
    int number = (int)value;
    int32_t small = (int32_t)value;
    uint8_t byte = (uint8_t)value;
    bool flag = value != 0;
    if (how == STORE_I64)
        memcpy(at, &value, sizeof value);
    else if (how == STORE_INT)
        memcpy(at, &number, sizeof number);
    else if (how == STORE_I32)
        memcpy(at, &small, sizeof small);
    else if (how == STORE_U8)
        memcpy(at, &byte, sizeof byte);
    else
        memcpy(at, &flag, sizeof flag);
}

static int64_t stored(enum store how, const void *at)
{
    int64_t value = 0;
    int number;
    int32_t small;
    if (how == STORE_I64) {
        memcpy(&value, at, sizeof value);
    } else if (how == STORE_INT) {
        memcpy(&number, at, sizeof number);
        value = number;
    } else if (how == STORE_I32) {
        memcpy(&small, at, sizeof small);
        value = small;
    } else if (how == STORE_U8 || how == STORE_BOOL) {
        value = *(const uint8_t *)at;
    }
    return value;
}

static int parse_text(const struct field *field, const char *text, char *at, struct cause *why)
{
    const struct type *type = &types[field->type];
    if (type->valid && !(text[0] == '\0' && !(field->flags & FIELD_REQUIRED)) && !type->valid(text))
        return type->advise && type->advise(text, why) ? -1
                                                       : cause_set(why, -1, "not %s", type->want);
    if (strlen(text) >= field->size)
        return cause_set(why, -1, "longer than %zu bytes; shorten it", field->size - 1);
    (void)text_copy(at, field->size, text);
    return 0;
}

static int parse_number(const struct field *field, const char *text, void *at, struct cause *why)
{
    const struct type *type = &types[field->type];
    int64_t value;
    if (type->read(field, text, &value) != 0) {
        if (field->words)
            words_advice(field->words, text, why);
        else if (!type->advise || !type->advise(text, why))
            cause_set(why, -1, "not %s", type->want);
        return -1;
    }
    if (field->min < field->max && (value < field->min || value > field->max)) {
        char range[96];
        field_range(field, range, sizeof range);
        return cause_set(why, -1, "out of range; it goes from %s", range);
    }
    store(type->store, at, value);
    return 0;
}

int field_parse(const struct field *field, const char *text, void *item, struct cause *why)
{
    const struct type *type = &types[field->type];
    char *at = (char *)item + field->offset;
    if ((field->flags & FIELD_REQUIRED) && text[0] == '\0')
        return cause_set(why, -1, "empty; write e.g. %s", field->example);
    if (type->store == STORE_TEXT)
        return parse_text(field, text, at, why);
    if (type->read)
        return parse_number(field, text, at, why);
    return type->parse ? type->parse(field, text, item, why) : 0;
}

void field_print(const struct field *field, const void *item, char *out, size_t size)
{
    const struct type *type = &types[field->type];
    const char *at = (const char *)item + field->offset;
    out[0] = '\0';
    if (type->store == STORE_TEXT)
        (void)text_copy(out, size, at);
    else if (type->write)
        type->write(field, stored(type->store, at), out, size);
    else if (type->print)
        type->print(field, item, out, size);
}

const char *field_type_name(const struct field *field)
{
    return types[field->type].name;
}

void field_range(const struct field *field, char *out, size_t size)
{
    const struct type *type = &types[field->type];
    out[0] = '\0';
    if (field->words) {
        size_t length = 0;
        for (size_t i = 0; i < field->words->count; i++) {
            if (!text_format(out + length, size - length, "%s%s", i ? ", " : "",
                             field->words->names[i]))
                return;
            length += strlen(out + length);
        }
    } else if (field->min < field->max && type->write) {
        char low[40];
        char high[40];
        type->write(field, field->min, low, sizeof low);
        type->write(field, field->max, high, sizeof high);
        (void)text_format(out, size, "%s to %s", low, high);
    }
}
