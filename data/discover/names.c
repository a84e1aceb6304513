/* SPDX-License-Identifier: MIT */
/* What names mean: which role a tag's name suggests (English, German, Spanish, Japanese in Latin
 * letters), which unit, and what words of states, modes and connections say. Tables only; called by
 * store.c when a tag is made and by classify.c. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <string.h>
#include <strings.h>

/* ---- splitting names ------------------------------------------------------------------------- */

#define TOKENS     16
#define TOKEN_SIZE 24

struct tokens {
    char token[TOKENS][TOKEN_SIZE];
    size_t count;
    char flat[96]; /* all of them in one, for words inside of words */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether a new word begins at text[i]: goodCount, PARTCount, C1. */
static bool begins_word(const char *text, size_t i)
{
    char a = text[i - 1], b = text[i];
    bool upper_a = a >= 'A' && a <= 'Z', upper_b = b >= 'A' && b <= 'Z';
    if (is_digit(a) != is_digit(b))
        return true;
    if (upper_b && !upper_a)
        return true;
    return false;
}

static void add_token(struct tokens *out, const char *text, size_t length)
{
    size_t used = strlen(out->flat);
    if (out->count < TOKENS) {
        char *token = out->token[out->count++];
        size_t kept = length < TOKEN_SIZE - 1 ? length : TOKEN_SIZE - 1;
        for (size_t i = 0; i < kept; i++)
            token[i] = lower(text[i]);
        token[kept] = '\0';
    }
    for (size_t i = 0; i < length && used + 1 < sizeof out->flat; i++)
        out->flat[used++] = lower(text[i]);
    out->flat[used] = '\0';
}

static void split(const char *text, size_t length, struct tokens *out)
{
    out->count = 0;
    out->flat[0] = '\0';
    for (size_t i = 0; i < length;) {
        if (!is_letter(text[i]) && !is_digit(text[i])) {
            i++;
            continue;
        }
        size_t end = i + 1;
        while (end < length && (is_letter(text[end]) || is_digit(text[end])) &&
               !begins_word(text, end))
            end++;
        add_token(out, text + i, end - i);
        i = end;
    }
}

/* Names that say nothing of what they hold. */
static bool is_generic(const char *text, size_t length)
{
    static const char *const words[] = {"value", "v",    "val",   "payload", "data",  "result",
                                        "d",     "wert", "valor", "body",    "Value", "content"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], text, length) == 0)
            return true;
    for (size_t i = 0; i < length; i++)
        if (!is_digit(text[i]))
            return false;
    return true;
}

static size_t last_part(const char *text, size_t length, const char *separators)
{
    while (length > 0 && !strchr(separators, text[length - 1]))
        length--;
    return length;
}

const char *names_leaf(const struct place *place, const char *name, size_t *length)
{
    const char *const texts[] = {name, place->topic};
    for (size_t i = 0; i < 2; i++) {
        const char *separators = i == 0 && !place->document ? "/." : "/";
        size_t end = strlen(texts[i]);
        while (end > 0) {
            size_t start = last_part(texts[i], end, separators);
            if (!is_generic(texts[i] + start, end - start)) {
                *length = end - start;
                return texts[i] + start;
            }
            end = start > 0 ? start - 1 : 0;
        }
    }
    *length = strlen(place->topic);
    return place->topic;
}

/* ---- roles ----------------------------------------------------------------------------------- */

/* A word and what it says for (or against) a role. Those of six letters and more are found inside
 * of longer words, too ("gutteilezaehler"). */
static const struct hint_row {
    const char *word;
    enum discover_role role;
    int8_t weight;
} hint_rows[] = {
    {"state", AS_STATE, 40},
    {"status", AS_STATE, 34},
    {"execution", AS_STATE, 40},
    {"zustand", AS_STATE, 40},
    {"betriebszustand", AS_STATE, 45},
    {"estado", AS_STATE, 40},
    {"joutai", AS_STATE, 40},
    {"kadou", AS_STATE, 20},
    {"machinestate", AS_STATE, 45},
    {"statecurrent", AS_STATE, 45},
    {"requested", AS_STATE, -60},
    {"change", AS_STATE, -25},
    {"running", AS_RUNNING, 45},
    {"run", AS_RUNNING, 40},
    {"laeuft", AS_RUNNING, 45},
    {"läuft", AS_RUNNING, 45},
    {"lauf", AS_RUNNING, 35},
    {"marcha", AS_RUNNING, 40},
    {"funcionando", AS_RUNNING, 45},
    {"unten", AS_RUNNING, 40},
    {"motor", AS_RUNNING, 25},
    {"active", AS_RUNNING, 25},
    {"busy", AS_RUNNING, 25},
    {"producing", AS_RUNNING, 45},
    {"cycling", AS_RUNNING, 40},
    {"status", AS_RUNNING, 20},
    {"state", AS_RUNNING, 20},
    {"power", AS_RUNNING, 15},
    {"driving", AS_RUNNING, 35},
    {"mode", AS_MODE, 40},
    {"unitmode", AS_MODE, 45},
    {"betriebsart", AS_MODE, 45},
    {"modo", AS_MODE, 40},
    {"mode", AS_STATE, -30},
    {"total", AS_TOTAL, 35},
    {"count", AS_TOTAL, 25},
    {"counter", AS_TOTAL, 25},
    {"cnt", AS_TOTAL, 25},
    {"parts", AS_TOTAL, 30},
    {"part", AS_TOTAL, 20},
    {"pieces", AS_TOTAL, 30},
    {"pcs", AS_TOTAL, 30},
    {"produced", AS_TOTAL, 35},
    {"production", AS_TOTAL, 15},
    {"processed", AS_TOTAL, 30},
    {"amount", AS_TOTAL, 30},
    {"quantity", AS_TOTAL, 25},
    {"qty", AS_TOTAL, 25},
    {"strokes", AS_TOTAL, 30},
    {"hub", AS_TOTAL, 15},
    {"huebe", AS_TOTAL, 25},
    {"cycles", AS_TOTAL, 25},
    {"stueck", AS_TOTAL, 35},
    {"stück", AS_TOTAL, 35},
    {"stueckzahl", AS_TOTAL, 40},
    {"stückzahl", AS_TOTAL, 40},
    {"teile", AS_TOTAL, 30},
    {"teilezaehler", AS_TOTAL, 40},
    {"zaehler", AS_TOTAL, 30},
    {"zähler", AS_TOTAL, 30},
    {"gesamt", AS_TOTAL, 35},
    {"menge", AS_TOTAL, 25},
    {"piezas", AS_TOTAL, 35},
    {"contador", AS_TOTAL, 30},
    {"cantidad", AS_TOTAL, 25},
    {"produccion", AS_TOTAL, 20},
    {"seisansu", AS_TOTAL, 40},
    {"seisan", AS_TOTAL, 25},
    {"kosu", AS_TOTAL, 30},
    {"good", AS_GOOD, 50},
    {"ok", AS_GOOD, 40},
    {"io", AS_GOOD, 20},
    {"yield", AS_GOOD, 25},
    {"gut", AS_GOOD, 50},
    {"gutteile", AS_GOOD, 55},
    {"gutmenge", AS_GOOD, 55},
    {"buenas", AS_GOOD, 50},
    {"buenos", AS_GOOD, 50},
    {"ryohin", AS_GOOD, 50},
    {"ryouhin", AS_GOOD, 50},
    {"scrap", AS_SCRAP, 55},
    {"bad", AS_SCRAP, 50},
    {"reject", AS_SCRAP, 50},
    {"rejects", AS_SCRAP, 50},
    {"rejected", AS_SCRAP, 50},
    {"defect", AS_SCRAP, 50},
    {"defects", AS_SCRAP, 50},
    {"defective", AS_SCRAP, 55},
    {"waste", AS_SCRAP, 40},
    {"nok", AS_SCRAP, 50},
    {"nio", AS_SCRAP, 40},
    {"ng", AS_SCRAP, 45},
    {"ausschuss", AS_SCRAP, 55},
    {"schlecht", AS_SCRAP, 50},
    {"schlechtteile", AS_SCRAP, 55},
    {"malas", AS_SCRAP, 50},
    {"malos", AS_SCRAP, 50},
    {"rechazo", AS_SCRAP, 50},
    {"rechazos", AS_SCRAP, 50},
    {"rechazadas", AS_SCRAP, 50},
    {"desecho", AS_SCRAP, 50},
    {"furyo", AS_SCRAP, 50},
    {"furyohin", AS_SCRAP, 55},
    {"rework", AS_REWORK, 55},
    {"nacharbeit", AS_REWORK, 55},
    {"retrabajo", AS_REWORK, 55},
    {"id", AS_TOTAL, -60},
    {"id", AS_GOOD, -60},
    {"id", AS_SCRAP, -60},
    {"id", AS_REWORK, -60},
    {"consumed", AS_TOTAL, -90},
    {"remaining", AS_TOTAL, -60},
    {"target", AS_TOTAL, -60},
    {"planned", AS_TOTAL, -50},
    {"soll", AS_TOTAL, -50},
    {"alarm", AS_TOTAL, -50},
    {"error", AS_TOTAL, -40},
    {"errors", AS_TOTAL, -40},
    {"seq", AS_TOTAL, -60},
    {"sequence", AS_TOTAL, -60},
    {"heartbeat", AS_TOTAL, -60},
    {"uptime", AS_TOTAL, -70},
    {"hours", AS_TOTAL, -50},
    {"energy", AS_TOTAL, -60},
    {"kwh", AS_TOTAL, -60},
    {"time", AS_TOTAL, -35},
    {"rssi", AS_TOTAL, -60},
    {"speed", AS_TOTAL, -40},
    {"speed", AS_SPEED, 45},
    {"rate", AS_SPEED, 30},
    {"rpm", AS_SPEED, 35},
    {"velocity", AS_SPEED, 35},
    {"ppm", AS_SPEED, 35},
    {"throughput", AS_SPEED, 40},
    {"geschwindigkeit", AS_SPEED, 45},
    {"drehzahl", AS_SPEED, 40},
    {"velocidad", AS_SPEED, 45},
    {"sokudo", AS_SPEED, 40},
    {"design", AS_DESIGN, 50},
    {"nominal", AS_DESIGN, 40},
    {"ideal", AS_DESIGN, 45},
    {"rated", AS_DESIGN, 35},
    {"nenn", AS_DESIGN, 30},
    {"cycle", AS_CYCLE, 35},
    {"cycletime", AS_CYCLE, 50},
    {"takt", AS_CYCLE, 35},
    {"taktzeit", AS_CYCLE, 50},
    {"zyklus", AS_CYCLE, 35},
    {"zykluszeit", AS_CYCLE, 50},
    {"ciclo", AS_CYCLE, 40},
    {"fault", AS_FAULT, 50},
    {"faults", AS_FAULT, 40},
    {"error", AS_FAULT, 45},
    {"errors", AS_FAULT, 40},
    {"alarm", AS_FAULT, 45},
    {"alarms", AS_FAULT, 40},
    {"code", AS_FAULT, 15},
    {"stoerung", AS_FAULT, 50},
    {"störung", AS_FAULT, 50},
    {"fehler", AS_FAULT, 45},
    {"fallo", AS_FAULT, 50},
    {"falla", AS_FAULT, 50},
    {"alarma", AS_FAULT, 45},
    {"ijo", AS_FAULT, 45},
    {"stopreason", AS_FAULT, 50},
    {"product", AS_PRODUCT, 45},
    {"recipe", AS_PRODUCT, 40},
    {"article", AS_PRODUCT, 45},
    {"material", AS_PRODUCT, 20},
    {"sku", AS_PRODUCT, 45},
    {"partnumber", AS_PRODUCT, 45},
    {"artikel", AS_PRODUCT, 45},
    {"produkt", AS_PRODUCT, 45},
    {"rezept", AS_PRODUCT, 40},
    {"producto", AS_PRODUCT, 45},
    {"receta", AS_PRODUCT, 40},
    {"hinban", AS_PRODUCT, 45},
    {"seihin", AS_PRODUCT, 40},
    {"product", AS_TOTAL, -15},
    {"alive", AS_ALIVE, 45},
    {"online", AS_ALIVE, 45},
    {"lwt", AS_ALIVE, 50},
    {"availability", AS_ALIVE, 35},
    {"available", AS_ALIVE, 40},
    {"connection", AS_ALIVE, 40},
    {"connected", AS_ALIVE, 45},
    {"heartbeat", AS_ALIVE, 30},
    {"verbunden", AS_ALIVE, 40},
    {"starved", AS_STARVED, 50},
    {"blocked", AS_BLOCKED, 50},
    {"materialmangel", AS_STARVED, 50},
    {"stau", AS_BLOCKED, 40},
};

static bool word_in(const struct tokens *tokens, const char *word)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (strcmp(tokens->token[i], word) == 0)
            return true;
    return strlen(word) >= 6 && strstr(tokens->flat, word) != NULL;
}

static void add_hint(struct hints *out, enum discover_role role, int weight)
{
    int sum = out->score[role] + weight;
    out->score[role] = (int8_t)(sum > 100 ? 100 : sum < -100 ? -100 : sum);
}

void names_hints(const struct place *place, const char *name, struct hints *out)
{
    struct tokens leaf, above;
    size_t length;
    char path[400];
    const char *text = names_leaf(place, name, &length);
    split(text, length, &leaf);
    /* What stands above it says half as much: the machine's name is in it, too. */
    if (text >= name && text <= name + strlen(name))
        (void)text_format(path, sizeof path, "%.*s", (int)(text - name), name);
    else
        (void)text_format(path, sizeof path, "%.*s", (int)(text - place->topic), place->topic);
    size_t asset = strlen(place->asset), from = strlen(path);
    size_t levels = 0;
    while (from > 0 && levels < 3) {
        from--;
        levels += path[from] == '/' && path[from + 1];
    }
    if (text < name && from < asset && asset < strlen(path))
        from = asset;
    split(path + from, strlen(path) - from, &above);
    *out = (struct hints){0};
    for (size_t i = 0; i < sizeof hint_rows / sizeof *hint_rows; i++) {
        const struct hint_row *row = &hint_rows[i];
        if (word_in(&leaf, row->word))
            add_hint(out, row->role, row->weight);
        else if (word_in(&above, row->word))
            add_hint(out, row->role, row->weight / 2);
    }
}

/* ---- units ----------------------------------------------------------------------------------- */

const char *names_unit(const struct place *place, const char *name)
{
    static const struct unit_row {
        const char *word, *unit;
    } rows[] = {
        {"temperature", "°C"}, {"temp", "°C"},     {"temperatur", "°C"},   {"temperatura", "°C"},
        {"ondo", "°C"},        {"degc", "°C"},     {"celsius", "°C"},      {"pressure", "bar"},
        {"druck", "bar"},      {"presion", "bar"}, {"bar", "bar"},         {"vibration", "mm/s"},
        {"humidity", "%"},     {"feuchte", "%"},   {"load", "%"},          {"level", "%"},
        {"percent", "%"},      {"pct", "%"},       {"battery", "%"},       {"current", "A"},
        {"strom", "A"},        {"voltage", "V"},   {"spannung", "V"},      {"power", "W"},
        {"kw", "kW"},          {"kwh", "kWh"},     {"energy", "kWh"},      {"torque", "Nm"},
        {"drehmoment", "Nm"},  {"flow", "l/min"},  {"weight", "kg"},       {"gewicht", "kg"},
        {"rpm", "1/min"},      {"speed", "1/min"}, {"velocidad", "1/min"}, {"drehzahl", "1/min"},
        {"frequency", "Hz"},
    };
    struct tokens leaf;
    size_t length;
    const char *text = names_leaf(place, name, &length);
    split(text, length, &leaf);
    /* Here "current" is no ampere: StateCurrent. */
    for (size_t t = 0; t < leaf.count; t++)
        if (strcmp(leaf.token[t], "state") == 0 || strcmp(leaf.token[t], "mode") == 0)
            return "";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t t = 0; t < leaf.count; t++)
            if (strcmp(leaf.token[t], rows[i].word) == 0 ||
                (strlen(rows[i].word) >= 5 && strstr(leaf.token[t], rows[i].word)))
                return rows[i].unit;
    return "";
}
