/* SPDX-License-Identifier: MIT */
/* The store kit: no assertions here, so that a forked child can use it too. */
#include "tests/support/store_kit.h"

#include "data/model/text.h"
#include "tests/support/fault_vfs.h"

#include <dirent.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define TRIES 6000 /* of 10 ms */

void kit_make(struct kit *kit)
{
    *kit = (struct kit){.wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    const char *base = getenv("TMPDIR");
    (void)snprintf(kit->dir, sizeof kit->dir, "%s/store-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(kit->dir))
        perror(kit->dir);
    (void)snprintf(kit->path, sizeof kit->path, "%s/station.db", kit->dir);
    kit->conf = (struct store_conf){
        .path = kit->path,
        .station = "acme/plant/area/line1/press",
        .config = "0123456789abcdef",
        .boot_id = "11111111-2222-3333-4444-555555555555",
        .machine_id = "feedfacefeedfacefeedfacefeedface",
        .now = {.boot_ms = 1000, .wall_ms = KIT_WALL, .synced = true},
    };
}

void kit_remove(struct kit *kit)
{
    kit_close(kit);
    DIR *dir = opendir(kit->dir);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        char path[400];
        if (e->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", kit->dir, e->d_name);
        (void)unlink(path);
    }
    if (dir)
        (void)closedir(dir);
    (void)rmdir(kit->dir);
    (void)close(kit->wake_fd);
    free(kit->rows);
}

static void wake(void *ctx)
{
    uint64_t one = 1;
    if (write(((struct kit *)ctx)->wake_fd, &one, sizeof one) < 0)
        return;
}

bool kit_open(struct kit *kit)
{
    kit->store = store_open(&kit->conf, &kit->opened, &kit->why);
    return kit->store != NULL;
}

bool kit_start(struct kit *kit)
{
    return store_start(kit->store, wake, kit, &kit->why) == 0;
}

void kit_close(struct kit *kit)
{
    store_close(&kit->store);
    kit->kept = 0;
    kit->failed = kit->recovered = 0;
}

bool kit_run(struct kit *kit)
{
    bool runs = kit_open(kit) && kit_start(kit);
    if (!runs)
        (void)fprintf(stderr, "%s\n", kit->why.text);
    return runs;
}

int kit_set_up(void **state)
{
    struct kit *kit = malloc(sizeof *kit);
    if (!kit)
        return -1;
    fault_clear();
    kit_make(kit);
    *state = kit;
    return 0;
}

int kit_set_up_running(void **state)
{
    return kit_set_up(state) == 0 && kit_run(*state) ? 0 : -1;
}

int kit_tear_down(void **state)
{
    fault_clear();
    kit_remove(*state);
    free(*state);
    return 0;
}

static void take_rows(struct kit *kit, const struct store_event *event)
{
    if (event->query != kit->query)
        return;
    kit->answered = !event->more;
    kit->query_failed = event->rows == NULL;
    if (!event->rows) {
        (void)text_copy(kit->words, sizeof kit->words, event->why ? event->why : "");
        return;
    }
    char *rows = realloc(kit->rows, kit->rows_length + event->rows_length + 1);
    if (!rows)
        return;
    memcpy(rows + kit->rows_length, event->rows, event->rows_length + 1);
    kit->rows = rows;
    kit->rows_length += event->rows_length;
    kit->pages++;
    if (event->rows_length > kit->longest)
        kit->longest = event->rows_length;
}

static void hear(void *ctx, const struct store_event *event)
{
    struct kit *kit = ctx;
    switch (event->kind) {
    case STORE_KEPT:
        kit->kept = event->ticket;
        break;
    case STORE_FAILED:
    case STORE_RECOVERED:
        kit->failed += event->kind == STORE_FAILED;
        kit->recovered += event->kind == STORE_RECOVERED;
        (void)text_copy(kit->words, sizeof kit->words, event->why ? event->why : "");
        break;
    case STORE_ROWS:
        if (event->shipment)
            kit->shipment = *event->shipment;
        take_rows(kit, event);
        break;
    case STORE_LOW:
        kit->lows++;
        kit->low = event->why != NULL;
        (void)text_copy(kit->low_words, sizeof kit->low_words, event->why ? event->why : "");
        break;
    case STORE_NOTE:
        kit->notes++;
        (void)text_copy(kit->note, sizeof kit->note, event->why ? event->why : "");
        break;
    }
}

void kit_drain(struct kit *kit)
{
    uint64_t count;
    if (read(kit->wake_fd, &count, sizeof count) < 0)
        count = 0;
    (void)store_drain(kit->store, hear, kit);
}

bool kit_wait(struct kit *kit, bool (*done)(struct kit *kit))
{
    for (int i = 0; i < TRIES; i++) {
        kit_drain(kit);
        if (done(kit))
            return true;
        struct pollfd fd = {.fd = kit->wake_fd, .events = POLLIN};
        (void)poll(&fd, 1, 10);
    }
    return false;
}

static uint64_t wanted_ticket;
static int wanted_times;

static bool is_kept(struct kit *kit)
{
    return kit->kept >= wanted_ticket;
}

static bool has_failed(struct kit *kit)
{
    return kit->failed >= wanted_times;
}

static bool has_recovered(struct kit *kit)
{
    return kit->recovered >= wanted_times;
}

static bool is_answered(struct kit *kit)
{
    return kit->answered;
}

bool kit_wait_kept(struct kit *kit, uint64_t ticket)
{
    wanted_ticket = ticket;
    return kit_wait(kit, is_kept);
}

bool kit_wait_failed(struct kit *kit, int times)
{
    wanted_times = times;
    return kit_wait(kit, has_failed);
}

bool kit_wait_recovered(struct kit *kit, int times)
{
    wanted_times = times;
    return kit_wait(kit, has_recovered);
}

uint64_t kit_hand_over(struct kit *kit, const struct store_batch *batch)
{
    uint64_t ticket = 0;
    const struct now now = {.boot_ms = 5000, .wall_ms = KIT_WALL + 5000, .synced = true};
    return store_hand_over(kit->store, batch, &now, &ticket) == 0 ? ticket : 0;
}

uint64_t kit_append_list(struct kit *kit, const struct record_list *list, const char *checkpoint,
                         bool urgent)
{
    return kit_hand_over(kit, &(struct store_batch){
                                  .records = list,
                                  .checkpoint = checkpoint,
                                  .checkpoint_length = checkpoint ? strlen(checkpoint) : 0,
                                  .urgent = urgent,
                              });
}

uint64_t kit_append(struct kit *kit, const struct record_draft *draft, const char *body)
{
    struct record_list list = {.count = 0};
    uint64_t ticket = 0;
    if (record_list_add(&list, draft, body) == 0)
        ticket = kit_append_list(kit, &list, NULL, true);
    record_list_done(&list);
    return ticket;
}

const char *kit_ask_all(struct kit *kit, const struct store_ask *ask)
{
    free(kit->rows);
    kit->rows = NULL;
    kit->rows_length = kit->longest = 0;
    kit->pages = 0;
    kit->answered = kit->query_failed = false;
    kit->query = store_ask(kit->store, ask);
    if (kit->query == 0 || !kit_wait(kit, is_answered) || kit->query_failed)
        return NULL;
    return kit->rows;
}

const char *kit_ask(struct kit *kit, const char *what, int64_t from, int64_t to, int64_t limit)
{
    return kit_ask_all(
        kit, &(struct store_ask){.what = what, .from_ms = from, .to_ms = to, .limit = limit});
}

bool kit_sql(const char *path, const char *sql, char *out, size_t size)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    out[0] = '\0';
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW && sqlite3_column_text(s, 0))
        (void)text_copy(out, size, (const char *)sqlite3_column_text(s, 0));
    else if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        (void)fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
    return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

int64_t kit_number(const char *path, const char *sql)
{
    char text[64];
    return kit_sql(path, sql, text, sizeof text) ? strtoll(text, NULL, 10) : -1;
}

bool kit_exec(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, sql, NULL, NULL, &message);
    if (rc != SQLITE_OK)
        (void)fprintf(stderr, "%s: %s\n", sql, message ? message : sqlite3_errmsg(db));
    sqlite3_free(message);
    (void)sqlite3_close(db);
    return rc == SQLITE_OK;
}

bool kit_verify(const char *path, struct verify_result *result)
{
    struct cause why = {.text = ""};
    char difference[200] = "";
    int rc = store_verify(path, result, &why);
    if (rc == 0)
        rc = store_rebuild_check(path, difference, sizeof difference, &why);
    if (rc != 0)
        (void)fprintf(stderr, "%s: %d %s%s%s\n", path, rc, result->first_bad, difference,
                      rc < 0 ? why.text : "");
    return rc == 0;
}
