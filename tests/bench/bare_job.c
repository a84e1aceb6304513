/* SPDX-License-Identifier: MIT */
/* The least that a program in C does for the job of bench_peers: paho, jansson and SQLite with
 * nothing around them. It knows neither a lost broker nor a restart, and trusts what comes.
 *   bare_job PORT ROOT DATABASE */
#include <MQTTAsync.h>
#include <jansson.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { TOTAL, SCRAP, COUNTERS };

static const char *const counters[COUNTERS] = {"total", "scrap"};
static MQTTAsync handle;
static char filter[128], state[64];
static sqlite3_stmt *insert;
static long long messages, last[COUNTERS] = {-1, -1}, made[COUNTERS];

static void count(const json_t *said)
{
    for (int i = 0; i < COUNTERS; i++) {
        long long now = json_integer_value(json_object_get(said, counters[i]));
        if (last[i] >= 0 && now > last[i])
            made[i] += now - last[i];
        last[i] = now;
    }
}

/* Committed, and on the disk, when it returns. */
static void change(const json_t *said)
{
    const char *word = json_string_value(json_object_get(said, "state"));
    if (!word || strcmp(word, state) == 0)
        return;
    (void)snprintf(state, sizeof state, "%s", word);
    (void)sqlite3_bind_int64(insert, 1, json_integer_value(json_object_get(said, "ts")));
    (void)sqlite3_bind_text(insert, 2, state, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(insert, 3, messages);
    (void)sqlite3_bind_int64(insert, 4, made[TOTAL]);
    (void)sqlite3_bind_int64(insert, 5, made[SCRAP]);
    if (sqlite3_step(insert) != SQLITE_DONE)
        _exit(1);
    (void)sqlite3_reset(insert);
}

static int on_message(void *context, char *topic, int topic_length, MQTTAsync_message *message)
{
    const char *name = strrchr(topic, '/');
    (void)context, (void)topic_length;
    messages++;
    json_t *said = json_loadb(message->payload, (size_t)message->payloadlen, 0, NULL);
    if (said && name && strcmp(name, "/counts") == 0)
        count(said);
    else if (said && name && strcmp(name, "/state") == 0)
        change(said);
    json_decref(said);
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

static void on_connected(void *context, MQTTAsync_successData *response)
{
    MQTTAsync_responseOptions o = MQTTAsync_responseOptions_initializer;
    (void)context, (void)response;
    (void)MQTTAsync_subscribe(handle, filter, 1, &o);
}

int main(int argc, char **argv)
{
    MQTTAsync_connectOptions o = MQTTAsync_connectOptions_initializer;
    sqlite3 *db;
    char url[64];
    if (argc < 4)
        return 2;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)snprintf(url, sizeof url, "tcp://127.0.0.1:%s", argv[1]);
    (void)snprintf(filter, sizeof filter, "%s/#", argv[2]);
    o.onSuccess = on_connected;
    if (sqlite3_open(argv[3], &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA synchronous = FULL", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "INSERT INTO change VALUES (?, ?, ?, ?, ?)", -1, &insert, NULL) !=
            SQLITE_OK ||
        MQTTAsync_create(&handle, url, "bare_job", MQTTCLIENT_PERSISTENCE_NONE, NULL) !=
            MQTTASYNC_SUCCESS ||
        MQTTAsync_setCallbacks(handle, NULL, NULL, on_message, NULL) != MQTTASYNC_SUCCESS ||
        MQTTAsync_connect(handle, &o) != MQTTASYNC_SUCCESS)
        return 1;
    for (;;)
        (void)pause();
}
