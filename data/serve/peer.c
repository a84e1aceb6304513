/* SPDX-License-Identifier: MIT */
/* Who is at the other end of a connection: the kernel says (SO_PEERCRED, SO_PEERGROUPS), never the
 * client. Called by client.c at accept. Group names are looked up once at start; user names come
 * straight from /etc/passwd, because a directory service may take seconds to answer and this is
 * the loop thread. */
#include "data/serve/client.h"

#include "data/model/text.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEER_GROUPS_MAX 256

static const char *const role_group[PERSON_ROLE_COUNT] = {
    [PERSON_OPERATOR] = "andon-operator",
    [PERSON_MAINTENANCE] = "andon-maintenance",
    [PERSON_SUPERVISOR] = "andon-supervisor",
};

void peer_groups_find(struct peer_groups *groups)
{
    for (int i = 0; i < PERSON_ROLE_COUNT; i++) {
        const struct group *g = role_group[i] ? getgrnam(role_group[i]) : NULL;
        groups->gid[i] = g ? g->gr_gid : (gid_t)-1;
    }
}

static void user_name(uid_t uid, char user[SERVE_USER_SIZE])
{
    snprintf(user, SERVE_USER_SIZE, "uid %u", (unsigned)uid);
    FILE *f = fopen("/etc/passwd", "re");
    if (!f)
        return;
    for (const struct passwd *p = fgetpwent(f); p; p = fgetpwent(f)) {
        if (p->pw_uid != uid)
            continue;
        text_sanitise(p->pw_name, strlen(p->pw_name), user, SERVE_USER_SIZE);
        break;
    }
    fclose(f);
}

static enum person_role role_of_group(const struct peer_groups *groups, gid_t gid)
{
    for (int role = PERSON_ROLE_COUNT - 1; role > PERSON_VIEWER; role--)
        if (groups->gid[role] != (gid_t)-1 && groups->gid[role] == gid)
            return (enum person_role)role;
    return PERSON_VIEWER;
}

enum person_role peer_identify(const struct peer_groups *groups, int fd, char user[SERVE_USER_SIZE])
{
    struct ucred cred;
    socklen_t length = sizeof cred;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &length) != 0) {
        snprintf(user, SERVE_USER_SIZE, "unknown");
        return PERSON_VIEWER;
    }
    user_name(cred.uid, user);
    if (cred.uid == 0 || cred.uid == geteuid())
        return PERSON_SUPERVISOR;

    enum person_role role = role_of_group(groups, cred.gid);
    gid_t gid[PEER_GROUPS_MAX];
    length = sizeof gid;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, gid, &length) != 0)
        return role;
    for (size_t i = 0; i < length / sizeof gid[0]; i++) {
        enum person_role by = role_of_group(groups, gid[i]);
        if (by > role)
            role = by;
    }
    return role;
}

/* Character devices as the kernel numbers them (Documentation/admin-guide/devices.txt). */
static bool name_terminal(unsigned number, char out[16])
{
    unsigned major = number >> 8 & 0xFFF, minor = (number & 0xFF) | (number >> 12 & 0xFFF00);
    if (major == 4 && minor < 64)
        return text_format(out, 16, "tty%u", minor);
    if (major == 4)
        return text_format(out, 16, "ttyS%u", minor - 64);
    if (major >= 136 && major <= 143)
        return text_format(out, 16, "pts/%u", (major - 136) * 256 + minor);
    return false;
}

/* The seventh field of its stat is the controlling terminal; the second, a name in brackets, may
 * hold anything. */
static bool terminal_of(pid_t pid, char out[16])
{
    char path[40], line[512];
    (void)text_format(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *f = pid > 0 ? fopen(path, "re") : NULL;
    if (!f)
        return false;
    size_t length = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[length] = '\0';
    const char *at = strrchr(line, ')');
    for (int field = 2; at && field < 7; field++)
        at = strchr(at + 1, ' ');
    long number = at ? strtol(at, NULL, 10) : 0;
    return number > 0 && name_terminal((unsigned)number, out);
}

void peer_place(int fd, const char *user, char from[SERVE_FROM_SIZE])
{
    struct ucred cred;
    socklen_t length = sizeof cred;
    char terminal[16];
    bool known = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &length) == 0 &&
                 terminal_of(cred.pid, terminal);
    (void)text_format(from, SERVE_FROM_SIZE, "%s%s%s", user, known ? " at " : "",
                      known ? terminal : "");
}
