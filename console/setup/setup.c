/* SPDX-License-Identifier: MIT */
/* The pages of setting up, one behind the other: what keys do on those of the machine, and what the
 * lines of who listens mean. Those of the tower are tower.c's, of shifts and reasons plan.c's;
 * page.c draws. Called by setup_run.c; owned by it. */
#include "console/setup/setup.h"

#include "console/widgets/key.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define URL_USUAL    "mqtt://localhost:1883"
#define BROKER_FOUND "plant" /* as `andonctl discover` calls it */

void setup_init(struct setup *s, const char *url, const char *directory, int64_t today)
{
    *s = (struct setup){.page = SETUP_BROKER};
    field_clear(&s->url, FIELD_TEXT);
    field_clear(&s->ideal, FIELD_NUMBER);
    field_clear(&s->directory, FIELD_TEXT);
    for (int i = 0; i < SETUP_ACCESS; i++)
        field_clear(&s->access[i], FIELD_TEXT);
    field_set(&s->url, url != NULL ? url : URL_USUAL);
    if (directory != NULL)
        field_set(&s->directory, directory);
    s->tower.test = -1;
    s->tower.kind = SETUP_SIMULATED;
    s->tower.row = SETUP_SIMULATED;
    s->calendar.shape = SHAPE_NONE;
    s->calendar.row = SHAPE_ONE;
    s->calendar.monday = (int32_t)(today - (today + 3) % 7); /* day 0 was a Thursday */
    s->reasons.tree = TREE_SHIPPED;
    s->reasons.row = TREE_SHIPPED;
}

/* ---- lines of the helper ---- */

static int take_int(const json_t *from, const char *member)
{
    json_int_t n = json_integer_value(json_object_get(from, member));
    return n < 0 ? 0 : n > 1000000000 ? 1000000000 : (int)n;
}

static void take_signal(const json_t *from, struct setup_signal *out)
{
    static const char *const acting[] = {"state", "running", "mode", "total", "good", "scrap"};
    char role[24];
    *out = (struct setup_signal){.confidence = take_int(from, "confidence")};
    member_take_text(from, "signal", out->id, sizeof out->id);
    member_take_text(from, "role", role, sizeof role);
    member_take_text(from, "last", out->last, sizeof out->last);
    member_take_text(from, "unit", out->unit, sizeof out->unit);
    member_take_text(from, "where", out->where, sizeof out->where);
    member_take_text(from, "chart", out->chart, sizeof out->chart);
    member_take_text(from, "why", out->why, sizeof out->why);
    for (size_t i = 0; i < sizeof acting / sizeof *acting; i++)
        out->acts = out->acts || strcmp(role, acting[i]) == 0;
}

/* "RUN = running 81 %, STOP = stopped 19 %": those that held longest first, as many as fit. */
static void take_words(const json_t *list, char *out, size_t size)
{
    bool told[SETUP_WORDS] = {false};
    size_t count = json_array_size(list), used = 0;
    count = count < SETUP_WORDS ? count : SETUP_WORDS;
    out[0] = '\0';
    for (size_t n = 0; n < count; n++) {
        char word[41], state[24], one[96];
        size_t longest = count;
        int most = -1;
        for (size_t i = 0; i < count; i++) {
            int share = take_int(json_array_get(list, i), "share");
            if (!told[i] && share > most) {
                longest = i;
                most = share;
            }
        }
        told[longest] = true;
        member_take_text(json_array_get(list, longest), "word", word, sizeof word);
        member_take_text(json_array_get(list, longest), "state", state, sizeof state);
        (void)text_format(one, sizeof one, "%s%s = %s", used > 0 ? " · " : "", word, state);
        if (most > 0)
            (void)text_format(one + strlen(one), sizeof one - strlen(one), " %d %%", most);
        if (!text_copy(out + used, size - used, one)) {
            out[used] = '\0';
            return;
        }
        used += strlen(one);
    }
}

static void take_machine(const json_t *from, struct setup_machine *out)
{
    const json_t *signals = json_object_get(from, "signals"), *advice;
    *out = (struct setup_machine){.confidence = take_int(from, "confidence")};
    member_take_text(from, "name", out->name, sizeof out->name);
    member_take_text(from, "title", out->title, sizeof out->title);
    member_take_text(from, "path", out->path, sizeof out->path);
    member_take_text(from, "format", out->format, sizeof out->format);
    for (size_t i = 0; i < json_array_size(signals) && out->signals < SETUP_SIGNALS; i++)
        take_signal(json_array_get(signals, i), &out->signal[out->signals++]);
    take_words(json_object_get(from, "words"), out->words, sizeof out->words);
    double ideal = json_number_value(json_object_get(from, "ideal_cycle_s"));
    if (ideal <= 0 || ideal > 86400 || amount_from_double(ideal, &out->ideal) != 0)
        out->ideal = 0;
    member_take_text(from, "ideal_why", out->ideal_why, sizeof out->ideal_why);
    out->small_stop_s = json_number_value(json_object_get(from, "small_stop_s"));
    member_take_text(from, "small_stop_why", out->small_stop_why, sizeof out->small_stop_why);
    advice = json_object_get(from, "advice");
    for (size_t i = 0; i < json_array_size(advice) && i < SETUP_ADVICE; i++) {
        const char *text = json_string_value(json_array_get(advice, i));
        if (text != NULL)
            (void)text_sanitise(text, strlen(text), out->advice[i], sizeof out->advice[i]);
    }
}

/* The machine that was chosen stays so, wherever it stands now. */
static void find_chosen(struct setup *s)
{
    for (int i = 0; i < s->found && s->chosen[0] != '\0'; i++)
        if (strcmp(s->machine[i].path, s->chosen) == 0)
            s->selected = i;
    if (s->selected >= s->found)
        s->selected = s->found > 0 ? s->found - 1 : 0;
}

/* What is learned goes on being learned until somebody types. */
static void take_ideal(struct setup *s)
{
    char text[AMOUNT_TEXT_SIZE];
    const struct setup_machine *m = s->found > 0 ? &s->machine[s->selected] : NULL;
    if (m != NULL && !s->typed_ideal && !s->there)
        field_set(&s->ideal, m->ideal > 0 ? amount_to_text(m->ideal, text) : "");
}

static void take_found(struct setup *s, const json_t *root)
{
    const json_t *found = json_object_get(root, "found");
    s->heard = true;
    s->heard_s = json_number_value(json_object_get(root, "heard_s"));
    s->messages = json_integer_value(json_object_get(root, "messages"));
    s->topics = json_integer_value(json_object_get(root, "topics"));
    s->dropped = json_integer_value(json_object_get(root, "dropped"));
    s->machines = json_integer_value(json_object_get(root, "machines"));
    s->assets = json_integer_value(json_object_get(root, "assets"));
    member_take_text(root, "link", s->link, sizeof s->link);
    if (s->busy)
        return; /* the number in the order is that of the list as it was */
    s->found = 0;
    for (size_t i = 0; i < json_array_size(found) && s->found < SETUP_MACHINES; i++)
        take_machine(json_array_get(found, i), &s->machine[s->found++]);
    find_chosen(s);
    take_ideal(s);
}

bool setup_take(struct setup *s, const char *line, size_t length)
{
    json_t *root = json_loadb(line, length, 0, NULL);
    if (json_object_get(root, "found") != NULL) {
        take_found(s, root);
    } else if (json_object_get(root, "written") != NULL) {
        s->there = true;
        (void)text_copy(s->broker, sizeof s->broker, BROKER_FOUND);
        s->typed_url = false; /* it stands there already */
        s->wish |= SETUP_EDIT;
    } else if (json_object_get(root, "replace") != NULL) {
        setup_take_replace(s, json_object_get(root, "replace"));
    } else if (json_object_get(root, "error") != NULL) {
        member_take_text(root, "error", s->error, sizeof s->error);
        s->busy = false;
    }
    bool news = root != NULL;
    json_decref(root);
    return news;
}

void setup_lost(struct setup *s, const char *words)
{
    s->asked_url = false;
    bool looking = s->page == SETUP_LIST || s->page == SETUP_MACHINE || s->page == SETUP_REPLACE;
    if (s->there && !looking)
        return; /* nobody needs it any more */
    s->busy = false;
    s->page = SETUP_BROKER;
    (void)text_sanitise(words, strlen(words), s->error, sizeof s->error);
    if (s->error[0] == '\0')
        (void)text_copy(s->error, sizeof s->error, _("listening has ended"));
}

size_t setup_order(const struct setup *s, char *out, size_t size)
{
    char ideal[64] = "";
    int64_t amount = 0;
    if (s->page == SETUP_REPLACE)
        return text_format(out, size, "{\"replace\":%d}\n", s->selected + 1) ? strlen(out) : 0;
    json_t *directory = json_string(s->directory.text);
    char *quoted = directory != NULL ? json_dumps(directory, JSON_ENCODE_ANY) : NULL;
    if (s->typed_ideal && field_amount(&s->ideal, &amount) && amount > 0) {
        char text[AMOUNT_TEXT_SIZE];
        (void)text_format(ideal, sizeof ideal, ",\"ideal_cycle_s\":%s",
                          amount_to_text(amount, text));
    }
    bool fits = quoted != NULL && text_format(out, size, "{\"write\":%d,\"directory\":%s%s}\n",
                                              s->selected + 1, quoted, ideal);
    json_decref(directory);
    free(quoted);
    return fits ? strlen(out) : 0;
}

/* ---- keys ---- */

static unsigned move(struct setup *s, int by)
{
    int to = s->selected + by;
    if (to < 0 || to >= s->found)
        return SETUP_BEEP;
    s->selected = to;
    (void)text_copy(s->chosen, sizeof s->chosen, s->machine[to].path);
    s->typed_ideal = false;
    take_ideal(s);
    return SETUP_REPAINT;
}

unsigned setup_go(struct setup *s, enum setup_page page)
{
    s->page = page;
    s->scroll = 0;
    s->error[0] = '\0';
    if (page == SETUP_SUMMARY)
        s->from_summary = false;
    return SETUP_REPAINT;
}

unsigned setup_on(struct setup *s, enum setup_page page)
{
    return setup_go(s, s->from_summary ? SETUP_SUMMARY : page);
}

unsigned setup_type(struct field *f, bool *fresh, uint32_t key)
{
    if (*fresh && key >= '0' && key <= '9')
        field_set(f, "");
    *fresh = false;
    return field_key(f, key) ? SETUP_REPAINT : SETUP_BEEP;
}

unsigned setup_wishes(struct setup *s)
{
    unsigned wish = s->wish;
    s->wish = 0;
    return wish;
}

void setup_refuse(struct setup *s, const char *words)
{
    (void)setup_go(s, SETUP_STATION);
    s->which = 1;
    setup_said(s, words);
}

void setup_said(struct setup *s, const char *words)
{
    (void)text_sanitise(words, strlen(words), s->error, sizeof s->error);
}

void setup_edited(struct setup *s, bool good, const char *words)
{
    if (good) {
        s->wish |= SETUP_APPLY;
        return;
    }
    s->busy = false;
    setup_said(s, words[0] != '\0' ? words : _("it could not be written"));
}

void setup_applied(struct setup *s, bool good, bool startable, const char *words)
{
    s->busy = false;
    s->done = good;
    s->restart = !good && startable;
    if (!good)
        setup_said(s, words);
}

/* The last page: what is to be, and the way to each of its parts. */
static unsigned key_summary(struct setup *s, uint32_t key)
{
    static const enum setup_page pages[] = {SETUP_BROKER,   SETUP_STATION, SETUP_TOWER,
                                            SETUP_CALENDAR, SETUP_REASONS, SETUP_BROKER};
    const uint32_t another = '6'; /* of a station that is there: its broker's page leads further */
    if (s->busy)
        return SETUP_BEEP;
    if (key >= '1' && key < (s->there ? another : another - 1) + 1) {
        s->replace.wanted = key == another;
        enum setup_page page = pages[key - '1'];
        bool tower = page == SETUP_TOWER;
        s->from_summary = page != SETUP_BROKER || s->there;
        s->which = 0;
        return setup_go(s, page) | (tower ? SETUP_TRY : 0);
    }
    if (key != KEY_CODE_ENTER)
        return SETUP_BEEP;
    unsigned wish = setup_ask_lamp(s);
    s->from_summary = s->from_summary || wish != 0;
    if (wish != 0)
        return wish;
    s->busy = true;
    s->error[0] = '\0';
    if (s->restart)
        return SETUP_RESTART | SETUP_REPAINT;
    return (s->there ? SETUP_EDIT : SETUP_WRITE) | SETUP_REPAINT;
}

static unsigned key_broker(struct setup *s, uint32_t key)
{
    struct field *f = s->at == 0 ? &s->url : &s->access[s->at - 1];
    int to = key == KEY_CODE_UP ? s->at - 1 : key == KEY_CODE_DOWN ? s->at + 1 : -1;
    if (to >= 0 && to <= SETUP_ACCESS) {
        s->at = to;
        return SETUP_REPAINT;
    }
    if (key == KEY_CODE_ENTER && s->url.length > 0 && s->there && !s->replace.wanted)
        return setup_go(s, SETUP_SUMMARY);
    if (key == KEY_CODE_ENTER && s->url.length > 0) {
        s->asked_url = true;
        s->heard = false;
        s->found = 0;
        s->chosen[0] = '\0';
        s->link[0] = '\0';
        s->messages = 0;
        return setup_go(s, SETUP_LIST) | SETUP_CONNECT;
    }
    if (!field_key(f, key))
        return SETUP_BEEP;
    s->typed_url = s->typed_url || s->at == 0;
    return SETUP_REPAINT;
}

static unsigned key_list(struct setup *s, uint32_t key)
{
    if (key == KEY_CODE_UP || key == KEY_CODE_DOWN)
        return move(s, key == KEY_CODE_UP ? -1 : 1);
    bool digit = key >= '1' && key <= '9' && (int)(key - '1') < s->found;
    if (digit)
        (void)move(s, (int)(key - '1') - s->selected);
    if ((!digit && key != KEY_CODE_ENTER) || s->found == 0)
        return SETUP_BEEP;
    (void)text_copy(s->chosen, sizeof s->chosen, s->machine[s->selected].path);
    return setup_go(s, SETUP_MACHINE);
}

static unsigned key_machine(struct setup *s, uint32_t key)
{
    if (key == KEY_CODE_DOWN || key == KEY_CODE_UP) {
        s->scroll += key == KEY_CODE_DOWN ? 1 : s->scroll > 0 ? -1 : 0;
        return SETUP_REPAINT;
    }
    if (key != KEY_CODE_ENTER || s->found == 0)
        return SETUP_BEEP;
    if (s->there)
        return setup_begin_replace(s);
    if (s->directory.length == 0)
        field_set(&s->directory, s->machine[s->selected].name);
    s->which = s->ideal.length > 0 ? 1 : 0;
    return setup_go(s, SETUP_STATION);
}

static unsigned key_station(struct setup *s, uint32_t key)
{
    struct field *f = s->which == 0 ? &s->ideal : &s->directory;
    if (!s->there && (key == KEY_CODE_UP || key == KEY_CODE_DOWN)) {
        s->which = 1 - s->which;
        return SETUP_REPAINT;
    }
    if (key == KEY_CODE_ENTER && s->there)
        return setup_on(s, SETUP_TOWER);
    if (key == KEY_CODE_ENTER && s->which == 0) {
        s->which = 1;
        return SETUP_REPAINT;
    }
    if (key == KEY_CODE_ENTER && s->directory.length > 0)
        return setup_on(s, SETUP_TOWER) | SETUP_LOOK | SETUP_TRY;
    if (!field_key(f, key))
        return SETUP_BEEP;
    s->typed_ideal = s->typed_ideal || s->which == 0;
    return SETUP_REPAINT;
}

/* Where Esc leads: the page before, from a page that was asked for on the last one back there. */
static unsigned key_back(struct setup *s)
{
    static const enum setup_page before[SETUP_PAGES] = {
        [SETUP_LIST] = SETUP_BROKER,      [SETUP_MACHINE] = SETUP_LIST,
        [SETUP_REPLACE] = SETUP_MACHINE,  [SETUP_STATION] = SETUP_MACHINE,
        [SETUP_TOWER] = SETUP_STATION,    [SETUP_LINES] = SETUP_TOWER,
        [SETUP_LAMP] = SETUP_LINES,       [SETUP_CALENDAR] = SETUP_TOWER,
        [SETUP_WEEK] = SETUP_CALENDAR,    [SETUP_SHIFT] = SETUP_WEEK,
        [SETUP_REASONS] = SETUP_CALENDAR, [SETUP_SUMMARY] = SETUP_REASONS,
    };
    /* Behind the first page of a part of the summary. */
    static const bool behind[SETUP_PAGES] = {
        [SETUP_LIST] = true, [SETUP_MACHINE] = true, [SETUP_REPLACE] = true, [SETUP_LINES] = true,
        [SETUP_LAMP] = true, [SETUP_WEEK] = true,    [SETUP_SHIFT] = true};
    bool within = behind[s->page];
    if (s->page == SETUP_REPLACE)
        s->busy = false;                                  /* nobody waits for the answer now */
    unsigned try = s->page == SETUP_LAMP ? SETUP_TRY : 0; /* lets the line go */
    if (s->page == SETUP_CALENDAR && s->calendar.typing) {
        s->calendar.typing = false;
        s->error[0] = '\0';
        return SETUP_REPAINT;
    }
    s->tower.test = -1;
    if (s->from_summary && !within)
        return setup_go(s, SETUP_SUMMARY);
    if (s->page == SETUP_BROKER || (s->page == SETUP_SUMMARY && s->there))
        return SETUP_QUIT;
    return setup_go(s, before[s->page]) | try;
}

unsigned setup_key(struct setup *s, uint32_t key)
{
    static unsigned (*const keys[SETUP_PAGES])(struct setup *, uint32_t) = {
        [SETUP_BROKER] = key_broker,           [SETUP_LIST] = key_list,
        [SETUP_MACHINE] = key_machine,         [SETUP_REPLACE] = setup_key_replace,
        [SETUP_STATION] = key_station,         [SETUP_TOWER] = setup_key_tower,
        [SETUP_LINES] = setup_key_lines,       [SETUP_LAMP] = setup_key_lamp,
        [SETUP_CALENDAR] = setup_key_calendar, [SETUP_WEEK] = setup_key_week,
        [SETUP_SHIFT] = setup_key_shift,       [SETUP_REASONS] = setup_key_reasons,
        [SETUP_SUMMARY] = key_summary,
    };
    unsigned wish;
    if (setup_touch_key(s, key, &wish))
        return wish;
    if (key == KEY_CODE_BREAK)
        return SETUP_QUIT;
    if (key == KEY_CODE_RESIZE || key == KEY_CODE_REDRAW)
        return SETUP_REPAINT;
    if (key == KEY_CODE_ESC)
        return key_back(s);
    return keys[s->page](s, key);
}
