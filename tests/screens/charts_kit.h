/* SPDX-License-Identifier: MIT */
/* What tests of the details screen share: it is opened, its questions are found and answered. */
#ifndef TESTS_SCREENS_CHARTS_KIT_H
#define TESTS_SCREENS_CHARTS_KIT_H

#include "console/panels/asks.h"
#include "tests/screens/fixture_charts.h"
#include "tests/screens/picture.h"

static inline struct ui *details(enum glyph_tier tier, struct canvas *canvas, int width, int height)
{
    struct ui *ui = picture_ui("running", "details", tier);
    fixture_charts(&ui->view);
    assert_int_equal(canvas_init(canvas, width, height, tier), 0);
    ui_paint(ui, canvas);
    return ui;
}

static inline void reply(struct asks *a, struct view *v, int64_t id, const char *rows)
{
    static char text[40000];
    snprintf(text, sizeof text, "{\"id\":%lld,\"ok\":true,\"rows\":%s,\"more\":false}",
             (long long)id, rows);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    assert_true(asks_reply(a, v, json));
    json_decref(json);
}

/* The next question with this command; others are answered with no rows. */
static inline int64_t asked(struct asks *a, struct view *v, const char *command,
                            char line[ASKS_LINE])
{
    while (asks_next(a, v, line)) {
        json_t *json = json_loads(line, 0, NULL);
        int64_t id = json_integer_value(json_object_get(json, "id"));
        bool is = strcmp(json_string_value(json_object_get(json, "cmd")), command) == 0;
        json_decref(json);
        if (is)
            return id;
        reply(a, v, id, "[]");
    }
    return 0;
}

#endif
