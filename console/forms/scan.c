/* SPDX-License-Identifier: MIT */
/* The burst detector. Called by console/screens/ui.c for every key before it acts. */
#include "console/forms/scan.h"

#include "console/widgets/key.h"

#include <ctype.h>
#include <string.h>

#define PROOF       4   /* characters in a burst that no fingers type */
#define PROOF_LATE  6   /* … when times prove nothing: then it must read as a code, too */
#define PATIENCE_MS 500 /* a prefixed scan that breaks off is forgotten */

static void begin(struct scan *s, bool prefixed, int64_t boot_ms)
{
    *s = (struct scan){.prefixed = prefixed, .sure = prefixed, .last_ms = boot_ms};
}

static enum scan_found add(struct scan *s, char c)
{
    if (s->length + 1 < sizeof s->text) {
        s->text[s->length++] = c;
        s->text[s->length] = '\0';
    }
    if (s->sure)
        return SCAN_SWALLOW;
    if (s->length >= PROOF && !s->late) {
        s->sure = true;
        return SCAN_PROVEN;
    }
    return s->length == 1 ? SCAN_FIRST : SCAN_MAYBE;
}

static enum scan_found end(struct scan *s)
{
    bool sure = s->sure;
    /* "repaired" and Enter may be a note that somebody typed; sheets print capitals. */
    bool typed = islower((unsigned char)s->text[0]) && !strchr(s->text, ':');
    if (s->late && !typed && s->length >= PROOF_LATE && scan_code_begins(s->text, s->length))
        sure = true;
    /* "ACK" is shorter than a proof, but with its Enter as long as one. */
    if (!s->late && !typed && s->length == PROOF - 1 && scan_code_begins(s->text, s->length))
        sure = true;
    return sure && s->length > 0 ? SCAN_DONE : SCAN_KEY;
}

enum scan_found scan_key(struct scan *s, uint32_t key, int64_t boot_ms, bool late)
{
    int64_t gap = boot_ms - s->last_ms;
    bool going = gap <= (s->prefixed ? PATIENCE_MS : SCAN_GAP_MS) && (s->length > 0 || s->prefixed);
    if (key == SCAN_PREFIX) {
        begin(s, true, boot_ms);
        return SCAN_SWALLOW;
    }
    if (key == KEY_CODE_ENTER && going) {
        enum scan_found found = end(s);
        s->prefixed = false;
        if (found != SCAN_DONE)
            s->length = 0;
        s->last_ms = INT64_MIN / 2;
        return found;
    }
    if (key < ' ' || key > '~') {
        begin(s, false, boot_ms);
        return SCAN_KEY;
    }
    if (!going)
        begin(s, false, boot_ms);
    s->late = s->late || late;
    s->last_ms = boot_ms;
    return add(s, (char)key);
}
