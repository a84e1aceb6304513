/* SPDX-License-Identifier: MIT */
/* The handover: what is signed, line by line, a note for the next shift, and the signatures of who
 * goes and who comes. Signing cannot be undone: the PIN confirms it, or where the site says so a
 * badge that is scanned for it. Called through form_ops by the
 * desk. */
#include "console/forms/desk.h"
#include "console/forms/draw.h"
#include "console/panels/panel.h"
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <string.h>

#define BADGE_MS 30000 /* so long after the question a badge is an answer to it */

static void open_handover(struct desk *d, const struct view *v, struct draft *draft)
{
    (void)d;
    (void)v;
    field_clear(&draft->note, FIELD_TEXT);
    field_clear(&draft->secret, FIELD_SECRET);
    draft->step = STEP_LIST;
}

/* For what the packet says as it is shown: its rev goes with the signature. */
static void ask_secret(const struct view *v, struct draft *draft, int64_t rev)
{
    draft->rev = rev;
    draft->at = v->boot_ms;
    field_clear(&draft->secret, FIELD_SECRET);
    draft->step = STEP_SECRET;
}

static void answered(struct desk *d, const struct view *v, const struct entry *e)
{
    struct draft *draft = &d->draft[form_find("handover")];
    if (e->verb == VERB_SIGN && e->state == ENTRY_STALE && draft->step == STEP_LIST) {
        (void)text_copy(draft->word, sizeof draft->word, e->word);
        (void)text_copy(draft->target, sizeof draft->target, e->target);
        ask_secret(v, draft, e->now_rev); /* once more, for what it says now */
        return;
    }
    if (e->verb != VERB_NOTE || e->state != ENTRY_REFUSED || draft->touched)
        return;
    field_set(&draft->note, e->note); /* what was written is not lost */
    draft->step = STEP_NOTE;
    draft->touched = true;
}

static void send_note(struct desk *d, const struct view *v, struct draft *draft)
{
    struct entry e;
    if (draft->note.length == 0) {
        draft->step = STEP_LIST;
        return;
    }
    entry_begin(&e, VERB_NOTE);
    (void)text_copy(e.note, sizeof e.note, draft->note.text);
    (void)text_copy(e.title, sizeof e.title, _("note"));
    if (!desk_enter(d, v, &e))
        return;
    open_handover(d, v, draft);
    draft->touched = false;
}

/* As which one signs, for people; the daemon's word is another. */
static const char *signer_words(const char *as)
{
    return strcmp(as, "incoming") == 0 ? C_("signer", "incoming") : C_("signer", "outgoing");
}

/* `badge` NULL: by the PIN that was typed. */
static void send_signature(struct desk *d, const struct view *v, struct draft *draft,
                           const char *badge)
{
    struct entry e;
    bool here = strcmp(v->packet.shift, draft->target) == 0;
    if (here && v->packet.rev < draft->rev) {
        (void)text_copy(draft->says, sizeof draft->says,
                        _("what the handover says now has not come yet: wait a moment"));
        return;
    }
    entry_begin(&e, VERB_SIGN);
    e.rev = draft->rev;
    (void)text_copy(e.target, sizeof e.target, draft->target);
    (void)text_copy(e.word, sizeof e.word, draft->word);
    e.badge = badge != NULL;
    (void)text_copy(e.secret, sizeof e.secret, badge != NULL ? badge : draft->secret.text);
    (void)text_format(e.title, sizeof e.title, _("signature (%s)"), signer_words(draft->word));
    (void)desk_enter(d, v, &e);
    explicit_bzero(&e, sizeof e);
    field_clear(&draft->secret, FIELD_SECRET);
    draft->step = STEP_LIST;
    draft->touched = false;
}

static bool waits_for_badge(const struct view *v, const struct draft *draft)
{
    return draft->step == STEP_SECRET && v->packet.by_badge && v->boot_ms - draft->at < BADGE_MS;
}

bool handover_wants_badge(const struct desk *d, const struct view *v)
{
    return d->form == form_find("handover") && waits_for_badge(v, desk_draft_of(d));
}

void handover_badge(struct desk *d, const struct view *v, const char *badge)
{
    send_signature(d, v, desk_draft(d), badge);
}

static void begin_signature(const struct view *v, struct draft *draft, const char *as)
{
    (void)text_copy(draft->word, sizeof draft->word, as);
    (void)text_copy(draft->target, sizeof draft->target, v->packet.shift);
    ask_secret(v, draft, v->packet.rev);
}

static bool typing_key(struct desk *d, const struct view *v, struct draft *draft, uint32_t key)
{
    bool note = draft->step == STEP_NOTE;
    if (key == KEY_CODE_ESC) {
        draft->step = STEP_LIST;
        draft->touched = note && draft->note.length > 0;
        field_clear(&draft->secret, FIELD_SECRET);
        return true;
    }
    if (key == KEY_CODE_ENTER) {
        if (note)
            send_note(d, v, draft);
        else
            send_signature(d, v, draft, NULL);
        return true;
    }
    draft->touched = draft->touched || note;
    return field_key(note ? &draft->note : &draft->secret, key);
}

static bool key(struct desk *d, const struct view *v, uint32_t k)
{
    struct draft *draft = desk_draft(d);
    if (draft->step != STEP_LIST)
        return typing_key(d, v, draft, k);
    switch (k) {
    case KEY_CODE_UP:
    case KEY_CODE_DOWN:
        draft->selected += k == KEY_CODE_UP ? -1 : 1;
        if (draft->selected >= v->packet.count)
            draft->selected = v->packet.count - 1;
        if (draft->selected < 0)
            draft->selected = 0;
        return true;
    case 'n':
    case 'N':
        draft->step = STEP_NOTE;
        return true;
    case 'g':
    case 'G':
        begin_signature(v, draft, "outgoing");
        return true;
    case 'i':
    case 'I':
        begin_signature(v, draft, "incoming");
        return true;
    default:
        return false;
    }
}

static void paint_signed(const struct packet *p, struct area a, int y)
{
    int x = draw_format(a, 1, y, ST_DIM, _("outgoing "));
    x = draw_text(a, x, y, p->outgoing ? ST_NORMAL : ST_WARN,
                  p->outgoing ? _("signed") : _("not signed"));
    x = draw_format(a, x, y, ST_DIM, a.r.w < 42 ? _(" incoming ") : _("   incoming "));
    draw_text(a, x, y, p->incoming ? ST_NORMAL : ST_WARN,
              p->incoming ? _("signed") : _("not signed"));
}

static void paint_row(const struct view *v, struct area a, int y, const struct packet_row *row)
{
    char when[FORMAT_SIZE];
    int w = a.r.w >= 60 ? 16 : 14, x = 3;
    if (row->head) {
        draw_text_cut(a, (struct rect){1, y, a.r.w - 2, 1}, ST_HEAD, _(row->label));
        return;
    }
    if (row->at_ms != TIME_NONE)
        x = draw_format(a, x, y, ST_DIM, "%s  ",
                        format_when(&v->zone, row->at_ms, v->wall_ms, when));
    x = draw_text_cut(a, (struct rect){x, y, w, 1}, ST_DIM, _(row->label));
    x = x < 3 + w ? 3 + w : x + 1;
    draw_text_cut(a, (struct rect){x, y, a.r.w - x - 1, 1}, ST_NORMAL,
                  packet_value(row, &v->numbers, when));
}

static void paint(const struct desk *d, const struct view *v, struct area a)
{
    const struct draft *draft = desk_draft_of(d);
    const struct packet *p = &v->packet;
    char title[96], begin[FORMAT_SIZE], end[FORMAT_SIZE];
    (void)text_format(title, sizeof title, _("Handover of %s %s\u2013%s"),
                      p->name[0] != '\0' ? p->name : _("the shift"),
                      format_when(&v->zone, p->start, v->wall_ms, begin),
                      format_time(&v->zone, p->end, end));
    draw_question(a, 0, p->known ? title : _("Handover"), words_for(p->state));
    paint_signed(p, a, 1);
    int y = 2;
    if (draft->step == STEP_NOTE)
        draw_field(a, y++, _("note"), &draft->note);
    if (draft->step == STEP_SECRET) {
        draw_format(a, 1, y++, ST_BOLD, _("Sign as %s? It cannot be undone."),
                    signer_words(draft->word));
        if (v->packet.by_badge)
            draw_text_cut(a, (struct rect){1, y++, a.r.w - 2, 1}, ST_NORMAL,
                          waits_for_badge(v, draft)
                              ? _("scan your badge to sign, or type your PIN")
                              : _("too late for a badge: Esc, and sign again"));
        draw_field(a, y++, "PIN", &draft->secret);
    }
    if (p->count == 0)
        draw_text(a, 1, y + 1, ST_DIM,
                  p->known ? _("nothing to hand over") : _("has not come yet"));
    int rows = a.r.h - y, top = draft->selected;
    if (top > p->count - rows)
        top = p->count - rows;
    if (top < 0)
        top = 0;
    for (int i = 0; i < rows && top + i < p->count; i++)
        paint_row(v, a, y + i, &p->row[top + i]);
}

static int hints(const struct desk *d, const struct view *v, struct hint out[HINTS_MAX])
{
    const struct draft *draft = desk_draft_of(d);
    int n = 0;
    (void)v;
    if (draft->step != STEP_LIST) {
        out[n++] = (struct hint){"Enter", draft->step == STEP_NOTE ? N_("keep") : N_("sign")};
        out[n++] = (struct hint){"Esc", N_("back")};
        return n;
    }
    out[n++] = (struct hint){"\u2191\u2193", N_("move")};
    out[n++] = (struct hint){"N", N_("note")};
    out[n++] = (struct hint){"G", N_("sign: going")};
    out[n++] = (struct hint){"I", N_("sign: coming in")};
    out[n++] = (struct hint){"B", N_("who I am")};
    out[n++] = (struct hint){"Esc", N_("back")};
    return n;
}

const struct form_ops form_handover = {
    .screen = "handover",
    .needs = NEED_PACKET,
    .open = open_handover,
    .key = key,
    .answered = answered,
    .paint = paint,
    .hints = hints,
};
