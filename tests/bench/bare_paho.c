/* SPDX-License-Identifier: MIT */
/* The least that a program on paho can do: connect to a broker (tcp://HOST:PORT), subscribe to one
 * filter and end at the first message. What bench_start compares with. */
#include <MQTTAsync.h>
#include <semaphore.h>

static MQTTAsync handle;
static const char *filter;
static sem_t heard;

static int on_message(void *context, char *topic, int topic_length, MQTTAsync_message *message)
{
    (void)context, (void)topic_length;
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    (void)sem_post(&heard);
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
    if (argc != 3)
        return 2;
    filter = argv[2];
    o.onSuccess = on_connected;
    (void)sem_init(&heard, 0, 0);
    if (MQTTAsync_create(&handle, argv[1], "bare", MQTTCLIENT_PERSISTENCE_NONE, NULL) !=
            MQTTASYNC_SUCCESS ||
        MQTTAsync_setCallbacks(handle, NULL, NULL, on_message, NULL) != MQTTASYNC_SUCCESS ||
        MQTTAsync_connect(handle, &o) != MQTTASYNC_SUCCESS)
        return 1;
    while (sem_wait(&heard) != 0)
        ;
    return 0;
}
