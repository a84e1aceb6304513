/* SPDX-License-Identifier: MIT */
/* andonctl sheet: the codes that scanners read at a station, for printing: HTML, or SVG a page,
 * from the layers of a configuration; jobs from the queue of its andond, where that is named. A
 * configuration has no badge, only hashes: badges are printed from lines that a person gives, and
 * each must be the one whose hash is there. Called by main.c's table; what stands where is in
 * codes/. */
#include "andon/ctl/codes/codes.h"

#include "andon/ctl/client.h"
#include "andon/ctl/out.h"
#include "andon/service/secret.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/model/words.h"
#include "data/words/heard.h"
#include "data/words/words.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BADGE_LINE_SIZE 256
#define NO_ANSWER       (-1)

static const struct codes_paper papers[] = {
    {210 * CODES_MM, 297 * CODES_MM, "A4"},
    {2159 * CODES_MM / 10, 2794 * CODES_MM / 10, "letter"},
};
static const char *const paper_names[] = {"a4", "letter"};
static const char *const symbology_names[] = {"code128", "qr"};

struct sheeting {
    const struct ctl *ctl;
    struct config *config;
    struct codes sheet;
    struct codes_plan plan;
    struct codes_print print;
    char title[256], foot[200];
    char queue[OUT_SIZE]; /* when the jobs were those of andond's queue; "": they are configured */
    bool jobs, secret;
};

/* ---- what is asked for ---- */

static int quantities(const struct ctl *ctl, int64_t out[CODES_QUANTITIES_MAX], size_t *count)
{
    const char *text = ctl_has(ctl, OPT_QUANTITY) ? ctl->value[OPT_QUANTITY] : "1,2,5,10";
    *count = 0;
    for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        size_t length = strcspn(at, ",");
        if (*count == CODES_QUANTITIES_MAX || amount_from_text(at, length, &out[*count]) != 0 ||
            out[*count] <= 0)
            return ctl_usage("--quantity: at most %d amounts, as in 1,5,10", CODES_QUANTITIES_MAX);
        ++*count;
    }
    return CTL_DONE;
}

/* A word of an option's few; `otherwise` when it was not given; -1. */
static int choice(const struct ctl *ctl, enum ctl_option option, const struct words *words,
                  int otherwise)
{
    const char *text = ctl->value[option];
    int found = text ? word_find(words, text, strlen(text)) : otherwise;
    if (found < 0)
        (void)ctl_usage("--%s: %s or %s", ctl_option_name(option), words->names[0],
                        words->names[1]);
    return found;
}

/* ---- badges ---- */

static const struct person_conf *person_named(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->people; i++)
        if (strcmp(config->person[i].name, name) == 0)
            return &config->person[i];
    return NULL;
}

static int add_badge(struct sheeting *s, const char *name, const char *badge)
{
    char hash[SECRET_HASH_SIZE];
    const struct person_conf *person = person_named(s->config, name);
    if (!person)
        return ctl_fail("badges: there is no [person %s]", name);
    if (person->badge[0] == '\0')
        return ctl_fail("badges: [person %s] has no badge", name);
    if (secret_hash(badge, person->badge, hash) != 0 || !secret_same(hash, person->badge))
        return ctl_fail("badges: that is not the badge of [person %s]", name);
    struct codes_item item = {.part = CODES_BADGES, .secret = true};
    (void)text_copy(item.title, sizeof item.title, person->title[0] ? person->title : name);
    size_t before = s->sheet.count;
    if (text_format(item.code, sizeof item.code, "BADGE:%s", badge))
        codes_add(&s->sheet, &item);
    explicit_bzero(&item, sizeof item);
    return s->sheet.count > before
               ? CTL_DONE
               : ctl_fail("badges: no scan says the badge of [person %s]: it is too long, or has "
                          "characters that a scanner cannot type",
                          name);
}

/* "anna 0815": a person and the badge, a line each; "#" begins a remark. */
static int read_badges(struct sheeting *s, FILE *in)
{
    char line[BADGE_LINE_SIZE];
    int result = CTL_DONE;
    while (result == CTL_DONE && fgets(line, sizeof line, in)) {
        line[strcspn(line, "\r\n")] = '\0';
        char *name = line + strspn(line, " \t");
        char *badge = name + strcspn(name, " \t");
        if (*name == '\0' || *name == '#')
            continue;
        if (*badge != '\0')
            *badge++ = '\0';
        badge += strspn(badge, " \t");
        result = *badge ? add_badge(s, name, badge)
                        : ctl_fail("badges: a line is a person and the badge: anna 0815");
    }
    explicit_bzero(line, sizeof line);
    return result;
}

static int fill_badges(struct sheeting *s)
{
    const char *path = s->ctl->value[OPT_BADGES];
    FILE *in = path ? fopen(path, "re") : stdin;
    s->secret = true;
    if (!in)
        return ctl_fail("%s: %s", path, strerror(errno));
    if (!path && isatty(STDIN_FILENO))
        (void)fputs("a person and the badge a line, Ctrl-D ends:\n", stderr);
    int result = read_badges(s, in);
    if (path)
        (void)fclose(in);
    return result;
}

/* ---- jobs ---- */

static void add_jobs(struct sheeting *s, const json_t *jobs)
{
    const json_t *row;
    size_t i;
    json_array_foreach(jobs, i, row)
    {
        static const char *const keys[] = {"id", "title", "product", "state"};
        char text[4][CODES_TITLE_SIZE];
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            const char *word = json_string_value(json_object_get(row, keys[k]));
            (void)text_sanitise(word ? word : "", word ? strlen(word) : 0, text[k], sizeof text[k]);
        }
        if (strcmp(text[3], "finished") != 0)
            codes_job(&s->sheet, &(struct codes_job){text[0], text[1], text[2]});
    }
}

/* NO_ANSWER: why is said; the configuration's are as good as there are. */
static int ask_jobs(struct sheeting *s)
{
    char path[256];
    struct cause why;
    struct reply reply;
    struct client *client = client_open(s->ctl, &why);
    int result = NO_ANSWER;
    const char *own = config_path(s->config, path, sizeof path) ? path : s->config->station;
    if (client && strcmp(client_station(client), own) != 0)
        result =
            ctl_fail("the jobs are of %s, the configuration is of %s", client_station(client), own);
    else if (client && client_ask(client, "jobs", "", &reply, &why) == 0) {
        add_jobs(s, json_object_get(reply.json, "jobs"));
        struct timespec now;
        (void)clock_gettime(CLOCK_REALTIME, &now);
        (void)out_wall(&s->config->zone, (int64_t)now.tv_sec * MS_PER_S, s->queue);
        result = CTL_DONE;
    }
    if (client)
        client_close(&client);
    if (result == NO_ANSWER)
        (void)ctl_fail("the jobs are those of the configuration: %s", why.text);
    return result;
}

static int fill_jobs(struct sheeting *s, const int64_t *quantity, size_t count)
{
    const struct ctl *ctl = s->ctl;
    bool told = ctl_has(ctl, OPT_SOCKET) || ctl_has(ctl, OPT_RUN) || ctl_has(ctl, OPT_STATION);
    int result = told ? ask_jobs(s) : NO_ANSWER;
    s->jobs = true;
    if (result == CTL_DONE)
        codes_products(&s->sheet, s->config);
    else if (result == NO_ANSWER)
        codes_fill(&s->sheet, CODES_JOBS, s->config, quantity, count);
    return result == NO_ANSWER ? CTL_DONE : result;
}

/* ---- what stands on it ---- */

static int fill(struct sheeting *s)
{
    int64_t quantity[CODES_QUANTITIES_MAX];
    size_t count = 0;
    const char *what = s->ctl->args > 0 ? s->ctl->arg[0] : "all";
    bool all = strcmp(what, "all") == 0;
    int part = all ? 0 : word_find(&words_codes_part, what, strlen(what));
    if (part < 0)
        return ctl_usage("sheet: reasons, scrap, calls, jobs, modes, actions, badges or all");
    if (quantities(s->ctl, quantity, &count) != CTL_DONE)
        return CTL_USAGE;
    int result = CTL_DONE;
    for (int i = 0; i < CODES_PART_COUNT && result == CTL_DONE; i++)
        if ((all || i == part) && i == CODES_JOBS)
            result = fill_jobs(s, quantity, count);
        else if (all || i == part)
            codes_fill(&s->sheet, (enum codes_part)i, s->config, quantity, count);
    if (result == CTL_DONE && (part == CODES_BADGES || ctl_has(s->ctl, OPT_BADGES)))
        result = fill_badges(s);
    if (result == CTL_DONE && s->sheet.left_out > 0)
        (void)fprintf(stderr, "andonctl: %zu left out: no scan can say them\n", s->sheet.left_out);
    if (result == CTL_DONE && s->sheet.count == 0)
        result = ctl_fail("there is nothing to print: the configuration has none of it");
    return result;
}

/* ---- files ---- */

/* What has a badge in it is nobody else's. */
static FILE *create(const struct sheeting *s, const char *path)
{
    int there = ctl_has(s->ctl, OPT_FORCE) ? O_TRUNC : O_EXCL;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | there, s->secret ? 0600 : 0666);
    if (fd >= 0 && s->secret)
        (void)fchmod(fd, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file && errno == EEXIST)
        (void)ctl_fail("%s is there already; --force replaces it", path);
    else if (!file)
        (void)ctl_fail("%s cannot be written: %s", path, strerror(errno));
    if (!file && fd >= 0)
        (void)close(fd);
    return file;
}

static int write_file(const struct sheeting *s, const char *path, int page)
{
    bool here = strcmp(path, "-") == 0;
    FILE *out = here ? stdout : create(s, path);
    if (!out)
        return CTL_FAILED;
    int drawn = page < 0 ? codes_html(&s->print, out) : codes_page(&s->print, page, out);
    bool written = fflush(out) == 0 && !ferror(out);
    written = (here || fclose(out) == 0) && written;
    if (drawn != 0)
        return ctl_fail("a code cannot be drawn");
    return written ? CTL_DONE : ctl_fail("%s cannot be written: %s", path, strerror(errno));
}

/* sheet.svg, sheet-2.svg, …: a picture is one page. */
static int write_svg(const struct sheeting *s, const char *path)
{
    const char *dot = strrchr(path, '.');
    size_t stem = dot && !strchr(dot, '/') ? (size_t)(dot - path) : strlen(path);
    int result = CTL_DONE;
    if (strcmp(path, "-") == 0 && s->plan.pages > 1)
        return ctl_fail("--svg: %d pages are as many files; give a name", s->plan.pages);
    for (int page = 0; page < s->plan.pages && result == CTL_DONE; page++) {
        char name[PATH_MAX];
        bool fits = page == 0 ? text_copy(name, sizeof name, path)
                              : text_format(name, sizeof name, "%.*s-%d%s", (int)stem, path,
                                            page + 1, path + stem);
        result = fits ? write_file(s, name, page) : ctl_fail("--svg: the path is too long");
    }
    return result;
}

/* What stands on it, for scripts; a badge is not told. */
static int write_json(const struct sheeting *s)
{
    char text[1024];
    (void)fputs("{\"sheet\":[", stdout);
    for (size_t i = 0; i < s->sheet.count; i++) {
        const struct codes_item *item = &s->sheet.item[i];
        struct jw w;
        jw_init(&w, text, sizeof text);
        jw_object(&w, NULL);
        jw_text(&w, "part", word_name(&words_codes_part, (int)item->part));
        jw_text(&w, "group", item->group[0] ? item->group : NULL);
        jw_text(&w, "title", item->title);
        jw_text(&w, "code", item->secret ? NULL : item->code);
        jw_object_end(&w);
        (void)printf("%s%s", i > 0 ? "," : "", text);
    }
    (void)printf("],\"left_out\":%zu,\"pages\":%d", s->sheet.left_out, s->plan.pages);
    if (s->jobs)
        (void)printf(",\"jobs_of\":\"%s\"", s->queue[0] ? "queue" : "configuration");
    (void)puts("}");
    return CTL_DONE;
}

/* What an action is called; names are the configuration's. */
static void speak(struct codes_item *item)
{
    char title[CODES_TITLE_SIZE];
    if (item->part == CODES_ACTIONS)
        (void)text_copy(item->title, sizeof item->title,
                        words_heard_word(item->title, title, sizeof title));
}

/* Of which configuration it is, and whose the jobs are: a queue goes on. */
static void put_foot(struct sheeting *s)
{
    char foot[64], said[64], jobs[100] = "", jobs_said[120] = "";
    (void)text_format(foot, sizeof foot, "configuration %s", s->config->digest);
    if (s->queue[0])
        (void)text_format(jobs, sizeof jobs, "jobs of the queue of %s", s->queue);
    else if (s->jobs)
        (void)text_copy(jobs, sizeof jobs, "jobs of the configuration");
    (void)words_heard(foot, said, sizeof said);
    (void)words_heard(jobs, jobs_said, sizeof jobs_said);
    (void)text_format(s->foot, sizeof s->foot, "%s%s%s", said, jobs[0] ? " · " : "", jobs_said);
}

static int write_all(struct sheeting *s)
{
    const struct ctl *ctl = s->ctl;
    static const struct words paper_words = {paper_names, 2},
                              symbology_words = {symbology_names, 2};
    int paper = choice(ctl, OPT_PAGE, &paper_words, 0);
    int symbology = choice(ctl, OPT_SYMBOLOGY, &symbology_words, SYMBOL_CODE128);
    char path[256];
    if (paper < 0 || symbology < 0)
        return CTL_USAGE;
    const char *station = config_path(s->config, path, sizeof path) ? path : s->config->station;
    const char *own = s->config->title[0] ? s->config->title : s->config->station;
    (void)text_format(s->title, sizeof s->title, "%s · %s", own, station);
    put_foot(s);
    for (size_t i = 0; i < s->sheet.count; i++)
        speak(&s->sheet.item[i]);
    if (codes_place(&s->sheet, &papers[paper], &s->plan) != 0)
        return ctl_fail("out of memory");
    s->print = (struct codes_print){.sheet = &s->sheet,
                                    .plan = &s->plan,
                                    .paper = &papers[paper],
                                    .title = s->title,
                                    .foot = s->foot,
                                    .say = words_heard_word,
                                    .symbology = (enum symbology)symbology};
    int result = CTL_DONE;
    if (ctl_has(ctl, OPT_SVG))
        result = write_svg(s, ctl->value[OPT_SVG]);
    if (result == CTL_DONE && ctl_has(ctl, OPT_HTML))
        result = write_file(s, ctl->value[OPT_HTML], -1);
    return result == CTL_DONE && ctl_has(ctl, OPT_JSON) ? write_json(s) : result;
}

int ctl_sheet(const struct ctl *ctl)
{
    struct config_report report = {0};
    if (ctl->layers == 0)
        return ctl_usage("sheet needs --config DIR");
    if (ctl_speak(ctl) != CTL_DONE)
        return CTL_USAGE;
    if (!ctl_has(ctl, OPT_HTML) && !ctl_has(ctl, OPT_SVG) && !ctl_has(ctl, OPT_JSON))
        return ctl_usage("sheet needs --html FILE or --svg FILE");
    struct sheeting s = {.ctl = ctl, .config = config_load(ctl->layer, ctl->layers, &report)};
    int result = s.config ? fill(&s)
                          : ctl_fail("%s", report.count > 0 ? report.message[0]
                                                            : "the configuration cannot be read");
    if (s.config && result == CTL_DONE)
        result = write_all(&s);
    codes_done(&s.sheet);
    free(s.plan.placed);
    config_free(&s.config);
    config_report_done(&report);
    return result;
}
