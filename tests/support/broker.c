/* SPDX-License-Identifier: MIT */
/* Starts and ends a real mosquitto for one test program. Every test that needs a broker calls
 * this; the struct belongs to the test. The child asks the kernel to be killed when its parent
 * dies, so that a crashed test leaves no broker behind. */
#include "tests/support/broker.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_TRIES  5
#define WAIT_MS      20000
#define WAIT_STEP_MS 5

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static bool is_free(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = loopback(port);
    bool is = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        (void)close(fd);
    return is;
}

/* Below those that the kernel gives to clients (ip_local_port_range): a client that tries to reach
 * a broker that is down would some day be given its very port, and be connected to itself. */
int broker_free_port(void)
{
    enum { FIRST = 10000, PORTS = 22000 };
    for (int tries = 0; tries < 1000; tries++) {
        unsigned random = 0;
        if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
            return -1;
        int port = FIRST + (int)(random % PORTS);
        if (is_free(port))
            return port;
    }
    return -1;
}

static bool accepts(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = loopback(port);
    bool up = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        (void)close(fd);
    return up;
}

static void path_of(const struct broker *broker, const char *name, char out[128])
{
    (void)snprintf(out, 128, "%s/%s", broker->directory, name);
}

static int write_conf(const struct broker *broker)
{
    char path[128];
    path_of(broker, "mosquitto.conf", path);
    FILE *f = fopen(path, "we");
    if (!f)
        return -1;
    /* `user root`: it may read our directory; limits as the shipped broker configuration has. */
    (void)fprintf(f,
                  "listener %d 127.0.0.1\n%s%s\n"
                  "user root\npersistence false\nset_tcp_nodelay true\n"
                  "max_queued_messages 200000\nlog_dest file %s/mosquitto.log\n",
                  broker->port,
                  strstr(broker->extra, "allow_anonymous") ? "" : "allow_anonymous true\n",
                  broker->extra, broker->directory);
    return fclose(f) == 0 ? 0 : -1;
}

/* Run `argv` in a child that dies with us and shares none of our signal settings. */
static pid_t spawn(char *const argv[])
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || getppid() != parent)
        _exit(126);
    (void)dup2(null, STDIN_FILENO);
    (void)dup2(null, STDOUT_FILENO);
    (void)dup2(null, STDERR_FILENO);
    (void)execvp(argv[0], argv);
    char fallback[64];
    (void)snprintf(fallback, sizeof fallback, "/usr/sbin/%s", argv[0]);
    (void)execv(fallback, argv);
    _exit(127);
}

static bool has_ended(struct broker *broker)
{
    if (broker->pid > 0 && waitpid(broker->pid, NULL, WNOHANG) == broker->pid)
        broker->pid = 0;
    return broker->pid <= 0;
}

static int launch(struct broker *broker)
{
    char conf[128], name[] = "mosquitto", option[] = "-c";
    path_of(broker, "mosquitto.conf", conf);
    broker->pid = spawn((char *[]){name, option, conf, NULL});
    for (int waited = 0; waited < WAIT_MS && !has_ended(broker); waited += WAIT_STEP_MS) {
        if (accepts(broker->port))
            return 0;
        (void)poll(NULL, 0, WAIT_STEP_MS);
    }
    broker_kill(broker);
    return -1;
}

static int prepare(struct broker *broker)
{
    *broker = (struct broker){.directory = "/tmp/andon-broker-XXXXXX"};
    if (!mkdtemp(broker->directory)) {
        broker->directory[0] = '\0';
        perror("broker: mkdtemp");
        return -1;
    }
    return 0;
}

/* Another program may take the free port before mosquitto does: then a second try is due. */
static int start(struct broker *broker)
{
    for (int i = 0; i < START_TRIES; i++) {
        broker->port = broker_free_port();
        (void)snprintf(broker->url, sizeof broker->url, "mqtt://127.0.0.1:%d", broker->port);
        if (broker->port > 0 && write_conf(broker) == 0 && launch(broker) == 0)
            return 0;
    }
    (void)fprintf(stderr, "broker: mosquitto does not start; see %s/mosquitto.log\n",
                  broker->directory);
    return -1;
}

int broker_start(struct broker *broker, const char *extra)
{
    if (prepare(broker) != 0)
        return -1;
    if (extra)
        (void)snprintf(broker->extra, sizeof broker->extra, "%s", extra);
    return start(broker);
}

int broker_start_with_password(struct broker *broker, const char *user, const char *password)
{
    if (prepare(broker) != 0)
        return -1;
    char file[128], name[] = "mosquitto_passwd", create[] = "-c", batch[] = "-b";
    char *who = strdup(user), *word = strdup(password);
    path_of(broker, "passwords", file);
    pid_t pid = spawn((char *[]){name, create, batch, file, who, word, NULL});
    int status = -1;
    if (pid > 0)
        (void)waitpid(pid, &status, 0);
    free(who);
    free(word);
    if (status != 0)
        return -1;
    (void)snprintf(broker->extra, sizeof broker->extra, "allow_anonymous false\npassword_file %s\n",
                   file);
    return start(broker);
}

static void end(struct broker *broker, int signal_number)
{
    if (broker->pid <= 0)
        return;
    (void)kill(broker->pid, signal_number);
    (void)kill(broker->pid, SIGCONT);
    for (int waited = 0; waited < WAIT_MS && !has_ended(broker); waited += WAIT_STEP_MS)
        (void)poll(NULL, 0, WAIT_STEP_MS);
    if (broker->pid > 0) {
        (void)kill(broker->pid, SIGKILL);
        (void)waitpid(broker->pid, NULL, 0);
        broker->pid = 0;
    }
}

void broker_stop(struct broker *broker)
{
    end(broker, SIGTERM);
}

void broker_kill(struct broker *broker)
{
    end(broker, SIGKILL);
}

int broker_resume(struct broker *broker)
{
    return launch(broker);
}

void broker_freeze(struct broker *broker)
{
    int status;
    if (broker->pid > 0 && kill(broker->pid, SIGSTOP) == 0)
        (void)waitpid(broker->pid, &status, WUNTRACED);
}

void broker_thaw(struct broker *broker)
{
    if (broker->pid > 0)
        (void)kill(broker->pid, SIGCONT);
}

void broker_done(struct broker *broker)
{
    static const char *const files[] = {"mosquitto.conf", "mosquitto.log", "passwords"};
    broker_kill(broker);
    if (!broker->directory[0])
        return;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[128];
        path_of(broker, files[i], path);
        (void)unlink(path);
    }
    (void)rmdir(broker->directory);
    broker->directory[0] = '\0';
}
