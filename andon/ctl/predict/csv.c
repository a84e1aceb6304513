/* SPDX-License-Identifier: MIT */
/* CSV as a source of samples: a line of names, then one of values a time. The first column is the
 * time; a column whose name is that of a signal is its values; `state` (running, 1, true, run: it
 * runs), `product`, `cycles` (in that row) and `failure` (1: it failed then) are what they say.
 * Without `state` the machine runs all the time. Called by predict.c. */
#include "andon/ctl/predict/feeding.h"

#include "andon/ctl/replay/recording.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FIELDS_MAX 256

enum column_kind {
    COLUMN_OTHER,
    COLUMN_TIME,
    COLUMN_SIGNAL,
    COLUMN_STATE,
    COLUMN_PRODUCT,
    COLUMN_CYCLES,
    COLUMN_FAILURE
};

struct table_in {
    struct feeding *feeding;
    struct trial *trial;
    char delimiter;
    int columns;
    struct {
        enum column_kind kind;
        size_t signal;
    } column[FIELDS_MAX];
    bool has_state, running, told, failed;
    char product[48];
};

static int read_head(struct table_in *in, char *line, const char *path)
{
    static const struct {
        const char *name;
        enum column_kind kind;
    } known[] = {{"state", COLUMN_STATE},
                 {"product", COLUMN_PRODUCT},
                 {"cycles", COLUMN_CYCLES},
                 {"failure", COLUMN_FAILURE}};
    char *field[FIELDS_MAX];
    int signals = 0;
    in->delimiter = strchr(line, ';') ? ';' : strchr(line, '\t') ? '\t' : ',';
    in->columns = csv_split(line, in->delimiter, field, FIELDS_MAX);
    if (in->columns < 2)
        return ctl_fail("%s:1: that is no line of at most %d names", path, FIELDS_MAX);
    in->column[0].kind = COLUMN_TIME;
    for (int i = 1; i < in->columns; i++) {
        char name[CONFIG_ID_SIZE];
        csv_name(field[i], name, sizeof name);
        int signal = config_signal_index(in->trial->config, name);
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (strcmp(name, known[k].name) == 0)
                in->column[i].kind = known[k].kind;
        if (signal >= 0 && in->column[i].kind == COLUMN_OTHER) {
            in->column[i].kind = COLUMN_SIGNAL;
            in->column[i].signal = (size_t)signal;
            for (int k = 0; k < in->trial->conf->signal_count; k++)
                signals += strcmp(name, in->trial->conf->signals[k]) == 0;
        }
        in->has_state |= in->column[i].kind == COLUMN_STATE;
    }
    if (signals == 0)
        return ctl_fail("%s:1: no column has the name of a signal of [predictor %s]: %s …", path,
                        in->trial->conf->name, in->trial->conf->signals[0]);
    return CTL_DONE;
}

/* ISO 8601 (plant time without a zone) or a number since 1970. */
static int read_time(const struct table_in *in, const char *text, int64_t *wall_ms)
{
    bool has_zone = true;
    int64_t stated;
    if (time_from_text(text, wall_ms) != 0)
        return -1;
    if (time_from_iso8601(text, strlen(text), &stated, &has_zone) == 0 && !has_zone)
        *wall_ms = zone_instant(&in->trial->config->zone, stated);
    return 0;
}

static bool is_yes(const char *text)
{
    static const char *const words[] = {"running", "run", "1", "1.0", "true", "yes", "on"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

static void take_sample(struct table_in *in, size_t signal, const char *text, int64_t ms)
{
    int64_t amount = 0;
    if (text[strspn(text, " ")] == '\0')
        return; /* nothing was heard */
    bool good = csv_number(text, in->delimiter, &amount) == 0;
    predict_set_sample(in->trial->set, signal, amount, good, ms);
}

static void take_fields(struct table_in *in, char *const *field, int fields, int64_t ms)
{
    bool running = !in->has_state;
    const char *product = "", *state = running ? "1" : "";
    int64_t cycles = 0;
    for (int i = 1; i < fields; i++) {
        if (in->column[i].kind == COLUMN_STATE)
            state = field[i];
        else if (in->column[i].kind == COLUMN_PRODUCT)
            product = field[i];
        else if (in->column[i].kind == COLUMN_CYCLES &&
                 csv_number(field[i], in->delimiter, &cycles) != 0)
            cycles = 0;
    }
    running = is_yes(state);
    if (!in->told || running != in->running || strcmp(product, in->product) != 0) {
        (void)text_sanitise(product, strlen(product), in->product, sizeof in->product);
        predict_set_machine(in->trial->set, state[0] != '\0', running, in->product, ms);
        in->running = running;
        in->told = true;
    }
    if (cycles >= AMOUNT_ONE)
        predict_set_parts(in->trial->set, cycles / AMOUNT_ONE, ms);
    for (int i = 1; i < fields; i++) {
        if (in->column[i].kind == COLUMN_SIGNAL)
            take_sample(in, in->column[i].signal, field[i], ms);
        if (in->column[i].kind == COLUMN_FAILURE) {
            bool failed = is_yes(field[i]);
            if (failed && !in->failed)
                trial_fail(in->trial, ms, "failure");
            in->failed = failed;
        }
    }
}

static void refuse(struct feeding *f, const char *path, int64_t number, const char *why)
{
    if (f->refused++ == 0)
        (void)text_format(f->first_refused, sizeof f->first_refused, "%.100s:%lld: %s", path,
                          (long long)number, why);
}

static void take_line(struct table_in *in, char *line, const char *path, int64_t number)
{
    char *field[FIELDS_MAX];
    int64_t ms;
    struct feeding *f = in->feeding;
    int fields = csv_split(line, in->delimiter, field, FIELDS_MAX);
    if (fields < 1 || (fields == 1 && !field[0][0]))
        return; /* an empty line */
    if (fields > in->columns || read_time(in, field[0], &ms) != 0) {
        refuse(f, path, number, "that is no time and values as the first line names them");
        return;
    }
    if ((f->from_ms != TIME_NONE && ms < f->from_ms) || (f->to_ms != TIME_NONE && ms >= f->to_ms))
        return;
    f->lines++;
    trial_tick(in->trial, ms);
    take_fields(in, field, fields, ms);
}

int feed_csv(struct feeding *feeding, struct trial *trial, const char *path)
{
    struct cause why;
    const char *text;
    size_t length;
    char *line = NULL;
    struct table_in *in = calloc(1, sizeof *in);
    struct recording *file = recording_open(path, &why);
    enum recording_next next;
    int result = !in ? ctl_fail("out of memory") : !file ? ctl_fail("%s", why.text) : CTL_DONE;
    if (in)
        *in = (struct table_in){.feeding = feeding, .trial = trial};
    while (in && file && result == CTL_DONE &&
           (next = recording_next(file, &text, &length)) != RECORDING_END) {
        int64_t number = recording_number(file);
        free(line);
        line = next == RECORDING_LONG ? NULL : strndup(text, length);
        if (!line) {
            refuse(feeding, path, number, "the line is too long");
            continue;
        }
        line[strcspn(line, "\r\n")] = '\0';
        if (number == 1) {
            const bool marked = strncmp(line, "\xEF\xBB\xBF", 3) == 0;
            result = read_head(in, line + (marked ? 3 : 0), path);
        } else {
            take_line(in, line, path, number);
        }
    }
    if (result == CTL_DONE && recording_trouble(file))
        result = ctl_fail("%s: %s", path, recording_trouble(file));
    free(line);
    free(in);
    recording_close(&file);
    return result;
}
