/* SPDX-License-Identifier: MIT */
/* For the tests of data/config: a configuration from text, its problems as one text, directories
 * with files in them. */
#ifndef TESTS_UNIT_CONFIG_KIT_H
#define TESTS_UNIT_CONFIG_KIT_H

#include "data/config/config.h"
#include "data/config/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define KIT_PROBLEMS 65536

/* The smallest station there is: five lines. */
#define KIT_STATION \
    "[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n[station]\nname = m\n"

/* Every problem on a line of its own; "" when it loaded. */
static inline const char *kit_join(const struct config_report *report)
{
    static char all[KIT_PROBLEMS];
    size_t length = 0;
    all[0] = '\0';
    for (size_t i = 0; i < report->count && length < sizeof all - 600; i++)
        length += (size_t)snprintf(all + length, sizeof all - length, "%s\n", report->message[i]);
    return all;
}

/* Problems of a text; the file is called "f". */
static inline const char *kit_problems(const char *text)
{
    struct config_report report;
    struct config *config = config_load_text("f", text, strlen(text), &report);
    const char *all = kit_join(&report);
    assert_true((config == NULL) == (report.count > 0));
    config_report_done(&report);
    config_free(&config);
    return all;
}

/* A configuration that must load. */
static inline struct config *kit_load(const char *text)
{
    struct config_report report;
    struct config *config = config_load_text("f", text, strlen(text), &report);
    if (!config)
        print_error("%s", kit_join(&report));
    assert_non_null(config);
    config_report_done(&report);
    return config;
}

/* The same of two texts, one behind the other. */
static inline const char *kit_problems_of(const char *base, const char *text)
{
    char *both = NULL;
    assert_true(asprintf(&both, "%s%s", base, text) >= 0);
    const char *all = kit_problems(both);
    free(both);
    return all;
}

static inline struct config *kit_load_of(const char *base, const char *text)
{
    char *both = NULL;
    assert_true(asprintf(&both, "%s%s", base, text) >= 0);
    struct config *config = kit_load(both);
    free(both);
    return config;
}

/* A mistake in a text and what is said of it; "" when it is none. */
struct kit_mistake {
    const char *text, *told;
};

/* Behind `base` each is told in exactly these words, each problem on a line. */
#define kit_tells(base, mistakes) \
    kit_check((base), (mistakes), sizeof(mistakes) / sizeof *(mistakes), true)
/* What is told has these words in it. */
#define kit_mentions(base, mistakes) \
    kit_check((base), (mistakes), sizeof(mistakes) / sizeof *(mistakes), false)

static inline void kit_check(const char *base, const struct kit_mistake *mistakes, size_t count,
                             bool whole)
{
    for (size_t i = 0; i < count; i++) {
        const struct kit_mistake *m = &mistakes[i];
        const char *got = kit_problems_of(base, m->text);
        if (whole || m->told[0] == '\0' ? strcmp(got, m->told) != 0 : !strstr(got, m->told))
            fail_msg("row %zu: %s\n  got  %s  want %s", i, m->text, got, m->told);
    }
}

struct kit_dir {
    char path[64];
};

static inline struct kit_dir kit_dir_new(void)
{
    struct kit_dir dir = {.path = "/tmp/test_config.XXXXXX"};
    assert_non_null(mkdtemp(dir.path));
    return dir;
}

static inline void kit_write(const struct kit_dir *dir, const char *name, const char *text)
{
    char path[160];
    (void)snprintf(path, sizeof path, "%s/%s", dir->path, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static inline void kit_remove(const struct kit_dir *dir, const char *name)
{
    char path[160];
    (void)snprintf(path, sizeof path, "%s/%s", dir->path, name);
    assert_int_equal(remove(path), 0);
}

static inline void kit_dir_end(const struct kit_dir *dir)
{
    assert_int_equal(rmdir(dir->path), 0);
}

#endif
