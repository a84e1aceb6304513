/* SPDX-License-Identifier: MIT */
/* The packet of a handover as lines to read: figures in words and units, then what waits, note by
 * note. Called by console/panels/asks.c for the reply to `handover`. */
#include "console/panels/choices.h"
#include "console/widgets/format.h"
#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/andon/lifecycle.h"
#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

static struct packet_row *put_row(struct packet *p, const char *label, bool head)
{
    if (p->count == PACKET_ROWS_MAX)
        return NULL;
    struct packet_row *row = &p->row[p->count++];
    *row = (struct packet_row){.head = head, .at_ms = TIME_NONE};
    (void)text_copy(row->label, sizeof row->label, label);
    return row;
}

/* ---- figures ---- */

static void put_figure(struct packet *p, const char *label, enum packet_unit unit,
                       const json_t *value)
{
    struct packet_row *row = json_is_number(value) ? put_row(p, label, false) : NULL;
    if (row == NULL)
        return;
    row->unit = unit;
    row->figure = json_number_value(value);
}

const char *packet_value(const struct packet_row *row, const struct number_style *numbers,
                         char out[FORMAT_SIZE])
{
    char text[FORMAT_SIZE];
    int64_t amount = 0;
    _Static_assert(FORMAT_SIZE >= TEXT_DURATION_SIZE, "a duration fits");
    switch (row->unit) {
    case UNIT_RATIO:
        (void)text_format(out, FORMAT_SIZE, "%s %%", format_percent(row->figure, numbers, text));
        return out;
    case UNIT_MS:
        return text_duration((int64_t)row->figure, out);
    case UNIT_COUNT:
        (void)amount_from_double(row->figure, &amount);
        return format_count(amount, numbers, out);
    case UNIT_TEXT:
        break;
    }
    return row->value;
}

static void put_figures(struct packet *p, const json_t *figures)
{
    static const struct {
        const char *key, *label;
        enum packet_unit unit;
    } rows[] = {
        {"oee", "OEE", UNIT_RATIO},
        {"availability", N_("availability"), UNIT_RATIO},
        {"performance", N_("performance"), UNIT_RATIO},
        {"quality", N_("quality"), UNIT_RATIO},
        {"planned_ms", N_("planned time"), UNIT_MS},
        {"run_ms", N_("running"), UNIT_MS},
        {"unknown_ms", N_("without data"), UNIT_MS},
        {"total", N_("made"), UNIT_COUNT},
        {"good", N_("good"), UNIT_COUNT},
        {"scrap", N_("scrap"), UNIT_COUNT},
        {"rework", N_("rework"), UNIT_COUNT},
        {"stops", N_("stops"), UNIT_COUNT},
        {"small_stops", N_("small stops"), UNIT_COUNT},
        {"unexplained", N_("not explained"), UNIT_COUNT},
        {"unexplained_ms", N_("unexplained for"), UNIT_MS},
    };
    if (!json_is_object(figures))
        return;
    (void)put_row(p, N_("figures"), true);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_figure(p, rows[i].label, rows[i].unit, json_object_get(figures, rows[i].key));
}

/* ---- lists ---- */

static void add(char *out, size_t size, const char *text)
{
    size_t n = strlen(out);
    if (text[0] != '\0')
        (void)text_format(out + n, size - n, "%s%s", n > 0 ? " \u00B7 " : "", text);
}

static void put_item(struct packet *p, const json_t *item)
{
    static const char *const keys[] = {"title", "text", "note", "why", "by"};
    char text[128], length[TEXT_DURATION_SIZE];
    const json_t *ms = json_object_get(item, "ms");
    struct packet_row *row = put_row(p, "", false);
    if (row == NULL)
        return;
    member_take_text(item, "id", row->label, sizeof row->label);
    row->at_ms = member_take_time(item, json_object_get(item, "begin") != NULL ? "begin" : "at");
    if (json_is_integer(ms))
        add(row->value, sizeof row->value, text_duration(json_integer_value(ms), length));
    if (json_is_string(item))
        (void)text_sanitise(json_string_value(item), json_string_length(item), row->value,
                            sizeof row->value);
    member_take_text(item, "state", text, sizeof text); /* an alert's letter */
    if (text[0] != '\0')
        add(row->value, sizeof row->value, words_for(life_word(text[0])));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        member_take_text(item, keys[i], text, sizeof text);
        add(row->value, sizeof row->value, text);
    }
}

static void put_list(struct packet *p, const char *label, const json_t *list, bool always)
{
    if (json_array_size(list) == 0 && !always)
        return;
    (void)put_row(p, label, true);
    for (size_t i = 0; i < json_array_size(list); i++)
        put_item(p, json_array_get(list, i));
    struct packet_row *none = json_array_size(list) == 0 ? put_row(p, N_("none"), false) : NULL;
    (void)none;
}

static bool is_signed(const json_t *packet, const char *key, char *by, size_t size)
{
    const json_t *signature = json_object_get(packet, key);
    member_take_text(signature, "by", by, size);
    return json_is_object(signature) || json_is_true(signature);
}

void packet_read(struct packet *p, const json_t *reply)
{
    const json_t *packet = json_object_get(reply, "packet");
    *p = (struct packet){.start = member_take_time(packet, "begin"),
                         .end = member_take_time(packet, "end"),
                         .rev = (int64_t)json_integer_value(json_object_get(packet, "rev")),
                         .known = packet != NULL};
    p->outgoing = is_signed(packet, "outgoing", p->outgoing_by, sizeof p->outgoing_by);
    p->incoming = is_signed(packet, "incoming", p->incoming_by, sizeof p->incoming_by);
    char sign_by[16];
    member_take_text(packet, "sign_by", sign_by, sizeof sign_by);
    p->by_badge = strcmp(sign_by, "badge") == 0;
    member_take_text(packet, "shift", p->shift, sizeof p->shift);
    member_take_text(packet, "name", p->name, sizeof p->name);
    member_take_text(packet, "state", p->state, sizeof p->state);
    if (packet == NULL)
        return;
    put_list(p, N_("notes"), json_object_get(packet, "notes"), true);
    put_list(p, N_("stops not explained"), json_object_get(packet, "stops"), true);
    put_list(p, N_("calls that are open"), json_object_get(packet, "calls"), false);
    put_list(p, N_("alerts"), json_object_get(packet, "alerts"), false);
    put_list(p, N_("lamps"), json_object_get(packet, "lamps"), false);
    put_figures(p, json_object_get(packet, "figures"));
    const json_t *pending = json_object_get(packet, "pending");
    if (json_is_integer(pending))
        put_figure(p, N_("not yet sent"), UNIT_COUNT, pending);
    const json_t *parked = json_object_get(packet, "parked");
    if (json_integer_value(parked) > 0)
        put_figure(p, N_("put aside by the hub"), UNIT_COUNT, parked);
}
