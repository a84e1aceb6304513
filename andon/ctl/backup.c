/* SPDX-License-Identifier: MIT */
/* andonctl backup: the daemon copies its records into a new file with its own rights, and never
 * over anything. --force is ours: the new copy then takes the old one's place with the rights of
 * who called, when it is whole. Called by main.c's table. */
#include "andon/ctl/client.h"
#include "andon/ctl/out.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 512
#define MEBIBYTE  (1024.0 * 1024.0)

struct job {
    const struct ctl *ctl;
    char file[PATH_SIZE]; /* absolute: the daemon stands elsewhere */
    char made[PATH_SIZE]; /* what the daemon makes */
    bool replaces;
};

static bool is_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* A database that is being written has its log beside it: replacing that would lose both. */
static bool is_in_use(const char *path)
{
    char log[PATH_SIZE + 8];
    return text_format(log, sizeof log, "%s-wal", path) && is_there(log);
}

static int name_files(struct job *job, const struct ctl *ctl)
{
    char here[PATH_SIZE] = "";
    const char *given = ctl->arg[0];
    *job = (struct job){.ctl = ctl};
    if (!text_is_clean(given, strlen(given)))
        return ctl_usage("the file's name holds what cannot be shown");
    if (given[0] != '/' && !getcwd(here, sizeof here))
        return ctl_fail("where we are cannot be found out: %s", strerror(errno));
    if (!text_format(job->file, sizeof job->file, "%s%s%s", here, given[0] != '/' ? "/" : "",
                     given) ||
        !text_copy(job->made, sizeof job->made, job->file))
        return ctl_fail("%s: the path is too long", given);
    job->replaces = is_there(job->file);
    if (!job->replaces)
        return CTL_DONE;
    if (!ctl_has(ctl, OPT_FORCE))
        return ctl_fail("%s is there already; give another name, or --force", job->file);
    if (is_in_use(job->file))
        return ctl_fail("%s is a database in use; give another name", job->file);
    if (!text_format(job->made, sizeof job->made, "%s.new.db", job->file))
        return ctl_fail("%s: the path is too long", given);
    (void)unlink(job->made); /* of one that was broken off */
    return CTL_DONE;
}

/* ---- how far it is ---- */

static int64_t number(const json_t *row, const char *key)
{
    return json_integer_value(json_object_get(row, key));
}

static const char *word(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static void print_row(const struct job *job, const json_t *row)
{
    char text[PATH_SIZE * 6 + 400];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    jw_text(&w, "file", job->file);
    jw_int(&w, "bytes", number(row, "bytes"));
    jw_int(&w, "left", number(row, "left"));
    jw_text(&w, "epoch", word(row, "epoch"));
    jw_int(&w, "seq", number(row, "seq"));
    jw_text(&w, "head", word(row, "head"));
    jw_object_end(&w);
    puts(text);
    (void)fflush(stdout);
}

static void tell_progress(const struct job *job, const json_t *row)
{
    double all = (double)number(row, "bytes") / MEBIBYTE;
    double left = (double)number(row, "left") / MEBIBYTE;
    if (ctl_has(job->ctl, OPT_JSON))
        print_row(job, row);
    else if (isatty(STDERR_FILENO))
        (void)fprintf(stderr, "%.1f of %.1f MiB\n", all - left, all);
}

static void tell_end(const struct job *job, const json_t *row)
{
    const char *epoch = word(row, "epoch");
    if (ctl_has(job->ctl, OPT_JSON))
        print_row(job, row);
    else
        printf("%s: %.1f MiB, up to record %s/%" PRId64 "\n", job->file,
               (double)number(row, "bytes") / MEBIBYTE, epoch ? epoch : "?", number(row, "seq"));
}

/* ---- asking ---- */

static int take_place(const struct job *job)
{
    char directory[PATH_SIZE];
    if (!job->replaces)
        return CTL_DONE;
    if (rename(job->made, job->file) != 0)
        return ctl_fail("the new backup is whole, as %s, but cannot replace %s: %s", job->made,
                        job->file, strerror(errno));
    (void)text_copy(directory, sizeof directory, job->file);
    char *slash = strrchr(directory, '/');
    slash[slash == directory] = '\0';
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd); /* the name must be on the disk, too */
        (void)close(fd);
    }
    return CTL_DONE;
}

/* The last row of each page; the one with a head says that the copy is whole. */
static int follow(const struct job *job, struct client *client, struct reply *reply)
{
    struct cause why;
    for (;;) {
        const json_t *rows = json_object_get(reply->json, "rows");
        const json_t *row = json_array_get(rows, json_array_size(rows) - 1);
        if (!json_is_true(json_object_get(reply->json, "more"))) {
            if (!word(row, "head"))
                return ctl_fail("andond does not say that the backup is whole");
            int result = take_place(job);
            if (result == CTL_DONE)
                tell_end(job, row);
            return result;
        }
        tell_progress(job, row);
        if (client_more(client, reply, &why) != 0)
            return ctl_fail("%s", why.text);
    }
}

int ctl_backup(const struct ctl *ctl)
{
    struct job job;
    struct reply reply;
    struct cause why;
    struct jw w;
    char arguments[PATH_SIZE * 2 + 16];
    int result = name_files(&job, ctl);
    if (result != CTL_DONE)
        return result;
    jw_init(&w, arguments, sizeof arguments);
    jw_text(&w, "file", job.made);
    if (w.overflow)
        return ctl_fail("%s: the path is too long", job.file);
    struct client *client = client_open(ctl, &why);
    if (!client)
        return ctl_fail("%s", why.text);
    if (client_ask(client, "backup", arguments, &reply, &why) == 0)
        result = follow(&job, client, &reply);
    else
        result = ctl_fail("%s", why.text);
    client_close(&client);
    return result;
}
