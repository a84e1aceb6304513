/* SPDX-License-Identifier: MIT */
/* How often screens were opened, by the role of who did: no names, no terminals. */
#ifndef DATA_MODEL_OPENED_H
#define DATA_MODEL_OPENED_H

#include "data/model/json.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdint.h>

#define OPENED_SCREENS 24 /* what is beyond is counted as `others` */
#define OPENED_NAME    24
#define OPENED_MOST    1000 /* of one screen in one message */

struct opened {
    struct opened_row {
        char screen[OPENED_NAME];
        int64_t count[PERSON_ROLE_COUNT];
    } row[OPENED_SCREENS];
    int rows;
};

/* `screen` is a name as layouts have them; of others nothing is counted. */
void opened_add(struct opened *o, const char *screen, enum person_role role, int64_t count);
/* {"details":3, …}: what a console says, or a record. */
void opened_read(struct opened *o, const json_t *screens, enum person_role role);
int64_t opened_sum(const struct opened *o, enum person_role role);
/* The object `screens` of the role. */
void opened_put(struct jw *w, const struct opened *o, enum person_role role);

#endif
