/* SPDX-License-Identifier: MIT */
/* The url of a device. What is not said of a serial line is what the Modbus specification makes
 * its default (19200 8E1). Called by data/gateway/conf.c; owns nothing. */
#include "data/gateway/core/endpoint.h"

#include "data/model/text.h"

#include <string.h>

static int whole(const char *text, size_t length, int most)
{
    int value = 0;
    if (length == 0 || length > 7)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value <= most ? value : -1;
}

static bool set_baud(struct endpoint *e, const char *text, size_t length)
{
    static const int speeds[] = {1200,  2400,   4800,   9600,   19200, 38400,
                                 57600, 115200, 230400, 460800, 921600};
    e->baud = whole(text, length, 921600);
    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++)
        if (e->baud == speeds[i])
            return true;
    return false;
}

static bool set_parity(struct endpoint *e, const char *text, size_t length)
{
    e->parity = length == 1 ? (char)(text[0] & ~0x20) : '?';
    return strchr("NEO", e->parity) != NULL && e->parity;
}

static bool set_data(struct endpoint *e, const char *text, size_t length)
{
    e->data = whole(text, length, 8);
    return e->data >= 7;
}

static bool set_stop(struct endpoint *e, const char *text, size_t length)
{
    e->stop = whole(text, length, 2);
    return e->stop >= 1;
}

static bool set_mode(struct endpoint *e, const char *text, size_t length)
{
    e->rs485 = length == 5 && strncmp(text, "rs485", 5) == 0;
    return e->rs485 || (length == 5 && strncmp(text, "rs232", 5) == 0);
}

static const struct {
    const char *key, *want;
    bool (*set)(struct endpoint *e, const char *text, size_t length);
} settings[] = {{"baud", "1200 2400 4800 9600 19200 38400 57600 115200 …", set_baud},
                {"parity", "N, E or O", set_parity},
                {"data", "7 or 8", set_data},
                {"stop", "1 or 2", set_stop},
                {"mode", "rs232 or rs485 (the kernel switches the direction)", set_mode}};

static int set_one(struct endpoint *e, const char *text, size_t length, struct cause *why)
{
    const char *is = memchr(text, '=', length);
    size_t key = is ? (size_t)(is - text) : length;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (strlen(settings[i].key) != key || strncmp(settings[i].key, text, key) != 0)
            continue;
        if (is && settings[i].set(e, is + 1, length - key - 1))
            return 0;
        return cause_set(why, -1, "%s: write one of %s", settings[i].key, settings[i].want);
    }
    return cause_set(why, -1,
                     "\"%.*s\" is no setting of a serial line; there are baud, parity, "
                     "data, stop, mode",
                     (int)(key < 20 ? key : 20), text);
}

static int parse_serial(const char *text, struct endpoint *out, struct cause *why)
{
    size_t path = strcspn(text, "?");
    if (text[0] != '/' || path < 2 || !text_copy_n(out->host, sizeof out->host, text, path))
        return cause_set(why, -1,
                         "a serial line is a path; write e.g. "
                         "rtu:///dev/ttyUSB0?baud=9600&parity=N");
    text += path;
    while (*text) {
        size_t length = strcspn(++text, "&");
        if (set_one(out, text, length, why) != 0)
            return -1;
        text += length;
    }
    return 0;
}

static int parse_host(const char *text, struct endpoint *out, struct cause *why)
{
    const bool six = text[0] == '[';
    size_t length = six ? strcspn(text, "]") : strcspn(text, ":");
    const char *port = text + length + (six && text[length] == ']');
    size_t digits = *port == ':' ? strlen(port + 1) : 0;
    if (length < (six ? 2U : 1U) || strpbrk(text, " /@?#") || (*port && *port != ':') ||
        !text_copy_n(out->host, sizeof out->host, text + six, length - six) ||
        (*port && whole(port + 1, digits, 65535) < 1))
        return cause_set(why, -1, "write e.g. tcp://meter.plant.example:502");
    return text_copy(out->port, sizeof out->port, *port ? port + 1 : "502")
               ? 0
               : cause_set(why, -1, "the port is too long");
}

int endpoint_parse(const char *url, struct endpoint *out, struct cause *why)
{
    *out = (struct endpoint){.baud = 19200, .parity = 'E', .data = 8, .stop = 1};
    if (strncmp(url, "tcp://", 6) == 0)
        return parse_host(url + 6, out, why);
    out->serial = true;
    if (strncmp(url, "rtu://", 6) == 0)
        return parse_serial(url + 6, out, why);
    return cause_set(why, -1, "write tcp://HOST:502 or rtu:///dev/ttyUSB0?baud=9600&parity=N");
}
