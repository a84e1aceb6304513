/* SPDX-License-Identifier: MIT */
/* Words for people, on stderr: clean, a line each, at most 120 a minute. Any thread. */
#ifndef DATA_GATEWAY_SAY_H
#define DATA_GATEWAY_SAY_H

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
