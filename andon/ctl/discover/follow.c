/* SPDX-License-Identifier: MIT */
/* discover --follow: for a screen that sits on top. Every second or so what was found so far as one
 * JSON line on standard output, and an answer to each line that comes in:
 * {"write":2,"directory":"press3","ideal_cycle_s":4.1} (the second machine of the last list;
 * without the cycle what was learned); {"replace":2} (what it would change in the station of
 * --config, written by `andonctl station edit`). Ends with its input. Called by listen.c; owns the
 * text that has come in. */
#include "andon/ctl/discover/found.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES    ((size_t)240 << 10)
#define ASSETS_MAX    30
#define EVERY_MS      1000
#define SHARE_OF_TIME 5 /* looking takes at most that part of the time */

/* ---- out ------------------------------------------------------------------------------------- */

static void candidate_json(const struct discover_asset *asset, const struct discover_candidate *c,
                           struct jw *w)
{
    char chart[FINDING_CHART_SIZE];
    finding_chart(asset, c, chart, sizeof chart);
    jw_object(w, NULL);
    jw_text(w, "signal", c->id);
    jw_text(w, "role", discover_role_name(c->role));
    jw_text(w, "last", c->last);
    jw_text(w, "unit", c->unit);
    jw_text(w, "where", c->shown);
    jw_text(w, "chart", chart);
    jw_int(w, "confidence", c->confidence);
    jw_text(w, "why", c->why);
    jw_object_end(w);
}

static void words_json(const struct discover_asset *asset, struct jw *w)
{
    int64_t sum = 0;
    for (size_t i = 0; i < asset->words; i++)
        sum += asset->word[i].dwell_ms;
    jw_array(w, "words");
    for (size_t i = 0; i < asset->words; i++) {
        const struct discover_word *word = &asset->word[i];
        jw_object(w, NULL);
        jw_text(w, "word", word->text);
        jw_text(w, "state", word_name(&words_machine_state, (int)word->state));
        jw_int(w, "share", sum > 0 ? word->dwell_ms * 100 / sum : 0);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void asset_json(const struct discover_asset *asset, struct jw *w)
{
    const struct discover_cycle *cycle = &asset->cycle[0];
    jw_object(w, NULL);
    jw_text(w, "name", asset->name);
    jw_text(w, "title", asset->title);
    jw_text(w, "path", asset->path);
    jw_text(w, "format", discover_kind_title(asset->kind));
    jw_int(w, "confidence", asset->confidence);
    jw_array(w, "signals");
    for (size_t i = 0; i < asset->candidates; i++)
        if (asset->candidate[i].chosen)
            candidate_json(asset, &asset->candidate[i], w);
    jw_array_end(w);
    words_json(asset, w);
    if (cycle->ideal_us > 0)
        jw_amount(w, "ideal_cycle_s", cycle->ideal_us);
    else
        jw_null(w, "ideal_cycle_s");
    jw_text(w, "ideal_why", cycle->why);
    jw_seconds(w, "small_stop_s", asset->small_stop_ms);
    jw_text(w, "small_stop_why", asset->small_stop_why);
    jw_array(w, "advice");
    for (size_t i = 0; i < DISCOVER_ADVICE && asset->advice[i][0]; i++)
        jw_text(w, NULL, asset->advice[i]);
    jw_array_end(w);
    jw_object_end(w);
}

/* As many machines as fit a line; `machines` tells how many there are. */
static void print_found(struct follow *follow, const struct finding *f, const char *link)
{
    const struct discover_counts *c = discover_counts(f->discover);
    struct jw w;
    jw_init(&w, follow->out, LINE_BYTES);
    jw_object(&w, NULL);
    jw_seconds(&w, "heard_s", f->heard_ms);
    jw_int(&w, "messages", c->messages);
    jw_int(&w, "topics", c->topics);
    jw_int(&w, "dropped", f->dropped);
    jw_int(&w, "machines", (int64_t)f->result->machines);
    jw_int(&w, "assets", (int64_t)f->result->assets);
    jw_text(&w, "link", link);
    jw_array(&w, "found");
    for (size_t i = 0; i < f->result->assets && i < ASSETS_MAX; i++) {
        struct jw before = w;
        asset_json(&f->result->asset[i], &w);
        if (w.overflow || w.length > LINE_BYTES - 64) {
            w = before;
            break;
        }
        follow->listed = i + 1;
    }
    jw_array_end(&w);
    jw_object_end(&w);
    if (!w.overflow)
        puts(follow->out);
    (void)fflush(stdout);
}

static void answer(const char *member, const char *text)
{
    char line[1024];
    struct jw w;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    jw_text(&w, member, text);
    jw_object_end(&w);
    puts(line);
    (void)fflush(stdout);
}

/* ---- in -------------------------------------------------------------------------------------- */

static void answer_replace(struct follow *follow, struct finding *f, json_int_t number)
{
    struct cause why = {.text = ""};
    json_t *replace = finding_replace(f, &f->result->asset[number - 1], &why);
    json_t *root = replace ? json_pack("{s:o}", "replace", replace) : NULL;
    size_t length = root ? json_dumpb(root, follow->out, LINE_BYTES - 1, JSON_COMPACT) : 0;
    json_decref(root);
    if (length == 0 || length >= LINE_BYTES) {
        answer("error", why.text[0] ? why.text : "out of memory");
        return;
    }
    follow->out[length] = '\0';
    puts(follow->out);
    (void)fflush(stdout);
}

static void take_command(struct follow *follow, struct finding *f, const char *line)
{
    json_t *root = json_loads(line, 0, NULL);
    json_int_t replace = json_integer_value(json_object_get(root, "replace"));
    json_int_t number = replace ? replace : json_integer_value(json_object_get(root, "write"));
    const char *directory = json_string_value(json_object_get(root, "directory"));
    double ideal_s = json_number_value(json_object_get(root, "ideal_cycle_s"));
    struct cause why = {.text = ""};
    if ((!directory && !replace) || number < 1 || (size_t)number > follow->listed || !f->result ||
        (size_t)number > f->result->assets)
        answer("error", "no such machine, or no directory");
    else if (replace)
        answer_replace(follow, f, number);
    else if (ideal_s < 0 || ideal_s > 86400)
        answer("error", "an ideal cycle is some seconds");
    else if (finding_write(f, &f->result->asset[number - 1], directory,
                           (int64_t)(ideal_s * 1e6 + 0.5), &why) != 0)
        answer("error", why.text);
    else
        answer("written", directory);
    json_decref(root);
}

bool follow_read(struct follow *follow, struct finding *f)
{
    size_t room = sizeof follow->in - 1 - follow->have;
    ssize_t n = room > 0 ? read(STDIN_FILENO, follow->in + follow->have, room) : 0;
    if (n <= 0)
        return n < 0 && errno == EINTR;
    follow->have += (size_t)n;
    follow->in[follow->have] = '\0';
    for (char *end; (end = strchr(follow->in, '\n')) != NULL;) {
        *end = '\0';
        take_command(follow, f, follow->in);
        follow->have -= (size_t)(end + 1 - follow->in);
        memmove(follow->in, end + 1, follow->have + 1);
    }
    return true;
}

/* ---- time ------------------------------------------------------------------------------------ */

struct follow *follow_new(void)
{
    struct follow *follow = calloc(1, sizeof *follow);
    if (follow)
        follow->out = malloc(LINE_BYTES);
    if (follow && !follow->out)
        follow_free(&follow);
    return follow;
}

void follow_free(struct follow **follow)
{
    if (*follow)
        free((*follow)->out);
    free(*follow);
    *follow = NULL;
}

void follow_tell(struct follow *follow, struct finding *f, const char *link, int64_t boot_ms,
                 int64_t (*now)(void))
{
    if (boot_ms < follow->due_ms)
        return;
    f->result = discover_look(f->discover);
    if (f->result)
        print_found(follow, f, link);
    int64_t end = now(), took = (end - boot_ms) * SHARE_OF_TIME;
    follow->due_ms = end + (took > EVERY_MS ? took : EVERY_MS);
}
