/* SPDX-License-Identifier: MIT */
/* See sign.h; by nettle's public-key half. Called by andonctl, which signs, and by a worker of
 * andond, which checks. */
#include "data/store/upstream/sign.h"

#include "data/model/text.h"
#include "data/store/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/eddsa.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(SIGN_KEY_SIZE == ED25519_KEY_SIZE, "keys");
_Static_assert(SIGN_SIGNATURE_SIZE == ED25519_SIGNATURE_SIZE, "signatures");

static const char *const word[] = {"ed25519-public ", "ed25519-private "};

int sign_key_make(struct sign_key *private_key, struct sign_key *public_key, struct cause *why)
{
    if (getrandom(private_key->bytes, sizeof private_key->bytes, 0) != SIGN_KEY_SIZE)
        return cause_set(why, -1, "no random bytes: %s", strerror(errno));
    sign_key_public(private_key, public_key);
    return 0;
}

void sign_key_public(const struct sign_key *private_key, struct sign_key *out)
{
    ed25519_sha512_public_key(out->bytes, private_key->bytes);
}

void sign_key_line(const struct sign_key *key, bool is_private, char out[SIGN_LINE_SIZE])
{
    char hex[2 * SIGN_KEY_SIZE + 1];
    hash_to_hex(key->bytes, sizeof key->bytes, hex);
    (void)text_format(out, SIGN_LINE_SIZE, "%s%s\n", word[is_private], hex);
    explicit_bzero(hex, sizeof hex);
}

static bool read_hex(const char *text, struct sign_key *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SIGN_KEY_SIZE; i++) {
        const char *high = text[2 * i] ? strchr(digits, text[2 * i]) : NULL;
        const char *low = high && text[2 * i + 1] ? strchr(digits, text[2 * i + 1]) : NULL;
        if (!low)
            return false;
        out->bytes[i] = (unsigned char)((high - digits) * 16 + (low - digits));
    }
    return text[(size_t)2 * SIGN_KEY_SIZE] == '\0';
}

int sign_key_read(const char *path, bool is_private, struct sign_key *out, struct cause *why)
{
    char text[SIGN_LINE_SIZE + 16] = "";
    struct stat st;
    size_t prefix = strlen(word[is_private]);
    const char *kind = is_private ? "private" : "public";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t got = fd >= 0 && fstat(fd, &st) == 0 ? read(fd, text, sizeof text - 1) : -1;
    int error = errno;
    if (fd >= 0)
        (void)close(fd);
    if (got < 0)
        return cause_set(why, -1, "the key %s cannot be read: %s", path, strerror(error));
    if (is_private && (st.st_mode & 077) != 0)
        return cause_set(why, -1, "the key %s may be read by others; chmod 600 it", path);
    while (got > 0 && strchr(" \t\r\n", text[got - 1]))
        text[--got] = '\0';
    bool good = strncmp(text, word[is_private], prefix) == 0 && read_hex(text + prefix, out);
    explicit_bzero(text, sizeof text);
    return good ? 0
                : cause_set(why, -1, "%s holds no %s key; andonctl config key makes a pair", path,
                            kind);
}

void sign_key_wipe(struct sign_key *key)
{
    explicit_bzero(key, sizeof *key);
}

void sign_make(const struct sign_key *private_key, const char *bytes, size_t length,
               unsigned char out[SIGN_SIGNATURE_SIZE])
{
    struct sign_key public_key;
    sign_key_public(private_key, &public_key);
    ed25519_sha512_sign(public_key.bytes, private_key->bytes, length, (const uint8_t *)bytes, out);
}

bool sign_fits(const struct sign_key *public_key, const char *bytes, size_t length,
               const unsigned char signature[SIGN_SIGNATURE_SIZE])
{
    return ed25519_sha512_verify(public_key->bytes, length, (const uint8_t *)bytes, signature) == 1;
}

void sign_key_print(const struct sign_key *public_key, char out[SIGN_PRINT_SIZE])
{
    struct sha256_ctx ctx;
    unsigned char digest[SHA256_DIGEST_SIZE];
    char hex[2 * SHA256_DIGEST_SIZE + 1];
    sha256_init(&ctx);
    sha256_update(&ctx, sizeof public_key->bytes, public_key->bytes);
    sha256_digest(&ctx, sizeof digest, digest);
    hash_to_hex(digest, sizeof digest, hex);
    (void)text_format(out, SIGN_PRINT_SIZE, "%.4s-%.4s-%.4s-%.4s", hex, hex + 4, hex + 8, hex + 12);
}
