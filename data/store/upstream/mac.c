/* SPDX-License-Identifier: MIT */
/* Keys of stations and what is signed with them, by nettle. The station checks what the hub signed
 * and the other way round; keys stay in memory only as long as the program runs. */
#include "data/store/upstream/mac.h"

#include "data/model/text.h"
#include "data/store/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>
#include <unistd.h>

int mac_key_read(const char *path, struct mac_key *out, struct cause *why)
{
    unsigned char text[MAC_KEY_MAX + 64];
    *out = (struct mac_key){.length = 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return cause_set(why, -1, "the key %s cannot be read: %s", path, strerror(errno));
    ssize_t got = read(fd, text, sizeof text);
    int error = errno;
    (void)close(fd);
    if (got < 0)
        return cause_set(why, -1, "the key %s cannot be read: %s", path, strerror(error));
    size_t begin = 0, end = 0;
    while (end < (size_t)got && text[end] != '\n')
        end++;
    while (begin < end && text[begin] <= ' ')
        begin++;
    while (end > begin && text[end - 1] <= ' ')
        end--;
    int rc = 0;
    if (end - begin < MAC_KEY_MIN || end - begin > MAC_KEY_MAX) {
        rc = cause_set(why, -1, "the key in %s has %zu characters; %d to %d can be used", path,
                       end - begin, MAC_KEY_MIN, MAC_KEY_MAX);
    } else {
        out->length = end - begin;
        memcpy(out->bytes, text + begin, out->length);
    }
    explicit_bzero(text, sizeof text);
    return rc;
}

int mac_key_of_station(const char *directory, const char *station, struct mac_key *out,
                       struct cause *why)
{
    char path[512];
    *out = (struct mac_key){.length = 0};
    if (!text_format(path, sizeof path, "%s/%s.key", directory, station))
        return cause_set(why, -1, "%.60s: the path of its key is too long", station);
    for (char *c = path + strlen(directory) + 1; *c; c++)
        if (*c == '/')
            *c = '.';
    return mac_key_read(path, out, why);
}

void mac_key_wipe(struct mac_key *key)
{
    explicit_bzero(key, sizeof *key);
}

void mac_make(const struct mac_key *key, const char *text, size_t length, char out[MAC_SIZE])
{
    struct hmac_sha256_ctx ctx;
    unsigned char digest[SHA256_DIGEST_SIZE];
    hmac_sha256_set_key(&ctx, key->length, key->bytes);
    hmac_sha256_update(&ctx, length, (const uint8_t *)text);
    hmac_sha256_digest(&ctx, sizeof digest, digest);
    hash_to_hex(digest, sizeof digest, out);
    explicit_bzero(&ctx, sizeof ctx);
}

bool mac_fits(const struct mac_key *key, const char *text, size_t length, const char *mac)
{
    char made[MAC_SIZE];
    mac_make(key, text, length, made);
    return strlen(mac) == MAC_SIZE - 1 && memeql_sec(made, mac, MAC_SIZE - 1) == 1;
}
