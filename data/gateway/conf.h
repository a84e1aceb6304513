/* SPDX-License-Identifier: MIT */
/* A gateway's configuration: [gateway], [broker NAME], [device NAME], [register NAME] and
 * [running NAME] in *.ini files, read as strictly and told in the same words as a station's
 * (data/config). A later --config wins. */
#ifndef DATA_GATEWAY_CONF_H
#define DATA_GATEWAY_CONF_H

#include "data/config/config.h"
#include "data/gateway/core/endpoint.h"
#include "data/gateway/core/register.h"
#include "data/gateway/core/schedule.h"

#include <stdio.h>

#define DEVICES_MAX   SCHEDULE_DEVICES_MAX
#define REGISTERS_MAX 1024
#define RUNNINGS_MAX  64
#define NOT_SAID      INT64_MIN

struct device_conf {
    char name[CONFIG_ID_SIZE];
    struct config_origin origin;
    char url[ENDPOINT_SIZE + 64];
    int unit, retries, gap, registers_max, bits_max;
    int64_t poll_ms, timeout_ms, retry_min_ms, retry_max_ms, pause_ms;
    int order, base; /* enum reg_order, enum reg_base */
    /* what follows from them */
    struct endpoint endpoint;
    size_t bus; /* the first device with the same url: they share its connection */
};

struct register_conf {
    char name[CONFIG_ID_SIZE];
    struct config_origin origin;
    char device_name[CONFIG_ID_SIZE], address[16], type[16], unit[24], topic[64];
    int kind, order, base; /* -1: not said */
    int64_t deadband, every_ms;
    /* what follows from them */
    size_t device;
    struct reg_place place;
    struct reg_format format;
};

struct running_conf {
    char name[CONFIG_ID_SIZE];
    struct config_origin origin;
    char register_name[CONFIG_ID_SIZE], topic[64];
    int64_t on, off; /* amounts; NOT_SAID: learnt */
    int64_t on_for_ms, off_for_ms, learn_ms, every_ms;
    size_t reg; /* which register */
};

struct gateway_conf {
    char name[48], root[128], state[256];
    int budget; /* requests a second */
    struct broker_conf broker;
    struct device_conf device[DEVICES_MAX];
    struct register_conf reg[REGISTERS_MAX];
    struct running_conf running[RUNNINGS_MAX];
    size_t devices, registers, runnings;
};

/* `path`: files, or directories of *.ini. Problems go to stderr, one a line. 0 or -1. `broker`:
 * one has to be said. */
int gateway_conf_read(const char *const *path, int count, bool broker, struct gateway_conf *out);

/* Every key with its default, as INI. */
void gateway_conf_dump(FILE *out);

#endif
