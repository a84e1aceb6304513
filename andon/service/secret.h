/* SPDX-License-Identifier: MIT */
/* What only a person has or knows, badge or PIN, as a yescrypt hash (crypt(5)). Each takes about
 * 100 ms by design: never on the loop. The one place that knows libcrypt. */
#ifndef ANDON_SERVICE_SECRET_H
#define ANDON_SERVICE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_MAX       160
#define SECRET_HASH_SIZE 128

/* Hash with a new salt, or with that of `like` (a hash made before; NULL: none): badges that share
 * one are looked up with a single hash. 0, or -1. */
int secret_hash(const char *secret, const char *like, char out[SECRET_HASH_SIZE]);

/* Both begin with the same method, cost and salt. */
bool secret_alike(const char *a, const char *b);

/* In a time that says nothing of where they differ. */
bool secret_same(const char *a, const char *b);

/* A hash that nothing has: who is not known costs the same time. */
extern const char *const secret_nobody;

#endif
