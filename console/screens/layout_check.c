/* SPDX-License-Identifier: MIT */
/* Tries a layout out: solved at a size for everybody and in every state, each panel's room compared
 * with what it needs. Called by --check-layout and the tests of the shipped screens. */
#include "console/screens/layout_check.h"

#include "console/panels/panel.h"
#include "console/screens/ui_parts.h"
#include "data/model/text.h"

#include <string.h>

static int lowest(uint32_t bits)
{
    int n = 0;
    while (n < 31 && (bits & (UINT32_C(1) << n)) == 0)
        n++;
    return n;
}

/* Be what this term wants, as far as a moment can. */
static void suit(const struct layout_term *term, struct layout_now *now)
{
    uint32_t words = term->not ? ~term->words : term->words;
    switch (term->subject) {
    case OF_ROLE:
        now->role = lowest(words);
        break;
    case OF_STATE:
        now->state = (enum machine_state)lowest(words & ((1U << MACHINE_STATE_COUNT) - 1));
        break;
    case OF_OPEN:
        now->open = term->not ? now->open & ~term->words : now->open | 1U << lowest(term->words);
        break;
    case OF_GLYPHS:
        now->tier = (enum glyph_tier)lowest(words & ((1U << GLYPH_TIERS) - 1));
        break;
    case OF_COLOURS:
        now->colours = term->less != term->not ? 0 : 256;
        break;
    case OF_WIDTH:
    case OF_HEIGHT:
        break;
    }
}

bool layout_moment(const struct layout *layout, int width, int height, struct layout_now *now)
{
    *now = (struct layout_now){.width = width,
                               .height = height,
                               .tier = GLYPH_UNICODE,
                               .colours = 256,
                               .role = PERSON_OPERATOR,
                               .state = MS_RUNNING};
    for (int i = 0; i < layout->when.terms; i++)
        if (!layout_holds(&(struct layout_when){{layout->when.term[i]}, 1}, now))
            suit(&layout->when.term[i], now);
    return layout_holds(&layout->when, now);
}

static void draw_place(struct area part, const struct layout_node *node, bool shaded)
{
    char text[2 * LAYOUT_NAME_SIZE + 32];
    bool same = strcmp(node->name, node->kind) == 0;
    (void)text_format(text, sizeof text, "%s%s%s %dx%d", node->name, same ? "" : " = ",
                      same ? "" : node->kind, part.r.w, part.r.h);
    if (shaded)
        draw_fill(part, (struct rect){0, 0, part.r.w, part.r.h}, ST_DIM, 0xB7);
    draw_text_cut(part, (struct rect){0, 0, part.r.w, 1}, ST_NORMAL, text);
}

void layout_map(const struct layout *layout, const struct layout_now *now, struct canvas *canvas)
{
    struct layout_placed placed[LAYOUT_PLACED];
    struct area a = canvas_area(canvas);
    canvas_clear(canvas, ST_NORMAL);
    int count = layout_solve(layout, now, placed);
    ui_paint_lines(placed, count, a);
    bool shaded = false;
    for (int i = 0; i < count; i++) {
        if (placed[i].node == NULL)
            continue;
        ui_paint_title(&placed[i], a);
        draw_place(area_part(a, placed[i].rect), placed[i].node, shaded);
        shaded = !shaded;
    }
}

/* ---- what does not fit ---- */

struct misfits {
    const struct layout *layout;
    const struct layout_report *report;
    const struct layout_now *now;
    struct layout_now usual;
    struct layout_placed placed[LAYOUT_PLACED];
    int placed_count;
    bool told[LAYOUT_NODES];
    int count;
};

static const struct layout_placed *place_of(const struct misfits *m, const struct layout_node *node)
{
    for (int i = 0; i < m->placed_count; i++)
        if (m->placed[i].node == node)
            return &m->placed[i];
    return NULL;
}

static void tell(struct misfits *m, int index, const char *text)
{
    char what[256];
    const struct layout_now *now = m->now;
    char seen[80] = "";
    (void)text_format(
        seen, sizeof seen, "%s%s%s%s%s", now->state != m->usual.state ? "; state " : "",
        now->state != m->usual.state ? word_name(&words_machine_state, (int)now->state) : "",
        now->role != m->usual.role ? "; role " : "",
        now->role != m->usual.role ? word_name(&words_person_role, now->role) : "",
        now->open != m->usual.open ? "; something open" : "");
    (void)text_format(what, sizeof what, "at %dx%d %s%s", now->width, now->height, text, seen);
    m->told[index] = true;
    m->count++;
    m->report->problem(m->report->ctx, m->layout->node[index].line, what);
}

static void check_panel(struct misfits *m, int index)
{
    const struct layout_node *node = &m->layout->node[index];
    const struct panel_ops *panel = panel_find(node->kind);
    const struct layout_placed *place = place_of(m, node);
    char what[200];
    if (panel == NULL || m->told[index])
        return;
    if (place == NULL)
        (void)text_format(what, sizeof what,
                          "panel %s gets no room; make others smaller or say when: show = height "
                          ">= %d",
                          node->name, m->now->height + 1);
    else if (place->rect.w < panel->min_width || place->rect.h < panel->min_height)
        (void)text_format(what, sizeof what, "panel %s has %dx%d and needs %dx%d: it stays empty",
                          node->name, place->rect.w, place->rect.h, panel->min_width,
                          panel->min_height);
    else
        return;
    tell(m, index, what);
}

/* All that is to be shown now. */
static void check_node(struct misfits *m, int index, int depth)
{
    const struct layout_node *node = &m->layout->node[index];
    if (!layout_holds(&node->show, m->now) || depth > LAYOUT_NODES)
        return;
    if (node->type == LAYOUT_PANEL)
        check_panel(m, index);
    for (int i = 0; i < node->children; i++)
        check_node(m, node->child[i], depth + 1);
}

static void check_moment(struct misfits *m, const struct layout_now *now)
{
    if (!layout_holds(&m->layout->when, now))
        return;
    m->now = now;
    m->placed_count = layout_solve(m->layout, now, m->placed);
    check_node(m, m->layout->root, 0);
}

int layout_misfits(const struct layout *layout, int width, int height,
                   const struct layout_report *report)
{
    struct misfits m = {.layout = layout, .report = report};
    struct layout_now now;
    if (width < layout->min_width || height < layout->min_height ||
        !layout_moment(layout, width, height, &now))
        return 0;
    /* the usual one first, then what differs from it in one thing: the least says most */
    const struct layout_now usual = m.usual = now;
    check_moment(&m, &usual);
    now.open = (1U << LAYOUT_OPEN_COUNT) - 1;
    check_moment(&m, &now);
    for (int state = 0; state < MACHINE_STATE_COUNT; state++) {
        now = usual;
        now.state = (enum machine_state)state;
        check_moment(&m, &now);
    }
    for (int role = 0; role < PERSON_ROLE_COUNT; role++)
        for (int state = 0; state < MACHINE_STATE_COUNT; state++)
            for (int open = 0; open < 2; open++) {
                now.role = role;
                now.state = (enum machine_state)state;
                now.open = open != 0 ? (1U << LAYOUT_OPEN_COUNT) - 1 : 0;
                check_moment(&m, &now);
            }
    return m.count;
}

static bool has_kind(const struct layout *layout, const char *kind)
{
    for (int i = 0; i < layout->nodes; i++)
        if (strcmp(layout->node[i].kind, kind) == 0)
            return true;
    return false;
}

void layout_remarks(const struct layout *layout, const struct layout_report *report)
{
    static const struct {
        const char *kind, *what;
    } rows[] = {
        {"keys", "there is no panel keys: nobody sees what can be pressed"},
        {"message", "there is no panel message: answers and troubles are not seen"},
        {"header", "there is no panel header: whether the figures are of now is not seen"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!has_kind(layout, rows[i].kind))
            report->problem(report->ctx, layout->line, rows[i].what);
}
