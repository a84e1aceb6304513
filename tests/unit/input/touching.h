/* SPDX-License-Identifier: MIT */
/* A finger for tests: it sees only what is painted and touches only what can be touched. */
#ifndef TESTS_UNIT_INPUT_TOUCHING_H
#define TESTS_UNIT_INPUT_TOUCHING_H

#include "console/input/mouse.h"
#include "console/screens/touch_keys.h"
#include "tests/screens/bench.h"

struct finger {
    struct bench b;
    struct canvas c;
};

static inline void finger_begin(struct finger *f, const char *world, const char *screen,
                                const int size[2])
{
    *f = (struct finger){.b = {.ui = picture_ui(world, screen, GLYPH_UNICODE)}};
    touch_begin(f->b.ui);
    assert_int_equal(canvas_init(&f->c, size[0], size[1], GLYPH_UNICODE), 0);
    ui_paint(f->b.ui, &f->c);
}

static inline void finger_done(struct finger *f)
{
    canvas_done(&f->c);
    picture_done(f->b.ui);
}

static inline void finger_at(struct finger *f, int x, int y)
{
    later(&f->b, 200);
    (void)ui_key(f->b.ui, mouse_key(MOUSE_PRESS, x, y));
    later(&f->b, 60);
    (void)ui_key(f->b.ui, mouse_key(MOUSE_RELEASE, x, y));
    ui_paint(f->b.ui, &f->c);
}

/* Something that is painted now and stands for that key; NULL: nothing. */
static inline const struct hit *finger_sees(struct finger *f, uint32_t key)
{
    const struct hits *hits = &f->b.ui->hits;
    for (int i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->hit[i];
        if (hit->key == key && hits_at(hits, hit->r.x, hit->r.y) == hit)
            return hit;
    }
    return NULL;
}

/* … after turning the pages of the buttons. */
static inline const struct hit *finger_finds(struct finger *f, uint32_t key)
{
    const struct hit *hit = finger_sees(f, key);
    for (int page = 0; hit == NULL && page < 12; page++) {
        const struct hit *more = finger_sees(f, KEY_CODE_TOUCH_MORE);
        if (more == NULL)
            return NULL;
        finger_at(f, more->r.x, more->r.y);
        hit = finger_sees(f, key);
    }
    return hit;
}

static inline void finger_fails(struct finger *f, const char *what)
{
    char *text = picture_text(&f->c);
    fail_msg("no way to touch %s at %dx%d:\n%s", what, f->c.width, f->c.height, text);
}

static inline void finger_key(struct finger *f, uint32_t key)
{
    const struct hit *hit = finger_finds(f, key);
    char what[32];
    (void)text_format(what, sizeof what, "key %x", (unsigned)key);
    if (hit == NULL)
        finger_fails(f, what);
    else
        finger_at(f, hit->r.x + hit->r.w / 2, hit->r.y);
}

static inline void finger_keys(struct finger *f, const char *keys)
{
    for (; *keys != '\0'; keys++)
        finger_key(f, (uint32_t)(unsigned char)*keys);
}

/* The row of a list so many below the marked one. */
static inline void finger_row(struct finger *f, int steps)
{
    const struct hits *hits = &f->b.ui->hits;
    for (int i = 0; i < hits->count; i++)
        if (hits->hit[i].key == 0 && hits->hit[i].steps == steps) {
            const struct rect r = hits->hit[i].r;
            finger_at(f, r.x + r.w / 2, r.y);
            return;
        }
    finger_fails(f, "a row");
}

#endif
