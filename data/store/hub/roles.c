/* SPDX-License-Identifier: MIT */
/* Who may do what in PostgreSQL: the owner makes and renews the tables, a hub adds to the log and
 * never changes or removes what is in it, people and BI tools read the views and nothing else.
 * Rights are given at each renewal, for what is made anew has none; where a plant does without the
 * roles nothing is given. */
#include "data/store/hub/roles.h"

#include "data/store/hub/facts.h"
#include "data/store/hub/inside.h"

#include <stdio.h>
#include <string.h>

static const char head[] =
    "-- The tables and roles of andon-hub, for psql as a superuser or the owner of the database.\n"
    "-- It may be run again. Then give logins to people and hubs:\n"
    "--   CREATE ROLE hub1 LOGIN PASSWORD '...' IN ROLE andon_ingest;\n"
    "--   CREATE ROLE bi LOGIN PASSWORD '...' IN ROLE andon_view;\n"
    "--   CREATE ROLE dba LOGIN PASSWORD '...' IN ROLE andon_owner;  -- andon-hub --migrate\n"
    "\\set ON_ERROR_STOP on\n";

static const char roles[] =
    "DO $$ DECLARE r text; BEGIN\n"
    "  FOREACH r IN ARRAY ARRAY['andon_owner', 'andon_ingest', 'andon_view'] LOOP\n"
    "    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN\n"
    "      EXECUTE format('CREATE ROLE %I NOLOGIN', r);\n"
    "    END IF;\n"
    "    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), r);\n"
    "  END LOOP;\n"
    "  EXECUTE format('GRANT CREATE ON SCHEMA %I TO andon_owner', current_schema());\n"
    "END $$;\n";

const char *const roles_become_owner =
    "SELECT set_config('role', 'andon_owner', true) FROM pg_roles WHERE rolname = 'andon_owner'"
    " AND pg_has_role(rolname, 'MEMBER') AND coalesce((SELECT tableowner = 'andon_owner' FROM"
    " pg_tables WHERE tablename = 'andon_schema' AND schemaname = current_schema()), true)";

/* What a hub does with each table. The log is for adding to. */
static const struct {
    const char *table, *rights;
} given[] = {
    {"andon_schema", "SELECT"},
    {"record", "SELECT, INSERT"},
    {"dead_letter", "SELECT, INSERT"},
    {"object", "SELECT, INSERT, UPDATE"},
    {"station", "SELECT, INSERT, UPDATE"},
    {"epoch", "SELECT, INSERT, UPDATE"},
    {"descent", "SELECT, INSERT"},
    {"lineage", "SELECT, INSERT"},
    {"alarm", "SELECT, INSERT, UPDATE"},
    {"signal", "SELECT, INSERT"},
    {"history", "SELECT, INSERT, UPDATE, DELETE"},
    {"history_day", "SELECT, INSERT, UPDATE"},
    {"history_head", "SELECT, INSERT, UPDATE"},
    {"seam", "SELECT, INSERT, DELETE"},
    {"webhook", "SELECT, INSERT, UPDATE, DELETE"},
};

static void put_grant(roles_sink *put, void *ctx, const char *rights, const char *name,
                      const char *role)
{
    char text[200];
    (void)snprintf(text, sizeof text, "GRANT %s ON %s TO %s;\n", rights, name, role);
    put(ctx, text);
}

void roles_grants(roles_sink *put, void *ctx)
{
    put(ctx, "DO $$ BEGIN\nIF EXISTS (SELECT FROM pg_roles WHERE rolname = 'andon_ingest') THEN\n");
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        put_grant(put, ctx, given[i].rights, given[i].table, "andon_ingest");
    for (int i = 0; i < FACT_TABLES; i++)
        put_grant(put, ctx, "SELECT, INSERT, UPDATE", fact_tables[i].name, "andon_ingest");
    put(ctx, "END IF;\nIF EXISTS (SELECT FROM pg_roles WHERE rolname = 'andon_view') THEN\n");
    for (int i = 0; i < HUB_VIEWS; i++)
        put_grant(put, ctx, "SELECT", hub_views_postgres[i].name, "andon_view");
    put(ctx, "END IF;\nEND $$;\n");
}

void roles_schema(roles_sink *put, void *ctx)
{
    char text[FACT_SQL];
    put(ctx, head);
    put(ctx, roles);
    put(ctx, "SELECT to_regclass('andon_schema') IS NULL AS new \\gset\n\\if :new\nBEGIN;\n"
             "SET LOCAL ROLE andon_owner;\n");
    for (int v = 0; v < HUB_SCHEMA_VERSION; v++) {
        if (strncmp(hub_schema_postgres[v], "SELECT", 6) == 0)
            continue; /* nothing but the tables of facts.c, which follow */
        put(ctx, hub_schema_postgres[v]);
        put(ctx, "\n");
    }
    for (int i = 0; i < FACT_TABLES; i++) {
        fact_make(FACT_POST, &fact_tables[i], text);
        put(ctx, text);
        put(ctx, "\n");
    }
    for (int i = 0; i < HUB_VIEWS; i++) {
        put(ctx, hub_views_postgres[i].text);
        put(ctx, "\n");
    }
    (void)snprintf(text, sizeof text, "CREATE TABLE andon_schema AS SELECT %d AS version;\n",
                   HUB_SCHEMA_VERSION);
    put(ctx, text);
    put(ctx, "COMMIT;\n\\endif\n");
    roles_grants(put, ctx);
}
