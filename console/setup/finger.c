/* SPDX-License-Identifier: MIT */
/* Setting up with a finger alone: buttons in the place of the key bar, a keyboard of them where
 * something is typed. What is touched becomes the key that is painted there, so that nothing can be
 * done that keys cannot. Called by setup.c before a key acts and by page.c before it paints. */
#include "console/input/mouse.h"
#include "console/panels/view.h"
#include "console/setup/setup.h"
#include "console/widgets/key.h"

#include <stdlib.h>

void setup_touch(struct setup *s)
{
    s->touch.on = true;
}

static enum touch_asks asks_now(const struct setup *s)
{
    const struct setup_shift_form *form = &s->calendar.form;
    int last = setup_shift_rows(form) - 1;
    if (s->page == SETUP_BROKER)
        return TOUCH_TEXT;
    if (s->page == SETUP_STATION)
        return s->which == 0 ? TOUCH_NUMBER : TOUCH_TEXT;
    if (s->page == SETUP_CALENDAR)
        return s->calendar.typing ? TOUCH_CLOCK : TOUCH_KEYS;
    if (s->page != SETUP_SHIFT || form->of < 0 || form->row == SHIFT_DAYS)
        return TOUCH_KEYS;
    return form->row == last ? TOUCH_TEXT : TOUCH_CLOCK; /* breaks are eight digits */
}

int setup_touch_arrange(struct setup *s, int width, int height)
{
    struct hint hint[SETUP_HINTS];
    int n = setup_hints(s, hint);
    if (!s->touch.on)
        return 0;
    s->touch.width = width;
    touch_fill_of(
        &s->touch,
        &(struct touch_moment){
            .hint = hint, .hints = n, .bare = true, .asks = asks_now(s), .of = (uint32_t)s->page});
    touch_arrange(&s->touch, width, height);
    hits_clear(&s->hits);
    return touch_height(&s->touch);
}

static unsigned press_times(struct setup *s, uint32_t key, int times)
{
    unsigned wish = SETUP_REPAINT;
    for (int i = 0; i < times; i++)
        wish |= setup_key(s, key);
    return wish;
}

/* A row gets the mark; a list's that has it, Enter. */
static unsigned tap(struct setup *s, int x, int y)
{
    const struct hit *found = hits_at(&s->hits, x, y);
    if (found == NULL)
        return SETUP_REPAINT;
    const struct hit hit = *found; /* what it does may lead to another page */
    if (hit.key >= 'A' && hit.key <= 'Z')
        s->touch.capital = false;
    if (hit.key != 0)
        return SETUP_REPAINT | setup_key(s, hit.key);
    if (hit.steps == 0 && hit.opens)
        return SETUP_REPAINT | setup_key(s, KEY_CODE_ENTER);
    return press_times(s, hit.steps < 0 ? KEY_CODE_UP : KEY_CODE_DOWN, abs(hit.steps));
}

bool setup_touch_key(struct setup *s, uint32_t key, unsigned *wish)
{
    enum mouse_kind kind;
    int x, y;
    *wish = SETUP_REPAINT;
    if (key == KEY_CODE_TOUCH_MORE || key == KEY_CODE_TOUCH_SHIFT) {
        if (key == KEY_CODE_TOUCH_MORE)
            touch_next_page(&s->touch);
        else
            s->touch.capital = !s->touch.capital;
        return true;
    }
    if (!mouse_of(key, &kind, &x, &y))
        return false;
    if (kind == MOUSE_WHEEL_UP || kind == MOUSE_WHEEL_DOWN) {
        *wish = setup_key(s, kind == MOUSE_WHEEL_UP ? KEY_CODE_UP : KEY_CODE_DOWN);
    } else if (kind == MOUSE_PRESS) {
        s->touch.down = true;
        s->touch.down_x = x;
        s->touch.down_y = y;
    } else if (s->touch.down) {
        s->touch.down = false;
        *wish = tap(s, s->touch.down_x, s->touch.down_y);
    }
    return true;
}
