/* SPDX-License-Identifier: MIT */
/* Shared by decode.c and sources.c and by nobody else. */
#ifndef DATA_DECODE_DECODE_PRIVATE_H
#define DATA_DECODE_DECODE_PRIVATE_H

#include "data/decode/decode.h"
#include "data/decode/plug.h"

/* The pointers of a signal; CODE is where a quality that is an object keeps its number. */
enum { POINTER_VALUE, POINTER_TIME, POINTER_QUALITY, POINTER_CODE, POINTERS };

enum { SLOT_NONE = -1, SLOT_NO_LEVEL = -2, SLOT_TOO_LONG = -3, SLOT_INVALID = -4 };

struct member {
    const struct signal_conf *conf;
    uint16_t signal;
    bool status;        /* its quality is an OPC UA status */
    int slot[POINTERS]; /* of the group's plan, or SLOT_… */
};

struct group {
    size_t first, count; /* its members */
    bool json;           /* at least one member reads JSON */
    bool places;         /* pointers hold captured levels: the plan is made for each message */
    uint32_t sources;    /* bits of those whose messages these are */
    struct scan_plan plan;
};

struct decoder {
    const struct config *config;
    const char **filter; /* one a group */
    struct group *group;
    size_t groups;
    struct member *member; /* by group, then as configured */
    struct decode_stats *stats;
    struct topic_index *index;
    struct scan_node *node; /* the plans' memory */
    char *text;
    struct scan_value *value; /* of the document at hand */
    struct feeds *feeds;
    struct plugs *plugs;
    uint32_t plugged; /* bits of the sources that these are for */
    int64_t unwanted;
};
_Static_assert(CONFIG_SOURCES_MAX <= 32, "a bit for each source");

/* One message on its way through. */
struct pass {
    struct decoder *decoder;
    const struct message *message;
    decode_sink *sink;
    void *ctx;
    int updates;
    /* of the group at hand */
    const struct topic_hit *hit;
    char malformed[80]; /* "" when the document is fine */
    int time_slot;      /* the time read last: members mostly share it */
    enum time_unit time_unit;
    int64_t time_ms;
};

/* What went wrong with a signal's message, and where. */
struct fault {
    const char *where; /* NULL: nothing went wrong */
    struct cause what;
};

/* decode.c */
void decode_set_fault(struct fault *fault, const char *where, const char *what);
void decode_fault(struct pass *pass, uint16_t signal, const struct fault *fault);
void decode_begin(struct pass *pass, uint16_t signal, struct update *update);
void decode_clear(struct value *value);

/* sources.c */
void decode_own(struct pass *pass, const struct member *member);
void decode_sources(struct pass *pass, uint32_t sources);

#endif
