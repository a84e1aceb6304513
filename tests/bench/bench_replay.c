/* SPDX-License-Identifier: MIT */
/* A day of one message a second through `andonctl replay`: from exec to its end, the press station,
 * 86,400 messages as its gateway sends them. The baseline is the budget of a second. And the same
 * day through two configurations that are compared, of which the baseline is twice the one. */
#include "tests/bench/figure.h"
#include "tests/support/andond.h"

#include <fcntl.h>
#include <inttypes.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGES  86400
#define ROUNDS    7
#define BEGIN_MS  INT64_C(1795353245000)
#define BUDGET_MS 1000

static char path[] = "/tmp/andon-bench-XXXXXX", program[300];

static void remove_file(void)
{
    (void)unlink(path);
}

/* Of 600 messages two are states, 150 counts, the rest sensors. */
static const char *say(int n, int64_t ts, char *payload, size_t size)
{
    if (n % 300 == 299) {
        bool runs = n % 600 == 599;
        (void)snprintf(payload, size,
                       "{\"state\":\"%s\",\"code\":\"%s\",\"ts\":%" PRId64
                       ",\"machine\":\"press3\","
                       "\"line\":\"line1\",\"program\":\"BRKT-204-L rev C\",\"gateway\":\"gw-17\"}",
                       runs ? "RUN" : "FAULT", runs ? "" : "E-104 misfeed", ts);
        return "state";
    }
    if (n % 4 == 3) {
        (void)snprintf(payload, size,
                       "{\"total\":%d,\"scrap\":%d,\"ts\":%" PRId64 ",\"machine\":\"press3\","
                       "\"line\":\"line1\",\"program\":\"BRKT-204-L rev C\",\"gateway\":\"gw-17\"}",
                       n / 4, n / 200, ts);
        return "counts";
    }
    (void)snprintf(payload, size,
                   "{\"oil_temp\":%d.%d,\"vibration\":2.%02d,\"load\":%d,\"pressure\":182.%d,"
                   "\"ts\":%" PRId64 ",\"machine\":\"press3\",\"line\":\"line1\","
                   "\"gateway\":\"gw-17\"}",
                   40 + n % 20, n % 10, n % 100, 50 + n % 30, n % 10, ts);
    return "sensors";
}

static void write_day(void)
{
    int fd = mkstemp(path);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f)
        figure_die("no file for the capture");
    for (int n = 0; n < MESSAGES; n++) {
        char payload[256], text[BASE64_ENCODE_RAW_LENGTH(sizeof payload) + 1];
        int64_t ts = BEGIN_MS + n * INT64_C(1000);
        const char *topic = say(n, ts - 20, payload, sizeof payload);
        size_t length = strlen(payload);
        base64_encode_raw(text, length, (const uint8_t *)payload);
        text[BASE64_ENCODE_RAW_LENGTH(length)] = '\0';
        (void)fprintf(f,
                      "{\"t\": %d.000000, \"wall\": %" PRId64 ", \"topic\": \"" PRESS_ROOT "/%s\", "
                      "\"qos\": 0, \"retain\": false, \"b64\": \"%s\"}\n",
                      n, ts, topic, text);
    }
    if (fclose(f) != 0)
        figure_die("the capture cannot be written");
}

struct cost {
    double ms, cpu_ms;
};

static struct cost replay(bool compared)
{
    const char *const arguments[] = {program,
                                     "replay",
                                     "--config",
                                     "layouts/stations/press",
                                     "--json",
                                     path,
                                     compared ? "--against" : NULL,
                                     "layouts/stations/press",
                                     NULL};
    struct rusage usage;
    int status = -1;
    int64_t begin = figure_now_ns();
    pid_t pid = fork();
    if (pid == 0) {
        (void)dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        (void)execv(program, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    if (wait4(pid, &status, 0, &usage) != pid || status != 0)
        figure_die("andonctl replay failed");
    return (struct cost){
        .ms = figure_seconds_since(begin) * 1000,
        .cpu_ms = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
                  (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000,
    };
}

int main(void)
{
    double ms[ROUNDS], cpu[ROUNDS], both[ROUNDS];
    figure_sibling(program, sizeof program, andond_program(), "andonctl");
    (void)atexit(remove_file);
    write_day();
    for (int i = 0; i < ROUNDS; i++) {
        struct cost cost = replay(false);
        ms[i] = cost.ms;
        cpu[i] = cost.cpu_ms;
        both[i] = replay(true).cpu_ms;
    }
    figure_print(&(struct figure){.name = "replay.day",
                                  .value = figure_median(ms, ROUNDS),
                                  .unit = "ms",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_MS,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    figure_print(&(struct figure){.name = "replay.day_cpu",
                                  .value = figure_median(cpu, ROUNDS),
                                  .unit = "ms",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_MS});
    figure_print(&(struct figure){.name = "replay.compared_cpu",
                                  .value = figure_median(both, ROUNDS),
                                  .unit = "ms",
                                  .baseline = "twice a day",
                                  .baseline_value = 2 * figure_median(cpu, ROUNDS),
                                  .aim = AIM_AT_MOST,
                                  .target = 1.5});
    return 0;
}
