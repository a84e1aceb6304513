/* SPDX-License-Identifier: MIT */
/* Runs in the test VM: samples the values of simulated GPIO lines and pulls them, faster and more
 * evenly than a shell can. Prints figures; guest-* judge them.
 *
 *   lines rates MS VALUE…        a line per file: rises per 10 s, and per mille of the time at 1
 *   lines alike MS VALUE VALUE   per mille of the samples in which both are the same
 *   lines pulse N MS PULL        N edges, so many ms apart, the first one up
 *   lines follow N PULL VALUE    N times: pull one way or the other; median and longest ms until
 *                                the value is the other one
 */
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FILES_MAX   16
#define EDGES_MAX   200
#define PATIENCE_MS 5000

static double now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool value_of(int fd)
{
    char c = '0';
    return pread(fd, &c, 1, 0) == 1 && c == '1';
}

static int open_or_end(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) {
        perror(path);
        exit(1);
    }
    return fd;
}

static void pull(const char *path, bool up)
{
    int fd = open_or_end(path, O_WRONLY);
    const char *text = up ? "pull-up" : "pull-down";
    if (write(fd, text, strlen(text)) < 0)
        perror(path);
    close(fd);
}

static int rates(double ms, int files, char *const *path)
{
    struct {
        int fd, rises;
        bool last;
        double high;
    } line[FILES_MAX];
    double begin = now_ms(), before = begin, now = begin;
    for (int i = 0; i < files; i++) {
        line[i].fd = open_or_end(path[i], O_RDONLY);
        line[i].rises = 0;
        line[i].high = 0;
        line[i].last = value_of(line[i].fd);
    }
    while (now < begin + ms) {
        (void)poll(NULL, 0, 1);
        now = now_ms();
        for (int i = 0; i < files; i++) {
            bool high = value_of(line[i].fd);
            line[i].rises += high && !line[i].last;
            line[i].high += line[i].last ? now - before : 0;
            line[i].last = high;
        }
        before = now;
    }
    for (int i = 0; i < files; i++)
        printf("%.0f %.0f\n", line[i].rises * 1e4 / (now - begin),
               line[i].high * 1e3 / (now - begin));
    return 0;
}

static int alike(double ms, const char *a, const char *b)
{
    int one = open_or_end(a, O_RDONLY), other = open_or_end(b, O_RDONLY);
    int same = 0, all = 0;
    for (double begin = now_ms(); now_ms() < begin + ms; all++) {
        (void)poll(NULL, 0, 1);
        same += value_of(one) == value_of(other);
    }
    printf("%d\n", all > 0 ? same * 1000 / all : 0);
    return 0;
}

static int pulse(int edges, int ms, const char *path)
{
    for (int i = 0; i < edges; i++) {
        pull(path, i % 2 == 0);
        (void)poll(NULL, 0, ms);
    }
    return 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int follow(int times, const char *path, const char *value)
{
    double took[EDGES_MAX];
    int fd = open_or_end(value, O_RDONLY), done = 0;
    bool up = false;
    for (; done < times && done < EDGES_MAX; done++) {
        bool was = value_of(fd);
        double begin = now_ms();
        up = !up;
        pull(path, up);
        while (value_of(fd) == was && now_ms() < begin + PATIENCE_MS)
            (void)poll(NULL, 0, 0);
        if (value_of(fd) == was)
            return 1;
        took[done] = now_ms() - begin;
        (void)poll(NULL, 0, 100);
    }
    qsort(took, (size_t)done, sizeof *took, by_size);
    printf("median %.1f ms, longest %.1f ms, of %d\n", took[done / 2], took[done - 1], done);
    return 0;
}

int main(int argc, char *argv[])
{
    const char *what = argc > 1 ? argv[1] : "";
    long n = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (strcmp(what, "rates") == 0 && argc > 3 && argc - 3 <= FILES_MAX)
        return rates((double)n, argc - 3, argv + 3);
    if (strcmp(what, "alike") == 0 && argc == 5)
        return alike((double)n, argv[3], argv[4]);
    if (strcmp(what, "pulse") == 0 && argc == 5)
        return pulse((int)n, (int)strtol(argv[3], NULL, 10), argv[4]);
    if (strcmp(what, "follow") == 0 && argc == 5)
        return follow((int)n, argv[3], argv[4]);
    return 2;
}
