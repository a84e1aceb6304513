/* SPDX-License-Identifier: MIT */
/* Curses and the terminal, in one place: taking it, choosing colours and glyphs, copying cells out,
 * reading keys, and giving it back however the program ends.
 *
 * A stalled terminal blocks doupdate for ever and curses' own SIGTERM handler with it. So: handlers
 * are ours (set after newterm), a frame is left out while the descriptor takes no output, and an
 * alarm ends the program when one write hangs for ten seconds. SIGHUP keeps its default. */
#include "console/tty.h"

#include "console/input/mouse.h"
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
#include <term.h>
#include <termios.h>
#include <unistd.h>

#define STALL_S     10
#define RESTORE_MAX 256

#define MOUSE_ON  "\033[?1000h\033[?1006h" /* one by one: not every terminal takes a list */
#define MOUSE_OFF "\033[?1006l\033[?1000l"

struct tty {
    SCREEN *screen;
    enum glyph_tier tier;
    enum colour_tier colours;
    const struct look *looks;       /* of the theme, one a style */
    char name[64];                  /* TERM as it was */
    enum attention_message message; /* what it understands, by its name; NONE: old; AUTO: unknown */
    struct cell *shown;             /* what curses was given last, row by row; NULL: nothing */
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
    char restore[RESTORE_MAX]; /* leaves the alternate screen, shows the cursor, ends paste mode */
    size_t restore_length;
    volatile sig_atomic_t signalled, updating;
} guard;

/* ---- signals ---- */

static void on_end(int number)
{
    guard.signalled = number;
    if (guard.updating)
        alarm(1); /* if the write hangs, do not wait out the rest of the ten seconds */
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
    ssize_t ignored = write(STDOUT_FILENO, guard.restore, guard.restore_length);
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
    set_handler(SIGALRM, on_stalled, 0);
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
    if ((none != NULL && none[0] != '\0') || !has_colors() || start_color() == ERR)
        return COLOUR_MONO;
    (void)use_default_colors(); /* fewer bytes to go back to nothing; our pairs name both colours */
    if (COLORS > 256)           /* direct: beyond eight a number is no place in a palette */
        return COLOUR_8;
    if (COLORS == 256 && COLOR_PAIRS > STYLE_COUNT)
        return COLOUR_256;
    if (COLORS >= 16)
        return COLOUR_16;
    return COLORS >= 8 ? COLOUR_8 : COLOUR_MONO;
}

static void define_pairs(const struct tty *tty)
{
    const struct look *looks = tty->looks;
    for (int style = 0; tty->colours != COLOUR_MONO && style < STYLE_COUNT; style++)
        (void)init_pair((short)(style + 1), looks[style].fg, looks[style].bg);
}

static attr_t attributes_of(const struct tty *tty, int style)
{
    uint8_t look = tty->looks[style].attributes;
    return ((look & LOOK_BOLD) != 0 ? A_BOLD : 0) | ((look & LOOK_REVERSE) != 0 ? A_REVERSE : 0) |
           ((look & LOOK_UNDERLINE) != 0 ? A_UNDERLINE : 0);
}

static short pair_of(const struct tty *tty, int style)
{
    return tty->colours == COLOUR_MONO ? 0 : (short)(style + 1);
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
        return newterm(NULL, stdout, stdin);
    for (size_t i = like_xterm ? 0 : 1; i < sizeof relatives / sizeof *relatives; i++)
        if (is_known(relatives[i])) {
            (void)setenv("TERM", relatives[i], 1);
            return newterm(NULL, stdout, stdin);
        }
    return NULL;
}

static const char *capability(const char *name)
{
    char copy[16];
    (void)snprintf(copy, sizeof copy, "%s", name);
    const char *text = tigetstr(copy);
    return text == NULL || text == (const char *)-1 ? "" : text;
}

/* The bytes that put the terminal right, made while it is safe to ask. */
static void prepare_restore(void)
{
    static const char *const names[] = {"BD", "sgr0", "rmkx", "cnorm", "rmcup"};
    guard.restore_length = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = capability(names[i]);
        size_t n = strlen(text);
        if (n > RESTORE_MAX - guard.restore_length)
            continue;
        memcpy(guard.restore + guard.restore_length, text, n);
        guard.restore_length += n;
    }
}

static void send_text(const char *text)
{
    size_t left = strlen(text);
    struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (left > 0 && poll(&p, 1, 0) == 1 && (p.revents & POLLOUT) != 0) {
        ssize_t ignored = write(STDOUT_FILENO, text, left);
        (void)ignored;
    }
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

/* F6 to F20 as a VT220 sends them, and most since; what terminfo says of the others stays. */
static void define_fkeys(void)
{
    static const char codes[] = {17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34};
    for (int i = 0; i < (int)sizeof codes; i++) {
        char sequence[16];
        (void)snprintf(sequence, sizeof sequence, "\033[%d~", codes[i]);
        (void)define_key(sequence, KEY_F(6 + i));
    }
    for (int i = 0; i < 4; i++) { /* PF1 to PF4, above the keypad */
        char sequence[8];
        (void)snprintf(sequence, sizeof sequence, "\033O%c", 'P' + i);
        (void)define_key(sequence, KEY_F(1 + i));
    }
}

#define KEYPAD (KEY_MAX + 16) /* … and the character that the key has printed on it */

/* The numeric keypad in application mode: digits, comma, minus, point, plus and Enter as such. */
static void define_keypad(void)
{
    static const char sent[] = "pqrstuvwxylmnkjoXM", printed[] = "0123456789,-.+*/=\r";
    for (size_t i = 0; sent[i] != '\0'; i++) {
        char sequence[8];
        (void)snprintf(sequence, sizeof sequence, "\033O%c", sent[i]);
        (void)define_key(sequence, KEYPAD + printed[i]);
    }
}

/* Paste brackets, and arrows in both forms: not every line of terminals keeps to its terminfo. */
static void define_keys(void)
{
    static const struct {
        const char *sequence;
        int code;
    } arrows[] = {
        {"\033[A", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033[D", KEY_LEFT}, {"\033[C", KEY_RIGHT},
        {"\033OA", KEY_UP}, {"\033OB", KEY_DOWN}, {"\033OD", KEY_LEFT}, {"\033OC", KEY_RIGHT},
    };
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        (void)define_key(arrows[i].sequence, arrows[i].code);
    define_fkeys();
    define_keypad();
    const char *paste[2] = {capability("PS"), capability("PE")};
    for (int i = 0; i < 2; i++)
        if (paste[i][0] != '\0')
            (void)define_key(paste[i], KEY_MAX + 1 + i);
}

static void set_modes(struct tty *tty)
{
    (void)set_escdelay(25);
    (void)raw();
    (void)nonl();
    (void)noecho();
    (void)keypad(stdscr, TRUE);
    (void)nodelay(stdscr, TRUE);
    (void)typeahead(-1);
    (void)leaveok(stdscr, TRUE);
    (void)curs_set(0);
    const char *term = getenv("TERM");
    tty->tier = choose_glyphs(term != NULL ? term : "");
    tty->colours = choose_colours();
    tty_theme(tty, THEME_DEFAULT);
    define_keys();
    send_text(capability("BE"));
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
    prepare_restore();
    set_handlers();
    set_modes(tty);
    getmaxyx(stdscr, tty->height, tty->width);
    return tty;
}

void tty_close(struct tty **tty)
{
    struct tty *t = *tty;
    if (t == NULL)
        return;
    *tty = NULL;
    if (t->screen != NULL) {
        guard.updating = 1;
        alarm(STALL_S / 2);
        send_text(capability("BD"));
        if (t->mouse)
            send_text(MOUSE_OFF);
        (void)endwin();
        alarm(0);
        guard.updating = 0;
        delscreen(t->screen);
    }
    if (guard.have_termios)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &guard.before);
    if (t->stderr_copy >= 0) {
        fflush(stderr);
        (void)dup2(t->stderr_copy, STDERR_FILENO);
        close(t->stderr_copy);
    }
    free(t->shown);
    free(t);
}

enum glyph_tier tty_tier(const struct tty *tty)
{
    return tty->tier;
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
    tty->looks = theme_looks(theme, tty->colours);
    define_pairs(tty);
    free(tty->shown);
    tty->shown = NULL;
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
    (void)tty;
    return STDOUT_FILENO;
}

void tty_mouse(struct tty *tty)
{
    size_t n = strlen(MOUSE_OFF);
    if (tty->mouse || guard.restore_length + n > RESTORE_MAX)
        return;
    memmove(guard.restore + n, guard.restore, guard.restore_length);
    memcpy(guard.restore, MOUSE_OFF, n);
    guard.restore_length += n;
    tty->mouse = true;
    (void)define_key("\033[<", KEY_MAX + 3);
    send_text(MOUSE_ON);
}

/* ---- output ---- */

/* Blocks are as bold as they are; going in and out of bold costs ten bytes each. In 8 colours it is
 * what makes a colour bright. */
static attr_t attributes_for(const struct tty *tty, int style, uint32_t code)
{
    attr_t attributes = attributes_of(tty, style);
    bool block = code == ' ' || (code >= 0x2580 && code <= 0x259F);
    return block && tty->colours >= COLOUR_16 ? attributes & ~A_BOLD : attributes;
}

static void put_cell(const struct tty *tty, int at, const struct canvas *canvas, int style)
{
    const struct cell *cell = &canvas->cell[at];
    wchar_t text[2 + CANVAS_MARKS] = {0};
    cchar_t c;
    if (cell->code == 0)
        return; /* came with its left half */
    uint32_t code = canvas_code(canvas, cell);
    text[0] = (wchar_t)code;
    for (int i = 0; i < CANVAS_MARKS; i++)
        text[1 + i] = (wchar_t)cell->mark[i];
    if (setcchar(&c, text, attributes_for(tty, style, code), pair_of(tty, style), NULL) == ERR)
        return;
    /* ERR in the last column of the last row is as it should be */
    (void)mvadd_wch(at / canvas->width, at % canvas->width, &c);
}

/* Of a blank one sees the ground, and lines through or over it. */
static bool same_ground(const struct tty *tty, int a, int b)
{
    const struct look *x = &tty->looks[a], *y = &tty->looks[b];
    const unsigned drawn = LOOK_REVERSE | LOOK_UNDERLINE;
    return ((x->attributes | y->attributes) & drawn) == 0 && x->bg == y->bg;
}

static bool is_blank(const struct cell *cell)
{
    return cell->code == ' ' && cell->mark[0] == 0;
}

static bool same(const struct tty *tty, const struct cell *a, const struct cell *b)
{
    if (is_blank(a) && is_blank(b))
        return a->style == b->style || same_ground(tty, a->style, b->style);
    return a->code == b->code && a->style == b->style && a->wide == b->wide &&
           memcmp(a->mark, b->mark, sizeof a->mark) == 0;
}

/* Cells that changed since the last frame go to curses, which sends what differs. A blank wears
 * what the changed cell before it wears, so that nothing is sent to change that; when all is sent,
 * the ground's own, which terminals erase to. */
static void put_canvas(struct tty *tty, const struct canvas *canvas, bool all)
{
    int worn = ST_NORMAL;
    for (int i = 0; i < canvas->width * canvas->height; i++) {
        const struct cell *now = &canvas->cell[i];
        struct cell *then = &tty->shown[i];
        if (all || now->wide != 0 || then->wide != 0 || !same(tty, now, then)) {
            int before = all ? ST_NORMAL : worn;
            worn = is_blank(now) && same_ground(tty, now->style, before) ? before : now->style;
            put_cell(tty, i, canvas, worn);
        }
        *then = *now;
    }
}

static bool writable(void)
{
    struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLOUT) != 0;
}

bool tty_show(struct tty *tty, const struct canvas *canvas, bool whole)
{
    if (!writable() || canvas->width != tty->width || canvas->height != tty->height)
        return false;
    bool all = whole || tty->shown == NULL;
    if (tty->shown == NULL) {
        size_t count = (size_t)canvas->width * (size_t)canvas->height;
        tty->shown = calloc(count > 0 ? count : 1, sizeof *tty->shown);
        if (tty->shown == NULL)
            return false;
    }
    put_canvas(tty, canvas, all);
    if (whole)
        (void)clearok(curscr, TRUE);
    guard.updating = 1;
    alarm(STALL_S);
    (void)wnoutrefresh(stdscr);
    (void)doupdate();
    alarm(0);
    guard.updating = 0;
    return true;
}

void tty_beep(struct tty *tty)
{
    (void)tty;
    if (writable())
        (void)beep();
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
    if (tty->message == MESSAGE_NONE || wanted == MESSAGE_NONE || form == MESSAGE_AUTO ||
        !writable())
        return;
    clean_message(text, clean);
    (void)snprintf(
        bytes, sizeof bytes,
        form == MESSAGE_OSC9 ? "\033]9;andon: %s\033\\" : "\033]777;notify;andon;%s\033\\", clean);
    guard.updating = 1;
    alarm(STALL_S);
    send_text(bytes); /* curses keeps nothing back between frames */
    alarm(0);
    guard.updating = 0;
}

/* ---- input ---- */

static uint32_t translate(wint_t code)
{
    static const struct {
        wint_t curses;
        uint32_t key;
    } rows[] = {
        {KEY_UP, KEY_CODE_UP},
        {KEY_DOWN, KEY_CODE_DOWN},
        {KEY_LEFT, KEY_CODE_LEFT},
        {KEY_RIGHT, KEY_CODE_RIGHT},
        {KEY_PPAGE, KEY_CODE_PAGE_UP},
        {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
        {KEY_HOME, KEY_CODE_HOME},
        {KEY_FIND, KEY_CODE_HOME},
        {KEY_END, KEY_CODE_END},
        {KEY_SELECT, KEY_CODE_END},
        {KEY_BTAB, KEY_CODE_BACKTAB},
        {KEY_ENTER, KEY_CODE_ENTER},
        {KEY_RESIZE, KEY_CODE_RESIZE},
        {KEY_MAX + 1, KEY_CODE_PASTE_BEGIN},
        {KEY_MAX + 2, KEY_CODE_PASTE_END},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].curses == code)
            return rows[i].key;
    if (code >= KEY_F(1) && code <= KEY_F(20))
        return KEY_CODE_F1 + (uint32_t)(code - KEY_F(1));
    if (code > KEYPAD && code < KEYPAD + 0x7F)
        return (uint32_t)(code - KEYPAD);
    return KEY_CODE_NONE;
}

static void resized(struct tty *tty)
{
    getmaxyx(stdscr, tty->height, tty->width);
    free(tty->shown);
    tty->shown = NULL;
    (void)clearok(curscr, TRUE);
}

/* Nothing to read: is anybody there? A terminal that hung up reads as end of file for ever. */
static int nothing_or_gone(struct tty *tty)
{
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&p, 1, 0) != 1) {
        tty->eof_count = 0;
        return getppid() == 1 && !isatty(STDIN_FILENO) ? -1 : 0;
    }
    if ((p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        return -1;
    return ++tty->eof_count >= 3 ? -1 : 0; /* readable, yet nothing comes */
}

int tty_key(struct tty *tty, uint32_t *key)
{
    for (;;) {
        wint_t code;
        int kind = get_wch(&code);
        if (kind == ERR)
            return nothing_or_gone(tty);
        tty->eof_count = 0;
        if (kind == KEY_CODE_YES && code == KEY_MAX + 3) {
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
        *key = kind == KEY_CODE_YES ? translate(code) : (uint32_t)code;
        if (*key == '\n')
            *key = KEY_CODE_ENTER;
        if (*key == KEY_CODE_RESIZE)
            resized(tty);
        if (*key != KEY_CODE_NONE)
            return 1;
    }
}
