/* SPDX-License-Identifier: MIT */
/* andon-notify: tells one person on their desktop what their stations want of them. One poll over
 * the stations' sockets and the child that talks to the desktop; nothing here waits for either.
 * Only here anything is printed or the program ended. */
#include "console/announce/notes.h"
#include "console/notify/desktop.h"
#include "console/notify/messages.h"
#include "console/notify/options.h"
#include "console/notify/station.h"
#include "console/words/load.h"
#include "console/words/words.h"
#include "data/confine/confine.h"
#include "data/model/clock.h"
#include "data/service/clock_ms.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 30000 /* quiet hours begin and end */

static struct {
    struct options options;
    struct station *station[OPTIONS_SOCKETS_MAX];
    struct desktop *desktop;
    struct notes notes;
    char said[160]; /* the last complaint about the desktop */
    int signals;
    bool over;
    int status;
} app;

_Static_assert(OPTIONS_SOCKETS_MAX <= NOTES_SOURCES, "each station has its place in the book");

/* The person's own clock: quiet hours are theirs. */
static bool is_quiet(void)
{
    time_t now = time(NULL);
    struct tm local;
    int minute = localtime_r(&now, &local) != NULL ? local.tm_hour * 60 + local.tm_min : -1;
    return announce_is_quiet(&app.options.filter, minute);
}

static void say_once(const char *text)
{
    if (strcmp(app.said, text) == 0)
        return;
    (void)snprintf(app.said, sizeof app.said, "%s", text);
    report(NOTIFY_DESKTOP, "%s", text);
}

/* ---- stations ---- */

static void take_station(int source, int64_t now)
{
    struct station *s = app.station[source];
    for (;;) {
        struct station_event e = station_step(s, now);
        switch (e.news) {
        case STATION_NOTHING:
            return;
        case STATION_LIST:
            notes_take(&app.notes, source, station_list(s), is_quiet());
            break;
        case STATION_REFUSED:
            notes_say(&app.notes, source, e.title, e.text);
            break;
        case STATION_SAYS:
            report(NOTIFY_STATION, "%s", e.text);
            break;
        }
    }
}

static void tell_who_was_reached(void)
{
    const struct note *note;
    for (int i = 0; i < app.options.sockets; i++)
        while ((note = notes_reached(&app.notes, i)) != NULL)
            station_reached(app.station[i], &note->what);
}

/* ---- the desktop ---- */

static void act(uint32_t serial)
{
    const struct note *note = notes_find(&app.notes, serial);
    if (note == NULL || note->source < 0 || note->what.act == ACT_NONE)
        return;
    if (!station_act(app.station[note->source], &note->what))
        notes_say(&app.notes, note->source, "Not done", "The station does not answer.");
}

static void take_desktop(int64_t now)
{
    for (;;) {
        bool wanted = notes_due(&app.notes, now) <= now;
        struct desktop_event e = desktop_step(app.desktop, now, wanted);
        switch (e.news) {
        case DESKTOP_NOTHING:
            return;
        case DESKTOP_DONE:
            app.said[0] = '\0';
            notes_done(&app.notes, true);
            break;
        case DESKTOP_FAILED:
            say_once(e.text);
            notes_done(&app.notes, false);
            break;
        case DESKTOP_LOST:
            say_once(e.text);
            notes_lost(&app.notes);
            break;
        case DESKTOP_ACTED:
            act(e.serial);
            break;
        case DESKTOP_CLOSED:
            notes_closed(&app.notes, e.serial);
            break;
        case DESKTOP_NO_BUS:
            report(NOTIFY_DESKTOP, "%s", e.text);
            app.over = true;
            app.status = 1;
            return;
        }
    }
}

static void give_orders(int64_t now)
{
    struct note_order order;
    if (desktop_ready(app.desktop) && notes_next(&app.notes, now, &order))
        desktop_give(app.desktop, &order, now);
}

/* ---- the loop ---- */

static int timeout_from(int64_t now)
{
    int64_t due = now + TICK_MS;
    int64_t desktop = desktop_due(app.desktop);
    int64_t notes = desktop_ready(app.desktop) ? notes_due(&app.notes, now) : TIME_NEVER;
    due = desktop < due ? desktop : due;
    due = notes < due ? notes : due;
    for (int i = 0; i < app.options.sockets; i++)
        if (station_due(app.station[i]) < due)
            due = station_due(app.station[i]);
    return due <= now ? 0 : (int)(due - now);
}

static void wait_for_something(int64_t now)
{
    struct pollfd p[OPTIONS_SOCKETS_MAX + 2];
    nfds_t count = 0;
    p[count++] = (struct pollfd){.fd = app.signals, .events = POLLIN};
    p[count++] = (struct pollfd){.fd = desktop_fd(app.desktop), .events = POLLIN};
    for (int i = 0; i < app.options.sockets; i++)
        p[count++] = (struct pollfd){.fd = station_fd(app.station[i]),
                                     .events = station_events(app.station[i])};
    (void)poll(p, count, timeout_from(now));
    if (p[0].revents != 0)
        app.over = true;
}

static void turn(void)
{
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    for (int i = 0; i < app.options.sockets; i++)
        take_station(i, now);
    take_desktop(now);
    give_orders(now);
    tell_who_was_reached();
    for (int i = 0; i < app.options.sockets; i++)
        take_station(i, now); /* what was just chosen goes out */
    if (!app.over)
        wait_for_something(now);
}

static int start(struct cause *why)
{
    sigset_t mask;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&mask);
    (void)sigaddset(&mask, SIGTERM);
    (void)sigaddset(&mask, SIGINT);
    (void)sigaddset(&mask, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &mask, NULL) != 0 ||
        (app.signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
        return cause_set(why, -1, "no signals: %s", strerror(errno));
    for (int i = 0; i < app.options.sockets; i++)
        if ((app.station[i] = station_new(app.options.socket[i], &app.options.filter, why)) == NULL)
            return -1;
    notes_init(&app.notes, clock_ms(CLOCK_BOOTTIME));
    app.desktop = desktop_new(app.options.patience_ms);
    return app.desktop != NULL ? 0 : cause_set(why, -1, "out of memory");
}

static void stop(void)
{
    desktop_free(&app.desktop);
    for (int i = 0; i < app.options.sockets; i++)
        station_free(&app.station[i]);
    if (app.signals > 0)
        close(app.signals);
}

int main(int argc, char **argv)
{
    struct cause why;
    confine_memory();
    report_as(&notify_book);
    if (options_read(&app.options, argc, argv, &why) != 0) {
        (void)fprintf(stderr, "andon-notify: %s\nTry --help.\n", why.text);
        return 2;
    }
    (void)words_load_installed(&why);
    (void)words_use(words_environment());
    if (app.options.wish == WISH_HELP) {
        options_help();
        return 0;
    }
    if (app.options.wish == WISH_VERSION) {
        puts("andon-notify " ANDON_VERSION);
        return 0;
    }
    if (desktop_find_bus(&why) != 0 || start(&why) != 0) {
        report(NOTIFY_CANNOT_START, "%s", why.text);
        stop();
        return 1;
    }
    while (!app.over)
        turn();
    stop();
    return app.status;
}
