/* SPDX-License-Identifier: MIT */
/* The least that a program on paho can do: connect to a broker (tcp://HOST:PORT), subscribe to one
 * filter and end at the first message (bench_start), or, given a descriptor of shared memory, count
 * there for ever (flow.c). It stands alone: nothing of ours is in it that could help or burden. */
#include "tests/bench/counted.h"

#include <MQTTAsync.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>

static MQTTAsync handle;
static const char *filter;
static struct counted *counted;
static sem_t heard;

static int on_message(void *context, char *topic, int topic_length, MQTTAsync_message *message)
{
    (void)context, (void)topic_length;
    if (counted)
        (void)atomic_fetch_add_explicit(&counted->messages, 1, memory_order_release);
    else
        (void)sem_post(&heard);
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

static void on_subscribed(void *context, MQTTAsync_successData *response)
{
    (void)context, (void)response;
    if (counted)
        atomic_store(&counted->up, true);
}

static void on_connected(void *context, MQTTAsync_successData *response)
{
    MQTTAsync_responseOptions o = MQTTAsync_responseOptions_initializer;
    (void)context, (void)response;
    o.onSuccess = on_subscribed;
    (void)MQTTAsync_subscribe(handle, filter, 1, &o);
}

static struct counted *shared(const char *descriptor)
{
    void *room = mmap(NULL, sizeof *counted, PROT_READ | PROT_WRITE, MAP_SHARED,
                      (int)strtol(descriptor, NULL, 10), 0);
    return room == MAP_FAILED ? NULL : room;
}

int main(int argc, char **argv)
{
    MQTTAsync_connectOptions o = MQTTAsync_connectOptions_initializer;
    if (argc < 3 || argc > 4 || (argc == 4 && !(counted = shared(argv[3]))))
        return 2;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
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
