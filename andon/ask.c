/* SPDX-License-Identifier: MIT */
/* Questions of clients to the store: who asked which, and its pages on to them, no faster than they
 * read. A client that goes takes its questions along. Called by commands.c, by keep.c with what the
 * store says, and by the socket when a client has read or is gone. Owns the list of open questions.
 *
 * Limits: QUERIES_MAX open questions; HOLD_BYTES unsent for a client, then its next page waits. */
#include "andon/daemon.h"

#include <stdio.h>

#define HOLD_BYTES (SERVE_QUEUE_MAX / 4)

static struct open_query *find(struct daemon *d, uint64_t query)
{
    for (size_t i = 0; i < QUERIES_MAX && query != 0; i++)
        if (d->query[i].query == query)
            return &d->query[i];
    return NULL;
}

int ask_store(struct daemon *d, const struct open_query *asker, const struct store_ask *ask)
{
    for (size_t i = 0; i < QUERIES_MAX && d->keeper.store; i++) {
        struct open_query *slot = &d->query[i];
        if (slot->query != 0)
            continue;
        uint64_t query = store_ask(d->keeper.store, ask);
        if (query == 0)
            return -1;
        *slot = *asker;
        slot->query = query;
        return 0;
    }
    return -1;
}

static void send_page(struct daemon *d, struct client *client, int64_t request,
                      const struct store_event *event)
{
    int length = snprintf(d->text, PROTOCOL_LINE_MAX, "\"rows\":%.*s,\"more\":%s",
                          (int)event->rows_length, event->rows, event->more ? "true" : "false");
    if (length < PROTOCOL_LINE_MAX)
        serve_reply_id(client, request, d->text);
    else
        serve_error_id(client, request, PE_STORE, "a page of the answer is longer than a line");
}

void ask_rows(struct daemon *d, const struct store_event *event)
{
    struct open_query *asker = find(d, event->query);
    struct client *client = asker ? serve_client(d->server, asker->client) : NULL;
    if (!client)
        return;
    const struct open_query who = *asker;
    if (!event->rows || !event->more)
        *asker = (struct open_query){0};
    if (!event->rows) {
        serve_error_id(client, who.request, PE_STORE, event->why ? event->why : "the query failed");
        return;
    }
    if (who.view == FIGURES_HOURS) {
        board_reply(d, client, &who, event);
        return;
    }
    if (event->figures && who.view != FIGURES_NONE) {
        figures_reply(d, client, &who, event->figures);
        return;
    }
    send_page(d, client, who.request, event); /* which may be the end of it */
    client = serve_client(d->server, who.client);
    if (client && event->more && client_unsent(client) > HOLD_BYTES) {
        store_hold(d->keeper.store, who.query);
        asker->held = true;
    }
}

void ask_client_has_read(struct daemon *d, uint64_t client)
{
    for (size_t i = 0; i < QUERIES_MAX; i++) {
        struct open_query *q = &d->query[i];
        if (q->query == 0 || q->client != client || !q->held)
            continue;
        q->held = false;
        if (d->keeper.store)
            store_resume(d->keeper.store, q->query);
    }
}

void ask_client_is_gone(struct daemon *d, uint64_t client)
{
    for (size_t i = 0; i < QUERIES_MAX; i++) {
        struct open_query *q = &d->query[i];
        if (q->query == 0 || q->client != client)
            continue;
        if (d->keeper.store)
            store_cancel(d->keeper.store, q->query);
        *q = (struct open_query){0};
    }
}
