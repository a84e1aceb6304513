/* SPDX-License-Identifier: MIT */
/* The strict pre-scan and inih behind it. Each line is looked at before inih gets it: a bad one is
 * reported and replaced by an empty line, so that every problem of a file is found in one go and
 * the line numbers stay right. Called by load.c; owns nothing between calls. */
#include "data/config/ini.h"

#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(INI_LINE_MAX + 10 <= INI_MAX_LINE, "inih would split lines");

/* Inside quotes these mean nothing to inih because it sees the stand-ins; the stand-ins cannot
 * occur in a file, control characters are refused. */
static const char special[] = ":=;[";
static const char stand_in[] = "\001\002\003\004";

enum line_kind { LINE_BLANK, LINE_SECTION, LINE_ENTRY, LINE_BAD };

struct reader {
    const char *text;
    size_t length, at;
    int line;
    bool in_section; /* entries belong to a section that could be read */
    bool skipping;   /* … or to one that could not: said once, at its header */
    const struct ini_sink *sink;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Where a quoted text that starts at `text` ends (index of the closing quote), or 0. */
static size_t closing_quote(const char *text, size_t length)
{
    const char *end = length > 1 ? memchr(text + 1, '"', length - 1) : NULL;
    return end ? (size_t)(end - text) : 0;
}

/* Index of the '=' that ends the key; `length` when there is none, or a ':' comes first. */
static size_t key_end(const char *text, size_t length)
{
    size_t i = text[0] == '"' ? closing_quote(text, length) + 1 : 0;
    while (i < length && text[i] != '=' && text[i] != ':')
        i++;
    return i < length && text[i] == '=' ? i : length;
}

static bool characters_ok(const char *line, size_t length, struct cause *why)
{
    if (memchr(line, '\0', length))
        return cause_set(why, 0, "holds a NUL byte; save the file as plain UTF-8 text");
    if (!utf8_valid(line, length))
        return cause_set(why, 0, "is not UTF-8; save the file as UTF-8");
    char flat[INI_LINE_MAX];
    for (size_t i = 0; i < length; i++)
        flat[i] = line[i] == '\t' ? ' ' : line[i];
    if (!text_is_clean(flat, length))
        return cause_set(why, 0,
                         "holds a character that cannot be shown (control, zero-width or "
                         "direction mark); remove it");
    return true;
}

/* A blank before ';' would begin a comment for inih and cut the value without a word. */
static bool comment_inside(const char *text, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        if (is_blank(text[i]) && text[i + 1] == ';')
            return true;
    }
    return false;
}

/* '#' between blanks is a comment for whoever wrote it; a whole value # is a topic. */
static bool hash_inside(const char *value, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        if (value[i] == '#' && is_blank(value[i - 1]) &&
            (i + 1 == length || is_blank(value[i + 1])))
            return true;
    }
    return false;
}

static const char comment_advice[] =
    "\" ;\" and \" # \" begin no comment here; put the comment on a line of its own, or \"quotes\" "
    "around the whole value";

#define NUMBER_TEXT(n) #n
#define NUMBER(n)      NUMBER_TEXT(n)

static enum line_kind bad(struct cause *why, const char *what)
{
    cause_set(why, 0, "%s", what);
    return LINE_BAD;
}

static enum line_kind check_entry(const char *line, size_t length, struct cause *why)
{
    if (line[0] == '"' && !closing_quote(line, length))
        return bad(why, "a quote is not closed");
    size_t end = key_end(line, length);
    size_t quoted = line[0] == '"' ? closing_quote(line, length) + 1 : 0;
    for (size_t i = quoted; quoted && i < end; i++) {
        if (!is_blank(line[i]))
            return bad(why, "quotes must go around the whole key");
    }
    if (end == length && memchr(line + quoted, ':', length - quoted))
        return bad(why, "write key = value; a key that holds \":\" needs \"quotes\" around it");
    if (end == length)
        return bad(why, "is neither [section] nor key = value");
    if (end == 0 || quoted == 2)
        return bad(why, "there is no key before \"=\"");
    size_t value = end + 1;
    while (value < length && is_blank(line[value]))
        value++;
    if (value < length && line[value] == '"') {
        if (!closing_quote(line + value, length - value))
            return bad(why, "a quote is not closed");
        if (closing_quote(line + value, length - value) != length - value - 1)
            return bad(why, "quotes must go around the whole value, with none inside");
        length = value;
    }
    if (value < length && hash_inside(line + value, length - value))
        return bad(why, comment_advice);
    if (comment_inside(line + quoted, length - quoted))
        return bad(why, comment_advice);
    return LINE_ENTRY;
}

/* What a line is. `length` is without the line's end and the blanks before it. */
static enum line_kind check_line(const char *line, size_t length, struct cause *why)
{
    if (length > INI_LINE_MAX)
        return bad(why, "the line is longer than " NUMBER(INI_LINE_MAX) " bytes; shorten it");
    if (!characters_ok(line, length, why))
        return LINE_BAD;
    size_t indent = 0;
    while (indent < length && is_blank(line[indent]))
        indent++;
    if (indent == length || line[indent] == '#' || line[indent] == ';')
        return LINE_BLANK;
    if (indent > 0)
        return bad(why, "the line is indented; lines are not continued here: move it to the left "
                        "margin, or make it one line with the one before");
    if (line[0] != '[')
        return check_entry(line, length, why);
    if (comment_inside(line, length))
        return bad(why, comment_advice);
    const char *end = memchr(line, ']', length);
    if (!end)
        return bad(why, "\"]\" is missing");
    if (end != line + length - 1)
        return bad(why, "nothing may follow \"]\"");
    return LINE_SECTION;
}

/* "[kind name]" → kind, name; blanks around them do not count. */
static void read_section(struct reader *r, const char *line, size_t length)
{
    char kind[INI_LINE_MAX + 1];
    char name[INI_LINE_MAX + 1];
    size_t begin = 1;
    size_t end = length - 1;
    while (begin < end && is_blank(line[begin]))
        begin++;
    while (end > begin && is_blank(line[end - 1]))
        end--;
    size_t stop = begin;
    while (stop < end && !is_blank(line[stop]))
        stop++;
    size_t rest = stop;
    while (rest < end && is_blank(line[rest]))
        rest++;
    (void)text_copy_n(kind, sizeof kind, line + begin, stop - begin);
    (void)text_copy_n(name, sizeof name, line + rest, end - rest);
    r->in_section = stop > begin;
    r->skipping = !r->in_section;
    if (r->in_section)
        r->sink->section(r->sink->ctx, r->line, kind, name);
    else
        r->sink->problem(r->sink->ctx, r->line, "the section has no kind; write [kind name]");
}

/* The line as inih may have it: tabs are blanks, and what stands in quotes is disguised. */
static void disguise(const char *line, size_t length, char *out)
{
    bool quoted = false;
    bool key = true; /* a quote counts only where a key or a value begins, and at its end */
    bool start = true;
    for (size_t i = 0; i < length; i++) {
        char c = line[i] == '\t' ? ' ' : line[i];
        if (c == '"' && (start || quoted))
            quoted = !quoted;
        const char *at = quoted && c ? strchr(special, c) : NULL;
        start = start && c == ' ';
        if (!quoted && key && c == '=') {
            key = false;
            start = true;
        }
        out[i] = at ? stand_in[at - special] : c;
    }
    out[length] = '\n';
    out[length + 1] = '\0';
}

/* Take the disguise and the quotes off, in place. */
static char *reveal(char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        const char *at = strchr(stand_in, text[i]);
        if (at && *at)
            text[i] = special[at - stand_in];
    }
    if (length > 1 && text[0] == '"' && text[length - 1] == '"') {
        text[length - 1] = '\0';
        text++;
    }
    return text;
}

/* inih's reader: one whole line a call, an empty one in place of what inih is not to see. */
static char *next_line(char *out, int size, void *stream)
{
    struct reader *r = stream;
    if (r->at >= r->length || size < INI_LINE_MAX + 2)
        return NULL;
    const char *line = r->text + r->at;
    const char *newline = memchr(line, '\n', r->length - r->at);
    size_t length = newline ? (size_t)(newline - line) : r->length - r->at;
    r->at += length + (newline ? 1 : 0);
    r->line++;
    while (length > 0 && (is_blank(line[length - 1]) || line[length - 1] == '\r'))
        length--;
    struct cause why;
    enum line_kind kind = check_line(line, length, &why);
    disguise(line, kind == LINE_ENTRY || kind == LINE_SECTION ? length : 0, out);
    if (kind == LINE_SECTION)
        read_section(r, line, length);
    if (kind == LINE_BAD) {
        r->sink->problem(r->sink->ctx, r->line, why.text);
        if (memchr(line, '\0', length))
            r->at = r->length; /* no text file: one message is enough */
        if (length > 0 && line[0] == '[') {
            r->in_section = false;
            r->skipping = true;
        }
    }
    return out;
}

/* inih's handler. The section comes from next_line: inih cuts long names and hides empty ones. */
static int on_entry(void *user, const char *section, const char *name, const char *value)
{
    (void)section;
    struct reader *r = user;
    char key[INI_LINE_MAX + 1];
    char text[INI_LINE_MAX + 1];
    (void)text_copy(key, sizeof key, name);
    (void)text_copy(text, sizeof text, value ? value : "");
    if (r->in_section)
        r->sink->entry(r->sink->ctx, r->line, reveal(key), reveal(text));
    else if (!r->skipping)
        r->sink->problem(r->sink->ctx, r->line, "stands before the first [section]");
    return 1;
}

void ini_parse_text(const char *text, size_t length, const struct ini_sink *sink)
{
    static const char mark[] = "\xEF\xBB\xBF";
    struct reader r = {.text = text, .length = length, .sink = sink};
    if (length > INI_FILE_MAX) {
        sink->problem(sink->ctx, 0, "the file is larger than 1 MiB");
        return;
    }
    if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
        sink->problem(sink->ctx, 0, "is UTF-16; save the file as UTF-8");
        return;
    }
    if (length >= 3 && memcmp(text, mark, 3) == 0)
        r.at = 3; /* a byte order mark at the very beginning is what some editors write */
    int line = ini_parse_stream(next_line, &r, on_entry, &r);
    if (line != 0)
        sink->problem(sink->ctx, line > 0 ? line : 0, "cannot be read as INI");
}

static char *read_open_file(int fd, const char *path, size_t *length, struct cause *why)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return cause_set(why, 0, "%s: %s", path, strerror(errno)), NULL;
    if (!S_ISREG(st.st_mode))
        return cause_set(why, 0, "%s: is not a regular file", path), NULL;
    if (st.st_size > INI_FILE_MAX)
        return cause_set(why, 0, "%s: is larger than 1 MiB", path), NULL;
    size_t size = (size_t)st.st_size;
    char *text = malloc(size + 1);
    size_t have = 0;
    while (text && have < size) {
        ssize_t n = read(fd, text + have, size - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            cause_set(why, 0, "%s: %s", path, n < 0 ? strerror(errno) : "changed while read");
            free(text);
            return NULL;
        }
        have += (size_t)n;
    }
    if (!text)
        return cause_set(why, 0, "%s: out of memory", path), NULL;
    text[size] = '\0';
    *length = size;
    return text;
}

char *ini_read_file(const char *path, size_t *length, struct cause *why)
{
    /* O_NONBLOCK: opening a FIFO must not hang; it is refused a moment later. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return cause_set(why, 0, "%s: %s", path, strerror(errno)), NULL;
    char *text = read_open_file(fd, path, length, why);
    close(fd);
    return text;
}

/* ---- directories ---- */

static int is_ini(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 4 && strcmp(entry->d_name + length - 4, ".ini") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int ini_files(const char *directory, struct dirent ***list)
{
    return scandir(directory, list, is_ini, by_name);
}
