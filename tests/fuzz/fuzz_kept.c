/* SPDX-License-Identifier: MIT */
/* Small files that programs keep for their next start, as a broken disk or somebody's editor may
 * leave them: taken, and then written the same again, or refused with words. The first byte says
 * whose: g what a gateway has learnt, h the stations a hub knows, d what was on a console's desk,
 * c a person's choices for the console. */
#include "console/terminal/kept.h"
#include "console/widgets/key.h"
#include "data/gateway/state.h"
#include "data/hub/known.h"
#include "shown.h"
#include "tests/screens/fixture.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *count, char ***arguments);

static char folder[64] = "/tmp/andon-fuzz-XXXXXX", file[96], choices[96];

static void clean_up(void)
{
    (void)unlink(file);
    (void)unlink(choices);
    (void)rmdir(folder);
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
    (void)count;
    (void)arguments;
    hold(mkdtemp(folder) != NULL && atexit(clean_up) == 0);
    hold(text_format(file, sizeof file, "%s/file", folder));
    hold(setenv("XDG_STATE_HOME", folder, 1) == 0 && kept_path(choices, sizeof choices));
    return 0;
}

static void put(const char *path, const void *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    hold(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && close(fd) == 0);
}

static void learnt(void)
{
    struct learned is, again;
    struct cause why = {.text = ""};
    static const char source[] = "plc1 unit 1 holding 40001 uint16 0 1000000 0";
    int result = state_load(file, source, &is, &why);
    hold(result == 0 || (result == -1 && why.text[0] != '\0'));
    if (result != 0)
        return;
    hold(is.on > is.off);
    hold(state_save(file, "saw", source, &is, &why) == 0);
    hold(state_load(file, source, &again, &why) == 0);
    hold(memcmp(&is.on, &again.on, sizeof is.on) == 0 &&
         memcmp(&is.off, &again.off, sizeof is.off) == 0);
}

static void known(void)
{
    struct board *board = board_new(), *again = board_new();
    struct cause why;
    hold(board != NULL && again != NULL);
    hold(known_read(file, board, &why) == 0);
    for (size_t i = 0; i < board_count(board); i++) {
        const char *station = board_row(board, i)->station;
        hold(text_is_clean(station, strlen(station)) && station[0] != '\0');
    }
    hold(known_write(file, board, &why) == 0 && known_read(file, again, &why) == 0);
    hold(board_count(board) == board_count(again));
    board_free(&board);
    board_free(&again);
}

/* Whatever is taken over, every form can be drawn with it and takes keys. */
static void desk(const char *text)
{
    static const uint32_t keys[] = {'1', KEY_CODE_DOWN, KEY_CODE_ENTER, 'x',         KEY_CODE_ENTER,
                                    '+', KEY_CODE_UP,   KEY_CODE_ENTER, KEY_CODE_ESC};
    static struct ui ui;
    static char once[DESK_TEXT], again[DESK_TEXT];
    static struct desk next;
    char screen[32], line[ENTRY_LINE];
    shown_begin(&ui, GLYPH_UNICODE);
    fixture_view(&ui.view);
    bool taken = desk_from_text(&ui.desk, &ui.view, text, screen);
    hold(ui.desk.queued >= 0 && ui.desk.queued <= DESK_QUEUE);
    hold(screen[0] == '\0' || ui_screen_find(screen) >= 0);
    if (taken && desk_to_text(&ui.desk, once, sizeof once)) {
        desk_init(&next);
        hold(desk_from_text(&next, &ui.view, once, screen));
        hold(desk_to_text(&next, again, sizeof again) && strcmp(once, again) == 0);
    }
    for (int i = 0; form_list[i] != NULL; i++) {
        ui_show(&ui, ui_screen_find(form_list[i]->screen));
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            shown_later(&ui, 100);
            (void)ui_key(&ui, keys[k]);
        }
        shown_paint(&ui, 80, 24);
    }
    for (int i = 0; i < DESK_QUEUE && desk_next(&ui.desk, &ui.view, line, sizeof line); i++)
        hold(text_is_clean(line, strlen(line)));
    shown_end(&ui);
}

static void chosen(void)
{
    char before[64], theme[64], other[64];
    bool had = kept_get("language", before, sizeof before);
    if (!kept_set("theme", "dark"))
        return;
    hold(kept_get("theme", theme, sizeof theme) && strcmp(theme, "dark") == 0);
    bool has = kept_get("language", other, sizeof other);
    hold(had == has && strcmp(before, other) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = malloc(size);
    hold(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    if (data[0] == 'c')
        put(choices, text, size - 1);
    else if (data[0] != 'd')
        put(file, text, size - 1);
    if (data[0] == 'g')
        learnt();
    else if (data[0] == 'h')
        known();
    else if (data[0] == 'd')
        desk(text);
    else if (data[0] == 'c')
        chosen();
    free(text);
    return 0;
}
