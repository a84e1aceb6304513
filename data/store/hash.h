/* SPDX-License-Identifier: MIT */
/* The chain of records. hash(k) = SHA-256(hash(k-1) as 64 lower-case hex digits ‖ envelope ‖ body),
 * over all epochs of a file: the first record of an epoch continues from the last of its
 * predecessor. Before the very first record stand 64 zeros. Inside data/store only. */
#ifndef DATA_STORE_HASH_H
#define DATA_STORE_HASH_H

#include "data/model/record.h"

#include <stddef.h>

#define HASH_BYTES 32
extern const char hash_genesis[RECORD_HASH_SIZE];

/* As bytes for the file and as hex for the next. 0, or -1 when the record has no envelope (a
 * control character in a field). */
int hash_record(const char previous[RECORD_HASH_SIZE], const struct record *record,
                unsigned char bytes[HASH_BYTES], char hex[RECORD_HASH_SIZE]);

/* The same of a kind that this program may not know. */
int hash_record_of(const char previous[RECORD_HASH_SIZE], const struct record *record,
                   const char *kind, unsigned char bytes[HASH_BYTES], char hex[RECORD_HASH_SIZE]);

/* SHA-256 of a text, in hex. */
void hash_text(const char *text, size_t length, char hex[RECORD_HASH_SIZE]);

void hash_to_hex(const unsigned char *bytes, size_t count, char *out); /* 2*count + 1 bytes */
int hash_from_hex(const char *hex, unsigned char out[HASH_BYTES]);

#endif
