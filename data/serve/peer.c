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
