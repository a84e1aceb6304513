/* SPDX-License-Identifier: MIT */
/* Everything andon-gateway says in its log, as andon/service/messages.h is for andond. */
#ifndef DATA_GATEWAY_MESSAGES_H
#define DATA_GATEWAY_MESSAGES_H

#include "data/service/report.h"

/* clang-format off */
#define GATEWAY_MESSAGES(X)                                                                        \
    X(GATEWAY_READY, 1, NOTICE, "It polls: devices, registers, broker.")                           \
    X(GATEWAY_STOPPING, 2, NOTICE, "It was told to stop.")                                         \
    X(GATEWAY_CANNOT_START, 3, ERROR, "Why it cannot start.")                                      \
    X(GATEWAY_SERVING, 4, NOTICE, "It serves its socket, for doctor and metrics.")                 \
    X(GATEWAY_SOCKET, 5, WARNING, "There is no socket, or it could not be given to its group.")    \
    X(GATEWAY_LEFT, 6, WARNING, "At the end a device did not answer: its thread was left behind.") \
    X(GATEWAY_CRASHED, 7, ERROR, "An earlier run crashed: when, by what, where its report is.")    \
    X(GATEWAY_NO_CRASH_REPORT, 8, WARNING, "A crash could not be reported: no directory.")         \
    X(GATEWAY_CONFINED, 9, WARNING, "It is not confined, or was refused a system call.")           \
    X(GATEWAY_LAG, 10, WARNING, "The loop was slow: another program uses up the processor.")       \
    X(GATEWAY_PLACE, 11, WARNING, "Somebody removed the socket or its directory; it is made anew.") \
    X(GATEWAY_PLACE_LOST, 12, ERROR,                                                               \
      "The socket was removed and cannot be made anew: restart the gateway.")                      \
    X(GATEWAY_LINK_UP, 20, NOTICE, "The broker is connected.")                                     \
    X(GATEWAY_LINK_DOWN, 21, WARNING, "The broker cannot be reached; it is tried again for ever.") \
    X(GATEWAY_REFUSED, 22, WARNING, "The broker refuses a topic, told once.")                      \
    X(GATEWAY_ANSWERS, 30, NOTICE, "A device answers.")                                            \
    X(GATEWAY_SILENT, 31, WARNING, "A device does not answer; it is tried again.")                 \
    X(GATEWAY_SLOW, 32, WARNING, "A device is polled more seldom than wanted: the budget.")        \
    X(GATEWAY_IN_TIME, 33, NOTICE, "A device is polled as often as wanted again.")                 \
    X(GATEWAY_REGISTER, 34, WARNING, "A device refuses a register; it is asked for more seldom.")  \
    X(GATEWAY_REGISTER_WELL, 35, NOTICE, "A register has a value again.")                          \
    X(GATEWAY_LEARNS, 40, NOTICE, "What a running contact has learnt, or that it learns anew.")    \
    X(GATEWAY_LEARNT_LOST, 41, WARNING, "What was learnt cannot be kept, or read again.")
/* clang-format on */

enum gateway_message { GATEWAY_MESSAGES(REPORT_ENUM) GATEWAY_MESSAGE_COUNT };
extern const struct report_book gateway_book;

#endif
