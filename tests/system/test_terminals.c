/* SPDX-License-Identifier: MIT */
/* Terminals of all kinds on a pty, against the real daemon: what is found out about them, themes,
 * hostile words in every field (judged on the raw bytes), and many consoles of which one does not
 * read. One daemon for all tests. */
#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/term.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define CONSOLES 12
#else
#define CONSOLES 50
#endif

/* Steers a terminal, turns text around, has no width. A configuration with such is refused. */
#define EVIL                            \
    "<\xE2\x80\xAE\xE2\x80\x8B\xC2\x9B" \
    "31m" WIDE "\x0E\x1B[5i>"
/* Double, and two characters in one cell. */
#define WIDE "\xE6\xBC\xA2\xE5\xAD\x97 e\xCC\x81"

struct bench {
    struct broker broker;
    struct andond andond;
    struct press press;
    struct talk talk;
    char program[256], home[80], words[80];
};

static struct bench bench;

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "we");
    assert_true(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void run_press(struct bench *b)
{
    assert_true(press_alive(&b->press, "online"));
    assert_true(press_counts(&b->press, 100, 0));
    assert_true(press_state(&b->press, "RUN", ""));
    assert_true(status_word(&b->talk, "machine.state", "running"));
}

static int set_up(void **state)
{
    struct bench *b = &bench;
    const char *build = getenv("BUILD");
    const char *const more[] = {"--config", b->words, NULL};
    (void)state;
    if (broker_start(&b->broker, NULL) != 0)
        return -1;
    snprintf(b->program, sizeof b->program, "%.200s/andon-console",
             build != NULL ? build : "build");
    andond_make(&b->andond, b->broker.url, NULL);
    snprintf(b->words, sizeof b->words, "%.60s/words", b->andond.dir);
    assert_int_equal(mkdir(b->words, 0700), 0);
    write_file(b->words, "words.ini",
               "[reason mech.jam]\ntitle = jam " WIDE "\n[product bracket]\ntitle = P " WIDE "\n"
               "[reason evil]\ntitle = why " WIDE "\n[signal oil_temp]\nunit = \xE6\xBC\xA2\n"
               "[station]\ntitle = " WIDE "\n[person anna]\ntitle = " WIDE "\nrole = operator\n");
    snprintf(b->home, sizeof b->home, "%.60s/home", b->andond.dir);
    if (setenv("XDG_STATE_HOME", b->home, 1) != 0 || !andond_start(&b->andond, more) ||
        !press_open(&b->press, b->broker.url) || !talk_open(&b->talk, b->andond.socket) ||
        !status_word(&b->talk, "sync.link", "up"))
        return -1;
    run_press(b);
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = &bench;
    (void)state;
    talk_close(&b->talk);
    press_close(&b->press);
    andond_remove(&b->andond);
    broker_done(&b->broker);
    return 0;
}

struct look_at {
    const char *term;
    const char *env[4];
    const char *arguments[3];
};

static void open_term(struct term *t, const struct look_at *at, int cols, int rows)
{
    const char *argv[8] = {bench.program, "--run", bench.andond.run};
    for (int i = 0; i < 3; i++)
        argv[3 + i] = at->arguments[i];
    const struct term_conf conf = {
        .term = at->term, .cols = cols, .rows = rows, .argv = argv, .env = at->env};
    assert_true(term_start(t, &conf));
}

/* ---- what kind of terminal it is ---- */

static bool sent_high_bytes(const struct term *t)
{
    for (size_t i = 0; i < t->raw_length; i++)
        if ((unsigned char)t->raw[i] >= 0x80)
            return true;
    return false;
}

static void test_kinds(void **state)
{
    static const struct {
        struct look_at at;
        const char *live;         /* as this tier draws it */
        const char *has, *has_no; /* in the raw bytes; NULL: nothing to look for */
        bool ascii;
    } rows[] = {
        {{"xterm-256color", {NULL}, {NULL}}, "\u25CF live", "38;5;", NULL, false},
        {{"xterm-16color", {NULL}, {NULL}}, "\u25CF live", "\x1B[97m", "38;5;", false},
        {{"xterm", {NULL}, {NULL}}, "\u25CF live", "\x1B[37m", "38;5;", false},
        {{"xterm-direct", {NULL}, {NULL}}, "\u25CF live", "\x1B[37m", "38:2:", false},
        {{"tmux-256color", {"TMUX=/tmp/x,1,0"}, {NULL}}, "\u25CF live", "38;5;", NULL, false},
        {{"screen", {NULL}, {NULL}}, "\u25CF live", NULL, "38;5;", false},
        {{"never-heard-of", {NULL}, {NULL}}, "\u25CF live", NULL, NULL, false},
        {{"xterm-256color", {"NO_COLOR=1"}, {NULL}}, "\u25CF live", "7m", "38;5;", false},
        {{"xterm-256color", {"LC_ALL=C"}, {NULL}}, "* live", "38;5;", NULL, true},
        {{"xterm-256color", {"LC_ALL=xx_YY.UTF-8"}, {NULL}}, "\u25CF live", NULL, NULL, false},
        {{"xterm-256color", {"LC_ALL", "LC_CTYPE", "LANG"}, {NULL}},
         "\u25CF live",
         NULL,
         NULL,
         false},
        {{"linux", {NULL}, {NULL}}, "* live", "\x1B[37m", "38;5;", false},
        {{"vt220", {NULL}, {NULL}}, "* live", "7m", "\x1B[37m", true},
        {{"ansi", {NULL}, {NULL}}, "* live", NULL, "38;5;", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct term t;
        open_term(&t, &rows[i].at, 80, 24);
        bool shown = term_shows(&t, "running") && term_shows(&t, rows[i].live);
        term_keys(&t, "q");
        int status = term_wait_end(&t);
        if (!shown || status != 0 || (rows[i].has != NULL && !term_sent(&t, rows[i].has)) ||
            (rows[i].has_no != NULL && term_sent(&t, rows[i].has_no)) ||
            (rows[i].ascii && sent_high_bytes(&t)))
            fail_msg("TERM=%s, case %zu", rows[i].at.term, i);
        term_done(&t);
    }
}

/* Where no picture can be drawn a page of text comes, and says why. */
static void test_no_terminal_to_draw_on(void **state)
{
    static const struct look_at at = {"dumb", {NULL}, {NULL}};
    struct term t;
    (void)state;
    open_term(&t, &at, 80, 50);
    int status = term_wait_end(&t);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(term_sent(&t, "\"dumb\" is not known here"));
    assert_true(term_sent(&t, "OEE"));
    assert_false(term_sent(&t, "\x1B["));
    term_done(&t);
}

/* ---- themes ---- */

static void check_theme(const struct look_at *at, const char *keys, const char *marked)
{
    struct term t;
    open_term(&t, at, 80, 24);
    assert_true(term_shows(&t, "running"));
    term_keys(&t, "y");
    assert_true(term_shows(&t, "when red and green look alike"));
    term_keys(&t, keys);
    assert_true(term_shows(&t, marked));
    term_keys(&t, "q");
    assert_int_equal(term_wait_end(&t), 0);
    term_done(&t);
}

static void test_a_theme_is_kept(void **state)
{
    static const struct look_at plain = {"xterm-256color", {"ANDON_THEME"}, {NULL}},
                                said = {"xterm-256color", {"ANDON_THEME=grey"}, {NULL}},
                                option = {"xterm-256color",
                                          {"ANDON_THEME=grey"},
                                          {"--theme", "red-green", NULL}},
                                wrong = {"xterm-256color", {NULL}, {"--theme", "mauve", NULL}};
    struct term t;
    (void)state;
    check_theme(&plain, "", "\u25CF dark");
    check_theme(&plain, "3", "\u25CF contrast");
    check_theme(&plain, "", "\u25CF contrast"); /* the next console, too */
    check_theme(&said, "", "\u25CF grey");
    check_theme(&option, "", "\u25CF red-green");
    open_term(&t, &wrong, 80, 24);
    int status = term_wait_end(&t);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    assert_true(term_sent(&t, "one of dark, light"));
    term_done(&t);
}

/* Characters and language hold at once and at the next start; an option wins, and is named. */
static void test_characters_and_language_are_kept(void **state)
{
    static const struct look_at plain = {"xterm-256color", {"ANDON_THEME"}, {NULL}},
                                option = {"xterm-256color", {NULL}, {"--glyphs", "unicode", NULL}};
    char path[160];
    (void)state;
    /* ASCII is the row behind the last digit's, German the third one of the languages. */
    check_theme(&plain, "9\x1B[B\r", "* ascii");
    check_theme(&plain, "", "* ascii");
    check_theme(&option, "", "set by --glyphs"); /* narrow: cut behind it */
    check_theme(&plain, "9\x1B[B\x1B[B\x1B[B\x1B[B\r", "Sprache");
    struct term t;
    open_term(&t, &plain, 80, 24);
    assert_true(term_shows(&t, "* live"));
    term_keys(&t, "y");
    assert_true(term_shows(&t, "* de "));
    term_keys(&t, "q");
    assert_int_equal(term_wait_end(&t), 0);
    term_done(&t);
    snprintf(path, sizeof path, "%s/andon-console", bench.home);
    assert_int_equal(unlink(path), 0); /* the other tests begin with nothing */
}

/* ---- hostile words ---- */

/* How many bytes of a control sequence that we send stand here; 0: it is none of ours. */
static size_t sequence_length(const char *at, size_t left)
{
    static const char finals[] = "ABCDGHJKLMPSTXZ@bdfghlmrt";
    if (left >= 3 && (memcmp(at, "\x1B(B", 3) == 0 || memcmp(at, "\x1B(0", 3) == 0))
        return 3;
    if (left >= 2 && strchr("=>78M", at[1]) != NULL)
        return 2;
    if (left < 3 || at[1] != '[')
        return 0;
    size_t n = at[2] == '?' ? 3 : 2;
    while (n < left && ((at[n] >= '0' && at[n] <= '9') || at[n] == ';'))
        n++;
    return n < left && strchr(finals, at[n]) != NULL ? n + 1 : 0;
}

/* Characters that no cell may hold: C1, what has no width or turns text around. */
static bool is_foreign(uint32_t code)
{
    return (code >= 0x80 && code < 0xA0) || (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) ||
           code == 0xFEFF;
}

static uint32_t decode(const unsigned char *at, size_t left, size_t *length)
{
    uint32_t code = at[0];
    size_t n = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (n > 1)
        code &= 0xFFU >> (n + 1);
    for (size_t i = 1; i < n && i < left; i++)
        code = code << 6U | (at[i] & 63U);
    *length = n;
    return code;
}

static void check_bytes(const struct term *t)
{
    size_t i = 0;
    while (i < t->raw_length) {
        const char *at = t->raw + i;
        size_t left = t->raw_length - i, n = 1;
        if (*at == '\x1B') {
            n = sequence_length(at, left);
            if (n == 0)
                fail_msg("at %zu: a sequence of nobody's: %.10s", i, at + 1);
        } else if ((unsigned char)*at < ' ') {
            if (strchr("\b\t\n\r", *at) == NULL)
                fail_msg("at %zu: control byte %02x", i, (unsigned char)*at);
        } else if (is_foreign(decode((const unsigned char *)at, left, &n))) {
            fail_msg("at %zu: a foreign character", i);
        }
        i += n;
    }
}

/* Until nothing comes for a moment. */
static void settle(struct term *t)
{
    size_t before;
    do {
        before = t->raw_length;
        term_pump(t, 60);
    } while (t->raw_length != before);
}

/* How many cells are others when all of it is drawn anew; times go on meanwhile, so digits are no
 * difference. */
static int differences(struct term *t)
{
    static char before[64][1024];
    int wrong = 0;
    settle(t);
    for (int row = 0; row < t->rows; row++)
        snprintf(before[row], sizeof before[row], "%s", term_row(t, row));
    size_t from = t->raw_length;
    term_keys(t, "\x0C");
    int64_t until = test_now_ms() + ANDOND_WAIT_MS;
    while (t->raw_length - from < 500 && test_now_ms() < until)
        term_pump(t, 50);
    settle(t);
    for (int row = 1; row < t->rows; row++) {
        const char *a = before[row], *b = term_row(t, row);
        for (; *a != '\0' && *b != '\0'; a++, b++)
            wrong += *a != *b && !(*a >= '0' && *a <= '9') && !(*b >= '0' && *b <= '9');
    }
    return wrong;
}

/* What was drawn bit by bit is what is there when all of it is drawn anew: no width was guessed
 * otherwise than the terminal does. Rows may come in between, so it is tried again. */
static void check_columns(struct term *t, const char *keys)
{
    int wrong = 99;
    int64_t until = test_now_ms() + ANDOND_WAIT_MS;
    while (wrong > 12 && test_now_ms() < until) {
        term_keys(t, keys);
        wrong = differences(t);
        if (wrong > 12)
            term_keys(t, "\x1B");
    }
    if (wrong > 12) {
        term_print(t);
        fail_msg("after %s %d cells differ when drawn anew", keys, wrong);
    }
}

static void test_hostile_words(void **state)
{
    static const struct look_at at = {"xterm-256color", {NULL}, {"--theme", "dark", NULL}};
    static const char fault[] =
        "{\"state\":\"FAULT\",\"code\":\"E\\u001b]0;pwned\\u0007\\u001b[5i\\u009b31m\\u202e"
        "\\u200b\\ud83d\\ude00\\u0000end\"}";
    struct bench *b = &bench;
    struct term t;
    (void)state;
    open_term(&t, &at, 132, 43);
    assert_true(term_shows(&t, "running"));
    assert_true(press_say(&b->press, PRESS_ROOT "/state", fault, sizeof fault - 1, false));
    assert_true(term_shows(&t, "]0;pwned"));
    for (const char *key = "srjcamxhoblgpwkty?"; *key != '\0'; key++) {
        const char text[2] = {*key, '\0'};
        check_columns(&t, text);
        term_keys(&t, "\x1B");
        settle(&t);
    }
    term_keys(&t, "s");
    assert_true(term_shows(&t, "why \xE6\xBC\xA2"));
    /* a note, pasted */
    term_keys(&t, "n\x1B[200~note " EVIL "\x1B[201~");
    assert_true(term_shows(&t, "note <"));
    term_keys(&t, "\r\x1B\x1B\x03");
    assert_int_equal(term_wait_end(&t), 0);
    check_bytes(&t);
    assert_string_equal(t.title, "");
    term_done(&t);
    run_press(b);
}

/* ---- many, and one that does not read ---- */

static void test_many_and_a_stalled_one(void **state)
{
    static const struct look_at at = {"xterm-256color", {NULL}, {"--read-only", NULL}};
    static struct term term[CONSOLES];
    struct bench *b = &bench;
    char text[32];
    (void)state;
    for (int i = 0; i < CONSOLES; i++)
        open_term(&term[i], &at, 80, 24);
    for (int i = 0; i < CONSOLES; i++)
        assert_true(term_shows(&term[i], "running"));
    /* number 0 is never read from now on, number 1 does not run at all */
    for (int i = 0; i < 40; i++) {
        ssize_t n = write(term[0].fd, "\x0C", 1);
        assert_true(n == 1);
    }
    assert_int_equal(kill(term[1].pid, SIGSTOP), 0);
    for (int made = 1; made <= 10; made++) {
        assert_true(press_counts(&b->press, 200 + made, 0));
        snprintf(text, sizeof text, "total %d", 100 + made);
        for (int i = 2; i < CONSOLES; i++)
            if (!term_shows(&term[i], text))
                fail_msg("console %d is not current", i);
    }
    assert_true(status_number(&b->talk, "counts.total", 110));
    assert_int_equal(kill(term[1].pid, SIGCONT), 0);
    assert_true(term_shows(&term[1], text)); /* the present, not what it missed */
    assert_true(term_shows(&term[0], text) || term[0].gone);
    for (int i = 0; i < CONSOLES; i++)
        term_done(&term[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_no_terminal_to_draw_on),
        cmocka_unit_test(test_a_theme_is_kept),
        cmocka_unit_test(test_characters_and_language_are_kept),
        cmocka_unit_test(test_hostile_words),
        cmocka_unit_test(test_many_and_a_stalled_one),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
