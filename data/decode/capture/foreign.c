/* SPDX-License-Identifier: MIT */
/* What a recording is, and one line of it (foreign.h). Called by replay's captures. Recognising is
 * a vote of the first lines, so that one that is cut or a word of a shell's does not decide.
 * mosquitto_sub's own ways are known here: `Z` in front of a zone, (null) for an empty payload, and
 * a payload with a NUL in it, which its JSON cuts without a word. */
#include "data/decode/capture/foreign.h"

#include "data/decode/scan.h"
#include "data/decode/stamp.h"
#include "data/decode/topic.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define VOTERS_MAX   200
#define HEX_SURE     8                     /* so long is a payload that is taken for hex */
#define SECONDS_MAX  INT64_C(100000000000) /* larger numbers are ms */
#define TOPIC_LENGTH 65535
#define WALL_MAX_MS  INT64_C(9000000000000) /* a capture file cannot say a later time */

/* ---- JSON lines ---- */

enum key {
    KEY_TOPIC,
    KEY_PAYLOAD,
    KEY_LENGTH,
    KEY_QOS,
    KEY_RETAIN,
    KEY_TYPE,
    KEY_DATA,
    KEY_T,
    KEY_B64,
    KEY_TIME, /* the first of these that is there */
    KEY_TIME_LAST = KEY_TIME + 3,
    KEYS
};
static const char *const pointers[KEYS] = {
    "/topic", "/payload", "/payloadlen", "/qos",       "/retain", "/payload/type", "/payload/data",
    "/t",     "/b64",     "/tst",        "/timestamp", "/ts",     "/time",
};

static enum scan_problem scan_keys(const char *line, size_t length, struct scan_value value[KEYS],
                                   size_t *where)
{
    struct scan_node node[KEYS + 4];
    char text[128];
    struct scan_plan plan;
    scan_plan_init(&plan, node, sizeof node / sizeof *node, text, sizeof text);
    for (size_t i = 0; i < KEYS; i++)
        (void)scan_plan_add(&plan, pointers[i], strlen(pointers[i]));
    return scan_document(&plan, line, length, value, where);
}

static const struct scan_value *stated_time(const struct scan_value value[KEYS])
{
    for (int i = KEY_TIME; i <= KEY_TIME_LAST; i++)
        if (value[i].kind != SCAN_ABSENT && value[i].kind != SCAN_NULL)
            return &value[i];
    return NULL;
}

/* mosquitto_sub 2.0 writes local time, a Z that is not meant, and the zone: "…09.247118Z+0100". */
static int take_time(struct capture_line *out, const struct scan_value *value,
                     const struct zone *zone)
{
    char text[48];
    struct scan_value plain = *value;
    static const struct zone none;
    size_t n = value->length;
    if (value->kind == SCAN_TEXT && n > 6 && n < sizeof text && value->text[n - 6] == 'Z' &&
        strchr("+-", value->text[n - 5])) {
        memcpy(text, value->text, n - 6);
        memcpy(text + n - 6, value->text + n - 5, 5);
        plain.text = text;
        plain.length = n - 1;
    }
    if (stamp_read(&plain, TIME_AUTO, zone ? zone : &none, &out->wall_ms) != 0 ||
        out->wall_ms < 0 || out->wall_ms > WALL_MAX_MS)
        return -1;
    out->t_us = out->wall_ms * 1000;
    return 0;
}

static int take_topic(struct capture_line *out, const char *text, size_t length, struct cause *why)
{
    if (length == 0 || length > TOPIC_LENGTH || memchr(text, '\0', length) ||
        !utf8_valid(text, length))
        return cause_set(why, -1, "there is no topic that a broker would take");
    out->topic = strndup(text, length);
    return out->topic ? 0 : cause_set(why, -1, CAPTURE_NO_MEMORY);
}

static int keep_bytes(struct capture_line *out, const char *text, size_t length, struct cause *why)
{
    out->payload = malloc(length + 1);
    if (!out->payload)
        return cause_set(why, -1, CAPTURE_NO_MEMORY);
    if (length)
        memcpy(out->payload, text, length);
    out->length = length;
    return 0;
}

/* {"type":"Buffer","data":[1,2,255]}: bytes as Node.js writes them. */
static int keep_buffer(struct capture_line *out, const struct scan_value *data, struct cause *why)
{
    static const char digits[] = "0123456789", between[] = "[], \t\r\n";
    const char *p = data->text, *end = p + data->length;
    out->payload = malloc(data->length + 1);
    if (!out->payload)
        return cause_set(why, -1, CAPTURE_NO_MEMORY);
    while (p < end) {
        int number = -1;
        for (; p < end && strchr(digits, *p) && number < 256; p++)
            number = (number < 0 ? 0 : number * 10) + (*p - '0');
        if (number > 255 || (p < end && !strchr(between, *p)))
            return cause_set(why, -1, "a Buffer holds numbers from 0 to 255");
        if (number >= 0)
            out->payload[out->length++] = (unsigned char)number;
        p += p < end;
    }
    return 0;
}

static bool is_text(const struct scan_value *value, const char *text)
{
    return value->kind == SCAN_TEXT && !value->escaped && value->length == strlen(text) &&
           memcmp(value->text, text, value->length) == 0;
}

/* %j gives the payload as a text, %J as the JSON it is, texts among it; `payloadlen` tells which.
 */
static int take_text(struct capture_line *out, const struct scan_value value[KEYS],
                     struct cause *why)
{
    const struct scan_value *payload = &value[KEY_PAYLOAD], *stated = &value[KEY_LENGTH];
    int64_t length = 0;
    if (keep_bytes(out, "", 0, why) != 0)
        return -1;
    unsigned char *bytes = realloc(out->payload, payload->length + 3);
    if (!bytes)
        return cause_set(why, -1, CAPTURE_NO_MEMORY);
    out->payload = bytes;
    out->length = scan_text(payload, (char *)bytes, payload->length, NULL);
    if (stated->kind != SCAN_NUMBER ||
        amount_from_text(stated->text, stated->length, &length) != 0 || length < 0)
        return 0;
    size_t wanted = (size_t)(length / AMOUNT_ONE);
    if (wanted == out->length)
        return 0;
    if (wanted != payload->length + 2)
        return cause_set(why, -1,
                         "a payload of %zu bytes of which %zu are there: it is not text, which "
                         "mosquitto_sub cannot write as JSON (use -F '%%U %%t %%x', or andonctl "
                         "capture)",
                         wanted, out->length);
    out->payload[0] = '"';
    memcpy(out->payload + 1, payload->text, payload->length);
    out->payload[payload->length + 1] = '"';
    out->length = wanted;
    return 0;
}

static int take_payload(struct capture_line *out, const struct scan_value value[KEYS],
                        struct cause *why)
{
    const struct scan_value *payload = &value[KEY_PAYLOAD];
    if (payload->kind == SCAN_ABSENT)
        return cause_set(why, -1, "there is no \"payload\"");
    if (payload->kind == SCAN_TEXT)
        return take_text(out, value, why);
    if (payload->kind == SCAN_NULL)
        return keep_bytes(out, "", 0, why);
    if (is_text(&value[KEY_TYPE], "Buffer") && value[KEY_DATA].kind == SCAN_ARRAY)
        return keep_buffer(out, &value[KEY_DATA], why);
    return keep_bytes(out, payload->text, payload->length, why);
}

static bool is_set(const struct scan_value *value)
{
    return value->kind == SCAN_TRUE ||
           (value->kind == SCAN_NUMBER && value->length == 1 && *value->text == '1');
}

static int parse_json(const struct foreign *foreign, const char *line, size_t length,
                      struct capture_line *out, struct cause *why)
{
    struct scan_value value[KEYS];
    size_t where;
    enum scan_problem problem = scan_keys(line, length, value, &where);
    const struct scan_value *qos = &value[KEY_QOS], *time = stated_time(value);
    if (problem != SCAN_FINE)
        return cause_set(why, -1, "malformed JSON at byte %zu: %s", where,
                         scan_problem_text(problem));
    if (value[KEY_TOPIC].kind != SCAN_TEXT)
        return cause_set(why, -1, "\"topic\" must be a text");
    if (foreign->timed && (!time || take_time(out, time, foreign->zone) != 0))
        return cause_set(why, -1,
                         "it does not say when it was: \"tst\", \"timestamp\", \"ts\" or "
                         "\"time\"");
    char *topic = malloc(value[KEY_TOPIC].length + 1);
    size_t n = topic ? scan_text(&value[KEY_TOPIC], topic, value[KEY_TOPIC].length, NULL) : 0;
    int result = take_topic(out, topic ? topic : "", n, why);
    free(topic);
    if (result != 0 || take_payload(out, value, why) != 0)
        return -1;
    if (qos->kind == SCAN_NUMBER && qos->length == 1 && *qos->text >= '0' && *qos->text <= '2')
        out->qos = *qos->text - '0';
    out->stored = out->retain = is_set(&value[KEY_RETAIN]);
    return 1;
}

/* ---- text lines ---- */

struct span {
    const char *text;
    size_t length;
};

static struct span cut_word(struct span *rest)
{
    const char *blank = rest->length ? memchr(rest->text, ' ', rest->length) : NULL;
    struct span word = {rest->text, blank ? (size_t)(blank - rest->text) : rest->length};
    size_t used = word.length + (blank ? 1 : 0);
    rest->text += used;
    rest->length -= used;
    return word;
}

/* A topic may hold blanks, as "Line 1/state": where one that is wanted does, it is the topic. */
static struct span cut_topic(struct span *rest, const struct foreign *foreign)
{
    char topic[1024];
    size_t most = rest->length < sizeof topic - 1 ? rest->length : sizeof topic - 1;
    for (size_t i = 0; foreign->blanks && i <= most; i++) {
        if (i < rest->length && rest->text[i] != ' ') {
            topic[i] = rest->text[i];
            continue;
        }
        topic[i] = '\0';
        for (size_t k = 0; k < foreign->filters; k++) {
            if (topic_match(foreign->filter[k], topic, NULL, 0) < 0)
                continue;
            struct span found = {rest->text, i};
            rest->text += i < rest->length ? i + 1 : i;
            rest->length -= i < rest->length ? i + 1 : i;
            return found;
        }
        topic[i] = ' ';
    }
    return cut_word(rest);
}

/* A payload in hexadecimal has no blanks, but a topic may: what is behind the last one. */
static struct span cut_last(struct span *rest)
{
    const char *blank = rest->length ? memrchr(rest->text, ' ', rest->length) : NULL;
    if (!blank)
        return (struct span){rest->text + rest->length, 0};
    struct span last = {blank + 1, (size_t)(rest->text + rest->length - blank - 1)};
    rest->length = (size_t)(blank - rest->text);
    return last;
}

/* "2026-11-23" */
static bool is_date(struct span word)
{
    return word.length == 10 && isdigit((unsigned char)word.text[0]) && word.text[4] == '-' &&
           word.text[7] == '-';
}

static int number_time(struct span word, struct capture_line *out)
{
    int64_t amount;
    if (amount_from_text(word.text, word.length, &amount) != 0 || amount < 0)
        return -1;
    int64_t whole = amount / AMOUNT_ONE;
    if (time_from_integer(whole, TIME_AUTO, &out->wall_ms) != 0 || out->wall_ms > WALL_MAX_MS)
        return -1;
    if (whole < SECONDS_MAX) {
        out->wall_ms = amount / 1000;
        out->t_us = amount;
        return 0;
    }
    out->t_us = out->wall_ms * 1000;
    return 0;
}

/* The time that the line begins with, which is taken off it: seconds since 1970 (%U), ISO 8601
 * (%I), or date and time with a blank between. */
static int cut_time(struct span *rest, const struct zone *zone, struct capture_line *out)
{
    struct span word = cut_word(rest);
    if (is_date(word) && rest->length)
        word.length += 1 + cut_word(rest).length;
    if (word.length < 9 || !isdigit((unsigned char)word.text[0]))
        return -1;
    if (number_time(word, out) == 0)
        return 0;
    const struct scan_value value = {
        .kind = SCAN_TEXT, .text = word.text, .length = word.length, .escaped = false};
    return take_time(out, &value, zone);
}

static int hex_digit(unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, tolower(c)) : NULL;
    return at ? (int)(at - digits) : -1;
}

static bool is_hex(struct span payload)
{
    for (size_t i = 0; i < payload.length; i++)
        if (hex_digit((unsigned char)payload.text[i]) < 0)
            return false;
    return payload.length % 2 == 0;
}

static int keep_hex(struct capture_line *out, struct span payload, struct cause *why)
{
    if (!is_hex(payload))
        return cause_set(why, -1, "the payload is not hexadecimal as the others are");
    if (keep_bytes(out, payload.text, payload.length, why) != 0)
        return -1;
    out->length = payload.length / 2;
    for (size_t i = 0; i < out->length; i++)
        out->payload[i] = (unsigned char)(hex_digit((unsigned char)payload.text[2 * i]) * 16 +
                                          hex_digit((unsigned char)payload.text[2 * i + 1]));
    return 0;
}

static int parse_text(const struct foreign *foreign, const char *line, size_t length,
                      struct capture_line *out, struct cause *why)
{
    struct span rest = {line, length};
    if (foreign->timed && cut_time(&rest, foreign->zone, out) != 0)
        return cause_set(why, -1,
                         "it does not begin with a time (a payload of several lines? "
                         "mosquitto_sub -F %%j writes those in one)");
    struct span payload = foreign->hex ? cut_last(&rest) : rest;
    struct span topic = foreign->hex ? rest : cut_topic(&payload, foreign);
    if (take_topic(out, topic.text, topic.length, why) != 0)
        return -1;
    if (payload.length == 6 && memcmp(payload.text, "(null)", 6) == 0)
        payload.length = 0;
    int result = foreign->hex ? keep_hex(out, payload, why)
                              : keep_bytes(out, payload.text, payload.length, why);
    return result == 0 ? 1 : -1;
}

/* What some programs put in front of UTF-8. */
static size_t mark_length(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

void foreign_wants(struct foreign *foreign, const char *const *filter, size_t filters)
{
    foreign->filter = filter;
    foreign->filters = filters;
    foreign->blanks = false;
    for (size_t i = 0; i < filters; i++)
        foreign->blanks |= strchr(filter[i], ' ') != NULL;
}

int foreign_parse(const struct foreign *foreign, const char *line, size_t length,
                  struct capture_line *out, struct cause *why)
{
    size_t mark = mark_length(line, length);
    line += mark;
    length -= mark;
    if (length && line[length - 1] == '\r')
        length--;
    if (foreign->kind == FOREIGN_OURS)
        return capture_parse(line, length, out, why);
    *out = (struct capture_line){.wall_ms = TIME_NONE, .source = "mqtt"};
    size_t blank = 0;
    while (blank < length && isspace((unsigned char)line[blank]))
        blank++;
    if (blank == length)
        return 0;
    if (length > CAPTURE_LINE_MAX)
        return cause_set(why, -1, "a line of %zu bytes, more than %d", length, CAPTURE_LINE_MAX);
    int result = foreign->kind == FOREIGN_JSON ? parse_json(foreign, line, length, out, why)
                                               : parse_text(foreign, line, length, out, why);
    if (result != 1)
        capture_line_done(out);
    return result;
}

/* ---- what it is ---- */

/* What no line of text begins with. */
static int refuse_by_magic(const char *head, size_t length, struct cause *why)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *words;
    } magics[] = {
#define MAGIC(bytes, words) {bytes, sizeof(bytes) - 1, words}
        MAGIC("SQLite format 3", "a database; records are not messages"),
        MAGIC("\xd4\xc3\xb2\xa1", "packets off the wire (pcap); record the messages instead"),
        MAGIC("\xa1\xb2\xc3\xd4", "packets off the wire (pcap); record the messages instead"),
        MAGIC("\x0a\x0d\x0d\x0a", "packets off the wire (pcapng); record the messages instead"),
        MAGIC("PK\x03\x04", "a ZIP archive; unpack it first: unzip"),
        MAGIC("\x28\xb5\x2f\xfd", "compressed by zstd; pipe it: zstd -dc FILE | andonctl replay -"),
        MAGIC("\xfd"
              "7zXZ",
              "compressed by xz; pipe it: xz -dc FILE | andonctl replay -"),
        MAGIC("BZh", "compressed by bzip2; pipe it: bzip2 -dc FILE | andonctl replay -"),
        MAGIC("\xff\xfe", "UTF-16, as PowerShell writes; convert it: iconv -f UTF-16 -t UTF-8"),
        MAGIC("\xfe\xff", "UTF-16; convert it: iconv -f UTF-16 -t UTF-8"),
#undef MAGIC
    };
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (length >= magics[i].length && memcmp(head, magics[i].bytes, magics[i].length) == 0)
            return cause_set(why, -1, "it is %s", magics[i].words);
    return 0;
}

struct votes {
    int ours, json[2], text[2]; /* by whether they are timed */
    int arrays, payloads, hex, letters;
    size_t longest;
};

static void vote_json(struct votes *votes, const char *line, size_t length)
{
    struct scan_value value[KEYS];
    if (scan_keys(line, length, value, NULL) != SCAN_FINE)
        return;
    if (value[KEY_B64].kind == SCAN_ABSENT && value[KEY_TOPIC].kind == SCAN_TEXT &&
        value[KEY_PAYLOAD].kind != SCAN_ABSENT)
        votes->json[stated_time(value) != NULL]++;
    else if (value[KEY_B64].kind != SCAN_ABSENT || value[KEY_T].kind != SCAN_ABSENT)
        votes->ours++;
}

static void vote_text(struct votes *votes, const char *line, size_t length)
{
    struct span rest = {line, length};
    struct capture_line ignored;
    bool timed = cut_time(&rest, NULL, &ignored) == 0;
    if (!timed)
        rest = (struct span){line, length};
    struct span payload = cut_last(&(struct span){rest.text, rest.length});
    struct span topic = cut_word(&rest);
    if (topic.length == 0 || memchr(topic.text, '\0', topic.length) ||
        !utf8_valid(topic.text, topic.length))
        return;
    votes->text[timed]++;
    if (rest.length == 0)
        return;
    votes->payloads++;
    votes->hex += is_hex(payload);
    for (size_t i = 0; i < payload.length; i++)
        votes->letters += isalpha((unsigned char)payload.text[i]) != 0;
    if (payload.length > votes->longest)
        votes->longest = payload.length;
}

static void vote(struct votes *votes, const char *line, size_t length)
{
    while (length && isspace((unsigned char)line[length - 1]))
        length--;
    while (length && isspace((unsigned char)*line)) {
        line++;
        length--;
    }
    if (length == 0)
        return;
    if (*line == '{')
        vote_json(votes, line, length);
    else if (*line == '[')
        votes->arrays++;
    else
        vote_text(votes, line, length);
}

static int most_voted(const struct votes *votes, struct foreign *out, struct cause *why)
{
    int json = votes->json[0] + votes->json[1], text = votes->text[0] + votes->text[1];
    if (votes->ours + json + text == 0 && votes->arrays > 0)
        return cause_set(why, -1, "it is a JSON array; one object a line is needed: jq -c '.[]'");
    bool is_json = json > votes->ours;
    /* What is an object with a topic and a payload is nothing by chance; any words are text. */
    if (!is_json && (votes->ours > 0 || text == 0))
        return 0;
    const int *kind = is_json ? votes->json : votes->text;
    out->kind = is_json ? FOREIGN_JSON : FOREIGN_TEXT;
    out->timed = kind[1] >= kind[0];
    /* Digits alone may as well be counts: letters make it hex. */
    out->hex = !is_json && votes->payloads > 0 && votes->hex == votes->payloads &&
               votes->letters > 0 && votes->longest >= HEX_SURE;
    return 0;
}

int foreign_recognise(const char *head, size_t length, struct foreign *out, struct cause *why)
{
    struct votes votes = {0};
    const char *end = head + length;
    *out = (struct foreign){.kind = FOREIGN_OURS, .timed = true};
    size_t mark = mark_length(head, length);
    head += mark;
    length -= mark;
    if (refuse_by_magic(head, length, why) != 0)
        return -1;
    for (int i = 0; i < VOTERS_MAX && head < end; i++) {
        const char *newline = memchr(head, '\n', (size_t)(end - head));
        if (!newline && i > 0)
            break; /* it may be cut */
        const char *stop = newline ? newline : end;
        vote(&votes, head, (size_t)(stop - head));
        head = newline ? newline + 1 : end;
    }
    return most_voted(&votes, out, why);
}

const char *foreign_words(const struct foreign *foreign)
{
    static const char *const words[2][2][2] = {
        /* JSON or text; timed; hex */
        {{"JSON lines of topic and payload, without times", NULL},
         {"JSON lines of time, topic and payload", NULL}},
        {{"lines of topic and payload, without times",
          "lines of topic and hexadecimal payload, without times"},
         {"lines of time, topic and payload", "lines of time, topic and hexadecimal payload"}},
    };
    if (foreign->kind == FOREIGN_OURS)
        return NULL;
    return words[foreign->kind == FOREIGN_TEXT][foreign->timed][foreign->hex];
}
