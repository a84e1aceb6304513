/* SPDX-License-Identifier: MIT */
/* A small JSON writer into a bounded buffer: the same input gives the same bytes, nothing is
 * allocated. Reading is jansson's (control plane) or data/decode's scanner (message path). */
#ifndef DATA_MODEL_JSON_H
#define DATA_MODEL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jw {
    char *out;
    size_t size, length; /* length without the terminator; the text is always terminated */
    bool overflow;       /* did not fit: the text is worthless */
    bool comma;          /* a comma is due before the next item */
};

void jw_init(struct jw *w, char *out, size_t size);
/* Keys may be NULL inside arrays. Text is escaped; it must be UTF-8 (sanitised before). */
void jw_object(struct jw *w, const char *key);
void jw_object_end(struct jw *w);
void jw_array(struct jw *w, const char *key);
void jw_array_end(struct jw *w);
void jw_text(struct jw *w, const char *key, const char *text); /* NULL writes null */
void jw_name(struct jw *w, const char *key, const char *name); /* "" writes null */
void jw_int(struct jw *w, const char *key, int64_t value);
void jw_bool(struct jw *w, const char *key, bool value);
void jw_null(struct jw *w, const char *key);
void jw_real(struct jw *w, const char *key,
             double value); /* NaN writes null; shortest ≤ 12 digits */
void jw_amount(struct jw *w, const char *key, int64_t amount); /* millionths as a decimal number */
void jw_seconds(struct jw *w, const char *key, int64_t ms);    /* ms as decimal seconds */
void jw_time(struct jw *w, const char *key, int64_t wall_ms);  /* TIME_NONE writes null */
void jw_raw(struct jw *w, const char *key, const char *json);  /* JSON made elsewhere */

#endif
