/* SPDX-License-Identifier: MIT */
/* Setting up at a terminal: one poll over keys and the lines of the programs below, since the
 * console knows neither MQTT nor GPIO and writes no configuration: `andonctl discover --follow`
 * listens, `andonctl outputs try` drives lines, `andonctl station edit` writes, `andonctl reload`
 * has it read. Called by main.c. Owns the terminal and these programs while it runs. */
#include "console/setup_run.h"

#include "console/client.h"
#include "console/setup/setup.h"
#include "console/setup_helper.h"
#include "console/start.h"
#include "console/terminal/choice.h"
#include "console/tty.h"
#include "console/words/words.h"
#include "data/config/config.h"
#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ENDS_MS 10000 /* how long a daemon may take to end */

/* What the last of them does, which is over when it has said all. */
enum errand { NO_ERRAND, ERRAND_EDIT, ERRAND_RELOAD, ERRAND_LAMP_TEST };

struct run {
    struct setup *setup;
    struct options *options;
    struct helper listener, driver, errand;
    enum errand what;
    bool changed; /* the configuration is another one than the daemon knows */
    struct tty *tty;
    struct canvas canvas;
    bool dirty, quit;
};

/* ---- who listens, who drives ----------------------------------------------------------------- */

static bool on_found(void *ctx, const char *line, size_t length)
{
    return setup_take(ctx, line, length);
}

static bool on_output(void *ctx, const char *line, size_t length)
{
    return setup_take_outputs(ctx, line, length);
}

static void cannot_start(int error, void (*tell)(struct setup *s, const char *words),
                         struct setup *s)
{
    char text[160];
    (void)text_format(text, sizeof text, _("cannot start %s: %s"), "andonctl", strerror(error));
    tell(s, text);
}

/* What a broker wants that a station has already, its configuration says. */
static void listen_there(struct run *r)
{
    static const char *const access[SETUP_ACCESS] = {"--user", "--password-file", "--ca-file"};
    const char *arguments[12 + 2 * SETUP_ACCESS + 2 * OPTIONS_LAYERS_MAX] = {
        "andonctl", "discover", "--follow", "--broker", r->setup->url.text};
    int n = 5;
    for (int i = 0; i < r->options->configs && r->setup->there; i++) {
        arguments[n++] = "--config";
        arguments[n++] = r->options->config[i];
    }
    for (int i = 0; i < SETUP_ACCESS; i++) {
        if (r->setup->access[i].length == 0)
            continue;
        arguments[n++] = access[i];
        arguments[n++] = r->setup->access[i].text;
    }
    int error = helper_begin(&r->listener, arguments);
    if (error != 0)
        cannot_start(error, setup_lost, r->setup);
}

static void drive(struct run *r)
{
    static const char *const arguments[] = {"andonctl", "outputs", "try", NULL};
    char order[512];
    size_t length = setup_trial(r->setup, order, sizeof order);
    int error = r->driver.pid == 0 ? helper_begin(&r->driver, arguments) : 0;
    if (error != 0)
        cannot_start(error, setup_outputs_lost, r->setup);
    else if (!helper_send(&r->driver, order, length))
        setup_outputs_lost(r->setup, "");
}

static void send_order(struct run *r)
{
    char order[4096];
    size_t length = setup_order(r->setup, order, sizeof order);
    if (!helper_send(&r->listener, order, length))
        setup_lost(r->setup, "the helper takes no orders");
}

/* ---- errands --------------------------------------------------------------------------------- */

/* What andonctl reload ends with when the daemon runs another directory: it is none of ours. */
#define RELOAD_OF_ANOTHER 2

static void tell_errand(struct run *r, int status, const char *words)
{
    enum errand what = r->what;
    bool good = status == 0;
    r->what = NO_ERRAND;
    r->dirty = true;
    if (what == ERRAND_EDIT)
        setup_edited(r->setup, good, words);
    else if (what == ERRAND_RELOAD)
        setup_applied(r->setup, good, status != RELOAD_OF_ANOTHER, words);
    else if (what == ERRAND_LAMP_TEST)
        setup_said(r->setup, good ? _("andond tests its lamps, one after the other.") : words);
}

static void begin_errand(struct run *r, enum errand what, const char *const *arguments,
                         const char *input, size_t length)
{
    int error = helper_begin(&r->errand, arguments);
    r->what = what;
    if (error == 0 && length > 0 && !helper_send(&r->errand, input, length))
        error = EPIPE;
    if (error != 0) {
        (void)helper_end(&r->errand, true);
        tell_errand(r, -1, strerror(error));
        return;
    }
    close(r->errand.in); /* it reads to the end */
    r->errand.in = -1;
}

static bool on_nothing(void *ctx, const char *line, size_t length)
{
    (void)ctx;
    (void)line;
    (void)length;
    return false;
}

static void follow_errand(struct run *r)
{
    bool ended;
    if (r->what == NO_ERRAND)
        return;
    (void)helper_read(&r->errand, on_nothing, NULL, &ended);
    if (!ended)
        return;
    int status = helper_end(&r->errand, false);
    tell_errand(r, WIFEXITED(status) ? WEXITSTATUS(status) : -1, helper_words(&r->errand));
}

static void edit(struct run *r)
{
    const char *arguments[] = {"andonctl", "station", "edit", "--config", r->setup->directory.text,
                               NULL};
    char *patch;
    size_t length = setup_patch(r->setup, &patch);
    r->changed = r->changed || length > 0;
    if (length == 0)
        setup_edited(r->setup, true, "");
    else
        begin_errand(r, ERRAND_EDIT, arguments, patch, length);
    free(patch);
}

/* A daemon that serves reads it again; one that does not is started behind this. */
static void apply(struct run *r)
{
    const char *arguments[] = {
        "andonctl", "reload", "--socket", r->options->socket, "--config", r->setup->directory.text,
        NULL};
    if (!r->changed || client_probe(r->options->socket) != 0)
        setup_applied(r->setup, true, false, "");
    else
        begin_errand(r, ERRAND_RELOAD, arguments, "", 0);
}

/* End the daemon of this socket, whatever a lock file says, when a console started it; that of a
 * unit is systemd's. */
static void restart(struct run *r)
{
    pid_t pid = client_peer(r->options->socket);
    if (start_is_service(r->options) || pid <= 1 || kill(pid, SIGTERM) != 0) {
        setup_applied(r->setup, false, false,
                      _("andond is not ours to start again: systemctl restart andond"));
        return;
    }
    for (int waited = 0; waited < ENDS_MS && client_probe(r->options->socket) == 0; waited += 50)
        (void)poll(NULL, 0, 50);
    bool ended = client_probe(r->options->socket) != 0;
    setup_applied(r->setup, ended, true, _("andond does not end"));
}

static void own_test(struct run *r)
{
    const char *arguments[] = {"andonctl", "lamp", "test", "--socket", r->options->socket, NULL};
    if (r->what == NO_ERRAND)
        begin_errand(r, ERRAND_LAMP_TEST, arguments, "", 0);
}

/* ---- the directory --------------------------------------------------------------------------- */

static bool holds_files(const char *directory)
{
    bool found = false;
    DIR *dir = opendir(directory);
    for (struct dirent *e; dir != NULL && !found && (e = readdir(dir)) != NULL;) {
        size_t length = strlen(e->d_name);
        found = length > 4 && e->d_name[0] != '.' && strcmp(e->d_name + length - 4, ".ini") == 0;
    }
    if (dir != NULL)
        closedir(dir);
    return found;
}

/* Whether a file can be made in the directory, or the directory itself. 0 or an errno. */
static int can_write(const char *directory)
{
    char parent[FIELD_BYTES + 3];
    if (access(directory, W_OK) == 0)
        return 0;
    if (errno != ENOENT)
        return errno;
    (void)text_format(parent, sizeof parent, "%s", directory);
    char *slash = strrchr(parent, '/');
    if (slash == NULL)
        (void)text_copy(parent, sizeof parent, ".");
    else
        slash[slash == parent] = '\0';
    return access(parent, W_OK) == 0 ? 0 : errno;
}

static void look(struct run *r)
{
    char text[256];
    const char *directory = r->setup->directory.text;
    int error = can_write(directory);
    if (holds_files(directory))
        (void)text_format(
            text, sizeof text,
            _("A station stands there. andon-console --setup --config %.100s changes it."),
            directory);
    else if (error != 0)
        (void)text_format(text, sizeof text,
                          _("%.100s: %s. Another directory, or run this with sudo."), directory,
                          strerror(error));
    else
        return;
    setup_refuse(r->setup, text);
}

/* Better now than behind the last page. */
static void warn(struct setup *s, const char *directory)
{
    char text[256];
    if (access(directory, W_OK) == 0)
        return;
    (void)text_format(text, sizeof text,
                      _("%.100s: %s. What is changed cannot be written: run this with sudo."),
                      directory, strerror(errno));
    setup_said(s, text);
}

/* What there is: the station of the directory that was given, over the layers before it; else only
 * what is shipped. */
static int begin_with(struct run *r, const char *directory, struct cause *why)
{
    static const char nothing[] = "[site]\nenterprise = a\nname = a\n[line]\narea = a\n"
                                  "name = a\n[station]\nname = a\n";
    const struct config_text shipped = {"", nothing, sizeof nothing - 1};
    struct config_layer layer[OPTIONS_LAYERS_MAX] = {{.text = &shipped, .texts = 1}};
    struct config_report problems = {0};
    bool there = directory != NULL && holds_files(directory);
    size_t layers = there ? (size_t)r->options->configs : 1;
    for (size_t i = 0; i < layers && there; i++)
        layer[i] = (struct config_layer){.directory = r->options->config[i]};
    struct config *config = config_load_layers(layer, layers, &problems);
    int result = 0;
    if (config == NULL && there)
        result = cause_set(why, -1, _("%s is not right, mend it first: %s"), directory,
                           problems.count > 0 ? problems.message[0] : "");
    else if (there) {
        setup_existing(r->setup, config);
        warn(r->setup, directory);
    } else if (config != NULL)
        setup_reasons(r->setup, config);
    config_report_done(&problems);
    config_free(&config);
    return result;
}

/* ---- the terminal ---------------------------------------------------------------------------- */

static int open_canvas(struct run *r)
{
    int width, height;
    tty_size(r->tty, &width, &height);
    canvas_done(&r->canvas);
    return canvas_init(&r->canvas, width, height, tty_tier(r->tty));
}

static const struct {
    unsigned wish;
    void (*go)(struct run *r);
} deeds[] = {
    {SETUP_CONNECT, listen_there}, {SETUP_LOOK, look},    {SETUP_TRY, drive},
    {SETUP_WRITE, send_order},     {SETUP_EDIT, edit},    {SETUP_APPLY, apply},
    {SETUP_RESTART, restart},      {SETUP_OWN, own_test},
};

static void follow_wish(struct run *r, unsigned wish)
{
    for (; wish != 0; wish = setup_wishes(r->setup)) {
        for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
            if ((wish & deeds[i].wish) != 0)
                deeds[i].go(r);
        r->quit = r->quit || (wish & SETUP_QUIT) != 0;
        r->dirty = true;
    }
}

static void take_keys(struct run *r)
{
    uint32_t key;
    int kind;
    while (!r->quit && !r->setup->done && (kind = tty_key(r->tty, &key)) != 0) {
        int width, height;
        if (kind < 0) {
            r->quit = true;
            return;
        }
        unsigned wish = setup_key(r->setup, key);
        if ((wish & SETUP_BEEP) != 0)
            tty_beep(r->tty);
        follow_wish(r, wish & ~(SETUP_BEEP | SETUP_REPAINT));
        tty_size(r->tty, &width, &height);
        bool other = width != r->canvas.width || height != r->canvas.height;
        r->quit = r->quit || (other && open_canvas(r) != 0);
        r->dirty = r->dirty || other || (wish & SETUP_REPAINT) != 0;
    }
}

static void take_lines(struct run *r)
{
    bool ended;
    if (helper_read(&r->listener, on_found, r->setup, &ended))
        r->dirty = true;
    if (ended) {
        (void)helper_end(&r->listener, true);
        setup_lost(r->setup, helper_words(&r->listener));
        r->dirty = true;
    }
    if (helper_read(&r->driver, on_output, r->setup, &ended))
        r->dirty = true;
    if (ended) {
        (void)helper_end(&r->driver, true);
        setup_outputs_lost(r->setup, helper_words(&r->driver));
        r->dirty = true;
    }
    helper_read_words(&r->listener);
    helper_read_words(&r->driver);
    helper_read_words(&r->errand);
    follow_errand(r);
    follow_wish(r, setup_wishes(r->setup));
}

static void turn(struct run *r)
{
    take_keys(r);
    take_lines(r);
    if (r->dirty && !r->quit && !r->setup->done) {
        setup_paint(r->setup, &r->canvas);
        r->dirty = !tty_show(r->tty, &r->canvas, false);
    }
    struct pollfd p[] = {{.fd = tty_input_fd(r->tty), .events = POLLIN},
                         {.fd = r->listener.out, .events = POLLIN},
                         {.fd = r->driver.out, .events = POLLIN},
                         {.fd = r->errand.out, .events = POLLIN},
                         {.fd = tty_ready(r->tty) ? -1 : tty_output_fd(r->tty), .events = POLLOUT}};
    if (!r->quit && !r->setup->done)
        (void)poll(p, sizeof p / sizeof *p, 1000);
}

static int lead(struct run *r, const char *directory, struct cause *why)
{
    const struct options *o = r->options;
    char log[ARGS_PATH_SIZE + 24];
    enum terminal_source from;
    if (!text_format(log, sizeof log, "%s/andon-console.log", o->run))
        log[0] = '\0';
    (void)words_use(choice_speaks(choice_language(o, &from)));
    if (begin_with(r, directory, why) != 0)
        return 1;
    r->tty = tty_open(log, why);
    if (r->tty == NULL)
        return 1;
    tty_theme(r->tty, choice_theme(o, &from));
    tty_glyphs(r->tty, choice_glyphs(o, &from) - 1);
    if (o->touch)
        setup_touch(r->setup);
    if (o->touch && !o->no_mouse)
        tty_mouse(r->tty);
    r->dirty = true;
    if (open_canvas(r) != 0)
        r->quit = true;
    while (!r->quit && !r->setup->done && tty_signalled() == 0)
        turn(r);
    /* A line that is driven is let go before anything else. */
    helper_done(&r->driver);
    canvas_done(&r->canvas);
    (void)tty_close(&r->tty);
    return r->setup->done ? 0 : 1;
}

/* Here, which is where the plant is, most likely. */
static int64_t today(void)
{
    struct tm tm;
    time_t now = time(NULL);
    if (localtime_r(&now, &tm) == NULL)
        return now / 86400;
    return ((int64_t)now + tm.tm_gmtoff) / 86400;
}

int setup_run(struct options *options, struct cause *why)
{
    static char directory[1025];
    struct run r = {.options = options};
    const char *given = options->configs > 0 ? options->config[options->configs - 1] : NULL;
    int status = 1;
    r.setup = calloc(1, sizeof *r.setup);
    bool ready = helper_init(&r.listener);
    ready = helper_init(&r.driver) && ready;
    ready = helper_init(&r.errand) && ready;
    if (r.setup == NULL || !ready) {
        cause_set(why, 0, "out of memory");
        goto out;
    }
    setup_init(r.setup, options->broker, given, today());
    status = lead(&r, given, why);
    if (status == 0) {
        (void)text_copy(directory, sizeof directory, r.setup->directory.text);
        options->configs = options->configs > 0 ? options->configs : 1;
        options->config[options->configs - 1] = directory;
    }
out:
    helper_done(&r.listener);
    helper_done(&r.driver);
    helper_done(&r.errand);
    free(r.setup);
    return status;
}
