/* SPDX-License-Identifier: MIT */
/* What people do with alerts: the verbs, for people/commands.c. */
#ifndef ANDON_ENGINE_RESPONSE_ALERT_COMMANDS_H
#define ANDON_ENGINE_RESPONSE_ALERT_COMMANDS_H

#include "andon/engine/station_private.h"

struct undo;

#define ACK_ALL_MAX     64   /* at once; the rest by doing it again */
#define ALERTS_LIST_MAX 1280 /* of a command's list, in bytes */

void people_ack(struct station *st, const struct command *c, struct outcome *out);
void people_unack(struct station *st, const struct command *c, struct outcome *out);
void people_shelve(struct station *st, const struct command *c, struct outcome *out);
void people_unshelve(struct station *st, const struct command *c, struct outcome *out);
void people_reset(struct station *st, const struct command *c, struct outcome *out);
void people_out_of_service(struct station *st, const struct command *c, struct outcome *out);
void people_in_service(struct station *st, const struct command *c, struct outcome *out);
void alert_undo(struct station *st, struct undo *u, struct outcome *out);

#endif
