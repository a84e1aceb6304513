/* SPDX-License-Identifier: MIT */
/* HMAC-SHA-256 under a station's key (design.md §7): a hostile broker must not be able to forge an
 * acknowledgement or a command. */
#ifndef DATA_STORE_UPSTREAM_MAC_H
#define DATA_STORE_UPSTREAM_MAC_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>

#define MAC_SIZE    65 /* hex, terminated */
#define MAC_KEY_MIN 16
#define MAC_KEY_MAX 256

struct mac_key {
    unsigned char bytes[MAC_KEY_MAX];
    size_t length; /* 0: there is none */
};

/* The first line of a file, without spaces around it. -1 with the cause in words: not there, not
 * readable, shorter than MAC_KEY_MIN, longer than MAC_KEY_MAX. Reads at once: not for the loop. */
int mac_key_read(const char *path, struct mac_key *out, struct cause *why);
/* That of a station, enterprise/site/area/line/station, in a directory of them:
 * DIRECTORY/enterprise.site.area.line.station.key. */
int mac_key_of_station(const char *directory, const char *station, struct mac_key *out,
                       struct cause *why);
void mac_key_wipe(struct mac_key *key);

void mac_make(const struct mac_key *key, const char *text, size_t length, char out[MAC_SIZE]);
/* In the same time whatever differs. */
bool mac_fits(const struct mac_key *key, const char *text, size_t length, const char *mac);

#endif
