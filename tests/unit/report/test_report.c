/* SPDX-License-Identifier: MIT */
/* Reports against a week worked out by hand (plant.h): windows, figures in CSV, text and JSON, and
 * a page that is well-formed and takes no text for markup. */
#include "tests/unit/report/plant.h"

#include <ctype.h>
#include <math.h>

static struct report r;

static void make(enum report_span span, int64_t at, int64_t now,
                 void (*tell)(const struct report *, const struct report_out *))
{
    plant_report(&r, span, at, now);
    plant_length = 0;
    plant_text[0] = '\0';
    if (tell)
        tell(&r, &plant_out);
}

static void text_100(const struct report *report, const struct report_out *out)
{
    report_as_text(report, 100, out);
}

#define AFTER   (MONDAY_MS + 8 * MS_PER_DAY)
#define TUESDAY (MONDAY_MS + MS_PER_DAY + HOURS(10))

/* ---- windows -------------------------------------------------------------------------------- */

static void windows_are_those_of_the_plant(void **state)
{
    (void)state;
    make(REPORT_SHIFT, TUESDAY, AFTER, NULL);
    assert_string_equal(r.name, "2026-11-17 early");
    assert_int_equal(r.windows, 2 + 8);
    assert_int_equal(r.window[1].part, PART_BEFORE);
    assert_string_equal(r.window[2].name, "06:00");
    assert_string_equal(r.window[9].name, "13:00");
    report_done(&r);

    make(REPORT_DAY, TUESDAY, AFTER, NULL);
    assert_string_equal(r.name, "2026-11-17");
    assert_int_equal(r.from_ms, MONDAY_MS + MS_PER_DAY + HOURS(6)); /* its first shift's */
    assert_int_equal(r.to_ms, r.from_ms + MS_PER_DAY);
    assert_int_equal(r.windows, 2 + 1 + 24);
    report_done(&r);

    /* 03:00 is of the day before; so is the week's before Monday 06:00. */
    make(REPORT_DAY, MONDAY_MS + MS_PER_DAY + HOURS(3), AFTER, NULL);
    assert_string_equal(r.name, "2026-11-16");
    report_done(&r);
    make(REPORT_WEEK, MONDAY_MS + HOURS(3), AFTER, NULL);
    assert_string_equal(r.name, "2026-W46");
    report_done(&r);

    make(REPORT_WEEK, TUESDAY, AFTER, NULL);
    assert_string_equal(r.name, "2026-W47");
    assert_int_equal(r.from_ms, MONDAY_MS + HOURS(6));
    assert_int_equal(r.to_ms, MONDAY_MS + 7 * MS_PER_DAY); /* no shift then: midnight */
    assert_int_equal(r.windows, 2 + 7 + 5);
    for (int i = 3; i < 9; i++) /* days leave no gap */
        assert_int_equal(r.window[i].from_ms, r.window[i - 1].to_ms);
    report_done(&r);
}

static void what_runs_is_told_so_far(void **state)
{
    (void)state;
    make(REPORT_SHIFT, TIME_NONE, TUESDAY + MIN(30), text_100);
    assert_int_equal(r.end_ms, TUESDAY + MIN(30));
    assert_int_equal(r.windows, 2 + 5);
    assert_non_null(strstr(plant_text, "so far"));
    report_done(&r);
    make(REPORT_WEEK, TIME_NONE, TUESDAY, NULL);
    assert_int_equal(r.windows, 2 + 2 + 2); /* of days and shifts that are to come there is none */
    report_done(&r);
}

static void weeks_are_those_of_iso_8601(void **state)
{
    static const struct {
        int64_t year;
        int month, day;
        const char *week;
    } days[] = {{2021, 1, 3, "2020-W53"},
                {2021, 1, 4, "2021-W01"},
                {2024, 12, 30, "2025-W01"},
                {2026, 1, 1, "2026-W01"},
                {2027, 1, 3, "2026-W53"}};
    (void)state;
    for (size_t i = 0; i < EACH(days); i++) {
        int64_t at = civil_to_days(days[i].year, days[i].month, days[i].day) * MS_PER_DAY;
        make(REPORT_WEEK, at + HOURS(18), AFTER + 400 * MS_PER_DAY, NULL);
        assert_string_equal(r.name, days[i].week);
        report_done(&r);
    }
}

/* ---- figures -------------------------------------------------------------------------------- */

/* The value of a row of the CSV: part, window, figure, of. */
static const char *csv(const char *part, const char *window, const char *figure, const char *of)
{
    static char value[64];
    char key[256], tail[128];
    (void)snprintf(key, sizeof key, ",%s,%s,", part, window);
    (void)snprintf(tail, sizeof tail, ",%s,%s,", figure, of);
    for (const char *line = plant_text; line && *line;) {
        const char *end = strstr(line, "\r\n"), *k = strstr(line, key), *t = strstr(line, tail);
        assert_non_null(end);
        if (k && k < end && t && t < end && t > k) {
            t += strlen(tail);
            (void)snprintf(value, sizeof value, "%.*s", (int)(end - t), t);
            return value;
        }
        line = end + 2;
    }
    fail_msg("no row %s %s %s %s", part, window, figure, of);
    return NULL;
}

struct expected {
    const char *figure, *of;
    double value;
};

static void equals(const char *part, const char *window, const struct expected *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = csv(part, window, list[i].figure, list[i].of);
        double is = strtod(text, NULL);
        if (fabs(is - list[i].value) > 5.1e-7) /* andond says millionths */
            fail_msg("%s %s of %s: %s, by hand %.12f", window, list[i].figure, list[i].of, text,
                     list[i].value);
    }
}

static void a_shift_is_as_by_hand(void **state)
{
    static const struct expected whole[] = {
        {"oee_ratio", "", 350.0 / 480},
        {"availability_ratio", "", 410.0 / 480},
        {"performance_ratio", "", 354.0 / 410},
        {"quality_ratio", "", 700.0 / 708},
        {"coverage_ratio", "", 1},
        {"planned_s", "", 480 * 60},
        {"run_s", "", 410 * 60},
        {"unexplained_s", "", 30 * 60},
        {"total", "", 708},
        {"good", "", 700},
        {"scrap", "", 8},
        {"stops", "", 3},
        {"small_stops", "", 1},
        {"unexplained_stops", "", 1},
        {"failures", "", 1},
        {"mtbf_s", "", 409 * 60},
        {"mttr_s", "", 40 * 60},
        {"loss_s", "breakdown", 40 * 60},
        {"loss_s", "unexplained", 30 * 60},
        {"loss_s", "small-stop", 60},
        {"loss_s", "slow", 55 * 60},
        {"loss_s", "defect", 4 * 60},
        {"loss_parts", "defect", 8},
        {"reason_lost_s", "jam", 40 * 60},
        {"reason_stops", "jam", 1},
        {"stops_asked", "", 2},
        {"stops_explained", "", 1},
        {"explained_after_s", "median", 12 * 60},
        {"stops_timed", "", 1},
        {"waiting_s", "", 10 * 60},
        {"repair_s", "", 25 * 60},
        {"restart_s", "", 5 * 60},
    };
    static const struct expected six[] = {{"oee_ratio", "", 49.0 / 60}, {"good", "", 98}};
    static const struct expected nine[] = {
        {"oee_ratio", "", 18.0 / 60}, {"availability_ratio", "", 20.0 / 60}, {"stops", "", 1}};
    (void)state;
    make(REPORT_SHIFT, TUESDAY, AFTER, report_as_csv);
    equals("whole", "2026-11-17 early", whole, EACH(whole));
    equals("hour", "06:00", six, EACH(six));
    equals("hour", "09:00", nine, EACH(nine));
    assert_string_equal(csv("before", "early", "good", ""), "700");
    assert_memory_equal(plant_text, "station,report,name,part,window,from,from_utc_ms,to,figure,",
                        59);
    report_done(&r);
}

static void a_week_is_as_by_hand(void **state)
{
    static const struct expected week[] = {
        {"oee_ratio", "", 350.0 / 480},
        {"planned_s", "", 5 * 480 * 60},
        {"good", "", 3500},
        {"loss_s", "breakdown", 5 * 40 * 60},
        {"reason_stops", "jam", 5},
        {"stops_asked", "", 10},
        {"stops_explained", "", 5},
        {"calls", "", 3},
        {"call_taken_after_s", "p90", 180},
        {"call_arrived_after_s", "median", 360},
        {"predictions", "", 3},
        {"predictions_found", "", 2},
        {"predictions_not_found", "", 1},
        {"prevented", "", 1},
        {"work_orders", "", 2},
        {"scrap_entered", "crack", 2},
        {"alerts", "", 12},
    };
    (void)state;
    make(REPORT_WEEK, TUESDAY, AFTER, report_as_csv);
    equals("whole", "2026-W47", week, EACH(week));
    assert_string_equal(csv("day", "2026-11-17", "good", ""), "700");
    assert_string_equal(csv("day", "2026-11-21", "oee_ratio", ""), ""); /* Saturday: not known */
    assert_string_equal(csv("shift", "2026-11-20 early", "good", ""), "700");
    report_done(&r);
}

static void text_and_json_say_the_same(void **state)
{
    static const int widths[] = {20, 40, 60, 80, 100, 200};
    (void)state;
    make(REPORT_DAY, TUESDAY, AFTER, text_100);
    assert_non_null(strstr(plant_text, "OEE 72.9 % = availability 85.4 % \u00d7 performance 86.3 % "
                                       "\u00d7 quality 98.9 %"));
    assert_non_null(strstr(plant_text, "1 of 2 stops explained (50.0 %)"));
    assert_non_null(strstr(plant_text, "waiting 10 min 00 s, repair 25 min 00 s"));
    for (size_t i = 0; i < EACH(widths); i++) {
        plant_length = 0;
        report_as_text(&r, widths[i], &plant_out);
        for (char *line = plant_text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            *end = '\0';
            if (text_cells(line) > widths[i])
                fail_msg("wider than %d: %s", widths[i], line);
        }
    }
    plant_length = 0;
    report_as_json(&r, &plant_out);
    json_t *json = json_loads(plant_text, 0, NULL);
    assert_non_null(json);
    const json_t *kpi = json_object_get(json_array_get(json_object_get(json, "windows"), 0), "kpi");
    assert_float_equal(json_number_value(json_object_get(json_object_get(kpi, "oee"), "oee")),
                       350.0 / 480, 5.1e-7);
    json_decref(json);
    report_done(&r);
}

/* ---- the page ------------------------------------------------------------------------------- */

/* Every element that is opened is closed, in order; attributes are quoted; no stray < or &. */
static void well_formed(const char *page)
{
    static char stack[64][16];
    int depth = 0;
    for (const char *at = strchr(page, '\n'); *at; at++) {
        if (*at == '&')
            assert_true(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 ||
                        strncmp(at, "&gt;", 4) == 0 || strncmp(at, "&quot;", 6) == 0 ||
                        strncmp(at, "&#39;", 5) == 0);
        if (*at != '<')
            continue;
        bool closes = at[1] == '/';
        char name[16] = "";
        size_t n = 0;
        for (const char *c = at + 1 + closes; isalnum((unsigned char)*c) && n < 15; c++)
            name[n++] = *c;
        assert_true(n > 0);
        bool quoted = false;
        for (; *at && (quoted || *at != '>'); at++)
            quoted ^= *at == '"';
        assert_int_equal(*at, '>');
        if (closes) {
            assert_true(depth > 0);
            assert_string_equal(stack[--depth], name);
        } else if (at[-1] != '/') {
            assert_true(depth < 64);
            memcpy(stack[depth++], name, sizeof name);
        }
    }
    assert_int_equal(depth, 0);
}

static void keep_picture(const char *name)
{
    const char *folder = getenv("REPORT_PAGES");
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s.html", folder ? folder : "", name);
    FILE *file = folder ? fopen(path, "w") : NULL;
    if (file) {
        (void)fputs(plant_text, file);
        (void)fclose(file);
    }
}

static void a_page_stands_for_itself(void **state)
{
    static const char *const never[] = {
        "<script", "<img",   "http:", "https:", "onerror=alert(1)>", "<temp>", "<b>Crack",
        "@import", "src=x>", "nan",   "inf "};
    static const char *const says[] = {
        "72.9 %",          "Jam &lt;script&gt;alert(1)&lt;/script&gt; &amp; ",
        "Crack &lt;b&gt;", "default-src 'none'",
        "@page{size:A4",   "prefers-color-scheme:dark"};
    static const enum report_span spans[] = {REPORT_SHIFT, REPORT_DAY, REPORT_WEEK};
    (void)state;
    for (size_t s = 0; s < EACH(spans); s++) {
        make(spans[s], MONDAY_MS + HOURS(10), AFTER, report_as_html);
        well_formed(plant_text);
        keep_picture(word_name(&words_report_span, (int)spans[s]));
        for (size_t i = 0; i < EACH(never); i++)
            if (strstr(plant_text, never[i]))
                fail_msg("%s in the page of a %s", never[i], r.name);
        for (size_t i = 0; i < EACH(says); i++)
            if (!strstr(plant_text, says[i]))
                fail_msg("no %s in the page of %s", says[i], r.name);
        report_done(&r);
    }
}

static void copy_windows(void)
{
    const struct report_window like = r.window[r.windows - 1];
    for (int i = 0; r.windows < 32; i++) {
        struct report_window *w = &r.window[r.windows++];
        *w = like;
        w->kpi = json_incref(like.kpi);
        (void)snprintf(w->name, sizeof w->name, "2026-11-%02d late", 16 + i % 7);
    }
}

/* As much as a busy plant has in a week: three shifts a day, many reasons, long notes. */
static void fill_the_week(void)
{
    copy_windows();
    for (int i = 0; i < 24; i++)
        json_array_append_new(r.pareto, json_pack("{s:s,s:s+,s:s,s:i,s:f}", "kind", "reason",
                                                  "title", "Werkzeug gebrochen, Ersatz ",
                                                  i % 2 ? "fehlt" : "kommt", "loss", "breakdown",
                                                  "count", 9, "lost_s", 1500.0 - 50 * i));
    for (; r.stops.listed < REPORT_LONGEST; r.stops.listed++) {
        struct report_stop *s = &r.stops.longest[r.stops.listed];
        *s = r.stops.longest[0];
        memset(s->note, 'n', 90);
        s->note[90] = '\0';
    }
    for (int i = 0; i < 12; i++) {
        r.scrap[r.scraps] = (struct report_scrap){.amount = (i + 1) * AMOUNT_ONE};
        (void)snprintf(r.scrap[r.scraps++].title, sizeof r.scrap[0].title, "burr %d", i);
    }
    for (; r.handovers < 21; r.handovers++) {
        r.handover[r.handovers] = r.handover[0];
        if (r.handovers % 4 == 0)
            (void)snprintf(r.handover[r.handovers].state, 16, "open");
    }
}

static int times(const char *text, const char *what)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at++)
        count++;
    return count;
}

/* What hangs on a wall: the largest loss first, with its money; no row says nothing; of what a
 * picture tells in full there is no table on paper. */
static void a_full_week_fits_a_wall(void **state)
{
    static const char *const says[] = {
        "<div class=\"card first\"><b>72.9 %</b><span>OEE",
        "<b>4 h 35 min \u00b7 3,987.50 EUR</b><span>the largest loss: reduced speed</span>",
        "nothing was planned or made: 2026-11-21, 2026-11-22",
        "to anything else nothing was lost",
        "16 of 21 handovers are signed",
        "14.50 EUR a minute"};
    static const char *const never[] = {"setup, adjustments", "start-up rejects", "<td>signed",
                                        "<td>2026-11-21</td>", ">0 s<"};
    (void)state;
    plant_money = "{\"costs\":[{\"currency\":\"EUR\",\"minute\":14.5,\"from\":0}]}";
    make(REPORT_WEEK, TUESDAY, AFTER, NULL);
    fill_the_week();
    plant_length = 0;
    report_as_html(&r, &plant_out);
    well_formed(plant_text);
    keep_picture("full");
    for (size_t i = 0; i < EACH(says); i++)
        if (!strstr(plant_text, says[i]))
            fail_msg("no %s", says[i]);
    for (size_t i = 0; i < EACH(never); i++)
        if (strstr(plant_text, never[i]))
            fail_msg("%s", never[i]);
    assert_int_equal(times(plant_text, "<div class=\"wide again\">"), 1); /* losses */
    assert_int_equal(times(plant_text, "<tr class=\"again\">"), 5 + 12);  /* pareto */
    assert_true(strstr(plant_text, "the largest loss") < strstr(plant_text, "<h2>"));
    report_done(&r);
    plant_money = NULL;
}

/* ---- what is not there ---------------------------------------------------------------------- */

static void a_lost_connection_makes_no_report(void **state)
{
    char members[REPORT_MEMBERS];
    (void)state;
    report_begin(&r, REPORT_SHIFT, AFTER, &plant_zone);
    assert_string_equal(report_ask(&r, members), "status");
    report_lost(&r, "andond is gone");
    assert_true(r.failed);
    assert_null(report_ask(&r, members));
    assert_string_equal(r.why, "andond is gone");
    report_done(&r);
}

static void what_is_not_answered_is_said(void **state)
{
    (void)state;
    plant_refuses = "alarm-load";
    make(REPORT_SHIFT, TUESDAY, AFTER, text_100);
    assert_false(r.failed);
    assert_non_null(strstr(plant_text, "missing: alarm-load: there is no such command"));
    report_done(&r);
    plant_refuses = "stops"; /* no figure is made up, and each gap is named */
    make(REPORT_SHIFT, TUESDAY, AFTER, report_as_csv);
    assert_non_null(strstr(plant_text, ",stops_asked,,\r\n"));
    assert_non_null(strstr(plant_text, ",waiting_s,,\r\n"));
    assert_non_null(strstr(plant_text, ",calls,,0\r\n"));
    report_done(&r);
    make(REPORT_SHIFT, TUESDAY, AFTER, report_as_json);
    assert_non_null(strstr(plant_text, "\"stops\":null"));
    assert_non_null(strstr(plant_text, "\"missing\":\"stops: there is no such command\""));
    report_done(&r);
    plant_refuses = "c"; /* calls, feedback, predictions, scrap, screens */
    make(REPORT_SHIFT, TUESDAY, AFTER, text_100);
    assert_string_equal(r.why, "calls: there is no such command; feedback: there is no such "
                               "command; predictions: there is no such command; scrap: there is "
                               "no such command; screens: there is no such command");
    assert_null(strstr(plant_text, "no calls"));
    report_done(&r);
    plant_refuses = "losses";
    make(REPORT_SHIFT, TUESDAY, AFTER, report_as_html);
    assert_null(strstr(plant_text, ">good time<"));
    report_done(&r);
    plant_refuses = "kpi";
    make(REPORT_SHIFT, TUESDAY, AFTER, NULL);
    assert_true(r.failed);
    report_done(&r);
    plant_refuses = NULL;
    make(REPORT_SHIFT, TUESDAY, MONDAY_MS, NULL); /* before the first shift */
    assert_true(r.failed);
    assert_string_equal(r.why, "there is no shift at that time yet");
    report_done(&r);
    /* A day without anything: every figure unknown, nothing made up. */
    make(REPORT_DAY, MONDAY_MS - 3 * MS_PER_DAY, AFTER, report_as_html);
    well_formed(plant_text);
    assert_non_null(strstr(plant_text, "OEE \u2013 = availability \u2013"));
    report_done(&r);
}

/* An improvement on Tuesday, and from Thursday on an ideal cycle of 24 s. */
static void what_changed_is_marked(void **state)
{
    (void)state;
    plant_faster_from = MONDAY_MS + 3 * MS_PER_DAY;
    make(REPORT_WEEK, TUESDAY, AFTER, report_as_html);
    assert_int_equal(r.marks, 2);
    assert_string_equal(r.mark[1].text, "ideal cycle of bracket: 24 s, before 30 s");
    assert_int_equal(r.mark[1].at_ms, MONDAY_MS + 3 * MS_PER_DAY + HOURS(6));
    assert_true(r.mark[1].ideal && !r.mark[0].ideal);
    assert_non_null(strstr(plant_text, "die 4 &lt;script&gt;polished"));
    assert_non_null(strstr(plant_text, "<line class=\"mark\""));
    plant_length = 0;
    report_as_csv(&r, &plant_out);
    assert_non_null(
        strstr(plant_text, "improvement_at,die 4 <script>polished,2026-11-17T10:00:00"));
    plant_length = 0;
    text_100(&r, &plant_out);
    assert_non_null(strstr(plant_text, "What changed"));
    assert_non_null(strstr(plant_text, "screens opened as operator: 14 (details 10, stop 4)"));
    report_done(&r);
    plant_faster_from = 0;
    make(REPORT_WEEK, TUESDAY, AFTER, NULL);
    assert_int_equal(r.marks, 1);
    report_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_are_those_of_the_plant),
        cmocka_unit_test(what_runs_is_told_so_far),
        cmocka_unit_test(weeks_are_those_of_iso_8601),
        cmocka_unit_test(a_shift_is_as_by_hand),
        cmocka_unit_test(a_week_is_as_by_hand),
        cmocka_unit_test(text_and_json_say_the_same),
        cmocka_unit_test(a_page_stands_for_itself),
        cmocka_unit_test(a_full_week_fits_a_wall),
        cmocka_unit_test(what_is_not_answered_is_said),
        cmocka_unit_test(what_changed_is_marked),
        cmocka_unit_test(a_lost_connection_makes_no_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
