/* SPDX-License-Identifier: MIT */
/* What claims to be a command of a hub or an answer of a station, from a hostile broker: everything
 * that was read is within its limits, and is written the same again. */
#include "data/model/sync/visit.h"
#include "data/model/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct visit_command a, b;
static char text[VISIT_COMMAND_MAX + 2048];

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void look_at_command(const char *payload, size_t size)
{
    if (visit_command_read(payload, size, &a, NULL) != 0)
        return;
    must(a.n >= 1 && a.ts >= 0 && a.person[0] != '\0' && strlen(a.visit) == 32);
    must((a.what == VISIT_ASK) == (a.line[0] != '\0'));
    must(text_is_clean(a.line, strlen(a.line)) && text_is_clean(a.hub, strlen(a.hub)));
    must(visit_command_signed(&a, "a/b/c/d/e", text, VISIT_SIGNED_MAX) > 0);
    size_t length = visit_command_write(&a, text, sizeof text);
    must(length > 0 && visit_command_read(text, length, &b, NULL) == 0);
    must(memcmp(&a, &b, sizeof a) == 0);
}

static void look_at_reply(const char *payload, size_t size)
{
    struct visit_reply r;
    if (visit_reply_read(payload, size, &r, NULL) != 0)
        return;
    must(r.n >= 1 && r.length > 0 && strlen(r.line) == r.length && strlen(r.mac) == 64);
    must(strchr(r.line, '\n') == NULL);
    visit_reply_done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *payload = malloc(size + 1);
    if (!payload)
        return 0;
    memcpy(payload, data, size);
    payload[size] = '\0';
    look_at_command(payload, size);
    look_at_reply(payload, size);
    free(payload);
    return 0;
}
