/* SPDX-License-Identifier: MIT */
/* andon-sim: a virtual line that publishes like a real one, or writes what it would publish, or the
 * player of a capture file. Owns the options, the signals and the wait; live.c, record.c and
 * playback.c do the rest. */
#include "andon/sim/sim.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static int64_t now_of(clockid_t clock, int64_t per_second)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * per_second + t.tv_nsec / (1000000000 / per_second);
}

int64_t sim_now_us(void)
{
    return now_of(CLOCK_MONOTONIC, 1000000);
}

int64_t sim_wall_ms(void)
{
    return now_of(CLOCK_REALTIME, 1000);
}

/* Rounded up: waking a little before the time would only mean to wait again. */
static int timeout_ms(int64_t until_us)
{
    int64_t left = until_us == INT64_MAX ? INT64_MAX : until_us - sim_now_us();
    if (left <= 0)
        return 0;
    return left > 1000000 ? 1000 : (int)((left + 999) / 1000);
}

bool sim_wait(struct sim *sim, int64_t until_us)
{
    struct pollfd fds[2 + LINE_STATIONS_MAX] = {
        {.fd = sim->signals, .events = POLLIN},
        {.fd = sim->control, .events = POLLIN},
    };
    for (size_t i = 0; i < sim->publishers; i++)
        fds[2 + i] = (struct pollfd){.fd = publisher_fd(sim->publisher[i]), .events = POLLIN};
    (void)poll(fds, 2 + sim->publishers, timeout_ms(until_us));
    struct signalfd_siginfo info;
    if (fds[0].revents && read(sim->signals, &info, sizeof info) > 0)
        sim->stop = true;
    for (size_t i = 0; i < sim->publishers; i++)
        publisher_turn(sim->publisher[i]);
    return sim->control >= 0 && fds[1].revents != 0;
}

static int open_signals(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    (void)signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int main(int argc, char **argv)
{
    struct options options;
    struct cause why;
    if (options_parse(&options, argc, argv, &why) != 0) {
        (void)fprintf(stderr, "andon-sim: %s\nTry andon-sim --help.\n", why.text);
        return 2;
    }
    if (options.help) {
        options_help();
        return 0;
    }
    if (options.version) {
        puts("andon-sim " ANDON_VERSION);
        return 0;
    }
    struct sim sim = {.options = &options, .signals = open_signals(), .control = -1};
    if (sim.signals < 0 || playback_check(&options, &why) != 0) {
        (void)fprintf(stderr, "andon-sim: %s\n", sim.signals < 0 ? "no signals" : why.text);
        return 1;
    }
    if (options.password_file && link_read_password(options.password_file, options.password,
                                                    sizeof options.password, &why) != 0) {
        (void)fprintf(stderr, "andon-sim: --password-file %s\n", why.text);
        return 1;
    }
    if (options.control)
        sim.control = STDIN_FILENO;
    if (options.output)
        return record_run(&options);
    return options.file_count > 0 ? playback_run(&sim) : live_run(&sim);
}
