/* SPDX-License-Identifier: MIT */
/* andonctl: the table of commands and the command line. Scripts and engineers call it; each row's
 * function does the work and returns the exit status (0 done, 1 refused or failed, 2 usage). Help
 * and errors come from the same rows. */
#include "andon/ctl/commands.h"
#include "data/confine/confine.h"
#include "data/model/text.h"
#include "data/model/words.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct arg_row ctl_option_rows[CTL_OPTION_COUNT] = {
#define OPTION_ROW(id, name, placeholder, help) {name, placeholder, help},
    CTL_OPTIONS(OPTION_ROW)
#undef OPTION_ROW
};

#define LIVE (O(OPT_SOCKET) | O(OPT_RUN) | O(OPT_STATION))
#define BROKER                                                                                \
    (O(OPT_BROKER) | O(OPT_USER) | O(OPT_PASSWORD_FILE) | O(OPT_CA_FILE) | O(OPT_CERT_FILE) | \
     O(OPT_KEY_FILE))
#define SPAN (O(OPT_FROM) | O(OPT_TO))

const struct command ctl_commands[] = {
    {"status", "", "what the machine is doing and what that counts as", LIVE, 0, 0, ctl_status},
    {"signals", "", "every signal: value, age, quality, what could not be decoded", LIVE, 0, 0,
     ctl_signals},
    {"lamps", "", "every lamp of the tower as it is lit", LIVE, 0, 0, ctl_lamps},
    {"inputs", "", "every button and contact as it is read", LIVE, 0, 0, ctl_inputs},
    {"outputs try", "[LINE [HOW]]",
     "drive a GPIO line high, low or blinking to see which lamp it is, then give it back", 0, 0, 2,
     ctl_outputs_try},
    {"outputs", "", "the GPIO lines of this machine, as a lamp names them, and who has them", 0, 0,
     0, ctl_outputs},
    {"why", "LAMP", "why a lamp shows what it shows", LIVE, 1, 1, ctl_why},
    {"lamp test", "", "light every lamp alone, then all of them", LIVE, 0, 0, ctl_lamp_test},
    {"lamp override", "LAMP PATTERN", "let it show something else for a time (maintenance)",
     LIVE | O(OPT_FOR) | O(OPT_WHY) | O(OPT_PERSON), 2, 2, ctl_enter},
    {"lamp release", "LAMP", "let it follow the rules again", LIVE, 1, 1, ctl_enter},
    {"lamp replaced", "LAMP", "it is a new one: count its hours from 0", LIVE, 1, 1, ctl_enter},
    {"silence", "[ALERT]", "silence what sounds until the next cause", LIVE, 0, 1, ctl_enter},
    {"alerts", "[WHICH]", "what somebody must respond to; all, letters of states, or one of them",
     LIVE, 0, 1, ctl_alerts},
    {"ack", "[ALERT]", "acknowledge an alert, or all that are announced",
     LIVE | O(OPT_NOTE) | O(OPT_REV), 0, 1, ctl_enter},
    {"unack", "ALERT", "take the acknowledgement back", LIVE | O(OPT_REV), 1, 1, ctl_enter},
    {"shelve", "ALERT", "put it aside: half an hour, or so long; never beyond the shift",
     LIVE | O(OPT_FOR) | O(OPT_WHY) | O(OPT_ONCE) | O(OPT_PERSON) | O(OPT_REV), 1, 1, ctl_enter},
    {"unshelve", "ALERT", "announce it again", LIVE | O(OPT_REV), 1, 1, ctl_enter},
    {"reset", "ALERT", "let it go: it latched", LIVE | O(OPT_REV), 1, 1, ctl_enter},
    {"out-of-service", "ALERT", "it is known to be wrong (maintenance)",
     LIVE | O(OPT_WHY) | O(OPT_PERSON) | O(OPT_REV), 1, 1, ctl_enter},
    {"in-service", "ALERT", "it counts again", LIVE | O(OPT_PERSON) | O(OPT_REV), 1, 1, ctl_enter},
    {"guidance", "ALERT", "what it usually is, what to check first, what to do", LIVE, 1, 1,
     ctl_guidance},
    {"alarm-load", "", "how much the alerts of the last day, or of a span, asked of people",
     LIVE | SPAN, 0, 0, ctl_alarm_load},
    {"stops", "", "the stops of the last day, or of a span",
     LIVE | SPAN | O(OPT_LIMIT) | O(OPT_UNEXPLAINED), 0, 0, ctl_stops},
    {"log", "", "the latest records, and how far each has come on its way upstream",
     LIVE | SPAN | O(OPT_LIMIT) | O(OPT_FILTER) | O(OPT_PARKED), 0, 0, ctl_log},
    {"timeline", "", "machine states of the last day, or of a span", LIVE | SPAN | O(OPT_LIMIT), 0,
     0, ctl_timeline},
    {"history", "[SIGNAL]",
     "what a signal was over the last day, or a span; of which there is history",
     LIVE | SPAN | O(OPT_POINTS), 0, 1, ctl_history},
    {"reason", "[STOP] REASON", "why it stopped: of one stop, else of the open or the last one",
     LIVE | O(OPT_NOTE) | O(OPT_REV), 1, 2, ctl_enter},
    {"stop split", "[STOP]", "a second cause began at that time",
     LIVE | O(OPT_AT) | O(OPT_REASON) | O(OPT_NOTE) | O(OPT_REV), 0, 1, ctl_enter},
    {"stop merge", "[STOP [STOP]]", "a stop and the one before it, or that one, were one",
     LIVE | O(OPT_REV), 0, 2, ctl_enter},
    {"stop touch", "[STOP] WHAT", "it was noticed, arrived at or repaired, now or at that time",
     LIVE | O(OPT_AT), 1, 2, ctl_enter},
    {"undo", "[ID]", "take an entry back: your last one, or this", LIVE | O(OPT_REV), 0, 1,
     ctl_enter},
    {"scrap add", "", "parts that are no good",
     LIVE | O(OPT_QUANTITY) | O(OPT_REASON) | O(OPT_NOTE) | O(OPT_JOB) | O(OPT_AT) | O(OPT_REWORK),
     0, 0, ctl_enter},
    {"scrap list", "", "scrap and rework that were entered", LIVE | SPAN | O(OPT_LIMIT), 0, 0,
     ctl_scrap_list},
    {"scrap reverse", "[ID]", "count an entry back, or so much of it: your last one, or this",
     LIVE | O(OPT_QUANTITY) | O(OPT_NOTE), 0, 1, ctl_enter},
    {"job list", "", "the jobs there are, in their order", LIVE, 0, 0, ctl_job_list},
    {"job start", "JOB", "begin a job, or go on with it", LIVE, 1, 1, ctl_enter},
    {"job pause", "", "put the running job aside", LIVE, 0, 0, ctl_enter},
    {"job finish", "", "the running job is done", LIVE, 0, 0, ctl_enter},
    {"product", "PRODUCT", "the job goes on with another product", LIVE, 1, 1, ctl_enter},
    {"call raise", "TYPE", "ask somebody to come; what is open already stays one call",
     LIVE | O(OPT_NOTE), 1, 1, ctl_enter},
    {"call take", "[CALL]", "somebody is on the way: of this call, else the first that waits",
     LIVE | O(OPT_NOTE) | O(OPT_REV), 0, 1, ctl_enter},
    {"call arrive", "[CALL]", "somebody is at the station", LIVE | O(OPT_NOTE) | O(OPT_REV), 0, 1,
     ctl_enter},
    {"call solve", "[CALL]", "what was the matter is over", LIVE | O(OPT_NOTE) | O(OPT_REV), 0, 1,
     ctl_enter},
    {"call cancel", "[CALL]", "nobody needs to come", LIVE | O(OPT_NOTE) | O(OPT_REV), 0, 1,
     ctl_enter},
    {"call types", "", "whom one can call", LIVE, 0, 0, ctl_call_types},
    {"call list", "", "calls on record of two weeks, or of a span", LIVE | SPAN | O(OPT_LIMIT), 0,
     0, ctl_calls},
    {"call times", "", "how soon calls were answered: medians and the worst", LIVE | SPAN, 0, 0,
     ctl_call_times},
    {"predictions", "", "failures that models see coming", LIVE, 0, 0, ctl_predictions},
    {"models shadow", "NAME VERSION|new|off",
     "a version of a built-in detector runs beside the one in use, and is scored", LIVE, 2, 2,
     ctl_model},
    {"models use", "NAME VERSION", "another version states from now on", LIVE, 2, 2, ctl_model},
    {"models reset", "NAME", "its threshold is as it was before any answer", LIVE, 1, 1, ctl_model},
    {"models relearn", "NAME", "it learns again what is usual", LIVE, 1, 1, ctl_model},
    {"models", "", "how right each model was, and how the built-in ones are", LIVE, 0, 0,
     ctl_models},
    {"feedback", "PREDICTION VERDICT", "what came of it: found, not-found, not-now or done",
     LIVE | O(OPT_PLANNED) | O(OPT_FOUND) | O(OPT_FAILURE) | O(OPT_NOTE) | O(OPT_REV), 2, 2,
     ctl_enter},
    {"workorders", "", "work that was asked for", LIVE, 0, 0, ctl_workorders},
    {"workorder cancel", "ORDER", "it is no longer wanted", LIVE | O(OPT_NOTE) | O(OPT_REV), 1, 1,
     ctl_enter},
    {"workorder", "[OF]",
     "ask maintenance for work: because of a prediction, alert or call, or not",
     LIVE | O(OPT_ASSET) | O(OPT_SYMPTOM) | O(OPT_PRIORITY) | O(OPT_WANTED) | O(OPT_NOTE), 0, 1,
     ctl_enter},
    {"mode", "MODE", "declare production, planned, maintenance, trial, or a mode of the plant",
     LIVE | O(OPT_UNTIL) | O(OPT_NOTE), 1, 1, ctl_enter},
    {"note", "TEXT", "for the handover of this shift, or of another", LIVE | O(OPT_SHIFT), 1, 1,
     ctl_enter},
    {"improvement add", "TEXT",
     "what was changed, now or at that time: a mark in reports and trends", LIVE | O(OPT_AT), 1, 1,
     ctl_enter},
    {"handover show", "[SHIFT]", "what is signed: of the shift that waits for it, or another", LIVE,
     0, 1, ctl_handover_show},
    {"handover list", "", "the handovers on record", LIVE | SPAN | O(OPT_LIMIT), 0, 0,
     ctl_handover_list},
    {"handover sign", "AS", "sign as outgoing or as incoming",
     LIVE | O(OPT_SHIFT) | O(OPT_PERSON) | O(OPT_REV), 1, 1, ctl_enter},
    {"shift", "", "the shift that runs, and its figures", LIVE, 0, 0, ctl_shift},
    {"hours", "[SHIFT]", "plan and actual, hour by hour", LIVE, 0, 1, ctl_hours},
    {"reasons", "", "the reasons a stop can have", LIVE, 0, 0, ctl_reasons},
    {"scrap-reasons", "", "what can be wrong with a part", LIVE, 0, 0, ctl_scrap_reasons},
    {"modes", "", "what can be declared", LIVE, 0, 0, ctl_modes},
    {"pareto", "", "reasons by the time they took, or by how often",
     LIVE | SPAN | O(OPT_LIMIT) | O(OPT_BY), 0, 0, ctl_pareto},
    {"losses", "", "the six big losses", LIVE | SPAN, 0, 0, ctl_losses},
    {"kpi", "", "OEE and what it is made of, for any span", LIVE | SPAN, 0, 0, ctl_kpi},
    {"report", "SPAN", "the report of a shift, day or week: as text, HTML, CSV or JSON",
     LIVE | O(OPT_AT) | O(OPT_HTML) | O(OPT_CSV) | O(OPT_LANGUAGE) | O(OPT_FORCE), 1, 1,
     ctl_report},
    {"roi", "[SPAN]", "what losses cost, and how far the goals are: of a week, day or shift",
     LIVE | O(OPT_AT) | O(OPT_LANGUAGE), 0, 1, ctl_report},
    {"export", "WHAT", "everything of a kind as CSV, or with --json as JSON lines",
     LIVE | SPAN | O(OPT_OUTPUT) | O(OPT_FORCE), 1, 1, ctl_export},
    {"scan", "[CODE]", "do what a barcode says; without one, those on standard input",
     LIVE | O(OPT_CHECK), 0, 1, ctl_scan},
    {"lines", "[PART]", "every station of a plant, or of a part of it, the worst first (at a hub)",
     LIVE | O(OPT_LIMIT) | O(OPT_FILTER) | O(OPT_UNEXPLAINED), 0, 1, ctl_lines},
    {"line figures", "", "each line in a row, by the stations that speak for it (at a hub)", LIVE,
     0, 0, ctl_line_figures},
    {"line areas", "[PART]", "each area in a row (at a hub)", LIVE | O(OPT_LIMIT), 0, 1,
     ctl_line_areas},
    {"line unexplained", "[PART]", "stops of all stations that nobody has explained (at a hub)",
     LIVE | O(OPT_LIMIT) | O(OPT_BY), 0, 1, ctl_line_unexplained},
    {"line handover", "[PART]", "the shift of each line, or station, in one line (at a hub)",
     LIVE | O(OPT_LIMIT) | O(OPT_BY), 0, 1, ctl_line_handover},
    {"line losses", "[PART]", "what was lost by which reason, over stations (at a hub)",
     LIVE | SPAN | O(OPT_LIMIT) | O(OPT_BY), 0, 1, ctl_line_losses},
    {"line trend", "[PART]", "OEE of the last shifts of each station (at a hub)",
     LIVE | O(OPT_LIMIT), 0, 1, ctl_line_trend},
    {"line report", "SPAN LINE",
     "the report of a line over a shift, day or week, by ended shifts (at a hub)",
     LIVE | O(OPT_AT) | O(OPT_HTML) | O(OPT_CSV) | O(OPT_LANGUAGE) | O(OPT_FORCE), 2, 2,
     ctl_report},
    {"metrics", "", "figures in Prometheus' text format; into a file for its node_exporter",
     LIVE | O(OPT_OUTPUT), 0, 0, ctl_metrics},
    {"doctor", "", "what is wrong now and what to do about it", LIVE | O(OPT_CONFIG) | O(OPT_DATA),
     0, 0, ctl_doctor},
    {"reload", "", "have the configuration read again: all of it is taken, or none",
     LIVE | O(OPT_CONFIG), 0, 0, ctl_reload},
    {"help", "[COMMAND]", "what there is, and what a command takes", 0, 0, 2, NULL},
    {"backup", "FILE", "copy the records into another file while they are being written",
     LIVE | O(OPT_FORCE), 1, 1, ctl_backup},
    {"verify", "[FILE]",
     "whether every record is as it was written; with --data, or of a backup, "
     "without a daemon",
     LIVE | O(OPT_DATA), 0, 1, ctl_verify},
    {"hash", "[HASH]", "hash a badge or PIN for [person]; with the salt of another hash", 0, 0, 1,
     ctl_hash},
    {"check", "", "whether a configuration is right", O(OPT_CONFIG) | O(OPT_ORIGINS), 0, 0,
     ctl_check},
    {"station edit", "[PATCH]",
     "change keys and sections of a configuration where they stand: a JSON merge patch",
     O(OPT_CONFIG), 0, 1, ctl_station_edit},
    {"station new", "NAME", "a sister station's configuration, made of one that is there",
     O(OPT_CONFIG) | O(OPT_FROM_DIR) | O(OPT_WRITE) | O(OPT_SWAP) | O(OPT_LINE) | O(OPT_TITLE), 1,
     1, ctl_station_new},
    {"station pack", "", "all that a new terminal needs to be this station, in one file",
     O(OPT_CONFIG) | O(OPT_OUTPUT) | O(OPT_FORCE), 0, 0, ctl_station_pack},
    {"station unpack", "FILE", "make this terminal the station of a pack",
     O(OPT_TO_DIR) | O(OPT_FORCE), 1, 1, ctl_station_unpack},
    {"config key", "", "make the pair of keys that a plant's configuration is signed with",
     O(OPT_PUBLIC), 0, 0, ctl_config_key},
    {"config sign", "", "make one signed document of a directory: a plant's configuration",
     O(OPT_CONFIG) | O(OPT_KEY) | O(OPT_SCOPE) | O(OPT_REVISION) | O(OPT_NOTE) | O(OPT_OUTPUT) |
         O(OPT_STATION_DIR) | O(OPT_FORCE),
     0, 0, ctl_config_sign},
    {"config send", "FILE", "give it to the broker, which hands it to every station", BROKER, 1, 1,
     ctl_config_send},
    {"config show", "FILE", "what is in it", O(OPT_UNPACK), 1, 1, ctl_config_show},
    {"config verify", "FILE", "whether it is signed by that key, and what a station says to it",
     O(OPT_KEY) | O(OPT_STATION_DIR), 1, 1, ctl_config_verify},
    {"config diff", "OLD NEW", "what another revision changes, value by value", 0, 2, 2,
     ctl_config_diff},
    {"acl", "[USER]",
     "the broker's access list of a station (mosquitto); of a hub without --config, of who sends "
     "configurations with --scope",
     O(OPT_CONFIG) | O(OPT_SCOPE), 0, 1, ctl_acl},
    {"dump-defaults", "", "a complete commented configuration with every default", 0, 0, 0,
     ctl_dump_defaults},
    {"decode", "CAPTURE...", "what signals make of captured messages, one by one", O(OPT_CONFIG), 1,
     CTL_ARGS_MAX, ctl_decode},
    {"sheet", "[PART]",
     "codes for scanners, to be printed: reasons, scrap, calls, jobs, modes, actions, badges, all",
     O(OPT_CONFIG) | O(OPT_HTML) | O(OPT_SVG) | O(OPT_SYMBOLOGY) | O(OPT_PAGE) | O(OPT_QUANTITY) |
         O(OPT_BADGES) | O(OPT_LANGUAGE) | O(OPT_FORCE) | LIVE,
     0, 1, ctl_sheet},
    {"presets", "[PRESET]", "the shipped presets of sources, or one as it stands", 0, 0, 1,
     ctl_presets},
    {"capture", "", "write what a broker says into capture files, to be replayed",
     O(OPT_CONFIG) | BROKER | O(OPT_TOPIC) | O(OPT_OUTPUT) | O(OPT_ROTATE) | O(OPT_KEEP) |
         O(OPT_FOR) | O(OPT_COUNT) | O(OPT_FORCE),
     0, 0, ctl_capture},
    {"discover", "[CAPTURE...]", "what is on a broker, and a configuration for one of its machines",
     BROKER | O(OPT_CONFIG) | O(OPT_TOPIC) | O(OPT_FOR) | O(OPT_CAPTURE) | O(OPT_ASSET) |
         O(OPT_WRITE) | O(OPT_FORCE) | O(OPT_EVERY) | O(OPT_FOLLOW),
     0, CTL_ARGS_MAX, ctl_discover},
    {"replay", "CAPTURE...", "run captured messages through a configuration",
     O(OPT_CONFIG) | SPAN | O(OPT_SPEED) | O(OPT_RECORDS) | O(OPT_EVERY) | O(OPT_AGAINST), 1,
     CTL_ARGS_MAX, ctl_replay},
    {"predict", "PREDICTOR [FILE...]",
     "a [predictor NAME] on past data: recordings, CSV, or the station's history (--from)",
     LIVE | O(OPT_CONFIG) | SPAN | O(OPT_TRAIN) | O(OPT_BACKTEST) | O(OPT_EXPLAIN) |
         O(OPT_FAILURES) | O(OPT_MODEL) | O(OPT_OUTPUT) | O(OPT_FORCE) | O(OPT_HTML) |
         O(OPT_AGAINST),
     1, CTL_ARGS_MAX, ctl_predict},
};
#define COMMANDS (sizeof ctl_commands / sizeof *ctl_commands)
const size_t ctl_command_count = COMMANDS;

/* ---- messages ---- */

int ctl_options_of(option_set options, struct arg_row out[CTL_OPTION_COUNT])
{
    int count = 0;
    for (int i = 0; i < CTL_OPTION_COUNT; i++)
        if (options & O(i))
            out[count++] = ctl_option_rows[i];
    return count;
}

static void help_options(FILE *out, option_set options)
{
    struct arg_row rows[CTL_OPTION_COUNT];
    args_help(out, rows, ctl_options_of(options, rows), 18);
}

static void help_line(FILE *out, const struct command *command)
{
    char text[40];
    (void)text_format(text, sizeof text, "%s%s%s", command->name, command->args[0] ? " " : "",
                      command->args);
    (void)fprintf(out, "  %-22s %s\n", text, command->help);
}

static int help(FILE *out, const struct command *command)
{
    if (command) {
        (void)fprintf(out, "usage: andonctl %s%s%s%s\n\n%s\n\n", command->name,
                      command->args[0] ? " " : "", command->args,
                      command->options || !command->args[0] ? " [OPTION...]" : "", command->help);
        help_options(out, command->options | ALWAYS);
        return CTL_DONE;
    }
    (void)fputs("usage: andonctl COMMAND [ARGUMENT...] [OPTION...]\n\n"
                "Ask a station's daemon, or run its engine without one.\n\n",
                out);
    for (size_t i = 0; i < COMMANDS; i++)
        help_line(out, &ctl_commands[i]);
    (void)fputs("\nEvery command takes --json and --help; those that ask a daemon take:\n", out);
    help_options(out, LIVE);
    (void)fputs("\nExit status: 0 done, 1 refused or failed, 2 usage.\n", out);
    return CTL_DONE;
}

/* ---- the command line ---- */

/* "stop split" is one command of two words. */
static bool is_first_word(const struct command *command, const char *word)
{
    size_t length = strlen(word);
    return strncmp(command->name, word, length) == 0 && command->name[length] == ' ';
}

/* The command of the first argument, or of it and the one behind, which is taken then. */
static const struct command *find_command(struct ctl *ctl, const char *name)
{
    char both[64];
    bool pair = ctl->args > 0 && text_format(both, sizeof both, "%s %s", name, ctl->arg[0]);
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(ctl_commands[i].name, name) == 0)
            return &ctl_commands[i];
        if (!pair || strcmp(ctl_commands[i].name, both) != 0)
            continue;
        memmove(ctl->arg, ctl->arg + 1, --ctl->args * sizeof *ctl->arg);
        return &ctl_commands[i];
    }
    return NULL;
}

/* What there is of a first word, as help or as advice. True: there is something. */
static bool list_group(const char *word, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < COMMANDS; i++) {
        if (is_first_word(&ctl_commands[i], word) &&
            text_format(out + length, size - length, "%s%s", length ? ", " : "",
                        ctl_commands[i].name))
            length += strlen(out + length);
    }
    return length > 0;
}

static int help_group(const char *word)
{
    option_set options = ALWAYS;
    printf("usage: andonctl %s COMMAND [ARGUMENT...] [OPTION...]\n\n", word);
    for (size_t i = 0; i < COMMANDS; i++) {
        if (!is_first_word(&ctl_commands[i], word))
            continue;
        help_line(stdout, &ctl_commands[i]);
        options |= ctl_commands[i].options;
    }
    putchar('\n');
    help_options(stdout, options);
    return CTL_DONE;
}

static int unknown_command(const struct ctl *ctl, const char *name)
{
    const char *names[COMMANDS];
    char all[256];
    if (list_group(name, all, sizeof all))
        return ctl->args ? ctl_usage("%s: what is '%s'? There are: %s", name, ctl->arg[0], all)
                         : ctl_usage("%s: what of it? There are: %s", name, all);
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = ctl_commands[i].name;
    const char *near = word_nearest(&(struct words){names, COMMANDS}, name);
    if (near)
        return ctl_usage("there is no command '%s'; did you mean '%s'?", name, near);
    return ctl_usage("there is no command '%s'", name);
}

static int unknown_option(const char *name, size_t length)
{
    const char *names[CTL_OPTION_COUNT];
    char given[64];
    for (size_t i = 0; i < CTL_OPTION_COUNT; i++)
        names[i] = ctl_option_rows[i].name;
    (void)text_copy_n(given, sizeof given, name, length);
    const char *near = word_nearest(&(struct words){names, CTL_OPTION_COUNT}, given);
    if (near)
        return ctl_usage("there is no option '--%s'; did you mean '--%s'?", given, near);
    return ctl_usage("there is no option '--%s'", given);
}

static int find_option(const char *name, size_t length)
{
    for (int i = 0; i < CTL_OPTION_COUNT; i++)
        if (strlen(ctl_option_rows[i].name) == length &&
            memcmp(ctl_option_rows[i].name, name, length) == 0)
            return i;
    return -1;
}

/* Those that can be given more than once. */
static int take_repeated(struct ctl *ctl, int option, const char *value)
{
    const struct {
        int option;
        const char **list, *words;
        size_t *count, most;
    } rows[] = {
        {OPT_CONFIG, ctl->layer, "layers of --config", &ctl->layers, CTL_LAYERS_MAX},
        {OPT_AGAINST, ctl->other, "layers of --against", &ctl->others, CTL_LAYERS_MAX},
        {OPT_TOPIC, ctl->topic, "times --topic", &ctl->topics, CTL_TOPICS_MAX},
        {OPT_LINE, ctl->line, "times --line", &ctl->lines, CTL_TOPICS_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].option != option)
            continue;
        if (*rows[i].count == rows[i].most)
            return ctl_usage("more than %zu %s", rows[i].most, rows[i].words);
        rows[i].list[(*rows[i].count)++] = value;
    }
    return CTL_DONE;
}

/* One --option, with its value from behind '=' or from the next argument. */
static int take_option(struct ctl *ctl, char **argv, int argc, int *at)
{
    const char *name = argv[*at] + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    int option = find_option(name, length);
    if (option < 0)
        return unknown_option(name, length);
    const struct arg_row *row = &ctl_option_rows[option];
    const char *value = equals ? equals + 1 : NULL;
    if (!row->argument) {
        if (value)
            return ctl_usage("--%s takes no value", row->name);
        value = "";
    } else if (!value) {
        if (*at + 1 >= argc)
            return ctl_usage("--%s needs a value: --%s %.*s", row->name, row->name,
                             (int)strcspn(row->argument, ":"), row->argument);
        value = argv[++*at];
    }
    ctl->value[option] = value;
    return take_repeated(ctl, option, value);
}

static int parse(struct ctl *ctl, const char **name, char **argv, int argc)
{
    bool options = true;
    for (int i = 1; i < argc; i++) {
        char *text = argv[i];
        if (options && strcmp(text, "--") == 0) {
            options = false;
        } else if (options && strncmp(text, "--", 2) == 0) {
            int result = take_option(ctl, argv, argc, &i);
            if (result != CTL_DONE)
                return result;
        } else if (options && text[0] == '-' && text[1]) {
            if (strcmp(text, "-h") != 0)
                return ctl_usage("there is no option '%s'", text);
            ctl->value[OPT_HELP] = "";
        } else if (!*name) {
            *name = text;
        } else if (ctl->args == CTL_ARGS_MAX) {
            return ctl_usage("more than %d arguments", CTL_ARGS_MAX);
        } else {
            ctl->arg[ctl->args++] = text;
        }
    }
    return CTL_DONE;
}

/* Of options of one name that which this command takes is meant. */
static void adopt(const struct command *command, struct ctl *ctl)
{
    for (size_t i = 0; i < CTL_OPTION_COUNT; i++) {
        if (!ctl->value[i] || (command->options & O(i)))
            continue;
        for (size_t j = i + 1; j < CTL_OPTION_COUNT; j++) {
            if (!(command->options & O(j)) ||
                strcmp(ctl_option_rows[i].name, ctl_option_rows[j].name) != 0)
                continue;
            ctl->value[j] = ctl->value[i];
            ctl->value[i] = NULL;
            break;
        }
    }
}

/* Whether the row takes what was given. */
static int fits(const struct command *command, const struct ctl *ctl)
{
    for (size_t i = 0; i < CTL_OPTION_COUNT; i++)
        if (ctl->value[i] && !((command->options | ALWAYS) & O(i)))
            return ctl_usage("%s takes no --%s", command->name, ctl_option_rows[i].name);
    if (ctl->args < command->least)
        return ctl_usage("%s needs %s", command->name, command->args);
    if (ctl->args > command->most)
        return ctl_usage("%s: what is '%s'?%s", command->name, ctl->arg[command->most],
                         strcmp(command->args, "TEXT") == 0 ? " Put the text in quotes" : "");
    return CTL_DONE;
}

const char *ctl_option_name(enum ctl_option option)
{
    return ctl_option_rows[option].name;
}

/* `help COMMAND` is `COMMAND --help`. */
static const char *ask_help(struct ctl *ctl, const char *name)
{
    if (!name || strcmp(name, "help") != 0)
        return name;
    ctl->value[OPT_HELP] = "";
    if (ctl->args == 0)
        return NULL;
    name = ctl->arg[0];
    memmove(ctl->arg, ctl->arg + 1, --ctl->args * sizeof *ctl->arg);
    return name;
}

static int dispatch(struct ctl *ctl, const char *name)
{
    name = ask_help(ctl, name);
    const struct command *command = name ? find_command(ctl, name) : NULL;
    char all[256];
    if (ctl_has(ctl, OPT_VERSION)) {
        puts("andonctl " ANDON_VERSION);
        return CTL_DONE;
    }
    if (name && !command && ctl_has(ctl, OPT_HELP) && list_group(name, all, sizeof all))
        return help_group(name);
    if (name && !command)
        return unknown_command(ctl, name);
    if (ctl_has(ctl, OPT_HELP))
        return help(stdout, command);
    if (!command) {
        (void)help(stderr, NULL);
        return CTL_USAGE;
    }
    ctl->command = command->name;
    adopt(command, ctl);
    int result = fits(command, ctl);
    return result == CTL_DONE ? command->run(ctl) : result;
}

int main(int argc, char **argv)
{
    static struct ctl ctl;
    const char *name = NULL;
    confine_memory();
    if (argc > 1 && strcmp(argv[1], "--complete") == 0)
        ctl_complete(argc - 2, argv + 2);
    /* A reader that goes away is an error of the write, not the end of this program. */
    (void)signal(SIGPIPE, SIG_IGN);
    int result = parse(&ctl, &name, argv, argc);
    if (result == CTL_DONE)
        result = dispatch(&ctl, name);
    if (fflush(stdout) != 0 || ferror(stdout))
        return ctl_fail("cannot write the output");
    return result;
}
