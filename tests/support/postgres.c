/* SPDX-License-Identifier: MIT */
/* Starts and ends a real PostgreSQL for one test program. The server refuses to run as root: then
 * it is the user `postgres`, whom Debian's package makes. Its own process group, so that all of it
 * can be stopped at once. */
#include "tests/support/postgres.h"

#include "tests/support/broker.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIN     "/usr/lib/postgresql/15/bin/"
#define WAIT_MS 60000
#define STEP_MS 20

static void become_postgres(void)
{
    const struct passwd *user = getuid() == 0 ? getpwnam("postgres") : NULL;
    if (user && (initgroups("postgres", user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
                 setuid(user->pw_uid) != 0))
        _exit(126);
}

static pid_t spawn(const char *log, const char *const argv[])
{
    char *copy[16] = {NULL};
    for (int i = 0; argv[i] && i < 15; i++)
        copy[i] = strdup(argv[i]);
    pid_t pid = fork();
    if (pid == 0) {
        (void)setpgid(0, 0);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        if (fd >= 0 && (dup2(fd, 1) < 0 || dup2(fd, 2) < 0))
            _exit(126);
        become_postgres();
        /* a change of user clears it */
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (chdir("/") != 0)
            _exit(126);
        execv(copy[0], copy);
        _exit(127);
    }
    for (int i = 0; copy[i]; i++)
        free(copy[i]);
    return pid;
}

static int make_cluster(struct postgres *pg)
{
    char data[96], log[96];
    const struct passwd *user = getpwnam("postgres");
    (void)snprintf(pg->directory, sizeof pg->directory, "/tmp/andon-postgres-XXXXXX");
    if (!mkdtemp(pg->directory))
        return -1;
    if (getuid() == 0 && (!user || chown(pg->directory, user->pw_uid, user->pw_gid) != 0))
        return -1;
    (void)snprintf(data, sizeof data, "%s/db", pg->directory);
    (void)snprintf(log, sizeof log, "/tmp/%s.log", pg->directory + strlen("/tmp/"));
    const char *const argv[] = {BIN "initdb", "-D", data,       "-A",          "trust",     "-E",
                                "UTF8",       "-U", "postgres", "--no-locale", "--no-sync", NULL};
    int status = -1;
    pid_t pid = spawn(log, argv);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "initdb failed; see %s\n", log);
        return -1;
    }
    return 0;
}

bool postgres_ask(const struct postgres *pg, const char *sql, char *out, size_t size)
{
    static const char *const keys[] = {"options", "dbname", NULL};
    const char *const values[] = {"-c client_min_messages=error", pg->url, NULL};
    PGconn *link = PQconnectdbParams(keys, values, 1);
    PGresult *result = PQstatus(link) == CONNECTION_OK ? PQexec(link, sql) : NULL;
    ExecStatusType status = PQresultStatus(result);
    bool well = result && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK);
    (void)snprintf(out, size, "%s", well && PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(link);
    return well;
}

int64_t postgres_number(const struct postgres *pg, const char *sql)
{
    char text[64];
    return postgres_ask(pg, sql, text, sizeof text) ? strtoll(text, NULL, 10) : INT64_MIN;
}

int postgres_resume(struct postgres *pg)
{
    char data[96], port[16], log[96], text[16];
    (void)snprintf(data, sizeof data, "%s/db", pg->directory);
    (void)snprintf(port, sizeof port, "%d", pg->port);
    (void)snprintf(log, sizeof log, "/tmp/%s.log", pg->directory + strlen("/tmp/"));
    const char *const argv[] = {BIN "postgres",
                                "-D",
                                data,
                                "-p",
                                port,
                                "-c",
                                "listen_addresses=127.0.0.1",
                                "-c",
                                "unix_socket_directories=",
                                "-c",
                                "max_connections=20",
                                "-c",
                                "shared_buffers=32MB",
                                NULL};
    pg->pid = spawn(log, argv);
    for (int waited = 0; pg->pid > 0 && waited < WAIT_MS; waited += STEP_MS) {
        if (postgres_ask(pg, "SELECT 1", text, sizeof text))
            return 0;
        if (waitpid(pg->pid, NULL, WNOHANG) == pg->pid)
            break;
        (void)poll(NULL, 0, STEP_MS);
    }
    fprintf(stderr, "postgres does not answer; see %s\n", log);
    return -1;
}

int postgres_start(struct postgres *pg)
{
    *pg = (struct postgres){.port = broker_free_port()};
    (void)snprintf(pg->url, sizeof pg->url, "postgresql://postgres@127.0.0.1:%d/postgres",
                   pg->port);
    return make_cluster(pg) == 0 ? postgres_resume(pg) : -1;
}

/* Its backends lead groups of their own, and would serve on for a while without their parent. */
static void signal_children(const struct postgres *pg, int signal)
{
    char path[64], pids[4096];
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pg->pid, (int)pg->pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, pids, sizeof pids - 1) : -1;
    if (fd >= 0)
        (void)close(fd);
    pids[got > 0 ? got : 0] = '\0';
    char *at = pids, *next = NULL;
    for (long pid = strtol(at, &next, 10); next != at; pid = strtol(at, &next, 10)) {
        (void)kill((pid_t)pid, signal);
        at = next;
    }
}

static void end(struct postgres *pg, int signal)
{
    if (pg->pid <= 0)
        return;
    if (signal == SIGKILL) {
        (void)kill(pg->pid, SIGSTOP); /* it makes no more of them */
        signal_children(pg, SIGKILL);
    }
    (void)kill(pg->pid, signal);
    (void)waitpid(pg->pid, NULL, 0);
    pg->pid = 0;
}

void postgres_kill(struct postgres *pg)
{
    end(pg, SIGKILL);
}

void postgres_freeze(struct postgres *pg, bool frozen)
{
    if (pg->pid <= 0)
        return;
    (void)kill(pg->pid, frozen ? SIGSTOP : SIGCONT);
    signal_children(pg, frozen ? SIGSTOP : SIGCONT);
}

void postgres_done(struct postgres *pg)
{
    char log[96];
    end(pg, SIGINT);
    if (!pg->directory[0])
        return;
    const char *const argv[] = {"/bin/rm", "-rf", pg->directory, NULL};
    (void)snprintf(log, sizeof log, "/tmp/%s.log", pg->directory + strlen("/tmp/"));
    pid_t pid = spawn("/dev/null", argv);
    if (pid > 0)
        (void)waitpid(pid, NULL, 0);
    (void)unlink(log);
    pg->directory[0] = '\0';
}
