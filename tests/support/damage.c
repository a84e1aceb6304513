/* SPDX-License-Identifier: MIT */
/* Damage to files: test_store_salvage.c and test_store_look.c lay what they need with it. */
#include "tests/support/damage.h"

#include "data/model/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 50

static bool add_stop(struct record_list *list, struct history_list *history, int number)
{
    char body[400];
    struct record_draft draft = {
        .kind = REC_STOP, .rev = 1, .wall_ms = KIT_WALL + number, .actor = "machine"};
    struct history_row row = {.signal = "speed", .minute = KIT_WALL / MS_PER_MIN + number};
    (void)snprintf(draft.id, sizeof draft.id, "S%d", number);
    (void)snprintf(body, sizeof body, "{\"begin\":%lld,\"state\":\"idle\",\"note\":\"%100d\"}",
                   (long long)KIT_WALL + number, number);
    history_take(&row.span, number, true);
    history_list_add(history, &row);
    return record_list_add(list, &draft, body) == 0;
}

bool damage_keep(struct kit *kit, int first, int count)
{
    bool kept = true;
    for (int from = first; from < first + count && kept; from += BATCH) {
        struct record_list list = {.count = 0};
        struct history_list history = {.count = 0};
        char checkpoint[64];
        for (int i = from; i < from + BATCH && i < first + count; i++)
            kept = add_stop(&list, &history, i) && kept;
        (void)snprintf(checkpoint, sizeof checkpoint, "{\"at\":%d}", from);
        uint64_t ticket = kit_hand_over(kit, &(struct store_batch){
                                                 .records = &list,
                                                 .history = &history,
                                                 .checkpoint = checkpoint,
                                                 .checkpoint_length = strlen(checkpoint),
                                                 .urgent = true,
                                             });
        kept = kept && ticket > 0 && kit_wait_kept(kit, ticket);
        record_list_done(&list);
        history_list_done(&history);
    }
    return kept;
}

bool damage_make_file(struct kit *kit)
{
    bool made = true;
    for (int i = 0; i < 3 && made; i++) {
        made = kit_run(kit) && damage_keep(kit, 1 + i * 400, 400);
        kit_close(kit);
    }
    return made;
}

bool damage_mark_unclean(struct kit *kit)
{
    return kit_exec(kit->path, "UPDATE head SET clean = 0");
}

int64_t damage_page(struct kit *kit, const char *tree, const char *type, int k)
{
    char sql[200];
    (void)snprintf(sql, sizeof sql,
                   "SELECT pageno FROM dbstat WHERE name = '%s' AND pagetype = '%s' "
                   "ORDER BY path LIMIT 1 OFFSET %d",
                   tree, type, k);
    return kit_number(kit->path, sql);
}

int64_t damage_root(struct kit *kit, const char *tree)
{
    char sql[200];
    (void)snprintf(sql, sizeof sql, "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", tree);
    return kit_number(kit->path, sql);
}

static FILE *open_at(const char *path, int64_t page)
{
    FILE *file = fopen(path, "r+b");
    if (file && fseek(file, (long)(page - 1) * DAMAGE_PAGE, SEEK_SET) == 0)
        return file;
    perror(path);
    if (file)
        (void)fclose(file);
    return NULL;
}

bool damage_read(const char *path, int64_t page, unsigned char bytes[DAMAGE_PAGE])
{
    FILE *file = open_at(path, page);
    if (!file)
        return false;
    bool read = fread(bytes, DAMAGE_PAGE, 1, file) == 1;
    return fclose(file) == 0 && read;
}

bool damage_write(const char *path, int64_t page, const unsigned char bytes[DAMAGE_PAGE])
{
    FILE *file = open_at(path, page);
    if (!file)
        return false;
    bool written = fwrite(bytes, DAMAGE_PAGE, 1, file) == 1;
    return fclose(file) == 0 && written;
}

bool damage_spoil(const char *path, int64_t page, unsigned seed)
{
    unsigned char bytes[DAMAGE_PAGE];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(rand_r(&seed) & 0xff);
    return damage_write(path, page, bytes);
}
