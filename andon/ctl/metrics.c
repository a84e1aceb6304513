/* SPDX-License-Identifier: MIT */
/* andonctl metrics: figures of a station, a hub or a gateway for Prometheus, on standard output or
 * into a file for node_exporter's textfile collector. Nobody there is a figure, too: andon_up. */
#include "data/service/metrics.h"
#include "andon/ctl/client.h"
#include "andon/ctl/file.h"

#include <stdio.h>

#define PAGE_SIZE (512U << 10)

/* The whole page into `out`; its length, or 0 with the cause. */
static size_t ask(struct client *client, const char *place, char *out, size_t size,
                  struct cause *why)
{
    struct reply reply;
    if (client_ask(client, "status", "", &reply, why) != 0)
        return 0;
    const struct metric_set *set = metrics_of(reply.json);
    if (!set)
        return (void)cause_set(why, -1, "who answers at %s has no figures", place), 0;
    size_t up = metrics_up(true, place, out, size);
    size_t rest = metrics_write(set, reply.json, out + up, size - up);
    if (up == 0 || rest == 0)
        return (void)cause_set(why, -1, "these figures do not fit"), 0;
    return up + rest;
}

static int put(const struct ctl *ctl, const char *page, size_t length)
{
    struct ctl_file file;
    const char *path = ctl->value[OPT_OUTPUT];
    if (!path)
        return fwrite(page, 1, length, stdout) == length ? CTL_DONE : CTL_FAILED;
    int result = file_begin(&file, path, true); /* it is written again and again */
    if (result != CTL_DONE)
        return result;
    if (fwrite(page, 1, length, file.file) == length)
        return file_finish(&file);
    file_drop(&file);
    return ctl_fail("%s cannot be written", path);
}

int ctl_metrics(const struct ctl *ctl)
{
    static char page[PAGE_SIZE];
    char place[CLIENT_PLACE_SIZE];
    struct cause why;
    client_place(ctl, place);
    struct client *client = client_open(ctl, &why);
    size_t length = client ? ask(client, place, page, sizeof page, &why) : 0;
    client_close(&client);
    if (length > 0)
        return put(ctl, page, length);
    length = metrics_up(false, place, page, sizeof page);
    (void)put(ctl, page, length);
    return ctl_fail("%s", why.text);
}
