/* SPDX-License-Identifier: MIT */
#include "data/model/cause.h"

#include <stdarg.h>
#include <stdio.h>

int cause_set(struct cause *why, int code, const char *format, ...)
{
    if (why) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(why->text, sizeof why->text, format, args);
        va_end(args);
    }
    return code;
}
