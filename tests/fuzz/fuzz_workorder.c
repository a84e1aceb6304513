/* SPDX-License-Identifier: MIT */
/* Any bytes as an answer to a work order: it is refused with words, or what is taken can be shown
 * and its times are some. */
#include "tests/fuzz/decoding.h"

#include "data/decode/workorder.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    hold(length < size && text_is_clean(text, length));
}

static void hold_time(int64_t wall)
{
    hold(wall == TIME_NONE || (wall >= 0 && wall <= INT64_C(1) << 52));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct order_answer a;
    struct cause why = {.text = ""};
    static const char nothing[1];
    const char *text = size ? (const char *)data : nothing;
    if (order_answer_read("a/workorder/O1/answer", text, size, &a, &why) != 0) {
        hold(why.text[0] != '\0');
        return 0;
    }
    hold(a.state > ORDER_ASKED && a.state < ORDER_CANCELLED && a.ts != TIME_NONE);
    hold_time(a.ts);
    hold_time(a.planned);
    hold_time(a.started);
    hold_time(a.done);
    hold_text(a.number, sizeof a.number);
    hold_text(a.by, sizeof a.by);
    hold_text(a.text, sizeof a.text);
    return 0;
}
