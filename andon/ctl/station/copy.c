/* SPDX-License-Identifier: MIT */
/* See copy.h. The parser of the configuration says what stands in which line; the lines themselves
 * are then changed as texts. Called by new.c. */
#include "andon/ctl/station/copy.h"

#include "data/config/ini.h"
#include "data/config/schema.h"
#include "data/model/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct copying {
    const struct copy_plan *plan;
    struct copy_notes *notes;
    const char *file;
    const struct section_kind *kind; /* NULL: none that is known */
    char word[32], name[64];
    bool failed;
};

/* ---- one value --------------------------------------------------------------------------------
 */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) != 0;
}

/* `part` at `at` is not the inside of a longer word. */
static bool stands_alone(const char *text, const char *at, const char *part)
{
    size_t length = strlen(part);
    bool before = at > text && is_word(at[-1]) && is_word(part[0]);
    bool behind = is_word(part[length - 1]) && is_word(at[length]);
    return !before && !behind;
}

static const char *find_part(const char *text, const char *from, const char *part)
{
    const char *at = part[0] ? strstr(from, part) : NULL;
    while (at && !stands_alone(text, at, part))
        at = strstr(at + 1, part);
    return at;
}

/* Every `was` of `text` as `is`. Whether there was one; false, too, when it does not fit. */
static bool swap(char *text, size_t size, const char *was, const char *is)
{
    char out[512] = "";
    size_t n = 0;
    const char *from = text, *at = find_part(text, text, was);
    if (!at)
        return false;
    for (; at; from = at + strlen(was), at = find_part(text, from, was)) {
        if (!text_format(out + n, sizeof out - n, "%.*s%s", (int)(at - from), from, is))
            return false;
        n += strlen(out + n);
    }
    return text_format(out + n, sizeof out - n, "%s", from) && text_copy(text, size, out);
}

static void swap_all(struct copy_swap *list, size_t count, char *text, size_t size)
{
    for (size_t i = 0; i < count; i++)
        if (swap(text, size, list[i].was, list[i].is))
            list[i].used = true;
}

static size_t digits_at_end(const char *text)
{
    size_t length = strlen(text), n = 0;
    while (n < length && isdigit((unsigned char)text[length - 1 - n]))
        n++;
    return n;
}

void copy_title(const char *title, const char *was, const char *is, char *out, size_t size)
{
    size_t old = digits_at_end(was), new = digits_at_end(is), end = digits_at_end(title);
    size_t stem = strlen(was) - old;
    bool sisters = old > 0 && new > 0 && stem == strlen(is) - new &&strncmp(was, is, stem) == 0;
    bool numbered = end == old && strcmp(title + strlen(title) - end, was + stem) == 0;
    if (!sisters || !numbered ||
        !text_format(out, size, "%.*s%s", (int)(strlen(title) - end), title, is + stem))
        (void)text_copy(out, size, is);
}

/* ---- which values -----------------------------------------------------------------------------
 */

enum treatment { KEEP, TELL, NAME, TITLE, NEIGHBOUR, TOPIC, LINE, OWN };

/* A kind NULL is any. What stands for the station itself, not for what it makes or who works there.
 */
static const struct {
    const char *kind, *key;
    enum treatment treatment;
} treatments[] = {
    {"site", NULL, KEEP},
    {"line", NULL, KEEP},
    {"station", "name", NAME},
    {"station", "title", TITLE},
    {"station", "before", NEIGHBOUR},
    {"station", "after", NEIGHBOUR},
    {"tower", "topic", TOPIC},
    {"tower", "payload", TOPIC},
    {"lamp", "line", LINE},
    {"input", "line", LINE},
    {"tower", "heartbeat", LINE},
    {"broker", "user", OWN},
    {NULL, "password_file", OWN},
    {NULL, "cert_file", OWN},
    {NULL, "key_file", OWN},
    {"job-list", "file", OWN},
    {NULL, "asset", OWN},
    {"reason", "stations", OWN},
    {"sparkplug", "node", OWN},
    {"sparkplug-host", "id", OWN},
};

static enum treatment treatment_of(const struct section_kind *kind, const struct field *field)
{
    for (size_t i = 0; i < sizeof treatments / sizeof *treatments; i++)
        if ((!treatments[i].kind || strcmp(treatments[i].kind, kind->word) == 0) &&
            (!treatments[i].key || strcmp(treatments[i].key, field->key) == 0))
            return treatments[i].treatment;
    if (field->type == F_TOPIC || field->type == F_ROOT)
        return TOPIC;
    bool told = field->type == F_TEXT || field->type == F_TEXTS || field->type == F_LINES ||
                field->type == F_URL;
    return told ? TELL : KEEP;
}

/* What becomes of a value, in `is`; false: it stays and there is nothing to say. */
static bool decide(struct copying *c, enum treatment treatment, const char *value,
                   struct copy_note *note)
{
    const struct copy_plan *plan = c->plan;
    (void)text_copy(note->is, sizeof note->is, value);
    note->deed = COPY_CHANGED;
    switch (treatment) {
    case NAME:
        c->notes->named = true;
        (void)text_copy(note->is, sizeof note->is, plan->is);
        break;
    case TITLE:
        c->notes->titled = true;
        if (plan->title)
            (void)text_copy(note->is, sizeof note->is, plan->title);
        else
            copy_title(value, plan->was, plan->is, note->is, sizeof note->is);
        break;
    case NEIGHBOUR:
        note->deed = COPY_TAKEN_OUT;
        return true;
    case TOPIC:
        swap_all(plan->topic, plan->topics, note->is, sizeof note->is);
        (void)swap(note->is, sizeof note->is, plan->was, plan->is);
        break;
    case LINE:
        swap_all(plan->line, plan->lines, note->is, sizeof note->is);
        break;
    case OWN:
        (void)swap(note->is, sizeof note->is, plan->was, plan->is);
        break;
    case TELL:
        note->deed = COPY_LEFT;
        return find_part(value, value, plan->was) != NULL;
    case KEEP:
        return false;
    }
    return strcmp(note->is, value) != 0;
}

static struct copy_note *add_note(struct copying *c)
{
    struct copy_notes *notes = c->notes;
    if (notes->count % 64 == 0 && notes->count < COPY_NOTES_MAX) {
        void *more = realloc(notes->note, (notes->count + 64) * sizeof *notes->note);
        if (!more)
            return NULL;
        notes->note = more;
    }
    return notes->count < COPY_NOTES_MAX ? &notes->note[notes->count++] : NULL;
}

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct copying *c = ctx;
    (void)line;
    c->kind = kind_find(kind, name[0] != '\0');
    (void)text_copy(c->word, sizeof c->word, kind);
    (void)text_copy(c->name, sizeof c->name, name);
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct copying *c = ctx;
    const struct field *field = c->kind && !c->kind->free_keys ? kind_field(c->kind, key) : NULL;
    struct copy_note note = {.line = line};
    if (!field || !decide(c, treatment_of(c->kind, field), value, &note))
        return;
    (void)text_copy(note.file, sizeof note.file, c->file);
    (void)text_copy(note.kind, sizeof note.kind, c->word);
    (void)text_copy(note.name, sizeof note.name, c->name);
    (void)text_copy(note.key, sizeof note.key, field->key);
    (void)text_copy(note.was, sizeof note.was, value);
    struct copy_note *kept = add_note(c);
    if (kept)
        *kept = note;
    else
        c->failed = true;
}

/* The loader has said before what is wrong with the file. */
static void on_problem(void *ctx, int line, const char *what)
{
    (void)ctx;
    (void)line;
    (void)what;
}

/* ---- the lines --------------------------------------------------------------------------------
 */

/* Where the value of a line begins that the parser took for an entry. */
static size_t value_at(const char *line, size_t length)
{
    const char *from = line;
    if (length > 1 && line[0] == '"')
        from = memchr(line + 1, '"', length - 1);
    const char *equals = from ? memchr(from, '=', length - (size_t)(from - line)) : NULL;
    size_t at = equals ? (size_t)(equals - line) + 1 : length;
    while (at < length && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return at;
}

static void write_line(const struct copy_plan *plan, const struct copy_notes *notes,
                       const struct copy_note *note, const char *line, size_t length, FILE *out)
{
    size_t at = value_at(line, length);
    const char *quote = at < length && line[at] == '"' ? "\"" : "";
    if (note->deed == COPY_TAKEN_OUT)
        (void)fprintf(out, "# %.*s", (int)length, line);
    else
        (void)fprintf(out, "%.*s%s%s%s", (int)at, line, quote, note->is, quote);
    bool name = strcmp(note->kind, "station") == 0 && strcmp(note->key, "name") == 0;
    if (name && plan->title && !notes->titled)
        (void)fprintf(out, "\ntitle = %s", plan->title);
}

int copy_text(const struct copy_plan *plan, const char *file, const char *text, size_t length,
              FILE *out, struct copy_notes *notes, struct cause *why)
{
    struct copying c = {.plan = plan, .notes = notes, .file = file};
    const struct ini_sink sink = {
        .ctx = &c, .section = on_section, .entry = on_entry, .problem = on_problem};
    size_t next = notes->count;
    int number = 0;
    ini_parse_text(text, length, &sink);
    if (c.failed)
        return cause_set(why, -1, "%s: out of memory, or too much to change", file);
    for (size_t at = 0; at < length;) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t n = newline ? (size_t)(newline - (text + at)) : length - at;
        size_t end = n;
        while (end > 0 && strchr(" \t\r", text[at + end - 1]))
            end--;
        number++;
        while (next < notes->count && notes->note[next].line < number)
            next++;
        bool noted = next < notes->count && notes->note[next].line == number;
        if (noted && notes->note[next].deed != COPY_LEFT) {
            write_line(plan, notes, &notes->note[next], text + at, end, out);
            (void)fwrite(text + at + end, 1, n - end, out);
        } else {
            (void)fwrite(text + at, 1, n, out);
        }
        if (newline)
            (void)fputc('\n', out);
        at += n + (newline ? 1 : 0);
    }
    return ferror(out) ? cause_set(why, -1, "%s: out of memory", file) : 0;
}

int copy_swap_read(const char *text, struct copy_swap *out, struct cause *why)
{
    const char *equals = strchr(text, '=');
    *out = (struct copy_swap){.used = false};
    if (!equals || equals == text || !equals[1])
        return cause_set(why, -1, "'%.60s' is not OLD=NEW", text);
    if (!text_copy_n(out->was, sizeof out->was, text, (size_t)(equals - text)) ||
        !text_copy(out->is, sizeof out->is, equals + 1))
        return cause_set(why, -1, "'%.60s…' is too long", text);
    return 0;
}

void copy_notes_done(struct copy_notes *notes)
{
    free(notes->note);
    *notes = (struct copy_notes){0};
}
