/* SPDX-License-Identifier: MIT */
/* The schema as text for people: a configuration with every default, and the reference that the
 * manual is made from. Called by --dump-defaults and packaging/man. */
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
    char about[512];
    describe(field, about, sizeof about);
    fputc('\n', out);
    comment(out, field->help);
    fprintf(out, "# (%s)\n", about);
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
