/* SPDX-License-Identifier: MIT */
/* Everything andond says in its log, one row each: the id that scripts may look for (never used for
 * another thing), how grave it is, and what the manual says about it. */
#ifndef ANDON_SERVICE_MESSAGES_H
#define ANDON_SERVICE_MESSAGES_H

#include "data/service/report.h"

/* clang-format off */
#define MESSAGES(X)                                                                                \
    X(MSG_READY, 1, NOTICE, "It serves: station, version, signals, tower.")                        \
    X(MSG_STOPPING, 2, NOTICE, "It was told to stop.")                                             \
    X(MSG_CANNOT_START, 3, ERROR, "Why it cannot start.")                                          \
    X(MSG_STARTER_GONE, 4, NOTICE, "Who started it did not wait until it served.")                 \
    X(MSG_NOTIFY, 5, WARNING, "The service manager cannot be told.")                               \
    X(MSG_LOOP_OPEN, 6, ERROR, "At the end something was left open: a bug; please report it.")     \
    X(MSG_CRASHED, 7, ERROR, "An earlier run crashed: when, by what, and where its report is.")    \
    X(MSG_NO_CRASH_REPORT, 8, WARNING, "A crash could not be reported: there is no directory.")    \
    X(MSG_LAG, 10, WARNING, "The loop was slow: another program uses up the processor.")           \
    X(MSG_STUCK, 11, ERROR,                                                                        \
      "A thread does not turn any more; the service manager's watchdog is no longer fed.")         \
    X(MSG_UNSTUCK, 12, NOTICE, "All threads turn again.")                                          \
    X(MSG_RELOADED, 20, NOTICE, "A new configuration is in force.")                                \
    X(MSG_RELOAD_PROBLEM, 21, ERROR,                                                               \
      "What is wrong with the new configuration, a line for each problem; the old one stays.")     \
    X(MSG_RELOAD_REFUSED, 22, ERROR,                                                               \
      "A key that only a restart can change was changed; the old configuration stays.")            \
    X(MSG_PLANT_TAKEN, 23, NOTICE, "Another revision of the plant's configuration is in force.")   \
    X(MSG_PLANT_REFUSED, 24, ERROR,                                                                \
      "Why a plant's configuration is not used; the station runs on with what it has.")            \
    X(MSG_DATA_DIRECTORY, 30, ERROR, "The data directory cannot be used; it is tried again.")      \
    X(MSG_MARK, 31, WARNING, "The mark for consoles in the data directory cannot be written.")     \
    X(MSG_SOCKET, 32, WARNING, "The socket could not be given to its group.")                      \
    X(MSG_BACKUP, 33, NOTICE, "Somebody makes a backup of the records.")                           \
    X(MSG_PLACE, 34, WARNING, "Somebody removed the socket or its directory; it is made anew.")    \
    X(MSG_PLACE_LOST, 35, ERROR, "The socket was removed and cannot be made anew: restart andond.")  \
    X(MSG_RECALL, 39, WARNING,                                                                     \
      "What was entered before the start cannot all be changed any more; it is kept.")             \
    X(MSG_STORE_FAILED, 40, ERROR, "Records cannot be kept; they wait in memory.")                 \
    X(MSG_STORE_WELL, 41, NOTICE, "Records are kept again.")                                       \
    X(MSG_STORE_CHANGED, 42, WARNING, "After a disk error the records go on otherwise.")           \
    X(MSG_RECORD_LOST, 43, ERROR, "Too many records waited; this one is lost.")                    \
    X(MSG_CHECKPOINT, 44, ERROR, "The engine's state does not fit into a checkpoint.")             \
    X(MSG_RESTORE, 45, ERROR, "The last checkpoint is of no use: the figures start anew.")         \
    X(MSG_INTERIM, 46, WARNING,                                                                    \
      "The records are there again; what was recorded without them gives way to them.")            \
    X(MSG_CONFIG_RECORD, 47, ERROR, "The configuration's record does not fit.")                    \
    X(MSG_STORE_LOW, 48, WARNING, "Soon there may be no room for records.")                        \
    X(MSG_STORE_NOTE, 49, NOTICE, "What became of the records' file.")                             \
    X(MSG_LINK_UP, 50, NOTICE, "The broker is connected.")                                         \
    X(MSG_LINK_LOST, 51, WARNING, "The broker was lost; it is tried again for ever.")              \
    X(MSG_LINK_DOWN, 52, NOTICE, "The broker cannot be reached; it is tried again for ever.")      \
    X(MSG_OVERRUN, 53, WARNING,                                                                    \
      "Messages were dropped, too many came at once; their signals are marked bad.")               \
    X(MSG_PUBLISH, 54, NOTICE, "A message could not be published; the next one will say it.")      \
    X(MSG_SUMMARY, 55, ERROR, "The summary does not fit into its 2 KiB.")                          \
    X(MSG_BROKERS, 56, WARNING, "A second broker is configured; it is not used.")                  \
    X(MSG_SUBSCRIPTION, 57, WARNING, "The broker refuses a topic; its signals are not heard.")      \
    X(MSG_JOBS, 58, WARNING, "A queue of jobs is older, or not to be read; the one at hand stays.") \
    X(MSG_ACK_REFUSED, 59, WARNING, "An acknowledgement that does not fit, or is not the hub's.")   \
    X(MSG_TOWER, 60, ERROR, "The tower cannot be driven; it is tried again.")                      \
    X(MSG_TOWER_WELL, 61, NOTICE, "The tower's lines follow again.")                               \
    X(MSG_LINE, 62, ERROR, "A lamp's line is not as it was set: stolen, stuck, or miswired.")      \
    X(MSG_LAMP_TEST, 63, NOTICE, "Somebody tests the lamps.")                                      \
    X(MSG_SESSION_REFUSED, 64, WARNING, "A badge or PIN that does not fit was tried.")             \
    X(MSG_PARKED, 65, WARNING, "The hub has put records aside that it could not take.")             \
    X(MSG_INPUT_LOST, 66, ERROR, "A contact's line cannot be read; it is tried again.")            \
    X(MSG_INPUT_WELL, 67, NOTICE, "A contact's line is read again.")                               \
    X(MSG_INPUT_NOTE, 68, WARNING, "A contact is stuck, or edges of it were lost.")                \
    X(MSG_PREDICTION, 69, WARNING,                                                                  \
      "A statement of a model or an answer to a work order cannot be read; nothing of it counts.")  \
    X(MSG_SNAPSHOT, 70, ERROR, "The snapshot does not fit into a line of the socket.")             \
    X(MSG_COMMAND_REFUSED, 71, WARNING, "A command on the broker that is not done, and why.")      \
    X(MSG_VISIT, 72, NOTICE, "Somebody at a hub works at this station.")                      \
    X(MSG_EDGE, 73, NOTICE, "What the Sparkplug edge node hears of its broker or primary host.")    \
    X(MSG_HOST, 74, NOTICE, "How the host of Sparkplug edge nodes, which says STATE, is connected.") \
    X(MSG_FORESEE, 75, NOTICE, "What a built-in detector has learnt, or why it learns again.")      \
    X(MSG_CONFINED, 80, WARNING,                                                                   \
      "A system call that andond does not need was refused, or calls cannot be limited here.")
/* clang-format on */

enum andond_message { MESSAGES(REPORT_ENUM) MESSAGE_COUNT };
extern const struct report_book andond_book;

#endif
