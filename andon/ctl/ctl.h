/* SPDX-License-Identifier: MIT */
/* What the files of andon/ctl share: the parsed command line and the commands themselves. */
#ifndef ANDON_CTL_CTL_H
#define ANDON_CTL_CTL_H

#include "data/model/clock.h"

#include <stdbool.h>
#include <stddef.h>

/* Exit status of every command. */
enum ctl_exit { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 };

/* Every option there is; a command's row says which of them it takes. PLACEHOLDER NULL: a flag. Two
 * may have one name and mean different things to different commands; a repeated one is kept in the
 * list of the first. */
#define CTL_OPTIONS(X)                                                                             \
    X(OPT_SOCKET, "socket", "PATH", "the station's socket")                                        \
    X(OPT_STATION, "station", "STATION", "at a hub: this station, by its path or its last part")   \
    X(OPT_RUN, "run", "DIR", "the daemon's run directory; its socket is DIR/andond.sock")          \
    X(OPT_CONFIG, "config", "DIR", "a layer of the configuration; repeat it, later ones win")      \
    X(OPT_DATA, "data", "DIR", "the data directory, read without a daemon")                        \
    X(OPT_FROM, "from", "TIME", "begin: 10:42, -5m, ISO 8601 (plant time without a zone), epoch")  \
    X(OPT_TO, "to", "TIME", "end, not included")                                                   \
    X(OPT_LIMIT, "limit", "N", "at most so many rows")                                             \
    X(OPT_POINTS, "points", "N", "at most so many spans of equal length")                          \
    X(OPT_SPEED, "speed", "N", "so many times real time; without it as fast as it goes")           \
    X(OPT_RECORDS, "records", "FILE", "write every record as a JSON line; - is standard output")   \
    X(OPT_ORIGINS, "origins", NULL, "every value in force, and the file and line it comes from")   \
    X(OPT_FORCE, "force", NULL, "replace a file that is there already")                            \
    X(OPT_UNEXPLAINED, "unexplained", NULL, "only stops that wait for a reason")                   \
    X(OPT_PARKED, "parked", NULL, "only records that a hub has put aside")                         \
    X(OPT_AT, "at", "TIME", "when it was: as --from")                                              \
    X(OPT_UNTIL, "until", "TIME", "its expected end: 14:30, +20m, or as --from")                   \
    X(OPT_REASON, "reason", "REASON", "the id of the reason")                                      \
    X(OPT_NOTE, "note", "TEXT", "what there is to say about it")                                   \
    X(OPT_QUANTITY, "quantity", "N", "how many, in the unit of the counts")                        \
    X(OPT_JOB, "job", "JOB", "of this job, not the one of that time")                              \
    X(OPT_REWORK, "rework", NULL, "they can be mended")                                            \
    X(OPT_REV, "rev", "N", "only when it still is at this revision")                               \
    X(OPT_SHIFT, "shift", "SHIFT", "the id of the shift")                                          \
    X(OPT_PERSON, "person", "ID", "who signs; asks for the PIN, or reads it as a line")            \
    X(OPT_FOR, "for", "TIME", "for so long: 30m, 90s, 1h")                                         \
    X(OPT_WHY, "why", "TEXT", "why it is done")                                                    \
    X(OPT_ONCE, "once", NULL, "until it returns to normal, at most that long")                     \
    X(OPT_BY, "by", "WHAT", "in which order, or of what")                                          \
    X(OPT_FILTER, "filter", "WORDS", "only those that have every word, or KEY=VALUE")              \
    X(OPT_PLANNED, "planned", "TIME", "for when the work is planned: as --until")                  \
    X(OPT_FOUND, "found", "YES: yes no", "whether it was there")                                   \
    X(OPT_FAILURE, "mode", "FAILURE", "what had really failed")                                    \
    X(OPT_ASSET, "asset", "TEXT", "what is to be worked on; else the station, or what it is of")   \
    X(OPT_SYMPTOM, "symptom", "TEXT", "what is wrong")                                             \
    X(OPT_PRIORITY, "priority", "WORD: high medium low advice", "how soon it is wanted")           \
    X(OPT_WANTED, "wanted", "TIME", "by when: as --until")                                         \
    X(OPT_OUTPUT, "output", "FILE", "write there; the file is whole or is not there")              \
    X(OPT_HTML, "html", "FILE", "write a page there; a report, in a folder: under its own name")   \
    X(OPT_CSV, "csv", "FILE", "likewise every figure as a row of CSV")                             \
    X(OPT_BROKER, "broker", "URL", "mqtt://host[:port], mqtts://host[:port]")                      \
    X(OPT_USER, "user", "NAME", "the user at the broker")                                          \
    X(OPT_PASSWORD_FILE, "password-file", "FILE", "whose first line is its password")              \
    X(OPT_CA_FILE, "ca-file", "FILE", "certificates that mqtts:// trusts; else the system's")      \
    X(OPT_CERT_FILE, "cert-file", "FILE", "our certificate for mqtts://")                          \
    X(OPT_KEY_FILE, "key-file", "FILE", "its key, when it stands elsewhere")                       \
    X(OPT_TOPIC, "topic", "FILTER", "only these topics; repeat it")                                \
    X(OPT_ROTATE, "rotate", "WHEN", "a new file after 64MiB, 1h or both: 64MiB,1h")                \
    X(OPT_KEEP, "keep", "N", "so many files stay, the newest")                                     \
    X(OPT_COUNT, "count", "N", "end after so many messages")                                       \
    X(OPT_AGAINST, "against", "DIR",                                                               \
      "what would be different with this configuration (layers too)")                              \
    X(OPT_EVERY, "every", "TIME", "messages without a time are so far apart")                      \
    X(OPT_CAPTURE, "capture", "FILE", "a recording in the place of a broker")                      \
    X(OPT_WRITE, "write", "DIR", "write the station's configuration there")                        \
    X(OPT_FOLLOW, "follow", NULL, "go on, a JSON line a second: for a screen on top")              \
    X(OPT_CHECK, "check", NULL, "only say what the code would do")                                 \
    X(OPT_SVG, "svg", "FILE", "write the pages there as pictures: FILE, FILE-2 …")                 \
    X(OPT_SYMBOLOGY, "symbology", "WORD: code128 qr", "what is too long for code128 is a QR code") \
    X(OPT_PAGE, "page", "WORD: a4 letter", "the paper")                                            \
    X(OPT_LANGUAGE, "language", "TAG: en es_MX de ja", "of what is printed")                       \
    X(OPT_BADGES, "badges", "FILE", "lines of a person and the badge; else standard input")        \
    X(OPT_TRAIN, "train", NULL, "learn from the data, and say what was learnt")                    \
    X(OPT_BACKTEST, "backtest", NULL, "what would have been warned of, against what failed")       \
    X(OPT_EXPLAIN, "explain", NULL, "where it stands at the end of the data, and why")             \
    X(OPT_FAILURES, "failures", "IDS", "reasons of stops that are the failure: mech.drive,…")      \
    X(OPT_MODEL, "model", "FILE", "go on from what was learnt: --train --output FILE")             \
    X(OPT_LINE, "line", "OLD=NEW", "another GPIO line or chip for the sister; repeat it")          \
    X(OPT_TITLE, "title", "TEXT", "what people call the sister")                                   \
    X(OPT_KEY, "key", "FILE", "the plant's key: private to sign, public to verify")                \
    X(OPT_SCOPE, "scope", "PATH", "for whom: enterprise/site, or enterprise/site/area/line")       \
    X(OPT_REVISION, "rev", "N", "its revision: more than that of the one before")                  \
    X(OPT_PUBLIC, "output", "NAME", "write NAME.key and NAME.pub")                                 \
    X(OPT_UNPACK, "write", "DIR", "write its files into a new directory")                          \
    X(OPT_STATION_DIR, "against", "DIR", "try it below this station's configuration (layers too)") \
    X(OPT_TO_DIR, "to", "DIR", "where its files may lie; else /etc/andon")                         \
    X(OPT_FROM_DIR, "from", "DIR", "the configuration of the station that is there")               \
    X(OPT_SWAP, "topic", "OLD=NEW", "what differs in topics, beside the name; repeat it")          \
    X(OPT_JSON, "json", NULL, "print JSON for scripts")                                            \
    X(OPT_HELP, "help", NULL, "show this help")                                                    \
    X(OPT_VERSION, "version", NULL, "show the version")
#define CTL_OPTION_ENUM(id, name, placeholder, help) id,
enum ctl_option { CTL_OPTIONS(CTL_OPTION_ENUM) CTL_OPTION_COUNT };
#undef CTL_OPTION_ENUM

#define CTL_LAYERS_MAX 16
#define CTL_TOPICS_MAX 64
#define CTL_ARGS_MAX   1024

struct ctl {
    const char *value[CTL_OPTION_COUNT]; /* what was given; "" for a flag, NULL when absent */
    const char *layer[CTL_LAYERS_MAX];   /* each --config */
    size_t layers;
    const char *other[CTL_LAYERS_MAX]; /* each --against */
    size_t others;
    const char *topic[CTL_TOPICS_MAX]; /* each --topic */
    size_t topics;
    const char *line[CTL_TOPICS_MAX]; /* each --line */
    size_t lines;
    const char *arg[CTL_ARGS_MAX]; /* after the command's name */
    size_t args;
    const char *command; /* its name: "stop split" */
};

static inline bool ctl_has(const struct ctl *ctl, enum ctl_option option)
{
    return ctl->value[option] != NULL;
}

/* "andonctl: …" on standard error, cleaned. Both return what the command returns. */
int ctl_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
int ctl_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

const char *ctl_option_name(enum ctl_option option);

/* From now on the language of --language; without it English. CTL_DONE, or CTL_USAGE after saying
 * which there are. */
int ctl_speak(const struct ctl *ctl);

/* when.c */
int64_t ctl_now(void); /* wall ms */
/* The time of an option, TIME_NONE when it was not given; without a zone it is plant time. A time
 * of day is the latest one, of --until the next. 0, or CTL_USAGE after saying why. */
int ctl_time(const struct ctl *ctl, enum ctl_option option, const struct zone *zone,
             int64_t *wall_ms);
int ctl_span(const char *text, int64_t *ms); /* "1h30m", "5 min": 0 or -1 */
int ctl_length(const struct ctl *ctl, enum ctl_option option, int64_t *ms); /* more than 0 */

/* live.c: over the socket */
int ctl_status(const struct ctl *ctl);
int ctl_signals(const struct ctl *ctl);
int ctl_lamps(const struct ctl *ctl);
int ctl_inputs(const struct ctl *ctl);
/* outputs.c, outputs_try.c: GPIO lines of this machine */
int ctl_outputs(const struct ctl *ctl);
int ctl_outputs_try(const struct ctl *ctl);
/* alerts.c */
int ctl_alerts(const struct ctl *ctl);
int ctl_guidance(const struct ctl *ctl);
int ctl_alarm_load(const struct ctl *ctl);
int ctl_why(const struct ctl *ctl);
int ctl_reload(const struct ctl *ctl);
int ctl_lamp_test(const struct ctl *ctl);
/* lines.c: at a hub */
int ctl_lines(const struct ctl *ctl);
int ctl_line_figures(const struct ctl *ctl);
/* line_lists.c */
int ctl_line_areas(const struct ctl *ctl);
int ctl_line_unexplained(const struct ctl *ctl);
int ctl_line_handover(const struct ctl *ctl);
int ctl_line_losses(const struct ctl *ctl);
int ctl_line_trend(const struct ctl *ctl);
/* metrics.c: for Prometheus */
int ctl_metrics(const struct ctl *ctl);
/* doctor.c */
int ctl_doctor(const struct ctl *ctl);
/* rows.c */
int ctl_stops(const struct ctl *ctl);
int ctl_timeline(const struct ctl *ctl);
int ctl_history(const struct ctl *ctl);
/* log.c: in words */
int ctl_log(const struct ctl *ctl);
/* export.c: for spreadsheets and other programs */
int ctl_export(const struct ctl *ctl);
/* config/: a plant's configuration, signed once for all stations */
int ctl_config_key(const struct ctl *ctl);
int ctl_config_sign(const struct ctl *ctl);
int ctl_config_send(const struct ctl *ctl);
int ctl_config_show(const struct ctl *ctl);
int ctl_config_verify(const struct ctl *ctl);
int ctl_config_diff(const struct ctl *ctl);
/* station/ */
int ctl_station_new(const struct ctl *ctl);
int ctl_station_pack(const struct ctl *ctl);
int ctl_station_unpack(const struct ctl *ctl);
int ctl_station_edit(const struct ctl *ctl);
/* backup.c */
int ctl_backup(const struct ctl *ctl);
/* enter.c: what people enter */
int ctl_enter(const struct ctl *ctl);
int ctl_scan(const struct ctl *ctl);
/* sheet.c: codes to print */
int ctl_sheet(const struct ctl *ctl);
/* enter_rows.c: what was entered, and what it adds up to */
int ctl_scrap_list(const struct ctl *ctl);
int ctl_handover_list(const struct ctl *ctl);
int ctl_pareto(const struct ctl *ctl);
int ctl_losses(const struct ctl *ctl);
int ctl_kpi(const struct ctl *ctl);
/* enter_lists.c: what can be chosen, and the shift */
int ctl_reasons(const struct ctl *ctl);
int ctl_scrap_reasons(const struct ctl *ctl);
int ctl_modes(const struct ctl *ctl);
int ctl_job_list(const struct ctl *ctl);
int ctl_hours(const struct ctl *ctl);
/* shift.c: the shift and its handover, in words */
int ctl_handover_show(const struct ctl *ctl);
int ctl_shift(const struct ctl *ctl);
/* forecast.c: what models see coming, and work that was asked for */
int ctl_predictions(const struct ctl *ctl);
int ctl_models(const struct ctl *ctl);
int ctl_model(const struct ctl *ctl);
int ctl_workorders(const struct ctl *ctl);
/* calls.c */
int ctl_call_types(const struct ctl *ctl);
int ctl_calls(const struct ctl *ctl);
int ctl_call_times(const struct ctl *ctl);
/* report.c: of a shift, day or week */
int ctl_report(const struct ctl *ctl);
/* hash.c */
#define CTL_SECRET_SIZE 162
int ctl_hash(const struct ctl *ctl);
/* From the terminal without echo, or a line of standard input. 0 or -1; wipe it afterwards. */
int ctl_secret(const char *question, char out[CTL_SECRET_SIZE]);
/* offline.c */
int ctl_verify(const struct ctl *ctl);
int ctl_check(const struct ctl *ctl);
int ctl_acl(const struct ctl *ctl);
int ctl_dump_defaults(const struct ctl *ctl);
/* replay/replay.c */
int ctl_replay(const struct ctl *ctl);
/* discover/ */
int ctl_discover(const struct ctl *ctl);
/* predict/predict.c */
int ctl_predict(const struct ctl *ctl);
/* decode.c */
int ctl_decode(const struct ctl *ctl);
int ctl_presets(const struct ctl *ctl);
/* capture/capture.c */
int ctl_capture(const struct ctl *ctl);

#endif
