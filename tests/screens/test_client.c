/* SPDX-License-Identifier: MIT */
/* The console's end of a hub's socket, against one that the test plays: whoever changes their mind
 * on the way to a station, or leaves it while nobody answers, is never at another one. */
#include "console/client.c"
#include "tests/screens/picture.h"

#define PRESS "acme/monterrey/stamping/line1/press2"
#define WELD  "acme/monterrey/stamping/line1/weld1"
#define HELLO "{\"hello\":{\"protocol\":1,\"program\":\"%s\",\"role\":\"supervisor\"}}"
#define THERE "{\"id\":-3,\"ok\":true,\"role\":\"operator\"}"

struct bench {
    char dir[64], path[96], heard[16384];
    int listener, fd;
    struct ui *ui;
    struct client *client;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct cause why;
    if (b == NULL)
        return -1;
    (void)text_copy(b->dir, sizeof b->dir, "/tmp/andon-client-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    (void)text_format(b->path, sizeof b->path, "%s/s", b->dir);
    (void)text_copy(address.sun_path, sizeof address.sun_path, b->path);
    b->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(b->listener, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(b->listener, 4), 0);
    b->fd = -1;
    b->ui = picture_ui("line", "lines", GLYPH_UNICODE);
    b->client = client_new(&b->ui->view, b->path, &why);
    assert_non_null(b->client);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    client_free(&b->client);
    picture_done(b->ui);
    close(b->fd);
    close(b->listener);
    (void)unlink(b->path);
    (void)rmdir(b->dir);
    free(b);
    return 0;
}

/* A turn of the main loop; what the console has said in it. */
static const char *turn(struct bench *b)
{
    b->ui->view.boot_ms += 10;
    (void)client_step(b->client);
    ssize_t n = b->fd < 0 ? 0 : recv(b->fd, b->heard, sizeof b->heard - 1, MSG_DONTWAIT);
    b->heard[n > 0 ? n : 0] = '\0';
    return b->heard;
}

static const char *hears(struct bench *b, const char *line)
{
    size_t length = strlen(line);
    assert_int_equal(send(b->fd, line, length, MSG_NOSIGNAL), length);
    assert_int_equal(send(b->fd, "\n", 1, MSG_NOSIGNAL), 1);
    return turn(b);
}

static void connects(struct bench *b, const char *program)
{
    char hello[160];
    b->ui->view.boot_ms += 2 * RETRY_MAX_MS;
    (void)turn(b);
    b->fd = accept(b->listener, NULL, NULL);
    assert_true(b->fd >= 0);
    (void)text_format(hello, sizeof hello, HELLO, program);
    (void)hears(b, hello);
}

static void breaks(struct bench *b)
{
    close(b->fd);
    b->fd = -1;
    (void)turn(b);
    assert_int_equal(b->ui->view.conn.state, CONN_LOST);
}

static void wants(struct bench *b, const char *station)
{
    (void)text_copy(b->ui->view.lines.visit, sizeof b->ui->view.lines.visit, station);
}

static void goes_to(struct bench *b, const char *station)
{
    wants(b, station);
    assert_non_null(strstr(turn(b), station));
    (void)hears(b, THERE);
    assert_true(b->ui->view.conn.via && !b->ui->view.conn.hub);
}

static void enters_more(struct bench *b)
{
    struct entry e;
    entry_begin(&e, VERB_SCRAP);
    e.quantity = 1000000;
    (void)text_copy(e.title, sizeof e.title, "scrap 1");
    assert_true(desk_enter(&b->ui->desk, &b->ui->view, &e));
}

static void enters(struct bench *b)
{
    enters_more(b);
    assert_non_null(strstr(turn(b), "\"scrap\""));
}

static void another_one_meanwhile(void **state)
{
    struct bench *b = *state;
    connects(b, "andon-hub");
    wants(b, PRESS);
    assert_non_null(strstr(turn(b), "\"visit\""));
    wants(b, ""); /* Esc */
    (void)turn(b);
    wants(b, WELD);
    assert_null(strstr(turn(b), "\"visit\""));
    const char *said = hears(b, THERE); /* at the first one, which nobody wants any more */
    assert_non_null(strstr(said, "\"leave\""));
    assert_null(strstr(said, "\"watch\""));
    said = hears(b, "{\"id\":-3,\"ok\":true}");
    assert_non_null(strstr(said, "\"visit\""));
    assert_non_null(strstr(said, WELD));
    said = hears(b, THERE);
    assert_true(b->ui->view.conn.via);
    assert_non_null(strstr(said, "\"watch\""));
}

/* What is wrong with the one says nothing of the other. */
static void refused_meanwhile(void **state)
{
    struct bench *b = *state;
    connects(b, "andon-hub");
    wants(b, PRESS);
    (void)turn(b);
    wants(b, WELD);
    const char *said =
        hears(b, "{\"id\":-3,\"ok\":false,\"error\":{\"code\":\"x\",\"text\":\"it is off\"}}");
    assert_non_null(strstr(said, WELD));
    assert_string_equal(b->ui->view.notice, "");
    (void)hears(b, "{\"id\":-3,\"ok\":false,\"error\":{\"code\":\"x\",\"text\":\"it is off\"}}");
    assert_string_equal(b->ui->view.notice, "it is off");
    assert_string_equal(b->ui->view.lines.visit, "");
    assert_true(b->ui->view.conn.hub);
}

/* A connection that breaks in between changes nothing; but Esc while it is broken leads back. */
static void left_while_nobody_answers(void **state)
{
    struct bench *b = *state;
    connects(b, "andon-hub");
    goes_to(b, PRESS);
    enters(b);
    breaks(b);
    connects(b, "andon-hub");
    (void)hears(b, THERE);
    assert_true(b->ui->view.conn.via);
    assert_int_equal(b->ui->desk.queued, 1);
    breaks(b);
    wants(b, "");
    connects(b, "andon-hub");
    assert_true(b->ui->view.conn.hub && !b->ui->view.conn.via);
    assert_int_equal(b->ui->desk.queued, 0);
    assert_string_equal(b->ui->view.notice,
                        "scrap 1 at press2 has no answer: look there whether it was kept");
    assert_null(strstr(turn(b), "\"watch\"")); /* of a hub nobody asks what is a station's */
}

/* Nor is what waits for an answer dropped in silence when the hub refuses the way back. */
static void refused_on_the_way_back(void **state)
{
    struct bench *b = *state;
    connects(b, "andon-hub");
    goes_to(b, PRESS);
    enters(b);
    enters_more(b);
    breaks(b);
    connects(b, "andon-hub");
    (void)hears(b, "{\"id\":-3,\"ok\":false,\"error\":{\"code\":\"x\",\"text\":\"it is off\"}}");
    assert_true(b->ui->view.conn.hub && !b->ui->view.conn.via);
    assert_int_equal(b->ui->desk.queued, 0);
    assert_string_equal(
        b->ui->view.notice,
        "scrap 1 and 1 more at press2 has no answer: look there whether it was kept");
    assert_true(b->ui->view.notice_until_ms - b->ui->view.boot_ms > 30000);
}

/* A station's own daemon answers where the hub did: it gets nothing of what was for another. */
static void no_hub_any_more(void **state)
{
    struct bench *b = *state;
    connects(b, "andon-hub");
    goes_to(b, PRESS);
    enters(b);
    breaks(b);
    connects(b, "andond");
    assert_false(b->ui->view.conn.hub || b->ui->view.conn.via);
    assert_int_equal(b->ui->desk.queued, 0);
}

/* Until it is told that it is there, there is nothing to do, whatever waits. */
static void waits_in_peace(void **state)
{
    struct bench *b = *state;
    struct entry e;
    connects(b, "andon-hub");
    goes_to(b, PRESS);
    breaks(b);
    entry_begin(&e, VERB_NOTE);
    assert_true(desk_enter(&b->ui->desk, &b->ui->view, &e));
    connects(b, "andon-hub");
    for (int i = 0; i < 3; i++) {
        b->ui->view.boot_ms += 60000;
        assert_string_equal(turn(b), "");
        assert_true(client_next(b->client) > b->ui->view.boot_ms);
    }
    assert_non_null(strstr(hears(b, THERE), "\"note\""));
}

/* Whatever it says of times: what has none is no snapshot, and others stay reckonable. */
static void times_that_nobody_can_have(void **state)
{
    struct bench *b = *state;
    struct canvas c;
    struct view *v = &b->ui->view;
    connects(b, "andond");
    view_forget(v);
    (void)hears(b, "{\"event\":\"snapshot\",\"snapshot\":{}}");
    assert_false(v->has_snapshot);
    assert_non_null(strstr(v->notice, "of when it is"));
    (void)hears(b, "{\"event\":\"snapshot\",\"snapshot\":{\"ts\":9223372036854775807}}");
    assert_false(v->has_snapshot);
    (void)hears(b, "{\"event\":\"snapshot\",\"snapshot\":{\"ts\":1773342442000,\"stop\":{\"id\":"
                   "\"S1\",\"since\":-9223372036854775807,\"end\":9223372036854775807}}}");
    assert_true(v->has_snapshot);
    assert_true(v->snap.stop.since == TIME_NONE && v->snap.stop.end == TIME_NONE);
    breaks(b);
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(b->ui, &c);
    canvas_done(&c);
}

int main(void)
{
#define CLIENT_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(another_one_meanwhile),
        CLIENT_TEST(refused_meanwhile),
        CLIENT_TEST(left_while_nobody_answers),
        CLIENT_TEST(refused_on_the_way_back),
        CLIENT_TEST(no_hub_any_more),
        CLIENT_TEST(waits_in_peace),
        CLIENT_TEST(times_that_nobody_can_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
