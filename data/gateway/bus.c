/* SPDX-License-Identifier: MIT */
/* libmodbus 3.1.6, used so that a wrong answer cannot be taken for a right one: TCP leaves a
 * connection on which an answer is overdue (it would come as the answer to the next request), a
 * serial line is listened to until it is quiet. The answer as a whole has one time limit. Owned by
 * poll.c and scan.c. */
#include "data/gateway/bus.h"

#include <errno.h>
#include <modbus/modbus.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUIET_MS 20

struct bus {
    struct endpoint endpoint;
    modbus_t *modbus;
    bool connected, overdue; /* an answer may still come */
};

struct bus *bus_new(const struct endpoint *endpoint)
{
    struct bus *bus = calloc(1, sizeof *bus);
    if (bus)
        bus->endpoint = *endpoint;
    return bus;
}

static void leave(struct bus *bus)
{
    if (bus->connected)
        modbus_close(bus->modbus);
    if (bus->modbus)
        modbus_free(bus->modbus);
    bus->modbus = NULL;
    bus->connected = bus->overdue = false;
}

void bus_free(struct bus **bus)
{
    if (!*bus)
        return;
    leave(*bus);
    free(*bus);
    *bus = NULL;
}

static const char *no_connection(const struct bus *bus, int number)
{
    if (number == EINPROGRESS || number == ETIMEDOUT)
        return "nothing answers there";
    if (number == ECONNREFUSED && !bus->endpoint.serial)
        return "it refuses the connection, or its name is not known";
    if (number == EEXIST || number == EBUSY)
        return "another program uses it";
    return strerror(number);
}

static int connect_bus(struct bus *bus, int timeout_ms, struct cause *why)
{
    const struct endpoint *e = &bus->endpoint;
    errno = 0;
    bus->modbus = e->serial ? modbus_new_rtu(e->host, e->baud, e->parity, e->data, e->stop)
                            : modbus_new_tcp_pi(e->host, e->port);
    if (!bus->modbus)
        return cause_set(why, -1, "%s: %s", e->host, strerror(errno));
    (void)modbus_set_response_timeout(bus->modbus, (uint32_t)timeout_ms / 1000,
                                      (uint32_t)timeout_ms % 1000 * 1000);
    errno = 0;
    if (modbus_connect(bus->modbus) != 0) {
        (void)cause_set(why, -1, "%s: %s", e->host, no_connection(bus, errno));
        leave(bus);
        return -1;
    }
    bus->connected = true;
    if (e->rs485 && modbus_rtu_set_serial_mode(bus->modbus, MODBUS_RTU_RS485) != 0) {
        (void)cause_set(why, -1, "%s: mode=rs485: %s", e->host, strerror(errno));
        leave(bus);
        return -1;
    }
    return 0;
}

/* A serial line has no numbers on its answers: one that comes late must be over. */
static void await_quiet(struct bus *bus, int timeout_ms)
{
    struct pollfd p = {.fd = modbus_get_socket(bus->modbus), .events = POLLIN};
    char dust[256];
    for (int i = 0; i < timeout_ms / QUIET_MS + 1 && poll(&p, 1, QUIET_MS) == 1; i++)
        if (read(p.fd, dust, sizeof dust) <= 0)
            break;
    (void)modbus_flush(bus->modbus);
    bus->overdue = false;
}

static int ask(struct bus *bus, const struct reg_place *place, uint16_t *words)
{
    static int (*const read_words[REG_KINDS])(modbus_t *, int, int, uint16_t *) = {
        [REG_INPUT] = modbus_read_input_registers, [REG_HOLDING] = modbus_read_registers};
    static int (*const read_bits[REG_KINDS])(modbus_t *, int, int, uint8_t *) = {
        [REG_COIL] = modbus_read_bits, [REG_DISCRETE] = modbus_read_input_bits};
    uint8_t bits[BITS_READ_MAX];
    if (!reg_is_bit(place->kind))
        return read_words[place->kind](bus->modbus, place->address, place->count, words);
    int rc = read_bits[place->kind](bus->modbus, place->address, place->count, bits);
    for (int i = 0; i < rc && i < BITS_READ_MAX; i++)
        words[i] = bits[i] != 0;
    return rc;
}

static const struct {
    int number;
    enum read_outcome outcome;
    const char *words;
} answers[] = {
    {EMBXILFUN, READ_REFUSED, "it knows no such function (exception 1)"},
    {EMBXILADD, READ_REFUSED, "it has no such address (exception 2)"},
    {EMBXILVAL, READ_REFUSED, "it refuses so many at once (exception 3)"},
    {EMBXSFAIL, READ_REFUSED, "it fails at reading this (exception 4)"},
    {EMBXACK, READ_BUSY, "it needs longer (exception 5)"},
    {EMBXSBUSY, READ_BUSY, "it is busy (exception 6)"},
    {EMBXNACK, READ_BUSY, "it cannot do this now (exception 7)"},
    {EMBXMEMPAR, READ_BUSY, "its memory has an error (exception 8)"},
    {EMBXGPATH, READ_SILENT, "the gateway before it has no path to it (exception 10)"},
    {EMBXGTAR, READ_SILENT, "the gateway before it says that it does not answer (exception 11)"},
    {ETIMEDOUT, READ_SILENT, "it does not answer"},
    {EMBBADCRC, READ_SILENT, "its answer is damaged on the line (CRC)"},
    {EMBBADDATA, READ_SILENT, "its answer does not fit the question"},
    {EMBBADEXC, READ_SILENT, "its answer does not fit the question"},
    {EMBUNKEXC, READ_SILENT, "it answers with an unknown exception"},
    {EMBMDATA, READ_SILENT, "its answer is too long"},
    {EMBBADSLAVE, READ_SILENT, "another unit answers"},
};

static enum read_outcome failed(struct bus *bus, int number, struct cause *why)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (answers[i].number != number)
            continue;
        const bool exception = number > MODBUS_ENOBASE && number <= EMBXGTAR;
        (void)cause_set(why, -1, "%s", answers[i].words);
        if (!exception && bus->endpoint.serial)
            bus->overdue = true;
        else if (!exception)
            leave(bus);
        return answers[i].outcome;
    }
    (void)cause_set(why, -1, "%s: the connection is lost: %s", bus->endpoint.host,
                    strerror(number));
    leave(bus);
    return READ_LOST;
}

enum read_outcome bus_read(struct bus *bus, int unit, const struct reg_place *place, int timeout_ms,
                           uint16_t *words, struct cause *why)
{
    const unsigned most = reg_is_bit(place->kind) ? BITS_READ_MAX : REG_READ_MAX;
    if (place->count == 0 || place->count > most) {
        (void)cause_set(why, -1, "more than a read may ask for");
        return READ_REFUSED;
    }
    if (!bus->connected && connect_bus(bus, timeout_ms, why) != 0)
        return READ_LOST;
    if (bus->overdue)
        await_quiet(bus, timeout_ms);
    /* no limit between bytes: the one for the answer holds for all of it */
    (void)modbus_set_byte_timeout(bus->modbus, 0, 0);
    (void)modbus_set_response_timeout(bus->modbus, (uint32_t)timeout_ms / 1000,
                                      (uint32_t)timeout_ms % 1000 * 1000);
    if (modbus_set_slave(bus->modbus, unit) != 0) {
        (void)cause_set(why, -1, "there is no unit %d", unit);
        return READ_REFUSED;
    }
    errno = 0;
    int rc = ask(bus, place, words);
    return rc == place->count ? READ_GOOD : failed(bus, rc >= 0 ? EMBBADDATA : errno, why);
}
