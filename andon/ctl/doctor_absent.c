/* SPDX-License-Identifier: MIT */
/* andonctl doctor when no daemon answers: whether one runs at all, what may keep it from starting
 * (configuration, records' directory, room), whether it crashed, and what it said last. Reads, and
 * changes nothing. */
#include "andon/ctl/client.h"
#include "andon/ctl/doctor.h"
#include "andon/ctl/out.h"
#include "data/config/paths.h"
#include "data/model/text.h"
#include "data/service/crash.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ROOM_MIN   (16 << 20) /* bytes: with less nothing is kept for long */
#define TAIL_SIZE  4096       /* of the log, from its end */
#define CRASH_NEWS MS_PER_DAY
#define CRASH_OLD  (7 * MS_PER_DAY)

struct place {
    char socket[CLIENT_PLACE_SIZE], run[CLIENT_PLACE_SIZE], data[CLIENT_PLACE_SIZE];
    bool managed; /* a service manager is there */
};

static void find_places(const struct ctl *ctl, struct place *p)
{
    client_place(ctl, p->socket);
    (void)text_copy(p->run, sizeof p->run, p->socket);
    char *slash = strrchr(p->run, '/');
    if (slash)
        *slash = '\0';
    p->data[0] = '\0';
    if (ctl_has(ctl, OPT_DATA))
        (void)text_copy(p->data, sizeof p->data, ctl->value[OPT_DATA]);
    else if (!ctl_has(ctl, OPT_SOCKET) && !ctl_has(ctl, OPT_RUN))
        (void)paths_default_data(p->data, sizeof p->data, NULL);
    p->managed = access("/run/systemd/system", F_OK) == 0;
}

/* Whoever serves the station holds this lock; its pid, 0: nobody does, -1: it cannot be seen. */
static long holder(const struct place *p)
{
    char path[CLIENT_PLACE_SIZE], text[24] = "";
    long pid = -1;
    if (paths_join(path, sizeof path, p->run, "andond.lock", NULL) != 0)
        return -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? 0 : -1;
    if (flock(fd, LOCK_SH | LOCK_NB) == 0)
        pid = 0;
    else if (pread(fd, text, sizeof text - 1, 0) > 0)
        pid = strtol(text, NULL, 10);
    (void)close(fd);
    return pid;
}

static const char *advice(const struct place *p)
{
    return p->managed ? "systemctl status andond; journalctl -u andond -n 20; what else is wrong "
                        "stands below"
                      : "start it: andond --config DIR; its words are on standard error, later in "
                        "andond.log of its run directory";
}

static void ask_daemon(const struct place *p, const char *why, struct findings *f)
{
    long pid = holder(p);
    if (access(p->socket, F_OK) == 0 && access(p->socket, R_OK | W_OK) != 0 && errno == EACCES)
        doctor_find(f, true, why, "adduser YOU andon-operator, and log in anew; or ask as root");
    else if (pid > 0)
        doctor_say(f, true,
                   "it may still be starting; else kill -ABRT that pid: it leaves a report, and is "
                   "started anew",
                   "andond runs (pid %ld) but does not answer: %.160s", pid, why);
    else if (pid < 0)
        doctor_say(f, true, "ask as root",
                   "andond does not answer, and whether it runs cannot be seen: %.160s", why);
    else if (strcmp(p->socket, "/run/andond/andond.sock") == 0 &&
             doctor_unit_runs("andond.service"))
        doctor_say(f, true, "wait, if it has just been started; else systemctl restart andond",
                   "andond.service runs, but nobody serves %.160s: was that removed?", p->socket);
    else
        doctor_say(f, true, advice(p), "andond does not run: nobody serves %.180s", p->socket);
}

static void ask_data(const struct place *p, struct findings *f)
{
    struct stat st;
    struct statvfs room;
    if (p->data[0] == '\0')
        return;
    if (stat(p->data, &st) != 0) {
        if (errno != ENOENT)
            doctor_say(f, false, "ask as root", "the records in %.120s cannot be looked at: %s",
                       p->data, strerror(errno));
        return; /* a first start makes it */
    }
    if (!S_ISDIR(st.st_mode))
        doctor_say(f, true, "move it away", "%.160s is no directory: records cannot be kept",
                   p->data);
    else if ((st.st_mode & S_IWOTH) != 0)
        doctor_say(f, true, "chmod o-w it", "everybody may write in %.160s: it is refused",
                   p->data);
    if (statvfs(p->data, &room) != 0)
        return;
    const int64_t bytes = (int64_t)room.f_bavail * (int64_t)room.f_frsize;
    if ((room.f_flag & ST_RDONLY) != 0)
        doctor_say(f, true, "mount it writable; dmesg says why it is not, if it was before",
                   "the disk of %.160s is read-only", p->data);
    else if (bytes < ROOM_MIN)
        doctor_say(f, true, "make room there", "the disk of %.120s has only %.1f MiB left", p->data,
                   (double)bytes / (1 << 20));
}

void doctor_crash(int64_t crashed, const char *what, const char *where, struct findings *f)
{
    char fix[sizeof f->item[0].fix], ago[OUT_SIZE];
    int64_t age = ctl_now() - crashed;
    if (age > CRASH_OLD)
        return;
    (void)text_format(fix, sizeof fix,
                      "a bug: send the report, %.140s; it holds nothing of what was in memory",
                      where);
    doctor_say(f, age < CRASH_NEWS, fix, "%.120s, %s ago", what,
               out_duration(age < 0 ? 0 : age, ago));
}

static void ask_crash(const struct place *p, struct findings *f)
{
    struct crash_note note;
    char where[CLIENT_PLACE_SIZE + 80];
    if (p->data[0] == '\0' || crash_list(p->data, "andond", &note, 1) == 0)
        return;
    (void)text_format(where, sizeof where, "%s/crash/%s", p->data, note.file);
    doctor_crash(note.wall_ms, note.what, where, f);
}

/* A line of a log in JSON in words; another one is returned as it is. */
static const char *log_words(const char *line, char *out, size_t size)
{
    json_t *object = line[0] == '{' ? json_loads(line, 0, NULL) : NULL;
    const char *ts = json_string_value(json_object_get(object, "ts"));
    const char *id = json_string_value(json_object_get(object, "id"));
    const char *text = json_string_value(json_object_get(object, "text"));
    const bool said = ts && id && text;
    if (said)
        (void)snprintf(out, size, "%.30s [%.8s] %.200s", ts, id, text);
    json_decref(object);
    return said ? out : line;
}

/* Lines of its own log that were errors, of the last it said. */
static void ask_log(const struct place *p, struct findings *f)
{
    char path[CLIENT_PLACE_SIZE], tail[TAIL_SIZE + 1], words[256], *last = NULL, *save = NULL;
    if (paths_join(path, sizeof path, p->run, "andond.log", NULL) != 0)
        return;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return;
    off_t size = lseek(fd, 0, SEEK_END);
    ssize_t n = pread(fd, tail, TAIL_SIZE, size > TAIL_SIZE ? size - TAIL_SIZE : 0);
    (void)close(fd);
    tail[n > 0 ? n : 0] = '\0';
    for (char *line = strtok_r(tail, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (strstr(line, " <3> [A") != NULL || strstr(line, "\"level\":\"error\"") != NULL ||
            strstr(line, "[A002]") != NULL || strstr(line, "\"id\":\"A002\"") != NULL)
            last = line;
    if (last)
        doctor_say(f, false, "andond(8), DIAGNOSTICS says what the id means", "its log: %.200s",
                   log_words(last, words, sizeof words));
}

void doctor_absent(const struct ctl *ctl, const char *why, struct findings *f)
{
    struct place p;
    find_places(ctl, &p);
    ask_daemon(&p, why, f);
    ask_crash(&p, f);
    doctor_files(ctl, true, f);
    ask_data(&p, f);
    ask_log(&p, f);
}
