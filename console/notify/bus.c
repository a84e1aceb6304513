/* SPDX-License-Identifier: MIT */
/* The child of andon-notify: one order in, one call of libnotify, one answer out. Any call may
 * block 25 s (the service hangs) or for ever (the bus hangs): the parent then ends this process.
 * The only file that knows libnotify and GLib. Owns the notification objects. */
#include "console/notify/messages.h"
#include "console/notify/wire.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <libnotify/notify.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVICE  "org.freedesktop.Notifications"
#define LOGS_MAX 20

static struct {
    int fd;
    GHashTable *notes; /* serial → NotifyNotification, which it owns */
    bool actions, markup;
    unsigned logs;
} bus;

/* GLib's and libnotify's complaints: a few, in clean words, on stderr. */
static GLogWriterOutput write_log(GLogLevelFlags level, const GLogField *fields, gsize count,
                                  gpointer data)
{
    char clean[256];
    (void)data;
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
        return G_LOG_WRITER_HANDLED;
    for (gsize i = 0; i < count && bus.logs < LOGS_MAX; i++) {
        const char *text = fields[i].value;
        if (strcmp(fields[i].key, "MESSAGE") != 0 || text == NULL)
            continue;
        size_t n = fields[i].length < 0 ? strlen(text) : (size_t)fields[i].length;
        (void)text_sanitise(text, n, clean, sizeof clean);
        report(NOTIFY_LIBRARY, "desktop: %s", clean);
        bus.logs++;
    }
    return G_LOG_WRITER_HANDLED;
}

static void tell(enum wire_tell what, uint32_t serial, const char *text)
{
    struct wire_report report = {.tell = what, .serial = serial};
    if (text != NULL)
        (void)text_sanitise(text, strlen(text), report.text, sizeof report.text);
    if (send(bus.fd, &report, sizeof report, MSG_NOSIGNAL) != (ssize_t)sizeof report)
        _exit(0); /* the parent has gone */
}

/* ---- the service ---- */

static void take_capabilities(void)
{
    GList *list = notify_get_server_caps();
    bus.actions = bus.markup = false;
    for (const GList *l = list; l != NULL; l = l->next) {
        bus.actions = bus.actions || strcmp(l->data, "actions") == 0;
        bus.markup = bus.markup || strcmp(l->data, "body-markup") == 0;
    }
    g_list_free_full(list, g_free);
}

static void on_appeared(GDBusConnection *connection, const gchar *name, const gchar *owner,
                        gpointer data)
{
    (void)connection, (void)name, (void)owner, (void)data;
    take_capabilities();
    tell(WIRE_READY, 0, NULL);
}

static void on_vanished(GDBusConnection *connection, const gchar *name, gpointer data)
{
    (void)connection, (void)name, (void)data;
    g_hash_table_remove_all(bus.notes);
    tell(WIRE_ABSENT, 0, NULL);
}

static void on_bus_closed(GDBusConnection *connection, gboolean vanished, GError *error,
                          gpointer data)
{
    (void)connection, (void)vanished, (void)error, (void)data;
    _exit(BUS_EXIT_NO_BUS);
}

/* Ask it anything: a service that the bus can start is started by this. */
static void probe(void)
{
    char *name = NULL, *vendor = NULL, *version = NULL, *spec = NULL;
    if (notify_get_server_info(&name, &vendor, &version, &spec)) {
        take_capabilities();
        tell(WIRE_DONE, 0, NULL);
    } else {
        tell(WIRE_FAILED, 0, "no notification service answers");
    }
    g_free(name);
    g_free(vendor);
    g_free(version);
    g_free(spec);
}

/* ---- notes ---- */

static void on_closed(NotifyNotification *note, gpointer data)
{
    uint32_t serial = GPOINTER_TO_UINT(data);
    (void)note;
    g_hash_table_remove(bus.notes, data);
    tell(WIRE_CLOSED, serial, NULL);
}

static void on_act(NotifyNotification *note, char *action, gpointer data)
{
    (void)note, (void)action;
    tell(WIRE_ACTED, GPOINTER_TO_UINT(data), NULL);
}

/* Text of a body may be read as markup: nothing from outside may be a tag or an entity. */
static char *body_text(const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);
    char *body = bus.markup ? g_markup_escape_text(valid, -1) : g_strdup(valid);
    for (char *c = body; !bus.markup && *c != '\0'; c++)
        if (*c == '<')
            *c = '('; /* a service may strip what looks like a tag */
    g_free(valid);
    return body;
}

static NotifyNotification *find_or_make(const struct note_order *order)
{
    gpointer key = GUINT_TO_POINTER(order->serial);
    NotifyNotification *note = g_hash_table_lookup(bus.notes, key);
    char *title = g_utf8_make_valid(order->title, -1), *body = body_text(order->body);
    if (note == NULL) {
        note = notify_notification_new(title, body, NULL);
        (void)g_signal_connect(note, "closed", G_CALLBACK(on_closed), key);
        g_hash_table_insert(bus.notes, key, note);
    } else {
        (void)notify_notification_update(note, title, body, NULL);
    }
    g_free(title);
    g_free(body);
    return note;
}

static void show(const struct note_order *order)
{
    static const NotifyUrgency urgency[URGENCY_COUNT] = {
        [URGENCY_LOW] = NOTIFY_URGENCY_LOW,
        [URGENCY_NORMAL] = NOTIFY_URGENCY_NORMAL,
        [URGENCY_CRITICAL] = NOTIFY_URGENCY_CRITICAL,
    };
    gpointer key = GUINT_TO_POINTER(order->serial);
    NotifyNotification *note = find_or_make(order);
    GError *error = NULL;
    notify_notification_set_urgency(note, urgency[order->urgency % URGENCY_COUNT]);
    notify_notification_set_category(note, "andon");
    if (order->passing)
        notify_notification_set_hint(note, "transient", g_variant_new_boolean(TRUE));
    if (!order->loud)
        notify_notification_set_hint(note, "suppress-sound", g_variant_new_boolean(TRUE));
    notify_notification_clear_actions(note);
    if (order->act != ACT_NONE && bus.actions)
        notify_notification_add_action(
            note, "andon", words_of(&words_announce_act, (int)order->act), on_act, key, NULL);
    if (notify_notification_show(note, &error)) {
        tell(WIRE_DONE, order->serial, NULL);
        return;
    }
    tell(WIRE_FAILED, order->serial, error != NULL ? error->message : "not shown");
    g_clear_error(&error);
    g_hash_table_remove(bus.notes, key);
}

static void close_note(uint32_t serial)
{
    NotifyNotification *note = g_hash_table_lookup(bus.notes, GUINT_TO_POINTER(serial));
    if (note != NULL) {
        (void)g_signal_handlers_disconnect_by_data(note, GUINT_TO_POINTER(serial));
        (void)notify_notification_close(note, NULL);
        g_hash_table_remove(bus.notes, GUINT_TO_POINTER(serial));
    }
    tell(WIRE_DONE, serial, NULL);
}

static gboolean on_order(gint fd, GIOCondition condition, gpointer data)
{
    struct wire_order order;
    (void)condition, (void)data;
    ssize_t n = recv(fd, &order, sizeof order, 0);
    if (n != (ssize_t)sizeof order)
        _exit(0);
    switch (order.ask) {
    case WIRE_SHOW:
        show(&order.note);
        break;
    case WIRE_CLOSE:
        close_note(order.note.serial);
        break;
    case WIRE_PROBE:
        probe();
        break;
    }
    return G_SOURCE_CONTINUE;
}

int bus_run(int fd)
{
    bus.fd = fd;
    g_log_set_writer_func(write_log, NULL, NULL); /* before anything may complain */
    GDBusConnection *connection = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
    if (connection == NULL)
        return BUS_EXIT_NO_BUS;
    g_dbus_connection_set_exit_on_close(connection, FALSE);
    (void)g_signal_connect(connection, "closed", G_CALLBACK(on_bus_closed), NULL);
    bus.notes = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_object_unref);
    if (!notify_init("andon"))
        return BUS_EXIT_NO_BUS;
    (void)g_bus_watch_name_on_connection(connection, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                         on_appeared, on_vanished, NULL, NULL);
    (void)g_unix_fd_add(fd, G_IO_IN | G_IO_HUP, on_order, NULL);
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    g_main_loop_run(loop);
    return 0;
}
