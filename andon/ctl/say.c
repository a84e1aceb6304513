/* SPDX-License-Identifier: MIT */
/* Failures in words, on standard error, and their exit status. Called by every command. */
#include "andon/ctl/ctl.h"

#include "data/model/text.h"
#include "data/words/load.h"
#include "data/words/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 1, 0))) static void say_on_stderr(const char *format, va_list args)
{
    char text[2048], clean[2048];
    (void)vsnprintf(text, sizeof text, format, args);
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    (void)fprintf(stderr, "andonctl: %s\n", clean);
}

int ctl_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_on_stderr(format, args);
    va_end(args);
    return CTL_FAILED;
}

int ctl_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_on_stderr(format, args);
    va_end(args);
    (void)fputs("andonctl: see andonctl --help\n", stderr);
    return CTL_USAGE;
}

int ctl_speak(const struct ctl *ctl)
{
    char known[160] = "en";
    struct cause why;
    if (!ctl_has(ctl, OPT_LANGUAGE))
        return CTL_DONE;
    (void)words_load_installed(&why);
    if (words_use(ctl->value[OPT_LANGUAGE]))
        return CTL_DONE;
    for (int i = 1; words_tag(i) != NULL; i++) {
        size_t n = strlen(known);
        (void)text_format(known + n, sizeof known - n, ", %s", words_tag(i));
    }
    return ctl_usage("--language %.20s: there are %s", ctl->value[OPT_LANGUAGE], known);
}
