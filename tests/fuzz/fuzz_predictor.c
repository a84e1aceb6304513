/* SPDX-License-Identifier: MIT */
/* Any text as a saved predictor: refused with words, or taken over; then it goes on with any rows,
 * and what it saves can be read. The first byte says whether the checksum is made right, so that
 * what is behind it is reached, too; the rest replaces a part of a real one, at the place that the
 * next two bytes name, or is all there is. */
#include "data/model/clock.h"
#include "data/predict/predictor.h"
#include "data/predict/saved.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)
#define SUM_SIZE 26

static char real[PREDICTOR_TEXT_MAX], text[PREDICTOR_TEXT_MAX];
static size_t real_length;

static struct predictor_conf conf_of(void)
{
    return (struct predictor_conf){.name = "fuzz",
                                   .signals = {"a", "b"},
                                   .signal_count = 2,
                                   .methods = (1U << METHOD_COUNT) - 1,
                                   .by_product = true,
                                   .daily = true,
                                   .every_ms = 60000,
                                   .learn_ms = 60 * INT64_C(60000),
                                   .limit = 20,
                                   .uses = USES_HOURS,
                                   .life = 100,
                                   .horizon_ms = 86400000,
                                   .retune = 300000};
}

static void go_on(struct predictor *p, int rows)
{
    struct predictor_view view;
    struct prediction_view said;
    struct predict_row row = {.step_ms = 60000, .run_ms = 60000, .known = true, .product = "A"};
    for (int i = 0; i < rows; i++) {
        row.end_ms = INT64_C(1795330800000) + i * INT64_C(60000);
        row.local_ms = row.end_ms;
        row.value[0] = 10 + (i * 37 % 11) * 0.1;
        row.value[1] = i * 53 % 17;
        row.product[0] = (char)('A' + i / 40 % 3);
        predictor_step(p, &row);
        predictor_view(p, &view);
        (void)predictor_state_of(p, &said);
        hold(view.why[sizeof view.why - 1] == '\0');
    }
}

static void make_real(const struct predictor_conf *conf)
{
    struct predictor *p = predictor_new(conf);
    hold(p);
    go_on(p, 300);
    real_length = predictor_save(p, real, sizeof real);
    hold(real_length > 0);
    predictor_free(&p);
}

static size_t make_text(const uint8_t *data, size_t size)
{
    size_t length = size - 3, at = ((size_t)data[1] << 8 | data[2]) * 7 % (real_length - SUM_SIZE);
    if (data[0] & 2U) {
        memcpy(text, data + 3, length);
        return length;
    }
    size_t tail = at + length < real_length ? real_length - at - length : 0;
    memcpy(text, real, at);
    memcpy(text + at, data + 3, length);
    memcpy(text + at + length, real + real_length - tail, tail);
    return at + length + tail;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct predictor_conf conf = conf_of();
    struct cause why = {.text = ""};
    if (size < 3 || size > 65536)
        return 0;
    if (real_length == 0)
        make_real(&conf);
    size_t length = make_text(data, size);
    if ((data[0] & 1U) && length > SUM_SIZE) {
        char end[SUM_SIZE + 1];
        (void)snprintf(end, sizeof end, ",\"sum\":\"%016llx\"}",
                       (unsigned long long)saved_sum(text, length - SUM_SIZE));
        memcpy(text + length - SUM_SIZE, end, SUM_SIZE);
    }
    struct predictor *p = predictor_load(&conf, text, length, &why);
    hold(p || why.text[0] != '\0');
    if (!p)
        return 0;
    predictor_tell(p, (enum predictor_told)(data[0] >> 2U & 3U), 1);
    go_on(p, 150);
    length = predictor_save(p, text, sizeof text);
    hold(length > 0);
    struct predictor *again = predictor_load(&conf, text, length, &why);
    hold(again);
    predictor_free(&again);
    predictor_free(&p);
    return 0;
}
