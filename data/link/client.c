/* SPDX-License-Identifier: MIT */
/* paho.mqtt.c 1.3.12 behind a small interface. paho wants to be told the protocol version when a
 * handle is made and must not have one destroyed from a callback, so there is one handle a version,
 * made when it is first needed and kept to the end; only the latest one connected is in use.
 * Its naps are cut short (usleep). Not used, for they fail in this version: automatic reconnect,
 * persistence, sending while disconnected, QoS 2, and in callbacks anything of paho's but its free
 * functions. */
#include "data/link/client.h"

#include "data/link/internal.h"
#include "data/link/tls.h"

#include <MQTTAsync.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define BUFFERED     64
#define MAX_INFLIGHT 20
#define ATTEMPTS     4

/* What a callback of connect or subscribe is about: a late answer must not pass as a newer one's.
 */
struct attempt {
    struct client *client;
    uint64_t number;
    size_t filters; /* of a subscription */
};

struct client {
    struct client_conf conf;
    const struct client_ops *ops;
    void *ctx;
    MQTTAsync handle[MQTT_VERSIONS];
    enum mqtt_version version; /* of the handle in use */
    struct attempt attempts[ATTEMPTS];
};

static const int paho_version[MQTT_VERSIONS] = {MQTTVERSION_3_1_1, MQTTVERSION_5};

/* ---- paho's naps ---- */

#define NAP_MIN_US   1000
#define NAP_APART_MS 200
#define PAHO_THREADS "MQTTAsync"

static bool is_paho_thread(void)
{
    char name[16] = "";
    return prctl(PR_GET_NAME, name) == 0 &&
           strncmp(name, PAHO_THREADS, sizeof PAHO_THREADS - 1) == 0;
}

/* paho's receive thread calls this for 100 ms when it finds no socket open yet and after every
 * second without a message; what the broker sends meanwhile would wait, and a lamp with it. The
 * program's own symbols come before the C library's, so paho gets this one: its first nap is none,
 * and only when it finds nothing again and again do they grow to what it asked for. */
int usleep(useconds_t us)
{
    static _Thread_local int64_t last_ms;
    static _Thread_local useconds_t nap_us;
    if (is_paho_thread()) {
        nap_us = now_monotonic_ms() - last_ms > NAP_APART_MS ? 0 : nap_us * 2 + NAP_MIN_US;
        us = nap_us < us ? nap_us : us;
    }
    struct timespec nap = {.tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000};
    int rc = us > 0 ? nanosleep(&nap, NULL) : 0;
    last_ms = now_monotonic_ms();
    return rc;
}

/* paho would have all of OpenSSL made ready, TLS or not: 1.5 MiB and milliseconds of a start.
 * OpenSSL (since 1.1) does so itself where the first connection wants it. Once only: it makes
 * paho's locks anew, and another client may hold them. And it would put a line for each packet into
 * a trace that nobody reads: a fifth of what a message costs it. */
static pthread_once_t paho_once = PTHREAD_ONCE_INIT;

static void init_paho(void)
{
    MQTTAsync_init_options init = MQTTAsync_init_options_initializer;
    init.do_openssl_init = 0;
    MQTTAsync_global_init(&init);
    MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR);
}

struct client *client_new(const struct client_conf *conf, const struct client_ops *ops, void *ctx)
{
    struct client *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    (void)pthread_once(&paho_once, init_paho);
    c->conf = *conf;
    c->ops = ops;
    c->ctx = ctx;
    return c;
}

void client_free(struct client *client)
{
    if (!client)
        return;
    for (int i = 0; i < MQTT_VERSIONS; i++)
        if (client->handle[i])
            MQTTAsync_destroy(&client->handle[i]);
    free(client);
}

/* ---- what paho tells us, in its threads and under its lock ---- */

static int on_message(void *context, char *topic, int topic_length, MQTTAsync_message *message)
{
    struct client *c = context;
    struct queue_message m = {
        .topic = topic,
        .topic_length = topic_length > 0 ? (size_t)topic_length : strlen(topic),
        .payload = message->payload,
        .length = message->payloadlen > 0 ? (size_t)message->payloadlen : 0,
        .qos = message->qos,
        .stored = message->retained != 0,
        .duplicate = message->dup != 0,
        .boot_ms = now_boot_ms(),
        .wall_ms = now_wall_ms(),
    };
    c->ops->message(c->ctx, &m);
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

static void on_lost(void *context, char *cause)
{
    struct client *c = context;
    (void)cause;
    c->ops->lost(c->ctx);
}

static void on_broker_disconnect(void *context, MQTTProperties *properties,
                                 enum MQTTReasonCodes reason)
{
    struct client *c = context;
    (void)properties;
    c->ops->ending(c->ctx, (int)reason);
}

static void connect_result(void *context, int code)
{
    struct attempt *a = context;
    a->client->ops->connected(a->client->ctx, a->number, code);
}

static void on_connect(void *context, MQTTAsync_successData *response)
{
    (void)response;
    connect_result(context, 0);
}

static void on_connect5(void *context, MQTTAsync_successData5 *response)
{
    (void)response;
    connect_result(context, 0);
}

/* paho up to 1.3.14 gives the CONNACK's code as `code`, later ones as `reasonCode`. */
static int refusal(int code, int reason)
{
    if (reason > 0)
        return reason;
    return code > 0 ? code : -1;
}

static void on_connect_failure(void *context, MQTTAsync_failureData *response)
{
    connect_result(context, refusal(response ? response->code : -1, 0));
}

static void on_connect_failure5(void *context, MQTTAsync_failureData5 *response)
{
    connect_result(context, response ? refusal(response->code, (int)response->reasonCode) : -1);
}

static void subscribe_result(void *context, int refused, int code)
{
    struct attempt *a = context;
    a->client->ops->subscribed(a->client->ctx, a->number, refused, code);
}

/* With one filter paho gives its answer directly, with several as a list. */
static void on_subscribe(void *context, MQTTAsync_successData *response)
{
    struct attempt *a = context;
    size_t count = a->filters;
    for (size_t i = 0; response && i < count; i++) {
        int granted = count == 1 ? response->alt.qos : response->alt.qosList[i];
        if (granted >= MQTT_BAD_SUBSCRIBE) {
            subscribe_result(context, (int)i, granted);
            return;
        }
    }
    subscribe_result(context, 0, 0);
}

static void on_subscribe5(void *context, MQTTAsync_successData5 *response)
{
    if (response && response->alt.sub.reasonCodeCount > 1) {
        for (int i = 0; i < response->alt.sub.reasonCodeCount; i++)
            if ((int)response->alt.sub.reasonCodes[i] >= MQTT_BAD_SUBSCRIBE) {
                subscribe_result(context, i, (int)response->alt.sub.reasonCodes[i]);
                return;
            }
    } else if (response && (int)response->reasonCode >= MQTT_BAD_SUBSCRIBE) {
        subscribe_result(context, 0, (int)response->reasonCode);
        return;
    }
    subscribe_result(context, 0, 0);
}

static void on_subscribe_failure(void *context, MQTTAsync_failureData *response)
{
    subscribe_result(context, 0, refusal(response ? response->code : -1, 0));
}

static void on_subscribe_failure5(void *context, MQTTAsync_failureData5 *response)
{
    subscribe_result(context, 0,
                     response ? refusal(response->code, (int)response->reasonCode) : -1);
}

static void send_result(void *context, bool ok)
{
    struct client_flight *flight = context;
    flight->client->ops->published(flight, ok);
}

static void on_sent(void *context, MQTTAsync_successData *response)
{
    (void)response;
    send_result(context, true);
}

static void on_sent5(void *context, MQTTAsync_successData5 *response)
{
    send_result(context, !response || (int)response->reasonCode < MQTT_BAD_SUBSCRIBE);
}

static void on_send_failure(void *context, MQTTAsync_failureData *response)
{
    (void)response;
    send_result(context, false);
}

static void on_send_failure5(void *context, MQTTAsync_failureData5 *response)
{
    (void)response;
    send_result(context, false);
}

static void on_disconnected(void *context, MQTTAsync_successData *response)
{
    struct client *c = context;
    (void)response;
    c->ops->disconnected(c->ctx);
}

static void on_disconnected5(void *context, MQTTAsync_successData5 *response)
{
    struct client *c = context;
    (void)response;
    c->ops->disconnected(c->ctx);
}

/* ---- what the link thread asks for ---- */

static int handle_make(struct client *c, enum mqtt_version version)
{
    MQTTAsync_createOptions options = MQTTAsync_createOptions_initializer;
    MQTTAsync made = NULL;
    options.MQTTVersion = paho_version[version];
    options.maxBufferedMessages = BUFFERED;
    int rc = MQTTAsync_createWithOptions(&made, c->conf.uri, c->conf.client_id,
                                         MQTTCLIENT_PERSISTENCE_NONE, NULL, &options);
    if (rc != MQTTASYNC_SUCCESS)
        return rc;
    rc = MQTTAsync_setCallbacks(made, c, on_lost, on_message, NULL);
    if (rc == MQTTASYNC_SUCCESS && version == MQTT_5)
        rc = MQTTAsync_setDisconnected(made, c, on_broker_disconnect);
    if (rc != MQTTASYNC_SUCCESS)
        MQTTAsync_destroy(&made);
    c->handle[version] = made;
    return rc;
}

static struct attempt *attempt_of(struct client *c, uint64_t number)
{
    struct attempt *a = &c->attempts[number % ATTEMPTS];
    *a = (struct attempt){.client = c, .number = number};
    return a;
}

/* MQTT 5 and 3.1.1 want different callbacks and clean-session fields. */
static MQTTAsync_connectOptions connect_options(enum mqtt_version version, struct attempt *attempt)
{
    MQTTAsync_connectOptions o3 = MQTTAsync_connectOptions_initializer;
    MQTTAsync_connectOptions o5 = MQTTAsync_connectOptions_initializer5;
    if (version == MQTT_5) {
        o5.onSuccess5 = on_connect5;
        o5.onFailure5 = on_connect_failure5;
        o5.context = attempt;
        return o5;
    }
    o3.MQTTVersion = MQTTVERSION_3_1_1;
    o3.onSuccess = on_connect;
    o3.onFailure = on_connect_failure;
    o3.context = attempt;
    return o3;
}

/* sslVersion stays the default, what both know best: the constant for 1.2 would shut out 1.3. With
 * an empty password an encrypted key is an error; with none OpenSSL would ask at the terminal. */
static MQTTAsync_SSLOptions tls_options(const struct link_tls *files)
{
    MQTTAsync_SSLOptions o = MQTTAsync_SSLOptions_initializer;
    o.trustStore = files->ca_file;
    o.keyStore = files->cert_file;
    o.privateKey = files->key_file;
    o.privateKeyPassword = "";
    o.enabledCipherSuites = TLS_CIPHERS;
    o.enableServerCertAuth = 1;
    o.verify = 1; /* the host name, too */
    return o;
}

int client_connect(struct client *client, enum mqtt_version version, uint64_t attempt,
                   const struct client_message *message)
{
    if (!client->handle[version]) {
        int rc = handle_make(client, version);
        if (rc != MQTTASYNC_SUCCESS)
            return rc;
    }
    client->version = version;
    MQTTAsync_willOptions will = MQTTAsync_willOptions_initializer;
    MQTTAsync_connectOptions o = connect_options(version, attempt_of(client, attempt));
    o.keepAliveInterval = client->conf.keepalive_s;
    o.connectTimeout = client->conf.connect_timeout_s;
    o.maxInflight = MAX_INFLIGHT;
    o.username = client->conf.user;
    o.password = client->conf.password;
    MQTTAsync_SSLOptions tls;
    if (client->conf.tls) {
        tls = tls_options(client->conf.tls);
        o.ssl = &tls;
    }
    if (message) {
        will.topicName = message->topic;
        will.payload.len = (int)message->length;
        will.payload.data = message->payload;
        will.retained = message->retain;
        will.qos = message->qos;
        o.will = &will;
    }
    return MQTTAsync_connect(client->handle[version], &o);
}

static MQTTAsync_responseOptions response_options(enum mqtt_version version,
                                                  const MQTTAsync_responseOptions *v3,
                                                  const MQTTAsync_responseOptions *v5)
{
    return version == MQTT_5 ? *v5 : *v3;
}

/* paho wants them writable, and copies them. NULL without memory. */
static char **topics_of(const struct filters *filters)
{
    char **topics = malloc((filters->count + 1) * sizeof *topics);
    if (topics)
        memcpy(topics, filters->item, filters->count * sizeof *topics);
    return topics;
}

int client_unsubscribe(struct client *client, const struct filters *filters)
{
    MQTTAsync_responseOptions o = MQTTAsync_responseOptions_initializer;
    char **topics = topics_of(filters);
    int rc = MQTTASYNC_FAILURE;
    if (topics)
        rc = MQTTAsync_unsubscribeMany(client->handle[client->version], (int)filters->count, topics,
                                       &o);
    free(topics);
    return rc;
}

int client_subscribe(struct client *client, const struct filters *filters, uint64_t attempt)
{
    MQTTAsync_responseOptions v3 = MQTTAsync_responseOptions_initializer, v5 = v3;
    v3.onSuccess = on_subscribe;
    v3.onFailure = on_subscribe_failure;
    v5.onSuccess5 = on_subscribe5;
    v5.onFailure5 = on_subscribe_failure5;
    struct attempt *a = attempt_of(client, attempt);
    a->filters = filters->count;
    v3.context = v5.context = a;
    MQTTAsync_responseOptions o = response_options(client->version, &v3, &v5);

    size_t count = filters->count;
    int *qos = malloc((count + 1) * sizeof *qos);
    char **topics = topics_of(filters);
    int rc = MQTTASYNC_FAILURE;
    if (qos && topics) {
        for (size_t i = 0; i < count; i++)
            qos[i] = 1;
        rc = MQTTAsync_subscribeMany(client->handle[client->version], (int)count, topics, qos, &o);
    }
    free(qos);
    free(topics);
    return rc;
}

int client_send(struct client *client, const struct client_message *message,
                struct client_flight *flight)
{
    MQTTAsync_responseOptions v3 = MQTTAsync_responseOptions_initializer, v5 = v3;
    v3.onSuccess = on_sent;
    v3.onFailure = on_send_failure;
    v5.onSuccess5 = on_sent5;
    v5.onFailure5 = on_send_failure5;
    v3.context = v5.context = flight;
    flight->client = client;
    MQTTAsync_responseOptions o = response_options(client->version, &v3, &v5);
    return MQTTAsync_send(client->handle[client->version], message->topic, (int)message->length,
                          message->payload, message->qos, message->retain, &o);
}

int client_disconnect(struct client *client, int timeout_ms, bool will)
{
    MQTTAsync_disconnectOptions o = MQTTAsync_disconnectOptions_initializer;
    MQTTAsync_disconnectOptions o5 = MQTTAsync_disconnectOptions_initializer5;
    if (client->version == MQTT_5)
        o = o5;
    if (client->version == MQTT_5 && will)
        o.reasonCode = MQTTREASONCODE_DISCONNECT_WITH_WILL_MESSAGE;
    o.timeout = timeout_ms;
    o.context = client;
    if (client->version == MQTT_5)
        o.onSuccess5 = on_disconnected5;
    else
        o.onSuccess = on_disconnected;
    return client->handle[client->version]
               ? MQTTAsync_disconnect(client->handle[client->version], &o)
               : MQTTASYNC_DISCONNECTED;
}
