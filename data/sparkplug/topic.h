/* SPDX-License-Identifier: MIT */
/* Sparkplug's topics: spBv1.0/GROUP/VERB/NODE[/DEVICE], spBv1.0/STATE/HOST; what a host says of
 * itself there. Pure. */
#ifndef DATA_SPARKPLUG_TOPIC_H
#define DATA_SPARKPLUG_TOPIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPB_NAMESPACE "spBv1.0"
#define SPB_ID_SIZE   128

enum spb_verb {
    SPB_NONE, /* another topic, or a verb that we do not know */
    SPB_NBIRTH,
    SPB_NDEATH,
    SPB_NDATA,
    SPB_NCMD,
    SPB_DBIRTH,
    SPB_DDEATH,
    SPB_DDATA,
    SPB_DCMD,
    SPB_STATE, /* `node` is the host */
    SPB_VERB_COUNT
};

struct spb_topic {
    enum spb_verb verb;
    char group[SPB_ID_SIZE], node[SPB_ID_SIZE], device[SPB_ID_SIZE];
};

/* False: none of Sparkplug's, of a verb we do not know, or with an id longer than we keep. The
 * retained copies under $sparkplug/certificates/ are read likewise. */
bool spb_topic_parse(const char *text, struct spb_topic *out);
/* False: it is cut. */
bool spb_topic_format(const struct spb_topic *topic, char *out, size_t size);
/* GROUP/NODE or GROUP/NODE/DEVICE, as people write it. False: it is neither. */
bool spb_root_read(const char *text, struct spb_topic *out);
/* "NBIRTH" */
const char *spb_verb_word(enum spb_verb verb);

/* A host's STATE: {"online":true,"timestamp":ms}. 0; -1: it is none. */
struct spb_host_state {
    bool online;
    int64_t timestamp;
};
int spb_host_state_read(const char *payload, size_t length, struct spb_host_state *out);
size_t spb_host_state_write(const struct spb_host_state *state, char *out, size_t size);

/* What an edge node makes of it: `known` is whether one was heard, `last` the latest. True when it
 * is news; an older one is none, and neither is what says the same again. */
bool spb_host_state_take(struct spb_host_state *last, bool *known,
                         const struct spb_host_state *heard);

#endif
