/* SPDX-License-Identifier: MIT */
/* What can be chosen at a station (reasons, scrap reasons, modes, jobs) and what was entered
 * (scrap, the hours of the shift, the packet of its handover): replies of andond as tables. Text is
 * sanitised here; rows beyond a table's limit are left out and the table says so. */
#ifndef CONSOLE_CHOICES_H
#define CONSOLE_CHOICES_H

#include "console/widgets/format.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define CHOICES_MAX      256
#define CHOICE_PLACES    9
#define JOB_ROWS_MAX     64
#define PRODUCT_ROWS_MAX 24
#define SCRAP_ROWS_MAX   64
#define BOARD_ROWS_MAX   27
#define PACKET_ROWS_MAX  48

/* A reason, a scrap reason or a mode. */
struct choice {
    char id[48], title[64], parent[48], loss[16];
    char own[64], titles[256]; /* the title as configured, and by language: "de: …; es: …" */
    char checklist[256];       /* "; " between its lines */
    int place;                 /* 1..9: its key within its level; 0: none */
    bool leaf, planned, note, rework, fits;
    int64_t used, last; /* times it was used; wall ms, TIME_NONE */
    int64_t for_ms;     /* of a mode: how long it is expected to be; 0: open end */
    enum station_mode mode;
};
struct choices {
    struct choice row[CHOICES_MAX];
    int count;
    bool known, more;
    char suggested[48]; /* "": none */
};

struct job_row {
    char id[32], title[64], product[64];
    enum job_state state;
    int64_t quantity, made;     /* amounts; quantity 0: open end */
    int64_t due, since, finish; /* wall ms, TIME_NONE */
};
struct product_row {
    char id[64], title[64]; /* title: "" */
};
struct jobs {
    struct job_row row[JOB_ROWS_MAX];
    int count;
    struct product_row product[PRODUCT_ROWS_MAX]; /* what the station can go on with */
    int products;
    bool known;
    int64_t rev;
};

struct scrap_row {
    char id[24], reason[48], note[161], job[32], of[24];
    int64_t rev, at_ms, wall_ms, quantity; /* amount; negative: a counter-entry */
    bool rework;
};
struct scraps {
    struct scrap_row row[SCRAP_ROWS_MAX];
    int count;
    bool known;
};

struct board_row {
    int64_t begin_ms, end_ms, plan, actual, scrap, stop_ms; /* plan -1: none */
    int64_t difference; /* to what is due by now; INT64_MIN: none */
    char cause[64];
};
struct board {
    struct board_row row[BOARD_ROWS_MAX];
    int count;
    bool known;
};

/* The packet as lines: a heading, or a label and what it is: text, or a figure. */
enum packet_unit { UNIT_TEXT, UNIT_RATIO, UNIT_MS, UNIT_COUNT };
struct packet_row {
    char label[40], value[160];
    enum packet_unit unit;
    double figure; /* of another unit than text: packet_value */
    int64_t at_ms; /* shown before it, TIME_NONE */
    bool head;
};
struct packet {
    struct packet_row row[PACKET_ROWS_MAX];
    int count;
    bool known, outgoing, incoming, by_badge;
    char shift[32], name[32], state[24], outgoing_by[64], incoming_by[64];
    int64_t start, end, rev;
};

/* Replies into tables. `first`: the first page of rows, which replaces what is there. */
void choices_read(struct choices *c, const json_t *reply, const char *key);
void jobs_read(struct jobs *j, const json_t *reply);
void scraps_read(struct scraps *s, const json_t *rows, bool first);
void board_read(struct board *b, const json_t *reply);
void packet_read(struct packet *p, const json_t *reply);
/* What stands behind the label, in the language's separators. */
const char *packet_value(const struct packet_row *row, const struct number_style *numbers,
                         char out[FORMAT_SIZE]);

/* Titles in the language in use. */
void choices_speak(struct choices *c);

const struct choice *choice_find(const struct choices *c, const char *id);
/* What people call it: its title, else the id itself. */
const char *choice_title(const struct choices *c, const char *id);
/* The same of something that came with its title, in the daemon's own language. */
const char *choice_said(const struct choices *c, const char *id, const char *title);
/* Net amount of an entry after its counter-entries. */
int64_t scrap_net(const struct scraps *s, const struct scrap_row *row);

#endif
