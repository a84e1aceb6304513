/* SPDX-License-Identifier: MIT */
/* The figures of a view for doctor and metrics: sums over its board, its link, its loop. Called by
 * view.c on the loop; a board of many thousands is one pass over rows that are in memory. */
#include "data/hub/self.h"

static void put_board(const struct self_view *v, struct jw *w)
{
    int64_t online = 0, calls = 0, unacked = 0, pending = 0, state[MACHINE_STATE_COUNT] = {0};
    const size_t count = board_count(v->board);
    for (size_t i = 0; i < count; i++) {
        const struct line_row *row = board_row(v->board, i);
        online += row->online;
        calls += row->calls;
        unacked += row->unacked;
        pending += row->pending;
        state[row->state]++;
    }
    jw_object(w, "stations");
    jw_int(w, "count", (int64_t)count);
    jw_int(w, "online", online);
    jw_int(w, "refused", board_refused(v->board));
    jw_object_end(w);
    jw_object(w, "states");
    for (int i = 0; i < MACHINE_STATE_COUNT; i++)
        jw_int(w, word_name(&words_machine_state, i), state[i]);
    jw_object_end(w);
    jw_int(w, "calls", calls);
    jw_int(w, "unacked", unacked);
    jw_int(w, "pending", pending);
}

static void put_link(const struct self *self, const struct self_view *v, struct jw *w)
{
    struct link_stats stats;
    link_stats(v->link, &stats);
    jw_object(w, "link");
    jw_bool(w, "up", v->up);
    jw_text(w, "why", self->why[0] ? self->why : NULL);
    jw_int(w, "queue", stats.queue);
    jw_int(w, "queue_max", stats.queue_max);
    jw_int(w, "messages", stats.received);
    jw_int(w, "dropped", v->dropped);
    jw_object_end(w);
}

void self_put(const struct self *self, const struct self_view *v, struct jw *w)
{
    jw_object(w, "view");
    jw_text(w, "version", ANDON_VERSION);
    jw_int(w, "ts", v->wall_ms);
    jw_bool(w, "complete", v->complete);
    jw_bool(w, "keys", v->keys);
    jw_bool(w, "database", v->database);
    put_board(v, w);
    put_link(self, v, w);
    vitals_put(&self->vitals, serve_clients(v->server), serve_backlog(v->server), w);
    jw_object_end(w);
}
