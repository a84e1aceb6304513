/* SPDX-License-Identifier: MIT */
/* The table of andond's messages as what writes them wants it. */
#include "andon/service/messages.h"

static const struct report_row rows[] = {MESSAGES(REPORT_ROW)};
const struct report_book andond_book = {"andond", 'A', rows, MESSAGE_COUNT};
