/* SPDX-License-Identifier: MIT */
/* A set-up in memory: lines of its helpers in, keys in, its picture and its patch out. */
#ifndef TESTS_UNIT_SETUP_KIT_H
#define TESTS_UNIT_SETUP_KIT_H

#include "console/input/mouse.h"
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "data/config/config.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct setup s;

#define TODAY 20782 /* 2026-11-25, a Wednesday */

#define MACHINE(name, ideal)                                                                   \
    "{\"name\":\"" name "\",\"title\":\"Title " name "\",\"path\":\"f/" name                   \
    "\",\"format\":\"JSON\",\"confidence\":86,\"signals\":[{\"signal\":\"state\",\"role\":"    \
    "\"state\",\"last\":\"RUN\",\"unit\":\"\",\"where\":\"state /state\",\"chart\":\"##..\","  \
    "\"confidence\":85,\"why\":\"its name\"},{\"signal\":\"oil\",\"role\":\"sensor\",\"last\"" \
    ":\"46\",\"unit\":\"degC\",\"confidence\":70}],\"words\":[{\"word\":\"STOP\",\"state\":"   \
    "\"stopped\",\"share\":9},{\"word\":\"RUN\",\"state\":\"running\",\"share\":91}],"         \
    "\"ideal_cycle_s\":" ideal ",\"ideal_why\":\"steady\",\"small_stop_s\":12,"                \
    "\"small_stop_why\":\"three\",\"advice\":[\"look\"]}"
#define FOUND(list)                                                                           \
    "{\"heard_s\":61.5,\"messages\":120,\"topics\":9,\"dropped\":0,\"machines\":2,\"assets\"" \
    ":2,\"link\":\"\",\"found\":[" list "]}"

static inline void take(const char *line)
{
    assert_true(setup_take(&s, line, strlen(line)));
}

static inline void type(const char *text)
{
    for (; *text != '\0'; text++)
        assert_int_equal(setup_key(&s, (uint32_t)*text), SETUP_REPAINT);
}

/* The picture has this text in some row. */
static inline bool shows_at(int width, int height, const char *text)
{
    struct canvas c;
    char out[80 * 24 * 4 + 100];
    assert_int_equal(canvas_init(&c, width, height, GLYPH_UNICODE), 0);
    setup_paint(&s, &c);
    (void)canvas_text(&c, out, sizeof out);
    canvas_done(&c);
    return strstr(out, text) != NULL;
}

static inline bool shows(const char *text)
{
    return shows_at(80, 24, text);
}

static inline int clean(void **state)
{
    (void)state;
    setup_init(&s, NULL, NULL, TODAY);
    return 0;
}

static inline void patch_is(const char *wanted)
{
    char *patch;
    size_t length = setup_patch(&s, &patch);
    if (wanted[0] == '\0')
        assert_null(patch);
    else
        assert_string_equal(patch, wanted);
    assert_int_equal(length, strlen(wanted));
    free(patch);
}

#define LINE(name, used, user)                                                    \
    "{\"line\":\"" name "\",\"name\":\"" name "\",\"label\":\"c\",\"used\":" used \
    ",\"user\":\"" user "\"}"
#define LINES                                                                             \
    "{\"trouble\":\"\",\"lines\":[{\"line\":\"c:9\",\"name\":\"\",\"used\":false}," LINE( \
        "A", "false", "") "," LINE("B", "false", "") "," LINE("C", "false",               \
                                                              "") "," LINE("D", "true",   \
                                                                           "spi") "]}"

static inline void outputs(const char *line)
{
    assert_true(setup_take_outputs(&s, line, strlen(line)));
}

static inline void press(const char *keys)
{
    for (; *keys != '\0'; keys++)
        (void)setup_key(&s, *keys == 'v'    ? (uint32_t)KEY_CODE_DOWN
                            : *keys == '<'  ? (uint32_t)KEY_CODE_LEFT
                            : *keys == '\r' ? (uint32_t)KEY_CODE_ENTER
                                            : (uint32_t)*keys);
}

static inline struct config *load(const char *text)
{
    const struct config_text file = {"/d/station.ini", text, strlen(text)};
    const struct config_layer layer = {.text = &file, .texts = 1};
    struct config_report problems = {0};
    struct config *config = config_load_layers(&layer, 1, &problems);
    for (size_t i = 0; i < problems.count; i++)
        print_error("%s\n", problems.message[i]);
    assert_non_null(config);
    config_report_done(&problems);
    return config;
}

#define STATION                                                                            \
    "[site]\nenterprise = e\nname = s\n[line]\narea = a\nname = l\n[station]\nname = p3\n" \
    "title = Press 3\nideal_cycle = 4 s\n"

#endif
