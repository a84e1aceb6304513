/* SPDX-License-Identifier: MIT */
/* andon-console: the screen of one station. Reads the command line, sees to it that somebody serves
 * the socket, and runs the loop. Only here anything is printed or the program ended. */
#include "console/check_layout.h"
#include "console/find.h"
#include "console/list_keys.h"
#include "console/loop.h"
#include "console/options.h"
#include "console/plain.h"
#include "console/setup_run.h"
#include "console/start.h"
#include "console/tty.h"
#include "console/words/load.h"
#include "console/words/words.h"
#include "data/confine/confine.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int complain(const struct cause *why)
{
    fprintf(stderr, "andon-console: %s\n", why->text);
    return 1;
}

/* Is there a terminal that can be taken? Else a page of text is what is wanted. */
static bool has_terminal(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static int run(struct options *o)
{
    struct cause why = {.text = ""}, start = {.text = ""}, confined;
    char refused[CONFINE_SAID_SIZE];
    (void)signal(SIGPIPE, SIG_IGN);
    if (o->station != NULL && find_station(o, &why) != 0)
        return complain(&why);
    enum start_result result = start_daemon(o, &start);
    if (result == START_FAILED)
        return complain(&start);
    (void)confine_begin(CONFINE_CONSOLE, &confined); /* nothing more is started */
    bool plain = o->wish == WISH_PLAIN || !has_terminal();
    int status = plain ? LOOP_NO_TERMINAL : loop_run(o, start.text, &why);
    if (status == LOOP_NO_TERMINAL) {
        if (why.text[0] != '\0')
            (void)complain(&why);
        status = plain_print(o, start.text, &why);
    }
    while (confine_refused(refused))
        (void)fprintf(stderr, "andon-console: %s\n", refused);
    return status == 1 ? complain(&why) : status;
}

/* A station is made first, and then it is shown. */
static int set_up(struct options *o)
{
    struct cause why = {.text = ""};
    if (!has_terminal()) {
        cause_set(&why, 0,
                  "--setup wants a terminal; without one: andonctl discover --broker URL "
                  "--write DIR");
        return complain(&why);
    }
    (void)signal(SIGPIPE, SIG_IGN);
    if (setup_run(o, &why) != 0)
        return why.text[0] != '\0' ? complain(&why) : 0;
    return run(o);
}

/* The language asked for: one that is named must be there; what the environment says, or English.
 * What was chosen on the screen counts where there is a screen: console/terminal/ follows it. */
static int speak(const char *language, struct cause *why)
{
    why->text[0] = '\0';
    (void)words_load_installed(why);
    if (why->text[0] != '\0')
        (void)complain(why);
    const char *own = getenv("ANDON_LANGUAGE");
    if (language == NULL && own != NULL && words_which(own) >= 0)
        language = own;
    if (words_use(language != NULL ? language : words_environment()) || language == NULL)
        return 0;
    char known[160] = "en";
    for (int i = 1; words_tag(i) != NULL; i++) {
        size_t length = strlen(known);
        (void)snprintf(known + length, sizeof known - length, ", %s", words_tag(i));
    }
    return cause_set(why, -1, "--language: there is %s", known);
}

int main(int argc, char **argv)
{
    struct options options;
    struct cause why;
    confine_memory(); /* badges and PINs are typed here */
    (void)tty_locale();
    if (options_read(&options, argc, argv, &why) != 0 || speak(options.language, &why) != 0) {
        fprintf(stderr, "andon-console: %s\nTry --help.\n", why.text);
        return 2;
    }
    switch (options.wish) {
    case WISH_HELP:
        options_help();
        return 0;
    case WISH_VERSION:
        puts("andon-console " ANDON_VERSION);
        return 0;
    case WISH_CHECK_LAYOUT:
        return check_layout(&options);
    case WISH_LIST_PANELS:
        return list_panels();
    case WISH_LIST_KEYS:
        return list_keys();
    case WISH_SETUP:
        return set_up(&options);
    case WISH_RUN:
    case WISH_PLAIN:
        break;
    }
    return run(&options);
}
