/* SPDX-License-Identifier: MIT */
/* The table of andon-notify's messages as what writes them wants it. */
#include "console/notify/messages.h"

static const struct report_row rows[] = {NOTIFY_MESSAGES(REPORT_ROW)};
const struct report_book notify_book = {"andon-notify", 'N', rows, NOTIFY_MESSAGE_COUNT};
