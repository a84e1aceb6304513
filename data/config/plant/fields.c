/* SPDX-License-Identifier: MIT */
/* The rows of what only people know. schema.c lists the kinds; reasons.c, jobs.c and people.c in
 * this folder look at what their values mean for each other. */
#include "data/config/plant/fields.h"

#include "data/config/plant/rows.h"

/* A stop costs time, scrap costs parts: each has its own of the six losses. */
static const char *const stop_loss_names[] = {"breakdown", "setup", "small-stop", "slow"};
static const char *const scrap_loss_names[] = {"defect", "startup"};
static const char *const sign_by_names[] = {[SIGN_BY_PIN] = "pin", [SIGN_BY_BADGE] = "badge"};
static const struct words words_sign_by = WORDS(sign_by_names);
static const struct words words_stop_loss = WORDS(stop_loss_names);
static const struct words words_scrap_loss = WORDS(scrap_loss_names);
_Static_assert(LOSS_BREAKDOWN == 0 && LOSS_SLOW == 3 && LOSS_DEFECT == 4 && LOSS_STARTUP == 5,
               "the words stand in the order of the enum");

#define PLACE_HELP                                                                                 \
    "The key with which it is chosen, and so its place among its neighbours. Not given: the next " \
    "that is free."

#define REASON(member) IN(struct reason_conf, member)
const struct field reason_name = {NAME(F_ID, REASON(name)), EXAMPLE("mech.belt"),
                                  FLAGS(FIELD_REQUIRED)};
const struct field reason_fields[] = {
    {KEY("title", F_TEXT, REASON(title)), EXAMPLE("Belt torn"),
     HELP("What people call it. Not given: the id.")},
    {KEY("titles", F_LINES, REASON(titles)), EXAMPLE("de: Riemen gerissen; es: Banda rota"),
     HELP(TITLES_HELP)},
    {KEY("place", F_INT, REASON(place)), ALSO("key"), RANGE(1, 9), EXAMPLE("8"), HELP(PLACE_HELP)},
    {KEY("loss", F_WORD, REASON(loss)), OF(&words_stop_loss), DEFAULT("breakdown"),
     FLAGS(FIELD_KPI),
     HELP("Which of the six big losses the time is. Not given: that of the reason it is below.")},
    {KEY("planned", F_BOOL, REASON(planned)), DEFAULT("no"), FLAGS(FIELD_KPI),
     HELP("Whether it was foreseen, as cleaning and changeover are. Not given: as the reason it "
          "is below.")},
    {KEY("note", F_BOOL, REASON(note)), DEFAULT("no"),
     HELP("Whether it wants a note that says what happened.")},
    {KEY("stations", F_TEXTS, REASON(fits_stations)), EXAMPLE("press3, press4"),
     HELP("Stations whose people may choose it, as [station] name. Not given: those of the reason "
          "it is below, or all.")},
    {KEY("products", F_TEXTS, REASON(fits_products)), EXAMPLE("bracket"),
     HELP("Only while one of these is made, as [product NAME]: else it is not offered, and "
          "refused. Not given: those of the reason it is below, or all.")},
    {KEY("faults", F_TEXTS, REASON(faults)), EXAMPLE("E-217, E-233"),
     HELP("Fault codes of the machine that suggest it; a text of the machine counts when it "
          "begins with one. A suggestion comes first and is never filled in by itself.")},
    {KEY("checklist", F_LINES, REASON(checklist)), EXAMPLE("Stop the feed; open the guard"),
     HELP("What is to be done, shown when it is chosen; with ; between the steps.")},
    RETIRED,
};

#define SCRAP(member) IN(struct scrap_reason_conf, member)
const struct field scrap_reason_name = {NAME(F_ID, SCRAP(name)), EXAMPLE("mark"),
                                        FLAGS(FIELD_REQUIRED)};
const struct field scrap_reason_fields[] = {
    {KEY("title", F_TEXT, SCRAP(title)), EXAMPLE("Mark"),
     HELP("What people call it. Not given: the id.")},
    {KEY("titles", F_LINES, SCRAP(titles)), EXAMPLE("de: Kratzer; es: Marca"), HELP(TITLES_HELP)},
    {KEY("place", F_INT, SCRAP(place)), ALSO("key"), RANGE(1, 9), EXAMPLE("8"),
     HELP(PLACE_HELP " Those beyond nine have none.")},
    {KEY("loss", F_WORD, SCRAP(loss)), OF(&words_scrap_loss), .first = LOSS_DEFECT,
     DEFAULT("defect"), FLAGS(FIELD_KPI),
     HELP("Which of the six big losses the parts are: of the process, or of starting it up.")},
    {KEY("note", F_BOOL, SCRAP(note)), DEFAULT("no"),
     HELP("Whether it wants a note that says what is wrong.")},
    {KEY("rework", F_BOOL, SCRAP(rework)), DEFAULT("no"), FLAGS(FIELD_KPI),
     HELP("Whether such parts go to rework unless the entry says otherwise.")},
    {KEY("products", F_TEXTS, SCRAP(fits_products)), EXAMPLE("bracket"),
     HELP("Only for these, as [product NAME]: else it is not offered, and refused. Not given: for "
          "all.")},
    RETIRED,
};

#define MODE(member) IN(struct mode_conf, member)
const struct field mode_name = {NAME(F_ID, MODE(name)), EXAMPLE("audit"), FLAGS(FIELD_REQUIRED)};
const struct field mode_fields[] = {
    {KEY("title", F_TEXT, MODE(title)), EXAMPLE("Audit"),
     HELP("What people call it. Not given: the id.")},
    {KEY("titles", F_LINES, MODE(titles)), EXAMPLE("de: Audit; es: Auditoría"), HELP(TITLES_HELP)},
    {KEY("mode", F_WORD, MODE(mode)), OF(&words_station_mode), EXAMPLE("planned"), FLAGS(FIELD_KPI),
     HELP("What it means for the figures. Needed, but for the four modes themselves.")},
    {KEY("place", F_INT, MODE(place)), ALSO("key"), RANGE(1, 9), EXAMPLE("8"),
     HELP(PLACE_HELP " Those beyond nine have none.")},
    {KEY("for", F_MS, MODE(for_ms)), RANGE(0, 30 * DAY_MS), DEFAULT("0 s"), FLAGS(FIELD_KPI),
     HELP("How long it usually takes; what goes beyond it is no longer planned. 0: open end.")},
    RETIRED,
};

#define CHANGEOVER(member) IN(struct changeover_conf, member)
const struct field changeover_name = {NAME(F_ID, CHANGEOVER(name)), EXAMPLE("to-bracket"),
                                      FLAGS(FIELD_REQUIRED)};
const struct field changeover_fields[] = {
    {KEY("from", F_PRODUCT, CHANGEOVER(from)), EXAMPLE("bracket"),
     HELP("The [product] made before. Not given: any.")},
    {KEY("to", F_PRODUCT, CHANGEOVER(to)), EXAMPLE("bracket"),
     HELP("The [product] made next. Not given: any.")},
    {KEY("target", F_MS, CHANGEOVER(target_ms)), RANGE(S_MS, 30 * DAY_MS), EXAMPLE("20 min"),
     FLAGS(FIELD_REQUIRED),
     HELP("How long it should take, from the last good part to the first good one. The section "
          "that names both products counts before one that names one, and that before none.")},
};

#define JOB(member) IN(struct job_conf, member)
const struct field job_name = {NAME(F_TEXT, JOB(name)), EXAMPLE("4711"), FLAGS(FIELD_REQUIRED)};
const struct field job_fields[] = {
    {KEY("title", F_TEXT, JOB(title)), EXAMPLE("Brackets for May"),
     HELP("What people call the job.")},
    {KEY("product", F_PRODUCT, JOB(product)), EXAMPLE("bracket"), HELP("The [product] to make.")},
    {KEY("quantity", F_AMOUNT, JOB(quantity)), RANGE(0, MANY), DEFAULT("0"),
     HELP("How many good ones. 0: open end.")},
    {KEY("due", F_MOMENT, JOB(due_text)), EXAMPLE("2026-12-24 14:00"),
     HELP("When it is to be done, in plant time: a day, or a day and a time.")},
};

const struct field job_list_fields[] = {
    {KEY("file", F_TEXT, CONF(job_list)), EXAMPLE("jobs.csv"),
     HELP("A list of jobs as comma-separated values, beside the file that names it: the first "
          "line names the columns, of which there may be id, product, quantity, title and due; "
          "they mean what they mean in [job ID].")},
};

#define PERSON(member) IN(struct person_conf, member)
const struct field person_name = {NAME(F_ID, PERSON(name)), EXAMPLE("anna"), FLAGS(FIELD_REQUIRED)};
const struct field person_fields[] = {
    {KEY("title", F_TEXT, PERSON(title)), EXAMPLE("Anna"),
     HELP("What people call this person; shown at the terminal only.")},
    {KEY("role", F_WORD, PERSON(role)), OF(&words_person_role), EXAMPLE("operator"),
     FLAGS(FIELD_REQUIRED), HELP("What this person may do.")},
    {KEY("language", F_TEXT, PERSON(language)), EXAMPLE("de"),
     HELP(
         "What a terminal speaks while this person is there: en, es_MX, de, ja. Not given: what it "
         "speaks without.")},
    {KEY("badge", F_HASH, PERSON(badge)),
     EXAMPLE("$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"),
     HELP("Yescrypt hash of what the badge says when it is scanned, as andonctl hash makes it.")},
    {KEY("pin", F_HASH, PERSON(pin)),
     EXAMPLE("$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"),
     HELP("Yescrypt hash of the PIN, as andonctl hash makes it. Without one nothing can be signed "
          "as "
          "this person.")},
    RETIRED,
};

const struct field entry_fields[] = {
    {KEY("undo", F_MS, CONF(entry.undo_ms)), RANGE(0, DAY_MS), DEFAULT("10 min"),
     HELP("So long after an entry anybody who may enter may undo it.")},
    {KEY("amend", F_MS, CONF(entry.amend_ms)), RANGE(0, 30 * DAY_MS), DEFAULT("12 h"),
     HELP("So long after it the role that made it may change it; later a supervisor, until the "
          "shift is signed.")},
    {KEY("freeze", F_MS, CONF(entry.freeze_ms)), RANGE(60 * S_MS, 30 * DAY_MS), DEFAULT("24 h"),
     HELP("A shift that nobody signed freezes so long after its end, and says so.")},
    {KEY("burst_gap", F_MS, CONF(entry.burst_gap_ms)), RANGE(0, DAY_MS), DEFAULT("5 min"),
     HELP("Small stops that are no further apart are one burst.")},
    {KEY("burst_stops", F_INT, CONF(entry.burst_stops)), RANGE(0, 1000), DEFAULT("3"),
     HELP("From so many on, a burst is asked about, once. 0: never.")},
    {KEY("scrap_max", F_AMOUNT, CONF(entry.scrap_max)), RANGE(0, MANY), DEFAULT("0"),
     HELP("An entry of more scrap than this is not believed. 0: of more than the shift has made.")},
    {KEY("sign_by", F_WORD, CONF(entry.sign_by)), OF(&words_sign_by), DEFAULT("pin"),
     HELP("What a signature wants: the PIN, or a badge that is scanned for it, within 30 s of the "
          "key or code that asks to sign; where a terminal has no keyboard. The PIN signs, too.")},
    {KEY("shipped", F_BOOL, CONF(entry.shipped)), DEFAULT("yes"),
     HELP("Whether the shipped reasons, scrap reasons, modes and calls with their ladder are there "
          "below all layers, to be changed key by key or retired. no: only your own are.")},
};

const struct field terminal_fields[] = {
    {KEY("ceiling", F_WORD, CONF(entry.ceiling)), OF(&words_person_role), DEFAULT("supervisor"),
     HELP("The most that a badge or PIN may raise a shared terminal to.")},
    {KEY("raised", F_MS, CONF(entry.raised_ms)), RANGE(1 * S_MS, DAY_MS), DEFAULT("5 min"),
     HELP("How long it stays raised. Work in progress is not lost when it ends.")},
};
