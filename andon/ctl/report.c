/* SPDX-License-Identifier: MIT */
/* andonctl report: asks what the model of a report wants to know, one question after the other over
 * one connection, and lets it be told as text, HTML, CSV or JSON. Nothing is reckoned here. Called
 * by main.c's table. */
#include "data/model/report/report.h"

#include "andon/ctl/client.h"
#include "andon/ctl/file.h"
#include "data/model/text.h"
#include "data/words/heard.h"
#include "data/words/words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define WIDTH     100 /* of what is not a terminal */
#define WIDTH_MAX 160

static void to_file(void *ctx, const char *text, size_t length)
{
    (void)fwrite(text, 1, length, ctx);
}

/* ---- asking --------------------------------------------------------------------------------- */

/* One question with all its pages. */
static void ask(struct client *client, struct report *r, const char *cmd, const char *members)
{
    struct reply reply;
    struct cause why;
    enum report_step step = r->step;
    int window = r->asking;
    int rc = client_ask(client, cmd, members, &reply, &why);
    while (rc == 0) {
        report_answer(r, reply.json);
        if (r->failed || r->step != step || r->asking != window || r->of_line)
            return;
        rc = client_more(client, &reply, &why);
    }
    if (rc > 0)
        report_refused(r, why.text);
    else
        report_lost(r, why.text);
}

static int gather(struct client *client, struct report *r)
{
    char members[REPORT_MEMBERS];
    const char *cmd;
    while ((cmd = report_ask(r, members)) != NULL)
        ask(client, r, cmd, members);
    return r->failed ? ctl_fail("%s", r->why) : CTL_DONE;
}

/* ---- telling -------------------------------------------------------------------------------- */

/* In a folder: "press3-week-2026-W47.html"; what could be read as a path is left out. */
static bool name_in(const char *folder, const struct report *r, const char *ending,
                    char out[PATH_MAX])
{
    const char *slash = strrchr(r->station, '/');
    if (!text_format(out, PATH_MAX, "%s/%s-%s-%s.%s", folder, slash ? slash + 1 : r->station,
                     word_name(&words_report_span, (int)r->span), r->name, ending))
        return false;
    for (char *at = out + strlen(folder) + 1; *at; at++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *at))
            *at = '-';
    return true;
}

static const char *said(const char *english, bool cell, char *out, size_t size)
{
    return cell ? words_heard_word(english, out, size) : words_heard(english, out, size);
}

static struct report_out paper(FILE *file)
{
    return (struct report_out){.put = to_file, .ctx = file, .say = said, .language = words_html()};
}

static int write_file(const struct ctl *ctl, const struct report *r, enum ctl_option option,
                      void (*tell)(const struct report *r, const struct report_out *out))
{
    const char *path = ctl->value[option];
    char own[PATH_MAX];
    struct stat st;
    struct ctl_file file;
    if (!path)
        return CTL_DONE;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        if (!name_in(path, r, ctl_option_name(option), own))
            return ctl_fail("--%s: the path is too long", ctl_option_name(option));
        path = own;
    }
    int result = file_begin(&file, path, ctl_has(ctl, OPT_FORCE));
    if (result == CTL_DONE) {
        const struct report_out out = paper(file.file);
        tell(r, &out);
        result = file_finish(&file);
    }
    file_drop(&file);
    if (result == CTL_DONE && !ctl_has(ctl, OPT_JSON))
        printf("%s\n", path);
    return result;
}

static int terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH;
    return size.ws_col < WIDTH_MAX ? size.ws_col : WIDTH_MAX;
}

static int tell(const struct ctl *ctl, const struct report *r)
{
    const struct report_out out = paper(stdout);
    int result = write_file(ctl, r, OPT_HTML, report_as_html);
    if (result == CTL_DONE)
        result = write_file(ctl, r, OPT_CSV, report_as_csv);
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        report_as_json(r, &out);
    else if (result == CTL_DONE && strcmp(ctl->command, "roi") == 0)
        report_as_roi(r, terminal_width(), &out);
    else if (result == CTL_DONE && !ctl_has(ctl, OPT_HTML) && !ctl_has(ctl, OPT_CSV))
        report_as_text(r, terminal_width(), &out);
    return result;
}

int ctl_report(const struct ctl *ctl)
{
    struct cause why;
    struct zone zone;
    int64_t at;
    const char *word = ctl->args > 0 ? ctl->arg[0] : "week";
    bool of_line = strcmp(ctl->command, "line report") == 0;
    int span = word_find(&words_report_span, word, strlen(word));
    if (span < 0)
        return ctl_usage("%s %s: there are shift, day and week", ctl->command, word);
    if (ctl_speak(ctl) != CTL_DONE)
        return CTL_USAGE;
    struct client *client = client_open(ctl, &why);
    struct report *r = calloc(1, sizeof *r);
    int result = CTL_FAILED;
    if (!client || !r) {
        (void)ctl_fail("%s", client ? "no memory" : why.text);
    } else {
        client_zone(client, &zone);
        result = ctl_time(ctl, OPT_AT, &zone, &at);
    }
    if (result == CTL_DONE) {
        if (of_line)
            report_begin_line(r, (enum report_span)span, at, &zone, ctl->arg[1]);
        else
            report_begin(r, (enum report_span)span, at, &zone);
        result = gather(client, r);
        if (result == CTL_DONE)
            result = tell(ctl, r);
        report_done(r);
    }
    free(r);
    client_close(&client);
    return result;
}
