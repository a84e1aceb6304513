/* SPDX-License-Identifier: MIT */
/* The schema as text for people: a configuration with every default, the reference that the manual
 * is made from, and which value of a loaded configuration comes from where. Called by
 * --dump-defaults, make man and andonctl check. */
#include "data/config/load.h"
#include "data/model/text.h"

#include <string.h>

#define WIDTH 96

/* A comment, broken at blanks. */
static void comment(FILE *out, const char *text)
{
    while (*text) {
        size_t length = strlen(text);
        if (length > WIDTH) {
            length = WIDTH;
            while (length > 1 && text[length] != ' ')
                length--;
        }
        fprintf(out, "# %.*s\n", (int)length, text);
        text += length + strspn(text + length, " ");
    }
}

/* What can be said about a field beside its help. */
static void describe(const struct field *field, char *out, size_t size)
{
    char range[400];
    field_range(field, range, sizeof range);
    const char *colon = range[0] ? ": " : "";
    (void)text_format(out, size, "%s%s%s", field->words ? "one of" : field_type_name(field),
                      field->words ? " " : colon, range);
}

static void dump_field(FILE *out, const struct field *field, bool example)
{
    char about[512], line[520];
    describe(field, about, sizeof about);
    (void)text_format(line, sizeof line, "(%s)", about);
    fputc('\n', out);
    comment(out, field->help);
    comment(out, line);
    const char *off =
        example || field->initial || (field->flags & (FIELD_REQUIRED | FIELD_WANTED)) ? "" : "#";
    const char *value = field->initial ? field->initial : field->example;
    fprintf(out, "%s%s%s = %s\n", example ? "#" : "", off, field->key, value ? value : "");
}

/* Sections that a station need not have are shown as comments: "#" right before a line. */
static void dump_kind(FILE *out, const struct section_kind *kind)
{
    fputs("\n\n", out);
    comment(out, kind->help);
    if (kind->what)
        fprintf(out, "#[%s %s]\n", kind->word, kind->name->example);
    else
        fprintf(out, "[%s]\n", kind->word);
    for (size_t i = 0; i < kind->fields; i++)
        dump_field(out, &kind->field[i], kind->what != NULL);
}

void config_dump_defaults(FILE *out)
{
    comment(out,
            "Every section and key there is. Lines that begin with # and no blank are examples "
            "of what has no default. Durations take d, h, min, s, ms, us.");
    for (size_t i = 0; i < section_kind_count; i++)
        dump_kind(out, &section_kinds[i]);
}

/* ---- the manual's tables, in mdoc ---- */

/* A text for mdoc: each sentence on its own line, nothing that roff takes for its own. */
static void prose(FILE *out, const char *text)
{
    bool begins = true;
    for (; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        begins = false;
        if (*text == '\\') {
            fputs("\\e", out);
        } else if (text[0] == '.' && text[1] == ' ') {
            fputs(".\n", out);
            text++;
            begins = true;
        } else {
            fputc(*text, out);
        }
    }
    fputc('\n', out);
}

static void reference_field(FILE *out, const struct field *field)
{
    char range[400];
    field_range(field, range, sizeof range);
    fprintf(out, ".It Cm %s No = Ar %s\n", field->key, field_type_name(field));
    prose(out, field->help);
    if (field->also)
        fprintf(out, "May also be written\n.Cm %s .\n", field->also);
    if (field->words)
        fprintf(out, "One of %s.\n", range);
    else if (range[0])
        fprintf(out, "From %s.\n", range);
    if (field->flags & FIELD_REQUIRED)
        fprintf(out, "Required; e.g. %s\n", field->example);
    else if (field->initial)
        fprintf(out, "Default: %s\n", field->initial);
    else
        fprintf(out, "E.g. %s\n", field->example);
    if (field->flags & FIELD_RESTART)
        fputs("(A change needs a restart.)\n", out);
}

static void reference_kind(FILE *out, const struct section_kind *kind)
{
    fprintf(out, ".Ss [%s%s%s]\n", kind->word, kind->what ? " " : "", kind->what ? kind->what : "");
    prose(out, kind->help);
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < kind->fields; i++)
        reference_field(out, &kind->field[i]);
    fputs(".El\n", out);
}

void config_dump_reference(FILE *out)
{
#define CONDITION_ROW(value, text, tier, help) {text, help, tier},
    static const struct {
        const char *word, *help;
        int fault;
    } condition[] = {CONDITIONS(CONDITION_ROW)};
    for (size_t i = 0; i < section_kind_count; i++)
        reference_kind(out, &section_kinds[i]);
    fputs(".Ss Conditions\n.Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < CONDITION_COUNT; i++) {
        fprintf(out, ".It Cm %s%s\n", condition[i].word, condition[i].fault ? " Pq fault" : "");
        prose(out, condition[i].help);
    }
    fputs(".El\n.Ss Patterns\n", out);
    for (size_t i = 0; i < words_lamp_pattern.count; i++)
        fprintf(out, ".Cm %s\n", words_lamp_pattern.names[i]);
}

/* ---- what is in force, and where it comes from ---- */

struct walk {
    const struct config *config;
    void (*visit)(void *ctx, const struct config_value *value);
    void *ctx;
};

static void visit_entry(struct walk *walk, const struct section *s, const struct entry *e)
{
    char means[512] = "";
    const struct field *field = s->kind->free_keys ? NULL : kind_field(s->kind, e->key);
    if (field && field->type == F_TOPIC && s->item)
        field_print(field, s->item, means, sizeof means); /* with {root} resolved */
    bool secret = field && field->type == F_HASH;
    bool same = means[0] == '\0' || strcmp(means, e->value) == 0;
    const struct config_value value = {.kind = s->kind->word,
                                       .name = s->name,
                                       .key = e->key,
                                       .value = secret ? "…" : e->value,
                                       .origin = e->origin,
                                       .means = same ? NULL : means,
                                       .former = secret && e->former ? "…" : e->former,
                                       .was = e->was};
    walk->visit(walk->ctx, &value);
}

/* The keys that were written, in that order, then the defaults of the others. */
static void visit_section(struct walk *walk, const struct section_kind *kind,
                          const struct section *s)
{
    for (const struct entry *e = s ? s->entry : NULL; e; e = e->next)
        visit_entry(walk, s, e);
    for (size_t i = 0; i < kind->fields && !kind->free_keys && !(s && s->retired); i++) {
        const struct field *field = &kind->field[i];
        if (section_entry(s, field->key) || !field->initial || field->type == F_RETIRED)
            continue;
        const struct config_value value = {.kind = kind->word,
                                           .name = s ? s->name : "",
                                           .key = field->key,
                                           .value = field->initial};
        walk->visit(walk->ctx, &value);
    }
}

void config_each_value(const struct config *config,
                       void (*visit)(void *ctx, const struct config_value *value), void *ctx)
{
    struct walk walk = {.config = config, .visit = visit, .ctx = ctx};
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        const struct section *s = config->section;
        while (s && s->kind != kind)
            s = s->next;
        if (!s && kind->storage == KIND_SINGLE)
            visit_section(&walk, kind, NULL);
        for (; s; s = s->next) {
            if (s->kind == kind)
                visit_section(&walk, kind, s);
        }
    }
}

static void print_value(void *ctx, const struct config_value *v)
{
    FILE *out = ctx;
    if (v->origin.file)
        fprintf(out, "%s:%d: ", v->origin.file, v->origin.line);
    else
        fputs("default: ", out);
    fprintf(out, "[%s%s%s] %s = %s", v->kind, v->name[0] ? " " : "", v->name, v->key, v->value);
    if (v->means)
        fprintf(out, "  (that is %s)", v->means);
    if (v->former)
        fprintf(out, "  (instead of %s, %s:%d)", v->former, v->was.file, v->was.line);
    fputc('\n', out);
}

void config_dump_effective(const struct config *config, FILE *out)
{
    config_each_value(config, print_value, out);
}
