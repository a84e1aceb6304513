/* SPDX-License-Identifier: MIT */
/* A plant's configuration as a broker may send it. What is read is written and read again as the
 * same, what is signed is the same text, and what may stand in it loads or is refused. */
#include "data/config/signed/document.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct document d, again;
    static struct config_text text[DOCUMENT_FILES_MAX];
    static char label[DOCUMENT_FILES_MAX][DOCUMENT_LABEL_SIZE];
    struct cause why;
    size_t length = 0, was = 0, is = 0;
    if (document_read((const char *)data, size, &d, &why) == 0) {
        char *json = document_write(&d, &length, &why);
        char *bytes = document_bytes(&d, &was);
        if (json) {
            if (document_read(json, length, &again, &why) != 0 || !document_same(&d, &again))
                abort();
            char *same = document_bytes(&again, &is);
            if (!bytes || !same || was != is || memcmp(bytes, same, is) != 0)
                abort();
            free(same);
            document_done(&again);
        }
        free(json);
        free(bytes);
        if (document_fit(&d, &why) == 0) {
            struct config_report report;
            struct config_layer layer = {.text = text, .texts = document_texts(&d, text, label)};
            struct config *config = config_load_layers(&layer, 1, &report);
            if (config)
                abort(); /* it never says who the station is */
            config_report_done(&report);
        }
    }
    document_done(&d);
    return 0;
}
