/* SPDX-License-Identifier: MIT */
/* A line of somebody's CSV, for andonctl predict: fields end within the line, a number is one. */
#include "andon/ctl/predict/feeding.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char delimiters[] = ",;\t";
    enum { MOST = 16 };
    char *field[MOST], name[24];
    if (size == 0)
        return 0;
    char *line = malloc(size);
    if (!line)
        return 0;
    memcpy(line, data + 1, size - 1);
    line[size - 1] = '\0';
    const char delimiter = delimiters[data[0] % 3];
    const int count = csv_split(line, delimiter, field, MOST);
    if (count == 0 || count > MOST)
        abort();
    for (int i = 0; i < count; i++) {
        int64_t amount;
        if (field[i] < line || field[i] + strlen(field[i]) >= line + size)
            abort();
        (void)csv_number(field[i], delimiter, &amount);
        csv_name(field[i], name, sizeof name);
        if (strlen(name) >= sizeof name)
            abort();
    }
    free(line);
    return 0;
}
