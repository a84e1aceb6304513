/* SPDX-License-Identifier: MIT */
/* Parses the broker's address and tries it with a plain socket. Called by the session in the link
 * thread before each connect of paho; may block there in the resolver, and nobody waits for it. */
#include "data/link/probe.h"

#include "data/link/internal.h"
#include "data/model/text.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SLICE_MS 50

static const char *skip_scheme(const char *url)
{
    static const char *const schemes[] = {"mqtt://", "tcp://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
            return url + strlen(schemes[i]);
    return NULL;
}

static bool is_port(const char *text)
{
    unsigned port = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits])
        return false;
    for (size_t i = 0; i < digits; i++)
        port = port * 10 + (unsigned)(text[i] - '0');
    return port >= 1 && port <= 65535;
}

static bool is_host(const char *text, bool bracket)
{
    const char *allowed = bracket ? "0123456789abcdefABCDEF:.%"
                                  : "0123456789abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_";
    return text[0] && text[strspn(text, allowed)] == '\0';
}

int address_parse(const char *url, struct address *out, struct cause *why)
{
    const char *host = skip_scheme(url), *end, *port = "1883";
    char clean[128];
    (void)text_sanitise(url, strlen(url), clean, sizeof clean);
    if (!host)
        return cause_set(why, -1, "broker address '%s': write mqtt://host:port", clean);
    bool bracket = *host == '[';
    end = bracket ? strchr(host, ']') : host + strcspn(host, ":/");
    if (!end)
        return cause_set(why, -1, "broker address '%s': ']' is missing", clean);
    const char *rest = bracket ? end + 1 : end;
    if (*rest == ':')
        port = rest + 1;
    bool fits =
        text_copy_n(out->host, sizeof out->host, host + bracket, (size_t)(end - host) - bracket);
    if (strchr(host, '@'))
        return cause_set(why, -1, "broker address: user and password have keys of their own");
    if (!fits || !is_host(out->host, bracket) || (*rest && *rest != ':') || !is_port(port))
        return cause_set(why, -1, "broker address '%s': write mqtt://host:port", clean);
    (void)text_copy(out->port, sizeof out->port, port);
    const char *open = bracket ? "[" : "", *close_ = bracket ? "]" : "";
    (void)text_format(out->shown, sizeof out->shown, "%s%s%s:%s", open, out->host, close_, port);
    (void)text_format(out->uri, sizeof out->uri, "tcp://%s%s%s:%s", open, out->host, close_, port);
    return 0;
}

static int say_resolver(int code, const char *host, char *why)
{
    if (code == EAI_NONAME)
        (void)text_format(why, WHY_SIZE, "host name not found: %s", host);
    else if (code == EAI_AGAIN)
        (void)text_format(why, WHY_SIZE, "the name server does not answer for %s", host);
    else
        (void)text_format(why, WHY_SIZE, "%s: %s", host, gai_strerror(code));
    return -1;
}

static int say_errno(int code, const char *shown, char *why)
{
    static const struct {
        int code;
        const char *words;
    } known[] = {
        {ECONNREFUSED, "connection refused by"}, {ETIMEDOUT, "no answer from"},
        {EHOSTUNREACH, "no route to"},           {ENETUNREACH, "no network to reach"},
        {ECONNRESET, "connection closed by"},
    };
    char words[64];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].code == code) {
            (void)text_format(why, WHY_SIZE, "%s %s", known[i].words, shown);
            return -1;
        }
    (void)text_format(why, WHY_SIZE, "%s: %s", shown, strerror_r(code, words, sizeof words));
    return -1;
}

/* 0 or an errno. */
static int wait_for(int fd, int64_t deadline, const atomic_bool *stop)
{
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLOUT};
        int n = poll(&p, 1, SLICE_MS), code = 0;
        socklen_t length = sizeof code;
        if (n > 0)
            return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno;
        if (atomic_load(stop) || now_monotonic_ms() >= deadline)
            return ETIMEDOUT;
    }
}

static int try_address(const struct addrinfo *a, int64_t deadline, const atomic_bool *stop)
{
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    if (fd < 0)
        return errno;
    int code = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
    if (code == EINPROGRESS)
        code = wait_for(fd, deadline, stop);
    (void)close(fd);
    return code;
}

int probe(const struct address *address, int64_t limit_ms, const atomic_bool *stop,
          char why[sizeof((struct link_event *)0)->why])
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *list = NULL;
    int code = getaddrinfo(address->host, address->port, &hints, &list);
    if (code != 0)
        return say_resolver(code, address->host, why);
    code = EHOSTUNREACH;
    int64_t deadline = now_monotonic_ms() + limit_ms;
    for (const struct addrinfo *a = list; a && code != 0 && !atomic_load(stop); a = a->ai_next)
        code = try_address(a, deadline, stop);
    freeaddrinfo(list);
    return code == 0 ? 0 : say_errno(code, address->shown, why);
}
