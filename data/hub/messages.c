/* SPDX-License-Identifier: MIT */
/* The table of andon-hub's messages as what writes them wants it. */
#include "data/hub/messages.h"

static const struct report_row rows[] = {HUB_MESSAGES(REPORT_ROW)};
const struct report_book hub_book = {"andon-hub", 'H', rows, HUB_MESSAGE_COUNT};
