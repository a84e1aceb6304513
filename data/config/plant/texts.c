/* SPDX-License-Identifier: MIT */
/* Texts with a form: lists of pieces, a date with a time, hashes. Called by field.c's rows and by
 * those who read such lists; pure. */
#include "data/config/days.h"
#include "data/config/field.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

/* ---- lists ---- */

bool piece_next(const char **text, char separator, const char **piece, size_t *length)
{
    const char *at = *text;
    if (!at)
        return false;
    const char *end = strchr(at, separator);
    *text = end ? end + 1 : NULL;
    size_t rest = end ? (size_t)(end - at) : strlen(at);
    size_t blanks = strspn(at, " ");
    blanks = blanks < rest ? blanks : rest;
    at += blanks;
    rest -= blanks;
    while (rest > 0 && at[rest - 1] == ' ')
        rest--;
    *piece = at;
    *length = rest;
    return true;
}

int pieces_parse(const char *text, char separator, char *out, size_t size, struct cause *why)
{
    const char *piece;
    size_t length;
    size_t used = 0;
    out[0] = '\0';
    if (text[0] == '\0')
        return 0;
    while (piece_next(&text, separator, &piece, &length)) {
        if (length == 0)
            return cause_set(why, -1, "has nothing between two \"%c\" or at an end; remove one",
                             separator);
        if (!text_format(out + used, size - used, "%.*s%.*s", used ? 2 : 0,
                         separator == ',' ? ", " : "; ", (int)length, piece))
            return cause_set(why, -1, "longer than %zu bytes; shorten it", size - 1);
        used += strlen(out + used);
    }
    return 0;
}

/* ---- dates with times ---- */

int moment_local(const char *text, int64_t *local_ms)
{
    int32_t day;
    int32_t minutes = 24 * 60;
    char date[11];
    struct cause why;
    size_t length = strlen(text);
    if (length != 10 && (length != 16 || (text[10] != ' ' && text[10] != 'T')))
        return -1;
    (void)text_copy_n(date, sizeof date, text, 10);
    if (date_parse(date, &day, &why) != 0 ||
        (length == 16 && clock_parse(text + 11, 5, &minutes) != 0))
        return -1;
    *local_ms = day * MS_PER_DAY + minutes * MS_PER_MIN;
    return 0;
}

bool moment_valid(const char *text)
{
    int64_t local_ms;
    return moment_local(text, &local_ms) == 0;
}

/* ---- hashes ---- */

#define HASH_LETTERS "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define HASH_LENGTH  43

/* "$y$parameters$salt$hash" */
bool hash_valid(const char *text)
{
    size_t length[3] = {0};
    if (strncmp(text, "$y$", 3) != 0)
        return false;
    text += 3;
    for (int i = 0; i < 3; i++) {
        length[i] = strspn(text, HASH_LETTERS);
        text += length[i];
        if (*text != (i < 2 ? '$' : '\0'))
            return false;
        text += i < 2;
    }
    return length[0] > 0 && length[1] > 0 && length[2] == HASH_LENGTH;
}

bool advise_hash(const char *text, struct cause *why)
{
    if (text[0] == '$')
        cause_set(why, 0,
                  "not a whole yescrypt hash; it begins with $y$ and ends with 43 characters "
                  "behind the last $");
    else
        cause_set(why, 0,
                  "not a hash; never write the badge or PIN itself: andonctl hash makes its hash");
    return true;
}
