/* SPDX-License-Identifier: MIT */
/* Any bytes as a scan: a code whose request is JSON and which reads the same once more, or a
 * message that can be shown and tells no badge. */
#include "data/model/scan_code.h"
#include "data/model/text.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

static void understood(const struct scan_code *code)
{
    char request[1024];
    struct jw w;
    hold(code->kind < SCAN_CODE_COUNT && text_is_clean(code->id, strlen(code->id)));
    hold((code->amount > 0) ==
         (code->kind == CODE_SCRAP || code->kind == CODE_REWORK || code->kind == CODE_SPLIT));
    jw_init(&w, request, sizeof request);
    jw_object(&w, NULL);
    scan_code_request(code, INT64_C(1795000000000), &w);
    jw_object_end(&w);
    json_t *json = json_loads(request, JSON_REJECT_DUPLICATES, NULL);
    hold(!w.overflow && json_is_string(json_object_get(json, "cmd")));
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scan_code code;
    struct cause why = {.text = ""};
    const char *text = (const char *)data;
    if (scan_code_read(text, size, &code, &why) == 0) {
        understood(&code);
        hold(scan_code_begins(text, size));
    } else {
        hold(why.text[0] && text_is_clean(why.text, strlen(why.text)));
    }
    return 0;
}
