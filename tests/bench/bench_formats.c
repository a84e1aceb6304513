/* SPDX-License-Identifier: MIT */
/* What the item formats cost: MB/s of payload on one core, every item emitted. The target is that
 * of the issue: 100 MB/s each for line protocol and JSON. Prints one JSON object a figure. */
#include "data/decode/formats/format.h"
#include "tests/bench/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCHES 9
#define TARGET  100.0
#define SIZE    (64 * 1024)

static char payload[SIZE], room[FORMAT_SCRATCH];
static volatile size_t sum; /* keeps the work from being optimised away */

static void sink(void *ctx, const struct item *item)
{
    int *items = ctx;
    sum += item->value.length + item->length + (size_t)item->source_ms;
    ++*items;
}

/* Messages as the sources send them. */
static const struct sample {
    const char *name;
    const struct format *format;
    const char *open, *row, *close;  /* a row is repeated with commas or line ends until full */
    bool many;                       /* a full payload of them, else one row */
    const char *topic;               /* NULL: "t" */
    const char *first, *first_topic; /* read before, for formats that remember; NULL: nothing */
} samples[] = {
    {"line", &format_line, "",
     "modbus,host=gw1,location=hall\\ 1,source=press3 temperature=21.4,good=123456i,speed=98.25,"
     "on=true,state=\"Execute\" 1676522982000000000",
     "", .many = true},
    {"line_single", &format_line, "",
     "modbus,host=gw1,source=press3 temperature=21.4,good=123456i 1676522982000000000", "",
     .many = false},
    {"telegraf", &format_telegraf, "{\"metrics\":[",
     "{\"fields\":{\"temperature\":21.4,\"good\":123456,\"speed\":98.25,\"on\":true,\"state\":"
     "\"Execute\"},\"name\":\"modbus\",\"tags\":{\"host\":\"gw1\",\"source\":\"press3\"},"
     "\"timestamp\":1676522982}",
     "]}", .many = true},
    {"opcua", &format_opcua,
     "{\"MessageId\":\"27\",\"MessageType\":\"ua-data\",\"PublisherId\":\"P1\",\"Messages\":[",
     "{\"DataSetWriterName\":\"press\",\"SequenceNumber\":27,\"Timestamp\":\"2022-03-18T12:55:"
     "21Z\","
     "\"Payload\":{\"GoodCount\":{\"Value\":123456,\"SourceTimestamp\":\"2022-03-18T12:55:20.5Z\"},"
     "\"State\":\"Execute\",\"Speed\":98.25,\"Temperature\":{\"UaType\":11,\"Value\":21.4}}}",
     "]}", .many = true},
    {"list", &format_list, "{\"timestamp\":1623786169180,\"values\":[",
     "{\"id\":\"Channel1.Device1.GoodCount\",\"v\":123456,\"q\":true,\"t\":1623785875134}", "]}",
     .many = true},
    {"envelope", &format_envelope, "",
     "{\"tagName\":\"GoodCount\",\"value\":123456,\"timestamp\":1733904005123,\"quality\":"
     "\"Good\"}",
     "", .many = false},
    {"envelope_flat", &format_envelope, "",
     "{\"timestamp_ms\":1733904005123,\"state\":\"Execute\",\"counts\":{\"total\":123456,\"good\":"
     "123000,\"scrap\":456},\"temperature\":71.25,\"speed\":98.5,\"mode\":1,\"ok\":true}",
     "", .many = false},
    {"mtconnect", &format_mtconnect, "",
     "{\"dataItemId\":\"Xact\",\"name\":\"X_actual\",\"type\":\"POSITION\",\"subType\":\"ACTUAL\","
     "\"category\":\"SAMPLE\",\"timestamp\":\"2025-12-01T12:00:03.125Z\",\"result\":\"150.500000\","
     "\"sequence\":1234}",
     "", .many = false},
    {"mtconnect_document", &format_mtconnect,
     "{\"MTConnectStreams\":{\"jsonVersion\":2,\"Streams\":{\"DeviceStream\":[{\"ComponentStream\":"
     "[{"
     "\"component\":\"Linear\",\"Samples\":{\"Position\":[",
     "{\"dataItemId\":\"Xact\",\"name\":\"X_actual\",\"subType\":\"ACTUAL\",\"timestamp\":"
     "\"2025-12-01T12:00:03.125Z\",\"value\":150.5,\"sequence\":1234}",
     "]}}]}]}}}", .many = true},
    {"siemens", &format_siemens, "{\"seq\":84631,\"vals\":[",
     "{\"id\":\"101\",\"qc\":3,\"ts\":\"2021-03-10T22:23:04.146Z\",\"val\":234.4999847}", "]}",
     .many = true, .topic = "ie/d/j/simatic/v1/s7c1/dp/r/Plc/default",
     .first_topic = "ie/m/j/simatic/v1/s7c1/dp",
     .first =
         "{\"connections\":[{\"name\":\"Plc\",\"dataPoints\":[{\"topic\":\"ie/d/j/simatic/v1/s7c1/"
         "dp/"
         "r/Plc/default\",\"dataPointDefinitions\":[{\"name\":\"GDB.state\",\"id\":\"101\"}]}]}]}"},
    {"vda5050", &format_vda5050, "",
     "{\"headerId\":10,\"timestamp\":\"2025-12-01T12:00:01.25Z\",\"version\":\"2.0.0\",\"orderId\":"
     "\"o-17\","
     "\"lastNodeId\":\"n3\",\"driving\":true,\"paused\":false,\"nodeStates\":[{\"nodeId\":\"n4\","
     "\"sequenceId\":"
     "6,\"released\":true}],\"edgeStates\":[],\"actionStates\":[],\"batteryState\":{"
     "\"batteryCharge\":80.5,"
     "\"charging\":false},\"operatingMode\":\"AUTOMATIC\",\"errors\":[],\"safetyState\":{\"eStop\":"
     "\"NONE\","
     "\"fieldViolation\":false}}",
     "", .many = false, .topic = "uagv/v2/KIT/0001/state"},
    {"umh", &format_umh, "",
     "{\"timestamp_ms\":1732280023697,\"state\":\"Execute\",\"counts\":{\"total\":123456,\"good\":"
     "123000,"
     "\"scrap\":456},\"temperature\":71.25,\"speed\":98.5,\"ok\":true}",
     "", .many = false, .topic = "umh/v1/acme/aachen/packaging/line1/filler/plc/_historian"},
};

static size_t fill(const struct sample *s)
{
    size_t used = (size_t)snprintf(payload, sizeof payload, "%s", s->open);
    const char *separator = s->format == &format_line ? "\n" : ",";
    do {
        used += (size_t)snprintf(payload + used, sizeof payload - used, "%s%s",
                                 used > strlen(s->open) ? separator : "", s->row);
    } while (s->many && used + strlen(s->row) + 8 < sizeof payload);
    return used + (size_t)snprintf(payload + used, sizeof payload - used, "%s", s->close);
}

static void remember(const struct sample *s, void *state)
{
    struct scratch scratch = {room, sizeof room, 0};
    struct format_stats stats = {0};
    const struct message message = {
        .topic = s->first_topic, .payload = s->first, .length = strlen(s->first)};
    const struct format_input in = {
        .message = &message, .where = "", .state = state, .scratch = &scratch, .stats = &stats};
    int items = 0;
    if (s->format->read(&in, sink, &items, NULL) < 0 || stats.skipped != 0)
        figure_die("a first message that does not decode");
}

static void decode(const struct sample *s, size_t length, void *state, int *items)
{
    struct scratch scratch = {room, sizeof room, 0};
    struct format_stats stats = {0};
    const struct message message = {
        .topic = s->topic != NULL ? s->topic : "t", .payload = payload, .length = length};
    const struct format_input in = {
        .message = &message, .where = "", .state = state, .scratch = &scratch, .stats = &stats};
    if (s->format->read(&in, sink, items, NULL) <= 0 || stats.skipped != 0)
        figure_die("a payload that does not decode");
}

static void run(const struct sample *s)
{
    size_t length = fill(s), rounds = 8 * 1024 * 1024 / length;
    double rate[BATCHES];
    char name[64];
    void *state = calloc(1, s->format->state_size + 1);
    if (state == NULL)
        figure_die("no memory");
    if (s->first != NULL)
        remember(s, state);
    for (int b = 0; b < BATCHES; b++) {
        int items = 0;
        int64_t start = figure_cpu_ns(0);
        for (size_t n = 0; n < rounds; n++)
            decode(s, length, state, &items);
        double ns = (double)(figure_cpu_ns(0) - start);
        rate[b] = (double)(rounds * length) * 1e3 / ns;
    }
    free(state);
    (void)snprintf(name, sizeof name, "formats.%s", s->name);
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(rate, BATCHES),
                                  .unit = "MB/s",
                                  .baseline = "target",
                                  .baseline_value = TARGET,
                                  .aim = AIM_AT_LEAST,
                                  .target = 1});
}

int main(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        run(&samples[i]);
    return 0;
}
