/* SPDX-License-Identifier: MIT */
/* Whether andon-records(7) names a record's kind and every member of its body: every record that a
 * rig keeps is held against the page. A part of a name in capitals stands for any (parts.WINDOW),
 * ANY for whatever is below it. */
#ifndef TESTS_UNIT_ENGINE_NAMED_H
#define TESTS_UNIT_ENGINE_NAMED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/model/text.h"
#include "data/model/words.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define NAMED_PAGE "packaging/man/andon-records.7"
#define NAMED_MAX  640
#define NAMED_ALL  2000 /* so many records each, then one in 16: random days make very many */

struct named {
    char path[NAMED_MAX][64]; /* "stop five.noticed" */
    size_t count;
};

static inline const struct named *named_page(void)
{
    static struct named page;
    char line[512], kind[24] = "";
    FILE *file = page.count == 0 ? fopen(NAMED_PAGE, "r") : NULL;
    if (page.count > 0)
        return &page;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, ".Sh ", 4) == 0)
            kind[0] = '\0';
        if (strncmp(line, ".Ss ", 4) == 0 &&
            word_find(&words_record_kind, line + 4, strlen(line + 4)) >= 0)
            (void)text_copy(kind, sizeof kind, line + 4);
        if (kind[0] == '\0' || strncmp(line, ".It Va ", 7) != 0)
            continue;
        for (char *save = NULL, *word = strtok_r(line + 7, " ", &save); word;
             word = strtok_r(NULL, " ", &save)) {
            assert_in_range(page.count, 0, NAMED_MAX - 1);
            assert_true(
                text_format(page.path[page.count++], sizeof page.path[0], "%s %s", kind, word));
        }
    }
    fclose(file);
    return &page;
}

static inline bool named_fits(const char *pattern, const char *path)
{
    while (*pattern && *path) {
        size_t n = strcspn(pattern, ".["), m = strcspn(path, ".[");
        if (strcmp(pattern, "ANY") == 0)
            return true;
        if (!isupper((unsigned char)*pattern) && (n != m || strncmp(pattern, path, n) != 0))
            return false;
        pattern += n;
        path += m;
        n = strspn(pattern, ".[]");
        if (n != strspn(path, ".[]") || strncmp(pattern, path, n) != 0)
            return false;
        pattern += n;
        path += n;
    }
    return *pattern == *path;
}

static inline void named_member(const char *kind, const char *path, const json_t *value)
{
    const struct named *page = named_page();
    char deeper[200];
    const char *key;
    const json_t *member;
    size_t i = 0, length = strlen(kind);
    while (path[0] != '\0' && strcmp(path, "from") != 0 && i < page->count &&
           (strncmp(page->path[i], kind, length) != 0 || page->path[i][length] != ' ' ||
            !named_fits(page->path[i] + length + 1, path)))
        i++;
    if (i == page->count)
        fail_msg("%s does not name the member %s of %s", NAMED_PAGE, path, kind);
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        (void)text_format(deeper, sizeof deeper, "%s%s%s", path, path[0] ? "." : "", key);
        for (char *c = deeper + strlen(path) + 1; path[0] && *c; c++) /* ids of shifts */
            *c = *c == '.' ? '_' : *c;
        named_member(kind, deeper, member);
    }
    json_array_foreach(value, i, member)
    {
        (void)text_format(deeper, sizeof deeper, "%s[]", path);
        named_member(kind, deeper, member);
    }
}

static inline void named_check(enum record_kind kind, const char *body)
{
    static int seen;
    if (seen++ > NAMED_ALL && seen % 16 != 0)
        return;
    json_t *json = json_loads(body, 0, NULL);
    assert_non_null(json);
    named_member(word_name(&words_record_kind, (int)kind), "", json);
    json_decref(json);
}

#endif
