/* SPDX-License-Identifier: MIT */
/* What a console that died has left is taken over by one console, however many start at once. */
#include "console/rest.c"
#include "tests/screens/picture.h"

#include <sys/wait.h>

#define CONSOLES 4

static char dir[64];

static int set_up(void **state)
{
    (void)state;
    (void)text_copy(dir, sizeof dir, "/tmp/andon-rest-XXXXXX");
    return mkdtemp(dir) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char path[320];
    const struct dirent *entry;
    DIR *d = opendir(dir);
    while (d != NULL && (entry = readdir(d)) != NULL) {
        (void)text_format(path, sizeof path, "%s/%s", dir, entry->d_name);
        (void)unlink(path);
    }
    if (d != NULL)
        closedir(d);
    return rmdir(dir);
}

static int ended(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A console enters scrap, has no answer, and is gone. */
static void leave_one(struct ui *ui)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct entry e;
        struct rest *r = rest_new(dir, "");
        entry_begin(&e, VERB_SCRAP);
        e.quantity = 1000000;
        bool taken = desk_enter(&ui->desk, &ui->view, &e);
        rest_save(r, ui);
        _exit(taken && r->text[0] != '\0' ? 0 : 1);
    }
    assert_int_equal(ended(pid), 0);
}

/* How many of the consoles that start together have taken it. */
static int taken_by(struct ui *ui)
{
    pid_t pid[CONSOLES];
    int gate[2], taken = 0;
    char byte;
    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < CONSOLES; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] > 0)
            continue;
        struct rest *r = rest_new(dir, "");
        close(gate[1]);
        (void)!read(gate[0], &byte, 1); /* until all are there */
        bool mine = rest_load(r, ui);
        ui->desk.queued = 0; /* and it was answered */
        rest_free(&r, ui, true);
        _exit(mine ? 1 : 0);
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < CONSOLES; i++)
        taken += ended(pid[i]);
    return taken;
}

static void one_takes_it(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("stopped", "station", GLYPH_UNICODE);
    for (int round = 0; round < 50; round++) {
        leave_one(ui);
        int taken = taken_by(ui);
        if (taken != 1)
            fail_msg("round %d: %d consoles have it", round, taken);
    }
    picture_done(ui);
}

/* Whoever takes it over may die as well, and nothing stays that nobody wants. */
static void it_goes_from_hand_to_hand(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("stopped", "station", GLYPH_UNICODE);
    leave_one(ui);
    for (int i = 0; i < 3; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct rest *r = rest_new(dir, "");
            _exit(rest_load(r, ui) && ui->desk.queued == 1 && ui->desk.left_ms > 0 ? 0 : 1);
        }
        assert_int_equal(ended(pid), 0);
    }
    assert_int_equal(taken_by(ui), 1);
    struct rest *r = rest_new(dir, "");
    assert_false(rest_load(r, ui));
    rest_free(&r, ui, true);
    picture_done(ui);
    assert_int_equal(tear_down(NULL), 0); /* no file is left */
    assert_int_equal(set_up(NULL), 0);
}

static bool is_there(const char *name)
{
    char path[320];
    (void)text_format(path, sizeof path, "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}

static void put_file(const char *name)
{
    char path[320];
    (void)text_format(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "desk", 4), 4);
    close(fd);
}

/* Killed between write and rename. One that lives is still at it; others' names are not ours. */
static void a_part_goes(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("stopped", "station", GLYPH_UNICODE);
    struct {
        char name[64];
        bool stays;
    } rows[] = {{"", false},
                {"", true},
                {"andon-console.x.desk.new", true},
                {"andon-console.0.desk.new", true},
                {"console.1.desk.new", true}};
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(0);
    assert_int_equal(ended(pid), 0);
    (void)text_format(rows[0].name, sizeof rows[0].name, "andon-console.%ld.desk.new", (long)pid);
    (void)text_format(rows[1].name, sizeof rows[1].name, "andon-console.%ld.desk.new",
                      (long)getpid());
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_file(rows[i].name);
    struct rest *r = rest_new(dir, "");
    assert_false(rest_load(r, ui));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_there(rows[i].name) != rows[i].stays)
            fail_msg("%s: %s", rows[i].name, rows[i].stays ? "gone" : "still there");
    rest_free(&r, ui, true);
    picture_done(ui);
}

/* Entered for a station that a hub led to: the next console of that hub may be at another one. */
static void what_a_hub_led_to_goes(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("stopped", "station", GLYPH_UNICODE);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct entry e;
        struct rest *r = rest_new(dir, "");
        entry_begin(&e, VERB_SCRAP);
        ui->view.conn.via = true;
        (void)desk_enter(&ui->desk, &ui->view, &e);
        rest_free(&r, ui, false);
        _exit(0);
    }
    assert_int_equal(ended(pid), 0);
    struct rest *r = rest_new(dir, "");
    assert_false(rest_load(r, ui));
    rest_free(&r, ui, true);
    picture_done(ui);
}

/* The disk was full: what could not be written is, once there is room, though nothing changed. */
static void what_could_not_be_written_is_later(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("stopped", "station", GLYPH_UNICODE);
    struct entry e;
    struct stat st;
    struct rest *r = rest_new(dir, "");
    entry_begin(&e, VERB_SCRAP);
    e.quantity = 1000000;
    assert_true(desk_enter(&ui->desk, &ui->view, &e));
    assert_int_equal(mkdir(r->fresh, 0700), 0); /* where it would go there is no file to be had */
    rest_save(r, ui);
    assert_int_equal(stat(r->path, &st), -1);
    assert_int_equal(rmdir(r->fresh), 0);
    rest_save(r, ui);
    assert_int_equal(stat(r->path, &st), 0);
    ui->desk.queued = 0;
    rest_free(&r, ui, true);
    picture_done(ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_takes_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_part_goes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_goes_from_hand_to_hand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_hub_led_to_goes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_could_not_be_written_is_later, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
