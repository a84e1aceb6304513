/* SPDX-License-Identifier: MIT */
/* SHA-256 over records, by nettle. db.c chains new records with it, verify.c walks the chain; both
 * through hash_record, so there is one truth about what is hashed. */
#include "data/store/hash.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <string.h>

const char hash_genesis[RECORD_HASH_SIZE] =
    "0000000000000000000000000000000000000000000000000000000000000000";

#define ENVELOPE_MAX 512

int hash_record(const char previous[RECORD_HASH_SIZE], const struct record *record,
                unsigned char bytes[HASH_BYTES], char hex[RECORD_HASH_SIZE])
{
    return hash_record_of(previous, record, word_name(&words_record_kind, (int)record->kind), bytes,
                          hex);
}

int hash_record_of(const char previous[RECORD_HASH_SIZE], const struct record *record,
                   const char *kind, unsigned char bytes[HASH_BYTES], char hex[RECORD_HASH_SIZE])
{
    char envelope[ENVELOPE_MAX];
    size_t length = record_envelope(record, kind, envelope, sizeof envelope);
    if (length == 0)
        return -1;
    struct sha256_ctx ctx;
    sha256_init(&ctx);
    sha256_update(&ctx, RECORD_HASH_SIZE - 1, (const uint8_t *)previous);
    sha256_update(&ctx, length, (const uint8_t *)envelope);
    sha256_update(&ctx, record->body_length, (const uint8_t *)record->body);
    sha256_digest(&ctx, HASH_BYTES, bytes);
    hash_to_hex(bytes, HASH_BYTES, hex);
    return 0;
}

void hash_text(const char *text, size_t length, char hex[RECORD_HASH_SIZE])
{
    struct sha256_ctx ctx;
    unsigned char bytes[HASH_BYTES];
    sha256_init(&ctx);
    sha256_update(&ctx, length, (const uint8_t *)text);
    sha256_digest(&ctx, HASH_BYTES, bytes);
    hash_to_hex(bytes, HASH_BYTES, hex);
}

void hash_to_hex(const unsigned char *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * count] = '\0';
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int hash_from_hex(const char *hex, unsigned char out[HASH_BYTES])
{
    for (size_t i = 0; i < HASH_BYTES; i++) {
        int high = digit(hex[2 * i]);
        int low = high < 0 ? -1 : digit(hex[2 * i + 1]);
        if (low < 0)
            return -1;
        out[i] = (unsigned char)(high * 16 + low);
    }
    return 0;
}
