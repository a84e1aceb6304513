/* SPDX-License-Identifier: MIT */
/* Least rights in PostgreSQL: andon_owner, andon_ingest, andon_view. */
#ifndef DATA_STORE_HUB_ROLES_H
#define DATA_STORE_HUB_ROLES_H

typedef void roles_sink(void *ctx, const char *text);

/* A script for psql: roles, tables of a new database, rights (andon-hub --schema-sql). */
void roles_schema(roles_sink *put, void *ctx);

/* One statement: the rights, for those of the roles that there are. */
void roles_grants(roles_sink *put, void *ctx);

/* A statement within a transaction: whoever may be the owner is, so that all is the owner's. */
extern const char *const roles_become_owner;

#endif
