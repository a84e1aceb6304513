/* SPDX-License-Identifier: MIT */
/* One MQTT client on paho: the only place that includes its header. Called by the link thread
 * alone (paho 1.3.12 reads its state without a lock). What paho has to say comes back through
 * `client_ops` from paho's threads, which hold paho's global lock: copy, note, return. */
#ifndef DATA_LINK_CLIENT_H
#define DATA_LINK_CLIENT_H

#include "data/link/filters.h"
#include "data/link/queue.h"

struct client;

/* A message on its way: the first member of what the caller keeps about it. It must stay until
 * `published`, which may come before client_send returns and as late as client_free. */
struct client_flight {
    struct client *client;
};

struct client_conf {
    const char *uri, *client_id;
    const char *user, *password;
    const struct link_tls *tls; /* NULL: none */
    int keepalive_s, connect_timeout_s;
};

struct client_ops {
    void (*message)(void *ctx, const struct queue_message *message);
    /* code 0: connected; above: the broker's refusal; -1: closed without an answer */
    void (*connected)(void *ctx, uint64_t attempt, int code);
    /* code 0: all filters of that order; above: the broker's refusal of the one at `refused`; -1:
     * it failed */
    void (*subscribed)(void *ctx, uint64_t attempt, int refused, int code);
    /* an MQTT 5 broker said that it ends the connection; `lost` follows */
    void (*ending)(void *ctx, int code);
    void (*lost)(void *ctx);
    void (*disconnected)(void *ctx);
    void (*published)(struct client_flight *flight, bool ok);
};

enum mqtt_version { MQTT_3_1_1, MQTT_5, MQTT_VERSIONS };

/* The configuration's strings and `ops` must outlive the client. NULL without memory. */
struct client *client_new(const struct client_conf *conf, const struct client_ops *ops, void *ctx);
/* Ends paho's threads; may take a second. Nothing is called back afterwards. */
void client_free(struct client *client);

struct client_message {
    const char *topic;
    const void *payload;
    size_t length;
    int qos;
    bool retain;
};

/* These return 0, or paho's negative code when it did not even take the order. */
int client_connect(struct client *client, enum mqtt_version version, uint64_t attempt,
                   const struct client_message *will /* NULL: none */);
int client_subscribe(struct client *client, const struct filters *filters, uint64_t attempt);
int client_unsubscribe(struct client *client,
                       const struct filters *filters); /* nothing comes back */
/* `will`: the broker shall publish it, which only MQTT 5 can say. */
int client_disconnect(struct client *client, int timeout_ms, bool will);

#define CLIENT_BUSY (-12) /* paho's own buffer is full: try again after the next `published` */
int client_send(struct client *client, const struct client_message *message,
                struct client_flight *flight);

#endif
