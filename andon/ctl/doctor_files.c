/* SPDX-License-Identifier: MIT */
/* andonctl doctor: the configuration and the files it names. They are looked at where they are:
 * what this user may not see is not said to be wrong. */
#include "andon/ctl/doctor.h"
#include "data/config/config.h"
#include "data/config/paths.h"
#include "data/link/tls.h"
#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#define PROBLEMS_SHOWN 3
#define SOON_DAYS      30

/* 1: there are .ini files, 0: none, -1: it cannot be looked at. */
static int holds_files(const char *directory)
{
    DIR *dir = opendir(directory);
    int found = 0;
    if (!dir)
        return errno == ENOENT ? 0 : -1;
    for (const struct dirent *e = readdir(dir); e && found == 0; e = readdir(dir)) {
        size_t n = strlen(e->d_name);
        found = n > 4 && strcmp(e->d_name + n - 4, ".ini") == 0;
    }
    (void)closedir(dir);
    return found;
}

/* A secret that others than its owner and group can read, or that is not there. */
static void ask_secret(const char *key, const char *path, struct findings *f)
{
    struct stat st;
    if (path[0] == '\0')
        return;
    if (stat(path, &st) != 0) {
        if (errno == ENOENT)
            doctor_say(f, true, "put it there, or correct the key", "%s: there is no %.160s", key,
                       path);
    } else if ((st.st_mode & (S_IROTH | S_IWOTH)) != 0) {
        doctor_say(f, true, "chmod 640 it, its group that of the daemon",
                   "%s: everybody may read or write %.160s", key, path);
    }
}

/* The one in the file that ends first. */
static void ask_certificate(const char *key, const char *path, struct findings *f)
{
    int64_t ends, now = ctl_now();
    if (path[0] == '\0' || tls_file_ends(path, &ends) != 0)
        return; /* the link says what is wrong with a file */
    const int64_t days = (ends - now) / MS_PER_DAY;
    if (ends <= now)
        doctor_say(f, true, "replace it; without it the broker is not reached",
                   "%s: a certificate in %.140s has expired", key, path);
    else if (days < SOON_DAYS)
        doctor_say(f, false, "have a new one made, and reload",
                   "%s: a certificate in %.140s expires in %" PRId64 " days", key, path, days);
}

static void ask_named(const struct config *config, struct findings *f)
{
    for (size_t i = 0; i < config->brokers; i++) {
        const struct broker_conf *b = &config->broker[i];
        ask_secret("[broker] password_file", b->password_file, f);
        ask_secret("[broker] key_file", b->key_file, f);
        ask_certificate("[broker] cert_file", b->cert_file, f);
        ask_certificate("[broker] ca_file", b->ca_file, f);
    }
    ask_secret("[upstream] key_file", config->upstream_key, f);
}

static void say_problems(const struct config_report *report, struct findings *f)
{
    for (size_t i = 0; i < report->count && i < PROBLEMS_SHOWN; i++)
        doctor_say(f, true, "correct it; andonctl check --config DIR names every problem",
                   "the configuration is refused: %.200s", report->message[i]);
    if (report->count > PROBLEMS_SHOWN)
        doctor_say(f, true, "andonctl check --config DIR", "and %zu more problems of it",
                   report->count - PROBLEMS_SHOWN + report->dropped);
}

void doctor_files(const struct ctl *ctl, bool whole, struct findings *f)
{
    struct config_report report = {0};
    char place[512];
    const char *only[] = {place};
    if (ctl->layers == 0) {
        if (paths_default_config(place, sizeof place, NULL) != 0)
            return;
        int found = holds_files(place);
        if (found == 0 && whole)
            doctor_say(f, false,
                       "andon-console --setup makes one from what is on the broker; else say "
                       "--config DIR",
                       "there is no configuration in %.160s", place);
        if (found != 1)
            return;
    }
    struct config *config = config_load(ctl->layers > 0 ? ctl->layer : only,
                                        ctl->layers > 0 ? ctl->layers : 1, &report);
    if (config)
        ask_named(config, f);
    else if (whole)
        say_problems(&report, f);
    config_free(&config);
    config_report_done(&report);
}
