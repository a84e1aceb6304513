/* SPDX-License-Identifier: MIT */
/* One connection to Modbus devices: TCP, or a serial line that several units share. The only place
 * that knows libmodbus. Blocks: for the poller thread, and for commands. */
#ifndef DATA_GATEWAY_BUS_H
#define DATA_GATEWAY_BUS_H

#include "data/gateway/core/endpoint.h"
#include "data/gateway/core/register.h"
#include "data/gateway/core/schedule.h"

struct bus;

/* Connects with the first read. The endpoint is copied. NULL: no memory. */
struct bus *bus_new(const struct endpoint *endpoint);
void bus_free(struct bus **bus);

/* Reads place.count registers, or bits as 0 and 1, into `words` (BITS_READ_MAX of them). Takes at
 * most `timeout_ms` once for connecting and once for the answer. What is not READ_GOOD says why in
 * words. */
enum read_outcome bus_read(struct bus *bus, int unit, const struct reg_place *place, int timeout_ms,
                           uint16_t *words, struct cause *why);

#endif
