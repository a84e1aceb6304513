/* SPDX-License-Identifier: MIT */
/* The one place that knows zlib. The output has a fixed size, so that a bomb ends where it is full;
 * gzip and zlib headers are told apart by zlib, and bytes with neither are tried as a bare stream,
 * whatever the metric `algorithm` says: clients differ there. Called by the host's session. */
#include "data/sparkplug/inflate.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define ANY_HEADER (32 + MAX_WBITS)
#define NO_HEADER  (-MAX_WBITS)

static voidpf room_alloc(voidpf opaque, uInt items, uInt size)
{
    return spb_room_take(opaque, items, size);
}

static void room_free(voidpf opaque, voidpf block)
{
    (void)opaque;
    (void)block;
}

/* The length; -1: no such stream; -2: more than `size`. */
static int64_t unpack(const struct spb_bytes *body, int window, struct spb_room *room,
                      unsigned char *out, size_t size)
{
    z_stream z = {.zalloc = room_alloc, .zfree = room_free, .opaque = room};
    z.next_in = body->at;
    z.avail_in = (uInt)body->length;
    z.next_out = out;
    z.avail_out = (uInt)size;
    if (inflateInit2(&z, window) != Z_OK)
        return -1;
    int rc = inflate(&z, Z_FINISH);
    int64_t length = (int64_t)(size - z.avail_out);
    bool full = rc == Z_BUF_ERROR && z.avail_out == 0;
    (void)inflateEnd(&z);
    return rc == Z_STREAM_END ? length : full ? -2 : -1;
}

static bool is_compressed(const struct spb_payload *payload)
{
    return payload->uuid && strcmp(payload->uuid, SPB_COMPRESSED) == 0;
}

int spb_inflate(struct spb_payload *payload, struct spb_room *room, struct cause *why)
{
    if (!is_compressed(payload))
        return 0;
    struct spb_bytes body = payload->body;
    unsigned char *out = spb_room_take(room, SPB_PAYLOAD_MAX, 1);
    if (!out || body.length == 0 || body.length > SPB_PAYLOAD_MAX)
        return cause_set(why, -1, "a compressed payload with nothing in it, or too large");
    int64_t length = unpack(&body, ANY_HEADER, room, out, SPB_PAYLOAD_MAX);
    if (length == -1)
        length = unpack(&body, NO_HEADER, room, out, SPB_PAYLOAD_MAX);
    if (length == -2)
        return cause_set(why, -1, "a compressed payload of more than %u bytes", SPB_PAYLOAD_MAX);
    if (length < 0)
        return cause_set(why, -1, "a compressed payload that cannot be unpacked");
    struct spb_payload outer = *payload, inner;
    if (spb_decode(out, (size_t)length, room, &inner, why) != 0)
        return -1;
    if (is_compressed(&inner))
        return cause_set(why, -1, "a payload that is compressed twice");
    if (outer.has_seq) {
        inner.has_seq = true;
        inner.seq = outer.seq;
    }
    if (!inner.has_timestamp) {
        inner.has_timestamp = outer.has_timestamp;
        inner.timestamp = outer.timestamp;
    }
    *payload = inner;
    return 0;
}
