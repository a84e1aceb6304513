/* SPDX-License-Identifier: MIT */
/* andonctl doctor: what was found, for people on one page, what is wrong first, or for scripts. */
#include "andon/ctl/doctor.h"
#include "data/model/json.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MARK_WIDTH 7 /* columns before the text */
#define WIDTH_MIN  40

bool doctor_well(const struct findings *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->item[i].wrong)
            return false;
    return true;
}

/* Columns for text: of a terminal, or as $COLUMNS says; a file or a pipe has lines of any length.
 */
static size_t text_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size = {.ws_col = 0};
    size_t width = columns ? (size_t)strtoul(columns, NULL, 10) : 0;
    if (width == 0 && isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    return width >= WIDTH_MIN ? width - MARK_WIDTH - 1 : SIZE_MAX;
}

/* At the blanks, so that a terminal shows whole words. */
static void print_wrapped(const char *mark, const char *text)
{
    const size_t width = text_width(), length = strlen(text);
    size_t at = 0;
    while (at < length) {
        size_t n = length - at;
        if (n > width) {
            for (n = width; n > 0 && text[at + n] != ' '; n--)
                ;
            n = n > 0 ? n : strcspn(text + at, " "); /* a long word stays whole */
        }
        printf("%-5s  %.*s\n", at == 0 ? mark : "", (int)n, text + at);
        at += n + strspn(text + at + n, " ");
    }
}

static void print_people(const struct findings *f)
{
    static const char *const marks[] = {"note", "WRONG"};
    for (int wrong = 1; wrong >= 0; wrong--)
        for (size_t i = 0; i < f->count; i++)
            if (f->item[i].wrong == wrong) {
                print_wrapped(marks[wrong], f->item[i].what);
                print_wrapped("", f->item[i].fix);
            }
    if (f->dropped)
        printf("and %zu more\n", f->dropped);
    if (f->count == 0)
        puts("nothing is wrong");
}

static void print_json(const struct findings *f, bool running)
{
    static char text[FINDINGS_MAX * 1280];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    jw_bool(&w, "ok", doctor_well(f));
    jw_bool(&w, "running", running);
    jw_array(&w, "findings");
    for (size_t i = 0; i < f->count; i++) {
        jw_object(&w, NULL);
        jw_bool(&w, "wrong", f->item[i].wrong);
        jw_text(&w, "what", f->item[i].what);
        jw_text(&w, "fix", f->item[i].fix);
        jw_object_end(&w);
    }
    jw_array_end(&w);
    jw_object_end(&w);
    puts(text);
}

void doctor_print(const struct findings *f, bool running, bool as_json)
{
    if (as_json)
        print_json(f, running);
    else
        print_people(f);
}
