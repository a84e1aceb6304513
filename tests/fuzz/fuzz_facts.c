/* SPDX-License-Identifier: MIT */
/* The body of a record as a hub makes tables of it: any kind, any bytes. Every value it hands on is
 * a text within the body or a number, and there are no more rows than the body could hold. The
 * first byte chooses the kind. */
#include "data/store/hub/facts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    int64_t rows, bytes;
};

static int sink(void *ctx, int table, int64_t place, const struct fact_value *value)
{
    struct seen *seen = ctx;
    if (table < 0 || table >= FACT_TABLES || place < 0)
        abort();
    for (int i = 0; i < fact_tables[table].columns; i++)
        if (!value[i].none && value[i].text)
            for (size_t k = 0; k < value[i].length; k++)
                seen->bytes += value[i].text[k] != '\0';
    return ++seen->rows > 100000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = {0};
    if (size == 0)
        return 0;
    char *body = malloc(size);
    if (!body)
        return 0;
    memcpy(body, data + 1, size - 1);
    body[size - 1] = '\0'; /* as the store has it */
    const char *kind = fact_tables[data[0] % FACT_TABLES].kind;
    (void)facts_read(kind, body, size - 1, sink, &seen);
    if (seen.rows > (int64_t)size * FACT_TABLES)
        abort();
    free(body);
    return 0;
}
