/* SPDX-License-Identifier: MIT */
/* Everything andon-hub says in its log, as andon/service/messages.h is for andond. */
#ifndef DATA_HUB_MESSAGES_H
#define DATA_HUB_MESSAGES_H

#include "data/service/report.h"

/* clang-format off */
#define HUB_MESSAGES(X)                                                                            \
    X(HM_SERVING, 1, NOTICE, "It serves its socket.")                                         \
    X(HM_STOPPING, 2, NOTICE, "It was told to stop.")                                             \
    X(HM_CANNOT_START, 3, ERROR, "Why it cannot start.")                                          \
    X(HM_SOCKET, 4, WARNING, "There is no socket, or it could not be given to its group.")                       \
    X(HM_MEMORY, 5, ERROR, "There is no memory for what the broker is asked for.")                \
    X(HM_PLACE, 6, WARNING, "Somebody removed the socket or its directory; it is made anew.")     \
    X(HM_CRASHED, 7, ERROR, "An earlier run crashed: when, by what, and where its report is.")    \
    X(HM_NO_CRASH_REPORT, 8, WARNING, "A crash could not be reported: there is no directory.")    \
    X(HM_CONFINED, 9, WARNING, "It is not confined, or was refused a system call by its filter.")  \
    X(HM_LAG, 10, WARNING, "The loop was slow: another program uses up the processor.")           \
    X(HM_PLACE_LOST, 11, ERROR, "The socket was removed and cannot be made anew: restart the hub.") \
    X(HM_LINK_UP, 20, NOTICE, "The broker is connected.")                                         \
    X(HM_LINK_DOWN, 21, WARNING, "The broker cannot be reached; it is tried again for ever.")     \
    X(HM_STORE_UP, 30, NOTICE, "Records go to the database that is named.")                       \
    X(HM_STORE_DOWN, 31, ERROR, "The database takes no records; stations keep theirs meanwhile.") \
    X(HM_STORE_HANGS, 32, ERROR, "The database does not answer; stations keep theirs meanwhile.") \
    X(HM_STORE_ANSWERS, 33, NOTICE, "The database answers again.")                                \
    X(HM_TAKEN, 40, INFO, "What was taken within a minute in which something came.")              \
    X(HM_NEWS, 41, WARNING,                                                                       \
      "About one station's records: put aside, not signed, a second one of the same name.")        \
    X(HM_HOOK, 42, WARNING, "A webhook: not sent, given up, no room, or well again.")             \
    X(HM_STATIONS, 50, NOTICE, "A view has all stations that the broker knows.")                  \
    X(HM_KNOWN, 51, WARNING, "A view's list of stations cannot be kept on disk.")
/* clang-format on */

enum hub_message { HUB_MESSAGES(REPORT_ENUM) HUB_MESSAGE_COUNT };
extern const struct report_book hub_book;

#endif
