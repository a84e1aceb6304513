/* SPDX-License-Identifier: MIT */
/* A console without a terminal, given keys and answers: for the tests of its forms. */
#ifndef TESTS_SCREENS_BENCH_H
#define TESTS_SCREENS_BENCH_H

#include "console/forms/desk.h"
#include "console/widgets/key.h"
#include "tests/screens/picture.h"

struct bench {
    struct ui *ui;
    char line[ENTRY_LINE];
};

static inline int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    if (b == NULL)
        return -1;
    b->ui = picture_ui("stopped", "station", GLYPH_UNICODE);
    b->ui->key_ms = b->ui->view.boot_ms;
    *state = b;
    return 0;
}

static inline int tear_down(void **state)
{
    struct bench *b = *state;
    picture_done(b->ui);
    free(b);
    return 0;
}

static inline void later(struct bench *b, int64_t ms)
{
    b->ui->view.boot_ms += ms;
    b->ui->view.wall_ms += ms;
    b->ui->view.snap_boot_ms = b->ui->view.boot_ms;
}

static inline void press(struct bench *b, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        later(b, 100);
        (void)ui_key(b->ui, (uint32_t)(unsigned char)*keys);
    }
}

static inline void press_key(struct bench *b, uint32_t key)
{
    later(b, 100);
    (void)ui_key(b->ui, key);
}

/* The next line that is sent, without its id; "" none. */
static inline const char *sent(struct bench *b)
{
    char line[ENTRY_LINE];
    later(b, 30); /* printed keys wait a moment for being a scanner's */
    if (!desk_next(&b->ui->desk, &b->ui->view, line, sizeof line))
        return "";
    char *id = strstr(line, ",\"id\":");
    assert_non_null(id);
    size_t head = (size_t)(id - line);
    const char *rest = id + 6 + strspn(id + 6, "0123456789");
    (void)text_format(b->line, sizeof b->line, "%.*s%s", (int)head, line, rest);
    return b->line;
}

static inline void answer(struct bench *b, const char *members)
{
    char text[1024];
    (void)text_format(text, sizeof text, "{\"id\":%lld,%s}", (long long)b->ui->desk.queue[0].id,
                      members);
    json_t *reply = fixture_json(text);
    assert_true(desk_reply(&b->ui->desk, &b->ui->view, reply));
    json_decref(reply);
}

static inline void keep(struct bench *b, const char *id)
{
    char text[256];
    (void)text_format(text, sizeof text,
                      "\"ok\":true,\"kept\":{\"kind\":\"stop\",\"id\":\"%s\",\"rev\":3,"
                      "\"ts\":1773342442000},\"text\":\"done\"",
                      id);
    answer(b, text);
}

static inline void assert_says(struct bench *b, const char *what)
{
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(b->ui, &c);
    char *text = picture_text(&c);
    if (strstr(text, what) == NULL)
        fail_msg("\"%s\" is not in\n%s", what, text);
    free(text);
    canvas_done(&c);
}

#endif
