/* SPDX-License-Identifier: MIT */
/* The checksum that ends a saved predictor: of the text before its last member. */
#ifndef DATA_PREDICT_SAVED_H
#define DATA_PREDICT_SAVED_H

#include <stddef.h>
#include <stdint.h>

uint64_t saved_sum(const char *text, size_t length);

#endif
