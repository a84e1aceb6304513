/* SPDX-License-Identifier: MIT */
/* The terminal, in one place: taking it, choosing colours and glyphs, showing pictures, reading
 * keys, and giving it back however the program ends.
 *
 * Curses knows the terminal, sets its modes and reads its keys. It draws nothing, since it would
 * wait for a stalled terminal for ever: pictures become bytes in console/encode and go out through
 * console/output/pump.c, which never waits. Handlers are ours (set after newterm). SIGHUP keeps
 * its default. */
#include "console/tty.h"

#include "console/encode/encode.h"
#include "console/input/mouse.h"
#include "console/output/keys.h"
#include "console/output/pump.h"
#include "console/output/size.h"
#include "console/output/terminfo.h"
#include "console/widgets/key.h"
#include "data/model/text.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#define BEGIN_S     10 /* curses' own first bytes and modes; a terminal that takes none: the end */
#define END_MS      2000
#define RESTORE_MAX 256

#define MOUSE_ON  "\033[?1000h\033[?1006h" /* one by one: not every terminal takes a list */
#define MOUSE_OFF "\033[?1006l\033[?1000l"

struct tty {
    SCREEN *screen;
    WINDOW *keys; /* a pad: reading keys must not draw */
    struct pump pump;
    struct terminfo terminfo;
    struct encoder encoder;
    struct termios modes;        /* as curses set them */
    enum glyph_tier tier, found; /* in use; what it can by its name and locale */
    enum colour_tier colours;
    char name[64];                  /* TERM as it was */
    enum attention_message message; /* what it understands, by its name; NONE: old; AUTO: unknown */
    int width, height;
    int stderr_copy;
    int eof_count;
    bool mouse; /* taken; to be given back */
    struct mouse_reader reader;
};

/* What a signal handler needs; written before the handlers are set. */
static struct {
    struct termios before;
    bool have_termios;
    /* To the last row, plain; the alternate screen left, the cursor shown, no paste mode. */
    char restore[2][RESTORE_MAX];
    size_t restore_length[2];
    volatile sig_atomic_t restore_at; /* which of the two */
    volatile sig_atomic_t signalled, stop, continued, resized;
} guard;

/* ---- signals ---- */

static void on_end(int number)
{
    guard.signalled = number;
}

static void on_stop(int number)
{
    if (number == SIGCONT)
        guard.continued = 1;
    else
        guard.stop = 1;
}

static void on_resized(int number)
{
    (void)number;
    guard.resized = 1;
}

static void on_stalled(int number)
{
    (void)number;
    if (guard.have_termios)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &guard.before);
    _exit(TTY_EXIT_STALLED);
}

static void on_crash(int number)
{
    alarm(2);
    int at = guard.restore_at;
    ssize_t ignored = write(STDOUT_FILENO, guard.restore[at], guard.restore_length[at]);
    (void)ignored;
    if (guard.have_termios)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &guard.before);
    (void)raise(number); /* SA_RESETHAND: the default action now */
}

static void set_handler(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_flags = flags};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static void set_handlers(void)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    set_handler(SIGTERM, on_end, 0);
    set_handler(SIGINT, on_end, 0);
    set_handler(SIGTSTP, on_stop, 0);
    set_handler(SIGCONT, on_stop, 0);
    set_handler(SIGALRM, on_stalled, 0);
    set_handler(SIGWINCH, on_resized, 0); /* not curses': it would make room for any size */
    set_handler(SIGPIPE, SIG_IGN, 0);
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        set_handler(crashes[i], on_crash, (int)(SA_RESETHAND | SA_NODEFER));
}

int tty_signalled(void)
{
    return guard.signalled;
}

/* ---- locale, tiers ---- */

bool tty_is_utf8(void)
{
    const char *codeset = nl_langinfo(CODESET);
    return codeset != NULL && strcmp(codeset, "UTF-8") == 0;
}

bool tty_locale(void)
{
    const char *set = setlocale(LC_CTYPE, "");
    const char *said = getenv("LC_ALL");
    if (said == NULL || said[0] == '\0')
        said = getenv("LC_CTYPE");
    if (said == NULL || said[0] == '\0')
        said = getenv("LANG");
    /* A locale that is not generated here, or none said at all: UTF-8 is what terminals speak. */
    if (set == NULL || said == NULL || said[0] == '\0')
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    return tty_is_utf8();
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_old(const char *term)
{
    static const char *const old[] = {"vt1",  "vt2",  "vt3", "vt4", "vt5",
                                      "ansi", "dumb", "wy",  "ibm"};
    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        if (begins(term, old[i]))
            return true;
    return false;
}

/* Messages to the terminal program: where nothing is known of it, only on request. */
static enum attention_message choose_message(void)
{
    static const struct {
        const char *variable, *value;
        enum attention_message message;
    } rows[] = {
        {"TERM", "kitty", MESSAGE_OSC9},         {"TERM", "foot", MESSAGE_OSC777},
        {"TERM", "ghostty", MESSAGE_OSC777},     {"TERM", "rxvt-unicode", MESSAGE_OSC777},
        {"TERM", "wezterm", MESSAGE_OSC777},     {"TERM", "contour", MESSAGE_OSC777},
        {"LC_TERMINAL", "iTerm2", MESSAGE_OSC9}, {"TERM_PROGRAM", "WezTerm", MESSAGE_OSC777},
        {"VTE_VERSION", "", MESSAGE_OSC777},
    };
    const char *term = getenv("TERM");
    if (term == NULL || is_old(term) || begins(term, "linux"))
        return MESSAGE_NONE;
    if (begins(term, "tmux") || begins(term, "screen"))
        return MESSAGE_AUTO; /* what the other variables say is of the terminal around it */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value = getenv(rows[i].variable);
        if (value != NULL && strstr(value, rows[i].value) != NULL)
            return rows[i].message;
    }
    return MESSAGE_AUTO;
}

static enum glyph_tier choose_glyphs(const char *term)
{
    if (!tty_is_utf8() || is_old(term))
        return GLYPH_ASCII;
    return begins(term, "linux") ? GLYPH_LINUX : GLYPH_UNICODE;
}

static enum colour_tier choose_colours(void)
{
    const char *none = getenv("NO_COLOR");
    int colours = terminfo_colours();
    if ((none != NULL && none[0] != '\0') || colours < 8)
        return COLOUR_MONO;
    if (colours > 256) /* direct: beyond eight a number is no place in a palette */
        return COLOUR_8;
    return colours == 256 ? COLOUR_256 : colours >= 16 ? COLOUR_16 : COLOUR_8;
}

/* ---- taking it and giving it back ---- */

/* Whether terminfo knows it; asked before newterm, which leaks when it does not. */
static bool is_known(const char *term)
{
    char copy[64];
    int error = 0;
    if (snprintf(copy, sizeof copy, "%s", term) >= (int)sizeof copy ||
        setupterm(copy, STDOUT_FILENO, &error) == ERR)
        return false;
    (void)del_curterm(cur_term);
    return true;
}

static SCREEN *open_known(void)
{
    struct size_said before;
    size_say(STDOUT_FILENO, &before);
    SCREEN *screen = newterm(NULL, stdout, stdin);
    size_unsay(&before);
    return screen;
}

/* TERM as it is, else a near relative that is known here. */
static SCREEN *open_screen(void)
{
    static const char *const modern[] = {"xterm",   "kitty", "alacritty", "foot",   "wezterm",
                                         "ghostty", "putty", "rio",       "contour"};
    static const char *const relatives[] = {"xterm-256color", "xterm", "vt100"};
    const char *term = getenv("TERM");
    if (term == NULL || strcmp(term, "dumb") == 0 || strcmp(term, "unknown") == 0)
        return NULL;
    bool like_xterm = false;
    for (size_t i = 0; i < sizeof modern / sizeof *modern; i++)
        like_xterm = like_xterm || strstr(term, modern[i]) != NULL;
    if (is_known(term))
        return open_known();
    for (size_t i = like_xterm ? 0 : 1; i < sizeof relatives / sizeof *relatives; i++)
        if (is_known(relatives[i])) {
            (void)setenv("TERM", relatives[i], 1);
            return open_known();
        }
    return NULL;
}

static size_t add_text(char *out, size_t n, const char *text, size_t length)
{
    if (length > RESTORE_MAX - n)
        return n;
    memcpy(out + n, text, length);
    return n + length;
}

/* The bytes that put the terminal right, made while it is safe to ask. */
static void prepare_restore(const struct tty *tty)
{
    static const char *const names[] = {"el", "BD", "rmkx", "rmcup", "cnorm"};
    const struct abilities *can = &tty->encoder.can;
    int at = 1 - guard.restore_at;
    char *out = guard.restore[at], text[ABILITY_SIZE * 2];
    size_t n = 0;
    if (tty->mouse)
        n = add_text(out, n, MOUSE_OFF, strlen(MOUSE_OFF));
    n = add_text(out, n, text, terminfo_text(&tty->terminfo, "sgr0", text, sizeof text));
    if (tty->colours != COLOUR_MONO)
        n = add_text(out, n, text, terminfo_text(&tty->terminfo, "op", text, sizeof text));
    n = add_text(out, n, text, can->expand(can->ctx, CAN_PLACE, tty->height - 1, 0, text));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        n = add_text(out, n, text, terminfo_text(&tty->terminfo, names[i], text, sizeof text));
    guard.restore_length[at] = n;
    guard.restore_at = at;
}

/* After whatever else is on its way. */
static void send_text(struct tty *tty, const char *text, size_t n)
{
    (void)pump_add(&tty->pump, text, n);
    (void)pump_run(&tty->pump);
}

static void send_named(struct tty *tty, const char *name)
{
    char text[ABILITY_SIZE * 2];
    send_text(tty, text, terminfo_text(&tty->terminfo, name, text, sizeof text));
}

static void redirect_stderr(struct tty *tty, const char *log_path)
{
    fflush(stderr);
    tty->stderr_copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int fd = -1;
    if (log_path[0] != '\0')
        fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)dup2(fd, STDERR_FILENO);
        close(fd);
    }
}

/* "\n" is the cheapest way down if nobody makes more of it: on a serial line who knows. */
static bool newline_is_down(const struct termios *modes)
{
    char name[64];
    bool emulated = ttyname_r(STDOUT_FILENO, name, sizeof name) == 0 &&
                    (begins(name, "/dev/pts/") ||
                     (begins(name, "/dev/tty") && name[8] >= '0' && name[8] <= '9'));
    return emulated && ((modes->c_oflag & OPOST) == 0 || (modes->c_oflag & ONLCR) == 0);
}

/* What neither says is that of curses at the start. */
static void find_size(struct tty *tty)
{
    getmaxyx(stdscr, tty->height, tty->width);
    size_read(STDOUT_FILENO, &tty->width, &tty->height);
}

static bool set_modes(struct tty *tty)
{
    struct abilities can;
    (void)set_escdelay(25);
    (void)raw();
    (void)nonl();
    (void)noecho();
    tty->keys = newpad(1, 1);
    if (tty->keys == NULL)
        return false;
    (void)keypad(tty->keys, TRUE);
    (void)nodelay(tty->keys, TRUE);
    (void)curs_set(0); /* sends what curses has to send to begin with */
    if (tcgetattr(STDOUT_FILENO, &tty->modes) != 0)
        return false;
    find_size(tty);
    const char *term = getenv("TERM");
    tty->tier = tty->found = choose_glyphs(term != NULL ? term : "");
    tty->colours = choose_colours();
    terminfo_read(&tty->terminfo, tty_is_utf8(), newline_is_down(&tty->modes), &can);
    encoder_init(&tty->encoder, &can);
    tty_theme(tty, THEME_DEFAULT);
    keys_define(&tty->terminfo);
    prepare_restore(tty);
    pump_open(&tty->pump, STDOUT_FILENO);
    send_named(tty, "BE");
    return true;
}

struct tty *tty_open(const char *log_path, struct cause *why)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        cause_set(why, 0, "this is not a terminal; try --plain");
        return NULL;
    }
    struct tty *tty = calloc(1, sizeof *tty);
    if (tty == NULL) {
        cause_set(why, 0, "out of memory");
        return NULL;
    }
    guard.have_termios = tcgetattr(STDIN_FILENO, &guard.before) == 0;
    redirect_stderr(tty, log_path);
    (void)text_copy(tty->name, sizeof tty->name, getenv("TERM") != NULL ? getenv("TERM") : "");
    tty->message = choose_message(); /* open_screen may choose a relative */
    tty->screen = open_screen();
    if (tty->screen == NULL) {
        tty_close(&tty);
        cause_set(why, 0,
                  "the terminal \"%s\" is not known here; try --plain, or install "
                  "ncurses-term",
                  getenv("TERM") != NULL ? getenv("TERM") : "");
        return NULL;
    }
    set_handlers();
    alarm(BEGIN_S);
    bool ready = set_modes(tty);
    alarm(0);
    if (!ready) {
        tty_close(&tty);
        cause_set(why, 0, "out of memory");
        return NULL;
    }
    return tty;
}

/* Within a bounded time; what is left of a picture need not come. */
static bool give_back(struct tty *t)
{
    pump_cut(&t->pump);
    (void)pump_add(&t->pump, guard.restore[guard.restore_at],
                   guard.restore_length[guard.restore_at]);
    bool done = pump_drain(&t->pump, END_MS);
    if (guard.have_termios)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &guard.before);
    return done;
}

bool tty_close(struct tty **tty)
{
    struct tty *t = *tty;
    bool done = true;
    if (t == NULL)
        return true;
    *tty = NULL;
    if (t->pump.fd > 0)
        done = give_back(t);
    else if (guard.have_termios)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &guard.before);
    if (t->keys != NULL)
        (void)delwin(t->keys);
    if (t->screen != NULL)
        delscreen(t->screen);
    if (t->stderr_copy >= 0) {
        fflush(stderr);
        (void)dup2(t->stderr_copy, STDERR_FILENO);
        close(t->stderr_copy);
    }
    encoder_done(&t->encoder);
    pump_close(&t->pump);
    free(t);
    return done;
}

/* The modes and what curses sent to begin with, once more. `given`: it was given back. */
static void take_again(struct tty *tty, bool given)
{
    static const char *const names[] = {"smcup", "smkx", "civis", "BE"};
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &tty->modes);
    for (size_t i = given ? 0 : 1; i < sizeof names / sizeof *names; i++)
        send_named(tty, names[i]);
    if (tty->mouse)
        send_text(tty, MOUSE_ON, strlen(MOUSE_ON));
    encoder_forget(&tty->encoder);
}

/* Told to stop: the shell gets its terminal, and we get it back when told to go on. Also after a
 * stop that nobody was told of. */
static bool stopped(struct tty *tty)
{
    bool told = guard.stop != 0;
    if (!told && guard.continued == 0)
        return false;
    if (told) {
        (void)give_back(tty);
        set_handler(SIGTSTP, SIG_DFL, 0);
        (void)raise(SIGTSTP);
        set_handler(SIGTSTP, on_stop, 0);
    }
    guard.stop = guard.continued = 0;
    take_again(tty, told);
    return true;
}

enum glyph_tier tty_tier(const struct tty *tty)
{
    return tty->tier;
}

void tty_glyphs(struct tty *tty, int tier)
{
    tty->tier = tier >= 0 && tier < GLYPH_TIERS ? (enum glyph_tier)tier : tty->found;
    /* Who asks for more than ASCII says that the terminal reads UTF-8. */
    tty->encoder.can.utf8 = tty_is_utf8() || (tier >= 0 && tty->tier != GLYPH_ASCII);
}

const char *tty_name(const struct tty *tty)
{
    return tty->name;
}

enum colour_tier tty_colours(const struct tty *tty)
{
    return tty->colours;
}

const char *tty_message_words(const struct tty *tty)
{
    return tty->message == MESSAGE_OSC9     ? "OSC 9"
           : tty->message == MESSAGE_OSC777 ? "OSC 777"
                                            : NULL;
}

void tty_theme(struct tty *tty, int theme)
{
    encoder_looks(&tty->encoder, theme_looks(theme, tty->colours), tty->colours);
}

void tty_size(const struct tty *tty, int *width, int *height)
{
    *width = tty->width;
    *height = tty->height;
}

int tty_input_fd(const struct tty *tty)
{
    (void)tty;
    return STDIN_FILENO;
}

int tty_output_fd(const struct tty *tty)
{
    return tty->pump.fd;
}

void tty_mouse(struct tty *tty)
{
    if (tty->mouse)
        return;
    tty->mouse = true;
    prepare_restore(tty);
    keys_define_mouse();
    send_text(tty, MOUSE_ON, strlen(MOUSE_ON));
}

/* ---- output ---- */

bool tty_ready(struct tty *tty)
{
    return pump_run(&tty->pump);
}

bool tty_waits(const struct tty *tty)
{
    return pump_waits(&tty->pump);
}

bool tty_stalled(const struct tty *tty)
{
    return pump_stalled_ms(&tty->pump) > TTY_STALLED_S * INT64_C(1000);
}

bool tty_show(struct tty *tty, const struct canvas *canvas, bool whole)
{
    if (!pump_run(&tty->pump) || canvas->width != tty->width || canvas->height != tty->height)
        return false;
    if (whole)
        encoder_forget(&tty->encoder);
    if (encoder_frame(&tty->encoder, canvas, canvas->width, canvas->height) != 0)
        return false;
    if (!pump_add(&tty->pump, tty->encoder.out.text, tty->encoder.out.length)) {
        encoder_forget(&tty->encoder);
        return false;
    }
    (void)pump_run(&tty->pump);
    return true;
}

void tty_beep(struct tty *tty)
{
    char text[ABILITY_SIZE];
    if (terminfo_text(&tty->terminfo, "bel", text, sizeof text) == 0)
        send_named(tty, "flash");
    else
        send_text(tty, text, strlen(text));
}

/* Nothing of the text may end the sequence, separate its parts, or be read as a number. */
static void clean_message(const char *text, char out[200])
{
    size_t n = text_sanitise(text, strlen(text), out, 200);
    for (size_t i = 0; i < n; i++)
        if (out[i] == ';' || (!tty_is_utf8() && (unsigned char)out[i] >= 0x80))
            out[i] = out[i] == ';' ? ',' : '?';
}

void tty_message(struct tty *tty, enum attention_message wanted, const char *text)
{
    char clean[200], bytes[256];
    enum attention_message form = wanted == MESSAGE_AUTO ? tty->message : wanted;
    if (tty->message == MESSAGE_NONE || wanted == MESSAGE_NONE || form == MESSAGE_AUTO)
        return;
    clean_message(text, clean);
    (void)snprintf(
        bytes, sizeof bytes,
        form == MESSAGE_OSC9 ? "\033]9;andon: %s\033\\" : "\033]777;notify;andon;%s\033\\", clean);
    send_text(tty, bytes, strlen(bytes));
}

/* ---- input ---- */

static void resized(struct tty *tty)
{
    guard.resized = 0;
    find_size(tty);
    encoder_forget(&tty->encoder);
    prepare_restore(tty);
}

/* Nothing to read: is anybody there? A terminal that hung up reads as end of file for ever. Bytes
 * that are no characters, as of a scanner set to another encoding, are nothing to read either, but
 * they are there. */
static int nothing_or_gone(struct tty *tty)
{
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    int waiting = 0;
    if (poll(&p, 1, 0) != 1) {
        tty->eof_count = 0;
        return getppid() == 1 && !isatty(STDIN_FILENO) ? -1 : 0;
    }
    if ((p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        return -1;
    if (ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0)
        return 0;
    return ++tty->eof_count >= 3 ? -1 : 0; /* readable, yet nothing comes */
}

int tty_key(struct tty *tty, uint32_t *key)
{
    if (stopped(tty) || guard.resized != 0) { /* of the one nobody may have told while stopped */
        resized(tty);
        *key = KEY_CODE_RESIZE;
        return 1;
    }
    for (;;) {
        wint_t code;
        int kind = wget_wch(tty->keys, &code);
        if (kind == ERR)
            return nothing_or_gone(tty);
        tty->eof_count = 0;
        if (kind == KEY_CODE_YES && keys_is_mouse((int)code)) {
            mouse_begin(&tty->reader);
            continue;
        }
        if (tty->reader.reading && kind != KEY_CODE_YES) {
            int found = mouse_feed(&tty->reader, (uint32_t)code, key);
            if (found > 0)
                return 1;
            if (found == 0)
                continue;
        }
        *key = kind == KEY_CODE_YES ? keys_translate((int)code) : (uint32_t)code;
        if (*key == '\n')
            *key = KEY_CODE_ENTER;
        if (*key != KEY_CODE_NONE)
            return 1;
    }
}
