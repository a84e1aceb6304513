/* SPDX-License-Identifier: MIT */
/* andonctl export: all that is on record of a kind and a window, for spreadsheets and other
 * programs. Rows are asked for in pages and written as they come, so a year takes the memory of a
 * page. A file is written beside and takes its name when it is whole. Called by main.c's table;
 * columns are in export_rows.c. */
#include "andon/ctl/export.h"

#include "andon/ctl/client.h"
#include "andon/ctl/ctl.h"
#include "andon/ctl/file.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <stdlib.h>
#include <string.h>

struct exporting {
    const struct ctl *ctl;
    const struct sheet *sheet;
    struct client *client, *beside; /* beside: asks what `also` names, between pages */
    struct zone zone;
    struct export_out out;
    struct ctl_file file;
    char window[128];
};

/* ---- the file -------------------------------------------------------------------------------- */

static int finish(struct exporting *e, int result)
{
    const char *path = e->ctl->value[OPT_OUTPUT];
    if (result == CTL_DONE && path)
        result = file_finish(&e->file);
    else if (result == CTL_DONE && (fflush(stdout) != 0 || ferror(stdout)))
        result = ctl_fail("cannot write the output");
    file_drop(&e->file);
    return result;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The figures of a row's own time, among its members. */
static int add_figures(struct exporting *e, json_t *row, struct cause *why)
{
    char window[128];
    struct reply reply;
    struct jw w;
    const json_t *end = json_object_get(row, "end");
    jw_init(&w, window, sizeof window);
    jw_int(&w, "from", json_integer_value(json_object_get(row, "begin")));
    if (json_is_integer(end) && json_integer_value(end) < ctl_now())
        jw_int(&w, "to", json_integer_value(end));
    if (client_ask(e->beside, e->sheet->also, window, &reply, why) != 0)
        return -1;
    const json_t *figures = json_array_get(json_object_get(reply.json, "rows"), 0);
    json_t *copy = json_deep_copy(figures);
    int rc = json_object_update_missing(row, copy);
    json_decref(copy);
    return rc == 0 ? 0 : cause_set(why, -1, "a shift has no figures");
}

static int take_page(struct exporting *e, const struct reply *reply, struct cause *why)
{
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(reply->json, "rows"), i, row)
    {
        json_t *own = e->sheet->also ? json_deep_copy(row) : NULL;
        int rc = e->sheet->also ? add_figures(e, own, why) : 0;
        if (rc == 0)
            export_row(&e->out, e->sheet, own ? own : row);
        json_decref(own);
        if (rc != 0)
            return rc;
        if (ferror(e->out.file))
            return cause_set(why, -1, "cannot write the output");
    }
    return 0;
}

static int take_all(struct exporting *e)
{
    struct cause why = {{0}};
    struct reply reply;
    bool more = true;
    char arguments[256];
    const char *kind = e->sheet->kind;
    (void)text_format(arguments, sizeof arguments, "%s%s%s%s", kind ? "\"kind\":\"" : "",
                      kind ? kind : "", kind ? "\"," : "", e->window);
    export_head(&e->out, e->sheet);
    int rc = client_ask(e->client, e->sheet->cmd, arguments, &reply, &why);
    while (rc == 0 && more) {
        more = json_is_true(json_object_get(reply.json, "more"));
        rc = take_page(e, &reply, &why);
        if (rc == 0 && more)
            rc = client_more(e->client, &reply, &why);
    }
    return rc == 0 ? CTL_DONE : ctl_fail("%s", why.text);
}

/* ---- what is asked --------------------------------------------------------------------------- */

#define DAY_BACK MS_PER_DAY

/* One window for all that is asked: [from, to). */
static int read_window(struct exporting *e)
{
    int64_t from, to;
    struct jw w;
    int result = ctl_time(e->ctl, OPT_FROM, &e->zone, &from);
    if (result == CTL_DONE)
        result = ctl_time(e->ctl, OPT_TO, &e->zone, &to);
    if (result != CTL_DONE)
        return result;
    jw_init(&w, e->window, sizeof e->window);
    jw_int(&w, "from", from != TIME_NONE ? from : (to != TIME_NONE ? to : ctl_now()) - DAY_BACK);
    if (to != TIME_NONE)
        jw_int(&w, "to", to);
    return CTL_DONE;
}

static int run(struct exporting *e)
{
    const char *path = e->ctl->value[OPT_OUTPUT];
    client_zone(e->client, &e->zone);
    e->out = (struct export_out){.file = stdout,
                                 .zone = &e->zone,
                                 .station = client_station(e->client),
                                 .as_json = ctl_has(e->ctl, OPT_JSON)};
    int result = read_window(e);
    if (result == CTL_DONE && path) {
        result = file_begin(&e->file, path, ctl_has(e->ctl, OPT_FORCE));
        e->out.file = e->file.file;
    }
    if (result == CTL_DONE)
        result = take_all(e);
    return finish(e, result);
}

int ctl_export(const struct ctl *ctl)
{
    static struct exporting e;
    struct cause why;
    e.ctl = ctl;
    e.sheet = sheet_find(ctl->arg[0]);
    if (!e.sheet)
        return ctl_usage("export: there is no '%s'; there are %s", ctl->arg[0], sheet_names());
    int result = CTL_FAILED;
    e.client = client_open(ctl, &why);
    if (e.client && e.sheet->also)
        e.beside = client_open(ctl, &why);
    if (!e.client || (e.sheet->also && !e.beside))
        result = ctl_fail("%s", why.text);
    else
        result = run(&e);
    client_close(&e.client);
    client_close(&e.beside);
    return result;
}
