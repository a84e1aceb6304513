/* SPDX-License-Identifier: MIT */
/* Failures in words, on standard error, and their exit status. Called by every command. */
#include "andon/ctl/ctl.h"

#include "data/model/text.h"

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
