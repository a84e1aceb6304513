/* SPDX-License-Identifier: MIT */
/* What words of states, modes and connections mean: PackML, UMH's codes, MTConnect, VDA 5050, and
 * what people write in several languages. Called by classify.c and learn.c. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct state_row {
    const char *word;
    enum machine_state state;
};

/* Standards first: their words mean what they say there. */
static const struct state_row packml[] = {
    {"Execute", MS_RUNNING},    {"Idle", MS_IDLE},         {"Resetting", MS_IDLE},
    {"Starting", MS_IDLE},      {"Completing", MS_IDLE},   {"Complete", MS_IDLE},
    {"Holding", MS_STOPPED},    {"Held", MS_STOPPED},      {"Unholding", MS_STOPPED},
    {"Suspending", MS_STARVED}, {"Suspended", MS_STARVED}, {"Unsuspending", MS_STARVED},
    {"Stopping", MS_STOPPED},   {"Stopped", MS_STOPPED},   {"Aborting", MS_STOPPED},
    {"Aborted", MS_STOPPED},    {"Clearing", MS_STOPPED},  {"Cleared", MS_STOPPED},
    {NULL, MS_UNKNOWN},
};
static const struct state_row mtconnect[] = {
    {"ACTIVE", MS_RUNNING},
    {"READY", MS_IDLE},
    {"WAIT", MS_STARVED},
    {"INTERRUPTED", MS_STOPPED},
    {"FEED_HOLD", MS_STOPPED},
    {"OPTIONAL_STOP", MS_STOPPED},
    {"PROGRAM_STOPPED", MS_STOPPED},
    {"PROGRAM_COMPLETED", MS_IDLE},
    {"UNAVAILABLE", MS_UNKNOWN},
    {"PROGRAM_OPTIONAL_STOP", MS_STOPPED},
    {NULL, MS_UNKNOWN},
};
static const struct state_row robots[] = {
    {"DRIVING", MS_RUNNING},         {"ACTING", MS_RUNNING}, {"WAITING", MS_STARVED},
    {"CHARGING", MS_IDLE},           {"IDLE", MS_IDLE},      {"PAUSED", MS_STOPPED},
    {"EMERGENCY_STOP", MS_STOPPED},  {"FATAL", MS_STOPPED},  {"TEACHIN", MS_STOPPED},
    {"FIELD_VIOLATION", MS_BLOCKED}, {NULL, MS_UNKNOWN},
};
static const struct state_row common[] = {
    {"run", MS_RUNNING},
    {"running", MS_RUNNING},
    {"producing", MS_RUNNING},
    {"production", MS_RUNNING},
    {"auto", MS_RUNNING},
    {"automatic", MS_RUNNING},
    {"working", MS_RUNNING},
    {"operating", MS_RUNNING},
    {"in_cycle", MS_RUNNING},
    {"cycling", MS_RUNNING},
    {"busy", MS_RUNNING},
    {"on", MS_RUNNING},
    {"executing", MS_RUNNING},
    {"idle", MS_IDLE},
    {"standby", MS_IDLE},
    {"waiting", MS_IDLE},
    {"ready", MS_IDLE},
    {"stop", MS_STOPPED},
    {"stopped", MS_STOPPED},
    {"halt", MS_STOPPED},
    {"halted", MS_STOPPED},
    {"down", MS_STOPPED},
    {"off", MS_STOPPED},
    {"fault", MS_STOPPED},
    {"faulted", MS_STOPPED},
    {"error", MS_STOPPED},
    {"alarm", MS_STOPPED},
    {"emergency", MS_STOPPED},
    {"estop", MS_STOPPED},
    {"e-stop", MS_STOPPED},
    {"emergency_stop", MS_STOPPED},
    {"breakdown", MS_STOPPED},
    {"failure", MS_STOPPED},
    {"jam", MS_STOPPED},
    {"jammed", MS_STOPPED},
    {"cleaning", MS_STOPPED},
    {"paused", MS_STOPPED},
    {"pause", MS_STOPPED},
    {"hold", MS_STOPPED},
    {"starved", MS_STARVED},
    {"no_material", MS_STARVED},
    {"waiting_material", MS_STARVED},
    {"blocked", MS_BLOCKED},
    {"full", MS_BLOCKED},
    {"setup", MS_CHANGEOVER},
    {"set-up", MS_CHANGEOVER},
    {"changeover", MS_CHANGEOVER},
    {"change_over", MS_CHANGEOVER},
    {"maintenance", MS_PLANNED},
    {"planned", MS_PLANNED},
    {"planned_stop", MS_PLANNED},
    {"break", MS_PLANNED},
    {"no_order", MS_PLANNED},
    {"unknown", MS_UNKNOWN},
    {"undefined", MS_UNKNOWN},
    {"offline", MS_UNKNOWN},
    {NULL, MS_UNKNOWN},
};
static const struct state_row german[] = {
    {"läuft", MS_RUNNING},
    {"laeuft", MS_RUNNING},
    {"produktion", MS_RUNNING},
    {"automatik", MS_RUNNING},
    {"betrieb", MS_RUNNING},
    {"produziert", MS_RUNNING},
    {"bereit", MS_IDLE},
    {"leerlauf", MS_IDLE},
    {"wartet", MS_IDLE},
    {"gestoppt", MS_STOPPED},
    {"stillstand", MS_STOPPED},
    {"halt", MS_STOPPED},
    {"steht", MS_STOPPED},
    {"störung", MS_STOPPED},
    {"stoerung", MS_STOPPED},
    {"fehler", MS_STOPPED},
    {"aus", MS_STOPPED},
    {"reinigung", MS_STOPPED},
    {"materialmangel", MS_STARVED},
    {"stau", MS_BLOCKED},
    {"blockiert", MS_BLOCKED},
    {"rüsten", MS_CHANGEOVER},
    {"ruesten", MS_CHANGEOVER},
    {"umrüsten", MS_CHANGEOVER},
    {"wartung", MS_PLANNED},
    {"pause", MS_PLANNED},
    {NULL, MS_UNKNOWN},
};
static const struct state_row spanish[] = {
    {"en marcha", MS_RUNNING},
    {"marcha", MS_RUNNING},
    {"en_marcha", MS_RUNNING},
    {"produciendo", MS_RUNNING},
    {"funcionando", MS_RUNNING},
    {"trabajando", MS_RUNNING},
    {"automatico", MS_RUNNING},
    {"automático", MS_RUNNING},
    {"lista", MS_IDLE},
    {"listo", MS_IDLE},
    {"espera", MS_IDLE},
    {"en espera", MS_IDLE},
    {"en_espera", MS_IDLE},
    {"parada", MS_STOPPED},
    {"parado", MS_STOPPED},
    {"paro", MS_STOPPED},
    {"detenida", MS_STOPPED},
    {"detenido", MS_STOPPED},
    {"falla", MS_STOPPED},
    {"fallo", MS_STOPPED},
    {"averia", MS_STOPPED},
    {"avería", MS_STOPPED},
    {"apagada", MS_STOPPED},
    {"limpieza", MS_STOPPED},
    {"sin material", MS_STARVED},
    {"sin_material", MS_STARVED},
    {"bloqueada", MS_BLOCKED},
    {"bloqueado", MS_BLOCKED},
    {"cambio", MS_CHANGEOVER},
    {"preparacion", MS_CHANGEOVER},
    {"mantenimiento", MS_PLANNED},
    {NULL, MS_UNKNOWN},
};
static const struct state_row japanese[] = {
    {"unten", MS_RUNNING},      {"untenchu", MS_RUNNING},      {"kadou", MS_RUNNING},
    {"kado", MS_RUNNING},       {"jidou", MS_RUNNING},         {"taiki", MS_IDLE},
    {"teishi", MS_STOPPED},     {"ijou", MS_STOPPED},          {"ijo", MS_STOPPED},
    {"dandori", MS_CHANGEOVER}, {"zairyou machi", MS_STARVED}, {"hozen", MS_PLANNED},
    {"運転", MS_RUNNING},       {"運転中", MS_RUNNING},        {"稼働", MS_RUNNING},
    {"停止", MS_STOPPED},       {"異常", MS_STOPPED},          {"待機", MS_IDLE},
    {"段取", MS_CHANGEOVER},    {"段取り", MS_CHANGEOVER},     {NULL, MS_UNKNOWN},
};

static const struct state_table {
    const char *name;
    const struct state_row *row;
} tables[] = {
    {"PackML", packml},           {"MTConnect", mtconnect}, {"plain words", common},
    {"VDA 5050", robots},         {"German words", german}, {"Spanish words", spanish},
    {"Japanese words", japanese},
};

/* United Manufacturing Hub's codes: ranges of tens of thousands. */
static int umh_code(const char *word)
{
    static const enum machine_state of[] = {
        MS_UNKNOWN, MS_RUNNING,    MS_RUNNING, MS_UNKNOWN, MS_STOPPED,    MS_STOPPED,
        MS_STARVED, MS_BLOCKED,    MS_BLOCKED, MS_STARVED, MS_CHANGEOVER, MS_STOPPED,
        MS_STOPPED, MS_CHANGEOVER, MS_IDLE,    MS_IDLE,    MS_PLANNED,    MS_PLANNED,
        MS_STOPPED, MS_STOPPED,    MS_STOPPED, MS_PLANNED, MS_STOPPED,
    };
    char *end;
    unsigned long code = strtoul(word, &end, 10);
    if (*end || word[0] < '0' || word[0] > '9' || code % 10000 != 0 || code == 0 ||
        code / 10000 >= sizeof of / sizeof *of)
        return -1;
    return (int)of[code / 10000];
}

int names_state(const char *word, const char **table)
{
    int state = umh_code(word);
    *table = "UMH's codes";
    if (state >= 0)
        return state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        for (const struct state_row *row = tables[i].row; row->word; row++) {
            if (strcasecmp(row->word, word) != 0)
                continue;
            *table = tables[i].name;
            return (int)row->state;
        }
    }
    *table = "";
    return -1;
}

bool names_table(const char *table, size_t at, const char **word, enum machine_state *state)
{
    static char code[16];
    if (strcmp(table, "UMH's codes") == 0) {
        *word = code;
        (void)text_format(code, sizeof code, "%zu0000", at + 1);
        int means = umh_code(code);
        *state = means < 0 ? MS_UNKNOWN : (enum machine_state)means;
        return means >= 0;
    }
    /* Only the standards have a table that is whole. */
    const struct state_row *row = strcmp(table, "PackML") == 0      ? packml
                                  : strcmp(table, "MTConnect") == 0 ? mtconnect
                                                                    : NULL;
    for (size_t i = 0; row && row[i].word; i++) {
        if (i < at)
            continue;
        *word = row[i].word;
        *state = row[i].state;
        return true;
    }
    return false;
}

bool names_usual(const char *table, size_t at, const char **word, enum machine_state *state)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(tables[i].name, table) != 0)
            continue;
        for (size_t k = 0; tables[i].row[k].word; k++) {
            if (k < at)
                continue;
            *word = tables[i].row[k].word;
            *state = tables[i].row[k].state;
            return true;
        }
    }
    return false;
}

struct bool_row {
    const char *yes, *no;
};

static int pair(const struct bool_row *rows, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(rows[i].yes, word) == 0)
            return 1;
        if (strcasecmp(rows[i].no, word) == 0)
            return 0;
    }
    return -1;
}

int names_bool(const char *word)
{
    static const struct bool_row rows[] = {
        {"true", "false"}, {"1", "0"}, {"on", "off"}, {"yes", "no"}, {"open", "closed"},
    };
    return pair(rows, sizeof rows / sizeof *rows, word);
}

bool names_alive(const char *word)
{
    static const struct bool_row rows[] = {
        {"online", "offline"}, {"available", "unavailable"},   {"connected", "disconnected"},
        {"alive", "dead"},     {"ONLINE", "CONNECTIONBROKEN"},
    };
    return pair(rows, sizeof rows / sizeof *rows, word) >= 0;
}

bool names_mode(const char *word, enum station_mode *mode)
{
    static const struct mode_row {
        const char *word;
        enum station_mode mode;
    } rows[] = {
        {"Production", MODE_PRODUCTION},
        {"Producing", MODE_PRODUCTION},
        {"Automatic", MODE_PRODUCTION},
        {"Auto", MODE_PRODUCTION},
        {"Automatik", MODE_PRODUCTION},
        {"Maintenance", MODE_MAINTENANCE},
        {"Manual", MODE_MAINTENANCE},
        {"Service", MODE_MAINTENANCE},
        {"Hand", MODE_MAINTENANCE},
        {"Wartung", MODE_MAINTENANCE},
        {"SETUP", MODE_PLANNED},
        {"TEARDOWN", MODE_PLANNED},
        {"Manuell", MODE_MAINTENANCE},
        {"Mantenimiento", MODE_MAINTENANCE},
        {"Produccion", MODE_PRODUCTION},
        {"Producción", MODE_PRODUCTION},
        {"Trial", MODE_TRIAL},
        {"Test", MODE_TRIAL},
        {"PROCESS_DEVELOPMENT", MODE_TRIAL},
        {"Cleaning", MODE_PLANNED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcasecmp(rows[i].word, word) != 0)
            continue;
        *mode = rows[i].mode;
        return true;
    }
    return false;
}
