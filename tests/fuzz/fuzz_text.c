/* SPDX-License-Identifier: MIT */
/* Any bytes through the sanitiser: what comes out is safe to show, fits, and is not changed a
 * second time (invariant 8). */
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static void hold_safe(const char *text, size_t length)
{
    uint32_t code;
    hold(utf8_valid(text, length) && text_is_clean(text, length));
    for (size_t at = 0; at < length;) {
        size_t n = utf8_decode(text + at, length - at, &code);
        hold(n > 0);
        hold(code >= 0x20 && !(code >= 0x7F && code <= 0x9F));
        hold(!(code >= 0x202A && code <= 0x202E) && !(code >= 0x2066 && code <= 0x2069));
        hold(utf8_cells(code) >= 0 && utf8_cells(code) <= 2);
        at += n;
    }
    hold(text_cells(text) >= 0 && (size_t)text_cells(text) <= 2 * length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *in = size ? (const char *)data : "";
    char *out = malloc(size + 1), *again = malloc(size + 1);
    hold(out && again);
    size_t whole = text_sanitise(in, size, out, size + 1);
    hold(whole <= size && out[whole] == '\0' && strlen(out) == whole);
    hold_safe(out, whole);
    hold(text_is_clean(in, size) == (whole == size && memcmp(in, out, size) == 0));
    hold(text_sanitise(out, whole, again, size + 1) == whole && memcmp(out, again, whole) == 0);
    /* cut short anywhere it is a safe beginning of the same */
    size_t room = size ? data[0] % (size + 1) + 1 : 1;
    size_t cut = text_sanitise(in, size, again, room);
    hold(cut < room && again[cut] == '\0' && memcmp(out, again, cut) == 0);
    hold_safe(again, cut);
    free(out);
    free(again);
    return 0;
}
