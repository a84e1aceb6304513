/* SPDX-License-Identifier: MIT */
/* The log of andon-gateway. A device that comes and goes must not fill a disk: what is over the
 * limit is counted and told with the next minute. Called by outlet.c, worker.c and state.c. */
#include "data/gateway/say.h"

#include "data/model/text.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINES_A_MINUTE 120

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static time_t minute;
static int said;
static long unsaid;

void say(const char *format, ...)
{
    char text[900], clean[900];
    struct timespec now;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    (void)pthread_mutex_lock(&lock);
    if (now.tv_sec / 60 != minute) {
        if (unsaid > 0)
            (void)fprintf(stderr, "andon-gateway: %ld more lines were not said\n", unsaid);
        minute = now.tv_sec / 60;
        said = 0;
        unsaid = 0;
    }
    if (said++ < LINES_A_MINUTE)
        (void)fprintf(stderr, "andon-gateway: %s\n", clean);
    else
        unsaid++;
    (void)pthread_mutex_unlock(&lock);
}
