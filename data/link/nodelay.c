/* SPDX-License-Identifier: MIT */
/* Finds paho's socket among the process's descriptors, by where it leads. Called by the link thread
 * once a connection stands; owns nothing. Where there is no /proc all stays as it is. */
#include "data/link/nodelay.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

/* 0: no TCP connection. */
static int peer_port(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_storage room;
    } peer = {.room = {.ss_family = AF_UNSPEC}};
    int type = 0;
    socklen_t length = sizeof peer, type_length = sizeof type;
    if (getpeername(fd, &peer.any, &length) != 0 ||
        getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_length) != 0 || type != SOCK_STREAM)
        return 0;
    if (peer.any.sa_family == AF_INET)
        return ntohs(peer.v4.sin_port);
    return peer.any.sa_family == AF_INET6 ? ntohs(peer.v6.sin6_port) : 0;
}

int nodelay_towards(const char *port)
{
    const int on = 1;
    const long wanted = strtol(port, NULL, 10);
    int found = 0;
    DIR *all = opendir("/proc/self/fd");
    const struct dirent *one;
    while (all && (one = readdir(all))) {
        int fd = (int)strtol(one->d_name, NULL, 10);
        bool is = one->d_name[0] != '.' && wanted > 0 && peer_port(fd) == wanted;
        found += is && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
    }
    if (all)
        (void)closedir(all);
    return found;
}
