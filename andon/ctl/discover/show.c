/* SPDX-License-Identifier: MIT */
/* What was found, for people: a list in 80 columns, each machine with what it says and a small
 * chart of its last minutes; or as JSON. Called by discover.c. */
#include "andon/ctl/discover/found.h"
#include "andon/ctl/out.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH      80
#define CHART      16
#define JSON_BYTES ((size_t)16 << 20)

/* ---- text ------------------------------------------------------------------------------------ */

enum shade { PLAIN, BOLD, DIM, GREEN, YELLOW, CYAN };

static void paint(const struct finding *f, enum shade shade)
{
    static const char *const codes[] = {"\033[0m",  "\033[1m",  "\033[2m",
                                        "\033[32m", "\033[33m", "\033[36m"};
    if (f->colour)
        fputs(codes[shade], stdout);
}

/* `text` in exactly `width` cells, cut with an ellipsis. */
static void cell(const char *text, int width)
{
    int used = 0;
    const char *p = text;
    bool fits = text_cells(text) <= width;
    while (*p) {
        uint32_t code;
        size_t length = utf8_decode(p, strlen(p), &code);
        int cells = length ? utf8_cells(code) : 1;
        if (used + cells > width - (fits ? 0 : 1))
            break;
        (void)fwrite(p, 1, length ? length : 1, stdout);
        p += length ? length : 1;
        used += cells;
    }
    if (!fits) {
        fputs("…", stdout);
        used++;
    }
    printf("%*s", width - used > 0 ? width - used : 0, "");
}

/* The end of a path says more than its beginning. */
static const char *tail(const char *text, int width, char *out, size_t size)
{
    int skip = text_cells(text) - width + 1;
    if (skip <= 1)
        return text;
    for (uint32_t code; skip > 0 && *text;) {
        size_t length = utf8_decode(text, strlen(text), &code);
        skip -= length ? utf8_cells(code) : 1;
        text += length ? length : 1;
    }
    (void)text_format(out, size, "…%s", text);
    return out;
}

static void said(const struct finding *f, enum shade shade, const char *text, int width)
{
    paint(f, shade);
    cell(text, width);
    paint(f, PLAIN);
}

/* ---- charts ---------------------------------------------------------------------------------- */

/* Never a whole cell: the rows stand apart. */
static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇"};

struct span {
    int64_t begin, end;
};

/* All that was heard of the machine; what it told of earlier counts, too. */
static struct span span_of(const struct discover_asset *asset, const struct discover_candidate *c)
{
    struct span span = {asset->first_ms, asset->last_ms};
    if (c->point[0].at_ms < span.begin)
        span.begin = c->point[0].at_ms;
    if (c->point[c->points - 1].at_ms > span.end)
        span.end = c->point[c->points - 1].at_ms;
    return span;
}

/* The value that held in column x, or -1 as an index of "none". */
static int64_t value_at(const struct discover_candidate *c, int64_t at_ms)
{
    int64_t value = c->point[0].value;
    for (uint32_t i = 0; i < c->points && c->point[i].at_ms <= at_ms; i++)
        value = c->point[i].value;
    return value;
}

static void chart_numbers(const struct discover_candidate *c, struct span span, char *out,
                          size_t size)
{
    int64_t low = INT64_MAX, high = INT64_MIN;
    size_t used = 0;
    for (uint32_t i = 0; i < c->points; i++) {
        low = c->point[i].value < low ? c->point[i].value : low;
        high = c->point[i].value > high ? c->point[i].value : high;
    }
    for (int x = 0; x < CHART && used + 4 < size; x++) {
        int64_t value = value_at(c, span.begin + (span.end - span.begin) * (x + 1) / CHART);
        double part = high > low ? (double)(value - low) / (double)(high - low) : 0;
        const char *bar = bars[(int)(part * 6.0 + 0.5)];
        (void)text_copy(out + used, size - used, bar);
        used += strlen(bar);
    }
}

/* How high a word stands: what makes parts above what does not, others in the order they came. */
static int height_of(const struct discover_asset *asset, const struct discover_candidate *c,
                     int64_t word)
{
    static const int heights[MACHINE_STATE_COUNT] = {
        [MS_RUNNING] = 5,    [MS_IDLE] = 2,    [MS_STARVED] = 2, [MS_BLOCKED] = 2,
        [MS_CHANGEOVER] = 2, [MS_STOPPED] = 1, [MS_PLANNED] = 1, [MS_UNKNOWN] = 0};
    const char *text = (size_t)word < c->word_count ? c->word[word] : "";
    for (size_t i = 0; c->role == AS_STATE && i < asset->words; i++)
        if (strcmp(asset->word[i].text, text) == 0)
            return heights[asset->word[i].state];
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return text[0] == 't' ? 5 : 0;
    return (int)(word % 4) * 2;
}

static void chart_words(const struct discover_asset *asset, const struct discover_candidate *c,
                        char *out, size_t size)
{
    struct span span = span_of(asset, c);
    size_t used = 0;
    for (int x = 0; x < CHART && used + 4 < size; x++) {
        int64_t word = value_at(c, span.begin + (span.end - span.begin) * (x + 1) / CHART);
        const char *bar = bars[height_of(asset, c, word)];
        (void)text_copy(out + used, size - used, bar);
        used += strlen(bar);
    }
}

void finding_chart(const struct discover_asset *asset, const struct discover_candidate *c,
                   char *out, size_t size)
{
    out[0] = '\0';
    if (c->points == 0)
        return;
    if (c->words)
        chart_words(asset, c, out, size);
    else
        chart_numbers(c, span_of(asset, c), out, size);
}

/* ---- the list -------------------------------------------------------------------------------- */

static void rule(const struct finding *f)
{
    paint(f, DIM);
    for (int i = 0; i < WIDTH; i++)
        fputs("─", stdout);
    paint(f, PLAIN);
    putchar('\n');
}

static const char *percent(int confidence, char out[8])
{
    (void)text_format(out, 8, "%3d %%", confidence);
    return out;
}

static void show_candidate(const struct finding *f, const struct discover_asset *asset,
                           const struct discover_candidate *c)
{
    char drawn[CHART * 4 + 4], value[80], sure[8], shown[200];
    finding_chart(asset, c, drawn, sizeof drawn);
    (void)text_format(value, sizeof value, "%s%s%s", c->last, c->unit[0] ? " " : "", c->unit);
    fputs("   ", stdout);
    said(f, c->role >= AS_SPEED ? DIM : PLAIN, c->id[0] ? c->id : discover_role_name(c->role), 14);
    putchar(' ');
    said(f, BOLD, value, 15);
    putchar(' ');
    said(f, CYAN, drawn, CHART);
    putchar(' ');
    said(f, DIM, tail(c->shown, 22, shown, sizeof shown), 22);
    putchar(' ');
    said(f, c->confidence >= 75 ? GREEN : YELLOW, percent(c->confidence, sure), 5);
    putchar('\n');
}

/* What the words of a state are taken for, those that held longest first. */
static void show_meaning(const struct finding *f, const struct discover_asset *asset)
{
    char text[400] = "", one[120];
    bool told[DISCOVER_WORDS] = {false};
    int64_t sum = 0;
    for (size_t i = 0; i < asset->words; i++)
        sum += asset->word[i].dwell_ms;
    for (size_t n = 0; n < asset->words; n++) {
        size_t longest = SIZE_MAX, used = strlen(text);
        for (size_t i = 0; i < asset->words; i++)
            if (!told[i] &&
                (longest == SIZE_MAX || asset->word[i].dwell_ms > asset->word[longest].dwell_ms))
                longest = i;
        const struct discover_word *word = &asset->word[longest];
        told[longest] = true;
        (void)text_format(one, sizeof one, "%s%s = %s", used ? " · " : "", word->text,
                          word_name(&words_machine_state, (int)word->state));
        if (text_cells(text) + text_cells(one) > 60)
            break;
        (void)text_copy(text + used, sizeof text - used, one);
        used = strlen(text);
        if (sum > 0 && word->dwell_ms * 100 / sum > 0)
            (void)text_format(text + used, sizeof text - used, " %lld %%",
                              (long long)(word->dwell_ms * 100 / sum));
    }
    if (!text[0])
        return;
    fputs("                  ", stdout);
    said(f, DIM, text, 61);
    putchar('\n');
}

static void show_learned(const struct finding *f, const struct discover_asset *asset)
{
    char text[80], number[AMOUNT_TEXT_SIZE], why[120], sure[8];
    const struct discover_cycle *cycle = &asset->cycle[0];
    if (asset->confidence < 45)
        return;
    fputs("   ", stdout);
    said(f, PLAIN, "ideal cycle", 14);
    putchar(' ');
    if (cycle->ideal_us == 0) {
        said(f, DIM, cycle->why, 62);
        putchar('\n');
        return;
    }
    (void)text_format(text, sizeof text, "%s s", amount_to_text(cycle->ideal_us, number));
    if (strstr(cycle->why, "machine's own"))
        (void)text_format(why, sizeof why, "from the machine's own figure");
    else
        (void)text_format(why, sizeof why, "from %u steady runs", cycle->runs);
    said(f, BOLD, text, 15);
    putchar(' ');
    said(f, YELLOW, "learned", 7);
    putchar(' ');
    said(f, DIM, why, CHART + 22 - 7);
    putchar(' ');
    said(f, cycle->confidence >= 75 ? GREEN : YELLOW, percent(cycle->confidence, sure), 5);
    putchar('\n');
}

static void show_heading(const struct finding *f, const struct discover_asset *asset, size_t number)
{
    char text[32], sure[8], path[200];
    (void)text_format(text, sizeof text, "%2zu ", number);
    said(f, BOLD, text, 3);
    said(f, BOLD, asset->title, 20);
    putchar(' ');
    said(f, DIM, tail(asset->path, 30, path, sizeof path), 30);
    putchar(' ');
    said(f, CYAN, discover_kind_title(asset->kind), 19);
    putchar(' ');
    said(f, asset->confidence >= 75 ? GREEN : YELLOW, percent(asset->confidence, sure), 5);
    putchar('\n');
}

static void show_advice(const struct finding *f, const struct discover_asset *asset)
{
    for (size_t i = 0; i < DISCOVER_ADVICE && asset->advice[i][0]; i++) {
        paint(f, YELLOW);
        printf("   ! %s\n", asset->advice[i]);
        paint(f, PLAIN);
    }
}

#define DETAILED      4 /* with more machines than this a row each is enough */
#define ROWS          300
#define SHOWN_SENSORS 4

static void show_machine(const struct finding *f, const struct discover_asset *asset, size_t number)
{
    size_t sensors = 0;
    show_heading(f, asset, number);
    for (size_t i = 0; i < asset->candidates && asset->candidate[i].chosen; i++) {
        const struct discover_candidate *c = &asset->candidate[i];
        if (c->role >= AS_SPEED && ++sensors > SHOWN_SENSORS)
            continue;
        show_candidate(f, asset, c);
        if (c->role == AS_STATE)
            show_meaning(f, asset);
    }
    if (sensors > SHOWN_SENSORS) {
        paint(f, DIM);
        printf("   and %zu more sensors: --asset %zu\n", sensors - SHOWN_SENSORS, number);
        paint(f, PLAIN);
    }
    show_learned(f, asset);
    show_advice(f, asset);
    if (number < f->result->machines)
        putchar('\n');
}

static void show_row(const struct finding *f, const struct discover_asset *asset, size_t number)
{
    const struct discover_candidate *state = discover_chosen(asset, AS_STATE);
    const struct discover_candidate *count = discover_chosen(asset, AS_TOTAL);
    char text[80], sure[8], drawn[CHART * 4 + 4] = "", path[200];
    if (!state)
        state = discover_chosen(asset, AS_RUNNING);
    if (!count)
        count = discover_chosen(asset, AS_GOOD);
    (void)text_format(text, sizeof text, "%3zu ", number);
    said(f, BOLD, text, 4);
    said(f, BOLD, asset->title, 15);
    putchar(' ');
    said(f, DIM, tail(asset->path, 18, path, sizeof path), 18);
    putchar(' ');
    said(f, PLAIN, state ? state->last : "", 10);
    putchar(' ');
    said(f, PLAIN, count ? count->last : "", 8);
    putchar(' ');
    if (count || state)
        finding_chart(asset, count ? count : state, drawn, sizeof drawn);
    said(f, CYAN, drawn, CHART);
    said(f, asset->confidence >= 75 ? GREEN : YELLOW, percent(asset->confidence, sure), 5);
    putchar('\n');
}

static void show_machines(const struct finding *f)
{
    size_t machines = f->result->machines;
    if (machines > DETAILED)
        said(f, DIM,
             "    machine         below              state      parts    course          sure\n",
             WIDTH + 1);
    for (size_t i = 0; i < machines && i < ROWS; i++) {
        if (machines > DETAILED)
            show_row(f, &f->result->asset[i], i + 1);
        else
            show_machine(f, &f->result->asset[i], i + 1);
    }
    if (machines > ROWS)
        printf("    and %zu more: --json lists all, --topic narrows it\n", machines - ROWS);
}

static void show_others(const struct finding *f)
{
    size_t shown = 0;
    char text[40];
    if (f->result->machines < f->result->assets) {
        paint(f, DIM);
        printf("%s%s\n", f->result->machines ? "\n" : "",
               f->result->machines ? "Also heard, without a state or counts:"
                                   : "Heard, but nothing with a state or counts:");
        paint(f, PLAIN);
    }
    for (size_t i = f->result->machines; i < f->result->assets && shown < 12; i++, shown++) {
        const struct discover_asset *asset = &f->result->asset[i];
        (void)text_format(text, sizeof text, "%zu values", asset->candidates);
        printf("%2zu ", i + 1);
        cell(asset->path, 46);
        putchar(' ');
        said(f, CYAN, discover_kind_title(asset->kind), 19);
        printf(" %9s\n", text);
    }
    if (f->result->machines + shown < f->result->assets)
        printf("   and %zu more: --json lists all\n",
               f->result->assets - f->result->machines - shown);
}

static void show_limits(const struct finding *f)
{
    const struct discover_counts *c = discover_counts(f->discover);
    if (c->nameless)
        printf("\n! %lld Sparkplug values have no names: their nodes were born before. Start those "
               "anew,\n  or have any Sparkplug host ask for a rebirth, while this listens\n",
               (long long)c->nameless);
    if (f->dropped || c->skipped_topics || c->skipped_tags || c->skipped_names || c->unread)
        putchar('\n');
    if (f->dropped)
        printf("! %lld messages came too fast and were dropped\n", (long long)f->dropped);
    if (c->skipped_topics || c->skipped_tags || c->skipped_assets)
        printf("! left out at a limit: %lld messages of new topics, %lld values, %lld machines; "
               "--topic narrows it\n",
               (long long)c->skipped_topics, (long long)c->skipped_tags,
               (long long)c->skipped_assets);
    if (c->skipped_names)
        printf("! left out: %lld names that no configuration can hold\n",
               (long long)c->skipped_names);
    if (c->unread)
        printf("! %lld messages are of no format known here\n", (long long)c->unread);
}

static void show_next(const struct finding *f)
{
    bool several = f->result->machines != 1;
    if (ctl_has(f->ctl, OPT_WRITE) || f->result->assets == 0)
        return;
    paint(f, BOLD);
    printf("\nNext");
    paint(f, PLAIN);
    printf("  the same command with\n");
    printf("  --asset 1               why, and all that it says\n");
    printf("  %-23s a station of it, in the folder \"here\"\n",
           several ? "--asset 1 --write here" : "--write here");
}

void finding_show(const struct finding *f)
{
    const struct discover_counts *c = discover_counts(f->discover);
    char lasted[TEXT_DURATION_SIZE], text[800];
    (void)text_format(text, sizeof text, "%zu machine%s", f->result->machines,
                      f->result->machines == 1 ? "" : "s");
    said(f, BOLD, text, text_cells(text));
    int left = WIDTH - text_cells(text);
    (void)text_format(text, sizeof text, " among %lld topics · %lld messages in %s · %s",
                      (long long)c->topics, (long long)c->messages,
                      text_duration(f->heard_ms, lasted), f->from);
    said(f, PLAIN, text, left);
    putchar('\n');
    rule(f);
    show_machines(f);
    show_others(f);
    show_limits(f);
    show_next(f);
}

/* ---- one of them, with all reasons ----------------------------------------------------------- */

static void wrapped(const char *text, int indent)
{
    size_t width = (size_t)(WIDTH - indent);
    while (*text) {
        size_t length = strlen(text), cut = length;
        if (length > width) {
            cut = width;
            while (cut > width / 2 && text[cut] != ' ')
                cut--;
        }
        printf("%*s%.*s\n", indent, "", (int)cut, text);
        text += cut;
        text += strspn(text, " ");
    }
}

static void show_words(const struct finding *f, const struct discover_asset *asset)
{
    char lasted[TEXT_DURATION_SIZE];
    for (size_t i = 0; i < asset->words; i++) {
        const struct discover_word *word = &asset->word[i];
        fputs("      ", stdout);
        cell(word->text, 20);
        said(f, BOLD, word_name(&words_machine_state, (int)word->state), 11);
        (void)text_duration(word->dwell_ms, lasted);
        cell(lasted, 14);
        said(f, DIM, *word->why ? word->why : "not known: say what it means", 29);
        putchar('\n');
    }
}

void finding_show_asset(const struct finding *f, const struct discover_asset *asset)
{
    bool chosen = true;
    show_heading(f, asset, (size_t)(asset - f->result->asset) + 1);
    rule(f);
    for (size_t i = 0; i < asset->candidates && i < 300; i++) {
        const struct discover_candidate *c = &asset->candidate[i];
        if (chosen && !c->chosen) {
            printf("\n   not taken:\n");
            chosen = false;
        }
        show_candidate(f, asset, c);
        paint(f, DIM);
        wrapped(c->why, 6);
        paint(f, PLAIN);
        if (c->chosen && c->role == AS_STATE)
            show_words(f, asset);
    }
    if (asset->candidates > 300)
        printf("   and %zu more: --json lists all\n", asset->candidates - 300);
    printf("\n   learned, not confirmed:\n");
    for (size_t i = 0; i < asset->cycles; i++) {
        char number[AMOUNT_TEXT_SIZE], text[400];
        const struct discover_cycle *cycle = &asset->cycle[i];
        (void)text_format(text, sizeof text, "ideal cycle%s%s: %s%s (%s)",
                          cycle->product[0] ? " of " : "", cycle->product,
                          cycle->ideal_us ? amount_to_text(cycle->ideal_us, number) : "not known",
                          cycle->ideal_us ? " s" : "", cycle->why);
        wrapped(text, 6);
    }
    if (asset->small_stop_ms > 0) {
        char text[400];
        (void)text_format(text, sizeof text, "small stop: up to %lld s (%s)",
                          (long long)(asset->small_stop_ms / 1000), asset->small_stop_why);
        wrapped(text, 6);
    }
    for (size_t i = 0; i < asset->candidates && asset->candidate[i].chosen; i++)
        if (asset->candidate[i].max_age_ms > 0)
            printf("      %s: stale after %lld s, since it is sent all the time\n",
                   asset->candidate[i].id, (long long)(asset->candidate[i].max_age_ms / 1000));
    show_advice(f, asset);
    if (!ctl_has(f->ctl, OPT_WRITE))
        printf("\nNext  the same command with --write here: a station of it\n");
}

/* ---- for scripts ----------------------------------------------------------------------------- */

int finding_json(const struct finding *f)
{
    const struct discover_counts *c = discover_counts(f->discover);
    char *text = malloc(JSON_BYTES);
    struct jw w;
    if (!text)
        return ctl_fail("out of memory");
    jw_init(&w, text, JSON_BYTES);
    jw_object(&w, NULL);
    jw_int(&w, "v", 1);
    jw_text(&w, "from", f->from);
    jw_seconds(&w, "heard_s", f->heard_ms);
    jw_int(&w, "messages", c->messages);
    jw_int(&w, "topics", c->topics);
    jw_int(&w, "values", c->tags);
    jw_int(&w, "machines", (int64_t)f->result->machines);
    jw_object(&w, "left_out");
    jw_int(&w, "dropped", f->dropped);
    jw_int(&w, "unread", c->unread);
    jw_int(&w, "nameless", c->nameless);
    jw_int(&w, "own", c->own);
    jw_int(&w, "topics", c->skipped_topics);
    jw_int(&w, "values", c->skipped_tags);
    jw_int(&w, "names", c->skipped_names);
    jw_int(&w, "assets", c->skipped_assets);
    jw_object_end(&w);
    w.overflow = false;
    (void)fwrite(text, 1, w.length, stdout);
    fputs(",\"assets\":[", stdout);
    for (size_t i = 0; i < f->result->assets; i++) {
        jw_init(&w, text, JSON_BYTES);
        discover_asset_json(&f->result->asset[i], &w);
        if (w.overflow)
            continue;
        printf("%s%s", i ? "," : "", text);
    }
    fputs("]}\n", stdout);
    free(text);
    return CTL_DONE;
}
