/* SPDX-License-Identifier: MIT */
/* A record of some size, and damage done to pages of its file while nobody holds it. No assertions
 * here; what fails says so on stderr. */
#ifndef TESTS_SUPPORT_DAMAGE_H
#define TESTS_SUPPORT_DAMAGE_H

#include "tests/support/store_kit.h"

#define DAMAGE_PAGE 4096

/* Stops S<first> … in batches of 50, each with a minute of a signal and a checkpoint. */
bool damage_keep(struct kit *kit, int first, int count);
/* Three openings of 400 stops each; the store is closed. */
bool damage_make_file(struct kit *kit);
bool damage_mark_unclean(struct kit *kit);

/* The k-th page of a tree that is "leaf", "internal" or "overflow"; and its root. */
int64_t damage_page(struct kit *kit, const char *tree, const char *type, int k);
int64_t damage_root(struct kit *kit, const char *tree);

bool damage_read(const char *path, int64_t page, unsigned char bytes[DAMAGE_PAGE]);
bool damage_write(const char *path, int64_t page, const unsigned char bytes[DAMAGE_PAGE]);
bool damage_spoil(const char *path, int64_t page, unsigned seed); /* with anything */

#endif
