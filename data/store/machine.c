/* SPDX-License-Identifier: MIT */
/* HMAC-SHA-256 of a fixed number, keyed by the machine's id; its first half, marked as a random
 * UUID (RFC 4122, 4.4), as systemd does it. Called once at the start. */
#include "data/store/machine.h"

#include "data/store/hash.h"

#include <nettle/hmac.h>
#include <string.h>

#define ID_BYTES 16

/* Never to be changed: it makes another machine of each. */
static const unsigned char application[ID_BYTES] = {0x5b, 0x3f, 0x7c, 0x0e, 0x4a, 0x6d, 0x4f, 0x0d,
                                                    0x9c, 0x1e, 0x8d, 0x2b, 0x7a, 0x91, 0xe6, 0x4c};

static int digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

void machine_name(const char *machine_id, char out[MACHINE_NAME_SIZE])
{
    unsigned char id[ID_BYTES], name[ID_BYTES];
    struct hmac_sha256_ctx hmac;
    out[0] = '\0';
    if (strlen(machine_id) != 2 * sizeof id)
        return;
    for (size_t i = 0; i < sizeof id; i++) {
        const int high = digit(machine_id[2 * i]), low = digit(machine_id[2 * i + 1]);
        if (high < 0 || low < 0)
            return;
        id[i] = (unsigned char)(high << 4 | low);
    }
    hmac_sha256_set_key(&hmac, sizeof id, id);
    hmac_sha256_update(&hmac, sizeof application, application);
    hmac_sha256_digest(&hmac, sizeof name, name);
    name[6] = (unsigned char)((name[6] & 0x0f) | 0x40);
    name[8] = (unsigned char)((name[8] & 0x3f) | 0x80);
    hash_to_hex(name, sizeof name, out);
}
