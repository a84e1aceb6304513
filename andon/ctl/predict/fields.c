/* SPDX-License-Identifier: MIT */
/* What stands in a line of CSV and in a list of reasons: text alone. Called by csv.c and feeding.c.
 * Pure. */
#include "andon/ctl/predict/feeding.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <ctype.h>
#include <string.h>

int csv_split(char *line, char delimiter, char **field, int most)
{
    int count = 0;
    for (char *at = line;; at++) {
        if (count == most)
            return -1;
        field[count++] = at;
        char *to = at;
        bool quoted = *at == '"';
        at += quoted;
        while (*at && (quoted || *at != delimiter)) {
            if (quoted && *at == '"' && at[1] != '"')
                quoted = false;
            else
                *to++ = *at;
            at += quoted && *at == '"' ? 2 : 1;
        }
        if (quoted)
            return -1;
        bool last = *at == '\0';
        *to = '\0';
        if (last)
            return count;
    }
}

int csv_number(const char *field, char delimiter, int64_t *amount)
{
    char text[64];
    field += strspn(field, " ");
    size_t length = strlen(field);
    while (length > 0 && field[length - 1] == ' ')
        length--;
    if (length == 0 || !text_copy_n(text, sizeof text, field, length))
        return -1;
    char *comma = delimiter == ',' || strchr(text, '.') ? NULL : strchr(text, ',');
    if (comma)
        *comma = '.'; /* as tables are written in half the world; a second one is no number */
    return amount_from_text(text, length, amount);
}

void csv_name(const char *head, char *out, size_t size)
{
    size_t n = 0;
    while (*head == ' ')
        head++;
    for (; *head && n + 1 < size; head++) {
        if (isalnum((unsigned char)*head))
            out[n++] = (char)tolower((unsigned char)*head);
        else if (n > 0 && out[n - 1] != '_')
            out[n++] = *head == '.' || *head == '-' ? *head : '_';
    }
    while (n > 0 && out[n - 1] == '_')
        n--;
    out[n] = '\0';
}

static bool is_listed(const struct feeding *f, const char *reason)
{
    const char *at = f->failures;
    size_t length = reason ? strlen(reason) : 0;
    while (at && length > 0 && *at) {
        at += strspn(at, ", ");
        size_t word = strcspn(at, ", ");
        if (word == length && strncmp(at, reason, length) == 0)
            return true;
        at += word;
    }
    return false;
}

bool feeding_is_failure(const struct feeding *f, const char *reason, const char *suggested)
{
    bool given = reason && reason[0];
    int meant = -1;
    if (!given && f->config && suggested && suggested[0])
        meant = config_reason_for_fault(f->config, suggested, "");
    return is_listed(f, given ? reason : suggested) ||
           (meant >= 0 && is_listed(f, f->config->reason[meant].name));
}
