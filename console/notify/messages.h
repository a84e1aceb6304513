/* SPDX-License-Identifier: MIT */
/* Everything andon-notify says in its log, as andon/service/messages.h is for andond. */
#ifndef CONSOLE_NOTIFY_MESSAGES_H
#define CONSOLE_NOTIFY_MESSAGES_H

#include "data/service/report.h"

/* clang-format off */
#define NOTIFY_MESSAGES(X)                                                                         \
    X(NOTIFY_CANNOT_START, 3, ERROR, "Why it cannot start.")                                       \
    X(NOTIFY_STATION, 20, NOTICE, "A station is heard again, or why it is not.")                   \
    X(NOTIFY_DESKTOP, 30, NOTICE, "Whether the desktop shows notifications, and why not.")         \
    X(NOTIFY_LIBRARY, 31, WARNING, "What the desktop's libraries complain about; 20 at most.")
/* clang-format on */

enum notify_message { NOTIFY_MESSAGES(REPORT_ENUM) NOTIFY_MESSAGE_COUNT };
extern const struct report_book notify_book;

#endif
