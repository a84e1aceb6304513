/* SPDX-License-Identifier: MIT */
/* A socket that answers one question, `status`: for programs whose work is elsewhere, so that
 * doctor and metrics can ask them how they are. */
#ifndef DATA_SERVE_POST_H
#define DATA_SERVE_POST_H

#include "data/model/json.h"
#include "data/serve/place.h"
#include "data/serve/serve.h"
#include "data/service/vitals.h"

/* Its messages, in the program's own book. */
struct post_messages {
    int serving, trouble, anew, lost;
};

struct post {
    struct place place;
    struct server *server; /* NULL: there is none */
    const struct vitals *vitals;
    void (*put)(void *ctx, struct jw *w);
    void *ctx;
    const char *member;
    char *text; /* of an answer */
    struct post_messages say;
    int64_t look_at; /* boot_ms: when to look after the directory */
};

struct post_conf {
    struct uv_loop_s *loop;
    const char *run;     /* as an option says; NULL: $RUNTIME_DIRECTORY, without that no socket */
    const char *program; /* the socket is RUN/PROGRAM.sock; static text */
    const char *group;   /* as in serve_conf */
    const struct vitals *vitals; /* must outlive it */
    /* Members of the answer's one object, named `member`; "health" is added. */
    void (*put)(void *ctx, struct jw *w);
    void *ctx;
    const char *member; /* static text */
    struct post_messages say;
};

/* Before confine_begin. That there can be no socket is told, and no reason not to work. */
void post_open(struct post *post, const struct post_conf *conf);
/* Now and then: what was removed of it is made anew. */
void post_tick(struct post *post, int64_t boot_ms);
/* Before the loop is run for the last time. */
void post_close(struct post *post);

#endif
