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

/* Tab-separated: "section", word, name, help; "key", key, type, range, default, example, help;
 * "condition", word, tier, help; "pattern", word. */
void config_dump_reference(FILE *out)
{
#define CONDITION_ROW(value, text, tier, help) {text, help, tier},
    static const struct {
        const char *word, *help;
        int tier;
    } condition[] = {CONDITIONS(CONDITION_ROW)};
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        fprintf(out, "section\t%s\t%s\t%s\n", kind->word, kind->what ? kind->what : "", kind->help);
        for (size_t j = 0; j < kind->fields; j++) {
            const struct field *field = &kind->field[j];
            char range[400];
            field_range(field, range, sizeof range);
            fprintf(out, "key\t%s\t%s\t%s\t%s\t%s\t%s\n", field->key, field_type_name(field), range,
                    field->flags & FIELD_REQUIRED ? "required"
                    : field->initial              ? field->initial
                                                  : "",
                    field->example ? field->example : "", field->help);
        }
    }
    for (size_t i = 0; i < CONDITION_COUNT; i++)
        fprintf(out, "condition\t%s\t%s\t%s\n", condition[i].word, condition[i].tier ? "fault" : "",
                condition[i].help);
    for (size_t i = 0; i < words_lamp_pattern.count; i++)
        fprintf(out, "pattern\t%s\n", words_lamp_pattern.names[i]);
}
