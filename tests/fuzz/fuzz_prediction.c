/* SPDX-License-Identifier: MIT */
/* Any bytes as a statement of a model, in each form: it is refused with words, or what is taken is
 * within its ranges and can be shown. The first byte chooses the form. */
#include "tests/fuzz/decoding.h"

#include "data/decode/prediction.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    hold(length < size && text_is_clean(text, length));
}

static void hold_said(const struct prediction_message *m)
{
    const struct prediction_view *said = &m->said;
    hold(said->p >= -1 && said->p <= AMOUNT_ONE && said->horizon_ms >= -1);
    hold(said->rul_lo_ms < 0 || said->rul_hi_ms < 0 || said->rul_lo_ms <= said->rul_hi_ms);
    hold(said->evidences >= 0 && said->evidences <= EVIDENCE_MAX && m->valid_ms > 0);
    hold_text(said->mode, sizeof said->mode);
    hold_text(said->asset, sizeof said->asset);
    hold_text(said->action, sizeof said->action);
    hold_text(said->model, sizeof said->model);
    hold_text(m->id, sizeof m->id);
    for (int i = 0; i < said->evidences; i++)
        hold_text(said->evidence[i].name, sizeof said->evidence[i].name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct config config = {.station = "m"};
    static struct prediction_conf conf = {
        .name = "b", .p = "/p", .life = "/rul", .scale = AMOUNT_ONE, .valid_ms = 1000};
    struct prediction_message m;
    struct cause why = {.text = ""};
    if (size == 0)
        return 0;
    conf.format = (enum prediction_format)(data[0] % 4);
    struct prediction_source source = {.config = &config, .conf = &conf, .topic = "a/b"};
    if (data[0] % 5 == 4)
        source.conf = NULL;
    if (prediction_read(&source, (const char *)data + 1, size - 1, &m, &why) == 0)
        hold_said(&m);
    else
        hold(why.text[0] != '\0');
    return 0;
}
