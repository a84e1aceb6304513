/* SPDX-License-Identifier: MIT */
#include "tests/support/past.h"

#include "data/model/text.h"
#include "data/store/store.h"
#include "tests/support/andond.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#define TOGETHER 1000 /* records of a batch */

void past_write(const char *path, int records, int bytes, int64_t wall_ms)
{
    char body[1024];
    struct cause why;
    struct store_opened opened;
    struct record_list list = {.count = 0};
    const struct store_batch batch = {.records = &list, .urgent = true};
    uint64_t ticket;
    const struct now now = {.boot_ms = 1000, .wall_ms = wall_ms, .synced = true};
    const struct store_conf conf = {.path = path,
                                    .station = "acme/monterrey/stamping/line1/press3",
                                    .config = "0123456789abcdef",
                                    .boot_id = "boot",
                                    .machine_id = "machine",
                                    .now = now};
    struct store *store = store_open(&conf, &opened, &why);
    assert_non_null(store);
    assert_int_equal(store_start(store, NULL, NULL, &why), 0);
    assert_true(text_format(body, sizeof body, "{\"text\":\"%0*d\"}", bytes, 7));
    for (int i = 0; i < records; i++) {
        struct record_draft draft = {
            .kind = REC_FAULT, .rev = 1, .wall_ms = wall_ms + i, .actor = "test"};
        (void)snprintf(draft.id, sizeof draft.id, "F%d", i + 100000);
        assert_int_equal(record_list_add(&list, &draft, body), 0);
        if (list.count < TOGETHER && i + 1 < records)
            continue;
        while (store_hand_over(store, &batch, &now, &ticket) != 0)
            test_pause();
        record_list_clear(&list);
    }
    record_list_done(&list);
    store_close(&store);
}
