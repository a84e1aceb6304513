/* SPDX-License-Identifier: MIT */
/* The stations that a view has heard of, kept in a file: one path a line. A broker that drops half
 * of its retained messages is found out by what is missing of them. */
#ifndef DATA_HUB_KNOWN_H
#define DATA_HUB_KNOWN_H

#include "data/hub/line/board.h"
#include "data/model/cause.h"

/* 0, also when there is no such file; -1 with the cause. Lines that are no path are passed over. */
int known_read(const char *path, struct board *board, struct cause *why);

/* Replace the file, whole or not at all. 0, or -1 with the cause. */
int known_write(const char *path, const struct board *board, struct cause *why);

#endif
