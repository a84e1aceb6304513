/* SPDX-License-Identifier: MIT */
/* Tables of keys. conf.c reads and dumps by them; the manual page names the same keys, which a test
 * compares. Nothing here is owned or changes. */
#include "data/gateway/fields.h"

#include "data/config/schema.h"
#include "data/gateway/conf.h"

static const char *const kind_names[] = {"auto", "coil", "discrete", "input", "holding"};
static const struct words kinds = {kind_names, 5};
static const char *const order_names[] = {"device", "ABCD", "CDAB", "BADC", "DCBA"};
static const struct words orders = {order_names + 1, 4}, own_orders = {order_names, 5};
static const char *const base_names[] = {"device", "auto", "0", "1"};
static const struct words bases = {base_names + 1, 3}, own_bases = {base_names, 4};

#define GATEWAY(member)                              \
    .offset = offsetof(struct gateway_conf, member), \
    .size = sizeof((struct gateway_conf *)0)->member
static const struct field gateway_fields[] = {
    {.key = "name",
     .type = F_ID,
     GATEWAY(name),
     .initial = "gateway",
     .help = "This gateway among others: part of its client id at the broker."},
    {.key = "root",
     .type = F_ROOT,
     GATEWAY(root),
     .initial = "gateway",
     .help = "Topics are ROOT/DEVICE/REGISTER, ROOT/DEVICE/status and ROOT/status."},
    {.key = "budget",
     .type = F_INT,
     GATEWAY(budget),
     .min = 1,
     .max = 1000,
     .initial = "50",
     .help = "Never more requests a second than this, all devices together. What is polled slower "
             "for it is told."},
    {.key = "state",
     .type = F_TEXT,
     GATEWAY(state),
     .example = "/var/lib/andon-gateway",
     .help = "Directory of what was learnt, a file NAME.learned each; $STATE_DIRECTORY, "
             "else /var/lib/andon-gateway, when it is left out."},
};
#undef GATEWAY

#define DEVICE(member) \
    .offset = offsetof(struct device_conf, member), .size = sizeof((struct device_conf *)0)->member
static const struct field device_fields[] = {
    {.key = "url",
     .type = F_TEXT,
     DEVICE(url),
     .flags = FIELD_REQUIRED,
     .example = "tcp://192.168.1.20:502",
     .help =
         "tcp://HOST:PORT, or rtu:///dev/ttyUSB0?baud=9600&parity=N&data=8&stop=1 (19200, E, 8, "
         "1 when not said; mode=rs485: the kernel switches the direction). Devices with the "
         "same url share one connection."},
    {.key = "unit",
     .type = F_INT,
     DEVICE(unit),
     .min = 0,
     .max = 255,
     .initial = "1",
     .help = "Its number on the line, 1 to 247; of a TCP device what its manual says, often 1 or "
             "255."},
    {.key = "poll",
     .type = F_MS,
     DEVICE(poll_ms),
     .min = 10,
     .max = 3600000,
     .initial = "1 s",
     .help = "How often its registers are read."},
    {.key = "timeout",
     .type = F_MS,
     DEVICE(timeout_ms),
     .min = 10,
     .max = 10000,
     .initial = "500 ms",
     .help = "So long it may take to answer. Nothing else is read meanwhile."},
    {.key = "retries",
     .type = F_INT,
     DEVICE(retries),
     .min = 0,
     .max = 10,
     .initial = "2",
     .help = "A read without an answer is tried so often again before its registers are bad."},
    {.key = "retry_min",
     .type = F_MS,
     DEVICE(retry_min_ms),
     .min = 10,
     .max = 3600000,
     .initial = "1 s",
     .help = "What failed is tried again after this, then after twice as long …"},
    {.key = "retry_max",
     .type = F_MS,
     DEVICE(retry_max_ms),
     .min = 10,
     .max = 3600000,
     .initial = "30 s",
     .help = "… up to this, the second half of it at random."},
    {.key = "pause",
     .type = F_MS,
     DEVICE(pause_ms),
     .min = 0,
     .max = 10000,
     .initial = "0 s",
     .help = "The device is left alone for so long between two requests."},
    {.key = "gap",
     .type = F_INT,
     DEVICE(gap),
     .min = 0,
     .max = 1000,
     .initial = "8",
     .help = "Registers, or bits, that may be read for nothing to fetch neighbours together."},
    {.key = "registers",
     .type = F_INT,
     DEVICE(registers_max),
     .min = 1,
     .max = REG_READ_MAX,
     .initial = "125",
     .help = "At most so many registers in a read, for devices that can do no more."},
    {.key = "bits",
     .type = F_INT,
     DEVICE(bits_max),
     .min = 1,
     .max = BITS_READ_MAX,
     .initial = "2000",
     .help = "At most so many bits in a read."},
    {.key = "order",
     .type = F_WORD,
     DEVICE(order),
     .words = &orders,
     .initial = "ABCD",
     .help =
         "Order of the bytes of a 32-bit value: ABCD as the specification has it, CDAB with its "
         "two registers exchanged, BADC with the bytes in each exchanged, DCBA with both."},
    {.key = "base",
     .type = F_WORD,
     DEVICE(base),
     .words = &bases,
     .initial = "auto",
     .help = "How addresses count. auto: five or six digits that begin with 0, 1, 3 or 4 are "
             "references, 40001 the first holding register; other numbers count from 0 as in the "
             "request. 0 or 1: every number counts from there."},
};
#undef DEVICE

#define REGISTER(member)                              \
    .offset = offsetof(struct register_conf, member), \
    .size = sizeof((struct register_conf *)0)->member
static const struct field register_fields[] = {
    {.key = "device",
     .type = F_ID,
     REGISTER(device_name),
     .flags = FIELD_REQUIRED,
     .example = "meter1",
     .help = "The [device NAME] that has it."},
    {.key = "address",
     .type = F_TEXT,
     REGISTER(address),
     .flags = FIELD_REQUIRED,
     .example = "40001",
     .help = "Where it begins: 40001 (a reference), 0 or 0x9C40 (as in the request, from 0); see "
             "base."},
    {.key = "kind",
     .type = F_WORD,
     REGISTER(kind),
     .words = &kinds,
     .first = -1,
     .initial = "auto",
     .help = "coil, discrete, input or holding; auto: a reference says it."},
    {.key = "type",
     .type = F_TEXT,
     REGISTER(type),
     .example = "float32",
     .help = "bool, bit N (of a register, 0 the lowest), int16, uint16, int32, uint32, int64, "
             "uint64, float32, float64, string N (characters). bool of coil and discrete, uint16 "
             "of registers when it is left out."},
    {.key = "order",
     .type = F_WORD,
     REGISTER(order),
     .words = &own_orders,
     .first = -1,
     .initial = "device",
     .help = "ABCD, CDAB, BADC or DCBA; device: as its device."},
    {.key = "base",
     .type = F_WORD,
     REGISTER(base),
     .words = &own_bases,
     .first = -1,
     .initial = "device",
     .help = "auto, 0 or 1; device: as its device."},
    {.key = "scale",
     .type = F_AMOUNT,
     REGISTER(format.scale),
     .initial = "1",
     .help = "Value = reading * scale + offset."},
    {.key = "offset",
     .type = F_AMOUNT,
     REGISTER(format.offset),
     .initial = "0",
     .help = "Added after scaling."},
    {.key = "unit",
     .type = F_TEXT,
     REGISTER(unit),
     .example = "kW",
     .help = "Stands in each message."},
    {.key = "deadband",
     .type = F_AMOUNT,
     REGISTER(deadband),
     .min = 0,
     .max = INT64_MAX,
     .initial = "0",
     .help = "A number that moved by no more than this is not told; 0: every change is."},
    {.key = "every",
     .type = F_MS,
     REGISTER(every_ms),
     .min = 100,
     .max = 86400000,
     .initial = "60 s",
     .help = "But it is told at least so often."},
    {.key = "topic",
     .type = F_LEVEL,
     REGISTER(topic),
     .example = "power",
     .help = "Last level of its topic; its name when it is left out."},
};
#undef REGISTER

#define RUNNING(member)                              \
    .offset = offsetof(struct running_conf, member), \
    .size = sizeof((struct running_conf *)0)->member
static const struct field running_fields[] = {
    {.key = "register",
     .type = F_ID,
     RUNNING(register_name),
     .flags = FIELD_REQUIRED,
     .example = "current",
     .help = "The [register NAME] whose level says whether the machine runs."},
    {.key = "on", .type = F_AMOUNT, RUNNING(on), .example = "3.5", .help = "From this up it runs."},
    {.key = "off",
     .type = F_AMOUNT,
     RUNNING(off),
     .example = "2",
     .help = "From this down it stands; between the two it is what it was."},
    {.key = "learn",
     .type = F_MS,
     RUNNING(learn_ms),
     .min = 1000,
     .max = 86400000,
     .example = "30 min",
     .help = "Instead of on and off: it learns the level at idle and the one under load for so "
             "long, and until it has seen both. Until then the bit is of bad quality."},
    {.key = "on_for",
     .type = F_MS,
     RUNNING(on_for_ms),
     .min = 0,
     .max = 3600000,
     .initial = "0 s",
     .help = "The level has to be there for so long before it runs."},
    {.key = "off_for",
     .type = F_MS,
     RUNNING(off_for_ms),
     .min = 0,
     .max = 3600000,
     .initial = "0 s",
     .help = "The level has to be there for so long before it stands."},
    {.key = "every",
     .type = F_MS,
     RUNNING(every_ms),
     .min = 100,
     .max = 86400000,
     .initial = "60 s",
     .help = "The bit is told when it changes, and at least so often."},
    {.key = "topic",
     .type = F_LEVEL,
     RUNNING(topic),
     .example = "running",
     .help = "Last level of its topic; its name when it is left out."},
};
#undef RUNNING

#define TABLE(list) .field = (list), .fields = sizeof(list) / sizeof *(list)

const struct settings_kind *part_tables(void)
{
    static struct settings_kind tables[PART_KINDS] = {
        [PART_GATEWAY] = {"gateway", NULL, "The gateway itself.", TABLE(gateway_fields), .most = 1},
        [PART_BROKER] = {"broker", "plant", "The plant's broker.", .most = 1, .elsewhere = true},
        [PART_DEVICE] = {"device", "meter1", "What is polled: one unit behind one address.",
                         TABLE(device_fields), .most = DEVICES_MAX},
        [PART_REGISTER] = {"register", "power", "A value of a device.", TABLE(register_fields),
                           .most = REGISTERS_MAX},
        [PART_RUNNING] = {"running", "running",
                          "Whether a machine runs, from a level: a current sensor.",
                          TABLE(running_fields), .most = RUNNINGS_MAX},
    };
    const struct section_kind *broker = kind_find("broker", true);
    tables[PART_BROKER].field = broker->field;
    tables[PART_BROKER].fields = broker->fields;
    return tables;
}
