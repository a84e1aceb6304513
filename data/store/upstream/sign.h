/* SPDX-License-Identifier: MIT */
/* Ed25519 signatures of a plant's configuration: one private key at the engineer's, its public half
 * at every station, so that nobody in between can put words in the plant's mouth. */
#ifndef DATA_STORE_UPSTREAM_SIGN_H
#define DATA_STORE_UPSTREAM_SIGN_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>

#define SIGN_KEY_SIZE       32
#define SIGN_SIGNATURE_SIZE 64
#define SIGN_LINE_SIZE      96 /* a key as a line of text, with its newline, terminated */

struct sign_key {
    unsigned char bytes[SIGN_KEY_SIZE];
};

/* A new pair; -1: no random bytes, or no memory. Wipe the private one. */
int sign_key_make(struct sign_key *private_key, struct sign_key *public_key, struct cause *why);
/* Key files: one line, "ed25519-private HEX" or "ed25519-public HEX". */
void sign_key_line(const struct sign_key *key, bool is_private, char out[SIGN_LINE_SIZE]);
/* Reads at once: not for the loop. 0, or -1 with the cause: not there, not readable, not such a
 * key; a private one also: others may read it. */
int sign_key_read(const char *path, bool is_private, struct sign_key *out, struct cause *why);
/* False: no memory. */
bool sign_key_public(const struct sign_key *private_key, struct sign_key *out);
void sign_key_wipe(struct sign_key *key);

/* False: no memory. */
bool sign_make(const struct sign_key *private_key, const char *bytes, size_t length,
               unsigned char out[SIGN_SIGNATURE_SIZE]);
bool sign_fits(const struct sign_key *public_key, const char *bytes, size_t length,
               const unsigned char signature[SIGN_SIGNATURE_SIZE]);

/* The first bytes of the public key's SHA-256 as hex, for people to compare. */
#define SIGN_PRINT_SIZE 24
void sign_key_print(const struct sign_key *public_key, char out[SIGN_PRINT_SIZE]);

#endif
