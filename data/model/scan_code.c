/* SPDX-License-Identifier: MIT */
/* Barcodes as commands. A scanner is a keyboard: it types keys of the layout it was set to, and the
 * terminal reads them in its own. Where the two differ ":" comes out as something else, and on a
 * French one some letters too; that is told as what it is, since people look for it last. */
#include "data/model/scan_code.h"

#include "data/model/amount.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MOST         (INT64_C(1000000000) * AMOUNT_ONE)
#define MINUTES_MOST (INT64_C(1440) * AMOUNT_ONE)
#define SHOWN_MAX    40 /* bytes of a scan in a message */

#define SCAN_CODE_TEXT(value, text) text,
static const char *const code_names[] = {SCAN_CODES(SCAN_CODE_TEXT)};
static const struct words words_code = {code_names, SCAN_CODE_COUNT};

enum shape { SHAPE_ALONE, SHAPE_OURS, SHAPE_THEIRS, SHAPE_QUANTITY, SHAPE_EITHER };

static const struct form {
    enum shape shape;
    const char *example;
    const char *cmd, *member; /* of the request */
} forms[SCAN_CODE_COUNT] = {
    [CODE_REASON] = {SHAPE_OURS, "REASON:mech.jam", "reason", "reason"},
    [CODE_SCRAP] = {SHAPE_QUANTITY, "SCRAP:burr:3", "scrap", "reason"},
    [CODE_REWORK] = {SHAPE_QUANTITY, "REWORK:burr:3", "scrap", "reason"},
    [CODE_UNDO] = {SHAPE_ALONE, "UNDO", "undo", NULL},
    [CODE_CALL] = {SHAPE_OURS, "CALL:maintenance", "call-raise", "type"},
    [CODE_JOB] = {SHAPE_THEIRS, "JOB:4711", "job-start", "job"},
    [CODE_MODE] = {SHAPE_OURS, "MODE:cleaning", "mode", "mode"},
    [CODE_BADGE] = {SHAPE_THEIRS, "BADGE:0815", "session", "badge"},
    [CODE_SIGN] = {SHAPE_OURS, "SIGN:outgoing", "sign", "as"},
    [CODE_SPLIT] = {SHAPE_QUANTITY, "SPLIT:tool.worn:5", "stop-split", "reason"},
    [CODE_PAUSE] = {SHAPE_ALONE, "PAUSE", "job-pause", NULL},
    [CODE_FINISH] = {SHAPE_ALONE, "FINISH", "job-finish", NULL},
    [CODE_PRODUCT] = {SHAPE_THEIRS, "PRODUCT:P7", "product", "product"},
    [CODE_ARRIVED] = {SHAPE_ALONE, "ARRIVED", "stop-touch", NULL},
    [CODE_REPAIRED] = {SHAPE_ALONE, "REPAIRED", "stop-touch", NULL},
    [CODE_NOTE] = {SHAPE_THEIRS, "NOTE:oil is low", "note", "note"},
    [CODE_MERGE] = {SHAPE_ALONE, "MERGE", "stop-merge", NULL},
    [CODE_REVERSE] = {SHAPE_ALONE, "REVERSE", "scrap-reverse", NULL},
    [CODE_FOUND] = {SHAPE_THEIRS, "FOUND:P3", "feedback", "prediction"},
    [CODE_NOTFOUND] = {SHAPE_THEIRS, "NOTFOUND:P3", "feedback", "prediction"},
    [CODE_WORK] = {SHAPE_THEIRS, "WORK:P3", "workorder", "of"},
    [CODE_ACK] = {SHAPE_EITHER, "ACK:A12", "ack", "alert"},
    [CODE_SILENCE] = {SHAPE_ALONE, "SILENCE", "silence", NULL},
    [CODE_TAKE] = {SHAPE_ALONE, "TAKE", "call-take", NULL},
    [CODE_HERE] = {SHAPE_ALONE, "HERE", "call-arrive", NULL},
    [CODE_SOLVED] = {SHAPE_ALONE, "SOLVED", "call-solve", NULL},
};

/* Of the stop that is open, or the last. */
static const bool of_stop[SCAN_CODE_COUNT] = {
    [CODE_REASON] = true,   [CODE_SPLIT] = true, [CODE_ARRIVED] = true,
    [CODE_REPAIRED] = true, [CODE_MERGE] = true,
};
static const char *const touches[SCAN_CODE_COUNT] = {
    [CODE_ARRIVED] = "arrived",
    [CODE_REPAIRED] = "repaired",
};

/* ---- the first word ---- */

static bool begins_with(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);
    if (length < size)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (toupper((unsigned char)text[i]) != word[i])
            return false;
    }
    return true;
}

/* The word that `text` begins with, or -1. */
static int first_word(const char *text, size_t length)
{
    for (int i = 0; i < SCAN_CODE_COUNT; i++) {
        if (begins_with(text, length, code_names[i]))
            return i;
    }
    return -1;
}

/* ---- keyboard layouts ---- */

/* What a word and its colon become where a French keyboard is at one end only. */
static const struct french {
    char from[2], to[2]; /* as typed: in capitals and not */
} at_terminal[] = {{"Aa", "Qq"}, {"Qq", "Aa"}, {"Ww", "Zz"}, {"Mm", "?,"}, {"::", "Mm"}},
  at_scanner[] = {{"Aa", "Qq"}, {"Qq", "Aa"}, {"Ww", "Zz"}, {"Mm", ":;"}, {"::", ".."}};

static char twisted(const struct french *table, char c, int small)
{
    for (size_t i = 0; i < 5; i++) {
        if (table[i].from[0] == c)
            return table[i].to[small];
    }
    return small ? (char)tolower((unsigned char)c) : c;
}

static bool looks_french(const char *text, size_t length, const struct french *table)
{
    for (int i = 0; i < SCAN_CODE_COUNT * 2; i++) {
        char typed[16] = "";
        char word[16] = "";
        size_t size = 0;
        (void)text_format(word, sizeof word, "%s%s", code_names[i / 2],
                          forms[i / 2].shape == SHAPE_ALONE ? "" : ":");
        for (; word[size]; size++)
            typed[size] = twisted(table, word[size], i % 2);
        bool same = forms[i / 2].shape == SHAPE_ALONE ? length == size : length >= size;
        if (same && memcmp(text, typed, size) == 0 && strcasecmp(typed, word) != 0)
            return true;
    }
    return false;
}

static int layout_error(const char *stands, struct cause *why)
{
    return cause_set(why, -1,
                     "the scanner's keyboard layout does not fit: %s; set the scanner to the "
                     "layout of this terminal",
                     stands);
}

/* A command word with something else where its colon belongs. */
static int check_colon(const char *text, size_t length, int kind, struct cause *why)
{
    size_t size = strlen(code_names[kind]);
    char stands[64];
    char mark[5] = "";
    uint32_t code;
    size_t bytes = utf8_decode(text + size, length - size, &code);
    (void)text_copy_n(mark, sizeof mark, text + size, bytes);
    if (isalnum((unsigned char)text[size]))
        return 0;
    (void)text_format(stands, sizeof stands, "\"%s\" stands where \":\" belongs", mark);
    return layout_error(stands, why);
}

/* ---- what stands behind it ---- */

static int cut(const char *text, const struct form *form, struct cause *why)
{
    return cause_set(why, -1, "the code is cut: \"%s\" goes on, as in %s; scan it again, all of it",
                     text, form->example);
}

/* Our own ids have no capitals. */
static int take_ours(struct scan_code *out, const char *text, struct cause *why)
{
    for (char *at = out->id; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    if (text_is_id(out->id))
        return 0;
    if (strchr(out->id, ':'))
        return cause_set(why, -1, "\"%s\" is more than one code; scan one at a time", text);
    return cause_set(why, -1,
                     "\"%s\" was not read well: what stands behind the colon is no id; scan it "
                     "again",
                     text);
}

static int take_quantity(struct scan_code *out, const char *text, const struct form *form,
                         struct cause *why)
{
    char *colon = strchr(out->id, ':');
    if (!colon || colon[1] == '\0' || colon == out->id)
        return cut(text, form, why);
    const char *number = colon + 1;
    *colon = '\0';
    if (amount_from_text(number, strlen(number), &out->amount) != 0)
        return cause_set(why, -1, "\"%s\" has no number as its quantity; write e.g. %s", text,
                         form->example);
    if (out->amount > MOST || (out->kind == CODE_SPLIT && out->amount > MINUTES_MOST))
        return cause_set(why, -1, "\"%s\": %s is too much; scan it again", text, number);
    if (out->amount <= 0)
        return cause_set(why, -1,
                         "a quantity is more than 0, and %s is not; what was too much is reversed "
                         "with UNDO",
                         number);
    return take_ours(out, text, why);
}

static int take(struct scan_code *out, const char *text, const char *rest, struct cause *why)
{
    const struct form *form = &forms[out->kind];
    if (form->shape == SHAPE_ALONE || (form->shape == SHAPE_EITHER && *rest == '\0'))
        return 0;
    if (*rest != ':' || rest[1] == '\0')
        return cut(text, form, why);
    (void)text_copy(out->id, sizeof out->id, rest + 1);
    if (!text_is_clean(out->id, strlen(out->id))) /* an accent without its letter */
        return cause_set(why, -1, "\"%s\" was not read well; scan it again", text);
    if (form->shape == SHAPE_QUANTITY)
        return take_quantity(out, text, form, why);
    if (form->shape == SHAPE_OURS && take_ours(out, text, why) != 0)
        return -1;
    if (out->kind == CODE_SIGN && strcmp(out->id, "outgoing") != 0 &&
        strcmp(out->id, "incoming") != 0)
        return cause_set(why, -1, "\"%s\": there are SIGN:outgoing and SIGN:incoming", text);
    return 0;
}

/* ---- the whole ---- */

/* Without the line end, blanks, and the letters in front that tell the kind of barcode ("]C1"). */
static const char *trimmed(const char *text, size_t *length)
{
    while (*length > 0 && strchr(" \t\r\n", text[*length - 1]) && text[*length - 1])
        (*length)--;
    while (*length > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        (*length)--;
    }
    if (*length > 3 && text[0] == ']' && isalpha((unsigned char)text[1]) &&
        isalnum((unsigned char)text[2])) {
        text += 3;
        *length -= 3;
    }
    return text;
}

static int none_of_ours(const char *text, struct cause *why)
{
    char word[SHOWN_MAX + 1];
    size_t size = strcspn(text, ":");
    if (looks_french(text, strlen(text), at_terminal) ||
        looks_french(text, strlen(text), at_scanner))
        return layout_error("a French keyboard is at one end only", why);
    (void)text_copy_n(word, sizeof word, text, size < SHOWN_MAX ? size : SHOWN_MAX);
    for (char *at = word; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    const char *near = text[size] == ':' ? word_nearest(&words_code, word) : NULL;
    if (near)
        return cause_set(why, -1, "\"%s\" was not read well (is it %s?); scan it again", text,
                         near);
    return cause_set(why, -1,
                     "\"%s\" is none of our codes, which are such as REASON:mech.jam, "
                     "SCRAP:burr:3 or UNDO: andonctl(1) lists them",
                     text);
}

/* A badge is a secret: messages do not repeat it. */
static void shown(const char *text, size_t length, char out[SHOWN_MAX + 1])
{
    if (first_word(text, length) == CODE_BADGE)
        (void)text_copy(out, SHOWN_MAX + 1, code_names[CODE_BADGE]);
    else
        (void)text_sanitise(text, length, out, SHOWN_MAX + 1);
}

int scan_code_read(const char *text, size_t length, struct scan_code *out, struct cause *why)
{
    char show[SHOWN_MAX + 1];
    char whole[SCAN_CODE_MAX + 1];
    *out = (struct scan_code){.amount = 0};
    text = trimmed(text, &length);
    shown(text, length, show);
    if (length == 0)
        return cause_set(why, -1, "nothing was scanned");
    if (length > SCAN_CODE_MAX)
        return cause_set(why, -1,
                         "the code has %zu characters, and %d are the most: \"%s…\"; were two "
                         "scanned in one?",
                         length, SCAN_CODE_MAX, show);
    if (!text_is_clean(text, length))
        return cause_set(why, -1, "\"%s\" holds what no code of ours has; scan it again", show);
    (void)text_copy_n(whole, sizeof whole, text, length);
    int kind = first_word(whole, length);
    const char *rest = kind < 0 ? "" : whole + strlen(code_names[kind]);
    if (kind >= 0 && *rest && *rest != ':' && forms[kind].shape != SHAPE_ALONE &&
        check_colon(whole, length, kind, why) != 0)
        return -1;
    if (kind < 0 || (*rest && (*rest != ':' || forms[kind].shape == SHAPE_ALONE)))
        return none_of_ours(show, why);
    out->kind = (enum scan_code_kind)kind;
    return take(out, show, rest, why);
}

bool scan_code_begins(const char *text, size_t length)
{
    struct scan_code code;
    struct cause why;
    text = trimmed(text, &length);
    int kind = first_word(text, length);
    return kind >= 0 && (scan_code_read(text, length, &code, &why) == 0 ||
                         text[strlen(code_names[kind])] == ':');
}

int64_t scan_code_time(const struct scan_code *code, int64_t wall_ms)
{
    return wall_ms - code->amount * 60 / 1000;
}

void scan_code_request(const struct scan_code *code, int64_t wall_ms, struct jw *w)
{
    const struct form *form = &forms[code->kind];
    jw_text(w, "cmd", form->cmd);
    if (of_stop[code->kind])
        jw_text(w, "stop", "current");
    if (touches[code->kind])
        jw_text(w, "what", touches[code->kind]);
    if (code->kind == CODE_SPLIT)
        jw_int(w, "at", scan_code_time(code, wall_ms));
    else if (form->shape == SHAPE_QUANTITY)
        jw_amount(w, "quantity", code->amount);
    if (code->kind == CODE_REWORK)
        jw_bool(w, "rework", true);
    if (code->kind == CODE_FOUND || code->kind == CODE_NOTFOUND)
        jw_text(w, "verdict", code->kind == CODE_FOUND ? "found" : "not-found");
    if (form->member)
        jw_text(w, form->member, code->id);
}
