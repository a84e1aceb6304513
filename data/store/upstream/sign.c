/* SPDX-License-Identifier: MIT */
/* See sign.h; by OpenSSL, which the broker's TLS has brought along anyway. Called by andonctl,
 * which signs, and by a worker of andond, which checks. */
#include "data/store/upstream/sign.h"

#include "data/model/text.h"
#include "data/store/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const word[] = {"ed25519-public ", "ed25519-private "};

int sign_key_make(struct sign_key *private_key, struct sign_key *public_key, struct cause *why)
{
    if (getrandom(private_key->bytes, sizeof private_key->bytes, 0) != SIGN_KEY_SIZE)
        return cause_set(why, -1, "no random bytes: %s", strerror(errno));
    return sign_key_public(private_key, public_key) ? 0 : cause_set(why, -1, "out of memory");
}

bool sign_key_public(const struct sign_key *private_key, struct sign_key *out)
{
    size_t size = sizeof out->bytes;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key->bytes,
                                                 sizeof private_key->bytes);
    bool done = key && EVP_PKEY_get_raw_public_key(key, out->bytes, &size) == 1;
    EVP_PKEY_free(key);
    return done;
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
    if (is_private && (st.st_mode & 077) != 0) {
        explicit_bzero(text, sizeof text);
        return cause_set(why, -1, "the key %s may be read by others; chmod 600 it", path);
    }
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

bool sign_make(const struct sign_key *private_key, const char *bytes, size_t length,
               unsigned char out[SIGN_SIGNATURE_SIZE])
{
    size_t size = SIGN_SIGNATURE_SIZE;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key->bytes,
                                                 sizeof private_key->bytes);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool done = key && ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestSign(ctx, out, &size, (const unsigned char *)bytes, length) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return done;
}

bool sign_fits(const struct sign_key *public_key, const char *bytes, size_t length,
               const unsigned char signature[SIGN_SIGNATURE_SIZE])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key->bytes,
                                                sizeof public_key->bytes);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool fits = key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(ctx, signature, SIGN_SIGNATURE_SIZE, (const unsigned char *)bytes,
                                 length) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return fits;
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
