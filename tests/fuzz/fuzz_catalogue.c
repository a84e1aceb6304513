/* SPDX-License-Identifier: MIT */
/* A catalogue of words (.mo) as a plant may bring its own: taken or refused, never read beyond its
 * end, and a taken one answers for every word. */
#include "data/words/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const asked[] = {"stopped", "running", "quit", "%d stops", "", "a"};
    static unsigned char *known; /* the bytes must stay until another takes their place */
    struct cause why = {{0}};
    struct words_pair pair;
    unsigned char *bytes = malloc(size + 1);
    if (!bytes)
        return 0;
    memcpy(bytes, data, size);
    if (words_add("xx", bytes, size, &why) != 0) {
        if (why.text[0] == '\0')
            abort();
        free(bytes);
        return 0;
    }
    (void)words_use("xx");
    free(known);
    known = bytes;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        if (strlen(words_say(asked[i])) > size + strlen(asked[i]))
            abort();
    for (long n = -1; n < 130; n += 7)
        if (words_n("%ld stop", "%ld stops", n) == NULL)
            abort();
    for (unsigned i = 0; words_entry("key", i, &pair); i++)
        if (strlen(pair.english) + strlen(pair.said) > size)
            abort();
    return 0;
}
