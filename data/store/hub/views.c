/* SPDX-License-Identifier: MIT */
/* What people and BI tools read: the views of a hub's database. One text for both engines, but for
 * how a time is made of milliseconds. They stand on the tables of facts.c and read no JSON. Names,
 * columns and units are the contract: andon-sql(7) has every one of them, and a test compares.
 *
 * Ratios are divided last, from columns that can be summed: whoever wants another span sums these
 * and divides, and never averages a ratio. */
#include "data/store/hub/inside.h"

#define DOUBLE(x)     "CAST(" x " AS DOUBLE PRECISION)"
#define SECONDS(ms)   DOUBLE(ms) " / 1000"
#define PARTS(amount) DOUBLE(amount) " / 1000000"
#define RATIO(a, b)   DOUBLE(a) " / nullif(" b ", 0)"
#define OR_0(x)       "coalesce(" x ", 0)"
#define PARENT(path)  "rtrim(rtrim(" path ", replace(" path ", '/', '')), '/')"
#define LEAF(path)    "substr(" path ", length(rtrim(" path ", replace(" path ", '/', ''))) + 1)"
#define FROM(table)                                                                       \
    " FROM " table " f JOIN (SELECT number AS of_station, station, line FROM stations) s" \
    " ON s.of_station = f.station"
#define PLACE         "s.station, s.line, f.id, f.rev % 1099511627776 AS rev" /* HUB_REV_STEP */
#define WITHIN_0_1(x) "CASE WHEN " x " < 0 THEN 0 WHEN " x " > 1 THEN 1 ELSE " x " END"

/* clang-format off */
#define STATIONS(time)                                                                          \
    "CREATE VIEW stations AS SELECT number, path AS station, " PARENT("path") " AS line, "      \
    PARENT(PARENT("path")) " AS area, " LEAF("path") " AS short_name, first_ms, last_ms, "      \
    time("first_ms") " AS first_at, " time("last_ms") " AS last_at FROM station;"

#define SHIFTS(time)                                                                            \
    "CREATE VIEW shifts AS SELECT " PLACE ", name, team, begin_ms, end_ms, "                    \
    time("begin_ms") " AS begin_at, " time("end_ms") " AS end_at, closed, running_ms, idle_ms," \
    " stopped_ms, starved_ms, blocked_ms, changeover_ms, unknown_ms, small_ms, stops,"          \
    " small_stops, unexplained, unexplained_ms" FROM("fact_shift") ";"

/* Of a shift that a restored database closed, too, knowing less of it, only what was closed first
 * counts: behind an id is the tag of its life (lineage.h), and lives are in the order in which they
 * were heard of. */
#define UNTAGGED(f) "rtrim(rtrim(" f ".id, '0123456789abcdef'), '~')"
#define HEARD(tag)                                                                              \
    "(SELECT min(d.epoch) FROM epoch e JOIN descent d ON d.epoch = e.number"                    \
    " WHERE e.station = l.station AND d.lineage = " tag ")"
#define CLOSED_ONCE(f)                                                                          \
    f ".closed = 1 AND NOT EXISTS (SELECT 1 FROM fact_shift o WHERE o.station = " f ".station"  \
    " AND o.id = " UNTAGGED(f) " AND o.place = 0 AND o.closed = 1 AND o.id <> " f ".id)"        \
    " AND NOT EXISTS (SELECT 1 FROM lineage l JOIN fact_shift o ON o.station = l.station"       \
    " AND o.id = " UNTAGGED(f) " || '~' || l.tag AND o.place = 0 AND o.closed = 1"              \
    " WHERE l.station = " f ".station AND " f ".id LIKE '%~%' AND o.id <> " f ".id AND "        \
    HEARD("l.tag") " < " HEARD("substr(" f ".id, length(" UNTAGGED(f) ") + 2)") ")"

/* Shifts that have ended, as sums. judged: the ideal time of what counts as good. */
#define LOST_STATES                                                                             \
    OR_0("idle_ms") " + " OR_0("stopped_ms") " + " OR_0("starved_ms") " + " OR_0("blocked_ms")  \
    " + " OR_0("changeover_ms")
#define SHIFT_SUMS(time)                                                                        \
    "CREATE VIEW shift_sums AS SELECT station, line, shift, name, team, begin_ms, end_ms,"      \
    " fixed_ms, known_ms, unknown_ms, running_ms + small_ms AS run_ms, small_ms, running_ms,"   \
    " CASE WHEN fixed_ms > 0 THEN fixed_ms WHEN unknown_is_loss = 1 THEN known_ms + unknown_ms" \
    " ELSE known_ms END AS planned_ms, measured, total, good, scrap, rework, ideal_ps,"         \
    " CASE WHEN measured = 0 OR good_ps > ideal_ps THEN ideal_ps WHEN good_ps < 0 THEN 0"       \
    " ELSE good_ps END AS judged_ps, CASE WHEN measured = 1 THEN ideal_ps END AS weighed_ps,"   \
    " CASE WHEN measured = 1 THEN good_ps END AS weighed_good_ps, stops, small_stops,"          \
    " unexplained, unexplained_ms"                                                              \
    " FROM (SELECT s.station, s.line, f.id AS shift, name, team, begin_ms, end_ms, fixed_ms, "  \
    OR_0("running_ms") " AS running_ms, " OR_0("running_ms") " + " LOST_STATES " AS known_ms, " \
    OR_0("unknown_ms") " AS unknown_ms, " OR_0("small_ms") " AS small_ms, unknown_is_loss,"     \
    " measured, total, good, scrap, rework, ideal_ps, good_ps, stops, small_stops, unexplained,"\
    " unexplained_ms" FROM("fact_shift") " WHERE " CLOSED_ONCE("f") ") t;"

/* As data/model/account.c has them. */
#define QUALITY(ideal, good, total, parts, known)                                               \
    "CASE WHEN " total " > 0 THEN CASE WHEN " known " THEN "                                    \
    WITHIN_0_1(RATIO(good, ideal)) " ELSE " WITHIN_0_1(RATIO(parts, total)) " END END"
#define OEE_SHIFTS(time)                                                                        \
    "CREATE VIEW oee_shifts AS SELECT station, line, shift, name, team, begin_ms, end_ms, "     \
    time("begin_ms") " AS begin_at, " time("end_ms") " AS end_at, "                             \
    RATIO("run_ms", "planned_ms") " AS availability, "                                          \
    RATIO("ideal_ps", "(run_ms * 1e9)") " AS performance, "                                     \
    "CASE WHEN measured = 1 THEN "                                                              \
    QUALITY("ideal_ps", "weighed_good_ps", "total", "good", "ideal_ps > 0") " END AS quality, " \
    RATIO("judged_ps", "(planned_ms * 1e9)") " AS oee, "                                        \
    RATIO("known_ms", "(known_ms + unknown_ms)") " AS coverage, "                               \
    SECONDS("planned_ms") " AS planned_s, " SECONDS("run_ms") " AS run_s, "                     \
    SECONDS("small_ms") " AS small_s, " SECONDS("unknown_ms") " AS unknown_s, "                 \
    DOUBLE("ideal_ps") " / 1e12 AS ideal_s, " DOUBLE("judged_ps") " / 1e12 AS good_ideal_s, "   \
    PARTS("total") " AS total, " PARTS("good") " AS good, " PARTS("scrap") " AS scrap, "        \
    PARTS("rework") " AS rework, stops, small_stops, unexplained, "                             \
    SECONDS("unexplained_ms") " AS unexplained_s"                                               \
    " FROM shift_sums;"

/* Over the machines of a line, not its output: a part counts at each of them. */
#define OEE_LINES(time)                                                                         \
    "CREATE VIEW oee_lines AS SELECT line, name, begin_ms, end_ms, " time("begin_ms")           \
    " AS begin_at, " time("end_ms") " AS end_at, machines, "                                    \
    RATIO("run_ms", "planned_ms") " AS availability, CASE WHEN known = machines THEN "          \
    RATIO("ideal_ps", "(run_ms * 1e9)") " END AS performance, CASE WHEN known = machines THEN " \
    WITHIN_0_1(RATIO("weighed_good_ps", "weighed_ps")) " END AS quality,"                       \
    " CASE WHEN known = machines THEN " RATIO("judged_ps", "(planned_ms * 1e9)") " END AS oee, "\
    RATIO("known_ms", "(known_ms + unknown_ms)") " AS coverage, "                               \
    SECONDS("planned_ms") " AS planned_s, " SECONDS("run_ms") " AS run_s, "                     \
    "ideal_ps / 1e12 AS ideal_s, judged_ps / 1e12 AS good_ideal_s, "                            \
    PARTS("total") " AS machine_total, " PARTS("good") " AS machine_good, "                     \
    PARTS("scrap") " AS scrap, " PARTS("rework") " AS rework, stops, small_stops"               \
    " FROM (SELECT line, name, begin_ms, max(end_ms) AS end_ms, count(*) AS machines,"          \
    " count(ideal_ps) AS known, sum(run_ms) AS run_ms, sum(planned_ms) AS planned_ms,"          \
    " sum(known_ms) AS known_ms, sum(unknown_ms) AS unknown_ms, "                               \
    "sum(" DOUBLE("ideal_ps") ") AS ideal_ps, sum(" DOUBLE("judged_ps") ") AS judged_ps, "      \
    "sum(" DOUBLE("weighed_ps") ") AS weighed_ps, "                                             \
    "sum(" DOUBLE("weighed_good_ps") ") AS weighed_good_ps, sum(total) AS total,"               \
    " sum(good) AS good, sum(scrap) AS scrap, sum(rework) AS rework, sum(stops) AS stops,"      \
    " sum(small_stops) AS small_stops FROM shift_sums GROUP BY line, name, begin_ms) f;"

/* Small stops as the stop is now; one that was merged is as what it went into. */
#define PRODUCT_TIME                                                                            \
    "(SELECT i.station, i.shift_id, coalesce(i.product, '') AS product,"                        \
    " sum(CASE WHEN i.state = 'running' OR (coalesce(o.small, t.small) = 1 AND i.state IN ("    \
    LOSS_STATES ")) THEN i.ms ELSE 0 END) AS run_ms,"                                           \
    " sum(CASE WHEN i.state IN ('running', " LOSS_STATES ") THEN i.ms ELSE 0 END) AS planned_ms"\
    " FROM fact_interval i LEFT JOIN fact_stop t ON t.station = i.station AND t.id = i.stop"    \
    " AND t.place = 0 LEFT JOIN fact_stop o ON o.station = i.station AND o.id = t.into_id"      \
    " AND o.place = 0 WHERE i.plan = 1 GROUP BY i.station, i.shift_id,"                         \
    " coalesce(i.product, ''))"
#define LOSS_STATES "'idle', 'stopped', 'starved', 'blocked', 'changeover'"
#define PRODUCT_PARTS                                                                           \
    "(SELECT m.station, m.id, coalesce(m.product, '') AS product, sum(m.total) AS total,"       \
    " sum(m.good) AS good, sum(m.scrap) AS scrap, sum(m.rework) AS rework,"                     \
    " min(CASE WHEN m.ideal_us > 0 OR m.total = 0 THEN 1 ELSE 0 END) AS known,"                 \
    " sum(" DOUBLE("m.ideal_us") " * m.total) AS ideal_ps,"                                     \
    " sum(" DOUBLE("m.ideal_us") " * m.good) AS good_ps FROM fact_made m"                       \
    " JOIN fact_shift h ON h.station = m.station AND h.id = m.id AND h.rev = m.rev"             \
    " AND h.hash = m.hash AND h.place = 0 GROUP BY m.station, m.id, coalesce(m.product, ''))"
#define OEE_PRODUCTS(time)                                                                      \
    "CREATE VIEW oee_products AS SELECT s.station, s.line, h.id AS shift, h.name, h.begin_ms,"  \
    " h.end_ms, " time("h.begin_ms") " AS begin_at, nullif(p.product, '') AS product, "         \
    RATIO("w.run_ms", "w.planned_ms") " AS availability, CASE WHEN p.known = 1 THEN "           \
    RATIO("p.ideal_ps", "(w.run_ms * 1e9)") " END AS performance,"                              \
    " CASE WHEN h.measured = 1 AND p.total > 0 THEN " WITHIN_0_1(RATIO("p.good", "p.total"))    \
    " END AS quality, CASE WHEN p.known = 1 THEN "                                              \
    RATIO("CASE WHEN h.measured = 0 OR p.good_ps > p.ideal_ps THEN p.ideal_ps"                  \
          " WHEN p.good_ps < 0 THEN 0 ELSE p.good_ps END", "(w.planned_ms * 1e9)")              \
    " END AS oee, " SECONDS("w.planned_ms") " AS planned_s, " SECONDS("w.run_ms") " AS run_s, " \
    "p.ideal_ps / 1e12 AS ideal_s, p.good_ps / 1e12 AS good_ideal_s, "                          \
    PARTS("p.total") " AS total, " PARTS("p.good") " AS good, " PARTS("p.scrap") " AS scrap, "  \
    PARTS("p.rework") " AS rework FROM " PRODUCT_PARTS " p JOIN fact_shift h"                   \
    " ON h.station = p.station AND h.id = p.id AND h.place = 0 AND " CLOSED_ONCE("h")           \
    " JOIN stations s ON s.number = p.station LEFT JOIN " PRODUCT_TIME " w"                     \
    " ON w.station = p.station AND w.shift_id = p.id AND w.product = p.product;"

#define STOPS(time)                                                                             \
    "CREATE VIEW stops AS SELECT " PLACE ", shift_id AS shift, begin_ms, end_ms, "              \
    time("begin_ms") " AS begin_at, " time("end_ms") " AS end_at, ms AS lost_ms, small, state," \
    " detail, reason, reason_title, suggested, note, into_id AS merged_into, CASE"              \
    " WHEN reason IS NOT NULL THEN 'reason' WHEN small = 1 THEN 'small'"                        \
    " WHEN asks = 1 THEN 'unexplained' ELSE 'waiting' END AS kind" FROM("fact_stop") ";"
#define PARETO(time)                                                                            \
    "CREATE VIEW downtime_pareto AS SELECT station, line, shift, kind, reason,"                 \
    " min(begin_ms) AS begin_ms, " time("min(begin_ms)") " AS begin_at, count(*) AS stops,"     \
    " sum(small) AS small_stops, sum(" DOUBLE("lost_ms") ") / 1000 AS lost_s,"                  \
    " max(" DOUBLE("lost_ms") ") / 1000 AS longest_s FROM stops WHERE merged_into IS NULL"      \
    " GROUP BY station, line, shift, kind, reason;"

#define SCRAPS(time)                                                                            \
    "CREATE VIEW scraps AS SELECT " PLACE ", shift_id AS shift, at_ms, " time("at_ms")          \
    " AS at, " PARTS("quantity") " AS quantity, rework, reason, note, product, job, part,"      \
    " of_id AS reverses" FROM("fact_scrap") ";"
#define SCRAP_PARETO(time)                                                                      \
    "CREATE VIEW scrap_pareto AS SELECT station, line, shift, product, reason, rework,"         \
    " min(at_ms) AS at_ms, " time("min(at_ms)") " AS at, count(*) AS entries,"                  \
    " sum(quantity) AS quantity FROM scraps"                                                    \
    " GROUP BY station, line, shift, product, reason, rework;"

#define JOBS(time)                                                                              \
    "CREATE VIEW jobs AS SELECT " PLACE ", order_id AS job, title, product, "                   \
    PARTS("quantity") " AS quantity, begin_ms, end_ms, " time("begin_ms") " AS begin_at, "      \
    time("end_ms") " AS end_at, state, " DOUBLE("ideal_us") " / 1000000 AS ideal_cycle_s, "     \
    PARTS("total") " AS total, " PARTS("good") " AS good, " PARTS("scrap") " AS scrap, "        \
    PARTS("rework") " AS rework" FROM("fact_job") ";"

#define CALLS(time)                                                                             \
    "CREATE VIEW calls AS SELECT " PLACE ", type, title, state, raised_ms, taken_ms,"           \
    " arrived_ms, ended_ms, " time("raised_ms") " AS raised_at, " time("ended_ms")              \
    " AS ended_at, " SECONDS("take_ms") " AS take_s, " SECONDS("arrive_ms") " AS arrive_s, "    \
    SECONDS("solve_ms") " AS solve_s, " SECONDS("line_stop_ms") " AS line_stop_s, by_name,"     \
    " taken_by, arrived_by, ended_by, note, stop, workorder, blocking" FROM("fact_call") ";"
#define RESPONSE_TIMES(time)                                                                    \
    "CREATE VIEW response_times AS SELECT station, line, type, day_ms, " time("day_ms")         \
    " AS day, count(*) AS calls, count(take_s) AS taken, sum(take_s) AS take_s,"                \
    " max(take_s) AS longest_take_s, count(arrive_s) AS arrived, sum(arrive_s) AS arrive_s,"    \
    " count(solve_s) AS solved, sum(solve_s) AS solve_s, max(solve_s) AS longest_solve_s"       \
    " FROM (SELECT *, raised_ms - raised_ms % 86400000 AS day_ms FROM calls) c"                 \
    " GROUP BY station, line, type, day_ms;"

#define ALERTS(time)                                                                            \
    "CREATE VIEW alerts AS SELECT " PLACE ", name, title, priority, state, begin_ms, end_ms, "  \
    time("begin_ms") " AS begin_at, " time("end_ms") " AS end_at, " SECONDS("ms")               \
    " AS lasted_s, text, times, " OR_0("announced") " AS announced, " OR_0("acted")             \
    " AS acted, acked_by, acked_ms, asset" FROM("fact_alert") ";"
#define ALERT_LOAD(time)                                                                        \
    "CREATE VIEW alert_load AS SELECT station, line, priority, hour_ms, " time("hour_ms")       \
    " AS hour, count(*) AS alerts, sum(announced) AS announced, sum(acted) AS acted"            \
    " FROM (SELECT *, begin_ms - begin_ms % 3600000 AS hour_ms FROM alerts) a"                  \
    " GROUP BY station, line, priority, hour_ms;"

#define PREDICTIONS(time)                                                                       \
    "CREATE VIEW predictions AS SELECT " PLACE ", mode, title, asset, state, since_ms, said_ms, " \
    time("since_ms") " AS since_at, " time("said_ms") " AS said_at, " PARTS("probability")      \
    " AS probability, " PARTS("horizon_us") " AS horizon_s, " PARTS("rul_us") " AS rul_s,"      \
    " severity, alarm, model, version, verdict, answered_by, answered_ms, workorder"            \
    FROM("fact_prediction") ";"
#define OUTCOMES(time)                                                                          \
    "CREATE VIEW prediction_outcomes AS SELECT " PLACE ", prediction, mode, asset, model,"      \
    " version, verdict, found, failure, note, by_name, at_ms, " time("at_ms") " AS at,"         \
    " raised_ms, planned_ms, " PARTS("probability") " AS probability, "                         \
    SECONDS("at_ms - raised_ms") " AS answered_after_s" FROM("fact_feedback") ";"
#define MODEL_SCORES(time)                                                                      \
    "CREATE VIEW model_scores AS SELECT station, line, mode, model, version, min(at_ms)"        \
    " AS first_ms, max(at_ms) AS last_ms, count(*) AS answers,"                                 \
    " sum(CASE WHEN found = 1 THEN 1 ELSE 0 END) AS hits,"                                      \
    " sum(CASE WHEN found = 0 THEN 1 ELSE 0 END) AS false_alarms,"                              \
    " sum(CASE WHEN verdict = 'not-now' THEN 1 ELSE 0 END) AS not_now, "                        \
    RATIO("sum(found)", "count(found)") " AS hit_ratio FROM prediction_outcomes"                \
    " GROUP BY station, line, mode, model, version;"

#define WORKORDERS(time)                                                                        \
    "CREATE VIEW workorders AS SELECT " PLACE ", state, priority, asset, symptom, of_id AS cause," \
    " stop, call_id AS call, asked_ms, wanted_ms, planned_ms, started_ms, done_ms, "            \
    time("asked_ms") " AS asked_at, " time("done_ms") " AS done_at, by_name, answered_by,"      \
    " number, answer, " PARTS("waiting_us") " AS waiting_s, " PARTS("repair_us")                \
    " AS repair_s, " PARTS("restart_us") " AS restart_s" FROM("fact_workorder") ";"

#define SIGNAL_HISTORY(time)                                                                    \
    "CREATE VIEW signal_history AS SELECT s.station, s.line, n.name AS signal,"                 \
    " f.minute * 60000 AS begin_ms, " time("f.minute * 60000") " AS begin_at, "                 \
    PARTS("f.min") " AS least, " PARTS("f.mean") " AS mean, " PARTS("f.max") " AS greatest, "   \
    PARTS("f.last") " AS last, f.samples, f.bad, f.quality" FROM("history")                     \
    " JOIN signal n ON n.number = f.signal;"
#define SIGNAL_DAYS(time)                                                                       \
    "CREATE VIEW signal_days AS SELECT s.station, s.line, n.name AS signal,"                    \
    " f.day * 86400000 AS begin_ms, " time("f.day * 86400000") " AS begin_at, "                 \
    PARTS("f.min") " AS least, f.total / nullif(f.samples, 0) / 1000000 AS mean, "              \
    PARTS("f.max") " AS greatest, f.samples, f.bad" FROM("history_day")                         \
    " JOIN signal n ON n.number = f.signal;"

/* In an order in which each stands on those before it. */
#define VIEWS(time)                                                                             \
    {"stations", STATIONS(time)}, {"shifts", SHIFTS(time)}, {"shift_sums", SHIFT_SUMS(time)},   \
    {"oee_shifts", OEE_SHIFTS(time)}, {"oee_lines", OEE_LINES(time)},                           \
    {"oee_products", OEE_PRODUCTS(time)}, {"stops", STOPS(time)},                               \
    {"downtime_pareto", PARETO(time)}, {"scraps", SCRAPS(time)},                                \
    {"scrap_pareto", SCRAP_PARETO(time)}, {"jobs", JOBS(time)}, {"calls", CALLS(time)},         \
    {"response_times", RESPONSE_TIMES(time)}, {"alerts", ALERTS(time)},                         \
    {"alert_load", ALERT_LOAD(time)}, {"predictions", PREDICTIONS(time)},                       \
    {"prediction_outcomes", OUTCOMES(time)}, {"model_scores", MODEL_SCORES(time)},              \
    {"workorders", WORKORDERS(time)}, {"signal_history", SIGNAL_HISTORY(time)},                 \
    {"signal_days", SIGNAL_DAYS(time)}
#define LITE_TIME(ms) "strftime('%Y-%m-%d %H:%M:%f', (" ms ") / 1000.0, 'unixepoch')"
#define POST_TIME(ms) "to_timestamp((" ms ") / 1000.0)"
/* clang-format on */

const struct hub_view hub_views_sqlite[HUB_VIEWS] = {VIEWS(LITE_TIME)};
const struct hub_view hub_views_postgres[HUB_VIEWS] = {VIEWS(POST_TIME)};
