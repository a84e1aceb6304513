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
#define HELLO_MS 2000

static const char *skip_scheme(const char *url, bool *tls)
{
    static const struct {
        const char *text;
        bool tls;
    } schemes[] = {{"mqtt://", false}, {"tcp://", false}, {"mqtts://", true}, {"ssl://", true}};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(url, schemes[i].text, strlen(schemes[i].text)) == 0) {
            *tls = schemes[i].tls;
            return url + strlen(schemes[i].text);
        }
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
    bool tls = false;
    const char *host = skip_scheme(url, &tls), *end, *port = tls ? "8883" : "1883";
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
    (void)text_format(out->uri, sizeof out->uri, "%s://%s%s%s:%s", tls ? "ssl" : "tcp", open,
                      out->host, close_, port);
    out->tls = tls;
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

/* 0 and the connection, or an errno. */
static int try_address(const struct addrinfo *a, int64_t deadline, const atomic_bool *stop,
                       int *out)
{
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    if (fd < 0)
        return errno;
    int code = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
    if (code == EINPROGRESS)
        code = wait_for(fd, deadline, stop);
    if (code == 0)
        *out = fd;
    else
        (void)close(fd);
    return code;
}

int probe_connect(const struct address *address, int64_t limit_ms, const atomic_bool *stop,
                  char why[WHY_SIZE])
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *list = NULL;
    int fd = -1, code = getaddrinfo(address->host, address->port, &hints, &list);
    if (code != 0)
        return say_resolver(code, address->host, why);
    code = EHOSTUNREACH;
    int64_t deadline = now_monotonic_ms() + limit_ms;
    for (const struct addrinfo *a = list; a && code != 0 && !atomic_load(stop); a = a->ai_next)
        code = try_address(a, deadline, stop, &fd);
    freeaddrinfo(list);
    return code == 0 ? fd : say_errno(code, address->shown, why);
}

int probe(const struct address *address, int64_t limit_ms, const atomic_bool *stop,
          char why[WHY_SIZE])
{
    int fd = probe_connect(address, limit_ms, stop, why);
    if (fd >= 0)
        (void)close(fd);
    return fd >= 0 ? 0 : -1;
}

/* A ClientHello of TLS 1.2 without extensions: whoever speaks TLS answers with a handshake record
 * (22) or an alert (21), be it only to refuse. */
bool probe_speaks_tls(const struct address *address, const atomic_bool *stop)
{
    static const unsigned char hello[] = {22,  3,   1,   0,   45,       1, 0, 0,    41,   3, 3, 'a',
                                          'n', 'd', 'o', 'n', [43] = 0, 0, 2, 0xc0, 0x2f, 1, 0};
    unsigned char answer[3] = {0};
    char why[WHY_SIZE];
    int fd = probe_connect(address, HELLO_MS, stop, why);
    if (fd < 0)
        return false;
    bool is = send(fd, hello, sizeof hello, MSG_NOSIGNAL) == (ssize_t)sizeof hello;
    int64_t end = now_monotonic_ms() + HELLO_MS;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (is && poll(&p, 1, SLICE_MS) == 0)
        is = !atomic_load(stop) && now_monotonic_ms() < end;
    is = is && recv(fd, answer, sizeof answer, MSG_DONTWAIT) == (ssize_t)sizeof answer &&
         (answer[0] == 21 || answer[0] == 22) && answer[1] == 3;
    (void)close(fd);
    return is;
}
